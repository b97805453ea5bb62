/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

#include <glib/gi18n-lib.h>

#include "llm-history-group.h"

/* The next page is read when fewer heights of the view than this are left. */
#define PAGES_AHEAD 3

/* A new day is noticed after this at the latest, also when the computer has slept
 * (seconds). */
#define DAY_CHECK 600

static void
load_if_near_end (LlmSidebar *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);
  double left
      = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;

  /* Nothing is read before the first page was asked for, nor on its own after an
   * error. */
  if (self->model == NULL || page <= 0 || left > PAGES_AHEAD * page
      || g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0
      || llm_history_model_get_error (self->model) != NULL)
    return;

  llm_history_model_load_more (self->model);
}

static void
update_row (LlmSidebar *self, LlmHistoryRow *row, GtkListItem *item, GDateTime *now)
{
  LlmRunner *runner = llm_context_get_runner (llm_library_get_context (self->library));
  LlmHistoryEntry *entry = llm_history_row_get_entry (row);
  const guint position = gtk_list_item_get_position (item);
  g_autofree char *group = NULL;
  LlmRowState state = { 0 };
  const char *id;

  if (entry == NULL || position == GTK_INVALID_LIST_POSITION)
    return;
  id = llm_history_entry_get_id (entry);
  if (llm_history_model_begins_group (self->model, position, now))
    group = llm_history_model_get_group (self->model, position, now);
  state.running = llm_runner_find (runner, id) != NULL;
  state.current = g_strcmp0 (id, self->current_id) == 0;
  state.selecting = self->selecting;
  state.selected = g_hash_table_contains (self->selected, id);
  state.group = group;
  llm_history_row_update (row, &state);
}

/**
 * llm_sidebar_update_rows:
 * @self: a #LlmSidebar
 *
 * Shows all rows that exist as they are now.
 */
void
llm_sidebar_update_rows (LlmSidebar *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GHashTableIter iter;
  gpointer row, item;

  if (self->model == NULL)
    return;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &item))
    update_row (self, row, item, now);
}

/**
 * llm_sidebar_sync_selection:
 * @self: a #LlmSidebar
 *
 * Selects what is being selected, or else the row of the conversation that the window
 * shows, once it is there.
 */
void
llm_sidebar_sync_selection (LlmSidebar *self)
{
  g_autoptr (GtkBitset) wanted = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = NULL;
  GListModel *list = G_LIST_MODEL (self->model);
  guint position;

  if (self->selecting)
    {
      for (guint i = 0; i < g_list_model_get_n_items (list); i++)
        {
          g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (list, i);

          if (g_hash_table_contains (self->selected, llm_history_entry_get_id (entry)))
            gtk_bitset_add (wanted, i);
        }
    }
  else if (self->current_id != NULL
           && llm_history_model_find (self->model, self->current_id, &position))
    {
      gtk_bitset_add (wanted, position);
    }

  all = gtk_bitset_new_range (0, g_list_model_get_n_items (list));
  self->syncing = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), wanted, all);
  self->syncing = FALSE;
}

/**
 * llm_sidebar_get_selected:
 * @self: a #LlmSidebar
 *
 * Returns: (transfer full) (element-type LlmHistoryEntry): the rows that are selected,
 *   in their order
 */
GPtrArray *
llm_sidebar_get_selected (LlmSidebar *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) selection
      = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_iter_init_first (&iter, selection, &position))
    do
      {
        LlmHistoryEntry *entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

        if (entry != NULL)
          g_ptr_array_add (entries, entry);
      }
    while (gtk_bitset_iter_next (&iter, &position));
  return entries;
}

static void
take_selected (LlmSidebar *self)
{
  g_autoptr (GPtrArray) entries = llm_sidebar_get_selected (self);

  g_hash_table_remove_all (self->selected);
  for (guint i = 0; i < entries->len; i++)
    g_hash_table_add (self->selected,
                      g_strdup (llm_history_entry_get_id (g_ptr_array_index (entries, i))));
}

static void
update_bar (LlmSidebar *self)
{
  const guint n = g_hash_table_size (self->selected);
  g_autofree char *text = g_strdup_printf (ngettext ("%u selected", "%u selected", n), n);

  gtk_label_set_label (self->bar_label, n > 0 ? text : _ ("None selected"));
  llm_sidebar_update_actions (self);
}

/* One row is opened as it is selected, several are being selected. */
static void
selection_changed_cb (LlmSidebar *self)
{
  g_autoptr (GPtrArray) entries = NULL;

  if (self->syncing)
    return;

  entries = llm_sidebar_get_selected (self);
  if (!self->selecting && entries->len == 1)
    {
      const char *id = llm_history_entry_get_id (g_ptr_array_index (entries, 0));

      if (g_strcmp0 (id, self->current_id) != 0)
        gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comparison", "s", id);
      return;
    }
  if (!self->selecting && entries->len == 0)
    return;

  take_selected (self);
  if (!self->selecting)
    llm_sidebar_set_selecting (self, TRUE);
  update_bar (self);
  llm_sidebar_update_rows (self);
}

/**
 * llm_sidebar_set_selecting:
 * @self: a #LlmSidebar
 * @selecting: whether rows are being selected, instead of opened
 */
void
llm_sidebar_set_selecting (LlmSidebar *self, gboolean selecting)
{
  if (self->selecting == selecting)
    return;

  self->selecting = selecting;
  if (!selecting)
    g_hash_table_remove_all (self->selected);
  gtk_toggle_button_set_active (self->select_button, selecting);
  gtk_revealer_set_reveal_child (self->bar_revealer, selecting);
  llm_sidebar_sync_selection (self);
  update_bar (self);
  llm_sidebar_update_rows (self);
}

static void
activate_cb (LlmSidebar *self, guint position)
{
  if (self->selecting)
    return;
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  llm_sidebar_chosen (self);
}

static LlmHistoryRow *
pick_row (GtkListView *view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (view), x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != GTK_WIDGET (view) && !LLM_IS_HISTORY_ROW (widget))
    {
      /* The list's own widget around the row. */
      GtkWidget *child = gtk_widget_get_first_child (widget);

      widget = LLM_IS_HISTORY_ROW (child) ? child : gtk_widget_get_parent (widget);
    }

  return LLM_IS_HISTORY_ROW (widget) ? LLM_HISTORY_ROW (widget) : NULL;
}

/**
 * llm_sidebar_pick_row:
 * @self: a #LlmSidebar
 * @x: in the list
 * @y: likewise
 *
 * Returns: (transfer none) (nullable): the row there
 */
LlmHistoryRow *
llm_sidebar_pick_row (LlmSidebar *self, double x, double y)
{
  return pick_row (self->list_view, x, y);
}

/* The list that is to be seen: the place's, or what was found. */
static GtkListView *
get_view (LlmSidebar *self)
{
  return llm_sidebar_get_searching (self) ? self->search_view : self->list_view;
}

/**
 * llm_sidebar_get_focused_row:
 * @self: a #LlmSidebar
 *
 * Returns: (transfer none) (nullable): the row with the focus
 */
LlmHistoryRow *
llm_sidebar_get_focused_row (LlmSidebar *self)
{
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (get_view (self)));
  GtkWidget *row = item != NULL ? gtk_widget_get_first_child (item) : NULL;

  return LLM_IS_HISTORY_ROW (row) ? LLM_HISTORY_ROW (row) : NULL;
}

static LlmHistoryRow *
find_row (GHashTable *rows, const char *id)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    {
      LlmHistoryEntry *entry = llm_history_row_get_entry (row);

      if (entry != NULL && g_str_equal (llm_history_entry_get_id (entry), id))
        return row;
    }
  return NULL;
}

/**
 * llm_sidebar_find_row:
 * @self: a #LlmSidebar
 * @id: a conversation
 *
 * Returns: (transfer none) (nullable): its row, if it exists as a widget
 */
LlmHistoryRow *
llm_sidebar_find_row (LlmSidebar *self, const char *id)
{
  return find_row (llm_sidebar_get_searching (self) ? self->hits : self->bound, id);
}

static void
toggle (LlmSidebar *self, LlmHistoryRow *row)
{
  GtkListItem *item = g_hash_table_lookup (self->bound, row);
  const guint position
      = item != NULL ? gtk_list_item_get_position (item) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->selection), position);
  else
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, FALSE);
}

/* While rows are being selected a click is enough; taking it keeps the list from
 * selecting this one alone. */
static void
toggle_released_cb (LlmSidebar *self, int n_press, double x, double y, GtkGesture *click)
{
  const GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  LlmHistoryRow *row = llm_sidebar_pick_row (self, x, y);

  if (!self->selecting || row == NULL || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    return;
  gtk_gesture_set_state (click, GTK_EVENT_SEQUENCE_CLAIMED);
  toggle (self, row);
}

static void
released_cb (LlmSidebar *self, int n_press, double x, double y)
{
  if (!self->selecting && llm_sidebar_pick_row (self, x, y) != NULL)
    llm_sidebar_chosen (self);
}

static void
popup_menu_at (LlmSidebar *self, double x, double y)
{
  GtkListView *view = get_view (self);
  LlmHistoryRow *row = pick_row (view, x, y);
  double menu_x, menu_y;

  if (row != NULL
      && gtk_widget_translate_coordinates (GTK_WIDGET (view), GTK_WIDGET (self), x, y, &menu_x,
                                           &menu_y))
    llm_sidebar_popup_menu (self, row, menu_x, menu_y);
}

static void
secondary_pressed_cb (LlmSidebar *self, int n_press, double x, double y)
{
  popup_menu_at (self, x, y);
}

static void
menu_requested_cb (LlmSidebar *self, LlmHistoryRow *row)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (row));
  double x, y;

  if (gtk_widget_translate_coordinates (
          GTK_WIDGET (row), GTK_WIDGET (self),
          gtk_widget_get_direction (GTK_WIDGET (row)) == GTK_TEXT_DIR_RTL ? 24 : width - 24,
          gtk_widget_get_height (GTK_WIDGET (row)) - 24, &x, &y))
    llm_sidebar_popup_menu (self, row, x, y);
}

static void
renamed_cb (LlmSidebar *self, const char *title, LlmHistoryRow *row)
{
  LlmHistoryEntry *entry = llm_history_row_get_entry (row);

  if (entry != NULL)
    llm_organizer_rename (self->organizer, entry, title);
}

static void
row_renamed_cb (LlmHistoryRow *row, const char *title, LlmSidebar *self)
{
  renamed_cb (self, title, row);
}

/**
 * llm_sidebar_new_row:
 * @self: a #LlmSidebar
 *
 * Returns: (transfer floating): a row that can be renamed and dragged, and has a menu
 */
GtkWidget *
llm_sidebar_new_row (LlmSidebar *self)
{
  GtkWidget *row = llm_history_row_new (self->heights);

  g_signal_connect_object (row, "renamed", G_CALLBACK (row_renamed_cb), self, 0);
  g_signal_connect_object (row, "menu-requested", G_CALLBACK (menu_requested_cb), self,
                           G_CONNECT_SWAPPED);
  llm_sidebar_add_drag (self, LLM_HISTORY_ROW (row));
  return row;
}

static void
setup_cb (LlmSidebar *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, llm_sidebar_new_row (self));
}

static void
bind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));
  LlmHistoryEntry *entry = gtk_list_item_get_item (item);
  LlmHistoryRow *before = find_row (self->bound, llm_history_entry_get_id (entry));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  /* What has changed gets another row before the old one goes. */
  if (before != NULL && llm_history_row_get_filled (before))
    llm_history_row_set_filled (row, TRUE);
  llm_history_row_set_entry (row, entry);
  g_hash_table_insert (self->bound, row, item);
  update_row (self, row, item, now);
  llm_sidebar_rows_moved (self);
}

static void
unbind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));

  if (self->drop_mark.widget == GTK_WIDGET (row))
    llm_drop_mark_clear (&self->drop_mark);
  g_hash_table_remove (self->bound, row);
  llm_history_row_set_entry (row, NULL);
}

/* Rows that stay may begin another group now, or none. */
static void
items_changed_cb (LlmSidebar *self)
{
  llm_sidebar_update_page (self);
  llm_sidebar_sync_selection (self);
  if (self->selecting)
    {
      take_selected (self);
      update_bar (self);
    }
  llm_sidebar_update_rows (self);
}

static void
model_notify_cb (LlmSidebar *self)
{
  llm_sidebar_update_page (self);
  load_if_near_end (self);
}

/**
 * llm_sidebar_set_model:
 * @self: a #LlmSidebar
 * @model: (nullable): what is listed
 */
void
llm_sidebar_set_model (LlmSidebar *self, LlmHistoryModel *model)
{
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->selection);
  g_set_object (&self->model, model);
  if (model == NULL)
    return;

  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (model)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));

  /* After the selection has seen it. */
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (model, "notify", G_CALLBACK (model_notify_cb), self, G_CONNECT_SWAPPED);
  llm_sidebar_sync_selection (self);
}

static gboolean
day_cb (gpointer user_data)
{
  LlmSidebar *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  llm_sidebar_update_rows (self);
  self->day_id = g_timeout_add_seconds (MIN (DAY_CHECK, llm_history_group_get_seconds_left (now)),
                                        day_cb, self);
  return G_SOURCE_REMOVE;
}

static void
map_cb (LlmSidebar *self)
{
  g_clear_handle_id (&self->day_id, g_source_remove);
  day_cb (self);
}

static void
unmap_cb (LlmSidebar *self)
{
  g_clear_handle_id (&self->day_id, g_source_remove);
}

static void
add_menu_gestures (LlmSidebar *self, GtkListView *view)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (popup_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (press));
}

static void
add_gestures (LlmSidebar *self)
{
  GtkGesture *toggle_click = gtk_gesture_click_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (toggle_click),
                                              GTK_PHASE_CAPTURE);
  g_signal_connect_object (toggle_click, "released", G_CALLBACK (toggle_released_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (toggle_click));

  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (click));

  add_menu_gestures (self, self->list_view);
  add_menu_gestures (self, self->search_view);
}

/**
 * llm_sidebar_set_up_rows:
 * @self: a #LlmSidebar with its template
 *
 * Prepares the list.
 */
void
llm_sidebar_set_up_rows (LlmSidebar *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);

  g_signal_connect_object (self->list_view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (load_if_near_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (load_if_near_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
  add_gestures (self);
}
