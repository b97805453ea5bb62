/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "llm-lineup-bar.h"
#include "llm-lineup-chip.h"
#include "llm-params-editor.h"
#include "llm-shell-test.h"
#include "llm-ui-test.h"

static const char *const two[] = { "openai:gpt-large", "my-server:local", NULL };

typedef struct
{
  LlmShellTest shell;
  GtkWidget *window;
  GtkWidget *bar;
  guint n_changes;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changes++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  llm_lineup_set_specs (fixture->shell.lineup, two);
  g_signal_connect_swapped (fixture->shell.lineup, "params-changed", G_CALLBACK (changed_cb),
                            fixture);
  fixture->n_changes = 0;
  fixture->bar = llm_lineup_bar_new ();
  llm_lineup_bar_set_lineup (LLM_LINEUP_BAR (fixture->bar), fixture->shell.lineup);
  fixture->window = gtk_window_new ();
  gtk_widget_set_valign (fixture->bar, GTK_ALIGN_END);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 600);
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
get_chip (Fixture *fixture, guint position)
{
  GtkWidget *chip = llm_ui_test_find_type (fixture->bar, LLM_TYPE_LINEUP_CHIP);

  while (position-- > 0)
    chip = gtk_widget_get_next_sibling (chip);
  g_assert_true (LLM_IS_LINEUP_CHIP (chip));
  return chip;
}

static GtkWidget *
open_editor (Fixture *fixture, guint position)
{
  GtkWidget *button = llm_ui_test_find_type (get_chip (fixture, position), GTK_TYPE_MENU_BUTTON);

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  return llm_ui_test_find_type (button, LLM_TYPE_PARAMS_EDITOR);
}

/* In the order of the rows. */
static GtkWidget *
get_entry (GtkWidget *editor, int row)
{
  return gtk_grid_get_child_at (GTK_GRID (llm_ui_test_find_type (editor, GTK_TYPE_GRID)), 1, row);
}

static void
type (GtkWidget *editor, int row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get_entry (editor, row)), text);
}

static void
assert_column (Fixture *fixture, guint position, const char *expected)
{
  g_auto (GStrv) columns = llm_lineup_get_columns (fixture->shell.lineup);

  g_assert_cmpstr (columns[position], ==, expected);
}

/* The same model twice is two columns. */
static void
test_set (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor;

  g_assert_true (llm_lineup_add (fixture->shell.lineup, "openai:gpt-large", NULL));
  editor = open_editor (fixture, 0);
  type (editor, 0, "0.5");
  type (editor, 1, " 0,9 ");
  type (editor, 2, "300");
  type (editor, 3, "7");
  assert_column (fixture, 0, "openai:gpt-large[temperature=0.5,top-p=0.9,max-tokens=300,seed=7]");
  assert_column (fixture, 2, "openai:gpt-large");
  g_assert_cmpuint (fixture->n_changes, ==, 4);
  g_assert_true (llm_ui_test_has_text (get_chip (fixture, 0),
                                       "temperature 0.5, top-p 0.9, at most 300 tokens, seed 7"));
  type (editor, 0, "");
  assert_column (fixture, 0, "openai:gpt-large[top-p=0.9,max-tokens=300,seed=7]");
}

/* Told beside it, and never sent. */
static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor = open_editor (fixture, 0);

  type (editor, 3, "7");
  type (editor, 0, "9");
  g_assert_true (gtk_widget_has_css_class (get_entry (editor, 0), "error"));
  g_assert_true (llm_ui_test_has_text (editor, "A temperature is a number from 0 to 2."));
  assert_column (fixture, 0, "openai:gpt-large[seed=7]");
  type (editor, 0, "0.9");
  g_assert_false (gtk_widget_has_css_class (get_entry (editor, 0), "error"));
  assert_column (fixture, 0, "openai:gpt-large[temperature=0.9,seed=7]");
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  GtkWidget *editor = open_editor (fixture, 0);
  GtkWidget *button = gtk_widget_get_last_child (gtk_widget_get_first_child (editor));

  g_assert_false (gtk_widget_get_sensitive (button));
  type (editor, 0, "1");
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  assert_column (fixture, 0, "openai:gpt-large");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (editor, 0))), ==, "");
  g_assert_false (gtk_widget_get_sensitive (button));
}

/* What the model takes decides; of one that nobody knows all can be set. */
static void
test_taken (Fixture *fixture, gconstpointer data)
{
  const char *const demo[] = { "demo:swift", "my-server:local[effort=high]", NULL };
  GtkWidget *editor, *effort;

  /* The catalogue tells of no effort. */
  editor = open_editor (fixture, 0);
  g_assert_true (gtk_widget_get_sensitive (get_entry (editor, 0)));
  g_assert_false (gtk_widget_get_sensitive (get_entry (editor, 4)));

  llm_lineup_set_specs (fixture->shell.lineup, demo);
  editor = open_editor (fixture, 0);
  for (int row = 0; row < 5; row++)
    g_assert_false (gtk_widget_get_sensitive (get_entry (editor, row)));

  editor = open_editor (fixture, 1);
  effort = get_entry (editor, 4);
  g_assert_true (gtk_widget_get_sensitive (effort));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (effort)), ==, 3);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (effort), 1);
  assert_column (fixture, 1, "my-server:local[effort=low]");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (effort), 0);
  assert_column (fixture, 1, "my-server:local");
}

/* A level that the model has not any more is shown, and kept until another is chosen. */
static void
test_old_level (Fixture *fixture, gconstpointer data)
{
  const char *const old[] = { "openai:gpt-large[effort=ultra]", NULL };
  GtkWidget *editor, *effort;

  llm_lineup_set_specs (fixture->shell.lineup, old);
  editor = open_editor (fixture, 0);
  effort = get_entry (editor, 4);
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (effort)), ==, 1);
  type (editor, 3, "1");
  assert_column (fixture, 0, "openai:gpt-large[seed=1,effort=ultra]");
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/params-editor/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("set", test_set);
  ADD ("wrong", test_wrong);
  ADD ("reset", test_reset);
  ADD ("taken", test_taken);
  ADD ("old-level", test_old_level);
#undef ADD
  return g_test_run ();
}
