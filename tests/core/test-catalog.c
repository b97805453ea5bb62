/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-catalog.h"

#include <math.h>

#include "llm-model-merge.h"
#include "llm-model-variant.h"
#include "llm-usage.h"
#include "llm-test-home.h"

static LlmModel *
make (const char *provider_id, const char *id)
{
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = provider_id;
  facts.id = id;
  return llm_model_new (&facts);
}

static GPtrArray *
make_list (const char *provider_id, const char *ids)
{
  g_auto (GStrv) words = g_strsplit (ids, " ", -1);
  GPtrArray *models = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_ptr_array_add (models, make (provider_id, words[i]));
    }
  return models;
}

static void
add (LlmCatalog *catalog, const char *provider_id, const char *ids)
{
  g_autoptr (GPtrArray) models = make_list (provider_id, ids);

  llm_catalog_add_all (catalog, models);
}

static void
set_list (LlmCatalog *catalog, const char *provider_id, const char *ids)
{
  g_autoptr (GPtrArray) models = make_list (provider_id, ids);

  llm_catalog_set_list (catalog, provider_id, models);
}

/* Every model as PROVIDER:ID, + if listed, - if not, with its look-up checked. */
static char *
describe (LlmCatalog *catalog)
{
  GString *text = g_string_new (NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (catalog));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);
      LlmListed listed = llm_model_get_listed (model);

      g_assert_true (
          llm_catalog_lookup (catalog, llm_model_get_provider_id (model), llm_model_get_id (model))
          == model);
      g_string_append_printf (text, "%s%s:%s%s", i > 0 ? " " : "",
                              llm_model_get_provider_id (model), llm_model_get_id (model),
                              listed == LLM_LISTED_YES  ? "+"
                              : listed == LLM_LISTED_NO ? "-"
                                                        : "");
    }
  return g_string_free (text, FALSE);
}

static void
assert_models (LlmCatalog *catalog, const char *expected)
{
  g_autofree char *text = describe (catalog);

  g_assert_cmpstr (text, ==, expected);
}

/* A copy of the list kept by its changes alone. */
typedef struct
{
  GPtrArray *copy;
  guint n_changes;
} Mirror;

static void
changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *mirror = user_data;

  mirror->n_changes++;
  if (removed > 0)
    g_ptr_array_remove_range (mirror->copy, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->copy, (gint) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (mirror->copy->len, ==, g_list_model_get_n_items (model));
  for (guint i = 0; i < mirror->copy->len; i++)
    {
      g_autoptr (LlmModel) item = g_list_model_get_item (model, i);

      g_assert_true (item == mirror->copy->pdata[i]);
    }
}

static void
test_lists (void)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  Mirror mirror = { g_ptr_array_new_with_free_func (g_object_unref), 0 };
  LlmModel *kept;

  g_signal_connect (catalog, "items-changed", G_CALLBACK (changed_cb), &mirror);
  add (catalog, "a", "a1 a2");
  add (catalog, "b", "b1");
  assert_models (catalog, "a:a1 a:a2 b:b1");
  g_assert_cmpuint (mirror.n_changes, ==, 2);
  kept = llm_catalog_lookup (catalog, "b", "b1");

  /* What is not listed stays where it is; additions come behind their provider's. */
  set_list (catalog, "a", "a3 a1 a4");
  assert_models (catalog, "a:a1+ a:a2- a:a3+ a:a4+ b:b1");
  g_assert_cmpuint (mirror.n_changes, ==, 3);
  g_assert_cmpint (llm_model_get_origin (llm_catalog_lookup (catalog, "a", "a1")), ==,
                   LLM_MODEL_FROM_CATALOG);
  g_assert_cmpint (llm_model_get_origin (llm_catalog_lookup (catalog, "a", "a3")), ==,
                   LLM_MODEL_FROM_PROVIDER);
  g_assert_true (llm_catalog_lookup (catalog, "b", "b1") == kept);

  /* The same again is no change. */
  set_list (catalog, "a", "a3 a1 a4");
  g_assert_cmpuint (mirror.n_changes, ==, 3);

  /* A provider that the catalogue does not know. */
  set_list (catalog, "c", "c1");
  assert_models (catalog, "a:a1+ a:a2- a:a3+ a:a4+ b:b1 c:c1+");
  set_list (catalog, "b", "");
  assert_models (catalog, "a:a1+ a:a2- a:a3+ a:a4+ b:b1- c:c1+");
  set_list (catalog, "a", "a4");
  assert_models (catalog, "a:a1- a:a2- a:a4+ b:b1- c:c1+");
  llm_catalog_set_list (catalog, "a", NULL);
  llm_catalog_set_list (catalog, "c", NULL);
  llm_catalog_set_list (catalog, "nobody", NULL);
  assert_models (catalog, "a:a1 a:a2 b:b1-");
  g_assert_cmpuint (mirror.n_changes, ==, 8);
  add (catalog, "a", "a5 a1");
  assert_models (catalog, "a:a1 a:a2 b:b1- a:a5");
  g_assert_null (llm_catalog_lookup (catalog, "a", "a4"));
  g_ptr_array_unref (mirror.copy);
}

static guint n_loads;

static gboolean
load (LlmCatalog *catalog, GError **error)
{
  n_loads++;
  add (catalog, "a", "a1 a2");
  add (catalog, "b", "b1");
  return TRUE;
}

/* A list does not load the catalogue, and is merged when somebody looks into it,
 * without a change that nobody could have seen. */
static void
test_lazy (void)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new_lazy (load);
  Mirror mirror = { g_ptr_array_new_with_free_func (g_object_unref), 0 };

  g_signal_connect (catalog, "items-changed", G_CALLBACK (changed_cb), &mirror);
  set_list (catalog, "a", "a2 a9");
  g_assert_cmpuint (n_loads, ==, 0);
  assert_models (catalog, "a:a1- a:a2+ a:a9+ b:b1");
  g_assert_cmpuint (n_loads, ==, 1);
  g_assert_cmpuint (mirror.n_changes, ==, 0);
  g_ptr_array_unref (mirror.copy);
}

/* An alias counts as listed with its snapshots, and tells what they can do. */
static void
test_aliases (void)
{
  static const struct
  {
    const char *id;
    const char *alias;
    gboolean is;
  } rows[] = {
    { "claude-opus-4-20250514", "claude-opus-4", TRUE },
    { "gpt-4o-2024-05-13", "gpt-4o", TRUE },
    { "mistral-large-2411", "mistral-large-latest", TRUE },
    { "gemini-2.0-flash-001", "gemini-2.0-flash", TRUE },
    { "claude-opus-4-5-20251101", "claude-opus-4", FALSE },
    { "claude-opus-4-5", "claude-opus-4", FALSE },
    { "gpt-4o-mini", "gpt-4o", FALSE },
    { "gpt-4o", "gpt-4o", FALSE },
    { "gpt-4o-", "gpt-4o", FALSE },
    { "gpt-4", "gpt-4o", FALSE },
  };
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmModel) dated = NULL;
  LlmModelFacts facts;
  LlmModel *model;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpint (llm_model_id_is_snapshot (rows[i].id, rows[i].alias), ==, rows[i].is);

  llm_model_facts_init (&facts);
  facts.provider_id = "a";
  facts.id = "large-latest";
  facts.reasoning = TRUE;
  facts.no_sampling = TRUE;
  facts.price_in = 1;
  facts.price_out = 2;
  facts.shutdown_date = "2030-01-01";
  dated = llm_model_new (&facts);
  llm_catalog_add (catalog, dated);
  set_list (catalog, "a", "large-2411");
  assert_models (catalog, "a:large-latest+ a:large-2411+");
  model = llm_catalog_lookup (catalog, "a", "large-2411");
  g_assert_true (llm_model_get_reasoning (model));
  g_assert_false (llm_model_get_accepts_sampling (model));
  g_assert_true (isnan (llm_model_get_price_in (model)));
  g_assert_null (llm_model_get_shutdown_date (model));
  g_assert_cmpstr (llm_model_get_name (model), ==, "large-2411");
}

/* --- The rule of merging --- */

static void
fill_dated (LlmModelFacts *facts)
{
  static const LlmPriceTier tiers[] = { { 200000, 10, 5, 20 } };
  static const char *const levels[] = { "low", "high", NULL };

  llm_model_facts_init (facts);
  facts->provider_id = "p";
  facts->id = "m";
  facts->name = "Dated";
  facts->description = "Dated too";
  facts->context_window = 100;
  facts->max_output = 10;
  facts->vision = TRUE;
  facts->reasoning = TRUE;
  facts->price_in = 1;
  facts->price_cached_in = 0.1;
  facts->price_out = 2;
  facts->price_source = LLM_PRICE_CATALOG;
  facts->prices_date = "2026-11-22";
  facts->tiers = tiers;
  facts->n_tiers = 1;
  facts->api = LLM_API_RESPONSES;
  facts->thinking = LLM_THINKING_LEVEL;
  facts->effort_levels = levels;
  facts->shutdown_date = "2027-01-01";
}

static void
merge (const LlmModelFacts *told_facts,
       const LlmPrices *own,
       LlmModel **merged,
       LlmModelFacts *facts)
{
  g_autoptr (LlmModel) dated = NULL;
  g_autoptr (LlmModel) told = told_facts != NULL ? llm_model_new (told_facts) : NULL;
  LlmModelFacts dated_facts;

  fill_dated (&dated_facts);
  dated = llm_model_new (&dated_facts);
  *merged = llm_model_merge (dated, told, TRUE, own);
  llm_model_get_facts (*merged, facts);
}

/* A list that tells nothing but the id leaves everything as it was. */
static void
test_merge_nothing (void)
{
  g_autoptr (LlmModel) merged = NULL;
  LlmModelFacts told, facts;

  llm_model_facts_init (&told);
  told.provider_id = "p";
  told.id = "m";
  merge (&told, NULL, &merged, &facts);
  g_assert_cmpstr (facts.name, ==, "Dated");
  g_assert_cmpstr (facts.description, ==, "Dated too");
  g_assert_cmpint (facts.context_window, ==, 100);
  g_assert_cmpint (facts.max_output, ==, 10);
  g_assert_true (facts.vision);
  g_assert_true (facts.reasoning);
  g_assert_cmpfloat (facts.price_in, ==, 1);
  g_assert_cmpuint (facts.n_tiers, ==, 1);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpstr (facts.prices_date, ==, "2026-11-22");
  g_assert_cmpint (facts.api, ==, LLM_API_RESPONSES);
  g_assert_cmpint (facts.thinking, ==, LLM_THINKING_LEVEL);
  g_assert_cmpstr (facts.effort_levels[1], ==, "high");
  g_assert_cmpstr (facts.shutdown_date, ==, "2027-01-01");
  g_assert_cmpint (facts.listed, ==, LLM_LISTED_YES);
}

static void
test_merge_all (void)
{
  static const char *const levels[] = { "max", NULL };
  g_autoptr (LlmModel) merged = NULL;
  LlmModelFacts told, facts;

  llm_model_facts_init (&told);
  told.provider_id = "p";
  told.id = "m";
  told.name = "Told";
  told.description = "Told too";
  told.context_window = 200;
  told.max_output = 20;
  told.known = LLM_MODEL_KNOWS_VISION | LLM_MODEL_KNOWS_REASONING | LLM_MODEL_KNOWS_SAMPLING;
  told.no_sampling = TRUE;
  told.price_in = 3;
  told.price_out = 4;
  told.price_source = LLM_PRICE_PROVIDER;
  told.thinking = LLM_THINKING_ADAPTIVE;
  told.effort_levels = levels;
  told.shutdown_date = "2026-12-01";
  told.created_at = 5;
  told.retired = TRUE;
  merge (&told, NULL, &merged, &facts);
  g_assert_cmpstr (facts.name, ==, "Told");
  g_assert_cmpstr (facts.description, ==, "Told too");
  g_assert_cmpint (facts.context_window, ==, 200);
  g_assert_cmpint (facts.max_output, ==, 20);
  g_assert_false (facts.vision);
  g_assert_false (facts.reasoning);
  g_assert_true (facts.no_sampling);
  g_assert_cmpfloat (facts.price_in, ==, 3);
  g_assert_cmpfloat (facts.price_out, ==, 4);
  /* Nothing of other prices is left. */
  g_assert_true (isnan (facts.price_cached_in));
  g_assert_cmpuint (facts.n_tiers, ==, 0);
  g_assert_null (facts.prices_date);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_PROVIDER);
  g_assert_cmpint (facts.thinking, ==, LLM_THINKING_ADAPTIVE);
  g_assert_cmpstr (facts.effort_levels[0], ==, "max");
  g_assert_cmpstr (facts.shutdown_date, ==, "2026-12-01");
  g_assert_cmpint (facts.created_at, ==, 5);
  g_assert_true (facts.retired);
}

static void
test_merge_own (void)
{
  g_autoptr (LlmModel) merged = NULL;
  g_autoptr (LlmModel) partly = NULL;
  g_autoptr (LlmModel) cached = NULL;
  g_autoptr (LlmModel) nothing = NULL;
  LlmPrices own = { 7, NAN, NAN, 8, LLM_PRICE_USER };
  LlmModelFacts facts;

  merge (NULL, &own, &merged, &facts);
  g_assert_cmpfloat (facts.price_in, ==, 7);
  g_assert_cmpfloat (facts.price_out, ==, 8);
  g_assert_true (isnan (facts.price_cached_in));
  g_assert_cmpuint (facts.n_tiers, ==, 0);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_USER);
  g_assert_null (facts.prices_date);
  g_assert_cmpint (facts.listed, ==, LLM_LISTED_NO);

  own.in = NAN;
  merge (NULL, &own, &partly, &facts);
  g_assert_cmpfloat (facts.price_in, ==, 1);
  g_assert_cmpfloat (facts.price_out, ==, 8);
  g_assert_cmpfloat (facts.price_cached_in, ==, 0.1);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_USER);

  own.out = NAN;
  own.cached_in = 0.2;
  merge (NULL, &own, &cached, &facts);
  g_assert_cmpfloat (facts.price_in, ==, 1);
  g_assert_cmpfloat (facts.price_cached_in, ==, 0.2);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_USER);

  own.cached_in = NAN;
  merge (NULL, &own, &nothing, &facts);
  g_assert_cmpint (facts.price_source, ==, LLM_PRICE_CATALOG);
  g_assert_cmpuint (facts.n_tiers, ==, 1);
}

/* What is known apart from the user's prices. */
static void
assert_known (LlmCatalog *catalog, const char *id)
{
  g_autoptr (LlmModel) known = llm_catalog_lookup_known (catalog, "a", id);

  g_assert_nonnull (known);
  g_assert_cmpstr (llm_model_get_id (known), ==, id);
  g_assert_true (isnan (llm_model_get_price_in (known)));
  g_assert_cmpint (llm_model_get_listed (known), ==, LLM_LISTED_YES);
}

/* The user's prices are followed. */
static void
test_settings (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  Mirror mirror = { g_ptr_array_new_with_free_func (g_object_unref), 0 };
  const LlmPrices own = { 7, NAN, NAN, 8, LLM_PRICE_USER };
  LlmPrices prices;

  g_assert_no_error (error);
  add (catalog, "a", "a1 a2");
  llm_catalog_set_settings (catalog, settings);
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (mirror.copy, g_list_model_get_item (G_LIST_MODEL (catalog), i));
  g_signal_connect (catalog, "items-changed", G_CALLBACK (changed_cb), &mirror);

  llm_settings_set_price (settings, "a", "a2", &own);
  while (mirror.n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  llm_model_get_prices (llm_catalog_lookup (catalog, "a", "a2"), 1, &prices);
  g_assert_cmpfloat (prices.in, ==, 7);
  g_assert_cmpint (prices.source, ==, LLM_PRICE_USER);
  set_list (catalog, "a", "a2 a3");
  llm_model_get_prices (llm_catalog_lookup (catalog, "a", "a2"), 1, &prices);
  g_assert_cmpfloat (prices.out, ==, 8);
  assert_known (catalog, "a2");

  /* Also of one that only the provider knows. */
  llm_settings_set_price (settings, "a", "a3", &own);
  while (mirror.n_changes < 3)
    g_main_context_iteration (NULL, TRUE);
  llm_model_get_prices (llm_catalog_lookup (catalog, "a", "a3"), 1, &prices);
  g_assert_cmpfloat (prices.in, ==, 7);
  assert_known (catalog, "a3");
  g_assert_null (llm_catalog_lookup_known (catalog, "a", "a4"));
  g_assert_null (llm_catalog_lookup_known (catalog, "b", "a2"));

  mirror.n_changes = 0;
  llm_settings_set_price (settings, "a", "a2", NULL);
  while (mirror.n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  llm_model_get_prices (llm_catalog_lookup (catalog, "a", "a2"), 1, &prices);
  g_assert_true (isnan (prices.in));
  g_ptr_array_unref (mirror.copy);
}

/* --- Order and storage --- */

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return llm_model_compare_newest (*(LlmModel *const *) a, *(LlmModel *const *) b);
}

static void
test_newest (void)
{
  static const struct
  {
    const char *id;
    gint64 created_at;
    gboolean retired;
    LlmListed listed;
  } rows[] = {
    { "gpt-4", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "gpt-5.10", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "told-old", 100, FALSE, LLM_LISTED_YES },
    { "gone-9", LLM_UNKNOWN, FALSE, LLM_LISTED_NO },
    { "claude-opus-4-20250514", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "told-new", 200, FALSE, LLM_LISTED_YES },
    { "chat-latest", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "retired", 300, TRUE, LLM_LISTED_YES },
    { "gpt-5.9", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "gpt-6-luna", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "gpt-6-astra", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
    { "claude-opus-4-8", LLM_UNKNOWN, FALSE, LLM_LISTED_UNKNOWN },
  };
  static const char *const order[]
      = { "told-new", "told-old",    "gpt-6-astra",     "gpt-6-luna",
          "gpt-5.10", "gpt-5.9",     "claude-opus-4-8", "claude-opus-4-20250514",
          "gpt-4",    "chat-latest", "retired",         "gone-9" };
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      LlmModelFacts facts;

      llm_model_facts_init (&facts);
      facts.provider_id = "p";
      facts.id = rows[i].id;
      facts.created_at = rows[i].created_at;
      facts.retired = rows[i].retired;
      facts.listed = rows[i].listed;
      g_ptr_array_add (models, llm_model_new (&facts));
    }
  g_ptr_array_sort (models, compare_cb);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    g_assert_cmpstr (llm_model_get_id (models->pdata[i]), ==, order[i]);
}

/* All that a provider can tell survives the cache. */
static void
test_variant (void)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LlmModel) plain = make ("p", "plain");
  LlmModelFacts facts;

  fill_dated (&facts);
  facts.tiers = NULL;
  facts.n_tiers = 0;
  facts.created_at = 77;
  facts.retired = TRUE;
  facts.alias = TRUE;
  facts.no_sampling = TRUE;
  facts.known = LLM_MODEL_KNOWS_VISION;
  facts.price_source = LLM_PRICE_PROVIDER;
  facts.price_cache_write = 9;
  g_ptr_array_add (models, llm_model_new (&facts));
  g_ptr_array_add (models, g_object_ref (plain));
  bytes = llm_models_to_bytes (models);
  again = llm_models_from_bytes ("p", bytes);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_true (llm_model_equal (again->pdata[0], models->pdata[0]));
  g_assert_true (llm_model_equal (again->pdata[1], plain));
  g_assert_false (llm_model_equal (again->pdata[0], plain));
}

static void
assert_models_or_none (GBytes *bytes)
{
  g_autoptr (GPtrArray) models = llm_models_from_bytes ("p", bytes);

  for (guint i = 0; models != NULL && i < models->len; i++)
    g_assert_cmpstr (llm_model_get_id (models->pdata[i]), !=, "");
}

/* Whatever is in the file: no crash, and models or none. */
static void
test_variant_damaged (void)
{
  g_autoptr (GPtrArray) models = make_list ("p", "one two three");
  g_autoptr (GBytes) bytes = llm_models_to_bytes (models);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  g_assert_null (llm_models_from_bytes ("p", nothing));
  for (gsize i = 0; i < length; i++)
    {
      g_autofree char *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autoptr (GBytes) bent = NULL;

      copy[i] ^= 0x55;
      bent = g_bytes_new (copy, length);
      assert_models_or_none (cut);
      assert_models_or_none (bent);
    }
}

int
main (int argc, char **argv)
{
  char *home = llm_test_home_begin ();
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalog/lists", test_lists);
  g_test_add_func ("/catalog/lazy", test_lazy);
  g_test_add_func ("/catalog/aliases", test_aliases);
  g_test_add_func ("/catalog/merge-nothing", test_merge_nothing);
  g_test_add_func ("/catalog/merge-all", test_merge_all);
  g_test_add_func ("/catalog/merge-own", test_merge_own);
  g_test_add_func ("/catalog/settings", test_settings);
  g_test_add_func ("/catalog/newest", test_newest);
  g_test_add_func ("/catalog/variant", test_variant);
  g_test_add_func ("/catalog/variant-damaged", test_variant_damaged);
  status = g_test_run ();
  llm_test_home_end (home);
  return status;
}
