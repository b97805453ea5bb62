/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-restore.h"
#include "llm-db-backup.h"
#include "llm-db-copy.h"
#include "llm-db-file.h"
#include "llm-db-image-files.h"
#include "llm-db-inspect.h"
#include "llm-db-migrations.h"
#include "llm-usage.h"

#include <glib/gi18n-lib.h>

/* Of every history this program makes (bytes). */
#define PAGE_SIZE 4096

static gboolean
is_acceptable (const char *path, LlmBlobFiles *files, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmBackupInfo) info = llm_db_inspect (path, files, cancellable, error);

  if (info == NULL)
    return FALSE;
  if (info->problem == NULL)
    return TRUE;
  g_set_error_literal (error, LLM_DB_ERROR,
                       info->intact ? LLM_DB_ERROR_VERSION_TOO_NEW : LLM_DB_ERROR_CORRUPT,
                       info->problem);
  return FALSE;
}

static gboolean
copy_in (const char *path, LlmDb *stage, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmDb) from = llm_db_inspect_open (path, error);

  return from != NULL && llm_db_copy (from, stage, NULL, NULL, cancellable, error);
}

/* Content can only be replaced page by page; a foreign hand may have chosen another
 * size. */
static gboolean
unify_page_size (LlmDb *stage, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA page_size = %d; VACUUM", PAGE_SIZE);
  gint64 page_size;

  if (!llm_db_query_int64 (stage, "PRAGMA page_size", &page_size, error))
    return FALSE;
  return page_size == PAGE_SIZE || llm_db_execute (stage, sql, error);
}

/* With the newest schema before anyone sees it: if a step of that fails nothing has
 * changed. */
static gboolean
prepare_stage (const char *path,
               const char *name,
               LlmBlobFiles *files,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (LlmDb) stage = NULL;
  g_autofree char *images = llm_db_image_files_make_folder_name (path);
  guint newest;
  const LlmDbMigration *migrations = llm_db_migrations_get (&newest);

  llm_db_file_prepare (name);
  stage = llm_db_open (name, LLM_DB_READ_WRITE, error);
  return stage != NULL
         && llm_db_execute (stage, "PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY", error)
         && copy_in (path, stage, cancellable, error)
         && llm_db_execute (stage, "PRAGMA journal_mode = DELETE", error)
         && unify_page_size (stage, error)
         && llm_db_migrations_run (stage, migrations, newest, error)
         && llm_db_backup_settle (stage, error)
         && llm_db_image_files_bring_back (stage, images, files, cancellable, error);
}

/* Whether the present file is beyond use, and not only out of reach for now. */
static gboolean
is_unusable (const GError *error)
{
  return g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT)
         || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_VERSION_TOO_NEW);
}

static LlmBackup *
move_aside (LlmDbSession *session, const char *stage, GError **error)
{
  g_autoptr (LlmBackup) backup = g_new0 (LlmBackup, 1);

  backup->reason = LLM_BACKUP_RESTORE;
  backup->created_at = g_get_real_time ();
  backup->version = backup->n_conversations = LLM_UNKNOWN;
  if (!llm_db_file_flush (stage, error)
      || !llm_db_session_replace (session, stage, &backup->path, error))
    return NULL;
  backup->size = llm_db_file_get_size (backup->path);
  return g_steal_pointer (&backup);
}

static gboolean
overwrite (LlmDb *db, const char *stage, GError **error)
{
  g_autoptr (LlmDb) from = llm_db_open (stage, LLM_DB_READ_ONLY, error);

  return from != NULL && llm_db_overwrite (from, db, error) && llm_db_checkpoint (db, error);
}

static LlmBackup *
take_place (LlmDbSession *session, const char *stage, GCancellable *cancellable, GError **error)
{
  const char *history = llm_db_session_get_path (session);
  const LlmDbBackupTarget target = { .reason = LLM_BACKUP_RESTORE, .now = g_get_real_time () };
  g_autoptr (LlmBackup) backup = NULL;
  g_autoptr (GError) failure = NULL;
  LlmDb *db = llm_db_session_get (session, TRUE, &failure);

  if (db != NULL)
    backup = llm_db_backup_make (history, &target, NULL, NULL, cancellable, &failure);
  if (backup == NULL && is_unusable (failure))
    return move_aside (session, stage, error);
  if (backup == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return NULL;
    }
  llm_db_backup_prune (history, target.now, backup->path);
  /* Others that have the file open see the old content or the new. */
  if (!overwrite (db, stage, error) || !llm_db_session_reopen (session, error))
    return NULL;
  return g_steal_pointer (&backup);
}

/**
 * llm_db_restore:
 * @session: the history, in the worker thread, outside of a transaction
 * @path: a copy of a history
 * @cancellable: (nullable): looked at until the content is replaced
 * @error: where to put an #LLM_DB_ERROR
 *
 * Lets the content of @path take the place of that of the history.  Images that are
 * missing are brought back before, and none is swept until it is done.
 *
 * Returns: (transfer full): the copy of what was there before
 */
LlmBackup *
llm_db_restore (LlmDbSession *session, const char *path, GCancellable *cancellable, GError **error)
{
  const char *history;
  g_autofree char *stage = NULL;
  g_auto (LlmBlobLock) lock = { NULL, -1 };
  LlmBlobFiles *files;
  LlmBackup *backup = NULL;

  g_return_val_if_fail (session != NULL && path != NULL, NULL);

  history = llm_db_session_get_path (session);
  if (history == NULL || llm_db_file_is_same (path, history))
    {
      g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN,
                           _ ("This is the history itself. Choose a copy of it."));
      return NULL;
    }
  files = llm_db_session_get_files (session);
  if (!is_acceptable (path, files, cancellable, error)
      || !llm_blob_lock_share (&lock, files, error))
    return NULL;
  stage = g_strdup_printf ("%s.%08x.part", history, g_random_int ());
  if (prepare_stage (path, stage, files, cancellable, error))
    backup = take_place (session, stage, cancellable, error);
  llm_db_file_remove (stage);
  return backup;
}
