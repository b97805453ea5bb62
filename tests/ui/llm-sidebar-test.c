/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sidebar-test.h"

static void
toast_cb (SidebarTest *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
chosen_cb (SidebarTest *fixture)
{
  fixture->n_chosen++;
}

static void
activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  SidebarTest *fixture = user_data;
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

GListModel *
sidebar_test_list (SidebarTest *fixture)
{
  return G_LIST_MODEL (llm_sidebar_get_model (fixture->sidebar));
}

guint
sidebar_test_count (SidebarTest *fixture)
{
  return g_list_model_get_n_items (sidebar_test_list (fixture));
}

typedef struct
{
  SidebarTest *fixture;
  guint n;
  const char *id;
} Expected;

static gboolean
has_count (gpointer user_data)
{
  Expected *expected = user_data;
  LlmHistoryModel *model = llm_sidebar_get_model (expected->fixture->sidebar);

  return !llm_history_model_get_loading (model)
         && sidebar_test_count (expected->fixture) == expected->n;
}

void
sidebar_test_wait_count (SidebarTest *fixture, guint n)
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

LlmHistoryRow *
sidebar_test_get_row (SidebarTest *fixture, const char *id)
{
  Expected expected = { fixture, 0, id };

  llm_ui_test_wait (has_row, &expected);
  return llm_sidebar_find_row (fixture->sidebar, id);
}

const char *
sidebar_test_id_at (SidebarTest *fixture, guint position)
{
  g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (sidebar_test_list (fixture), position);

  g_assert_nonnull (entry);
  return llm_history_entry_get_id (entry);
}

const LlmEntryData *
sidebar_test_stored (SidebarTest *fixture, const char *id)
{
  LlmHistoryEntry *entry = list_store_find (fixture->store, id);

  return entry != NULL ? llm_history_entry_get_data (entry) : NULL;
}

void
sidebar_test_set_up (SidebarTest *fixture, gconstpointer data)
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
  sidebar_test_wait_count (fixture, 8);
}

void
sidebar_test_tear_down (SidebarTest *fixture, gconstpointer data)
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

void
sidebar_test_act (SidebarTest *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->sidebar), action, NULL));
  llm_shell_test_drain ();
}

void
sidebar_test_undo (SidebarTest *fixture)
{
  g_assert_nonnull (fixture->toast);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_clear_object (&fixture->toast);
  llm_shell_test_drain ();
}

/* Does what a key does on a row. */
void
sidebar_test_press (SidebarTest *fixture, const char *id, const char *trigger)
{
  g_assert_true (gtk_widget_grab_focus (
      gtk_widget_get_parent (GTK_WIDGET (sidebar_test_get_row (fixture, id)))));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->sidebar), trigger));
  llm_shell_test_drain ();
}

void
sidebar_test_target (SidebarTest *fixture, const char *id)
{
  llm_sidebar_popup_menu (fixture->sidebar, sidebar_test_get_row (fixture, id), 20, 20);
  gtk_popover_popdown (GTK_POPOVER (fixture->sidebar->menu));
  llm_shell_test_drain ();
}

const char *
sidebar_test_get_page (SidebarTest *fixture)
{
  return gtk_stack_get_visible_child_name (fixture->sidebar->stack);
}
