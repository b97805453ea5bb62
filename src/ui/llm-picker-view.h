/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-picker-item.h"

G_BEGIN_DECLS

/* Where somebody is in a list view of #LlmPickerRow with a #GtkSingleSelection. */

LlmPickerItem *llm_picker_view_get_focused (GtkListView *view);
void llm_picker_view_select (GtkListView *view, const char *key, gboolean focus);
void llm_picker_view_update (GtkListView *view, GListStore *shown, GPtrArray *rows);

G_END_DECLS
