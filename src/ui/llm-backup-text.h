/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"

G_BEGIN_DECLS

/* What is said of copies of the history. */
char *llm_backup_text_format_time (gint64 time);
const char *llm_backup_text_get_reason (LlmBackupReason reason);
char *llm_backup_text_format_detail (const LlmBackup *backup);
char *llm_backup_text_format_counts (const LlmBackupInfo *info);
char *llm_backup_text_format_range (const LlmBackupInfo *info);
char *llm_backup_text_format_check (const LlmCheckReport *report);

G_END_DECLS
