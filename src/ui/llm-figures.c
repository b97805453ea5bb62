/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-figures.h"

#include "llm-azure.h"
#include "llm-column-spec.h"
#include "llm-notice.h"
#include "llm-secrets.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MINUTE 60.0
#define HOUR 3600.0

/* Durations beyond this are nonsense and would overflow an integer. */
#define MAX_SECONDS (HOUR * 24 * 365)

/* As "%.*f" in the locale, without the zeros at the end that say nothing. */
static char *
format_trimmed (double value, int decimals)
{
  char *string = g_strdup_printf ("%.*f", decimals, value);
  gsize length = strlen (string);

  while (decimals-- > 0 && string[length - 1] == '0')
    string[--length] = '\0';
  return string;
}

/**
 * llm_figures_format_duration:
 * @milliseconds: a duration, or anything negative or NAN if not known
 *
 * Returns: (transfer full): such as "0.4 s" or "2 min 5 s", "-" if not known
 */
char *
llm_figures_format_duration (double milliseconds)
{
  const double seconds = milliseconds / 1000.0;

  if (!isfinite (seconds) || seconds < 0 || seconds > MAX_SECONDS)
    return g_strdup (LLM_FIGURES_UNKNOWN);
  if (seconds < 0.005)
    /* Translators: less than a hundredth of a second */
    return g_strdup (_ ("<0.01 s"));
  /* Rounded first, so that 59.97 s is 1 min 0 s and not 60.0 s. */
  if (round (seconds * 10) < MINUTE * 10)
    return g_strdup_printf (seconds < 0.095 ? _ ("%.2f s") : _ ("%.1f s"), seconds);
  if (round (seconds) < HOUR)
    return g_strdup_printf (_ ("%d min %d s"), (int) round (seconds) / 60,
                            (int) round (seconds) % 60);
  return g_strdup_printf (_ ("%d h %d min"), (int) round (seconds / 60) / 60,
                          (int) round (seconds / 60) % 60);
}

/**
 * llm_figures_format_whole_seconds:
 * @milliseconds: a duration, or anything negative or NAN if not known
 *
 * For durations that are counted while the reader looks.
 *
 * Returns: (transfer full): such as "4 s" or "2 min 5 s", "-" if not known
 */
char *
llm_figures_format_whole_seconds (double milliseconds)
{
  if (!isfinite (milliseconds) || milliseconds < 0 || milliseconds >= MINUTE * 1000)
    return llm_figures_format_duration (milliseconds);
  return g_strdup_printf (_ ("%d s"), (int) (milliseconds / 1000));
}

/**
 * llm_figures_format_tokens:
 * @tokens: a number of tokens, or anything negative if not known
 *
 * Returns: (transfer full): such as "512 tok" or "12.4 k tok"
 */
char *
llm_figures_format_tokens (gint64 tokens)
{
  if (tokens < 0)
    return g_strdup_printf (_ ("%s tok"), LLM_FIGURES_UNKNOWN);
  if (tokens < 10000)
    return g_strdup_printf (_ ("%d tok"), (int) tokens);
  if (tokens < 999950)
    return g_strdup_printf (_ ("%.1f k tok"), tokens / 1e3);
  return g_strdup_printf (_ ("%.1f M tok"), tokens / 1e6);
}

/**
 * llm_figures_format_rate:
 * @tokens_per_second: a rate, or anything negative or NAN if not known
 *
 * Returns: (transfer full): such as "84 tok/s"
 */
char *
llm_figures_format_rate (double tokens_per_second)
{
  if (!isfinite (tokens_per_second) || tokens_per_second < 0)
    return g_strdup_printf (_ ("%s tok/s"), LLM_FIGURES_UNKNOWN);
  return g_strdup_printf (tokens_per_second < 9.95 ? _ ("%.1f tok/s") : _ ("%.0f tok/s"),
                          tokens_per_second);
}

/**
 * llm_figures_format_cost:
 * @usd: US dollars, or anything negative or NAN if not known
 *
 * Returns: (transfer full): such as "$0.004", "-" if not known; "$0" only for what
 *   is known to be free
 */
char *
llm_figures_format_cost (double usd)
{
  g_autofree char *amount = NULL;

  if (!isfinite (usd) || usd < 0)
    return g_strdup (LLM_FIGURES_UNKNOWN);
  if (usd == 0)
    /* Translators: an answer that costs nothing, in US dollars */
    return g_strdup (_ ("$0"));
  if (usd < 0.0001)
    {
      amount = g_strdup_printf ("%.4f", 0.0001);
      /* Translators: less than a very small amount of US dollars */
      return g_strdup_printf (_ ("<$%s"), amount);
    }
  if (usd < 0.00995)
    amount = format_trimmed (usd, 4);
  else if (usd < 0.9995)
    amount = g_strdup_printf ("%.3f", usd);
  else
    amount = g_strdup_printf ("%.2f", usd);
  /* Translators: an amount of US dollars */
  return g_strdup_printf (_ ("$%s"), amount);
}

/* What is not known stays "-". */
static char *
mark (char *figure, gboolean estimated, double value)
{
  char *marked;

  if (!estimated || !isfinite (value) || value < 0)
    return figure;
  /* Translators: a figure that is an estimate */
  marked = g_strdup_printf (_ ("~%s"), figure);
  g_free (figure);
  return marked;
}

/**
 * llm_figures_cost_is_estimate:
 * @answer: a column
 *
 * Returns: whether its cost was computed from counts of tokens that are estimates
 */
gboolean
llm_figures_cost_is_estimate (LlmAnswer *answer)
{
  g_return_val_if_fail (LLM_IS_ANSWER (answer), FALSE);

  return llm_answer_get_usage (answer)->estimated != 0
         && llm_answer_get_prices (answer)->source != LLM_PRICE_BILLED;
}

static char *
format_answer_cost (LlmAnswer *answer)
{
  const double cost = llm_answer_get_cost (answer);

  return mark (llm_figures_format_cost (cost), llm_figures_cost_is_estimate (answer), cost);
}

/**
 * llm_figures_describe_price_source:
 * @source: whose prices they are
 * @date: (nullable): of when they are, such as "2026-01", if that is known
 *
 * Returns: (transfer full): that in one sentence
 */
char *
llm_figures_describe_price_source (LlmPriceSource source, const char *date)
{
  switch (source)
    {
    case LLM_PRICE_PROVIDER:
      return g_strdup (_ ("Prices as the provider lists them."));
    case LLM_PRICE_USER:
      return g_strdup (_ ("Your own prices."));
    case LLM_PRICE_BILLED:
      return g_strdup (_ ("The provider told the cost itself."));
    case LLM_PRICE_CATALOG:
      if (date != NULL)
        /* Translators: a month or day such as 2026-01 */
        return g_strdup_printf (_ ("Prices as known on %s."), date);
      return g_strdup (_ ("Prices as known when this version was made."));
    case LLM_PRICE_UNKNOWN:
    default:
      return g_strdup (_ ("No price of this model is known."));
    }
}

static char *
describe_figures (LlmAnswer *answer)
{
  g_autofree char *first = NULL;
  g_autofree char *elapsed = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *cost = NULL;
  const LlmUsage *usage;
  gboolean estimated;
  double per_second;

  usage = llm_answer_get_usage (answer);
  estimated = (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0;
  if (llm_answer_get_elapsed_ms (answer) < 0 && !llm_usage_is_known (usage))
    return g_strdup (LLM_FIGURES_UNKNOWN);

  first = llm_figures_format_duration (llm_answer_get_ttft_ms (answer));
  elapsed = llm_figures_format_duration (llm_answer_get_elapsed_ms (answer));
  tokens = mark (llm_figures_format_tokens (usage->output), estimated, usage->output);
  /* Without the end the rate would fall while nothing is told. */
  per_second = llm_answer_is_running (answer) ? NAN : llm_answer_get_tokens_per_second (answer);
  rate = mark (llm_figures_format_rate (per_second), estimated, per_second);
  cost = format_answer_cost (answer);
  /* Translators: time to first token · whole time · tokens · tokens per second · cost */
  return g_strdup_printf (_ ("%s to first · %s · %s · %s · %s"), first, elapsed, tokens, rate,
                          cost);
}

/**
 * llm_figures_describe:
 * @answer: a column
 *
 * Returns: (transfer full): the parameters, if any are set, and the figures in one line, such as
 *   "0.4 s to first · 6.1 s · 512 tok · 84 tok/s · $0.004"; just "-" for these while nothing is
 *   known
 */
char *
llm_figures_describe (LlmAnswer *answer)
{
  g_autofree char *params = NULL;
  g_autofree char *figures = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  params = llm_params_describe (llm_answer_get_params (answer));
  figures = describe_figures (answer);
  /* Translators: the parameters of a request, then what it took. */
  return params != NULL ? g_strdup_printf (_ ("%s · %s"), params, figures)
                        : g_steal_pointer (&figures);
}

static void
append_tokens (GString *details, const char *name, gint64 tokens, gboolean estimated)
{
  if (tokens < 0)
    g_string_append_printf (details, "%s: %s\n", name, LLM_FIGURES_UNKNOWN);
  else
    g_string_append_printf (details, "%s: %s%'" G_GINT64_FORMAT "\n", name, estimated ? "~" : "",
                            tokens);
}

static char *
format_price (double usd)
{
  if (!isfinite (usd) || usd < 0)
    return g_strdup (LLM_FIGURES_UNKNOWN);
  /* Translators: an amount of US dollars */
  return g_strdup_printf (_ ("$%.4g"), usd);
}

/* With what the cost was made. */
static void
append_prices (GString *details, const LlmPrices *prices)
{
  g_autofree char *source = llm_figures_describe_price_source (prices->source, NULL);

  if (prices->source != LLM_PRICE_BILLED && prices->source != LLM_PRICE_UNKNOWN)
    {
      g_autofree char *in = format_price (prices->in);
      g_autofree char *cached_in = format_price (prices->cached_in);
      g_autofree char *out = format_price (prices->out);

      g_string_append_c (details, '\n');
      /* Translators: prices in US dollars */
      g_string_append_printf (details, _ ("A million tokens: %s input, %s cached, %s output"), in,
                              cached_in, out);
    }
  g_string_append_printf (details, "\n%s", source);
}

static void
append_usage (GString *details, const LlmUsage *usage)
{
  const gboolean input = (usage->estimated & LLM_USAGE_ESTIMATED_INPUT) != 0;
  const gboolean output = (usage->estimated & LLM_USAGE_ESTIMATED_OUTPUT) != 0;

  append_tokens (details, _ ("Input tokens"), usage->input, input);
  append_tokens (details, _ ("of these from the cache"), usage->cached, FALSE);
  if (usage->cache_write > 0)
    append_tokens (details, _ ("of these written to the cache"), usage->cache_write, FALSE);
  append_tokens (details, _ ("Output tokens"), usage->output, output);
  append_tokens (details, _ ("of these reasoning"), usage->reasoning, FALSE);
}

/**
 * llm_figures_describe_details:
 * @answer: a column
 *
 * Returns: (transfer full): every figure on a line of its own, with its name
 */
char *
llm_figures_describe_details (LlmAnswer *answer)
{
  g_autoptr (GString) details = g_string_new (NULL);
  g_autofree char *first = NULL;
  g_autofree char *elapsed = NULL;
  g_autofree char *cost = NULL;
  const LlmUsage *usage;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  usage = llm_answer_get_usage (answer);
  first = llm_figures_format_duration (llm_answer_get_ttft_ms (answer));
  elapsed = llm_figures_format_duration (llm_answer_get_elapsed_ms (answer));
  cost = format_answer_cost (answer);

  g_string_append_printf (details, "%s: %s\n", _ ("Time to first token"), first);
  g_string_append_printf (details, "%s: %s\n", _ ("Whole time"), elapsed);
  append_usage (details, usage);
  g_string_append_printf (details, "%s: %s", _ ("Cost"), cost);
  append_prices (details, llm_answer_get_prices (answer));
  if (usage->estimated != 0)
    g_string_append_printf (details, "\n%s", _ ("~ marks what is estimated."));
  return g_string_free (g_steal_pointer (&details), FALSE);
}

/**
 * llm_figures_describe_finish:
 * @finish_reason: (nullable): see llm_stream_get_finish_reason()
 *
 * Returns: (nullable): a sentence about an end that is not what the reader would
 *   expect, or NULL for the ordinary ends
 */
const char *
llm_figures_describe_finish (const char *finish_reason)
{
  if (g_strcmp0 (finish_reason, "length") == 0)
    return _ ("The answer was cut at the token limit.");
  if (g_strcmp0 (finish_reason, "content_filter") == 0)
    return _ ("The provider’s content filter cut the answer.");
  return NULL;
}

/* Such as "58 of 60"; NULL if what is left is not known. */
static char *
format_left (const LlmRateWindow *window)
{
  g_autofree char *left = g_strdup_printf ("%'" G_GINT64_FORMAT, window->remaining);
  g_autofree char *limit = g_strdup_printf ("%'" G_GINT64_FORMAT, window->limit);

  if (window->remaining < 0)
    return NULL;
  if (window->limit < 0)
    return g_steal_pointer (&left);
  /* Translators: how many are left, and of how many. */
  return g_strdup_printf (_ ("%s of %s"), left, limit);
}

static void
append_part (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, part);
  g_free (part);
}

/* The number that decides on the plural. */
static gulong
get_plural (const LlmRateWindow *window)
{
  return (gulong) MAX (window->limit >= 0 ? window->limit : window->remaining, 0);
}

/* In how many milliseconds all is back of what is not there; 0 if all is there. */
static gint64
get_reset (const LlmRateLimits *limits)
{
  const LlmRateWindow *windows[] = { &limits->requests, &limits->tokens, &limits->output_tokens };
  gint64 reset = 0;

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    if (windows[i]->remaining >= 0 && windows[i]->remaining != windows[i]->limit)
      reset = MAX (reset, windows[i]->reset_ms);
  return reset;
}

/**
 * llm_figures_describe_limits:
 * @name: the name of a provider
 * @limits: what it told of its rate limits
 *
 * Returns: (transfer full) (nullable): that in one line, such as
 *   "OpenAI told: 58 of 60 requests, 149,000 of 150,000 tokens left, reset in 12 s";
 *   NULL if it did not tell what is left
 */
char *
llm_figures_describe_limits (const char *name, const LlmRateLimits *limits)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *duration = NULL;
  g_autofree char *requests = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *output = NULL;
  gint64 reset;

  g_return_val_if_fail (name != NULL && limits != NULL, NULL);

  requests = format_left (&limits->requests);
  tokens = format_left (&limits->tokens);
  output = format_left (&limits->output_tokens);

  /* Translators: %s is “58”, or “58 of 60”. */
  if (requests != NULL)
    append_part (text, g_strdup_printf (
                           ngettext ("%s request", "%s requests", get_plural (&limits->requests)),
                           requests));
  if (tokens != NULL)
    append_part (
        text,
        g_strdup_printf (ngettext ("%s token", "%s tokens", get_plural (&limits->tokens)), tokens));
  if (output != NULL)
    append_part (text, g_strdup_printf (ngettext ("%s output token", "%s output tokens",
                                                  get_plural (&limits->output_tokens)),
                                        output));
  if (text->len == 0)
    return NULL;
  reset = get_reset (limits);
  if (reset <= 0)
    /* Translators: a provider, what is left of requests and tokens. */
    return g_strdup_printf (_ ("%s told: %s left"), name, text->str);
  duration = llm_figures_format_whole_seconds ((double) ((reset + 999) / 1000) * 1000);
  /* Translators: a provider, what is left of requests and tokens, a duration. */
  return g_strdup_printf (_ ("%s told: %s left, reset in %s"), name, text->str, duration);
}

/* Whose limits counted for @answer: Azure's, if it went that way. */
static const char *
get_account_id (LlmAnswer *answer)
{
  const char *const *notices = llm_answer_get_notices (answer);

  for (guint i = 0; notices[i] != NULL; i++)
    {
      if (llm_notice_is (notices[i], LLM_NOTICE_AZURE))
        return LLM_AZURE_PROVIDER_ID;
    }
  return llm_answer_get_provider_id (answer);
}

/**
 * llm_figures_describe_account:
 * @answer: a column
 * @limiter: what knows the limits that were told
 * @now: the monotonic time
 *
 * Returns: (transfer full) (nullable): what the provider that answered told lately of
 *   its rate limits, in one line
 */
char *
llm_figures_describe_account (LlmAnswer *answer, LlmRateLimiter *limiter, gint64 now)
{
  const char *account_id;
  LlmRateLimits limits;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);
  g_return_val_if_fail (LLM_IS_RATE_LIMITER (limiter), NULL);

  account_id = get_account_id (answer);
  if (!llm_rate_limiter_get_told (limiter, account_id, now, &limits))
    return NULL;
  return llm_figures_describe_limits (llm_secret_get_provider_name (account_id), &limits);
}
