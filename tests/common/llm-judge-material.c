/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-material.h"

LlmAnswer *
judge_test_add_answer (LlmComparison *comparison,
                       const char *provider_id,
                       const char *model_id,
                       const char *text,
                       LlmAnswerState state)
{
  g_autofree char *id = g_strdup_printf ("column-%u", llm_comparison_get_n_answers (comparison));
  g_autofree char *title = g_strdup_printf ("Title of %s", model_id);
  g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (id, provider_id, model_id, title);

  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, state);
  llm_comparison_add (comparison, answer);
  return answer;
}

/* A comparison of answers that are done, whose columns are column-0, column-1, … */
LlmComparison *
judge_test_new_comparison (const char *const *texts)
{
  LlmComparison *comparison = llm_comparison_new ("Why is the sky blue?", NULL);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%u", i);

      judge_test_add_answer (comparison, "maker", model, texts[i], LLM_ANSWER_DONE);
    }
  return comparison;
}

LlmJudgeMaterial *
judge_test_new_material (const char *const *texts)
{
  g_autoptr (LlmComparison) comparison = judge_test_new_comparison (texts);
  g_autoptr (GError) error = NULL;
  LlmJudgeMaterial *material = llm_judge_material_new (comparison, &error);

  g_assert_no_error (error);
  return material;
}

LlmJudgeQuestion *
judge_test_new_question (const char *const *texts, guint32 seed)
{
  g_autoptr (LlmJudgeMaterial) material = judge_test_new_material (texts);
  g_autoptr (GError) error = NULL;
  LlmJudgeQuestion *question = llm_judge_question_new (material, 1000 * 1000, seed, &error);

  g_assert_no_error (error);
  return question;
}
