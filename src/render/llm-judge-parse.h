/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-judge.h"

G_BEGIN_DECLS

gboolean llm_judge_parse (const LlmJudgeQuestion *question,
                          const char *reply,
                          LlmJudgement *judgement,
                          GCancellable *cancellable,
                          GError **error);

G_END_DECLS
