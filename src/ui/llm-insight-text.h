/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-insight.h"

G_BEGIN_DECLS

/* Columns of the table of figures. */
#define LLM_INSIGHT_N_FIGURES 10

/* Columns of the table of stability, behind the names. */
#define LLM_INSIGHT_N_STABILITY 4

const char *llm_insight_get_figure_title (guint figure);
char *llm_insight_format_figure (LlmInsight *self, guint index, guint figure);
char *llm_insight_format_overlap (LlmInsight *self, guint a, guint b);
void llm_insight_append_escaped (GString *out, const char *text);
void llm_insight_append_paragraph (GString *out, const char *text);
char *llm_insight_dup_markdown (LlmInsight *self);
char *llm_insight_dup_document (LlmInsight *self, const char *summary);
char *llm_insight_dup_csv (LlmInsight *self);

const char *llm_insight_get_stability_title (guint column);
char **llm_insight_dup_stability_cells (const LlmStability *stability, guint row);

G_END_DECLS
