/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmVerdictBar:
 *
 * Asks which answer of a comparison is better, once there are two, and tells what was
 * decided.  It is seen only then.  What it offers are the actions "compare.prefer",
 * "compare.tie", "compare.both-bad", "compare.reveal" and "compare.take-back" of the page.
 */
#define LLM_TYPE_VERDICT_BAR (llm_verdict_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmVerdictBar, llm_verdict_bar, LLM, VERDICT_BAR, GtkWidget)

GtkWidget *llm_verdict_bar_new (void);
void llm_verdict_bar_set_comparison (LlmVerdictBar *self, LlmComparison *comparison);
gboolean llm_verdict_bar_is_asking (LlmVerdictBar *self);
gboolean llm_verdict_bar_popup_note (LlmVerdictBar *self);

G_END_DECLS
