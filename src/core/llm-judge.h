/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-comparison.h"
#include "llm-judgement.h"
#include "llm-model.h"

G_BEGIN_DECLS

/* The name of the form that a judge replies in; the description of its schema begins with
 * it. */
#define LLM_JUDGE_SCHEMA_NAME "llmselect_judgement"

/* What the context window of a model is taken for that nobody knows it of, in tokens. */
#define LLM_JUDGE_DEFAULT_WINDOW 32768

/**
 * LlmJudgeAnswer:
 * @column_id: whose it is
 * @provider_id: who wrote it
 * @model_id: with which model
 * @text: the answer, not blank
 * @incomplete: whether it was stopped or broke off
 */
typedef struct
{
  char *column_id;
  char *provider_id;
  char *model_id;
  char *text;
  gboolean incomplete;
} LlmJudgeAnswer;

/**
 * LlmJudgeMaterial:
 *
 * A copy of what is to be judged.  It does not change, may be used in any thread, and is
 * reference counted.
 */
typedef struct _LlmJudgeMaterial LlmJudgeMaterial;

gboolean llm_judge_can_ask (LlmComparison *comparison, GError **error);

LlmJudgeMaterial *llm_judge_material_new (LlmComparison *comparison, GError **error);
LlmJudgeMaterial *llm_judge_material_ref (LlmJudgeMaterial *self);
void llm_judge_material_unref (LlmJudgeMaterial *self);
const char *llm_judge_material_get_turn_id (const LlmJudgeMaterial *self);
guint llm_judge_material_get_n_answers (const LlmJudgeMaterial *self);
const LlmJudgeAnswer *llm_judge_material_get_answer (const LlmJudgeMaterial *self, guint index);
const char *const *llm_judge_material_get_left_out (const LlmJudgeMaterial *self);

void llm_judge_material_measure (LlmJudgeMaterial *self);
void llm_judge_material_measure_async (LlmJudgeMaterial *self,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean llm_judge_material_measure_finish (GAsyncResult *result, GError **error);
gint64 llm_judge_material_get_tokens (LlmJudgeMaterial *self);
char *llm_judge_material_make_key (LlmJudgeMaterial *self,
                                   const char *provider_id,
                                   const char *model_id,
                                   const LlmParams *params);

/**
 * LlmJudgeQuestion:
 *
 * What a judge is asked: the material in a shuffled order, without names, as much of it as
 * fits.  It does not change, may be used in any thread, and is reference counted.
 */
typedef struct _LlmJudgeQuestion LlmJudgeQuestion;

gint64 llm_judge_get_room (LlmModel *model, guint n_answers);
gint64 llm_judge_estimate_output (guint n_answers);

LlmJudgeQuestion *
llm_judge_question_new (LlmJudgeMaterial *material, gint64 room, guint32 seed, GError **error);
LlmJudgeQuestion *llm_judge_question_ref (LlmJudgeQuestion *self);
void llm_judge_question_unref (LlmJudgeQuestion *self);
const char *llm_judge_question_get_system (const LlmJudgeQuestion *self);
const char *llm_judge_question_get_prompt (const LlmJudgeQuestion *self);
char *llm_judge_question_make_schema (const LlmJudgeQuestion *self);
LlmJudgement *llm_judge_question_begin (const LlmJudgeQuestion *self);
void llm_judge_question_check_quotes (const LlmJudgeQuestion *self,
                                      LlmJudgement *judgement,
                                      GCancellable *cancellable);

GPtrArray *llm_judge_read_answers (const char *prompt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJudgeMaterial, llm_judge_material_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmJudgeQuestion, llm_judge_question_unref)

G_END_DECLS
