/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-migrations.h"

#include <glib/gi18n-lib.h>

/* Explained column by column in docs/schema.md.  Big texts stand last in their
 * rows, so that lists never read the pages they overflow to. */
static const char version_1[] =
    "CREATE TABLE comparison ("
    "  num INTEGER PRIMARY KEY,"
    "  id TEXT NOT NULL UNIQUE,"
    "  kind TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  snippet TEXT NOT NULL,"
    "  created_at INTEGER NOT NULL,"
    "  updated_at INTEGER NOT NULL,"
    "  preferred TEXT,"
    "  system TEXT,"
    "  prompt TEXT NOT NULL"
    ") STRICT;"

    "CREATE INDEX comparison_by_time ON comparison (created_at DESC, id DESC);"

    "CREATE TABLE answer ("
    "  num INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL UNIQUE,"
    "  comparison_id TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL,"
    "  run_id TEXT,"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  cost_usd REAL,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))"
    ") STRICT;"

    /* Also gives the history list its models without a look at the rows. */
    "CREATE INDEX answer_by_comparison"
    "  ON answer (comparison_id, position, provider, model);"
    "CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;"

    "CREATE TABLE piece ("
    "  seq INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),"
    "  text TEXT NOT NULL"
    ") STRICT;"

    "CREATE INDEX piece_by_column ON piece (column_id);";

/* What a reader must still see of an answer that was computed, not told: whose
 * prices, what is estimated, and notices.  The table is made anew, so that the
 * texts stay last; the defaults let a program of version 1 that is still open go
 * on.  Foreign keys are enforced meanwhile, and to drop a table is to
 * delete its rows: the pieces, which would be deleted with their columns, go aside
 * until their parent is there again. */
static const char version_2[] =
    "CREATE TABLE piece_aside AS SELECT seq, column_id, kind, text FROM piece;"
    "DROP TABLE piece;"

    "CREATE TABLE answer_2 ("
    "  num INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL UNIQUE,"
    "  comparison_id TEXT NOT NULL REFERENCES comparison (id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL,"
    "  provider TEXT NOT NULL,"
    "  model TEXT NOT NULL,"
    "  title TEXT NOT NULL,"
    "  params TEXT,"
    "  state TEXT NOT NULL,"
    "  run_id TEXT,"
    "  attempt INTEGER NOT NULL,"
    "  vote TEXT CHECK (vote IN ('up', 'down')),"
    "  finish_reason TEXT,"
    "  input_tokens INTEGER,"
    "  cached_tokens INTEGER,"
    "  cache_write_tokens INTEGER,"
    "  reasoning_tokens INTEGER,"
    "  output_tokens INTEGER,"
    "  input_estimated INTEGER NOT NULL DEFAULT 0 CHECK (input_estimated IN (0, 1)),"
    "  output_estimated INTEGER NOT NULL DEFAULT 0 CHECK (output_estimated IN (0, 1)),"
    "  cost_usd REAL,"
    "  price_in REAL,"
    "  price_cached_in REAL,"
    "  price_cache_write REAL,"
    "  price_out REAL,"
    "  price_source TEXT,"
    "  ttft_ms REAL,"
    "  elapsed_ms REAL,"
    "  error_code TEXT,"
    "  error_message TEXT,"
    "  error_detail TEXT,"
    "  error_request_id TEXT,"
    "  error_http_status INTEGER,"
    "  notices TEXT,"
    "  reasoning TEXT NOT NULL,"
    "  text TEXT NOT NULL,"
    "  CHECK ((run_id IS NULL) = (state IN ('done', 'stopped', 'failed', 'interrupted')))"
    ") STRICT;"
    "INSERT INTO answer_2 (num, column_id, comparison_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, cost_usd, ttft_ms, elapsed_ms,"
    "  error_code, error_message, error_detail, error_request_id, error_http_status, reasoning,"
    "  text)"
    " SELECT num, column_id, comparison_id, position, provider, model, title, params,"
    "  state, run_id, attempt, vote, finish_reason, input_tokens, cached_tokens,"
    "  cache_write_tokens, reasoning_tokens, output_tokens, cost_usd, ttft_ms, elapsed_ms,"
    "  error_code, error_message, error_detail, error_request_id, error_http_status, reasoning,"
    "  text FROM answer ORDER BY num;"
    "DROP TABLE answer;"
    "ALTER TABLE answer_2 RENAME TO answer;"
    "CREATE INDEX answer_by_comparison"
    "  ON answer (comparison_id, position, provider, model);"
    "CREATE INDEX answer_by_run ON answer (run_id) WHERE run_id IS NOT NULL;"

    "CREATE TABLE piece ("
    "  seq INTEGER PRIMARY KEY,"
    "  column_id TEXT NOT NULL REFERENCES answer (column_id) ON DELETE CASCADE,"
    "  kind TEXT NOT NULL CHECK (kind IN ('text', 'reasoning')),"
    "  text TEXT NOT NULL"
    ") STRICT;"
    "INSERT INTO piece (seq, column_id, kind, text)"
    " SELECT seq, column_id, kind, text FROM piece_aside ORDER BY seq;"
    "DROP TABLE piece_aside;"
    "CREATE INDEX piece_by_column ON piece (column_id);";

static const LlmDbMigration migrations_of_program[] = {
  { version_1 },
  { version_2 },
};

/**
 * llm_db_migrations_get:
 * @n_migrations: (out): where to put their number, which is the newest version
 *
 * Returns: (transfer none) (array length=n_migrations): the steps of this program
 */
const LlmDbMigration *
llm_db_migrations_get (guint *n_migrations)
{
  g_return_val_if_fail (n_migrations != NULL, NULL);

  *n_migrations = G_N_ELEMENTS (migrations_of_program);
  return migrations_of_program;
}

static gboolean
check_owner (LlmDb *db, gint64 version, GError **error)
{
  gint64 application_id, n_tables;

  if (!llm_db_query_int64 (db, "PRAGMA application_id", &application_id, error))
    return FALSE;
  if (application_id == LLM_DB_APPLICATION_ID)
    return TRUE;
  if (application_id == 0 && version == 0)
    {
      if (!llm_db_query_int64 (db, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
        return FALSE;
      if (n_tables == 0)
        return TRUE;
    }
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                       _ ("The history file belongs to another program. Move it away to start a "
                          "new history."));
  return FALSE;
}

static gboolean
read_version (LlmDb *db, guint newest, gint64 *version, GError **error)
{
  if (!llm_db_query_int64 (db, "PRAGMA user_version", version, error)
      || !check_owner (db, *version, error))
    return FALSE;
  if (*version >= 0 && *version <= newest)
    return TRUE;

  g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW,
               _ ("The history was written by a newer version of the program (format %d, this one "
                  "knows %u). Update the program to use it."),
               (int) *version, newest);
  return FALSE;
}

/**
 * llm_db_migrations_is_current:
 * @db: a connection outside of a transaction
 * @n_migrations: the newest version
 * @current: (out): whether the file has that version
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_VERSION_TOO_NEW for a file
 *   of a later program, %LLM_DB_ERROR_OPEN for one of another program
 *
 * Returns: whether the file is ours and not too new
 */
gboolean
llm_db_migrations_is_current (LlmDb *db, guint n_migrations, gboolean *current, GError **error)
{
  gint64 version;
  gboolean known;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (current != NULL, FALSE);

  /* One look at it all: another process may be making the file right now. */
  if (!llm_db_begin_read (db, error))
    return FALSE;
  known = read_version (db, n_migrations, &version, error);
  llm_db_rollback (db);
  if (known)
    *current = version == n_migrations;
  return known;
}

static gboolean
set_version (LlmDb *db, guint version, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                          LLM_DB_APPLICATION_ID, version);

  return llm_db_execute (db, sql, error);
}

/* One step in the open transaction, which begins with a look at the version:
 * another process may have been faster. */
static gboolean
run_next (LlmDb *db,
          const LlmDbMigration *migrations,
          guint n_migrations,
          gboolean *finished,
          GError **error)
{
  gint64 version;

  if (!read_version (db, n_migrations, &version, error))
    return FALSE;
  if (version == n_migrations)
    {
      *finished = TRUE;
      return TRUE;
    }
  return llm_db_execute (db, migrations[version].sql, error)
         && set_version (db, (guint) version + 1, error);
}

/**
 * llm_db_migrations_run:
 * @db: a connection outside of a transaction
 * @migrations: (array length=n_migrations): the steps from an empty file on
 * @n_migrations: their number, which is the newest version
 * @error: where to put an #LLM_DB_ERROR
 *
 * Brings the file to the newest version, each step in a transaction of its own:
 * when one fails the file has the version before it.
 *
 * Returns: whether the file has the newest version
 */
gboolean
llm_db_migrations_run (LlmDb *db,
                       const LlmDbMigration *migrations,
                       guint n_migrations,
                       GError **error)
{
  gboolean finished = FALSE;

  g_return_val_if_fail (db != NULL, FALSE);
  g_return_val_if_fail (migrations != NULL, FALSE);

  while (!finished)
    {
      if (!llm_db_begin_write (db, error))
        return FALSE;
      if (!run_next (db, migrations, n_migrations, &finished, error)
          || !llm_db_commit (db, error))
        {
          llm_db_rollback (db);
          return FALSE;
        }
    }
  return TRUE;
}
