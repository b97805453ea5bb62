/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-format.h"
#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmCliJudge:
 * @provider_id: (nullable): who is to judge; %NULL for the cheapest that there is
 * @model_id: (nullable): with which model
 * @own: whether it may grade an answer of its own
 */
typedef struct
{
  char *provider_id;
  char *model_id;
  gboolean own;
} LlmCliJudge;

LlmCliJudge *llm_cli_judge_new (
    LlmContext *context, const char *spec, gboolean own, LlmComparison *comparison, char **problem);
LlmCliJudge *llm_cli_judge_copy (const LlmCliJudge *self);
void llm_cli_judge_free (LlmCliJudge *self);

void llm_cli_judge_ask_async (const LlmCliJudge *self,
                              LlmContext *context,
                              LlmCliFormat *format,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
LlmJudgement *llm_cli_judge_ask_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmCliJudge, llm_cli_judge_free)

G_END_DECLS
