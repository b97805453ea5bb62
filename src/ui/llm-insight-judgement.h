/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"
#include "llm-judgement.h"

G_BEGIN_DECLS

gboolean llm_insight_judgement_is_current (LlmInsight *insight, const LlmJudgement *judgement);
GtkWidget *llm_insight_judgement_new_view (LlmInsight *insight, const LlmJudgement *judgement);
char *llm_insight_judgement_dup_markdown (LlmInsight *insight, const LlmJudgement *judgement);

G_END_DECLS
