/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-chat-area.h"

G_BEGIN_DECLS

/**
 * LlmChatList:
 *
 * The scrolled messages of a chat.  Opens at the end, follows it only while the reader is
 * there, and else offers to jump to what is new.
 *
 * Signals: `::needs-turns (GPtrArray *turns)` for turns near to what is in view whose
 * texts are to be loaded, the most wanted first; told again as long as they are not.
 * `::range-changed ()` when other turns are near, see llm_chat_list_get_range();
 * `::turn-ready (LlmChatTurn *)` when what llm_chat_list_bring_turn() asked for is there.
 */
#define LLM_TYPE_CHAT_LIST (llm_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatList, llm_chat_list, LLM, CHAT_LIST, GtkWidget)

GtkWidget *llm_chat_list_new (LlmContext *context);
LlmConversation *llm_chat_list_get_conversation (LlmChatList *self);
void llm_chat_list_set_conversation (LlmChatList *self, LlmConversation *conversation);
LlmChatArea *llm_chat_list_get_area (LlmChatList *self);

gboolean llm_chat_list_get_range (LlmChatList *self, guint *first, guint *last);
void llm_chat_list_jump_to_latest (LlmChatList *self);
void llm_chat_list_show_turn (LlmChatList *self, LlmTurn *turn);
void llm_chat_list_bring_turn (LlmChatList *self, LlmTurn *turn);
void llm_chat_list_edit (LlmChatList *self, LlmTurn *turn);

G_END_DECLS
