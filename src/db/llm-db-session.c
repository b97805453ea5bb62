/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-session.h"
#include "llm-db-backup.h"
#include "llm-db-guard.h"
#include "llm-db-inspect.h"
#include "llm-db-migrations.h"
#include "llm-db-salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define MEMORY ":memory:"

/* A file that could not be opened is tried again by the next job, but not more
 * often than this (microseconds). */
#define RETRY_INTERVAL G_USEC_PER_SEC

/* Tidying up after others may wait this long for a lock (milliseconds); what it
 * does not reach now, the next load does. */
#define RECOVERY_TIMEOUT_MS 250

/* Between two attempts to open a file that others hold (milliseconds). */
#define BUSY_PAUSE_MS 10

struct _LlmDbSession
{
  char *path;
  gboolean own_folder; /* the default one: its rights are ours to set */
  guint busy_timeout_ms;

  LlmDb *db;
  GError *error;       /* why there is no @db, or why it is read-only */
  gint64 next_attempt; /* monotonic time */

  LlmDbRun *run;
  LlmDbAnswerCopies *copies;
  LlmBlobFiles *files; /* the bytes of images */
  gint64 data_version; /* changes with what other connections commit */
  LlmDbGuard *guard;
  char *crash_mark; /* a file that is there until the history was checked after a crash */

  GMutex mutex; /* for what follows, which is set from another thread */
  LlmDbSalvagedFunc salvaged;
  gpointer salvaged_data;
};

/**
 * llm_db_session_make_path:
 * @path: (nullable): what llm_db_session_new() was told
 *
 * Returns: (transfer full): the file's absolute name, or ":memory:"
 */
char *
llm_db_session_make_path (const char *path)
{
  if (path == NULL)
    return g_build_filename (g_get_user_data_dir (), "llmselect", "llmselect.db", NULL);
  if (g_str_equal (path, MEMORY))
    return g_strdup (path);
  return g_canonicalize_filename (path, NULL);
}

/**
 * llm_db_session_new:
 * @path: (nullable): a file name, or ":memory:"; NULL for
 *   $XDG_DATA_HOME/llmselect/llmselect.db
 * @busy_timeout_ms: how long to wait for the lock of another process
 *
 * Returns: (transfer full): a session, not open yet
 */
LlmDbSession *
llm_db_session_new (const char *path, guint busy_timeout_ms)
{
  LlmDbSession *self = g_new0 (LlmDbSession, 1);
  g_autofree char *run_folder = NULL;
  g_autofree char *images = NULL;

  self->busy_timeout_ms = busy_timeout_ms;
  self->own_folder = path == NULL;
  self->path = llm_db_session_make_path (path);
  if (!g_str_equal (self->path, MEMORY))
    {
      g_autofree char *folder = g_path_get_dirname (self->path);

      run_folder = g_build_filename (folder, "run", NULL);
      images = llm_blob_files_make_path (self->path);
      self->crash_mark = g_strconcat (self->path, ".check", NULL);
    }
  self->run = llm_db_run_new (run_folder);
  self->guard = llm_db_guard_new (run_folder != NULL ? self->path : NULL);
  g_mutex_init (&self->mutex);
  self->copies = llm_db_answer_copies_new ();
  self->files = llm_blob_files_new (images);
  return self;
}

/**
 * llm_db_session_free:
 * @self: (nullable) (transfer full): a session that is closed or was never open
 */
void
llm_db_session_free (LlmDbSession *self)
{
  if (self == NULL)
    return;
  g_assert (self->db == NULL);
  g_clear_error (&self->error);
  llm_db_run_free (self->run);
  g_hash_table_unref (self->copies);
  llm_blob_files_unref (self->files);
  llm_db_guard_free (self->guard);
  g_mutex_clear (&self->mutex);
  g_free (self->crash_mark);
  g_free (self->path);
  g_free (self);
}

static gboolean
in_memory (LlmDbSession *self)
{
  return g_str_equal (self->path, MEMORY);
}

static gboolean
prepare_folder (LlmDbSession *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      int saved_errno = errno;

      g_set_error (error, LLM_DB_ERROR,
                   saved_errno == ENOSPC || saved_errno == EDQUOT ? LLM_DB_ERROR_FULL
                                                                  : LLM_DB_ERROR_OPEN,
                   _ ("The folder of the history, %s, cannot be made: %s"), folder,
                   g_strerror (saved_errno));
      return FALSE;
    }
  if (self->own_folder)
    llm_db_file_narrow_rights (folder, 0700);
  return TRUE;
}

static gboolean
configure (LlmDbSession *self, LlmDb *db, GError **error)
{
  llm_db_set_busy_timeout (db, self->busy_timeout_ms);
  return llm_db_execute (db,
                         "PRAGMA temp_store = MEMORY;"
                         "PRAGMA synchronous = NORMAL;"
                         "PRAGMA journal_size_limit = 8388608;",
                         error);
}

/* A step of the schema that turns out to be wrong must not be the end of what was
 * there before. */
static gboolean
copy_before_migration (LlmDbSession *self, LlmDb *db, GError **error)
{
  const LlmDbBackupTarget target
      = { .reason = LLM_BACKUP_MIGRATION, .now = g_get_real_time () };
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GError) failure = NULL;
  gint64 version;

  if (!llm_db_query_int64 (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == 0 || in_memory (self))
    return TRUE;
  backup = llm_db_backup_make (self->path, &target, NULL, NULL, NULL, &failure);
  if (backup != NULL)
    {
      llm_db_backup_prune (self->path, target.now, backup->path);
      return TRUE;
    }
  g_set_error (error, LLM_DB_ERROR, failure->code,
               _ ("The history is of an older version of the program. It was not updated since no "
                  "copy of it could be made first: %s"),
               failure->message);
  return FALSE;
}

static gboolean
bring_up_to_date (LlmDbSession *self, LlmDb *db, gboolean current, GError **error)
{
  const LlmDbMigration *migrations;
  guint n_migrations;

  if (llm_db_is_read_only (db))
    {
      if (current)
        return TRUE;
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_READ_ONLY,
                           _ ("The history is of an older version of the program and cannot be "
                              "updated because its file is read-only. Check its permissions."));
      return FALSE;
    }

  /* Before anything is in the file: room of deleted rows can be given back later
   * without rewriting the whole. */
  if (!current
      && (!copy_before_migration (self, db, error)
          || !llm_db_execute (db, "PRAGMA auto_vacuum = INCREMENTAL", error)))
    return FALSE;
  if (!llm_db_execute (db, "PRAGMA journal_mode = WAL", error))
    return FALSE;
  migrations = llm_db_migrations_get (&n_migrations);
  return (current || llm_db_migrations_run (db, migrations, n_migrations, error))
         && llm_db_migrations_trust (db, error);
}

/* Nothing is written before the file is known to be ours. */
static LlmDb *
open_in_mode (LlmDbSession *self, LlmDbMode mode, GError **error)
{
  g_autoptr (LlmDb) db = llm_db_open (self->path, mode, error);
  guint n_migrations;
  gboolean current;

  llm_db_migrations_get (&n_migrations);
  if (db == NULL || !configure (self, db, error)
      || !llm_db_migrations_is_current (db, n_migrations, &current, error)
      || !bring_up_to_date (self, db, current, error)
      || !llm_db_query_int64 (db, "PRAGMA data_version", &self->data_version, error))
    return NULL;
  return g_steal_pointer (&db);
}

/* SQLite reports some locks at once instead of waiting for the busy timeout: the
 * switch to a write-ahead log and the removal of one by the last connection, when
 * several processes open or close a new file in the same moment. */
static LlmDb *
open_for_writing (LlmDbSession *self, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) self->busy_timeout_ms * 1000;

  while (TRUE)
    {
      g_autoptr (GError) failure = NULL;
      LlmDb *db = open_in_mode (self, LLM_DB_READ_WRITE, &failure);

      if (db != NULL)
        return db;
      if (!g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_BUSY)
          || g_get_monotonic_time () >= deadline)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      llm_db_pause (BUSY_PAUSE_MS);
    }
}

/* Whether a file that refuses to be written may still be read. */
static gboolean
may_be_readable (const GError *error)
{
  return g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN)
         || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_READ_ONLY)
         || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL);
}

/* The first error is kept: it says why nothing can be written. */
static LlmDb *
open_for_reading (LlmDbSession *self, const GError *error)
{
  LlmDb *db;

  if (!may_be_readable (error) || !llm_db_file_has_content (self->path, ""))
    return NULL;
  db = open_in_mode (self, LLM_DB_READ_ONLY, NULL);
  /* Without room for the -shm file only a database without a log can be read. */
  if (db == NULL && !llm_db_file_has_content (self->path, "-wal"))
    db = open_in_mode (self, LLM_DB_IMMUTABLE, NULL);
  return db;
}

static gboolean
recover_runs (LlmDb *db, GPtrArray *runs, GError **error)
{
  for (guint i = 0; i < runs->len; i++)
    {
      if (!llm_db_answers_interrupt (db, runs->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_db_session_recover:
 * @self: a session
 * @db: its connection, outside of a transaction
 *
 * Makes what ended processes left running `interrupted`.  Failing is no harm: the
 * columns are shown as interrupted all the same.
 */
void
llm_db_session_recover (LlmDbSession *self, LlmDb *db)
{
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL && db != NULL);

  if (llm_db_is_read_only (db))
    return;
  runs = llm_db_answers_find_dead_runs (db, self->run, &error);
  if (runs != NULL && runs->len > 0)
    {
      llm_db_set_busy_timeout (db, MIN (self->busy_timeout_ms, RECOVERY_TIMEOUT_MS));
      if (llm_db_begin_write (db, &error)
          && (!recover_runs (db, runs, &error) || !llm_db_commit (db, &error)))
        llm_db_rollback (db);
      llm_db_set_busy_timeout (db, self->busy_timeout_ms);
    }
  if (error != NULL)
    g_info ("Interrupted answers could not be settled: %s", error->message);
}

/* The mark stays until the check was done, however many processes begin it. */
static void
mark_crash (LlmDbSession *self)
{
  int fd = g_open (self->crash_mark, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0)
    close (fd);
}

static gboolean
open_file (LlmDbSession *self, GError **error)
{
  if (!in_memory (self))
    {
      if (!prepare_folder (self, error)
          || !llm_db_guard_share (self->guard, self->busy_timeout_ms, error))
        return FALSE;
      llm_db_file_prepare (self->path);
    }
  self->db = open_for_writing (self, error);
  if (self->db == NULL)
    return FALSE;
  if (llm_db_is_read_only (self->db))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_READ_ONLY,
                           _ ("The history can only be read. Check the permissions of its file "
                              "and folder."));
      return FALSE;
    }
  llm_db_session_recover (self, self->db);
  if (llm_db_run_sweep (self->run))
    mark_crash (self);
  return TRUE;
}

static gboolean
is_damaged (LlmDbSession *self, const GError *error)
{
  return !in_memory (self) && g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT);
}

static void
tell_salvaged (LlmDbSession *self, LlmSalvageReport *report)
{
  LlmDbSalvagedFunc func;
  gpointer data;

  g_mutex_lock (&self->mutex);
  func = self->salvaged;
  data = self->salvaged_data;
  if (func != NULL)
    func (report, data);
  g_mutex_unlock (&self->mutex);
}

/* The file is closed.  Another process may have repaired it since it was found to
 * be damaged: only who has it alone knows. */
static gboolean
open_or_salvage (LlmDbSession *self, LlmSalvageReport **report, GError **error)
{
  g_autoptr (GError) damage = NULL;

  *report = NULL;
  self->db = open_for_writing (self, &damage);
  if (self->db != NULL || !is_damaged (self, damage))
    {
      if (damage != NULL)
        g_propagate_error (error, g_steal_pointer (&damage));
      return self->db != NULL;
    }
  g_info ("%s: %s", self->path, damage->message);
  *report = llm_db_salvage (self->path, g_get_real_time (), error);
  return *report != NULL;
}

static gboolean
salvage_if_damaged (LlmDbSession *self, GError **error)
{
  g_autoptr (LlmSalvageReport) report = NULL;
  gboolean success;

  if (!llm_db_guard_claim (self->guard, error))
    return FALSE;
  success = open_or_salvage (self, &report, error);
  g_clear_pointer (&self->db, llm_db_close);
  success = success && open_file (self, error);
  if (!success)
    llm_db_guard_share (self->guard, 0, NULL);
  if (report != NULL)
    tell_salvaged (self, report);
  return success;
}

static gboolean
open_or_repair (LlmDbSession *self, GError **error)
{
  g_autoptr (GError) failure = NULL;

  if (open_file (self, &failure))
    return TRUE;
  if (is_damaged (self, failure))
    {
      g_clear_pointer (&self->db, llm_db_close);
      g_clear_error (&failure);
      if (salvage_if_damaged (self, &failure))
        return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
try_to_open (LlmDbSession *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->db != NULL && self->error == NULL)
    return;
  if (now < self->next_attempt)
    return;
  self->next_attempt = now + RETRY_INTERVAL;

  g_clear_pointer (&self->db, llm_db_close);
  g_clear_error (&self->error);
  if (!open_or_repair (self, &self->error))
    {
      g_info ("%s: %s", self->path, self->error->message);
      if (self->db == NULL)
        self->db = open_for_reading (self, self->error);
    }
}

/**
 * llm_db_session_get:
 * @self: a session
 * @for_writing: whether the caller wants to write
 * @error: where to put an #LLM_DB_ERROR
 *
 * Opens the file if it is not open: makes folder and file, for the user alone;
 * updates the schema; settles what killed processes left behind.  A file that
 * cannot be written is opened for reading if at all possible.
 *
 * Returns: (transfer none): the connection
 */
LlmDb *
llm_db_session_get (LlmDbSession *self, gboolean for_writing, GError **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  try_to_open (self);
  if (self->db != NULL && (!for_writing || self->error == NULL))
    return self->db;
  g_propagate_error (error, g_error_copy (self->error));
  return NULL;
}

/**
 * llm_db_session_get_run:
 * @self: a session
 *
 * Returns: (transfer none): the life sign of this process
 */
LlmDbRun *
llm_db_session_get_run (LlmDbSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->run;
}

/**
 * llm_db_session_get_copies:
 * @self: a session
 *
 * Returns: (transfer none): what it has loaded of other processes
 */
LlmDbAnswerCopies *
llm_db_session_get_copies (LlmDbSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->copies;
}

/**
 * llm_db_session_get_files:
 * @self: a session
 *
 * May be called in any thread.
 *
 * Returns: (transfer none): the bytes of the images of prompts
 */
LlmBlobFiles *
llm_db_session_get_files (LlmDbSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->files;
}

/**
 * llm_db_session_check_version:
 * @self: a session
 * @db: its connection, outside of a transaction
 * @changed: (out): whether another connection has committed something since it was
 *   opened, or since this was asked last
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_db_session_check_version (LlmDbSession *self, LlmDb *db, gboolean *changed, GError **error)
{
  gint64 version;

  g_return_val_if_fail (self != NULL && db != NULL && changed != NULL, FALSE);

  if (!llm_db_query_int64 (db, "PRAGMA data_version", &version, error))
    return FALSE;
  *changed = version != self->data_version;
  self->data_version = version;
  return TRUE;
}

/**
 * llm_db_session_get_path:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the file; NULL if there is none
 */
const char *
llm_db_session_get_path (LlmDbSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return in_memory (self) ? NULL : self->path;
}

/**
 * llm_db_session_set_salvaged_func:
 * @self: a session
 * @func: (nullable): told when a damaged file was replaced, in the worker thread
 * @data: for @func
 *
 * May be called in any thread; the one before is not called any more when this returns.
 */
void
llm_db_session_set_salvaged_func (LlmDbSession *self, LlmDbSalvagedFunc func, gpointer data)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->salvaged = func;
  self->salvaged_data = data;
  g_mutex_unlock (&self->mutex);
}

/**
 * llm_db_session_reopen:
 * @self: a session
 * @error: where to put an #LLM_DB_ERROR
 *
 * Closes the file and opens it at once, for when its content is another one.
 *
 * Returns: whether it can be read and written
 */
gboolean
llm_db_session_reopen (LlmDbSession *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  g_clear_pointer (&self->db, llm_db_close);
  g_clear_error (&self->error);
  g_hash_table_remove_all (self->copies);
  self->next_attempt = 0;
  return llm_db_session_get (self, TRUE, error) != NULL;
}

/**
 * llm_db_session_salvage:
 * @self: a session
 * @error: where to put an #LLM_DB_ERROR; %LLM_DB_ERROR_BUSY if another process has
 *   the file open
 *
 * Reads what can be read of the history into a new file, whether damage was found or
 * not, and goes on with that.
 *
 * Returns: (transfer full): what was saved
 */
LlmSalvageReport *
llm_db_session_salvage (LlmDbSession *self, GError **error)
{
  g_autoptr (LlmSalvageReport) report = NULL;
  gboolean has_file;

  g_return_val_if_fail (self != NULL, NULL);

  has_file = !in_memory (self) && llm_db_file_has_content (self->path, "");
  if (!has_file)
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND,
                           _ ("There is no history yet."));
      return NULL;
    }
  g_clear_pointer (&self->db, llm_db_close);
  if (llm_db_guard_claim (self->guard, error))
    report = llm_db_salvage (self->path, g_get_real_time (), error);
  llm_db_guard_share (self->guard, 0, NULL);
  if (report != NULL)
    {
      g_unlink (self->crash_mark);
      tell_salvaged (self, report);
    }
  llm_db_session_reopen (self, NULL);
  return g_steal_pointer (&report);
}

/**
 * llm_db_session_replace:
 * @self: a session
 * @replacement: a whole history of the newest schema, in the same folder
 * @aside: (out): the name under which the file that was there is kept
 * @error: where to put an #LLM_DB_ERROR
 *
 * Puts another file in the place of one that cannot be used.
 *
 * Returns: whether it is there and open
 */
gboolean
llm_db_session_replace (LlmDbSession *self,
                        const char *replacement,
                        char **aside,
                        GError **error)
{
  g_autofree char *name = NULL;
  gboolean success;

  g_return_val_if_fail (self != NULL && replacement != NULL && aside != NULL, FALSE);

  g_clear_pointer (&self->db, llm_db_close);
  name = llm_db_salvage_set_aside_name (self->path, g_get_real_time ());
  success = llm_db_guard_claim (self->guard, error)
            && llm_db_salvage_swap (self->path, replacement, name, error);
  llm_db_guard_share (self->guard, 0, NULL);
  if (!success)
    return FALSE;
  *aside = g_steal_pointer (&name);
  return llm_db_session_reopen (self, error);
}

/* After a process did not end by itself, or a page was found that cannot be read. */
static void
check_after_crash (LlmDbSession *self, GCancellable *cancellable)
{
  g_autoptr (LlmCheckReport) report = NULL;
  g_autoptr (LlmSalvageReport) saved = NULL;
  g_autoptr (GError) error = NULL;

  if (self->db == NULL || self->error != NULL || in_memory (self)
      || !g_file_test (self->crash_mark, G_FILE_TEST_EXISTS))
    return;
  report = llm_db_inspect_check (self->db, FALSE, cancellable, &error);
  if (report == NULL)
    {
      g_info ("The history was not checked: %s", error->message);
      return;
    }
  if (report->ok)
    {
      g_unlink (self->crash_mark);
      return;
    }
  g_info ("The history is damaged: %s", report->problems[0]);
  saved = llm_db_session_salvage (self, &error);
  if (saved == NULL)
    g_info ("%s", error->message);
}

static LlmDb *
get_file (gpointer file, gboolean for_writing, GError **error)
{
  return llm_db_session_get (file, for_writing, error);
}

static void
close_file (gpointer file)
{
  llm_db_session_close (file);
}

static void
free_file (gpointer file)
{
  llm_db_session_free (file);
}

/* A file may also look sound until a damaged page of it is read. */
static void
note_error (gpointer file, const GError *error)
{
  LlmDbSession *self = file;

  if (is_damaged (self, error))
    mark_crash (self);
}

static void
rest (gpointer file, GCancellable *cancellable)
{
  check_after_crash (file, cancellable);
}

const LlmDbFileFuncs llm_db_session_funcs = {
  .get = get_file,
  .close = close_file,
  .free = free_file,
  .note_error = note_error,
  .rest = rest,
  .closed = N_ ("The history is closed."),
};

/**
 * llm_db_session_close:
 * @self: a session
 *
 * Closes the file, with its query statistics renewed where they are stale.
 */
void
llm_db_session_close (LlmDbSession *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self != NULL);

  if (self->db == NULL)
    return;
  if (self->error == NULL && llm_db_get_total_changes (self->db) > 0)
    {
      llm_db_set_busy_timeout (self->db, 0);
      if (!llm_db_execute (self->db, "PRAGMA analysis_limit = 400; PRAGMA optimize;", &error))
        g_info ("%s: %s", self->path, error->message);
    }
  g_clear_pointer (&self->db, llm_db_close);
}
