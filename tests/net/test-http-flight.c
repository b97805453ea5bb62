/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

#include "llm-flight-mask.h"

/* What is recorded of requests, and what must never be. */

#define OWN_SECRET "own-canary-9876543210"

typedef struct
{
  Fixture fixture;
  LlmFlight *flight;
} Recording;

static void
set_up (Recording *self, gconstpointer data)
{
  fixture_set_up (&self->fixture, data);
  self->flight = llm_flight_new (TRUE);
  self->fixture.flight = self->flight;
}

static void
tear_down (Recording *self, gconstpointer data)
{
  llm_flight_unref (self->flight);
  fixture_tear_down (&self->fixture, data);
}

/* As LlmRun does. */
static void
ask (Recording *self)
{
  g_autoptr (LlmStreamProbe) probe = fixture_start (&self->fixture);

  llm_stream_probe_run (probe);
  llm_flight_end_stream (self->flight, probe->stream);
}

static void
assert_clean (Recording *self)
{
  g_autofree char *text = llm_flight_to_text (self->flight);

  g_assert_null (strstr (text, TEST_KEY));
  g_assert_null (strstr (text, OWN_SECRET));
  for (guint i = 0; i < llm_flight_get_n_requests (self->flight); i++)
    {
      g_autofree char *line = llm_flight_to_curl (self->flight, i, NULL);

      g_assert_nonnull (line);
      g_assert_null (strstr (line, TEST_KEY));
      g_assert_null (strstr (line, OWN_SECRET));
    }
}

static const char *
find_header (char **headers, const char *name)
{
  for (guint i = 0; headers != NULL && headers[i] != NULL; i += 2)
    {
      if (g_ascii_strcasecmp (headers[i], name) == 0)
        return headers[i + 1];
    }
  return NULL;
}

static char *
dup_sent_body (const LlmFakeRequest *request)
{
  gsize length;
  const char *bytes = g_bytes_get_data (request->body, &length);

  return g_strndup (bytes, length);
}

/* --- What is recorded --- */

static void
test_answer (Recording *self, gconstpointer data)
{
  const Sample *sample = self->fixture.sample;
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  g_autofree char *raw = sample_to_string (sample);
  g_autofree char *body = NULL;
  const LlmFlightRequest *request;

  llm_fake_script_add_header (script, "X-Request-Id", "req-7");
  llm_fake_script_send (script, raw);
  fixture_serve (&self->fixture, script);
  ask (self);

  g_assert_cmpuint (llm_flight_get_n_requests (self->flight), ==, 1);
  request = llm_flight_get_request (self->flight, 0);
  body = dup_sent_body (llm_fake_server_get_request (self->fixture.server, 0));
  g_assert_cmpstr (request->sent.method, ==, "POST");
  g_assert_true (g_str_has_prefix (request->sent.url, self->fixture.base_url)
                 || g_str_equal (sample->name, "ollama"));
  g_assert_cmpstr (request->sent.body, ==, body);
  g_assert_cmpuint (request->sent.body_length, ==, strlen (body));
  g_assert_cmpstr (find_header (request->sent.headers, "Content-Type"), ==, "application/json");
  g_assert_cmpstr (request->sent.variable, ==, "TESTED_API_KEY");
  g_assert_cmpstr (request->protocol, ==, "HTTP/1.1");
  g_assert_cmpuint (request->status, ==, 200);
  g_assert_cmpstr (find_header (request->headers, "x-request-id"), ==, "req-7");
  g_assert_true (g_str_has_prefix (raw, request->raw_head));
  g_assert_cmpuint (strlen (request->raw_head), ==, request->n_bytes);
  g_assert_nonnull (strstr (request->raw_head, sample->terminator));
  g_assert_null (request->raw_tail);
  g_assert_cmpstr (request->outcome, ==, "done");
  for (guint i = LLM_FLIGHT_BEGUN; i <= LLM_FLIGHT_FIRST_BYTES; i++)
    g_assert_cmpint (request->times[i], >=, i > 0 ? request->times[i - 1] : 0);
  g_assert_cmpint (request->times[LLM_FLIGHT_END], >=, request->times[LLM_FLIGHT_FIRST_BYTES]);
  assert_clean (self);
}

static void
test_raw_not_wanted (Recording *self, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  g_autofree char *raw = sample_to_string (self->fixture.sample);

  llm_flight_unref (self->flight);
  self->flight = llm_flight_new (FALSE);
  self->fixture.flight = self->flight;
  llm_fake_script_send (script, raw);
  fixture_serve (&self->fixture, script);
  ask (self);
  g_assert_null (llm_flight_get_request (self->flight, 0)->raw_head);
  g_assert_cmpuint (llm_flight_get_request (self->flight, 0)->n_bytes, >, 0);
}

static void
test_refused (Recording *self, gconstpointer data)
{
  g_autofree char *url = llm_fake_server_dup_refusing_url ("/v1");
  const LlmFlightRequest *request;

  fixture_set_base_url (&self->fixture, url);
  ask (self);
  request = llm_flight_get_request (self->flight, 0);
  g_assert_cmpuint (request->status, ==, 0);
  g_assert_null (request->protocol);
  g_assert_cmpint (request->times[LLM_FLIGHT_CONNECTED], ==, -1);
  g_assert_cmpstr (request->outcome, ==, "failed");
  g_assert_cmpstr (request->error_code, ==, "network");
  g_assert_cmpstr (request->error, !=, "");
  assert_clean (self);
}

static void
test_broken (Recording *self, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (&self->fixture);

  llm_fake_script_send (script, self->fixture.sample->events[1]);
  llm_fake_script_reset (script);
  fixture_serve (&self->fixture, script);
  ask (self);
  g_assert_cmpstr (llm_flight_get_request (self->flight, 0)->outcome, ==, "interrupted");
  g_assert_cmpstr (llm_flight_get_request (self->flight, 0)->raw_head, ==,
                   self->fixture.sample->events[1]);
}

static void
test_stopped (Recording *self, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_stall (script);
  fixture_serve (&self->fixture, script);
  probe = fixture_start (&self->fixture);
  fixture_wait_for_requests (&self->fixture, 1);
  llm_stream_cancel (probe->stream);
  llm_flight_end_stream (self->flight, probe->stream);
  g_assert_cmpstr (llm_flight_get_request (self->flight, 0)->outcome, ==, "stopped");
}

/* Both ends of what is long are kept, and how much is not is told. */
static void
test_raw_bounded (Recording *self, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  g_autofree char *raw = sample_to_string (self->fixture.sample);
  const LlmFlightRequest *request;
  g_autoptr (GString) filler = g_string_new (NULL);

  for (guint i = 0; filler->len < 3 * LLM_FLIGHT_MAX_RAW; i++)
    g_string_append_printf (filler, ": %u \xE2\x9C\x93 " TEST_KEY "\n\n", i);
  llm_fake_script_send (script, filler->str);
  llm_fake_script_send (script, raw);
  fixture_serve (&self->fixture, script);
  ask (self);
  request = llm_flight_get_request (self->flight, 0);
  g_assert_cmpstr (request->outcome, ==, "done");
  g_assert_cmpuint (strlen (request->raw_head), <=, LLM_FLIGHT_MAX_RAW);
  g_assert_cmpuint (strlen (request->raw_head), >, LLM_FLIGHT_MAX_RAW / 4);
  g_assert_cmpuint (strlen (request->raw_tail), <=, LLM_FLIGHT_MAX_RAW);
  g_assert_cmpuint (strlen (request->raw_tail), >, LLM_FLIGHT_MAX_RAW / 4);
  g_assert_nonnull (strstr (request->raw_tail, self->fixture.sample->terminator));
  g_assert_cmpuint (request->raw_left_out, >, 0);
  g_assert_true (g_utf8_validate (request->raw_head, -1, NULL));
  g_assert_true (g_utf8_validate (request->raw_tail, -1, NULL));
  assert_clean (self);
}

/* A key may lie across the border of what is kept. */
static void
test_key_across (Recording *self, gconstpointer data)
{
  g_autofree char *raw = sample_to_string (self->fixture.sample);

  for (gsize before = 1; before < strlen (TEST_KEY); before += 5)
    {
      LlmFakeScript *script = fixture_new_script (&self->fixture);
      g_autofree char *filler = g_strnfill (LLM_FLIGHT_MAX_RAW - before - 2, 'x');
      g_autofree char *whole = g_strconcat (": ", filler, TEST_KEY "\n\n", raw, NULL);
      const LlmFlightRequest *request;
      g_autofree char *both = NULL;

      fixture_renew_server (&self->fixture);
      llm_flight_unref (self->flight);
      self->flight = llm_flight_new (TRUE);
      self->fixture.flight = self->flight;
      llm_fake_script_send (script, whole);
      fixture_serve (&self->fixture, script);
      ask (self);
      request = llm_flight_get_request (self->flight, 0);
      both = g_strconcat (request->raw_head, request->raw_tail, NULL);
      g_assert_null (strstr (both, TEST_KEY));
      g_assert_null (strstr (both, TEST_KEY + strlen (TEST_KEY) - 7));
      g_assert_cmpuint (request->raw_left_out, ==, 0);
    }
}

/* --- What is not --- */

/* Servers may say anything again, in any place. */
static void
serve_echo (Recording *self, guint status)
{
  LlmFakeScript *script = llm_fake_script_new (
      status, status == 200 ? sample_get_content_type (self->fixture.sample) : "application/json");
  g_autofree char *raw = sample_to_string (self->fixture.sample);

  llm_fake_script_add_header (script, "X-Echo", "Bearer " TEST_KEY " " OWN_SECRET);
  llm_fake_script_add_header (script, "X-" TEST_KEY, "name");
  llm_fake_script_add_header (script, "Set-Cookie", "session=" OWN_SECRET);
  if (status == 200)
    llm_fake_script_send (script, raw);
  else
    llm_fake_script_send (script, "{\"error\":{\"message\":\"The key " TEST_KEY " with " OWN_SECRET
                                  " is \\u0063anary-0123456789abcdef\"}}");
  fixture_serve (&self->fixture, script);
}

static void
test_canary (Recording *self, gconstpointer data)
{
  static const char *const headers[] = { "X-Own", OWN_SECRET, "X-With-Key", "token {key}", NULL };
  static const guint statuses[] = { 200, 400, 401, 429, 500 };
  static const LlmAuth auths[]
      = { LLM_AUTH_VENDOR, LLM_AUTH_BEARER, LLM_AUTH_API_KEY, LLM_AUTH_BOTH };
  const guint n = G_N_ELEMENTS (statuses) * G_N_ELEMENTS (auths);

  self->fixture.headers = headers;
  for (guint i = 0; i < n; i++)
    {
      fixture_renew_server (&self->fixture);
      serve_echo (self, statuses[i % G_N_ELEMENTS (statuses)]);
      self->fixture.auth = auths[i / G_N_ELEMENTS (statuses)];
      ask (self);
      assert_clean (self);
      g_assert_cmpuint (llm_fake_server_get_n_requests (self->fixture.server), ==, 1);
    }
  g_assert_cmpuint (llm_flight_get_n_requests (self->flight), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const LlmFlightRequest *request = llm_flight_get_request (self->flight, i);

      g_assert_cmpuint (request->status, ==, statuses[i % G_N_ELEMENTS (statuses)]);
      g_assert_cmpstr (find_header (request->sent.headers, "X-Own"), ==, LLM_FLIGHT_HIDDEN);
      g_assert_cmpstr (find_header (request->sent.headers, "X-With-Key"), ==, "token [key]");
      g_assert_cmpstr (find_header (request->headers, "Set-Cookie"), ==, LLM_FLIGHT_HIDDEN);
      g_assert_nonnull (request->raw_head);
    }
}

/* Who pastes the key into the prompt has it in the history, but not here. */
static void
test_key_in_body (Recording *self, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (&self->fixture);

  llm_secrets_set_session_key (LLM_SECRETS (self->fixture.secrets), "tested", "nobody");
  llm_fake_script_stall (script);
  fixture_serve (&self->fixture, script);
  self->fixture.first_token_timeout = 0.2;
  ask (self);
  g_assert_true (llm_flight_get_request (self->flight, 0)->sent.masked);
  g_assert_nonnull (
      strstr (llm_flight_get_request (self->flight, 0)->sent.body, "prompt that [key] else"));
}

static void
test_masks (void)
{
  static const struct
  {
    const char *url;
    const char *masked;
  } urls[] = {
    { "https://h.example/v1", "https://h.example/v1" },
    { "https://me:pass@h.example/v1", "https://[hidden]@h.example/v1" },
    { "https://me:p@ss@h.example/a@b", "https://[hidden]@h.example/a@b" },
    { "https://h.example/a@b?api-version=2025-01-01&alt=sse",
      "https://h.example/a@b?api-version=2025-01-01&alt=sse" },
    { "https://h.example/v1?key=" TEST_KEY "&code=" OWN_SECRET "&debug",
      "https://h.example/v1?key=[key]&code=[hidden]&debug" },
    { "https://h.example/" TEST_KEY "/v1?alt=" TEST_KEY "&%63ode=x",
      "https://h.example/[key]/v1?alt=[key]&%63ode=[hidden]" },
  };
  static const char *const headers[]
      = { "Proxy-Authorization", "Cookie", "X-Api-Token", "Anthropic-Version-Secret", NULL };
  LlmFlightMask *mask = llm_flight_mask_new (TEST_KEY, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autofree char *masked = llm_flight_mask_url (mask, urls[i].url);

      g_assert_cmpstr (masked, ==, urls[i].masked);
    }
  for (guint i = 0; headers[i] != NULL; i++)
    {
      g_autofree char *masked = llm_flight_mask_header (mask, headers[i], "Basic abc", TRUE);

      g_assert_cmpstr (masked, ==, LLM_FLIGHT_HIDDEN);
    }
  llm_flight_mask_free (mask);
}

static void
test_images (Recording *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("not really an image!", 20);
  g_autofree char *base64 = g_base64_encode ((const guchar *) "not really an image!", 20);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *mark = g_strdup_printf ("[image sha256:%s, 20 bytes]", hash);
  g_autofree char *line = NULL;
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  const LlmFlightRequest *request;

  self->fixture.image = bytes;
  llm_fake_script_send (script, "data: [DONE]\n\n");
  fixture_serve (&self->fixture, script);
  ask (self);
  request = llm_flight_get_request (self->flight, 0);
  g_assert_cmpuint (request->sent.n_images, ==, 1);
  g_assert_nonnull (strstr (request->sent.body, mark));
  g_assert_null (strstr (request->sent.body, base64));
  line = llm_flight_to_curl (self->flight, 0, NULL);
  g_assert_true (g_str_has_prefix (line, "# The images are not in this line"));
}

/* --- The line for curl --- */

static void
exited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean *exited = user_data;
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error);
  g_assert_no_error (error);
  *exited = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  gboolean *flag = user_data;

  return *flag;
}

static void
run_line (const char *line)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gboolean exited = FALSE;

  g_subprocess_launcher_setenv (launcher, "TESTED_API_KEY", TEST_KEY, TRUE);
  g_subprocess_launcher_setenv (launcher, "no_proxy", "*", TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, "sh", "-c", line, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, exited_cb, &exited);
  llm_test_wait (is_true, &exited);
}

/* What curl sends is what was sent, byte for byte, with the key. */
static void
test_curl (Recording *self, gconstpointer data)
{
  g_autofree char *curl = g_find_program_in_path ("curl");
  LlmFakeScript *script = fixture_new_script (&self->fixture);
  g_autofree char *raw = sample_to_string (self->fixture.sample);
  const LlmFakeRequest *ours, *theirs;
  g_autofree char *line = NULL;
  GHashTableIter iter;
  gpointer name, value;

  llm_fake_script_send (script, raw);
  fixture_serve (&self->fixture, script);
  ask (self);
  if (curl == NULL)
    {
      g_test_skip ("There is no curl");
      return;
    }
  line = llm_flight_to_curl (self->flight, 0, NULL);
  g_test_message ("%s", line);
  run_line (line);
  g_assert_cmpuint (llm_fake_server_get_n_requests (self->fixture.server), ==, 2);
  ours = llm_fake_server_get_request (self->fixture.server, 0);
  theirs = llm_fake_server_get_request (self->fixture.server, 1);
  g_assert_cmpstr (theirs->method, ==, ours->method);
  g_assert_cmpstr (theirs->path, ==, ours->path);
  g_assert_true (g_bytes_equal (theirs->body, ours->body));
  g_hash_table_iter_init (&iter, ours->headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!g_str_equal (name, "connection") && !g_str_equal (name, "user-agent"))
        g_assert_cmpstr (llm_fake_request_get_header (theirs, name), ==, value);
    }
}

#define ADD(path, sample, test) g_test_add (path, Recording, sample, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
  for (guint i = 0; i < n_samples; i++)
    {
      g_autofree char *answer = g_strconcat ("/net/flight/answer/", samples[i].name, NULL);
      g_autofree char *canary = g_strconcat ("/net/flight/canary/", samples[i].name, NULL);
      g_autofree char *curl = g_strconcat ("/net/flight/curl/", samples[i].name, NULL);

      ADD (answer, samples[i].name, test_answer);
      ADD (canary, samples[i].name, test_canary);
      ADD (curl, samples[i].name, test_curl);
    }
  ADD ("/net/flight/raw/not-wanted", "openai", test_raw_not_wanted);
  ADD ("/net/flight/raw/bounded", "openai", test_raw_bounded);
  ADD ("/net/flight/raw/key-across", "openai", test_key_across);
  ADD ("/net/flight/refused", "openai", test_refused);
  ADD ("/net/flight/broken", "openai", test_broken);
  ADD ("/net/flight/stopped", "openai", test_stopped);
  ADD ("/net/flight/key-in-body", "openai", test_key_in_body);
  ADD ("/net/flight/images", "openai", test_images);
  g_test_add_func ("/net/flight/masks", test_masks);
  return http_test_run ();
}
