/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-rate-headers.h"

#include "llm-retry-hints.h"

#include <string.h>

/* No account has more. */
#define MAX_COUNT (G_GINT64_CONSTANT (1) << 50)

#define MAX_RESET_MS (G_GINT64_CONSTANT (31) * 24 * 60 * 60 * 1000)

/* From here on a number is a time since 1970, not one to wait. */
#define FIRST_UNIX_S G_GINT64_CONSTANT (1000000000)
#define FIRST_UNIX_MS G_GINT64_CONSTANT (1000000000000)

/* The three headers of one window as a vendor names them. */
typedef struct
{
  const char *limit;
  const char *remaining;
  const char *reset;
} Names;

/* Of each window the first that a vendor sends; those of different vendors are never
 * mixed.  OpenAI, Groq, Azure, xAI and most others; Anthropic; Mistral and Cerebras;
 * OpenRouter; the drafts of the IETF. */
static const Names request_names[] = {
  { "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-requests" },
  { "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
    "anthropic-ratelimit-requests-reset" },
  { "x-ratelimit-limit-req-minute", "x-ratelimit-remaining-req-minute", "ratelimit-reset" },
  { "x-ratelimit-limit-requests-minute", "x-ratelimit-remaining-requests-minute",
    "x-ratelimit-reset-requests-minute" },
  { "x-ratelimit-limit-requests-day", "x-ratelimit-remaining-requests-day",
    "x-ratelimit-reset-requests-day" },
  { "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset" },
  { "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset" },
};

static const Names token_names[] = {
  { "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens" },
  { "anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-remaining",
    "anthropic-ratelimit-input-tokens-reset" },
  { "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
    "anthropic-ratelimit-tokens-reset" },
  { "x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute",
    "x-ratelimit-reset-tokens-minute" },
  { "x-ratelimitbysize-limit-minute", "x-ratelimitbysize-remaining-minute",
    "ratelimitbysize-reset" },
  { "ratelimitbysize-limit", "ratelimitbysize-remaining", "ratelimitbysize-reset" },
};

static const Names output_names[] = {
  { "anthropic-ratelimit-output-tokens-limit", "anthropic-ratelimit-output-tokens-remaining",
    "anthropic-ratelimit-output-tokens-reset" },
};

/* The drafts let a policy follow: "100, 100;w=60". */
static gint64
read_count (SoupMessageHeaders *headers, const char *name)
{
  const char *text = soup_message_headers_get_one (headers, name);
  g_autofree char *digits = NULL;
  gint64 count;

  if (text == NULL)
    return LLM_UNKNOWN;
  digits = g_strstrip (g_strndup (text, strcspn (text, ",;")));
  if (!g_ascii_string_to_signed (digits, 10, 0, MAX_COUNT, &count, NULL))
    return LLM_UNKNOWN;
  return count;
}

static gint64
until (gint64 then_ms, gint64 now_unix_ms)
{
  if (then_ms <= now_unix_ms)
    return 0;
  return then_ms - now_unix_ms <= MAX_RESET_MS ? then_ms - now_unix_ms : LLM_UNKNOWN;
}

/* A duration such as "6m0s", seconds, a time since 1970 in seconds or milliseconds, or
 * a date as in RFC 3339. */
static gint64
read_reset (SoupMessageHeaders *headers, const char *name, gint64 now_unix_ms)
{
  const char *text = soup_message_headers_get_one (headers, name);
  g_autofree char *stripped = NULL;
  g_autoptr (GDateTime) date = NULL;
  const char *end;
  gint64 number;

  if (text == NULL)
    return LLM_UNKNOWN;
  stripped = g_strstrip (g_strdup (text));
  if (g_ascii_string_to_signed (stripped, 10, FIRST_UNIX_MS, MAX_COUNT, &number, NULL))
    return until (number, now_unix_ms);
  if (g_ascii_string_to_signed (stripped, 10, FIRST_UNIX_S, FIRST_UNIX_MS - 1, &number, NULL))
    return until (number * 1000, now_unix_ms);

  /* Plain seconds are read as in Retry-After. */
  number = llm_duration_parse_ms (stripped, &end);
  if (number >= 0)
    return *end == '\0' ? number : LLM_UNKNOWN;
  date = g_date_time_new_from_iso8601 (stripped, NULL);
  if (date != NULL)
    return until (g_date_time_to_unix (date) * 1000 + g_date_time_get_microsecond (date) / 1000,
                  now_unix_ms);
  number = llm_retry_after_parse_ms (stripped, now_unix_ms);
  return number >= 0 ? number : LLM_UNKNOWN;
}

static void
read_window (SoupMessageHeaders *headers,
             const Names *names,
             guint n_names,
             gint64 now_unix_ms,
             LlmRateWindow *window)
{
  for (guint i = 0; i < n_names; i++)
    {
      gint64 limit = read_count (headers, names[i].limit);
      gint64 remaining = read_count (headers, names[i].remaining);

      if (limit == LLM_UNKNOWN && remaining == LLM_UNKNOWN)
        continue;
      window->limit = limit;
      window->remaining = remaining;
      window->reset_ms = read_reset (headers, names[i].reset, now_unix_ms);
      return;
    }
}

/**
 * llm_rate_headers_read:
 * @headers: of an answer of any vendor
 * @now_unix_ms: the time now, in milliseconds since 1970
 * @limits: (out): what they tell of rate limits, %LLM_UNKNOWN for what they do not
 *
 * What cannot be understood counts as not told.
 */
void
llm_rate_headers_read (SoupMessageHeaders *headers, gint64 now_unix_ms, LlmRateLimits *limits)
{
  g_return_if_fail (headers != NULL);
  g_return_if_fail (limits != NULL);

  llm_rate_limits_init (limits);
  read_window (headers, request_names, G_N_ELEMENTS (request_names), now_unix_ms,
               &limits->requests);
  read_window (headers, token_names, G_N_ELEMENTS (token_names), now_unix_ms, &limits->tokens);
  read_window (headers, output_names, G_N_ELEMENTS (output_names), now_unix_ms,
               &limits->output_tokens);
}
