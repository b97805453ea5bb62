/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmPromptMeter:
 *
 * Estimates how many tokens the text of a buffer has, a moment after it was
 * changed and in slices, so that typing stays smooth however long the text is.
 * Property `tokens` notifies: the estimate, %LLM_UNKNOWN until there is one.
 */
#define LLM_TYPE_PROMPT_METER (llm_prompt_meter_get_type ())
G_DECLARE_FINAL_TYPE (LlmPromptMeter, llm_prompt_meter, LLM, PROMPT_METER, GObject)

LlmPromptMeter *llm_prompt_meter_new (GtkTextBuffer *buffer);
gint64 llm_prompt_meter_get_tokens (LlmPromptMeter *self);

G_END_DECLS
