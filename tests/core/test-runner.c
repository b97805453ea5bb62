/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-fake-provider.h"
#include "llm-fake-store.h"
#include "llm-recorder.h"
#include "llm-runner.h"

typedef struct
{
  FakeProvider *provider;
  LlmCatalog *catalog;
  LlmRunner *runner;
  LlmComparison *comparison;
  guint n_finished;
} Fixture;

static void
finished_cb (LlmRunner *runner, LlmComparison *comparison, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (comparison == fixture->comparison);
  fixture->n_finished++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);

  fixture->provider = fake_provider_new ("p");
  g_list_store_append (providers, fixture->provider);
  fixture->catalog = llm_catalog_new ();
  fixture->runner = llm_runner_new (G_LIST_MODEL (providers), fixture->catalog);
  fixture->comparison = llm_comparison_new ("Why?", "Be brief.");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);

      llm_comparison_add (fixture->comparison, answer);
    }
  g_signal_connect (fixture->runner, "finished", G_CALLBACK (finished_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->runner);
  g_assert_finalize_object (fixture->comparison);
  g_object_unref (fixture->catalog);
  g_object_unref (fixture->provider);
}

static LlmAnswer *
get_answer (Fixture *fixture, guint index)
{
  return llm_comparison_get_answer (fixture->comparison, index);
}

static LlmAnswerState
get_state (Fixture *fixture, guint index)
{
  return llm_answer_get_state (get_answer (fixture, index));
}

static LlmStream *
get_stream (Fixture *fixture, guint index)
{
  return fake_provider_get_stream (fixture->provider, index);
}

static void
test_isolation (Fixture *fixture, gconstpointer data)
{
  LlmUsage usage;

  llm_runner_start (fixture->runner, fixture->comparison);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 3);
  g_assert_cmpuint (llm_runner_get_n_running (fixture->runner), ==, 3);
  g_assert_true (llm_runner_find (fixture->runner, llm_comparison_get_id (fixture->comparison))
                 == fixture->comparison);
  g_assert_cmpint (get_state (fixture, 0), ==, LLM_ANSWER_CONNECTING);

  /* The second one first: order of completion is not order of columns. */
  llm_stream_emit_phase (get_stream (fixture, 1), LLM_STREAM_OPEN);
  g_assert_cmpint (get_state (fixture, 1), ==, LLM_ANSWER_THINKING);
  llm_stream_emit_delta (get_stream (fixture, 1), LLM_DELTA_REASONING, "hm");
  g_assert_cmpint (get_state (fixture, 1), ==, LLM_ANSWER_THINKING);
  llm_stream_emit_delta (get_stream (fixture, 1), LLM_DELTA_TEXT, "Because");
  g_assert_cmpint (get_state (fixture, 1), ==, LLM_ANSWER_STREAMING);
  llm_usage_init (&usage);
  usage.input = 3;
  usage.output = 1;
  llm_stream_merge_usage (get_stream (fixture, 1), &usage);
  llm_stream_set_finish_reason (get_stream (fixture, 1), "stop");
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_DONE, NULL);
  g_assert_cmpint (get_state (fixture, 1), ==, LLM_ANSWER_DONE);
  g_assert_cmpstr (llm_answer_get_finish_reason (get_answer (fixture, 1)), ==, "stop");
  g_assert_cmpint (llm_answer_get_usage (get_answer (fixture, 1))->input, ==, 3);

  llm_stream_finish (get_stream (fixture, 0), LLM_STREAM_FAILED,
                     llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
  g_assert_cmpint (get_state (fixture, 0), ==, LLM_ANSWER_FAILED);
  g_assert_cmpint (get_state (fixture, 2), ==, LLM_ANSWER_CONNECTING);
  g_assert_cmpuint (fixture->n_finished, ==, 0);

  llm_stream_emit_phase (get_stream (fixture, 2), LLM_STREAM_OPEN);
  llm_stream_emit_delta (get_stream (fixture, 2), LLM_DELTA_TEXT, "half");
  llm_stream_finish (get_stream (fixture, 2), LLM_STREAM_INTERRUPTED,
                     llm_error_new (LLM_ERROR_PROTOCOL, NULL, NULL));
  g_assert_cmpint (get_state (fixture, 2), ==, LLM_ANSWER_INTERRUPTED);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 2)), ==, "half");
  g_assert_error (llm_answer_get_error (get_answer (fixture, 2)), LLM_ERROR, LLM_ERROR_PROTOCOL);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
  g_assert_cmpuint (llm_runner_get_n_running (fixture->runner), ==, 0);
  g_assert_null (llm_runner_find (fixture->runner, llm_comparison_get_id (fixture->comparison)));
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  llm_runner_start (fixture->runner, fixture->comparison);
  llm_stream_emit_delta (get_stream (fixture, 0), LLM_DELTA_TEXT, "partial");
  llm_runner_stop_answer (fixture->runner, get_answer (fixture, 0));
  g_assert_cmpint (get_state (fixture, 0), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "partial");
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->provider), ==, 1);
  llm_runner_stop_answer (fixture->runner, get_answer (fixture, 0));
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->provider), ==, 1);

  /* A late delta of a stopped stream changes nothing. */
  llm_stream_emit_delta (get_stream (fixture, 0), LLM_DELTA_TEXT, " late");
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "partial");

  llm_runner_stop (fixture->runner, fixture->comparison);
  g_assert_cmpint (get_state (fixture, 2), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (fixture->n_finished, ==, 1);
}

static void
test_continue (Fixture *fixture, gconstpointer data)
{
  LlmUsage usage;
  LlmRequest *request;

  llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture, 0),
                           LLM_RUN_FRESH);
  request = fake_provider_get_request (fixture->provider, 0);
  g_assert_cmpstr (llm_request_get_system (request), ==, "Be brief.");
  g_assert_cmpuint (llm_request_get_n_messages (request), ==, 1);
  llm_stream_emit_delta (get_stream (fixture, 0), LLM_DELTA_TEXT, "one ");
  llm_runner_stop_answer (fixture->runner, get_answer (fixture, 0));

  llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture, 0),
                           LLM_RUN_CONTINUE);
  request = fake_provider_get_request (fixture->provider, 1);
  g_assert_cmpuint (llm_request_get_n_messages (request), ==, 3);
  g_assert_cmpint (llm_request_get_message (request, 1)->role, ==, LLM_ROLE_ASSISTANT);
  g_assert_cmpstr (llm_request_get_message (request, 1)->text, ==, "one ");
  llm_stream_emit_delta (get_stream (fixture, 1), LLM_DELTA_TEXT, "two");
  llm_usage_init (&usage);
  usage.input = usage.output = 2;
  llm_stream_merge_usage (get_stream (fixture, 1), &usage);
  llm_stream_finish (get_stream (fixture, 1), LLM_STREAM_DONE, NULL);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "one two");
  /* What the stopped request used was never told, so the sum is an estimate. */
  g_assert_cmpint (llm_answer_get_usage (get_answer (fixture, 0))->output, ==, 3);
  g_assert_cmpuint (llm_answer_get_usage (get_answer (fixture, 0))->estimated, ==,
                    LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT);

  /* Asking anew drops the text. */
  llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture, 0),
                           LLM_RUN_FRESH);
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "");
  llm_runner_stop_all (fixture->runner);
}

static void
test_continue_sums (Fixture *fixture, gconstpointer data)
{
  LlmUsage usage;

  llm_usage_init (&usage);
  for (guint i = 0; i < 2; i++)
    {
      llm_runner_start_answer (fixture->runner, fixture->comparison, get_answer (fixture, 0),
                               LLM_RUN_CONTINUE);
      llm_stream_emit_delta (get_stream (fixture, i), LLM_DELTA_TEXT, "half ");
      usage.input = 10 + i;
      usage.output = 100;
      llm_stream_merge_usage (get_stream (fixture, i), &usage);
      llm_stream_set_finish_reason (get_stream (fixture, i), i == 0 ? "length" : "stop");
      llm_stream_finish (get_stream (fixture, i), LLM_STREAM_DONE, NULL);
    }
  g_assert_cmpstr (llm_answer_get_text (get_answer (fixture, 0)), ==, "half half ");
  g_assert_cmpint (llm_answer_get_usage (get_answer (fixture, 0))->input, ==, 21);
  g_assert_cmpint (llm_answer_get_usage (get_answer (fixture, 0))->output, ==, 200);
}

static gboolean
wait_for_streams (Fixture *fixture, guint n)
{
  gint64 deadline = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (fake_provider_get_n_streams (fixture->provider) < n)
    {
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      g_main_context_iteration (NULL, TRUE);
    }
  return TRUE;
}

static GError *
make_busy_error (void)
{
  GError *error = llm_error_new (LLM_ERROR_OVERLOADED, NULL, NULL);

  llm_error_set_retry_after_ms (error, 20);
  return error;
}

static void
test_retry (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = get_answer (fixture, 0);

  llm_runner_start_answer (fixture->runner, fixture->comparison, answer, LLM_RUN_FRESH);
  for (guint i = 0; i < 2; i++)
    {
      llm_stream_finish (get_stream (fixture, i), LLM_STREAM_FAILED, make_busy_error ());
      g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_RETRYING);
      g_assert_cmpuint (llm_answer_get_attempt (answer), ==, i + 1);
      g_assert_cmpint (llm_answer_get_retry_at (answer), >, g_get_monotonic_time () - 1000000);
      g_assert_true (wait_for_streams (fixture, i + 2));
      g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_CONNECTING);
      g_assert_null (llm_answer_get_error (answer));
    }
  /* The third failure is final. */
  llm_stream_finish (get_stream (fixture, 2), LLM_STREAM_FAILED, make_busy_error ());
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_cmpuint (fixture->n_finished, ==, 1);

  /* Never again once a token was seen. */
  llm_runner_start_answer (fixture->runner, fixture->comparison, answer, LLM_RUN_FRESH);
  llm_stream_emit_delta (get_stream (fixture, 3), LLM_DELTA_TEXT, "x");
  llm_stream_finish (get_stream (fixture, 3), LLM_STREAM_FAILED, make_busy_error ());
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);

  /* Stopped while it waits. */
  llm_runner_start_answer (fixture->runner, fixture->comparison, answer, LLM_RUN_FRESH);
  llm_stream_finish (get_stream (fixture, 4), LLM_STREAM_FAILED, make_busy_error ());
  llm_runner_stop_answer (fixture->runner, answer);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (llm_runner_get_n_running (fixture->runner), ==, 0);
}

static void
test_unknown_provider (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new ("gone", "m", NULL);

  llm_comparison_add (fixture->comparison, answer);
  llm_runner_start_answer (fixture->runner, fixture->comparison, answer, LLM_RUN_FRESH);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_FAILED);
  g_assert_error (llm_answer_get_error (answer), LLM_ERROR, LLM_ERROR_UNSUPPORTED);
}

static void
test_dispose_while_running (Fixture *fixture, gconstpointer data)
{
  llm_runner_start (fixture->runner, fixture->comparison);
  g_object_run_dispose (G_OBJECT (fixture->runner));
  g_assert_cmpint (get_state (fixture, 0), ==, LLM_ANSWER_STOPPED);
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->provider), ==, 3);
}

/* Recorder */

static void
spin (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
assert_log (FakeStore *store, const char *expected)
{
  spin ();
  g_assert_cmpstr (fake_store_get_log (store), ==, expected);
  fake_store_clear_log (store);
}

static gboolean
quit_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
wait_for_log (FakeStore *store)
{
  gboolean timed_out = FALSE;
  guint id = g_timeout_add_seconds (10, quit_cb, &timed_out);

  while (*fake_store_get_log (store) == '\0' && !timed_out)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (timed_out);
  g_source_remove (id);
}

static void
test_recorder (void)
{
  g_autoptr (FakeStore) store = fake_store_new ();
  LlmComparison *comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) a = llm_answer_new_with_id ("a", "p", "m", NULL);
  g_autoptr (LlmAnswer) b = llm_answer_new_with_id ("b", "p", "m", NULL);
  g_autoptr (GError) full = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "full");
  LlmRecorder *recorder;

  llm_comparison_add (comparison, a);
  llm_comparison_add (comparison, b);
  recorder = llm_recorder_attach (LLM_STORE (store), comparison);
  g_assert_true (llm_recorder_attach (LLM_STORE (store), comparison) == recorder);
  llm_recorder_save (recorder);
  assert_log (store, "all  \n");

  llm_answer_set_state (a, LLM_ANSWER_CONNECTING);
  assert_log (store, "answer a connecting -\n");
  llm_answer_append (a, LLM_DELTA_TEXT, "one");
  llm_answer_append (a, LLM_DELTA_TEXT, " two");
  llm_answer_append (a, LLM_DELTA_REASONING, "hm");
  assert_log (store, "");
  wait_for_log (store);
  assert_log (store, "text a one two\nreasoning a hm\n");

  /* A change of state writes what waits first. */
  llm_answer_append (a, LLM_DELTA_TEXT, " three");
  llm_answer_set_state (a, LLM_ANSWER_STREAMING);
  assert_log (store, "text a  three\nanswer a streaming -\n");
  llm_answer_append (a, LLM_DELTA_TEXT, " four");
  llm_answer_set_state (a, LLM_ANSWER_DONE);
  assert_log (store, "answer a done -\n");
  llm_answer_set_vote (a, LLM_VOTE_UP);
  assert_log (store, "answer a done up\n");

  llm_comparison_move (comparison, "b", 0);
  assert_log (store, "all  one two three four\n");
  /* Still watched once after the move. */
  llm_answer_set_vote (a, LLM_VOTE_DOWN);
  assert_log (store, "answer a done down\n");

  /* What could not be written is written with the next change, whole. */
  fake_store_set_error (store, full);
  llm_answer_set_vote (a, LLM_VOTE_NONE);
  assert_log (store, "answer a done -\n");
  g_assert_error (llm_recorder_get_error (recorder), LLM_DB_ERROR, LLM_DB_ERROR_FULL);
  fake_store_set_error (store, NULL);
  llm_answer_set_vote (b, LLM_VOTE_UP);
  assert_log (store, "all  one two three four\n");
  g_assert_no_error (llm_recorder_get_error (recorder));

  /* What waits is written when the comparison goes. */
  llm_answer_append (b, LLM_DELTA_TEXT, "last words");
  g_assert_finalize_object (comparison);
  assert_log (store, "text b last words\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/runner/isolation", test_isolation);
  ADD ("/runner/stop", test_stop);
  ADD ("/runner/continue", test_continue);
  ADD ("/runner/continue-sums", test_continue_sums);
  ADD ("/runner/retry", test_retry);
  ADD ("/runner/unknown-provider", test_unknown_provider);
  ADD ("/runner/dispose-while-running", test_dispose_while_running);
  g_test_add_func ("/recorder", test_recorder);

  return g_test_run ();
}
