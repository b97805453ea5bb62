/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-catalog.h"
#include "llm-judge.h"
#include "llm-provider.h"
#include "llm-secrets.h"

G_BEGIN_DECLS

char **llm_judge_get_configured (GListModel *providers, GPtrArray *entries);

gboolean llm_judge_is_same_model (const char *model_id, const char *other_id);
gboolean llm_judge_is_own (const LlmJudgeMaterial *material, const char *model_id);
LlmModel *llm_judge_choose (LlmCatalog *catalog,
                            GListModel *providers,
                            const char *const *configured,
                            LlmJudgeMaterial *material,
                            gboolean allow_own);
double llm_judge_estimate_cost (LlmModel *model, LlmJudgeMaterial *material, LlmUsage *usage);

G_END_DECLS
