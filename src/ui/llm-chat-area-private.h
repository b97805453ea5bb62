/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-area.h"
#include "llm-chat-heights.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmChatArea only: where things are, and which there are. */

struct _LlmChatArea
{
  GtkWidget parent_instance;

  LlmContext *context;
  LlmConversation *conversation;
  LlmChatHeights *heights;
  GHashTable *widgets; /* LlmTurn (unowned: the widget's) → LlmChatTurn (unowned: a child) */

  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  GtkScrollablePolicy hscroll_policy;
  GtkScrollablePolicy vscroll_policy;

  /* What is in view: pixels below the top of a turn, or the end. */
  guint anchor;
  double offset;
  gboolean following;
  double origin; /* the value of the adjustment at the top of the first turn */
  gboolean configuring;
  gboolean allocating;
  gboolean moved;             /* while allocating */
  GdkFrameClock *frame_clock; /* while it is seen */
  gboolean stale;             /* whether to prepare for the next frame */
  gboolean shaken;            /* whether heights changed since the last one */
  int width;
  int height;

  /* A place of a text that is held in view until all around it was laid out. */
  LlmChatTurn *held_turn; /* weak */
  LlmTextSlice *held_slice;
  GtkTextMark *held_mark;
  double held_align;
  guint quiet_id;

  guint first; /* those that are widgets, if there are any */
  guint last;
  int direction; /* of scrolling: -1 for up, 1 for down, 0 before any */
  guint idle_id;
  guint tick_id;
};

void llm_chat_area_queue_layout (LlmChatArea *self);
int llm_chat_area_measure_turn (LlmChatArea *self, LlmChatTurn *widget);

/* llm-chat-area-hold.c */
void llm_chat_area_let_go (LlmChatArea *self);
void llm_chat_area_wait_for_quiet (LlmChatArea *self);
void llm_chat_area_move_to_held (LlmChatArea *self);

/* llm-chat-area-widgets.c */
LlmTurn *llm_chat_area_get_turn (LlmChatArea *self, guint position);
LlmChatTurn *llm_chat_area_ensure_widget (LlmChatArea *self, guint position);
void llm_chat_area_remove_widget (LlmChatArea *self, LlmChatTurn *widget);
void llm_chat_area_queue_tidying (LlmChatArea *self);
void llm_chat_area_update_tick (LlmChatArea *self);
void llm_chat_area_emit_wanted (LlmChatArea *self, GPtrArray *turns);
void llm_chat_area_turn_shifted (LlmChatArea *self, LlmChatTurn *widget, int by);

G_END_DECLS
