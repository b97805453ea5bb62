/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-model-picker.h"
#include "llm-picker-item.h"
#include "llm-shell-test.h"

G_BEGIN_DECLS

/* What tests of the selector of models share: one that is open, in a window. */
typedef struct
{
  LlmShellTest shell;
  GtkWidget *window;
  GtkWidget *bar;
  LlmModelPicker *picker;
} LlmPickerTest;

GtkWidget *picker_test_find_menu_button (GtkWidget *widget);
gboolean picker_test_is_mapped (gpointer user_data);
void picker_test_set_up (LlmPickerTest *fixture, gconstpointer data);
void picker_test_tear_down (LlmPickerTest *fixture, gconstpointer data);
guint picker_test_n_rows (LlmPickerTest *fixture);
LlmPickerItem *picker_test_get_row (LlmPickerTest *fixture, guint position);
guint picker_test_find_row (LlmPickerTest *fixture, const char *title);
void picker_test_add_to_catalog (LlmPickerTest *fixture, const char *id, LlmListed listed);
GtkWidget *picker_test_get_list_view (LlmPickerTest *fixture);
GtkWidget *picker_test_get_focus (LlmPickerTest *fixture);
GtkWidget *picker_test_find_widget (LlmPickerTest *fixture, const char *title);
void picker_test_assert_at (LlmPickerTest *fixture, const char *title);
void picker_test_go_to (LlmPickerTest *fixture, const char *title);

G_END_DECLS
