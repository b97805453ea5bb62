/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prices.h"

#include <math.h>

/* Prices are told per million tokens. */
#define TOKENS_PER_PRICE 1e6

static const char *const source_names[] = { "unknown", "catalog", "provider", "user", "billed" };

/**
 * llm_prices_init:
 * @prices: where to start
 *
 * Sets every price to unknown.
 */
void
llm_prices_init (LlmPrices *prices)
{
  g_return_if_fail (prices != NULL);

  *prices = (LlmPrices){ NAN, NAN, NAN, NAN, LLM_PRICE_UNKNOWN };
}

/**
 * llm_prices_compute_cost:
 * @prices: the prices that hold for the request
 * @usage: what it used
 *
 * The vendor's own figure if it told one, else uncached x in + cached x cached_in +
 * written x cache_write + output x out.  An unknown price of cached input or of
 * cache writes counts as the input price; unknown cached tokens count as none.
 *
 * Returns: USD, or NAN if a price or the token counts are not known
 */
double
llm_prices_compute_cost (const LlmPrices *prices, const LlmUsage *usage)
{
  gint64 cached, written;
  double price_cached, price_written;

  g_return_val_if_fail (prices != NULL, NAN);
  g_return_val_if_fail (usage != NULL, NAN);

  if (!isnan (usage->cost_usd))
    return usage->cost_usd;
  if (!llm_usage_is_known (usage) || isnan (prices->in) || isnan (prices->out))
    return NAN;

  cached = CLAMP (usage->cached, 0, usage->input);
  written = CLAMP (usage->cache_write, 0, usage->input - cached);
  price_cached = isnan (prices->cached_in) ? prices->in : prices->cached_in;
  price_written = isnan (prices->cache_write) ? prices->in : prices->cache_write;

  return ((double) (usage->input - cached - written) * prices->in + (double) cached * price_cached
          + (double) written * price_written + (double) usage->output * prices->out)
         / TOKENS_PER_PRICE;
}

/**
 * llm_price_source_to_string:
 * @source: a source
 *
 * Returns: its name in the database
 */
const char *
llm_price_source_to_string (LlmPriceSource source)
{
  g_return_val_if_fail ((guint) source < G_N_ELEMENTS (source_names), "unknown");

  return source_names[source];
}

/**
 * llm_price_source_from_string:
 * @string: (nullable): a name
 *
 * Returns: the source, %LLM_PRICE_UNKNOWN for any other name
 */
LlmPriceSource
llm_price_source_from_string (const char *string)
{
  for (guint i = 0; i < G_N_ELEMENTS (source_names); i++)
    {
      if (g_strcmp0 (string, source_names[i]) == 0)
        return (LlmPriceSource) i;
    }
  return LLM_PRICE_UNKNOWN;
}
