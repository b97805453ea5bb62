/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmPromptRow:
 *
 * What was asked: its first line, and all of it on demand.
 */
#define LLM_TYPE_PROMPT_ROW (llm_prompt_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmPromptRow, llm_prompt_row, LLM, PROMPT_ROW, GtkWidget)

GtkWidget *llm_prompt_row_new (void);
void llm_prompt_row_set_prompt (LlmPromptRow *self, const char *prompt, const char *system);
gboolean llm_prompt_row_can_expand (LlmPromptRow *self);
gboolean llm_prompt_row_get_expanded (LlmPromptRow *self);
void llm_prompt_row_set_expanded (LlmPromptRow *self, gboolean expanded);

G_END_DECLS
