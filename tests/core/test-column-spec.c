/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-column-spec.h"

#include <locale.h>
#include <math.h>

#include "llm-error.h"

static void
test_round_trip (void)
{
  static const struct
  {
    const char *column;
    const char *spec;
    const char *described;
  } cases[] = {
    { "openai:gpt-5", "openai:gpt-5", NULL },
    { "openai:gpt-5[temperature=0.2]", "openai:gpt-5", "temperature 0.2" },
    { "a:b[temperature=0,top-p=0.95,max-tokens=500,seed=7,effort=high]", "a:b",
      "temperature 0, top-p 0.95, at most 500 tokens, seed 7, effort high" },
    { "a:b[seed=9007199254740991]", "a:b", "seed 9007199254740991" },
    /* Names of models with brackets of their own. */
    { "a:claude[1m]", "a:claude[1m]", NULL },
    { "a:claude[1m][effort=low]", "a:claude[1m]", "effort low" },
    { "a:x=y", "a:x=y", NULL },
    { "a:[", "a:[", NULL },
    { "]", "]", NULL },
    { "", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmParams) params = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *spec = llm_column_spec_split (cases[i].column, &params, &error);
      g_autofree char *again = llm_column_spec_new (spec, params);
      g_autofree char *described = llm_params_describe (params);

      g_assert_no_error (error);
      g_assert_cmpstr (spec, ==, cases[i].spec);
      g_assert_cmpstr (again, ==, cases[i].column);
      g_assert_cmpstr (described, ==, cases[i].described);
    }
}

static void
test_spaces (void)
{
  g_autoptr (LlmParams) params = NULL;
  g_autofree char *spec = llm_column_spec_split ("a:b[ temperature = 1 , seed=2 ]", &params, NULL);

  g_assert_cmpstr (spec, ==, "a:b");
  g_assert_cmpfloat (params->temperature, ==, 1);
  g_assert_cmpint (params->seed, ==, 2);
  g_assert_true (isnan (params->top_p));
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "a:b[temperature=2.1]",
    "a:b[temperature=-1]",
    "a:b[temperature=nan]",
    "a:b[temperature=inf]",
    "a:b[temperature=0x1]",
    "a:b[temperature=]",
    "a:b[temperature=1.1.1]",
    "a:b[temperature=0,2]",
    "a:b[top-p=1.01]",
    "a:b[max-tokens=0]",
    "a:b[max-tokens=-5]",
    "a:b[max-tokens=1e3]",
    "a:b[seed=-1]",
    "a:b[seed=9007199254740992]",
    "a:b[seed=99999999999999999999]",
    "a:b[effort=]",
    "a:b[effort=HIGH]",
    "a:b[effort=a b]",
    "a:b[effort=abcdefghijklmnopqrstu]",
    "a:b[size=1]",
    "a:b[=]",
    "a:b[temperature=1,]",
    "a:b[,temperature=1]",
  };
  g_autofree char *many = g_strnfill (300, ',');
  g_autofree char *long_one = g_strdup_printf ("a:b[seed=1%s]", many);

  for (guint i = 0; i <= G_N_ELEMENTS (bad); i++)
    {
      const char *column = i < G_N_ELEMENTS (bad) ? bad[i] : long_one;
      g_autoptr (LlmParams) params = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *spec = llm_column_spec_split (column, &params, &error);

      if (spec != NULL)
        g_error ("%s was taken", column);
      g_assert_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST);
      g_assert_null (params);
    }
}

/* The text is for files: the same in every country. */
static void
test_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  g_autoptr (LlmParams) params = llm_params_new ();
  g_autofree char *column = NULL;
  g_autofree char *described = NULL;

  if (setlocale (LC_NUMERIC, "de_DE.UTF-8") == NULL && setlocale (LC_NUMERIC, "de_DE") == NULL)
    {
      g_test_skip ("there is no locale with a decimal comma");
      return;
    }
  g_assert_true (llm_params_take (params, "temperature", "0.5", NULL));
  column = llm_column_spec_new ("a:b", params);
  described = llm_params_describe (params);
  setlocale (LC_NUMERIC, before);
  g_assert_cmpstr (column, ==, "a:b[temperature=0.5]");
  g_assert_cmpstr (described, ==, "temperature 0.5");
}

/* What is refused changes nothing. */
static void
test_take (void)
{
  g_autoptr (LlmParams) params = llm_params_new ();

  g_assert_true (llm_params_take (params, "effort", "high", NULL));
  g_assert_true (llm_params_take (params, "effort", "low", NULL));
  g_assert_false (llm_params_take (params, "effort", "Low", NULL));
  g_assert_cmpstr (params->reasoning_effort, ==, "low");
  g_assert_false (llm_params_take (params, "temperature", "3", NULL));
  g_assert_true (isnan (params->temperature));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/column-spec/round-trip", test_round_trip);
  g_test_add_func ("/column-spec/spaces", test_spaces);
  g_test_add_func ("/column-spec/refused", test_refused);
  g_test_add_func ("/column-spec/locale", test_locale);
  g_test_add_func ("/column-spec/take", test_take);

  return g_test_run ();
}
