/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-shell-test.h"

#include "llm-list-store.h"

static void
add_model (LlmCatalog *catalog,
           const char *provider_id,
           const char *id,
           const char *name,
           const char *shutdown_date)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = provider_id;
  facts.id = id;
  facts.name = name;
  facts.context_window = 128000;
  facts.price_in = 1.25;
  facts.price_out = 10;
  facts.shutdown_date = shutdown_date;
  model = llm_model_new (&facts);
  llm_catalog_add (catalog, model);
}

static FakeProvider *
add_provider (GListStore *providers, const char *id, LlmProviderFlags flags)
{
  FakeProvider *provider = fake_provider_new (id);

  fake_provider_set_flags (provider, flags);
  g_list_store_append (providers, provider);
  return provider;
}

void
llm_shell_test_set_up (LlmShellTest *test, LlmStore *store)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  test->providers = g_list_store_new (LLM_TYPE_PROVIDER);
  test->vendor = add_provider (test->providers, "openai",
                               LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY);
  test->server = add_provider (test->providers, "my-server",
                               LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM);
  test->demo = add_provider (test->providers, "demo", LLM_PROVIDER_CANNED);

  add_model (catalog, "openai", "gpt-large", "GPT Large", NULL);
  add_model (catalog, "openai", "gpt-small", "GPT Small", "2999-01-01");
  add_model (catalog, "openai", "gpt-old", "GPT Old", "2001-01-01");
  add_model (catalog, "demo", "swift", "Swift", NULL);
  add_model (catalog, "demo", "slow", "Slow", NULL);
  add_model (catalog, "demo", "table", "Table", NULL);
  add_model (catalog, "demo", "thinker", "Thinker", NULL);

  settings = llm_settings_new (&error);
  g_assert_no_error (error);
  test->secrets = llm_fake_secrets_new ();
  test->store = store != NULL ? g_object_ref (store) : LLM_STORE (list_store_new (0));
  test->context = llm_context_new (settings, LLM_SECRETS (test->secrets), test->store,
                                   G_LIST_MODEL (test->providers), catalog, NULL);
  test->lineup = llm_lineup_new (test->context);
}

void
llm_shell_test_tear_down (LlmShellTest *test)
{
  llm_shell_test_drain ();
  g_assert_finalize_object (test->lineup);
  g_assert_finalize_object (test->context);
  g_assert_finalize_object (test->secrets);
  g_assert_finalize_object (test->providers);
  g_object_unref (test->store);
  g_object_unref (test->vendor);
  g_object_unref (test->server);
  g_object_unref (test->demo);
}

void
llm_shell_test_drain (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
