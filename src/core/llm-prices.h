/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-usage.h"

G_BEGIN_DECLS

/**
 * LlmPriceSource:
 * @LLM_PRICE_UNKNOWN: no price is known
 * @LLM_PRICE_CATALOG: the dated catalogue that comes with the program
 * @LLM_PRICE_PROVIDER: the provider's own list of models (OpenRouter)
 * @LLM_PRICE_USER: the user's own figure
 * @LLM_PRICE_BILLED: the provider told the cost of the answer itself
 *
 * Whose prices a cost was computed with.  The strings of
 * llm_price_source_to_string() are part of the database.
 */
typedef enum
{
  LLM_PRICE_UNKNOWN,
  LLM_PRICE_CATALOG,
  LLM_PRICE_PROVIDER,
  LLM_PRICE_USER,
  LLM_PRICE_BILLED,
} LlmPriceSource;

/**
 * LlmPrices:
 * @in: of input tokens
 * @cached_in: of input tokens read from the vendor's cache
 * @cache_write: of input tokens written to it
 * @out: of output tokens
 * @source: whose figures these are
 *
 * Prices in USD per million tokens as they hold for one request; NAN means unknown.
 */
typedef struct
{
  double in;
  double cached_in;
  double cache_write;
  double out;
  LlmPriceSource source;
} LlmPrices;

void llm_prices_init (LlmPrices *prices);
double llm_prices_compute_cost (const LlmPrices *prices, const LlmUsage *usage);

const char *llm_price_source_to_string (LlmPriceSource source);
LlmPriceSource llm_price_source_from_string (const char *string);

G_END_DECLS
