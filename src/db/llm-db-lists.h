/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-history-query.h"

G_BEGIN_DECLS

/* Lists of conversations.  All functions run in the worker. */

/* What llm_db_lists_read_entry() reads, of a table or alias "conversation". */
#define LLM_DB_ENTRY_COLUMNS                                                                       \
  "conversation.id, conversation.kind, conversation.title, conversation.snippet,"                  \
  " conversation.created_at, conversation.active_at, conversation.rank, conversation.deleted_at,"  \
  " conversation.pinned, conversation.archived, conversation.folder_id, conversation.color,"       \
  " conversation.n_messages, conversation.models, conversation.tags,"                              \
  " conversation.kind = '" LLM_KIND_COMPARISON "' AND conversation.id IN (SELECT"                  \
  "  hiding.conversation_id FROM verdict INDEXED BY verdict_hidden"                                \
  "  CROSS JOIN turn AS hiding ON hiding.id = verdict.turn_id"                                     \
  "  WHERE verdict.blind = 'hidden' AND hiding.deleted_at IS NULL)"
#define LLM_DB_ENTRY_N_COLUMNS 16

LlmHistoryEntry *llm_db_lists_read_entry (LlmStatement *statement, int column);

extern const char llm_db_lists_sql_find[];
GPtrArray *llm_db_lists_find (LlmDb *db, const char *prefix, guint limit, GError **error);

char *llm_db_lists_make_sql (const LlmHistoryQuery *query, gboolean after);
GPtrArray *llm_db_lists_read (LlmDb *db,
                              const LlmHistoryQuery *query,
                              const LlmHistoryCursor *after,
                              guint limit,
                              GError **error);

G_END_DECLS
