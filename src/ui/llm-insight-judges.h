/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"
#include "llm-judge.h"

G_BEGIN_DECLS

GPtrArray *llm_insight_judges_list (LlmContext *context,
                                    const char *const *configured,
                                    LlmJudgeMaterial *material,
                                    gboolean allow_own);

G_END_DECLS
