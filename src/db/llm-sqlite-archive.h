/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-archive.h"
#include "llm-sqlite-store.h"

G_BEGIN_DECLS

#define LLM_TYPE_SQLITE_ARCHIVE (llm_sqlite_archive_get_type ())
G_DECLARE_FINAL_TYPE (LlmSqliteArchive, llm_sqlite_archive, LLM, SQLITE_ARCHIVE, GObject)

LlmArchive *llm_sqlite_archive_new (LlmSqliteStore *store);

G_END_DECLS
