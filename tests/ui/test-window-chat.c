/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-page.h"
#include "llm-composer.h"
#include "llm-shell-test.h"
#include "llm-sidebar.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

/* Chats in the real window, on the real store. */

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
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
act (Fixture *fixture, const char *action, const char *target)
{
  g_assert_true (
      target != NULL
          ? gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s", target)
          : gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static gboolean
is_listed (gpointer user_data)
{
  gpointer *data = user_data;

  return llm_history_model_find (data[0], data[1], NULL);
}

/* The row of a conversation, as soon as it is there. */
static GPtrArray *
take_entry (Fixture *fixture, const char *id)
{
  LlmHistoryModel *history = llm_library_get_history (fixture->library);
  gpointer listed[] = { history, (gpointer) id };
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);
  guint position;

  llm_ui_test_wait (is_listed, listed);
  llm_history_model_find (history, id, &position);
  g_ptr_array_add (entries, g_list_model_get_item (G_LIST_MODEL (history), position));
  return entries;
}

static LlmOrganizer *
get_organizer (Fixture *fixture)
{
  return llm_sidebar_get_organizer (LLM_SIDEBAR (
      llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SIDEBAR)));
}

/* As from the menu of a row in the trash. */
static void
delete (Fixture *fixture, const char *id)
{
  g_autoptr (GPtrArray) entries = take_entry (fixture, id);

  llm_organizer_delete (get_organizer (fixture), entries);
}

static LlmChatPage *
get_page (Fixture *fixture)
{
  GtkWidget *page = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_CHAT_PAGE);

  g_assert_nonnull (page);
  return LLM_CHAT_PAGE (page);
}

static LlmConversation *
get_chat (Fixture *fixture)
{
  return llm_chat_page_get_conversation (get_page (fixture));
}

static void
assert_mode (Fixture *fixture, const char *expected)
{
  g_autofree char *mode = NULL;

  g_object_get (fixture->window, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, expected);
}

static gboolean
has_focus_within (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

/* --- asking --- */

static gboolean
has_streams (gpointer user_data)
{
  Fixture *fixture = ((gpointer *) user_data)[0];

  return fake_provider_get_n_streams (fixture->shell.demo)
         >= GPOINTER_TO_UINT (((gpointer *) user_data)[1]);
}

static void
answer (Fixture *fixture, guint index, const char *text)
{
  gpointer data[] = { fixture, GUINT_TO_POINTER (index + 1) };
  LlmStream *stream;

  llm_ui_test_wait (has_streams, data);
  stream = fake_provider_get_stream (fixture->shell.demo, index);
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

static void
say (Fixture *fixture, const char *text)
{
  LlmChatPage *page = get_page (fixture);

  llm_composer_set_text (llm_chat_page_get_composer (page), text);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "thread.send", NULL));
}

/* A chat of one turn that is shown. */
static char *
start_chat (Fixture *fixture, const char *text)
{
  const guint n = fake_provider_get_n_streams (fixture->shell.demo);

  act (fixture, "win.new-chat", NULL);
  say (fixture, text);
  answer (fixture, n, "So it is.");
  flush (fixture);
  return g_strdup (llm_conversation_get_id (get_chat (fixture)));
}

static LlmConversation *
start_comparison (Fixture *fixture)
{
  GtkWidget *composer = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER);
  const guint n = fake_provider_get_n_streams (fixture->shell.demo);

  act (fixture, "win.mode", "compare");
  llm_composer_set_text (LLM_COMPOSER (composer), "Take a number.");
  act (fixture, "win.send", NULL);
  answer (fixture, n, "Seven it is");
  answer (fixture, n + 1, "Eleven it is");
  flush (fixture);
  return llm_window_get_conversation (fixture->window);
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
  LlmConversation *conversation = llm_window_get_conversation (shown->fixture->window);

  return conversation != NULL && g_str_equal (llm_conversation_get_id (conversation), shown->id);
}

static void
open_conversation (Fixture *fixture, const char *id)
{
  Shown shown = { fixture, id };

  act (fixture, "win.open-comparison", id);
  llm_ui_test_wait (is_shown, &shown);
}

static LlmTurn *
get_turn (LlmConversation *conversation, guint position)
{
  g_autoptr (LlmTurn) turn = g_list_model_get_item (G_LIST_MODEL (conversation), position);

  g_assert_nonnull (turn);
  return turn;
}

/* --- the tests --- */

static void
test_send (Fixture *fixture, gconstpointer data)
{
  LlmConversation *chat;

  act (fixture, "win.toggle-mode", NULL);
  assert_mode (fixture, "chat");
  g_assert_true (has_focus_within (fixture, GTK_WIDGET (get_page (fixture))));
  chat = get_chat (fixture);
  g_assert_nonnull (chat);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "LLMSelect");

  say (fixture, "Hello");
  g_assert_true (get_chat (fixture) == chat);
  answer (fixture, 0, "Hi.");
  assert_request (fixture, 0, "u:Hello");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Hello - LLMSelect");
  say (fixture, "And?");
  answer (fixture, 1, "No.");
  assert_request (fixture, 1, "u:Hello | a:Hi. | u:And?");

  /* Only one model is asked, whatever the line-up of comparisons is. */
  g_assert_cmpuint (fake_provider_get_n_streams (fixture->shell.demo), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat)), ==, 2);
  g_assert_null (llm_window_get_comparison (fixture->window));
}

/* What was written and not sent waits where it was written. */
static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = start_chat (fixture, "The first?");
  g_autofree char *second = start_chat (fixture, "The second?");
  g_autofree char *text = NULL;
  LlmComposer *composer = llm_chat_page_get_composer (get_page (fixture));

  g_assert_cmpstr (first, !=, second);
  llm_composer_set_text (composer, "Half a question");
  open_conversation (fixture, first);
  assert_mode (fixture, "chat");
  text = llm_composer_get_text (composer);
  g_assert_cmpstr (text, ==, "");

  flush (fixture);
  open_conversation (fixture, second);
  g_clear_pointer (&text, g_free);
  text = llm_composer_get_text (composer);
  g_assert_cmpstr (text, ==, "Half a question");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==,
                   "The second? - LLMSelect");

  /* It is told what was said before also after it was read again. */
  say (fixture, "A whole one");
  answer (fixture, 2, "Good.");
  assert_request (fixture, 2, "u:The second? | a:So it is. | u:A whole one");
}

static void
test_continue (Fixture *fixture, gconstpointer data)
{
  LlmConversation *comparison = start_comparison (fixture);
  LlmComparison *turn = llm_window_get_comparison (fixture->window);
  g_autofree char *id = g_strdup (llm_conversation_get_id (comparison));
  g_autofree char *spec = NULL;

  act (fixture, "win.continue-in-chat",
       llm_answer_get_column_id (llm_comparison_get_answer (turn, 1)));
  assert_mode (fixture, "chat");
  g_assert_true (has_focus_within (fixture, GTK_WIDGET (get_page (fixture))));
  spec = llm_chat_page_dup_spec (get_page (fixture));
  g_assert_cmpstr (spec, ==, "demo:slow");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_chat (fixture))), ==, 1);

  say (fixture, "Which?");
  answer (fixture, 2, "As I said.");
  assert_request (fixture, 2, "u:Take a number. | a:Eleven it is | u:Which?");

  /* What it is from is still there, and as it was. */
  act (fixture, "win.toggle-mode", NULL);
  assert_mode (fixture, "compare");
  g_assert_true (llm_window_get_conversation (fixture->window) == comparison);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (comparison)), ==, 1);

  /* No such answer. */
  act (fixture, "win.continue-in-chat", "nonsense");
  assert_mode (fixture, "compare");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->window),
                                       "This answer cannot be continued in a chat."));
}

/* A chat that has not begun is not begun again. */
static void
test_new_chat (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = start_chat (fixture, "The first?");
  LlmConversation *empty;

  act (fixture, "win.new-chat", NULL);
  empty = get_chat (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (empty)), ==, 0);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "LLMSelect");
  g_assert_true (has_focus_within (fixture, GTK_WIDGET (get_page (fixture))));
  open_conversation (fixture, id);
  g_assert_true (get_chat (fixture) != empty);
  act (fixture, "win.new-comparison", NULL);
  assert_mode (fixture, "chat");
  g_assert_true (get_chat (fixture) == empty);
}

static gboolean
is_gone (gpointer user_data)
{
  gpointer *data = user_data;

  return llm_window_get_conversation (LLM_WINDOW (data[0])) != data[1];
}

static void
test_delete_shown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = start_chat (fixture, "The first?");
  gpointer gone[] = { fixture->window, get_chat (fixture) };
  guint position;

  delete (fixture, id);
  llm_ui_test_wait (is_gone, gone);
  assert_mode (fixture, "chat");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_chat (fixture))), ==, 0);
  g_assert_false (
      llm_history_model_find (llm_library_get_history (fixture->library), id, &position));

  /* Away for a comparison, it must not come into view. */
  g_free (id);
  id = start_chat (fixture, "The second?");
  act (fixture, "win.mode", "compare");
  delete (fixture, id);
  assert_mode (fixture, "compare");
}

/* Thrown away from the sidebar of a window that shows something else, it is shown in no
 * window and in no mode any more. */
static void
test_trash_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = start_chat (fixture, "The first?");
  gpointer gone[] = { fixture->window, get_chat (fixture) };
  g_autoptr (GPtrArray) entries = take_entry (fixture, id);

  act (fixture, "win.mode", "compare");
  llm_organizer_trash (get_organizer (fixture), entries, TRUE);
  assert_mode (fixture, "compare");
  act (fixture, "win.mode", "chat");
  llm_ui_test_wait (is_gone, gone);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_chat (fixture))), ==, 0);
}

static gboolean
undo_shown (gpointer user_data)
{
  return llm_ui_test_has_text (GTK_WIDGET (user_data), "“The first?” deleted");
}

static GtkWidget *
find_labelled (GtkWidget *widget, const char *label)
{
  const char *text = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
  GtkWidget *found = g_strcmp0 (text, label) == 0 ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_labelled (child, label);
  return found;
}

/* What was shown when it was deleted is shown again. */
static void
test_undo_shown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = start_chat (fixture, "The first?");
  Shown shown = { fixture, id };
  GtkWidget *undo;

  delete (fixture, id);
  llm_ui_test_wait (undo_shown, fixture->window);
  undo = find_labelled (GTK_WIDGET (fixture->window), "_Undo");
  g_assert_nonnull (undo);
  g_signal_emit_by_name (undo, "clicked");
  llm_ui_test_wait (is_shown, &shown);
  assert_mode (fixture, "chat");
}

typedef struct
{
  LlmWindow *window;
  const char *text;
} Marked;

/* The mark of a match begins and ends where the words do. */
static gboolean
has_mark (GtkTextBuffer *buffer, const char *text)
{
  GtkTextIter start, end;
  g_autoptr (GSList) tags = NULL;

  gtk_text_buffer_get_start_iter (buffer, &start);
  if (!gtk_text_iter_forward_search (&start, text, 0, &start, &end, NULL))
    return FALSE;
  tags = gtk_text_iter_get_toggled_tags (&start, TRUE);
  for (GSList *l = tags; l != NULL; l = l->next)
    if (gtk_text_iter_ends_tag (&end, l->data))
      return TRUE;
  return FALSE;
}

static gboolean
shows_mark (GtkWidget *widget, const char *text)
{
  if (GTK_IS_TEXT_VIEW (widget) && gtk_widget_get_mapped (widget)
      && has_mark (gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_mark (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_marked (gpointer user_data)
{
  Marked *marked = user_data;

  return shows_mark (GTK_WIDGET (marked->window), marked->text);
}

static char *
dup_column_id (LlmTurn *turn)
{
  LlmAnswer *first = llm_comparison_get_answer (llm_turn_get_comparison (turn), 0);

  return g_strdup (llm_answer_get_column_id (first));
}

static void
open_hit (
    Fixture *fixture, const char *id, const char *turn_id, const char *column_id, const char *text)
{
  act (fixture, "win.mode", "compare");
  act (fixture, "win.new-comparison", NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-hit", "(ssss)",
                                             id, turn_id, column_id, text));
}

/* Into the version of a chat that was left for another. */
static void
test_hit_in_chat (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  g_autofree char *column_id = NULL;
  g_autoptr (LlmTurn) first = NULL;
  Marked marked = { fixture->window, "harvest" };
  LlmConversation *chat;

  act (fixture, "win.new-chat", NULL);
  say (fixture, "When?");
  answer (fixture, 0, "After the harvest of the year.");
  chat = get_chat (fixture);
  id = g_strdup (llm_conversation_get_id (chat));
  first = g_object_ref (get_turn (chat, 0));
  column_id = dup_column_id (first);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (get_page (fixture)), "thread.resend",
                                             "(ss)", llm_turn_get_id (first), "Where?"));
  answer (fixture, 1, "There.");
  assert_request (fixture, 1, "u:Where?");
  g_assert_true (get_turn (chat, 0) != first);
  flush (fixture);

  open_hit (fixture, id, llm_turn_get_id (first), column_id, "\"harvest of\"");
  llm_ui_test_wait (is_marked, &marked);
  assert_mode (fixture, "chat");
  g_assert_true (get_turn (get_chat (fixture), 0) == first);
}

static gboolean
shows_turn (gpointer user_data)
{
  gpointer *data = user_data;
  LlmComparison *comparison = llm_window_get_comparison (LLM_WINDOW (data[0]));

  return comparison != NULL && g_str_equal (llm_comparison_get_id (comparison), data[1]);
}

/* Into a turn of a comparison that is not its last. */
static void
test_hit_in_turn (Fixture *fixture, gconstpointer data)
{
  LlmConversation *conversation = start_comparison (fixture);
  g_autofree char *id = g_strdup (llm_conversation_get_id (conversation));
  g_autoptr (LlmTurn) first = g_object_ref (get_turn (conversation, 0));
  g_autofree char *first_id = g_strdup (llm_turn_get_id (first));
  g_autofree char *column_id = dup_column_id (first);
  gpointer shown[] = { fixture->window, first_id };
  Marked marked = { fixture->window, "Seven" };
  GtkWidget *composer = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER);

  llm_composer_set_text (LLM_COMPOSER (composer), "Which one?");
  act (fixture, "win.send", NULL);
  answer (fixture, 2, "As I said.");
  answer (fixture, 3, "As I said.");
  assert_request (fixture, 2, "u:Take a number. | a:Seven it is | u:Which one?");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, 2);
  g_assert_false (shows_turn (shown));
  flush (fixture);

  open_hit (fixture, id, first_id, column_id, "it Seven");
  llm_ui_test_wait (shows_turn, shown);
  llm_ui_test_wait (is_marked, &marked);
  assert_mode (fixture, "compare");
}

/* The keys that move the focus stay in the chat. */
static void
test_regions (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = start_chat (fixture, "The first?");
  LlmChatPage *page = get_page (fixture);
  GtkWidget *sidebar = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SIDEBAR);
  GtkWidget *composer = GTK_WIDGET (llm_chat_page_get_composer (page));

  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
  act (fixture, "win.focus-prompt", NULL);
  assert_mode (fixture, "chat");
  g_assert_true (has_focus_within (fixture, composer));
  act (fixture, "win.next-region", NULL);
  g_assert_true (has_focus_within (fixture, sidebar));
  act (fixture, "win.next-region", NULL);
  g_assert_true (has_focus_within (fixture, GTK_WIDGET (llm_chat_page_get_list (page))));
  act (fixture, "win.next-region", NULL);
  g_assert_true (has_focus_within (fixture, composer));
  act (fixture, "win.next-region", NULL);
  g_assert_true (has_focus_within (fixture, sidebar));
}

/* Who goes through the history by keyboard opens chats and comparisons on the way. */
static void
test_focus_in_history (Fixture *fixture, gconstpointer data)
{
  LlmConversation *comparison = start_comparison (fixture);
  g_autofree char *comparison_id = g_strdup (llm_conversation_get_id (comparison));
  g_autofree char *id = start_chat (fixture, "The first?");
  GtkWidget *sidebar = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_SIDEBAR);

  g_assert_true (gtk_widget_grab_focus (sidebar));
  open_conversation (fixture, comparison_id);
  assert_mode (fixture, "compare");
  g_assert_true (has_focus_within (fixture, sidebar));
  open_conversation (fixture, id);
  assert_mode (fixture, "chat");
  g_assert_true (has_focus_within (fixture, sidebar));

  act (fixture, "win.toggle-mode", NULL);
  g_assert_false (has_focus_within (fixture, sidebar));
}

#define ADD(name, func) g_test_add ("/ui/window-chat/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("send", test_send);
  ADD ("drafts", test_drafts);
  ADD ("continue", test_continue);
  ADD ("new-chat", test_new_chat);
  ADD ("delete-shown", test_delete_shown);
  ADD ("trash-elsewhere", test_trash_elsewhere);
  ADD ("undo-shown", test_undo_shown);
  ADD ("hit-in-chat", test_hit_in_chat);
  ADD ("hit-in-turn", test_hit_in_turn);
  ADD ("regions", test_regions);
  ADD ("focus-in-history", test_focus_in_history);

  return g_test_run ();
}
