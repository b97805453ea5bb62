/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightStability:
 *
 * The page of stability: how much answers of one model differ, against how much models do, as a
 * sentence, a chart and its table.  It is empty while that is not known.
 */
#define LLM_TYPE_INSIGHT_STABILITY (llm_insight_stability_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightStability, llm_insight_stability, LLM, INSIGHT_STABILITY, GtkWidget)

void llm_insight_stability_set_insight (LlmInsightStability *self, LlmInsight *insight);

G_END_DECLS
