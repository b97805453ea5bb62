/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmHistoryRow:
 *
 * Shows one #LlmHistoryEntry at a time: its title, and how many models were
 * asked when.
 */
#define LLM_TYPE_HISTORY_ROW (llm_history_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryRow, llm_history_row, LLM, HISTORY_ROW, GtkWidget)

GtkWidget *llm_history_row_new (void);
LlmHistoryEntry *llm_history_row_get_entry (LlmHistoryRow *self);
void llm_history_row_set_entry (LlmHistoryRow *self, LlmHistoryEntry *entry);
void llm_history_row_update (LlmHistoryRow *self, gboolean running);

char *llm_history_row_format_time (gint64 created_at, GDateTime *now);

G_END_DECLS
