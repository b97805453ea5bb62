/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-finder.h"
#include "llm-chat-search.h"
#include "llm-find-marks.h"

G_BEGIN_DECLS

/* Shared by the two halves of LlmChatFinder only: where to go, and what is near. */

#define LLM_CHAT_FINDER_NO_MATCH G_MAXUINT

/* A place of a message. */
typedef struct
{
  LlmTurn *turn;  /* or NULL for none */
  guint position; /* of the turn, the last one that it had */
  gboolean is_answer;
  int start; /* in characters */
  int end;
  guint n; /* which of the matches of the message it is, from 1, if it is one */
} Place;

typedef enum
{
  GOAL_NONE,
  GOAL_SEEK,  /* the message with the next match is looked for */
  GOAL_ENTER, /* it is known, and its text is waited for */
} GoalKind;

/* Where to go to. */
typedef struct
{
  GoalKind kind;
  LlmTurn *turn;
  guint position; /* of the turn, as far as that is known */
  gboolean is_answer;
  int offset;
  gboolean backward;
  gboolean restores; /* the mark of the current match, without going there */
} Goal;

struct _LlmChatFinder
{
  GObject parent_instance;

  LlmChatList *list;
  LlmConversation *conversation;
  LlmChatSearch *search;
  LlmFindMarks *marks;
  gboolean match_case;

  Place current;
  Place origin; /* where the search for a text that is being typed begins */
  Goal goal;
  gboolean is_hit;  /* only the turn of the goal is searched */
  char *hit_column; /* its answer that is to be shown before, or NULL */

  GPtrArray *near; /* LlmTurn; those with marks, and that wait for their texts */
  guint update_id;
};

LlmChatTurn *llm_chat_finder_get_widget (LlmChatFinder *self, LlmTurn *turn);
LlmChatTurn *llm_chat_finder_get_turn_of_view (LlmAnswerView *view);
gboolean llm_chat_finder_get_position (LlmChatFinder *self, LlmTurn *turn, guint *position);
void llm_chat_finder_queue_update (LlmChatFinder *self);

/* llm-chat-finder-near.c */
gboolean llm_chat_finder_is_all_shown (LlmAnswerView *view);
void llm_chat_finder_mark_near (LlmChatFinder *self);
void llm_chat_finder_unmark_near (LlmChatFinder *self);
void llm_chat_finder_take_counts (LlmChatFinder *self);
void llm_chat_finder_restore_mark (LlmChatFinder *self);

G_END_DECLS
