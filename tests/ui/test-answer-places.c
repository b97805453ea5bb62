/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <time.h>

#include "bench-text.h"
#include "llm-answer-test.h"
#include "llm-painter-test.h"
#include "llm-raw-text.h"

/* No iteration of the main loop may take longer, in milliseconds of this thread's own time.
 * Sanitizers take many times as long. */
#ifdef __SANITIZE_ADDRESS__
#define MAX_ITERATION G_MAXDOUBLE
#define SIZE_DIVISOR 4
#else
#define MAX_ITERATION 1500.0
#define SIZE_DIVISOR 1
#endif

/* --- the place where the reader is --- */

/* A text in which each line says where it is. */
static char *
new_numbered (gsize size)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; text->len < size; i++)
    {
      if (i % 10 == 0)
        g_string_append_printf (text, "## Heading H%u\n\n", i);
      else if (i % 10 == 3)
        g_string_append_printf (text, "- item *I%u* of a list\n- another `J%u`\n  - nested\n\n", i,
                                i);
      else if (i % 10 == 5)
        g_string_append_printf (text, "```c\nint c%u;\n\nint d%u;\n```\n\n", i, i);
      else if (i % 10 == 7)
        g_string_append_printf (text, "| A | B |\n|---|--:|\n| T%u | 1 |\n| U%u | 2 |\n\n", i, i);
      else
        g_string_append_printf (text,
                                "P%u A paragraph with **some** more words in it, enough of them to "
                                "be wrapped into several rows of a narrow view.\n\n",
                                i);
    }
  return g_string_free (text, FALSE);
}

static void
get_iter_at_y (AnswerTest *test, int y, GtkTextIter *iter)
{
  GdkRectangle rect;

  gtk_text_view_get_visible_rect (test->text_view, &rect);
  gtk_text_view_get_iter_at_location (test->text_view, iter, rect.x, rect.y + y);
}

/* The byte of the text that is shown so far below the top of the view. */
static gsize
get_source_at (AnswerTest *test, int y)
{
  LlmDocumentPainter *painter = answer_test_get_painter (test);
  g_autofree char *before = NULL;
  GtkTextIter start, iter;
  guint32 source = 0;

  get_iter_at_y (test, y, &iter);
  if (painter != NULL)
    {
      llm_document_painter_get_source (painter, &iter, &source);
      return source;
    }
  gtk_text_buffer_get_start_iter (answer_test_get_buffer (test), &start);
  before = gtk_text_buffer_get_slice (answer_test_get_buffer (test), &start, &iter, TRUE);
  return strlen (before);
}

/* The paragraph of the source that has a place: the bytes since the last blank line. */
static gsize
get_paragraph (const char *text, gsize place)
{
  const char *p = text + MIN (place, strlen (text));

  while (p > text && !(p[-1] == '\n' && p - text >= 2 && p[-2] == '\n'))
    p--;
  return (gsize) (p - text);
}

static void
scroll_to (AnswerTest *test, double share)
{
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (test->view);

  for (guint i = 0; i < 3; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * share);
      answer_test_settle (test);
    }
}

static void
assert_same_place (AnswerTest *test, const char *text, gsize place)
{
  const gsize now = get_source_at (test, 0);
  const gsize bottom = get_source_at (test, gtk_widget_get_height (GTK_WIDGET (test->view)) - 1);

  g_test_message ("was at byte %zu, is at %zu to %zu", place, now, bottom);
  /* In the same paragraph, and that is the one at the top. */
  if (get_paragraph (text, now) != get_paragraph (text, place))
    g_error ("was at \"%.40s\", is at \"%.40s\"", text + place, text + now);
}

static void
test_raw_and_back (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (100 * 1024);
  gsize place;

  answer_test_show (test, text, 500, 400);
  for (guint i = 1; i < 6; i++)
    {
      scroll_to (test, i / 6.0);
      place = get_source_at (test, 0);
      g_assert_cmpuint (place, >, 1000);
      llm_answer_view_set_raw (test->view, TRUE);
      answer_test_settle (test);
      answer_test_settle (test);
      assert_same_place (test, text, place);
      llm_answer_view_set_raw (test->view, FALSE);
      answer_test_settle (test);
      answer_test_settle (test);
      assert_same_place (test, text, place);
    }
}

static gboolean
is_at_end (gpointer user_data)
{
  AnswerTest *test = user_data;
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (test->view);

  return llm_answer_view_is_settled (test->view)
         && gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
                > gtk_adjustment_get_upper (adjustment) - 2;
}

static gboolean
is_published (gpointer user_data)
{
  AnswerTest *test = user_data;

  return llm_answer_view_get_published (test->view) == llm_answer_get_text_length (test->answer);
}

static void
test_raw_while_following (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (30 * 1024);

  answer_test_start (test, 500, 400);
  answer_test_append (test, text);
  llm_ui_test_wait (is_published, test);
  llm_ui_test_wait (is_at_end, test);
  for (guint i = 0; i < 4; i++)
    {
      llm_answer_view_set_raw (test->view, i % 2 == 0);
      llm_ui_test_wait (is_published, test);
      llm_ui_test_wait (is_at_end, test);
      g_assert_true (llm_answer_view_get_following (test->view));
      answer_test_append (test, text);
      llm_ui_test_wait (is_published, test);
      llm_ui_test_wait (is_at_end, test);
    }
}

/* At the top it stays there. */
static void
test_raw_at_top (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (20 * 1024);
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (test->view);

  answer_test_show (test, text, 500, 400);
  for (guint i = 0; i < 4; i++)
    {
      llm_answer_view_set_raw (test->view, i % 2 == 0);
      answer_test_settle (test);
      g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
      g_assert_true (llm_answer_view_get_raw (test->view) == (i % 2 == 0));
    }
}

static GtkCssProvider *
set_zoom (GtkCssProvider *old, int percent)
{
  GtkCssProvider *provider = gtk_css_provider_new ();
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *css = NULL;

  css = g_strdup_printf ("llm-answer-view textview { font-size: %d%%; }", percent);
  gtk_css_provider_load_from_data (provider, css, -1);
  if (old != NULL)
    gtk_style_context_remove_provider_for_display (display, GTK_STYLE_PROVIDER (old));
  g_clear_object (&old);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  return provider;
}

typedef struct
{
  AnswerTest *test;
  double em;
} Zoomed;

static gboolean
has_em (gpointer user_data)
{
  const Zoomed *zoomed = user_data;
  const double em = llm_document_painter_get_em (answer_test_get_painter (zoomed->test));

  return ABS (em - zoomed->em) < 0.2;
}

static void
test_zoom (AnswerTest *test, gconstpointer data)
{
  const int steps[] = { 150, 300, 50, 100 };
  g_autofree char *text = new_numbered (60 * 1024);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GtkCssProvider) provider = NULL;
  Zoomed zoomed = { test, 0 };
  double em;
  gsize place;

  answer_test_show (test, text, 600, 400);
  scroll_to (test, 0.5);
  before = painter_test_describe (answer_test_get_buffer (test));
  em = llm_document_painter_get_em (answer_test_get_painter (test));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      place = get_source_at (test, 0);
      provider = set_zoom (provider, steps[i]);
      zoomed.em = em * steps[i] / 100;
      llm_ui_test_wait (has_em, &zoomed);
      answer_test_settle (test);
      answer_test_settle (test);
      assert_same_place (test, text, place);
    }
  after = painter_test_describe (answer_test_get_buffer (test));
  g_assert_cmpuint (strlen (after), >, 1000);
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (provider));
}

/* The scroll bar comes and goes with the size of the text; that must not happen while a
 * frame is drawn, which the toolkit warns of. */
static void
test_zoom_scrollbar (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (GPOINTER_TO_UINT (data));
  g_autoptr (GtkCssProvider) provider = NULL;

  answer_test_start (test, 500, 400);
  answer_test_append (test, text);
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_DONE));
  answer_test_settle (test);
  for (guint i = 0; i < 12; i++)
    {
      provider = set_zoom (provider, i % 2 == 0 ? 100 + (int) i * 20 : 100 - (int) i * 4);
      for (guint j = 0; j < i; j++)
        g_main_context_iteration (NULL, FALSE);
      if (i % 3 != 0)
        answer_test_settle (test);
    }
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (provider));
}

/* Zoomed while there is no text: the next one has the new size. */
static void
test_zoom_while_empty (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GtkCssProvider) provider = NULL;
  Zoomed zoomed = { test, 0 };

  answer_test_start (test, 500, 400);
  answer_test_append (test, "# Some\n\ntext\n");
  llm_ui_test_wait (is_published, test);
  zoomed.em = 2 * llm_document_painter_get_em (answer_test_get_painter (test));
  llm_answer_clear (test->answer);
  provider = set_zoom (NULL, 200);
  answer_test_settle (test);
  answer_test_append (test, "# Other\n\ntext\n");
  llm_ui_test_wait (is_published, test);
  llm_ui_test_wait (has_em, &zoomed);
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (provider));
}

/* Code that was folded is not unfolded by another size of the text. */
static void
test_zoom_keeps_folds (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("```python\n");
  g_autoptr (GtkCssProvider) provider = NULL;
  Zoomed zoomed = { test, 0 };

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "line_%u ()\n", i);
  g_string_append (text, "```\n");
  answer_test_show (test, text->str, 600, 400);
  g_assert_true (llm_document_painter_is_folded (answer_test_get_painter (test), 0));
  zoomed.em = 1.5 * llm_document_painter_get_em (answer_test_get_painter (test));
  provider = set_zoom (NULL, 150);
  llm_ui_test_wait (has_em, &zoomed);
  answer_test_settle (test);
  g_assert_true (llm_document_painter_is_folded (answer_test_get_painter (test), 0));
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (provider));
}

static void
test_dark (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (20 * 1024);
  g_autofree char *light = NULL;
  g_autofree char *dark = NULL;
  g_autofree char *again = NULL;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gsize place;

  answer_test_show (test, text, 500, 400);
  scroll_to (test, 0.5);
  place = get_source_at (test, 0);
  light = painter_test_describe (answer_test_get_buffer (test));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  answer_test_settle (test);
  answer_test_settle (test);
  dark = painter_test_describe (answer_test_get_buffer (test));
  g_assert_cmpstr (dark, !=, light);
  g_assert_true (llm_document_painter_get_colors (answer_test_get_painter (test))->is_dark);
  assert_same_place (test, text, place);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  answer_test_settle (test);
  answer_test_settle (test);
  again = painter_test_describe (answer_test_get_buffer (test));
  g_assert_cmpuint (strlen (again), >, 1000);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

/* --- answers that come and go --- */

/* Stopped in the midst of everything, then continued: as if it had come at once. */
static void
test_continued (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = bench_text_new (6000, 7);
  g_autofree char *shown = NULL;
  g_autofree char *whole = NULL;
  guint32 state = 5;

  answer_test_start (test, 500, 400);
  for (const char *p = text; *p != '\0';)
    {
      const char *stop = p;
      g_autofree char *piece = NULL;

      for (guint i = 0; i < 60; i++)
        stop = bench_text_next (stop, &state);
      piece = g_strndup (p, (gsize) (stop - p));
      answer_test_append (test, piece);
      g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_STOPPED));
      llm_ui_test_wait (is_published, test);
      g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_QUEUED));
      g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_CONNECTING));
      g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_STREAMING));
      p = stop;
    }
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_DONE));
  answer_test_settle (test);
  shown = painter_test_describe (answer_test_get_buffer (test));
  llm_answer_view_set_answer (test->view, NULL);
  g_assert_cmpint (gtk_text_buffer_get_char_count (answer_test_get_buffer (test)), ==, 0);
  llm_answer_view_set_answer (test->view, test->answer);
  answer_test_settle (test);
  whole = painter_test_describe (answer_test_get_buffer (test));
  g_assert_cmpuint (strlen (shown), >, 6000);
  g_assert_cmpuint (strlen (whole), >, 6000);
}

static void
test_hidden (AnswerTest *test, gconstpointer data)
{
  g_autofree char *text = new_numbered (150 * 1024);
  g_autofree char *shown = NULL;
  g_autoptr (PainterTest) whole = painter_test_show (text, FALSE);
  const int n_chars = gtk_text_buffer_get_char_count (whole->buffer);

  answer_test_start (test, 500, 400);
  answer_test_append (test, "## ");
  gtk_widget_set_visible (GTK_WIDGET (test->view), FALSE);
  answer_test_append (test, text + 3);
  llm_ui_test_run_for (100);
  g_assert_cmpuint (llm_answer_view_get_published (test->view), ==, 3);
  gtk_widget_set_visible (GTK_WIDGET (test->view), TRUE);
  llm_ui_test_wait (is_published, test);
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_DONE));
  answer_test_settle (test);
  g_assert_cmpint (gtk_text_buffer_get_char_count (answer_test_get_buffer (test)), ==, n_chars);
  painter_test_find (answer_test_get_buffer (test), "Heading H0", &(GtkTextIter){ 0 },
                     &(GtkTextIter){ 0 });
}

/* --- hostile texts --- */

static double
get_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1000.0 + now.tv_nsec / 1000000.0;
}

typedef struct
{
  double longest;
  double all;
} Cost;

/* Runs the main loop until all is there; not longer than the time a reader would wait. */
static void
run_until_settled (AnswerTest *test, Cost *cost)
{
  const gint64 deadline = g_get_monotonic_time () + 120 * G_TIME_SPAN_SECOND;
  guint n_idle = 0;

  while (n_idle < 20)
    {
      const double begin = get_cpu ();
      const gboolean worked = g_main_context_iteration (NULL, FALSE);

      cost->longest = MAX (cost->longest, get_cpu () - begin);
      cost->all += get_cpu () - begin;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!llm_answer_view_is_settled (test->view))
        n_idle = 0;
      else if (!worked)
        n_idle++;
      if (!worked)
        g_usleep (2000);
    }
}

static void
check_hostile (AnswerTest *test, const char *name, const char *text)
{
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (test->view);
  Cost cost = { 0, 0 };
  double begin = get_cpu ();

  llm_answer_append (test->answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (test->answer, LLM_ANSWER_DONE);
  llm_answer_view_set_answer (test->view, test->answer);
  cost.longest = get_cpu () - begin;
  run_until_settled (test, &cost);
  g_test_message ("%s: %zu bytes, %.0f ms in all, %.0f ms at most", name, strlen (text), cost.all,
                  cost.longest);
  for (guint i = 0; i < 4; i++)
    {
      begin = get_cpu ();
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * (i + 1) / 4);
      cost.longest = MAX (cost.longest, get_cpu () - begin);
      run_until_settled (test, &cost);
    }
  g_test_message ("%s: %.0f ms at most with scrolling", name, cost.longest);
  g_assert_cmpuint (llm_answer_view_get_published (test->view), ==, strlen (text));
  g_assert_cmpfloat (cost.longest, <, MAX_ITERATION);
  begin = get_cpu ();
  llm_answer_view_set_answer (test->view, NULL);
  g_test_message ("%s: %.0f ms to take away", name, get_cpu () - begin);
  g_assert_cmpfloat (get_cpu () - begin, <, MAX_ITERATION);
}

static void
append_line (GString *text)
{
  while (text->len < 1024 * 1024 / SIZE_DIVISOR)
    g_string_append (text, "words without an end ");
}

static void
append_word (GString *text)
{
  while (text->len < 1024 * 1024 / SIZE_DIVISOR)
    g_string_append (text, "天x");
}

static void
append_rows (GString *text)
{
  g_string_append (text, "| a | b | c |\n|---|:-:|--:|\n");
  for (guint i = 0; i < 10000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "| row %u | **b** | %u |\n", i, i * 7);
}

static void
append_columns (GString *text)
{
  for (guint i = 0; i < 500; i++)
    g_string_append (text, "| a ");
  g_string_append (text, "|\n");
  for (guint i = 0; i < 500; i++)
    g_string_append (text, "|---");
  g_string_append (text, "|\n");
  for (guint i = 0; i < 200 / SIZE_DIVISOR; i++)
    {
      for (guint j = 0; j < 500; j++)
        g_string_append (text, "| cell ");
      g_string_append (text, "|\n");
    }
}

static void
append_nesting (GString *text)
{
  for (guint depth = 0; depth < 64; depth++)
    g_string_append_printf (text, "%*s- item %u\n", (int) depth * 2, "", depth);
  g_string_append (text, "\n\n");
  for (guint depth = 0; depth < 64; depth++)
    g_string_append (text, "> ");
  g_string_append (text, "quoted\n\n");
  for (guint depth = 0; depth < 64; depth++)
    g_string_append_printf (text, "%*s1. > item %u\n", (int) depth * 5, "", depth);
}

static void
append_links (GString *text)
{
  for (guint i = 0; i < 5000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "[l%u](https://example.com/%u) ", i, i);
}

static void
append_fences (GString *text)
{
  for (guint i = 0; i < 3000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "```%s\nint i%u;\n```\n", i % 2 ? "c" : "python", i);
}

static void
append_nested_fences (GString *text)
{
  g_string_append (text, "- list\n\n");
  for (guint i = 0; i < 3000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "  ```%s\n  int i%u;\n  ```\n\n", i % 2 ? "c" : "python", i);
}

static void
append_tables (GString *text)
{
  for (guint i = 0; i < 40000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "|a|b|\n|-|-|\n|%u|x|\n\n", i);
}

static void
append_quoted_tables (GString *text)
{
  for (guint i = 0; i < 34000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "> |a|b|\n> |-|-|\n> |%u|x|\n>\n", i);
}

static void
append_items (GString *text)
{
  for (guint i = 0; i < 10000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "%u. item %u with `code`\n", i + 1, i);
}

static void
append_formulas (GString *text)
{
  for (guint i = 0; i < 10000 / SIZE_DIVISOR; i++)
    g_string_append_printf (text, "$x_%u^2$ and $\\frac{%u}{n}$ ", i, i);
}

static void
append_emphasis (GString *text)
{
  for (guint i = 0; i < 20000 / SIZE_DIVISOR; i++)
    g_string_append (text, "**a** *b* `c` ~~d~~ ");
}

static void
append_code (GString *text)
{
  g_string_append (text, "```python\n");
  while (text->len < 1024 * 1024 / SIZE_DIVISOR)
    g_string_append (text, "value = compute (1, 2, \"three\")  # four\n");
}

static void
append_rtl (GString *text)
{
  for (guint i = 0; i < 20000 / SIZE_DIVISOR; i++)
    g_string_append (text, i % 40 == 39 ? "\n\n" : "שלום 12 abc ");
}

static const struct
{
  const char *name;
  void (*append) (GString *text);
} hostile[] = {
  { "line", append_line },         { "word", append_word },
  { "rows", append_rows },         { "columns", append_columns },
  { "nesting", append_nesting },   { "links", append_links },
  { "fences", append_fences },     { "nested-fences", append_nested_fences },
  { "tables", append_tables },     { "quoted-tables", append_quoted_tables },
  { "items", append_items },       { "formulas", append_formulas },
  { "emphasis", append_emphasis }, { "code", append_code },
  { "rtl", append_rtl },
};

static void
test_hostile (AnswerTest *test, gconstpointer data)
{
  const guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GString) text = g_string_new (NULL);

  llm_ui_test_present (&test->ui, GTK_WIDGET (test->view), 700, 700);
  hostile[index].append (text);
  check_hostile (test, hostile[index].name, text->str);
}

/* The same while it is written; only the first part of it. */
static void
test_hostile_streamed (AnswerTest *test, gconstpointer data)
{
  const guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GString) text = g_string_new (NULL);
  Cost cost = { 0, 0 };
  const char *p;

  hostile[index].append (text);
  answer_test_start (test, 700, 700);
  for (p = text->str; p < text->str + MIN (text->len, 120000 / SIZE_DIVISOR);)
    {
      const char *stop = p + MIN (strlen (p), 3000);
      g_autofree char *piece = NULL;
      double begin = get_cpu ();

      while ((*stop & 0xc0) == 0x80)
        stop++;
      piece = g_strndup (p, (gsize) (stop - p));
      answer_test_append (test, piece);
      /* Whatever the feed would wait for. */
      llm_answer_view_prepare_search (test->view, "");
      cost.longest = MAX (cost.longest, get_cpu () - begin);
      begin = get_cpu ();
      for (guint i = 0; i < 3; i++)
        g_main_context_iteration (NULL, FALSE);
      cost.longest = MAX (cost.longest, get_cpu () - begin);
      p = stop;
    }
  g_assert_true (llm_answer_set_state (test->answer, LLM_ANSWER_DONE));
  run_until_settled (test, &cost);
  g_test_message ("%s: %.0f ms at most", hostile[index].name, cost.longest);
  g_assert_cmpfloat (cost.longest, <, MAX_ITERATION);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/answer-places/" name, AnswerTest, NULL, answer_test_set_up, function,              \
              answer_test_tear_down)
  ADD ("raw-and-back", test_raw_and_back);
  ADD ("raw-while-following", test_raw_while_following);
  ADD ("raw-at-top", test_raw_at_top);
  ADD ("zoom", test_zoom);
  ADD ("zoom-while-empty", test_zoom_while_empty);
  for (guint size = 200; size <= 1000; size += 100)
    {
      g_autofree char *path = g_strdup_printf ("/answer-places/zoom-scrollbar/%u", size);

      g_test_add (path, AnswerTest, GUINT_TO_POINTER (size), answer_test_set_up,
                  test_zoom_scrollbar, answer_test_tear_down);
    }
  ADD ("zoom-keeps-folds", test_zoom_keeps_folds);
  ADD ("dark", test_dark);
  ADD ("continued", test_continued);
  ADD ("hidden", test_hidden);
#undef ADD
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strconcat ("/answer-places/hostile/", hostile[i].name, NULL);
      g_autofree char *streamed
          = g_strconcat ("/answer-places/hostile-streamed/", hostile[i].name, NULL);

      g_test_add (path, AnswerTest, GUINT_TO_POINTER (i), answer_test_set_up, test_hostile,
                  answer_test_tear_down);
      g_test_add (streamed, AnswerTest, GUINT_TO_POINTER (i), answer_test_set_up,
                  test_hostile_streamed, answer_test_tear_down);
    }
  return g_test_run ();
}
