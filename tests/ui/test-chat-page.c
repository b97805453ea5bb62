/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-chat-page.h"
#include "llm-chat-test.h"
#include "llm-error.h"

typedef struct
{
  LlmUiTest ui;
  LlmConversation *conversation;
  LlmChatPage *page;
  AdwToast *toast;
  char *sent;
  char *spec;
  char *turn_id;
} Fixture;

static void
remember (char **field, const char *value)
{
  g_free (*field);
  *field = g_strdup (value);
}

static void
send_cb (
    Fixture *fixture, const char *text, GPtrArray *images, gboolean text_only, const char *spec)
{
  g_assert_null (images);
  g_assert_false (text_only);
  remember (&fixture->sent, text);
  remember (&fixture->spec, spec);
}

static void
resend_cb (Fixture *fixture, const char *turn_id, const char *text, const char *spec)
{
  remember (&fixture->turn_id, turn_id);
  remember (&fixture->sent, text);
  remember (&fixture->spec, spec);
}

static void
regenerate_cb (Fixture *fixture, const char *turn_id, const char *spec)
{
  remember (&fixture->turn_id, turn_id);
  remember (&fixture->spec, spec);
}

static void
run_cb (Fixture *fixture, const char *turn_id, const char *column_id, gboolean goes_on)
{
  remember (&fixture->turn_id, turn_id);
  remember (&fixture->spec, goes_on ? "continue" : "retry");
}

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_set_object (&fixture->toast, toast);
}

static void
needs_turns_cb (Fixture *fixture, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    chat_test_load (g_ptr_array_index (turns, i));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *signal;
    GCallback callback;
  } handlers[] = {
    { "send", G_CALLBACK (send_cb) },
    { "resend", G_CALLBACK (resend_cb) },
    { "regenerate", G_CALLBACK (regenerate_cb) },
    { "run", G_CALLBACK (run_cb) },
    { "toast", G_CALLBACK (toast_cb) },
    { "needs-turns", G_CALLBACK (needs_turns_cb) },
  };

  llm_ui_test_set_up (&fixture->ui, data);
  fixture->page = g_object_ref_sink (LLM_CHAT_PAGE (llm_chat_page_new (fixture->ui.context)));
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_swapped (fixture->page, handlers[i].signal, handlers[i].callback, fixture);
  llm_chat_page_set_spec (fixture->page, "fake:model-1");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_clear (&fixture->ui);
  g_clear_object (&fixture->toast);
  g_assert_finalize_object (fixture->page);
  llm_ui_test_tear_down (&fixture->ui, data);
  if (fixture->conversation != NULL)
    g_assert_finalize_object (fixture->conversation);
  g_free (fixture->sent);
  g_free (fixture->spec);
  g_free (fixture->turn_id);
}

static gboolean
is_settled (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_chat_area_is_settled (llm_chat_list_get_area (llm_chat_page_get_list (fixture->page)));
}

static void
settle (Fixture *fixture)
{
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->page));
  llm_ui_test_wait (is_settled, fixture);
}

static void
show (Fixture *fixture, guint n_turns)
{
  fixture->conversation = chat_test_new_conversation (n_turns);
  llm_chat_page_set_conversation (fixture->page, fixture->conversation);
  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 700, 600);
  settle (fixture);
}

static LlmChatTurn *
get_widget (Fixture *fixture, guint position)
{
  LlmChatTurn *widget = llm_chat_area_get_widget (
      llm_chat_list_get_area (llm_chat_page_get_list (fixture->page)), position);

  g_assert_nonnull (widget);
  return widget;
}

static void
act (LlmChatTurn *widget, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (widget), action, NULL));
}

static LlmAnswer *
get_answer (LlmChatTurn *widget)
{
  return llm_chat_answer_get_answer (llm_chat_turn_get_answer (widget));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  llm_ui_test_present (&fixture->ui, GTK_WIDGET (fixture->page), 700, 600);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->page), "Ask one model"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "thread.use-prompt", "s", "Hello");
  text = llm_composer_get_text (llm_chat_page_get_composer (fixture->page));
  g_assert_cmpstr (text, ==, "Hello");
}

static void
test_send (Fixture *fixture, gconstpointer data)
{
  LlmComposer *composer = llm_chat_page_get_composer (fixture->page);
  g_autofree char *left = NULL;

  show (fixture, 3);
  g_assert_nonnull (llm_composer_get_blocker (composer));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "thread.send", NULL);
  g_assert_null (fixture->sent);
  llm_composer_set_text (composer, "And why?");
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "thread.send", NULL);
  g_assert_cmpstr (fixture->sent, ==, "And why?");
  g_assert_cmpstr (fixture->spec, ==, "fake:model-1");
  left = llm_composer_get_text (composer);
  g_assert_cmpstr (left, ==, "");
  g_assert_null (llm_conversation_get_draft (fixture->conversation));
}

/* What was typed stays with its chat. */
static void
test_draft (Fixture *fixture, gconstpointer data)
{
  LlmComposer *composer = llm_chat_page_get_composer (fixture->page);
  g_autoptr (LlmConversation) other = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  show (fixture, 3);
  llm_conversation_set_draft (other, "of the other");
  llm_composer_set_text (composer, "unfinished");
  llm_chat_page_set_conversation (fixture->page, other);
  g_assert_cmpstr (llm_conversation_get_draft (fixture->conversation), ==, "unfinished");
  text = llm_composer_get_text (composer);
  g_assert_cmpstr (text, ==, "of the other");
  llm_chat_page_set_conversation (fixture->page, fixture->conversation);
  again = llm_composer_get_text (composer);
  g_assert_cmpstr (again, ==, "unfinished");
}

static void
test_running (Fixture *fixture, gconstpointer data)
{
  LlmComposer *composer = llm_chat_page_get_composer (fixture->page);
  LlmAnswer *answer;

  show (fixture, 2);
  g_assert_false (llm_composer_get_running (composer));
  answer = llm_comparison_get_answer (chat_test_append (fixture->conversation, "More"), 0);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_composer_get_running (composer));
  settle (fixture);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_widget (fixture, 2)), "Connecting"));
  g_assert_nonnull (llm_ui_test_find_button (GTK_WIDGET (get_widget (fixture, 2)), "chat.stop"));
  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_NETWORK, NULL, NULL));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_FAILED));
  g_assert_false (llm_composer_get_running (composer));
  g_assert_nonnull (llm_ui_test_find_button (GTK_WIDGET (get_widget (fixture, 2)), "card.retry"));
  act (get_widget (fixture, 2), "card.retry");
  g_assert_cmpstr (fixture->spec, ==, "retry");
}

/* With Ctrl. */
static void
press (GtkTextView *view, guint keyval)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (view));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller)
          && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE
          && gtk_event_controller_get_name (controller) == NULL)
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, GDK_CONTROL_MASK, &handled);
      if (handled)
        return;
    }
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  LlmChatPrompt *prompt;
  GtkTextBuffer *buffer;

  show (fixture, 3);
  prompt = llm_chat_turn_get_prompt (get_widget (fixture, 2));
  act (get_widget (fixture, 2), "chat.edit");
  g_assert_true (llm_chat_prompt_get_editing (prompt));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (llm_chat_prompt_get_editor (prompt))));
  llm_chat_prompt_cancel (prompt);
  g_assert_false (llm_chat_prompt_get_editing (prompt));
  g_assert_null (fixture->sent);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "thread.edit-last", NULL);
  settle (fixture);
  llm_ui_test_run_for (100);
  g_assert_true (llm_chat_prompt_get_editing (prompt));
  buffer = gtk_text_view_get_buffer (llm_chat_prompt_get_editor (prompt));
  gtk_text_buffer_set_text (buffer, "  \n", -1);
  press (llm_chat_prompt_get_editor (prompt), GDK_KEY_Return);
  g_assert_null (fixture->sent);
  gtk_text_buffer_set_text (buffer, "Another question", -1);
  press (llm_chat_prompt_get_editor (prompt), GDK_KEY_Return);
  g_assert_false (llm_chat_prompt_get_editing (prompt));
  g_assert_cmpstr (fixture->turn_id, ==, "turn-2");
  g_assert_cmpstr (fixture->sent, ==, "Another question");
}

static void
test_regenerate (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *widget;
  g_autoptr (LlmAnswer) other = llm_answer_new ("fake", "other", "Other");
  LlmAnswer *first;

  show (fixture, 3);
  widget = get_widget (fixture, 2);
  first = get_answer (widget);
  act (widget, "chat.regenerate");
  g_assert_cmpstr (fixture->turn_id, ==, "turn-2");
  g_assert_cmpstr (fixture->spec, ==, "fake:model");

  /* What comes is shown; the one before can be looked at again. */
  llm_comparison_add (llm_turn_get_comparison (llm_chat_turn_get_turn (widget)), other);
  g_assert_true (get_answer (widget) == other);
  act (widget, "chat.previous-answer");
  g_assert_true (get_answer (widget) == first);
  act (widget, "chat.next-answer");
  g_assert_true (get_answer (widget) == other);
}

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) version = llm_comparison_new ("Another question 2", NULL);
  g_autoptr (LlmTurn) turn = NULL;

  show (fixture, 3);
  turn = g_list_model_get_item (G_LIST_MODEL (fixture->conversation), 2);
  llm_conversation_append_version (fixture->conversation, turn, version);
  settle (fixture);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_widget (fixture, 2)), "Another question 2"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_widget (fixture, 2)), "2/2"));
  act (get_widget (fixture, 2), "chat.previous-version");
  settle (fixture);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_widget (fixture, 2)), "Question 2"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_widget (fixture, 2)), "1/2"));
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  show (fixture, 3);
  act (get_widget (fixture, 1), "chat.delete");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)), ==, 2);
  g_assert_nonnull (fixture->toast);
  g_signal_emit_by_name (fixture->toast, "button-clicked");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->conversation)), ==, 3);
  settle (fixture);
}

static void
test_votes (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *widget;

  show (fixture, 2);
  widget = get_widget (fixture, 1);
  act (widget, "chat.vote-up");
  g_assert_cmpint (llm_answer_get_vote (get_answer (widget)), ==, LLM_VOTE_UP);
  act (widget, "chat.vote-down");
  g_assert_cmpint (llm_answer_get_vote (get_answer (widget)), ==, LLM_VOTE_DOWN);
  act (widget, "chat.vote-down");
  g_assert_cmpint (llm_answer_get_vote (get_answer (widget)), ==, LLM_VOTE_NONE);
}

static void
test_long_prompt (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  LlmChatPrompt *prompt;
  int height;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "Line %u of the prompt\n", i);
  show (fixture, 2);
  chat_test_append (fixture->conversation, text->str);
  settle (fixture);
  prompt = llm_chat_turn_get_prompt (get_widget (fixture, 2));
  g_assert_true (llm_chat_prompt_can_expand (prompt));
  height = gtk_widget_get_height (GTK_WIDGET (prompt));
  llm_chat_prompt_set_expanded (prompt, TRUE);
  settle (fixture);
  llm_ui_test_run_for (300);
  settle (fixture);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (prompt)), >, 5 * height);
  llm_chat_prompt_set_expanded (prompt, FALSE);
  settle (fixture);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (prompt)), ==, height);
}

static gboolean
meter_is_estimate (gpointer user_data)
{
  Fixture *fixture = user_data;

  return *llm_context_meter_get_text (llm_chat_page_get_meter (fixture->page)) == '~';
}

static gboolean
meter_is_exact (gpointer user_data)
{
  Fixture *fixture = user_data;

  return g_str_has_prefix (llm_context_meter_get_text (llm_chat_page_get_meter (fixture->page)),
                           "1,234 /")
         || g_str_has_prefix (llm_context_meter_get_text (llm_chat_page_get_meter (fixture->page)),
                              "1234 /");
}

/* What the model told counts; else it is an estimate, and says so. */
static void
test_meter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *meter = GTK_WIDGET (llm_chat_page_get_meter (fixture->page));
  LlmUsage usage;

  show (fixture, 3);
  llm_ui_test_wait (meter_is_estimate, fixture);
  llm_usage_init (&usage);
  usage.input = 1000;
  usage.output = 234;
  llm_answer_set_usage (get_answer (get_widget (fixture, 2)), &usage);
  llm_chat_page_set_spec (fixture->page, "fake:model-2");
  llm_ui_test_wait (meter_is_exact, fixture);

  llm_context_meter_set (LLM_CONTEXT_METER (meter), 70, 100, TRUE);
  g_assert_false (gtk_widget_has_css_class (meter, "warning"));
  llm_context_meter_set (LLM_CONTEXT_METER (meter), 80, 100, TRUE);
  g_assert_true (gtk_widget_has_css_class (meter, "warning"));
  llm_context_meter_set (LLM_CONTEXT_METER (meter), 95, 100, FALSE);
  g_assert_true (gtk_widget_has_css_class (meter, "error"));
  g_assert_cmpstr (llm_context_meter_get_text (LLM_CONTEXT_METER (meter)), ==, "95 / 100");
  llm_context_meter_set (LLM_CONTEXT_METER (meter), 95, LLM_UNKNOWN, FALSE);
  g_assert_cmpstr (llm_context_meter_get_text (LLM_CONTEXT_METER (meter)), ==, "95 / -");
}

static void
assert_named (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_named (child);
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL
      && gtk_widget_get_mapped (widget) && !GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)))
    g_assert_true (
        gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL));
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  LlmChatTurn *widget;

  show (fixture, 3);
  widget = get_widget (fixture, 2);
  assert_named (GTK_WIDGET (fixture->page));
  gtk_test_accessible_assert_property (GTK_WIDGET (llm_chat_turn_get_prompt (widget)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Your message");
  gtk_test_accessible_assert_property (GTK_WIDGET (llm_chat_turn_get_answer (widget)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Answer of Model 2, Done");
  gtk_test_accessible_assert_role (GTK_WIDGET (llm_chat_page_get_meter (fixture->page)),
                                   GTK_ACCESSIBLE_ROLE_METER);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/chat-page/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  ADD ("empty", test_empty);
  ADD ("send", test_send);
  ADD ("draft", test_draft);
  ADD ("running", test_running);
  ADD ("edit", test_edit);
  ADD ("regenerate", test_regenerate);
  ADD ("versions", test_versions);
  ADD ("delete", test_delete);
  ADD ("votes", test_votes);
  ADD ("long-prompt", test_long_prompt);
  ADD ("meter", test_meter);
  ADD ("accessible", test_accessible);
  return g_test_run ();
}
