/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-db-private.h"

/* A statement that takes longer is told in the log (microseconds). */
#define SLOW_TIME (100 * 1000)

static int
open_handle (sqlite3 **handle, const char *path, LlmDbMode mode)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  g_autofree char *uri = NULL;
  g_autofree char *immutable = NULL;

  switch (mode)
    {
    case LLM_DB_READ_ONLY:
      return sqlite3_open_v2 (path, handle, flags | SQLITE_OPEN_READONLY, NULL);
    case LLM_DB_IMMUTABLE:
      uri = g_filename_to_uri (path, NULL, NULL);
      if (uri == NULL)
        return SQLITE_CANTOPEN;
      immutable = g_strconcat (uri, "?immutable=1", NULL);
      return sqlite3_open_v2 (immutable, handle, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
                              NULL);
    case LLM_DB_READ_WRITE:
    default:
      return sqlite3_open_v2 (path, handle, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                              NULL);
    }
}

/**
 * llm_db_open:
 * @path: an absolute file name, or ":memory:"
 * @mode: how to open it
 * @error: where to put an #LLM_DB_ERROR
 *
 * Opens a connection for the calling thread.  What the file itself may say is not
 * trusted: a hostile schema can neither call functions with side effects nor
 * write to internal tables.  Foreign keys are enforced from here on, outside of
 * any transaction, as SQLite wants it.
 *
 * Returns: (transfer full): a connection
 */
LlmDb *
llm_db_open (const char *path, LlmDbMode mode, GError **error)
{
  sqlite3 *handle = NULL;
  LlmDb *self;
  int result;

  g_return_val_if_fail (path != NULL, NULL);

  result = open_handle (&handle, path, mode);
  if (result != SQLITE_OK)
    {
      llm_db_set_error (error, handle, result);
      sqlite3_close (handle);
      return NULL;
    }

  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);

  self = g_new0 (LlmDb, 1);
  self->handle = handle;
  self->thread = g_thread_self ();
  self->slow = SLOW_TIME;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) llm_statement_free);
  return self;
}

/**
 * llm_db_close:
 * @self: (nullable) (transfer full): a connection without borrowed statements
 *
 * Rolls back what was not committed.
 */
void
llm_db_close (LlmDb *self)
{
  int result;

  if (self == NULL)
    return;
  llm_db_assert_thread (self);

  g_hash_table_unref (self->statements);
  result = sqlite3_close (self->handle);
  g_assert (result == SQLITE_OK);
  g_free (self);
}

/**
 * llm_db_is_read_only:
 * @self: a connection
 *
 * Returns: whether nothing can be written, also if it was opened for writing but
 *   the file does not allow it
 */
gboolean
llm_db_is_read_only (LlmDb *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  llm_db_assert_thread (self);
  return sqlite3_db_readonly (self->handle, "main") == 1;
}

/**
 * llm_db_trust_schema:
 * @self: a connection
 *
 * Lets the file's triggers and views use virtual tables.  They must be known to be
 * harmless.
 */
void
llm_db_trust_schema (LlmDb *self)
{
  g_return_if_fail (self != NULL);
  llm_db_assert_thread (self);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
}

/**
 * llm_db_pause:
 * @milliseconds: how long
 *
 * Waits; for the worker thread only.
 */
void
llm_db_pause (guint milliseconds)
{
  sqlite3_sleep ((int) milliseconds);
}

/**
 * llm_db_set_busy_timeout:
 * @self: a connection
 * @timeout_ms: how long to wait for another connection's lock
 */
void
llm_db_set_busy_timeout (LlmDb *self, guint timeout_ms)
{
  g_return_if_fail (self != NULL);
  llm_db_assert_thread (self);
  sqlite3_busy_timeout (self->handle, (int) MIN (timeout_ms, G_MAXINT));
}

/**
 * llm_db_set_slow_time:
 * @self: a connection
 * @microseconds: how long a statement may take before its plan is told in the log
 */
void
llm_db_set_slow_time (LlmDb *self, gint64 microseconds)
{
  g_return_if_fail (self != NULL);
  llm_db_assert_thread (self);
  self->slow = microseconds;
}

/**
 * llm_db_execute:
 * @self: a connection
 * @sql: one or more statements without parameters
 * @error: where to put an #LLM_DB_ERROR
 *
 * For schema changes and settings; the statements are not kept.
 *
 * Returns: whether all of them succeeded
 */
gboolean
llm_db_execute (LlmDb *self, const char *sql, GError **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);
  llm_db_assert_thread (self);

  result = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (result == SQLITE_OK)
    return TRUE;
  llm_db_set_error (error, self->handle, result);
  return FALSE;
}

/* Runs one statement and leaves it on its first row; NULL without one. */
static sqlite3_stmt *
query_first_row (LlmDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;
  int result;

  result = sqlite3_prepare_v2 (self->handle, sql, -1, &statement, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_step (statement);
  if (result == SQLITE_ROW)
    return statement;

  if (result == SQLITE_DONE)
    g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND, "The query has no row");
  else
    llm_db_set_error (error, self->handle, result);
  sqlite3_finalize (statement);
  return NULL;
}

/**
 * llm_db_query_int64:
 * @self: a connection
 * @sql: a statement without parameters that gives one row of one column
 * @value: (out): where to put its value
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether there was a row
 */
gboolean
llm_db_query_int64 (LlmDb *self, const char *sql, gint64 *value, GError **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);
  llm_db_assert_thread (self);

  statement = query_first_row (self, sql, error);
  if (statement == NULL)
    return FALSE;
  *value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return TRUE;
}

/**
 * llm_db_query_text:
 * @self: a connection
 * @sql: a statement without parameters that gives one row of one column
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): its value, "" for NULL
 */
char *
llm_db_query_text (LlmDb *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement;
  const char *text;
  char *copy;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);
  llm_db_assert_thread (self);

  statement = query_first_row (self, sql, error);
  if (statement == NULL)
    return NULL;
  text = (const char *) sqlite3_column_text (statement, 0);
  copy = g_strdup (text != NULL ? text : "");
  sqlite3_finalize (statement);
  return copy;
}

static gboolean
run_sql (LlmDb *self, const char *sql, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (self, sql, error);

  return statement != NULL && llm_statement_run (statement, error);
}

/**
 * llm_db_begin_read:
 * @self: a connection outside of a transaction
 * @error: where to put an #LLM_DB_ERROR
 *
 * From its first query on, the transaction sees one unchanging state.
 *
 * Returns: whether a transaction was begun
 */
gboolean
llm_db_begin_read (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "BEGIN", error);
}

/**
 * llm_db_begin_write:
 * @self: a connection outside of a transaction
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_BUSY if another connection
 *   kept the write lock for the whole busy timeout
 *
 * Returns: whether a transaction was begun and holds the write lock
 */
gboolean
llm_db_begin_write (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "BEGIN IMMEDIATE", error);
}

/**
 * llm_db_commit:
 * @self: a connection in a transaction
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it is committed; if not, it may still be open
 */
gboolean
llm_db_commit (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "COMMIT", error);
}

/**
 * llm_db_rollback:
 * @self: a connection
 *
 * Ends the transaction if SQLite has not already done so because of an error.
 */
void
llm_db_rollback (LlmDb *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);
  if (llm_db_in_transaction (self) && !run_sql (self, "ROLLBACK", &error))
    g_info ("Rollback: %s", error->message);
}

/**
 * llm_db_in_transaction:
 * @self: a connection
 *
 * Returns: whether a transaction is open; severe errors (full disk, I/O) may end it
 */
gboolean
llm_db_in_transaction (LlmDb *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  llm_db_assert_thread (self);
  return sqlite3_get_autocommit (self->handle) == 0;
}

/**
 * llm_db_savepoint:
 * @self: a connection in a transaction
 * @error: where to put an #LLM_DB_ERROR
 *
 * Marks the point to which llm_db_rollback_to() returns.
 *
 * Returns: whether it is marked
 */
gboolean
llm_db_savepoint (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "SAVEPOINT job", error);
}

/**
 * llm_db_release:
 * @self: a connection with a savepoint
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether what followed the savepoint is now part of the transaction
 */
gboolean
llm_db_release (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "RELEASE job", error);
}

/**
 * llm_db_rollback_to:
 * @self: a connection with a savepoint
 * @error: where to put an #LLM_DB_ERROR
 *
 * Undoes what followed the savepoint and forgets the savepoint.
 *
 * Returns: whether the rest of the transaction is intact
 */
gboolean
llm_db_rollback_to (LlmDb *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return run_sql (self, "ROLLBACK TO job", error) && run_sql (self, "RELEASE job", error);
}

/**
 * llm_db_get_changes:
 * @self: a connection
 *
 * Returns: the rows the last statement inserted, updated or deleted
 */
gint64
llm_db_get_changes (LlmDb *self)
{
  g_return_val_if_fail (self != NULL, 0);
  llm_db_assert_thread (self);
  return sqlite3_changes64 (self->handle);
}

/**
 * llm_db_get_total_changes:
 * @self: a connection
 *
 * Returns: the rows changed since the connection was opened
 */
gint64
llm_db_get_total_changes (LlmDb *self)
{
  g_return_val_if_fail (self != NULL, 0);
  llm_db_assert_thread (self);
  return sqlite3_total_changes64 (self->handle);
}

/**
 * llm_db_checkpoint:
 * @self: a connection outside of a transaction
 * @error: where to put an #LLM_DB_ERROR
 *
 * Syncs what is committed to the disk and moves what no reader needs into the
 * main file.  Readers and writers of other processes do not wait for it.
 *
 * Returns: whether it is on disk
 */
gboolean
llm_db_checkpoint (LlmDb *self, GError **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);
  llm_db_assert_thread (self);

  result = sqlite3_wal_checkpoint_v2 (self->handle, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  /* Somebody else's checkpoint runs: it syncs the same log. */
  if (result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY)
    return TRUE;
  llm_db_set_error (error, self->handle, result);
  return FALSE;
}

/**
 * llm_db_give_back:
 * @self: a connection outside of a transaction, of a file with incremental vacuum
 * @error: where to put an #LLM_DB_ERROR
 *
 * Gives the room of what was deleted back to the file system, unless another
 * process reads meanwhile; then its next checkpoints do.
 *
 * Returns: whether nothing went wrong
 */
gboolean
llm_db_give_back (LlmDb *self, GError **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!llm_db_execute (self, "PRAGMA incremental_vacuum", error))
    return FALSE;
  result = sqlite3_wal_checkpoint_v2 (self->handle, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  if (result == SQLITE_OK || (result & 0xff) == SQLITE_BUSY)
    return TRUE;
  llm_db_set_error (error, self->handle, result);
  return FALSE;
}

/**
 * llm_db_give_back_some:
 * @self: a connection outside of a transaction, of a file with incremental vacuum
 * @more: (out): whether there is more to give back
 * @error: where to put an #LLM_DB_ERROR
 *
 * Gives some of the room of what was deleted back to the file system: so much that
 * whoever waits for it hardly notices.
 *
 * Returns: whether nothing went wrong
 */
gboolean
llm_db_give_back_some (LlmDb *self, gboolean *more, GError **error)
{
  gint64 before, after;

  g_return_val_if_fail (self != NULL && more != NULL, FALSE);

  if (!llm_db_query_int64 (self, "PRAGMA freelist_count", &before, error)
      || !llm_db_execute (self, "PRAGMA incremental_vacuum (256)", error)
      || !llm_db_query_int64 (self, "PRAGMA freelist_count", &after, error))
    return FALSE;
  *more = after > 0 && after < before;
  return TRUE;
}
