/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-retry-hints.h"

/* Mon, 23 Nov 2026 04:00:00 GMT */
#define NOW_MS G_GINT64_CONSTANT (1795406400000)

#define DAY_MS (24 * 60 * 60 * 1000)

typedef struct
{
  const char *text;
  gint64 expected;
} Row;

static void
test_durations (void)
{
  static const Row rows[] = {
    { "6m0s", 360000 },     { "1s", 1000 },          { "120ms", 120 },
    { "1h2m3.5s", 3723500 }, { "0s", 0 },            { ".5s", 500 },
    { "20 seconds", 20000 }, { "1 minute 30 seconds", 90000 },
    { "2d", 2 * DAY_MS },   { "500us", 1 },          { "1.5s.", 1500 },
    { "30 SEC", 30000 },    { "1m 2s", 62000 },      { "31d", 31 * (gint64) DAY_MS },
    { "32d", -1 },          { "99999999999999999999999h", -1 },
    { "5", -1 },            { "", -1 },              { "s", -1 },
    { "-1s", -1 },          { "nans", -1 },          { "0x10s", -1 },
    { "1e3s", -1 },         { "1  s", -1 },          { "5 sheep", -1 },
    { "1.s", -1 },
  };
  const char *end;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (llm_duration_parse_ms (rows[i].text, NULL), ==, rows[i].expected);
    }
  g_assert_cmpint (llm_duration_parse_ms ("1m2s, then", &end), ==, 62000);
  g_assert_cmpstr (end, ==, ", then");
  g_assert_cmpint (llm_duration_parse_ms ("6m0", &end), ==, 360000);
  g_assert_cmpstr (end, ==, "0");
}

static void
test_retry_after (void)
{
  static const Row rows[] = {
    { "20", 20000 },
    { " 1.5 ", 1500 },
    { "0", 0 },
    { "120s", 120000 },
    { "Mon, 23 Nov 2026 04:00:30 GMT", 30000 },
    { "Monday, 23-Nov-26 04:00:30 GMT", 30000 },
    { "Mon, 23 Nov 2026 03:59:59 GMT", -1 },
    { "Wed, 21 Oct 2015 07:28:00 GMT", -1 },
    { "Wed, 21 Oct 2099 07:28:00 GMT", -1 },
    { "-5", -1 },
    { "nan", -1 },
    { "inf", -1 },
    { "1e300", -1 },
    { "99999999999", -1 },
    { "20 s x", -1 },
    { "soon", -1 },
    { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (llm_retry_after_parse_ms (rows[i].text, NOW_MS), ==, rows[i].expected);
    }
}

static void
test_texts (void)
{
  static const Row rows[] = {
    /* OpenAI and Groq */
    { "Rate limit reached for gpt-6-luna in organization org-x on requests per min (RPM): Limit 3, "
      "Used 3, Requested 1. Please try again in 20s. Visit https://x to learn more.",
      20000 },
    { "Limit 30000, Used 29800. Please try again in 1.4s.", 1400 },
    { "Please try again in 6m0s.", 360000 },
    { "Please try again in 300ms.", 300 },
    { "Please try again in 8m52.8s. Need more tokens?", 532800 },
    /* Gemini */
    { "You exceeded your current quota.\nPlease retry in 34.074824224s.", 34075 },
    /* Azure */
    { "Please retry after 20 seconds. Please go here to increase it.", 20000 },
    { "Try again in 1 second.", 1000 },
    { "Please wait 5 seconds before you TRY AGAIN IN 7 seconds.", 7000 },
    { "Please try again in a few minutes.", -1 },
    { "Please try again in -5s.", -1 },
    { "Please try again in 5.", -1 },
    { "Please try again in ", -1 },
    { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].text);
      g_assert_cmpint (llm_retry_text_find_ms (rows[i].text), ==, rows[i].expected);
    }
}

/* The finer headers first; one that makes no sense is as good as none. */
static void
test_headers (void)
{
  static const struct
  {
    const char *retry_after, *retry_after_ms, *x_ms_retry_after_ms;
    gint64 expected;
  } rows[] = {
    { NULL, NULL, NULL, -1 },        { "3", NULL, NULL, 3000 },
    { "3", "2500", NULL, 2500 },     { "3", "2500", "9", 2500 },
    { "3", NULL, "1200", 1200 },     { "3", "1200.6", NULL, 1201 },
    { "3", "-1", NULL, 3000 },       { "3", "nan", "inf", 3000 },
    { "3", "", NULL, 3000 },         { "3", "9999999999999", NULL, 3000 },
    { "soon", "x", NULL, -1 },       { NULL, "1s", NULL, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      if (rows[i].retry_after != NULL)
        soup_message_headers_append (headers, "Retry-After", rows[i].retry_after);
      if (rows[i].retry_after_ms != NULL)
        soup_message_headers_append (headers, "Retry-After-Ms", rows[i].retry_after_ms);
      if (rows[i].x_ms_retry_after_ms != NULL)
        soup_message_headers_append (headers, "X-Ms-Retry-After-Ms", rows[i].x_ms_retry_after_ms);
      g_assert_cmpint (llm_retry_headers_get_ms (headers, NOW_MS), ==, rows[i].expected);
      soup_message_headers_unref (headers);
    }
}

static void
test_hint (void)
{
  static const struct
  {
    const char *value;
    LlmRetryHint expected;
  } rows[] = {
    { NULL, LLM_RETRY_HINT_NONE }, { "true", LLM_RETRY_HINT_YES }, { "false", LLM_RETRY_HINT_NO },
    { "True", LLM_RETRY_HINT_YES }, { "1", LLM_RETRY_HINT_NONE },  { "", LLM_RETRY_HINT_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

      if (rows[i].value != NULL)
        soup_message_headers_append (headers, "x-should-retry", rows[i].value);
      g_assert_cmpint (llm_retry_headers_get_hint (headers), ==, rows[i].expected);
      soup_message_headers_unref (headers);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/retry-hints/durations", test_durations);
  g_test_add_func ("/retry-hints/retry-after", test_retry_after);
  g_test_add_func ("/retry-hints/texts", test_texts);
  g_test_add_func ("/retry-hints/headers", test_headers);
  g_test_add_func ("/retry-hints/hint", test_hint);

  return g_test_run ();
}
