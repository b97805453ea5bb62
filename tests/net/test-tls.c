/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

static LlmFakeScript *
new_sample (Fixture *fixture)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);

  llm_fake_script_send (script, text);
  return script;
}

static void
serve_with_certificate (Fixture *fixture, const char *name, LlmFakeScript *script)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *path
      = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "tls", name, NULL);
  g_autoptr (GError) error = NULL;

  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  llm_fake_server_free (fixture->server);
  fixture->server = llm_fake_server_new_with_certificate (certificate);
  g_free (fixture->base_url);
  fixture->base_url = llm_fake_server_dup_url (fixture->server, fixture->sample->base_path);
  fixture_serve (fixture, script);
}

static void
trust_authority (Fixture *fixture)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *path
      = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "tls", "authority.pem", NULL);
  g_autoptr (GError) error = NULL;

  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  llm_session_set_tls_database (fixture->session, database);
}

static gboolean
has_tls (void)
{
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return TRUE;
  g_test_skip ("no TLS backend is installed");
  return FALSE;
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (!has_tls ())
    return;
  serve_with_certificate (fixture, "server.pem", new_sample (fixture));
  trust_authority (fixture);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
}

/* The server's own words, not those of a proxy on the way. */
static void
test_tls_refusal (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script;
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (!has_tls ())
    return;
  script = llm_fake_script_new (502, "text/plain");
  llm_fake_script_send (script, "busy");
  serve_with_certificate (fixture, "server.pem", script);
  trust_authority (fixture);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_SERVER);
}

static void
test_tls_unknown_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (!has_tls ())
    return;
  serve_with_certificate (fixture, "server.pem", new_sample (fixture));
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_nonnull (strstr (llm_stream_get_error (probe->stream)->message, "authority"));
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_tls_other_host (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (!has_tls ())
    return;
  serve_with_certificate (fixture, "other.pem", new_sample (fixture));
  trust_authority (fixture);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_nonnull (strstr (llm_stream_get_error (probe->stream)->message, "another server"));
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_tls_to_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *url = NULL;

  if (!has_tls ())
    return;
  url = g_strdup_printf ("https://127.0.0.1:%u/v1", llm_fake_server_get_port (fixture->server));
  fixture_set_base_url (fixture, url);
  fixture_serve (fixture, new_sample (fixture));
  fixture->connect_timeout = 1;
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  /* The server waits for the end of what it takes for a head. */
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
  g_assert_cmpstr (llm_error_get_detail (llm_stream_get_error (probe->stream)), ==,
                   "stuck while securing the connection");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
}

static void
add (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);

  add ("/net/tls/trusted", test_tls);
  add ("/net/tls/refusal", test_tls_refusal);
  add ("/net/tls/unknown-authority", test_tls_unknown_authority);
  add ("/net/tls/other-host", test_tls_other_host);
  add ("/net/tls/to-plain", test_tls_to_plain);

  return http_test_run ();
}
