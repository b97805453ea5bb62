/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

/**
 * LlmReasoningRow:
 *
 * The reasoning of an answer, folded away behind a line that says how long the
 * model thought.  Not visible while there is none.  The view of the text is built
 * when it is first unfolded.
 */
#define LLM_TYPE_REASONING_ROW (llm_reasoning_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmReasoningRow, llm_reasoning_row, LLM, REASONING_ROW, GtkWidget)

GtkWidget *llm_reasoning_row_new (void);
void llm_reasoning_row_set_answer (LlmReasoningRow *self, LlmAnswer *answer);
void llm_reasoning_row_update (LlmReasoningRow *self);
const char *llm_reasoning_row_get_label (LlmReasoningRow *self);
gboolean llm_reasoning_row_get_expanded (LlmReasoningRow *self);
void llm_reasoning_row_set_expanded (LlmReasoningRow *self, gboolean expanded);

G_END_DECLS
