/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-context.h"
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightSummary:
 *
 * The page of the summary: a model is asked once how the answers differ, and what it said is
 * kept with the turn.  While names are hidden it is not asked, since what it says would sway the
 * reader.
 */
#define LLM_TYPE_INSIGHT_SUMMARY (llm_insight_summary_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightSummary, llm_insight_summary, LLM, INSIGHT_SUMMARY, GtkWidget)

void
llm_insight_summary_set_insight (LlmInsightSummary *self, LlmContext *context, LlmInsight *insight);
char *llm_insight_summary_dup_markdown (LlmInsightSummary *self);
void llm_insight_summary_close (LlmInsightSummary *self);

G_END_DECLS
