/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-stability.h"

G_BEGIN_DECLS

/**
 * LlmSpreadBar:
 *
 * How far answers are apart, from 0 to 100 %: a dot for each pair, a bar over their range and
 * a mark at the mean; or the numbers of the scale above such bars.  The numbers stand in a table
 * beside it, so that assistive technology need not know of it.
 */
#define LLM_TYPE_SPREAD_BAR (llm_spread_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmSpreadBar, llm_spread_bar, LLM, SPREAD_BAR, GtkWidget)

GtkWidget *llm_spread_bar_new (const LlmStabilityRow *row);
GtkWidget *llm_spread_bar_new_marks (void);
double llm_spread_bar_get_position (LlmSpreadBar *self, double share);

G_END_DECLS
