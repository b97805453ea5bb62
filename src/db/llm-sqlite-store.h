/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmSqliteStore:
 *
 * The #LlmStore on SQLite.  The file is opened by the worker thread with the
 * first operation; when that fails every operation fails with the same
 * LLM_DB_ERROR and the rest of the program goes on.
 */
#define LLM_TYPE_SQLITE_STORE (llm_sqlite_store_get_type ())
G_DECLARE_FINAL_TYPE (LlmSqliteStore, llm_sqlite_store, LLM, SQLITE_STORE, GObject)

/* @path NULL: $XDG_DATA_HOME/llmselect/llmselect.db; ":memory:" for tests. */
LlmStore *llm_sqlite_store_new (const char *path);

G_END_DECLS
