/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-card-grid.h"
#include "llm-card.h"
#include "llm-composer.h"
#include "llm-samples-button.h"
#include "llm-shell-test.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

/* Asking each model several times from the window. */

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
  LlmComposer *composer;
  LlmSamplesButton *button;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
open_window (Fixture *fixture)
{
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  fixture->composer
      = LLM_COMPOSER (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));
  fixture->button = LLM_SAMPLES_BUTTON (
      llm_ui_test_find_type (GTK_WIDGET (fixture->composer), LLM_TYPE_SAMPLES_BUTTON));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", "demo:slow", NULL };
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_shell_test_set_up (&fixture->shell, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  fixture->library = llm_library_new (fixture->shell.context);
  open_window (fixture);
}

static void
close_window (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
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
  close_window (fixture);
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  flush (fixture);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
}

/* As the menu does it. */
static void
choose (Fixture *fixture, int count)
{
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->button), "samples.count", "i", count));
}

static LlmComparison *
send (Fixture *fixture, const char *prompt)
{
  llm_composer_set_text (fixture->composer, prompt);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL));
  return llm_window_get_comparison (fixture->window);
}

static void
finish_streams (Fixture *fixture, guint first)
{
  for (guint i = first; i < fake_provider_get_n_streams (fixture->shell.demo); i++)
    {
      LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, i);
      g_autofree char *text = g_strdup_printf ("Answer number %u.", i);

      llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
}

static void
assert_titles (LlmComparison *comparison, const char *const *titles)
{
  g_assert_cmpuint (llm_comparison_get_n_answers (comparison), ==,
                    g_strv_length ((char **) titles));
  for (guint i = 0; titles[i] != NULL; i++)
    g_assert_true (g_str_has_suffix (
        llm_answer_get_shown_title (llm_comparison_get_answer (comparison, i)), titles[i]));
}

/* --- How often --- */

static gboolean
tells_tokens (gpointer user_data)
{
  return llm_ui_test_has_text (GTK_WIDGET (user_data), "~2 tokens × 6");
}

static gboolean
tells_tokens_once (gpointer user_data)
{
  return llm_ui_test_has_text (GTK_WIDGET (user_data), "~2 tokens");
}

static void
test_button (Fixture *fixture, gconstpointer data)
{
  GtkWidget *composer = GTK_WIDGET (fixture->composer);
  GtkWidget *chat = g_object_ref_sink (llm_composer_new_for_chat ());

  g_assert_cmpuint (llm_composer_get_samples (fixture->composer), ==, 1);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->button), "1×"));
  llm_composer_set_text (fixture->composer, "Why?");
  llm_ui_test_wait (tells_tokens_once, composer);
  choose (fixture, 3);
  g_assert_cmpuint (llm_composer_get_samples (fixture->composer), ==, 3);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->button), "3×"));
  llm_ui_test_wait (tells_tokens, composer);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (fixture->button))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "Samples per model: 3");
  g_assert_false (gtk_widget_get_visible (llm_ui_test_find_type (chat, LLM_TYPE_SAMPLES_BUTTON)));
  g_object_unref (chat);
  /* Another window asks once. */
  choose (fixture, 2);
  close_window (fixture);
  open_window (fixture);
  g_assert_cmpuint (llm_composer_get_samples (fixture->composer), ==, 1);
}

/* --- Asking --- */

static void
test_send (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison;

  choose (fixture, 2);
  comparison = send (fixture, "Why?");
  assert_titles (comparison, (const char *[]){ "Swift · 1 of 2", "Swift · 2 of 2", "Slow · 1 of 2",
                                               "Slow · 2 of 2", NULL });
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 4);
  /* What goes on with them asks each once. */
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->button)));
  finish_streams (fixture, 0);
  flush (fixture);
}

/* Each goes on with its own thread, also when it was read again. */
static void
test_follow_up (Fixture *fixture, gconstpointer data)
{
  LlmComparison *first, *second;

  choose (fixture, 2);
  first = send (fixture, "Why?");
  finish_streams (fixture, 0);
  flush (fixture);
  second = send (fixture, "And?");
  g_assert_true (second != first);
  assert_titles (second, (const char *[]){ "Swift · 1 of 2", "Swift · 2 of 2", "Slow · 1 of 2",
                                           "Slow · 2 of 2", NULL });
  for (guint i = 0; i < 4; i++)
    g_assert_cmpstr (llm_answer_get_continues (llm_comparison_get_answer (second, i)), ==,
                     llm_answer_get_column_id (llm_comparison_get_answer (first, i)));
  finish_streams (fixture, 4);
  flush (fixture);
}

static gboolean
is_open (gpointer user_data)
{
  return llm_window_get_comparison (LLM_WINDOW (user_data)) != NULL;
}

static void
test_read_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  choose (fixture, 2);
  id = g_strdup (llm_comparison_get_conversation_id (send (fixture, "Why?")));
  finish_streams (fixture, 0);
  flush (fixture);
  close_window (fixture);
  open_window (fixture);
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-comparison", "s", id));
  llm_ui_test_wait (is_open, fixture->window);
  assert_titles (llm_window_get_comparison (fixture->window),
                 (const char *[]){ "Swift · 1 of 2", "Swift · 2 of 2", "Slow · 1 of 2",
                                   "Slow · 2 of 2", NULL });
}

/* Neither numbers nor names before the verdict. */
static void
test_blind (Fixture *fixture, gconstpointer data)
{
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));

  g_settings_set_boolean (settings, "blind", TRUE);
  choose (fixture, 2);
  assert_titles (send (fixture, "Why?"),
                 (const char *[]){ "Answer A", "Answer B", "Answer C", "Answer D", NULL });
  g_settings_reset (settings, "blind");
  finish_streams (fixture, 0);
  flush (fixture);
}

/* --- As many as can be --- */

static guint
count_cards (GtkWidget *widget)
{
  guint n = LLM_IS_CARD (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_cards (child);
  return n;
}

static void
test_most (Fixture *fixture, gconstpointer data)
{
  const char *specs[LLM_LINEUP_MAX + 1] = { NULL };
  LlmComparison *comparison;
  GtkWidget *grid, *scroller;
  GtkAdjustment *adjustment;

  for (guint i = 0; i < LLM_LINEUP_MAX; i++)
    specs[i] = i % 2 == 0 ? "demo:swift" : "demo:slow";
  close_window (fixture);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  open_window (fixture);
  choose (fixture, LLM_SAMPLES_MAX);
  comparison = send (fixture, "Why?");
  g_assert_cmpuint (llm_comparison_get_n_answers (comparison), ==, LLM_COMPARISON_MAX_ANSWERS);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==,
                    LLM_COMPARISON_MAX_ANSWERS);
  finish_streams (fixture, 0);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
  g_assert_cmpuint (count_cards (GTK_WIDGET (fixture->window)), ==, LLM_COMPARISON_MAX_ANSWERS);
  /* The last one is there to be scrolled to. */
  grid = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_CARD_GRID);
  scroller = gtk_widget_get_ancestor (grid, GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >,
                     2 * gtk_adjustment_get_page_size (adjustment));
  flush (fixture);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/ui/samples/button", test_button);
  ADD ("/ui/samples/send", test_send);
  ADD ("/ui/samples/follow-up", test_follow_up);
  ADD ("/ui/samples/read-again", test_read_again);
  ADD ("/ui/samples/blind", test_blind);
  ADD ("/ui/samples/most", test_most);
#undef ADD

  return g_test_run ();
}
