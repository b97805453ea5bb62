/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "http-fixture.h"
#include "llm-local-probe.h"
#include "llm-model-lister.h"

#include <string.h>

#define LIST "{\"object\":\"list\",\"data\":[{\"id\":\"m1\"},{\"id\":\"m2\"}]}"

static void
serve_status (Fixture *fixture, guint status, const char *etag, const char *body)
{
  LlmFakeScript *script = llm_fake_script_new (status, "application/json");

  if (etag != NULL)
    llm_fake_script_add_header (script, "ETag", etag);
  if (*body != '\0')
    llm_fake_script_send (script, body);
  fixture_serve (fixture, script);
}

static void
serve (Fixture *fixture, const char *body)
{
  serve_status (fixture, 200, NULL, body);
}

static void
keep_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_there (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static LlmModelList *
list_with (Fixture *fixture,
           LlmModelListKind kind,
           const char *etag,
           double seconds,
           GCancellable *cancellable,
           GError **error)
{
  const LlmTarget target = { .base_url = fixture->base_url, .key = TEST_KEY };
  g_autoptr (GAsyncResult) result = NULL;

  llm_model_lister_timed_async (fixture->session, kind, "p", "P", &target, etag, seconds, seconds,
                                cancellable, keep_cb, &result);
  llm_test_wait (is_there, &result);
  return llm_model_lister_finish (fixture->session, result, error);
}

static void
assert_list (Fixture *fixture, LlmModelListKind kind, const char *ids, const char *etag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmModelList) list = list_with (fixture, kind, NULL, 10, NULL, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_false (list->not_modified);
  for (guint i = 0; i < list->models->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            llm_model_get_id (list->models->pdata[i]));
  g_assert_cmpstr (text->str, ==, ids);
  g_assert_cmpstr (list->etag, ==, etag);
}

static void
assert_fails (Fixture *fixture, LlmModelListKind kind, double seconds, LlmErrorCode code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmModelList) list = list_with (fixture, kind, NULL, seconds, NULL, &error);

  g_assert_null (list);
  g_assert_error (error, LLM_ERROR, (int) code);
  g_assert_null (strstr (error->message, TEST_KEY));
  g_assert_true (llm_error_get_detail (error) == NULL
                 || strstr (llm_error_get_detail (error), TEST_KEY) == NULL);
}

static void
assert_request (Fixture *fixture, guint index, const char *path)
{
  const LlmFakeRequest *request = llm_fake_server_get_request (fixture->server, index);

  g_assert_cmpstr (request->path, ==, path);
  g_assert_null (strstr (request->path, TEST_KEY));
}

static void
test_one_page (Fixture *fixture, gconstpointer data)
{
  const LlmFakeRequest *request;

  serve_status (fixture, 200, "\"tag\"", LIST);
  assert_list (fixture, LLM_MODEL_LIST_OPENAI, "m1 m2", "\"tag\"");
  assert_request (fixture, 0, "/v1/models");
  request = llm_fake_server_get_request (fixture->server, 0);
  g_assert_cmpstr (llm_fake_request_get_header (request, "authorization"), ==, "Bearer " TEST_KEY);
  g_assert_null (llm_fake_request_get_header (request, "if-none-match"));
}

static void
test_not_modified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmModelList) list = NULL;

  serve_status (fixture, 304, NULL, "");
  list = list_with (fixture, LLM_MODEL_LIST_OPENAI, "\"tag\"", 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (list->not_modified);
  g_assert_cmpstr (llm_fake_request_get_header (llm_fake_server_get_request (fixture->server, 0),
                                                "if-none-match"),
                   ==, "\"tag\"");
}

static void
test_anthropic (Fixture *fixture, gconstpointer data)
{
  const LlmFakeRequest *request;

  serve_status (fixture, 200, "\"of-one-page\"",
                "{\"data\":[{\"id\":\"a\"}],\"has_more\":true,\"last_id\":\"a b&c\"}");
  serve (fixture, "{\"data\":[{\"id\":\"b\"}],\"has_more\":false,\"last_id\":\"b\"}");
  assert_list (fixture, LLM_MODEL_LIST_ANTHROPIC, "a b", NULL);
  assert_request (fixture, 0, "/v1/models?limit=1000");
  assert_request (fixture, 1, "/v1/models?limit=1000&after_id=a%20b%26c");
  request = llm_fake_server_get_request (fixture->server, 1);
  g_assert_cmpstr (llm_fake_request_get_header (request, "anthropic-version"), ==, "2026-10-21");
  g_assert_cmpstr (llm_fake_request_get_header (request, "authorization"), ==, "Bearer " TEST_KEY);
}

static void
test_gemini (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "{\"models\":[{\"name\":\"models/gemini-1\"}],\"nextPageToken\":\"t\"}");
  serve (fixture, "{\"models\":[{\"name\":\"models/gemini-2\"}]}");
  assert_list (fixture, LLM_MODEL_LIST_GEMINI, "gemini-1 gemini-2", NULL);
  assert_request (fixture, 1, "/v1beta/models?pageSize=1000&pageToken=t");
  g_assert_cmpstr (llm_fake_request_get_header (llm_fake_server_get_request (fixture->server, 1),
                                                "x-goog-api-key"),
                   ==, TEST_KEY);
}

/* The next page is asked for on the same server only. */
static void
test_openrouter (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "{\"data\":[{\"id\":\"a\"}],\"links\":{\"next\":\"/v1/models?offset=1\"}}");
  serve (fixture, "{\"data\":[{\"id\":\"b\"}],"
                  "\"links\":{\"next\":\"http://127.0.0.1:1/v1/models?offset=2\"}}");
  assert_list (fixture, LLM_MODEL_LIST_OPENROUTER, "a b", NULL);
  assert_request (fixture, 1, "/v1/models?offset=1");
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 2);
}

/* A server that turns in circles, and one that never ends. */
static void
test_loops (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "{\"data\":[{\"id\":\"a\"}],\"has_more\":true,\"last_id\":\"a\"}");
  assert_list (fixture, LLM_MODEL_LIST_ANTHROPIC, "a", NULL);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 2);

  fixture_renew_server (fixture);
  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *page
          = g_strdup_printf ("{\"models\":[{\"name\":\"models/m\"}],\"nextPageToken\":\"%u\"}", i);

      serve (fixture, page);
    }
  assert_list (fixture, LLM_MODEL_LIST_GEMINI, "m", NULL);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 20);
}

static void
test_ollama (Fixture *fixture, gconstpointer data)
{
  serve (fixture, "{\"models\":[{\"model\":\"e\"},{\"model\":\"q:8b\"},{\"model\":\"x\"}]}");
  serve (fixture, "{\"capabilities\":[\"embedding\"]}");
  serve (fixture, "{\"capabilities\":[\"completion\"]}");
  serve_status (fixture, 404, NULL, "{\"error\":\"gone\"}");
  assert_list (fixture, LLM_MODEL_LIST_OLLAMA, "q:8b x", NULL);
  assert_request (fixture, 0, "/api/tags");
  assert_request (fixture, 2, "/api/show");
  g_assert_nonnull (strstr (
      g_bytes_get_data (llm_fake_server_get_request (fixture->server, 2)->body, NULL), "\"q:8b\""));
}

static void
test_fallback (Fixture *fixture, gconstpointer data)
{
  serve_status (fixture, 404, NULL, "{}");
  serve (fixture, LIST);
  assert_list (fixture, LLM_MODEL_LIST_LMSTUDIO, "m1 m2", NULL);
  assert_request (fixture, 0, "/api/v0/models");
  assert_request (fixture, 1, "/v1/models");
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  serve_status (fixture, 401, NULL, "{\"error\":{\"message\":\"bad key " TEST_KEY "\"}}");
  assert_fails (fixture, LLM_MODEL_LIST_OPENAI, 10, LLM_ERROR_AUTH);
  fixture_renew_server (fixture);
  serve (fixture, "<html>Welcome</html>");
  assert_fails (fixture, LLM_MODEL_LIST_OPENAI, 10, LLM_ERROR_PROTOCOL);
  fixture_renew_server (fixture);
  serve (fixture, "{\"data\":[]}");
  assert_fails (fixture, LLM_MODEL_LIST_OPENAI, 10, LLM_ERROR_PROTOCOL);
  assert_list (fixture, LLM_MODEL_LIST_COMPATIBLE, "", NULL);
}

/* The key stays here. */
static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (302, "text/plain");
  g_autofree char *url = llm_fake_server_dup_url (fixture->server, "/elsewhere");
  g_autoptr (GError) error = NULL;

  llm_fake_script_add_header (script, "Location", url);
  fixture_serve (fixture, script);
  g_assert_null (list_with (fixture, LLM_MODEL_LIST_OPENAI, NULL, 10, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (llm_fake_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_stall (Fixture *fixture, gconstpointer data)
{
  LlmFakeScript *script = llm_fake_script_new (200, "application/json");

  llm_fake_script_send (script, "{\"data\":[");
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  assert_fails (fixture, LLM_MODEL_LIST_OPENAI, 0.3, LLM_ERROR_TIMEOUT);
  fixture_renew_server (fixture);
  script = llm_fake_script_new_raw ();
  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  assert_fails (fixture, LLM_MODEL_LIST_OPENAI, 0.3, LLM_ERROR_TIMEOUT);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const LlmTarget target = { .base_url = fixture->base_url };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmFakeScript *script = llm_fake_script_new_raw ();

  llm_fake_script_stall (script);
  fixture_serve (fixture, script);
  llm_model_lister_async (fixture->session, LLM_MODEL_LIST_OPENAI, "p", "P", &target, NULL,
                          cancellable, keep_cb, &result);
  fixture_wait_for_requests (fixture, 1);
  g_cancellable_cancel (cancellable);
  llm_test_wait (is_there, &result);
  g_assert_null (llm_model_lister_finish (fixture->session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Who answers as a server is found, without a key; a web page and silence are not. */
static void
test_probe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFakeServer) page = llm_fake_server_new ();
  g_autoptr (LlmFakeServer) loading = llm_fake_server_new ();
  g_autoptr (LlmFakeServer) silent = llm_fake_server_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (LlmProber) prober = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;
  LlmFakeScript *script;
  const LlmLocalPort ports[] = {
    { "ollama", llm_fake_server_get_port (fixture->server) },
    { "lmstudio", llm_fake_server_get_port (page) },
    { "llamacpp", llm_fake_server_get_port (loading) },
    { "vllm", llm_fake_server_get_port (silent) },
    { "vllm", 1 },
  };

  serve (fixture, "{\"version\":\"0.40\"}");
  script = llm_fake_script_new (200, "text/html");
  llm_fake_script_send (script, "<html>A router</html>");
  llm_fake_server_take_script (page, script);
  script = llm_fake_script_new (503, "application/json");
  llm_fake_script_send (script, "{\"error\":{\"code\":503,\"message\":\"Loading model\"}}");
  llm_fake_server_take_script (loading, script);
  script = llm_fake_script_new_raw ();
  llm_fake_script_stall (script);
  llm_fake_server_take_script (silent, script);

  prober = llm_local_prober_new_for_ports (fixture->session, ports, G_N_ELEMENTS (ports));
  llm_prober_probe_async (prober, NULL, keep_cb, &result);
  llm_test_wait (is_there, &result);
  found = llm_prober_probe_finish (prober, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((LlmEndpoint *) found->pdata[0])->preset, ==, "ollama");
  g_assert_cmpstr (((LlmEndpoint *) found->pdata[1])->preset, ==, "llamacpp");
  g_assert_null (llm_fake_request_get_header (llm_fake_server_get_request (fixture->server, 0),
                                              "authorization"));
}

#define ADD(name, sample, function)                                                                \
  g_test_add ("/model-lister/" name, Fixture, sample, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  http_test_init (&argc, &argv);
  ADD ("one-page", "openai", test_one_page);
  ADD ("not-modified", "openai", test_not_modified);
  ADD ("anthropic", "anthropic", test_anthropic);
  ADD ("gemini", "gemini", test_gemini);
  ADD ("openrouter", "openai", test_openrouter);
  ADD ("loops", "anthropic", test_loops);
  ADD ("ollama", "openai", test_ollama);
  ADD ("fallback", "openai", test_fallback);
  ADD ("errors", "openai", test_errors);
  ADD ("redirect", "openai", test_redirect);
  ADD ("stall", "openai", test_stall);
  ADD ("cancel", "openai", test_cancel);
  ADD ("probe", "openai", test_probe);
  return http_test_run ();
}
