/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"

G_BEGIN_DECLS

/**
 * LlmFinder:
 *
 * Finds a text in several answers at once, in their order and round again.  Marks all
 * matches, also in text that arrives later, and selects the current one.  Costs nothing
 * while it searches for nothing.
 *
 * Signals: `::changed ()` when other figures are to be told; `::found (LlmAnswerView *)`
 * before the view with the current match scrolls to it.
 */
#define LLM_TYPE_FINDER (llm_finder_get_type ())
G_DECLARE_FINAL_TYPE (LlmFinder, llm_finder, LLM, FINDER, GObject)

LlmFinder *llm_finder_new (void);

void llm_finder_set_views (LlmFinder *self, GPtrArray *views);
void llm_finder_set_origin (LlmFinder *self, LlmAnswerView *view);
gboolean llm_finder_set_text (LlmFinder *self, const char *text);
void llm_finder_set_match_case (LlmFinder *self, gboolean match_case);
void llm_finder_stop (LlmFinder *self);

void llm_finder_move (LlmFinder *self, gboolean backward);
LlmAnswerView *llm_finder_get_current (LlmFinder *self);
gboolean llm_finder_get_count (LlmFinder *self, guint *n_matches, guint *position);

G_END_DECLS
