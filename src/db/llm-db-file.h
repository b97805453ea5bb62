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
  void (*failed) (GTask *task, GError *error);
  const char *closed;
} LlmDbFileFuncs;

void llm_db_file_narrow_rights (const char *path, mode_t allowed);
void llm_db_file_prepare (const char *path);
gboolean llm_db_file_has_content (const char *path, const char *suffix);

G_END_DECLS
