/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightBase:
 *
 * All answers of a turn against one of them: a list of the others that says how much each
 * differs.  Signal `::chosen (guint index)` when the user wants to see how.
 */
#define LLM_TYPE_INSIGHT_BASE (llm_insight_base_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightBase, llm_insight_base, LLM, INSIGHT_BASE, GtkWidget)

void llm_insight_base_show (LlmInsightBase *self, LlmInsight *insight, guint base);
void llm_insight_base_clear (LlmInsightBase *self);

G_END_DECLS
