/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-private.h"

#include <glib/gi18n-lib.h>

#include "llm-entry-color.h"
#include "llm-menu.h"

static gboolean
is_in (LlmSidebar *self, LlmPlaceKind kind)
{
  return self->place != NULL && llm_place_get_kind (self->place) == kind;
}

/* What an action is for: what is selected, or what the menu was opened on. */
static GPtrArray *
get_targets (LlmSidebar *self)
{
  if (self->selecting)
    return llm_sidebar_get_selected (self);
  return self->targets != NULL ? g_ptr_array_ref (self->targets)
                               : g_ptr_array_new_with_free_func (g_object_unref);
}

static const LlmEntryData *
get_only (GPtrArray *targets)
{
  return targets->len == 1 ? llm_history_entry_get_data (g_ptr_array_index (targets, 0)) : NULL;
}

static gboolean
all_pinned (GPtrArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    if (!llm_history_entry_get_data (g_ptr_array_index (targets, i))->pinned)
      return FALSE;
  return TRUE;
}

/* What was selected has been dealt with. */
static void
done (LlmSidebar *self)
{
  llm_sidebar_set_selecting (self, FALSE);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  const LlmEntryData *data = get_only (targets);

  if (data == NULL)
    return;
  if (g_str_equal (name, "sidebar.open-window"))
    {
      gtk_widget_activate_action (widget, "win.open-in-new-window", "s", data->id);
      return;
    }
  gtk_widget_activate_action (widget, "win.open-comparison", "s", data->id);
  llm_sidebar_chosen (self);
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  const LlmEntryData *data = get_only (targets);
  LlmHistoryRow *row = data != NULL ? llm_sidebar_find_row (self, data->id) : NULL;

  if (row != NULL)
    llm_history_row_begin_rename (row);
}

static void
pin_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);

  llm_organizer_pin (self->organizer, targets, !all_pinned (targets));
  done (self);
}

static void
archive_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);

  llm_organizer_archive (self->organizer, targets, !is_in (self, LLM_PLACE_ARCHIVED));
  done (self);
}

static void
trash_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);

  if (g_str_equal (name, "sidebar.restore"))
    llm_organizer_trash (self->organizer, targets, FALSE);
  else if (is_in (self, LLM_PLACE_TRASH))
    llm_organizer_delete (self->organizer, targets);
  else
    llm_organizer_trash (self->organizer, targets, TRUE);
  done (self);
}

static void
move_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  const char *id = g_variant_get_string (parameter, NULL);

  llm_organizer_move (self->organizer, targets, *id != '\0' ? id : NULL);
  done (self);
}

static void
move_to_new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  g_autofree char *id = llm_organizer_add_folder (self->organizer, _ ("New folder"));

  llm_organizer_move (self->organizer, targets, id);
  done (self);
  llm_place_list_rename (self->place_list, LLM_PLACE_FOLDER, id);
}

static void
color_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  const char *color = g_variant_get_string (parameter, NULL);

  llm_organizer_set_color (self->organizer, targets, *color != '\0' ? color : NULL);
}

static void
tags_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  const LlmEntryData *data = get_only (targets);
  LlmHistoryRow *row = data != NULL ? llm_sidebar_find_row (self, data->id) : NULL;
  GtkWidget *beside = row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->bar_revealer);
  graphene_rect_t bounds;

  if (targets->len == 0)
    return;
  if (self->tag_editor == NULL)
    {
      self->tag_editor = llm_tag_editor_new (self->organizer);
      gtk_widget_set_parent (self->tag_editor, widget);
    }
  if (gtk_widget_compute_bounds (beside, widget, &bounds))
    {
      const GdkRectangle rectangle = { (int) bounds.origin.x, (int) bounds.origin.y,
                                       (int) bounds.size.width, (int) bounds.size.height };

      gtk_popover_set_pointing_to (GTK_POPOVER (self->tag_editor), &rectangle);
    }
  llm_tag_editor_edit (LLM_TAG_EDITOR (self->tag_editor), targets);
  gtk_popover_popup (GTK_POPOVER (self->tag_editor));
  llm_tag_editor_focus (LLM_TAG_EDITOR (self->tag_editor));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  g_autoptr (GPtrArray) targets = get_targets (self);
  GVariantBuilder ids;

  if (targets->len == 0)
    return;
  g_variant_builder_init (&ids, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < targets->len; i++)
    g_variant_builder_add (&ids, "s", llm_history_entry_get_id (g_ptr_array_index (targets, i)));
  gtk_widget_activate_action (widget, "win.export-entries", "as", &ids);
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);

  llm_sidebar_set_selecting (self, TRUE);
  if (g_str_equal (name, "sidebar.select-all"))
    gtk_selection_model_select_all (GTK_SELECTION_MODEL (self->selection));
}

static void
emptied_cb (LlmSidebar *self, const char *response)
{
  if (g_str_equal (response, "empty"))
    llm_organizer_empty_trash (self->organizer);
}

/* Nothing brings this back: it is asked, and the number is named. */
static void
empty_trash_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *title = NULL;
  GtkWidget *dialog;

  if (!is_in (self, LLM_PLACE_TRASH) || n == 0)
    return;
  if (llm_history_model_get_complete (self->model))
    title = g_strdup_printf (
        ngettext ("Delete %u conversation for good?", "Delete %u conversations for good?", n), n);
  else
    title = g_strdup_printf (ngettext ("Delete more than %u conversation for good?",
                                       "Delete more than %u conversations for good?", n),
                             n);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, title,
                                   _ ("Everything in the trash is deleted from this computer. "
                                      "This cannot be undone."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "empty",
                                    _ ("_Empty trash"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "empty",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (emptied_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
append (GMenu *menu, const char *label, const char *action)
{
  g_menu_append (menu, label, action);
}

static GMenuModel *
make_color_menu (void)
{
  GMenu *menu = g_menu_new ();

  append (menu, _ ("_None"), "sidebar.color::");
  for (guint i = 0; i < llm_entry_color_get_n (); i++)
    {
      const char *id = llm_entry_color_get_id (i);
      g_autofree char *action = g_strdup_printf ("sidebar.color::%s", id);

      append (menu, llm_entry_color_get_name (id), action);
    }
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_file_section (LlmSidebar *self, gboolean pinned)
{
  GMenu *section = g_menu_new ();
  g_autoptr (GMenuModel) colors = make_color_menu ();

  append (section, _ ("_Rename"), "sidebar.rename");
  append (section, pinned ? _ ("Un_pin") : _ ("_Pin"), "sidebar.pin");
  g_menu_append_submenu (section, _ ("_Move to folder"), G_MENU_MODEL (self->folder_menu));
  append (section, _ ("_Tags…"), "sidebar.tags");
  g_menu_append_submenu (section, _ ("_Colour"), colors);
  return G_MENU_MODEL (section);
}

static GMenuModel *
make_menu (LlmSidebar *self, gboolean pinned)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) open = g_menu_new ();
  g_autoptr (GMenu) more = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  const gboolean in_trash = is_in (self, LLM_PLACE_TRASH);

  append (open, _ ("_Open"), "sidebar.open");
  append (open, _ ("Open in new _window"), "sidebar.open-window");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  if (!in_trash)
    {
      g_autoptr (GMenuModel) file = make_file_section (self, pinned);

      g_menu_append_section (menu, NULL, file);
      append (more, is_in (self, LLM_PLACE_ARCHIVED) ? _ ("Take out of _archive") : _ ("_Archive"),
              "sidebar.archive");
    }
  append (more, _ ("_Export…"), "sidebar.export");
  if (!llm_sidebar_get_searching (self))
    append (more, _ ("_Select"), "sidebar.select");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (more));
  if (in_trash)
    append (last, _ ("Re_store"), "sidebar.restore");
  append (last, in_trash ? _ ("_Delete permanently") : _ ("Move to _trash"), "sidebar.trash");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static void
set_target (LlmSidebar *self, LlmHistoryEntry *entry)
{
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  self->targets = g_ptr_array_new_with_free_func (g_object_unref);
  if (entry != NULL)
    g_ptr_array_add (self->targets, g_object_ref (entry));
}

static void
menu_closed_cb (LlmSidebar *self, GtkWidget *menu)
{
  LlmHistoryEntry *entry = self->targets != NULL && self->targets->len > 0
                               ? g_ptr_array_index (self->targets, 0)
                               : NULL;
  LlmHistoryRow *row
      = entry != NULL ? llm_sidebar_find_row (self, llm_history_entry_get_id (entry)) : NULL;

  llm_menu_return_focus (menu, row != NULL ? gtk_widget_get_parent (GTK_WIDGET (row)) : NULL);
}

/**
 * llm_sidebar_popup_menu:
 * @self: a #LlmSidebar
 * @row: what the menu is for
 * @x: where, in the sidebar
 * @y: likewise
 *
 * While rows are being selected the menu is for all of them; a row that is not
 * becomes the only one.
 */
void
llm_sidebar_popup_menu (LlmSidebar *self, LlmHistoryRow *row, double x, double y)
{
  LlmHistoryEntry *entry = llm_history_row_get_entry (row);
  const GdkRectangle rectangle = { (int) x, (int) y, 1, 1 };
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GMenuModel) model = NULL;
  guint position;

  if (entry == NULL)
    return;

  set_target (self, entry);
  if (self->selecting && !g_hash_table_contains (self->selected, llm_history_entry_get_id (entry))
      && llm_history_model_find (self->model, llm_history_entry_get_id (entry), &position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  targets = get_targets (self);
  model = make_menu (self, all_pinned (targets));
  llm_sidebar_update_actions (self);

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
}

/**
 * llm_sidebar_update_actions:
 * @self: a #LlmSidebar
 *
 * The one place that says which verbs are possible now.
 */
void
llm_sidebar_update_actions (LlmSidebar *self)
{
  static const char *const for_any[]
      = { "sidebar.pin",     "sidebar.archive", "sidebar.trash",
          "sidebar.restore", "sidebar.move",    "sidebar.move-to-new",
          "sidebar.color",   "sidebar.tags",    "sidebar.export" };
  static const char *const for_one[] = { "sidebar.open", "sidebar.open-window", "sidebar.rename" };
  static const char *const not_in_trash[]
      = { "sidebar.pin", "sidebar.archive", "sidebar.move", "sidebar.move-to-new", "sidebar.tags" };
  GtkWidget *widget = GTK_WIDGET (self);
  const guint n = self->selecting ? g_hash_table_size (self->selected) : 1;

  for (gsize i = 0; i < G_N_ELEMENTS (for_any); i++)
    gtk_widget_action_set_enabled (widget, for_any[i], n > 0);
  for (gsize i = 0; i < G_N_ELEMENTS (for_one); i++)
    gtk_widget_action_set_enabled (widget, for_one[i], n == 1);
  for (gsize i = 0; is_in (self, LLM_PLACE_TRASH) && i < G_N_ELEMENTS (not_in_trash); i++)
    gtk_widget_action_set_enabled (widget, not_in_trash[i], FALSE);
  if (!is_in (self, LLM_PLACE_TRASH))
    gtk_widget_action_set_enabled (widget, "sidebar.restore", FALSE);
  gtk_widget_set_visible (self->restore_button, is_in (self, LLM_PLACE_TRASH));
  gtk_widget_set_sensitive (GTK_WIDGET (self->move_button),
                            n > 0 && !is_in (self, LLM_PLACE_TRASH));
  gtk_widget_action_set_enabled (widget, "sidebar.empty-trash",
                                 is_in (self, LLM_PLACE_TRASH) && self->model != NULL
                                     && g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0);
}

/* Keys are for the row with the focus, or for what is selected. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);
  LlmHistoryRow *row = llm_sidebar_get_focused_row (self);
  const char *action = g_variant_get_string (args, NULL);
  double x, y;

  if (row == NULL || llm_history_row_get_renaming (row))
    return GDK_EVENT_PROPAGATE;
  set_target (self, llm_history_row_get_entry (row));
  if (g_str_equal (action, "menu"))
    {
      if (gtk_widget_translate_coordinates (GTK_WIDGET (row), widget, 0,
                                            gtk_widget_get_height (GTK_WIDGET (row)), &x, &y))
        llm_sidebar_popup_menu (self, row, x, y);
    }
  else if (g_str_equal (action, "up") || g_str_equal (action, "down"))
    {
      llm_sidebar_step (self, llm_history_row_get_entry (row), *action == 'u' ? -1 : 1);
    }
  else
    {
      llm_sidebar_update_actions (self);
      gtk_widget_activate_action (widget, action, NULL);
    }
  return GDK_EVENT_STOP;
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmSidebar *self = LLM_SIDEBAR (widget);

  if (!self->selecting)
    return GDK_EVENT_PROPAGATE;
  llm_sidebar_set_selecting (self, FALSE);
  return GDK_EVENT_STOP;
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint keyval;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_F10, GDK_SHIFT_MASK, "menu" },
    { GDK_KEY_Menu, 0, "menu" },
    { GDK_KEY_F2, 0, "sidebar.rename" },
    { GDK_KEY_Delete, 0, "sidebar.trash" },
    { GDK_KEY_KP_Delete, 0, "sidebar.trash" },
    { GDK_KEY_d, GDK_CONTROL_MASK, "sidebar.pin" },
    { GDK_KEY_t, GDK_CONTROL_MASK, "sidebar.tags" },
    { GDK_KEY_e, GDK_CONTROL_MASK, "sidebar.archive" },
    { GDK_KEY_Return, GDK_CONTROL_MASK, "sidebar.open-window" },
    { GDK_KEY_Up, GDK_ALT_MASK, "up" },
    { GDK_KEY_Down, GDK_ALT_MASK, "down" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, keys[i].modifiers, key_cb, "s",
                                  keys[i].action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

/**
 * llm_sidebar_install_actions:
 * @widget_class: the class of #LlmSidebar
 *
 * The verbs of the sidebar, and its keys.
 */
void
llm_sidebar_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc func;
  } actions[] = {
    { "sidebar.open", NULL, open_action },
    { "sidebar.open-window", NULL, open_action },
    { "sidebar.rename", NULL, rename_action },
    { "sidebar.pin", NULL, pin_action },
    { "sidebar.archive", NULL, archive_action },
    { "sidebar.trash", NULL, trash_action },
    { "sidebar.restore", NULL, trash_action },
    { "sidebar.move", "s", move_action },
    { "sidebar.move-to-new", NULL, move_to_new_action },
    { "sidebar.color", "s", color_action },
    { "sidebar.tags", NULL, tags_action },
    { "sidebar.export", NULL, export_action },
    { "sidebar.select", NULL, select_action },
    { "sidebar.select-all", NULL, select_action },
    { "sidebar.empty-trash", NULL, empty_trash_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].func);
  add_bindings (widget_class);
}

/* The folders there are now. */
static void
fill_folder_menu (LlmSidebar *self)
{
  GListModel *places = G_LIST_MODEL (llm_organizer_get_places (self->organizer));
  g_autoptr (GMenu) folders = g_menu_new ();
  g_autoptr (GMenu) others = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (LlmPlace) place = g_list_model_get_item (places, i);
      g_autoptr (GMenuItem) item = NULL;

      if (llm_place_get_kind (place) != LLM_PLACE_FOLDER)
        continue;
      item = g_menu_item_new (NULL, NULL);
      /* A name is no mnemonic. */
      {
        g_auto (GStrv) parts = g_strsplit (llm_place_get_name (place), "_", -1);
        g_autofree char *label = g_strjoinv ("__", parts);

        g_menu_item_set_label (item, label);
      }
      g_menu_item_set_action_and_target (item, "sidebar.move", "s", llm_place_get_id (place));
      g_menu_append_item (folders, item);
    }
  append (others, _ ("_New folder…"), "sidebar.move-to-new");
  append (others, _ ("_No folder"), "sidebar.move::");
  g_menu_remove_all (self->folder_menu);
  g_menu_append_section (self->folder_menu, NULL, G_MENU_MODEL (folders));
  g_menu_append_section (self->folder_menu, NULL, G_MENU_MODEL (others));
}

/**
 * llm_sidebar_set_up_menu:
 * @self: a #LlmSidebar with its places
 *
 * Keeps the folders in the menus those that there are.
 */
void
llm_sidebar_set_up_menu (LlmSidebar *self)
{
  self->folder_menu = g_menu_new ();
  fill_folder_menu (self);
  gtk_menu_button_set_menu_model (self->move_button, G_MENU_MODEL (self->folder_menu));
  g_signal_connect_object (llm_organizer_get_places (self->organizer), "items-changed",
                           G_CALLBACK (fill_folder_menu), self, G_CONNECT_SWAPPED);
  llm_sidebar_update_actions (self);
}
