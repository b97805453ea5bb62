/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-place-row.h"
#include "llm-sidebar-test.h"

static void
test_open (SidebarTest *fixture, gconstpointer data)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->sidebar->selection);

  gtk_selection_model_select_item (selection, 3, TRUE);
  g_assert_cmpstr (fixture->opened, ==, "id-000003");
  g_assert_false (fixture->sidebar->selecting);

  /* What the window shows is marked, not opened again. */
  g_clear_pointer (&fixture->opened, g_free);
  llm_sidebar_set_current (fixture->sidebar, "id-000005");
  g_assert_null (fixture->opened);
  g_assert_true (gtk_selection_model_is_selected (selection, 5));
  g_assert_false (gtk_selection_model_is_selected (selection, 3));
  g_assert_true (gtk_widget_has_css_class (
      llm_history_row_get_content (sidebar_test_get_row (fixture, "id-000005")), "current"));

  /* It stays so when rows come in above. */
  list_store_add (fixture->store, "new", "New", G_USEC_PER_SEC);
  list_store_emit (fixture->store, "new");
  sidebar_test_wait_count (fixture, 9);
  g_assert_true (gtk_selection_model_is_selected (selection, 6));
  g_assert_null (fixture->opened);
  g_signal_emit_by_name (fixture->sidebar->list_view, "activate", 0);
  g_assert_cmpuint (fixture->n_chosen, ==, 1);
  g_assert_cmpstr (fixture->opened, ==, "new");
}

static GtkWidget *
get_name_entry (SidebarTest *fixture, const char *id)
{
  return llm_ui_test_find_type (llm_history_row_get_content (sidebar_test_get_row (fixture, id)),
                                GTK_TYPE_ENTRY);
}

static void
test_rename (SidebarTest *fixture, gconstpointer data)
{
  GtkWidget *entry;

  sidebar_test_press (fixture, "id-000002", "F2");
  g_assert_true (llm_history_row_get_renaming (sidebar_test_get_row (fixture, "id-000002")));
  entry = get_name_entry (fixture, "id-000002");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Another title");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000002")->title, ==, "Another title");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (sidebar_test_get_row (fixture, "id-000002")),
                                       "Another title"));
  sidebar_test_undo (fixture);
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000002")->title, ==, "Comparison 2");

  /* What was typed and left by Escape is forgotten. */
  sidebar_test_press (fixture, "id-000002", "F2");
  entry = get_name_entry (fixture, "id-000002");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Never");
  {
    g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (entry);
    gboolean handled = FALSE;

    for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
      {
        g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

        if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
            && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
          g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Escape, 0, 0, &handled);
      }
    g_assert_true (handled);
  }
  llm_shell_test_drain ();
  g_assert_false (llm_history_row_get_renaming (sidebar_test_get_row (fixture, "id-000002")));
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000002")->title, ==, "Comparison 2");
}

static void
test_pin_and_order (SidebarTest *fixture, gconstpointer data)
{
  sidebar_test_press (fixture, "id-000004", "<Control>d");
  g_assert_true (sidebar_test_stored (fixture, "id-000004")->pinned);
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000004");
  sidebar_test_press (fixture, "id-000006", "<Control>d");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000006");

  /* By the keyboard, by one each. */
  sidebar_test_press (fixture, "id-000006", "<Alt>Down");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000004");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 1), ==, "id-000006");
  sidebar_test_press (fixture, "id-000006", "<Alt>Down");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 1), ==, "id-000006");
  sidebar_test_press (fixture, "id-000006", "<Alt>Up");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000006");
  sidebar_test_undo (fixture);
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000004");

  sidebar_test_press (fixture, "id-000004", "<Control>d");
  g_assert_false (sidebar_test_stored (fixture, "id-000004")->pinned);
  g_assert_cmpuint (sidebar_test_count (fixture), ==, 8);
}

static void
test_trash (SidebarTest *fixture, gconstpointer data)
{
  llm_sidebar_set_current (fixture->sidebar, "id-000001");
  sidebar_test_press (fixture, "id-000001", "Delete");
  sidebar_test_wait_count (fixture, 7);
  sidebar_test_undo (fixture);
  sidebar_test_wait_count (fixture, 8);
  g_assert_cmpstr (fixture->opened, ==, "id-000001");

  sidebar_test_press (fixture, "id-000001", "Delete");
  sidebar_test_press (fixture, "id-000002", "Delete");
  sidebar_test_press (fixture, "id-000003", "Delete");
  sidebar_test_wait_count (fixture, 5);
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TRASH, NULL);
  sidebar_test_wait_count (fixture, 3);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "Kept until you empty"));

  sidebar_test_target (fixture, "id-000002");
  sidebar_test_act (fixture, "sidebar.restore");
  sidebar_test_wait_count (fixture, 2);
  g_assert_cmpint (sidebar_test_stored (fixture, "id-000002")->deleted_at, ==, 0);

  /* For good, but not before its toast is gone. */
  sidebar_test_press (fixture, "id-000003", "Delete");
  sidebar_test_wait_count (fixture, 1);
  g_assert_nonnull (sidebar_test_stored (fixture, "id-000003"));
  sidebar_test_undo (fixture);
  sidebar_test_wait_count (fixture, 2);
  sidebar_test_press (fixture, "id-000003", "Delete");
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_null (sidebar_test_stored (fixture, "id-000003"));
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GListModel) toplevels = G_LIST_MODEL (g_object_ref (gtk_window_get_toplevels ()));

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel))
        return toplevel;
    }
  return NULL;
}

static void
test_empty_trash (SidebarTest *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  sidebar_test_press (fixture, "id-000001", "Delete");
  sidebar_test_press (fixture, "id-000002", "Delete");
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TRASH, NULL);
  sidebar_test_wait_count (fixture, 2);

  sidebar_test_act (fixture, "sidebar.empty-trash");
  dialog = find_dialog ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Delete 2 conversations for good?");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 8);

  sidebar_test_act (fixture, "sidebar.empty-trash");
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "empty");
  gtk_window_destroy (GTK_WINDOW (dialog));
  sidebar_test_wait_count (fixture, 0);
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 6);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "The trash is empty"));
}

static void
test_select_many (SidebarTest *fixture, gconstpointer data)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (fixture->sidebar->selection);
  g_autoptr (GVariant) ids = NULL;

  gtk_selection_model_select_item (selection, 0, TRUE);
  gtk_selection_model_select_item (selection, 2, FALSE);
  g_assert_true (fixture->sidebar->selecting);
  gtk_selection_model_select_item (selection, 5, FALSE);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "3 selected"));

  /* What changes meanwhile stays selected, what goes does not. */
  list_store_rename (fixture->store, "id-000002", "Renamed");
  list_store_emit (fixture->store, "id-000002");
  llm_shell_test_drain ();
  g_assert_true (gtk_selection_model_is_selected (selection, 2));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "3 selected"));

  sidebar_test_act (fixture, "sidebar.export");
  g_assert_cmpuint (g_variant_n_children (fixture->exported), ==, 3);
  g_assert_true (fixture->sidebar->selecting);
  sidebar_test_act (fixture, "sidebar.trash");
  g_assert_false (fixture->sidebar->selecting);
  sidebar_test_wait_count (fixture, 5);
  sidebar_test_undo (fixture);
  sidebar_test_wait_count (fixture, 8);

  /* Escape ends it; what is open is marked again. */
  llm_sidebar_set_current (fixture->sidebar, "id-000004");
  sidebar_test_act (fixture, "sidebar.select-all");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "8 selected"));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), "Escape"));
  g_assert_false (fixture->sidebar->selecting);
  g_assert_true (gtk_selection_model_is_selected (selection, 4));
  g_assert_false (gtk_selection_model_is_selected (selection, 0));
  g_assert_false (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), "Escape"));
}

static char *
add_folder (SidebarTest *fixture, const char *name)
{
  char *id = llm_organizer_add_folder (llm_sidebar_get_organizer (fixture->sidebar), name);

  llm_shell_test_drain ();
  return id;
}

static GPtrArray *
take (SidebarTest *fixture, guint first, guint n)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (entries, g_list_model_get_item (sidebar_test_list (fixture), i));
  return entries;
}

static void
test_drop (SidebarTest *fixture, gconstpointer data)
{
  LlmPlaces *places = llm_organizer_get_places (llm_sidebar_get_organizer (fixture->sidebar));
  g_autofree char *folder = add_folder (fixture, "Folder");
  g_autoptr (GPtrArray) entries = take (fixture, 0, 3);
  g_autoptr (GPtrArray) last = NULL;

  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_FOLDER, folder), entries));
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000002")->folder_id, ==, folder);
  g_assert_false (llm_place_list_drop (fixture->sidebar->place_list,
                                       llm_places_find (places, LLM_PLACE_CHATS, NULL), entries));

  /* By time there is no order to change. */
  g_assert_false (
      llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), TRUE, entries));

  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_FOLDER, folder);
  sidebar_test_wait_count (fixture, 3);
  last = take (fixture, 2, 1);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = take (fixture, 0, 3);
  g_assert_true (llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), FALSE, last));
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000002");
  sidebar_test_undo (fixture);
  g_assert_cmpstr (sidebar_test_id_at (fixture, 2), ==, "id-000002");
  g_assert_true (llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), TRUE, last));
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_id_at (fixture, 1), ==, "id-000002");

  /* Out of the folder, and into the trash. */
  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_ALL, NULL), last));
  sidebar_test_wait_count (fixture, 2);
  g_assert_null (sidebar_test_stored (fixture, "id-000002")->folder_id);
  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_TRASH, NULL), entries));
  sidebar_test_wait_count (fixture, 0);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "This folder is empty"));
}

/* Into the pinned ones is to pin. */
static void
test_drop_pins (SidebarTest *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (LlmHistoryEntry) pinned = NULL;

  sidebar_test_press (fixture, "id-000003", "<Control>d");
  sidebar_test_press (fixture, "id-000004", "<Control>d");
  pinned = g_list_model_get_item (sidebar_test_list (fixture), 0);
  g_assert_cmpstr (llm_history_entry_get_id (pinned), ==, "id-000004");
  entries = take (fixture, 5, 2);
  g_assert_true (llm_sidebar_drop (fixture->sidebar, pinned, TRUE, entries));
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_id_at (fixture, 0), ==, "id-000004");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 1), ==, "id-000005");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 2), ==, "id-000006");
  g_assert_cmpstr (sidebar_test_id_at (fixture, 3), ==, "id-000003");
  g_assert_true (sidebar_test_stored (fixture, "id-000006")->pinned);
  sidebar_test_undo (fixture);
  g_assert_cmpstr (sidebar_test_id_at (fixture, 1), ==, "id-000003");
  g_assert_false (sidebar_test_stored (fixture, "id-000006")->pinned);
}

static void
test_folders (SidebarTest *fixture, gconstpointer data)
{
  GtkWidget *places = GTK_WIDGET (fixture->sidebar->place_list);
  GtkWidget *entry;

  g_assert_true (gtk_widget_activate_action (places, "place.new-folder", NULL));
  llm_shell_test_drain ();
  g_assert_true (llm_place_list_get_open (fixture->sidebar->place_list));
  g_assert_cmpuint (list_store_get_n_folders (fixture->store), ==, 1);
  entry = llm_ui_test_find_type (places, GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Plans");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_true (llm_ui_test_has_text (places, "Plans"));

  /* A place that goes away is left. */
  {
    g_autoptr (LlmPlace) folder = g_list_model_get_item (
        G_LIST_MODEL (llm_organizer_get_places (llm_sidebar_get_organizer (fixture->sidebar))), 3);

    g_assert_cmpint (llm_place_get_kind (folder), ==, LLM_PLACE_FOLDER);
    llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_FOLDER, llm_place_get_id (folder));
    sidebar_test_wait_count (fixture, 0);
    llm_organizer_delete_folder (llm_sidebar_get_organizer (fixture->sidebar),
                                 llm_place_get_id (folder));
  }
  sidebar_test_wait_count (fixture, 8);
  sidebar_test_undo (fixture);
  g_assert_cmpuint (list_store_get_n_folders (fixture->store), ==, 1);
}

static GtkWidget *
find_name_entry (SidebarTest *fixture)
{
  return llm_ui_test_find_type (GTK_WIDGET (fixture->sidebar->place_list), GTK_TYPE_ENTRY);
}

static gboolean
is_counted (gpointer user_data)
{
  SidebarTest *fixture = user_data;

  return llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar->place_list), "1");
}

/* A new folder that something is moved into asks for its name, and what is typed stays
 * when the number of what is in it changes. */
static void
test_move_to_new_folder (SidebarTest *fixture, gconstpointer data)
{
  GtkWidget *places = GTK_WIDGET (fixture->sidebar->place_list);
  GtkWidget *entry;

  sidebar_test_target (fixture, "id-000002");
  sidebar_test_act (fixture, "sidebar.move-to-new");
  llm_shell_test_drain ();
  entry = find_name_entry (fixture);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Half ty");
  llm_ui_test_wait (is_counted, fixture);
  g_assert_true (find_name_entry (fixture) == entry);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "Half ty");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Half typed");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_true (llm_ui_test_has_text (places, "Half typed"));
  g_assert_nonnull (sidebar_test_stored (fixture, "id-000002")->folder_id);
}

static void
test_tags (SidebarTest *fixture, gconstpointer data)
{
  LlmTagEditor *editor;
  GtkWidget *entry;

  sidebar_test_press (fixture, "id-000001", "<Control>t");
  editor = LLM_TAG_EDITOR (fixture->sidebar->tag_editor);
  entry = llm_ui_test_find_type (GTK_WIDGET (editor), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "  later ");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_cmpstr (sidebar_test_stored (fixture, "id-000001")->tags[0], ==, "later");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  llm_tag_editor_remove (editor, "later");
  llm_shell_test_drain ();
  g_assert_null (sidebar_test_stored (fixture, "id-000001")->tags[0]);
  llm_tag_editor_add (editor, "work");
  gtk_popover_popdown (GTK_POPOVER (editor));
  llm_shell_test_drain ();

  /* What others have is suggested. */
  sidebar_test_press (fixture, "id-000002", "<Control>t");
  gtk_editable_set_text (GTK_EDITABLE (entry), "WO");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (editor), "work"));
  gtk_popover_popdown (GTK_POPOVER (editor));
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TAG, "work");
  sidebar_test_wait_count (fixture, 1);

  /* What is shown is followed to its new name. */
  llm_place_list_rename (fixture->sidebar->place_list, LLM_PLACE_TAG, "work");
  entry = llm_ui_test_find_type (GTK_WIDGET (fixture->sidebar->place_list), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "play");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  sidebar_test_wait_count (fixture, 1);
  g_assert_cmpstr (llm_place_get_id (fixture->sidebar->place), ==, "play");
}

static void
test_accessible (SidebarTest *fixture, gconstpointer data)
{
  LlmEntryData entry = *sidebar_test_stored (fixture, "id-000001");
  const char *tags[] = { "work", NULL };
  GtkAccessible *item;

  entry.n_messages = 6;
  entry.tags = tags;
  entry.color = "red";
  entry.pinned = TRUE;
  entry.models = (const char *const[]){ "openai:org/gpt-latest", "demo:one", NULL };
  list_store_put (fixture->store, &entry);
  llm_sidebar_set_current (fixture->sidebar, "id-000001");
  list_store_emit (fixture->store, "id-000001");
  llm_shell_test_drain ();
  item = GTK_ACCESSIBLE (
      gtk_widget_get_parent (GTK_WIDGET (sidebar_test_get_row (fixture, "id-000001"))));
  gtk_test_accessible_assert_property (
      item, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Comparison 1, comparison, 6 messages · gpt, one, 14 Nov 2023, pinned, open");
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Pinned, Red, work, The prompt");
}

static void
test_states (SidebarTest *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "The file is damaged.");
  static const struct
  {
    LlmPlaceKind kind;
    const char *text;
  } empty[] = {
    { LLM_PLACE_CHATS, "No chats yet" },
    { LLM_PLACE_ARCHIVED, "Nothing is archived" },
    { LLM_PLACE_TRASH, "The trash is empty" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      llm_sidebar_show_place (fixture->sidebar, empty[i].kind, NULL);
      sidebar_test_wait_count (fixture, 0);
      g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "empty");
      g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), empty[i].text));
    }

  list_store_set_error (fixture->store, error);
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_ARCHIVED, NULL);
  sidebar_test_wait_count (fixture, 0);
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "error");
  list_store_set_error (fixture->store, NULL);
  g_signal_emit_by_name (llm_ui_test_find_id (GTK_WIDGET (fixture->sidebar), "retry_button"),
                         "clicked");
  sidebar_test_wait_count (fixture, 0);
  g_assert_cmpstr (sidebar_test_get_page (fixture), ==, "empty");
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_COMPARISONS, NULL);
  sidebar_test_wait_count (fixture, 8);
}

/* Chooses an item of the menu, found by what it says. */
static void
choose (GtkWidget *menu, const char *label)
{
  g_autoptr (GPtrArray) widgets = g_ptr_array_new ();
  GtkWidget *item = NULL;

  g_ptr_array_add (widgets, menu);
  for (guint i = 0; i < widgets->len && item == NULL; i++)
    {
      GtkWidget *widget = g_ptr_array_index (widgets, i);

      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        g_ptr_array_add (widgets, child);
      if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton")
          && gtk_widget_get_mapped (widget) && llm_ui_test_has_text (widget, label))
        item = widget;
    }
  g_assert_nonnull (item);
  g_assert_true (gtk_widget_grab_focus (item));
  g_signal_emit_by_name (item, "clicked");
  llm_shell_test_drain ();
}

static gboolean
is_closed (gpointer user_data)
{
  return !gtk_widget_get_mapped (user_data);
}

static GtkWidget *
get_focus (SidebarTest *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_nonnull (focus);
  g_assert_true (gtk_widget_get_mapped (focus));
  return focus;
}

/* Whether the row in the list has the focus, not something in it. */
static gboolean
has_focus (SidebarTest *fixture, const char *id)
{
  GtkWidget *row = GTK_WIDGET (sidebar_test_get_row (fixture, id));

  return gtk_widget_get_parent (row) == get_focus (fixture);
}

/* The focus goes back to where the menu was opened, also when what was chosen was in a
 * menu below it, unless what was chosen has it. */
static void
test_menu_focus (SidebarTest *fixture, gconstpointer data)
{
  g_autofree char *folder = llm_organizer_add_folder (fixture->sidebar->organizer, "Plans");
  const struct
  {
    const char *label;
    const char *folder;
  } moves[] = { { "Plans", folder }, { "No folder", NULL } };
  GtkWidget *entry;

  llm_shell_test_drain ();
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      sidebar_test_press (fixture, "id-000003", "<Shift>F10");
      choose (fixture->sidebar->menu, "Move to folder");
      choose (fixture->sidebar->menu, moves[i].label);
      llm_ui_test_wait (is_closed, fixture->sidebar->menu);
      g_assert_cmpstr (sidebar_test_stored (fixture, "id-000003")->folder_id, ==, moves[i].folder);
      llm_ui_test_wait_frame (fixture->window);
      g_assert_true (has_focus (fixture, "id-000003"));
    }

  sidebar_test_press (fixture, "id-000003", "<Shift>F10");
  choose (fixture->sidebar->menu, "Rename");
  llm_ui_test_wait (is_closed, fixture->sidebar->menu);
  llm_ui_test_wait_frame (fixture->window);
  entry = get_name_entry (fixture, "id-000003");
  g_assert_nonnull (entry);
  g_assert_true (gtk_widget_is_ancestor (get_focus (fixture), entry));
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();

  /* Nor does the menu keep it when nothing is left in the list that is shown. */
  llm_organizer_move (fixture->sidebar->organizer, fixture->sidebar->targets, folder);
  llm_shell_test_drain ();
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_FOLDER, folder);
  sidebar_test_wait_count (fixture, 1);
  sidebar_test_press (fixture, "id-000003", "<Shift>F10");
  choose (fixture->sidebar->menu, "Move to folder");
  choose (fixture->sidebar->menu, "No folder");
  llm_ui_test_wait (is_closed, fixture->sidebar->menu);
  sidebar_test_wait_count (fixture, 0);
  entry = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (entry == NULL || gtk_widget_get_mapped (entry));
}

static GtkWidget *
get_focused_place (SidebarTest *fixture)
{
  GtkWidget *focus = get_focus (fixture);

  g_assert_true (LLM_IS_PLACE_ROW (focus));
  return focus;
}

static const char *
get_focused_name (SidebarTest *fixture)
{
  return llm_place_get_name (llm_place_row_get_place (LLM_PLACE_ROW (get_focused_place (fixture))));
}

/* The row of a folder is made anew when something about it changes; one that is deleted
 * leaves the focus to the one that is in its place then. */
static void
test_place_focus (SidebarTest *fixture, gconstpointer data)
{
  LlmPlaceList *places = fixture->sidebar->place_list;
  g_autofree char *plans = llm_organizer_add_folder (fixture->sidebar->organizer, "Plans");
  g_autofree char *next = NULL;
  GtkWidget *entry, *menu;

  llm_shell_test_drain ();
  llm_place_list_rename (places, LLM_PLACE_FOLDER, plans);
  entry = find_name_entry (fixture);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Journeys");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_cmpstr (get_focused_name (fixture), ==, "Journeys");

  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (places), "<Shift>F10"));
  llm_shell_test_drain ();
  menu = llm_ui_test_find_type (GTK_WIDGET (places), GTK_TYPE_POPOVER_MENU);
  choose (menu, "Colour");
  choose (menu, "Red");
  llm_ui_test_wait (is_closed, menu);
  llm_ui_test_wait_frame (fixture->window);
  g_assert_cmpstr (get_focused_name (fixture), ==, "Journeys");
  g_assert_cmpstr (
      llm_place_get_color (llm_place_row_get_place (LLM_PLACE_ROW (get_focused_place (fixture)))),
      ==, "red");

  next = g_strdup (llm_place_get_name (llm_place_row_get_place (
      LLM_PLACE_ROW (gtk_widget_get_next_sibling (get_focused_place (fixture))))));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (places), "Delete"));
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_folders (fixture->store), ==, 1);
  g_assert_false (llm_ui_test_has_text (GTK_WIDGET (places), "Journeys"));
  g_assert_cmpstr (get_focused_name (fixture), ==, next);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/sidebar/" name, SidebarTest, NULL, sidebar_test_set_up, func,                   \
              sidebar_test_tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("open", test_open);
  ADD ("rename", test_rename);
  ADD ("pin-and-order", test_pin_and_order);
  ADD ("trash", test_trash);
  ADD ("empty-trash", test_empty_trash);
  ADD ("select-many", test_select_many);
  ADD ("drop", test_drop);
  ADD ("drop-pins", test_drop_pins);
  ADD ("folders", test_folders);
  ADD ("move-to-new-folder", test_move_to_new_folder);
  ADD ("tags", test_tags);
  ADD ("accessible", test_accessible);
  ADD ("states", test_states);
  ADD ("menu-focus", test_menu_focus);
  ADD ("place-focus", test_place_focus);

  return g_test_run ();
}
