/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-provider.h"
#include "llm-judge-choose.h"
#include "llm-judge-material.h"

#include <math.h>
#include <string.h>

typedef struct
{
  LlmCatalog *catalog;
  GListStore *providers;
} Fixture;

static const char *const texts[] = { "One", "Two", NULL };

static void
add_provider (Fixture *fixture, const char *id, LlmProviderFlags flags)
{
  g_autoptr (FakeProvider) provider = fake_provider_new (id);

  fake_provider_set_flags (provider, flags);
  g_list_store_append (fixture->providers, provider);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->catalog = llm_catalog_new ();
  fixture->providers = g_list_store_new (LLM_TYPE_PROVIDER);
  add_provider (fixture, "maker", LLM_PROVIDER_NEEDS_KEY);
  add_provider (fixture, "other", LLM_PROVIDER_NEEDS_KEY);
  add_provider (fixture, "local", LLM_PROVIDER_LOCAL);
  add_provider (fixture, "demo", LLM_PROVIDER_CANNED | LLM_PROVIDER_LOCAL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->catalog);
  g_object_unref (fixture->providers);
}

static void
add_facts (Fixture *fixture, LlmModelFacts *facts, const char *spec, gint64 window, double price)
{
  const char *colon = strchr (spec, ':');
  g_autofree char *provider_id = g_strndup (spec, (gsize) (colon - spec));
  g_autoptr (LlmModel) model = NULL;

  facts->provider_id = provider_id;
  facts->id = facts->name = colon + 1;
  facts->context_window = window;
  facts->price_in = facts->price_out = price;
  model = llm_model_new (facts);
  llm_catalog_add (fixture->catalog, model);
}

static void
add_model (Fixture *fixture, const char *spec, gint64 window, double price)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  add_facts (fixture, &facts, spec, window, price);
}

static void
assert_choice (Fixture *fixture,
               LlmJudgeMaterial *material,
               const char *providers,
               gboolean allow_own,
               const char *expected)
{
  g_auto (GStrv) configured = g_strsplit (providers, " ", -1);
  g_autoptr (LlmModel) model
      = llm_judge_choose (fixture->catalog, G_LIST_MODEL (fixture->providers),
                          (const char *const *) configured, material, allow_own);

  g_assert_cmpstr (model != NULL ? llm_model_get_id (model) : NULL, ==, expected);
}

#define ALL "maker other local demo"

static void
test_cheapest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);

  add_model (fixture, "maker:dear", 100000, 10);
  add_model (fixture, "maker:cheap", 100000, 1);
  add_model (fixture, "other:cheaper", 100000, 0.5);
  add_model (fixture, "other:unknown", 100000, NAN);
  add_model (fixture, "gone:free", 100000, 0);
  add_model (fixture, "local:free", 100000, NAN);
  add_model (fixture, "demo:demo", 100000, 0);
  assert_choice (fixture, material, ALL, FALSE, "cheaper");
  /* Only who can be asked now. */
  assert_choice (fixture, material, "maker local demo gone", FALSE, "cheap");
  /* What nobody tells the price of only if it is on this machine. */
  assert_choice (fixture, material, "local demo", FALSE, "free");
  assert_choice (fixture, material, "demo", FALSE, "demo");
  assert_choice (fixture, material, "", FALSE, NULL);
}

/* Who wrote one of the answers does not grade it, whoever sells it. */
static void
test_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);

  add_model (fixture, "maker:model-0", 100000, 1);
  add_model (fixture, "other:Maker/Model-1:free", 100000, 0);
  add_model (fixture, "local:model-1", 100000, NAN);
  add_model (fixture, "other:model-10", 100000, 5);
  assert_choice (fixture, material, ALL, FALSE, "model-10");
  assert_choice (fixture, material, "maker local", FALSE, NULL);
  assert_choice (fixture, material, ALL, TRUE, "Maker/Model-1:free");
  g_assert_true (llm_judge_is_own (material, "model-0"));
  g_assert_false (llm_judge_is_own (material, "model"));
  /* The demo grades nobody, so that it may be the same. */
  add_model (fixture, "demo:model-0", 100000, 0);
  assert_choice (fixture, material, "demo", FALSE, "model-0");
  add_model (fixture, "demo:model-7", 100000, 0);
  assert_choice (fixture, material, "demo", FALSE, "model-7");
}

/* It has to have room for all, if any has. */
static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LlmJudgeMaterial) material = NULL;

  while (text->len < 400 * 1000)
    g_string_append (text, "Some words. ");
  material = judge_test_new_material ((const char *const[]){ text->str, "Two", NULL });
  add_model (fixture, "maker:small", 8000, 0.1);
  add_model (fixture, "maker:middle", 64000, 1);
  add_model (fixture, "maker:unknown", LLM_UNKNOWN, 0.2);
  assert_choice (fixture, material, ALL, FALSE, "middle");
  add_model (fixture, "maker:large", 1000000, 2);
  assert_choice (fixture, material, ALL, FALSE, "large");
}

static void
test_not_served (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.alias = TRUE;
  add_facts (fixture, &facts, "maker:alias", 100000, 1);
  llm_model_facts_init (&facts);
  facts.retired = TRUE;
  add_facts (fixture, &facts, "maker:retired", 100000, 1);
  llm_model_facts_init (&facts);
  facts.shutdown_date = "2020-01-01";
  add_facts (fixture, &facts, "maker:old", 100000, 1);
  llm_model_facts_init (&facts);
  facts.listed = LLM_LISTED_NO;
  add_facts (fixture, &facts, "maker:unlisted", 100000, 1);
  assert_choice (fixture, material, ALL, FALSE, NULL);
  add_model (fixture, "maker:new", 100000, 9);
  assert_choice (fixture, material, ALL, FALSE, "new");
}

static void
test_configured (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_secret_entry_free);
  g_auto (GStrv) configured = NULL;
  g_autofree char *joined = NULL;

  g_ptr_array_add (entries, llm_secret_entry_new ("other", LLM_SECRET_SOURCE_KEYRING, NULL));
  configured = llm_judge_get_configured (G_LIST_MODEL (fixture->providers), entries);
  joined = g_strjoinv (" ", configured);
  g_assert_cmpstr (joined, ==, "other local demo");
}

static void
test_cost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);
  LlmModel *model;
  LlmUsage usage;
  double cost;

  add_model (fixture, "maker:m", 100000, 2);
  model = llm_catalog_lookup (fixture->catalog, "maker", "m");
  cost = llm_judge_estimate_cost (model, material, &usage);
  g_assert_cmpint (usage.input, ==, llm_judge_material_get_tokens (material));
  g_assert_cmpint (usage.output, ==, llm_judge_estimate_output (2));
  g_assert_cmpuint (usage.estimated, ==, LLM_USAGE_ESTIMATED_INPUT | LLM_USAGE_ESTIMATED_OUTPUT);
  g_assert_cmpfloat_with_epsilon (cost, (double) (usage.input + usage.output) * 2 / 1e6, 1e-12);
  add_model (fixture, "maker:n", 100000, NAN);
  model = llm_catalog_lookup (fixture->catalog, "maker", "n");
  g_assert_true (isnan (llm_judge_estimate_cost (model, material, NULL)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/judge-choose/cheapest", test_cheapest);
  ADD ("/judge-choose/own", test_own);
  ADD ("/judge-choose/room", test_room);
  ADD ("/judge-choose/not-served", test_not_served);
  ADD ("/judge-choose/configured", test_configured);
  ADD ("/judge-choose/cost", test_cost);
  return g_test_run ();
}
