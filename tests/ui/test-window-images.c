/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-chat-page.h"
#include "llm-composer.h"
#include "llm-image-test.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

typedef struct
{
  LlmImageTest test;
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
  const char *specs[] = { IMAGE_TEST_SEES, IMAGE_TEST_BLIND, NULL };
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  llm_image_test_set_up (&fixture->test, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->test.shell.context), specs);
  fixture->library = llm_library_new (fixture->test.shell.context);
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
tear_down (Fixture *fixture, gconstpointer data)
{
  gboolean flushed = FALSE;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  llm_runner_stop_all (llm_context_get_runner (fixture->test.shell.context));
  llm_store_flush_async (fixture->test.shell.store, NULL, flushed_cb, &flushed);
  llm_ui_test_wait (is_true, &flushed);
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  llm_image_test_tear_down (&fixture->test);
}

static void
add_file (Fixture *fixture, LlmComposer *composer, const char *name, int width)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, name, width, 30);
  LlmImageStrip *strip = llm_composer_get_strip (composer);
  const guint n = llm_image_strip_get_n_images (strip);

  llm_image_intake_add_file (llm_composer_get_intake (composer), file);
  llm_image_test_wait (strip, n + 1);
}

static GtkWidget *
find_labelled (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_labelled (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (LlmComposer *composer, const char *label)
{
  GtkWidget *button = find_labelled (GTK_WIDGET (composer), label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
assert_images (LlmComparison *turn, const char *first, const char *second)
{
  GPtrArray *images = llm_comparison_get_images (turn);

  g_assert_nonnull (images);
  g_assert_cmpuint (images->len, ==, second != NULL ? 2 : 1);
  g_assert_cmpstr (llm_image_get_name (images->pdata[0]), ==, first);
  if (second != NULL)
    g_assert_cmpstr (llm_image_get_name (images->pdata[1]), ==, second);
}

static gboolean
gets_images (LlmComparison *turn, guint index)
{
  const LlmParams *params = llm_answer_get_params (llm_comparison_get_answer (turn, index));

  return params == NULL || !params->without_images;
}

static guint
get_n_streams (Fixture *fixture)
{
  return fake_provider_get_n_streams (fixture->test.shell.demo);
}

static void
finish_streams (Fixture *fixture, guint first)
{
  for (guint i = first; i < get_n_streams (fixture); i++)
    {
      LlmStream *stream = fake_provider_get_stream (fixture->test.shell.demo, i);

      llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
      llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "A field.");
      llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
    }
}

typedef struct
{
  Fixture *fixture;
  guint n;
} Streams;

static gboolean
has_streams (gpointer user_data)
{
  const Streams *streams = user_data;

  return get_n_streams (streams->fixture) == streams->n;
}

static void
wait_streams (Fixture *fixture, guint n)
{
  Streams streams = { fixture, n };

  llm_ui_test_wait (has_streams, &streams);
}

/* With what was chosen for the model that sees nothing, also in what follows. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  LlmComparison *turn;

  add_file (fixture, fixture->composer, "one.png", 40);
  add_file (fixture, fixture->composer, "two.png", 50);
  llm_image_strip_move (llm_composer_get_strip (fixture->composer), 1, 0);
  llm_composer_set_text (fixture->composer, "What is the difference?");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL);
  g_assert_null (llm_window_get_comparison (fixture->window));
  click (fixture->composer, "Send without images");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL);

  turn = llm_window_get_comparison (fixture->window);
  g_assert_nonnull (turn);
  assert_images (turn, "two.png", "one.png");
  g_assert_true (gets_images (turn, 0));
  g_assert_false (gets_images (turn, 1));
  g_assert_null (llm_composer_get_images (fixture->composer));
  wait_streams (fixture, 2);
  finish_streams (fixture, 0);

  llm_composer_set_text (fixture->composer, "And without?");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL);
  turn = llm_window_get_comparison (fixture->window);
  g_assert_null (llm_comparison_get_images (turn));
  g_assert_false (gets_images (turn, 1));
  wait_streams (fixture, 4);
  finish_streams (fixture, 2);

  /* Only the column that sees. */
  add_file (fixture, fixture->composer, "three.png", 60);
  g_assert_null (llm_composer_get_blocker (fixture->composer) != NULL
                     ? strstr (llm_composer_get_blocker (fixture->composer), "Not all")
                     : NULL);
  click (fixture->composer, "Change");
  click (fixture->composer, "Leave it out");
  llm_composer_set_text (fixture->composer, "And this one?");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.send", NULL);
  turn = llm_window_get_comparison (fixture->window);
  assert_images (turn, "three.png", NULL);
  g_assert_cmpuint (llm_comparison_get_n_answers (turn), ==, 1);
  wait_streams (fixture, 5);
  finish_streams (fixture, 4);
}

static LlmChatPage *
show_chat (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.new-chat", NULL);
  return LLM_CHAT_PAGE (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_CHAT_PAGE));
}

/* Another version of a prompt keeps its images. */
static void
test_chat (Fixture *fixture, gconstpointer data)
{
  LlmChatPage *page = show_chat (fixture);
  LlmComposer *composer = llm_chat_page_get_composer (page);
  LlmConversation *chat;
  LlmTurn *turn;

  add_file (fixture, composer, "one.png", 40);
  llm_composer_set_text (composer, "What is it?");
  gtk_widget_activate_action (GTK_WIDGET (page), "thread.send", NULL);
  chat = llm_chat_page_get_conversation (page);
  turn = llm_conversation_get_last (chat);
  g_assert_nonnull (turn);
  assert_images (llm_turn_get_comparison (turn), "one.png", NULL);
  g_assert_true (gets_images (llm_turn_get_comparison (turn), 0));
  g_assert_null (llm_composer_get_images (composer));
  wait_streams (fixture, 1);
  finish_streams (fixture, 0);

  gtk_widget_activate_action (GTK_WIDGET (page), "thread.resend", "(ss)", llm_turn_get_id (turn),
                              "What is that?");
  turn = llm_conversation_get_last (chat);
  g_assert_cmpstr (llm_comparison_get_prompt (llm_turn_get_comparison (turn)), ==, "What is that?");
  assert_images (llm_turn_get_comparison (turn), "one.png", NULL);
  wait_streams (fixture, 2);
  finish_streams (fixture, 1);
}

static void
test_chat_blind (Fixture *fixture, gconstpointer data)
{
  LlmChatPage *page = show_chat (fixture);
  LlmComposer *composer = llm_chat_page_get_composer (page);
  LlmTurn *turn;

  llm_chat_page_set_spec (page, IMAGE_TEST_BLIND);
  add_file (fixture, composer, "one.png", 40);
  llm_composer_set_text (composer, "What is it?");
  g_assert_cmpstr (llm_composer_get_blocker (composer), ==,
                   "The model cannot see images: choose what they get");
  g_assert_nonnull (find_labelled (GTK_WIDGET (composer), "Choose another model"));
  click (composer, "Send without images");
  gtk_widget_activate_action (GTK_WIDGET (page), "thread.send", NULL);
  turn = llm_conversation_get_last (llm_chat_page_get_conversation (page));
  assert_images (llm_turn_get_comparison (turn), "one.png", NULL);
  g_assert_false (gets_images (llm_turn_get_comparison (turn), 0));
  wait_streams (fixture, 1);
  finish_streams (fixture, 0);
}

/* What was not sent yet waits with its chat. */
static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  LlmChatPage *page = show_chat (fixture);
  LlmComposer *composer = llm_chat_page_get_composer (page);
  g_autoptr (LlmConversation) first = g_object_ref (llm_chat_page_get_conversation (page));
  g_autoptr (LlmConversation) other = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (GPtrArray) images = NULL;

  add_file (fixture, composer, "one.png", 40);
  llm_chat_page_set_conversation (page, other);
  g_assert_null (llm_composer_get_images (composer));
  add_file (fixture, composer, "two.png", 50);
  llm_chat_page_set_conversation (page, first);
  images = llm_composer_get_images (composer);
  g_assert_cmpuint (images->len, ==, 1);
  g_assert_cmpstr (llm_image_get_name (images->pdata[0]), ==, "one.png");
  llm_chat_page_set_conversation (page, other);
  llm_composer_set_images (composer, NULL);
  llm_chat_page_set_conversation (page, first);
  llm_chat_page_set_conversation (page, other);
  g_assert_null (llm_composer_get_images (composer));
  llm_chat_page_set_conversation (page, first);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/window-images/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("compare", test_compare);
  ADD ("chat", test_chat);
  ADD ("chat-blind", test_chat_blind);
  ADD ("drafts", test_drafts);

  return g_test_run ();
}
