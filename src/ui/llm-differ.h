/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-card-grid.h"

G_BEGIN_DECLS

/**
 * LlmDiffer:
 *
 * Shows in the cards of a comparison how the answers differ from one of them, the base: marks in
 * the texts, and a line on each card.  Follows the answers: what is asked again is compared again
 * when it has ended.  Costs nothing while it is not active.
 */
#define LLM_TYPE_DIFFER (llm_differ_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiffer, llm_differ, LLM, DIFFER, GObject)

LlmDiffer *llm_differ_new (LlmCardGrid *grid);
void llm_differ_close (LlmDiffer *self);
void llm_differ_set_comparison (LlmDiffer *self, LlmComparison *comparison);
gboolean llm_differ_get_active (LlmDiffer *self);
void llm_differ_set_active (LlmDiffer *self, gboolean active);
const char *llm_differ_get_base (LlmDiffer *self);
void llm_differ_set_base (LlmDiffer *self, const char *column_id);
gboolean llm_differ_step (LlmDiffer *self, const char *column_id, int step);

G_END_DECLS
