/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-types.h"

static const char *const state_names[] = {
  [LLM_ANSWER_QUEUED] = "queued",           [LLM_ANSWER_CONNECTING] = "connecting",
  [LLM_ANSWER_THINKING] = "thinking",       [LLM_ANSWER_STREAMING] = "streaming",
  [LLM_ANSWER_RETRYING] = "retrying",       [LLM_ANSWER_DONE] = "done",
  [LLM_ANSWER_STOPPED] = "stopped",         [LLM_ANSWER_FAILED] = "failed",
  [LLM_ANSWER_INTERRUPTED] = "interrupted",
};

static const char *const vote_names[] = {
  [LLM_VOTE_NONE] = NULL,
  [LLM_VOTE_UP] = "up",
  [LLM_VOTE_DOWN] = "down",
};

static const char *const verdict_names[] = {
  [LLM_VERDICT_NONE] = NULL,
  [LLM_VERDICT_PREFERRED] = "preferred",
  [LLM_VERDICT_TIE] = "tie",
  [LLM_VERDICT_BOTH_BAD] = "both-bad",
};

static const char *const blind_names[] = {
  [LLM_BLIND_NO] = NULL,
  [LLM_BLIND_HIDDEN] = "hidden",
  [LLM_BLIND_REVEALED] = "revealed",
};

/**
 * llm_answer_state_to_string:
 * @state: a state
 *
 * Returns: its untranslated name in the database and on the command line
 */
const char *
llm_answer_state_to_string (LlmAnswerState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (state_names), "failed");

  return state_names[state];
}

/**
 * llm_answer_state_from_string:
 * @string: (nullable): a name made by llm_answer_state_to_string()
 * @state: (out): where to put the state
 *
 * Returns: whether @string is such a name
 */
gboolean
llm_answer_state_from_string (const char *string, LlmAnswerState *state)
{
  g_return_val_if_fail (state != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    {
      if (g_strcmp0 (string, state_names[i]) == 0)
        {
          *state = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_answer_state_is_final:
 * @state: a state
 *
 * Returns: whether a column in this state has ended
 */
gboolean
llm_answer_state_is_final (LlmAnswerState state)
{
  switch (state)
    {
    case LLM_ANSWER_DONE:
    case LLM_ANSWER_STOPPED:
    case LLM_ANSWER_FAILED:
    case LLM_ANSWER_INTERRUPTED:
      return TRUE;
    case LLM_ANSWER_QUEUED:
    case LLM_ANSWER_CONNECTING:
    case LLM_ANSWER_THINKING:
    case LLM_ANSWER_STREAMING:
    case LLM_ANSWER_RETRYING:
    default:
      return FALSE;
    }
}

/**
 * llm_vote_to_string:
 * @vote: a vote
 *
 * Returns: (nullable): "up", "down", or NULL for none
 */
const char *
llm_vote_to_string (LlmVote vote)
{
  g_return_val_if_fail ((gsize) vote < G_N_ELEMENTS (vote_names), NULL);

  return vote_names[vote];
}

/**
 * llm_vote_from_string:
 * @string: (nullable): "up", "down" or NULL
 * @vote: (out): where to put the vote
 *
 * Returns: whether @string is one of these
 */
gboolean
llm_vote_from_string (const char *string, LlmVote *vote)
{
  g_return_val_if_fail (vote != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (vote_names); i++)
    {
      if (g_strcmp0 (string, vote_names[i]) == 0)
        {
          *vote = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_verdict_to_string:
 * @verdict: a verdict
 *
 * Returns: (nullable): "preferred", "tie", "both-bad", or NULL for none
 */
const char *
llm_verdict_to_string (LlmVerdict verdict)
{
  g_return_val_if_fail ((gsize) verdict < G_N_ELEMENTS (verdict_names), NULL);

  return verdict_names[verdict];
}

/**
 * llm_verdict_from_string:
 * @string: (nullable): what llm_verdict_to_string() returns
 * @verdict: (out): where to put it
 *
 * Returns: whether @string is such a name, or NULL
 */
gboolean
llm_verdict_from_string (const char *string, LlmVerdict *verdict)
{
  g_return_val_if_fail (verdict != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (verdict_names); i++)
    {
      if (g_strcmp0 (string, verdict_names[i]) == 0)
        {
          *verdict = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_blind_to_string:
 * @blind: whether names are hidden
 *
 * Returns: (nullable): "hidden", "revealed", or NULL if names are shown
 */
const char *
llm_blind_to_string (LlmBlind blind)
{
  g_return_val_if_fail ((gsize) blind < G_N_ELEMENTS (blind_names), NULL);

  return blind_names[blind];
}

/**
 * llm_blind_from_string:
 * @string: (nullable): what llm_blind_to_string() returns
 * @blind: (out): where to put it
 *
 * Returns: whether @string is such a name, or NULL
 */
gboolean
llm_blind_from_string (const char *string, LlmBlind *blind)
{
  g_return_val_if_fail (blind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (blind_names); i++)
    {
      if (g_strcmp0 (string, blind_names[i]) == 0)
        {
          *blind = i;
          return TRUE;
        }
    }
  return FALSE;
}
