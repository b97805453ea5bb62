/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-conversation.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmConversation only. */

/* The key of first turns among the children; no turn has an empty id. */
#define ROOT ""

struct _LlmConversation
{
  GObject parent_instance;

  char *id;
  char *kind;
  char *title;
  char *system;
  char *draft;
  gint64 created_at;
  LlmHistoryEntry *entry;

  GPtrArray *turns;      /* all, in the order in which they came */
  GHashTable *by_id;     /* id → LlmTurn, borrowed */
  GHashTable *children;  /* id of a turn or ROOT → GPtrArray of LlmTurn, borrowed, by time */
  GHashTable *taken_out; /* deleted LlmTurn → GPtrArray of Move */
  GPtrArray *branch;     /* LlmTurn */
  char *active_id;
};

GPtrArray *llm_conversation_get_children (LlmConversation *self, const char *turn_id);
void llm_conversation_link_turn (LlmConversation *self, LlmTurn *turn);
void llm_conversation_unlink_turn (LlmConversation *self, LlmTurn *turn);
void llm_conversation_emit_turns_changed (LlmConversation *self, GPtrArray *turns);

G_END_DECLS
