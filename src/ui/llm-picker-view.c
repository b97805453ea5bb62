/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-picker-view.h"

#include "llm-picker-list.h"
#include "llm-picker-row.h"

static LlmPickerItem *
get_item (GtkWidget *row)
{
  return LLM_IS_PICKER_ROW (row) ? llm_picker_row_get_item (LLM_PICKER_ROW (row)) : NULL;
}

/**
 * llm_picker_view_get_focused:
 * @view: a list view of #LlmPickerRow
 *
 * Returns: (transfer none) (nullable): the row that has the focus, itself or in one of
 *   its buttons
 */
LlmPickerItem *
llm_picker_view_get_focused (GtkListView *view)
{
  GtkRoot *root;
  GtkWidget *focus, *row;

  g_return_val_if_fail (GTK_IS_LIST_VIEW (view), NULL);

  root = gtk_widget_get_root (GTK_WIDGET (view));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (view)))
    return NULL;
  row = gtk_widget_get_ancestor (focus, LLM_TYPE_PICKER_ROW);
  return get_item (row != NULL ? row : gtk_widget_get_first_child (focus));
}

static gboolean
has_key (LlmPickerItem *item, const char *key)
{
  return item != NULL && g_str_equal (llm_picker_item_get_key (item), key);
}

static guint
find_position (GListModel *items, const char *key)
{
  guint n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmPickerItem) item = g_list_model_get_item (items, i);

      if (has_key (item, key))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* The toolkit's row around ours. */
static GtkWidget *
find_widget (GtkListView *view, const char *key)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_key (get_item (gtk_widget_get_first_child (child)), key))
      return child;
  return NULL;
}

/**
 * llm_picker_view_select:
 * @view: a list view of #LlmPickerRow
 * @key: see llm_picker_item_get_key()
 * @focus: whether to move the focus there too, and to scroll
 *
 * Selects the row with that key if there is one.
 */
void
llm_picker_view_select (GtkListView *view, const char *key, gboolean focus)
{
  GtkSelectionModel *selection;
  guint position;
  GtkWidget *row;

  g_return_if_fail (GTK_IS_LIST_VIEW (view));
  g_return_if_fail (key != NULL);

  selection = gtk_list_view_get_model (view);
  position = find_position (G_LIST_MODEL (selection), key);
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_selection_model_select_item (selection, position, TRUE);
  if (!focus)
    return;
  gtk_widget_activate_action (GTK_WIDGET (view), "list.scroll-to-item", "u", position);
  row = find_widget (view, key);
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

static char *
dup_key (LlmPickerItem *item)
{
  return item != NULL ? g_strdup (llm_picker_item_get_key (item)) : NULL;
}

/**
 * llm_picker_view_update:
 * @view: a list view of #LlmPickerRow
 * @shown: what it shows
 * @rows: (element-type LlmPickerItem): what is to be shown
 *
 * Whoever is at a row that is still there stays at it, wherever it has moved to and
 * whatever is known of it now.
 */
void
llm_picker_view_update (GtkListView *view, GListStore *shown, GPtrArray *rows)
{
  GtkSingleSelection *selection;
  g_autofree char *focused = NULL;
  g_autofree char *selected = NULL;

  g_return_if_fail (GTK_IS_LIST_VIEW (view));
  g_return_if_fail (G_IS_LIST_STORE (shown));
  g_return_if_fail (rows != NULL);

  selection = GTK_SINGLE_SELECTION (gtk_list_view_get_model (view));
  focused = dup_key (llm_picker_view_get_focused (view));
  selected = dup_key (gtk_single_selection_get_selected_item (selection));

  llm_picker_list_update (shown, rows);

  if (selected != NULL && !has_key (gtk_single_selection_get_selected_item (selection), selected))
    llm_picker_view_select (view, selected, FALSE);
  if (focused != NULL && !has_key (llm_picker_view_get_focused (view), focused))
    llm_picker_view_select (view, focused, TRUE);
}
