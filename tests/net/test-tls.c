/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-net.h"

#include <string.h>

static char *
dup_data_path (const char *name)
{
  return g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "tls", name, NULL);
}

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
  g_autofree char *path = dup_data_path (name);
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
  g_autofree char *path = dup_data_path ("authority.pem");
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

/* --- Certificates that are not good --- */

typedef struct
{
  const char *name;
  const char *certificate;
  gboolean trusted; /* whoever signed it */
  const char *words;
} BadCertificate;

static const BadCertificate bad_certificates[] = {
  { "unknown-authority", "server.pem", FALSE, "is not signed by an authority" },
  { "self-signed", "self-signed.pem", TRUE, "is not signed by an authority" },
  { "other-host", "other.pem", TRUE, "belongs to another server" },
  { "expired", "expired.pem", TRUE, "has expired" },
  { "early", "early.pem", TRUE, "is not valid yet" },
};

static void
test_bad_certificate (Fixture *fixture, gconstpointer data)
{
  const BadCertificate *bad = data;
  g_autoptr (LlmStreamProbe) probe = NULL;

  if (!has_tls ())
    return;
  serve_with_certificate (fixture, bad->certificate, new_sample (fixture));
  if (bad->trusted)
    trust_authority (fixture);
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_nonnull (strstr (llm_stream_get_error (probe->stream)->message, bad->words));
  /* Not even the key was told. */
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

/* --- An authority for one server --- */

static void
set_endpoints (LlmSettings *settings, const char *base_url, const char *ca_file)
{
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);

  if (base_url != NULL)
    {
      LlmEndpoint *mine = llm_endpoint_new ("mine", "Mine", base_url);

      mine->ca_file = g_strdup (ca_file);
      g_ptr_array_add (endpoints, mine);
      g_ptr_array_add (endpoints, llm_endpoint_new ("plain", "Plain", base_url));
    }
  llm_settings_set_endpoints (settings, endpoints);
  llm_test_settle ();
}

static LlmStreamProbe *
ask (GListModel *providers, const char *id)
{
  g_autoptr (LlmProvider) provider = llm_provider_find (providers, id);
  g_autoptr (LlmRequest) request = llm_request_new ("test-model", NULL, NULL);
  LlmStreamProbe *probe;

  g_assert_nonnull (provider);
  llm_request_add_message (request, LLM_ROLE_USER, TEST_PROMPT);
  probe = llm_stream_probe_new (llm_provider_start (provider, request));
  llm_stream_probe_run (probe);
  return probe;
}

/* Asks a server of a private authority by an endpoint that trusts @ca_file, and by one
 * that trusts whom the system trusts. */
static LlmStreamProbe *
ask_with_ca_file (Fixture *fixture, const char *ca_file)
{
  g_autoptr (LlmSettings) settings = llm_settings_new (NULL);
  g_autoptr (GListModel) providers = NULL;
  LlmStreamProbe *probe, *plain;

  serve_with_certificate (fixture, "server.pem", new_sample (fixture));
  set_endpoints (settings, fixture->base_url, ca_file);
  providers = llm_net_create_providers (settings, LLM_SECRETS (fixture->secrets));
  probe = ask (providers, "mine");

  /* Even after the other was let in. */
  plain = ask (providers, "plain");
  assert_ended (plain, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_nonnull (
      strstr (llm_stream_get_error (plain->stream)->message, "is not signed by an authority"));
  llm_stream_probe_free (plain);

  set_endpoints (settings, NULL, NULL);
  return probe;
}

static void
test_ca_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *path = dup_data_path ("authority.pem");

  if (!has_tls ())
    return;
  probe = ask_with_ca_file (fixture, path);
  assert_sample (fixture->sample, probe);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
}

/* It is trusted instead of the system's, and does not make everything good. */
static void
test_ca_file_of_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *path = dup_data_path ("self-signed.pem");

  if (!has_tls ())
    return;
  probe = ask_with_ca_file (fixture, path);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
assert_unreadable (Fixture *fixture, const char *path)
{
  g_autoptr (LlmStreamProbe) probe = ask_with_ca_file (fixture, path);
  g_autofree char *sentence = g_strdup_printf (
      "The certificates in “%s” cannot be read. Choose another file in Preferences.", path);

  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TLS);
  g_assert_cmpstr (llm_stream_get_error (probe->stream)->message, ==, sentence);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_ca_file_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_data_path ("missing.pem");

  if (has_tls ())
    assert_unreadable (fixture, path);
}

static void
test_ca_file_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_data_path ("");

  if (has_tls ())
    assert_unreadable (fixture, path);
}

static void
test_ca_file_garbage (Fixture *fixture, gconstpointer contents)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "garbage.pem", NULL);
  g_autoptr (GError) error = NULL;

  if (!has_tls ())
    return;
  g_file_set_contents (path, contents, -1, &error);
  g_assert_no_error (error);
  assert_unreadable (fixture, path);
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
  static const char *const garbage[] = {
    "",
    "These are no certificates.\n",
    "-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE-----\n%%%%\n",
  };

  http_test_init (&argc, &argv);

  add ("/net/tls/trusted", test_tls);
  add ("/net/tls/refusal", test_tls_refusal);
  for (guint i = 0; i < G_N_ELEMENTS (bad_certificates); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/", bad_certificates[i].name, NULL);

      g_test_add (path, Fixture, &bad_certificates[i], set_up, test_bad_certificate,
                  fixture_tear_down);
    }
  add ("/net/tls/to-plain", test_tls_to_plain);
  add ("/net/tls/ca-file/good", test_ca_file);
  add ("/net/tls/ca-file/of-another", test_ca_file_of_another);
  add ("/net/tls/ca-file/missing", test_ca_file_missing);
  add ("/net/tls/ca-file/folder", test_ca_file_folder);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/tls/ca-file/garbage/%u", i);

      g_test_add (path, Fixture, garbage[i], set_up, test_ca_file_garbage, fixture_tear_down);
    }

  return http_test_run ();
}
