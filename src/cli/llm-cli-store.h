/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmCliStore:
 *
 * What the command line wants to know of the history, one call at a time: each runs the
 * main context until the store has answered.
 */
#define LLM_TYPE_CLI_STORE (llm_cli_store_get_type ())
G_DECLARE_FINAL_TYPE (LlmCliStore, llm_cli_store, LLM, CLI_STORE, GObject)

LlmCliStore *llm_cli_store_new (LlmContext *context);
GPtrArray *llm_cli_store_list (LlmCliStore *self,
                               const LlmHistoryQuery *query,
                               guint limit,
                               GError **error);
GPtrArray *
llm_cli_store_search (LlmCliStore *self, const LlmSearchQuery *query, GError **error);
GPtrArray *
llm_cli_store_load_ballots (LlmCliStore *self, const LlmBallotQuery *query, GError **error);
char *llm_cli_store_load_flight (LlmCliStore *self, const char *column_id, GError **error);
GPtrArray *llm_cli_store_list_folders (LlmCliStore *self, GError **error);
char *llm_cli_store_find (LlmCliStore *self, const char *word);
LlmConversation *llm_cli_store_load (LlmCliStore *self, const char *id, GError **error);
gboolean llm_cli_store_update (LlmCliStore *self,
                               const char *const *ids,
                               const LlmEntryChange *change,
                               GError **error);
gboolean llm_cli_store_delete (LlmCliStore *self, const char *id, GError **error);
gboolean
llm_cli_store_save (LlmCliStore *self, LlmConversation *conversation, GError **error);
gboolean
llm_cli_store_import (LlmCliStore *self, LlmConversation *conversation, GError **error);
gboolean llm_cli_store_save_folder (LlmCliStore *self, const LlmFolder *folder, GError **error);

G_END_DECLS
