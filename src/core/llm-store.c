/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store.h"

G_DEFINE_INTERFACE (LlmStore, llm_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_store_default_init (LlmStoreInterface *iface)
{
  /**
   * LlmStore::changed:
   * @id: the comparison that was added, changed in its list row, or deleted
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/**
 * llm_store_save_comparison_async:
 * @self: a store
 * @comparison: what to save, with the whole texts of all columns
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_save_comparison_async (LlmStore *self,
                                 LlmComparison *comparison,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));
  LLM_STORE_GET_IFACE (self)->save_comparison_async (self, comparison, cancellable, callback,
                                                     user_data);
}

/**
 * llm_store_save_answer_async:
 * @self: a store
 * @comparison_id: the comparison it belongs to
 * @answer: the column; its text is written only if its state is final
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_save_answer_async (LlmStore *self,
                             const char *comparison_id,
                             LlmAnswer *answer,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (comparison_id != NULL);
  g_return_if_fail (LLM_IS_ANSWER (answer));
  LLM_STORE_GET_IFACE (self)->save_answer_async (self, comparison_id, answer, cancellable, callback,
                                                 user_data);
}

/**
 * llm_store_append_text_async:
 * @self: a store
 * @column_id: a saved column that is not final
 * @kind: what the text is
 * @text: the piece to add at the end
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_append_text_async (LlmStore *self,
                             const char *column_id,
                             LlmDeltaKind kind,
                             const char *text,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (column_id != NULL);
  g_return_if_fail (text != NULL);
  LLM_STORE_GET_IFACE (self)->append_text_async (self, column_id, kind, text, cancellable, callback,
                                                 user_data);
}

/**
 * llm_store_list_async:
 * @self: a store
 * @before_time: the created_at of the last entry seen
 * @before_id: (nullable): its id, or NULL for the newest entries
 * @limit: how many at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish()
 * @user_data: for @callback
 */
void
llm_store_list_async (LlmStore *self,
                      gint64 before_time,
                      const char *before_id,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (limit > 0);
  LLM_STORE_GET_IFACE (self)->list_async (self, before_time, before_id, limit, cancellable,
                                          callback, user_data);
}

/**
 * llm_store_load_async:
 * @self: a store
 * @id: a comparison's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_finish()
 * @user_data: for @callback
 */
void
llm_store_load_async (LlmStore *self,
                      const char *id,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);
  LLM_STORE_GET_IFACE (self)->load_async (self, id, cancellable, callback, user_data);
}

/**
 * llm_store_delete_async:
 * @self: a store
 * @id: a comparison's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_delete_async (LlmStore *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);
  LLM_STORE_GET_IFACE (self)->delete_async (self, id, cancellable, callback, user_data);
}

/**
 * llm_store_flush_async:
 * @self: a store
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * Completes when everything asked before it is done.
 */
void
llm_store_flush_async (LlmStore *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  LLM_STORE_GET_IFACE (self)->flush_async (self, cancellable, callback, user_data);
}

/**
 * llm_store_write_finish:
 * @self: a store
 * @result: of any call that writes, or of the flush
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it is on disk
 */
gboolean
llm_store_write_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * llm_store_list_finish:
 * @self: a store
 * @result: of llm_store_list_async()
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): the entries, newest
 *   first; fewer than asked for at the end
 */
GPtrArray *
llm_store_list_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_store_load_finish:
 * @self: a store
 * @result: of llm_store_load_async()
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): the comparison as it was saved
 */
LlmComparison *
llm_store_load_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_store_emit_changed:
 * @self: a store
 * @id: a comparison's id
 *
 * For implementations, on the main context.
 */
void
llm_store_emit_changed (LlmStore *self, const char *id)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, id);
}
