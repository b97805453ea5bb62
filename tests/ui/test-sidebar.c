/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-history-row.h"
#include "llm-history-text.h"
#include "llm-list-store.h"
#include "llm-place-list.h"
#include "llm-search-filter.h"
#include "llm-shell-test.h"
#include "llm-sidebar-private.h"

/* The sidebar in a window that has the actions it activates. */
typedef struct
{
  LlmShellTest shell;
  ListStore *store;
  LlmLibrary *library;
  GtkWidget *window;
  LlmSidebar *sidebar;
  GSimpleActionGroup *actions;
  AdwToast *toast;
  char *opened;
  GVariant *hit;
  GVariant *exported;
  guint n_chosen;
} Fixture;

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
chosen_cb (Fixture *fixture)
{
  fixture->n_chosen++;
}

static void
activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *name = g_action_get_name (G_ACTION (action));

  if (g_str_equal (name, "open-comparison"))
    {
      g_free (fixture->opened);
      fixture->opened = g_variant_dup_string (parameter, NULL);
      llm_sidebar_set_current (fixture->sidebar, fixture->opened);
    }
  else if (g_str_equal (name, "open-hit"))
    {
      g_clear_pointer (&fixture->hit, g_variant_unref);
      fixture->hit = g_variant_ref (parameter);
    }
  else
    {
      g_clear_pointer (&fixture->exported, g_variant_unref);
      fixture->exported = g_variant_ref (parameter);
    }
}

static GListModel *
list (Fixture *fixture)
{
  return G_LIST_MODEL (llm_sidebar_get_model (fixture->sidebar));
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (list (fixture));
}

typedef struct
{
  Fixture *fixture;
  guint n;
  const char *id;
} Expected;

static gboolean
has_count (gpointer user_data)
{
  Expected *expected = user_data;
  LlmHistoryModel *model = llm_sidebar_get_model (expected->fixture->sidebar);

  return !llm_history_model_get_loading (model) && count (expected->fixture) == expected->n;
}

static void
wait_count (Fixture *fixture, guint n)
{
  Expected expected = { fixture, n, NULL };

  llm_ui_test_wait (has_count, &expected);
  llm_ui_test_wait_frame (fixture->window);
}

static gboolean
has_row (gpointer user_data)
{
  Expected *expected = user_data;

  return llm_sidebar_find_row (expected->fixture->sidebar, expected->id) != NULL;
}

static LlmHistoryRow *
get_row (Fixture *fixture, const char *id)
{
  Expected expected = { fixture, 0, id };

  llm_ui_test_wait (has_row, &expected);
  return llm_sidebar_find_row (fixture->sidebar, id);
}

static const char *
id_at (Fixture *fixture, guint position)
{
  g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (list (fixture), position);

  g_assert_nonnull (entry);
  return llm_history_entry_get_id (entry);
}

static const LlmEntryData *
stored (Fixture *fixture, const char *id)
{
  LlmHistoryEntry *entry = list_store_find (fixture->store, id);

  return entry != NULL ? llm_history_entry_get_data (entry) : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const GActionEntry entries[] = {
    { "open-comparison", activated_cb, "s", NULL, NULL, { 0 } },
    { "open-hit", activated_cb, "(ssss)", NULL, NULL, { 0 } },
    { "export-entries", activated_cb, "as", NULL, NULL, { 0 } },
  };

  fixture->store = list_store_new (8);
  llm_shell_test_set_up (&fixture->shell, LLM_STORE (fixture->store));
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->sidebar = LLM_SIDEBAR (llm_sidebar_new (fixture->library));
  g_signal_connect_swapped (fixture->sidebar, "toast", G_CALLBACK (toast_cb), fixture);
  g_signal_connect_swapped (fixture->sidebar, "chosen", G_CALLBACK (chosen_cb), fixture);
  fixture->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (fixture->actions), entries, G_N_ELEMENTS (entries),
                                   fixture);
  fixture->window = gtk_window_new ();
  gtk_widget_insert_action_group (fixture->window, "win", G_ACTION_GROUP (fixture->actions));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 290, 900);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->sidebar));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_sidebar_load (fixture->sidebar);
  wait_count (fixture, 8);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->sidebar), (gpointer *) &fixture->sidebar);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_null (fixture->sidebar);
  g_assert_finalize_object (fixture->actions);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_finalize_object (fixture->store);
  g_free (fixture->opened);
  g_clear_pointer (&fixture->hit, g_variant_unref);
  g_clear_pointer (&fixture->exported, g_variant_unref);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->sidebar), action, NULL));
  llm_shell_test_drain ();
}

static void
undo (Fixture *fixture)
{
  g_assert_nonnull (fixture->toast);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
}

/* Does what a key does on a row. */
static void
press (Fixture *fixture, const char *id, const char *trigger)
{
  g_assert_true (
      gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (get_row (fixture, id)))));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), trigger));
  llm_shell_test_drain ();
}

static void
target (Fixture *fixture, const char *id)
{
  llm_sidebar_popup_menu (fixture->sidebar, get_row (fixture, id), 20, 20);
  gtk_popover_popdown (GTK_POPOVER (fixture->sidebar->menu));
  llm_shell_test_drain ();
}

static void
test_open (Fixture *fixture, gconstpointer data)
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
      llm_history_row_get_content (get_row (fixture, "id-000005")), "current"));

  /* It stays so when rows come in above. */
  list_store_add (fixture->store, "new", "New", G_USEC_PER_SEC);
  list_store_emit (fixture->store, "new");
  wait_count (fixture, 9);
  g_assert_true (gtk_selection_model_is_selected (selection, 6));
  g_assert_null (fixture->opened);
  g_signal_emit_by_name (fixture->sidebar->list_view, "activate", 0);
  g_assert_cmpuint (fixture->n_chosen, ==, 1);
  g_assert_cmpstr (fixture->opened, ==, "new");
}

static GtkWidget *
get_name_entry (Fixture *fixture, const char *id)
{
  return llm_ui_test_find_type (llm_history_row_get_content (get_row (fixture, id)),
                                GTK_TYPE_ENTRY);
}

static void
test_rename (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry;

  press (fixture, "id-000002", "F2");
  g_assert_true (llm_history_row_get_renaming (get_row (fixture, "id-000002")));
  entry = get_name_entry (fixture, "id-000002");
  gtk_editable_set_text (GTK_EDITABLE (entry), "Another title");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_cmpstr (stored (fixture, "id-000002")->title, ==, "Another title");
  g_assert_true (
      llm_ui_test_has_text (GTK_WIDGET (get_row (fixture, "id-000002")), "Another title"));
  undo (fixture);
  g_assert_cmpstr (stored (fixture, "id-000002")->title, ==, "Comparison 2");

  /* What was typed and left by Escape is forgotten. */
  press (fixture, "id-000002", "F2");
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
  g_assert_false (llm_history_row_get_renaming (get_row (fixture, "id-000002")));
  g_assert_cmpstr (stored (fixture, "id-000002")->title, ==, "Comparison 2");
}

static void
test_pin_and_order (Fixture *fixture, gconstpointer data)
{
  press (fixture, "id-000004", "<Control>d");
  g_assert_true (stored (fixture, "id-000004")->pinned);
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000004");
  press (fixture, "id-000006", "<Control>d");
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000006");

  /* By the keyboard, by one each. */
  press (fixture, "id-000006", "<Alt>Down");
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000004");
  g_assert_cmpstr (id_at (fixture, 1), ==, "id-000006");
  press (fixture, "id-000006", "<Alt>Down");
  g_assert_cmpstr (id_at (fixture, 1), ==, "id-000006");
  press (fixture, "id-000006", "<Alt>Up");
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000006");
  undo (fixture);
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000004");

  press (fixture, "id-000004", "<Control>d");
  g_assert_false (stored (fixture, "id-000004")->pinned);
  g_assert_cmpuint (count (fixture), ==, 8);
}

static void
test_trash (Fixture *fixture, gconstpointer data)
{
  llm_sidebar_set_current (fixture->sidebar, "id-000001");
  press (fixture, "id-000001", "Delete");
  wait_count (fixture, 7);
  undo (fixture);
  wait_count (fixture, 8);
  g_assert_cmpstr (fixture->opened, ==, "id-000001");

  press (fixture, "id-000001", "Delete");
  press (fixture, "id-000002", "Delete");
  press (fixture, "id-000003", "Delete");
  wait_count (fixture, 5);
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TRASH, NULL);
  wait_count (fixture, 3);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "Kept until you empty"));

  target (fixture, "id-000002");
  act (fixture, "sidebar.restore");
  wait_count (fixture, 2);
  g_assert_cmpint (stored (fixture, "id-000002")->deleted_at, ==, 0);

  /* For good, but not before its toast is gone. */
  press (fixture, "id-000003", "Delete");
  wait_count (fixture, 1);
  g_assert_nonnull (stored (fixture, "id-000003"));
  undo (fixture);
  wait_count (fixture, 2);
  press (fixture, "id-000003", "Delete");
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
  g_assert_null (stored (fixture, "id-000003"));
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
test_empty_trash (Fixture *fixture, gconstpointer data)
{
  GtkWidget *dialog;

  press (fixture, "id-000001", "Delete");
  press (fixture, "id-000002", "Delete");
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TRASH, NULL);
  wait_count (fixture, 2);

  act (fixture, "sidebar.empty-trash");
  dialog = find_dialog ();
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==,
                   "Delete 2 conversations for good?");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_window_destroy (GTK_WINDOW (dialog));
  llm_shell_test_drain ();
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 8);

  act (fixture, "sidebar.empty-trash");
  dialog = find_dialog ();
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "empty");
  gtk_window_destroy (GTK_WINDOW (dialog));
  wait_count (fixture, 0);
  g_assert_cmpuint (list_store_get_n_entries (fixture->store), ==, 6);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "The trash is empty"));
}

static void
test_select_many (Fixture *fixture, gconstpointer data)
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

  act (fixture, "sidebar.export");
  g_assert_cmpuint (g_variant_n_children (fixture->exported), ==, 3);
  g_assert_true (fixture->sidebar->selecting);
  act (fixture, "sidebar.trash");
  g_assert_false (fixture->sidebar->selecting);
  wait_count (fixture, 5);
  undo (fixture);
  wait_count (fixture, 8);

  /* Escape ends it; what is open is marked again. */
  llm_sidebar_set_current (fixture->sidebar, "id-000004");
  act (fixture, "sidebar.select-all");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "8 selected"));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), "Escape"));
  g_assert_false (fixture->sidebar->selecting);
  g_assert_true (gtk_selection_model_is_selected (selection, 4));
  g_assert_false (gtk_selection_model_is_selected (selection, 0));
  g_assert_false (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), "Escape"));
}

static char *
add_folder (Fixture *fixture, const char *name)
{
  char *id = llm_organizer_add_folder (llm_sidebar_get_organizer (fixture->sidebar), name);

  llm_shell_test_drain ();
  return id;
}

static GPtrArray *
take (Fixture *fixture, guint first, guint n)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (entries, g_list_model_get_item (list (fixture), i));
  return entries;
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  LlmPlaces *places = llm_organizer_get_places (llm_sidebar_get_organizer (fixture->sidebar));
  g_autofree char *folder = add_folder (fixture, "Folder");
  g_autoptr (GPtrArray) entries = take (fixture, 0, 3);
  g_autoptr (GPtrArray) last = NULL;

  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_FOLDER, folder), entries));
  llm_shell_test_drain ();
  g_assert_cmpstr (stored (fixture, "id-000002")->folder_id, ==, folder);
  g_assert_false (llm_place_list_drop (fixture->sidebar->place_list,
                                       llm_places_find (places, LLM_PLACE_CHATS, NULL), entries));

  /* By time there is no order to change. */
  g_assert_false (
      llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), TRUE, entries));

  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_FOLDER, folder);
  wait_count (fixture, 3);
  last = take (fixture, 2, 1);
  g_clear_pointer (&entries, g_ptr_array_unref);
  entries = take (fixture, 0, 3);
  g_assert_true (llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), FALSE, last));
  llm_shell_test_drain ();
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000002");
  undo (fixture);
  g_assert_cmpstr (id_at (fixture, 2), ==, "id-000002");
  g_assert_true (llm_sidebar_drop (fixture->sidebar, g_ptr_array_index (entries, 0), TRUE, last));
  llm_shell_test_drain ();
  g_assert_cmpstr (id_at (fixture, 1), ==, "id-000002");

  /* Out of the folder, and into the trash. */
  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_ALL, NULL), last));
  wait_count (fixture, 2);
  g_assert_null (stored (fixture, "id-000002")->folder_id);
  g_assert_true (llm_place_list_drop (fixture->sidebar->place_list,
                                      llm_places_find (places, LLM_PLACE_TRASH, NULL), entries));
  wait_count (fixture, 0);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "This folder is empty"));
}

/* Into the pinned ones is to pin. */
static void
test_drop_pins (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (LlmHistoryEntry) pinned = NULL;

  press (fixture, "id-000003", "<Control>d");
  press (fixture, "id-000004", "<Control>d");
  pinned = g_list_model_get_item (list (fixture), 0);
  g_assert_cmpstr (llm_history_entry_get_id (pinned), ==, "id-000004");
  entries = take (fixture, 5, 2);
  g_assert_true (llm_sidebar_drop (fixture->sidebar, pinned, TRUE, entries));
  llm_shell_test_drain ();
  g_assert_cmpstr (id_at (fixture, 0), ==, "id-000004");
  g_assert_cmpstr (id_at (fixture, 1), ==, "id-000005");
  g_assert_cmpstr (id_at (fixture, 2), ==, "id-000006");
  g_assert_cmpstr (id_at (fixture, 3), ==, "id-000003");
  g_assert_true (stored (fixture, "id-000006")->pinned);
  undo (fixture);
  g_assert_cmpstr (id_at (fixture, 1), ==, "id-000003");
  g_assert_false (stored (fixture, "id-000006")->pinned);
}

static void
test_folders (Fixture *fixture, gconstpointer data)
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
    wait_count (fixture, 0);
    llm_organizer_delete_folder (llm_sidebar_get_organizer (fixture->sidebar),
                                 llm_place_get_id (folder));
  }
  wait_count (fixture, 8);
  undo (fixture);
  g_assert_cmpuint (list_store_get_n_folders (fixture->store), ==, 1);
}

static void
test_tags (Fixture *fixture, gconstpointer data)
{
  LlmTagEditor *editor;
  GtkWidget *entry;

  press (fixture, "id-000001", "<Control>t");
  editor = LLM_TAG_EDITOR (fixture->sidebar->tag_editor);
  entry = llm_ui_test_find_type (GTK_WIDGET (editor), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "  later ");
  g_signal_emit_by_name (entry, "activate");
  llm_shell_test_drain ();
  g_assert_cmpstr (stored (fixture, "id-000001")->tags[0], ==, "later");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  llm_tag_editor_remove (editor, "later");
  llm_shell_test_drain ();
  g_assert_null (stored (fixture, "id-000001")->tags[0]);
  llm_tag_editor_add (editor, "work");
  gtk_popover_popdown (GTK_POPOVER (editor));
  llm_shell_test_drain ();

  /* What others have is suggested. */
  press (fixture, "id-000002", "<Control>t");
  gtk_editable_set_text (GTK_EDITABLE (entry), "WO");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (editor), "work"));
  gtk_popover_popdown (GTK_POPOVER (editor));
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_TAG, "work");
  wait_count (fixture, 1);
}

static gboolean
has_searched (gpointer user_data)
{
  Fixture *fixture = user_data;

  return !llm_search_model_get_searching (fixture->sidebar->search);
}

static void
search (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), text);
  llm_ui_test_wait (has_searched, fixture);
  llm_ui_test_wait_frame (fixture->window);
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->sidebar->stack);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  const char *id, *turn, *column, *text;

  list_store_set_text (fixture->store, "id-000003", "There is a zebra in it");
  llm_sidebar_search (fixture->sidebar);
  search (fixture, " zebra ");
  g_assert_cmpstr (get_page (fixture), ==, "search");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
  g_assert_true (
      llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar->search_view), "There is a zebra in it"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "1 conversation"));
  g_signal_emit_by_name (fixture->sidebar->search_entry, "activate");
  g_assert_nonnull (fixture->hit);
  g_variant_get (fixture->hit, "(&s&s&s&s)", &id, &turn, &column, &text);
  g_assert_cmpstr (id, ==, "id-000003");
  g_assert_cmpstr (turn, ==, "turn");
  g_assert_cmpstr (column, ==, "column");
  g_assert_cmpstr (text, ==, "zebra");
  g_assert_cmpuint (fixture->n_chosen, ==, 1);

  /* A title: no turn, no answer. */
  search (fixture, "Comparison 5");
  g_signal_emit_by_name (fixture->sidebar->search_view, "activate", 0);
  g_variant_get (fixture->hit, "(&s&s&s&s)", &id, &turn, &column, &text);
  g_assert_cmpstr (id, ==, "id-000005");
  g_assert_cmpstr (turn, ==, "");

  search (fixture, "nowhere");
  g_assert_cmpstr (get_page (fixture), ==, "search-empty");
  g_signal_emit_by_name (fixture->sidebar->search_entry, "stop-search");
  llm_shell_test_drain ();
  g_assert_cmpstr (get_page (fixture), ==, "list");
}

/* Letter by letter one question is asked, and the last one is answered. */
static void
test_search_overtaken (Fixture *fixture, gconstpointer data)
{
  const char *const typed[] = { "C", "Co", "Com", "Comparison", "Comparison 7" };
  const guint before = list_store_get_n_searches (fixture->store);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), typed[i]);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (list_store_get_n_searches (fixture->store), ==, before + 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);

  list_store_set_held (fixture->store, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), "Comparison");
  llm_ui_test_run_for (200);
  g_assert_cmpuint (list_store_get_n_searches (fixture->store), ==, before + 2);
  gtk_editable_set_text (GTK_EDITABLE (fixture->sidebar->search_entry), "Comparison 2");
  list_store_set_held (fixture->store, FALSE);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
}

static void
test_search_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "The index is damaged.");

  list_store_set_error (fixture->store, error);
  search (fixture, "Comparison");
  g_assert_cmpstr (get_page (fixture), ==, "search-error");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), "The index is damaged."));
  list_store_set_error (fixture->store, NULL);
  g_signal_emit_by_name (
      llm_ui_test_find_type (GTK_WIDGET (fixture->sidebar->search_error_page), GTK_TYPE_BUTTON),
      "clicked");
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpstr (get_page (fixture), ==, "search");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  LlmSearchFilter *filter = fixture->sidebar->filter;
  LlmEntryData entry = *stored (fixture, "id-000002");
  LlmSearchQuery query = { 0 };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  GtkWidget *archived = llm_ui_test_find_type (GTK_WIDGET (filter), GTK_TYPE_CHECK_BUTTON);
  GtkWidget *kind = llm_ui_test_find_type (GTK_WIDGET (filter), GTK_TYPE_DROP_DOWN);

  g_assert_nonnull (archived);
  entry.kind = LLM_KIND_CHAT;
  list_store_put (fixture->store, &entry);
  search (fixture, "Comparison");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 8);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (kind), 2);
  g_assert_true (llm_search_filter_get_active (filter));
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 1);
  llm_search_filter_apply (filter, &query, now);
  g_assert_cmpstr (query.kind, ==, LLM_KIND_CHAT);
  g_assert_cmpint (query.since, ==, 0);
  llm_search_filter_reset (filter);
  llm_ui_test_wait (has_searched, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->sidebar->search)), ==, 8);
}

static void
test_marks (void)
{
  g_autoptr (PangoAttrList) attrs = NULL;
  g_autoptr (PangoAttrList) none = NULL;
  g_autofree char *text = llm_history_text_take_marks (
      "Grüße " LLM_SEARCH_MARK_START "<b>an" LLM_SEARCH_MARK_END " alle", &attrs);
  g_autofree char *odd
      = llm_history_text_take_marks (LLM_SEARCH_MARK_END "a" LLM_SEARCH_MARK_START "b", &none);
  GSList *list = pango_attr_list_get_attributes (attrs);

  g_assert_cmpstr (text, ==, "Grüße <b>an alle");
  g_assert_cmpuint (g_slist_length (list), ==, 1);
  g_assert_cmpuint (((PangoAttribute *) list->data)->start_index, ==, 8);
  g_assert_cmpuint (((PangoAttribute *) list->data)->end_index, ==, 13);
  g_slist_free_full (list, (GDestroyNotify) pango_attribute_destroy);
  g_assert_cmpstr (odd, ==, "ab");
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  LlmEntryData entry = *stored (fixture, "id-000001");
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
  item = GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (get_row (fixture, "id-000001"))));
  gtk_test_accessible_assert_property (
      item, GTK_ACCESSIBLE_PROPERTY_LABEL,
      "Comparison 1, comparison, 6 messages · gpt, one, 14 Nov 2023, pinned, open");
  gtk_test_accessible_assert_property (item, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Pinned, Red, work, The prompt");
}

static void
test_states (Fixture *fixture, gconstpointer data)
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
      wait_count (fixture, 0);
      g_assert_cmpstr (get_page (fixture), ==, "empty");
      g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->sidebar), empty[i].text));
    }

  list_store_set_error (fixture->store, error);
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_ARCHIVED, NULL);
  wait_count (fixture, 0);
  g_assert_cmpstr (get_page (fixture), ==, "error");
  list_store_set_error (fixture->store, NULL);
  g_signal_emit_by_name (llm_ui_test_find_id (GTK_WIDGET (fixture->sidebar), "retry_button"),
                         "clicked");
  wait_count (fixture, 0);
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  llm_sidebar_show_place (fixture->sidebar, LLM_PLACE_COMPARISONS, NULL);
  wait_count (fixture, 8);
}

#define ADD(name, func) g_test_add ("/ui/sidebar/" name, Fixture, NULL, set_up, func, tear_down)

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
  ADD ("tags", test_tags);
  ADD ("search", test_search);
  ADD ("search-overtaken", test_search_overtaken);
  ADD ("search-error", test_search_error);
  ADD ("filter", test_filter);
  ADD ("accessible", test_accessible);
  ADD ("states", test_states);
  g_test_add_func ("/ui/sidebar/marks", test_marks);

  return g_test_run ();
}
