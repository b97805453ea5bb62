/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "http-fixture.h"
#include "llm-notice.h"

/* Answers that come in several requests (Gemini's CONTINUATION). */

static void
serve (Fixture *fixture, const char *name)
{
  LlmFakeScript *script = fixture_new_script (fixture);
  gsize length;
  g_autofree char *bytes = codec_test_read_fixture (name, &length);

  llm_fake_script_send_bytes (script, bytes, length);
  fixture_serve (fixture, script);
}

static void
notice_cb (LlmStream *stream, const char *notice, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (notice));
}

static gboolean
body_has (Fixture *fixture, guint request, const char *text)
{
  GBytes *body = llm_fake_server_get_request (fixture->server, request)->body;
  g_autofree char *string
      = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  return strstr (string, text) != NULL;
}

static void
test_two (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) notices = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LlmStreamProbe) probe = NULL;
  const LlmUsage *usage;

  serve (fixture, "gemini-continuation.sse");
  serve (fixture, "gemini-continuation-end.sse");
  probe = fixture_start (fixture);
  g_signal_connect (probe->stream, "notice", G_CALLBACK (notice_cb), notices);
  llm_stream_probe_run (probe);

  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  g_assert_cmpstr (probe->text->str, ==, "Long text, cut here.");
  g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, "stop");
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 2);
  g_assert_false (body_has (fixture, 0, "continuationToken"));
  g_assert_true (body_has (fixture, 1, "\"continuationToken\":\"dDI=\""));
  g_assert_true (body_has (fixture, 1, TEST_PROMPT));

  /* 8 + 61 input, 5 + 40 thoughts and 4 output, the dearer prices by 61. */
  usage = llm_stream_get_usage (probe->stream);
  g_assert_cmpint (usage->input, ==, 69);
  g_assert_cmpint (usage->cached, ==, 48);
  g_assert_cmpint (usage->output, ==, 49);
  g_assert_cmpint (usage->reasoning, ==, 40);
  g_assert_cmpint (usage->largest_request, ==, 61);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (notices->pdata[0], ==, LLM_NOTICE_CONTINUED ":2");
}

/* The same token again would go on for ever. */
static void
test_same_token (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  serve (fixture, "gemini-continuation.sse"); /* for every request */
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_DONE);
  g_assert_cmpstr (llm_stream_get_finish_reason (probe->stream), ==, "length");
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 2);
}

/* What was there stays, and can be continued. */
static void
test_second_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  LlmFakeScript *script = llm_fake_script_new (503, "application/json");

  serve (fixture, "gemini-continuation.sse");
  llm_fake_script_send (script, "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}");
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_INTERRUPTED, LLM_ERROR_OVERLOADED);
  g_assert_cmpstr (probe->text->str, ==, "Long text, cut");
}

static void
test_cancel_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  LlmFakeScript *script = llm_fake_script_new_raw ();

  serve (fixture, "gemini-continuation.sse");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  fixture_wait_for_requests (fixture, 2);
  llm_stream_cancel (probe->stream);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_STOPPED);
  g_assert_cmpstr (probe->text->str, ==, "Long text, cut");
  /* That of the first request waits for another one, as after every whole answer. */
  fixture_wait_for_open (fixture, 1);
}

#define ADD(path, test)                                                                            \
  g_test_add (path, Fixture, "gemini", fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
  ADD ("/net/hops/two", test_two);
  ADD ("/net/hops/same-token", test_same_token);
  ADD ("/net/hops/second-fails", test_second_fails);
  ADD ("/net/hops/cancel", test_cancel_between);
  return http_test_run ();
}
