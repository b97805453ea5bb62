/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-turn.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmChatTurn only: what it shows, and what can be done. */

struct _LlmChatTurn
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmConversation *conversation;
  LlmTurn *turn;
  LlmComparison *comparison; /* while it is loaded */
  LlmAnswer *answer;         /* the one that is shown */
  gboolean has_text;
  guint position;

  GtkWidget *placeholder;
  GtkWidget *prompt;
  GtkWidget *prompt_bar;
  GtkWidget *edit_button;
  GtkWidget *versions;
  GtkWidget *answer_view;
  GtkWidget *no_answer;
};

void llm_chat_turn_install_actions (GtkWidgetClass *widget_class);
void llm_chat_turn_update_actions (LlmChatTurn *self);

G_END_DECLS
