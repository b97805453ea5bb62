/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-azure.h"

#include "llm-secrets.h"

#include <string.h>

static void
clear_environment (void)
{
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  g_unsetenv (LLM_AZURE_VARIABLE_ENABLED);
  g_unsetenv (LLM_AZURE_VARIABLE_ENDPOINT);
  g_unsetenv (LLM_AZURE_VARIABLE_API_VERSION);
  for (guint i = 0; i < n; i++)
    g_unsetenv (slots[i].variable);
}

static void
assert_deployment (const LlmAzure *azure, const char *spec, const char *expected)
{
  g_auto (GStrv) parts = g_strsplit (spec, ":", 2);
  g_autofree char *deployment = llm_azure_find_deployment (azure, parts[0], parts[1]);

  if (g_strcmp0 (deployment, expected) != 0)
    g_error ("%s is asked as “%s” instead of “%s”", spec, deployment, expected);
}

static void
test_defaults (void)
{
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  g_assert_false (azure->enabled);
  g_assert_false (azure->allow_direct);
  g_assert_cmpstr (azure->endpoint, ==, "");
  g_assert_cmpstr (azure->api_version, ==, "2024-02-15-preview");
  g_assert_cmpint (azure->style, ==, LLM_AZURE_DEPLOYMENTS);
  g_assert_cmpint (azure->auth, ==, LLM_AZURE_API_KEY);
  g_assert_false (llm_azure_routes (azure, "openai"));
}

/* The names that users of the original have in their environment. */
static void
test_slots (void)
{
  static const char *const expected[][3] = {
    { "openai:gpt-4o", "GPT4O", "gpt-4o" },
    { "openai:gpt-4o-mini", "GPT4O_MINI", "gpt-4o-mini" },
    { "openai:gpt-4-turbo", "GPT4_TURBO", "gpt-4-turbo" },
    { "openai:gpt-4", "GPT4", "gpt-4" },
    { "openai:gpt-3.5-turbo", "GPT35_TURBO", "gpt-35-turbo" },
    { "anthropic:claude-3-5-sonnet", "CLAUDE_35_SONNET", "claude-35-sonnet" },
    { "anthropic:claude-3-5-haiku", "CLAUDE_35_HAIKU", "claude-35-haiku" },
    { "anthropic:claude-3-opus", "CLAUDE_3_OPUS", "claude-3-opus" },
    { "gemini:gemini-1.5-pro", "GEMINI_15_PRO", "gemini-15-pro" },
    { "gemini:gemini-1.5-flash", "GEMINI_15_FLASH", "gemini-15-flash" },
    { "gemini:gemini-1.5-flash-8b", "GEMINI_15_FLASH_8B", "gemini-15-flash-8b" },
    { "mistral:mistral-large", "MISTRAL_LARGE", "mistral-large" },
    { "mistral:mistral-medium", "MISTRAL_MEDIUM", "mistral-medium" },
    { "mistral:mistral-small", "MISTRAL_SMALL", "mistral-small" },
  };
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  guint n;
  const LlmAzureSlot *slots = llm_azure_get_slots (&n);

  g_assert_cmpuint (n, ==, 14);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *variable = g_strconcat ("AZURE_DEPLOYMENT_", expected[i][1], NULL);
      g_autofree char *deployment = g_strconcat (expected[i][2], "-deployment", NULL);

      g_assert_cmpstr (slots[i].model, ==, expected[i][0]);
      g_assert_cmpstr (slots[i].variable, ==, variable);
      g_assert_cmpstr (slots[i].deployment, ==, deployment);
      g_assert_true (llm_azure_model_is_valid (slots[i].model));
      assert_deployment (azure, slots[i].model, deployment);

      /* Each by its own variable, and no other. */
      g_setenv (variable, "mine", TRUE);
      {
        g_autoptr (LlmAzure) overridden = llm_azure_new ();

        g_assert_true (llm_azure_environment_has (variable));
        llm_azure_apply_environment (overridden);
        g_assert_cmpuint (g_hash_table_size (overridden->environment), ==, 1);
        assert_deployment (overridden, slots[i].model, "mine");
      }
      g_unsetenv (variable);
    }
}

/* Vendors name one model with dates, numbers and "latest" behind it; Azure does not. */
static void
test_versions (void)
{
  static const char *const cases[][2] = {
    { "openai:gpt-4o-2024-08-06", "gpt-4o-deployment" },
    { "openai:gpt-4o-mini-2024-07-18", "gpt-4o-mini-deployment" },
    { "openai:gpt-4-0613", "gpt-4-deployment" },
    { "openai:gpt-3.5-turbo-0125", "gpt-35-turbo-deployment" },
    { "openai:gpt-4-turbo-2024-04-09", "gpt-4-turbo-deployment" },
    { "anthropic:claude-3-5-sonnet-20241022", "claude-35-sonnet-deployment" },
    { "anthropic:claude-3-5-sonnet-latest", "claude-35-sonnet-deployment" },
    { "anthropic:claude-3-opus-20240229", "claude-3-opus-deployment" },
    { "gemini:gemini-1.5-flash-8b-latest", "gemini-15-flash-8b-deployment" },
    { "gemini:gemini-1.5-pro-002", "gemini-15-pro-deployment" },
    { "mistral:mistral-large-2411", "mistral-large-deployment" },
    { "mistral:mistral-small-latest", "mistral-small-deployment" },
    /* What merely begins alike is another model. */
    { "openai:gpt-4o-audio-preview", NULL },
    { "openai:gpt-4.1", NULL },
    { "openai:gpt-4-1106-preview", NULL },
    { "openai:gpt-4o-2024-08", NULL },
    { "openai:gpt-4o-2024-08-06-x", NULL },
    { "openai:gpt-4o-mini-realtime", NULL },
    { "openai:-latest", NULL },
    { "openai:", NULL },
    { "mistral:gpt-4o", NULL },
    { "anthropic:claude-3-5-sonnet-2024102", NULL },
    { "gemini:gemini-1.5-pro-200", NULL },
    /* Of Azure itself, the deployment's own name, whatever it looks like. */
    { "azure:my:own-2024-08-06", "my:own-2024-08-06" },
  };
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_deployment (azure, cases[i][0], cases[i][1]);
}

static void
test_own_deployments (void)
{
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  g_autoptr (LlmAzure) copy = NULL;

  llm_azure_set_deployment (azure, "openai:gpt-5.5", "five");
  llm_azure_set_deployment (azure, "openai:gpt-4o", "mine");
  llm_azure_set_deployment (azure, "openai:gpt-4o-2024-05-13", "old");
  assert_deployment (azure, "openai:gpt-5.5", "five");
  assert_deployment (azure, "openai:gpt-5.5-2026-01-01", "five");
  assert_deployment (azure, "openai:gpt-4o-2024-08-06", "mine");
  assert_deployment (azure, "openai:gpt-4o-2024-05-13", "old");
  assert_deployment (azure, "openai:gpt-4o-mini", "gpt-4o-mini-deployment");

  /* A default that was removed stays away, in all its versions. */
  llm_azure_set_deployment (azure, "openai:gpt-4o", "");
  assert_deployment (azure, "openai:gpt-4o", NULL);
  assert_deployment (azure, "openai:gpt-4o-latest", NULL);
  assert_deployment (azure, "openai:gpt-4o-2024-05-13", "old");

  copy = llm_azure_copy (azure);
  assert_deployment (copy, "openai:gpt-4o", NULL);
  assert_deployment (copy, "openai:gpt-5.5", "five");

  llm_azure_set_deployment (azure, "openai:gpt-4o", NULL);
  assert_deployment (azure, "openai:gpt-4o", "gpt-4o-deployment");
  assert_deployment (copy, "openai:gpt-4o", NULL);
}

static void
test_hostile_deployments (void)
{
  static const char *const models[] = { "", "gpt-4o", ":x", "openai:", "openai:a b", "a:\x1b[1m" };
  static const char *const deployments[]
      = { "a b", "a\nb", "\xff", "a\x7f", "a\xc2\x85", "\xc2\xa0" };
  g_autoptr (LlmAzure) azure = llm_azure_new ();
  g_autofree char *much = g_strnfill (129, 'x');
  g_autofree char *enough = g_strnfill (128, 'x');
  g_autofree char *long_model = g_strdup_printf ("openai:%0400d", 0);

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_assert_false (llm_azure_model_is_valid (models[i]));
      llm_azure_set_deployment (azure, models[i], "x");
    }
  for (guint i = 0; i < G_N_ELEMENTS (deployments); i++)
    {
      g_assert_false (llm_azure_deployment_is_valid (deployments[i]));
      llm_azure_set_deployment (azure, "openai:x", deployments[i]);
    }
  g_assert_false (llm_azure_deployment_is_valid (NULL));
  g_assert_false (llm_azure_deployment_is_valid (""));
  g_assert_false (llm_azure_model_is_valid (NULL));
  llm_azure_set_deployment (azure, "openai:x", much);
  llm_azure_set_deployment (azure, long_model, "x");
  g_assert_cmpuint (g_hash_table_size (azure->deployments), ==, 0);
  llm_azure_set_deployment (azure, "openai:x", enough);
  assert_deployment (azure, "openai:x", enough);

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *model = g_strdup_printf ("openai:m%u", i);

      llm_azure_set_deployment (azure, model, "x");
    }
  g_assert_cmpuint (g_hash_table_size (azure->deployments), <=, 1000);
}

static void
test_environment (void)
{
  static const char *const on[] = { "1", "true", "TRUE", " yes ", "On" };
  static const char *const off[] = { "0", "false", "no", "off", "maybe" };
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  /* Nothing set changes nothing; neither does an empty variable. */
  azure->enabled = TRUE;
  g_setenv (LLM_AZURE_VARIABLE_ENABLED, "", TRUE);
  g_setenv (LLM_AZURE_VARIABLE_ENDPOINT, "", TRUE);
  g_setenv (LLM_AZURE_VARIABLE_API_VERSION, "no version", TRUE);
  g_setenv ("AZURE_DEPLOYMENT_GPT4O", "not a name", TRUE);
  llm_azure_set_endpoint (azure, "https://mine.openai.azure.com");
  llm_azure_apply_environment (azure);
  g_assert_true (azure->enabled);
  g_assert_cmpstr (azure->endpoint, ==, "https://mine.openai.azure.com");
  g_assert_cmpstr (azure->api_version, ==, "2024-02-15-preview");
  g_assert_cmpuint (g_hash_table_size (azure->environment), ==, 0);
  g_assert_false (llm_azure_environment_has (LLM_AZURE_VARIABLE_ENABLED));
  g_assert_false (llm_azure_environment_has (LLM_AZURE_VARIABLE_ENDPOINT));
  g_assert_false (llm_azure_environment_has (LLM_AZURE_VARIABLE_API_VERSION));
  g_assert_false (llm_azure_environment_has ("AZURE_DEPLOYMENT_GPT4O"));

  for (guint i = 0; i < G_N_ELEMENTS (on); i++)
    {
      azure->enabled = FALSE;
      g_setenv ("USE_AZURE_FOUNDRY", on[i], TRUE);
      llm_azure_apply_environment (azure);
      g_assert_true (azure->enabled);
    }
  for (guint i = 0; i < G_N_ELEMENTS (off); i++)
    {
      azure->enabled = TRUE;
      g_setenv ("USE_AZURE_FOUNDRY", off[i], TRUE);
      llm_azure_apply_environment (azure);
      g_assert_false (azure->enabled);
    }

  g_setenv ("AZURE_AI_FOUNDRY_ENDPOINT", "https://theirs.services.ai.azure.com/", TRUE);
  g_setenv ("AZURE_AI_FOUNDRY_API_VERSION", "2024-10-21", TRUE);
  g_setenv ("AZURE_DEPLOYMENT_GPT4O", "theirs", TRUE);
  llm_azure_set_deployment (azure, "openai:gpt-4o", "");
  llm_azure_apply_environment (azure);
  g_assert_cmpstr (azure->endpoint, ==, "https://theirs.services.ai.azure.com");
  g_assert_cmpstr (azure->api_version, ==, "2024-10-21");
  /* It wins over a removal, and does not touch what is stored. */
  assert_deployment (azure, "openai:gpt-4o-2024-08-06", "theirs");
  assert_deployment (azure, "openai:gpt-4o-mini", "gpt-4o-mini-deployment");
  g_assert_cmpstr (g_hash_table_lookup (azure->deployments, "openai:gpt-4o"), ==, "");
}

static void
test_key_variables (void)
{
  g_auto (GStrv) variables = llm_secret_get_variables (LLM_AZURE_PROVIDER_ID);

  g_assert_cmpstr (variables[0], ==, "AZURE_AI_FOUNDRY_KEY");
  g_assert_true (llm_secret_provider_id_is_valid (LLM_AZURE_PROVIDER_ID));
}

static void
test_routes (void)
{
  static const char *const chosen[] = { "openai", "mistral", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  azure->enabled = TRUE;
  g_assert_true (llm_azure_routes (azure, "openai"));
  g_assert_true (llm_azure_routes (azure, "anthropic"));
  azure->providers = g_strdupv ((char **) none);
  g_assert_true (llm_azure_routes (azure, "anthropic"));
  g_strfreev (azure->providers);
  azure->providers = g_strdupv ((char **) chosen);
  g_assert_true (llm_azure_routes (azure, "openai"));
  g_assert_true (llm_azure_routes (azure, "mistral"));
  g_assert_false (llm_azure_routes (azure, "anthropic"));
  azure->enabled = FALSE;
  g_assert_false (llm_azure_routes (azure, "openai"));
}

static void
test_usage (void)
{
  static const struct
  {
    const char *version;
    gboolean tells;
  } cases[] = {
    { "2024-02-15-preview", FALSE },
    { "2024-06-01", FALSE },
    { "2024-08-01-preview", FALSE },
    { "2024-09-01-preview", TRUE },
    { "2024-10-21", TRUE },
    { "2025-04-01-preview", TRUE },
    { "preview", TRUE },
    { "v1", TRUE },
    { "2023-05-15", FALSE },
    { "2024", FALSE },
  };
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      llm_azure_set_api_version (azure, cases[i].version);
      g_assert_cmpstr (azure->api_version, ==, cases[i].version);
      azure->style = LLM_AZURE_DEPLOYMENTS;
      if (llm_azure_tells_usage (azure) != cases[i].tells)
        g_error ("%s", cases[i].version);
      azure->style = LLM_AZURE_V1;
      g_assert_true (llm_azure_tells_usage (azure));
    }

  llm_azure_set_api_version (azure, "a&b=c");
  g_assert_cmpstr (azure->api_version, ==, "2024-02-15-preview");
  llm_azure_set_api_version (azure, NULL);
  g_assert_cmpstr (azure->api_version, ==, "2024-02-15-preview");
  g_assert_false (llm_azure_api_version_is_valid (""));
  g_assert_false (llm_azure_api_version_is_valid ("2024-10-21 "));
  g_assert_false (llm_azure_api_version_is_valid ("0123456789012345678901234567890123456789x"));
}

/* As the pages of Azure show it. */
static void
test_endpoint (void)
{
  static const char *const cases[][2] = {
    { "https://r.openai.azure.com/", "https://r.openai.azure.com" },
    { " https://r.openai.azure.com/openai/v1/ ", "https://r.openai.azure.com" },
    { "https://r.openai.azure.com/openai", "https://r.openai.azure.com" },
    { "https://r.services.ai.azure.com/models", "https://r.services.ai.azure.com" },
    { "https://gate.example/team/openai/v1", "https://gate.example/team" },
    { "https://gate.example/supermodels", "https://gate.example/supermodels" },
    { "", "" },
    { "  / ", "" },
    { "/models", "" },
  };
  g_autoptr (LlmAzure) azure = llm_azure_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      llm_azure_set_endpoint (azure, cases[i][0]);
      g_assert_cmpstr (azure->endpoint, ==, cases[i][1]);
    }
  llm_azure_set_endpoint (azure, NULL);
  g_assert_cmpstr (azure->endpoint, ==, "");
}

static void
test_names (void)
{
  LlmAzureStyle style = LLM_AZURE_V1;
  LlmAzureAuth auth = LLM_AZURE_BEARER;

  for (guint i = LLM_AZURE_DEPLOYMENTS; i <= LLM_AZURE_MODELS; i++)
    {
      g_assert_true (llm_azure_style_from_string (llm_azure_style_to_string (i), &style));
      g_assert_cmpint (style, ==, i);
    }
  g_assert_false (llm_azure_style_from_string ("classic", &style));
  g_assert_false (llm_azure_style_from_string (NULL, &style));
  g_assert_cmpint (style, ==, LLM_AZURE_MODELS);

  for (guint i = LLM_AZURE_API_KEY; i <= LLM_AZURE_BEARER; i++)
    {
      g_assert_true (llm_azure_auth_from_string (llm_azure_auth_to_string (i), &auth));
      g_assert_cmpint (auth, ==, i);
    }
  g_assert_false (llm_azure_auth_from_string ("", &auth));
  g_assert_cmpint (auth, ==, LLM_AZURE_BEARER);
}

static void
run_clean (gconstpointer test)
{
  clear_environment ();
  ((void (*) (void)) test) ();
}

#define ADD(name, function) g_test_add_data_func ("/azure/" name, function, run_clean)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("defaults", test_defaults);
  ADD ("slots", test_slots);
  ADD ("versions", test_versions);
  ADD ("own-deployments", test_own_deployments);
  ADD ("hostile-deployments", test_hostile_deployments);
  ADD ("environment", test_environment);
  ADD ("key-variables", test_key_variables);
  ADD ("routes", test_routes);
  ADD ("usage", test_usage);
  ADD ("endpoint", test_endpoint);
  ADD ("names", test_names);

  return g_test_run ();
}
