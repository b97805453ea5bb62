/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-blob-files.h"
#include "llm-db.h"

G_BEGIN_DECLS

/* What a file of ours, of any version, tells about itself. */

LlmDb *llm_db_inspect_open (const char *path, GError **error);
LlmDb *llm_db_inspect_open_history (const char *history, GError **error);
gboolean llm_db_inspect_version (LlmDb *db, gint64 *version, GError **error);
gint64 llm_db_inspect_count (LlmDb *db);
LlmBackupInfo *llm_db_inspect (const char *path,
                               LlmBlobFiles *files,
                               GCancellable *cancellable,
                               GError **error);
LlmCheckReport *
llm_db_inspect_check (LlmDb *db, gboolean full, GCancellable *cancellable, GError **error);

G_END_DECLS
