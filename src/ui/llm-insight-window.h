/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmInsightWindow:
 *
 * Compares the answers of a turn, and keeps up with them.
 * Signal `::show-text (const char *column_id, const char *text)` when words are to be shown
 * where they are, in the answer.
 */
#define LLM_TYPE_INSIGHT_WINDOW (llm_insight_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmInsightWindow, llm_insight_window, LLM, INSIGHT_WINDOW, AdwWindow)

GtkWidget *llm_insight_window_new (LlmContext *context, LlmComparison *comparison);
LlmComparison *llm_insight_window_get_comparison (LlmInsightWindow *self);
void llm_insight_window_save_to (LlmInsightWindow *self, GFile *file);

G_END_DECLS
