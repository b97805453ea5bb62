/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmModelPicker:
 *
 * A popover with all known models, grouped by provider, to add to a line-up or
 * to choose one from.  Any other model may be typed as PROVIDER:MODEL.
 *
 * Signal `::chosen (const char *spec)` of a picker that chooses; it closes itself.
 */
#define LLM_TYPE_MODEL_PICKER (llm_model_picker_get_type ())
G_DECLARE_FINAL_TYPE (LlmModelPicker, llm_model_picker, LLM, MODEL_PICKER, GtkPopover)

GtkWidget *llm_model_picker_new (LlmLineup *lineup);
GtkWidget *llm_model_picker_new_to_choose (LlmLineup *lineup);
void llm_model_picker_set_search (LlmModelPicker *self, const char *search);
GListModel *llm_model_picker_get_rows (LlmModelPicker *self);
gboolean llm_model_picker_add_row (LlmModelPicker *self, guint position);

G_END_DECLS
