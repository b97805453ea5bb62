/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-fake-provider.h"
#include "llm-judge-material.h"
#include "llm-judge-run.h"

#include <math.h>
#include <string.h>

static const char *const texts[] = { "First text", "Second text", NULL };

typedef struct
{
  LlmCatalog *catalog;
  GListStore *providers;
  FakeProvider *provider;
  LlmJudgeRun *run;
  LlmJudgeMaterial *material;
  GCancellable *cancellable;
  LlmJudgement *judgement;
  GError *error;
  guint n_done;
  GString *states;
} Fixture;

/* Stands for what reads JSON: "bad" is none, "slow" waits to be cancelled. */
static gboolean
parse (const LlmJudgeQuestion *question,
       const char *reply,
       LlmJudgement *judgement,
       GCancellable *cancellable,
       GError **error)
{
  if (g_str_equal (reply, "bad"))
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_PROTOCOL, "Cannot be read.");
      return FALSE;
    }
  while (g_str_equal (reply, "slow") && !g_cancellable_is_cancelled (cancellable))
    g_thread_yield ();
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  judgement->summary = g_strdup (reply);
  return TRUE;
}

static void
state_cb (LlmJudgeRun *run, GParamSpec *pspec, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->states, "%s ",
                          llm_answer_state_to_string (llm_judge_run_get_state (run)));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  LlmModelFacts facts;
  g_autoptr (LlmModel) model = NULL;

  fixture->catalog = llm_catalog_new ();
  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "judge-1";
  facts.name = "Judge One";
  facts.context_window = 100000;
  facts.price_in = 1;
  facts.price_out = 10;
  facts.price_source = LLM_PRICE_CATALOG;
  model = llm_model_new (&facts);
  llm_catalog_add (fixture->catalog, model);

  fixture->providers = g_list_store_new (LLM_TYPE_PROVIDER);
  fixture->provider = fake_provider_new ("p");
  g_list_store_append (fixture->providers, fixture->provider);
  fixture->run
      = llm_judge_run_new (G_LIST_MODEL (fixture->providers), fixture->catalog, NULL, NULL, parse);
  llm_judge_run_set_seed (fixture->run, 5);
  fixture->states = g_string_new (NULL);
  g_signal_connect (fixture->run, "notify::state", G_CALLBACK (state_cb), fixture);
  fixture->material = judge_test_new_material (texts);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->run);
  g_assert_finalize_object (fixture->catalog);
  g_object_unref (fixture->providers);
  g_object_unref (fixture->provider);
  g_object_unref (fixture->cancellable);
  llm_judge_material_unref (fixture->material);
  g_clear_pointer (&fixture->judgement, llm_judgement_unref);
  g_clear_error (&fixture->error);
  g_string_free (fixture->states, TRUE);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("This took too long");
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline_id = g_timeout_add_seconds (30, deadline_cb, NULL);                             \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline_id);                                                                 \
  }                                                                                                \
  G_STMT_END

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->judgement, llm_judgement_unref);
  g_clear_error (&fixture->error);
  fixture->judgement = llm_judge_run_ask_finish (LLM_JUDGE_RUN (object), result, &fixture->error);
  g_assert_true ((fixture->judgement != NULL) == (fixture->error == NULL));
  fixture->n_done++;
}

static void
ask (Fixture *fixture, const char *provider_id)
{
  llm_judge_run_ask_async (fixture->run, fixture->material, provider_id, "judge-1", NULL,
                           fixture->cancellable, asked_cb, fixture);
}

static LlmStream *
wait_for_stream (Fixture *fixture, guint index)
{
  WAIT_FOR (fake_provider_get_n_streams (fixture->provider) > index);
  return fake_provider_get_stream (fixture->provider, index);
}

static void
reply (Fixture *fixture, const char *text, LlmStreamOutcome outcome, const char *reason)
{
  LlmStream *stream;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, fake_provider_get_n_streams (fixture->provider));
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_set_finish_reason (stream, reason);
  llm_stream_finish (stream, outcome, NULL);
  WAIT_FOR (fixture->n_done == 1);
}

static void
test_done (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = llm_judge_material_make_key (fixture->material, "p", "judge-1", NULL);
  LlmUsage usage;
  LlmStream *stream;
  LlmRequest *request;
  const char *name;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, 0);
  request = fake_provider_get_request (fixture->provider, 0);
  g_assert_nonnull (strstr (llm_request_get_schema (request, &name), "\"enum\":[\"A\",\"B\"]"));
  g_assert_cmpstr (name, ==, LLM_JUDGE_SCHEMA_NAME);
  g_assert_nonnull (llm_request_get_system (request));
  g_assert_cmpuint (llm_request_get_n_messages (request), ==, 1);
  g_assert_nonnull (strstr (llm_request_get_message (request, 0)->text, "Second text"));
  /* The vendor's own defaults. */
  g_assert_true (isnan (llm_request_get_params (request)->temperature));

  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_REASONING, "Hm.");
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "gö");
  g_assert_cmpuint (llm_judge_run_get_n_received (fixture->run), ==, 2);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "od");
  llm_usage_init (&usage);
  usage.input = 1000;
  usage.output = 100;
  llm_stream_merge_usage (stream, &usage);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  WAIT_FOR (fixture->n_done == 1);

  g_assert_no_error (fixture->error);
  g_assert_no_error (fixture->judgement->error);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_DONE);
  g_assert_cmpstr (fixture->judgement->summary, ==, "göod");
  g_assert_cmpstr (fixture->judgement->raw, ==, "göod");
  g_assert_cmpstr (fixture->judgement->provider_id, ==, "p");
  g_assert_cmpstr (fixture->judgement->model_id, ==, "judge-1");
  g_assert_cmpstr (fixture->judgement->title, ==, "Judge One");
  g_assert_cmpstr (fixture->judgement->turn_id, ==,
                   llm_judge_material_get_turn_id (fixture->material));
  g_assert_cmpstr (fixture->judgement->key, ==, key);
  g_assert_cmpuint (fixture->judgement->seed, ==, 5);
  g_assert_cmpint (fixture->judgement->usage.output, ==, 100);
  g_assert_cmpfloat_with_epsilon (fixture->judgement->cost, 0.002, 1e-9);
  g_assert_cmpint (fixture->judgement->price_source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpfloat (fixture->judgement->elapsed_ms, >=, 0);
  g_assert_cmpint (fixture->judgement->created_at, >, 0);
  g_assert_cmpuint (fixture->judgement->answers->len, ==, 2);
  g_assert_cmpstr (fixture->states->str, ==, "connecting thinking streaming done ");
}

static void
test_bad_reply (Fixture *fixture, gconstpointer data)
{
  reply (fixture, "bad", LLM_STREAM_DONE, "stop");
  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_FAILED);
  g_assert_error (fixture->judgement->error, LLM_ERROR, LLM_ERROR_PROTOCOL);
  g_assert_cmpstr (fixture->judgement->raw, ==, "bad");
  g_assert_true (fixture->judgement->cost > 0);
}

static void
test_cut_off (Fixture *fixture, gconstpointer data)
{
  reply (fixture, "{\"answers\":[", LLM_STREAM_DONE, "length");
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_FAILED);
  g_assert_error (fixture->judgement->error, LLM_ERROR, LLM_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (fixture->judgement->error->message, "cut off"));
  g_assert_cmpstr (fixture->judgement->raw, ==, "{\"answers\":[");
}

static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  reply (fixture, "half", LLM_STREAM_INTERRUPTED, NULL);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_INTERRUPTED);
  g_assert_cmpstr (fixture->judgement->raw, ==, "half");
  g_assert_null (fixture->judgement->summary);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, 0);
  llm_stream_finish (stream, LLM_STREAM_FAILED, llm_error_new (LLM_ERROR_AUTH, NULL, "no"));
  WAIT_FOR (fixture->n_done == 1);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_FAILED);
  g_assert_error (fixture->judgement->error, LLM_ERROR, LLM_ERROR_AUTH);
  g_assert_cmpstr (fixture->judgement->raw, ==, "");

  /* The same object can ask again. */
  ask (fixture, "nobody");
  WAIT_FOR (fixture->n_done == 2);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_FAILED);
  g_assert_error (fixture->judgement->error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
}

/* Who does not know the form is asked without it. */
static void
test_form_refused (Fixture *fixture, gconstpointer data)
{
  GError *error = llm_error_new (LLM_ERROR_BAD_REQUEST, NULL, "no");
  LlmStream *stream;

  llm_error_set_param (error, LLM_PARAM_SCHEMA);
  ask (fixture, "p");
  llm_stream_finish (wait_for_stream (fixture, 0), LLM_STREAM_FAILED, error);
  stream = wait_for_stream (fixture, 1);
  g_assert_null (llm_request_get_schema (fake_provider_get_request (fixture->provider, 1), NULL));
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "fine");
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  WAIT_FOR (fixture->n_done == 1);
  g_assert_cmpstr (fixture->judgement->summary, ==, "fine");
}

static void
assert_cancelled (Fixture *fixture)
{
  WAIT_FOR (fixture->n_done == 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (llm_judge_run_get_state (fixture->run), ==, LLM_ANSWER_STOPPED);
}

static void
test_cancelled_at_once (Fixture *fixture, gconstpointer data)
{
  g_cancellable_cancel (fixture->cancellable);
  ask (fixture, "p");
  assert_cancelled (fixture);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->provider), ==, 0);
}

static void
test_cancelled_in_stream (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, 0);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "x");
  g_cancellable_cancel (fixture->cancellable);
  assert_cancelled (fixture);
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->provider), ==, 1);
}

static void
test_cancelled_while_read (Fixture *fixture, gconstpointer data)
{
  LlmStream *stream;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, 0);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "slow");
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
  g_cancellable_cancel (fixture->cancellable);
  assert_cancelled (fixture);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "p");
  ask (fixture, "p");
  WAIT_FOR (fixture->n_done == 1);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_cancellable_cancel (fixture->cancellable);
  WAIT_FOR (fixture->n_done == 2);
}

/* A judge that never ends is stopped. */
static void
test_endless (Fixture *fixture, gconstpointer data)
{
  g_autofree char *piece = g_strnfill (10000, 'x');
  LlmStream *stream;

  ask (fixture, "p");
  stream = wait_for_stream (fixture, 0);
  for (guint i = 0; i < 30; i++)
    llm_stream_emit_delta (stream, LLM_DELTA_TEXT, piece);
  WAIT_FOR (fixture->n_done == 1);
  g_assert_cmpint (fixture->judgement->state, ==, LLM_ANSWER_FAILED);
  g_assert_error (fixture->judgement->error, LLM_ERROR, LLM_ERROR_PROTOCOL);
  g_assert_cmpuint (strlen (fixture->judgement->raw), ==, LLM_JUDGE_MAX_REPLY);
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->provider), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/judge-run/done", test_done);
  ADD ("/judge-run/bad-reply", test_bad_reply);
  ADD ("/judge-run/cut-off", test_cut_off);
  ADD ("/judge-run/interrupted", test_interrupted);
  ADD ("/judge-run/error", test_error);
  ADD ("/judge-run/form-refused", test_form_refused);
  ADD ("/judge-run/cancelled/at-once", test_cancelled_at_once);
  ADD ("/judge-run/cancelled/in-stream", test_cancelled_in_stream);
  ADD ("/judge-run/cancelled/while-read", test_cancelled_while_read);
  ADD ("/judge-run/busy", test_busy);
  ADD ("/judge-run/endless", test_endless);
  return g_test_run ();
}
