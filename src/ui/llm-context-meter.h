/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmContextMeter:
 *
 * How much of a model's context window a conversation takes.
 */
#define LLM_TYPE_CONTEXT_METER (llm_context_meter_get_type ())
G_DECLARE_FINAL_TYPE (LlmContextMeter, llm_context_meter, LLM, CONTEXT_METER, GtkWidget)

GtkWidget *llm_context_meter_new (void);
void llm_context_meter_set (LlmContextMeter *self, gint64 used, gint64 window, gboolean estimated);
const char *llm_context_meter_get_text (LlmContextMeter *self);

G_END_DECLS
