/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* Entries read from the store at once. */
#define LLM_HISTORY_PAGE 100

/**
 * LlmHistoryModel:
 *
 * The history as a #GListModel of #LlmHistoryEntry, newest first, read page by
 * page as llm_history_model_load_more() asks for it, and kept in step with the
 * store row by row.
 *
 * Properties that notify: loading, complete (the oldest entry is there), error
 * (boxed GError, nullable: why the last page could not be read).
 */
#define LLM_TYPE_HISTORY_MODEL (llm_history_model_get_type ())
G_DECLARE_FINAL_TYPE (LlmHistoryModel, llm_history_model, LLM, HISTORY_MODEL, GObject)

LlmHistoryModel *llm_history_model_new (LlmStore *store);
void llm_history_model_load_more (LlmHistoryModel *self);
gboolean llm_history_model_get_loading (LlmHistoryModel *self);
gboolean llm_history_model_get_complete (LlmHistoryModel *self);
const GError *llm_history_model_get_error (LlmHistoryModel *self);
gboolean llm_history_model_find (LlmHistoryModel *self, const char *id, guint *position);
void llm_history_model_hide (LlmHistoryModel *self, const char *id);
void llm_history_model_unhide (LlmHistoryModel *self, const char *id);
void llm_history_model_forget (LlmHistoryModel *self, const char *id);

G_END_DECLS
