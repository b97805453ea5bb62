/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library-private.h"

#include <glib/gi18n-lib.h>

#include "llm-error.h"

/* What is asked in a conversation: each function makes a turn or an answer of it, has it
 * recorded and starts it. */

/* Asks with what was said before, if that is at hand; else the runner reads it. */
static void
start_answer (LlmLibrary *self,
              LlmConversation *conversation,
              LlmComparison *turn,
              LlmAnswer *answer,
              LlmRunMode mode)
{
  g_autoptr (LlmThread) thread = llm_conversation_make_thread (conversation, turn, answer);

  llm_answer_set_thread (answer, thread);
  llm_runner_start_answer (llm_context_get_runner (self->context), turn, answer, mode);
}

/* A turn that was just put into its conversation. */
static void
start_turn (LlmLibrary *self, LlmConversation *conversation, LlmComparison *turn)
{
  LlmTurn *place = llm_conversation_find (conversation, llm_comparison_get_id (turn));

  /* The row it belongs to is written first. */
  llm_library_save (self, conversation);
  llm_library_record (self, conversation, place);
  llm_recorder_save (llm_recorder_attach (llm_context_get_store (self->context), turn));
  for (guint i = 0; i < llm_comparison_get_n_answers (turn); i++)
    start_answer (self, conversation, turn, llm_comparison_get_answer (turn, i), LLM_RUN_FRESH);
}

/**
 * llm_library_start:
 * @self: a #LlmLibrary
 * @comparison: a new comparison with its columns
 *
 * Makes a conversation of it that has its id, saves it and asks all its models.
 *
 * Returns: (transfer full): the conversation
 */
LlmConversation *
llm_library_start (LlmLibrary *self, LlmComparison *comparison)
{
  g_autoptr (LlmConversation) conversation = NULL;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);
  g_return_val_if_fail (llm_library_find (self, llm_comparison_get_id (comparison)) == NULL, NULL);

  conversation = llm_conversation_new_with_id (
      llm_comparison_get_id (comparison), LLM_KIND_COMPARISON,
      llm_comparison_get_title (comparison), llm_comparison_get_created_at (comparison),
      llm_comparison_get_system (comparison));
  llm_library_add (self, conversation, FALSE);
  llm_conversation_append (conversation, comparison);
  start_turn (self, conversation, comparison);

  return g_steal_pointer (&conversation);
}

/**
 * llm_library_new_chat:
 * @self: a #LlmLibrary
 * @system: (nullable): the system prompt
 *
 * Returns: (transfer full): a chat in which nothing was said; it is stored with its first
 *   turn
 */
LlmConversation *
llm_library_new_chat (LlmLibrary *self, const char *system)
{
  LlmConversation *chat;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  chat = llm_conversation_new (LLM_KIND_CHAT, system);
  llm_library_add (self, chat, FALSE);
  return chat;
}

/**
 * llm_library_follow_up:
 * @self: a #LlmLibrary
 * @conversation: a comparison
 * @after: (nullable): the turn to go on from, loaded; %NULL for the last one shown
 * @prompt: what to ask next
 * @column_ids: (nullable) (array zero-terminated=1): which of its columns are asked;
 *   %NULL for all
 * @error: where to put an #LLM_ERROR
 *
 * Asks each column again, with what that column was asked and said before.
 *
 * Returns: (transfer none) (nullable): the new turn
 */
LlmComparison *
llm_library_follow_up (LlmLibrary *self,
                       LlmConversation *conversation,
                       LlmTurn *after,
                       const char *prompt,
                       const char *const *column_ids,
                       GError **error)
{
  g_autoptr (LlmComparison) turn = NULL;
  LlmComparison *last;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (prompt != NULL, NULL);

  if (after == NULL)
    after = llm_conversation_get_last (conversation);
  last = after != NULL ? llm_turn_get_comparison (after) : NULL;
  if (last == NULL)
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                           _ ("The comparison is not read yet. Try again in a moment."));
      return NULL;
    }
  turn = llm_conversation_make_follow_up (conversation, last, prompt, column_ids);
  if (after != llm_conversation_get_last (conversation))
    llm_conversation_set_active_id (conversation, llm_turn_get_id (after));
  llm_conversation_append (conversation, turn);
  start_turn (self, conversation, turn);
  return turn;
}

/* One prompt to one model. */
static LlmComparison *
make_turn (
    LlmLibrary *self, LlmConversation *chat, const char *text, const char *spec, GError **error)
{
  g_autoptr (LlmAnswer) answer = llm_context_new_answer (self->context, spec, error);
  LlmComparison *turn;

  if (answer == NULL)
    return NULL;
  turn = llm_comparison_new (text, llm_conversation_get_system (chat));
  llm_comparison_add (turn, answer);
  return turn;
}

static void
make_title (LlmConversation *chat, const char *text)
{
  if (*llm_conversation_get_title (chat) == '\0')
    {
      g_autofree char *title = llm_comparison_make_title (text);

      llm_conversation_set_title (chat, title);
    }
}

/**
 * llm_library_send:
 * @self: a #LlmLibrary
 * @chat: a chat that is open
 * @text: what to say
 * @spec: the model to ask as PROVIDER:MODEL
 * @error: see llm_context_new_answer()
 *
 * Returns: (transfer none) (nullable): the new turn
 */
LlmComparison *
llm_library_send (
    LlmLibrary *self, LlmConversation *chat, const char *text, const char *spec, GError **error)
{
  g_autoptr (LlmComparison) turn = NULL;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (chat), NULL);
  g_return_val_if_fail (text != NULL && spec != NULL, NULL);

  turn = make_turn (self, chat, text, spec, error);
  if (turn == NULL)
    return NULL;
  make_title (chat, text);
  llm_conversation_append (chat, turn);
  start_turn (self, chat, turn);
  return turn;
}

/**
 * llm_library_send_version:
 * @self: a #LlmLibrary
 * @chat: a chat that is open
 * @of: a turn of it
 * @text: what to say in its place
 * @spec: the model to ask as PROVIDER:MODEL
 * @error: see llm_context_new_answer()
 *
 * Asks another version of a prompt; the earlier one stays, with what came after it.
 *
 * Returns: (transfer none) (nullable): the new turn
 */
LlmComparison *
llm_library_send_version (LlmLibrary *self,
                          LlmConversation *chat,
                          LlmTurn *of,
                          const char *text,
                          const char *spec,
                          GError **error)
{
  g_autoptr (LlmComparison) turn = NULL;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (chat), NULL);
  g_return_val_if_fail (LLM_IS_TURN (of), NULL);
  g_return_val_if_fail (text != NULL && spec != NULL, NULL);

  turn = make_turn (self, chat, text, spec, error);
  if (turn == NULL)
    return NULL;
  llm_conversation_append_version (chat, of, turn);
  start_turn (self, chat, turn);
  return turn;
}

/**
 * llm_library_regenerate:
 * @self: a #LlmLibrary
 * @chat: a chat that is open
 * @turn: a loaded turn of the branch that is shown
 * @spec: the model to ask as PROVIDER:MODEL
 * @error: see llm_context_new_answer()
 *
 * Asks for another answer, which is shown; the earlier ones stay, with what came after
 * them.
 *
 * Returns: (transfer none) (nullable): the new answer
 */
LlmAnswer *
llm_library_regenerate (
    LlmLibrary *self, LlmConversation *chat, LlmTurn *turn, const char *spec, GError **error)
{
  g_autoptr (LlmAnswer) answer = NULL;
  LlmComparison *comparison;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (chat), NULL);
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  comparison = llm_turn_get_comparison (turn);
  g_return_val_if_fail (comparison != NULL, NULL);

  answer = llm_context_new_answer (self->context, spec, error);
  if (answer == NULL)
    return NULL;
  llm_comparison_add (comparison, answer);
  llm_conversation_choose (chat, turn, llm_answer_get_column_id (answer));
  start_answer (self, chat, comparison, answer, LLM_RUN_AGAIN);
  return answer;
}

/**
 * llm_library_run:
 * @self: a #LlmLibrary
 * @conversation: a conversation that is open
 * @turn: a turn of it
 * @column_id: one of its answers
 * @mode: whether to ask anew or to let the model go on
 *
 * Asks for an answer once more, in its place.
 */
void
llm_library_run (LlmLibrary *self,
                 LlmConversation *conversation,
                 LlmTurn *turn,
                 const char *column_id,
                 LlmRunMode mode)
{
  LlmComparison *comparison;
  LlmAnswer *answer;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_CONVERSATION (conversation));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (column_id != NULL);

  comparison = llm_turn_get_comparison (turn);
  answer = comparison != NULL ? llm_comparison_find (comparison, column_id, NULL) : NULL;
  if (answer != NULL)
    start_answer (self, conversation, comparison, answer, mode);
}

/* --- From an answer to a chat --- */

/* It is rated where it was asked for, and what it continues is in the other conversation. */
static LlmAnswer *
copy_answer (LlmAnswer *answer)
{
  g_autofree char *id = g_uuid_string_random ();
  LlmAnswer *copy = llm_answer_dup (answer, id);

  llm_answer_set_vote (copy, LLM_VOTE_NONE);
  llm_answer_set_continues (copy, NULL);
  return copy;
}

static LlmComparison *
copy_turn (LlmComparison *turn, LlmAnswer *answer)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (LlmAnswer) copy = copy_answer (answer);
  LlmComparison *copied = llm_comparison_new_with_id (
      id, llm_comparison_get_prompt (turn), llm_comparison_get_system (turn),
      llm_comparison_get_title (turn), llm_comparison_get_created_at (turn));

  llm_comparison_set_images (copied, llm_comparison_get_images (turn));
  llm_comparison_add (copied, copy);
  return copied;
}

/* From the first turn to that of @answer, each with the one answer of its thread; %NULL if
 * one is not loaded. */
static GPtrArray *
copy_thread (LlmConversation *conversation, LlmComparison *turn, LlmAnswer *answer)
{
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n_turns = llm_conversation_get_n_turns (conversation);

  while (turn != NULL && answer != NULL && copies->len <= n_turns)
    {
      const char *before = llm_answer_get_continues (answer);
      const char *previous_id = llm_comparison_get_previous_id (turn);
      LlmTurn *previous;

      if (before == NULL)
        before = llm_comparison_get_after_id (turn);
      g_ptr_array_insert (copies, 0, copy_turn (turn, answer));
      if (before == NULL || previous_id == NULL)
        return g_steal_pointer (&copies);
      previous = llm_conversation_find (conversation, previous_id);
      turn = previous != NULL ? llm_turn_get_comparison (previous) : NULL;
      answer = turn != NULL ? llm_comparison_find (turn, before, NULL) : NULL;
    }
  return NULL;
}

/**
 * llm_library_continue_in_chat:
 * @self: a #LlmLibrary
 * @conversation: a conversation
 * @turn: a loaded turn of it
 * @column_id: one of its answers
 *
 * Makes a chat of the thread that ends with an answer, to be gone on with; the
 * conversation it is from stays as it is.
 *
 * Returns: (transfer full) (nullable): the chat, or %NULL if not all of the thread is
 *   loaded
 */
LlmConversation *
llm_library_continue_in_chat (LlmLibrary *self,
                              LlmConversation *conversation,
                              LlmTurn *turn,
                              const char *column_id)
{
  g_autoptr (GPtrArray) turns = NULL;
  LlmConversation *chat;
  LlmComparison *comparison;
  LlmAnswer *answer;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), NULL);
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);
  g_return_val_if_fail (column_id != NULL, NULL);

  comparison = llm_turn_get_comparison (turn);
  answer = comparison != NULL ? llm_comparison_find (comparison, column_id, NULL) : NULL;
  turns = answer != NULL ? copy_thread (conversation, comparison, answer) : NULL;
  if (turns == NULL)
    return NULL;

  chat = llm_library_new_chat (self, llm_conversation_get_system (conversation));
  llm_conversation_set_title (chat, llm_conversation_get_title (conversation));
  for (guint i = 0; i < turns->len; i++)
    llm_conversation_append (chat, turns->pdata[i]);
  llm_library_save (self, chat);
  for (guint i = 0; i < turns->len; i++)
    {
      llm_library_record (self, chat,
                          llm_conversation_find (chat, llm_comparison_get_id (turns->pdata[i])));
      llm_recorder_save (
          llm_recorder_attach (llm_context_get_store (self->context), turns->pdata[i]));
    }
  return chat;
}
