/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-stability.h"
#include "llm-text-metrics.h"

G_BEGIN_DECLS

/**
 * LlmInsightState:
 * @LLM_INSIGHT_TOO_FEW: there are fewer than two answers to compare
 * @LLM_INSIGHT_RUNNING: answers are still coming; what is shown of them would change
 * @LLM_INSIGHT_COMPUTING: figures are being made
 * @LLM_INSIGHT_READY: there are figures
 * @LLM_INSIGHT_CANCELLED: the user did not want to wait for them
 * @LLM_INSIGHT_FAILED: they could not be made
 */
typedef enum
{
  LLM_INSIGHT_TOO_FEW,
  LLM_INSIGHT_RUNNING,
  LLM_INSIGHT_COMPUTING,
  LLM_INSIGHT_READY,
  LLM_INSIGHT_CANCELLED,
  LLM_INSIGHT_FAILED
} LlmInsightState;

/**
 * LlmInsight:
 *
 * What can be said of the answers of a turn beside each other.  It follows the comparison:
 * figures are made anew when an answer has become another one, but not while one is coming.
 * Only answers with something in them have an index; the others are told by
 * llm_insight_dup_left_out().  While names are hidden it knows none.
 *
 * Signal `::changed ()` when any of it is other than before.
 */
#define LLM_TYPE_INSIGHT (llm_insight_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsight, llm_insight, LLM, INSIGHT, GObject)

LlmInsight *llm_insight_new (LlmComparison *comparison);
LlmComparison *llm_insight_get_comparison (LlmInsight *self);
LlmInsightState llm_insight_get_state (LlmInsight *self);
const char *llm_insight_get_error (LlmInsight *self);
guint llm_insight_get_n_answers (LlmInsight *self);
const char *llm_insight_get_column_id (LlmInsight *self, guint index);
const char *llm_insight_get_label (LlmInsight *self, guint index);
const char *llm_insight_get_text (LlmInsight *self, guint index);
gboolean llm_insight_find (LlmInsight *self, const char *column_id, guint *index);
LlmTextMetrics *llm_insight_get_metrics (LlmInsight *self);
LlmStability *llm_insight_get_stability (LlmInsight *self);
char *llm_insight_dup_left_out (LlmInsight *self);
void llm_insight_compute (LlmInsight *self);
void llm_insight_cancel (LlmInsight *self);

G_END_DECLS
