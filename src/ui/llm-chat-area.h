/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-chat-turn.h"

G_BEGIN_DECLS

/**
 * LlmChatArea:
 *
 * The turns of a chat, one below the other, to be put into a scrolled window.  However
 * many there are, only those in view and about a page above and below are widgets.  What
 * is read stays where it is, whatever is found out about what is above.
 *
 * Property `following` notifies: whether the end is kept in view.  Signals: `::wanted
 * (GPtrArray *turns)` for turns near to what is in view whose texts are not loaded, the
 * nearest first; `::range-changed ()` when other turns are near.
 */
#define LLM_TYPE_CHAT_AREA (llm_chat_area_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatArea, llm_chat_area, LLM, CHAT_AREA, GtkWidget)

GtkWidget *llm_chat_area_new (LlmContext *context);
void llm_chat_area_set_conversation (LlmChatArea *self, LlmConversation *conversation);
GtkAdjustment *llm_chat_area_get_vadjustment (LlmChatArea *self);

gboolean llm_chat_area_get_following (LlmChatArea *self);
void llm_chat_area_set_following (LlmChatArea *self, gboolean following);
void llm_chat_area_scroll_to_turn (LlmChatArea *self, guint position, double yalign);
void llm_chat_area_hold (LlmChatArea *self,
                         LlmChatTurn *turn,
                         LlmTextSlice *slice,
                         const GtkTextIter *iter,
                         double yalign);
guint llm_chat_area_get_top (LlmChatArea *self, int *offset);
gboolean llm_chat_area_get_range (LlmChatArea *self, guint *first, guint *last);
LlmChatTurn *llm_chat_area_get_widget (LlmChatArea *self, guint position);
guint llm_chat_area_get_n_widgets (LlmChatArea *self);
gboolean llm_chat_area_is_settled (LlmChatArea *self);

G_END_DECLS
