/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-figures.h"
#include "llm-notice.h"
#include "llm-provider-style.h"

static void
test_duration (void)
{
  const struct
  {
    double milliseconds;
    const char *expected;
  } cases[] = {
    { -1, "-" },
    { NAN, "-" },
    { INFINITY, "-" },
    { 0, "<0.01 s" },
    { 4, "<0.01 s" },
    { 42, "0.04 s" },
    { 94, "0.09 s" },
    { 96, "0.1 s" },
    { 400, "0.4 s" },
    { 6123, "6.1 s" },
    { 59940, "59.9 s" },
    { 59970, "1 min 0 s" },
    { 65000, "1 min 5 s" },
    { 3599400, "59 min 59 s" },
    { 3599600, "1 h 0 min" },
    { 7500000, "2 h 5 min" },
    { 1e18, "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_figures_format_duration (cases[i].milliseconds);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_whole_seconds (void)
{
  const struct
  {
    double milliseconds;
    const char *expected;
  } cases[] = {
    { -1, "-" }, { NAN, "-" }, { 0, "0 s" }, { 12999, "12 s" }, { 61000, "1 min 1 s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_figures_format_whole_seconds (cases[i].milliseconds);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_tokens (void)
{
  const struct
  {
    gint64 tokens;
    const char *expected;
  } cases[] = {
    { LLM_UNKNOWN, "- tok" },  { G_MININT64, "- tok" }, { 0, "0 tok" },
    { 512, "512 tok" },        { 9999, "9999 tok" },    { 12400, "12.4 k tok" },
    { 999949, "999.9 k tok" }, { 999950, "1.0 M tok" }, { 2500000, "2.5 M tok" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_figures_format_tokens (cases[i].tokens);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_rate (void)
{
  const struct
  {
    double rate;
    const char *expected;
  } cases[] = {
    { LLM_UNKNOWN, "- tok/s" }, { NAN, "- tok/s" },   { INFINITY, "- tok/s" },
    { 0.5, "0.5 tok/s" },       { 9.96, "10 tok/s" }, { 84.4, "84 tok/s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_figures_format_rate (cases[i].rate);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_cost (void)
{
  const struct
  {
    double usd;
    const char *expected;
  } cases[] = {
    { NAN, "-" },
    { -1, "-" },
    { INFINITY, "-" },
    { 0, "$0" },
    { 0.00001, "<$0.0001" },
    { 0.0001, "$0.0001" },
    { 0.004, "$0.004" },
    { 0.0042, "$0.0042" },
    { 0.00996, "$0.010" },
    { 0.123, "$0.123" },
    { 0.9996, "$1.00" },
    { 12.345, "$12.35" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_figures_format_cost (cases[i].usd);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* What is not known is never shown as nothing. */
static void
test_line (void)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  g_autofree char *unknown = llm_figures_describe (answer);
  g_autofree char *times = NULL;
  g_autofree char *all = NULL;
  g_autofree char *details = NULL;
  LlmUsage usage;

  g_assert_cmpstr (unknown, ==, "-");
  llm_answer_set_timings (answer, 400, 6100);
  times = llm_figures_describe (answer);
  g_assert_cmpstr (times, ==, "0.4 s to first · 6.1 s · - tok · - tok/s · -");

  llm_usage_init (&usage);
  usage.input = 1024;
  usage.cached = 512;
  usage.output = 479;
  usage.reasoning = 128;
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_cost (answer, 0.004);
  all = llm_figures_describe (answer);
  g_assert_cmpstr (all, ==, "0.4 s to first · 6.1 s · 479 tok · 84 tok/s · $0.004");
  details = llm_figures_describe_details (answer);
  g_assert_cmpstr (details, ==,
                   "Time to first token: 0.4 s\nWhole time: 6.1 s\nInput tokens: 1024\n"
                   "of these from the cache: 512\nOutput tokens: 479\nof these reasoning: 128\n"
                   "Cost: $0.004\nNo price of this model is known.");
}

static LlmAnswer *
new_answer (guint estimated, LlmPriceSource source)
{
  LlmAnswer *answer = llm_answer_new ("p", "m", NULL);
  LlmPrices prices;
  LlmUsage usage;

  llm_usage_init (&usage);
  usage.input = 1024;
  usage.output = 479;
  usage.estimated = estimated;
  llm_prices_init (&prices);
  prices.in = 1.25;
  prices.out = 10;
  prices.source = source;
  llm_answer_set_timings (answer, 400, 6100);
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_prices (answer, &prices);
  llm_answer_set_cost (answer, 0.004);
  return answer;
}

/* What is estimated, and what is made of it, has its mark. */
static void
test_estimated (void)
{
  const struct
  {
    guint estimated;
    LlmPriceSource source;
    const char *line;
  } cases[] = {
    { 0, LLM_PRICE_CATALOG, "0.4 s to first · 6.1 s · 479 tok · 84 tok/s · $0.004" },
    { LLM_USAGE_ESTIMATED_INPUT, LLM_PRICE_CATALOG,
      "0.4 s to first · 6.1 s · 479 tok · 84 tok/s · ~$0.004" },
    { LLM_USAGE_ESTIMATED_OUTPUT, LLM_PRICE_USER,
      "0.4 s to first · 6.1 s · ~479 tok · ~84 tok/s · ~$0.004" },
    { LLM_USAGE_ESTIMATED_OUTPUT, LLM_PRICE_BILLED,
      "0.4 s to first · 6.1 s · ~479 tok · ~84 tok/s · $0.004" },
  };
  g_autoptr (LlmAnswer) unknown = llm_answer_new ("p", "m", NULL);
  g_autofree char *line = NULL;
  LlmUsage usage;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmAnswer) answer = new_answer (cases[i].estimated, cases[i].source);
      g_autofree char *text = llm_figures_describe (answer);

      g_assert_cmpstr (text, ==, cases[i].line);
    }

  /* Nothing known is nothing estimated. */
  llm_usage_init (&usage);
  usage.estimated = LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT;
  llm_answer_set_timings (unknown, 400, 6100);
  llm_answer_set_usage (unknown, &usage);
  line = llm_figures_describe (unknown);
  g_assert_cmpstr (line, ==, "0.4 s to first · 6.1 s · - tok · - tok/s · -");
}

static void
test_details (void)
{
  g_autoptr (LlmAnswer) answer
      = new_answer (LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT, LLM_PRICE_USER);
  g_autoptr (LlmAnswer) billed = new_answer (0, LLM_PRICE_BILLED);
  g_autofree char *details = llm_figures_describe_details (answer);
  g_autofree char *told = llm_figures_describe_details (billed);

  g_assert_cmpstr (details, ==,
                   "Time to first token: 0.4 s\nWhole time: 6.1 s\nInput tokens: ~1024\n"
                   "of these from the cache: -\nOutput tokens: ~479\nof these reasoning: -\n"
                   "Cost: ~$0.004\nA million tokens: $1.25 input, - cached, $10 output\n"
                   "Your own prices.\n~ marks what is estimated.");
  g_assert_nonnull (strstr (told, "Cost: $0.004\nThe provider told the cost itself."));
  g_assert_null (strstr (told, "A million tokens"));
}

static void
test_price_source (void)
{
  g_autofree char *dated = llm_figures_describe_price_source (LLM_PRICE_CATALOG, "2026-01");
  g_autofree char *undated = llm_figures_describe_price_source (LLM_PRICE_CATALOG, NULL);
  g_autofree char *listed = llm_figures_describe_price_source (LLM_PRICE_PROVIDER, "2026-01");

  g_assert_cmpstr (dated, ==, "Prices as known on 2026-01.");
  g_assert_cmpstr (undated, ==, "Prices as known when this version was made.");
  g_assert_cmpstr (listed, ==, "Prices as the provider lists them.");
}

static void
assert_limits (const LlmRateLimits *limits, const char *expected)
{
  g_autofree char *text = llm_figures_describe_limits ("OpenAI", limits);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_limits (void)
{
  LlmRateLimits limits;

  llm_rate_limits_init (&limits);
  assert_limits (&limits, NULL);
  limits.requests.limit = 60;
  assert_limits (&limits, NULL);
  limits.requests.remaining = 58;
  limits.requests.reset_ms = 11200;
  assert_limits (&limits, "OpenAI told: 58 of 60 requests left, reset in 12 s");
  limits.tokens = (LlmRateWindow){ 900, 899, 500 };
  assert_limits (&limits,
                 "OpenAI told: 58 of 60 requests, 899 of 900 tokens left, reset in 12 s");
  /* What is all there need not be waited for. */
  limits.requests.remaining = 60;
  limits.output_tokens = (LlmRateWindow){ LLM_UNKNOWN, 1, LLM_UNKNOWN };
  assert_limits (&limits, "OpenAI told: 60 of 60 requests, 899 of 900 tokens, 1 output token "
                          "left, reset in 1 s");
  llm_rate_limits_init (&limits);
  limits.requests = (LlmRateWindow){ 1, 0, LLM_UNKNOWN };
  assert_limits (&limits, "OpenAI told: 0 of 1 request left");
}

static void
test_finish (void)
{
  g_assert_null (llm_figures_describe_finish (NULL));
  g_assert_null (llm_figures_describe_finish ("stop"));
  g_assert_null (llm_figures_describe_finish ("something new"));
  g_assert_nonnull (llm_figures_describe_finish ("length"));
  g_assert_nonnull (llm_figures_describe_finish ("content_filter"));
}

/* Colours of endpoints must not change from one version to the next. */
static void
test_provider_style (void)
{
  g_assert_cmpstr (llm_provider_style_get_css_class ("openai"), ==, "llm-provider-openai");
  g_assert_cmpstr (llm_provider_style_get_css_class ("demo"), ==, "llm-provider-demo");
  g_assert_cmpstr (llm_provider_style_get_css_class ("ollama"), ==,
                   llm_provider_style_get_css_class ("ollama"));
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("endpoint-%u", i);

      g_assert_true (
          g_str_has_prefix (llm_provider_style_get_css_class (id), "llm-provider-other-"));
    }
  /* FNV-1a, 32 bit, of "a" is 0xe40c292c, by the reference of its authors. */
  g_assert_cmpstr (llm_provider_style_get_css_class ("a"), ==, "llm-provider-other-5");
}

/* The line of a card's tooltip: of the account that was asked. */
static void
test_account (void)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("openai", "m", NULL);
  g_autoptr (LlmRateLimiter) limiter = llm_rate_limiter_new ();
  g_autofree char *notice = llm_notice_new (LLM_NOTICE_AZURE, "mine");
  g_autofree char *nothing = llm_figures_describe_account (answer, limiter, 1);
  g_autofree char *own = NULL;
  g_autofree char *azure = NULL;
  LlmRateLimits limits;

  g_assert_null (nothing);
  llm_rate_limits_init (&limits);
  limits.requests.remaining = 58;
  llm_rate_limiter_tell (limiter, "openai", &limits, 1);
  limits.requests.remaining = 7;
  llm_rate_limiter_tell (limiter, "azure", &limits, 1);

  own = llm_figures_describe_account (answer, limiter, 2);
  g_assert_cmpstr (own, ==, "OpenAI told: 58 requests left");
  llm_answer_add_notice (answer, notice);
  azure = llm_figures_describe_account (answer, limiter, 2);
  g_assert_cmpstr (azure, ==, "Azure AI Foundry told: 7 requests left");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/figures/duration", test_duration);
  g_test_add_func ("/figures/whole-seconds", test_whole_seconds);
  g_test_add_func ("/figures/tokens", test_tokens);
  g_test_add_func ("/figures/rate", test_rate);
  g_test_add_func ("/figures/cost", test_cost);
  g_test_add_func ("/figures/line", test_line);
  g_test_add_func ("/figures/estimated", test_estimated);
  g_test_add_func ("/figures/details", test_details);
  g_test_add_func ("/figures/limits", test_limits);
  g_test_add_func ("/figures/account", test_account);
  g_test_add_func ("/figures/price-source", test_price_source);
  g_test_add_func ("/figures/finish", test_finish);
  g_test_add_func ("/provider-style/css-class", test_provider_style);
  return g_test_run ();
}
