/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer.h"
#include "llm-rate-limiter.h"

G_BEGIN_DECLS

/* What stands for a figure that is not known; never a zero. */
#define LLM_FIGURES_UNKNOWN "-"

char *llm_figures_describe_limits (const char *name, const LlmRateLimits *limits);
char *llm_figures_describe_account (LlmAnswer *answer, LlmRateLimiter *limiter, gint64 now);
char *llm_figures_format_duration (double milliseconds);
char *llm_figures_format_whole_seconds (double milliseconds);
char *llm_figures_format_tokens (gint64 tokens);
char *llm_figures_format_rate (double tokens_per_second);
char *llm_figures_format_cost (double usd);

gboolean llm_figures_cost_is_estimate (LlmAnswer *answer);
char *llm_figures_describe_price_source (LlmPriceSource source, const char *date);
char *llm_figures_describe (LlmAnswer *answer);
char *llm_figures_describe_details (LlmAnswer *answer);
const char *llm_figures_describe_finish (const char *finish_reason);

G_END_DECLS
