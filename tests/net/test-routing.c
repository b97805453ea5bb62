/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-dialect.h"
#include "llm-error.h"
#include "llm-notice.h"
#include "llm-routing.h"
#include "llm-test-home.h"

/* Which way a request goes, by the settings. */

typedef struct
{
  LlmSettings *settings;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSettings *gsettings;

  fixture->settings = llm_settings_new (&error);
  g_assert_no_error (error);
  gsettings = llm_settings_get_gsettings (fixture->settings);
  g_settings_reset (gsettings, "azure");
  g_settings_reset (gsettings, "azure-deployments");
  g_settings_reset (gsettings, "endpoints");
  g_settings_reset (gsettings, "endpoint-options");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->settings);
}

static LlmModel *
new_model (const char *provider_id, const char *id, LlmApi api)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = provider_id;
  facts.id = id;
  facts.api = api;
  return llm_model_new (&facts);
}

static LlmRoute *
find (Fixture *fixture,
      const char *provider_id,
      LlmProviderFlags flags,
      const LlmCodec *codec,
      const char *model_id,
      LlmApi api,
      GError **error)
{
  const LlmRoutingTable table = { fixture->settings, provider_id, flags, codec };
  g_autoptr (LlmRequest) request = NULL;
  g_autoptr (LlmModel) model = NULL;

  if (model_id != NULL)
    {
      request = llm_request_new (model_id, NULL, NULL);
      model = new_model (provider_id, model_id, api);
      llm_request_set_model (request, model);
    }
  return llm_routing_find (&table, request, error);
}

#define VENDOR (LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY)
#define ENDPOINT (LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM)

static gboolean
has_notice (const LlmRoute *route, const char *code)
{
  for (guint i = 0; i < route->notices->len; i++)
    {
      if (llm_notice_is (route->notices->pdata[i], code))
        return TRUE;
    }
  return FALSE;
}

static void
use_azure (Fixture *fixture, gboolean allow_direct, LlmAzureStyle style, const char *only)
{
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  azure->enabled = TRUE;
  azure->allow_direct = allow_direct;
  azure->style = style;
  if (only != NULL)
    azure->providers = g_strsplit (only, ",", -1);
  llm_azure_set_endpoint (azure, "https://res.openai.azure.com/");
  llm_azure_set_deployment (azure, "openai:o3-pro", "mine");
  llm_settings_set_azure (fixture->settings, azure);
}

static void
test_vendor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmRoute) chat = NULL;
  g_autoptr (LlmRoute) responses = NULL;
  g_autoptr (LlmRoute) other = NULL;

  chat = find (fixture, "openai", VENDOR, llm_codec_openai (), "gpt-4o", LLM_API_CHAT, &error);
  g_assert_no_error (error);
  g_assert_true (chat->codec == llm_codec_openai ());
  g_assert_cmpstr (chat->base_url, ==, "https://api.openai.com/v1");
  g_assert_cmpstr (chat->key_id, ==, "openai");
  g_assert_cmpstr (chat->account_id, ==, "openai");
  g_assert_true (chat->needs_key);
  g_assert_cmpuint (chat->notices->len, ==, 0);
  g_assert_cmpint (llm_route_get_list_kind (chat), ==, LLM_MODEL_LIST_OPENAI);

  responses = find (fixture, "openai", VENDOR, llm_codec_openai (), "o3-pro", LLM_API_RESPONSES,
                    &error);
  g_assert_true (responses->codec == llm_codec_responses ());
  other = find (fixture, "mistral", VENDOR, llm_codec_mistral (), "m", LLM_API_RESPONSES, &error);
  g_assert_true (other->codec == llm_codec_mistral ());
}

static void
test_azure (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *provider_id;
    const char *model_id;
    LlmAzureStyle style;
    const char *base_url;
    const char *model;
    LlmAuth auth;
    gboolean old;
  } rows[] = {
    { "openai", "gpt-4o-2024-08-06", LLM_AZURE_DEPLOYMENTS,
      "https://res.openai.azure.com/openai/deployments/gpt-4o-deployment"
      "?api-version=2024-02-15-preview",
      "gpt-4o-deployment", LLM_AUTH_API_KEY, TRUE },
    { "anthropic", "claude-3-5-sonnet-latest", LLM_AZURE_V1,
      "https://res.openai.azure.com/openai/v1", "claude-35-sonnet-deployment", LLM_AUTH_API_KEY,
      FALSE },
    { "gemini", "gemini-1.5-flash-8b", LLM_AZURE_MODELS,
      "https://res.openai.azure.com/models?api-version=2024-05-01-preview",
      "gemini-15-flash-8b-deployment", LLM_AUTH_BOTH, FALSE },
    { "azure", "any-name", LLM_AZURE_V1, "https://res.openai.azure.com/openai/v1", "any-name",
      LLM_AUTH_API_KEY, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmRoute) route = NULL;

      use_azure (fixture, FALSE, rows[i].style, NULL);
      route = find (fixture, rows[i].provider_id, VENDOR, llm_codec_openai (), rows[i].model_id,
                    LLM_API_CHAT, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (route->base_url, ==, rows[i].base_url);
      g_assert_cmpstr (route->model, ==, rows[i].model);
      g_assert_cmpint (route->auth, ==, rows[i].auth);
      g_assert_cmpstr (route->key_id, ==, "azure");
      g_assert_cmpstr (route->account_id, ==, "azure");
      g_assert_true (route->codec == llm_codec_compatible ());
      g_assert_true (has_notice (route, LLM_NOTICE_AZURE));
      g_assert_cmpint (has_notice (route, LLM_NOTICE_OLD_API_VERSION), ==, rows[i].old);
      g_assert_true (llm_route_check (route, "Azure", &error));
      g_assert_cmpstr (route->host, ==, "res.openai.azure.com");
    }
}

static void
test_azure_responses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmRoute) route = NULL;

  use_azure (fixture, FALSE, LLM_AZURE_V1, NULL);
  route = find (fixture, "openai", VENDOR, llm_codec_openai (), "o3-pro", LLM_API_RESPONSES, NULL);
  g_assert_true (route->codec == llm_codec_responses ());
  g_assert_cmpstr (route->model, ==, "mine");
}

static void
test_azure_unmapped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmRoute) refused = NULL;
  g_autoptr (LlmRoute) direct = NULL;
  g_autoptr (LlmRoute) own = NULL;
  g_autoptr (LlmRoute) of_key = NULL;

  use_azure (fixture, FALSE, LLM_AZURE_V1, NULL);
  refused = find (fixture, "openai", VENDOR, llm_codec_openai (), "gpt-6", LLM_API_CHAT, &error);
  g_assert_null (refused);
  g_assert_error (error, LLM_ERROR, LLM_ERROR_MODEL_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "gpt-6"));

  use_azure (fixture, TRUE, LLM_AZURE_V1, NULL);
  direct = find (fixture, "openai", VENDOR, llm_codec_openai (), "gpt-6", LLM_API_CHAT, NULL);
  g_assert_cmpstr (direct->base_url, ==, "https://api.openai.com/v1");
  g_assert_cmpstr (direct->key_id, ==, "openai");
  g_assert_true (has_notice (direct, LLM_NOTICE_DIRECT));

  /* Only some vendors' models, and never the check of a vendor's own key. */
  use_azure (fixture, FALSE, LLM_AZURE_V1, "mistral,gemini");
  own = find (fixture, "openai", VENDOR, llm_codec_openai (), "gpt-4o", LLM_API_CHAT, NULL);
  g_assert_cmpstr (own->key_id, ==, "openai");
  g_assert_cmpuint (own->notices->len, ==, 0);
  use_azure (fixture, FALSE, LLM_AZURE_V1, NULL);
  of_key = find (fixture, "openai", VENDOR, llm_codec_openai (), NULL, LLM_API_CHAT, NULL);
  g_assert_cmpstr (of_key->key_id, ==, "openai");
}

static void
test_azure_without_endpoint (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmRoute) route = NULL;

  azure->enabled = TRUE;
  llm_settings_set_azure (fixture->settings, azure);
  route = find (fixture, "openai", VENDOR, llm_codec_openai (), "gpt-4o", LLM_API_CHAT, &error);
  g_assert_null (route);
  g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
}

static void
add_endpoint (Fixture *fixture, const char *preset)
{
  static const char *const headers[] = { "X-Team", "{key}", NULL };
  g_autoptr (GPtrArray) endpoints
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  LlmEndpoint *endpoint = llm_endpoint_new ("mine", "Mine", "http://127.0.0.1:1/v1");

  endpoint->preset = g_strdup (preset);
  endpoint->headers = g_strdupv ((char **) headers);
  endpoint->ca_file = g_strdup ("/etc/ca.pem");
  g_ptr_array_add (endpoints, endpoint);
  llm_settings_set_endpoints (fixture->settings, endpoints);
}

static void
test_endpoint (Fixture *fixture, gconstpointer data)
{
  static const char *const presets[] = { NULL, "ollama", "openrouter", "groq" };

  /* Azure is for the vendors' models, not for the user's own servers. */
  use_azure (fixture, FALSE, LLM_AZURE_V1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      const LlmDialect *dialect = llm_dialect_find (presets[i]);
      g_autoptr (LlmRoute) route = NULL;

      add_endpoint (fixture, presets[i]);
      route = find (fixture, "mine", ENDPOINT, llm_codec_compatible (), "m", LLM_API_CHAT, NULL);
      g_assert_true (route->dialect == dialect);
      g_assert_true (route->codec == dialect->codec ());
      g_assert_cmpstr (route->base_url, ==, "http://127.0.0.1:1/v1");
      g_assert_cmpstr (route->headers[0], ==, "X-Team");
      g_assert_cmpstr (route->ca_file, ==, "/etc/ca.pem");
      g_assert_cmpstr (route->key_id, ==, "mine");
      g_assert_false (route->needs_key);
      g_assert_cmpint (llm_route_get_list_kind (route), ==, dialect->list_kind);
    }
}

/* Equal requests are told apart by where they go, and by nothing secret. */
static void
test_route_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmRoute) one = llm_route_new (llm_codec_openai (), "https://a/v1");
  g_autoptr (LlmRoute) other = llm_route_new (llm_codec_openai (), "https://b/v1");
  g_autofree char *one_id = llm_route_to_id (one);
  g_autofree char *other_id = llm_route_to_id (other);
  g_autofree char *third_id = NULL;

  g_assert_cmpstr (one_id, !=, other_id);
  other->model = g_strdup ("deployment");
  third_id = llm_route_to_id (other);
  g_assert_cmpstr (third_id, !=, other_id);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);
  ADD ("/routing/vendor", test_vendor);
  ADD ("/routing/azure/styles", test_azure);
  ADD ("/routing/azure/responses", test_azure_responses);
  ADD ("/routing/azure/unmapped", test_azure_unmapped);
  ADD ("/routing/azure/no-endpoint", test_azure_without_endpoint);
  ADD ("/routing/endpoint", test_endpoint);
  ADD ("/routing/id", test_route_id);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
