/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A count or a figure the vendor did not tell; shown as "-", never as 0. */
#define LLM_UNKNOWN (-1)

/**
 * LlmUsageEstimate:
 *
 * Which counts of an #LlmUsage are estimates of ours, since the vendor told none;
 * they are shown with a "~", and so is a cost made of them.
 */
typedef enum
{
  LLM_USAGE_ESTIMATED_INPUT = 1 << 0,
  LLM_USAGE_ESTIMATED_OUTPUT = 1 << 1,
} LlmUsageEstimate;

/**
 * LlmUsage:
 * @input: tokens of the whole prompt, cached ones included, for every vendor
 * @cached: those of @input that were read from the vendor's cache
 * @cache_write: those of @input that were written to the vendor's cache
 * @reasoning: those of @output that were hidden reasoning
 * @output: billed output tokens, reasoning included, for every vendor
 * @estimated: #LlmUsageEstimate flags
 * @cost_usd: the price as told by the vendor itself (OpenRouter), or NAN
 * @largest_request: the input of the largest of several requests that the answer
 *   came in, which decides on the price tier; 0 if it came in one
 *
 * Token counts in one meaning for all vendors; codecs translate.  Counts are
 * %LLM_UNKNOWN until told.
 */
typedef struct
{
  gint64 input;
  gint64 cached;
  gint64 cache_write;
  gint64 reasoning;
  gint64 output;
  guint estimated;
  double cost_usd;
  gint64 largest_request;
} LlmUsage;

void llm_usage_init (LlmUsage *usage);
void llm_usage_merge (LlmUsage *usage, const LlmUsage *newer);
void llm_usage_add_hop (LlmUsage *usage, const LlmUsage *hop);
void llm_usage_add (LlmUsage *usage, const LlmUsage *other);
gboolean llm_usage_is_known (const LlmUsage *usage);

G_END_DECLS
