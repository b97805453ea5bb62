/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-catalog.h"
#include "llm-comparison.h"
#include "llm-error.h"
#include "llm-params.h"

static void
test_error_codes (void)
{
  LlmErrorCode code;

  for (int i = 0; i <= LLM_ERROR_LAST; i++)
    {
      g_assert_true (llm_error_code_from_string (llm_error_code_to_string (i), &code));
      g_assert_cmpint (code, ==, i);
      g_assert_cmpint (strlen (llm_error_default_message (i)), >, 10);
    }
  g_assert_false (llm_error_code_from_string ("nonsense", &code));
  g_assert_false (llm_error_code_from_string (NULL, &code));
  g_assert_cmpstr (llm_error_code_to_string (-1), ==, "protocol");
  g_assert_cmpstr (llm_error_code_to_string (LLM_ERROR_NO_KEY), ==, "no_key");
}

static void
test_error_detail (void)
{
  g_autoptr (GError) error = llm_error_new (LLM_ERROR_AUTH, NULL, "bad \xff byte");
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autofree char *huge = g_strnfill (100000, 'x');
  const char *end;

  g_assert_true (g_utf8_validate (llm_error_get_detail (error), -1, &end));
  llm_error_set_http_status (error, 401);
  llm_error_set_request_id (error, "req_1");
  llm_error_set_retry_after_ms (error, 1500);
  copy = g_error_copy (error);
  g_assert_cmpuint (llm_error_get_http_status (copy), ==, 401);
  g_assert_cmpstr (llm_error_get_request_id (copy), ==, "req_1");
  g_assert_cmpint (llm_error_get_retry_after_ms (copy), ==, 1500);
  g_assert_cmpstr (llm_error_get_detail (copy), ==, llm_error_get_detail (error));

  llm_error_set_detail (error, huge);
  g_assert_cmpuint (strlen (llm_error_get_detail (error)), <=, LLM_ERROR_DETAIL_MAX + 3);

  /* Other domains carry nothing, and nothing breaks. */
  llm_error_set_detail (other, "x");
  g_assert_null (llm_error_get_detail (other));
  g_assert_cmpint (llm_error_get_retry_after_ms (NULL), ==, -1);
}

static LlmModel *
make_model (double price_in, double price_cached_in, double price_out)
{
  LlmModelFacts facts;
  LlmPriceTier tier = { .above_input_tokens = 100000,
                        .price_in = price_in * 2,
                        .price_cached_in = price_cached_in * 2,
                        .price_out = price_out * 2 };

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "m";
  facts.price_in = price_in;
  facts.price_cached_in = price_cached_in;
  facts.price_out = price_out;
  facts.tiers = &tier;
  facts.n_tiers = 1;
  return llm_model_new (&facts);
}

static void
test_cost (void)
{
  /* Worked out by hand: USD per million tokens. */
  static const struct
  {
    gint64 input, cached, cache_write, output;
    double expected;
  } rows[] = {
    { 1000, LLM_UNKNOWN, LLM_UNKNOWN, 500, 0.0025 + 0.005 },
    { 1000, 0, 0, 500, 0.0025 + 0.005 },
    { 1000, 400, 0, 500, 600 * 2.5e-6 + 400 * 1.25e-6 + 0.005 },
    { 1000, 400, 100, 500, 500 * 2.5e-6 + 400 * 1.25e-6 + 100 * 2.5e-6 * 1.25 + 0.005 },
    { 100000, 0, 0, 0, 0.25 },
    { 100001, 0, 0, 10, 100001 * 5e-6 + 10 * 20e-6 },
    { 0, 0, 0, 0, 0 },
    /* A vendor that counts more cached than input tokens must not make it negative. */
    { 100, 500, 500, 0, 100 * 1.25e-6 },
  };
  g_autoptr (LlmModel) model = make_model (2.5, 1.25, 10);
  g_autoptr (LlmModel) unpriced = make_model (NAN, NAN, NAN);
  LlmUsage usage;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      llm_usage_init (&usage);
      usage.input = rows[i].input;
      usage.cached = rows[i].cached;
      usage.cache_write = rows[i].cache_write;
      usage.output = rows[i].output;
      g_assert_cmpfloat_with_epsilon (llm_model_compute_cost (model, &usage), rows[i].expected,
                                      1e-12);
      g_assert_true (isnan (llm_model_compute_cost (unpriced, &usage)));
    }

  llm_usage_init (&usage);
  g_assert_true (isnan (llm_model_compute_cost (model, &usage)));
  usage.cost_usd = 0.125;
  g_assert_cmpfloat (llm_model_compute_cost (unpriced, &usage), ==, 0.125);
}

static void
test_usage_merge (void)
{
  LlmUsage a, b;

  llm_usage_init (&a);
  llm_usage_init (&b);
  a.input = 10;
  b.output = 5;
  llm_usage_merge (&a, &b);
  g_assert_cmpint (a.input, ==, 10);
  g_assert_cmpint (a.output, ==, 5);
  g_assert_cmpint (a.cached, ==, LLM_UNKNOWN);
  b.output = 7;
  llm_usage_merge (&a, &b);
  g_assert_cmpint (a.output, ==, 7);
  g_assert_true (llm_usage_is_known (&a));
}

static void
test_params (void)
{
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autoptr (LlmParams) back = NULL;
  g_autoptr (LlmParams) bad = llm_params_from_string ("{'temperature': <'hot'>, 'seed'");
  g_autofree char *text = NULL;

  params->temperature = 0.1;
  params->max_tokens = G_MAXINT64;
  params->reasoning_effort = g_strdup ("high'\"\n");
  text = llm_params_to_string (params);
  back = llm_params_from_string (text);
  g_assert_cmpfloat (back->temperature, ==, 0.1);
  g_assert_cmpint (back->max_tokens, ==, G_MAXINT64);
  g_assert_cmpint (back->seed, ==, LLM_UNKNOWN);
  g_assert_true (isnan (back->top_p));
  g_assert_cmpstr (back->reasoning_effort, ==, "high'\"\n");
  g_assert_true (isnan (bad->temperature));
}

static gboolean
load_one (LlmCatalog *catalog, GError **error)
{
  g_autoptr (LlmModel) model = make_model (1, 1, 1);
  g_autoptr (LlmModel) again = make_model (1, 1, 1);

  llm_catalog_add (catalog, model);
  llm_catalog_add (catalog, again);
  return TRUE;
}

static void
test_catalog (void)
{
  g_autoptr (LlmCatalog) catalog = llm_catalog_new_lazy (load_one);

  g_assert_nonnull (llm_catalog_lookup (catalog, "p", "m"));
  g_assert_null (llm_catalog_lookup (catalog, "p", "n"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (catalog)), ==, 1);
}

static void
test_shutdown (void)
{
  LlmModelFacts facts;
  g_autoptr (LlmModel) model = NULL;
  GDate today;

  llm_model_facts_init (&facts);
  facts.provider_id = "p";
  facts.id = "m";
  facts.shutdown_date = "2026-10-23";
  model = llm_model_new (&facts);
  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 22, 10, 2026);
  g_assert_false (llm_model_is_shut_down (model, &today));
  g_date_set_dmy (&today, 23, 10, 2026);
  g_assert_true (llm_model_is_shut_down (model, &today));
  g_assert_cmpstr (llm_model_get_name (model), ==, "m");
}

static void
test_title (void)
{
  static const struct
  {
    const char *prompt;
    const char *title;
  } rows[] = {
    { "Hello", "Hello" },
    { "\n\n  \t First   line \r\nSecond", "First line" },
    { "", "" },
    { "one\x01two", "one two" },
    { "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb ccccccccccccccccccc ddddddddddddddddddd eeeeeeee",
      "aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbb ccccccccccccccccccc ddddddddddddddddddd…" },
  };
  g_autofree char *cjk = g_strnfill (0, 'x');
  g_autoptr (GString) long_cjk = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *title = llm_comparison_make_title (rows[i].prompt);

      g_assert_cmpstr (title, ==, rows[i].title);
    }
  for (guint i = 0; i < 200; i++)
    g_string_append (long_cjk, "中");
  g_free (cjk);
  cjk = llm_comparison_make_title (long_cjk->str);
  g_assert_cmpint (g_utf8_strlen (cjk, -1), ==, 81);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/values/error/codes", test_error_codes);
  g_test_add_func ("/values/error/detail", test_error_detail);
  g_test_add_func ("/values/cost", test_cost);
  g_test_add_func ("/values/usage/merge", test_usage_merge);
  g_test_add_func ("/values/params", test_params);
  g_test_add_func ("/values/catalog/lazy", test_catalog);
  g_test_add_func ("/values/model/shutdown", test_shutdown);
  g_test_add_func ("/values/title", test_title);

  return g_test_run ();
}
