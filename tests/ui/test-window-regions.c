/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-card.h"
#include "llm-compare-page.h"
#include "llm-composer.h"
#include "llm-export-window.h"
#include "llm-lineup-bar.h"
#include "llm-shell-test.h"
#include "llm-sidebar.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

/* The parts of the window: how the focus goes through them, and what none of them tells
 * while models are hidden. */

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
  LlmComposer *composer;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", "demo:slow", NULL };
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_shell_test_set_up (&fixture->shell, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  fixture->composer
      = LLM_COMPOSER (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  llm_store_write_finish (LLM_STORE (source), result, NULL);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
flush (Fixture *fixture)
{
  gboolean flushed = FALSE;

  llm_store_flush_async (fixture->shell.store, NULL, flushed_cb, &flushed);
  llm_ui_test_wait (is_true, &flushed);
  llm_shell_test_drain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  flush (fixture);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static LlmComparison *
send (Fixture *fixture, const char *prompt)
{
  llm_composer_set_text (fixture->composer, prompt);
  act (fixture, "win.send");
  return llm_window_get_comparison (fixture->window);
}

static void
finish_streams (Fixture *fixture, const char *text)
{
  for (guint i = 0; i < fake_provider_get_n_streams (fixture->shell.demo); i++)
    {
      LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, i);

      llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
}

static gboolean
has_row (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_list_model_get_n_items (G_LIST_MODEL (llm_library_get_history (fixture->library))) == 1;
}

static gboolean
focus_is_within (Fixture *fixture, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

static void
test_regions (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");

  g_assert_nonnull (comparison);
  finish_streams (fixture, "Because.");
  llm_ui_test_wait (has_row, fixture);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));

  g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPOSER));
  act (fixture, "win.next-region");
  g_assert_true (focus_is_within (fixture, LLM_TYPE_SIDEBAR));
  /* Every answer is a part of its own. */
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      act (fixture, "win.next-region");
      g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPARE_PAGE));
    }
  act (fixture, "win.next-region");
  g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPOSER));
  act (fixture, "win.previous-region");
  g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPARE_PAGE));
  act (fixture, "win.next-region");
  g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPOSER));

  /* Without the history it is left out. */
  act (fixture, "win.toggle-sidebar");
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
  act (fixture, "win.next-region");
  g_assert_true (focus_is_within (fixture, LLM_TYPE_COMPARE_PAGE));
}

/* --- Blind --- */

static gboolean
tells (const char *text)
{
  g_autofree char *lower = text != NULL ? g_utf8_strdown (text, -1) : NULL;

  return lower != NULL && (strstr (lower, "swift") != NULL || strstr (lower, "slow") != NULL);
}

/* Labels, tooltips, colours of providers and names for assistive technology, but for those of the
 * line-up: it is what is asked next, in the order of the user's own. */
static guint
count_told (GtkWidget *widget)
{
  g_autofree char *name
      = gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL)
            ? gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "\n")
            : NULL;
  g_auto (GStrv) classes = gtk_widget_get_css_classes (widget);
  guint n = 0;

  if (LLM_IS_LINEUP_BAR (widget))
    return 0;
  for (gsize i = 0; classes[i] != NULL; i++)
    n += g_str_has_prefix (classes[i], "llm-provider-") ? 1 : 0;
  n += tells (name) || tells (gtk_widget_get_tooltip_text (widget)) ? 1 : 0;
  n += GTK_IS_LABEL (widget) && tells (gtk_label_get_text (GTK_LABEL (widget))) ? 1 : 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_told (child);
  return n;
}

static guint
count_windows (void)
{
  return g_list_model_get_n_items (gtk_window_get_toplevels ());
}

static void
try_flight (Fixture *fixture, LlmComparison *comparison)
{
  GtkWidget *card = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_CARD);

  gtk_widget_activate_action (card, "card.flight", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.flight-recorder", "s",
                              llm_answer_get_column_id (llm_comparison_get_answer (comparison, 0)));
  flush (fixture);
}

/* Files do not name them either, but for JSON, before which one is warned. */
static void
try_export (GtkWidget *window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  GtkWidget *export = NULL;

  gtk_widget_activate_action (window, "win.export", NULL);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (LLM_IS_EXPORT_WINDOW (toplevel))
        export = toplevel;
    }
  g_assert_nonnull (export);
  g_assert_false (llm_ui_test_has_text (export, "although their names are still hidden"));
  llm_export_window_set_format (LLM_EXPORT_WINDOW (export), LLM_EXPORT_JSON);
  g_assert_true (llm_ui_test_has_text (export, "although their names are still hidden"));
  g_assert_cmpuint (count_told (export), ==, 0);
  gtk_window_destroy (GTK_WINDOW (export));
}

static gboolean
sidebar_tells (gpointer user_data)
{
  Fixture *fixture = user_data;

  return count_told (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SIDEBAR)) > 0;
}

/* What is begun blind goes nowhere that would name the models until there is a verdict. */
static void
test_blind (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));
  LlmComparison *comparison;
  guint n_windows;

  g_settings_set_boolean (settings, "blind", TRUE);
  comparison = send (fixture, "Why?");
  g_settings_set_boolean (settings, "blind", FALSE);
  g_assert_cmpint (llm_comparison_get_blind (comparison), ==, LLM_BLIND_HIDDEN);
  finish_streams (fixture, "Because.");
  llm_ui_test_wait (has_row, fixture);
  flush (fixture);
  llm_ui_test_wait_frame (window);
  try_export (window);
  n_windows = count_windows ();
  try_flight (fixture, comparison);
  g_assert_cmpuint (count_windows (), ==, n_windows);
  g_assert_true (llm_ui_test_has_text (window, "Answer A"));
  g_assert_cmpuint (count_told (window), ==, 0);

  llm_comparison_set_verdict (comparison, LLM_VERDICT_TIE, NULL);
  g_assert_true (llm_comparison_get_verdict_blind (comparison));
  llm_ui_test_wait_frame (window);
  g_assert_false (llm_ui_test_has_text (window, "Answer A"));
  g_assert_cmpuint (count_told (window), >, 4);
  llm_ui_test_wait (sidebar_tells, fixture);
  /* The same action does something now. */
  try_flight (fixture, comparison);
  g_assert_cmpuint (count_windows (), >, n_windows);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/window-regions/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("regions", test_regions);
  ADD ("blind", test_blind);

  return g_test_run ();
}
