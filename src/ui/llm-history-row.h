/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-history-content.h"

G_BEGIN_DECLS

/**
 * LlmRowHeights:
 * @heights: what rows with their widgets needed last, by what lines they have; 0 for
 *   what is not known
 * @fresh: whether something became known since this was last cleared
 *
 * How high rows are taken to be that do not have their widgets, without a heading.
 */
typedef struct
{
  int heights[4];
  gboolean fresh;
} LlmRowHeights;

LlmRowHeights *llm_row_heights_new (void);

/**
 * LlmHistoryRow:
 *
 * Shows one #LlmHistoryEntry at a time, or a hit of a search.  Its widgets are made
 * when it is filled.
 *
 * Signals: `::renamed (const char *title)` when a title was typed, `::menu-requested`
 * when its menu button was clicked.
 */
#define LLM_TYPE_HISTORY_ROW (llm_history_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryRow, llm_history_row, LLM, HISTORY_ROW, GtkWidget)

GtkWidget *llm_history_row_new (LlmRowHeights *heights);
LlmHistoryEntry *llm_history_row_get_entry (LlmHistoryRow *self);
void llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry);
void llm_history_row_set_hit (LlmHistoryRow *self, const LlmSearchHit *hit);
void llm_history_row_update (LlmHistoryRow *self, const LlmRowState *state);
void llm_history_row_begin_rename (LlmHistoryRow *self);
gboolean llm_history_row_get_renaming (LlmHistoryRow *self);
gboolean llm_history_row_get_filled (LlmHistoryRow *self);
void llm_history_row_set_filled (LlmHistoryRow *self, gboolean filled);
GtkWidget *llm_history_row_get_content (LlmHistoryRow *self);

G_END_DECLS
