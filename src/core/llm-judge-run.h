/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-judge.h"
#include "llm-runner.h"

G_BEGIN_DECLS

/**
 * LlmJudgeParseFunc:
 * @question: what was asked
 * @reply: what the judge wrote, valid UTF-8
 * @judgement: what llm_judge_question_begin() made of @question; is filled in
 * @cancellable: (nullable): to give up
 * @error: where to put an #LlmError with a plain sentence
 *
 * Reads the reply of a judge.  It is called in a thread.
 *
 * Returns: whether there was something in it
 */
typedef gboolean (*LlmJudgeParseFunc) (const LlmJudgeQuestion *question,
                                       const char *reply,
                                       LlmJudgement *judgement,
                                       GCancellable *cancellable,
                                       GError **error);

/**
 * LlmJudgeRun:
 *
 * Asks a model once to judge the answers of a turn, and reads what it says.  Nothing of it is
 * in the history unless the caller saves the judgement.
 *
 * Properties that notify: state (#LlmAnswerState of the request: it is done when the reply
 * was read), n-received (characters of the reply so far).
 */
#define LLM_TYPE_JUDGE_RUN (llm_judge_run_get_type ())
G_DECLARE_FINAL_TYPE (LlmJudgeRun, llm_judge_run, LLM, JUDGE_RUN, GObject)

LlmJudgeRun *llm_judge_run_new (GListModel *providers,
                                LlmCatalog *catalog,
                                LlmSettings *settings,
                                LlmRateLimiter *limiter,
                                LlmJudgeParseFunc parse);
void llm_judge_run_set_seed (LlmJudgeRun *self, guint32 seed);
void llm_judge_run_ask_async (LlmJudgeRun *self,
                              LlmJudgeMaterial *material,
                              const char *provider_id,
                              const char *model_id,
                              const LlmParams *params,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
LlmJudgement *llm_judge_run_ask_finish (LlmJudgeRun *self, GAsyncResult *result, GError **error);
LlmAnswerState llm_judge_run_get_state (LlmJudgeRun *self);
guint64 llm_judge_run_get_n_received (LlmJudgeRun *self);

G_END_DECLS
