/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"

#include <string.h>

/* What goes wrong on the way to a server: names, proxies. */

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GObject)

/* The system's settings, of this program alone. */
struct _TestResolver
{
  GObject parent_instance;
};

static char *proxy_url; /* NULL for none */

static gboolean
test_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
test_resolver_lookup (GProxyResolver *resolver,
                      const char *uri,
                      GCancellable *cancellable,
                      GError **error)
{
  const char *const proxies[] = { proxy_url != NULL ? proxy_url : "direct://", NULL };

  return g_strdupv ((char **) proxies);
}

static void
test_resolver_lookup_async (GProxyResolver *resolver,
                            const char *uri,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, test_resolver_lookup (resolver, uri, NULL, NULL),
                         (GDestroyNotify) g_strfreev);
}

static char **
test_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolver_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_resolver_is_supported;
  iface->lookup = test_resolver_lookup;
  iface->lookup_async = test_resolver_lookup_async;
  iface->lookup_finish = test_resolver_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestResolver,
                               test_resolver,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_init))

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&proxy_url, g_free);
  fixture_tear_down (fixture, NULL);
}

/* The fixture's server is the proxy. */
static void
use_proxy (Fixture *fixture)
{
  proxy_url = llm_fake_server_dup_url (fixture->server, "");
}

static const GError *
run (Fixture *fixture, LlmStreamProbe **probe, LlmErrorCode code)
{
  *probe = fixture_start (fixture);
  llm_stream_probe_run (*probe);
  assert_ended (*probe, LLM_STREAM_FAILED, code);
  g_test_message ("%s: %s", llm_stream_get_error ((*probe)->stream)->message,
                  llm_error_get_detail (llm_stream_get_error ((*probe)->stream)));
  return llm_stream_get_error ((*probe)->stream);
}

/* RFC 6761: no such name is ever found. */
static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;

  fixture_set_base_url (fixture, "http://api.vendor.invalid/v1");
  run (fixture, &probe, LLM_ERROR_NETWORK);
}

static void
test_through (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = sample_to_string (fixture->sample);
  LlmFakeScript *script = fixture_new_script (fixture);
  g_autoptr (LlmStreamProbe) probe = NULL;

  use_proxy (fixture);
  llm_fake_script_send (script, text);
  fixture_serve (fixture, script);
  fixture_set_base_url (fixture, "http://api.vendor.invalid/v1");
  probe = fixture_start (fixture);
  llm_stream_probe_run (probe);
  assert_sample (fixture->sample, probe);
  g_assert_cmpstr (llm_fake_server_get_request (fixture->server, 0)->path, ==,
                   "http://api.vendor.invalid/v1/chat/completions");
}

static void
test_refused (Fixture *fixture, gconstpointer scheme)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *url = g_strconcat (scheme, "://127.0.0.1:1/v1", NULL);

  proxy_url = llm_fake_server_dup_refusing_url ("");
  fixture_set_base_url (fixture, url);
  /* Nothing is known of the server. */
  g_assert_cmpstr (run (fixture, &probe, LLM_ERROR_NETWORK)->message, ==,
                   "The proxy did not open a connection to 127.0.0.1. Check the network's proxy "
                   "settings.");
}

/* The server's own refusal is not the proxy's. */
static void
test_refused_direct (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *url = llm_fake_server_dup_refusing_url ("/v1");

  fixture_set_base_url (fixture, url);
  g_assert_nonnull (strstr (run (fixture, &probe, LLM_ERROR_NETWORK)->message,
                            "127.0.0.1 refuses the connection."));
}

/* Behind a proxy that was reached, the connection is the server's. */
static void
test_reset_behind (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;

  use_proxy (fixture);
  llm_fake_script_reset (script);
  fixture_serve (fixture, script);
  fixture_set_base_url (fixture, "http://api.vendor.invalid/v1");
  g_assert_null (strstr (run (fixture, &probe, LLM_ERROR_NETWORK)->message, "proxy"));
}

static void
test_status (Fixture *fixture, guint status, const char *scheme, LlmErrorCode code)
{
  LlmFakeScript *script = llm_fake_script_new (status, "text/html");
  g_autoptr (LlmStreamProbe) probe = NULL;
  g_autofree char *url = g_strconcat (scheme, "://127.0.0.1:1/v1", NULL);

  use_proxy (fixture);
  llm_fake_script_set_chunked (script, FALSE);
  if (status == 407)
    llm_fake_script_add_header (script, "Proxy-Authenticate", "Basic realm=\"" TEST_KEY "\"");
  llm_fake_script_send (script, "<html><title>No</title></html>");
  fixture_serve (fixture, script);
  fixture_set_base_url (fixture, url);
  run (fixture, &probe, code);
  /* Nobody is asked for a password, and nothing is sent twice. */
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
  if (g_str_equal (scheme, "https"))
    {
      const LlmFakeRequest *request = llm_fake_server_get_request (fixture->server, 0);

      g_assert_cmpstr (request->method, ==, "CONNECT");
      g_assert_null (llm_fake_request_get_header (request, "authorization"));
    }
}

static void
test_password (Fixture *fixture, gconstpointer scheme)
{
  test_status (fixture, 407, scheme, LLM_ERROR_NETWORK);
}

static void
test_bad_gateway_plain (Fixture *fixture, gconstpointer scheme)
{
  /* It cannot be told from the server's own. */
  test_status (fixture, 502, scheme, LLM_ERROR_SERVER);
}

static void
test_bad_gateway_tunnel (Fixture *fixture, gconstpointer scheme)
{
  test_status (fixture, 502, scheme, LLM_ERROR_NETWORK);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;

  use_proxy (fixture);
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  fixture_set_base_url (fixture, "https://127.0.0.1:1/v1");
  fixture->connect_timeout = 0.3;
  fixture->first_token_timeout = 0.3;
  run (fixture, &probe, LLM_ERROR_TIMEOUT);
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, data, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "llm-test", TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_RESOLVER,
                                  "llm-test", 1000);

  add ("/net/proxy/unknown-name", NULL, test_unknown_name);
  add ("/net/proxy/through", NULL, test_through);
  add ("/net/proxy/refused/plain", "http", test_refused);
  add ("/net/proxy/refused/tunnel", "https", test_refused);
  add ("/net/proxy/refused/direct", NULL, test_refused_direct);
  add ("/net/proxy/reset-behind", NULL, test_reset_behind);
  add ("/net/proxy/password/plain", "http", test_password);
  add ("/net/proxy/password/tunnel", "https", test_password);
  add ("/net/proxy/bad-gateway/plain", "http", test_bad_gateway_plain);
  add ("/net/proxy/bad-gateway/tunnel", "https", test_bad_gateway_tunnel);
  add ("/net/proxy/silent", NULL, test_silent);

  return http_test_run ();
}
