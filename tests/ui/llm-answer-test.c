/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-test.h"

#include "llm-painter-test.h"

void
answer_test_set_up (AnswerTest *test, gconstpointer data)
{
  llm_ui_test_set_up (&test->ui, data);
  test->answer = llm_answer_new ("p", "m", "Model");
  test->view = g_object_ref_sink (LLM_ANSWER_VIEW (llm_answer_view_new (LLM_DELTA_TEXT)));
  test->text_view = llm_answer_view_get_text_view (test->view);
}

void
answer_test_tear_down (AnswerTest *test, gconstpointer data)
{
  llm_ui_test_clear (&test->ui);
  g_assert_finalize_object (test->view);
  g_assert_finalize_object (test->answer);
  llm_ui_test_tear_down (&test->ui, data);
}

static gboolean
is_settled (gpointer user_data)
{
  AnswerTest *test = user_data;

  return llm_answer_view_is_settled (test->view);
}

void
answer_test_settle (AnswerTest *test)
{
  llm_ui_test_wait (is_settled, test);
  llm_ui_test_wait_frame (GTK_WIDGET (test->view));
  llm_ui_test_wait (is_settled, test);
}

void
answer_test_show (AnswerTest *test, const char *text, int width, int height)
{
  llm_answer_append (test->answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (test->answer, LLM_ANSWER_DONE);
  llm_answer_view_set_answer (test->view, test->answer);
  llm_ui_test_present (&test->ui, GTK_WIDGET (test->view), width, height);
  answer_test_settle (test);
}

void
answer_test_start (AnswerTest *test, int width, int height)
{
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_STREAMING));
  llm_answer_view_set_answer (test->view, test->answer);
  llm_ui_test_present (&test->ui, GTK_WIDGET (test->view), width, height);
}

void
answer_test_append (AnswerTest *test, const char *text)
{
  llm_answer_append (test->answer, LLM_DELTA_TEXT, text);
}

GtkTextBuffer *
answer_test_get_buffer (AnswerTest *test)
{
  return gtk_text_view_get_buffer (test->text_view);
}

LlmDocumentPainter *
answer_test_get_painter (AnswerTest *test)
{
  return llm_answer_view_get_painter (test->view);
}

char *
answer_test_get_shown (AnswerTest *test)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (answer_test_get_buffer (test), &start, &end);
  return gtk_text_buffer_get_slice (answer_test_get_buffer (test), &start, &end, TRUE);
}

void
answer_test_select (AnswerTest *test, const char *from, const char *to)
{
  GtkTextBuffer *buffer = answer_test_get_buffer (test);
  GtkTextIter start, end, other;

  painter_test_find (buffer, from, &start, &other);
  painter_test_find (buffer, to, &other, &end);
  gtk_text_buffer_select_range (buffer, &start, &end);
}

/* The middle of the first character of that text, from the corner of the view. */
static void
get_place (AnswerTest *test, const char *text, double *x, double *y)
{
  GtkTextIter start, end;
  GdkRectangle rect;
  int left, top;

  painter_test_find (answer_test_get_buffer (test), text, &start, &end);
  gtk_text_view_get_iter_location (test->text_view, &start, &rect);
  gtk_text_view_buffer_to_window_coords (test->text_view, GTK_TEXT_WINDOW_WIDGET, rect.x, rect.y,
                                         &left, &top);
  g_assert_cmpint (top, >=, 0);
  g_assert_cmpint (top + rect.height, <=, gtk_widget_get_height (GTK_WIDGET (test->text_view)));
  *x = left + MAX (rect.width, 4) / 2.0;
  *y = top + rect.height / 2.0;
}

typedef void (*Use) (GtkEventController *controller, gpointer user_data);

static void
each_controller (AnswerTest *test, GType type, Use use, gpointer user_data)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (test->text_view));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      /* The toolkit's own look at the event too. */
      if (g_type_is_a (G_OBJECT_TYPE (controller), type)
          && gtk_event_controller_get_name (controller) == NULL)
        use (controller, user_data);
    }
}

typedef struct
{
  double x;
  double y;
  guint keyval;
  GdkModifierType state;
  gboolean handled;
} Event;

static void
move_cb (GtkEventController *controller, gpointer user_data)
{
  const Event *event = user_data;

  g_signal_emit_by_name (controller, "motion", event->x, event->y);
}

static void
release_cb (GtkEventController *controller, gpointer user_data)
{
  const Event *event = user_data;

  if (gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY
      && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
    g_signal_emit_by_name (controller, "released", 1, event->x, event->y);
}

static void
press_cb (GtkEventController *controller, gpointer user_data)
{
  Event *event = user_data;

  if (!event->handled
      && gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE)
    g_signal_emit_by_name (controller, "key-pressed", event->keyval, 0, event->state,
                           &event->handled);
}

void
answer_test_point (AnswerTest *test, const char *text)
{
  Event event = { 0 };

  get_place (test, text, &event.x, &event.y);
  each_controller (test, GTK_TYPE_EVENT_CONTROLLER_MOTION, move_cb, &event);
}

void
answer_test_click (AnswerTest *test, const char *text)
{
  Event event = { 0 };

  get_place (test, text, &event.x, &event.y);
  each_controller (test, GTK_TYPE_GESTURE_CLICK, release_cb, &event);
}

gboolean
answer_test_press (AnswerTest *test, guint keyval, GdkModifierType state)
{
  Event event = { 0, 0, keyval, state, FALSE };

  each_controller (test, GTK_TYPE_EVENT_CONTROLLER_KEY, press_cb, &event);
  return event.handled;
}

/* --- clipboard --- */

typedef struct
{
  GOutputStream *bytes;
  gboolean is_done;
  gboolean is_there;
} Paste;

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  paste->is_done = TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  g_autoptr (GInputStream) stream
      = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);

  paste->is_there = stream != NULL;
  if (stream == NULL)
    paste->is_done = TRUE;
  else
    g_output_stream_splice_async (paste->bytes, stream,
                                  G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                      | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                  0, NULL, spliced_cb, paste);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Paste *) user_data)->is_done;
}

char *
answer_test_get_clipboard (AnswerTest *test, const char *mime_type)
{
  const char *const types[] = { mime_type, NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (test->view));
  Paste paste = { g_memory_output_stream_new_resizable (), FALSE, FALSE };
  char *text = NULL;

  gdk_clipboard_read_async (clipboard, (const char **) types, 0, NULL, read_cb, &paste);
  llm_ui_test_wait (is_done, &paste);
  if (paste.is_there)
    text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (paste.bytes)),
                      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (paste.bytes)));
  g_object_unref (paste.bytes);
  return text;
}

void
answer_test_clear_clipboard (AnswerTest *test)
{
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (test->view)), NULL);
}
