/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-place-list.h"

#include <glib/gi18n-lib.h>

#include "llm-entry-color.h"
#include "llm-menu.h"
#include "llm-place-row.h"

/* All places in view up to this height, then they scroll (pixels). */
#define MAX_HEIGHT 360

struct _LlmPlaceList
{
  GtkWidget parent_instance;

  LlmOrganizer *organizer;
  LlmPlace *place;
  LlmPlace *menu_place;
  char *rename_id;       /* of a folder that is to be renamed as soon as it is there */
  char *new_tag;         /* what the tag that is shown is going to be called */
  LlmPlace *focus_place; /* whose row has the focus while places change, or NULL */
  int focus_index;       /* where it is */

  GtkWidget *button;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *arrow;
  GtkWidget *revealer;
  GtkWidget *list;
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (LlmPlaceList, llm_place_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_DROPPED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GListModel *
get_places (LlmPlaceList *self)
{
  return G_LIST_MODEL (llm_organizer_get_places (self->organizer));
}

static LlmPlaceRow *
find_row (LlmPlaceList *self, LlmPlaceKind kind, const char *id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      LlmPlace *place
          = LLM_IS_PLACE_ROW (child) ? llm_place_row_get_place (LLM_PLACE_ROW (child)) : NULL;

      if (place != NULL && llm_place_get_kind (place) == kind
          && g_strcmp0 (llm_place_get_id (place), id) == 0)
        return LLM_PLACE_ROW (child);
    }
  return NULL;
}

static void
mark_current (LlmPlaceList *self)
{
  LlmPlaceRow *current
      = find_row (self, llm_place_get_kind (self->place), llm_place_get_id (self->place));

  for (GtkWidget *child = gtk_widget_get_first_child (self->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (child == (GtkWidget *) current)
        gtk_widget_add_css_class (child, "current");
      else
        gtk_widget_remove_css_class (child, "current");
    }
}

static void
toggled_cb (LlmPlaceList *self)
{
  const gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));

  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), open);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow),
                                open ? "pan-up-symbolic" : "pan-down-symbolic");
}

static void
activated_cb (LlmPlaceList *self, GtkListBoxRow *row)
{
  LlmPlace *place = llm_place_row_get_place (LLM_PLACE_ROW (row));

  llm_place_list_set_open (self, FALSE);
  gtk_widget_grab_focus (self->button);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, place);
}

static void
renamed_cb (LlmPlaceList *self, const char *name, LlmPlaceRow *row)
{
  LlmPlace *place = llm_place_row_get_place (row);

  if (llm_place_get_kind (place) == LLM_PLACE_FOLDER)
    {
      g_autoptr (LlmFolder) folder = llm_place_to_folder (place);

      g_free (folder->name);
      folder->name = g_strdup (name);
      llm_organizer_save_folder (self->organizer, folder);
    }
  else if (llm_place_get_kind (place) == LLM_PLACE_TAG)
    {
      if (g_strcmp0 (llm_place_get_id (place), llm_place_get_id (self->place)) == 0)
        {
          g_free (self->new_tag);
          self->new_tag = g_strdup (name);
        }
      llm_organizer_rename_tag (self->organizer, llm_place_get_id (place), name);
    }
}

static gboolean
takes_entries (LlmPlaceKind kind)
{
  return kind != LLM_PLACE_COMPARISONS && kind != LLM_PLACE_CHATS;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LlmPlaceList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  return llm_place_list_drop (self, llm_place_row_get_place (LLM_PLACE_ROW (row)),
                              g_value_get_boxed (value));
}

static void
renamed_row_cb (LlmPlaceRow *row, const char *name, LlmPlaceList *self)
{
  renamed_cb (self, name, row);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  LlmPlaceList *self = user_data;
  GtkWidget *row = llm_place_row_new (item);

  g_signal_connect_object (row, "renamed", G_CALLBACK (renamed_row_cb), self, 0);
  if (takes_entries (llm_place_get_kind (item)))
    {
      GtkDropTarget *target = gtk_drop_target_new (G_TYPE_PTR_ARRAY, GDK_ACTION_MOVE);

      g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
      gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
    }
  return row;
}

/* Lines between what is fixed, folders, tags and the rest. */
static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  static const guint sections[] = { 0, 0, 0, 1, 2, 3, 3 };
  guint section, section_before;

  if (before == NULL)
    return;
  section = sections[llm_place_get_kind (llm_place_row_get_place (LLM_PLACE_ROW (row)))];
  section_before = sections[llm_place_get_kind (llm_place_row_get_place (LLM_PLACE_ROW (before)))];
  if (section != section_before)
    gtk_list_box_row_set_header (row, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  else
    gtk_list_box_row_set_header (row, NULL);
}

/* Before rows go. */
static void
places_changing_cb (LlmPlaceList *self)
{
  GtkWidget *row = gtk_widget_get_focus_child (self->list);

  g_clear_object (&self->focus_place);
  if (!LLM_IS_PLACE_ROW (row))
    return;
  self->focus_place = g_object_ref (llm_place_row_get_place (LLM_PLACE_ROW (row)));
  self->focus_index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* A row that was made anew has the focus again; that of one that is gone stays there. */
static void
keep_focus (LlmPlaceList *self)
{
  g_autoptr (LlmPlace) place = g_steal_pointer (&self->focus_place);
  GtkWidget *row;

  if (place == NULL)
    return;
  row = (GtkWidget *) find_row (self, llm_place_get_kind (place), llm_place_get_id (place));
  if (row == NULL)
    row = (GtkWidget *) gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list),
                                                       self->focus_index);
  if (row != NULL && gtk_widget_get_focus_child (self->list) != row)
    gtk_widget_grab_focus (row);
}

/* The place that is shown may have another name now, or be gone. */
static void
places_changed_cb (LlmPlaceList *self)
{
  LlmPlaces *places = llm_organizer_get_places (self->organizer);
  LlmPlace *place
      = llm_places_find (places, llm_place_get_kind (self->place), llm_place_get_id (self->place));

  keep_focus (self);
  if (place == NULL && self->new_tag != NULL)
    {
      place = llm_places_find (places, LLM_PLACE_TAG, self->new_tag);
      g_clear_pointer (&self->new_tag, g_free);
      if (place != NULL)
        g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, place);
    }
  if (place != NULL)
    llm_place_list_set_place (self, place);
  else
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, llm_places_find (places, LLM_PLACE_ALL, NULL));

  if (self->rename_id != NULL
      && llm_places_find (places, LLM_PLACE_FOLDER, self->rename_id) != NULL)
    {
      g_autofree char *id = g_steal_pointer (&self->rename_id);

      llm_place_list_rename (self, LLM_PLACE_FOLDER, id);
    }
}

static void
new_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPlaceList *self = LLM_PLACE_LIST (widget);

  g_free (self->rename_id);
  self->rename_id = llm_organizer_add_folder (self->organizer, _ ("New folder"));
  llm_place_list_set_open (self, TRUE);
}

/* The place that the menu is for, or that has the focus. */
static LlmPlace *
get_target (LlmPlaceList *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (self->list);

  if (self->menu_place != NULL)
    return self->menu_place;
  return LLM_IS_PLACE_ROW (focus) ? llm_place_row_get_place (LLM_PLACE_ROW (focus)) : NULL;
}

static gboolean
is_folder (LlmPlace *place)
{
  return place != NULL && llm_place_get_kind (place) == LLM_PLACE_FOLDER;
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPlace *place = get_target (LLM_PLACE_LIST (widget));

  if (place != NULL)
    llm_place_list_rename (LLM_PLACE_LIST (widget), llm_place_get_kind (place),
                           llm_place_get_id (place));
}

static void
color_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPlaceList *self = LLM_PLACE_LIST (widget);
  LlmPlace *place = get_target (self);
  const char *color = g_variant_get_string (parameter, NULL);
  g_autoptr (LlmFolder) folder = NULL;

  if (!is_folder (place))
    return;
  folder = llm_place_to_folder (place);
  g_free (folder->color);
  folder->color = *color != '\0' ? g_strdup (color) : NULL;
  llm_organizer_save_folder (self->organizer, folder);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPlaceList *self = LLM_PLACE_LIST (widget);
  LlmPlace *place = get_target (self);

  if (is_folder (place))
    llm_organizer_move_folder (self->organizer, llm_place_get_id (place),
                               g_variant_get_int32 (parameter));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmPlaceList *self = LLM_PLACE_LIST (widget);
  LlmPlace *place = get_target (self);

  if (is_folder (place))
    llm_organizer_delete_folder (self->organizer, llm_place_get_id (place));
  else if (place != NULL && llm_place_get_kind (place) == LLM_PLACE_TAG)
    llm_organizer_rename_tag (self->organizer, llm_place_get_id (place), NULL);
}

static GMenuModel *
make_menu (LlmPlace *place)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) colors = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  g_menu_append (menu, _ ("_Rename"), "place.rename");
  if (is_folder (place))
    {
      g_menu_append (colors, _ ("_None"), "place.color::");
      for (guint i = 0; i < llm_entry_color_get_n (); i++)
        {
          const char *id = llm_entry_color_get_id (i);
          g_autofree char *action = g_strdup_printf ("place.color::%s", id);

          g_menu_append (colors, llm_entry_color_get_name (id), action);
        }
      g_menu_append_submenu (menu, _ ("_Colour"), G_MENU_MODEL (colors));
      g_menu_append (order, _ ("Move _up"), "place.move(-1)");
      g_menu_append (order, _ ("Move _down"), "place.move(1)");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
      g_menu_append (last, _ ("_Delete folder"), "place.delete");
    }
  else
    {
      g_menu_append (last, _ ("Remove from _all"), "place.delete");
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static void
menu_closed_cb (LlmPlaceList *self, GtkWidget *menu)
{
  LlmPlace *place = self->menu_place;
  LlmPlaceRow *row = place != NULL
                         ? find_row (self, llm_place_get_kind (place), llm_place_get_id (place))
                         : NULL;

  llm_menu_return_focus (menu, (GtkWidget *) row);
}

static gboolean
popup_menu (LlmPlaceList *self, LlmPlaceRow *row, double x, double y)
{
  LlmPlace *place = llm_place_row_get_place (row);
  const GdkRectangle rectangle = { (int) x, (int) y, 1, 1 };
  g_autoptr (GMenuModel) model = NULL;

  if (!is_folder (place) && llm_place_get_kind (place) != LLM_PLACE_TAG)
    return FALSE;

  g_set_object (&self->menu_place, place);
  model = make_menu (place);
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &rectangle);
  gtk_popover_popup (GTK_POPOVER (self->menu));
  return TRUE;
}

static void
popup_at (LlmPlaceList *self, double x, double y)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (GTK_LIST_BOX (self->list), (int) y);
  double menu_x, menu_y;

  if (row != NULL
      && gtk_widget_translate_coordinates (self->list, GTK_WIDGET (self), x, y, &menu_x, &menu_y))
    popup_menu (self, LLM_PLACE_ROW (row), menu_x, menu_y);
}

static void
pressed_cb (LlmPlaceList *self, int n_press, double x, double y)
{
  popup_at (self, x, y);
}

/* Keys are for what has the focus, whatever the last menu was for. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmPlaceList *self = LLM_PLACE_LIST (widget);
  GtkWidget *row = gtk_widget_get_focus_child (self->list);
  const char *action = g_variant_get_string (args, NULL);
  double x, y;

  if (!LLM_IS_PLACE_ROW (row))
    return GDK_EVENT_PROPAGATE;
  g_clear_object (&self->menu_place);
  if (g_str_equal (action, "menu"))
    return gtk_widget_translate_coordinates (row, widget, 0, gtk_widget_get_height (row), &x, &y)
           && popup_menu (self, LLM_PLACE_ROW (row), x, y);
  if (g_str_equal (action, "up") || g_str_equal (action, "down"))
    return gtk_widget_activate_action (widget, "place.move", "i", *action == 'u' ? -1 : 1);
  if (g_str_equal (action, "close"))
    {
      llm_place_list_set_open (self, FALSE);
      return gtk_widget_grab_focus (self->button);
    }
  return gtk_widget_activate_action (widget, action, NULL);
}

static void
llm_place_list_dispose (GObject *object)
{
  LlmPlaceList *self = LLM_PLACE_LIST (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->list != NULL)
    gtk_list_box_bind_model (GTK_LIST_BOX (self->list), NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->menu_place);
  g_clear_object (&self->focus_place);
  g_clear_object (&self->place);
  g_clear_object (&self->organizer);
  g_clear_pointer (&self->rename_id, g_free);
  g_clear_pointer (&self->new_tag, g_free);

  G_OBJECT_CLASS (llm_place_list_parent_class)->dispose (object);
}

static void
llm_place_list_class_init (LlmPlaceListClass *klass)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_F2, 0, "place.rename" },  { GDK_KEY_Delete, 0, "place.delete" },
    { GDK_KEY_Up, GDK_ALT_MASK, "up" }, { GDK_KEY_Down, GDK_ALT_MASK, "down" },
    { GDK_KEY_Menu, 0, "menu" },        { GDK_KEY_F10, GDK_SHIFT_MASK, "menu" },
    { GDK_KEY_Escape, 0, "close" },
  };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = llm_place_list_dispose;

  /**
   * LlmPlaceList::chosen:
   * @place: what is to be listed
   */
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", LLM_TYPE_PLACE_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_PLACE);

  /**
   * LlmPlaceList::dropped:
   * @place: where
   * @entries: (element-type LlmHistoryEntry): what
   */
  signals[SIGNAL_DROPPED]
      = g_signal_new ("dropped", LLM_TYPE_PLACE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, LLM_TYPE_PLACE, G_TYPE_PTR_ARRAY);

  gtk_widget_class_install_action (widget_class, "place.new-folder", NULL, new_folder_action);
  gtk_widget_class_install_action (widget_class, "place.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "place.color", "s", color_action);
  gtk_widget_class_install_action (widget_class, "place.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "place.delete", NULL, delete_action);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, keys[i].modifiers, key_cb, "s",
                                  keys[i].action);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "placelist");
}

static void
build_button (LlmPlaceList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->icon = gtk_image_new ();
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  self->arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->arrow);
  self->button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), box);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "llm-place");
  gtk_widget_set_tooltip_text (self->button, _ ("Folders, tags and other places"));
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

static void
build_list (LlmPlaceList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *new_folder = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), update_header, NULL, NULL);
  gtk_widget_add_css_class (self->list, "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Places"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (popup_at), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (press));

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "folder-new-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("_New folder"));
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_widget_set_halign (content, GTK_ALIGN_START);
  gtk_button_set_child (GTK_BUTTON (new_folder), content);
  gtk_widget_add_css_class (new_folder, "flat");
  gtk_widget_add_css_class (new_folder, "llm-new-folder");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (new_folder), "place.new-folder");

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), new_folder);
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

static void
llm_place_list_init (LlmPlaceList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  build_button (self);
  build_list (self);
}

/**
 * llm_place_list_new:
 * @organizer: what knows the places
 *
 * Returns: (transfer floating): a closed list of places
 */
GtkWidget *
llm_place_list_new (LlmOrganizer *organizer)
{
  LlmPlaceList *self;

  g_return_val_if_fail (LLM_IS_ORGANIZER (organizer), NULL);

  self = g_object_new (LLM_TYPE_PLACE_LIST, NULL);
  self->organizer = g_object_ref (organizer);
  llm_place_list_set_place (
      self, llm_places_find (llm_organizer_get_places (organizer), LLM_PLACE_ALL, NULL));
  g_signal_connect_object (get_places (self), "items-changed", G_CALLBACK (places_changing_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), get_places (self), create_row, self, NULL);
  mark_current (self);
  g_signal_connect_object (get_places (self), "items-changed", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return GTK_WIDGET (self);
}

/**
 * llm_place_list_set_place:
 * @self: a #LlmPlaceList
 * @place: what is listed
 */
void
llm_place_list_set_place (LlmPlaceList *self, LlmPlace *place)
{
  g_autofree char *label = NULL;
  const char *icon_name;

  g_return_if_fail (LLM_IS_PLACE_LIST (self));
  g_return_if_fail (LLM_IS_PLACE (place));

  g_set_object (&self->place, place);
  icon_name = llm_place_get_icon_name (place);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon),
                                icon_name != NULL ? icon_name : "folder-symbolic");
  llm_entry_color_apply (self->icon, llm_place_get_color (place));
  gtk_label_set_label (GTK_LABEL (self->label), llm_place_get_name (place));
  /* Translators: the name of a place. */
  label = g_strdup_printf (_ ("Place: %s"), llm_place_get_name (place));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  mark_current (self);
}

/**
 * llm_place_list_get_open:
 * @self: a #LlmPlaceList
 *
 * Returns: whether all places are to be seen
 */
gboolean
llm_place_list_get_open (LlmPlaceList *self)
{
  g_return_val_if_fail (LLM_IS_PLACE_LIST (self), FALSE);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));
}

/**
 * llm_place_list_set_open:
 * @self: a #LlmPlaceList
 * @open: whether all places are to be seen, as while something is dragged
 */
void
llm_place_list_set_open (LlmPlaceList *self, gboolean open)
{
  g_return_if_fail (LLM_IS_PLACE_LIST (self));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
}

/**
 * llm_place_list_rename:
 * @self: a #LlmPlaceList
 * @kind: a folder or a tag
 * @id: its id
 *
 * Lets its name be typed, of a folder that was just made as soon as it is there.
 */
void
llm_place_list_rename (LlmPlaceList *self, LlmPlaceKind kind, const char *id)
{
  LlmPlaceRow *row;

  g_return_if_fail (LLM_IS_PLACE_LIST (self));

  llm_place_list_set_open (self, TRUE);
  row = find_row (self, kind, id);
  if (row != NULL)
    {
      llm_place_row_begin_rename (row);
    }
  else if (kind == LLM_PLACE_FOLDER && g_strcmp0 (self->rename_id, id) != 0)
    {
      g_free (self->rename_id);
      self->rename_id = g_strdup (id);
    }
}

/**
 * llm_place_list_drop:
 * @self: a #LlmPlaceList
 * @place: where
 * @entries: (nullable) (element-type LlmHistoryEntry): what is dropped there
 *
 * Returns: whether it was taken
 */
gboolean
llm_place_list_drop (LlmPlaceList *self, LlmPlace *place, GPtrArray *entries)
{
  g_return_val_if_fail (LLM_IS_PLACE_LIST (self), FALSE);
  g_return_val_if_fail (LLM_IS_PLACE (place), FALSE);

  if (entries == NULL || entries->len == 0 || !takes_entries (llm_place_get_kind (place)))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, place, entries);
  return TRUE;
}
