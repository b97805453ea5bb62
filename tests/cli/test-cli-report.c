/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-cli-report.h"
#include "llm-error.h"
#include "llm-provider.h"

static LlmAnswer *
make_answer (const char *text, GError *error)
{
  LlmAnswer *answer = llm_answer_new ("openai", "mod\033el", NULL);

  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_take_error (answer, error);
  llm_answer_set_state (answer, error != NULL ? LLM_ANSWER_FAILED : LLM_ANSWER_DONE);
  return answer;
}

static char *
make_section (LlmAnswer *answer, gboolean for_terminal)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  GString *out = g_string_new (NULL);

  llm_cli_report_append_section (out, 1, answer, G_LIST_MODEL (providers), for_terminal);
  return g_string_free (out, FALSE);
}

/* On a terminal nothing of what others wrote gives it orders. */
static void
test_terminal (void)
{
  GError *error = llm_error_new (LLM_ERROR_AUTH, "No\033[2J entry.", "Go\033]0;x\007 away\nnow");
  g_autoptr (LlmAnswer) answer = make_answer ("a\033[31m\n\tb\xc2\x9b", error);
  g_autofree char *section = make_section (answer, TRUE);

  g_assert_true (g_str_has_prefix (section, "## 2. openai:model\n\n"
                                            "a[31m\n\tb\n\n"
                                            "No[2J entry.\n"
                                            "The provider says: Go]0;x away now\n"
                                            "[failed · first token "));
  g_assert_null (strchr (section, '\033'));
  g_assert_null (strchr (section, '\007'));
}

/* In a pipe the answer is what the model wrote; all else is as harmless. */
static void
test_pipe (void)
{
  g_autoptr (LlmAnswer) answer = make_answer ("a\033[31m\n", NULL);
  g_autofree char *section = make_section (answer, FALSE);

  g_assert_true (g_str_has_prefix (section, "## 2. openai:model\n\na\033[31m\n\n[done · first "));
}

static void
test_cost (void)
{
  static const struct
  {
    double cost_usd;
    const char *end;
  } cases[] = {
    { 0, " · $0.0000]\n" },
    { 0.00001, " · under $0.0001]\n" },
    { 1.5, " · $1.5000]\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmAnswer) answer = make_answer ("a", NULL);
      g_autofree char *section = NULL;

      llm_answer_set_cost (answer, cases[i].cost_usd);
      section = make_section (answer, FALSE);
      g_assert_true (g_str_has_suffix (section, cases[i].end));
    }
}

/* What the reader should know comes before the figures, in sentences. */
static void
test_notices (void)
{
  static const char *const notices[]
      = { "azure:na\033me", "old-api-version:2024-02-15-preview", "from-the-future:x", NULL };
  g_autoptr (LlmAnswer) answer = make_answer ("a", NULL);
  g_autofree char *section = NULL;

  llm_answer_set_notices (answer, notices);
  section = make_section (answer, FALSE);
  g_assert_true (g_str_has_prefix (section, "## 2. openai:model\n\na\n\n"
                                            "Sent through Azure, deployment “name”.\n"
                                            "Azure’s API version 2024-02-15-preview does not "));
  g_assert_nonnull (strstr (section, "in Preferences.\n[done · "));
  g_assert_null (strstr (section, "future"));
}

/* Every error has a code of the contract, whichever library it came from. */
static void
test_error_code (void)
{
  const struct
  {
    GQuark domain;
    int code;
    const char *expected;
  } cases[] = {
    { LLM_ERROR, LLM_ERROR_QUOTA, "quota" },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "timeout" },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "network" },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "network" },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "tls" },
    { G_MARKUP_ERROR, G_MARKUP_ERROR_PARSE, "protocol" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "x");

      g_assert_cmpstr (llm_cli_report_error_code (error), ==, cases[i].expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/report/terminal", test_terminal);
  g_test_add_func ("/cli/report/pipe", test_pipe);
  g_test_add_func ("/cli/report/cost", test_cost);
  g_test_add_func ("/cli/report/error-code", test_error_code);
  g_test_add_func ("/cli/report/notices", test_notices);

  return g_test_run ();
}
