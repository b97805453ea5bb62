/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-conversation.h"
#include "llm-needle.h"
#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmChatSearch:
 *
 * Counts where a text is in all messages of the branch of a chat that is shown, prompts
 * and answers.  Reads the texts of turns that are not loaded some at a time, looks through
 * them in a thread, and keeps only the counts.  A message is named by its index: twice the
 * position of its turn for the prompt, and one more for the answer.
 *
 * What shows an answer knows better: its count is set, see
 * llm_chat_search_set_shown().
 *
 * Signal `::changed ()` when more is known, or something else.
 */
#define LLM_TYPE_CHAT_SEARCH (llm_chat_search_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatSearch, llm_chat_search, LLM, CHAT_SEARCH, GObject)

/**
 * LlmChatSearchResult:
 * @LLM_CHAT_SEARCH_FOUND: there it is
 * @LLM_CHAT_SEARCH_NONE: it is nowhere
 * @LLM_CHAT_SEARCH_UNKNOWN: not known yet; ::changed will tell when more is
 */
typedef enum
{
  LLM_CHAT_SEARCH_FOUND,
  LLM_CHAT_SEARCH_NONE,
  LLM_CHAT_SEARCH_UNKNOWN
} LlmChatSearchResult;

/* So many turns are read at a time. */
#define LLM_CHAT_SEARCH_PAGE 32

LlmChatSearch *llm_chat_search_new (LlmStore *store);
void llm_chat_search_set_conversation (LlmChatSearch *self, LlmConversation *conversation);
gboolean llm_chat_search_set_needle (LlmChatSearch *self, LlmNeedle *needle);
LlmNeedle *llm_chat_search_get_needle (LlmChatSearch *self);
void llm_chat_search_set_start (LlmChatSearch *self, guint position, gboolean backward);

void llm_chat_search_set_shown (LlmChatSearch *self, guint position, guint n_matches);
void llm_chat_search_set_hidden (LlmChatSearch *self, guint position);

guint llm_chat_search_get_n_messages (LlmChatSearch *self);
gboolean llm_chat_search_get_message (LlmChatSearch *self, guint index, guint *n_matches);
guint llm_chat_search_get_sum (LlmChatSearch *self, guint n_messages, gboolean *is_complete);
LlmChatSearchResult
llm_chat_search_find (LlmChatSearch *self, guint index, gboolean backward, guint *found);

G_END_DECLS
