/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-judge.h"

G_BEGIN_DECLS

/* What tests of the judge share. */

LlmComparison *judge_test_new_comparison (const char *const *texts);
LlmAnswer *judge_test_add_answer (LlmComparison *comparison,
                                  const char *provider_id,
                                  const char *model_id,
                                  const char *text,
                                  LlmAnswerState state);
LlmJudgeMaterial *judge_test_new_material (const char *const *texts);
LlmJudgeQuestion *judge_test_new_question (const char *const *texts, guint32 seed);

G_END_DECLS
