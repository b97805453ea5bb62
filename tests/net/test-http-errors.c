/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-http-error.h"
#include "llm-http-target.h"

#include <string.h>

/* --- Answers that are no stream --- */

typedef struct
{
  guint status;
  const char *content_type;
  const char *body;
  LlmErrorCode code;
  const char *in_message;
  const char *in_detail;
} Answer;

static const Answer answers[] = {
  { 400, "application/json",
    "{\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}}",
    LLM_ERROR_CONTEXT_TOO_LONG, NULL, "too long" },
  { 401, "application/json",
    "{\"error\":{\"message\":\"Incorrect API key provided: " TEST_KEY ".\","
    "\"code\":\"invalid_api_key\"}}",
    LLM_ERROR_AUTH, NULL, "Incorrect API key provided" },
  { 403, "text/plain", "No, " TEST_KEY, LLM_ERROR_AUTH, NULL, "No, " },
  { 404, "application/json", "{\"error\":{\"message\":\"no such model\"}}",
    LLM_ERROR_MODEL_NOT_FOUND, NULL, "no such model" },
  { 429, "application/json",
    "{\"error\":{\"message\":\"slow down\",\"code\":\"rate_limit_exceeded\"}}",
    LLM_ERROR_RATE_LIMIT, NULL, "slow down" },
  { 429, "application/json", "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}",
    LLM_ERROR_QUOTA, NULL, "pay" },
  { 500, NULL, "", LLM_ERROR_SERVER, NULL, NULL },
  { 503, "text/html", "<html><title>503</title></html>", LLM_ERROR_OVERLOADED, NULL, NULL },
  { 529, "application/json",
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    LLM_ERROR_OVERLOADED, NULL, "Overloaded" },
  /* A proxy that hides the status. */
  { 200, "application/json", "{\"error\":{\"message\":\"pay\",\"code\":\"insufficient_quota\"}}",
    LLM_ERROR_QUOTA, NULL, "pay" },
  { 200, "application/json; charset=utf-8",
    "[{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}]",
    LLM_ERROR_RATE_LIMIT, NULL, "slow down" },
  { 200, "application/json", "{\"choices\":[],\"error\":null}", LLM_ERROR_PROTOCOL, "JSON document",
    "choices" },
  { 200, "text/html; charset=utf-8", "<html>Log in, owner of " TEST_KEY "</html>",
    LLM_ERROR_PROTOCOL, "web page", "Log in" },
  { 200, "Application/XHTML+xml", "<html/>", LLM_ERROR_PROTOCOL, "web page", "<html/>" },
  { 200, "application/octet-stream", "\xFF\xFE\x01", LLM_ERROR_PROTOCOL, "something else",
    "octet" },
  { 200, "text/event-streams", "data: x\n\n", LLM_ERROR_PROTOCOL, "something else",
    "event-streams" },
  { 204, NULL, "", LLM_ERROR_PROTOCOL, NULL, NULL },
};

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const Answer *answer = &answers[i];
      LlmFakeScript *script = llm_fake_script_new (answer->status, answer->content_type);
      g_autoptr (LlmStreamProbe) probe = NULL;
      const GError *error;

      g_test_message ("%u %s", answer->status, answer->content_type);
      llm_fake_script_add_header (script, "x-request-id", "req-1");
      llm_fake_script_set_chunked (script, answer->status != 204);
      if (*answer->body != '\0')
        llm_fake_script_send (script, answer->body);
      fixture_renew_server (fixture);
      fixture_serve (fixture, script);

      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      assert_ended (probe, LLM_STREAM_FAILED, answer->code);
      g_assert_cmpuint (probe->n_open, ==, 0);
      error = llm_stream_get_error (probe->stream);
      g_assert_cmpstr (llm_error_get_request_id (error), ==, "req-1");
      if (answer->in_message != NULL)
        g_assert_nonnull (strstr (error->message, answer->in_message));
      if (answer->in_detail != NULL)
        g_assert_nonnull (strstr (llm_error_get_detail (error), answer->in_detail));
    }
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    {
      LlmFakeScript *script = llm_fake_script_new (429, "application/json");
      g_autoptr (LlmStreamProbe) probe = NULL;
      const GError *error;

      llm_fake_script_add_header (script, "Retry-After", "3");
      if (i == 1)
        llm_fake_script_add_header (script, "retry-after-ms", "2500");
      llm_fake_script_send (script, "{}");
      fixture_renew_server (fixture);
      fixture_serve (fixture, script);
      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_RATE_LIMIT);
      error = llm_stream_get_error (probe->stream);
      g_assert_cmpuint (llm_error_get_http_status (error), ==, 429);
      g_assert_cmpint (llm_error_get_retry_after_ms (error), ==, i == 1 ? 2500 : 3000);
    }
}

/* A page without end is read up to a limit. */
static void
test_endless_body (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (500, "text/plain");
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *block = g_strnfill (32 * 1024, 'x');

  for (guint i = 0; i < 200; i++)
    llm_fake_script_send (script, block);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_SERVER);
  g_assert_cmpuint (strlen (llm_error_get_detail (llm_stream_get_error (probe->stream))), <=,
                    LLM_ERROR_DETAIL_MAX);
  fixture_wait_for_open (fixture, 0);
}

/* An error whose body never ends is told all the same. */
static void
test_stalled_body (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (401, "application/json");
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_send (script, "{\"error\":");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_AUTH);
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFakeServer) trap = llm_fake_server_new ();
  g_autofree char *url = llm_fake_server_dup_url (trap, "/v1/chat/completions");
  LlmFakeScript *script = llm_fake_script_new (GPOINTER_TO_UINT (data), NULL);
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_server_take_script (trap, llm_fake_script_new (200, "text/event-stream"));
  llm_fake_script_add_header (script, "Location", url);
  fixture_serve (fixture, script);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_PROTOCOL);
  g_assert_cmpuint (llm_fake_server_get_n_connections (trap), ==, 0);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
}

/* --- Keys --- */

static void
test_no_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "tested", data);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_NO_KEY);
  g_assert_cmpuint (llm_fake_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_bad_key (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[]
      = { TEST_KEY "\r\nX-Evil: 1", TEST_KEY "\x01", "sch\xC3\xBCssel", "two words" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (LlmStreamProbe) probe = NULL;

      llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "tested", keys[i]);
      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_AUTH);
      g_assert_cmpuint (llm_fake_server_get_n_connections (fixture->server), ==, 0);
    }
}

static void
serve_sample (Fixture *fixture)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);

  llm_fake_script_send (script, text);
  fixture_serve (fixture, script);
}

/* Pasted keys bring blanks along. */
static void
test_trimmed_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  serve_sample (fixture);
  llm_secrets_set_session_key (LLM_SECRETS (fixture->secrets), "tested", "  " TEST_KEY "\n");
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
  g_assert_cmpstr (llm_fake_request_get_header (llm_fake_server_get_request (fixture->server, 0),
                                                "authorization"),
                   ==, "Bearer " TEST_KEY);
}

static void
test_keyless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  serve_sample (fixture);
  fixture->keyless = TRUE;
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
  g_assert_null (llm_fake_request_get_header (llm_fake_server_get_request (fixture->server, 0),
                                              "authorization"));
  g_assert_cmpuint (llm_fake_secrets_get_n_lookups (fixture->secrets), ==, 0);
}

/* --- Addresses --- */

static void
test_base_urls (Fixture *fixture, gconstpointer data)
{
  static const char *const urls[] = {
    "",
    "api.example.com/v1",
    "ftp://127.0.0.1/v1",
    "file:///etc/passwd",
    "http://" TEST_KEY "@127.0.0.1/v1",
    "http://user:" TEST_KEY "@127.0.0.1/v1",
    "https:///v1",
    "http://127.0.0.1/v1?key=" TEST_KEY,
    "http://127.0.0.1/v1#" TEST_KEY,
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (LlmStreamProbe) probe = NULL;

      fixture_set_base_url (fixture, urls[i]);
      probe = fixture_start (fixture);
      llm_stream_probe_run (probe);
      assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_BAD_REQUEST);
    }
  fixture_set_base_url (fixture, NULL);
  {
    g_autoptr (LlmStreamProbe) probe = fixture_start (fixture);

    llm_stream_probe_run (probe);
    assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_BAD_REQUEST);
  }
  g_assert_cmpuint (llm_fake_secrets_get_n_lookups (fixture->secrets), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  const GError *error;
  g_autofree char *url = llm_fake_server_dup_refusing_url ("/v1");

  fixture_set_base_url (fixture, url);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_NETWORK);
  error = llm_stream_get_error (probe->stream);
  g_assert_nonnull (strstr (error->message, "127.0.0.1 refuses the connection"));
}

static void
test_loopback (void)
{
  static const char *const near[]
      = { "localhost", "LOCALHOST", "x.localhost", "127.0.0.1", "127.9.9.9", "::1" };
  static const char *const far[]
      = { "localhost.example.com", "10.0.0.1", "api.openai.com", "notlocalhost", "0.0.0.0", "::2" };

  for (guint i = 0; i < G_N_ELEMENTS (near); i++)
    g_assert_true (llm_host_is_loopback (near[i]));
  for (guint i = 0; i < G_N_ELEMENTS (far); i++)
    g_assert_false (llm_host_is_loopback (far[i]));
  g_assert_false (llm_host_is_loopback (NULL));
}

/* --- What goes wrong on the way --- */

static void
assert_transport (GError *cause, LlmErrorCode code, const char *words)
{
  g_autoptr (GError) error = llm_http_error_from_transport (cause, "localhost", NULL);

  g_assert_error (error, LLM_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  if (cause->domain != LLM_ERROR)
    g_assert_cmpstr (llm_error_get_detail (error), ==, "the cause");
  g_error_free (cause);
}

static void
test_transport (void)
{
#define CAUSE(domain, code) g_error_new_literal (domain, code, "the cause")
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED), LLM_ERROR_NETWORK,
                    "refuses");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND), LLM_ERROR_NETWORK, "not found");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE), LLM_ERROR_NETWORK,
                    "cannot be reached");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE), LLM_ERROR_NETWORK,
                    "cannot be reached");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED), LLM_ERROR_NETWORK, "proxy");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH), LLM_ERROR_NETWORK, "password");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED), LLM_ERROR_NETWORK,
                    "broke off");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT), LLM_ERROR_NETWORK, "broke off");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_TIMED_OUT), LLM_ERROR_NETWORK, "timed out");
  assert_transport (CAUSE (G_IO_ERROR, G_IO_ERROR_FAILED), LLM_ERROR_NETWORK, "failed");
  assert_transport (CAUSE (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND), LLM_ERROR_NETWORK,
                    "was not found");
  assert_transport (CAUSE (G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE), LLM_ERROR_NETWORK,
                    "name server");
  assert_transport (CAUSE (G_TLS_ERROR, G_TLS_ERROR_EOF), LLM_ERROR_NETWORK, "broke off");
  assert_transport (CAUSE (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE), LLM_ERROR_TLS, "secure");
  assert_transport (CAUSE (G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE), LLM_ERROR_TLS, "secure");
  assert_transport (CAUSE (G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE), LLM_ERROR_TLS, "glib-networking");
  assert_transport (CAUSE (SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING), LLM_ERROR_PROTOCOL,
                    "not valid HTTP");
  assert_transport (CAUSE (LLM_ERROR, LLM_ERROR_QUOTA), LLM_ERROR_QUOTA, "the cause");
#undef CAUSE
}

static void
test_hide_key (void)
{
  g_autoptr (GError) error
      = llm_error_new (LLM_ERROR_AUTH, "Key " TEST_KEY "!", TEST_KEY " and " TEST_KEY);

  llm_error_set_request_id (error, "x" TEST_KEY);
  llm_http_error_hide_key (error, NULL);
  g_assert_nonnull (strstr (error->message, TEST_KEY));
  llm_http_error_hide_key (error, TEST_KEY);
  g_assert_cmpstr (error->message, ==, "Key ***!");
  g_assert_cmpstr (llm_error_get_detail (error), ==, "*** and ***");
  g_assert_null (llm_error_get_request_id (error));
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, data, set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);

  add ("/net/http-errors/answers", NULL, test_answers);
  add ("/net/http-errors/retry-after", NULL, test_retry_after);
  add ("/net/http-errors/endless-body", NULL, test_endless_body);
  add ("/net/http-errors/stalled-body", NULL, test_stalled_body);
  add ("/net/http-errors/redirect/302", GUINT_TO_POINTER (302), test_redirect);
  add ("/net/http-errors/redirect/303", GUINT_TO_POINTER (303), test_redirect);
  add ("/net/http-errors/redirect/307", GUINT_TO_POINTER (307), test_redirect);
  add ("/net/http-errors/redirect/308", GUINT_TO_POINTER (308), test_redirect);
  add ("/net/http-errors/key/none", NULL, test_no_key);
  add ("/net/http-errors/key/blank", " \n", test_no_key);
  add ("/net/http-errors/key/bad", NULL, test_bad_key);
  add ("/net/http-errors/key/trimmed", NULL, test_trimmed_key);
  add ("/net/http-errors/key/not-taken", NULL, test_keyless);
  add ("/net/http-errors/base-urls", NULL, test_base_urls);
  add ("/net/http-errors/refused", NULL, test_refused);
  g_test_add_func ("/net/http-errors/loopback", test_loopback);
  g_test_add_func ("/net/http-errors/transport", test_transport);
  g_test_add_func ("/net/http-errors/hide-key", test_hide_key);

  return http_test_run ();
}
