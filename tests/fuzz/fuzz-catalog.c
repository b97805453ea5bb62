/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include "llm-catalog-json.h"
#include "llm-error.h"

static void
assert_size (gint64 size)
{
  g_assert_true (size == LLM_UNKNOWN || size > 0);
}

static void
assert_model (LlmModel *model)
{
  const char *const *levels = llm_model_get_effort_levels (model);
  LlmPrices prices;

  fuzz_assert_string (llm_model_get_id (model));
  fuzz_assert_string (llm_model_get_name (model));
  fuzz_assert_string (llm_model_get_description (model));
  fuzz_assert_string (llm_model_get_shutdown_date (model));
  g_assert_cmpstr (llm_model_get_id (model), !=, "");
  g_assert_cmpstr (llm_model_get_provider_id (model), !=, "");
  for (guint i = 0; levels != NULL && levels[i] != NULL; i++)
    fuzz_assert_string (levels[i]);
  assert_size (llm_model_get_context_window (model));
  assert_size (llm_model_get_max_output (model));
  for (gint64 input = 0; input <= 1000000; input += 100000)
    {
      llm_model_get_prices (model, input, &prices);
      fuzz_assert_number (prices.in);
      fuzz_assert_number (prices.cached_in);
      fuzz_assert_number (prices.out);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  guint n_models;

  if (!llm_catalog_json_load (catalog, bytes, &error))
    {
      fuzz_assert_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), ==, 0);
      return 0;
    }
  g_assert_no_error (error);
  n_models = g_list_model_get_n_items (G_LIST_MODEL (catalog));
  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);

      assert_model (model);
    }
  return 0;
}
