/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

/* --- All is well --- */

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  const Sample *sample = fixture->sample;
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  const LlmFakeRequest *request;
  g_autofree char *body = NULL;

  llm_fake_script_add_header (script, "x-request-id", "req-1");
  for (guint i = 0; sample->events[i] != NULL; i++)
    llm_fake_script_send (script, sample->events[i]);
  fixture_serve (fixture, script);

  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (sample, probe);
  g_assert_cmpstr (llm_stream_get_request_id (probe->stream), ==, "req-1");

  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
  request = llm_fake_server_get_request (fixture->server, 0);
  g_assert_cmpstr (request->method, ==, "POST");
  g_assert_null (strstr (request->path, TEST_KEY));
  g_assert_cmpstr (llm_fake_request_get_header (request, "accept-encoding"), ==, "identity");
  g_assert_cmpstr (llm_fake_request_get_header (request, "content-type"), ==, "application/json");
  g_assert_cmpstr (llm_fake_request_get_header (request, "user-agent"), ==,
                   "LLMSelect/" PACKAGE_VERSION);
  g_assert_null (llm_fake_request_get_header (request, "accept-language"));
  g_assert_null (llm_fake_request_get_header (request, "cookie"));
  body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
  g_assert_nonnull (strstr (body, TEST_PROMPT));
  g_assert_null (strstr (body, TEST_KEY));
}

static void
test_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send_slowly (script, text);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
}

/* What comes at once is told at once, however many events it is. */
static void
test_joined (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autoptr (GString) stream = g_string_new (NULL);

  for (guint i = 0; i < 100; i++)
    g_string_append (stream, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \","
                             "\"reasoning_content\":\"thought \"}}]}\n\n");
  g_string_append (stream, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":"
                           "\"stop\"}]}\n\ndata: [DONE]\n\n");
  llm_fake_script_send (script, stream->str);
  fixture_serve (fixture, script);

  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  g_assert_cmpuint (probe->text->len, ==, 100 * strlen ("word "));
  g_assert_cmpuint (probe->reasoning->len, ==, 100 * strlen ("thought "));
  /* Twice 10 kB: the kernel may hand them over in a few pieces. */
  g_assert_cmpuint (probe->n_text, <=, 8);
  g_assert_cmpuint (probe->n_reasoning, <=, 8);
}

static void
test_content_types (Fixture *fixture, gconstpointer data)
{
  static const char *const types[] = {
    "text/event-stream; charset=utf-8",
    "text/event-stream;charset=UTF-8",
    "Text/Event-Stream",
    "text/event-stream ; x=y",
    NULL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *text = sample_to_string (fixture->sample);
      LlmFakeScript *script = llm_fake_script_new (200, types[i]);
      g_autoptr (LlmStreamProbe) probe = NULL;

      llm_fake_script_send (script, text);
      fixture_renew_server (fixture);
      fixture_serve (fixture, script);
      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      assert_sample (fixture->sample, probe);
    }
}

/* A server that keeps the connection open behind the terminator does not keep the
 * answer open. */
static void
test_no_end (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin = g_get_monotonic_time ();
  double seconds;

  llm_fake_script_send (script, text);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);

  /* Gemini has no other terminator than the end: it gets two seconds. */
  seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  if (g_str_equal (fixture->sample->name, "gemini"))
    g_assert_cmpfloat (seconds, >=, 1.9);
  else
    g_assert_cmpfloat (seconds, <, 1.5);
  fixture_wait_for_open (fixture, 0);
}

/* --- Breaks --- */

static void
assert_cut (const Sample *sample, LlmStreamProbe *probe, const char *received)
{
  gboolean complete = strstr (received, sample->terminator) != NULL;

  if (sample->early_end != NULL && strstr (received, sample->early_end) != NULL
      && llm_stream_get_outcome (probe->stream) == LLM_STREAM_DONE)
    complete = TRUE;
  if (complete)
    {
      g_assert_no_error (llm_stream_get_error (probe->stream));
      g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
      g_assert_cmpstr (probe->text->str, ==, sample->text);
      g_assert_cmpstr (probe->reasoning->str, ==, sample->reasoning);
      return;
    }

  assert_ended (probe, LLM_STREAM_INTERRUPTED,
                g_error_matches (llm_stream_get_error (probe->stream), LLM_ERROR, LLM_ERROR_NETWORK)
                    ? LLM_ERROR_NETWORK
                    : LLM_ERROR_PROTOCOL);
  g_assert_true (g_str_has_prefix (sample->text, probe->text->str));
  g_assert_true (g_str_has_prefix (sample->reasoning, probe->reasoning->str));
  /* What came whole is kept. */
  if (strstr (received, "\"Hel\"}") != NULL && strstr (received, "\"Hel\"}}]}\n\n") != NULL)
    g_assert_true (g_str_has_prefix (probe->text->str, "Hel"));
}

/* The body ends with the connection, so that only the protocol can tell. */
static void
test_cut_plain (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  gsize length = strlen (text);

  for (gsize n = 0; n <= length; n++)
    {
      g_autofree char *received = g_strndup (text, n);
      LlmFakeScript *script = fixture_new_script (fixture);
      g_autoptr (LlmStreamProbe) probe = NULL;

      llm_fake_script_set_chunked (script, FALSE);
      if (n > 0)
        llm_fake_script_send (script, received);
      llm_fake_script_close (script);
      fixture_renew_server (fixture);
      fixture_serve (fixture, script);

      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      g_assert_cmpuint (probe->n_open, ==, 1);
      assert_cut (fixture->sample, probe, received);
    }
}

/* libsoup takes some beginnings of a head for something that is not HTTP, and others
 * for a whole one. */
static void
assert_cut_head (LlmStreamProbe *probe)
{
  const GError *error = llm_stream_get_error (probe->stream);

  assert_ended (probe, probe->n_open > 0 ? LLM_STREAM_INTERRUPTED : LLM_STREAM_FAILED,
                g_error_matches (error, LLM_ERROR, LLM_ERROR_PROTOCOL) ? LLM_ERROR_PROTOCOL
                                                                       : LLM_ERROR_NETWORK);
  g_assert_cmpuint (probe->n_text + probe->n_reasoning, ==, 0);
}

/* Head, chunk sizes and all. */
static void
test_cut_chunked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) wire = g_string_new ("HTTP/1.1 200 OK\r\n");
  gsize head_length;

  g_string_append_printf (wire, "Content-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n",
                          sample_get_content_type (fixture->sample));
  head_length = wire->len;
  for (guint i = 0; fixture->sample->events[i] != NULL; i++)
    g_string_append_printf (wire, "%zx\r\n%s\r\n", strlen (fixture->sample->events[i]),
                            fixture->sample->events[i]);
  g_string_append (wire, "0\r\n\r\n");

  for (gsize n = 0; n <= wire->len; n++)
    {
      g_autofree char *received = g_strndup (wire->str, n);
      LlmFakeScript *script = llm_fake_script_new_raw ();
      g_autoptr (LlmStreamProbe) probe = NULL;

      if (n > 0)
        llm_fake_script_send (script, received);
      llm_fake_script_close (script);
      fixture_renew_server (fixture);
      fixture_serve (fixture, script);

      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      if (n < head_length)
        assert_cut_head (probe);
      else
        assert_cut (fixture->sample, probe, received);
    }
}

static gboolean
has_text (gpointer user_data)
{
  LlmStreamProbe *probe = user_data;

  return probe->text->len > 0;
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send (script, fixture->sample->events[0]);
  llm_fake_script_send (script, fixture->sample->events[1]);
  llm_fake_script_hold (script);
  llm_fake_script_reset (script);
  fixture_serve (fixture, script);

  probe = fixture_start (fixture);
  llm_test_wait (has_text, probe);
  llm_fake_server_release (fixture->server);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_NETWORK);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
}

static void
test_reset_early (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_reset (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_NETWORK);
  g_assert_cmpuint (probe->n_open, ==, 0);
  /* A prompt costs money: it is never sent twice behind the user's back. */
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_bad_chunk (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *chunk
      = g_strdup_printf ("%zx\r\n%s\r\nnonsense\r\n\r\n", strlen (fixture->sample->events[1]),
                         fixture->sample->events[1]);

  llm_fake_script_send (script, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                "Transfer-Encoding: chunked\r\n\r\n");
  llm_fake_script_send (script, chunk);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_PROTOCOL);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
}

static void
test_not_http (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send (script, "220 mail.example.com ESMTP ready\r\n\r\n");
  llm_fake_script_close (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_PROTOCOL);
}

static void
test_in_stream_error (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_add_header (script, "x-request-id", "req-" TEST_KEY);
  llm_fake_script_add_header (script, "request-id", "req-2");
  llm_fake_script_send (script, fixture->sample->events[1]);
  llm_fake_script_send (script, "data: {\"error\":{\"message\":\"The key " TEST_KEY " is slow\","
                                "\"type\":\"server_error\",\"code\":\"server_error\"}}\n\n");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_SERVER);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
  g_assert_nonnull (
      strstr (llm_error_get_detail (llm_stream_get_error (probe->stream)), "is slow"));
  g_assert_cmpstr (llm_error_get_request_id (llm_stream_get_error (probe->stream)), ==, "req-2");
}

static void
test_huge_event (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  gsize length = 9 * 1024 * 1024;
  g_autofree char *bytes = g_malloc (length);

  memset (bytes, 'x', length);
  memcpy (bytes, "data: ", 6);
  llm_fake_script_send (script, fixture->sample->events[1]);
  llm_fake_script_send_bytes (script, bytes, length);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_PROTOCOL);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
}

/* --- Timers --- */

static void
assert_seconds (gint64 begin, double least, double most)
{
  double seconds = (double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;

  g_assert_cmpfloat (seconds, >=, least);
  g_assert_cmpfloat (seconds, <, most);
}

static void
test_stall (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin = g_get_monotonic_time ();

  fixture->idle_timeout = 0.2;
  llm_fake_script_send (script, fixture->sample->events[0]);
  llm_fake_script_send (script, fixture->sample->events[1]);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_TIMEOUT);
  assert_seconds (begin, 0.2, 5);
  g_assert_cmpstr (probe->text->str, ==, "Hel");
  fixture_wait_for_open (fixture, 0);
}

/* Comments show that somebody is there, until the first token does not come. */
static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin = g_get_monotonic_time ();

  fixture->idle_timeout = 0.5;
  llm_fake_script_send (script, fixture->sample->events[1]);
  for (guint i = 0; i < 10; i++)
    {
      llm_fake_script_wait (script, 100);
      llm_fake_script_send (script, ": keep-alive\n\n");
    }
  for (guint i = 2; fixture->sample->events[i] != NULL; i++)
    llm_fake_script_send (script, fixture->sample->events[i]);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
  assert_seconds (begin, 1.0, 10);
}

static void
test_no_first_token (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin = g_get_monotonic_time ();

  fixture->first_token_timeout = 0.4;
  fixture->idle_timeout = 0.2;
  llm_fake_script_send (script, fixture->sample->events[0]);
  for (guint i = 0; i < 100; i++)
    {
      llm_fake_script_wait (script, 50);
      llm_fake_script_send (script, ": keep-alive\n\n");
    }
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
  assert_seconds (begin, 0.4, 4);
  g_assert_cmpuint (probe->n_open, ==, 1);
  g_assert_cmpuint (probe->n_text, ==, 0);
}

static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin = g_get_monotonic_time ();

  fixture->first_token_timeout = 0.2;
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
  assert_seconds (begin, 0.2, 5);
  g_assert_cmpuint (probe->n_open, ==, 0);
  fixture_wait_for_open (fixture, 0);
}

/* Time-outs of zero are none. */
static void
test_no_limit (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  fixture->connect_timeout = 0;
  fixture->first_token_timeout = 0;
  fixture->idle_timeout = 0;
  llm_fake_script_wait (script, 50);
  for (guint i = 0; fixture->sample->events[i] != NULL; i++)
    {
      llm_fake_script_send (script, fixture->sample->events[i]);
      llm_fake_script_wait (script, 20);
    }
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
}

static void
test_no_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  gint64 begin;

  fixture_block_connections (fixture);
  fixture->connect_timeout = 0.3;
  fixture->first_token_timeout = 0.1;
  begin = g_get_monotonic_time ();
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
  assert_seconds (begin, 0.3, 5);
  g_assert_cmpstr (llm_error_get_detail (llm_stream_get_error (probe->stream)), ==,
                   "stuck while connecting");
}

/* --- Many --- */

#define N_PARALLEL 8

typedef struct
{
  Fixture *fixture;
  LlmStreamProbe *probes[N_PARALLEL];
} Parallel;

/* Lets those go on that hold by now: one may have got no further than its head. */
static gboolean
are_finished (gpointer user_data)
{
  Parallel *parallel = user_data;

  llm_fake_server_release (parallel->fixture->server);
  for (guint i = 0; i < N_PARALLEL; i++)
    {
      if (parallel->probes[i]->n_finished == 0)
        return FALSE;
    }
  return TRUE;
}

static void
test_parallel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  Parallel parallel = { fixture };

  llm_fake_script_hold (script);
  llm_fake_script_send (script, text);
  fixture_serve (fixture, script);
  for (guint i = 0; i < N_PARALLEL; i++)
    parallel.probes[i] = fixture_start (fixture);
  /* None is answered before all have asked. */
  fixture_wait_for_requests (fixture, N_PARALLEL);
  g_assert_cmpuint (llm_fake_server_get_max_open (fixture->server), ==, N_PARALLEL);
  llm_test_wait (are_finished, &parallel);
  for (guint i = 0; i < N_PARALLEL; i++)
    {
      llm_stream_probe_run (parallel.probes[i]);
      assert_sample (fixture->sample, parallel.probes[i]);
      llm_stream_probe_free (parallel.probes[i]);
    }
}

static void
add_samples (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  for (guint i = 0; i < n_samples; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%s", path, samples[i].name);

      g_test_add (name, Fixture, samples[i].name, fixture_set_up, test, fixture_tear_down);
    }
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);

  add_samples ("/net/http-stream/answer", test_answer);
  add_samples ("/net/http-stream/byte-by-byte", test_byte_by_byte);
  g_test_add ("/net/http-stream/joined", Fixture, "compatible", fixture_set_up, test_joined,
              fixture_tear_down);
  add ("/net/http-stream/content-types", test_content_types);
  add_samples ("/net/http-stream/no-end", test_no_end);
  add_samples ("/net/http-stream/cut/plain", test_cut_plain);
  add_samples ("/net/http-stream/cut/chunked", test_cut_chunked);
  add ("/net/http-stream/reset", test_reset);
  add ("/net/http-stream/reset-early", test_reset_early);
  add ("/net/http-stream/bad-chunk", test_bad_chunk);
  add ("/net/http-stream/not-http", test_not_http);
  add ("/net/http-stream/in-stream-error", test_in_stream_error);
  add ("/net/http-stream/huge-event", test_huge_event);
  add ("/net/http-stream/timer/stall", test_stall);
  add ("/net/http-stream/timer/keep-alive", test_keep_alive);
  add ("/net/http-stream/timer/no-first-token", test_no_first_token);
  add ("/net/http-stream/timer/no-answer", test_no_answer);
  add ("/net/http-stream/timer/no-limit", test_no_limit);
  add ("/net/http-stream/timer/no-connection", test_no_connection);
  add ("/net/http-stream/parallel", test_parallel);

  return http_test_run ();
}
