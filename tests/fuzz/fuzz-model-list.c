/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-error.h"
#include "llm-model-list.h"

/* Between two pages, and before the details of a model. */
#define PAGE_END "\n---\n"
#define MAX_PAGES 4

/* Of docs/models.md; a longer one is cut or left out. */
#define LONGEST_ID 256
#define LONGEST_NEXT 2000

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
  g_assert_cmpuint (strlen (llm_model_get_id (model)), <=, LONGEST_ID);
  g_assert_cmpstr (llm_model_get_provider_id (model), ==, "p");
  for (guint i = 0; levels != NULL && levels[i] != NULL; i++)
    fuzz_assert_string (levels[i]);
  assert_size (llm_model_get_context_window (model));
  assert_size (llm_model_get_max_output (model));
  llm_model_get_prices (model, 0, &prices);
  fuzz_assert_number (prices.in);
  fuzz_assert_number (prices.cached_in);
  fuzz_assert_number (prices.out);
}

/* No id is in the list twice. */
static void
assert_models (GPtrArray *models)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < models->len; i++)
    {
      assert_model (models->pdata[i]);
      g_assert_true (g_hash_table_add (ids, (gpointer) llm_model_get_id (models->pdata[i])));
    }
}

static void
add_page (LlmModelListKind kind, GPtrArray *models, GBytes *page)
{
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;
  guint n_before = models->len;

  if (!llm_model_list_parse (kind, "p", page, models, &next, &error))
    {
      fuzz_assert_error (error);
      g_assert_cmpuint (models->len, ==, n_before);
      g_assert_null (next);
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, >=, n_before);
  fuzz_assert_string (next);
  g_assert_true (next == NULL || (*next != '\0' && strlen (next) <= LONGEST_NEXT));
}

/* What is a page is details as well, and must be as harmless. */
static void
add_details (LlmModelListKind kind, GPtrArray *models, GBytes *details)
{
  g_autoptr (LlmModel) model = NULL;

  if (models->len == 0)
    return;
  model = llm_model_list_add_details (kind, models->pdata[0], details);
  if (model == NULL)
    return;
  assert_model (model);
  g_assert_cmpstr (llm_model_get_id (model), ==, llm_model_get_id (models->pdata[0]));
}

/* The first byte chooses the kind, the rest is pages. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);
  LlmModelListKind kind;
  const char *text, *end;

  if (size < 1)
    return 0;
  kind = data[0] % (LLM_MODEL_LIST_OLLAMA + 1);
  text = (const char *) data + 1;
  end = (const char *) data + size;
  for (guint i = 0; i < MAX_PAGES && text != NULL; i++)
    {
      const char *stop = g_strstr_len (text, end - text, PAGE_END);
      g_autoptr (GBytes) page = g_bytes_new (text, (stop != NULL ? stop : end) - text);

      add_page (kind, models, page);
      assert_models (models);
      add_details (kind, models, page);
      text = stop != NULL ? stop + strlen (PAGE_END) : NULL;
    }
  return 0;
}
