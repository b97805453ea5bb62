/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-shell-test.h"
#include "llm-sqlite-store.h"

/* Conversations that are open: what is asked in them, with what was said before, and what
 * of them is on disk. */

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_shell_test_set_up (&fixture->shell, store);
  fixture->library = llm_library_new (fixture->shell.context);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static void
flush (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  llm_store_flush_async (fixture->shell.store, NULL, done_cb, &result);
  llm_ui_test_wait (is_set, &result);
  g_assert_true (llm_store_write_finish (fixture->shell.store, result, NULL));
  llm_shell_test_drain ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  flush (fixture);
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
}

static LlmConversation *
open_conversation (Fixture *fixture, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmConversation *conversation;

  llm_library_open_async (fixture->library, id, NULL, done_cb, &result);
  llm_ui_test_wait (is_set, &result);
  conversation = llm_library_open_finish (fixture->library, result, &error);
  g_assert_no_error (error);
  return conversation;
}

static void
finish (Fixture *fixture, guint index, const char *text)
{
  LlmStream *stream = fake_provider_get_stream (fixture->shell.demo, index);

  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

static void
assert_request (Fixture *fixture, guint index, const char *expected)
{
  LlmRequest *request = fake_provider_get_request (fixture->shell.demo, index);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < llm_request_get_n_messages (request); i++)
    {
      const LlmMessage *message = llm_request_get_message (request, i);

      g_string_append_printf (texts, "%s%s:%s", i > 0 ? " | " : "",
                              message->role == LLM_ROLE_USER ? "u" : "a", message->text);
    }
  g_assert_cmpstr (texts->str, ==, expected);
}

static gboolean
has_streams (gpointer user_data)
{
  Fixture *fixture = ((gpointer *) user_data)[0];

  return fake_provider_get_n_streams (fixture->shell.demo)
         >= GPOINTER_TO_UINT (((gpointer *) user_data)[1]);
}

static void
wait_streams (Fixture *fixture, guint n)
{
  gpointer data[] = { fixture, GUINT_TO_POINTER (n) };

  llm_ui_test_wait (has_streams, data);
}

static LlmConversation *
start_comparison (Fixture *fixture)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Take a number.", NULL);
  const char *const models[] = { "swift", "slow", "swift" };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", models[i], models[i]);

      llm_comparison_add (comparison, answer);
    }
  return llm_library_start (fixture->library, comparison);
}

/* "Remember your number": each column is told what it said itself, also the same model
 * twice, whatever the order of the columns is by then. */
static void
test_follow_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = start_comparison (fixture);
  g_autofree char *id = g_strdup (llm_conversation_get_id (conversation));
  LlmComparison *first
      = llm_turn_get_comparison (llm_conversation_get_last (conversation));
  LlmComparison *second;
  g_autoptr (GError) error = NULL;

  wait_streams (fixture, 3);
  finish (fixture, 0, "7");
  finish (fixture, 1, "11");
  finish (fixture, 2, "13");
  llm_comparison_move (
      first, llm_answer_get_column_id (llm_comparison_get_answer (first, 2)), 0);

  second = llm_library_follow_up (fixture->library, conversation, NULL, "Which one?", NULL, NULL,
                                  &error);
  g_assert_no_error (error);
  g_assert_nonnull (second);
  wait_streams (fixture, 6);
  assert_request (fixture, 3, "u:Take a number. | a:13 | u:Which one?");
  assert_request (fixture, 4, "u:Take a number. | a:7 | u:Which one?");
  assert_request (fixture, 5, "u:Take a number. | a:11 | u:Which one?");
  for (guint i = 3; i < 6; i++)
    finish (fixture, i, "As I said.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 2);

  /* The same after it was closed and read again. */
  flush (fixture);
  g_assert_finalize_object (g_steal_pointer (&conversation));
  g_assert_null (llm_library_find (fixture->library, id));
  conversation = open_conversation (fixture, id);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 2);
  llm_library_follow_up (fixture->library, conversation, NULL, "Sure?", NULL, NULL, &error);
  g_assert_no_error (error);
  wait_streams (fixture, 9);
  assert_request (fixture, 6,
                  "u:Take a number. | a:13 | u:Which one? | a:As I said. | u:Sure?");
  assert_request (fixture, 8,
                  "u:Take a number. | a:11 | u:Which one? | a:As I said. | u:Sure?");
  for (guint i = 6; i < 9; i++)
    finish (fixture, i, "Yes.");
  flush (fixture);
}

static void
test_only_some_columns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = start_comparison (fixture);
  LlmComparison *first = llm_turn_get_comparison (llm_conversation_get_last (conversation));
  const char *columns[2]
      = { llm_answer_get_column_id (llm_comparison_get_answer (first, 1)), NULL };
  LlmComparison *second;

  wait_streams (fixture, 3);
  for (guint i = 0; i < 3; i++)
    finish (fixture, i, "So.");
  second = llm_library_follow_up (fixture->library, conversation, NULL, "You.", NULL, columns, NULL);
  g_assert_cmpuint (llm_comparison_get_n_answers (second), ==, 1);
  g_assert_cmpstr (llm_answer_get_model_id (llm_comparison_get_answer (second, 0)), ==, "slow");
  wait_streams (fixture, 4);
  finish (fixture, 3, "Yes.");
}

static void
test_chat (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = llm_library_new_chat (fixture->library, "Be brief.");
  g_autofree char *id = g_strdup (llm_conversation_get_id (chat));
  g_autoptr (LlmConversation) again = NULL;
  g_autoptr (GError) error = NULL;
  LlmTurn *first;

  g_assert_nonnull (llm_library_send (fixture->library, chat, "Hello", NULL, "demo:swift", &error));
  wait_streams (fixture, 1);
  assert_request (fixture, 0, "u:Hello");
  g_assert_cmpstr (
      llm_request_get_system (fake_provider_get_request (fixture->shell.demo, 0)), ==,
      "Be brief.");
  finish (fixture, 0, "Hi.");
  g_assert_cmpstr (llm_conversation_get_title (chat), ==, "Hello");

  /* The model may be another with each turn. */
  g_assert_nonnull (llm_library_send (fixture->library, chat, "And?", NULL, "demo:slow", &error));
  wait_streams (fixture, 2);
  assert_request (fixture, 1, "u:Hello | a:Hi. | u:And?");
  finish (fixture, 1, "No.");

  /* Another answer, and what comes after that one. */
  g_assert_nonnull (llm_library_regenerate (fixture->library, chat,
                                            llm_conversation_get_last (chat), "demo:table",
                                            &error));
  wait_streams (fixture, 3);
  assert_request (fixture, 2, "u:Hello | a:Hi. | u:And?");
  finish (fixture, 2, "Yes.");
  g_assert_nonnull (llm_library_send (fixture->library, chat, "Good", NULL, "demo:swift", &error));
  wait_streams (fixture, 4);
  assert_request (fixture, 3, "u:Hello | a:Hi. | u:And? | a:Yes. | u:Good");
  finish (fixture, 3, "Fine.");

  /* Another beginning; what is there stays. */
  first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  g_object_unref (first);
  g_assert_nonnull (llm_library_send_version (fixture->library, chat, first, "Good day", NULL,
                                              "demo:swift", &error));
  wait_streams (fixture, 5);
  assert_request (fixture, 4, "u:Good day");
  finish (fixture, 4, "Good day.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 1);
  llm_conversation_set_draft (chat, "Not yet");
  g_assert_no_error (error);

  g_clear_object (&chat);
  flush (fixture);
  again = open_conversation (fixture, id);
  g_assert_true (llm_conversation_is_chat (again));
  g_assert_cmpstr (llm_conversation_get_title (again), ==, "Hello");
  g_assert_cmpstr (llm_conversation_get_system (again), ==, "Be brief.");
  g_assert_cmpstr (llm_conversation_get_draft (again), ==, "Not yet");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 1);
  g_assert_cmpuint (llm_conversation_get_n_turns (again), ==, 4);
  llm_conversation_select (again,
                           llm_conversation_find (again, llm_turn_get_id (first)));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==, 3);
}

static void
test_delete_turn (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = llm_library_new_chat (fixture->library, NULL);
  g_autofree char *id = g_strdup (llm_conversation_get_id (chat));
  g_autoptr (LlmTurn) second = NULL;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("Question %u", i);

      llm_library_send (fixture->library, chat, text, NULL, "demo:swift", NULL);
      wait_streams (fixture, i + 1);
      finish (fixture, i, text);
    }
  second = g_list_model_get_item (G_LIST_MODEL (chat), 1);
  llm_conversation_delete_turn (chat, second);
  g_clear_object (&second);
  g_clear_object (&chat);
  flush (fixture);

  chat = open_conversation (fixture, id);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);
  llm_library_send (fixture->library, chat, "Now", NULL, "demo:swift", NULL);
  wait_streams (fixture, 4);
  assert_request (fixture, 3,
                  "u:Question 0 | a:Question 0 | u:Question 2 | a:Question 2 | u:Now");
  finish (fixture, 3, "Then.");
}

static void
test_continue_in_chat (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) conversation = start_comparison (fixture);
  LlmTurn *turn = llm_conversation_get_last (conversation);
  g_autoptr (LlmConversation) chat = NULL;
  const char *column_id = llm_answer_get_column_id (
      llm_comparison_get_answer (llm_turn_get_comparison (turn), 1));

  wait_streams (fixture, 3);
  finish (fixture, 0, "7");
  finish (fixture, 1, "11");
  finish (fixture, 2, "13");
  chat = llm_library_continue_in_chat (fixture->library, conversation, turn, column_id);
  g_assert_nonnull (chat);
  g_assert_true (llm_conversation_is_chat (chat));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 1);
  llm_library_send (fixture->library, chat, "Which?", NULL, "demo:slow", NULL);
  wait_streams (fixture, 4);
  assert_request (fixture, 3, "u:Take a number. | a:11 | u:Which?");
  finish (fixture, 3, "11, as I said.");
  /* What it is from stays as it is. */
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 1);
  g_assert_cmpuint (llm_comparison_get_n_answers (llm_turn_get_comparison (turn)), ==, 3);
}

/* Turns that are far from what is seen are let go of and read again. */
static void
test_release (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = llm_library_new_chat (fixture->library, NULL);
  g_autoptr (GPtrArray) turns = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LlmTurn) first = NULL;
  LlmTurn *last;

  for (guint i = 0; i < 5; i++)
    {
      llm_library_send (fixture->library, chat, "Go on", NULL, "demo:swift", NULL);
      wait_streams (fixture, i + 1);
      if (i < 4)
        finish (fixture, i, "on");
    }
  flush (fixture);
  first = g_list_model_get_item (G_LIST_MODEL (chat), 0);
  last = llm_conversation_get_last (chat);
  llm_library_release_turns (fixture->library, chat, 2, 3);
  g_assert_null (llm_turn_get_comparison (first));
  /* It runs. */
  g_assert_nonnull (llm_turn_get_comparison (last));
  finish (fixture, 4, "on");

  /* What is not at hand is read to be sent. */
  llm_library_send (fixture->library, chat, "Still?", NULL, "demo:swift", NULL);
  wait_streams (fixture, 6);
  g_assert_cmpuint (
      llm_request_get_n_messages (fake_provider_get_request (fixture->shell.demo, 5)), ==, 11);
  finish (fixture, 5, "Yes");

  g_ptr_array_add (turns, g_object_ref (first));
  llm_library_load_turns (fixture->library, chat, turns);
  flush (fixture);
  g_assert_nonnull (llm_turn_get_comparison (first));
  g_assert_cmpstr (llm_comparison_get_prompt (llm_turn_get_comparison (first)), ==, "Go on");
}

static LlmHistoryEntry *
get_entry (Fixture *fixture, const char *id)
{
  LlmHistoryModel *history = llm_library_get_history (fixture->library);
  guint position;

  return llm_history_model_find (history, id, &position)
             ? g_list_model_get_item (G_LIST_MODEL (history), position)
             : NULL;
}

static gboolean
has_title (gpointer user_data)
{
  LlmConversation *chat = user_data;

  return g_str_equal (llm_conversation_get_title (chat), "A greeting");
}

/* A title is made in the background, once, and never instead of the user's. */
static void
test_made_title (Fixture *fixture, gconstpointer data)
{
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));
  g_autoptr (LlmConversation) chat = llm_library_new_chat (fixture->library, NULL);
  g_autoptr (LlmHistoryEntry) entry = NULL;
  const char *id = llm_conversation_get_id (chat);

  g_settings_set_string (settings, "title-model", "demo:table");
  llm_history_model_load_more (llm_library_get_history (fixture->library));
  flush (fixture);
  llm_library_send (fixture->library, chat, "Hello", NULL, "demo:swift", NULL);
  wait_streams (fixture, 1);
  g_assert_cmpstr (llm_conversation_get_title (chat), ==, "Hello");
  finish (fixture, 0, "Hi.");
  wait_streams (fixture, 2);
  g_assert_nonnull (g_strstr_len (
      llm_request_get_message (fake_provider_get_request (fixture->shell.demo, 1), 0)->text, -1,
      "<prompt>\nHello\n</prompt>"));
  finish (fixture, 1, "“A greeting.”");
  llm_ui_test_wait (has_title, chat);
  entry = get_entry (fixture, id);
  g_assert_cmpstr (llm_history_entry_get_title (entry), ==, "A greeting");

  /* Not again with the next turn. */
  llm_library_send (fixture->library, chat, "And?", NULL, "demo:swift", NULL);
  wait_streams (fixture, 3);
  finish (fixture, 2, "So.");
  flush (fixture);
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 3);
  g_settings_reset (settings, "title-model");
}

static void
hidden_cb (GPtrArray *ids, const char *id)
{
  g_ptr_array_add (ids, g_strdup (id));
}

/* Before another history takes the place of this one: what waits is written, and what
 * somebody still holds is not given out again. */
static void
test_close_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (LlmConversation) chat = llm_library_new_chat (fixture->library, NULL);
  g_autoptr (LlmConversation) again = NULL;
  const char *id = llm_conversation_get_id (chat);

  g_signal_connect_swapped (fixture->library, "hidden", G_CALLBACK (hidden_cb), ids);
  llm_library_send (fixture->library, chat, "Why?", NULL, "demo:swift", NULL);
  wait_streams (fixture, 1);
  finish (fixture, 0, "Because");
  flush (fixture);
  llm_conversation_set_draft (chat, "And then");
  llm_library_close_all (fixture->library);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpstr (ids->pdata[0], ==, id);
  g_assert_null (llm_library_find (fixture->library, id));

  again = open_conversation (fixture, id);
  g_assert_false (again == chat);
  g_assert_cmpstr (llm_conversation_get_draft (again), ==, "And then");
  llm_library_close_all (fixture->library);
  llm_library_close_all (fixture->library);
  g_assert_cmpuint (ids->len, ==, 2);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  ADD ("/ui/library/follow-up", test_follow_up);
  ADD ("/ui/library/some-columns", test_only_some_columns);
  ADD ("/ui/library/chat", test_chat);
  ADD ("/ui/library/delete-turn", test_delete_turn);
  ADD ("/ui/library/continue-in-chat", test_continue_in_chat);
  ADD ("/ui/library/release", test_release);
  ADD ("/ui/library/made-title", test_made_title);
  ADD ("/ui/library/close-all", test_close_all);
  return g_test_run ();
}
