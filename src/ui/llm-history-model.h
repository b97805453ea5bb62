/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* Entries read from the store at once. */
#define LLM_HISTORY_PAGE 100

/**
 * LlmHistoryModel:
 *
 * A list of conversations as a #GListModel of #LlmHistoryEntry, read page by page
 * as llm_history_model_load_more() asks for it, and kept in step with the store row
 * by row.  The list of all has two sections, first what is pinned, then the rest.
 *
 * Properties that notify: loading, complete (the last entry is there), error
 * (boxed GError, nullable: why the last page could not be read).
 */
#define LLM_TYPE_HISTORY_MODEL (llm_history_model_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryModel, llm_history_model, LLM, HISTORY_MODEL, GObject)

LlmHistoryModel *llm_history_model_new (LlmStore *store);
LlmHistoryModel *llm_history_model_new_for (LlmStore *store, const LlmHistoryQuery *query);
void llm_history_model_load_more (LlmHistoryModel *self);
gboolean llm_history_model_get_loading (LlmHistoryModel *self);
gboolean llm_history_model_get_complete (LlmHistoryModel *self);
const GError *llm_history_model_get_error (LlmHistoryModel *self);
gboolean llm_history_model_find (LlmHistoryModel *self, const char *id, guint *position);
LlmHistorySection llm_history_model_get_section (LlmHistoryModel *self, guint position);
char *llm_history_model_get_group (LlmHistoryModel *self, guint position, GDateTime *now);
gboolean llm_history_model_begins_group (LlmHistoryModel *self, guint position, GDateTime *now);
void llm_history_model_hide (LlmHistoryModel *self, const char *id);
void llm_history_model_unhide (LlmHistoryModel *self, const char *id);
void llm_history_model_forget (LlmHistoryModel *self, const char *id);

G_END_DECLS
