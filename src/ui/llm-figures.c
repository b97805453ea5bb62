/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-figures.h"

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

/**
 * llm_figures_describe:
 * @answer: a column
 *
 * Returns: (transfer full): the figures in one line, such as
 *   "0.4 s to first · 6.1 s · 512 tok · 84 tok/s · $0.004"; just "-" while nothing
 *   is known
 */
char *
llm_figures_describe (LlmAnswer *answer)
{
  g_autofree char *first = NULL;
  g_autofree char *elapsed = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *cost = NULL;

  g_return_val_if_fail (LLM_IS_ANSWER (answer), NULL);

  if (llm_answer_get_elapsed_ms (answer) < 0 && !llm_usage_is_known (llm_answer_get_usage (answer)))
    return g_strdup (LLM_FIGURES_UNKNOWN);

  first = llm_figures_format_duration (llm_answer_get_ttft_ms (answer));
  elapsed = llm_figures_format_duration (llm_answer_get_elapsed_ms (answer));
  tokens = llm_figures_format_tokens (llm_answer_get_usage (answer)->output);
  /* Without the end the rate would fall while nothing is told. */
  rate = llm_figures_format_rate (
      llm_answer_is_running (answer) ? NAN : llm_answer_get_tokens_per_second (answer));
  cost = llm_figures_format_cost (llm_answer_get_cost (answer));
  /* Translators: time to first token · whole time · tokens · tokens per second · cost */
  return g_strdup_printf (_ ("%s to first · %s · %s · %s · %s"), first, elapsed, tokens, rate,
                          cost);
}

static void
append_tokens (GString *details, const char *name, gint64 tokens)
{
  if (tokens < 0)
    g_string_append_printf (details, "%s: %s\n", name, LLM_FIGURES_UNKNOWN);
  else
    g_string_append_printf (details, "%s: %'" G_GINT64_FORMAT "\n", name, tokens);
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
  cost = llm_figures_format_cost (llm_answer_get_cost (answer));

  g_string_append_printf (details, "%s: %s\n", _ ("Time to first token"), first);
  g_string_append_printf (details, "%s: %s\n", _ ("Whole time"), elapsed);
  append_tokens (details, _ ("Input tokens"), usage->input);
  if (usage->cached > 0)
    append_tokens (details, _ ("of these from the cache"), usage->cached);
  append_tokens (details, _ ("Output tokens"), usage->output);
  if (usage->reasoning > 0)
    append_tokens (details, _ ("of these reasoning"), usage->reasoning);
  g_string_append_printf (details, "%s: %s", _ ("Cost"), cost);
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
