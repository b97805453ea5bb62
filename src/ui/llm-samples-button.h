/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How often each model can be asked from the window. */
#define LLM_SAMPLES_MAX 5

/**
 * LlmSamplesButton:
 *
 * A small menu that says how often each model is asked.
 *
 * Property that notifies: count (1 to %LLM_SAMPLES_MAX).
 * Widget action: samples.count, with the number as its state.
 */
#define LLM_TYPE_SAMPLES_BUTTON (llm_samples_button_get_type ())
G_DECLARE_FINAL_TYPE (LlmSamplesButton, llm_samples_button, LLM, SAMPLES_BUTTON, GtkWidget)

GtkWidget *llm_samples_button_new (void);
guint llm_samples_button_get_count (LlmSamplesButton *self);
void llm_samples_button_set_count (LlmSamplesButton *self, guint count);

G_END_DECLS
