/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-continue.h"

#include <glib/gi18n.h>

#include "llm-cli-session.h"

static gboolean
is_running (LlmConversation *conversation)
{
  LlmTurn *last = llm_conversation_get_last (conversation);
  LlmComparison *turn = last != NULL ? llm_turn_get_comparison (last) : NULL;

  for (guint i = 0; turn != NULL && i < llm_comparison_get_n_answers (turn); i++)
    if (!llm_answer_state_is_final (llm_answer_get_state (llm_comparison_get_answer (turn, i))))
      return TRUE;
  return FALSE;
}

/* What goes on with a comparison would tell whose columns they are. */
static gboolean
is_hidden (LlmConversation *conversation)
{
  LlmTurn *last = llm_conversation_get_last (conversation);
  LlmComparison *turn = last != NULL ? llm_turn_get_comparison (last) : NULL;

  return turn != NULL && llm_comparison_get_blind (turn) == LLM_BLIND_HIDDEN;
}

static int
check (LlmConversation *conversation, const char *command, const char *word, const char *kind)
{
  LlmHistoryEntry *entry = llm_conversation_get_entry (conversation);

  if (!g_str_equal (llm_conversation_get_kind (conversation), kind))
    return llm_cli_usage_error (command,
                                llm_conversation_is_chat (conversation)
                                    ? _ ("“%s” is a chat: “llmselect chat --continue” goes on "
                                         "with it.")
                                    : _ ("“%s” is a comparison: “llmselect compare --continue” "
                                         "goes on with it."),
                                word);
  if (entry != NULL && llm_history_entry_get_data (entry)->deleted_at != 0)
    {
      llm_cli_complain (_ ("“%s” is in the trash: “llmselect history restore” brings it back."),
                        word);
      return LLM_CLI_FAILURE;
    }
  if (is_running (conversation))
    {
      llm_cli_complain (_ ("“%s” is still being answered. Wait until that is over."), word);
      return LLM_CLI_FAILURE;
    }
  if (is_hidden (conversation))
    {
      llm_cli_complain (_ ("The models of “%s” are hidden until the verdict. Decide in the window "
                           "first, then go on."),
                        word);
      return LLM_CLI_FAILURE;
    }
  return LLM_CLI_OK;
}

/**
 * llm_cli_continue_load:
 * @store: the history
 * @command: the command, for its complaints
 * @word: an id or its beginning, as it was given
 * @kind: the kind that the conversation must have
 * @status: (out): what to exit with if there is none
 *
 * Returns: (transfer full) (nullable): the conversation to go on with; if there is none
 *   the user has been told
 */
LlmConversation *
llm_cli_continue_load (
    LlmCliStore *store, const char *command, const char *word, const char *kind, int *status)
{
  g_autofree char *id = NULL;
  g_autoptr (LlmConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (LLM_IS_CLI_STORE (store), NULL);
  g_return_val_if_fail (word != NULL && kind != NULL && status != NULL, NULL);

  *status = LLM_CLI_FAILURE;
  id = llm_cli_store_find (store, word);
  if (id == NULL)
    return NULL;
  conversation = llm_cli_store_load (store, id, &error);
  if (conversation == NULL)
    {
      llm_cli_complain (_ ("The conversation cannot be read: %s"), error->message);
      return NULL;
    }
  *status = check (conversation, command, word, kind);
  return *status == LLM_CLI_OK ? g_steal_pointer (&conversation) : NULL;
}

/**
 * llm_cli_continue_ask:
 * @context: providers, runner and store
 * @store: (nullable): the history, or %NULL to keep nothing
 * @conversation: where @turn belongs; loaded completely
 * @turn: what to ask, with its answers to be
 * @format: how to tell it
 * @judge: (nullable): who is to judge the answers
 *
 * Appends the turn, and asks each of its models with what was said before.
 *
 * Returns: the process's exit status
 */
int
llm_cli_continue_ask (LlmContext *context,
                      LlmCliStore *store,
                      LlmConversation *conversation,
                      LlmComparison *turn,
                      LlmCliFormatKind format,
                      const LlmCliJudge *judge)
{
  g_autoptr (LlmCliSession) session = NULL;
  g_autoptr (GError) error = NULL;
  gboolean save = store != NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), LLM_CLI_FAILURE);
  g_return_val_if_fail (LLM_IS_CONVERSATION (conversation), LLM_CLI_FAILURE);
  g_return_val_if_fail (LLM_IS_COMPARISON (turn), LLM_CLI_FAILURE);

  if (*llm_conversation_get_title (conversation) == '\0')
    llm_conversation_set_title (conversation, llm_comparison_get_title (turn));
  llm_conversation_append (conversation, turn);
  for (guint i = 0; i < llm_comparison_get_n_answers (turn); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (turn, i);
      g_autoptr (LlmThread) thread = llm_conversation_make_thread (conversation, turn, answer);

      llm_answer_set_thread (answer, thread);
    }
  /* Its row is what the turn belongs to: without it there is nothing to write. */
  if (save && !llm_cli_store_save (store, conversation, &error))
    {
      llm_cli_complain (_ ("The conversation was not saved: %s"), error->message);
      save = FALSE;
    }
  session = llm_cli_session_new (context, turn, format, save);
  llm_cli_session_set_judge (session, judge);
  return llm_cli_session_run (session);
}
