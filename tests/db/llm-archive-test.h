/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-sqlite-archive.h"
#include "llm-store-test.h"

G_BEGIN_DECLS

/* How many conversations are in a history of any version. */
gint64 archive_test_count (const char *path);

/* Calls of an archive that wait for their answer. */

LlmArchive *archive_test_open (LlmStore *store);
LlmBackup *archive_test_backup (LlmArchive *archive, const char *path, GError **error);
LlmBackup *archive_test_backup_if_due (LlmArchive *archive, gint64 now, GError **error);
GPtrArray *archive_test_list (LlmArchive *archive, GError **error);
LlmBackupInfo *archive_test_inspect (LlmArchive *archive, const char *path, GError **error);
LlmBackup *archive_test_restore (LlmArchive *archive, const char *path, GError **error);
LlmCheckReport *archive_test_check (LlmArchive *archive, gboolean full, GError **error);
LlmSalvageReport *archive_test_salvage (LlmArchive *archive, GError **error);
gboolean archive_test_tidy (LlmArchive *archive, GError **error);

G_END_DECLS
