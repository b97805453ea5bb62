/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightFigures:
 *
 * The page of figures: what answers are made of, how much they have in common, and which
 * sentences and words two of them share or have alone.  A sentence is shown in its answer by the
 * action "insight.show" with the column and the words, which is not of this widget.
 */
#define LLM_TYPE_INSIGHT_FIGURES (llm_insight_figures_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightFigures, llm_insight_figures, LLM, INSIGHT_FIGURES, GtkWidget)

void llm_insight_figures_set_insight (LlmInsightFigures *self, LlmInsight *insight);

G_END_DECLS
