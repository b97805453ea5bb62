/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-archive.h"

#include <string.h>

struct _FakeArchive
{
  GObject parent_instance;

  GPtrArray *backups;
  GString *log;
  GError *error;
  char *failing;   /* the call that fails; NULL for all */
  GPtrArray *held; /* Reply; NULL while answers come at once */
  char *problem;
  char *check_problem;
  LlmSalvageReport *report;
};

/* An answer that is held back. */
typedef struct
{
  GTask *task;
  gpointer value;
  GDestroyNotify free_func;
} Reply;

static void llm_archive_iface_init (LlmArchiveInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeArchive,
                               fake_archive,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_ARCHIVE, llm_archive_iface_init))

static void
log_call (FakeArchive *self, const char *call, const char *detail)
{
  g_string_append_printf (self->log, "%s%s%s\n", call, detail != NULL ? " " : "",
                          detail != NULL ? detail : "");
}

/* Values are pointers, but for a TRUE without a free function. */
static void
send (Reply *reply)
{
  if (reply->free_func != NULL)
    g_task_return_pointer (reply->task, reply->value, reply->free_func);
  else if (reply->value != NULL)
    g_task_return_boolean (reply->task, TRUE);
  else
    g_task_return_pointer (reply->task, NULL, NULL);
  g_object_unref (reply->task);
  g_free (reply);
}

static void
answer (FakeArchive *self, GTask *task, const char *call, gpointer value, GDestroyNotify free_func)
{
  Reply *reply;

  if (self->error != NULL && (self->failing == NULL || strcmp (self->failing, call) == 0))
    {
      if (free_func != NULL && value != NULL)
        free_func (value);
      g_task_return_error (task, g_error_copy (self->error));
      g_object_unref (task);
      return;
    }
  reply = g_new0 (Reply, 1);
  reply->task = task;
  reply->value = value;
  reply->free_func = free_func;
  if (self->held != NULL)
    g_ptr_array_add (self->held, reply);
  else
    send (reply);
}

static LlmBackup *
new_backup (const char *path, gint64 created_at, LlmBackupReason reason, gint64 n_conversations)
{
  LlmBackup *backup = g_new0 (LlmBackup, 1);

  backup->path = g_strdup (path);
  backup->created_at = created_at;
  backup->size = 123456;
  backup->reason = reason;
  backup->version = 3;
  backup->n_conversations = n_conversations;
  return backup;
}

static void
backup_async (LlmArchive *archive,
              const char *path,
              GFileProgressCallback progress,
              gpointer progress_data,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  log_call (self, "backup", path);
  if (progress != NULL)
    progress (1, 4, progress_data);
  if (path == NULL && self->error == NULL)
    fake_archive_add (self, "/made/now.db", g_get_real_time (), LLM_BACKUP_MANUAL, 3);
  answer (
      self, g_task_new (archive, cancellable, callback, user_data), "backup",
      new_backup (path != NULL ? path : "/made/now.db", g_get_real_time (), LLM_BACKUP_MANUAL, 3),
      (GDestroyNotify) llm_backup_free);
}

static void
backup_if_due_async (LlmArchive *archive,
                     gint64 now,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, now / G_USEC_PER_SEC);

  log_call (self, "if-due", time);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "if-due", NULL, NULL);
}

static void
list_backups_async (LlmArchive *archive,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_backup_free);

  log_call (self, "list", NULL);
  for (guint i = 0; i < self->backups->len; i++)
    g_ptr_array_add (copies, llm_backup_copy (self->backups->pdata[i]));
  answer (self, g_task_new (archive, cancellable, callback, user_data), "list", copies,
          (GDestroyNotify) g_ptr_array_unref);
}

static void
inspect_async (LlmArchive *archive,
               const char *path,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  static const char *const titles[] = { "Why is the sky <blue>?", "Trip to Lisbon", NULL };
  FakeArchive *self = FAKE_ARCHIVE (archive);
  LlmBackupInfo *info = g_new0 (LlmBackupInfo, 1);

  log_call (self, "inspect", path);
  info->path = g_strdup (path);
  info->size = 123456;
  info->version = 3;
  info->known = TRUE;
  info->intact = self->problem == NULL;
  info->problem = g_strdup (self->problem);
  info->n_conversations = 12;
  info->n_answers = 34;
  info->oldest_at = G_GINT64_CONSTANT (1600000000) * G_USEC_PER_SEC;
  info->newest_at = G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC;
  info->titles = g_strdupv ((char **) titles);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "inspect", info,
          (GDestroyNotify) llm_backup_info_free);
}

static void
restore_async (LlmArchive *archive,
               const char *path,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  log_call (self, "restore", path);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "restore",
          new_backup ("/made/before.db", g_get_real_time (), LLM_BACKUP_RESTORE, 3),
          (GDestroyNotify) llm_backup_free);
}

static void
check_async (LlmArchive *archive,
             gboolean full,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);
  LlmCheckReport *report = g_new0 (LlmCheckReport, 1);
  const char *problems[] = { self->check_problem, NULL };

  log_call (self, "check", full ? "full" : "quick");
  report->ok = self->check_problem == NULL;
  report->full = full;
  report->problems = g_strdupv ((char **) problems);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "check", report,
          (GDestroyNotify) llm_check_report_free);
}

static void
salvage_async (LlmArchive *archive,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  log_call (self, "salvage", NULL);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "salvage",
          llm_salvage_report_new ("/made/damaged.db"), (GDestroyNotify) llm_salvage_report_unref);
}

static void
tidy_async (LlmArchive *archive,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  log_call (self, "tidy", NULL);
  answer (self, g_task_new (archive, cancellable, callback, user_data), "tidy",
          GINT_TO_POINTER (TRUE), NULL);
}

static LlmSalvageReport *
get_salvage_report (LlmArchive *archive)
{
  FakeArchive *self = FAKE_ARCHIVE (archive);

  return self->report != NULL ? llm_salvage_report_ref (self->report) : NULL;
}

static void
llm_archive_iface_init (LlmArchiveInterface *iface)
{
  iface->backup_async = backup_async;
  iface->backup_if_due_async = backup_if_due_async;
  iface->list_backups_async = list_backups_async;
  iface->inspect_async = inspect_async;
  iface->restore_async = restore_async;
  iface->check_async = check_async;
  iface->salvage_async = salvage_async;
  iface->tidy_async = tidy_async;
  iface->get_salvage_report = get_salvage_report;
}

static void
fake_archive_finalize (GObject *object)
{
  FakeArchive *self = FAKE_ARCHIVE (object);

  g_assert_true (self->held == NULL || self->held->len == 0);
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_ptr_array_unref (self->backups);
  g_string_free (self->log, TRUE);
  g_clear_error (&self->error);
  g_free (self->failing);
  g_free (self->problem);
  g_free (self->check_problem);
  g_clear_pointer (&self->report, llm_salvage_report_unref);

  G_OBJECT_CLASS (fake_archive_parent_class)->finalize (object);
}

static void
fake_archive_class_init (FakeArchiveClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_archive_finalize;
}

static void
fake_archive_init (FakeArchive *self)
{
  self->backups = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_backup_free);
  self->log = g_string_new (NULL);
}

FakeArchive *
fake_archive_new (void)
{
  return g_object_new (FAKE_TYPE_ARCHIVE, NULL);
}

void
fake_archive_add (FakeArchive *self,
                  const char *path,
                  gint64 created_at,
                  LlmBackupReason reason,
                  gint64 n_conversations)
{
  g_ptr_array_insert (self->backups, 0, new_backup (path, created_at, reason, n_conversations));
}

void
fake_archive_set_error (FakeArchive *self, const char *call, const GError *error)
{
  g_clear_error (&self->error);
  g_free (self->failing);
  self->failing = g_strdup (call);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
fake_archive_set_held (FakeArchive *self, gboolean held)
{
  g_autoptr (GPtrArray) replies = g_steal_pointer (&self->held);

  if (held)
    self->held = replies != NULL ? g_steal_pointer (&replies) : g_ptr_array_new ();
  for (guint i = 0; replies != NULL && i < replies->len; i++)
    send (replies->pdata[i]);
}

void
fake_archive_set_problem (FakeArchive *self, const char *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
}

void
fake_archive_set_check_problem (FakeArchive *self, const char *problem)
{
  g_free (self->check_problem);
  self->check_problem = g_strdup (problem);
}

void
fake_archive_salvage (FakeArchive *self, LlmSalvageReport *report)
{
  g_clear_pointer (&self->report, llm_salvage_report_unref);
  self->report = llm_salvage_report_ref (report);
  llm_archive_emit_salvaged (LLM_ARCHIVE (self), report);
}

const char *
fake_archive_get_log (FakeArchive *self)
{
  return self->log->str;
}

void
fake_archive_clear_log (FakeArchive *self)
{
  g_string_truncate (self->log, 0);
}
