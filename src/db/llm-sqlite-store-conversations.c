/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"
#include "llm-db-conversations.h"
#include "llm-db-turns.h"

#include <glib/gi18n-lib.h>

/* So many turns at the end of what is shown are loaded with their texts: more than fit
 * on a screen. */
#define N_LOADED 24

/* So many conversations are purged at once: others that write meanwhile wait for it. */
#define N_PURGED 50

static gboolean
save_conversation (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_conversations_save (db, op->conversation, &op->changes, error);
}

static void
save_conversation_async (LlmStore *store,
                         LlmConversation *conversation,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->conversation = llm_db_conversation_row_from_conversation (conversation);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_conversation,
                         llm_store_operation_written, save_conversation_async, cancellable,
                         callback, user_data);
}

/* Ids of the turns whose texts go along; the columns of a comparison show all of them. */
static char **
choose_turns (LlmConversation *conversation)
{
  GListModel *branch = G_LIST_MODEL (conversation);
  g_autoptr (GPtrArray) turns = NULL;
  GPtrArray *ids = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (branch);

  if (llm_conversation_is_chat (conversation))
    {
      turns = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint i = n - MIN (n, N_LOADED); i < n; i++)
        g_ptr_array_add (turns, g_list_model_get_item (branch, i));
    }
  else
    {
      turns = llm_conversation_dup_turns (conversation);
    }
  for (guint i = 0; i < turns->len; i++)
    g_ptr_array_add (ids, g_strdup (llm_turn_get_id (turns->pdata[i])));
  g_ptr_array_add (ids, NULL);
  return (char **) g_ptr_array_free (ids, FALSE);
}

static gboolean
read_conversation (gpointer file, LlmDb *db, LlmStoreOperation *op, GError **error)
{
  LlmConversation *conversation = llm_db_conversations_load (db, op->id, error);
  g_auto (GStrv) ids = NULL;
  g_autofree char *turns = NULL;

  if (conversation == NULL)
    return FALSE;
  llm_store_operation_take (op, conversation, g_object_unref);
  ids = choose_turns (conversation);
  turns = llm_db_make_list ((const char *const *) ids);
  op->rows = llm_db_turns_load (db, turns, llm_db_session_get_run (file),
                                llm_db_session_get_copies (file), error);
  return op->rows != NULL;
}

static gboolean
load_conversation (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  gboolean worked;

  llm_db_session_recover (file, db);
  if (!llm_db_begin_read (db, error))
    return FALSE;
  worked = read_conversation (file, db, data, error);
  llm_db_rollback (db);
  return worked;
}

static void
conversation_loaded (GTask *task, gpointer data)
{
  LlmStoreOperation *op = data;

  for (guint i = 0; i < op->rows->len; i++)
    {
      g_autoptr (LlmComparison) comparison = llm_db_turn_row_to_comparison (op->rows->pdata[i]);
      LlmTurn *turn = llm_conversation_find (op->result, llm_comparison_get_id (comparison));

      llm_turn_set_comparison (turn, comparison);
    }
  llm_store_operation_return (task, op);
}

static void
load_conversation_async (LlmStore *store,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (id), load_conversation,
                         conversation_loaded, load_conversation_async, cancellable, callback,
                         user_data);
}

static gboolean
import (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_conversations_import (db, op->conversation, op->rows, llm_db_session_get_run (file),
                                      llm_db_session_get_copies (file),
                                      llm_db_session_get_files (file), &op->changes, error);
}

static GPtrArray *
copy_judgements (GPtrArray *judgements, const char *turn_id)
{
  GPtrArray *copies;

  if (judgements == NULL)
    return NULL;
  copies = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_judgement_record_free);
  for (guint i = 0; i < judgements->len; i++)
    {
      LlmJudgementRecord *copy = llm_judgement_record_copy (judgements->pdata[i]);

      g_free (copy->turn_id);
      copy->turn_id = g_strdup (turn_id);
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

/* NULL if a turn has no texts. */
static GPtrArray *
copy_turns (LlmConversation *conversation)
{
  g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (conversation);
  g_autoptr (GPtrArray) rows
      = g_ptr_array_new_full (turns->len, (GDestroyNotify) llm_db_turn_row_free);

  for (guint i = 0; i < turns->len; i++)
    {
      LlmTurn *turn = turns->pdata[i];
      LlmComparison *comparison = llm_turn_get_comparison (turn);
      LlmDbTurnRow *row;

      if (comparison == NULL)
        return NULL;
      row = llm_db_turn_row_from_comparison (comparison);
      g_free (row->conversation_id);
      row->conversation_id = g_strdup (llm_conversation_get_id (conversation));
      row->deleted = llm_turn_get_deleted (turn);
      row->judgements = copy_judgements (llm_comparison_get_judgements (comparison), row->id);
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}

static void
import_async (LlmStore *store,
              LlmConversation *conversation,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GPtrArray) rows = copy_turns (conversation);
  LlmStoreOperation *op;

  if (rows == NULL)
    {
      g_task_report_new_error (store, callback, user_data, import_async, LLM_DB_ERROR,
                               LLM_DB_ERROR_FAILED,
                               _ ("The conversation was not loaded as a whole. Try again."));
      return;
    }
  op = llm_store_operation_new (NULL);
  op->conversation = llm_db_conversation_row_from_conversation (conversation);
  op->rows = g_steal_pointer (&rows);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, import, llm_store_operation_written,
                         import_async, cancellable, callback, user_data);
}

static gboolean delete (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_conversations_delete (db, op->id, &op->changes, error);
}

static void
delete_async (LlmStore *store,
              const char *id,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, llm_store_operation_new (id), delete,
                         llm_store_operation_written, delete_async, cancellable, callback,
                         user_data);
}

static gboolean
purge_trash (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_conversations_purge (db, op->time, N_PURGED, &op->n_done, &op->changes, error);
}

/* What is asked meanwhile comes between. */
static void
purged (GTask *task, gpointer data)
{
  LlmSqliteStore *self = g_task_get_source_object (task);
  const LlmStoreOperation *op = data;

  if (op->n_done < N_PURGED)
    {
      llm_store_operation_written (task, data);
      return;
    }
  llm_store_operation_tell (task, data);
  llm_db_worker_push (self->worker, LLM_DB_JOB_WRITE, g_object_ref (task), purge_trash, purged);
}

static void
purge_trash_async (LlmStore *store,
                   gint64 before,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->time = before;
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, purge_trash, purged, purge_trash_async,
                         cancellable, callback, user_data);
}

/**
 * llm_sqlite_store_init_conversations:
 * @iface: the interface
 *
 * Sets what reads, writes and deletes conversations as a whole.
 */
void
llm_sqlite_store_init_conversations (LlmStoreInterface *iface)
{
  iface->save_conversation_async = save_conversation_async;
  iface->load_conversation_async = load_conversation_async;
  iface->import_async = import_async;
  iface->delete_async = delete_async;
  iface->purge_trash_async = purge_trash_async;
}
