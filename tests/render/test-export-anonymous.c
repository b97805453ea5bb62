/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "export-sample.h"

#include <string.h>

#include "llm-export.h"
#include "llm-import.h"

/* Exports without the names of models. */

static char *export(LlmConversation *conversation,
                    LlmExportFormat format,
                    const LlmExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_export_to_bytes (&conversation, 1, format, options, NULL, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
init_options (LlmExportOptions *options)
{
  llm_export_options_init (options);
  options->anonymous = TRUE;
  options->include_reasoning = TRUE;
  options->include_other_versions = TRUE;
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_test_message ("not there: %s\nin: %s", part, text);
  g_assert_nonnull (strstr (text, part));
}

/* Whatever of the sample tells who answered. */
static void
assert_tells_nothing (const char *text)
{
  static const char *const telling[]
      = { "secret", "openai",  "anthropic", "google",        "mistral",
          "4711",   "815",     "0.0321",    "654",           "9876",
          "13579",  "catalog", "0.0123",    "temperature\"", "tokens in" };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (telling); i++)
    {
      if (strstr (lower, telling[i]) != NULL)
        g_test_message ("tells: %s", strstr (lower, telling[i]));
      g_assert_null (strstr (lower, telling[i]));
    }
}

static void
test_readable (void)
{
  static const LlmExportFormat formats[] = { LLM_EXPORT_MARKDOWN, LLM_EXPORT_HTML, LLM_EXPORT_CSV };
  g_autoptr (LlmConversation) conversation = export_sample_many (30, 2);
  LlmExportOptions options;

  init_options (&options);
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = export(conversation, formats[i], &options);
      const char *body = formats[i] == LLM_EXPORT_CSV ? strstr (text, "\r\n") : text;

      assert_tells_nothing (body);
      assert_has (text, "Answer A");
      assert_has (text, "Answer Z");
      /* After the letters. */
      assert_has (text, "Answer 30");
      if (formats[i] == LLM_EXPORT_CSV)
        {
          /* Votes and verdict are the user's own. */
          assert_has (text, ",,Answer A,done,,,,,,,,,up,sky,0,,preferred,1,");
          continue;
        }
      assert_has (text, "Answer A · preferred");
      assert_has (text, "Verdict: Answer A is preferred");
      assert_has (text, "This answer failed.");
      assert_has (text, "Earlier version · 20");
      assert_has (text, "Judged by a model");
      assert_has (text, "A = Answer A, B = Answer B");
    }
}

/* What goes on in a column has its letter, whatever its place. */
static void
test_letters (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (3, 0);
  g_autoptr (LlmConversation) chat = export_sample_chat ();
  LlmExportOptions options;
  g_autofree char *text = NULL;
  g_autofree char *chat_text = NULL;
  const char *second;

  init_options (&options);
  text = export(conversation, LLM_EXPORT_MARKDOWN, &options);
  second = strstr (text, "And at sunset?");
  g_assert_nonnull (second);
  assert_has (second, "### Answer B\n");
  g_assert_null (strstr (second, "Answer A"));
  /* One model, one name. */
  chat_text = export(chat, LLM_EXPORT_MARKDOWN, &options);
  g_assert_null (strstr (chat_text, "Llama"));
  assert_has (chat_text, "### Answer A\n");
  g_assert_null (strstr (chat_text, "Answer B"));
}

static void
test_json (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (3, 0);
  g_autoptr (GError) error = NULL;
  LlmExportOptions options, usual;
  g_autofree char *json = NULL;
  g_autofree char *named = NULL;
  g_autofree char *again = NULL;
  g_autofree char *twice = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LlmImportResult) result = NULL;
  LlmConversation *back;
  LlmComparison *comparison;
  LlmAnswer *answer;

  init_options (&options);
  llm_export_options_init (&usual);
  json = export(conversation, LLM_EXPORT_JSON, &options);
  named = export(conversation, LLM_EXPORT_JSON, &usual);
  assert_tells_nothing (json);
  assert_has (json, "\"anonymous\": true");
  g_assert_null (strstr (named, "\"anonymous\""));
  assert_has (named, "secret-model-1");

  bytes = g_bytes_new (json, strlen (json));
  result = llm_import_parse_bytes (bytes, "x.json", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->warnings->len, ==, 0);
  g_assert_cmpuint (result->conversations->len, ==, 1);
  back = result->conversations->pdata[0];
  comparison = llm_turn_get_comparison (
      llm_conversation_find (back, "bbbbbbbb-0000-4000-8000-000000000001"));
  answer = llm_comparison_get_answer (comparison, 1);
  g_assert_cmpstr (llm_answer_get_title (answer), ==, "Answer B");
  g_assert_cmpstr (llm_answer_get_provider_id (answer), ==, "anonymous");
  g_assert_cmpstr (llm_answer_get_model_id (answer), ==, "answer-2");
  g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, 1);
  g_assert_cmpint (llm_comparison_get_verdict (comparison), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpuint (llm_comparison_get_judgements (comparison)->len, ==, 1);
  g_assert_nonnull (
      ((LlmJudgementRecord *) llm_comparison_get_judgements (comparison)->pdata[0])->result);
  /* What came back is the same as what was written, with names that tell nothing. */
  again = export(back, LLM_EXPORT_MARKDOWN, &options);
  twice = export(conversation, LLM_EXPORT_MARKDOWN, &options);
  g_assert_cmpstr (again, ==, twice);
}

/* Nothing that may be in a conversation is in the way. */
static void
test_random (void)
{
  for (guint32 i = 0; i < 100; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (i);
      g_autoptr (LlmConversation) conversation = export_sample_random (rand);
      g_autoptr (GError) error = NULL;
      LlmExportOptions options;
      g_autofree char *json = NULL;
      g_autofree char *again = NULL;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (LlmImportResult) result = NULL;

      init_options (&options);
      json = export(conversation, LLM_EXPORT_JSON, &options);
      bytes = g_bytes_new (json, strlen (json));
      result = llm_import_parse_bytes (bytes, "x.json", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (result->conversations->len, ==, 1);
      again = export(result->conversations->pdata[0], LLM_EXPORT_JSON, &options);
      g_assert_cmpstr (again, ==, json);
      g_assert_null (strstr (json, "openai"));
    }
}

static void
test_tells_hidden (void)
{
  g_autoptr (LlmConversation) conversation = export_sample_many (2, 0);
  LlmTurn *turn = llm_conversation_find (conversation, "bbbbbbbb-0000-4000-8000-000000000001");

  g_assert_false (llm_export_tells_hidden (&conversation, 1));
  llm_comparison_set_blind (llm_turn_get_comparison (turn), LLM_BLIND_REVEALED);
  g_assert_false (llm_export_tells_hidden (&conversation, 1));
  llm_comparison_set_blind (llm_turn_get_comparison (turn), LLM_BLIND_HIDDEN);
  g_assert_true (llm_export_tells_hidden (&conversation, 1));
  g_assert_false (llm_export_tells_hidden (NULL, 0));
}

/* A blind comparison goes out without names also where the judge and earlier versions would
 * tell them. */
static void
test_hidden (void)
{
  static const LlmExportFormat formats[] = { LLM_EXPORT_MARKDOWN, LLM_EXPORT_HTML, LLM_EXPORT_CSV };
  g_autoptr (LlmConversation) conversation = export_sample_many (4, 0);
  LlmExportOptions options;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), i);

      llm_comparison_set_blind (llm_turn_get_comparison (turn), LLM_BLIND_HIDDEN);
    }
  init_options (&options);
  options.anonymous = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = export(conversation, formats[i], &options);

      assert_tells_nothing (formats[i] == LLM_EXPORT_CSV ? strstr (text, "\r\n") : text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/render/export-anonymous/readable", test_readable);
  g_test_add_func ("/render/export-anonymous/letters", test_letters);
  g_test_add_func ("/render/export-anonymous/json", test_json);
  g_test_add_func ("/render/export-anonymous/random", test_random);
  g_test_add_func ("/render/export-anonymous/tells-hidden", test_tells_hidden);
  g_test_add_func ("/render/export-anonymous/hidden", test_hidden);
  return g_test_run ();
}
