/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-catalog-json.h"
#include "llm-error.h"

static LlmCatalog *
load (const char *text)
{
  LlmCatalog *catalog = llm_catalog_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  llm_catalog_json_load (catalog, bytes, &error);
  g_assert_no_error (error);
  return catalog;
}

static void
test_rows (void)
{
  g_autoptr (LlmCatalog) catalog = NULL;
  LlmUsage usage = { 300000, 100000, LLM_UNKNOWN, LLM_UNKNOWN, 1000000, 0, NAN };
  const char *const *levels;
  LlmModel *model;

  catalog = load (
      "[{\"provider\":\"google\",\"id\":\"gemini-x\",\"name\":\"Gemini X\",\"context_window\":1000,"
      "\"max_output\":500,\"vision\":true,\"reasoning\":true,\"price_in\":2,"
      "\"price_cached_in\":0.2,\"price_out\":10,\"source\":\"s\","
      "\"effort_levels\":[\"low\",7,\"high\"],"
      "\"temperature\":false,\"price_tiers\":[{\"above_input_tokens\":200000,\"price_in\":4,"
      "\"price_cached_in\":0.4,\"price_out\":20}],\"shutdown_date\":\"2027-01-01\"},"
      "{\"provider\":\"groq\",\"id\":\"llama\",\"name\":null,\"context_window\":null,"
      "\"max_output\":null,\"vision\":false,\"reasoning\":false,\"price_in\":null,"
      "\"price_cached_in\":null,\"price_out\":null}]");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), ==, 2);
  g_assert_null (llm_catalog_lookup (catalog, "google", "gemini-x"));
  model = llm_catalog_lookup (catalog, "gemini", "gemini-x");
  g_assert_nonnull (model);
  g_assert_cmpstr (llm_model_get_name (model), ==, "Gemini X");
  g_assert_cmpint (llm_model_get_context_window (model), ==, 1000);
  g_assert_cmpint (llm_model_get_max_output (model), ==, 500);
  g_assert_true (llm_model_get_vision (model));
  g_assert_true (llm_model_get_reasoning (model));
  g_assert_false (llm_model_get_accepts_sampling (model));
  g_assert_cmpfloat (llm_model_get_price_in (model), ==, 2);
  g_assert_cmpfloat (llm_model_get_price_out (model), ==, 10);
  g_assert_cmpstr (llm_model_get_shutdown_date (model), ==, "2027-01-01");
  levels = llm_model_get_effort_levels (model);
  g_assert_cmpuint (g_strv_length ((char **) levels), ==, 2);
  g_assert_cmpstr (levels[1], ==, "high");
  /* The dearer tier: 0.2 x 4 + 0.1 x 0.4 + 1 x 20. */
  g_assert_cmpfloat_with_epsilon (llm_model_compute_cost (model, &usage), 20.84, 1e-9);
  usage.input = 200000;
  g_assert_cmpfloat_with_epsilon (llm_model_compute_cost (model, &usage), 10.22, 1e-9);

  model = llm_catalog_lookup (catalog, "groq", "llama");
  g_assert_nonnull (model);
  g_assert_cmpstr (llm_model_get_name (model), ==, "llama");
  g_assert_cmpint (llm_model_get_context_window (model), ==, LLM_UNKNOWN);
  g_assert_cmpint (llm_model_get_max_output (model), ==, LLM_UNKNOWN);
  g_assert_true (isnan (llm_model_get_price_in (model)));
  g_assert_true (llm_model_get_accepts_sampling (model));
  g_assert_null (llm_model_get_effort_levels (model));
  g_assert_null (llm_model_get_shutdown_date (model));
  g_assert_true (isnan (llm_model_compute_cost (model, &usage)));
}

static void
test_api_by_id (void)
{
  static const char *const responses[] = { "o1-pro",
                                           "o1-pro-2025-03-19",
                                           "gpt-5.5-pro",
                                           "gpt-5-pro-2025-10-06",
                                           "codex-mini-latest",
                                           "gpt-5.3-codex",
                                           "gpt-5.3-codex-spark",
                                           "o3-deep-research",
                                           "o4-mini-deep-research-2025-06-26",
                                           "gpt-5.6-cyber",
                                           "gpt-6-rosalind" };
  static const char *const chat[] = { "",           "pro",         "gpt-4o",    "o3",
                                      "gpt-6-sol",  "gpt-5-proxy", "gpt-5.1",   "o1-preview",
                                      "rosalind-x", "chat-latest", "gpt-4o-mini" };

  for (guint i = 0; i < G_N_ELEMENTS (responses); i++)
    g_assert_cmpint (llm_catalog_api_for_openai_id (responses[i]), ==, LLM_API_RESPONSES);
  for (guint i = 0; i < G_N_ELEMENTS (chat); i++)
    g_assert_cmpint (llm_catalog_api_for_openai_id (chat[i]), ==, LLM_API_CHAT);
}

/* The row counts more than the rule, which is OpenAI's alone. */
static void
test_api_of_rows (void)
{
  static const struct
  {
    const char *provider_id, *id;
    LlmApi api;
  } expected[] = {
    { "openai", "a-pro", LLM_API_RESPONSES }, { "openai", "b-pro", LLM_API_CHAT },
    { "openai", "c", LLM_API_RESPONSES },     { "openai", "d", LLM_API_CHAT },
    { "openai", "e-pro", LLM_API_RESPONSES }, { "mistral", "f-pro", LLM_API_CHAT },
    { "xai", "g", LLM_API_RESPONSES },
  };
  g_autoptr (LlmCatalog) catalog = NULL;

  catalog = load ("[{\"provider\":\"openai\",\"id\":\"a-pro\"},"
                  "{\"provider\":\"openai\",\"id\":\"b-pro\",\"api\":\"chat\"},"
                  "{\"provider\":\"openai\",\"id\":\"c\",\"api\":\"responses\"},"
                  "{\"provider\":\"openai\",\"id\":\"d\",\"api\":null},"
                  "{\"provider\":\"openai\",\"id\":\"e-pro\",\"api\":7},"
                  "{\"provider\":\"mistral\",\"id\":\"f-pro\"},"
                  "{\"provider\":\"xai\",\"id\":\"g\",\"api\":\"responses\"}]");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      LlmModel *model = llm_catalog_lookup (catalog, expected[i].provider_id, expected[i].id);

      g_assert_nonnull (model);
      g_assert_cmpint (llm_model_get_api (model), ==, expected[i].api);
    }
}

static void
test_bad_rows (void)
{
  g_autoptr (LlmCatalog) catalog = NULL;
  LlmModel *model;

  catalog = load ("[null,7,\"x\",[],{},{\"id\":\"a\"},{\"provider\":\"p\"},"
                  "{\"provider\":7,\"id\":\"a\"},{\"provider\":\"p\",\"id\":\"\"},"
                  "{\"provider\":\"p\",\"id\":\"b\",\"name\":[],\"context_window\":0,"
                  "\"max_output\":\"1\",\"vision\":1,\"price_in\":-1,\"price_out\":{},"
                  "\"price_tiers\":[1,{},{\"above_input_tokens\":null}],\"effort_levels\":{},"
                  "\"temperature\":0},"
                  "{\"provider\":\"p\",\"id\":\"b\",\"name\":\"again\"}]");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), ==, 1);
  model = llm_catalog_lookup (catalog, "p", "b");
  g_assert_cmpstr (llm_model_get_name (model), ==, "b");
  g_assert_cmpint (llm_model_get_context_window (model), ==, LLM_UNKNOWN);
  g_assert_cmpint (llm_model_get_max_output (model), ==, LLM_UNKNOWN);
  g_assert_false (llm_model_get_vision (model));
  g_assert_true (isnan (llm_model_get_price_in (model)));
}

static void
test_not_a_catalogue (void)
{
  static const char *const texts[] = { "", "{}", "[", "7", "[1,]", "not JSON" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (llm_catalog_json_load (catalog, bytes, &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_PROTOCOL);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), ==, 0);
    }
}

static LlmCatalog *
load_shipped (void)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "..", "..", "data", "models.json",
                           NULL);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return load (text);
}

/* The file that is shipped: every row counts, and every vendor is there. */
static void
test_shipped (void)
{
  static const char *const providers[] = { "openai", "anthropic", "gemini", "mistral", "azure",
                                           "groq",   "deepseek",  "xai" };
  g_autoptr (LlmCatalog) catalog = load_shipped ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_models;

  n_models = g_list_model_get_n_items (G_LIST_MODEL (catalog));
  g_assert_cmpuint (n_models, ==, 227);
  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr (LlmModel) model = g_list_model_get_item (G_LIST_MODEL (catalog), i);
      const char *date = llm_model_get_shutdown_date (model);

      g_hash_table_add (seen, (gpointer) llm_model_get_provider_id (model));
      if (date != NULL)
        g_assert_cmpuint (strlen (date), ==, strlen ("YYYY-MM-DD"));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, G_N_ELEMENTS (providers));
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    g_assert_true (g_hash_table_contains (seen, providers[i]));
  g_assert_cmpint (llm_model_get_api (llm_catalog_lookup (catalog, "openai", "gpt-5.5-pro")), ==,
                   LLM_API_RESPONSES);
  g_assert_cmpint (llm_model_get_api (llm_catalog_lookup (catalog, "openai", "gpt-5.5")), ==,
                   LLM_API_CHAT);

  g_assert_false (llm_model_get_accepts_sampling (
      llm_catalog_lookup (catalog, "anthropic", "claude-opus-5-5")));
  g_assert_true (
      llm_model_get_reasoning (llm_catalog_lookup (catalog, "openai", "gpt-6.1-terra")));
}

/* A family's kinds of thinking, in the file that is shipped. */
static void
test_thinking (void)
{
  static const struct
  {
    const char *provider_id, *id;
    LlmThinking thinking;
    const char *first_level;
  } cases[] = {
    { "anthropic", "claude-3-5-haiku-20241022", 0, NULL },
    { "anthropic", "claude-3-7-sonnet-20250219", LLM_THINKING_BUDGET | LLM_THINKING_OFF, "none" },
    { "anthropic", "claude-opus-4-1-20250805", LLM_THINKING_BUDGET | LLM_THINKING_OFF, "none" },
    { "anthropic", "claude-haiku-4-5", LLM_THINKING_BUDGET | LLM_THINKING_OFF, "none" },
    { "anthropic", "claude-opus-4-6", LLM_THINKING_ADAPTIVE | LLM_THINKING_BUDGET, "low" },
    { "anthropic", "claude-opus-4-7", LLM_THINKING_ADAPTIVE, "low" },
    { "anthropic", "claude-sonnet-5-5", LLM_THINKING_ADAPTIVE, "low" },
    { "anthropic", "claude-haiku-5-5", LLM_THINKING_ADAPTIVE, "low" },
    { "anthropic", "claude-fable-5-2", LLM_THINKING_ADAPTIVE, "low" },
    { "anthropic", "claude-mythos-5", 0, NULL },
    { "gemini", "gemini-2.0-flash", 0, NULL },
    { "gemini", "gemini-2.5-pro", LLM_THINKING_BUDGET, "low" },
    { "gemini", "gemini-2.5-flash-lite", LLM_THINKING_BUDGET | LLM_THINKING_OFF, "none" },
    { "gemini", "gemini-3.8-flash", LLM_THINKING_LEVEL, "low" },
    { "gemini", "gemini-flash-latest", LLM_THINKING_LEVEL, "minimal" },
    { "gemini", "gemma-4-31b-it", LLM_THINKING_LEVEL, "MINIMAL" },
    { "mistral", "mistral-large-4", 0, "low" },
  };
  g_autoptr (LlmCatalog) catalog = load_shipped ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LlmModel *model = llm_catalog_lookup (catalog, cases[i].provider_id, cases[i].id);
      const char *const *levels;

      g_assert_nonnull (model);
      g_test_message ("%s", cases[i].id);
      g_assert_cmpuint (llm_model_get_thinking (model), ==, cases[i].thinking);
      levels = llm_model_get_effort_levels (model);
      g_assert_cmpstr (levels != NULL ? levels[0] : NULL, ==, cases[i].first_level);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/catalog-json/rows", test_rows);
  g_test_add_func ("/catalog-json/api-by-id", test_api_by_id);
  g_test_add_func ("/catalog-json/api-of-rows", test_api_of_rows);
  g_test_add_func ("/catalog-json/bad-rows", test_bad_rows);
  g_test_add_func ("/catalog-json/not-a-catalogue", test_not_a_catalogue);
  g_test_add_func ("/catalog-json/shipped", test_shipped);
  g_test_add_func ("/catalog-json/thinking", test_thinking);

  return g_test_run ();
}
