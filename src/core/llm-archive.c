/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-archive.h"

G_DEFINE_INTERFACE (LlmArchive, llm_archive, G_TYPE_OBJECT)

enum
{
  SIGNAL_SALVAGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_archive_default_init (LlmArchiveInterface *iface)
{
  /**
   * LlmArchive::salvaged:
   * @report: (type LlmSalvageReport): what was saved
   */
  signals[SIGNAL_SALVAGED] = g_signal_new ("salvaged", LLM_TYPE_ARCHIVE, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_SALVAGE_REPORT);
}

/**
 * llm_archive_backup_async:
 * @self: an archive
 * @path: (nullable): where to put the copy; what is there is replaced. NULL for the
 *   folder of backups
 * @progress: (nullable) (scope async): told how far it is, in pages
 * @progress_data: for @progress
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_backup_finish()
 * @user_data: for @callback
 *
 * Copies the history as it is at one moment, with everything that was written before
 * this call.  Writing goes on meanwhile.  The copy is checked before it gets its name.
 */
void
llm_archive_backup_async (LlmArchive *self,
                          const char *path,
                          GFileProgressCallback progress,
                          gpointer progress_data,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->backup_async (self, path, progress, progress_data, cancellable,
                                              callback, user_data);
}

/**
 * llm_archive_backup_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): the copy
 */
LlmBackup *
llm_archive_backup_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_backup_if_due_async:
 * @self: an archive
 * @now: Unix time in microseconds
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_archive_backup_if_due_finish()
 * @user_data: for @callback
 *
 * Makes the copy of the day of @now unless there is one or nothing was written since the
 * last one, and deletes old ones.  For a moment when the program is idle.
 */
void
llm_archive_backup_if_due_async (LlmArchive *self,
                                 gint64 now,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->backup_if_due_async (self, now, cancellable, callback, user_data);
}

/**
 * llm_archive_backup_if_due_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (nullable): the copy; NULL without an error if none was due
 */
LlmBackup *
llm_archive_backup_if_due_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_list_backups_async:
 * @self: an archive
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_list_backups_finish()
 * @user_data: for @callback
 *
 * Lists the copies in the folder of backups.
 */
void
llm_archive_list_backups_async (LlmArchive *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->list_backups_async (self, cancellable, callback, user_data);
}

/**
 * llm_archive_list_backups_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full) (element-type LlmBackup): the copies, newest first
 */
GPtrArray *
llm_archive_list_backups_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_inspect_async:
 * @self: an archive
 * @path: a file
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_inspect_finish()
 * @user_data: for @callback
 *
 * Looks into a file without changing it.
 */
void
llm_archive_inspect_async (LlmArchive *self,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));
  g_return_if_fail (path != NULL);

  LLM_ARCHIVE_GET_IFACE (self)->inspect_async (self, path, cancellable, callback, user_data);
}

/**
 * llm_archive_inspect_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): what it would bring back; an error if it is no history of ours or
 *   cannot be read
 */
LlmBackupInfo *
llm_archive_inspect_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_restore_async:
 * @self: an archive
 * @path: a file that llm_archive_inspect_async() accepts
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_restore_finish()
 * @user_data: for @callback
 *
 * Lets the content of @path take the place of the history, all of it or nothing.  The
 * present content is copied before; a file that cannot be read is moved aside.
 * What is being answered meanwhile is not kept: stop it before.
 */
void
llm_archive_restore_async (LlmArchive *self,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));
  g_return_if_fail (path != NULL);

  LLM_ARCHIVE_GET_IFACE (self)->restore_async (self, path, cancellable, callback, user_data);
}

/**
 * llm_archive_restore_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): the copy of what was there before; one with no more than a path
 *   if that is a damaged file moved aside
 */
LlmBackup *
llm_archive_restore_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_check_async:
 * @self: an archive
 * @full: whether to compare indexes with their tables, which takes longer
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_check_finish()
 * @user_data: for @callback
 *
 * Looks for damage.
 */
void
llm_archive_check_async (LlmArchive *self,
                         gboolean full,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->check_async (self, full, cancellable, callback, user_data);
}

/**
 * llm_archive_check_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): what is wrong, if anything
 */
LlmCheckReport *
llm_archive_check_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_salvage_async:
 * @self: an archive
 * @cancellable: (nullable): a #GCancellable
 * @callback: finish with llm_archive_salvage_finish()
 * @user_data: for @callback
 *
 * Reads what can be read of the history into a new file that takes its place.  The old
 * file is kept as it is, under another name.
 */
void
llm_archive_salvage_async (LlmArchive *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->salvage_async (self, cancellable, callback, user_data);
}

/**
 * llm_archive_salvage_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: (transfer full): what was saved
 */
LlmSalvageReport *
llm_archive_salvage_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_archive_tidy_async:
 * @self: an archive
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): finish with llm_archive_tidy_finish()
 * @user_data: for @callback
 *
 * Renews the statistics of queries, gives the room of what was deleted back to the disk
 * in slices, and moves the log into the main file.  For a moment when the program is
 * idle.
 */
void
llm_archive_tidy_async (LlmArchive *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));

  LLM_ARCHIVE_GET_IFACE (self)->tidy_async (self, cancellable, callback, user_data);
}

/**
 * llm_archive_tidy_finish:
 * @self: an archive
 * @result: as given to the callback
 * @error: where to put an #LLM_DB_ERROR
 *
 * Returns: whether it worked
 */
gboolean
llm_archive_tidy_finish (LlmArchive *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * llm_archive_get_salvage_report:
 * @self: an archive
 *
 * Returns: (transfer full) (nullable): what was saved of a damaged history since the
 *   program started; of the last time, if there were several
 */
LlmSalvageReport *
llm_archive_get_salvage_report (LlmArchive *self)
{
  g_return_val_if_fail (LLM_IS_ARCHIVE (self), NULL);

  return LLM_ARCHIVE_GET_IFACE (self)->get_salvage_report (self);
}

/**
 * llm_archive_emit_salvaged:
 * @self: an archive
 * @report: what was saved
 *
 * For implementations, on the main context.
 */
void
llm_archive_emit_salvaged (LlmArchive *self, LlmSalvageReport *report)
{
  g_return_if_fail (LLM_IS_ARCHIVE (self));
  g_return_if_fail (report != NULL);

  g_signal_emit (self, signals[SIGNAL_SALVAGED], 0, report);
}
