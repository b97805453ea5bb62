/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "codec-test.h"
#include "llm-azure-target.h"

#define RES "https://res.openai.azure.com"

typedef struct
{
  const char *endpoint;
  LlmAzureStyle style;
  const char *version; /* or NULL for the default */
  const char *deployment;
  const char *base_url;
  const char *dialect;
} UrlCase;

static const UrlCase urls[] = {
  { RES, LLM_AZURE_DEPLOYMENTS, NULL, "gpt-4o-deployment",
    RES "/openai/deployments/gpt-4o-deployment?api-version=2024-02-15-preview", "azure-old" },
  { RES, LLM_AZURE_DEPLOYMENTS, "2024-10-21", "d",
    RES "/openai/deployments/d?api-version=2024-10-21", "azure" },
  { RES, LLM_AZURE_DEPLOYMENTS, "2024-09-01-preview", "a b/c?d#e",
    RES "/openai/deployments/a%20b%2Fc%3Fd%23e?api-version=2024-09-01-preview", "azure" },
  { RES, LLM_AZURE_V1, NULL, "d", RES "/openai/v1", "azure" },
  { RES, LLM_AZURE_V1, "preview", "d", RES "/openai/v1?api-version=preview", "azure" },
  { RES, LLM_AZURE_MODELS, "2024-10-21", "d", RES "/models?api-version=2024-10-21",
    "azure-models" },
  /* There was none before. */
  { RES, LLM_AZURE_MODELS, NULL, "d", RES "/models?api-version=2024-05-01-preview",
    "azure-models" },
  { RES, LLM_AZURE_MODELS, "preview", "d", RES "/models?api-version=preview", "azure-models" },
  /* The list of models is nowhere else. */
  { RES, LLM_AZURE_DEPLOYMENTS, NULL, NULL, RES "/openai/v1", "azure" },
  { RES, LLM_AZURE_MODELS, NULL, NULL, RES "/openai/v1", "azure" },
  { RES, LLM_AZURE_V1, "preview", NULL, RES "/openai/v1?api-version=preview", "azure" },
};

static void
test_urls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      const UrlCase *c = &urls[i];
      g_autoptr (LlmAzure) azure = llm_azure_new ();
      g_autoptr (LlmAzureTarget) target = NULL;
      g_autoptr (GError) error = NULL;

      llm_azure_set_endpoint (azure, c->endpoint);
      azure->style = c->style;
      if (c->version != NULL)
        llm_azure_set_api_version (azure, c->version);
      target = llm_azure_build_target (azure, c->deployment, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (target->base_url, ==, c->base_url);
      g_assert_cmpstr (target->model, ==, c->deployment);
      g_assert_cmpstr (target->dialect->id, ==, c->dialect);
    }
}

/* Azure shows many addresses to copy. */
static void
test_endpoints (void)
{
  static const char *const endpoints[][2] = {
    { RES "/", RES },
    { "  " RES "///  ", RES },
    { RES "/openai", RES },
    { RES "/openai/", RES },
    { RES "/OpenAI/v1/", RES },
    { RES "/openai/v1/chat/completions", RES },
    { RES "/openai/v1/responses", RES },
    { "https://r.services.ai.azure.com/models", "https://r.services.ai.azure.com" },
    { RES "/openai/deployments", RES },
    { RES "/openai/deployments/x", RES },
    { RES "/openai/deployments/x/chat/completions?api-version=2023-05-15", RES },
    { "https://gw.test/team/openai/deployments/x/", "https://gw.test/team" },
    { "https://gw.test/deployments-of-ours", "https://gw.test/deployments-of-ours" },
    { "https://r.services.ai.azure.com/api/projects/p",
      "https://r.services.ai.azure.com/api/projects/p" },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (LlmAzure) azure = llm_azure_new ();
      g_autoptr (LlmAzureTarget) target = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *expected = g_strconcat (endpoints[i][1], "/openai/v1", NULL);

      llm_azure_set_endpoint (azure, endpoints[i][0]);
      azure->style = LLM_AZURE_V1;
      target = llm_azure_build_target (azure, "d", &error);
      g_assert_no_error (error);
      g_assert_cmpstr (target->base_url, ==, expected);
    }
}

static void
test_bad_endpoints (void)
{
  static const char *const endpoints[]
      = { NULL, "", "  ", "res.openai.azure.com", "ftp://r.test", "https://user:secret@r.test",
          "https://r.test/?key=secret", "https://r.test/#x", "https://" };

  for (guint i = 0; i < G_N_ELEMENTS (endpoints); i++)
    {
      g_autoptr (LlmAzure) azure = llm_azure_new ();
      g_autoptr (GError) error = NULL;

      llm_azure_set_endpoint (azure, endpoints[i]);
      g_assert_null (llm_azure_build_target (azure, "d", &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_assert_nonnull (strstr (error->message, "Azure"));
      g_assert_null (strstr (error->message, "secret"));
      g_assert_null (llm_azure_build_target (azure, NULL, NULL));
    }
}

static void
test_auth (void)
{
  static const struct
  {
    LlmAzureStyle style;
    LlmAzureAuth auth;
    LlmAuth expected;
  } cases[] = {
    { LLM_AZURE_DEPLOYMENTS, LLM_AZURE_API_KEY, LLM_AUTH_API_KEY },
    { LLM_AZURE_V1, LLM_AZURE_API_KEY, LLM_AUTH_API_KEY },
    { LLM_AZURE_MODELS, LLM_AZURE_API_KEY, LLM_AUTH_BOTH },
    { LLM_AZURE_DEPLOYMENTS, LLM_AZURE_BEARER, LLM_AUTH_BEARER },
    { LLM_AZURE_V1, LLM_AZURE_BEARER, LLM_AUTH_BEARER },
    { LLM_AZURE_MODELS, LLM_AZURE_BEARER, LLM_AUTH_BEARER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmAzure) azure = llm_azure_new ();
      g_autoptr (LlmAzureTarget) target = NULL;

      llm_azure_set_endpoint (azure, RES);
      azure->style = cases[i].style;
      azure->auth = cases[i].auth;
      target = llm_azure_build_target (azure, "d", NULL);
      g_assert_cmpint (target->auth, ==, cases[i].expected);
    }
}

/* From the settings to the wire. */
static void
test_request (void)
{
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  g_autoptr (LlmAzureTarget) azure_target = NULL;
  g_autoptr (LlmRequest) request = llm_request_new ("gpt-4o-2024-08-06", NULL, NULL);
  g_autofree char *deployment = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GError) error = NULL;
  LlmTarget target = { .key = "k1" };
  const LlmCodec *codec;
  LlmWireRequest wire;

  llm_azure_set_endpoint (azure, RES "/openai");
  deployment = llm_azure_find_deployment (azure, "openai", "gpt-4o-2024-08-06");
  azure_target = llm_azure_build_target (azure, deployment, &error);
  g_assert_no_error (error);
  llm_azure_target_fill (azure_target, &target);
  codec = target.dialect->codec ();

  llm_request_add_message (request, LLM_ROLE_USER, "Hi");
  codec->build (codec, &target, request, &wire, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (wire.url, ==,
                   RES "/openai/deployments/gpt-4o-deployment/chat/completions"
                       "?api-version=2024-02-15-preview");
  g_assert_cmpstr (codec_test_get_header (&wire, "api-key"), ==, "k1");
  g_assert_null (codec_test_get_header (&wire, "Authorization"));
  body = codec_test_get_body (&wire);
  g_assert_cmpstr (json_object_get_string_member (body, "model"), ==, "gpt-4o-deployment");
  g_assert_false (json_object_has_member (body, "stream_options"));
  llm_wire_request_clear (&wire);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/azure-target/urls", test_urls);
  g_test_add_func ("/azure-target/endpoints", test_endpoints);
  g_test_add_func ("/azure-target/bad-endpoints", test_bad_endpoints);
  g_test_add_func ("/azure-target/auth", test_auth);
  g_test_add_func ("/azure-target/request", test_request);

  return g_test_run ();
}
