/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-finder.h"
#include "llm-chat-page.h"
#include "llm-drop-area.h"
#include "llm-prompt-meter.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmChatPage only: what it shows, and what can be done. */

typedef enum
{
  CHAT_PAGE_SEND,
  CHAT_PAGE_RESEND,
  CHAT_PAGE_REGENERATE,
  CHAT_PAGE_RUN,
  CHAT_PAGE_NEEDS_TURNS,
  CHAT_PAGE_RANGE_CHANGED,
  CHAT_PAGE_TOAST,
  CHAT_PAGE_N_SIGNALS
} LlmChatPageSignal;

struct _LlmChatPage
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmConversation *conversation;
  LlmLineup *lineup; /* of one model */
  LlmPromptMeter *prompt_meter;
  LlmChatFinder *finder;
  LlmTurn *last;             /* of the branch that is shown */
  LlmComparison *last_texts; /* its texts, while they are loaded */
  guint draft_id;
  guint meter_id;
  gboolean loading_draft;
  GHashTable *draft_images; /* id of a conversation to a GPtrArray of LlmImage */

  GtkWidget *drop_area;
  GtkWidget *box;
  GtkWidget *find_bar;
  GtkWidget *stack;
  GtkWidget *list;
  GtkWidget *system_button;
  GtkWidget *system_editor;
  GtkWidget *system_view;
  GtkWidget *meter;
  GtkWidget *composer;
  GtkWidget *picker; /* made when first needed */
  char *picker_turn_id;
};

extern guint llm_chat_page_signals[CHAT_PAGE_N_SIGNALS];

void llm_chat_page_install_actions (GtkWidgetClass *widget_class);
void llm_chat_page_queue_meter (LlmChatPage *self);

G_END_DECLS
