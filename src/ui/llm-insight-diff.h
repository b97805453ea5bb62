/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightDiff:
 *
 * The page of differences: two answers side by side, paragraph by paragraph, with what only one
 * of them has marked.
 */
#define LLM_TYPE_INSIGHT_DIFF (llm_insight_diff_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightDiff, llm_insight_diff, LLM, INSIGHT_DIFF, GtkWidget)

void llm_insight_diff_set_insight (LlmInsightDiff *self, LlmInsight *insight);
gboolean llm_insight_diff_step (LlmInsightDiff *self, int step);
void llm_insight_diff_close (LlmInsightDiff *self);

G_END_DECLS
