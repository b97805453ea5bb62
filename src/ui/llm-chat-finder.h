/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-list.h"
#include "llm-find-source.h"

G_BEGIN_DECLS

/**
 * LlmChatFinder:
 *
 * Finds a text in all messages of the branch of a chat that is shown (#LlmFindSource).
 * Those near to what is seen are marked; to any other the list goes when it has the next
 * match.  Costs nothing while it searches for nothing.
 */
#define LLM_TYPE_CHAT_FINDER (llm_chat_finder_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatFinder, llm_chat_finder, LLM, CHAT_FINDER, GObject)

LlmChatFinder *llm_chat_finder_new (LlmChatList *list, LlmStore *store);
void llm_chat_finder_set_conversation (LlmChatFinder *self, LlmConversation *conversation);
void llm_chat_finder_show_hit (LlmChatFinder *self, LlmTurn *turn, const char *column_id);

G_END_DECLS
