/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-net.h"

#include <math.h>
#include <string.h>

typedef struct
{
  LlmFakeServer *server;
  LlmSettings *settings;
  LlmFakeSecrets *secrets;
  GListModel *providers;
  guint n_changes;
  guint n_removed;
  guint n_added;
} Program;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Program *program = user_data;

  program->n_changes++;
  program->n_removed = removed;
  program->n_added = added;
  g_assert_cmpuint (position, ==, 5);
}

static const char *const no_endpoints[] = { NULL };

static void
set_endpoints (Program *program, const char *const *rows)
{
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);

  for (guint i = 0; rows[i] != NULL; i += 3)
    g_ptr_array_add (endpoints, llm_endpoint_new (rows[i], rows[i + 1], rows[i + 2]));
  llm_settings_set_endpoints (program->settings, endpoints);
  llm_test_settle ();
}

static void
set_up (Program *program, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = NULL;

  program->server = llm_fake_server_new ();
  url = llm_fake_server_dup_url (program->server, "/v1/");
  g_setenv ("LLMSELECT_OPENAI_BASE_URL", url, TRUE);
  program->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  set_endpoints (program, no_endpoints);
  program->secrets = llm_fake_secrets_new ();
  program->providers = llm_net_create_providers (program->settings, LLM_SECRETS (program->secrets));
  g_signal_connect (program->providers, "items-changed", G_CALLBACK (items_changed_cb), program);
}

static void
tear_down (Program *program, gconstpointer data)
{
  llm_test_settle ();
  g_signal_handlers_disconnect_by_data (program->providers, program);
  g_assert_finalize_object (g_steal_pointer (&program->providers));
  set_endpoints (program, no_endpoints);
  g_clear_object (&program->settings);
  llm_fake_server_free (program->server);
  llm_test_settle ();
  g_assert_finalize_object (g_steal_pointer (&program->secrets));
  g_unsetenv ("LLMSELECT_OPENAI_BASE_URL");
}

static LlmProvider *
get (Program *program, const char *id)
{
  LlmProvider *provider = llm_provider_find (program->providers, id);

  g_assert_nonnull (provider);
  /* The list keeps it. */
  g_object_unref (provider);
  return provider;
}

/* --- The list --- */

static void
test_list (Program *program, gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *name;
    LlmProviderFlags flags;
  } expected[] = {
    { "openai", "OpenAI", LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY },
    { "anthropic", "Anthropic",
      LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_NO_SEED },
    { "gemini", "Google Gemini", LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY },
    { "mistral", "Mistral", LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY },
    { "azure", "Azure AI Foundry",
      LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_NO_LIST },
    { "demo", "Demo", LLM_PROVIDER_CANNED | LLM_PROVIDER_LOCAL },
  };

  g_assert_true (g_list_model_get_item_type (program->providers) == LLM_TYPE_PROVIDER);
  g_assert_cmpuint (g_list_model_get_n_items (program->providers), ==, G_N_ELEMENTS (expected));
  g_assert_null (g_list_model_get_item (program->providers, G_N_ELEMENTS (expected)));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (program->providers, i);

      g_assert_cmpstr (llm_provider_get_id (provider), ==, expected[i].id);
      g_assert_cmpstr (llm_provider_get_name (provider), ==, expected[i].name);
      g_assert_cmpint (llm_provider_get_flags (provider), ==, expected[i].flags);
    }
}

static void
test_endpoints (Program *program, gconstpointer data)
{
  static const char *const two[] = { "ollama",  "Ollama",  "http://localhost:11434/v1",
                                     "company", "Company", "https://ai.example.com/v1",
                                     NULL };
  static const char *const changed[] = { "company", "Company", "https://ai.example.com/v1",
                                         "ollama",  "Ollama",  "http://10.0.0.2:11434/v1",
                                         "third",   "Third",   "http://[::1]:8080/v1",
                                         NULL };
  g_autoptr (LlmProvider) company = NULL;
  g_autoptr (LlmProvider) item = NULL;

  set_endpoints (program, two);
  g_assert_cmpuint (program->n_changes, ==, 1);
  g_assert_cmpuint (program->n_added, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (program->providers), ==, 8);
  g_assert_cmpint (llm_provider_get_flags (get (program, "ollama")), ==,
                   LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM | LLM_PROVIDER_LOCAL);
  company = g_object_ref (get (program, "company"));
  g_assert_cmpint (llm_provider_get_flags (company), ==,
                   LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM);
  g_assert_cmpstr (llm_provider_get_name (company), ==, "Company");

  /* What did not change keeps its object, wherever it stands now. */
  set_endpoints (program, changed);
  g_assert_cmpuint (program->n_removed, ==, 2);
  g_assert_cmpuint (program->n_added, ==, 3);
  g_assert_true (get (program, "company") == company);
  item = g_list_model_get_item (program->providers, 5);
  g_assert_true (item == company);
  g_assert_cmpint (llm_provider_get_flags (get (program, "ollama")), ==,
                   LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM);
  g_assert_cmpint (llm_provider_get_flags (get (program, "third")), ==,
                   LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM | LLM_PROVIDER_LOCAL);

  set_endpoints (program, no_endpoints);
  g_assert_cmpuint (g_list_model_get_n_items (program->providers), ==, 6);
  g_assert_nonnull (get (program, "demo"));
}

/* --- Asking --- */

static LlmStreamProbe *
ask (LlmProvider *provider)
{
  g_autoptr (LlmRequest) request = llm_request_new ("llama3:8b", NULL, NULL);

  llm_request_add_message (request, LLM_ROLE_USER, TEST_PROMPT);
  return llm_stream_probe_new (llm_provider_start (provider, request));
}

static void
serve_answer (LlmFakeServer *server)
{
  LlmFakeScript *script = llm_fake_script_new (200, "text/event-stream");
  g_autofree char *text = sample_to_string (sample_find ("openai"));

  llm_fake_script_send (script, text);
  llm_fake_server_take_script (server, script);
}

static const char *
get_authorization (LlmFakeServer *server, guint request)
{
  return llm_fake_request_get_header (llm_fake_server_get_request (server, request),
                                      "authorization");
}

/* Base URL and key are those of the moment. */
static void
test_start (Program *program, gconstpointer data)
{
  LlmProvider *provider = get (program, "openai");
  g_autoptr (LlmFakeServer) other = llm_fake_server_new ();
  g_autofree char *url = llm_fake_server_dup_url (other, "/proxy");
  LlmStreamProbe *probe;

  probe = ask (provider);
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_NO_KEY);
  llm_stream_probe_free (probe);

  serve_answer (program->server);
  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "openai", TEST_KEY);
  probe = ask (provider);
  llm_stream_probe_run (probe);
  assert_sample (sample_find ("openai"), probe);
  llm_stream_probe_free (probe);
  g_assert_cmpstr (llm_fake_server_get_request (program->server, 0)->path, ==,
                   "/v1/chat/completions");
  g_assert_cmpstr (get_authorization (program->server, 0), ==, "Bearer " TEST_KEY);

  serve_answer (other);
  g_setenv ("LLMSELECT_OPENAI_BASE_URL", url, TRUE);
  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "openai", "another-key");
  probe = ask (provider);
  llm_stream_probe_run (probe);
  assert_sample (sample_find ("openai"), probe);
  llm_stream_probe_free (probe);
  g_assert_cmpuint (llm_fake_server_get_n_requests (program->server), ==, 1);
  g_assert_cmpstr (llm_fake_server_get_request (other, 0)->path, ==, "/proxy/chat/completions");
  g_assert_cmpstr (get_authorization (other, 0), ==, "Bearer another-key");
}

static void
test_timeouts (Program *program, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new_raw ();
  g_autoptr (LlmStreamProbe) probe = NULL;

  llm_fake_script_stall (script);
  llm_fake_server_take_script (program->server, script);
  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "openai", TEST_KEY);
  g_setenv ("LLMSELECT_FIRST_TOKEN_TIMEOUT", "0.2", TRUE);
  probe = ask (get (program, "openai"));
  g_unsetenv ("LLMSELECT_FIRST_TOKEN_TIMEOUT");
  llm_stream_probe_run (probe);
  assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_TIMEOUT);
}

/* An endpoint may have a key, or none. */
static void
test_endpoint_key (Program *program, gconstpointer data)
{
  g_autofree char *url = llm_fake_server_dup_url (program->server, "/api");
  const char *rows[] = { "mine", "Mine", url, NULL };
  LlmStreamProbe *probe;

  set_endpoints (program, rows);
  serve_answer (program->server);
  probe = ask (get (program, "mine"));
  llm_stream_probe_run (probe);
  assert_sample (sample_find ("openai"), probe);
  llm_stream_probe_free (probe);
  g_assert_null (get_authorization (program->server, 0));
  g_assert_cmpstr (llm_fake_server_get_request (program->server, 0)->path, ==,
                   "/api/chat/completions");

  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "mine", TEST_KEY);
  probe = ask (get (program, "mine"));
  llm_stream_probe_run (probe);
  llm_stream_probe_free (probe);
  g_assert_cmpstr (get_authorization (program->server, 1), ==, "Bearer " TEST_KEY);

  /* One that was removed in the meantime fails, and does not go astray. */
  {
    g_autoptr (LlmProvider) removed = g_object_ref (get (program, "mine"));

    set_endpoints (program, no_endpoints);
    probe = ask (removed);
    llm_stream_probe_run (probe);
    assert_ended (probe, LLM_STREAM_FAILED, LLM_ERROR_BAD_REQUEST);
    llm_stream_probe_free (probe);
  }
}

/* --- Checking keys --- */

typedef struct
{
  gboolean done;
  gboolean good;
  GError *error;
} Verdict;

static void
check_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Verdict *verdict = user_data;

  verdict->good = llm_provider_check_key_finish (LLM_PROVIDER (object), result, &verdict->error);
  verdict->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  Verdict *verdict = user_data;

  return verdict->done;
}

static Verdict
check (Program *program, const char *key, GCancellable *cancellable)
{
  Verdict verdict = { FALSE };

  llm_provider_check_key_async (get (program, "openai"), key, cancellable, check_cb, &verdict);
  g_assert_false (verdict.done);
  llm_test_wait (is_done, &verdict);
  g_assert_true (verdict.good == (verdict.error == NULL));
  if (verdict.error != NULL)
    {
      const char *detail = llm_error_get_detail (verdict.error);

      g_assert_null (strstr (verdict.error->message, TEST_KEY));
      g_assert_true (detail == NULL || strstr (detail, TEST_KEY) == NULL);
    }
  return verdict;
}

static void
assert_refused (Program *program, const char *key, LlmErrorCode code)
{
  Verdict verdict = check (program, key, NULL);

  g_assert_error (verdict.error, LLM_ERROR, (int) code);
  g_clear_error (&verdict.error);
}

static void
serve (Program *program, guint status, const char *body)
{
  LlmFakeScript *script = llm_fake_script_new (status, "application/json");

  llm_fake_script_send (script, body);
  llm_fake_server_take_script (program->server, script);
}

static void
test_check_good (Program *program, gconstpointer data)
{
  const LlmFakeRequest *request;
  Verdict verdict;

  serve (program, 200, "{\"object\":\"list\",\"data\":[]}");
  verdict = check (program, TEST_KEY, NULL);
  g_assert_no_error (verdict.error);
  request = llm_fake_server_get_request (program->server, 0);
  g_assert_cmpstr (request->method, ==, "GET");
  g_assert_cmpstr (request->path, ==, "/v1/models");
  g_assert_cmpstr (llm_fake_request_get_header (request, "authorization"), ==, "Bearer " TEST_KEY);
  g_assert_cmpuint (g_bytes_get_size (request->body), ==, 0);

  /* Without one, that which is stored is tried. */
  assert_refused (program, NULL, LLM_ERROR_NO_KEY);
  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "openai", "stored-key");
  verdict = check (program, NULL, NULL);
  g_assert_no_error (verdict.error);
  g_assert_cmpstr (get_authorization (program->server, 1), ==, "Bearer stored-key");
}

static void
test_check_bad (Program *program, gconstpointer data)
{
  serve (program, 401, "{\"error\":{\"message\":\"Incorrect API key provided: " TEST_KEY "\"}}");
  assert_refused (program, TEST_KEY, LLM_ERROR_AUTH);
  assert_refused (program, TEST_KEY "\n" TEST_KEY, LLM_ERROR_AUTH);
  g_assert_cmpuint (llm_fake_server_get_n_requests (program->server), ==, 1);
}

static void
test_check_redirect (Program *program, gconstpointer data)
{
  g_autoptr (LlmFakeServer) trap = llm_fake_server_new ();
  g_autofree char *url = llm_fake_server_dup_url (trap, "/");
  LlmFakeScript *script = llm_fake_script_new (302, NULL);

  llm_fake_script_add_header (script, "Location", url);
  llm_fake_server_take_script (program->server, script);
  assert_refused (program, TEST_KEY, LLM_ERROR_PROTOCOL);
  g_assert_cmpuint (llm_fake_server_get_n_connections (trap), ==, 0);
}

static void
test_check_base_url (Program *program, gconstpointer data)
{
  g_setenv ("LLMSELECT_OPENAI_BASE_URL", "http://" TEST_KEY "@localhost/", TRUE);
  assert_refused (program, TEST_KEY, LLM_ERROR_BAD_REQUEST);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
test_check_cancel (Program *program, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      LlmFakeScript *script
          = i < 2 ? llm_fake_script_new_raw () : llm_fake_script_new (500, "text/plain");
      Verdict verdict;

      llm_fake_script_stall (script);
      llm_fake_server_take_script (program->server, script);
      if (i == 0)
        g_cancellable_cancel (cancellable);
      else
        g_timeout_add (100, cancel_cb, cancellable);
      verdict = check (program, TEST_KEY, cancellable);
      g_assert_error (verdict.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&verdict.error);
    }
}

/* A connection on which an answer broke off is not used for the next question. */
static void
test_check_after_break (Program *program, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "text/event-stream");
  g_autoptr (LlmStreamProbe) probe = NULL;
  Verdict verdict;

  llm_fake_script_send (script, "data: {\"error\":{\"message\":\"no\"}}\n\n");
  llm_fake_script_send (script, "data: more\n\n");
  llm_fake_server_take_script (program->server, script);
  serve (program, 200, "{}");
  llm_secrets_set_session_key (LLM_SECRETS (program->secrets), "openai", TEST_KEY);
  probe = ask (get (program, "openai"));
  llm_stream_probe_run (probe);
  g_assert_cmpint (llm_stream_get_outcome (probe->stream), ==, LLM_STREAM_FAILED);
  verdict = check (program, TEST_KEY, NULL);
  g_assert_no_error (verdict.error);
}

/* --- The catalogue --- */

static void
test_catalog (void)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_true (llm_net_load_catalog (catalog, &error));
  g_assert_no_error (error);
  n = g_list_model_get_n_items (G_LIST_MODEL (catalog));
  g_assert_cmpuint (n, >, 200);
  g_assert_nonnull (llm_catalog_lookup (catalog, "openai", "gpt-4o"));

  for (guint i = n - 4; i < n; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      g_assert_cmpstr (llm_model_get_provider_id (model), ==, "demo");
      g_assert_true (g_str_has_suffix (llm_model_get_name (model), " (demo)"));
      g_assert_cmpstr (llm_model_get_description (model), !=, NULL);
      g_assert_true (isnan (llm_model_get_price_in (model)));
      g_assert_true (isnan (llm_model_get_price_out (model)));
      g_assert_true (llm_catalog_lookup (catalog, "demo", llm_model_get_id (model)) == model);
    }
  g_assert_cmpstr (llm_model_get_name (llm_catalog_lookup (catalog, "demo", "swift")), ==,
                   "Swift (demo)");
  g_assert_true (llm_model_get_reasoning (llm_catalog_lookup (catalog, "demo", "scholar")));
  g_assert_false (llm_model_get_reasoning (llm_catalog_lookup (catalog, "demo", "zephyr")));
}

static void
add (const char *path, void (*test) (Program *program, gconstpointer data))
{
  g_test_add (path, Program, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);

  add ("/net/provider/list", test_list);
  add ("/net/provider/endpoints", test_endpoints);
  add ("/net/provider/start", test_start);
  add ("/net/provider/timeouts", test_timeouts);
  add ("/net/provider/endpoint-key", test_endpoint_key);
  add ("/net/provider/check/good", test_check_good);
  add ("/net/provider/check/bad", test_check_bad);
  add ("/net/provider/check/redirect", test_check_redirect);
  add ("/net/provider/check/base-url", test_check_base_url);
  add ("/net/provider/check/cancel", test_check_cancel);
  add ("/net/provider/check/after-break", test_check_after_break);
  g_test_add_func ("/net/provider/catalog", test_catalog);

  return http_test_run ();
}
