/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-salvage.h"
#include "llm-db-file.h"
#include "llm-db-inspect.h"
#include "llm-db-migrations.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define ASIDE_PREFIX "llmselect-damaged-"

/* What belongs to a database file besides itself; without it its last changes are
 * lost, with another one's it is damaged. */
static const char *const logs[] = { "-wal", "-journal" };

/**
 * llm_db_salvage_set_aside_name:
 * @history: the path of a history
 * @now: Unix time in microseconds
 *
 * Returns: (transfer full): a free name beside it for a damaged file
 */
char *
llm_db_salvage_set_aside_name (const char *history, gint64 now)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (history != NULL, NULL);

  folder = g_path_get_dirname (history);
  for (gint64 seconds = now / G_USEC_PER_SEC;; seconds++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);
      g_autofree char *text
          = time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H%M%SZ") : g_strdup ("unknown");
      g_autofree char *name = g_strconcat (ASIDE_PREFIX, text, ".db", NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) || time == NULL)
        return g_steal_pointer (&path);
    }
}

/**
 * llm_db_salvage_is_aside:
 * @folder: the folder of a history
 *
 * Returns: whether a damaged history is kept there
 */
gboolean
llm_db_salvage_is_aside (const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, FALSE);

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, ASIDE_PREFIX) && g_str_has_suffix (name, ".db"))
        return TRUE;
    }
  return FALSE;
}

static gboolean
move_logs (const char *from, const char *to, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (logs); i++)
    {
      g_autofree char *source = g_strconcat (from, logs[i], NULL);
      g_autofree char *target = g_strconcat (to, logs[i], NULL);

      if (g_file_test (source, G_FILE_TEST_EXISTS) && !llm_db_file_replace (source, target, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_db_salvage_swap:
 * @history: a file that nobody has open
 * @replacement: a whole database without logs, in the same folder
 * @aside: the name under which what was there is kept
 * @error: where to put an #LLM_DB_ERROR
 *
 * Puts @replacement in the place of the history.  At no moment is there no file of
 * that name, unless the file system knows no second names, and never does the new
 * file stand beside the logs of the old one.
 *
 * Returns: whether it is there; if not, everything is as before
 */
gboolean
llm_db_salvage_swap (const char *history,
                     const char *replacement,
                     const char *aside,
                     GError **error)
{
  g_autofree char *memory = NULL;
  gboolean linked;

  g_return_val_if_fail (history != NULL && replacement != NULL && aside != NULL, FALSE);

  if (!move_logs (history, aside, error))
    {
      move_logs (aside, history, NULL);
      return FALSE;
    }
  linked = link (history, aside) == 0;
  if ((linked || llm_db_file_replace (history, aside, error))
      && llm_db_file_replace (replacement, history, error))
    {
      memory = g_strconcat (history, "-shm", NULL);
      g_unlink (memory);
      return TRUE;
    }
  if (linked)
    g_unlink (aside);
  else
    rename (aside, history);
  move_logs (aside, history, NULL);
  return FALSE;
}

/* Opening a file that has a log changes it, so a copy is opened then. */
static LlmDb *
open_damaged (const char *history, const char *copy, GError **error)
{
  gboolean has_log = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++)
    {
      g_autofree char *source = g_strconcat (history, logs[i], NULL);
      g_autofree char *target = g_strconcat (copy, logs[i], NULL);

      if (!llm_db_file_has_content (history, logs[i]))
        continue;
      has_log = TRUE;
      if (!llm_db_file_copy (source, target, error))
        return NULL;
    }
  if (!has_log)
    return llm_db_open (history, LLM_DB_IMMUTABLE, error);
  if (!llm_db_file_copy (history, copy, error))
    return NULL;
  return llm_db_open (copy, LLM_DB_READ_WRITE, error);
}

/* The newest version if the file does not tell. */
static guint
find_version (LlmDb *from)
{
  guint newest;
  gint64 version;

  llm_db_migrations_get (&newest);
  if (llm_db_query_int64 (from, "PRAGMA user_version", &version, NULL) && version > 0
      && version <= newest)
    return (guint) version;
  return newest;
}

static gboolean
make_schema (LlmDb *to, guint version, GError **error)
{
  guint newest;
  const LlmDbMigration *migrations = llm_db_migrations_get (&newest);

  /* It is synced as a whole before it gets its name. */
  return llm_db_execute (to,
                         "PRAGMA synchronous = OFF;"
                         "PRAGMA temp_store = MEMORY;"
                         "PRAGMA auto_vacuum = INCREMENTAL;",
                         error)
         && llm_db_migrations_run (to, migrations, version, error)
         && (version < newest || llm_db_migrations_trust (to, error))
         && llm_db_execute (to, "PRAGMA foreign_keys = OFF", error);
}

/* Tables that hold what was written into them: not those that an index of words keeps
 * for itself, which triggers fill. */
static GPtrArray *
list_tables (LlmDb *to, GError **error)
{
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LlmStatement) statement = llm_db_prepare (
      to,
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
      " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
      error);
  gboolean has_row = TRUE;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      if (!llm_statement_step (statement, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&tables);
      g_ptr_array_add (tables, llm_statement_dup_required (statement, 0));
    }
}

static gboolean
fill_tables (LlmDb *from, LlmDb *to, LlmSalvageReport *report, GError **error)
{
  g_autoptr (GPtrArray) tables = list_tables (to, error);

  if (tables == NULL)
    return FALSE;
  for (guint i = 0; i < tables->len; i++)
    {
      if (!llm_db_salvage_table (from, to, report, tables->pdata[i], error))
        return FALSE;
    }
  return llm_db_salvage_references (to, report, error);
}

static gboolean
fill (LlmDb *from, LlmDb *to, LlmSalvageReport *report, GError **error)
{
  if (!llm_db_begin_write (to, error))
    return FALSE;
  if (fill_tables (from, to, report, error) && llm_db_commit (to, error))
    return TRUE;
  llm_db_rollback (to);
  return FALSE;
}

static gboolean
bring_up_to_date (LlmDb *to, LlmSalvageReport *report, GError **error)
{
  g_autoptr (LlmCheckReport) check = NULL;
  guint newest;
  const LlmDbMigration *migrations = llm_db_migrations_get (&newest);

  if (!llm_db_execute (to, "PRAGMA foreign_keys = ON", error)
      || !llm_db_migrations_run (to, migrations, newest, error))
    return FALSE;
  check = llm_db_inspect_check (to, TRUE, NULL, error);
  if (check == NULL)
    return FALSE;
  report->n_conversations = llm_db_inspect_count (to);
  if (check->ok)
    return TRUE;
  g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT,
               _ ("The history file is damaged, and what was read from it does not fit together: "
                  "%s"),
               check->problems[0]);
  return FALSE;
}

/* Neither another program's file nor one of a newer version is damaged for that. */
static gboolean
is_ours (LlmDb *from, GError **error)
{
  g_autoptr (GError) failure = NULL;
  gboolean current;
  guint newest;

  llm_db_migrations_get (&newest);
  if (llm_db_migrations_is_current (from, newest, &current, &failure)
      || (!g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_OPEN)
          && !g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Where the tables are is lost: the copy is told by the new file. */
static LlmDb *
reopen_with_schema (LlmDb *from, LlmDb *to, const char *history, const char *copy)
{
  gboolean has_copy = g_file_test (copy, G_FILE_TEST_EXISTS);

  llm_db_close (from);
  if ((!has_copy && !llm_db_file_copy (history, copy, NULL))
      || !llm_db_salvage_lend_schema (to, copy))
    return llm_db_open (has_copy ? copy : history, LLM_DB_READ_ONLY, NULL);
  return llm_db_open (copy, has_copy ? LLM_DB_READ_WRITE : LLM_DB_IMMUTABLE, NULL);
}

/* The damaged file is closed when this returns. */
static gboolean
read_into (const char *history,
           const char *copy,
           const char *part,
           LlmSalvageReport *report,
           GError **error)
{
  g_autoptr (LlmDb) from = open_damaged (history, copy, error);
  g_autoptr (LlmDb) to = NULL;

  if (from == NULL || !is_ours (from, error))
    return FALSE;
  llm_db_file_prepare (part);
  to = llm_db_open (part, LLM_DB_READ_WRITE, error);
  if (to == NULL || !make_schema (to, find_version (from), error))
    return FALSE;
  if (!llm_db_salvage_has_schema (from))
    from = reopen_with_schema (from, to, history, copy);
  if (from == NULL)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED,
                           _ ("The damaged history could not be opened."));
      return FALSE;
    }
  return fill (from, to, report, error) && bring_up_to_date (to, report, error);
}

/**
 * llm_db_salvage:
 * @history: a damaged history that nobody has open
 * @now: Unix time in microseconds
 * @error: where to put an #LLM_DB_ERROR
 *
 * Reads what can be read into a new file, which takes the place of the old one; that
 * is kept beside it as it is.  Unless all of it works nothing changes.
 *
 * Returns: (transfer full): what was saved
 */
LlmSalvageReport *
llm_db_salvage (const char *history, gint64 now, GError **error)
{
  g_autofree char *aside = NULL;
  g_autofree char *copy = NULL;
  g_autofree char *part = NULL;
  g_autoptr (LlmSalvageReport) report = NULL;
  gboolean success;

  g_return_val_if_fail (history != NULL, NULL);

  aside = llm_db_salvage_set_aside_name (history, now);
  copy = g_strdup_printf ("%s.%08x.copy.part", history, g_random_int ());
  part = g_strdup_printf ("%s.%08x.part", history, g_random_int ());
  report = llm_salvage_report_new (aside);

  success = read_into (history, copy, part, report, error) && llm_db_file_flush (part, error)
            && llm_db_salvage_swap (history, part, aside, error);
  llm_db_file_remove (copy);
  if (!success)
    {
      llm_db_file_remove (part);
      return NULL;
    }
  g_info ("The history was damaged; %s is what it was", aside);
  return g_steal_pointer (&report);
}
