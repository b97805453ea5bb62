/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fetcher-test.h"

#include <string.h>

static void
test_ok (Fixture *fixture, gconstpointer data)
{
  const gsize lengths[] = { 0, 1, FETCH_MAX_SIZE };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_auto (FetchOutcome) told = { NULL };
      g_auto (FetchOutcome) chunked = { NULL };

      fixture_renew_server (fixture);
      fetch_serve (fixture, lengths[i], (gint64) lengths[i]);
      fetch_path (fixture, "/a.png", &told);
      assert_fetched (&told, lengths[i]);

      fixture_renew_server (fixture);
      fetch_serve (fixture, MAX (lengths[i], 1), -1);
      fetch_path (fixture, "/a.png", &chunked);
      assert_fetched (&chunked, MAX (lengths[i], 1));
    }
}

/* Nothing that says who asks, or from where. */
static void
test_headers (Fixture *fixture, gconstpointer data)
{
  static const char *const absent[]
      = { "authorization", "cookie", "referer", "origin", "x-api-key", "x-goog-api-key" };
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");
  const LlmFakeRequest *request;

  llm_fake_script_add_header (script, "Set-Cookie", "who=you; Path=/");
  llm_fake_script_send (script, "x");
  fixture_serve (fixture, script);
  for (guint i = 0; i < 2; i++)
    {
      g_auto (FetchOutcome) outcome = { NULL };

      fetch_path (fixture, "/a.png?b=c", &outcome);
      assert_fetched (&outcome, 1);
      request = llm_fake_server_get_request (fixture->server, i);
      g_assert_cmpstr (request->method, ==, "GET");
      g_assert_cmpstr (request->path, ==, "/a.png?b=c");
      for (guint j = 0; j < G_N_ELEMENTS (absent); j++)
        g_assert_null (llm_fake_request_get_header (request, absent[j]));
      g_assert_nonnull (strstr (llm_fake_request_get_header (request, "accept"), "image/webp"));
      g_assert_cmpuint (g_bytes_get_size (request->body), ==, 0);
    }
}

static void
test_too_large_header (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");

  llm_fake_script_set_chunked (script, FALSE);
  llm_fake_script_add_header (script, "Content-Length", "1001");
  /* Not one byte of it is waited for. */
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fetch_fails (fixture, "/", LLM_ERROR_UNSUPPORTED, "too large: more than 1.0");
}

static void
test_too_large_body (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *endless = llm_fake_script_new (200, "image/png");

  fetch_serve (fixture, FETCH_MAX_SIZE + 1, -1);
  fetch_fails (fixture, "/", LLM_ERROR_UNSUPPORTED, "too large");

  fixture_renew_server (fixture);
  for (guint i = 0; i < 100; i++)
    llm_fake_script_send (endless, "twenty bytes of text");
  llm_fake_script_stall (endless);
  fixture_serve (fixture, endless);
  fetch_fails (fixture, "/", LLM_ERROR_UNSUPPORTED, "too large");
}

static void
serve_packed (Fixture *fixture, gsize length, gboolean told)
{
  g_autoptr (GConverter) compressor
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");
  g_autofree char *text = g_strnfill (length, 'x');
  char packed[1024];
  gsize n_read = 0;
  gsize n_written = 0;

  g_assert_cmpint (g_converter_convert (compressor, text, length, packed, sizeof packed,
                                        G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL),
                   ==, G_CONVERTER_FINISHED);
  llm_fake_script_add_header (script, "Content-Encoding", "gzip");
  if (told)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GSIZE_FORMAT, n_written);

      llm_fake_script_set_chunked (script, FALSE);
      llm_fake_script_add_header (script, "Content-Length", size);
    }
  llm_fake_script_send_bytes (script, packed, n_written);
  fixture_serve (fixture, script);
}

/* libsoup unpacks what was not asked for packed; the size that counts is then that of
 * what comes out. */
static void
test_packed (Fixture *fixture, gconstpointer data)
{
  const gboolean told[] = { FALSE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_auto (FetchOutcome) outcome = { NULL };

      fixture_renew_server (fixture);
      serve_packed (fixture, FETCH_MAX_SIZE, told[i]);
      fetch_path (fixture, "/", &outcome);
      assert_fetched (&outcome, FETCH_MAX_SIZE);

      fixture_renew_server (fixture);
      serve_packed (fixture, FETCH_MAX_SIZE * 100, told[i]);
      fetch_fails (fixture, "/", LLM_ERROR_UNSUPPORTED, "too large");
    }
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *reset = llm_fake_script_new (200, "image/png");

  fetch_serve (fixture, 10, 20);
  fetch_fails (fixture, "/", LLM_ERROR_NETWORK, "broke off");

  fixture_renew_server (fixture);
  llm_fake_script_send (reset, "xxx");
  llm_fake_script_wait (reset, 50);
  llm_fake_script_reset (reset);
  fixture_serve (fixture, reset);
  fetch_fails (fixture, "/", LLM_ERROR_NETWORK, "broke off");
}

static void
test_status (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    guint status;
    LlmErrorCode code;
    const char *words;
  } cases[] = {
    { 204, LLM_ERROR_PROTOCOL, "did not answer with a file (HTTP status 204)" },
    { 206, LLM_ERROR_PROTOCOL, "did not answer with a file" },
    { 300, LLM_ERROR_PROTOCOL, "did not answer with a file" },
    { 304, LLM_ERROR_PROTOCOL, "did not answer with a file" },
    { 400, LLM_ERROR_BAD_REQUEST, "does not give this file away (HTTP status 400)" },
    { 401, LLM_ERROR_BAD_REQUEST, "does not give this file away" },
    { 404, LLM_ERROR_BAD_REQUEST, "127.0.0.1 does not have this file" },
    { 410, LLM_ERROR_BAD_REQUEST, "does not have this file" },
    { 429, LLM_ERROR_RATE_LIMIT, "asked too often" },
    { 500, LLM_ERROR_SERVER, "has a problem of its own" },
    { 503, LLM_ERROR_SERVER, "has a problem of its own" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LlmFakeScript *script = llm_fake_script_new (cases[i].status, "text/html");
      g_auto (FetchOutcome) outcome = { NULL };

      fixture_renew_server (fixture);
      llm_fake_script_set_chunked (script, FALSE);
      llm_fake_script_add_header (script, "WWW-Authenticate", "Basic realm=\"x\"");
      if (cases[i].status != 204 && cases[i].status != 304)
        llm_fake_script_send (script, "<html>no</html>");
      fixture_serve (fixture, script);
      fetch_path (fixture, "/", &outcome);
      g_assert_error (outcome.error, LLM_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (outcome.error->message, cases[i].words));
      g_assert_cmpuint (llm_error_get_http_status (outcome.error), ==, cases[i].status);
      g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
    }
}

/* --- Redirects --- */

static void
serve_redirect (Fixture *fixture, guint status, const char *location)
{
  LlmFakeScript *script = llm_fake_script_new (status, "text/html");

  if (location != NULL)
    llm_fake_script_add_header (script, "Location", location);
  llm_fake_script_send (script, "<html>moved</html>");
  fixture_serve (fixture, script);
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  const guint statuses[] = { 301, 302, 303, 307, 308 };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto (FetchOutcome) outcome = { NULL };
      g_autofree char *absolute = NULL;
      const LlmFakeRequest *request;

      fixture_renew_server (fixture);
      absolute = llm_fake_server_dup_url (fixture->server, "/third.png");
      serve_redirect (fixture, statuses[i], "second?x=y#z");
      serve_redirect (fixture, statuses[i], absolute);
      fetch_serve (fixture, 5, 5);
      fetch_path (fixture, "/first/a.png", &outcome);
      assert_fetched (&outcome, 5);
      request = llm_fake_server_get_request (fixture->server, 1);
      g_assert_cmpstr (request->path, ==, "/first/second?x=y");
      g_assert_null (llm_fake_request_get_header (request, "referer"));
      request = llm_fake_server_get_request (fixture->server, 2);
      g_assert_cmpstr (request->path, ==, "/third.png");
    }
}

static void
test_redirect_loop (Fixture *fixture, gconstpointer data)
{
  serve_redirect (fixture, 302, "/again");
  fetch_fails (fixture, "/", LLM_ERROR_PROTOCOL, "without an end");
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 4);
}

static void
test_redirect_refused (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *location;
    const char *words;
  } cases[] = {
    { "http://images.example.com/a.png", "secure connection" },
    { "ftp://images.example.com/a.png", "secure connection" },
    { "file:///etc/passwd", "not one that is fetched" },
    { "data:image/png;base64,AAAA", "not one that is fetched" },
    { "https://user:word@images.example.com/", "not one that is fetched" },
    { "https://192.168.1.1/", "“192.168.1.1” is not on the internet" },
    { "https://[::ffff:10.0.0.1]/", "is not on the internet" },
    { "https://printer.local/", "“printer.local” is not on the internet" },
    { "http://[broken", "not one that is fetched" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture_renew_server (fixture);
      serve_redirect (fixture, 302, cases[i].location);
      fetch_fails (fixture, "/", LLM_ERROR_BAD_REQUEST, cases[i].words);
      g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
    }
  fixture_renew_server (fixture);
  serve_redirect (fixture, 302, NULL);
  fetch_fails (fixture, "/", LLM_ERROR_PROTOCOL, "HTTP status 302");
}

/* --- Time --- */

static void
test_slow_head (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fixture->first_token_timeout = 0.3;
  fetch_fails (fixture, "/", LLM_ERROR_TIMEOUT, "127.0.0.1 did not send the file in time");
}

/* The head may take longer than a pause within the body. */
static void
test_slow_body (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");

  llm_fake_script_send (script, "x");
  llm_fake_script_wait (script, 50);
  llm_fake_script_send (script, "x");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fixture->idle_timeout = 0.3;
  fetch_fails (fixture, "/", LLM_ERROR_TIMEOUT, "in time");
}

/* Each byte is in time, all of them are not. */
static void
test_trickle (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");

  for (guint i = 0; i < 100; i++)
    {
      llm_fake_script_send (script, "x");
      llm_fake_script_wait (script, 50);
    }
  fixture_serve (fixture, script);
  fixture->first_token_timeout = 0.5;
  fetch_fails (fixture, "/", LLM_ERROR_TIMEOUT, "in time");
}

static void
test_not_idle (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");
  g_auto (FetchOutcome) outcome = { NULL };

  for (guint i = 0; i < 10; i++)
    {
      llm_fake_script_send (script, "x");
      llm_fake_script_wait (script, 100);
    }
  fixture_serve (fixture, script);
  fixture->idle_timeout = 0.7;
  fetch_path (fixture, "/", &outcome);
  assert_fetched (&outcome, 10);
}

/* --- Cancellation --- */

static void
assert_cancelled (Fixture *fixture, GCancellable *cancellable, FetchOutcome *outcome)
{
  g_cancellable_cancel (cancellable);
  llm_test_wait (fetch_outcome_is_done, outcome);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_wait_for_open (fixture, 0);
}

static void
test_cancel_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *uri = llm_fake_server_dup_url (fixture->server, "/");
  g_auto (FetchOutcome) outcome = { NULL };

  g_cancellable_cancel (cancellable);
  fetch_start (fixture, uri, cancellable, &outcome);
  g_assert_false (outcome.done);
  assert_cancelled (fixture, cancellable, &outcome);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_cancel_head (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *uri = llm_fake_server_dup_url (fixture->server, "/");
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_auto (FetchOutcome) outcome = { NULL };

  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fetch_start (fixture, uri, cancellable, &outcome);
  fixture_wait_for_requests (fixture, 1);
  assert_cancelled (fixture, cancellable, &outcome);
}

static gboolean
waited_cb (gpointer user_data)
{
  gboolean *waited = user_data;

  *waited = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_true (gpointer user_data)
{
  const gboolean *value = user_data;

  return *value;
}

static void
test_cancel_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *uri = llm_fake_server_dup_url (fixture->server, "/");
  LlmFakeScript *script = llm_fake_script_new (200, "image/png");
  g_auto (FetchOutcome) outcome = { NULL };
  gboolean waited = FALSE;

  llm_fake_script_send (script, "xxx");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fetch_start (fixture, uri, cancellable, &outcome);
  fixture_wait_for_requests (fixture, 1);
  g_timeout_add (100, waited_cb, &waited);
  llm_test_wait (is_true, &waited);
  g_assert_false (outcome.done);
  assert_cancelled (fixture, cancellable, &outcome);
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

  add ("/net/fetcher/ok", test_ok);
  add ("/net/fetcher/headers", test_headers);
  add ("/net/fetcher/too-large/header", test_too_large_header);
  add ("/net/fetcher/too-large/body", test_too_large_body);
  add ("/net/fetcher/packed", test_packed);
  add ("/net/fetcher/truncated", test_truncated);
  add ("/net/fetcher/status", test_status);
  add ("/net/fetcher/redirect/followed", test_redirect);
  add ("/net/fetcher/redirect/loop", test_redirect_loop);
  add ("/net/fetcher/redirect/refused", test_redirect_refused);
  add ("/net/fetcher/slow/head", test_slow_head);
  add ("/net/fetcher/slow/body", test_slow_body);
  add ("/net/fetcher/slow/trickle", test_trickle);
  add ("/net/fetcher/slow/not-idle", test_not_idle);
  add ("/net/fetcher/cancel/before", test_cancel_before);
  add ("/net/fetcher/cancel/head", test_cancel_head);
  add ("/net/fetcher/cancel/body", test_cancel_body);

  return http_test_run ();
}
