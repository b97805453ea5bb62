/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"

G_BEGIN_DECLS

/* The names of backups, and which of them stay.  Nothing here touches a file. */

#define LLM_BACKUP_KEEP_DAYS 7
#define LLM_BACKUP_KEEP_WEEKS 4
#define LLM_BACKUP_KEEP_OTHERS 3 /* of each other reason, except manual ones */

char *llm_backup_plan_name (gint64 time, LlmBackupReason reason);
gboolean llm_backup_plan_parse (const char *name, gint64 *time, LlmBackupReason *reason);
gint llm_backup_plan_compare (gconstpointer a, gconstpointer b);
gboolean llm_backup_plan_is_due (GPtrArray *backups, gint64 now, gint64 changed_at);
GPtrArray *llm_backup_plan_surplus (GPtrArray *backups, gint64 now, const char *newest_good);

G_END_DECLS
