/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"
#include "llm-db-turns.h"

static gboolean
save_comparison (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_turns_save (db, op->turn, llm_db_session_get_run (file),
                            llm_db_session_get_copies (file), llm_db_session_get_files (file),
                            &op->changes, error);
}

static void
save_comparison_async (LlmStore *store,
                       LlmComparison *comparison,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->turn = llm_db_turn_row_from_comparison (comparison);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_comparison, llm_store_operation_written,
                         save_comparison_async, cancellable, callback, user_data);
}

static gboolean
save_answer (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_turns_save_answer (db, op->answer, llm_db_session_get_run (file),
                                   llm_db_session_get_copies (file), &op->changes, error);
}

static void
save_answer_async (LlmStore *store,
                   const char *comparison_id,
                   LlmAnswer *answer,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->answer = llm_db_answer_row_from_answer (answer, FALSE);
  op->answer->turn_id = g_strdup (comparison_id);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_answer, llm_store_operation_written,
                         save_answer_async, cancellable, callback, user_data);
}

static gboolean
append_text (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  return llm_db_answers_append (db, op->id, op->kind, op->text, error);
}

static void
append_text_async (LlmStore *store,
                   const char *column_id,
                   LlmDeltaKind kind,
                   const char *text,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (column_id);

  op->kind = kind;
  op->text = g_strdup (text);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, append_text, llm_store_operation_written,
                         append_text_async, cancellable, callback, user_data);
}

/* One transaction, so that a write of another process cannot come between the turn, its
 * columns and their pieces. */
static gboolean
load (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_session_recover (file, db);
  if (!llm_db_begin_read (db, error))
    return FALSE;
  op->turn = llm_db_turns_load_one (db, op->id, llm_db_session_get_run (file),
                                    llm_db_session_get_copies (file), error);
  llm_db_rollback (db);
  return op->turn != NULL;
}

static void
loaded (GTask *task, gpointer data)
{
  const LlmStoreOperation *op = data;

  g_task_return_pointer (task, llm_db_turn_row_to_comparison (op->turn), g_object_unref);
}

static void
load_async (LlmStore *store,
            const char *id,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (id), load, loaded,
                         load_async, cancellable, callback, user_data);
}

static gboolean
load_turns (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  g_autofree char *turns = llm_db_make_list ((const char *const *) op->ids);

  llm_db_session_recover (file, db);
  if (!llm_db_begin_read (db, error))
    return FALSE;
  op->rows = llm_db_turns_load (db, turns, llm_db_session_get_run (file),
                                llm_db_session_get_copies (file), error);
  llm_db_rollback (db);
  return op->rows != NULL;
}

static void
turns_loaded (GTask *task, gpointer data)
{
  const LlmStoreOperation *op = data;
  GPtrArray *turns = g_ptr_array_new_full (op->rows->len, g_object_unref);

  for (guint i = 0; i < op->rows->len; i++)
    g_ptr_array_add (turns, llm_db_turn_row_to_comparison (op->rows->pdata[i]));
  g_task_return_pointer (task, turns, (GDestroyNotify) g_ptr_array_unref);
}

static void
load_turns_async (LlmStore *store,
                  const char *const *ids,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->ids = g_strdupv ((char **) ids);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, load_turns, turns_loaded, load_turns_async,
                         cancellable, callback, user_data);
}

static gboolean
load_thread (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  LlmThread *thread;

  if (!llm_db_begin_read (db, error))
    return FALSE;
  thread = llm_db_turns_load_thread (db, op->id, error);
  llm_db_rollback (db);
  llm_store_operation_take (op, thread, (GDestroyNotify) llm_thread_unref);
  return thread != NULL;
}

static void
load_thread_async (LlmStore *store,
                   const char *column_id,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, llm_store_operation_new (column_id), load_thread,
                         llm_store_operation_return, load_thread_async, cancellable, callback,
                         user_data);
}

static gboolean
update_turns (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;

  llm_db_changes_clear (&op->changes);
  return llm_db_turns_place (db, op->rows, &op->changes, error);
}

static void
update_turns_async (LlmStore *store,
                    GPtrArray *turns,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->rows = g_ptr_array_new_full (turns->len, (GDestroyNotify) llm_db_place_free);
  for (guint i = 0; i < turns->len; i++)
    g_ptr_array_add (op->rows, llm_db_place_from_turn (turns->pdata[i]));
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, update_turns, llm_store_operation_written,
                         update_turns_async, cancellable, callback, user_data);
}

/**
 * llm_sqlite_store_init_turns:
 * @iface: the interface
 *
 * Sets what reads and writes turns.
 */
void
llm_sqlite_store_init_turns (LlmStoreInterface *iface)
{
  iface->save_comparison_async = save_comparison_async;
  iface->save_answer_async = save_answer_async;
  iface->append_text_async = append_text_async;
  iface->load_async = load_async;
  iface->load_turns_async = load_turns_async;
  iface->load_thread_async = load_thread_async;
  iface->update_turns_async = update_turns_async;
}
