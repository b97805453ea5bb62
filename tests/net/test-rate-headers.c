/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-rate-headers.h"

#define U LLM_UNKNOWN

/* 2026-11-23T04:00:00Z */
#define NOW_MS G_GINT64_CONSTANT (1795406400000)

#define MAX_HEADERS 10

typedef struct
{
  const char *name;
  const char *headers[MAX_HEADERS * 2];
  LlmRateLimits expected;
} Row;

/* Headers as the vendors send them. */
static const Row rows[] = {
  { "none", { "Content-Type", "text/event-stream" }, { { U, U, U }, { U, U, U }, { U, U, U } } },
  { "openai",
    { "x-ratelimit-limit-requests", "500", "x-ratelimit-limit-tokens", "30000",
      "x-ratelimit-remaining-requests", "499", "x-ratelimit-remaining-tokens", "29985",
      "x-ratelimit-reset-requests", "120ms", "x-ratelimit-reset-tokens", "6m0s" },
    { { 500, 499, 120 }, { 30000, 29985, 360000 }, { U, U, U } } },
  { "groq",
    { "x-ratelimit-limit-requests", "14400", "x-ratelimit-limit-tokens", "18000",
      "x-ratelimit-remaining-requests", "14370", "x-ratelimit-remaining-tokens", "17997",
      "x-ratelimit-reset-requests", "2m59.56s", "x-ratelimit-reset-tokens", "7.66s" },
    { { 14400, 14370, 179560 }, { 18000, 17997, 7660 }, { U, U, U } } },
  { "hours",
    { "X-RateLimit-Remaining-Requests", "0", "X-RateLimit-Reset-Requests", "1h2m3.5s" },
    { { U, 0, 3723500 }, { U, U, U }, { U, U, U } } },
  { "anthropic",
    { "anthropic-ratelimit-requests-limit", "1000", "anthropic-ratelimit-requests-remaining",
      "999", "anthropic-ratelimit-requests-reset", "2026-11-23T04:00:01Z",
      "anthropic-ratelimit-input-tokens-limit", "80000",
      "anthropic-ratelimit-input-tokens-remaining", "79000",
      "anthropic-ratelimit-input-tokens-reset", "2026-11-23T04:01:00.250Z",
      "anthropic-ratelimit-output-tokens-limit", "16000",
      "anthropic-ratelimit-output-tokens-remaining", "0",
      "anthropic-ratelimit-output-tokens-reset", "2026-11-23T06:00:30+02:00" },
    { { 1000, 999, 1000 }, { 80000, 79000, 60250 }, { 16000, 0, 30000 } } },
  { "anthropic-one-count",
    { "anthropic-ratelimit-tokens-limit", "96000", "anthropic-ratelimit-tokens-remaining", "95000",
      "anthropic-ratelimit-tokens-reset", "2026-11-23T03:59:59Z" },
    { { U, U, U }, { 96000, 95000, 0 }, { U, U, U } } },
  { "azure",
    { "x-ratelimit-remaining-requests", "119", "x-ratelimit-remaining-tokens", "119984",
      "x-ratelimit-reset-requests", "1" },
    { { U, 119, 1000 }, { U, 119984, U }, { U, U, U } } },
  { "mistral",
    { "x-ratelimit-limit-req-minute", "60", "x-ratelimit-remaining-req-minute", "58",
      "x-ratelimit-limit-tokens-minute", "500000", "x-ratelimit-remaining-tokens-minute",
      "499000" },
    { { 60, 58, U }, { 500000, 499000, U }, { U, U, U } } },
  { "mistral-by-size",
    { "x-ratelimitbysize-limit-minute", "500000", "x-ratelimitbysize-remaining-minute", "499907",
      "x-ratelimitbysize-limit-month", "1000000000", "ratelimitbysize-reset", "45",
      "ratelimitbysize-query-cost", "93" },
    { { U, U, U }, { 500000, 499907, 45000 }, { U, U, U } } },
  { "mistral-old",
    { "ratelimitbysize-limit", "2000000", "ratelimitbysize-remaining", "1999000",
      "ratelimitbysize-reset", "24", "ratelimit-limit", "5", "ratelimit-remaining", "4",
      "ratelimit-reset", "1" },
    { { 5, 4, 1000 }, { 2000000, 1999000, 24000 }, { U, U, U } } },
  { "cerebras",
    { "x-ratelimit-limit-requests-day", "1000000000", "x-ratelimit-remaining-requests-day",
      "999997455", "x-ratelimit-reset-requests-day", "33011.382867",
      "x-ratelimit-limit-tokens-minute", "1000000", "x-ratelimit-remaining-tokens-minute", "999872",
      "x-ratelimit-reset-tokens-minute", "11.38" },
    { { 1000000000, 999997455, 33011383 }, { 1000000, 999872, 11380 }, { U, U, U } } },
  { "xai",
    { "x-ratelimit-limit-requests", "480", "x-ratelimit-remaining-requests", "479",
      "x-ratelimit-limit-tokens", "2000000", "x-ratelimit-remaining-tokens", "2000000" },
    { { 480, 479, U }, { 2000000, 2000000, U }, { U, U, U } } },
  { "openrouter",
    { "X-RateLimit-Limit", "20", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset",
      "1795406460000" },
    { { 20, 0, 60000 }, { U, U, U }, { U, U, U } } },
  { "unix-seconds",
    { "X-RateLimit-Limit", "5000", "X-RateLimit-Remaining", "4999", "X-RateLimit-Reset",
      "1795406405" },
    { { 5000, 4999, 5000 }, { U, U, U }, { U, U, U } } },
  { "draft",
    { "RateLimit-Limit", "100, 100;w=60", "RateLimit-Remaining", "50", "RateLimit-Reset", "30" },
    { { 100, 50, 30000 }, { U, U, U }, { U, U, U } } },
  /* One window is of one vendor's headers alone. */
  { "not-mixed",
    { "x-ratelimit-remaining-requests", "7", "ratelimit-limit", "100", "ratelimit-reset", "30" },
    { { U, 7, U }, { U, U, U }, { U, U, U } } },
  { "reset-alone",
    { "x-ratelimit-reset-requests", "1s" },
    { { U, U, U }, { U, U, U }, { U, U, U } } },
  /* Garbage */
  { "negative",
    { "x-ratelimit-limit-requests", "-1", "x-ratelimit-remaining-requests", "5",
      "x-ratelimit-reset-requests", "-3s" },
    { { U, 5, U }, { U, U, U }, { U, U, U } } },
  { "words",
    { "x-ratelimit-limit-requests", "unlimited", "x-ratelimit-remaining-requests", "many",
      "x-ratelimit-limit-tokens", "nan", "x-ratelimit-remaining-tokens", "9.5" },
    { { U, U, U }, { U, U, U }, { U, U, U } } },
  { "huge",
    { "x-ratelimit-limit-requests", "99999999999999999999", "x-ratelimit-remaining-requests", "1",
      "x-ratelimit-reset-requests", "99999999h", "x-ratelimit-remaining-tokens", "1",
      "x-ratelimit-reset-tokens", "1e3" },
    { { U, 1, U }, { U, 1, U }, { U, U, U } } },
  { "odd-resets",
    { "x-ratelimit-remaining-requests", "1", "x-ratelimit-reset-requests", "6m0",
      "x-ratelimit-remaining-tokens", "1", "x-ratelimit-reset-tokens", "soon" },
    { { U, 1, U }, { U, 1, U }, { U, U, U } } },
  { "far-future",
    { "x-ratelimit-remaining-requests", "1", "x-ratelimit-reset-requests", "9999-01-01T00:00:00Z",
      "x-ratelimit-remaining-tokens", "1", "x-ratelimit-reset-tokens", "99999999999999" },
    { { U, 1, U }, { U, 1, U }, { U, U, U } } },
  { "empty",
    { "x-ratelimit-limit-requests", "", "x-ratelimit-remaining-requests", " 3 ",
      "x-ratelimit-reset-requests", "" },
    { { U, 3, U }, { U, U, U }, { U, U, U } } },
};

static void
assert_window (const LlmRateWindow *window, const LlmRateWindow *expected)
{
  g_assert_cmpint (window->limit, ==, expected->limit);
  g_assert_cmpint (window->remaining, ==, expected->remaining);
  g_assert_cmpint (window->reset_ms, ==, expected->reset_ms);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  LlmRateLimits limits = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };

  for (guint i = 0; i < G_N_ELEMENTS (row->headers) && row->headers[i] != NULL; i += 2)
    soup_message_headers_append (headers, row->headers[i], row->headers[i + 1]);
  llm_rate_headers_read (headers, NOW_MS, &limits);
  assert_window (&limits.requests, &row->expected.requests);
  assert_window (&limits.tokens, &row->expected.tokens);
  assert_window (&limits.output_tokens, &row->expected.output_tokens);
  soup_message_headers_unref (headers);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/rate-headers/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
