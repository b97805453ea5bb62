/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-backup.h"
#include "llm-backup-plan.h"
#include "llm-db-answers.h"
#include "llm-db-file.h"
#include "llm-db-image-files.h"
#include "llm-db-inspect.h"
#include "llm-db-migrations.h"
#include "llm-usage.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "backups"
#define PART ".part"
#define IMAGES ".images"

/* What a copy that was never finished leaves behind goes after this time, when
 * certainly nobody writes it any more (microseconds). */
#define PART_AGE (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* More names than these are not looked at. */
#define MAX_BACKUPS 1000

/**
 * llm_db_backup_get_folder:
 * @history: the path of a history
 *
 * Returns: (transfer full): the folder of its backups
 */
char *
llm_db_backup_get_folder (const char *history)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (history != NULL, NULL);

  folder = g_path_get_dirname (history);
  return g_build_filename (folder, FOLDER, NULL);
}

/* A free name: two copies in one second get different ones. */
static char *
choose_path (const char *history, const LlmDbBackupTarget *target, gint64 *created_at)
{
  g_autofree char *folder = llm_db_backup_get_folder (history);

  *created_at = target->now / G_USEC_PER_SEC * G_USEC_PER_SEC;
  if (target->path != NULL)
    return g_canonicalize_filename (target->path, NULL);
  for (;;)
    {
      g_autofree char *name = llm_backup_plan_name (*created_at, target->reason);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
      *created_at += G_USEC_PER_SEC;
    }
}

static gboolean
prepare_folder (const char *history, GError **error)
{
  g_autofree char *folder = llm_db_backup_get_folder (history);

  if (!llm_db_file_make_folder (folder, error))
    return FALSE;
  llm_db_file_narrow_rights (folder, 0700);
  return TRUE;
}

static gboolean
settle_runs (LlmDb *db, GError **error)
{
  g_autoptr (LlmDbRun) nobody = llm_db_run_new (NULL);
  g_autoptr (GPtrArray) runs = llm_db_answers_find_dead_runs (db, nobody, error);

  if (runs == NULL)
    return FALSE;
  for (guint i = 0; i < runs->len; i++)
    {
      if (!llm_db_answers_interrupt (db, runs->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_db_backup_settle:
 * @db: a connection outside of a transaction, of a copy with the newest schema
 * @error: where to put an #LLM_DB_ERROR
 *
 * Makes all columns that were running `interrupted`: nobody goes on writing them in
 * this file, whoever wrote the original.
 *
 * Returns: whether it worked
 */
gboolean
llm_db_backup_settle (LlmDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  /* Triggers keep the full-text indexes in step. */
  if (!llm_db_migrations_trust (db, error) || !llm_db_begin_write (db, error))
    return FALSE;
  if (settle_runs (db, error) && llm_db_commit (db, error))
    return TRUE;
  llm_db_rollback (db);
  return FALSE;
}

/* What a copy must be before it gets its name. */
static gboolean
verify (LlmDb *db, LlmBackup *backup, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmCheckReport) report = NULL;

  if (!llm_db_inspect_version (db, &backup->version, error))
    return FALSE;
  report = llm_db_inspect_check (db, FALSE, cancellable, error);
  if (report == NULL)
    return FALSE;
  if (!report->ok)
    {
      g_set_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT,
                   _ ("The history is damaged, so no copy was made: %s"), report->problems[0]);
      return FALSE;
    }
  backup->n_conversations = llm_db_inspect_count (db);
  return TRUE;
}

/* What another program made of a history can be copied, but not written to. */
static gboolean
settle_if_ours (LlmDb *db, const LlmBackup *backup, GError **error)
{
  g_autoptr (GError) failure = NULL;
  guint newest;

  llm_db_migrations_get (&newest);
  if (backup->version != newest || llm_db_backup_settle (db, &failure)
      || g_error_matches (failure, LLM_DB_ERROR, LLM_DB_ERROR_OPEN))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Of a folder that was there before nothing is taken away: it is of a good copy. */
static gboolean
copy_images (LlmDb *copy, LlmBlobFiles *files, const char *folder, GCancellable *cancellable,
             GError **error)
{
  const gboolean was_there = g_file_test (folder, G_FILE_TEST_EXISTS);

  if (llm_db_image_files_copy (copy, files, folder, cancellable, error))
    return TRUE;
  if (!was_there)
    llm_db_image_files_remove (folder);
  return FALSE;
}

static gboolean
fill (LlmDb *from,
      LlmBlobFiles *files,
      const char *part,
      const char *images,
      LlmBackup *backup,
      LlmDbCopyFunc progress,
      gpointer data,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (LlmDb) to = llm_db_open (part, LLM_DB_READ_WRITE, error);

  /* It is synced as a whole before it gets its name, and must not need a log to be
   * read later. */
  return to != NULL && llm_db_execute (to, "PRAGMA synchronous = OFF", error)
         && llm_db_copy (from, to, progress, data, cancellable, error)
         && llm_db_execute (to, "PRAGMA journal_mode = DELETE", error)
         && verify (to, backup, cancellable, error) && settle_if_ours (to, backup, error)
         && copy_images (to, files, images, cancellable, error);
}

/* When the copy has its name, and what it needs is beside it. */
static void
finish (LlmBackup *backup, const char *images)
{
  g_autoptr (LlmDb) db = llm_db_inspect_open (backup->path, NULL);

  if (db != NULL)
    llm_db_image_files_trim (db, images);
  backup->size = llm_db_file_get_size (backup->path) + llm_db_image_files_get_size (images);
}

/**
 * llm_db_backup_make:
 * @history: the path of a history
 * @target: where the copy goes and why
 * @progress: (nullable): told how far it is
 * @data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @error: where to put an #LLM_DB_ERROR, or that it was cancelled
 *
 * Copies the history into a file beside the target, checks that, and gives it its
 * name: whatever happens, there is a whole copy or none.  Its images get names in a folder
 * beside it before; meanwhile none is swept.
 *
 * Returns: (transfer full): the copy
 */
LlmBackup *
llm_db_backup_make (const char *history,
                    const LlmDbBackupTarget *target,
                    LlmDbCopyFunc progress,
                    gpointer data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (LlmDb) from = NULL;
  g_autoptr (LlmBackup) backup = g_new0 (LlmBackup, 1);
  g_autoptr (LlmBlobFiles) files = NULL;
  g_auto (LlmBlobLock) lock = { NULL, -1 };
  g_autofree char *source = NULL;
  g_autofree char *images = NULL;
  g_autofree char *part = NULL;
  gboolean success;

  g_return_val_if_fail (history != NULL && target != NULL, NULL);

  backup->path = choose_path (history, target, &backup->created_at);
  backup->reason = target->reason;
  if (llm_db_file_is_same (backup->path, history))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                           _ ("A copy cannot take the place of the history itself. Choose another "
                              "name."));
      return NULL;
    }
  from = llm_db_inspect_open_history (history, error);
  if (from == NULL || (target->path == NULL && !prepare_folder (history, error)))
    return NULL;

  source = llm_blob_files_make_path (history);
  files = llm_blob_files_new (source);
  if (!llm_blob_lock_share (&lock, files, error))
    return NULL;
  images = llm_db_image_files_make_folder_name (backup->path);
  part = g_strdup_printf ("%s.%08x" PART, backup->path, g_random_int ());
  success = llm_db_file_create (part, backup->path, error)
            && fill (from, files, part, images, backup, progress, data, cancellable, error)
            && llm_db_file_flush (part, error) && llm_db_file_replace (part, backup->path, error);
  if (!success)
    {
      llm_db_file_remove (part);
      return NULL;
    }
  finish (backup, images);
  return g_steal_pointer (&backup);
}

static void
look_into (LlmBackup *backup)
{
  g_autoptr (LlmDb) db = llm_db_inspect_open (backup->path, NULL);
  g_autofree char *images = llm_db_image_files_make_folder_name (backup->path);
  gint64 version;

  backup->size += llm_db_image_files_get_size (images);
  if (db == NULL || !llm_db_inspect_version (db, &version, NULL))
    return;
  backup->version = version;
  backup->n_conversations = llm_db_inspect_count (db);
}

static LlmBackup *
backup_from_name (const char *folder, const char *name)
{
  LlmBackup *backup;
  LlmBackupReason reason;
  gint64 created_at;

  if (!llm_backup_plan_parse (name, &created_at, &reason))
    return NULL;
  backup = g_new0 (LlmBackup, 1);
  backup->path = g_build_filename (folder, name, NULL);
  backup->created_at = created_at;
  backup->reason = reason;
  backup->size = llm_db_file_get_size (backup->path);
  backup->version = backup->n_conversations = LLM_UNKNOWN;
  return backup;
}

/**
 * llm_db_backup_list:
 * @history: the path of a history
 * @look_inside: whether to open each for its version and how much is in it
 *
 * Returns: (transfer full) (element-type LlmBackup): its backups, newest first; none
 *   if there is no folder
 */
GPtrArray *
llm_db_backup_list (const char *history, gboolean look_inside)
{
  GPtrArray *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_backup_free);
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (history != NULL, backups);

  folder = llm_db_backup_get_folder (history);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && backups->len < MAX_BACKUPS && (name = g_dir_read_name (dir)) != NULL)
    {
      LlmBackup *backup = backup_from_name (folder, name);

      if (backup != NULL)
        g_ptr_array_add (backups, backup);
    }
  g_ptr_array_sort (backups, llm_backup_plan_compare);
  for (guint i = 0; look_inside && i < backups->len; i++)
    look_into (backups->pdata[i]);
  return backups;
}

/**
 * llm_db_backup_is_due:
 * @history: the path of a history
 * @now: Unix time in microseconds
 *
 * Returns: whether the copy of the day should be made
 */
gboolean
llm_db_backup_is_due (const char *history, gint64 now)
{
  g_autoptr (GPtrArray) backups = NULL;

  g_return_val_if_fail (history != NULL, FALSE);

  if (!llm_db_file_has_content (history, ""))
    return FALSE;
  backups = llm_db_backup_list (history, FALSE);
  return llm_backup_plan_is_due (backups, now, llm_db_file_get_changed_at (history));
}

static void
remove_parts (const char *folder, gint64 now)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gint64 changed_at;

      if (!g_str_has_suffix (name, PART))
        continue;
      changed_at = llm_db_file_get_changed_at (path);
      if (changed_at > 0 && now - changed_at > PART_AGE)
        llm_db_file_remove (path);
    }
}

/* Of copies that were never finished, or that somebody has deleted. */
static void
remove_lone_images (const char *folder, gint64 now)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *copy = NULL;
      g_autofree char *copy_name = NULL;
      LlmBackupReason reason;
      gint64 changed_at, created_at;

      if (!g_str_has_suffix (name, IMAGES))
        continue;
      copy = g_strdup_printf ("%.*s.db", (int) (strlen (path) - strlen (IMAGES)), path);
      copy_name = g_path_get_basename (copy);
      changed_at = llm_db_file_get_changed_at (path);
      if (llm_backup_plan_parse (copy_name, &created_at, &reason) && changed_at > 0
          && now - changed_at > PART_AGE && !g_file_test (copy, G_FILE_TEST_EXISTS))
        llm_db_image_files_remove (path);
    }
}

/**
 * llm_db_backup_prune:
 * @history: the path of a history
 * @now: Unix time in microseconds
 * @newest_good: the copy that was made and checked just now
 *
 * Deletes the copies that are no longer needed, and what broken attempts left.
 */
void
llm_db_backup_prune (const char *history, gint64 now, const char *newest_good)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) backups = NULL;
  g_autoptr (GPtrArray) surplus = NULL;

  g_return_if_fail (history != NULL && newest_good != NULL);

  folder = llm_db_backup_get_folder (history);
  backups = llm_db_backup_list (history, FALSE);
  surplus = llm_backup_plan_surplus (backups, now, newest_good);
  for (guint i = 0; i < surplus->len; i++)
    {
      const LlmBackup *backup = surplus->pdata[i];
      g_autofree char *images = llm_db_image_files_make_folder_name (backup->path);

      g_debug ("%s is no longer needed", backup->path);
      llm_db_file_remove (backup->path);
      llm_db_image_files_remove (images);
    }
  remove_parts (folder, now);
  remove_lone_images (folder, now);
}
