/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

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
  g_settings_reset (llm_settings_get_gsettings (fixture->settings), "default-lineup");
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

/* Whose label or icon is that. */
static GtkWidget *
find_button (GtkWidget *widget, const char *what)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget)
      && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), what) == 0
          || g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), what) == 0))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, what);
  return found;
}

static GtkWidget *
find_in_row (GtkWidget *list, int row, const char *icon_name)
{
  return find_button (GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), row)),
                      icon_name);
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
  trash = find_in_row (list, 0, "user-trash-symbolic");
  g_signal_emit_by_name (trash, "clicked");
  gone = llm_settings_find_saved_lineup (fixture->settings, "Pair");
  g_assert_null (gone);
  g_assert_true (llm_ui_test_has_text (fixture->button, "Pair deleted"));
  g_signal_emit_by_name (find_button (fixture->button, "_Undo"), "clicked");
  after = llm_settings_get_saved_lineups (fixture->settings);
  g_assert_cmpuint (after->len, ==, 2);
  g_assert_cmpstr (((LlmSavedLineup *) after->pdata[0])->name, ==, "Pair");
}

static void
assert_default (Fixture *fixture, const char *expected)
{
  g_autoptr (LlmSavedLineup) usual = llm_settings_find_default_lineup (fixture->settings);

  g_assert_cmpstr (usual != NULL ? usual->name : NULL, ==, expected);
}

/* One at most begins new comparisons; the row that has the focus stays. */
static void
test_default (Fixture *fixture, gconstpointer data)
{
  GtkWidget *list, *first, *second;

  save (fixture, "Pair", two);
  save (fixture, "Alone", one);
  list = open_list (fixture);
  first = find_in_row (list, 0, "non-starred-symbolic");
  second = find_in_row (list, 1, "non-starred-symbolic");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (first), TRUE);
  assert_default (fixture, "Pair");
  g_assert_true (find_in_row (list, 0, "starred-symbolic") == first);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (second), TRUE);
  assert_default (fixture, "Alone");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (first)));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (second), FALSE);
  assert_default (fixture, NULL);
  g_assert_true (find_in_row (list, 1, "non-starred-symbolic") == second);
}

static void
left_out_cb (char **told, const char *sentence)
{
  g_free (*told);
  *told = g_strdup (sentence);
}

/* A model whose provider is gone is named; a line-up of nothing else changes nothing. */
static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  const char *const mixed[] = { "openai:one", "gone:model", NULL };
  const char *const known[] = { "openai:one", NULL };
  const char *const gone[] = { "gone:model[temperature=1]", NULL };
  g_autofree char *told = NULL;
  GtkWidget *list;

  g_signal_connect_swapped (fixture->shell.lineup, "left-out", G_CALLBACK (left_out_cb), &told);
  save (fixture, "Mixed", mixed);
  save (fixture, "Gone", gone);
  list = open_list (fixture);
  g_assert_true (llm_ui_test_has_text (list, "openai:one, gone:model (not set up)"));
  g_assert_true (llm_ui_test_has_text (list, "gone:model (temperature 1) (not set up)"));
  g_assert_true (llm_ui_test_activate_shortcut (fixture->button, "<Alt>1"));
  assert_models (fixture, known);
  g_assert_cmpstr (told, ==, "Left out, as the provider is not set up any more: gone:model");
  g_assert_true (llm_ui_test_activate_shortcut (fixture->button, "<Alt>2"));
  assert_models (fixture, known);
  g_assert_nonnull (strstr (told, "gone:model[temperature=1]"));
}

typedef struct
{
  GtkWidget *button;
  const char *text;
} Telling;

static gboolean
tells (gpointer user_data)
{
  Telling *telling = user_data;

  return llm_ui_test_has_text (telling->button, telling->text);
}

static void
wait_told (Fixture *fixture, const char *text)
{
  Telling telling = { fixture->button, text };

  llm_ui_test_wait (tells, &telling);
}

static gboolean
begins (GtkWidget *widget, const char *text)
{
  gboolean found = GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
                   && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !found;
       child = gtk_widget_get_next_sibling (child))
    found = begins (child, text);
  return found;
}

static gboolean
tells_failure (gpointer user_data)
{
  return begins (user_data, "The file could not be written: ");
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  const char *const with_params[] = { "openai:one[temperature=0.2,seed=7]", NULL };
  g_autofree char *folder = g_dir_make_tmp ("llm-lineups-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "set.lineups", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (LlmSavedLineup) found = NULL;
  g_autoptr (LlmSavedLineup) kept = NULL;
  g_autoptr (LlmSavedLineup) undone = NULL;

  save (fixture, "Pair", two);
  save (fixture, "Exact", with_params);
  open_list (fixture);
  llm_lineup_button_export (file, fixture->button);
  wait_told (fixture, "Saved as set.lineups");

  g_settings_reset (llm_settings_get_gsettings (fixture->settings), "saved-lineups");
  save (fixture, "Pair", one);
  llm_lineup_button_import (file, fixture->button);
  wait_told (fixture, "2 line-ups added");
  found = llm_settings_find_saved_lineup (fixture->settings, "Exact");
  g_assert_cmpstrv (found->models, with_params);

  /* All of it is undone, also what was replaced. */
  g_signal_emit_by_name (find_button (fixture->button, "_Undo"), "clicked");
  undone = llm_settings_find_saved_lineup (fixture->settings, "Exact");
  g_assert_null (undone);
  kept = llm_settings_find_saved_lineup (fixture->settings, "Pair");
  g_assert_cmpstrv (kept->models, one);

  g_file_set_contents (path, "nonsense", -1, NULL);
  llm_lineup_button_import (file, fixture->button);
  wait_told (fixture, "The file could not be read: Key file contains line “nonsense” which is not "
                      "a key-value pair, group, or comment");
  g_remove (path);
  g_rmdir (folder);
  llm_lineup_button_export (file, fixture->button);
  llm_ui_test_wait (tells_failure, fixture->button);
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
  ADD ("default", test_default);
  ADD ("left-out", test_left_out);
  ADD ("files", test_files);
#undef ADD
  return g_test_run ();
}
