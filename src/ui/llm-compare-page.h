/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmComparePage:
 *
 * The cards of one comparison in a reflowing grid.  Shows nothing with no
 * comparison.  Leaving a running comparison does not stop it.  Cards that stand side by
 * side scroll together if the settings say so; a bar above them finds text.
 *
 * Signals: `::swap-requested (const char *column_id)` when another model is to be
 * chosen for a column, to be answered with llm_compare_page_swap();
 * `::add-requested (const char *column_id)` when a model is to be chosen for a new column
 * behind that one, to be answered with llm_compare_page_add();
 * `::toast (AdwToast *)` with something to tell the reader.
 */
#define LLM_TYPE_COMPARE_PAGE (llm_compare_page_get_type ())
G_DECLARE_FINAL_TYPE (LlmComparePage, llm_compare_page, LLM, COMPARE_PAGE, GtkWidget)

GtkWidget *llm_compare_page_new (LlmContext *context);
LlmComparison *llm_compare_page_get_comparison (LlmComparePage *self);
void llm_compare_page_set_conversation (LlmComparePage *self, LlmConversation *conversation);
void llm_compare_page_show_turn (LlmComparePage *self, LlmTurn *turn);
void llm_compare_page_set_comparison (LlmComparePage *self, LlmComparison *comparison);
gboolean llm_compare_page_swap (LlmComparePage *self, const char *column_id, const char *spec);
gboolean llm_compare_page_add (LlmComparePage *self, const char *column_id, const char *spec);
void llm_compare_page_remove (LlmComparePage *self, const char *column_id);
void llm_compare_page_show_hit (LlmComparePage *self, const char *column_id, const char *text);
GPtrArray *llm_compare_page_get_cards (LlmComparePage *self);
gboolean llm_compare_page_focus_card (LlmComparePage *self, guint index);
GtkWidget *llm_compare_page_get_focused_card (LlmComparePage *self, guint *index);
gboolean llm_compare_page_get_differences (LlmComparePage *self);
void llm_compare_page_set_differences (LlmComparePage *self, gboolean differences);
void llm_compare_page_find (LlmComparePage *self, gboolean all);
void llm_compare_page_find_again (LlmComparePage *self, gboolean backward);

G_END_DECLS
