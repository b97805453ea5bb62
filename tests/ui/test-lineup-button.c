/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-lineup-bar.h"
#include "llm-lineup-button.h"
#include "llm-shell-test.h"
#include "llm-ui-test.h"

static const char *const two[] = { "openai:one", "openai:two", NULL };
static const char *const one[] = { "openai:three", NULL };

typedef struct
{
  LlmShellTest shell;
  LlmSettings *settings;
  GtkWidget *window;
  GtkWidget *bar;
  GtkWidget *button;
} Fixture;

static void
save (Fixture *fixture, const char *name, const char *const *models)
{
  g_autoptr (GError) error = NULL;

  llm_settings_save_lineup (fixture->settings, name, models, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->settings = llm_context_get_settings (fixture->shell.context);
  g_settings_reset (llm_settings_get_gsettings (fixture->settings), "saved-lineups");
  fixture->bar = llm_lineup_bar_new ();
  llm_lineup_bar_set_lineup (LLM_LINEUP_BAR (fixture->bar), fixture->shell.lineup);
  fixture->button = llm_ui_test_find_type (fixture->bar, LLM_TYPE_LINEUP_BUTTON);
  fixture->window = gtk_window_new ();
  gtk_widget_set_valign (fixture->bar, GTK_ALIGN_END);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->bar);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait_frame (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_tear_down (&fixture->shell);
}

static GtkWidget *
open_list (Fixture *fixture)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (fixture->button)));
  return llm_ui_test_find_type (fixture->button, GTK_TYPE_LIST_BOX);
}

static GtkWidget *
find (Fixture *fixture, GType type)
{
  return llm_ui_test_find_type (fixture->button, type);
}

static void
assert_models (Fixture *fixture, const char *const *expected)
{
  g_auto (GStrv) specs = llm_lineup_get_specs (fixture->shell.lineup);

  g_assert_cmpstrv (specs, expected);
}

static void
test_choose (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list;

  save (fixture, "Pair", two);
  save (fixture, "Alone", one);
  list = open_list (fixture);
  g_assert_true (llm_ui_test_has_text (list, "openai:one, openai:two"));
  g_signal_emit_by_name (list, "row-activated",
                         gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 1));
  assert_models (fixture, one);
  g_assert_true (llm_ui_test_activate_shortcut (fixture->button, "<Alt>1"));
  assert_models (fixture, two);
  /* There is no third one. */
  g_assert_false (llm_ui_test_activate_shortcut (fixture->button, "<Alt>3"));
  /* The models of a follow-up are given. */
  llm_lineup_bar_set_fixed (LLM_LINEUP_BAR (fixture->bar), TRUE);
  g_assert_false (llm_ui_test_activate_shortcut (fixture->button, "<Alt>2"));
  assert_models (fixture, two);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmSavedLineup) found = NULL;
  GtkWidget *list, *entry;

  llm_lineup_set_specs (fixture->shell.lineup, two);
  list = open_list (fixture);
  g_assert_false (gtk_widget_get_visible (list));
  entry = find (fixture, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), "Pair");
  g_signal_emit_by_name (entry, "activate");
  found = llm_settings_find_saved_lineup (fixture->settings, "Pair");
  g_assert_nonnull (found);
  g_assert_cmpstrv (found->models, two);
  g_assert_true (gtk_widget_get_visible (list));
  g_assert_true (llm_ui_test_has_text (list, "Pair"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");

  gtk_editable_set_text (GTK_EDITABLE (entry), "   ");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (llm_ui_test_has_text (
      fixture->button, "A line-up needs a name of at most 60 characters in one line."));
}

static GtkWidget *
find_undo (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "_Undo") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_undo (child);
  return found;
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (LlmSavedLineup) gone = NULL;
  GtkWidget *list, *trash;

  save (fixture, "Pair", two);
  save (fixture, "Alone", one);
  list = open_list (fixture);
  trash = llm_ui_test_find_type (
      GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0)), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (trash, "clicked");
  gone = llm_settings_find_saved_lineup (fixture->settings, "Pair");
  g_assert_null (gone);
  g_assert_true (llm_ui_test_has_text (fixture->button, "Pair deleted"));
  g_signal_emit_by_name (find_undo (fixture->button), "clicked");
  after = llm_settings_get_saved_lineups (fixture->settings);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpstr (((LlmSavedLineup *) after->pdata[0])->name, ==, "Pair");
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/lineup-button/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("choose", test_choose);
  ADD ("save", test_save);
  ADD ("delete", test_delete);
#undef ADD
  return g_test_run ();
}
