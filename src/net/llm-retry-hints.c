/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-retry-hints.h"

#include <string.h>

/* A longer delay is a mistake, not a delay. */
#define MAX_DELAY_MS (31.0 * 24 * 60 * 60 * 1000)

/* What is searched of a text, in bytes. */
#define MAX_TEXT 4000

static const struct
{
  const char *name;
  double ms;
} units[] = {
  { "ns", 1e-6 },
  { "us", 1e-3 },
  { "µs", 1e-3 },
  { "ms", 1 },
  { "milliseconds", 1 },
  { "millisecond", 1 },
  { "seconds", 1000 },
  { "second", 1000 },
  { "secs", 1000 },
  { "sec", 1000 },
  { "s", 1000 },
  { "minutes", 60 * 1000 },
  { "minute", 60 * 1000 },
  { "mins", 60 * 1000 },
  { "min", 60 * 1000 },
  { "m", 60 * 1000 },
  { "hours", 60 * 60 * 1000 },
  { "hour", 60 * 60 * 1000 },
  { "hrs", 60 * 60 * 1000 },
  { "h", 60 * 60 * 1000 },
  { "days", 24 * 60 * 60 * 1000 },
  { "day", 24 * 60 * 60 * 1000 },
  { "d", 24 * 60 * 60 * 1000 },
};

/* "12", "0.25", ".5": no sign, no exponent, no names of numbers. */
static gboolean
read_number (const char **text, double *number)
{
  const char *p = *text;
  double place = 1;
  guint digits = 0;

  *number = 0;
  for (; g_ascii_isdigit (*p); p++, digits++)
    *number = *number * 10 + (*p - '0');
  if (*p == '.' && g_ascii_isdigit (p[1]))
    {
      for (p++; g_ascii_isdigit (*p); p++, digits++)
        *number += (*p - '0') * (place /= 10);
    }
  if (digits == 0)
    return FALSE;
  *text = p;
  return TRUE;
}

/* One blank may stand before the unit. */
static gboolean
read_unit (const char **text, double *ms)
{
  const char *p = *text + (**text == ' ' ? 1 : 0);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize length = strlen (units[i].name);

      if (g_ascii_strncasecmp (p, units[i].name, length) == 0 && !g_ascii_isalpha (p[length]))
        {
          *ms = units[i].ms;
          *text = p + length;
          return TRUE;
        }
    }
  return FALSE;
}

static gint64
to_delay (double ms)
{
  return ms >= 0 && ms <= MAX_DELAY_MS ? (gint64) (ms + 0.5) : -1;
}

/**
 * llm_duration_parse_ms:
 * @text: what begins with a duration: "6m0s", "1h2m3.5s", "120ms", "20 seconds"
 * @end: (out) (optional): what follows it
 *
 * Returns: milliseconds; -1 if there is no duration, or one of more than a month
 */
gint64
llm_duration_parse_ms (const char *text, const char **end)
{
  double total = 0;
  double number, ms;
  gboolean found = FALSE;

  g_return_val_if_fail (text != NULL, -1);

  if (end != NULL)
    *end = text;
  while (read_number (&text, &number) && read_unit (&text, &ms))
    {
      total += number * ms;
      found = TRUE;
      if (end != NULL)
        *end = text;
      if (*text == ' ' && g_ascii_isdigit (text[1]))
        text++;
    }
  return found ? to_delay (total) : -1;
}

/**
 * llm_retry_after_parse_ms:
 * @text: a Retry-After header
 * @now_unix_ms: the time now, in milliseconds since 1970
 *
 * RFC 9110, 10.2.3: seconds, of which vendors send fractions too, or a date; some send
 * a duration with units.
 *
 * Returns: milliseconds to wait; -1 for a date that is over and for anything else
 */
gint64
llm_retry_after_parse_ms (const char *text, gint64 now_unix_ms)
{
  g_autofree char *stripped = NULL;
  g_autoptr (GDateTime) date = NULL;
  const char *end;
  double seconds;
  gint64 delay;

  g_return_val_if_fail (text != NULL, -1);

  stripped = g_strstrip (g_strdup (text));
  end = stripped;
  if (read_number (&end, &seconds) && *end == '\0')
    return to_delay (seconds * 1000);
  delay = llm_duration_parse_ms (stripped, &end);
  if (delay >= 0)
    return *end == '\0' ? delay : -1;
  date = soup_date_time_new_from_http_string (stripped);
  if (date == NULL)
    return -1;
  return to_delay (g_date_time_to_unix (date) * 1000.0 - now_unix_ms);
}

/**
 * llm_retry_text_find_ms:
 * @text: what a vendor says
 *
 * Finds "Please try again in 1.5s", "retry after 20 seconds" and the like: OpenAI and
 * Groq, Azure, and Gemini tell the delay so.
 *
 * Returns: milliseconds to wait, or -1
 */
gint64
llm_retry_text_find_ms (const char *text)
{
  static const char *const phrases[]
      = { "try again in ", "try again after ", "retry in ", "retry after ", "wait for ", "wait " };
  g_autofree char *lower = NULL;

  g_return_val_if_fail (text != NULL, -1);

  lower = g_ascii_strdown (text, strnlen (text, MAX_TEXT));
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      const char *p = strstr (lower, phrases[i]);
      gint64 delay = p != NULL ? llm_duration_parse_ms (p + strlen (phrases[i]), NULL) : -1;

      if (delay >= 0)
        return delay;
    }
  return -1;
}

/**
 * llm_retry_headers_get_ms:
 * @headers: of an answer
 * @now_unix_ms: the time now, in milliseconds since 1970
 *
 * The finer headers of OpenAI and Azure count more than the standard one.
 *
 * Returns: milliseconds to wait, or -1
 */
gint64
llm_retry_headers_get_ms (SoupMessageHeaders *headers, gint64 now_unix_ms)
{
  static const char *const names[] = { "retry-after-ms", "x-ms-retry-after-ms" };
  const char *text;

  g_return_val_if_fail (headers != NULL, -1);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      double ms;

      text = soup_message_headers_get_one (headers, names[i]);
      if (text != NULL && read_number (&text, &ms) && *text == '\0' && to_delay (ms) >= 0)
        return to_delay (ms);
    }
  text = soup_message_headers_get_one (headers, "Retry-After");
  return text != NULL ? llm_retry_after_parse_ms (text, now_unix_ms) : -1;
}

/**
 * llm_retry_headers_get_hint:
 * @headers: of an answer
 *
 * Returns: what the vendor says of another attempt (OpenAI, Anthropic: x-should-retry)
 */
LlmRetryHint
llm_retry_headers_get_hint (SoupMessageHeaders *headers)
{
  const char *text;

  g_return_val_if_fail (headers != NULL, LLM_RETRY_HINT_NONE);

  text = soup_message_headers_get_one (headers, "x-should-retry");
  if (text == NULL)
    return LLM_RETRY_HINT_NONE;
  if (g_ascii_strcasecmp (text, "true") == 0)
    return LLM_RETRY_HINT_YES;
  return g_ascii_strcasecmp (text, "false") == 0 ? LLM_RETRY_HINT_NO : LLM_RETRY_HINT_NONE;
}
