/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-blob-folder.h"
#include "llm-db-images.h"
#include "llm-db-sweep.h"
#include "llm-sqlite-store-private.h"
#include "llm-usage.h"

#include <glib/gi18n-lib.h>

/* How long dispose waits for the last file. */
#define SHUTDOWN_TIMEOUT_MS 10000

struct _LlmBlobFolder
{
  GObject parent_instance;

  LlmSqliteStore *store;
  LlmBlobFiles *files;
  LlmDbWorker *worker; /* works on the files */
};

/* What one call asks and what it gets.  It is the task's data: one thread at a time touches
 * it. */
typedef struct
{
  char *hash;
  GBytes *bytes;
  gint64 expired_at;
  LlmDbSweep *sweep;
  gboolean more;
} Operation;

static void llm_blob_folder_iface_init (LlmBlobsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmBlobFolder,
                               llm_blob_folder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_BLOBS, llm_blob_folder_iface_init))

static void
operation_free (gpointer data)
{
  Operation *op = data;

  g_free (op->hash);
  g_clear_pointer (&op->bytes, g_bytes_unref);
  g_clear_pointer (&op->sweep, llm_db_sweep_free);
  g_free (op);
}

static GTask *
new_task (LlmBlobs *blobs,
          gpointer source_tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (blobs, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, g_new0 (Operation, 1), operation_free);
  return task;
}

/* In the thread of the files. */
static void
push (GTask *task, LlmDbJobFunc func, LlmDbJobDone done)
{
  LlmBlobFolder *self = g_task_get_source_object (task);

  llm_db_worker_push (self->worker, LLM_DB_JOB_FILE, task, func, done);
}

/* In the thread of the history. */
static void
push_to_history (GTask *task, LlmDbJobKind kind, LlmDbJobFunc func, LlmDbJobDone done)
{
  LlmBlobFolder *self = g_task_get_source_object (task);

  llm_db_worker_push (llm_sqlite_store_get_worker (self->store), kind, task, func, done);
}

/* --- Putting --- */

static gboolean
unmark (LlmDb *db, const char *hash, GError **error)
{
  gint64 expired_at;

  if (!llm_db_images_get_expired (db, hash, &expired_at, error))
    return FALSE;
  if (expired_at < 0)
    return TRUE;
  if (!llm_db_begin_write (db, error))
    return FALSE;
  if (llm_db_images_set_expired (db, hash, -1, error) && llm_db_commit (db, error))
    return TRUE;
  llm_db_rollback (db);
  return FALSE;
}

/* What is marked as given up is there again.  If that cannot be written it is the next
 * prompt with the image that writes it, or the next sweep. */
static gboolean
unmark_in_history (gpointer file, LlmDb *none, gpointer data, GError **error)
{
  const Operation *op = data;
  g_autoptr (GError) failure = NULL;
  LlmDb *db = llm_db_session_get (file, TRUE, &failure);

  if (db == NULL || !unmark (db, op->hash, &failure))
    g_info ("The image is still marked as given up: %s", failure->message);
  return TRUE;
}

static void
put_done (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->hash), g_free);
}

static gboolean
put (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, op->bytes);
  return llm_blob_files_put (file, op->hash, op->bytes, error);
}

static void
file_put (GTask *task, gpointer data)
{
  push_to_history (g_object_ref (task), LLM_DB_JOB_FILE, unmark_in_history, put_done);
}

static void
llm_blob_folder_put_async (LlmBlobs *blobs,
                           GBytes *bytes,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = new_task (blobs, llm_blob_folder_put_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->bytes = g_bytes_ref (bytes);
  push (task, put, file_put);
}

/* --- Getting --- */

static gboolean
find_reason (gpointer file, LlmDb *none, gpointer data, GError **error)
{
  Operation *op = data;
  LlmDb *db = llm_db_session_get (file, FALSE, NULL);

  op->expired_at = LLM_UNKNOWN;
  if (db != NULL)
    llm_db_images_get_expired (db, op->hash, &op->expired_at, NULL);
  return TRUE;
}

static void
reason_found (GTask *task, gpointer data)
{
  const Operation *op = data;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *date = NULL;

  if (op->expired_at >= 0)
    utc = g_date_time_new_from_unix_utc (op->expired_at / G_USEC_PER_SEC);
  if (utc != NULL)
    time = g_date_time_to_local (utc);
  if (time != NULL)
    date = g_date_time_format (time, "%x");
  if (date != NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             /* Translators: a date */
                             _ ("The image is not kept any longer since %s. Add it to a prompt "
                                "again to see it."),
                             date);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s",
                             _ ("The file of the image is missing. Restore a backup, or add it to "
                                "a prompt again."));
}

static gboolean
get (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;
  g_autoptr (GError) failure = NULL;

  op->bytes = llm_blob_files_get (file, op->hash, &failure);
  if (op->bytes != NULL || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static void
got (GTask *task, gpointer data)
{
  Operation *op = data;

  if (op->bytes != NULL)
    g_task_return_pointer (task, g_steal_pointer (&op->bytes), (GDestroyNotify) g_bytes_unref);
  else
    push_to_history (g_object_ref (task), LLM_DB_JOB_FILE, find_reason, reason_found);
}

static void
llm_blob_folder_get_async (LlmBlobs *blobs,
                           const char *hash,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = new_task (blobs, llm_blob_folder_get_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->hash = g_strdup (hash);
  push (task, get, got);
}

/* In the thread of the caller: files may be read by several at once. */
static GBytes *
llm_blob_folder_read (LlmBlobs *blobs, const char *hash, GError **error)
{
  return llm_blob_files_get (LLM_BLOB_FOLDER (blobs)->files, hash, error);
}

/* --- Sweeping --- */

static gboolean
look (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  llm_db_sweep_look (op->sweep, file);
  return TRUE;
}

static gboolean
sweep_rows (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->more = FALSE;
  return llm_db_is_read_only (db)
         || llm_db_sweep_rows (op->sweep, db, llm_db_session_get_files (file), &op->more, error);
}

static gboolean
sweep_files (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->more = FALSE;
  return llm_db_is_read_only (db)
         || llm_db_sweep_files (op->sweep, db, llm_db_session_get_files (file), &op->more, error);
}

/* One slice is one job: what was asked meanwhile comes before the next. */
static void
files_swept (GTask *task, gpointer data)
{
  const Operation *op = data;

  if (op->more)
    push_to_history (g_object_ref (task), LLM_DB_JOB_READ, sweep_files, files_swept);
  else
    g_task_return_pointer (
        task, g_memdup2 (llm_db_sweep_get_done (op->sweep), sizeof (LlmBlobsSweep)), g_free);
}

static void
rows_swept (GTask *task, gpointer data)
{
  const Operation *op = data;

  if (op->more)
    push_to_history (g_object_ref (task), LLM_DB_JOB_READ, sweep_rows, rows_swept);
  else
    push_to_history (g_object_ref (task), LLM_DB_JOB_READ, sweep_files, files_swept);
}

static void
looked (GTask *task, gpointer data)
{
  push_to_history (g_object_ref (task), LLM_DB_JOB_READ, sweep_rows, rows_swept);
}

static void
llm_blob_folder_sweep_async (LlmBlobs *blobs,
                             gint64 expire_before,
                             const char *const *keep,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = new_task (blobs, llm_blob_folder_sweep_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->sweep = llm_db_sweep_new (expire_before, keep, g_get_real_time ());
  push (task, look, looked);
}

static void
llm_blob_folder_iface_init (LlmBlobsInterface *iface)
{
  iface->put_async = llm_blob_folder_put_async;
  iface->get_async = llm_blob_folder_get_async;
  iface->read = llm_blob_folder_read;
  iface->sweep_async = llm_blob_folder_sweep_async;
}

/* --- The object --- */

static void
close_files (gpointer file)
{
}

static void
free_files (gpointer file)
{
  llm_blob_files_unref (file);
}

/* There is no connection to get: all jobs work on files. */
static const LlmDbFileFuncs files_funcs = {
  .close = close_files,
  .free = free_files,
  .closed = N_ ("The history is closed."),
};

static void
llm_blob_folder_dispose (GObject *object)
{
  LlmBlobFolder *self = LLM_BLOB_FOLDER (object);

  if (!llm_db_worker_shutdown (self->worker, SHUTDOWN_TIMEOUT_MS))
    g_info ("A file of an image was not done in time");

  G_OBJECT_CLASS (llm_blob_folder_parent_class)->dispose (object);
}

static void
llm_blob_folder_finalize (GObject *object)
{
  LlmBlobFolder *self = LLM_BLOB_FOLDER (object);

  llm_db_worker_unref (self->worker);
  llm_blob_files_unref (self->files);
  g_object_unref (self->store);

  G_OBJECT_CLASS (llm_blob_folder_parent_class)->finalize (object);
}

static void
llm_blob_folder_class_init (LlmBlobFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_blob_folder_dispose;
  object_class->finalize = llm_blob_folder_finalize;
}

static void
llm_blob_folder_init (LlmBlobFolder *self)
{
}

/**
 * llm_sqlite_blobs_new:
 * @store: the history; kept alive
 *
 * Does no I/O.
 *
 * Returns: (transfer full): the bytes of the images of its prompts
 */
LlmBlobs *
llm_sqlite_blobs_new (LlmSqliteStore *store)
{
  LlmBlobFolder *self;
  LlmBlobFiles *files;

  g_return_val_if_fail (LLM_IS_SQLITE_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_BLOB_FOLDER, NULL);
  self->store = g_object_ref (store);
  files = llm_db_session_get_files (llm_sqlite_store_get_session (store));
  self->files = llm_blob_files_ref (files);
  self->worker = llm_db_worker_new (&files_funcs, llm_blob_files_ref (files));
  return LLM_BLOBS (self);
}
