/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-diff-rows.h"

G_BEGIN_DECLS

/**
 * LlmDiffRowView:
 *
 * Shows an #LlmDiffItem: two paragraphs with marks, or a button with the signal `::unfold ()`
 * for those that are folded.
 */
#define LLM_TYPE_DIFF_ROW_VIEW (llm_diff_row_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiffRowView, llm_diff_row_view, LLM, DIFF_ROW_VIEW, GtkWidget)

void llm_diff_row_view_show (LlmDiffRowView *self, LlmDiff *diff, LlmDiffItem *item);

G_END_DECLS
