/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-conversation.h"

G_BEGIN_DECLS

/**
 * LlmTurnBar:
 *
 * The turns of a comparison by their prompts, of which one is shown; hidden while there
 * is only one.  Property "turn" notifies when the user chose another.
 */
#define LLM_TYPE_TURN_BAR (llm_turn_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmTurnBar, llm_turn_bar, LLM, TURN_BAR, GtkWidget)

GtkWidget *llm_turn_bar_new (void);
void llm_turn_bar_set_conversation (LlmTurnBar *self, LlmConversation *conversation);
LlmTurn *llm_turn_bar_get_turn (LlmTurnBar *self);
void llm_turn_bar_set_turn (LlmTurnBar *self, LlmTurn *turn);
gboolean llm_turn_bar_step (LlmTurnBar *self, int step);

G_END_DECLS
