/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sqlite-archive.h"
#include "llm-db-aside.h"
#include "llm-db-backup.h"
#include "llm-db-image-files.h"
#include "llm-db-inspect.h"
#include "llm-db-restore.h"
#include "llm-sqlite-store-private.h"

#include <glib/gi18n-lib.h>

struct _LlmSqliteArchive
{
  GObject parent_instance;

  LlmSqliteStore *store;
  GMainContext *context; /* where signals are emitted */
  LlmSalvageReport *report;
  GPtrArray *stops; /* a GCancellable for each thread that runs */
};

/* What one call asks and what it gets.  It is the task's data: one thread at a time
 * touches it. */
typedef struct
{
  char *history; /* the file, NULL if there is none */
  LlmBlobFiles *files;
  char *path;    /* that was asked for */
  LlmBackupReason reason;
  gint64 now;
  gboolean full;
  GFileProgressCallback progress;
  gpointer progress_data;

  GCancellable *stop; /* of the thread that runs, borrowed from @stops */
  GPtrArray *stops;

  LlmBackup *backup;
  LlmBackupInfo *info;
  LlmCheckReport *check;
  GPtrArray *list;
  LlmSalvageReport *report;
  gboolean more;
} Operation;

static void llm_sqlite_archive_iface_init (LlmArchiveInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmSqliteArchive,
                               llm_sqlite_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_ARCHIVE,
                                                      llm_sqlite_archive_iface_init))

static void
operation_free (gpointer data)
{
  Operation *op = data;

  g_free (op->history);
  llm_blob_files_unref (op->files);
  g_free (op->path);
  if (op->stops != NULL)
    g_ptr_array_remove (op->stops, op->stop);
  g_clear_pointer (&op->stops, g_ptr_array_unref);
  llm_backup_free (op->backup);
  llm_backup_info_free (op->info);
  llm_check_report_free (op->check);
  g_clear_pointer (&op->list, g_ptr_array_unref);
  llm_salvage_report_unref (op->report);
  g_free (op);
}

static LlmDbSession *
get_session (LlmSqliteArchive *self)
{
  return llm_sqlite_store_get_session (self->store);
}

static GTask *
new_task (LlmArchive *archive,
          gpointer source_tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  LlmSqliteArchive *self = LLM_SQLITE_ARCHIVE (archive);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Operation *op = g_new0 (Operation, 1);

  op->history = g_strdup (llm_db_session_get_path (get_session (self)));
  op->files = llm_blob_files_ref (llm_db_session_get_files (get_session (self)));
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, op, operation_free);
  /* What was done is told, also if it was cancelled too late. */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

/* A history in memory has no file to look after. */
static gboolean
has_file (GTask *task)
{
  const Operation *op = g_task_get_task_data (task);

  if (op->history != NULL)
    return TRUE;
  g_task_return_new_error (task, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND, "%s",
                           _ ("There is no history yet."));
  return FALSE;
}

static void
push (GTask *task, LlmDbJobKind kind, LlmDbJobFunc func, LlmDbJobDone done)
{
  LlmSqliteArchive *self = g_task_get_source_object (task);

  llm_db_worker_push (llm_sqlite_store_get_worker (self->store), kind, task, func, done);
}

/* Takes the task. */
static void
run_aside (GTask *task, LlmDbAsideFunc func, LlmDbJobDone done)
{
  LlmSqliteArchive *self = g_task_get_source_object (task);
  Operation *op = g_task_get_task_data (task);

  op->stop = g_cancellable_new ();
  /* Nothing is begun any more at the end. */
  if (self->store == NULL)
    g_cancellable_cancel (op->stop);
  op->stops = g_ptr_array_ref (self->stops);
  g_ptr_array_add (self->stops, op->stop);
  llm_db_aside_run (task, op->stop, func, done);
}

typedef struct
{
  GTask *task;
  gint64 n_done;
  gint64 n_pages;
} Progress;

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_object_unref (progress->task);
  g_free (progress);
}

static gboolean
progress_cb (gpointer data)
{
  const Progress *progress = data;
  const Operation *op = g_task_get_task_data (progress->task);

  if (!g_task_get_completed (progress->task))
    op->progress (progress->n_done, progress->n_pages, op->progress_data);
  return G_SOURCE_REMOVE;
}

/* In the thread that copies. */
static void
copied (gint64 n_done, gint64 n_pages, gpointer data)
{
  GTask *task = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  Progress *progress = g_new0 (Progress, 1);

  progress->task = g_object_ref (task);
  progress->n_done = n_done;
  progress->n_pages = n_pages;
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_static_name (source, "[llmselect] backup progress");
  g_source_set_callback (source, progress_cb, progress, progress_free);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
backup_aside (GTask *task, gpointer data, GCancellable *stop, GError **error)
{
  Operation *op = data;
  const LlmDbBackupTarget target = { op->path, op->reason, op->now };

  op->backup = llm_db_backup_make (op->history, &target, op->progress != NULL ? copied : NULL, task,
                                   stop, error);
  if (op->backup != NULL && op->path == NULL)
    llm_db_backup_prune (op->history, op->now, op->backup->path);
  return op->backup != NULL;
}

static void
backed_up (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->backup), (GDestroyNotify) llm_backup_free);
}

static gboolean
nothing (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  return TRUE;
}

/* In the main context, when what was asked before is written. */
static void
start_backup (GTask *task, gpointer data)
{
  run_aside (g_object_ref (task), backup_aside, backed_up);
}

static void
llm_sqlite_archive_backup_async (LlmArchive *archive,
                                 const char *path,
                                 GFileProgressCallback progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_backup_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->path = g_strdup (path);
  op->reason = LLM_BACKUP_MANUAL;
  op->now = g_get_real_time ();
  op->progress = progress;
  op->progress_data = progress_data;
  if (has_file (task))
    push (g_steal_pointer (&task), LLM_DB_JOB_READ, nothing, start_backup);
}

static gboolean
due_aside (GTask *task, gpointer data, GCancellable *stop, GError **error)
{
  Operation *op = data;

  return !llm_db_backup_is_due (op->history, op->now) || backup_aside (task, data, stop, error);
}

static void
start_if_due (GTask *task, gpointer data)
{
  run_aside (g_object_ref (task), due_aside, backed_up);
}

static void
llm_sqlite_archive_backup_if_due_async (LlmArchive *archive,
                                        gint64 now,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = new_task (archive, llm_sqlite_archive_backup_if_due_async, cancellable,
                                     callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->reason = LLM_BACKUP_DAILY;
  op->now = now;
  if (has_file (task))
    push (g_steal_pointer (&task), LLM_DB_JOB_READ, nothing, start_if_due);
}

static gboolean
list_aside (GTask *task, gpointer data, GCancellable *stop, GError **error)
{
  Operation *op = data;

  op->list = llm_db_backup_list (op->history, TRUE);
  return TRUE;
}

static void
listed (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->list), (GDestroyNotify) g_ptr_array_unref);
}

static void
llm_sqlite_archive_list_backups_async (LlmArchive *archive,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_list_backups_async, cancellable, callback, user_data);

  if (has_file (task))
    run_aside (g_steal_pointer (&task), list_aside, listed);
}

static gboolean
inspect_aside (GTask *task, gpointer data, GCancellable *stop, GError **error)
{
  Operation *op = data;

  op->info = llm_db_inspect (op->path, op->files, stop, error);
  return op->info != NULL;
}

static void
inspected (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->info), (GDestroyNotify) llm_backup_info_free);
}

static void
llm_sqlite_archive_inspect_async (LlmArchive *archive,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_inspect_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->path = g_canonicalize_filename (path, NULL);
  run_aside (g_steal_pointer (&task), inspect_aside, inspected);
}

static gboolean
restore (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->backup = llm_db_restore (file, op->path, NULL, error);
  return op->backup != NULL;
}

static void
restored (GTask *task, gpointer data)
{
  LlmSqliteArchive *self = g_task_get_source_object (task);
  Operation *op = data;

  if (self->store != NULL)
    llm_store_emit_changed (LLM_STORE (self->store), NULL);
  g_task_return_pointer (task, g_steal_pointer (&op->backup), (GDestroyNotify) llm_backup_free);
}

static void
llm_sqlite_archive_restore_async (LlmArchive *archive,
                                  const char *path,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_restore_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->path = g_canonicalize_filename (path, NULL);
  push (g_steal_pointer (&task), LLM_DB_JOB_FILE, restore, restored);
}

static gboolean
check_aside (GTask *task, gpointer data, GCancellable *stop, GError **error)
{
  Operation *op = data;
  g_autoptr (LlmDb) db = llm_db_inspect_open_history (op->history, error);

  if (db != NULL)
    op->check = llm_db_inspect_check (db, op->full, stop, error);
  if (op->check == NULL)
    return FALSE;
  /* Of a damaged history it could not be told. */
  return !op->check->ok || llm_db_image_files_check (db, op->files, op->check, stop, error);
}

static void
checked (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->check),
                         (GDestroyNotify) llm_check_report_free);
}

static void
start_check (GTask *task, gpointer data)
{
  run_aside (g_object_ref (task), check_aside, checked);
}

static void
llm_sqlite_archive_check_async (LlmArchive *archive,
                                gboolean full,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_check_async, cancellable, callback, user_data);
  Operation *op = g_task_get_task_data (task);

  op->full = full;
  if (has_file (task))
    push (g_steal_pointer (&task), LLM_DB_JOB_READ, nothing, start_check);
}

static gboolean
salvage (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->report = llm_db_session_salvage (file, error);
  return op->report != NULL;
}

/* That everything may have changed the signal has said. */
static void
salvaged (GTask *task, gpointer data)
{
  Operation *op = data;

  g_task_return_pointer (task, g_steal_pointer (&op->report),
                         (GDestroyNotify) llm_salvage_report_unref);
}

static void
llm_sqlite_archive_salvage_async (LlmArchive *archive,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_salvage_async, cancellable, callback, user_data);

  push (g_steal_pointer (&task), LLM_DB_JOB_FILE, salvage, salvaged);
}

static gboolean
tidy (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Operation *op = data;

  op->more = FALSE;
  if (llm_db_is_read_only (db))
    return TRUE;
  if (!llm_db_give_back_some (db, &op->more, error))
    return FALSE;
  return op->more
         || (llm_db_execute (db, "PRAGMA analysis_limit = 400; PRAGMA optimize;", error)
             && llm_db_checkpoint (db, error));
}

/* One slice is one job: what was asked meanwhile comes before the next. */
static void
tidied (GTask *task, gpointer data)
{
  LlmSqliteArchive *self = g_task_get_source_object (task);
  const Operation *op = data;

  if (op->more && self->store != NULL)
    push (g_object_ref (task), LLM_DB_JOB_READ, tidy, tidied);
  else
    g_task_return_boolean (task, TRUE);
}

static void
llm_sqlite_archive_tidy_async (LlmArchive *archive,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task
      = new_task (archive, llm_sqlite_archive_tidy_async, cancellable, callback, user_data);

  push (g_steal_pointer (&task), LLM_DB_JOB_READ, tidy, tidied);
}

static LlmSalvageReport *
llm_sqlite_archive_get_salvage_report (LlmArchive *archive)
{
  LlmSqliteArchive *self = LLM_SQLITE_ARCHIVE (archive);

  return self->report != NULL ? llm_salvage_report_ref (self->report) : NULL;
}

static void
llm_sqlite_archive_iface_init (LlmArchiveInterface *iface)
{
  iface->backup_async = llm_sqlite_archive_backup_async;
  iface->backup_if_due_async = llm_sqlite_archive_backup_if_due_async;
  iface->list_backups_async = llm_sqlite_archive_list_backups_async;
  iface->inspect_async = llm_sqlite_archive_inspect_async;
  iface->restore_async = llm_sqlite_archive_restore_async;
  iface->check_async = llm_sqlite_archive_check_async;
  iface->salvage_async = llm_sqlite_archive_salvage_async;
  iface->tidy_async = llm_sqlite_archive_tidy_async;
  iface->get_salvage_report = llm_sqlite_archive_get_salvage_report;
}

/* From the worker to the main context. */
typedef struct
{
  GWeakRef archive;
  LlmSalvageReport *report;
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_weak_ref_clear (&news->archive);
  llm_salvage_report_unref (news->report);
  g_free (news);
}

static gboolean
news_cb (gpointer data)
{
  News *news = data;
  g_autoptr (LlmSqliteArchive) self = g_weak_ref_get (&news->archive);

  if (self == NULL || self->store == NULL)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&self->report, llm_salvage_report_unref);
  self->report = llm_salvage_report_ref (news->report);
  llm_store_emit_changed (LLM_STORE (self->store), NULL);
  llm_archive_emit_salvaged (LLM_ARCHIVE (self), news->report);
  return G_SOURCE_REMOVE;
}

/* In the worker thread, while the archive cannot be finalized. */
static void
salvaged_in_worker (LlmSalvageReport *report, gpointer data)
{
  LlmSqliteArchive *self = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  News *news = g_new0 (News, 1);

  g_weak_ref_init (&news->archive, self);
  news->report = llm_salvage_report_ref (report);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[llmselect] history salvaged");
  g_source_set_callback (source, news_cb, news, news_free);
  g_source_attach (source, self->context);
}

static void
llm_sqlite_archive_dispose (GObject *object)
{
  LlmSqliteArchive *self = LLM_SQLITE_ARCHIVE (object);

  if (self->store != NULL)
    llm_db_session_set_salvaged_func (get_session (self), NULL, NULL);
  for (guint i = 0; i < self->stops->len; i++)
    g_cancellable_cancel (self->stops->pdata[i]);
  g_clear_object (&self->store);
  g_clear_pointer (&self->report, llm_salvage_report_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (llm_sqlite_archive_parent_class)->dispose (object);
}

static void
llm_sqlite_archive_finalize (GObject *object)
{
  g_ptr_array_unref (LLM_SQLITE_ARCHIVE (object)->stops);

  G_OBJECT_CLASS (llm_sqlite_archive_parent_class)->finalize (object);
}

static void
llm_sqlite_archive_class_init (LlmSqliteArchiveClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_sqlite_archive_dispose;
  object_class->finalize = llm_sqlite_archive_finalize;
}

static void
llm_sqlite_archive_init (LlmSqliteArchive *self)
{
  self->stops = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_sqlite_archive_new:
 * @store: the history; the archive keeps it alive
 *
 * Does no I/O.  Signals come in the calling thread's default main context.
 *
 * Returns: (transfer full): what keeps its file safe
 */
LlmArchive *
llm_sqlite_archive_new (LlmSqliteStore *store)
{
  LlmSqliteArchive *self;

  g_return_val_if_fail (LLM_IS_SQLITE_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_SQLITE_ARCHIVE, NULL);
  self->store = g_object_ref (store);
  self->context = g_main_context_ref_thread_default ();
  llm_db_session_set_salvaged_func (get_session (self), salvaged_in_worker, self);
  return LLM_ARCHIVE (self);
}
