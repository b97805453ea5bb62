/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>
#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LlmDbFileFuncs:
 * @get: the connection, opened if it is not; in the worker thread
 * @close: closes it; in the worker thread
 * @free: frees the file, which is closed or was never opened; on any thread
 * @note_error: (nullable): told of every job that failed; in the worker thread
 * @rest: (nullable): what can wait until nobody has asked for anything for a while;
 *   in the worker thread; cancelled when a job comes
 * @failed: (nullable): returns an error to whoever asked, in the task's context, and
 *   takes the error; without it the task gets the error as it is
 * @closed: translatable: what a job is told that comes after the end
 *
 * What an #LlmDbWorker does with the file it works for.
 */
typedef struct
{
  LlmDb *(*get) (gpointer file, gboolean for_writing, GError **error);
  void (*close) (gpointer file);
  void (*free) (gpointer file);
  void (*note_error) (gpointer file, const GError *error);
  void (*rest) (gpointer file, GCancellable *cancellable);
  void (*failed) (GTask *task, GError *error);
  const char *closed;
} LlmDbFileFuncs;

void llm_db_file_narrow_rights (const char *path, mode_t allowed);
void llm_db_file_prepare (const char *path);
gboolean llm_db_file_has_content (const char *path, const char *suffix);
gint64 llm_db_file_get_size (const char *path);
gint64 llm_db_file_get_changed_at (const char *path);
gboolean llm_db_file_is_same (const char *path, const char *other);
gboolean llm_db_file_set_error (GError **error, int system_error, const char *path);
gboolean llm_db_file_write (int fd, const char *data, gsize length);
gboolean llm_db_file_make_folder (const char *path, GError **error);
gboolean llm_db_file_create (const char *path, const char *shown, GError **error);
gboolean llm_db_file_flush (const char *path, GError **error);
gboolean llm_db_file_replace (const char *from, const char *to, GError **error);
gboolean llm_db_file_copy (const char *from, const char *to, GError **error);
void llm_db_file_remove (const char *path);

G_END_DECLS
