/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-flight-window.h"
#include "llm-ui-test.h"

typedef struct
{
  LlmUiTest ui;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  llm_ui_test_present (&fixture->ui, gtk_label_new ("Parent"), 400, 300);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_null, &fixture->window);
  llm_ui_test_clear (&fixture->ui);
  llm_ui_test_tear_down (&fixture->ui, data);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
open (Fixture *fixture, LlmFlight *flight, const char *reason)
{
  fixture->window
      = llm_flight_window_new (GTK_WINDOW (fixture->ui.window), "GPT-4o", flight, reason);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 500);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (fixture->window);
}

static void
add_request (LlmFlight *flight, guint status, guint n_pieces)
{
  static const char *const headers[] = { "Authorization", "Bearer [key]", NULL };
  LlmFlightSent sent = { NULL };

  sent.method = g_strdup ("POST");
  sent.url = g_strdup_printf ("https://example.com/%u", status);
  sent.headers = g_strdupv ((char **) headers);
  sent.body = g_strdup ("{\"prompt\":\"Why?\"}");
  sent.body_length = strlen (sent.body);
  sent.variable = g_strdup ("OPENAI_API_KEY");
  llm_flight_begin (flight, &sent);
  llm_flight_take_head (flight, "HTTP/2", status, g_strdupv ((char **) headers));
  for (guint i = 0; i < n_pieces; i++)
    llm_flight_add_piece (flight);
}

/* All text that any text view has, whichever page is in front. */
static gboolean
has_text (GtkWidget *widget, const char *text)
{
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      GtkTextIter start, end;
      g_autofree char *shown = NULL;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      shown = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
      return strstr (shown, text) != NULL;
    }
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_text (child, text))
        return TRUE;
    }
  return FALSE;
}

static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (TRUE);
  GtkWidget *drop_down;
  int minimum;

  add_request (flight, 429, 0);
  llm_flight_end (flight, "failed", NULL);
  llm_flight_add_wait (flight, "retry", "Busy. Wait.", 1500 * 1000);
  add_request (flight, 200, 30);
  llm_flight_take_raw (flight, g_strdup ("data: raw-one\n"), NULL, 0);
  llm_flight_end (flight, "done", NULL);
  llm_flight_finish (flight);

  open (fixture, flight, NULL);
  g_assert_true (has_text (fixture->window, "GPT-4o"));
  g_assert_true (has_text (fixture->window, "POST https://example.com/200"));
  g_assert_true (has_text (fixture->window, "{\"prompt\":\"Why?\"}"));
  g_assert_true (has_text (fixture->window, "HTTP/2 200"));
  g_assert_true (has_text (fixture->window, "data: raw-one"));
  g_assert_true (has_text (fixture->window, "29 gaps: shortest"));
  g_assert_true (has_text (fixture->window, "Retried after 1.5 s: Busy. Wait."));

  gtk_widget_measure (adw_window_get_content (ADW_WINDOW (fixture->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  /* The other request. */
  drop_down = llm_ui_test_find_type (fixture->window, GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), 0);
  g_assert_true (has_text (fixture->window, "POST https://example.com/429"));
  g_assert_false (has_text (fixture->window, "POST https://example.com/200"));
  g_assert_true (has_text (fixture->window, "was not kept"));
  g_assert_false (has_text (fixture->window, "gaps: shortest"));
}

static void
assert_as_sent (GtkWidget *widget, guint *n_views)
{
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      g_autoptr (GSList) tags = NULL;
      GtkTextIter iter;
      gboolean may_hyphenate = TRUE;

      gtk_text_buffer_get_start_iter (buffer, &iter);
      tags = gtk_text_iter_get_tags (&iter);
      for (GSList *tag = tags; tag != NULL; tag = tag->next)
        g_object_get (tag->data, "insert-hyphens", &may_hyphenate, NULL);
      g_assert_false (may_hyphenate);
      (*n_views)++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_as_sent (child, n_views);
}

static void
assert_figures_whole (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "numeric"))
    g_assert_false (gtk_label_get_wrap (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    assert_figures_whole (child);
}

/* Nothing is added to what was sent, nor broken that is a figure; what servers say is no
 * markup. */
static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (TRUE);
  g_autoptr (GError) error = llm_error_new (
      LLM_ERROR_SERVER, "The server says <b>no</b> & that at a length which needs a line.", NULL);
  GtkWidget *drop_down;
  guint n_views = 0;
  int minimum;

  for (guint i = 0; i < 2; i++)
    {
      add_request (flight, 500, 0);
      llm_flight_take_raw (flight, g_strdup ("raw"), NULL, 0);
      llm_flight_end (flight, "failed", error);
    }
  llm_flight_finish (flight);
  open (fixture, flight, NULL);
  g_assert_true (has_text (fixture->window, "says <b>no</b> & that"));
  assert_as_sent (fixture->window, &n_views);
  g_assert_cmpuint (n_views, ==, 3);
  assert_figures_whole (fixture->window);
  gtk_widget_measure (adw_window_get_content (ADW_WINDOW (fixture->window)),
                      GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  drop_down = llm_ui_test_find_type (fixture->window, GTK_TYPE_DROP_DOWN);
  g_assert_true (gtk_widget_get_visible (drop_down));
  gtk_test_accessible_assert_property (gtk_widget_get_first_child (drop_down),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Request");
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, NULL);
}

static gboolean
is_read (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmFlight) flight = llm_flight_new (FALSE);
  g_autofree char *line = NULL;
  g_autofree char *copied = NULL;

  add_request (flight, 200, 2);
  llm_flight_finish (flight);
  line = llm_flight_to_curl (flight, 0, NULL);
  open (fixture, flight, NULL);
  g_assert_true (gtk_widget_activate_action (fixture->window, "flight.copy-curl", NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->window), NULL, read_cb,
                                 &copied);
  llm_ui_test_wait (is_read, &copied);
  g_assert_cmpstr (copied, ==, line);
  g_assert_nonnull (strstr (copied, "$OPENAI_API_KEY"));
  g_assert_true (has_text (fixture->window, "The key is taken from the environment"));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  open (fixture, NULL, "Nothing was recorded of how this answer was asked.");
  g_assert_true (has_text (fixture->window, "Nothing was recorded of how"));
  /* There is nothing to copy. */
  gtk_widget_activate_action (fixture->window, "flight.copy-curl", NULL);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  ADD ("/ui/flight-window/record", test_record);
  ADD ("/ui/flight-window/narrow", test_narrow);
  ADD ("/ui/flight-window/copy", test_copy);
  ADD ("/ui/flight-window/empty", test_empty);
  return g_test_run ();
}
