/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-rate-limits.h"

/**
 * llm_rate_limits_init:
 * @limits: where to start
 *
 * Sets everything to unknown.
 */
void
llm_rate_limits_init (LlmRateLimits *limits)
{
  const LlmRateWindow unknown = { LLM_UNKNOWN, LLM_UNKNOWN, LLM_UNKNOWN };

  g_return_if_fail (limits != NULL);

  *limits = (LlmRateLimits){ unknown, unknown, unknown };
}

/**
 * llm_rate_limits_is_known:
 * @limits: what was told
 *
 * Returns: whether anything was told of what remains
 */
gboolean
llm_rate_limits_is_known (const LlmRateLimits *limits)
{
  g_return_val_if_fail (limits != NULL, FALSE);

  return limits->requests.remaining >= 0 || limits->tokens.remaining >= 0
         || limits->output_tokens.remaining >= 0;
}
