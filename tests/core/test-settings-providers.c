/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-settings.h"
#include "llm-test-home.h"

#include <math.h>
#include <string.h>

/* What the settings keep of single providers, in a real file. */

static char *
get_path (const char *name)
{
  return g_build_filename (g_get_user_config_dir (), "llmselect", name, NULL);
}

static LlmSettings *
open_settings (void)
{
  g_autoptr (GError) error = NULL;
  LlmSettings *settings = llm_settings_new (&error);

  g_assert_no_error (error);
  return settings;
}

static void
write_file (const char *contents)
{
  g_autofree char *dir = get_path (NULL);
  g_autofree char *file = get_path ("settings.ini");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (dir, 0700), ==, 0);
  g_file_set_contents (file, contents, -1, &error);
  g_assert_no_error (error);
}

static void
assert_file_lacks (const char *text)
{
  g_autofree char *file = get_path ("settings.ini");
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (file, &contents, NULL, NULL));
  g_assert_null (strstr (contents, text));
}

/* --- Endpoints --- */

static GPtrArray *
make_endpoints (void)
{
  static const char *const headers[]
      = { "X-Title", "LLMSelect", "Authorization", "Token {key}", NULL };
  GPtrArray *endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  LlmEndpoint *endpoint = llm_endpoint_new ("full", "Full & “quoted”", "https://full.example/v1");

  endpoint->preset = g_strdup ("vllm");
  endpoint->ca_file = g_strdup ("/home/me/my ca.pem");
  endpoint->headers = g_strdupv ((char **) headers);
  g_ptr_array_add (endpoints, endpoint);
  g_ptr_array_add (endpoints, llm_endpoint_new ("bare", NULL, "http://127.0.0.1:1/v1"));
  return endpoints;
}

static void
changed_cb (LlmSettings *settings, const char *key, guint *n)
{
  (*n)++;
}

static void
test_endpoint_options (void)
{
  g_autoptr (GPtrArray) endpoints = make_endpoints ();
  g_autoptr (GPtrArray) read = NULL;
  LlmEndpoint *full;

  {
    g_autoptr (LlmSettings) settings = open_settings ();
    guint n = 0;

    llm_settings_set_endpoints (settings, endpoints);

    /* Who listens to the list hears of a change in the options alone. */
    g_signal_connect (settings, "changed::endpoints", G_CALLBACK (changed_cb), &n);
    full = g_ptr_array_index (endpoints, 0);
    full->headers[1][0] = 'l';
    llm_settings_set_endpoints (settings, endpoints);
    g_assert_cmpuint (n, >=, 1);
    g_signal_handlers_disconnect_by_data (settings, &n);
  }
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    read = llm_settings_get_endpoints (settings);
    g_assert_cmpuint (read->len, ==, 2);
    for (guint i = 0; i < 2; i++)
      g_assert_true (
          llm_endpoint_equal (g_ptr_array_index (read, i), g_ptr_array_index (endpoints, i)));
    full = g_ptr_array_index (read, 0);
    g_assert_cmpstr (full->headers[1], ==, "lLMSelect");

    /* The options go with their endpoint. */
    g_ptr_array_remove_index (read, 0);
    llm_settings_set_endpoints (settings, read);
  }
  assert_file_lacks ("vllm");
}

/* The file of a version that did not know of options. */
static void
test_old_file (void)
{
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (GPtrArray) endpoints = NULL;
  g_autoptr (LlmAzure) azure = NULL;
  LlmPrices prices;
  LlmEndpoint *endpoint;

  write_file ("[LLMSelect]\nendpoints=[('ollama', 'Ollama', 'http://127.0.0.1:11434/v1')]\n"
              "idle-timeout=30.0\n");
  settings = open_settings ();
  endpoints = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (endpoints->len, ==, 1);
  endpoint = g_ptr_array_index (endpoints, 0);
  g_assert_null (endpoint->preset);
  g_assert_null (endpoint->headers);
  g_assert_null (endpoint->ca_file);
  azure = llm_settings_get_azure (settings);
  g_assert_false (azure->enabled);
  g_assert_cmpuint (llm_settings_get_max_retries (settings), ==, 2);
  g_assert_cmpuint (llm_settings_get_rate_limit (settings, "openai"), ==, 60);
  g_assert_false (llm_settings_get_response_cache (settings));
  g_assert_cmpuint (llm_settings_get_trash_days (settings), ==, 30);
  g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 30);
  g_assert_false (llm_settings_get_price (settings, "openai", "gpt-4o", &prices));
}

static void
test_hostile_options (void)
{
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (GPtrArray) endpoints = NULL;
  LlmEndpoint *endpoint;

  write_file ("[LLMSelect]\nendpoints=[('a', 'A', 'http://a/v1'), ('b', 'B', 'http://b/v1'),"
              " ('c', 'C', 'http://c/v1')]\n"
              "endpoint-options={'a': {'preset': <7>, 'headers': <['Host', 'x']>, 'ca-file': <''>},"
              " 'b': {'headers': <['Authorization', 'Bearer sk-canary0123456789']>},"
              " 'c': {'headers': <'X'>, 'more': <true>, 'preset': <'unknown'>},"
              " 'gone': {'preset': <'vllm'>}}\n");
  settings = open_settings ();
  endpoints = llm_settings_get_endpoints (settings);
  g_assert_cmpuint (endpoints->len, ==, 3);
  endpoint = g_ptr_array_index (endpoints, 0);
  g_assert_null (endpoint->preset);
  g_assert_null (endpoint->headers);
  g_assert_null (endpoint->ca_file);
  endpoint = g_ptr_array_index (endpoints, 1);
  g_assert_null (endpoint->headers);
  endpoint = g_ptr_array_index (endpoints, 2);
  g_assert_null (endpoint->headers);
  g_assert_cmpstr (endpoint->preset, ==, "unknown");
}

/* --- Azure --- */

static void
test_azure (void)
{
  static const char *const chosen[] = { "openai", "gemini", NULL };

  {
    g_autoptr (LlmSettings) settings = open_settings ();
    g_autoptr (LlmAzure) azure = llm_settings_get_stored_azure (settings);

    azure->enabled = TRUE;
    azure->allow_direct = TRUE;
    azure->style = LLM_AZURE_MODELS;
    azure->auth = LLM_AZURE_BEARER;
    azure->providers = g_strdupv ((char **) chosen);
    llm_azure_set_endpoint (azure, "https://r.openai.azure.com/");
    llm_azure_set_api_version (azure, "2024-10-21");
    llm_azure_set_deployment (azure, "openai:gpt-4o", "");
    llm_azure_set_deployment (azure, "openai:gpt-5.5", "fünf");
    llm_settings_set_azure (settings, azure);
  }
  {
    g_autoptr (LlmSettings) settings = open_settings ();
    g_autoptr (LlmAzure) azure = llm_settings_get_azure (settings);
    g_autofree char *removed = llm_azure_find_deployment (azure, "openai", "gpt-4o");
    g_autofree char *added = llm_azure_find_deployment (azure, "openai", "gpt-5.5");

    g_assert_true (azure->enabled);
    g_assert_true (azure->allow_direct);
    g_assert_cmpint (azure->style, ==, LLM_AZURE_MODELS);
    g_assert_cmpint (azure->auth, ==, LLM_AZURE_BEARER);
    g_assert_cmpstrv (azure->providers, chosen);
    g_assert_cmpstr (azure->endpoint, ==, "https://r.openai.azure.com");
    g_assert_cmpstr (azure->api_version, ==, "2024-10-21");
    g_assert_null (removed);
    g_assert_cmpstr (added, ==, "fünf");
  }
}

/* What the environment says for this run must not be there in the next. */
static void
test_azure_environment_is_not_stored (void)
{
  g_setenv (LLM_AZURE_VARIABLE_ENABLED, "true", TRUE);
  g_setenv (LLM_AZURE_VARIABLE_ENDPOINT, "https://environment.example", TRUE);
  g_setenv (LLM_AZURE_VARIABLE_API_VERSION, "2025-01-01", TRUE);
  g_setenv ("AZURE_DEPLOYMENT_GPT4O", "from-the-environment", TRUE);
  {
    g_autoptr (LlmSettings) settings = open_settings ();
    g_autoptr (LlmAzure) used = llm_settings_get_azure (settings);
    g_autoptr (LlmAzure) stored = llm_settings_get_stored_azure (settings);

    g_assert_true (used->enabled);
    g_assert_cmpstr (used->endpoint, ==, "https://environment.example");
    g_assert_cmpstr (used->api_version, ==, "2025-01-01");
    g_assert_cmpuint (g_hash_table_size (used->environment), ==, 1);

    g_assert_false (stored->enabled);
    stored->allow_direct = TRUE;
    llm_settings_set_azure (settings, stored);
  }
  assert_file_lacks ("nvironment");
  assert_file_lacks ("2025-01-01");
}

static void
test_hostile_azure (void)
{
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (LlmAzure) azure = NULL;
  g_autofree char *deployment = NULL;

  write_file ("[LLMSelect]\n"
              "azure={'enabled': <'yes'>, 'endpoint': <1>, 'api-version': <'a&b'>,"
              " 'style': <'new'>, 'auth': <'none'>, 'providers': <'openai'>, 'more': <1>}\n"
              "azure-deployments={'': 'x', 'openai:gpt-4o': 'a b', 'x': 'y', 'openai:a': 'b'}\n");
  settings = open_settings ();
  azure = llm_settings_get_azure (settings);
  g_assert_false (azure->enabled);
  g_assert_cmpstr (azure->endpoint, ==, "");
  g_assert_cmpstr (azure->api_version, ==, "2024-02-15-preview");
  g_assert_cmpint (azure->style, ==, LLM_AZURE_DEPLOYMENTS);
  g_assert_cmpint (azure->auth, ==, LLM_AZURE_API_KEY);
  g_assert_null (azure->providers);
  g_assert_cmpuint (g_hash_table_size (azure->deployments), ==, 1);
  deployment = llm_azure_find_deployment (azure, "openai", "gpt-4o");
  g_assert_cmpstr (deployment, ==, "gpt-4o-deployment");
}

/* --- Retries, rate limits, prices --- */

static void
test_limits (void)
{
  {
    g_autoptr (LlmSettings) settings = open_settings ();
    GSettings *gsettings = llm_settings_get_gsettings (settings);

    llm_settings_set_rate_limit (settings, "openai", 10);
    llm_settings_set_rate_limit (settings, "gemini", 0);
    llm_settings_set_rate_limit (settings, "mistral", G_MAXUINT);
    llm_settings_set_rate_limit (settings, "openai", 20);
    g_assert_true (g_settings_set_uint (gsettings, "max-retries", 10));
    g_assert_true (g_settings_set_boolean (gsettings, "response-cache", TRUE));
    g_assert_true (g_settings_set_uint (gsettings, "trash-days", 0));
    llm_settings_set_image_retention_days (settings, G_MAXUINT);
    g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 3650);
    llm_settings_set_image_retention_days (settings, 0);
  }
  {
    g_autoptr (LlmSettings) settings = open_settings ();
    GSettings *gsettings = llm_settings_get_gsettings (settings);

    g_assert_cmpuint (llm_settings_get_max_retries (settings), ==, 10);
    g_assert_true (llm_settings_get_response_cache (settings));
    g_assert_cmpuint (llm_settings_get_trash_days (settings), ==, 0);
    g_assert_cmpuint (llm_settings_get_image_retention_days (settings), ==, 0);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "openai"), ==, 20);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "gemini"), ==, 0);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "mistral"), ==, 100000);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "anthropic"), ==, 60);

    /* Who has the general one follows it. */
    llm_settings_set_rate_limit (settings, "openai", 60);
    g_settings_set_uint (gsettings, "rate-limit", 30);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "openai"), ==, 30);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "gemini"), ==, 0);
  }
  write_file ("[LLMSelect]\nmax-retries=uint32 11\nrate-limit=uint32 4000000000\n"
              "rate-limits={'openai': uint32 4000000000}\n");
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    g_assert_cmpuint (llm_settings_get_max_retries (settings), ==, 2);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "gemini"), ==, 60);
    g_assert_cmpuint (llm_settings_get_rate_limit (settings, "openai"), ==, 100000);
  }
}

static void
test_prices (void)
{
  LlmPrices prices;

  {
    g_autoptr (LlmSettings) settings = open_settings ();

    llm_prices_init (&prices);
    prices.in = 2.5;
    prices.out = 0;
    llm_settings_set_price (settings, "openai", "gpt-4o", &prices);
    prices.in = 7;
    llm_settings_set_price (settings, "mine", "llama3:8b", &prices);
    prices.in = INFINITY;
    prices.out = -3;
    llm_settings_set_price (settings, "mine", "odd", &prices);
  }
  assert_file_lacks ("inf");
  assert_file_lacks ("nan");
  {
    g_autoptr (LlmSettings) settings = open_settings ();

    g_assert_true (llm_settings_get_price (settings, "openai", "gpt-4o", &prices));
    g_assert_cmpfloat (prices.in, ==, 2.5);
    g_assert_cmpfloat (prices.out, ==, 0);
    g_assert_true (isnan (prices.cached_in));
    g_assert_true (isnan (prices.cache_write));
    g_assert_cmpint (prices.source, ==, LLM_PRICE_USER);
    g_assert_true (llm_settings_get_price (settings, "mine", "llama3:8b", &prices));
    g_assert_cmpfloat (prices.in, ==, 7);
    g_assert_true (llm_settings_get_price (settings, "mine", "odd", &prices));
    g_assert_true (isnan (prices.in));
    g_assert_true (isnan (prices.out));
    g_assert_false (llm_settings_get_price (settings, "openai", "gpt-4o-mini", &prices));
    g_assert_cmpint (prices.source, ==, LLM_PRICE_UNKNOWN);

    llm_settings_set_price (settings, "openai", "gpt-4o", NULL);
    g_assert_false (llm_settings_get_price (settings, "openai", "gpt-4o", &prices));
    g_assert_true (llm_settings_get_price (settings, "mine", "llama3:8b", &prices));
  }
}

static void
run_clean (gconstpointer test)
{
  g_autofree char *dir = get_path (NULL);
  g_autoptr (GSubprocess) rm
      = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", dir, NULL);
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  g_assert_true (g_subprocess_wait_check (rm, NULL, NULL));
  g_unsetenv (LLM_AZURE_VARIABLE_ENABLED);
  g_unsetenv (LLM_AZURE_VARIABLE_ENDPOINT);
  g_unsetenv (LLM_AZURE_VARIABLE_API_VERSION);
  for (guint i = 0; i < n; i++)
    g_unsetenv (slots[i].variable);

  ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/settings-providers/" name, function, run_clean)

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);

  ADD ("endpoint-options", test_endpoint_options);
  ADD ("old-file", test_old_file);
  ADD ("hostile-options", test_hostile_options);
  ADD ("azure", test_azure);
  ADD ("azure/environment", test_azure_environment_is_not_stored);
  ADD ("azure/hostile", test_hostile_azure);
  ADD ("limits", test_limits);
  ADD ("prices", test_prices);

  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
