/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blobs.h"
#include "llm-sqlite-store.h"

G_BEGIN_DECLS

/**
 * LlmBlobFolder:
 *
 * The #LlmBlobs of a #LlmSqliteStore: a folder beside the history, or nothing but memory if
 * that is in memory.  Files are read and written in a thread, one at a time.
 */
#define LLM_TYPE_BLOB_FOLDER (llm_blob_folder_get_type ())
G_DECLARE_FINAL_TYPE (LlmBlobFolder, llm_blob_folder, LLM, BLOB_FOLDER, GObject)

LlmBlobs *llm_sqlite_blobs_new (LlmSqliteStore *store);

G_END_DECLS
