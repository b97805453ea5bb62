/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "llm-judge-parse.h"
#include "llm-judgement-json.h"

/* Two answers and a reply, with record separators between them. */
#define SEPARATOR "\x1e"

static void
add_answer (LlmComparison *comparison, const char *id, const char *text)
{
  g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (id, "p", "m", NULL);

  /* A blank one is not judged. */
  llm_answer_append (answer, LLM_DELTA_TEXT, "x");
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_comparison_add (comparison, answer);
}

static void
assert_text (const char *text, glong max_chars)
{
  fuzz_assert_string (text);
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, max_chars + 1);
  for (const char *p = text; *p != '\0'; p++)
    g_assert_true ((guchar) *p >= 0x20 && *p != 0x7f);
}

static void
assert_quote (const LlmQuote *quote, LlmComparison *comparison, const char *column_id)
{
  gsize begin, end;
  LlmAnswer *answer;

  assert_text (quote->text, LLM_JUDGE_MAX_CHARS);
  if (quote->match == LLM_QUOTE_MISSING || quote->match == LLM_QUOTE_UNCHECKED)
    {
      g_assert_cmpuint (quote->length, ==, 0);
      return;
    }
  g_assert_true ((quote->elsewhere != NULL) == (quote->match == LLM_QUOTE_ELSEWHERE));
  answer = llm_comparison_find (comparison, quote->elsewhere != NULL ? quote->elsewhere : column_id,
                                NULL);
  g_assert_nonnull (answer);
  g_assert_true (llm_quote_get_range (quote, llm_answer_get_text (answer), &begin, &end));
  g_assert_cmpuint (begin, <, end);
}

static void
assert_claim (const LlmClaim *claim, LlmComparison *comparison, const char *column_id)
{
  if (claim == NULL)
    return;
  assert_text (claim->text, LLM_JUDGE_MAX_CHARS);
  g_assert_cmpuint (claim->quotes->len, <=, LLM_JUDGE_MAX_QUOTES);
  for (guint i = 0; i < claim->quotes->len; i++)
    assert_quote (claim->quotes->pdata[i], comparison, column_id);
}

static void
assert_claims (GPtrArray *claims, LlmComparison *comparison, const char *column_id)
{
  g_assert_cmpuint (claims->len, <=, LLM_JUDGE_MAX_CLAIMS);
  for (guint i = 0; i < claims->len; i++)
    assert_claim (claims->pdata[i], comparison, column_id);
}

static void
assert_judgement (const LlmJudgement *judgement, LlmComparison *comparison)
{
  g_assert_cmpuint (judgement->answers->len, ==, 2);
  for (guint i = 0; i < judgement->answers->len; i++)
    {
      const LlmJudgedAnswer *answer = judgement->answers->pdata[i];

      for (guint j = 0; j < LLM_JUDGE_N_ASPECTS; j++)
        {
          assert_claim (answer->aspects[j], comparison, answer->column_id);
          g_assert_true (isnan (answer->scores[j])
                         || (answer->scores[j] >= 0 && answer->scores[j] <= LLM_JUDGE_MAX_SCORE));
        }
      assert_claims (answer->strengths, comparison, answer->column_id);
      assert_claims (answer->weaknesses, comparison, answer->column_id);
      g_assert_cmpuint (llm_judgement_get_rank (judgement, answer->column_id), <=, 2);
    }
  if (judgement->summary != NULL)
    assert_text (judgement->summary, LLM_JUDGE_MAX_SUMMARY);
}

/* What is written and read once stays the same from then on. */
static void
assert_stored (const char *json, gsize length)
{
  g_autoptr (LlmJudgement) first = llm_judgement_new ();
  g_autoptr (LlmJudgement) second = llm_judgement_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *written = NULL;
  g_autofree char *again = NULL;

  if (!llm_judgement_fill_from_json (first, json, length, &error))
    {
      fuzz_assert_error (error);
      return;
    }
  written = llm_judgement_to_json (first);
  g_assert_true (llm_judgement_fill_from_json (second, written, strlen (written), NULL));
  again = llm_judgement_to_json (second);
  g_assert_cmpstr (written, ==, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) parts = NULL;
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (LlmJudgeMaterial) material = NULL;
  g_autoptr (LlmJudgeQuestion) question = NULL;
  g_autoptr (LlmJudgement) judgement = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return 0;
  assert_stored (text, strlen (text));
  parts = g_strsplit (text, SEPARATOR, 3);
  if (g_strv_length (parts) < 3)
    return 0;

  comparison = llm_comparison_new ("Prompt", NULL);
  add_answer (comparison, "a", parts[0]);
  add_answer (comparison, "b", parts[1]);
  material = llm_judge_material_new (comparison, NULL);
  question = llm_judge_question_new (material, 1000 * 1000, 1, NULL);
  judgement = llm_judge_question_begin (question);
  if (llm_judge_parse (question, parts[2], judgement, NULL, &error))
    {
      g_autofree char *json = llm_judgement_to_json (judgement);

      assert_judgement (judgement, comparison);
      assert_stored (json, strlen (json));
    }
  else
    {
      fuzz_assert_error (error);
    }
  return 0;
}
