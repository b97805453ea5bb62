/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-rate-headers.h"
#include "llm-retry-hints.h"

/* 2026-11-22, in a form that most dates of the seeds are near to. */
#define NOW_MS (G_GINT64_CONSTANT (1795305600) * 1000)

static void
assert_window (const LlmRateWindow *window)
{
  g_assert_cmpint (window->limit, >=, LLM_UNKNOWN);
  g_assert_cmpint (window->remaining, >=, LLM_UNKNOWN);
  g_assert_cmpint (window->reset_ms, >=, LLM_UNKNOWN);
}

static void
read_text (const char *text)
{
  const char *end = NULL;
  gint64 duration = llm_duration_parse_ms (text, &end);

  g_assert_cmpint (duration, >=, -1);
  if (duration >= 0 && end != NULL)
    g_assert_true (end >= text && end <= text + strlen (text));
  g_assert_cmpint (llm_retry_after_parse_ms (text, NOW_MS), >=, -1);
  g_assert_cmpint (llm_retry_text_find_ms (text), >=, -1);
}

/* Lines of "name: value", as in the head of an answer; each value alone as well. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 32);
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  LlmRateLimits limits;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *value = strchr (lines[i], ':');

      if (value == NULL || value == lines[i])
        continue;
      *value++ = '\0';
      g_strstrip (value);
      lines[i][strcspn (lines[i], "\r \t")] = '\0';
      value[strcspn (value, "\r")] = '\0';
      read_text (value);
      if (*lines[i] != '\0')
        soup_message_headers_append (headers, lines[i], value);
    }
  llm_rate_limits_init (&limits);
  llm_rate_headers_read (headers, NOW_MS, &limits);
  assert_window (&limits.requests);
  assert_window (&limits.tokens);
  assert_window (&limits.output_tokens);
  g_assert_cmpint (llm_retry_headers_get_ms (headers, NOW_MS), >=, -1);
  llm_retry_headers_get_hint (headers);
  soup_message_headers_unref (headers);
  return 0;
}
