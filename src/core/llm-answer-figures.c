/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-private.h"

#include <math.h>

/* The figures of a column: tokens, cost, timings, attempts. */

/* In a shorter time nothing was generated, only handed over. */
#define MIN_RATE_SPAN_MS 50

/**
 * llm_answer_get_usage:
 * @self: a column
 *
 * Returns: (transfer none): tokens, unknown until the vendor told them
 */
const LlmUsage *
llm_answer_get_usage (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return &self->usage;
}

/**
 * llm_answer_set_usage:
 * @self: a column
 * @usage: tokens
 */
void
llm_answer_set_usage (LlmAnswer *self, const LlmUsage *usage)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (usage != NULL);

  self->usage = *usage;
  llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_finish_reason:
 * @self: a column
 *
 * Returns: (nullable): see llm_stream_get_finish_reason()
 */
const char *
llm_answer_get_finish_reason (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->finish_reason;
}

/**
 * llm_answer_set_finish_reason:
 * @self: a column
 * @finish_reason: (nullable): why the model ended
 */
void
llm_answer_set_finish_reason (LlmAnswer *self, const char *finish_reason)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (llm_answer_replace_string (&self->finish_reason, finish_reason))
    llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_cost:
 * @self: a column
 *
 * Returns: USD, or NAN if not known
 */
double
llm_answer_get_cost (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NAN);
  return self->cost;
}

/**
 * llm_answer_set_cost:
 * @self: a column
 * @cost_usd: USD, or NAN if not known
 */
void
llm_answer_set_cost (LlmAnswer *self, double cost_usd)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  self->cost = cost_usd;
  llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_prices:
 * @self: a column
 *
 * Returns: (transfer none): the prices that its cost was computed with
 */
const LlmPrices *
llm_answer_get_prices (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return &self->prices;
}

/**
 * llm_answer_set_prices:
 * @self: a column
 * @prices: the prices that its cost is computed with
 */
void
llm_answer_set_prices (LlmAnswer *self, const LlmPrices *prices)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (prices != NULL);

  self->prices = *prices;
  llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_ttft_ms:
 * @self: a column
 *
 * Returns: time to first token (text or reasoning) in milliseconds from the start
 *   of the column, or %LLM_UNKNOWN
 */
double
llm_answer_get_ttft_ms (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), LLM_UNKNOWN);
  return self->ttft_ms;
}

/**
 * llm_answer_get_elapsed_ms:
 * @self: a column
 *
 * Returns: milliseconds from the start of the column to its end, or to now while
 *   it runs; %LLM_UNKNOWN before it starts
 */
double
llm_answer_get_elapsed_ms (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), LLM_UNKNOWN);
  return self->started_at != 0 ? llm_answer_milliseconds_since (self->started_at)
                               : self->elapsed_ms;
}

/**
 * llm_answer_set_timings:
 * @self: a column that is not running
 * @ttft_ms: see llm_answer_get_ttft_ms()
 * @elapsed_ms: see llm_answer_get_elapsed_ms()
 *
 * For the store.
 */
void
llm_answer_set_timings (LlmAnswer *self, double ttft_ms, double elapsed_ms)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  self->ttft_ms = ttft_ms;
  self->elapsed_ms = elapsed_ms;
  llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_tokens_per_second:
 * @self: a column
 *
 * Output tokens over the time from the first token to the end.
 *
 * Returns: tokens per second, or %LLM_UNKNOWN, also for an answer that came in one
 *   piece
 */
double
llm_answer_get_tokens_per_second (LlmAnswer *self)
{
  double span;

  g_return_val_if_fail (LLM_IS_ANSWER (self), LLM_UNKNOWN);

  span = llm_answer_get_elapsed_ms (self) - self->ttft_ms;
  if (self->usage.output < 0 || self->ttft_ms < 0 || span < MIN_RATE_SPAN_MS)
    return LLM_UNKNOWN;
  return self->usage.output * 1000.0 / span;
}

/**
 * llm_answer_get_attempt:
 * @self: a column
 *
 * Returns: how many times it has been tried again, 0 at the first attempt
 */
guint
llm_answer_get_attempt (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->attempt;
}

/**
 * llm_answer_get_retry_at:
 * @self: a column
 *
 * Returns: the monotonic time of the next attempt in microseconds, 0 if none waits
 */
gint64
llm_answer_get_retry_at (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->retry_at;
}

/**
 * llm_answer_set_retry:
 * @self: a column
 * @attempt: the number of the next attempt
 * @retry_at: its monotonic time in microseconds, 0 if none waits
 */
void
llm_answer_set_retry (LlmAnswer *self, guint attempt, gint64 retry_at)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  self->attempt = attempt;
  self->retry_at = retry_at;
  llm_answer_notify_figures (self);
}

/**
 * llm_answer_get_created_at:
 * @self: an answer
 *
 * Returns: when it was asked for, Unix time in microseconds; 0 if that is not known
 */
gint64
llm_answer_get_created_at (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->created_at;
}

/**
 * llm_answer_set_created_at:
 * @self: an answer
 * @created_at: Unix time in microseconds; 0 for unknown
 */
void
llm_answer_set_created_at (LlmAnswer *self, gint64 created_at)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  self->created_at = created_at;
}

/**
 * llm_answer_get_continues:
 * @self: an answer
 *
 * Returns: (nullable): the id of the answer of the turn before whose thread it goes
 *   on; %NULL if its turn says what it comes after, or if it is the first
 */
const char *
llm_answer_get_continues (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->continues;
}

/**
 * llm_answer_set_continues:
 * @self: an answer that is in no turn yet
 * @column_id: (nullable): an answer of the turn before
 */
void
llm_answer_set_continues (LlmAnswer *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  llm_answer_replace_string (&self->continues, column_id);
}

/**
 * llm_answer_get_thread:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): what was said before its prompt, if that is at
 *   hand; else the store has it
 */
LlmThread *
llm_answer_get_thread (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->thread;
}

/**
 * llm_answer_set_thread:
 * @self: an answer
 * @thread: (nullable): what was said before its prompt
 *
 * Not stored: what is stored is what it continues.
 */
void
llm_answer_set_thread (LlmAnswer *self, LlmThread *thread)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (self->thread == thread)
    return;
  g_clear_pointer (&self->thread, llm_thread_unref);
  self->thread = thread != NULL ? llm_thread_ref (thread) : NULL;
}

/**
 * llm_answer_get_flight:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the record of what it asked last, while it is not with
 *   a store; there it is found with llm_store_load_flight_async()
 */
LlmFlight *
llm_answer_get_flight (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->flight;
}

/**
 * llm_answer_set_flight:
 * @self: an answer
 * @flight: (nullable): the record of what it asks
 */
void
llm_answer_set_flight (LlmAnswer *self, LlmFlight *flight)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (self->flight == flight)
    return;
  g_clear_pointer (&self->flight, llm_flight_unref);
  self->flight = flight != NULL ? llm_flight_ref (flight) : NULL;
}
