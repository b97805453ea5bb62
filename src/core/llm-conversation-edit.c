/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-conversation-private.h"

/* What is done to turns of a conversation, and what is read from them. */

/* A turn that took the place of the deleted one before it. */
typedef struct
{
  LlmTurn *turn;
  char *after_id;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->turn);
  g_free (move->after_id);
  g_free (move);
}

/* --- Deleting --- */

static GPtrArray *
take_children (LlmConversation *self, LlmTurn *turn)
{
  GPtrArray *moves = g_ptr_array_new_with_free_func (move_free);
  GPtrArray *children = llm_conversation_get_children (self, llm_turn_get_id (turn));

  while (children != NULL && children->len > 0)
    {
      Move *move = g_new0 (Move, 1);

      move->turn = g_object_ref (children->pdata[0]);
      move->after_id = g_strdup (llm_turn_get_after_id (move->turn));
      g_ptr_array_add (moves, move);
      llm_conversation_unlink_turn (self, move->turn);
      llm_turn_set_place (move->turn, llm_turn_get_previous_id (turn),
                          llm_turn_get_after_id (turn));
      llm_conversation_link_turn (self, move->turn);
    }
  return moves;
}

static void
emit_turns_changed (LlmConversation *self, LlmTurn *turn, GPtrArray *moves)
{
  g_autoptr (GPtrArray) turns = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (turns, g_object_ref (turn));
  for (guint i = 0; i < moves->len; i++)
    g_ptr_array_add (turns, g_object_ref (((Move *) moves->pdata[i])->turn));
  llm_conversation_emit_turns_changed (self, turns);
}

/**
 * llm_conversation_delete_turn:
 * @self: a conversation
 * @turn: a turn of it
 *
 * Takes a turn out; what came after it comes after what was before it.
 */
void
llm_conversation_delete_turn (LlmConversation *self, LlmTurn *turn)
{
  GPtrArray *moves;
  g_autofree char *active = NULL;

  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  if (llm_turn_get_deleted (turn))
    return;
  active = g_strdup (g_strcmp0 (self->active_id, llm_turn_get_id (turn)) == 0
                         ? llm_turn_get_previous_id (turn)
                         : self->active_id);
  llm_turn_set_deleted (turn, TRUE);
  llm_conversation_unlink_turn (self, turn);
  moves = take_children (self, turn);
  g_hash_table_insert (self->taken_out, turn, moves);
  emit_turns_changed (self, turn, moves);
  llm_conversation_set_active_id (self, active);
}

/**
 * llm_conversation_restore_turn:
 * @self: a conversation
 * @turn: a turn that llm_conversation_delete_turn() has taken out
 *
 * Puts it back to its place, and before those that came after it.
 */
void
llm_conversation_restore_turn (LlmConversation *self, LlmTurn *turn)
{
  g_autoptr (GPtrArray) moves = NULL;
  gpointer stolen;
  gboolean was_last;

  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  if (!g_hash_table_steal_extended (self->taken_out, turn, NULL, &stolen))
    return;
  moves = stolen;
  was_last = g_strcmp0 (self->active_id, llm_turn_get_previous_id (turn)) == 0;
  llm_turn_set_deleted (turn, FALSE);
  llm_conversation_link_turn (self, turn);
  for (guint i = 0; i < moves->len; i++)
    {
      Move *move = moves->pdata[i];

      if (llm_turn_get_deleted (move->turn))
        continue;
      llm_conversation_unlink_turn (self, move->turn);
      llm_turn_set_place (move->turn, llm_turn_get_id (turn), move->after_id);
      llm_conversation_link_turn (self, move->turn);
    }
  emit_turns_changed (self, turn, moves);
  llm_conversation_set_active_id (self, was_last ? llm_turn_get_id (turn) : self->active_id);
}

/* --- Going on --- */

static gboolean
is_wanted (LlmAnswer *answer, const char *const *column_ids)
{
  return column_ids == NULL || g_strv_contains (column_ids, llm_answer_get_column_id (answer));
}

/**
 * llm_conversation_make_follow_up:
 * @self: a comparison
 * @last: the turn to go on from
 * @prompt: what to ask next
 * @column_ids: (nullable) (array zero-terminated=1): which of its columns are asked;
 *   %NULL for all
 *
 * Each column of the new turn asks the model of a column of @last with its parameters,
 * and continues that column's thread.
 *
 * Returns: (transfer full): a turn for llm_conversation_append()
 */
LlmComparison *
llm_conversation_make_follow_up (LlmConversation *self,
                                 LlmComparison *last,
                                 const char *prompt,
                                 const char *const *column_ids)
{
  LlmComparison *turn;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (last), NULL);
  g_return_val_if_fail (prompt != NULL, NULL);

  turn = llm_comparison_new (prompt, self->system);
  for (guint i = 0; i < llm_comparison_get_n_answers (last); i++)
    {
      LlmAnswer *before = llm_comparison_get_answer (last, i);
      g_autoptr (LlmAnswer) answer = NULL;

      if (!is_wanted (before, column_ids))
        continue;
      answer = llm_answer_new (llm_answer_get_provider_id (before),
                               llm_answer_get_model_id (before), llm_answer_get_title (before));
      llm_answer_set_params (answer, llm_answer_get_params (before));
      llm_answer_set_continues (answer, llm_answer_get_column_id (before));
      llm_comparison_add (turn, answer);
    }
  return turn;
}

/* --- The thread --- */

/* The loaded turn that has an answer: the one before @turn, or, where that was deleted, the
 * deleted one. */
static LlmTurn *
find_turn_of (LlmConversation *self, LlmComparison *turn, const char *column_id)
{
  const char *previous_id = llm_comparison_get_previous_id (turn);
  LlmTurn *previous = previous_id != NULL ? g_hash_table_lookup (self->by_id, previous_id) : NULL;

  for (guint i = 0; i <= self->turns->len; i++)
    {
      LlmComparison *comparison = previous != NULL ? llm_turn_get_comparison (previous) : NULL;

      if (comparison != NULL && llm_comparison_find (comparison, column_id, NULL) != NULL)
        return previous;
      previous = i < self->turns->len && llm_turn_get_deleted (self->turns->pdata[i])
                     ? self->turns->pdata[i]
                     : NULL;
    }
  return NULL;
}

/**
 * llm_conversation_make_thread:
 * @self: a conversation
 * @turn: one of its turns, or one that is about to be
 * @answer: one of that turn's answers
 *
 * Finds what was said before an answer's prompt.  Turns of which the answer has no text,
 * because it failed, are left out with their prompt: vendors refuse empty messages.
 *
 * Returns: (transfer full) (nullable): the thread, or %NULL if a part of it is not loaded
 */
LlmThread *
llm_conversation_make_thread (LlmConversation *self, LlmComparison *turn, LlmAnswer *answer)
{
  g_autoptr (LlmThread) thread = llm_thread_new ();
  g_autoptr (GPtrArray) answers = g_ptr_array_new ();
  g_autoptr (GPtrArray) turns = g_ptr_array_new ();

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (turn), NULL);
  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  for (guint i = 0; i <= self->turns->len; i++)
    {
      const char *before = llm_answer_get_continues (answer);
      LlmTurn *previous;

      if (before == NULL)
        before = llm_comparison_get_after_id (turn);
      if (before == NULL)
        break;
      previous = find_turn_of (self, turn, before);
      if (previous == NULL)
        return NULL;
      turn = llm_turn_get_comparison (previous);
      answer = llm_comparison_find (turn, before, NULL);
      if (llm_turn_get_deleted (previous))
        continue;
      g_ptr_array_add (turns, turn);
      g_ptr_array_add (answers, answer);
    }
  for (guint i = turns->len; i > 0; i--)
    {
      if (llm_answer_get_text_length (answers->pdata[i - 1]) == 0)
        continue;
      llm_thread_add (thread, LLM_ROLE_USER, llm_comparison_get_prompt (turns->pdata[i - 1]));
      llm_thread_add_images (thread, llm_comparison_get_images (turns->pdata[i - 1]));
      llm_thread_add (thread, LLM_ROLE_ASSISTANT, llm_answer_get_text (answers->pdata[i - 1]));
    }
  return g_steal_pointer (&thread);
}
