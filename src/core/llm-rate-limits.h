/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include "llm-usage.h"

G_BEGIN_DECLS

/**
 * LlmRateWindow:
 * @limit: how many there may be in a window of time
 * @remaining: how many are left of them
 * @reset_ms: in how many milliseconds, from the answer on, they are all back
 *
 * %LLM_UNKNOWN for what the vendor does not tell.
 */
typedef struct
{
  gint64 limit;
  gint64 remaining;
  gint64 reset_ms;
} LlmRateWindow;

/**
 * LlmRateLimits:
 * @requests: of requests
 * @tokens: of tokens, all or of the input
 * @output_tokens: of output tokens, where they are counted apart
 *
 * What the head of an answer tells of the account's rate limits.
 */
typedef struct
{
  LlmRateWindow requests;
  LlmRateWindow tokens;
  LlmRateWindow output_tokens;
} LlmRateLimits;

void llm_rate_limits_init (LlmRateLimits *limits);
gboolean llm_rate_limits_is_known (const LlmRateLimits *limits);

G_END_DECLS
