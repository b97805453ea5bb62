/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-ranking.h"

G_BEGIN_DECLS

/**
 * LlmIntervalScale:
 * @from: what is at the start
 * @to: what is at the end
 * @step: between two marks; both ends are marks
 *
 * What bars below each other share.
 */
typedef struct
{
  double from;
  double to;
  double step;
} LlmIntervalScale;

gboolean llm_interval_scale_init (LlmIntervalScale *scale, LlmRanking *ranking);

/**
 * LlmIntervalBar:
 *
 * Points and their interval on a scale, or the marks of the scale above such bars.  The
 * numbers stand beside it, so that assistive technology need not know of it.
 */
#define LLM_TYPE_INTERVAL_BAR (llm_interval_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmIntervalBar, llm_interval_bar, LLM, INTERVAL_BAR, GtkWidget)

GtkWidget *llm_interval_bar_new (const LlmIntervalScale *scale, const LlmRankingRow *row);
GtkWidget *llm_interval_bar_new_marks (const LlmIntervalScale *scale);
double llm_interval_bar_get_position (LlmIntervalBar *self, double points);

G_END_DECLS
