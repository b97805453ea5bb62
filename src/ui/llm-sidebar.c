/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar.h"

#include <glib/gi18n-lib.h>

#include "llm-history-row.h"

/* The next page is read when fewer heights of the view than this are left. */
#define PAGES_AHEAD 3

struct _LlmSidebar
{
  GtkWidget parent_instance;

  LlmLibrary *library;
  GtkSingleSelection *selection;
  GHashTable *bound;
  char *current_id;
  char *menu_id;
  gboolean syncing;

  GtkWidget *box;
  AdwHeaderBar *header_bar;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list_view;
  AdwStatusPage *error_page;
  GMenuModel *row_menu;
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (LlmSidebar, llm_sidebar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static LlmHistoryModel *
get_history (LlmSidebar *self)
{
  return llm_library_get_history (self->library);
}

static void
update_page (LlmSidebar *self)
{
  LlmHistoryModel *history = get_history (self);
  const GError *error = llm_history_model_get_error (history);
  const char *page = "loading";

  if (g_list_model_get_n_items (G_LIST_MODEL (history)) > 0)
    page = "list";
  else if (error != NULL)
    page = "error";
  else if (llm_history_model_get_complete (history))
    page = "empty";

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->error_page, escaped);
    }
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
load_if_near_end (LlmSidebar *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double page = gtk_adjustment_get_page_size (adjustment);
  double left
      = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) - page;

  /* Nothing is read before the first page was asked for, nor on its own after an
   * error. */
  if (self->library == NULL || page <= 0 || left > PAGES_AHEAD * page
      || g_list_model_get_n_items (G_LIST_MODEL (get_history (self))) == 0
      || llm_history_model_get_error (get_history (self)) != NULL)
    return;

  llm_history_model_load_more (get_history (self));
}

/* Selects the row of the comparison that the window shows, once it is there. */
static void
sync_selection (LlmSidebar *self)
{
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->current_id != NULL)
    llm_history_model_find (get_history (self), self->current_id, &position);

  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->syncing = FALSE;
}

static void
items_changed_cb (LlmSidebar *self)
{
  update_page (self);
  sync_selection (self);
}

static void
history_notify_cb (LlmSidebar *self)
{
  update_page (self);
  load_if_near_end (self);
}

static void
update_row (LlmSidebar *self, LlmHistoryRow *row)
{
  LlmRunner *runner = llm_context_get_runner (llm_library_get_context (self->library));
  LlmHistoryEntry *entry = llm_history_row_get_entry (row);

  llm_history_row_update (row, entry != NULL
                                   && llm_runner_find (runner, llm_history_entry_get_id (entry))
                                          != NULL);
}

static void
update_rows (LlmSidebar *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, NULL))
    update_row (self, row);
}

static void
selected_cb (LlmSidebar *self)
{
  LlmHistoryEntry *entry = gtk_single_selection_get_selected_item (self->selection);

  if (self->syncing || entry == NULL
      || g_strcmp0 (llm_history_entry_get_id (entry), self->current_id) == 0)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-comparison", "s",
                              llm_history_entry_get_id (entry));
}

static void
activate_cb (LlmSidebar *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static LlmHistoryRow *
pick_row (LlmSidebar *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT);

  while (widget != NULL && widget != GTK_WIDGET (self->list_view) && !LLM_IS_HISTORY_ROW (widget))
    {
      /* The list's own widget around the row. */
      GtkWidget *child = gtk_widget_get_first_child (widget);

      widget = LLM_IS_HISTORY_ROW (child) ? child : gtk_widget_get_parent (widget);
    }

  return LLM_IS_HISTORY_ROW (widget) ? LLM_HISTORY_ROW (widget) : NULL;
}

static void
released_cb (LlmSidebar *self, int n_press, double x, double y)
{
  if (pick_row (self, x, y) != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
popup_menu (LlmSidebar *self, LlmHistoryRow *row, double x, double y)
{
  LlmHistoryEntry *entry = llm_history_row_get_entry (row);
  const GdkRectangle rectangle = { (int) x, (int) y, 1, 1 };

  if (entry == NULL)
    return;

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }

  g_free (self->menu_id);
  self->menu_id = g_strdup (llm_history_entry_get_id (entry));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &rectangle);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
popup_menu_at (LlmSidebar *self, double x, double y)
{
  LlmHistoryRow *row = pick_row (self, x, y);
  double menu_x, menu_y;

  if (row != NULL
      && gtk_widget_translate_coordinates (GTK_WIDGET (self->list_view), GTK_WIDGET (self), x, y,
                                           &menu_x, &menu_y))
    popup_menu (self, row, menu_x, menu_y);
}

static void
secondary_pressed_cb (LlmSidebar *self, int n_press, double x, double y)
{
  popup_menu_at (self, x, y);
}

static LlmHistoryRow *
get_focused_row (LlmSidebar *self)
{
  GtkWidget *item = gtk_widget_get_focus_child (GTK_WIDGET (self->list_view));
  GtkWidget *row = item != NULL ? gtk_widget_get_first_child (item) : NULL;

  return LLM_IS_HISTORY_ROW (row) ? LLM_HISTORY_ROW (row) : NULL;
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  LlmHistoryRow *row = get_focused_row (self);
  double x, y;

  if (row == NULL
      || !gtk_widget_translate_coordinates (GTK_WIDGET (row), widget, 0,
                                            gtk_widget_get_height (GTK_WIDGET (row)), &x, &y))
    return GDK_EVENT_PROPAGATE;

  popup_menu (self, row, x, y);
  return GDK_EVENT_STOP;
}

static gboolean
delete_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmHistoryRow *row = get_focused_row (LLM_SIDEBAR (widget));
  LlmHistoryEntry *entry = row != NULL ? llm_history_row_get_entry (row) : NULL;

  if (entry == NULL)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (widget, "win.delete-comparison", "s",
                              llm_history_entry_get_id (entry));
  return GDK_EVENT_STOP;
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);

  if (self->menu_id == NULL)
    return;

  gtk_widget_activate_action (widget, "win.open-comparison", "s", self->menu_id);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);

  if (self->menu_id != NULL)
    gtk_widget_activate_action (widget, "win.delete-comparison", "s", self->menu_id);
}

static void
setup_cb (LlmSidebar *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, llm_history_row_new ());
}

static void
bind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));

  llm_history_row_set_entry (row, gtk_list_item_get_item (item));
  g_hash_table_add (self->bound, row);
  update_row (self, row);
}

static void
unbind_cb (LlmSidebar *self, GtkListItem *item)
{
  LlmHistoryRow *row = LLM_HISTORY_ROW (gtk_list_item_get_child (item));

  g_hash_table_remove (self->bound, row);
  llm_history_row_set_entry (row, NULL);
}

static void
llm_sidebar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (llm_sidebar_parent_class)->map (widget);

  /* The day may have changed while the sidebar was away. */
  update_rows (LLM_SIDEBAR (widget));
}

static gboolean
llm_sidebar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GTK_WIDGET (LLM_SIDEBAR (widget)->stack), GTK_DIR_TAB_FORWARD);
}

static void
llm_sidebar_dispose (GObject *object)
{
  LlmSidebar *self = LLM_SIDEBAR (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  self->list_view = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (llm_sidebar_parent_class)->dispose (object);
}

static void
llm_sidebar_finalize (GObject *object)
{
  LlmSidebar *self = LLM_SIDEBAR (object);

  g_hash_table_unref (self->bound);
  g_free (self->current_id);
  g_free (self->menu_id);

  G_OBJECT_CLASS (llm_sidebar_parent_class)->finalize (object);
}

static void
llm_sidebar_class_init (LlmSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = llm_sidebar_dispose;
  object_class->finalize = llm_sidebar_finalize;

  widget_class->map = llm_sidebar_map;
  widget_class->grab_focus = llm_sidebar_grab_focus;

  /**
   * LlmSidebar::chosen:
   *
   * A row was clicked or activated; where the sidebar covers the content it has
   * done its work.
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", LLM_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "sidebar.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "sidebar.delete", NULL, delete_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, delete_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Delete, 0, delete_key_cb, NULL);

  gtk_widget_class_set_css_name (widget_class, "historysidebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, box);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, header_bar);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, stack);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, list_view);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, error_page);
  gtk_widget_class_bind_template_child (widget_class, LlmSidebar, row_menu);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, llm_sidebar_load);
}

static void
add_gestures (LlmSidebar *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (popup_menu_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list_view), GTK_EVENT_CONTROLLER (press));
}

static void
llm_sidebar_init (LlmSidebar *self)
{
  GtkListItemFactory *factory;
  GtkAdjustment *adjustment;

  self->bound = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
  g_object_unref (factory);

  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (load_if_near_end), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (load_if_near_end), self,
                           G_CONNECT_SWAPPED);
  add_gestures (self);
}

/**
 * llm_sidebar_new:
 * @library: what it shows
 *
 * Returns: (transfer floating): a sidebar that is empty until llm_sidebar_load()
 */
GtkWidget *
llm_sidebar_new (LlmLibrary *library)
{
  LlmSidebar *self;
  LlmHistoryModel *history;

  g_return_val_if_fail (LLM_IS_LIBRARY (library), NULL);

  self = g_object_new (LLM_TYPE_SIDEBAR, NULL);
  self->library = g_object_ref (library);
  history = get_history (self);

  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (history)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));

  /* After the selection has seen it. */
  g_signal_connect_object (history, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (history, "notify", G_CALLBACK (history_notify_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (llm_context_get_runner (llm_library_get_context (library)),
                           "notify::n-running", G_CALLBACK (update_rows), self, G_CONNECT_SWAPPED);
  update_page (self);

  return GTK_WIDGET (self);
}

/**
 * llm_sidebar_load:
 * @self: a #LlmSidebar
 *
 * Reads the first page of the history, or tries again.
 */
void
llm_sidebar_load (LlmSidebar *self)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  if (g_list_model_get_n_items (G_LIST_MODEL (get_history (self))) == 0)
    llm_history_model_load_more (get_history (self));
}

/**
 * llm_sidebar_set_current:
 * @self: a #LlmSidebar
 * @id: (nullable): the id of the comparison that the window shows
 *
 * Selects its row without opening it again.
 */
void
llm_sidebar_set_current (LlmSidebar *self, const char *id)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  if (g_strcmp0 (self->current_id, id) == 0)
    return;

  g_free (self->current_id);
  self->current_id = g_strdup (id);
  sync_selection (self);
}

/**
 * llm_sidebar_set_show_buttons:
 * @self: a #LlmSidebar
 * @show_start: whether it stands where the window's first buttons belong
 * @show_end: whether it stands where the window's last buttons belong
 */
void
llm_sidebar_set_show_buttons (LlmSidebar *self, gboolean show_start, gboolean show_end)
{
  g_return_if_fail (LLM_IS_SIDEBAR (self));

  adw_header_bar_set_show_start_title_buttons (self->header_bar, show_start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, show_end);
}

/**
 * llm_sidebar_get_n_bound:
 * @self: a #LlmSidebar
 *
 * Returns: how many rows exist as widgets, however long the history is
 */
guint
llm_sidebar_get_n_bound (LlmSidebar *self)
{
  g_return_val_if_fail (LLM_IS_SIDEBAR (self), 0);

  return g_hash_table_size (self->bound);
}
