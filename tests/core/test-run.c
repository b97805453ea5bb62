/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-error.h"
#include "llm-fake-cache.h"
#include "llm-fake-provider.h"
#include "llm-fake-store.h"
#include "llm-input-check.h"
#include "llm-notice.h"
#include "llm-runner.h"
#include "llm-test-home.h"

/* What a run does beside streaming: wait, use the cache, leave out, estimate. */

typedef struct
{
  FakeProvider *provider;
  LlmCatalog *catalog;
  LlmSettings *settings;
  LlmCache *cache;
  LlmRunner *runner;
  LlmComparison *comparison;
} Fixture;

static void
add_model (Fixture *fixture)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "m";
  facts.context_window = 1000;
  facts.price_in = 10;
  facts.price_out = 20;
  model = llm_model_new (&facts);
  llm_catalog_add (fixture->catalog, model);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  g_autoptr (GError) error = NULL;

  fixture->provider = fake_provider_new ("p");
  g_list_store_append (providers, fixture->provider);
  fixture->catalog = llm_catalog_new ();
  add_model (fixture);
  fixture->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  g_settings_reset (llm_settings_get_gsettings (fixture->settings), "rate-limit");
  g_settings_reset (llm_settings_get_gsettings (fixture->settings), "max-retries");
  g_settings_set_boolean (llm_settings_get_gsettings (fixture->settings), "response-cache", TRUE);
  fixture->cache = LLM_CACHE (fake_cache_new ());
  fixture->runner = llm_runner_new (G_LIST_MODEL (providers), fixture->catalog);
  llm_runner_set_settings (fixture->runner, fixture->settings);
  llm_runner_set_cache (fixture->runner, fixture->cache);
  fixture->comparison = llm_comparison_new ("Why?", NULL);
  llm_comparison_add (fixture->comparison, answer);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->runner);
  g_assert_finalize_object (fixture->comparison);
  g_object_unref (fixture->cache);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->catalog);
  g_object_unref (fixture->provider);
}

static LlmAnswer *
get_answer (Fixture *fixture)
{
  return llm_comparison_get_answer (fixture->comparison, 0);
}

static LlmStream *
get_stream (Fixture *fixture, guint index)
{
  return fake_provider_get_stream (fixture->provider, index);
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;                               \
    guint wake_id = g_timeout_add (50, wake_cb, NULL);                                             \
                                                                                                   \
    while (!(condition) && g_get_monotonic_time () < deadline)                                     \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (wake_id);                                                                     \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

static void
start (Fixture *fixture, LlmRunMode mode)
{
  llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture), mode);
}

static void
wait_for_streams (Fixture *fixture, guint n)
{
  WAIT_FOR (fake_provider_get_n_streams (fixture->provider) >= n);
}

static void
answer_with (Fixture *fixture, guint index, const char *text, LlmStreamOutcome outcome)
{
  llm_stream_emit_delta (get_stream (fixture, index), LLM_DELTA_TEXT, text);
  llm_stream_finish (get_stream (fixture, index), outcome, NULL);
}

static gboolean
has_notice (Fixture *fixture, const char *code)
{
  const char *const *notices = llm_answer_get_notices (get_answer (fixture));

  for (guint i = 0; notices[i] != NULL; i++)
    {
      if (llm_notice_is (notices[i], code))
        return TRUE;
    }
  return FALSE;
}

/* --- The cache --- */

static void
test_cache_hit (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);
  LlmUsage usage;

  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 1);
  llm_usage_init (&usage);
  usage.input = 5;
  usage.output = 7;
  llm_stream_merge_usage (get_stream (fixture, 0), &usage);
  llm_stream_set_finish_reason (get_stream (fixture, 0), "stop");
  llm_stream_emit_delta (get_stream (fixture, 0), LLM_DELTA_REASONING, "hm");
  answer_with (fixture, 0, "Because.", LLM_STREAM_DONE);
  g_assert_false (has_notice (fixture, LLM_NOTICE_CACHED));
  g_assert_cmpfloat_with_epsilon (llm_answer_get_cost (answer), 5 * 10e-6 + 7 * 20e-6, 1e-12);

  /* The same question again: nothing is sent. */
  start (fixture, LLM_RUN_FRESH);
  WAIT_FOR (llm_answer_get_state (answer) == LLM_ANSWER_DONE);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 1);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Because.");
  g_assert_cmpstr (llm_answer_get_reasoning (answer), ==, "hm");
  g_assert_cmpstr (llm_answer_get_finish_reason (answer), ==, "stop");
  g_assert_cmpint (llm_answer_get_usage (answer)->output, ==, 7);
  g_assert_cmpfloat (llm_answer_get_cost (answer), ==, 0);
  g_assert_true (has_notice (fixture, LLM_NOTICE_CACHED));

  /* Who asks for another answer gets one. */
  start (fixture, LLM_RUN_AGAIN);
  wait_for_streams (fixture, 2);
  g_assert_false (has_notice (fixture, LLM_NOTICE_CACHED));
  answer_with (fixture, 1, "Why not?", LLM_STREAM_DONE);
  start (fixture, LLM_RUN_FRESH);
  WAIT_FOR (llm_answer_get_state (answer) == LLM_ANSWER_DONE);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Why not?");
}

static void
test_cache_misses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  LlmAnswer *answer = get_answer (fixture);

  /* What broke off or was stopped is no answer. */
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 1);
  answer_with (fixture, 0, "Bec", LLM_STREAM_INTERRUPTED);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 2);
  llm_runner_stop_answer (fixture->runner, answer);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 3);
  answer_with (fixture, 2, "Because.", LLM_STREAM_DONE);

  /* Other parameters make another question. */
  params->temperature = 0.5;
  llm_answer_set_params (answer, params);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 4);
  answer_with (fixture, 3, "Because!", LLM_STREAM_DONE);

  /* Nothing is looked up when the user does not want it. */
  g_settings_set_boolean (llm_settings_get_gsettings (fixture->settings), "response-cache", FALSE);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 5);
  llm_runner_stop_all (fixture->runner);
}

/* Samples are asked each, also where an answer is stored; alone the model has it again. */
static void
test_cache_samples (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAnswer) second = llm_answer_new ("p", "m", NULL);

  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 1);
  answer_with (fixture, 0, "Because.", LLM_STREAM_DONE);

  llm_comparison_add (fixture->comparison, second);
  llm_runner_start (fixture->runner, fixture->comparison);
  wait_for_streams (fixture, 3);
  answer_with (fixture, 1, "Why not?", LLM_STREAM_DONE);
  answer_with (fixture, 2, "It is so.", LLM_STREAM_DONE);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture)), ==, "Why not?");
  g_assert_cmpstr (llm_answer_get_text (second), ==, "It is so.");
  g_assert_false (has_notice (fixture, LLM_NOTICE_CACHED));

  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (second));
  start (fixture, LLM_RUN_FRESH);
  WAIT_FOR (llm_answer_get_state (get_answer (fixture)) == LLM_ANSWER_DONE);
  g_assert_true (has_notice (fixture, LLM_NOTICE_CACHED));
}

static void
test_cache_stopped_while_looking (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);

  start (fixture, LLM_RUN_FRESH);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_QUEUED);
  llm_runner_stop_answer (fixture->runner, answer);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  for (guint i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
}

/* --- The rate limit --- */

static void
test_rate_limit (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);
  g_autoptr (LlmAnswer) second = llm_answer_new ("p", "m", NULL);
  gint64 now = g_get_monotonic_time ();

  g_settings_set_uint (llm_settings_get_gsettings (fixture->settings), "rate-limit", 1);
  llm_comparison_add (fixture->comparison, second);
  start (fixture, LLM_RUN_AGAIN);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_CONNECTING);

  llm_runner_start_answer (fixture->runner, fixture->comparison, second, LLM_RUN_AGAIN);
  g_assert_cmpint (llm_answer_get_state (second), ==, LLM_ANSWER_QUEUED);
  g_assert_cmpint (llm_answer_get_retry_at (second), >, now + 50 * G_USEC_PER_SEC);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 1);
  /* It can be cancelled while it waits, and gives its place back. */
  llm_runner_stop_answer (fixture->runner, second);
  g_assert_cmpint (llm_answer_get_state (second), ==, LLM_ANSWER_STOPPED);
  llm_runner_start_answer (fixture->runner, fixture->comparison, second, LLM_RUN_AGAIN);
  g_assert_cmpint (llm_answer_get_retry_at (second), <, now + 100 * G_USEC_PER_SEC);
  llm_runner_stop_all (fixture->runner);
}

static void
test_rate_limit_passes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAnswer) second = llm_answer_new ("p", "m", NULL);
  LlmRateLimits limits;

  llm_comparison_add (fixture->comparison, second);
  start (fixture, LLM_RUN_AGAIN);
  llm_rate_limits_init (&limits);
  limits.requests = (LlmRateWindow){ 10, 0, 200 };
  llm_stream_set_rate_limits (get_stream (fixture, 0), &limits);
  answer_with (fixture, 0, "x", LLM_STREAM_DONE);

  /* The vendor said that nothing is left for 200 ms. */
  llm_runner_start_answer (fixture->runner, fixture->comparison, second, LLM_RUN_AGAIN);
  g_assert_cmpint (llm_answer_get_state (second), ==, LLM_ANSWER_QUEUED);
  wait_for_streams (fixture, 2);
  g_assert_cmpint (llm_answer_get_state (second), ==, LLM_ANSWER_CONNECTING);
  g_assert_cmpint (llm_answer_get_retry_at (second), ==, 0);
  llm_runner_stop_all (fixture->runner);
}

/* --- What the model refuses --- */

static GError *
refuse (const char *param)
{
  GError *error = llm_error_new (LLM_ERROR_BAD_REQUEST, NULL, "no");

  llm_error_set_param (error, param);
  return error;
}

static void
test_without (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);

  start (fixture, LLM_RUN_AGAIN);
  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_FAILED, refuse (LLM_PARAM_TEMPERATURE));
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 2);
  g_assert_true (
      llm_request_drops (fake_provider_get_request (fixture->provider, 1), LLM_PARAM_TEMPERATURE));
  g_assert_true (has_notice (fixture, LLM_NOTICE_WITHOUT));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_CONNECTING);
  g_assert_cmpuint (llm_answer_get_attempt (answer), ==, 0);

  /* The same complaint again is believed. */
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_FAILED, refuse (LLM_PARAM_TEMPERATURE));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 2);

  /* Not once a token was seen, and not without end. */
  start (fixture, LLM_RUN_AGAIN);
  llm_stream_emit_delta (get_stream (fixture, 2), LLM_DELTA_TEXT, "x");
  llm_stream_finish (get_stream (fixture, 2), LLM_STREAM_FAILED, refuse (LLM_PARAM_SEED));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
}

/* The form of an answer is left out when it is refused, by its own name or by that of what it
 * stands in; who was not asked for one cannot refuse it. */
static void
test_without_schema (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { LLM_PARAM_SCHEMA, LLM_PARAM_REASONING_EFFORT };
  const char *name;

  start (fixture, LLM_RUN_AGAIN);
  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_FAILED, refuse (LLM_PARAM_SCHEMA));
  g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_FAILED);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 1);

  llm_runner_set_schema (fixture->runner, "form", "{}");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const guint n = fake_provider_get_n_streams (fixture->provider);

      start (fixture, LLM_RUN_AGAIN);
      g_assert_cmpstr (
          llm_request_get_schema (fake_provider_get_request (fixture->provider, n), &name), ==,
          "{}");
      g_assert_cmpstr (name, ==, "form");
      llm_stream_finish (get_stream (fixture, n), LLM_STREAM_FAILED, refuse (names[i]));
      g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, n + 2);
      g_assert_null (
          llm_request_get_schema (fake_provider_get_request (fixture->provider, n + 1), NULL));
      llm_stream_finish (get_stream (fixture, n + 1), LLM_STREAM_FAILED, refuse (LLM_PARAM_SCHEMA));
      g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_FAILED);
    }
}

/* The attempt without it has to wait for its turn as well, and says so. */
static void
test_without_waits (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);

  g_settings_set_uint (llm_settings_get_gsettings (fixture->settings), "rate-limit", 1);
  start (fixture, LLM_RUN_AGAIN);
  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_FAILED, refuse (LLM_PARAM_SEED));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_RETRYING);
  g_assert_cmpint (llm_answer_get_retry_at (answer), >, g_get_monotonic_time ());
  llm_runner_stop_answer (fixture->runner, answer);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
}

static void
test_retries_setting (Fixture *fixture, gconstpointer data)
{
  GError *busy = llm_error_new (LLM_ERROR_OVERLOADED, NULL, NULL);

  g_settings_set_uint (llm_settings_get_gsettings (fixture->settings), "max-retries", 0);
  start (fixture, LLM_RUN_AGAIN);
  llm_error_set_retry_after_ms (busy, 10);
  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_FAILED, busy);
  g_assert_cmpint (llm_answer_get_state (get_answer (fixture)), ==, LLM_ANSWER_FAILED);
}

/* --- Too long, estimates, prices --- */

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *prompt = g_strnfill (20000, 'a');
  g_autoptr (LlmComparison) comparison = llm_comparison_new (prompt, NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);

  llm_comparison_add (comparison, answer);
  llm_runner_start_answer (fixture->runner, comparison, answer, LLM_RUN_AGAIN);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_error (llm_answer_get_error (answer), LLM_ERROR, LLM_ERROR_CONTEXT_TOO_LONG);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
}

static void
test_interrupted_is_estimated (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);
  const LlmUsage *usage = llm_answer_get_usage (answer);
  LlmUsage begin;

  /* Anthropic tells the input at once, and of the output just its begin. */
  start (fixture, LLM_RUN_AGAIN);
  llm_usage_init (&begin);
  begin.input = 9;
  begin.output = 1;
  llm_stream_merge_usage (get_stream (fixture, 0), &begin);
  answer_with (fixture, 0, "one two three four five six", LLM_STREAM_INTERRUPTED);
  g_assert_cmpint (usage->input, ==, 9);
  g_assert_cmpint (usage->output, ==, 6);
  g_assert_cmpuint (usage->estimated, ==, LLM_USAGE_ESTIMATED_OUTPUT);
  g_assert_cmpfloat_with_epsilon (llm_answer_get_cost (answer), 9 * 10e-6 + 6 * 20e-6, 1e-12);
  g_assert_cmpint (llm_answer_get_prices (answer)->source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpfloat (llm_answer_get_prices (answer)->in, ==, 10);

  /* Where nothing came nothing is guessed. */
  start (fixture, LLM_RUN_AGAIN);
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  g_assert_cmpint (usage->output, ==, LLM_UNKNOWN);
  g_assert_true (isnan (llm_answer_get_cost (answer)));

  /* What a vendor billed counts, whatever the catalogue says. */
  start (fixture, LLM_RUN_AGAIN);
  begin.cost_usd = 0.5;
  llm_stream_merge_usage (get_stream (fixture, 2), &begin);
  answer_with (fixture, 2, "x", LLM_STREAM_DONE);
  g_assert_cmpfloat (llm_answer_get_cost (answer), ==, 0.5);
  g_assert_cmpint (llm_answer_get_prices (answer)->source, ==, LLM_PRICE_BILLED);
  g_assert_cmpuint (usage->estimated, ==, 0);
}

/* What was known of the first half stays known when the second never came. */
static void
test_failed_continuation (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture);
  LlmUsage usage;

  start (fixture, LLM_RUN_AGAIN);
  llm_usage_init (&usage);
  usage.input = 9;
  usage.output = 100;
  llm_stream_merge_usage (get_stream (fixture, 0), &usage);
  llm_stream_set_finish_reason (get_stream (fixture, 0), "length");
  answer_with (fixture, 0, "half", LLM_STREAM_DONE);

  start (fixture, LLM_RUN_CONTINUE);
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "half");
  g_assert_cmpint (llm_answer_get_usage (answer)->input, ==, 9);
  g_assert_cmpint (llm_answer_get_usage (answer)->output, ==, 100);
  g_assert_cmpfloat_with_epsilon (llm_answer_get_cost (answer), 9 * 10e-6 + 100 * 20e-6, 1e-12);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

/* --- What was said before --- */

static LlmThread *
make_thread (guint n_turns, const char *word)
{
  LlmThread *thread = llm_thread_new ();

  for (guint i = 0; i < n_turns; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("%s prompt %u", word, i);
      g_autofree char *answer = g_strdup_printf ("%s answer %u", word, i);

      llm_thread_add (thread, LLM_ROLE_USER, prompt);
      llm_thread_add (thread, LLM_ROLE_ASSISTANT, answer);
    }
  return thread;
}

static void
assert_message (Fixture *fixture, guint stream, guint index, LlmRole role, const char *text)
{
  const LlmMessage *message
      = llm_request_get_message (fake_provider_get_request (fixture->provider, stream), index);

  g_assert_cmpint (message->role, ==, role);
  g_assert_cmpstr (message->text, ==, text);
}

static guint
get_n_messages (Fixture *fixture, guint stream)
{
  return llm_request_get_n_messages (fake_provider_get_request (fixture->provider, stream));
}

static void
test_thread (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmThread) thread = make_thread (2, "a");

  llm_answer_set_continues (get_answer (fixture), "before");
  llm_answer_set_thread (get_answer (fixture), thread);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 1);
  g_assert_cmpuint (get_n_messages (fixture, 0), ==, 5);
  assert_message (fixture, 0, 0, LLM_ROLE_USER, "a prompt 0");
  assert_message (fixture, 0, 3, LLM_ROLE_ASSISTANT, "a answer 1");
  assert_message (fixture, 0, 4, LLM_ROLE_USER, "Why?");
  g_assert_false (has_notice (fixture, LLM_NOTICE_TRIMMED));
  answer_with (fixture, 0, "Begun", LLM_STREAM_INTERRUPTED);

  /* What is to be continued comes behind the prompt it answers. */
  start (fixture, LLM_RUN_CONTINUE);
  wait_for_streams (fixture, 2);
  g_assert_cmpuint (get_n_messages (fixture, 1), ==, 7);
  assert_message (fixture, 1, 4, LLM_ROLE_USER, "Why?");
  assert_message (fixture, 1, 5, LLM_ROLE_ASSISTANT, "Begun");
  answer_with (fixture, 1, ".", LLM_STREAM_DONE);
}

static void
test_thread_is_trimmed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmThread) thread = make_thread (100, "some more words in");
  const char *const *notices;
  guint n;

  llm_answer_set_continues (get_answer (fixture), "before");
  llm_answer_set_thread (get_answer (fixture), thread);
  start (fixture, LLM_RUN_FRESH);
  wait_for_streams (fixture, 1);
  n = get_n_messages (fixture, 0);
  g_assert_cmpuint (n, >, 11);
  g_assert_cmpuint (n, <, 201);
  g_assert_cmpuint (n % 2, ==, 1);
  assert_message (fixture, 0, n - 1, LLM_ROLE_USER, "Why?");
  assert_message (fixture, 0, n - 2, LLM_ROLE_ASSISTANT, "some more words in answer 99");
  g_assert_cmpint (
      llm_request_get_message (fake_provider_get_request (fixture->provider, 0), 0)->role, ==,
      LLM_ROLE_USER);
  notices = llm_answer_get_notices (get_answer (fixture));
  g_assert_true (has_notice (fixture, LLM_NOTICE_TRIMMED));
  g_assert_cmpuint (g_ascii_strtoull (llm_notice_get_argument (notices[0]), NULL, 10), ==,
                    100 - (n - 1) / 2);
  /* Room is left for the answer. */
  g_assert_cmpint (
      llm_request_estimate_input (fake_provider_get_request (fixture->provider, 0)), <=, 750);
  answer_with (fixture, 0, "So.", LLM_STREAM_DONE);
}

static void
test_thread_from_store (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeStore) store = fake_store_new ();
  g_autoptr (LlmThread) thread = make_thread (1, "stored");

  fake_store_set_thread (store, thread);
  llm_runner_set_store (fixture->runner, LLM_STORE (store));
  llm_comparison_set_place (fixture->comparison, "chat", "turn", "answer");
  start (fixture, LLM_RUN_FRESH);
  g_assert_cmpstr (fake_store_get_log (store), ==, "thread answer\n");
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
  wait_for_streams (fixture, 1);
  g_assert_cmpuint (get_n_messages (fixture, 0), ==, 3);
  assert_message (fixture, 0, 0, LLM_ROLE_USER, "stored prompt 0");
  answer_with (fixture, 0, "So.", LLM_STREAM_DONE);

  /* It is at hand now. */
  start (fixture, LLM_RUN_AGAIN);
  wait_for_streams (fixture, 2);
  g_assert_cmpstr (fake_store_get_log (store), ==, "thread answer\n");
  g_assert_cmpuint (get_n_messages (fixture, 1), ==, 3);
  answer_with (fixture, 1, "So.", LLM_STREAM_DONE);
  llm_runner_set_store (fixture->runner, NULL);
}

static void
test_thread_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (FakeStore) store = fake_store_new ();
  g_autoptr (GError) error = llm_error_new (LLM_ERROR_NETWORK, "Gone.", NULL);
  LlmAnswer *answer = get_answer (fixture);

  llm_answer_set_continues (answer, "before");
  start (fixture, LLM_RUN_FRESH);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_error (llm_answer_get_error (answer), LLM_ERROR, LLM_ERROR_UNSUPPORTED);

  fake_store_set_error (store, error);
  llm_runner_set_store (fixture->runner, LLM_STORE (store));
  start (fixture, LLM_RUN_FRESH);
  WAIT_FOR (llm_answer_get_state (answer) != LLM_ANSWER_QUEUED);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_cmpstr (llm_answer_get_error (answer)->message, ==, "Gone.");

  /* Stopped before the answer of the store is there. */
  start (fixture, LLM_RUN_FRESH);
  llm_runner_stop_answer (fixture->runner, answer);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
  llm_runner_set_store (fixture->runner, NULL);
}

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("/run/cache/hit", test_cache_hit);
  ADD ("/run/cache/misses", test_cache_misses);
  ADD ("/run/cache/samples", test_cache_samples);
  ADD ("/run/cache/stopped", test_cache_stopped_while_looking);
  ADD ("/run/rate/waits", test_rate_limit);
  ADD ("/run/rate/passes", test_rate_limit_passes);
  ADD ("/run/without", test_without);
  ADD ("/run/without-schema", test_without_schema);
  ADD ("/run/without-waits", test_without_waits);
  ADD ("/run/retries", test_retries_setting);
  ADD ("/run/too-long", test_too_long);
  ADD ("/run/estimates", test_interrupted_is_estimated);
  ADD ("/run/failed-continuation", test_failed_continuation);
  ADD ("/run/thread/sent", test_thread);
  ADD ("/run/thread/trimmed", test_thread_is_trimmed);
  ADD ("/run/thread/from-store", test_thread_from_store);
  ADD ("/run/thread/fails", test_thread_fails);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
