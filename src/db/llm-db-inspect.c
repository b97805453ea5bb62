/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-inspect.h"
#include "llm-db-file.h"
#include "llm-db-image-files.h"
#include "llm-db-migrations.h"
#include "llm-db-private.h"
#include "llm-usage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How many steps of SQLite's machine lie between two looks at the cancellable. */
#define STEPS 10000

/* All of them are short; what a foreign hand wrote need not be (bytes). */
#define MAX_WORDS 500

#define BUSY_TIMEOUT_MS 5000

static const char sql_has_table[]
    = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = :name";

/* What a user lists: conversations, or comparisons before there were any. */
static const char *const listed[] = { "conversation", "comparison" };

static const char *const sql_count[] = {
  "SELECT count(*) FROM conversation",
  "SELECT count(*) FROM comparison",
};

static const char *const sql_times[] = {
  "SELECT min(created_at), max(created_at) FROM conversation",
  "SELECT min(created_at), max(created_at) FROM comparison",
};

static const char *const sql_titles[] = {
  "SELECT title FROM conversation ORDER BY created_at DESC, id DESC LIMIT 5",
  "SELECT title FROM comparison ORDER BY created_at DESC, id DESC LIMIT 5",
};

static const char sql_count_answers[] = "SELECT count(*) FROM answer";

G_STATIC_ASSERT (LLM_BACKUP_N_TITLES == 5);

/**
 * llm_db_inspect_open:
 * @path: a file
 * @error: where to put an #LLM_DB_ERROR
 *
 * Opens it for reading without leaving anything beside it, unless it has a log,
 * which is read too.
 *
 * Returns: (transfer full): a connection
 */
LlmDb *
llm_db_inspect_open (const char *path, GError **error)
{
  g_autofree char *shown = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      shown = g_filename_display_name (path);
      g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN, _ ("There is no file %s."), shown);
      return NULL;
    }
  return llm_db_open (
      path, llm_db_file_has_content (path, "-wal") ? LLM_DB_READ_ONLY : LLM_DB_IMMUTABLE, error);
}

static gboolean
can_be_read (LlmDb *db, GError **error)
{
  gint64 version;

  return llm_db_query_int64 (db, "PRAGMA user_version", &version, error);
}

/**
 * llm_db_inspect_open_history:
 * @history: the path of a history that may be in use
 * @error: where to put an #LLM_DB_ERROR
 *
 * Opens it for reading while others write.  Where no -shm file can be made, one
 * without a log can be read all the same.
 *
 * Returns: (transfer full): a connection
 */
LlmDb *
llm_db_inspect_open_history (const char *history, GError **error)
{
  g_autoptr (LlmDb) db = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (history != NULL, NULL);

  if (!g_file_test (history, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                           _ ("There is no history yet."));
      return NULL;
    }
  db = llm_db_open (history, LLM_DB_READ_ONLY, &failure);
  if (db != NULL)
    llm_db_set_busy_timeout (db, BUSY_TIMEOUT_MS);
  if (db != NULL && can_be_read (db, &failure))
    return g_steal_pointer (&db);
  if (llm_db_file_has_content (history, "-wal")
      || g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT)
      || g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_BUSY))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  return llm_db_open (history, LLM_DB_IMMUTABLE, error);
}

/**
 * llm_db_inspect_version:
 * @db: a connection
 * @version: (out): the version of the schema, which may be one of the future
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it is a history of this program
 */
gboolean
llm_db_inspect_version (LlmDb *db, gint64 *version, GError **error)
{
  gint64 application_id;

  g_return_val_if_fail (db != NULL && version != NULL, FALSE);

  if (!llm_db_query_int64 (db, "PRAGMA application_id", &application_id, error)
      || !llm_db_query_int64 (db, "PRAGMA user_version", version, error))
    return FALSE;
  if (application_id == LLM_DB_APPLICATION_ID && *version > 0)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                       _ ("The file is not a history of this program."));
  return FALSE;
}

static gboolean
has_table (LlmDb *db, const char *name)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_has_table, NULL);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  llm_statement_bind_text (statement, ":name", name);
  return llm_statement_step (statement, &has_row, NULL) && has_row
         && llm_statement_get_int64 (statement, 0) > 0;
}

/* Index into the statements above, -1 if there is neither table. */
static int
find_listed (LlmDb *db)
{
  for (int i = 0; i < (int) G_N_ELEMENTS (listed); i++)
    {
      if (has_table (db, listed[i]))
        return i;
    }
  return -1;
}

/**
 * llm_db_inspect_count:
 * @db: a connection to a history of any version
 *
 * Returns: how many conversations are in it, %LLM_UNKNOWN if that cannot be told
 */
gint64
llm_db_inspect_count (LlmDb *db)
{
  gint64 n;
  int which;

  g_return_val_if_fail (db != NULL, LLM_UNKNOWN);

  which = find_listed (db);
  if (which < 0 || !llm_db_query_int64 (db, sql_count[which], &n, NULL))
    return LLM_UNKNOWN;
  return n;
}

static void
read_times (LlmDb *db, int which, LlmBackupInfo *info)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_times[which], NULL);
  gboolean has_row;

  if (statement == NULL || !llm_statement_step (statement, &has_row, NULL) || !has_row)
    return;
  info->oldest_at = llm_statement_get_count (statement, 0);
  info->newest_at = llm_statement_get_count (statement, 1);
}

static void
read_titles (LlmDb *db, int which, LlmBackupInfo *info)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql_titles[which], NULL);
  gboolean has_row = TRUE;

  while (statement != NULL && llm_statement_step (statement, &has_row, NULL) && has_row)
    {
      g_autofree char *title = llm_statement_dup_required (statement, 0);

      g_strv_builder_add (builder, title);
    }
  g_strfreev (info->titles);
  info->titles = g_strv_builder_end (builder);
}

static void
read_figures (LlmDb *db, LlmBackupInfo *info)
{
  int which = find_listed (db);

  info->n_conversations = llm_db_inspect_count (db);
  if (which >= 0)
    {
      read_times (db, which, info);
      read_titles (db, which, info);
    }
  if (!llm_db_query_int64 (db, sql_count_answers, &info->n_answers, NULL))
    info->n_answers = LLM_UNKNOWN;
}

static gboolean
check_into (LlmDb *db, LlmBackupInfo *info, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmCheckReport) report = llm_db_inspect_check (db, FALSE, cancellable, error);

  if (report == NULL)
    return FALSE;
  info->intact = report->ok;
  if (!report->ok)
    info->problem = g_strdup_printf (_ ("The file is damaged: %s"), report->problems[0]);
  return TRUE;
}

static gboolean
count_images (LlmDb *db,
              LlmBackupInfo *info,
              LlmBlobFiles *files,
              GCancellable *cancellable,
              GError **error)
{
  g_autofree char *folder = llm_db_image_files_make_folder_name (info->path);
  g_autoptr (GError) failure = NULL;
  LlmDbImageCounts counts;

  info->size += llm_db_image_files_get_size (folder);
  if (llm_db_image_files_count (db, folder, files, FALSE, cancellable, &counts, &failure))
    {
      info->n_images = counts.n;
      info->n_missing_images = counts.n_missing;
      return TRUE;
    }
  /* A damaged file may not tell. */
  if (!g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The sentence of the history itself would be wrong for another file. */
static void
reword (GError **error)
{
  if (error == NULL || !g_error_matches (*error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT))
    return;
  g_clear_error (error);
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT,
                       _ ("The file is no history, or it is too damaged to be read."));
}

/**
 * llm_db_inspect:
 * @path: a file
 * @files: the images that are here already
 * @cancellable: (nullable): a #GCancellable
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): what is in it; damage is told there
 */
LlmBackupInfo *
llm_db_inspect (const char *path,
                LlmBlobFiles *files,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (LlmDb) db = llm_db_inspect_open (path, error);
  g_autoptr (LlmBackupInfo) info = NULL;
  guint newest;

  if (db == NULL)
    return NULL;
  info = g_new0 (LlmBackupInfo, 1);
  info->path = g_strdup (path);
  info->size = llm_db_file_get_size (path);
  info->n_conversations = info->n_answers = LLM_UNKNOWN;
  info->oldest_at = info->newest_at = LLM_UNKNOWN;
  info->n_images = info->n_missing_images = LLM_UNKNOWN;
  info->titles = g_new0 (char *, 1);
  if (!llm_db_inspect_version (db, &info->version, error))
    {
      reword (error);
      return NULL;
    }

  llm_db_migrations_get (&newest);
  info->known = info->version <= newest;
  if (!check_into (db, info, cancellable, error))
    return NULL;
  read_figures (db, info);
  if (!count_images (db, info, files, cancellable, error))
    return NULL;
  if (!info->known && info->problem == NULL)
    info->problem = g_strdup_printf (
        _ ("The file was written by a newer version of the program (format %d, this one knows "
           "%u). Update the program to use it."),
        (int) MIN (info->version, G_MAXINT), newest);
  return g_steal_pointer (&info);
}

static int
look_cb (gpointer data)
{
  return g_cancellable_is_cancelled (data);
}

/* The first line of SQLite's list names the database, of which there is one. */
static const char *
skip_heading (const char *words)
{
  const char *end = g_str_has_prefix (words, "*** in database") ? strchr (words, '\n') : NULL;

  return end != NULL ? end + 1 : words;
}

static gboolean
read_problems (LlmDb *db, const char *sql, GStrvBuilder *builder, guint *n, GError **error)
{
  g_autoptr (LlmStatement) statement = llm_db_prepare (db, sql, error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (*n < LLM_CHECK_MAX_PROBLEMS)
    {
      g_autofree char *words = NULL;
      g_autofree char *problem = NULL;
      const char *begin;

      if (!llm_statement_step (statement, &has_row, error))
        return FALSE;
      if (!has_row)
        break;
      words = llm_statement_dup_required (statement, 0);
      if (g_str_equal (words, "ok"))
        continue;
      begin = skip_heading (words);
      problem = g_utf8_make_valid (begin, (gssize) MIN (strlen (begin), MAX_WORDS));
      g_strv_builder_add (builder, problem);
      (*n)++;
    }
  return TRUE;
}

/**
 * llm_db_inspect_check:
 * @db: a connection outside of a transaction
 * @full: whether to compare indexes with tables and look at references, too
 * @cancellable: (nullable): ends it early
 * @error: where to put an #LLM_DB_ERROR if it could not be checked
 *
 * Returns: (transfer full): what is wrong with the file
 */
LlmCheckReport *
llm_db_inspect_check (LlmDb *db, gboolean full, GCancellable *cancellable, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) failure = NULL;
  LlmCheckReport *report;
  gboolean success;
  guint n = 0;

  g_return_val_if_fail (db != NULL, NULL);

  if (cancellable != NULL)
    sqlite3_progress_handler (db->handle, STEPS, look_cb, cancellable);
  success = read_problems (db, full ? "PRAGMA integrity_check(20)" : "PRAGMA quick_check(20)",
                           builder, &n, &failure);
  if (success && full)
    success = read_problems (
        db,
        "SELECT 'a row of ' || \"table\" || ' refers to one of ' || parent || ' that is missing'"
        " FROM pragma_foreign_key_check LIMIT 20",
        builder, &n, &failure);
  sqlite3_progress_handler (db->handle, 0, NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  /* A file may be too damaged to be checked to the end. */
  if (!success && g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT))
    {
      g_strv_builder_add (builder, failure->message);
      n++;
    }
  else if (!success)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  report = g_new0 (LlmCheckReport, 1);
  report->ok = n == 0;
  report->full = full;
  report->problems = g_strv_builder_end (builder);
  return report;
}
