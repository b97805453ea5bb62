/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "llm-answer-view.h"
#include "llm-raw-text.h"
#include "llm-text-feed.h"
#include "llm-ui-test.h"

#define PARAGRAPH "Sunlight looks white but holds all colours; the air scatters the blue.\n\n"

typedef struct
{
  LlmUiTest ui;
  LlmAnswer *answer;
  GtkWidget *view;
  guint n_published;
} Fixture;

static void
count_cb (Fixture *fixture)
{
  fixture->n_published++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  fixture->answer = llm_answer_new ("p", "m", "Model");
  fixture->view = g_object_ref_sink (llm_answer_view_new (LLM_DELTA_TEXT));
  llm_answer_view_set_raw (LLM_ANSWER_VIEW (fixture->view), data != NULL);
  g_signal_connect_swapped (fixture->view, "published", G_CALLBACK (count_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_clear (&fixture->ui);
  g_assert_finalize_object (fixture->view);
  g_assert_finalize_object (fixture->answer);
  llm_ui_test_tear_down (&fixture->ui, data);
}

static void
start (Fixture *fixture)
{
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_STREAMING));
}

static void
append (Fixture *fixture, const char *text)
{
  llm_answer_append (fixture->answer, LLM_DELTA_TEXT, text);
}

static void
append_paragraphs (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    append (fixture, PARAGRAPH);
}

static void
show (Fixture *fixture)
{
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), fixture->answer);
  llm_ui_test_present (&fixture->ui, fixture->view, 400, 300);
}

static GtkTextBuffer *
get_buffer (Fixture *fixture)
{
  return gtk_text_view_get_buffer (llm_answer_view_get_text_view (LLM_ANSWER_VIEW (fixture->view)));
}

static char *
get_shown (Fixture *fixture)
{
  GtkTextIter start_iter, end_iter;

  gtk_text_buffer_get_bounds (get_buffer (fixture), &start_iter, &end_iter);
  return gtk_text_buffer_get_slice (get_buffer (fixture), &start_iter, &end_iter, TRUE);
}

static gboolean
is_complete (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_answer_view_get_published (LLM_ANSWER_VIEW (fixture->view))
         == llm_answer_get_text_length (fixture->answer);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (
      GTK_SCROLLABLE (llm_answer_view_get_text_view (LLM_ANSWER_VIEW (fixture->view))));
}

static double
get_distance (Fixture *fixture)
{
  GtkAdjustment *adjustment = get_adjustment (fixture);

  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment)
         - gtk_adjustment_get_value (adjustment);
}

static gboolean
is_scrollable_and_at_end (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkAdjustment *adjustment = get_adjustment (fixture);

  return is_complete (fixture)
         && gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment)
         && get_distance (fixture) < 1;
}

static gboolean
jump_is_offered (gpointer user_data)
{
  Fixture *fixture = user_data;

  return llm_ui_test_has_text (fixture->view, "Jump to latest");
}

static void
test_first_and_last_at_once (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  start (fixture);
  append (fixture, "First");
  g_assert_cmpuint (fixture->n_published, ==, 1);
  append (fixture, " second");
  g_assert_cmpuint (fixture->n_published, ==, 1);
  append (fixture, " third");
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_DONE));
  g_assert_cmpuint (fixture->n_published, ==, 2);
  g_assert_true (is_complete (fixture));
}

static gboolean
append_cb (gpointer user_data)
{
  append (user_data, "word\n");
  return G_SOURCE_CONTINUE;
}

/* Far fewer publications than pieces, and all of the text in the end. */
static void
test_coalescing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  gint64 begin;
  double seconds;
  guint id;

  show (fixture);
  start (fixture);
  begin = g_get_monotonic_time ();
  id = g_timeout_add (1, append_cb, fixture);
  llm_ui_test_run_for (1000);
  g_source_remove (id);
  seconds = (g_get_monotonic_time () - begin) / (double) G_TIME_SPAN_SECOND;
  g_assert_cmpuint (fixture->n_published, >, 2);
  g_assert_cmpuint (fixture->n_published, <=, 2 + (guint) (seconds * 20.5));
  g_assert_cmpuint (llm_answer_get_text_length (fixture->answer), >, 5 * 100);

  llm_ui_test_wait (is_complete, fixture);
  shown = get_shown (fixture);
  g_assert_cmpstr (shown, ==, llm_answer_get_text (fixture->answer));
}

/* What nobody sees costs nothing and is there when it is looked at. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  guint n;

  show (fixture);
  start (fixture);
  append (fixture, "seen ");
  gtk_widget_set_visible (fixture->view, FALSE);
  n = fixture->n_published;
  append_paragraphs (fixture, 100);
  llm_ui_test_run_for (200);
  g_assert_cmpuint (fixture->n_published, ==, n);
  gtk_widget_set_visible (fixture->view, TRUE);
  llm_ui_test_wait (is_complete, fixture);
}

static void
test_follows_at_end (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  start (fixture);
  for (guint i = 0; i < 8; i++)
    {
      append_paragraphs (fixture, 8);
      llm_ui_test_wait (is_scrollable_and_at_end, fixture);
      g_assert_true (llm_answer_view_get_following (LLM_ANSWER_VIEW (fixture->view)));
    }
  g_assert_false (jump_is_offered (fixture));
}

static gboolean
is_not_following (gpointer user_data)
{
  Fixture *fixture = user_data;

  return !llm_answer_view_get_following (LLM_ANSWER_VIEW (fixture->view));
}

static void
test_stays_where_the_reader_is (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment;
  double value;

  show (fixture);
  start (fixture);
  append_paragraphs (fixture, 40);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);

  adjustment = get_adjustment (fixture);
  value = gtk_adjustment_get_value (adjustment) - 200;
  gtk_adjustment_set_value (adjustment, value);
  llm_ui_test_wait (is_not_following, fixture);
  g_assert_false (jump_is_offered (fixture));

  for (guint i = 0; i < 4; i++)
    {
      append_paragraphs (fixture, 10);
      llm_ui_test_wait (is_complete, fixture);
      llm_ui_test_wait_frame (fixture->view);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, value);
    }
  llm_ui_test_wait (jump_is_offered, fixture);

  llm_answer_view_jump_to_latest (LLM_ANSWER_VIEW (fixture->view));
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
  g_assert_false (jump_is_offered (fixture));
  append_paragraphs (fixture, 10);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
}

typedef struct
{
  GtkWidget *view;
  int width;
} Width;

static gboolean
has_width (gpointer user_data)
{
  const Width *width = user_data;

  return gtk_widget_get_width (width->view) == width->width;
}

/* Another width wraps all lines anew: that is not the reader who scrolls. */
static void
test_resize (Fixture *fixture, gconstpointer data)
{
  const int sizes[][2] = { { 700, 300 }, { 380, 700 }, { 900, 250 }, { 360, 500 }, { 640, 640 } };

  show (fixture);
  start (fixture);
  append_paragraphs (fixture, 40);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Width width = { fixture->view, sizes[i][0] };

      append_paragraphs (fixture, 10);
      gtk_window_set_default_size (GTK_WINDOW (fixture->ui.window), sizes[i][0], sizes[i][1]);
      append_paragraphs (fixture, 5);
      llm_ui_test_wait (has_width, &width);
      llm_ui_test_run_for (150);
      llm_ui_test_wait (is_scrollable_and_at_end, fixture);
      g_assert_true (llm_answer_view_get_following (LLM_ANSWER_VIEW (fixture->view)));
    }
}

static void
test_scrolling_back_to_the_end (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment;

  show (fixture);
  start (fixture);
  append_paragraphs (fixture, 40);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
  adjustment = get_adjustment (fixture);
  gtk_adjustment_set_value (adjustment, 0);
  llm_ui_test_wait (is_not_following, fixture);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  g_assert_true (llm_answer_view_get_following (LLM_ANSWER_VIEW (fixture->view)));
  append_paragraphs (fixture, 10);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
}

/* Text that is being selected does not run away, and the selection does not grow. */
static void
test_selection (Fixture *fixture, gconstpointer data)
{
  GtkTextIter begin, end;
  double value;

  show (fixture);
  start (fixture);
  append_paragraphs (fixture, 40);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
  gtk_text_buffer_get_bounds (get_buffer (fixture), &begin, &end);
  gtk_text_iter_backward_chars (&end, 10);
  begin = end;
  gtk_text_buffer_get_end_iter (get_buffer (fixture), &end);
  gtk_text_buffer_select_range (get_buffer (fixture), &end, &begin);
  value = gtk_adjustment_get_value (get_adjustment (fixture));

  append_paragraphs (fixture, 20);
  llm_ui_test_wait (is_complete, fixture);
  llm_ui_test_wait (is_not_following, fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (fixture)), ==, value);
  g_assert_true (gtk_text_buffer_get_selection_bounds (get_buffer (fixture), &begin, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&end) - gtk_text_iter_get_offset (&begin), ==, 10);
}

/* A stored answer opens at its beginning, a huge one without waiting for its end. */
static void
test_stored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  gint64 begin;

  while (llm_answer_get_text_length (fixture->answer) < 1024 * 1024)
    append_paragraphs (fixture, 100);
  llm_answer_restore (fixture->answer, LLM_ANSWER_DONE);
  begin = g_get_monotonic_time ();
  show (fixture);
  g_assert_cmpuint (llm_answer_view_get_published (LLM_ANSWER_VIEW (fixture->view)), >, 0);
  g_test_message ("first frames after %.0f ms with %" G_GSIZE_FORMAT " bytes",
                  (g_get_monotonic_time () - begin) / 1000.0,
                  llm_answer_view_get_published (LLM_ANSWER_VIEW (fixture->view)));
  llm_ui_test_wait (is_complete, fixture);
  g_test_message ("all after %.0f ms", (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (fixture)), ==, 0);
  g_assert_false (jump_is_offered (fixture));
  if (data == NULL)
    return;
  shown = get_shown (fixture);
  g_assert_true (strcmp (shown, llm_answer_get_text (fixture->answer)) == 0);
}

static void
test_cleared (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;

  show (fixture);
  start (fixture);
  append_paragraphs (fixture, 40);
  llm_ui_test_wait (is_scrollable_and_at_end, fixture);
  gtk_adjustment_set_value (get_adjustment (fixture), 0);
  llm_ui_test_wait (is_not_following, fixture);
  llm_answer_clear (fixture->answer);
  g_assert_cmpint (gtk_text_buffer_get_char_count (get_buffer (fixture)), ==, 0);
  append (fixture, "again");
  shown = get_shown (fixture);
  g_assert_cmpstr (shown, ==, "again");
  g_assert_true (llm_answer_view_get_following (LLM_ANSWER_VIEW (fixture->view)));
}

/* Another answer takes the place of the first, whose signals then do nothing. */
static void
test_other_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmAnswer) other = llm_answer_new ("p", "m", "Other");
  g_autofree char *shown = NULL;

  show (fixture);
  start (fixture);
  append (fixture, "first");
  llm_answer_append (other, LLM_DELTA_TEXT, "second");
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), other);
  append (fixture, " more");
  llm_ui_test_run_for (100);
  shown = get_shown (fixture);
  g_assert_cmpstr (shown, ==, "second");
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (fixture->view), NULL);
  g_assert_cmpint (gtk_text_buffer_get_char_count (get_buffer (fixture)), ==, 0);
}

/* A paragraph without end is broken for the eye only, wherever the pieces end. */
static void
check_breaks (const char *text, guint piece)
{
  g_autoptr (GtkTextBuffer) whole = gtk_text_buffer_new (NULL);
  g_autoptr (GtkTextBuffer) pieces = gtk_text_buffer_new (NULL);
  g_autoptr (LlmRawText) whole_raw = llm_raw_text_new (whole);
  g_autoptr (LlmRawText) pieces_raw = llm_raw_text_new (pieces);
  g_autoptr (LlmTextFeed) whole_feed
      = llm_text_feed_new (LLM_TEXT_SINK (whole_raw), LLM_DELTA_TEXT);
  g_autoptr (LlmTextFeed) pieces_feed
      = llm_text_feed_new (LLM_TEXT_SINK (pieces_raw), LLM_DELTA_TEXT);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("p", "m", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;
  GtkTextIter begin, end;

  llm_text_feed_set_answer (pieces_feed, answer);
  for (const char *p = text; *p != '\0';)
    {
      const char *stop = p;
      g_autofree char *part = NULL;

      for (guint i = 0; i < piece && *stop != '\0'; i++)
        stop = g_utf8_next_char (stop);
      part = g_strndup (p, stop - p);
      llm_answer_append (answer, LLM_DELTA_TEXT, part);
      llm_text_feed_flush (pieces_feed);
      p = stop;
    }
  llm_text_feed_set_answer (whole_feed, answer);
  llm_text_feed_flush (whole_feed);

  gtk_text_buffer_get_bounds (whole, &begin, &end);
  expected = gtk_text_buffer_get_slice (whole, &begin, &end, TRUE);
  gtk_text_buffer_get_bounds (pieces, &begin, &end);
  shown = gtk_text_buffer_get_slice (pieces, &begin, &end, TRUE);
  g_assert_true (strcmp (shown, expected) == 0);
  copied = llm_raw_text_dup_slice (pieces_raw, &begin, &end);
  g_assert_true (strcmp (copied, text) == 0);

  for (int line = 0; line < gtk_text_buffer_get_line_count (pieces); line++)
    {
      gtk_text_buffer_get_iter_at_line (pieces, &begin, line);
      g_assert_cmpint (gtk_text_iter_get_bytes_in_line (&begin), <, 4400);
    }
}

static void
test_breaks (void)
{
  const char *const patterns[]
      = { "a", "word ", "ä", "天", "a\xcc\x81", "👩\xe2\x80\x8d🚀", "\t", "x\r" };

  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GString) text = g_string_new ("A short line\n");

      while (text->len < 20000)
        g_string_append (text, patterns[i]);
      g_string_append (text, "\nand another\n");
      check_breaks (text->str, 1);
      check_breaks (text->str, 7);
      check_breaks (text->str, 1000);
    }
}

/* Line ends of other systems that arrive in two pieces are one line end. */
static void
test_carriage_return (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  start (fixture);
  append (fixture, "one\r");
  append (fixture, "\ntwo\r");
  append (fixture, "\nthree\r");
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_STOPPED));
  llm_ui_test_wait (is_complete, fixture);
  g_assert_cmpint (gtk_text_buffer_get_line_count (get_buffer (fixture)), ==, 4);
}

/* What no keyboard types: control characters, the object replacement, bidi marks. */
static void
test_odd_characters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (gunichar c = 1; c < 0xa0; c++)
    g_string_append_unichar (text, c == '\r' ? ' ' : c);
  for (gunichar c = 0x2000; c < 0x2070; c++)
    g_string_append_unichar (text, c);
  g_string_append (text, "\xef\xbf\xbc\xef\xbf\xbd\xef\xbb\xbf\xf4\x8f\xbf\xbd שלום\n");
  show (fixture);
  start (fixture);
  append (fixture, text->str);
  llm_ui_test_wait (is_complete, fixture);
  llm_ui_test_wait_frame (fixture->view);
  shown = get_shown (fixture);
  g_assert_cmpstr (shown, ==, text->str);
}

/* Highlighting must not stop the window on text that is made for it. */
static void
test_hostile_markdown (Fixture *fixture, gconstpointer data)
{
  const char *const patterns[]
      = { "[", "*", "_", "`", "<", "![", "*a", "**a ", "[a](", "#", "> ", "&" };

  show (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 begin = g_get_monotonic_time ();

      while (text->len < 16000)
        g_string_append (text, patterns[i]);
      start (fixture);
      append (fixture, text->str);
      llm_ui_test_wait (is_complete, fixture);
      llm_ui_test_wait_frame (fixture->view);
      g_test_message ("\"%s\": %.0f ms", patterns[i], (g_get_monotonic_time () - begin) / 1000.0);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_TIME_SPAN_SECOND);
      g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_DONE));
      g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_QUEUED));
      llm_answer_clear (fixture->answer);
    }
}

static void
check_margins (Fixture *fixture, int width, gboolean is_flush)
{
  GtkTextView *view = llm_answer_view_get_text_view (LLM_ANSWER_VIEW (fixture->view));
  int left, right;

  gtk_widget_size_allocate (fixture->view, &(GtkAllocation){ 0, 0, width, 300 }, -1);
  left = gtk_text_view_get_left_margin (view);
  right = gtk_text_view_get_right_margin (view);
  g_assert_cmpint (left, >=, 12);
  g_assert_cmpint (right, >=, 12);
  if (is_flush)
    g_assert_cmpint (left, ==, 12);
  else
    g_assert_cmpint (ABS (left - right), <=, 1);
}

/* A readable measure: flush with the header in a card, in the middle of a page. */
static void
test_margins (Fixture *fixture, gconstpointer data)
{
  show (fixture);
  check_margins (fixture, 400, TRUE);
  check_margins (fixture, 800, TRUE);
  check_margins (fixture, 1800, FALSE);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function, data)                                                                  \
  g_test_add ("/answer-view/" name, Fixture, data, set_up, function, tear_down)
/* As the model wrote it, and rendered. */
#define ADD_BOTH(name, function)                                                                   \
  ADD ("raw/" name, function, "raw");                                                              \
  ADD ("rendered/" name, function, NULL)
  ADD_BOTH ("first-and-last-at-once", test_first_and_last_at_once);
  ADD ("coalescing", test_coalescing, "raw");
  ADD_BOTH ("hidden", test_hidden);
  ADD_BOTH ("follows-at-end", test_follows_at_end);
  ADD_BOTH ("stays-where-the-reader-is", test_stays_where_the_reader_is);
  ADD_BOTH ("resize", test_resize);
  ADD_BOTH ("scrolling-back-to-the-end", test_scrolling_back_to_the_end);
  ADD_BOTH ("selection", test_selection);
  ADD_BOTH ("stored", test_stored);
  ADD_BOTH ("cleared", test_cleared);
  ADD_BOTH ("other-answer", test_other_answer);
  ADD ("carriage-return", test_carriage_return, "raw");
  ADD ("odd-characters", test_odd_characters, "raw");
  ADD_BOTH ("margins", test_margins);
  ADD_BOTH ("hostile-markdown", test_hostile_markdown);
#undef ADD_BOTH
#undef ADD
  g_test_add_func ("/text-feed/breaks", test_breaks);
  return g_test_run ();
}
