/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-composer.h"
#include "llm-error.h"
#include "llm-import.h"
#include "llm-list-store.h"
#include "llm-shell-test.h"
#include "llm-window-private.h"

#include <glib/gstdio.h>

/* Conversations that cannot be saved, as files. */

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
  char *dir;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = LLM_STORE (list_store_new (0));
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full.");
  const char *specs[] = { "demo:swift", NULL };

  list_store_set_error (LIST_STORE (store), error);
  fixture->dir = g_dir_make_tmp ("llmselect-files-XXXXXX", NULL);
  llm_shell_test_set_up (&fixture->shell, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  list_store_set_error (LIST_STORE (fixture->shell.store), NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save-again", NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

static void
send (Fixture *fixture, const char *prompt)
{
  LlmComposer *composer
      = LLM_COMPOSER (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));

  llm_composer_set_text (composer, prompt);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL));
}

static LlmStream *
stream (Fixture *fixture, guint index, const char *text)
{
  LlmStream *self = fake_provider_get_stream (fixture->shell.demo, index);

  llm_stream_emit_phase (self, LLM_STREAM_OPEN);
  llm_stream_emit_delta (self, LLM_DELTA_TEXT, text);
  return self;
}

/* The toast that says how it ended. */
typedef struct
{
  Fixture *fixture;
  const char *text;
} Toast;

static gboolean
has_toast (gpointer user_data)
{
  Toast *toast = user_data;

  return llm_ui_test_has_text (GTK_WIDGET (toast->fixture->window), toast->text);
}

static void
wait_toast (Fixture *fixture, const char *text)
{
  Toast toast = { fixture, text };

  llm_ui_test_wait (has_toast, &toast);
}

static char *
save (Fixture *fixture, const char *name, const char *toast)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  char *contents = NULL;

  llm_window_save_to_file (fixture->window, file);
  /* What comes now is not in the file, and does not disturb who writes it. */
  if (llm_comparison_get_running (llm_window_get_comparison (fixture->window)))
    stream (fixture, fake_provider_get_n_streams (fixture->shell.demo) - 1, "TOO LATE");
  wait_toast (fixture, toast);
  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return contents;
}

static LlmConversation *
import (const char *contents)
{
  g_autoptr (GBytes) bytes = g_bytes_new (contents, strlen (contents));
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImportResult) result = llm_import_parse_bytes (bytes, "a.json", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (result->conversations->len, ==, 1);
  return g_object_ref (result->conversations->pdata[0]);
}

static void
test_offered (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button = llm_ui_test_find_button (GTK_WIDGET (fixture->window), "win.save-file");

  g_assert_nonnull (button);
  g_assert_false (gtk_widget_is_sensitive (button));
  send (fixture, "Why?");
  llm_shell_test_drain ();
  g_assert_true (gtk_widget_is_sensitive (button));
  list_store_set_error (LIST_STORE (fixture->shell.store), NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save-again", NULL);
  llm_shell_test_drain ();
  g_assert_false (gtk_widget_is_sensitive (button));
}

/* While the answer comes: what is there at that moment, to be imported again. */
static void
test_json (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  g_autoptr (LlmConversation) again = NULL;
  LlmComparison *comparison;
  LlmAnswer *answer;

  send (fixture, "Why?");
  stream (fixture, 0, "Half an ans");
  llm_shell_test_drain ();
  contents = save (fixture, "a.json", "Saved as a.json");
  again = import (contents);
  g_assert_cmpstr (llm_conversation_get_id (again), ==,
                   llm_conversation_get_id (llm_window_get_conversation (fixture->window)));
  comparison = llm_turn_get_comparison (llm_conversation_get_last (again));
  g_assert_cmpstr (llm_comparison_get_prompt (comparison), ==, "Why?");
  answer = llm_comparison_get_answer (comparison, 0);
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "Half an ans");
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_INTERRUPTED);
  g_assert_true (llm_comparison_get_running (llm_window_get_comparison (fixture->window)));
}

static void
test_markdown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;

  send (fixture, "Why?");
  llm_stream_finish (stream (fixture, 0, "Because of **this**."), LLM_STREAM_DONE, NULL);
  llm_shell_test_drain ();
  contents = save (fixture, "a.md", "Saved as a.md");
  g_assert_nonnull (strstr (contents, "Because of **this**."));
  g_assert_false (*contents == '{');
}

/* Texts that were let go of, and that the history does not give back. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  LlmConversation *conversation;
  g_autofree char *contents = NULL;
  g_autoptr (LlmConversation) again = NULL;
  g_autoptr (LlmTurn) first = NULL;

  send (fixture, "The first?");
  llm_stream_finish (stream (fixture, 0, "One."), LLM_STREAM_DONE, NULL);
  send (fixture, "The second?");
  llm_stream_finish (stream (fixture, 1, "Two."), LLM_STREAM_DONE, NULL);
  llm_shell_test_drain ();
  conversation = llm_window_get_conversation (fixture->window);
  g_assert_cmpuint (llm_conversation_get_n_turns (conversation), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (conversation), 0);
  llm_turn_set_comparison (first, NULL);

  contents = save (fixture, "b.json", "Saved as b.json, without 1 earlier message");
  again = import (contents);
  g_assert_cmpuint (llm_conversation_get_n_turns (again), ==, 1);
  g_assert_cmpstr (
      llm_comparison_get_prompt (llm_turn_get_comparison (llm_conversation_get_last (again))), ==,
      "The second?");
  g_assert_cmpuint (llm_conversation_get_n_turns (conversation), ==, 2);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "none", "a.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  send (fixture, "Why?");
  llm_window_save_to_file (fixture->window, file);
  wait_toast (fixture, "The file could not be written: ");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/window-files/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("offered", test_offered);
  ADD ("json", test_json);
  ADD ("markdown", test_markdown);
  ADD ("missing", test_missing);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
