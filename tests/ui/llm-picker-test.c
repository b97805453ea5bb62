/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-test.h"

#include "llm-lineup-bar.h"
#include "llm-picker-row.h"

GtkWidget *
picker_test_find_menu_button (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  /* Not those of the chips before it. */
  while (!gtk_widget_has_css_class (child, "llm-add"))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

gboolean
picker_test_is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

void
picker_test_set_up (LlmPickerTest *fixture, gconstpointer data)
{
  GtkWidget *button;

  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->bar = llm_lineup_bar_new ();
  llm_lineup_bar_set_lineup (LLM_LINEUP_BAR (fixture->bar), fixture->shell.lineup);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 600);
  gtk_widget_set_valign (fixture->bar, GTK_ALIGN_END);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->bar);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (picker_test_is_mapped, fixture->bar);

  button = picker_test_find_menu_button (fixture->bar);
  g_assert_nonnull (button);
  g_assert_null (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  llm_lineup_bar_popup_picker (LLM_LINEUP_BAR (fixture->bar));
  fixture->picker = LLM_MODEL_PICKER (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  llm_ui_test_wait (picker_test_is_mapped, fixture->picker);
  llm_shell_test_drain ();
}

void
picker_test_tear_down (LlmPickerTest *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_tear_down (&fixture->shell);
}

guint
picker_test_n_rows (LlmPickerTest *fixture)
{
  return g_list_model_get_n_items (llm_model_picker_get_rows (fixture->picker));
}

LlmPickerItem *
picker_test_get_row (LlmPickerTest *fixture, guint position)
{
  g_autoptr (LlmPickerItem) item
      = g_list_model_get_item (llm_model_picker_get_rows (fixture->picker), position);

  g_assert_nonnull (item);
  return item; /* the list keeps it */
}

guint
picker_test_find_row (LlmPickerTest *fixture, const char *title)
{
  for (guint i = 0; i < picker_test_n_rows (fixture); i++)
    if (g_str_equal (llm_picker_item_get_title (picker_test_get_row (fixture, i)), title))
      return i;
  return G_MAXUINT;
}

void
picker_test_add_to_catalog (LlmPickerTest *fixture, const char *id, LlmListed listed)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "my-server";
  facts.id = id;
  facts.name = id;
  facts.listed = listed;
  facts.price_in = 1;
  facts.price_cached_in = 0.5;
  facts.price_out = 2;
  facts.price_source = LLM_PRICE_CATALOG;
  facts.prices_date = "2026-01";
  model = llm_model_new (&facts);
  llm_catalog_add (llm_context_get_catalog (fixture->shell.context), model);
}

GtkWidget *
picker_test_get_list_view (LlmPickerTest *fixture)
{
  return llm_ui_test_find_type (GTK_WIDGET (fixture->picker), GTK_TYPE_LIST_VIEW);
}

GtkWidget *
picker_test_get_focus (LlmPickerTest *fixture)
{
  return gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (fixture->picker)));
}

GtkWidget *
picker_test_find_widget (LlmPickerTest *fixture, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (picker_test_get_list_view (fixture));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      LlmPickerRow *row = LLM_PICKER_ROW (gtk_widget_get_first_child (child));
      LlmPickerItem *item = row != NULL ? llm_picker_row_get_item (row) : NULL;

      if (item != NULL && g_str_equal (llm_picker_item_get_title (item), title))
        return child;
    }
  return NULL;
}

/* The title of the row with the focus. */
static const char *
get_focused_title (LlmPickerTest *fixture)
{
  GtkWidget *focus = picker_test_get_focus (fixture);
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (row == NULL || !LLM_IS_PICKER_ROW (row)
      || llm_picker_row_get_item (LLM_PICKER_ROW (row)) == NULL)
    return NULL;
  return llm_picker_item_get_title (llm_picker_row_get_item (LLM_PICKER_ROW (row)));
}

void
picker_test_assert_at (LlmPickerTest *fixture, const char *title)
{
  GtkSelectionModel *selection
      = gtk_list_view_get_model (GTK_LIST_VIEW (picker_test_get_list_view (fixture)));
  LlmPickerItem *item = gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (selection));

  g_assert_nonnull (item);
  g_assert_cmpstr (llm_picker_item_get_title (item), ==, title);
  g_assert_cmpstr (get_focused_title (fixture), ==, title);
}

void
picker_test_go_to (LlmPickerTest *fixture, const char *title)
{
  GtkWidget *row = picker_test_find_widget (fixture, title);

  g_assert_nonnull (row);
  g_assert_true (gtk_widget_grab_focus (row));
  gtk_selection_model_select_item (
      gtk_list_view_get_model (GTK_LIST_VIEW (picker_test_get_list_view (fixture))),
      picker_test_find_row (fixture, title), TRUE);
  picker_test_assert_at (fixture, title);
}
