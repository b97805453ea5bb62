/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-history-model.h"

G_BEGIN_DECLS

/**
 * LlmLibrary:
 *
 * The comparisons that are open, shared by all windows so that the same one is
 * never two objects, and the history they come from.  Keeps a comparison alive
 * while it runs and while something of it is not saved.
 *
 * Signals: `::unsaved (LlmComparison *)` when whether a comparison could be saved
 * has changed; `::hidden (const char *id)`; `::delete-failed (const char *id, GError *)`.
 */
#define LLM_TYPE_LIBRARY (llm_library_get_type ())
G_DECLARE_FINAL_TYPE (LlmLibrary, llm_library, LLM, LIBRARY, GObject)

LlmLibrary *llm_library_new (LlmContext *context);
LlmContext *llm_library_get_context (LlmLibrary *self);
LlmHistoryModel *llm_library_get_history (LlmLibrary *self);
LlmHistoryModel *llm_library_new_list (LlmLibrary *self, const LlmHistoryQuery *query);

void llm_library_start (LlmLibrary *self, LlmComparison *comparison);
LlmComparison *llm_library_find (LlmLibrary *self, const char *id);
void llm_library_open_async (LlmLibrary *self,
                             const char *id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LlmComparison *llm_library_open_finish (LlmLibrary *self, GAsyncResult *result, GError **error);

const GError *llm_library_get_save_error (LlmLibrary *self, LlmComparison *comparison);
void llm_library_save (LlmLibrary *self, LlmComparison *comparison);

void llm_library_leave (LlmLibrary *self, const char *id);
void llm_library_hide (LlmLibrary *self, const char *id);
void llm_library_unhide (LlmLibrary *self, const char *id);
void llm_library_delete (LlmLibrary *self, const char *id);
void llm_library_delete_hidden (LlmLibrary *self);

G_END_DECLS
