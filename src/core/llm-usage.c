/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-usage.h"

#include <math.h>

/**
 * llm_usage_init:
 * @usage: where to start
 *
 * Sets every figure to unknown.
 */
void
llm_usage_init (LlmUsage *usage)
{
  g_return_if_fail (usage != NULL);

  usage->input = LLM_UNKNOWN;
  usage->cached = LLM_UNKNOWN;
  usage->cache_write = LLM_UNKNOWN;
  usage->reasoning = LLM_UNKNOWN;
  usage->output = LLM_UNKNOWN;
  usage->estimated = 0;
  usage->cost_usd = NAN;
  usage->largest_request = 0;
}

static void
merge_count (gint64 *count, gint64 newer)
{
  if (newer >= 0)
    *count = newer;
}

/**
 * llm_usage_merge:
 * @usage: what was known
 * @newer: what was told since
 *
 * Overwrites each figure that @newer knows; vendors repeat running totals, so
 * nothing is added up.
 */
void
llm_usage_merge (LlmUsage *usage, const LlmUsage *newer)
{
  g_return_if_fail (usage != NULL);
  g_return_if_fail (newer != NULL);

  /* What is told replaces what was guessed, and its mark. */
  if (newer->input >= 0)
    usage->estimated &= ~(guint) LLM_USAGE_ESTIMATED_INPUT;
  if (newer->output >= 0)
    usage->estimated &= ~(guint) LLM_USAGE_ESTIMATED_OUTPUT;
  usage->estimated |= newer->estimated;

  merge_count (&usage->input, newer->input);
  merge_count (&usage->cached, newer->cached);
  merge_count (&usage->cache_write, newer->cache_write);
  merge_count (&usage->reasoning, newer->reasoning);
  merge_count (&usage->output, newer->output);
  if (!isnan (newer->cost_usd))
    usage->cost_usd = newer->cost_usd;
  if (newer->largest_request > 0)
    usage->largest_request = newer->largest_request;
}

static void
add_count (gint64 *count, gint64 other)
{
  *count = *count >= 0 && other >= 0 ? *count + other : LLM_UNKNOWN;
}

/**
 * llm_usage_add:
 * @usage: what one request used
 * @other: what another request used
 *
 * Sums both into @usage.  A sum with an unknown part is unknown, not too small.
 */
void
llm_usage_add (LlmUsage *usage, const LlmUsage *other)
{
  g_return_if_fail (usage != NULL);
  g_return_if_fail (other != NULL);

  add_count (&usage->input, other->input);
  add_count (&usage->cached, other->cached);
  add_count (&usage->cache_write, other->cache_write);
  add_count (&usage->reasoning, other->reasoning);
  add_count (&usage->output, other->output);
  usage->estimated |= other->estimated;
  usage->cost_usd += other->cost_usd;
}

static void
add_part (gint64 *count, gint64 other)
{
  if (other >= 0)
    *count = MAX (*count, 0) + other;
}

/**
 * llm_usage_add_hop:
 * @usage: what the requests before used
 * @hop: what one more request for the same answer used
 *
 * Sums both into @usage.  Other than in llm_usage_add() a part of input or output that
 * a hop does not tell counts as none: Gemini, which alone answers in several requests,
 * leaves out what is zero.
 */
void
llm_usage_add_hop (LlmUsage *usage, const LlmUsage *hop)
{
  g_return_if_fail (usage != NULL);
  g_return_if_fail (hop != NULL);

  usage->largest_request
      = MAX (MAX (usage->largest_request, usage->input), MAX (hop->largest_request, hop->input));
  add_count (&usage->input, hop->input);
  add_count (&usage->output, hop->output);
  add_part (&usage->cached, hop->cached);
  add_part (&usage->cache_write, hop->cache_write);
  add_part (&usage->reasoning, hop->reasoning);
  usage->estimated |= hop->estimated;
  usage->cost_usd += hop->cost_usd;
}

/**
 * llm_usage_is_known:
 * @usage: a usage
 *
 * Returns: whether at least the sizes of prompt and answer are known
 */
gboolean
llm_usage_is_known (const LlmUsage *usage)
{
  g_return_val_if_fail (usage != NULL, FALSE);

  return usage->input >= 0 && usage->output >= 0;
}
