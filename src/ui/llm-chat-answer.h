/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer-view.h"
#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmChatAnswer:
 *
 * One answer of a chat: who gave it, how it goes, the text and what it took.  Its buttons
 * name the actions of the #LlmChatTurn it is in.
 */
#define LLM_TYPE_CHAT_ANSWER (llm_chat_answer_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatAnswer, llm_chat_answer, LLM, CHAT_ANSWER, GtkWidget)

GtkWidget *llm_chat_answer_new (LlmContext *context);
LlmAnswer *llm_chat_answer_get_answer (LlmChatAnswer *self);
void llm_chat_answer_set_answer (LlmChatAnswer *self, LlmAnswer *answer);
void llm_chat_answer_set_place (LlmChatAnswer *self, guint index, guint n);
LlmAnswerView *llm_chat_answer_get_view (LlmChatAnswer *self);
void llm_chat_answer_popup_menu (LlmChatAnswer *self);
void llm_chat_answer_show_copied (LlmChatAnswer *self);
gboolean llm_chat_answer_is_complete (LlmChatAnswer *self);
void llm_chat_answer_tick (LlmChatAnswer *self);

G_END_DECLS
