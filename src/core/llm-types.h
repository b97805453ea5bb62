/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LlmDeltaKind:
 * @LLM_DELTA_TEXT: a piece of the visible answer
 * @LLM_DELTA_REASONING: a piece of the model's reasoning, shown apart
 */
typedef enum
{
  LLM_DELTA_TEXT,
  LLM_DELTA_REASONING,
} LlmDeltaKind;

/**
 * LlmRole:
 *
 * Who speaks a message of a request.  The system prompt is not a message but a
 * field of its own, since vendors place it differently.
 */
typedef enum
{
  LLM_ROLE_USER,
  LLM_ROLE_ASSISTANT,
} LlmRole;

/**
 * LlmAnswerState:
 * @LLM_ANSWER_QUEUED: waits to be started (the initial state)
 * @LLM_ANSWER_CONNECTING: the request is being sent
 * @LLM_ANSWER_THINKING: the provider took the request, or reasons; no text yet
 * @LLM_ANSWER_STREAMING: text arrives
 * @LLM_ANSWER_RETRYING: waits before another attempt
 * @LLM_ANSWER_DONE: ended by the protocol's own terminator
 * @LLM_ANSWER_STOPPED: ended by the user
 * @LLM_ANSWER_FAILED: ended by an error before or within the stream
 * @LLM_ANSWER_INTERRUPTED: the stream broke off without its terminator, or the
 *   program died; the text so far is kept
 *
 * The strings of llm_answer_state_to_string() are part of the command line's
 * contract and of the database.
 */
typedef enum
{
  LLM_ANSWER_QUEUED,
  LLM_ANSWER_CONNECTING,
  LLM_ANSWER_THINKING,
  LLM_ANSWER_STREAMING,
  LLM_ANSWER_RETRYING,
  LLM_ANSWER_DONE,
  LLM_ANSWER_STOPPED,
  LLM_ANSWER_FAILED,
  LLM_ANSWER_INTERRUPTED,
} LlmAnswerState;

typedef enum
{
  LLM_VOTE_NONE,
  LLM_VOTE_UP,
  LLM_VOTE_DOWN,
} LlmVote;

/**
 * LlmVerdict:
 * @LLM_VERDICT_NONE: none was given
 * @LLM_VERDICT_PREFERRED: one column is better than the others
 * @LLM_VERDICT_TIE: all are as good
 * @LLM_VERDICT_BOTH_BAD: none is good
 *
 * What the user decides about a comparison.  The strings of llm_verdict_to_string() are
 * part of the database and of exports.
 */
typedef enum
{
  LLM_VERDICT_NONE,
  LLM_VERDICT_PREFERRED,
  LLM_VERDICT_TIE,
  LLM_VERDICT_BOTH_BAD,
} LlmVerdict;

/**
 * LlmBlind:
 * @LLM_BLIND_NO: names are shown from the beginning
 * @LLM_BLIND_HIDDEN: names are hidden until there is a verdict
 * @LLM_BLIND_REVEALED: names were hidden
 *
 * Whether the user sees which model says what.
 */
typedef enum
{
  LLM_BLIND_NO,
  LLM_BLIND_HIDDEN,
  LLM_BLIND_REVEALED,
} LlmBlind;

const char *llm_answer_state_to_string (LlmAnswerState state);
gboolean llm_answer_state_from_string (const char *string, LlmAnswerState *state);
gboolean llm_answer_state_is_final (LlmAnswerState state);

const char *llm_vote_to_string (LlmVote vote);
gboolean llm_vote_from_string (const char *string, LlmVote *vote);
const char *llm_verdict_to_string (LlmVerdict verdict);
gboolean llm_verdict_from_string (const char *string, LlmVerdict *verdict);
const char *llm_blind_to_string (LlmBlind blind);
gboolean llm_blind_from_string (const char *string, LlmBlind *blind);

G_END_DECLS
