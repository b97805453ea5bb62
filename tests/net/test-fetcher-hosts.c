/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fetcher-test.h"
#include "llm-public-host.h"

#include <string.h>

/* Whom a file is fetched from, and whom not. */

/* --- Secure connections --- */

static void
check_tls (Fixture *fixture, gboolean trusted)
{
  g_autofree char *folder = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "net", "tls", NULL);
  g_autofree char *server = g_build_filename (folder, "server.pem", NULL);
  g_autofree char *authority = g_build_filename (folder, "authority.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  g_auto (FetchOutcome) outcome = { NULL };

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("no TLS backend is installed");
      return;
    }
  certificate = g_tls_certificate_new_from_file (server, NULL);
  llm_fake_server_free (fixture->server);
  fixture->server = llm_fake_server_new_with_certificate (certificate);
  if (trusted)
    {
      database = g_tls_file_database_new (authority, NULL);
      llm_session_set_tls_database (fixture->session, database);
    }
  fetch_serve (fixture, 5, 5);
  fetch_path (fixture, "/a.png", &outcome);
  if (trusted)
    {
      assert_fetched (&outcome, 5);
      return;
    }
  g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_TLS);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_tls_trusted (Fixture *fixture, gconstpointer data)
{
  check_tls (fixture, TRUE);
}

static void
test_tls_unknown (Fixture *fixture, gconstpointer data)
{
  check_tls (fixture, FALSE);
}

/* --- Addresses --- */

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *uri;
    const char *words;
  } cases[] = {
    { "", "not one that is fetched" },
    { "a.png", "not one that is fetched" },
    { "https:///a.png", "not one that is fetched" },
    { "https://me@example.com/a.png", "not one that is fetched" },
    { "file:///etc/passwd", "not one that is fetched" },
    { "http://example.com/a.png", "secure connection" },
    { "http://127.0.0.1/a.png", "secure connection" },
    { "https://127.0.0.1/a.png", "“127.0.0.1” is not on the internet" },
    { "https://localhost/a.png", "is not on the internet" },
    { "https://LOCALHOST./a.png", "is not on the internet" },
    { "https://[::1]/a.png", "is not on the internet" },
    { "https://[fe80::1%25eth0]/a.png", "is not on the internet" },
    { "https://2130706433/a.png", "is not on the internet" },
    { "https://169.254.169.254/latest/meta-data", "is not on the internet" },
  };
  g_autoptr (LlmFetcher) fetcher = llm_http_fetcher_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (FetchOutcome) outcome = { NULL };

      llm_fetcher_fetch_async (fetcher, cases[i].uri, FETCH_MAX_SIZE, NULL, fetch_outcome_cb,
                               &outcome);
      llm_test_wait (fetch_outcome_is_done, &outcome);
      g_test_message ("%s: %s", cases[i].uri, outcome.error->message);
      g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_assert_nonnull (strstr (outcome.error->message, cases[i].words));
    }
}

static void
test_long_uri (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tail = g_strnfill (9000, 'a');
  g_autofree char *uri = g_strconcat ("https://example.com/", tail, NULL);
  g_auto (FetchOutcome) outcome = { NULL };

  fetch_start (fixture, uri, NULL, &outcome);
  llm_test_wait (fetch_outcome_is_done, &outcome);
  g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
}

/* A name server that has the same answer to every question. */
#define TEST_TYPE_NAMES (test_names_get_type ())
G_DECLARE_FINAL_TYPE (TestNames, test_names, TEST, NAMES, GResolver)

struct _TestNames
{
  GResolver parent_instance;

  const char *const *addresses;
};

G_DEFINE_FINAL_TYPE (TestNames, test_names, G_TYPE_RESOLVER)

static void
test_names_lookup_async (GResolver *resolver,
                         const char *name,
                         GResolverNameLookupFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *addresses = NULL;

  for (guint i = 0; TEST_NAMES (resolver)->addresses[i] != NULL; i++)
    {
      GInetAddress *address = g_inet_address_new_from_string (TEST_NAMES (resolver)->addresses[i]);
      const gboolean is_v4 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4;

      if ((flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && !is_v4)
          || (flags == G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && is_v4))
        g_object_unref (address);
      else
        addresses = g_list_append (addresses, address);
    }
  if (addresses == NULL)
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "none");
  else
    g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
}

static GList *
test_names_lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_names_class_init (TestNamesClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name_with_flags_async = test_names_lookup_async;
  resolver_class->lookup_by_name_with_flags_finish = test_names_lookup_finish;
}

static void
test_names_init (TestNames *self)
{
}

static void
fetch_named (Fixture *fixture,
             const char *const *addresses,
             const char *path,
             FetchOutcome *outcome)
{
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_autoptr (TestNames) names = g_object_new (TEST_TYPE_NAMES, NULL);
  g_autofree char *uri = g_strdup_printf ("https://images.example.com:%u%s",
                                          llm_fake_server_get_port (fixture->server), path);

  names->addresses = addresses;
  g_resolver_set_default (G_RESOLVER (names));
  fetch_start (fixture, uri, NULL, outcome);
  llm_test_wait (fetch_outcome_is_done, outcome);
  g_resolver_set_default (before);
}

/* A public name that leads nearby: nobody is knocked at. */
static void
test_refused_resolved (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[][4] = {
    { "127.0.0.1", NULL },
    { "::1", NULL },
    { "::1", "127.0.0.1", "10.0.0.1", NULL },
    { "::ffff:127.0.0.1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (FetchOutcome) outcome = { NULL };

      fetch_named (fixture, cases[i], "/a.png", &outcome);
      g_test_message ("%s", outcome.error->message);
      g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_assert_nonnull (
          strstr (outcome.error->message, "“images.example.com” is not on the internet"));
      llm_test_settle ();
      g_assert_cmpuint (llm_fake_server_get_n_connections (fixture->server), ==, 0);
    }
}

static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  static const char *const none[] = { NULL };
  g_auto (FetchOutcome) outcome = { NULL };

  fetch_named (fixture, none, "/a.png", &outcome);
  g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_NETWORK);
  g_assert_nonnull (strstr (outcome.error->message, "images.example.com cannot be reached"));
}

static void
test_connection_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = llm_fake_server_dup_refusing_url ("/");
  g_auto (FetchOutcome) outcome = { NULL };

  fetch_start (fixture, uri, NULL, &outcome);
  llm_test_wait (fetch_outcome_is_done, &outcome);
  g_assert_error (outcome.error, LLM_ERROR, LLM_ERROR_NETWORK);
}

static const char *const public_hosts[] = {
  "1.1.1.1",
  "9.255.255.255",
  "11.0.0.0",
  "100.63.255.255",
  "100.128.0.0",
  "172.15.255.255",
  "172.32.0.0",
  "192.167.255.255",
  "198.18.0.7",
  "223.255.255.255",
  "2606:4700::1111",
  "::ffff:1.1.1.1",
  "64:ff9b::101:101",
  "2002:101:101::1",
  "example.com",
  "example.com.",
  "notlocalhost.com",
  "local.example.com",
  "xn--bcher-kva.example",
};

static const char *const private_hosts[] = {
  "",
  ".",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.1",
  "192.168.0.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::127.0.0.1",
  "::ffff:127.0.0.1",
  "::ffff:192.168.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "2001::1",
  "2002:7f00:1::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "localhost",
  "LocalHost",
  "localhost.",
  "a.localhost",
  "printer.local",
  "metadata.google.internal",
  "router.home.arpa",
  "fritz",
  "0x7f000001",
  "2130706433",
};

static void
test_public (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (public_hosts); i++)
    {
      g_test_message ("%s", public_hosts[i]);
      g_assert_true (llm_host_is_public (public_hosts[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (private_hosts); i++)
    {
      g_test_message ("%s", private_hosts[i]);
      g_assert_false (llm_host_is_public (private_hosts[i]));
    }
  g_assert_false (llm_host_is_public (NULL));
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

  add ("/net/fetcher-hosts/tls/trusted", test_tls_trusted);
  add ("/net/fetcher-hosts/tls/unknown", test_tls_unknown);
  add ("/net/fetcher-hosts/refused", test_refused);
  add ("/net/fetcher-hosts/refused/resolved", test_refused_resolved);
  add ("/net/fetcher-hosts/refused/long", test_long_uri);
  add ("/net/fetcher-hosts/unknown-name", test_unknown_name);
  add ("/net/fetcher-hosts/connection-refused", test_connection_refused);
  g_test_add_func ("/net/fetcher-hosts/public", test_public);

  return http_test_run ();
}
