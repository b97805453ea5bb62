/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-store-private.h"
#include "llm-db-ballots.h"
#include "llm-db-verdicts.h"
#include "llm-db-versions.h"

/* So many turns are read at once for ballots: others that wait come between. */
#define N_BALLOTS 200

static gboolean
load_versions (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  g_autofree char *columns = llm_db_make_list ((const char *const *) op->ids);

  op->rows = llm_db_versions_load (db, columns, error);
  return op->rows != NULL;
}

static void
versions_loaded (GTask *task, gpointer data)
{
  const LlmStoreOperation *op = data;
  GPtrArray *versions = g_ptr_array_new_full (op->rows->len, g_object_unref);

  for (guint i = 0; i < op->rows->len; i++)
    g_ptr_array_add (versions, llm_db_answer_row_to_answer (op->rows->pdata[i]));
  g_task_return_pointer (task, versions, (GDestroyNotify) g_ptr_array_unref);
}

static void
load_versions_async (LlmStore *store,
                     const char *const *column_ids,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->ids = g_strdupv ((char **) column_ids);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, load_versions, versions_loaded,
                         load_versions_async, cancellable, callback, user_data);
}

static gboolean
save_judgement (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  const LlmStoreOperation *op = data;

  return llm_db_judgements_save (db, op->judgement, error);
}

static void
save_judgement_async (LlmStore *store,
                      const LlmJudgementRecord *judgement,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->judgement = llm_judgement_record_copy (judgement);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_judgement, llm_store_operation_written,
                         save_judgement_async, cancellable, callback, user_data);
}

static gboolean
list_judgements (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  g_autofree char *turns = llm_db_make_list ((const char *const *) op->ids);
  GPtrArray *records = llm_db_judgements_list (db, turns, error);

  llm_store_operation_take (op, records, (GDestroyNotify) g_ptr_array_unref);
  return records != NULL;
}

static void
list_judgements_async (LlmStore *store,
                       const char *const *turn_ids,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->ids = g_strdupv ((char **) turn_ids);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, list_judgements, llm_store_operation_return,
                         list_judgements_async, cancellable, callback, user_data);
}

static gboolean
delete_judgement (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  const LlmStoreOperation *op = data;

  return llm_db_judgements_delete (db, op->id, error);
}

static void
delete_judgement_async (LlmStore *store,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, llm_store_operation_new (id), delete_judgement,
                         llm_store_operation_written, delete_judgement_async, cancellable, callback,
                         user_data);
}

/* The first time it lists the turns; each time it reads some of them. */
static gboolean
load_ballots (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  gboolean worked;

  if (!llm_db_begin_read (db, error))
    return FALSE;
  if (op->rows == NULL)
    op->rows = llm_db_ballots_list_turns (db, &op->ballots, error);
  worked = op->rows != NULL && llm_db_ballots_fill (db, op->rows, op->n_done, N_BALLOTS, error);
  llm_db_rollback (db);
  if (worked)
    op->n_done += N_BALLOTS;
  return worked;
}

static void
ballots_loaded (GTask *task, gpointer data)
{
  LlmSqliteStore *self = g_task_get_source_object (task);
  const LlmStoreOperation *op = data;
  GPtrArray *ballots;

  if (op->n_done < op->rows->len)
    {
      llm_db_worker_push (self->worker, LLM_DB_JOB_READ, g_object_ref (task), load_ballots,
                          ballots_loaded);
      return;
    }
  ballots = g_ptr_array_new_full (op->rows->len, (GDestroyNotify) llm_ballot_unref);
  for (guint i = 0; i < op->rows->len; i++)
    g_ptr_array_add (ballots, llm_ballot_ref (((LlmDbBallotTurn *) op->rows->pdata[i])->ballot));
  g_task_return_pointer (task, ballots, (GDestroyNotify) g_ptr_array_unref);
}

static void
load_ballots_async (LlmStore *store,
                    const LlmBallotQuery *query,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (NULL);

  op->ballots = *query;
  op->ballots.tag = g_strdup (query->tag);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, load_ballots, ballots_loaded,
                         load_ballots_async, cancellable, callback, user_data);
}

static gboolean
save_flight (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  const LlmStoreOperation *op = data;

  return llm_db_flights_save (db, op->id, op->text, error);
}

static void
save_flight_async (LlmStore *store,
                   const char *column_id,
                   const char *text,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (column_id);

  op->text = g_strdup (text);
  llm_sqlite_store_push (store, LLM_DB_JOB_WRITE, op, save_flight, llm_store_operation_written,
                         save_flight_async, cancellable, callback, user_data);
}

static gboolean
load_flight (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  LlmStoreOperation *op = data;
  char *text = llm_db_flights_load (db, op->id, op->version_id, error);

  llm_store_operation_take (op, text, g_free);
  return text != NULL;
}

static void
load_flight_async (LlmStore *store,
                   const char *column_id,
                   const char *version_id,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  LlmStoreOperation *op = llm_store_operation_new (column_id);

  op->version_id = g_strdup (version_id);
  llm_sqlite_store_push (store, LLM_DB_JOB_READ, op, load_flight, llm_store_operation_return,
                         load_flight_async, cancellable, callback, user_data);
}

/**
 * llm_sqlite_store_init_judging:
 * @iface: the interface
 *
 * Sets what reads and writes what is thought of answers, and how they came about.
 */
void
llm_sqlite_store_init_judging (LlmStoreInterface *iface)
{
  iface->load_versions_async = load_versions_async;
  iface->save_judgement_async = save_judgement_async;
  iface->list_judgements_async = list_judgements_async;
  iface->delete_judgement_async = delete_judgement_async;
  iface->load_ballots_async = load_ballots_async;
  iface->save_flight_async = save_flight_async;
  iface->load_flight_async = load_flight_async;
}
