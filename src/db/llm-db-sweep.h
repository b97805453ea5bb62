/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blob-files.h"
#include "llm-blobs.h"
#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LlmDbSweep:
 *
 * One sweep of the images, in slices between which others can write.  One thread at a time
 * touches it.
 */
typedef struct _LlmDbSweep LlmDbSweep;

LlmDbSweep *llm_db_sweep_new (gint64 expire_before, const char *const *keep, gint64 now);
void llm_db_sweep_free (LlmDbSweep *self);
void llm_db_sweep_look (LlmDbSweep *self, LlmBlobFiles *files);
gboolean llm_db_sweep_rows (
    LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, gboolean *more, GError **error);
gboolean llm_db_sweep_files (
    LlmDbSweep *self, LlmDb *db, LlmBlobFiles *files, gboolean *more, GError **error);
const LlmBlobsSweep *llm_db_sweep_get_done (LlmDbSweep *self);

G_END_DECLS
