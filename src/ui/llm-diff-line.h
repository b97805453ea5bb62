/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmDiffLine:
 *
 * What is told on a card of how its answer differs from others, with buttons that go from one
 * difference to the next.  Whoever has it installs the actions card.previous-difference and
 * card.next-difference.
 */
#define LLM_TYPE_DIFF_LINE (llm_diff_line_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiffLine, llm_diff_line, LLM, DIFF_LINE, GtkWidget)

GtkWidget *llm_diff_line_new (void);
const char *llm_diff_line_get_text (LlmDiffLine *self);
void llm_diff_line_set (LlmDiffLine *self, const char *text, gboolean is_base, gboolean can_step);

G_END_DECLS
