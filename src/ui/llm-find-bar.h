/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-find-source.h"

G_BEGIN_DECLS

/**
 * LlmFindBar:
 *
 * Asks for a text and finds it in the answers below, in one or in all of them.  While it
 * is closed nothing is searched.  Finds elsewhere too, with another #LlmFindSource.
 *
 * Properties that notify: open, all-answers, match-case.  Verbs are widget actions:
 * find.next, .previous, .close, .all-answers and .match-case.  Signal
 * `::reveal (LlmAnswerView *)` when that view has the current match and is to be brought
 * into view.
 */
#define LLM_TYPE_FIND_BAR (llm_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmFindBar, llm_find_bar, LLM, FIND_BAR, GtkWidget)

GtkWidget *llm_find_bar_new (void);
GtkWidget *llm_find_bar_new_for_source (LlmFindSource *source, const char *name);
void llm_find_bar_set_views (LlmFindBar *self, GPtrArray *views);

void llm_find_bar_open (LlmFindBar *self, LlmAnswerView *current);
void llm_find_bar_show_text (LlmFindBar *self, LlmAnswerView *view, const char *text);
void llm_find_bar_close (LlmFindBar *self);
gboolean llm_find_bar_get_open (LlmFindBar *self);
gboolean llm_find_bar_has_text (LlmFindBar *self);
LlmAnswerView *llm_find_bar_get_view (LlmFindBar *self);

void llm_find_bar_next (LlmFindBar *self);
void llm_find_bar_previous (LlmFindBar *self);

G_END_DECLS
