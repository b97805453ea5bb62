/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-history-query.h"

G_BEGIN_DECLS

/* Hits that are asked for, at most. */
#define LLM_DB_SEARCH_MAX_HITS 200

GPtrArray *
llm_db_search (LlmDb *db, const LlmSearchQuery *query, GCancellable *cancellable, GError **error);

/* For tests of their plans. */
gboolean llm_db_search_prepare (LlmDb *db, GCancellable *cancellable, GError **error);

extern const char *const llm_db_search_statements[];
char *llm_db_search_make_filter (const LlmSearchQuery *query);
char *llm_db_search_make_list (const LlmSearchQuery *query);

G_END_DECLS
