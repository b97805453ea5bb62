/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-copy.h"
#include "llm-db-private.h"

/* Pages between two looks at the cancellable: some 4 MiB. */
#define SLICE 1024

static void
report_step (GError **error, LlmDb *from, LlmDb *to, int result)
{
  /* Reading fails on one connection, writing on the other. */
  gboolean of_source = (sqlite3_errcode (from->handle) & 0xff) == (result & 0xff);

  llm_db_set_error (error, of_source ? from->handle : to->handle, result);
}

static gboolean
run_slices (sqlite3_backup *backup,
            LlmDb *from,
            LlmDb *to,
            LlmDbCopyFunc progress,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  int result = SQLITE_OK;

  while (result == SQLITE_OK)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      result = sqlite3_backup_step (backup, SLICE);
      if (progress != NULL && (result == SQLITE_OK || result == SQLITE_DONE))
        {
          int n_pages = sqlite3_backup_pagecount (backup);

          progress (n_pages - sqlite3_backup_remaining (backup), n_pages, data);
        }
    }
  if (result == SQLITE_DONE)
    return TRUE;
  report_step (error, from, to, result);
  return FALSE;
}

static sqlite3_backup *
start (LlmDb *from, LlmDb *to, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->handle, "main", from->handle, "main");

  if (backup == NULL)
    llm_db_set_error (error, to->handle, sqlite3_extended_errcode (to->handle));
  return backup;
}

static gboolean
finish (sqlite3_backup *backup, LlmDb *to, gboolean success, GError **error)
{
  int result = sqlite3_backup_finish (backup);

  if (success && result != SQLITE_OK)
    {
      llm_db_set_error (error, to->handle, result);
      return FALSE;
    }
  return success;
}

/**
 * llm_db_copy:
 * @from: a connection outside of a transaction
 * @to: a connection to an empty file that nobody else uses
 * @progress: (nullable): told how far it is
 * @data: for @progress
 * @cancellable: (nullable): looked at between slices
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Copies one state of the whole file.  Since that state is held by a transaction
 * that reads, others can write meanwhile without the copy having to start again.
 *
 * Returns: whether @to is a copy of @from
 */
gboolean
llm_db_copy (LlmDb *from,
             LlmDb *to,
             LlmDbCopyFunc progress,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  sqlite3_backup *backup;
  gboolean success;
  gint64 version;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  llm_db_assert_thread (from);
  llm_db_assert_thread (to);

  if (!llm_db_begin_read (from, error))
    return FALSE;
  /* The first query is what the state is of. */
  if (!llm_db_query_int64 (from, "PRAGMA schema_version", &version, error)
      || (backup = start (from, to, error)) == NULL)
    {
      llm_db_rollback (from);
      return FALSE;
    }
  success = run_slices (backup, from, to, progress, data, cancellable, error);
  success = finish (backup, to, success, error);
  llm_db_rollback (from);
  return success;
}

/**
 * llm_db_overwrite:
 * @from: a connection to a file that nobody else uses
 * @to: a connection outside of a transaction, of the same page size
 * @error: where to put an #LLM_DB_ERROR
 *
 * Replaces all content of @to by that of @from in one transaction: other
 * connections see all of it or nothing.
 *
 * Returns: whether it is replaced; if not, it is as before
 */
gboolean
llm_db_overwrite (LlmDb *from, LlmDb *to, GError **error)
{
  sqlite3_backup *backup;
  gboolean success;
  int result;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  llm_db_assert_thread (from);
  llm_db_assert_thread (to);

  backup = start (from, to, error);
  if (backup == NULL)
    return FALSE;
  result = sqlite3_backup_step (backup, -1);
  success = result == SQLITE_DONE;
  if (!success)
    report_step (error, from, to, result);
  return finish (backup, to, success, error);
}
