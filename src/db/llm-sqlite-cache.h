/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cache.h"

G_BEGIN_DECLS

/**
 * LlmSqliteCacheClock:
 * @user_data: as given with it
 *
 * Returns: Unix time in microseconds
 */
typedef gint64 (*LlmSqliteCacheClock) (gpointer user_data);

/**
 * LlmSqliteCache:
 *
 * The #LlmCache on SQLite, in a file of its own that may be deleted at any time.
 * It is opened by the worker thread with the first call.  One that is damaged or
 * not ours is moved away; where none can be had, lookups find nothing.
 */
#define LLM_TYPE_SQLITE_CACHE (llm_sqlite_cache_get_type ())
G_DECLARE_FINAL_TYPE (LlmSqliteCache, llm_sqlite_cache, LLM, SQLITE_CACHE, GObject)

/* @path NULL: $XDG_CACHE_HOME/llmselect/cache.db; ":memory:" for tests. */
LlmCache *llm_sqlite_cache_new (const char *path);
void llm_sqlite_cache_set_clock (LlmSqliteCache *self,
                                 LlmSqliteCacheClock clock,
                                 gpointer user_data);

G_END_DECLS
