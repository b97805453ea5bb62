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

const char *llm_answer_state_to_string (LlmAnswerState state);
gboolean llm_answer_state_from_string (const char *string, LlmAnswerState *state);
gboolean llm_answer_state_is_final (LlmAnswerState state);

const char *llm_vote_to_string (LlmVote vote);
gboolean llm_vote_from_string (const char *string, LlmVote *vote);

G_END_DECLS
