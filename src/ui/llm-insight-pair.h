/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

/**
 * LlmInsightPair:
 *
 * Two answers are chosen with drop-downs.  What is to be shown of them is the matter of who has
 * it.  Swapping them is the action "pair.swap".
 * Signal `::changed ()` when others are chosen.
 */
#define LLM_TYPE_INSIGHT_PAIR (llm_insight_pair_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightPair, llm_insight_pair, LLM, INSIGHT_PAIR, GtkWidget)

void llm_insight_pair_set_insight (LlmInsightPair *self, LlmInsight *insight);
void llm_insight_pair_get (LlmInsightPair *self, guint *a, guint *b);
void llm_insight_pair_ellipsize (GtkDropDown *drop_down);
void llm_insight_pair_offer_all (LlmInsightPair *self);
gboolean llm_insight_pair_is_all (LlmInsightPair *self);
void llm_insight_pair_set (LlmInsightPair *self, guint a, guint b);

G_END_DECLS
