/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-store-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_INTERFACE (LlmStore, llm_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FOLDERS_CHANGED,
  SIGNAL_BALLOTS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_store_default_init (LlmStoreInterface *iface)
{
  /**
   * LlmStore::changed:
   * @id: (nullable): the conversation that was added, changed in its list row, or
   *   deleted; %NULL if it may be any
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmStore::folders-changed:
   *
   * Folders or tags were added, renamed or deleted.
   */
  signals[SIGNAL_FOLDERS_CHANGED] = g_signal_new (
      "folders-changed", LLM_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmStore::ballots-changed:
   *
   * A turn or one of its answers was saved: what was decided may be otherwise.  Ballots
   * also follow what ::changed and ::folders-changed tell of.
   */
  signals[SIGNAL_BALLOTS_CHANGED] = g_signal_new (
      "ballots-changed", LLM_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

/* For the other half of the interface. */
void
llm_store_report_missing (LlmStore *self,
                          gpointer tag,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_task_report_new_error (self, callback, user_data, tag, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _ ("This history cannot do that."));
}

/**
 * llm_store_save_comparison_async:
 * @self: a store
 * @comparison: what to save, with the whole texts of all columns
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * Makes its conversation, a comparison, if that is not there.  Its title counts then
 * only, and its place when it is saved for the first time.
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
  LLM_STORE_CALL (self, save_comparison, (self, comparison, cancellable, callback, user_data));
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
  LLM_STORE_CALL (self, save_answer,
                  (self, comparison_id, answer, cancellable, callback, user_data));
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
  LLM_STORE_CALL (self, append_text,
                  (self, column_id, kind, text, cancellable, callback, user_data));
}

/**
 * llm_store_list_async:
 * @self: a store
 * @query: (nullable): which list; %NULL for all
 * @after: (nullable): the last entry seen, or %NULL for the first page
 * @limit: how many at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish()
 * @user_data: for @callback
 */
void
llm_store_list_async (LlmStore *self,
                      const LlmHistoryQuery *query,
                      const LlmHistoryCursor *after,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (limit > 0);
  LLM_STORE_CALL (self, list, (self, query, after, limit, cancellable, callback, user_data));
}

/**
 * llm_store_find_async:
 * @self: a store
 * @prefix: the first characters of ids, not ""
 * @limit: how many at most
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(), which gives #LlmHistoryEntry
 * @user_data: for @callback
 *
 * Finds conversations by the beginnings of their ids, archived ones and those in the
 * trash too.
 */
void
llm_store_find_async (LlmStore *self,
                      const char *prefix,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (prefix != NULL && *prefix != '\0');
  g_return_if_fail (limit > 0);
  LLM_STORE_CALL (self, find, (self, prefix, limit, cancellable, callback, user_data));
}

/**
 * llm_store_load_async:
 * @self: a store
 * @id: a turn's id
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
  LLM_STORE_CALL (self, load, (self, id, cancellable, callback, user_data));
}

/**
 * llm_store_delete_async:
 * @self: a store
 * @id: a conversation's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * Deletes it for good with all of its turns.
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
  LLM_STORE_CALL (self, delete, (self, id, cancellable, callback, user_data));
}

/**
 * llm_store_prepare_search_async:
 * @self: a store
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_list_finish(), which gives nothing
 * @user_data: for @callback
 *
 * Tells that something will be searched for soon, so that the first search does not take
 * longer than others.  A search that is asked while this lasts waits for it, unless it is
 * cancelled.
 */
void
llm_store_prepare_search_async (LlmStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  LLM_STORE_CALL (self, prepare_search, (self, cancellable, callback, user_data));
}

/**
 * llm_store_search_async:
 * @self: a store
 * @query: what to look for
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(),
 *   which gives #LlmSearchHit
 * @user_data: for @callback
 *
 * A question that was cancelled is given up also while it is looked for.
 */
void
llm_store_search_async (LlmStore *self,
                        const LlmSearchQuery *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (query != NULL && query->text != NULL);
  g_return_if_fail (query->limit > 0);
  LLM_STORE_CALL (self, search, (self, query, cancellable, callback, user_data));
}

/**
 * llm_store_save_conversation_async:
 * @self: a store
 * @conversation: what to save
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * Turns are saved by llm_store_save_comparison_async().
 */
void
llm_store_save_conversation_async (LlmStore *self,
                                   LlmConversation *conversation,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));
  LLM_STORE_CALL (self, save_conversation, (self, conversation, cancellable, callback, user_data));
}

/**
 * llm_store_load_conversation_async:
 * @self: a store
 * @id: a conversation's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_conversation_finish()
 * @user_data: for @callback
 */
void
llm_store_load_conversation_async (LlmStore *self,
                                   const char *id,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);
  LLM_STORE_CALL (self, load_conversation, (self, id, cancellable, callback, user_data));
}

/**
 * llm_store_load_turns_async:
 * @self: a store
 * @ids: (array zero-terminated=1): ids of turns
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(),
 *   which gives #LlmComparison, without those that are not there
 * @user_data: for @callback
 */
void
llm_store_load_turns_async (LlmStore *self,
                            const char *const *ids,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (ids != NULL);
  LLM_STORE_CALL (self, load_turns, (self, ids, cancellable, callback, user_data));
}

/**
 * llm_store_load_thread_async:
 * @self: a store
 * @column_id: an answer
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_load_thread_finish()
 * @user_data: for @callback
 */
void
llm_store_load_thread_async (LlmStore *self,
                             const char *column_id,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (column_id != NULL);
  LLM_STORE_CALL (self, load_thread, (self, column_id, cancellable, callback, user_data));
}

/**
 * llm_store_update_turns_async:
 * @self: a store
 * @turns: (element-type LlmTurn): turns whose place, or whether they are deleted, has
 *   changed
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_update_turns_async (LlmStore *self,
                              GPtrArray *turns,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (turns != NULL);
  LLM_STORE_CALL (self, update_turns, (self, turns, cancellable, callback, user_data));
}

/**
 * llm_store_update_entries_async:
 * @self: a store
 * @ids: (array zero-terminated=1): conversations
 * @change: what to change of all of them
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * All or nothing; those that are not there are passed over.
 */
void
llm_store_update_entries_async (LlmStore *self,
                                const char *const *ids,
                                const LlmEntryChange *change,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (ids != NULL);
  g_return_if_fail (change != NULL);
  LLM_STORE_CALL (self, update_entries, (self, ids, change, cancellable, callback, user_data));
}

/**
 * llm_store_import_async:
 * @self: a store
 * @conversation: a conversation whose turns all have their texts
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * Fails with %LLM_DB_ERROR_CONSTRAINT if one of its ids is taken.
 */
void
llm_store_import_async (LlmStore *self,
                        LlmConversation *conversation,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));
  LLM_STORE_CALL (self, import, (self, conversation, cancellable, callback, user_data));
}

/**
 * llm_store_purge_trash_async:
 * @self: a store
 * @before: Unix time in microseconds; what was thrown away earlier goes
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_purge_trash_async (LlmStore *self,
                             gint64 before,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  LLM_STORE_CALL (self, purge_trash, (self, before, cancellable, callback, user_data));
}

/**
 * llm_store_list_folders_async:
 * @self: a store
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(),
 *   which gives #LlmFolder
 * @user_data: for @callback
 */
void
llm_store_list_folders_async (LlmStore *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  LLM_STORE_CALL (self, list_folders, (self, cancellable, callback, user_data));
}

/**
 * llm_store_save_folder_async:
 * @self: a store
 * @folder: a folder, new or changed
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_save_folder_async (LlmStore *self,
                             const LlmFolder *folder,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (folder != NULL);
  LLM_STORE_CALL (self, save_folder, (self, folder, cancellable, callback, user_data));
}

/**
 * llm_store_delete_folder_async:
 * @self: a store
 * @id: a folder
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 *
 * What is in it stays, in no folder.
 */
void
llm_store_delete_folder_async (LlmStore *self,
                               const char *id,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (id != NULL);
  LLM_STORE_CALL (self, delete_folder, (self, id, cancellable, callback, user_data));
}

/**
 * llm_store_list_tags_async:
 * @self: a store
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_store_list_finish(),
 *   which gives #LlmTag
 * @user_data: for @callback
 */
void
llm_store_list_tags_async (LlmStore *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  LLM_STORE_CALL (self, list_tags, (self, cancellable, callback, user_data));
}

/**
 * llm_store_rename_tag_async:
 * @self: a store
 * @name: a tag
 * @new_name: (nullable): another name; %NULL to take it off everywhere
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_store_write_finish()
 * @user_data: for @callback
 */
void
llm_store_rename_tag_async (LlmStore *self,
                            const char *name,
                            const char *new_name,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_return_if_fail (name != NULL);
  LLM_STORE_CALL (self, rename_tag, (self, name, new_name, cancellable, callback, user_data));
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
  LLM_STORE_CALL (self, flush, (self, cancellable, callback, user_data));
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
 * @result: of llm_store_list_async(), or of another call that gives a list
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): the entries in order,
 *   fewer than asked for at the end; of other calls what they say they give
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
 * llm_store_load_conversation_finish:
 * @self: a store
 * @result: of llm_store_load_conversation_async()
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): the conversation
 */
LlmConversation *
llm_store_load_conversation_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_store_load_thread_finish:
 * @self: a store
 * @result: of llm_store_load_thread_async()
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): what was said up to and with the answer
 */
LlmThread *
llm_store_load_thread_finish (LlmStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_STORE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_store_emit_changed:
 * @self: a store
 * @id: (nullable): a conversation's id
 *
 * For implementations, on the main context.
 */
void
llm_store_emit_changed (LlmStore *self, const char *id)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, id);
}

/**
 * llm_store_emit_folders_changed:
 * @self: a store
 *
 * For implementations, on the main context.
 */
void
llm_store_emit_folders_changed (LlmStore *self)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_signal_emit (self, signals[SIGNAL_FOLDERS_CHANGED], 0);
}

/**
 * llm_store_emit_ballots_changed:
 * @self: a store
 *
 * For implementations: tells that what was decided may be otherwise.
 */
void
llm_store_emit_ballots_changed (LlmStore *self)
{
  g_return_if_fail (LLM_IS_STORE (self));
  g_signal_emit (self, signals[SIGNAL_BALLOTS_CHANGED], 0);
}
