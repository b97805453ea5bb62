/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "llm-error.h"
#include "llm-input-check.h"
#include "llm-notice.h"
#include "llm-rate-limiter.h"

#define SECOND ((gint64) G_USEC_PER_SEC)

/* --- Estimates --- */

static void
test_estimate_figures (void)
{
  /* Counted with OpenAI's o200k_base; the estimate may be off by a quarter, or by
   * three tokens of a short text. */
  static const struct
  {
    const char *text;
    gint64 tokens;
  } rows[] = {
    { "", 0 },
    { "a", 1 },
    { "Hello, world!", 4 },
    { "The quick brown fox jumps over the lazy dog.", 10 },
    { "Antidisestablishmentarianism", 6 },
    { "1234567890", 4 },
    { "for (int i = 0; i < n; i++)\n  sum += values[i];\n", 20 },
    { "Привет, как дела?", 6 },
    { "今日はいい天気ですね。", 6 },
    { "Wo ist der nächste Bahnhof?", 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 estimate = llm_tokens_estimate (rows[i].text, -1);

      g_test_message ("%s: %d", rows[i].text, (int) estimate);
      g_assert_cmpint (ABS (estimate - rows[i].tokens), <=, MAX (3, rows[i].tokens / 4));
    }
  g_assert_cmpint (llm_tokens_estimate (NULL, -1), ==, 0);
  g_assert_cmpint (llm_tokens_estimate (" ", -1), ==, 1);
}

static void
test_estimate_pieces (void)
{
  static const char text[] = "Müller's 12345 résumés — 今日は  \n\tif (x >= 100) { \xff\xe4\xbb; }"
                             "😀 verylongwordwithoutanyspacesinside";
  gint64 whole = llm_tokens_estimate (text, -1);

  for (gsize i = 0; i <= strlen (text); i++)
    {
      for (gsize j = i; j <= strlen (text); j++)
        {
          LlmTokenEstimate estimate = { 0 };

          llm_token_estimate_feed (&estimate, text, i);
          llm_token_estimate_feed (&estimate, text + i, j - i);
          llm_token_estimate_feed (&estimate, text + j, strlen (text) - j);
          g_assert_cmpint (llm_token_estimate_get (&estimate), ==, whole);
        }
    }
}

static void
test_estimate_grows (void)
{
  g_autofree char *text = g_strnfill (10 * 1000 * 1000, 'a');
  LlmTokenEstimate estimate = { 0 };

  llm_token_estimate_feed (&estimate, text, strlen (text));
  g_assert_cmpint (llm_token_estimate_get (&estimate), >, 1000 * 1000);
  g_assert_cmpint (llm_token_estimate_get (&estimate), <, 10 * 1000 * 1000);
}

/* --- Prompts --- */

static void
test_prompts (void)
{
  static const struct
  {
    const char *text;
    int code; /* -1 for none */
    const char *says;
  } rows[] = {
    { "Hello", -1, NULL },
    { "two\r\nlines\tand a tab", -1, NULL },
    { "", LLM_ERROR_BAD_REQUEST, "empty" },
    { " \n\t\xc2\xa0", LLM_ERROR_BAD_REQUEST, "empty" },
    { "bell \a", LLM_ERROR_BAD_REQUEST, "U+0007" },
    { "delete \x7f", LLM_ERROR_BAD_REQUEST, "U+007F" },
    { "bad \xff", LLM_ERROR_BAD_REQUEST, "UTF-8" },
  };
  g_autofree char *huge = g_strnfill (LLM_PROMPT_MAX_BYTES + 1, 'a');
  g_autoptr (GError) too_large = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (llm_prompt_check (rows[i].text, &error), ==, rows[i].code < 0);
      if (rows[i].code < 0)
        continue;
      g_assert_error (error, LLM_ERROR, rows[i].code);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
  g_assert_false (llm_prompt_check (NULL, NULL));
  g_assert_false (llm_prompt_check (huge, &too_large));
  g_assert_error (too_large, LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG);
}

static void
test_clean (void)
{
  guint n = 0;
  g_autofree char *clean = llm_prompt_clean ("a\x01" "b\x1b[0m\r\n\tc\x7f\xff", &n);
  g_autofree char *same = llm_prompt_clean ("as it is\n", &n);

  g_assert_cmpstr (clean, ==, "ab[0m\r\n\tc\xef\xbf\xbd");
  g_assert_cmpstr (same, ==, "as it is\n");
  g_assert_cmpuint (n, ==, 0);
}

static LlmRequest *
make_request (gint64 window, gint64 max_tokens, guint words)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmModel) model = NULL;
  g_autoptr (GString) prompt = g_string_new (NULL);
  LlmModelFacts facts;
  LlmRequest *request;

  params->max_tokens = max_tokens;
  request = llm_request_new ("m", NULL, params);
  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "m";
  facts.name = "Model M";
  facts.context_window = window;
  model = llm_model_new (&facts);
  llm_request_set_model (request, model);
  for (guint i = 0; i < words; i++)
    g_string_append (prompt, "word ");
  llm_request_add_message (request, LLM_ROLE_USER, prompt->str);
  return request;
}

static void
test_too_long (void)
{
  static const struct
  {
    gint64 window, max_tokens;
    guint words;
    gboolean fits;
  } rows[] = {
    { 1000, LLM_UNKNOWN, 900, TRUE },
    /* Over by less than the estimate can be wrong: the vendor decides. */
    { 1000, LLM_UNKNOWN, 1200, TRUE },
    { 1000, LLM_UNKNOWN, 1500, FALSE },
    { LLM_UNKNOWN, LLM_UNKNOWN, 100000, TRUE },
    /* The answer needs room too. */
    { 1000, 900, 300, FALSE },
    { 1000, 900, 90, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LlmRequest) request
          = make_request (rows[i].window, rows[i].max_tokens, rows[i].words);
      g_autoptr (GError) error = NULL;

      g_test_message ("row %u", i);
      g_assert_cmpint (llm_request_check (request, &error), ==, rows[i].fits);
      if (!rows[i].fits)
        {
          g_assert_error (error, LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG);
          g_assert_nonnull (strstr (error->message, "Model M"));
        }
    }
}

static void
test_excess_says_how_far (void)
{
  g_autoptr (LlmRequest) request = make_request (1000, LLM_UNKNOWN, 10);
  g_autofree char *none = NULL;
  g_autofree char *text = NULL;

  none = llm_model_describe_excess (llm_request_get_model (request), NULL, 1000);
  g_assert_null (none);
  text = llm_model_describe_excess (llm_request_get_model (request), NULL, 1234);
  g_assert_nonnull (strstr (text, "234"));
}

/* --- The rate --- */

static void
test_bucket (void)
{
  g_autoptr (LlmRateLimiter) limiter = llm_rate_limiter_new ();
  gint64 now = 1000 * SECOND;

  /* A full bucket: sixty at once, then one a second, in the order of asking. */
  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now);
  for (gint64 i = 1; i <= 5; i++)
    g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now + i * SECOND);
  /* Another account has a bucket of its own. */
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "b", 60, now), ==, now);
  /* One that is cancelled makes room for the next. */
  llm_rate_limiter_give_back (limiter, "a");
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now + 5 * SECOND);
  /* Time fills it, up to its size. */
  now += 10 * SECOND;
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now);
  now += 3600 * SECOND;
  for (guint i = 0; i < 60; i++)
    g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), >, now);
}

static void
test_bucket_limits (void)
{
  g_autoptr (LlmRateLimiter) limiter = llm_rate_limiter_new ();
  gint64 now = 1;

  for (guint i = 0; i < 1000; i++)
    g_assert_cmpint (llm_rate_limiter_reserve (limiter, "free", 0, now), ==, now);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "slow", 1, now), ==, now);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "slow", 1, now), ==, now + 60 * SECOND);
  /* A new limit holds from now on. */
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "slow", 600, now), ==, now);
  /* A clock that stands or goes back frees nobody early. */
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "back", 1, 100 * SECOND), ==, 100 * SECOND);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "back", 1, 50 * SECOND), >=, 110 * SECOND);
}

static void
told_cb (LlmRateLimiter *limiter, const char *account, guint *n_told)
{
  g_assert_cmpstr (account, ==, "a");
  (*n_told)++;
}

static void
test_told (void)
{
  g_autoptr (LlmRateLimiter) limiter = llm_rate_limiter_new ();
  gint64 now = 1000 * SECOND;
  LlmRateLimits limits, told;
  guint n_told = 0;

  g_signal_connect (limiter, "told", G_CALLBACK (told_cb), &n_told);
  llm_rate_limits_init (&limits);
  llm_rate_limiter_tell (limiter, "a", &limits, now);
  g_assert_cmpuint (n_told, ==, 0);
  g_assert_false (llm_rate_limiter_get_told (limiter, "a", now, &told));

  limits.requests = (LlmRateWindow){ 100, 0, 5000 };
  llm_rate_limiter_tell (limiter, "a", &limits, now);
  g_assert_cmpuint (n_told, ==, 1);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now + 5 * SECOND);
  g_assert_true (llm_rate_limiter_get_told (limiter, "a", now + 2 * SECOND, &told));
  g_assert_cmpint (told.requests.remaining, ==, 0);
  g_assert_cmpint (told.requests.reset_ms, ==, 3000);
  g_assert_true (llm_rate_limiter_get_told (limiter, "a", now + 6 * SECOND, &told));
  g_assert_cmpint (told.requests.remaining, ==, 100);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now + 6 * SECOND), ==,
                   now + 6 * SECOND);

  /* Nobody waits an hour because a header says so. */
  limits.requests = (LlmRateWindow){ 100, 0, 3600 * 1000 };
  llm_rate_limiter_tell (limiter, "a", &limits, now);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), <=, now + 60 * SECOND);
  /* Something is left again. */
  limits.requests.remaining = 7;
  llm_rate_limiter_tell (limiter, "a", &limits, now);
  g_assert_cmpint (llm_rate_limiter_reserve (limiter, "a", 60, now), ==, now);
  g_assert_false (llm_rate_limiter_get_told (limiter, "a", now + 3600 * SECOND, &told));
}

/* --- Notices --- */

static void
test_notices (void)
{
  static const char *const with_argument[]
      = { LLM_NOTICE_WITHOUT,   LLM_NOTICE_AZURE,  LLM_NOTICE_CONTINUED,
          LLM_NOTICE_FILTER,    LLM_NOTICE_OLD_API_VERSION };
  g_autofree char *direct = llm_notice_new (LLM_NOTICE_DIRECT, NULL);
  g_autofree char *cached = llm_notice_new (LLM_NOTICE_CACHED, "1700000000");
  g_autofree char *text = NULL;
  g_autofree char *unknown = llm_notice_to_sentence ("from-the-future:x");

  for (guint i = 0; i < G_N_ELEMENTS (with_argument); i++)
    {
      g_autofree char *notice = llm_notice_new (with_argument[i], "an\nargument: two");
      g_autofree char *sentence = llm_notice_to_sentence (notice);
      g_autofree char *bare = llm_notice_to_sentence (with_argument[i]);

      g_assert_true (llm_notice_is (notice, with_argument[i]));
      g_assert_cmpstr (llm_notice_get_argument (notice), ==, "an argument: two");
      g_assert_nonnull (strstr (sentence, "an argument: two"));
      g_assert_null (bare);
    }
  g_assert_false (llm_notice_is ("azurefoo", LLM_NOTICE_AZURE));
  text = llm_notice_to_sentence (direct);
  g_assert_nonnull (text);
  g_free (text);
  text = llm_notice_to_sentence (cached);
  g_assert_nonnull (strstr (text, ":"));
  g_free (text);
  text = llm_notice_to_sentence (LLM_NOTICE_TRIMMED ":12");
  g_assert_nonnull (strstr (text, "12 exchanges were not sent"));
  g_assert_null (llm_notice_to_sentence (LLM_NOTICE_TRIMMED));
  g_assert_null (unknown);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/estimate/figures", test_estimate_figures);
  g_test_add_func ("/estimate/pieces", test_estimate_pieces);
  g_test_add_func ("/estimate/grows", test_estimate_grows);
  g_test_add_func ("/input/prompts", test_prompts);
  g_test_add_func ("/input/clean", test_clean);
  g_test_add_func ("/input/too-long", test_too_long);
  g_test_add_func ("/input/excess", test_excess_says_how_far);
  g_test_add_func ("/rate/bucket", test_bucket);
  g_test_add_func ("/rate/limits", test_bucket_limits);
  g_test_add_func ("/rate/told", test_told);
  g_test_add_func ("/notices", test_notices);
  return g_test_run ();
}
