/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-insight.h"

G_BEGIN_DECLS

GtkWidget *llm_insight_tables_new_figures (LlmInsight *insight);
GtkWidget *llm_insight_tables_new_overlap (LlmInsight *insight);
GtkWidget *llm_insight_tables_new_stability (const LlmStability *stability);

G_END_DECLS
