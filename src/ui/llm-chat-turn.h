/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-chat-answer.h"
#include "llm-chat-prompt.h"
#include "llm-conversation.h"

G_BEGIN_DECLS

/**
 * LlmChatTurn:
 *
 * One turn of a chat: the prompt and the answer to it that is chosen; a placeholder while
 * the texts are not loaded.
 *
 * Properties that notify: voted-up, voted-down, raw.  Signals: `::shifted (int by)` when
 * what is in view is to move up by so many pixels; `::place-wanted (LlmTextSlice *,
 * GtkTextIter *, double yalign)` when a place of a text is to come into view.
 *
 * All verbs are widget actions: chat.copy, .copy-prompt, .vote-up, .vote-down, .raw,
 * .regenerate, .regenerate-with, .stop, .edit, .delete, .previous-answer, .next-answer,
 * .previous-version, .next-version, .menu; and card.retry, card.continue and card.swap,
 * which #LlmAnswerNotice names.  What needs more than the turn activates an action of the
 * page: "thread.resend", "thread.regenerate", "thread.choose-model", "thread.run",
 * "thread.stop", "thread.delete".
 */
#define LLM_TYPE_CHAT_TURN (llm_chat_turn_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatTurn, llm_chat_turn, LLM, CHAT_TURN, GtkWidget)

GtkWidget *llm_chat_turn_new (LlmContext *context, LlmConversation *conversation, LlmTurn *turn);
LlmTurn *llm_chat_turn_get_turn (LlmChatTurn *self);
LlmChatAnswer *llm_chat_turn_get_answer (LlmChatTurn *self);
LlmChatPrompt *llm_chat_turn_get_prompt (LlmChatTurn *self);
void llm_chat_turn_set_position (LlmChatTurn *self, guint position, guint n_turns);
guint llm_chat_turn_get_position (LlmChatTurn *self);
void llm_chat_turn_update (LlmChatTurn *self);
void llm_chat_turn_tick (LlmChatTurn *self);

gboolean llm_chat_turn_is_loaded (LlmChatTurn *self);
gboolean llm_chat_turn_is_complete (LlmChatTurn *self);
gboolean llm_chat_turn_is_running (LlmChatTurn *self);
gboolean llm_chat_turn_has_selection (LlmChatTurn *self);
void llm_chat_turn_set_range (LlmChatTurn *self, int top, int bottom);
gboolean llm_chat_turn_get_place (LlmChatTurn *self,
                                  LlmTextSlice *slice,
                                  const GtkTextIter *iter,
                                  GdkRectangle *place);

G_END_DECLS
