/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-picker-item.h"

G_BEGIN_DECLS

/**
 * LlmPickerRow:
 *
 * Shows one #LlmPickerItem at a time.
 */
#define LLM_TYPE_PICKER_ROW (llm_picker_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmPickerRow, llm_picker_row, LLM, PICKER_ROW, GtkWidget)

GtkWidget *llm_picker_row_new (void);
LlmPickerItem *llm_picker_row_get_item (LlmPickerRow *self);
void llm_picker_row_bind (LlmPickerRow *self, LlmPickerItem *item);
void llm_picker_row_unbind (LlmPickerRow *self);
void llm_picker_row_set_count (LlmPickerRow *self, guint count);

G_END_DECLS
