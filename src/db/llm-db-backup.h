/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-db-copy.h"

G_BEGIN_DECLS

/* Copies of a history and the folder they are in.  Every function may run in any
 * thread but the main one; each opens connections of its own. */

/**
 * LlmDbBackupTarget:
 * @path: (nullable): where to put the copy, NULL for the folder of backups
 * @reason: why it is made
 * @now: Unix time in microseconds, for its name
 */
typedef struct
{
  const char *path;
  LlmBackupReason reason;
  gint64 now;
} LlmDbBackupTarget;

char *llm_db_backup_get_folder (const char *history);
LlmBackup *llm_db_backup_make (const char *history,
                               const LlmDbBackupTarget *target,
                               LlmDbCopyFunc progress,
                               gpointer data,
                               GCancellable *cancellable,
                               GError **error);
GPtrArray *llm_db_backup_list (const char *history, gboolean look_inside);
gboolean llm_db_backup_is_due (const char *history, gint64 now);
void llm_db_backup_prune (const char *history, gint64 now, const char *newest_good);
gboolean llm_db_backup_settle (LlmDb *db, GError **error);

G_END_DECLS
