/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-compare-page.h"
#include "llm-composer.h"
#include "llm-error.h"
#include "llm-find-bar.h"
#include "llm-insight-window.h"
#include "llm-list-store.h"
#include "llm-shell-test.h"
#include "llm-sidebar.h"
#include "llm-split-view.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

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
open_window (Fixture *fixture)
{
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  fixture->composer = LLM_COMPOSER (
      llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
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
set_up_with (Fixture *fixture, LlmStore *store)
{
  const char *specs[] = { "demo:swift", "demo:slow", NULL };

  llm_shell_test_set_up (&fixture->shell, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  fixture->library = llm_library_new (fixture->shell.context);
  open_window (fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  set_up_with (fixture, store);
}

static void
set_up_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = LLM_STORE (list_store_new (0));

  set_up_with (fixture, store);
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
  if (fixture->window != NULL)
    close_window (fixture);
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  flush (fixture);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
}

static void
act (Fixture *fixture, const char *action, const char *target)
{
  gboolean found
      = target != NULL
            ? gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s", target)
            : gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);

  g_assert_true (found);
}

/* As from the menu of a row in the trash. */
static void
delete (Fixture *fixture, const char *id)
{
  LlmSidebar *sidebar
      = LLM_SIDEBAR (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SIDEBAR));
  GListModel *history = G_LIST_MODEL (llm_library_get_history (fixture->library));
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  guint position;

  g_assert_true (llm_history_model_find (LLM_HISTORY_MODEL (history), id, &position));
  g_ptr_array_add (entries, g_list_model_get_item (history, position));
  llm_organizer_delete (llm_sidebar_get_organizer (sidebar), entries);
}

static LlmComparison *
send (Fixture *fixture, const char *prompt)
{
  llm_composer_set_text (fixture->composer, prompt);
  act (fixture, "win.send", NULL);
  return llm_window_get_comparison (fixture->window);
}

static void
finish_streams (Fixture *fixture, guint first, const char *text)
{
  for (guint i = first; i < fake_provider_get_n_streams (fixture->shell.demo); i++)
    {
      LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, i);

      llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
}

static GListModel *
get_history (Fixture *fixture)
{
  return G_LIST_MODEL (llm_library_get_history (fixture->library));
}

typedef struct
{
  Fixture *fixture;
  guint n;
} Count;

static gboolean
has_rows (gpointer user_data)
{
  Count *count = user_data;

  return g_list_model_get_n_items (get_history (count->fixture)) == count->n;
}

static void
wait_rows (Fixture *fixture, guint n)
{
  Count count = { fixture, n };

  llm_ui_test_wait (has_rows, &count);
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_window_get_focus (GTK_WINDOW (fixture->window));
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  int min, nat;

  g_assert_null (llm_window_get_comparison (fixture->window));
  g_assert_true (GTK_IS_TEXT_VIEW (get_focus (fixture)));
  g_assert_nonnull (llm_ui_test_find_button (GTK_WIDGET (fixture->window), "win.run-demo"));
  g_assert_null (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPARE_PAGE));

  gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &min, &nat,
                      NULL, NULL);
  g_assert_cmpint (min, ==, 360);
}

static void
test_send (Fixture *fixture, gconstpointer data)
{
  GtkWidget *send_button = llm_ui_test_find_button (GTK_WIDGET (fixture->window), "win.send");
  g_autofree char *text = NULL;
  LlmComparison *comparison;

  g_assert_false (gtk_widget_get_sensitive (send_button));
  comparison = send (fixture, "Why?");
  g_assert_nonnull (comparison);
  g_assert_cmpstr (llm_comparison_get_prompt (comparison), ==, "Why?");
  g_assert_cmpuint (llm_comparison_get_n_answers (comparison), ==, 2);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 2);
  g_assert_true (llm_comparison_get_running (comparison));
  g_assert_true (llm_composer_get_running (fixture->composer));

  text = llm_composer_get_text (fixture->composer);
  g_assert_cmpstr (text, ==, "");
  g_assert_true (GTK_IS_TEXT_VIEW (get_focus (fixture)));
  wait_rows (fixture, 1);

  /* An empty prompt is not sent. */
  act (fixture, "win.send", NULL);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 2);

  finish_streams (fixture, 0, "Because.");
  g_assert_false (llm_comparison_get_running (comparison));
  g_assert_false (llm_composer_get_running (fixture->composer));
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");
  LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, 0);

  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Half an ans");
  act (fixture, "win.stop", NULL);
  g_assert_false (llm_comparison_get_running (comparison));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (llm_answer_get_state (llm_comparison_get_answer (comparison, i)), ==,
                     LLM_ANSWER_STOPPED);
  g_assert_cmpstr (llm_answer_get_text (llm_comparison_get_answer (comparison, 0)), ==,
                   "Half an ans");
}

typedef struct
{
  Fixture *fixture;
  const char *id;
} Shown;

static gboolean
is_shown (gpointer user_data)
{
  Shown *shown = user_data;
  LlmComparison *comparison = llm_window_get_comparison (shown->fixture->window);

  return comparison != NULL && g_str_equal (llm_comparison_get_id (comparison), shown->id);
}

static void
wait_shown (Fixture *fixture, const char *id)
{
  Shown shown = { fixture, id };

  llm_ui_test_wait (is_shown, &shown);
}

/* What runs goes on while something else is shown, and comes back as it is. */
static void
test_running_elsewhere (Fixture *fixture, gconstpointer data)
{
  LlmComparison *first = send (fixture, "The first?");
  LlmComparison *second;
  g_autofree char *first_id = g_strdup (llm_comparison_get_id (first));
  LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, 0);

  act (fixture, "win.new-comparison", NULL);
  g_assert_null (llm_window_get_comparison (fixture->window));
  g_assert_false (llm_composer_get_running (fixture->composer));
  second = send (fixture, "The second?");
  g_assert_true (second != first);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 4);
  g_assert_cmpuint (fake_provider_get_n_cancelled (fixture->shell.demo), ==, 0);
  wait_rows (fixture, 2);

  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Meanwhile");
  act (fixture, "win.open-comparison", first_id);
  wait_shown (fixture, first_id);
  g_assert_true (llm_window_get_comparison (fixture->window) == first);
  g_assert_cmpstr (llm_answer_get_text (llm_comparison_get_answer (first, 0)), ==, "Meanwhile");
  g_assert_true (llm_composer_get_running (fixture->composer));

  /* Stopping is for the one that is shown. */
  act (fixture, "win.stop", NULL);
  g_assert_false (llm_comparison_get_running (first));
  g_assert_true (llm_comparison_get_running (second));
}

/* Everything is there again for somebody who has nothing in memory. */
static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?\nReally?");
  g_autofree char *id = g_strdup (llm_comparison_get_id (comparison));
  g_autofree char *column = NULL;
  LlmAnswer *answer;

  finish_streams (fixture, 0, "Because of **this**.");
  answer = llm_comparison_get_answer (comparison, 1);
  column = g_strdup (llm_answer_get_column_id (answer));
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  llm_comparison_set_preferred (comparison, column);
  flush (fixture);
  close_window (fixture);
  flush (fixture);
  g_assert_null (llm_library_find (fixture->library, id));

  g_assert_finalize_object (fixture->library);
  fixture->library = llm_library_new (fixture->shell.context);
  open_window (fixture);
  wait_rows (fixture, 1);
  act (fixture, "win.open-comparison", id);
  wait_shown (fixture, id);
  comparison = llm_window_get_comparison (fixture->window);
  g_assert_cmpstr (llm_comparison_get_prompt (comparison), ==, "Why?\nReally?");
  answer = llm_comparison_find (comparison, column, NULL);
  g_assert_nonnull (answer);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Because of **this**.");
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_UP);
  g_assert_cmpstr (llm_comparison_get_preferred (comparison), ==, column);

  /* A vote on what was reopened is kept as well. */
  llm_answer_set_vote (answer, LLM_VOTE_DOWN);
  act (fixture, "win.new-comparison", NULL);
  flush (fixture);
  act (fixture, "win.open-comparison", id);
  wait_shown (fixture, id);
  comparison = llm_window_get_comparison (fixture->window);
  g_assert_cmpint (llm_answer_get_vote (llm_comparison_get_answer (comparison, 1)), ==,
                   LLM_VOTE_DOWN);
}

static void
test_two_windows (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");
  g_autofree char *id = g_strdup (llm_comparison_get_id (comparison));
  LlmWindow *first = fixture->window;

  finish_streams (fixture, 0, "Because.");
  flush (fixture);
  open_window (fixture);
  act (fixture, "win.open-comparison", id);
  wait_shown (fixture, id);
  g_assert_true (llm_window_get_comparison (fixture->window) == comparison);

  /* Deleted in one window, it is gone from the other. */
  delete (fixture, id);
  g_assert_null (llm_window_get_comparison (fixture->window));
  g_assert_null (llm_window_get_comparison (first));
  g_assert_cmpuint (g_list_model_get_n_items (get_history (fixture)), ==, 0);
  gtk_window_close (GTK_WINDOW (first));
}

static GtkWidget *
find_toast_button (Fixture *fixture)
{
  GtkWidget *overlay = llm_ui_test_find_type (GTK_WIDGET (fixture->window),
                                              ADW_TYPE_TOAST_OVERLAY);

  for (GtkWidget *child = gtk_widget_get_first_child (overlay); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (G_OBJECT_TYPE_NAME (child), "AdwToastWidget"))
      return llm_ui_test_find_type (child, GTK_TYPE_BUTTON);
  return NULL;
}

static gboolean
has_toast (gpointer user_data)
{
  return find_toast_button (user_data) != NULL;
}

static void
test_delete_undo (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");
  g_autofree char *id = g_strdup (llm_comparison_get_id (comparison));

  finish_streams (fixture, 0, "Because.");
  flush (fixture);
  wait_rows (fixture, 1);
  delete (fixture, id);
  g_assert_cmpuint (g_list_model_get_n_items (get_history (fixture)), ==, 0);
  g_assert_null (llm_window_get_comparison (fixture->window));

  llm_ui_test_wait (has_toast, fixture);
  g_signal_emit_by_name (find_toast_button (fixture), "clicked");
  wait_rows (fixture, 1);
  wait_shown (fixture, id);
  g_assert_cmpuint (
      llm_comparison_get_n_answers (llm_window_get_comparison (fixture->window)), ==, 2);
}

static gboolean
is_gone (gpointer user_data)
{
  Shown *shown = user_data;

  return llm_runner_find (llm_context_get_runner (shown->fixture->shell.context), shown->id)
         == NULL;
}

/* One that still runs is stopped, and nothing of it comes back. */
static void
test_delete_running (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");
  g_autofree char *id = g_strdup (llm_comparison_get_id (comparison));
  Shown shown = { fixture, id };

  wait_rows (fixture, 1);
  delete (fixture, id);
  g_assert_true (llm_comparison_get_running (comparison));
  close_window (fixture);
  llm_ui_test_wait (is_gone, &shown);
  flush (fixture);

  g_assert_finalize_object (fixture->library);
  fixture->library = llm_library_new (fixture->shell.context);
  open_window (fixture);
  flush (fixture);
  g_assert_true (llm_history_model_get_complete (llm_library_get_history (fixture->library)));
  g_assert_cmpuint (g_list_model_get_n_items (get_history (fixture)), ==, 0);
}

static gboolean
shows_error (gpointer user_data)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (user_data)), "error") == 0;
}

static GtkWidget *
find_compare_stack (Fixture *fixture)
{
  GtkWidget *widget = gtk_widget_get_parent (GTK_WIDGET (fixture->composer));

  while (widget != NULL && !GTK_IS_BOX (widget))
    widget = gtk_widget_get_parent (widget);
  return llm_ui_test_find_type (widget, GTK_TYPE_STACK);
}

static void
test_open_error (Fixture *fixture, gconstpointer data)
{
  GtkWidget *stack = find_compare_stack (fixture);
  GtkWidget *retry;

  act (fixture, "win.open-comparison", "no-such-id");
  llm_ui_test_wait (shows_error, stack);
  g_assert_null (llm_window_get_comparison (fixture->window));
  retry = llm_ui_test_find_button (stack, "win.open-comparison");
  g_assert_nonnull (retry);
  g_assert_cmpstr (
      g_variant_get_string (gtk_actionable_get_action_target_value (GTK_ACTIONABLE (retry)), NULL),
      ==, "no-such-id");

  /* The rest of the window works. */
  g_assert_nonnull (send (fixture, "Why?"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "comparison");
}

/* Whoever is faster: what was asked for last is shown. */
static void
test_open_overtaken (Fixture *fixture, gconstpointer data)
{
  LlmComparison *comparison = send (fixture, "Why?");
  g_autofree char *id = g_strdup (llm_comparison_get_id (comparison));

  finish_streams (fixture, 0, "Because.");
  act (fixture, "win.new-comparison", NULL);
  flush (fixture);
  act (fixture, "win.open-comparison", id);
  act (fixture, "win.new-comparison", NULL);
  flush (fixture);
  llm_ui_test_run_for (300);
  g_assert_null (llm_window_get_comparison (fixture->window));
  act (fixture, "win.open-comparison", "no-such-id");
  act (fixture, "win.open-comparison", id);
  wait_shown (fixture, id);
}

static void
test_unsaved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full.");
  ListStore *store = LIST_STORE (fixture->shell.store);
  GtkWidget *revealer = llm_ui_test_find_type (GTK_WIDGET (fixture->window), GTK_TYPE_REVEALER);
  LlmComparison *comparison;
  g_autofree char *id = NULL;

  list_store_set_error (store, error);
  comparison = send (fixture, "Why?");
  id = g_strdup (llm_comparison_get_id (comparison));
  llm_shell_test_drain ();
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));
  g_assert_true (llm_ui_test_has_text (
      revealer, "This comparison could not be saved: The disk is full."));

  /* It is not lost while it is not saved, whatever is shown. */
  finish_streams (fixture, 0, "Because.");
  llm_shell_test_drain ();
  act (fixture, "win.new-comparison", NULL);
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));
  g_assert_true (llm_library_find (fixture->library, id) != NULL);
  act (fixture, "win.open-comparison", id);
  wait_shown (fixture, id);
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));

  list_store_set_error (store, NULL);
  act (fixture, "win.save-again", NULL);
  llm_shell_test_drain ();
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (revealer)));
  act (fixture, "win.new-comparison", NULL);
  llm_shell_test_drain ();
  g_assert_null (llm_library_find (fixture->library, id));
}

static gboolean
sidebar_shows_error (gpointer user_data)
{
  GtkWidget *sidebar = user_data;

  return llm_ui_test_has_text (sidebar, "The database is damaged.");
}

/* Without a history everything else works. */
static void
test_no_history (void)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "The database is damaged.");
  g_autoptr (LlmStore) store = LLM_STORE (list_store_new (0));
  Fixture fixture = { 0 };

  list_store_set_error (LIST_STORE (store), error);
  set_up_with (&fixture, store);
  llm_ui_test_wait (sidebar_shows_error,
                    llm_ui_test_find_type (GTK_WIDGET (fixture.window), LLM_TYPE_SIDEBAR));
  g_assert_nonnull (send (&fixture, "Why?"));
  finish_streams (&fixture, 0, "Because.");
  list_store_set_error (LIST_STORE (store), NULL);
  tear_down (&fixture, NULL);
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
  g_autofree char *mode = NULL;

  act (fixture, "win.toggle-mode", NULL);
  g_object_get (fixture->window, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, "chat");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->window), "Ask one model"));

  g_clear_pointer (&mode, g_free);
  act (fixture, "win.mode", "compare");
  g_object_get (fixture->window, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, "compare");
  g_assert_true (GTK_IS_TEXT_VIEW (get_focus (fixture)));

  /* No such mode. */
  act (fixture, "win.mode", "nonsense");
  g_clear_pointer (&mode, g_free);
  g_object_get (fixture->window, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, "compare");
}

static gboolean
is_folded (gpointer user_data)
{
  return llm_split_view_get_folded (user_data);
}

static gboolean
is_unfolded (gpointer user_data)
{
  return !llm_split_view_get_folded (user_data);
}

static void
test_sidebar (Fixture *fixture, gconstpointer data)
{
  LlmSplitView *split
      = LLM_SPLIT_VIEW (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SPLIT_VIEW));
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));

  g_assert_true (llm_split_view_get_show_sidebar (split));
  act (fixture, "win.toggle-sidebar", NULL);
  g_assert_false (llm_split_view_get_show_sidebar (split));
  g_assert_false (g_settings_get_boolean (settings, "sidebar-visible"));
  act (fixture, "win.toggle-sidebar", NULL);
  g_assert_true (g_settings_get_boolean (settings, "sidebar-visible"));

  /* Narrow: it makes way, and comes back with the room; nobody has asked for it. */
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 700);
  llm_ui_test_wait (is_folded, split);
  g_assert_false (llm_split_view_get_show_sidebar (split));
  g_assert_true (g_settings_get_boolean (settings, "sidebar-visible"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1200, 700);
  llm_ui_test_wait (is_unfolded, split);
  g_assert_true (llm_split_view_get_show_sidebar (split));
}

static void
test_demo (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "my-server:llama3", NULL };

  /* Also when the line-up is another one. */
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  act (fixture, "win.run-demo", NULL);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 4);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.server), ==, 0);
  finish_streams (fixture, 0, "Canned.");
}

static void
test_lineup_kept (Fixture *fixture, gconstpointer data)
{
  LlmSettings *settings = llm_context_get_settings (fixture->shell.context);
  g_auto (GStrv) specs = NULL;

  act (fixture, "win.remove-model", "demo:swift");
  specs = llm_settings_get_lineup (settings);
  g_assert_cmpuint (g_strv_length (specs), ==, 1);
  g_assert_cmpstr (specs[0], ==, "demo:slow");
}

static void
test_use_prompt (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  act (fixture, "win.mode", "chat");
  act (fixture, "win.use-prompt", "Something else");
  text = llm_composer_get_text (fixture->composer);
  g_assert_cmpstr (text, ==, "Something else");
  g_assert_true (GTK_IS_TEXT_VIEW (get_focus (fixture)));
}

/* There is something to find only in answers that are shown. */
static void
test_find (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *bar;

  act (fixture, "win.find", NULL);
  g_assert_null (llm_ui_test_find_type (window, LLM_TYPE_FIND_BAR));
  send (fixture, "Why?");
  finish_streams (fixture, 0, "Because.");
  bar = llm_ui_test_find_type (window, LLM_TYPE_FIND_BAR);
  act (fixture, "win.find", NULL);
  g_assert_true (llm_find_bar_get_open (LLM_FIND_BAR (bar)));
  g_assert_true (gtk_widget_is_ancestor (get_focus (fixture), bar));
  act (fixture, "win.new-comparison", NULL);
  g_assert_false (llm_find_bar_get_open (LLM_FIND_BAR (bar)));
  act (fixture, "win.find-next", NULL);
  g_assert_false (llm_find_bar_get_open (LLM_FIND_BAR (bar)));
}

static guint
count_insights (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      n += LLM_IS_INSIGHT_WINDOW (window) ? 1 : 0;
    }
  return n;
}

/* One window for a turn, which goes with that of the turn. */
static void
test_compare_answers (Fixture *fixture, gconstpointer data)
{
  act (fixture, "win.compare-answers", NULL);
  g_assert_cmpuint (count_insights (), ==, 0);
  send (fixture, "Why?");
  finish_streams (fixture, 0, "Because.");
  act (fixture, "win.compare-answers", NULL);
  act (fixture, "win.compare-answers", NULL);
  g_assert_cmpuint (count_insights (), ==, 1);
}

/* Kept for the next start. */
static void
test_link_scrolling (Fixture *fixture, gconstpointer data)
{
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));
  const gboolean was_linked = g_settings_get_boolean (settings, "link-scrolling");

  act (fixture, "win.link-scrolling", NULL);
  g_assert_true (g_settings_get_boolean (settings, "link-scrolling") != was_linked);
  act (fixture, "win.link-scrolling", NULL);
  g_assert_true (g_settings_get_boolean (settings, "link-scrolling") == was_linked);
}

#define ADD(name, func) g_test_add ("/ui/window/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("start", test_start);
  ADD ("send", test_send);
  ADD ("stop", test_stop);
  ADD ("running-elsewhere", test_running_elsewhere);
  ADD ("reopen", test_reopen);
  ADD ("two-windows", test_two_windows);
  ADD ("delete-undo", test_delete_undo);
  ADD ("delete-running", test_delete_running);
  ADD ("open-error", test_open_error);
  ADD ("open-overtaken", test_open_overtaken);
  g_test_add ("/ui/window/unsaved", Fixture, NULL, set_up_list, test_unsaved, tear_down);
  g_test_add_func ("/ui/window/no-history", test_no_history);
  ADD ("mode", test_mode);
  ADD ("sidebar", test_sidebar);
  ADD ("demo", test_demo);
  ADD ("lineup-kept", test_lineup_kept);
  ADD ("use-prompt", test_use_prompt);
  ADD ("find", test_find);
  ADD ("compare-answers", test_compare_answers);
  ADD ("link-scrolling", test_link_scrolling);

  return g_test_run ();
}
