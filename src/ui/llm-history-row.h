/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmRowState:
 * @running: whether the conversation runs
 * @current: whether the window shows it
 * @selecting: whether rows are being selected, shown with check marks
 * @selected: whether this one is
 * @group: (nullable): the heading above it
 *
 * What a row shows beside its entry.
 */
typedef struct
{
  gboolean running;
  gboolean current;
  gboolean selecting;
  gboolean selected;
  const char *group;
} LlmRowState;

/**
 * LlmHistoryRow:
 *
 * Shows one #LlmHistoryEntry at a time, or a hit of a search.
 *
 * Signals: `::renamed (const char *title)` when a title was typed, `::menu-requested`
 * when its menu button was clicked.
 */
#define LLM_TYPE_HISTORY_ROW (llm_history_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryRow, llm_history_row, LLM, HISTORY_ROW, GtkWidget)

GtkWidget *llm_history_row_new (void);
LlmHistoryEntry *llm_history_row_get_entry (LlmHistoryRow *self);
void llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry);
void llm_history_row_set_hit (LlmHistoryRow *self, const LlmSearchHit *hit);
void llm_history_row_update (LlmHistoryRow *self, const LlmRowState *state);
void llm_history_row_begin_rename (LlmHistoryRow *self);
gboolean llm_history_row_get_renaming (LlmHistoryRow *self);
GtkWidget *llm_history_row_get_content (LlmHistoryRow *self);

G_END_DECLS
