/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fault-vendors.h"

#include "llm-net.h"
#include "llm-runner.h"

#include <string.h>

/* What a column makes of an attempt that fails: waits and asks again, leaves something
 * out, or gives up.  From the runner down to the wire, with every vendor, beside a
 * column that must not notice. */

/**
 * Vendor:
 * @provider: its id
 * @sample: the name of its #Sample and #FaultVendor
 * @preset: (nullable): of an endpoint; NULL for a vendor with its own API
 * @base_variable: (nullable): the environment's variable with its base URL
 * @limit: the header with the limit of requests
 * @remaining: the header with what is left of it
 * @refuses: how it says that it does not take a temperature
 */
typedef struct
{
  const char *provider;
  const char *sample;
  const char *preset;
  const char *base_variable;
  const char *limit;
  const char *remaining;
  const char *refuses;
} Vendor;

#define OPENAI_REFUSES                                                                             \
  "{\"error\":{\"message\":\"Unsupported parameter: 'temperature' is not supported with this "     \
  "model.\",\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":"                \
  "\"unsupported_parameter\"}}"

static const Vendor vendors[] = {
  { "openai", "openai", NULL, "LLMSELECT_OPENAI_BASE_URL", "x-ratelimit-limit-requests",
    "x-ratelimit-remaining-requests", OPENAI_REFUSES },
  { "anthropic", "anthropic", NULL, "LLMSELECT_ANTHROPIC_BASE_URL",
    "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":"
    "\"`temperature` is deprecated for this model.\"}}" },
  { "gemini", "gemini", NULL, "LLMSELECT_GEMINI_BASE_URL", "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "{\"error\":{\"code\":400,\"message\":\"temperature is not supported by this model.\","
    "\"status\":\"INVALID_ARGUMENT\"}}" },
  { "mistral", "mistral", NULL, "LLMSELECT_MISTRAL_BASE_URL", "x-ratelimit-limit-req-minute",
    "x-ratelimit-remaining-req-minute",
    "{\"object\":\"error\",\"message\":\"temperature is not supported by this model\",\"type\":"
    "\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"3051\"}" },
  { "mine", "compatible", "openrouter", NULL, "x-ratelimit-limit", "x-ratelimit-remaining",
    OPENAI_REFUSES },
  { "native", "ollama", "ollama", NULL, "x-ratelimit-limit", "x-ratelimit-remaining",
    "{\"error\":\"temperature is not supported by this model\"}" },
};

typedef struct _Case Case;

/**
 * World:
 *
 * The program without its windows: two columns, of the vendor and of a neighbour.
 */
typedef struct
{
  const Vendor *vendor;
  const Case *row;
  const Sample *sample;
  LlmFakeServer *server;
  LlmFakeServer *other_server;
  LlmSettings *settings;
  LlmFakeSecrets *secrets;
  GListModel *providers;
  LlmRunner *runner;
  LlmComparison *comparison;
  LlmAnswer *answer;
  LlmAnswer *neighbour;
  guint n_retrying;
  gint64 connecting_at; /* monotonic, of the last attempt */
  gint64 retrying_at;   /* when it began to wait for the last time */
  gint64 waited_from;   /* the attempt that failed before that began then */
  gint64 retry_at;
} World;

/**
 * Case:
 * @name: the end of the test's path
 * @body: what the vendor says instead of an answer
 * @n_failures: how often it does, before it answers
 * @header: (nullable): a line of the failure's head, "name: value"
 * @should: (nullable): the value of x-should-retry
 * @max_retries: the user's setting, -1 for the default
 * @state: where the column ends
 * @code: the error there, 0 for none
 * @n_retries: how often it waits
 * @least_ms: how long it waits before the last attempt, at least
 * @most_ms: and at most
 */
struct _Case
{
  const char *name;
  FaultBodyKind body;
  guint n_failures;
  const char *header;
  const char *should;
  int max_retries;
  LlmAnswerState state;
  LlmErrorCode code;
  guint n_retries;
  gint64 least_ms;
  gint64 most_ms;
};

#define SOON "retry-after-ms: 20"
#define DONE LLM_ANSWER_DONE
#define FAILED LLM_ANSWER_FAILED

static const Case cases[] = {
  { "503/then-success", BODY_UNAVAILABLE, 1, SOON, NULL, -1, DONE, 0, 1, 20, 20 },
  { "503/twice", BODY_UNAVAILABLE, 2, SOON, NULL, -1, DONE, 0, 2, 20, 20 },
  { "503/for-ever", BODY_UNAVAILABLE, 9, SOON, NULL, -1, FAILED, LLM_ERROR_OVERLOADED, 2, 20, 20 },
  { "503/more-retries", BODY_UNAVAILABLE, 4, SOON, NULL, 4, DONE, 0, 4, 20, 20 },
  { "503/no-retries", BODY_UNAVAILABLE, 9, SOON, NULL, 0, FAILED, LLM_ERROR_OVERLOADED, 0 },
  /* Half a second, less a quarter at most. */
  { "503/own-delay", BODY_UNAVAILABLE, 1, NULL, NULL, -1, DONE, 0, 1, 375, 500 },
  { "500", BODY_SERVER_ERROR, 1, SOON, NULL, -1, DONE, 0, 1, 20, 20 },
  { "529", BODY_OVERLOADED, 1, SOON, NULL, -1, DONE, 0, 1, 20, 20 },
  { "429/seconds", BODY_RATE_LIMIT, 1, "Retry-After: 1", NULL, -1, DONE, 0, 1, 1000, 1000 },
  /* Nobody wants to wait for that unasked. */
  { "429/long", BODY_RATE_LIMIT, 1, "Retry-After: 61", NULL, -1, FAILED, LLM_ERROR_RATE_LIMIT },
  { "quota", BODY_QUOTA, 1, SOON, NULL, -1, FAILED, LLM_ERROR_QUOTA },
  { "quota/should", BODY_QUOTA, 1, SOON, "true", -1, FAILED, LLM_ERROR_QUOTA },
  { "should", BODY_NO_MODEL, 1, SOON, "true", -1, DONE, 0, 1, 20, 20 },
  { "should-not", BODY_UNAVAILABLE, 1, SOON, "false", -1, FAILED, LLM_ERROR_OVERLOADED },
  { "401", BODY_BAD_KEY, 1, SOON, NULL, -1, FAILED, LLM_ERROR_AUTH },
  { "404", BODY_NO_MODEL, 1, SOON, NULL, -1, FAILED, LLM_ERROR_MODEL_NOT_FOUND },
  { "too-long", BODY_TOO_LONG, 1, SOON, NULL, -1, FAILED, LLM_ERROR_CONTEXT_TOO_LONG },
};

typedef struct
{
  const Vendor *vendor;
  const Case *row;
} Place;

/* --- The world --- */

static const FaultVendor *
find_fault_vendor (World *world)
{
  for (guint i = 0; i < n_fault_vendors; i++)
    {
      if (g_str_equal (fault_vendors[i].sample, world->vendor->sample))
        return &fault_vendors[i];
    }
  g_assert_not_reached ();
}

static void
set_endpoints (World *world, gboolean any)
{
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  g_autofree char *url = llm_fake_server_dup_url (world->server, world->sample->base_path);
  g_autofree char *other_url = llm_fake_server_dup_url (world->other_server, "/v1");

  if (any)
    g_ptr_array_add (endpoints, llm_endpoint_new ("neighbour", "Neighbour", other_url));
  if (any && world->vendor->base_variable == NULL)
    {
      LlmEndpoint *endpoint = llm_endpoint_new (world->vendor->provider, "Tested", url);

      endpoint->preset = g_strdup (world->vendor->preset);
      g_ptr_array_add (endpoints, endpoint);
    }
  if (world->vendor->base_variable != NULL)
    g_setenv (world->vendor->base_variable, url, TRUE);
  llm_settings_set_endpoints (world->settings, endpoints);
  llm_test_settle ();
}

static void
state_cb (World *world)
{
  if (llm_answer_get_state (world->answer) == LLM_ANSWER_CONNECTING)
    world->connecting_at = g_get_monotonic_time ();
  if (llm_answer_get_state (world->answer) != LLM_ANSWER_RETRYING)
    return;
  world->n_retrying++;
  world->waited_from = world->connecting_at;
  world->retrying_at = g_get_monotonic_time ();
  world->retry_at = llm_answer_get_retry_at (world->answer);
  g_assert_cmpuint (llm_answer_get_attempt (world->answer), ==, world->n_retrying);
  /* Why it waits is there to be read. */
  g_assert_nonnull (llm_answer_get_error (world->answer));
}

static LlmAnswer *
add_column (World *world, const char *provider)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new (provider, "test-model", NULL);
  g_autoptr (LlmParams) params = llm_params_new ();

  params->temperature = 0.5;
  llm_answer_set_params (answer, params);
  llm_comparison_add (world->comparison, answer);
  return answer;
}

static gboolean
streams (gpointer user_data)
{
  return llm_answer_get_state (user_data) == LLM_ANSWER_STREAMING;
}

static void
start_neighbour (World *world)
{
  const Sample *sample = sample_find ("compatible");
  LlmFakeScript *script = llm_fake_script_new (200, sample_get_content_type (sample));
  guint i = 0;

  for (; strstr (sample->events[i], "Hel") == NULL; i++)
    llm_fake_script_send (script, sample->events[i]);
  llm_fake_script_send (script, sample->events[i]);
  llm_fake_script_hold (script);
  for (i++; sample->events[i] != NULL; i++)
    llm_fake_script_send (script, sample->events[i]);
  llm_fake_server_take_script (world->other_server, script);
  llm_runner_start_answer (world->runner, world->comparison, world->neighbour, LLM_RUN_FRESH);
  llm_test_wait (streams, world->neighbour);
}

static void
set_up (World *world, gconstpointer data)
{
  const Place *place = data;
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (GError) error = NULL;

  world->vendor = place->vendor;
  world->row = place->row;
  world->sample = sample_find (place->vendor->sample);
  world->server = llm_fake_server_new ();
  world->other_server = llm_fake_server_new ();
  world->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  g_settings_reset (llm_settings_get_gsettings (world->settings), "max-retries");
  g_settings_reset (llm_settings_get_gsettings (world->settings), "rate-limit");
  world->secrets = llm_fake_secrets_new ();
  llm_secrets_set_session_key (LLM_SECRETS (world->secrets), place->vendor->provider, TEST_KEY);
  world->providers = llm_net_create_providers (world->settings, LLM_SECRETS (world->secrets));
  set_endpoints (world, TRUE);
  world->runner = llm_runner_new (world->providers, catalog);
  llm_runner_set_settings (world->runner, world->settings);
  world->comparison = llm_comparison_new (TEST_PROMPT, NULL);
  world->answer = add_column (world, place->vendor->provider);
  world->neighbour = add_column (world, "neighbour");
  g_signal_connect_swapped (world->answer, "notify::state", G_CALLBACK (state_cb), world);
  start_neighbour (world);
}

static gboolean
has_ended (gpointer user_data)
{
  return !llm_answer_is_running (user_data);
}

static gboolean
has_no_connection (gpointer user_data)
{
  return llm_fake_server_get_n_open (user_data) == 0;
}

static void
tear_down (World *world, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (world->answer, world);
  g_assert_finalize_object (g_steal_pointer (&world->runner));
  g_assert_finalize_object (g_steal_pointer (&world->comparison));
  llm_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&world->providers));
  llm_test_wait (has_no_connection, world->server);
  llm_test_wait (has_no_connection, world->other_server);
  set_endpoints (world, FALSE);
  if (world->vendor->base_variable != NULL)
    g_unsetenv (world->vendor->base_variable);
  g_settings_reset (llm_settings_get_gsettings (world->settings), "max-retries");
  g_clear_object (&world->settings);
  llm_fake_server_free (world->server);
  llm_fake_server_free (world->other_server);
  llm_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&world->secrets));
}

/* --- What the vendor does --- */

static LlmFakeScript *
new_refusal (guint status, const char *body, const char *header, const char *should)
{
  LlmFakeScript *script = llm_fake_script_new (status, "application/json");

  if (header != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (header, ": ", 2);

      llm_fake_script_add_header (script, parts[0], parts[1]);
    }
  if (should != NULL)
    llm_fake_script_add_header (script, "x-should-retry", should);
  llm_fake_script_send (script, body);
  return script;
}

static void
serve_refusal (World *world, FaultBodyKind kind, const char *header, const char *should)
{
  const FaultBody *body = &find_fault_vendor (world)->bodies[kind];

  llm_fake_server_take_script (world->server,
                               new_refusal (body->status, body->text, header, should));
}

static LlmFakeScript *
new_stream (World *world)
{
  return llm_fake_script_new (200, sample_get_content_type (world->sample));
}

/* Up to the event that says "Hel". */
static LlmFakeScript *
new_begin (World *world)
{
  LlmFakeScript *script = new_stream (world);
  guint i = 0;

  for (; strstr (world->sample->events[i], "Hel") == NULL; i++)
    llm_fake_script_send (script, world->sample->events[i]);
  llm_fake_script_send (script, world->sample->events[i]);
  return script;
}

static void
serve_answer (World *world)
{
  LlmFakeScript *script = new_stream (world);
  g_autofree char *text = sample_to_string (world->sample);

  llm_fake_script_send (script, text);
  llm_fake_server_take_script (world->server, script);
}

/* --- What becomes of the column --- */

static void
start (World *world)
{
  llm_runner_start_answer (world->runner, world->comparison, world->answer, LLM_RUN_FRESH);
}

static void
assert_end (World *world, LlmAnswerState state, LlmErrorCode code, const char *text)
{
  const GError *error;

  llm_test_wait (has_ended, world->answer);
  error = llm_answer_get_error (world->answer);
  g_assert_cmpstr (llm_answer_state_to_string (llm_answer_get_state (world->answer)), ==,
                   llm_answer_state_to_string (state));
  if (state == LLM_ANSWER_DONE || state == LLM_ANSWER_STOPPED)
    g_assert_no_error (error);
  else
    g_assert_error (error, LLM_ERROR, (int) code);
  g_assert_cmpstr (llm_answer_get_text (world->answer), ==, text);
  g_assert_cmpint (llm_answer_get_retry_at (world->answer), ==, 0);
}

static void
end_neighbour (World *world)
{
  g_assert_true (streams (world->neighbour));
  g_assert_cmpstr (llm_answer_get_text (world->neighbour), ==, "Hel");
  llm_fake_server_release (world->other_server);
  llm_test_wait (has_ended, world->neighbour);
  g_assert_no_error (llm_answer_get_error (world->neighbour));
  g_assert_cmpint (llm_answer_get_state (world->neighbour), ==, LLM_ANSWER_DONE);
  g_assert_cmpstr (llm_answer_get_text (world->neighbour), ==, sample_find ("compatible")->text);
  g_assert_cmpuint (llm_answer_get_attempt (world->neighbour), ==, 0);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->other_server), ==, 1);
  g_assert_cmpuint (llm_runner_get_n_running (world->runner), ==, 0);
}

static void
test_case (World *world, gconstpointer data)
{
  const Case *row = world->row;

  if (row->max_retries >= 0)
    g_settings_set_uint (llm_settings_get_gsettings (world->settings), "max-retries",
                         (guint) row->max_retries);
  for (guint i = 0; i < row->n_failures; i++)
    serve_refusal (world, row->body, row->header, row->should);
  serve_answer (world);
  start (world);
  assert_end (world, row->state, row->code,
              row->state == LLM_ANSWER_DONE ? world->sample->text : "");

  g_assert_cmpuint (world->n_retrying, ==, row->n_retries);
  g_assert_cmpuint (llm_answer_get_attempt (world->answer), ==, row->n_retries);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, row->n_retries + 1);
  g_assert_null (llm_answer_get_notices (world->answer)[0]);
  if (row->n_retries > 0)
    {
      g_assert_cmpint (world->retry_at, <=, world->retrying_at + row->most_ms * 1000);
      g_assert_cmpint (world->retry_at, >=, world->waited_from + row->least_ms * 1000);
      g_assert_cmpint (g_get_monotonic_time (), >=, world->retry_at);
    }
  end_neighbour (world);
}

/* What was shown is not taken back, and nothing is said twice. */
static void
test_after_token (World *world, gconstpointer data)
{
  LlmFakeScript *script = new_begin (world);

  llm_fake_script_hold (script);
  llm_fake_script_reset (script);
  llm_fake_server_take_script (world->server, script);
  serve_answer (world);
  start (world);
  llm_test_wait (streams, world->answer);
  llm_fake_server_release (world->server);
  assert_end (world, LLM_ANSWER_INTERRUPTED, LLM_ERROR_NETWORK, "Hel");
  g_assert_cmpuint (world->n_retrying, ==, 0);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 1);
  end_neighbour (world);
}

static void
test_error_after_token (World *world, gconstpointer data)
{
  LlmFakeScript *script = new_begin (world);

  llm_fake_script_send (script, find_fault_vendor (world)->fails);
  llm_fake_server_take_script (world->server, script);
  serve_answer (world);
  start (world);
  assert_end (world, LLM_ANSWER_FAILED, find_fault_vendor (world)->fails_code, "Hel");
  g_assert_cmpuint (world->n_retrying, ==, 0);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 1);
  end_neighbour (world);
}

/* Before the first token the same is worth another attempt. */
static void
test_error_before_token (World *world, gconstpointer data)
{
  LlmFakeScript *script = new_stream (world);

  llm_fake_script_send (script, find_fault_vendor (world)->fails);
  llm_fake_server_take_script (world->server, script);
  serve_answer (world);
  start (world);
  assert_end (world, LLM_ANSWER_DONE, 0, world->sample->text);
  g_assert_cmpuint (world->n_retrying, ==, 1);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 2);
  end_neighbour (world);
}

static void
test_reset (World *world, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_reset (script);
  llm_fake_server_take_script (world->server, script);
  serve_answer (world);
  start (world);
  assert_end (world, LLM_ANSWER_DONE, 0, world->sample->text);
  g_assert_cmpuint (world->n_retrying, ==, 1);
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 2);
  end_neighbour (world);
}

static gboolean
retries (gpointer user_data)
{
  return llm_answer_get_state (user_data) == LLM_ANSWER_RETRYING;
}

static void
test_cancel (World *world, gconstpointer data)
{
  gint64 begin = g_get_monotonic_time ();

  serve_refusal (world, BODY_RATE_LIMIT, "Retry-After: 30", NULL);
  serve_answer (world);
  start (world);
  llm_test_wait (retries, world->answer);
  g_assert_cmpint (llm_answer_get_retry_at (world->answer), >, begin + 29 * G_USEC_PER_SEC);
  llm_runner_stop_answer (world->runner, world->answer);
  /* At once. */
  g_assert_cmpint (llm_answer_get_state (world->answer), ==, LLM_ANSWER_STOPPED);
  llm_test_settle ();
  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 1);
  end_neighbour (world);
}

/* --- A parameter that is refused --- */

static gboolean
sent_temperature (World *world, guint request)
{
  GBytes *body = llm_fake_server_get_request (world->server, request)->body;
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  g_assert_nonnull (strstr (text, TEST_PROMPT));
  return strstr (text, "\"temperature\"") != NULL;
}

static void
assert_left_out (World *world)
{
  const char *const *notices = llm_answer_get_notices (world->answer);

  g_assert_cmpuint (llm_fake_server_get_n_requests (world->server), ==, 2);
  g_assert_true (sent_temperature (world, 0));
  g_assert_false (sent_temperature (world, 1));
  g_assert_cmpstr (notices[0], ==, "without:temperature");
  g_assert_null (notices[1]);
  /* It is no failure that one waits for. */
  g_assert_cmpuint (world->n_retrying, ==, 0);
  g_assert_cmpuint (llm_answer_get_attempt (world->answer), ==, 0);
}

static void
test_parameter (World *world, gconstpointer data)
{
  llm_fake_server_take_script (world->server,
                               new_refusal (400, world->vendor->refuses, NULL, NULL));
  serve_answer (world);
  start (world);
  assert_end (world, LLM_ANSWER_DONE, 0, world->sample->text);
  assert_left_out (world);
  end_neighbour (world);
}

/* Who refuses it even so is not asked a third time. */
static void
test_parameter_again (World *world, gconstpointer data)
{
  llm_fake_server_take_script (world->server,
                               new_refusal (400, world->vendor->refuses, NULL, NULL));
  start (world);
  assert_end (world, LLM_ANSWER_FAILED, LLM_ERROR_BAD_REQUEST, "");
  assert_left_out (world);
  end_neighbour (world);
}

/* --- What the head tells of rate limits --- */

static void
assert_told (World *world, gint64 limit, gint64 remaining)
{
  LlmRateLimiter *limiter = llm_runner_get_limiter (world->runner);
  LlmRateLimits limits;

  g_assert_true (llm_rate_limiter_get_told (limiter, world->vendor->provider,
                                            g_get_monotonic_time (), &limits));
  g_assert_cmpint (limits.requests.limit, ==, limit);
  g_assert_cmpint (limits.requests.remaining, ==, remaining);
  g_assert_false (llm_rate_limiter_get_told (limiter, "neighbour", g_get_monotonic_time (),
                                             &limits));
}

static void
test_limits (World *world, gconstpointer data)
{
  LlmFakeScript *script = new_stream (world);
  g_autofree char *text = sample_to_string (world->sample);

  llm_fake_script_add_header (script, world->vendor->limit, "50");
  llm_fake_script_add_header (script, world->vendor->remaining, "49");
  llm_fake_script_send (script, text);
  llm_fake_server_take_script (world->server, script);
  start (world);
  assert_end (world, LLM_ANSWER_DONE, 0, world->sample->text);
  assert_told (world, 50, 49);
  end_neighbour (world);
}

/* A refusal tells them too. */
static void
test_limits_of_refusal (World *world, gconstpointer data)
{
  const FaultBody *body = &find_fault_vendor (world)->bodies[BODY_BAD_KEY];
  LlmFakeScript *script = new_refusal (body->status, body->text, NULL, NULL);

  llm_fake_script_add_header (script, world->vendor->limit, "50");
  llm_fake_script_add_header (script, world->vendor->remaining, "48");
  llm_fake_server_take_script (world->server, script);
  start (world);
  assert_end (world, LLM_ANSWER_FAILED, LLM_ERROR_AUTH, "");
  assert_told (world, 50, 48);
  end_neighbour (world);
}

/* --- The table --- */

static const struct
{
  const char *name;
  void (*test) (World *world, gconstpointer data);
} others[] = {
  { "after-token/reset", test_after_token },
  { "after-token/error", test_error_after_token },
  { "before-token/error", test_error_before_token },
  { "before-token/reset", test_reset },
  { "cancel", test_cancel },
  { "parameter/once", test_parameter },
  { "parameter/again", test_parameter_again },
  { "limits/answer", test_limits },
  { "limits/refusal", test_limits_of_refusal },
};

static void
add (GPtrArray *places,
     const Vendor *vendor,
     const char *name,
     const Case *row,
     void (*test) (World *world, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/fault-runner/%s/%s", vendor->provider, name);
  Place *place = g_new0 (Place, 1);

  place->vendor = vendor;
  place->row = row;
  g_ptr_array_add (places, place);
  g_test_add (path, World, place, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  http_test_init (&argc, &argv);

  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        add (places, &vendors[i], cases[j].name, &cases[j], test_case);
      for (guint j = 0; j < G_N_ELEMENTS (others); j++)
        add (places, &vendors[i], others[j].name, NULL, others[j].test);
    }

  return http_test_run ();
}
