/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-chat-list.h"
#include "llm-composer.h"
#include "llm-context-meter.h"
#include "llm-conversation.h"

G_BEGIN_DECLS

/**
 * LlmChatPage:
 *
 * A conversation with one model: the messages, and where the next one is written.
 *
 * Signals: see llm-chat-page.c; whoever has the page asks models and loads texts.
 * Widget actions: thread.send, .stop, .edit-last, .use-prompt, and those that the messages
 * activate: thread.resend, .regenerate, .choose-model, .run, .stop-turn, .delete, .select;
 * and thread.close-find.
 */
#define LLM_TYPE_CHAT_PAGE (llm_chat_page_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatPage, llm_chat_page, LLM, CHAT_PAGE, GtkWidget)

GtkWidget *llm_chat_page_new (LlmContext *context);
LlmConversation *llm_chat_page_get_conversation (LlmChatPage *self);
void llm_chat_page_set_conversation (LlmChatPage *self, LlmConversation *conversation);
LlmChatList *llm_chat_page_get_list (LlmChatPage *self);
LlmComposer *llm_chat_page_get_composer (LlmChatPage *self);
LlmContextMeter *llm_chat_page_get_meter (LlmChatPage *self);
char *llm_chat_page_dup_spec (LlmChatPage *self);
void llm_chat_page_set_spec (LlmChatPage *self, const char *spec);
void llm_chat_page_show_hit (LlmChatPage *self,
                             const char *turn_id,
                             const char *column_id,
                             const char *text);
void llm_chat_page_find (LlmChatPage *self);
void llm_chat_page_find_again (LlmChatPage *self, gboolean backward);
void llm_chat_page_flush_draft (LlmChatPage *self);

G_END_DECLS
