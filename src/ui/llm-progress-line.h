/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmProgressLine:
 *
 * A thin line in the text colour that shows that something arrives.  It has no
 * clock of its own: it moves a step with each pulse, so that a stalled stream
 * stands still and nothing is painted for it alone.
 */
#define LLM_TYPE_PROGRESS_LINE (llm_progress_line_get_type ())
G_DECLARE_FINAL_TYPE (LlmProgressLine, llm_progress_line, LLM, PROGRESS_LINE, GtkWidget)

GtkWidget *llm_progress_line_new (void);
void llm_progress_line_set_active (LlmProgressLine *self, gboolean active);
void llm_progress_line_pulse (LlmProgressLine *self);
double llm_progress_line_get_position (LlmProgressLine *self);

G_END_DECLS
