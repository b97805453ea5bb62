/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-document-painter-private.h"
#include "llm-painter-test.h"
#include "llm-text-sink.h"
#include "llm-ui-test.h"

/* Sanitizers take several times as long. */
#ifdef __SANITIZE_ADDRESS__
#define N_DOCUMENTS 150
#else
#define N_DOCUMENTS 800
#endif

#define TABLE "| Name | Value |\n|---|--:|\n| first | 1 |\n| second **one** | 22 |\n\n"

static GRand *
new_rand (guint32 number)
{
  return g_rand_new_with_seed (number * 2654435761u + 1);
}

static void
assert_cursor_at_start (PainterTest *test)
{
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (test->buffer, &iter, gtk_text_buffer_get_insert (test->buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&iter), ==, 0);
}

static guint
stream (PainterTest *test, GRand *rand, const char *text, gsize max_piece)
{
  const gsize length = strlen (text);
  guint n_pieces = 0;

  while (test->length < length)
    {
      painter_test_append (test, text, painter_test_next_cut (rand, text, test->length, max_piece));
      painter_test_check (test);
      assert_cursor_at_start (test);
      n_pieces++;
    }
  painter_test_finish (test, text);
  painter_test_check (test);
  return n_pieces;
}

/* However a text comes, it looks as if it had come at once. */
static void
test_streamed (void)
{
  guint n_pieces = 0;

  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (GRand) rand = new_rand (i);
      const gboolean folds = g_rand_boolean (rand);
      const gsize size = (gsize) g_rand_int_range (rand, 100, i % 20 == 0 ? 6000 : 2000);
      g_autofree char *text = painter_test_random_text (rand, size);
      g_autoptr (PainterTest) streamed = painter_test_new (folds);
      g_autoptr (PainterTest) whole = painter_test_show (text, folds);

      n_pieces += stream (streamed, rand, text, i % 4 == 0 ? 400 : MAX (2, size / 10));
      painter_test_assert_same (streamed, whole, text);
    }
  g_test_message ("%u pieces", n_pieces);
  g_assert_cmpuint (n_pieces, >, N_DOCUMENTS * 15);
}

/* Every prefix of it, character by character. */
static void
test_by_character (void)
{
  for (guint i = 0; i < N_DOCUMENTS / 30; i++)
    {
      g_autoptr (GRand) rand = new_rand (10000 + i);
      g_autofree char *text = painter_test_random_text (rand, 400);
      g_autoptr (PainterTest) streamed = painter_test_new (FALSE);
      g_autoptr (PainterTest) whole = painter_test_show (text, FALSE);

      stream (streamed, rand, text, 1);
      painter_test_assert_same (streamed, whole, text);
    }
}

/* An answer that was stopped goes on. */
static void
test_continued (void)
{
  for (guint i = 0; i < N_DOCUMENTS / 4; i++)
    {
      g_autoptr (GRand) rand = new_rand (20000 + i);
      g_autofree char *text = painter_test_random_text (rand, 1500);
      g_autoptr (PainterTest) streamed = painter_test_new (FALSE);
      g_autoptr (PainterTest) whole = painter_test_show (text, FALSE);

      while (streamed->length < strlen (text))
        {
          const gsize to = painter_test_next_cut (rand, text, streamed->length, 500);
          g_autofree char *part = g_strndup (text, to);

          painter_test_append (streamed, part, to);
          painter_test_finish (streamed, part);
          painter_test_check (streamed);
        }
      painter_test_finish (streamed, text);
      painter_test_assert_same (streamed, whole, text);
    }
}

static guint
get_committed_end (PainterTest *test)
{
  const guint n = llm_document_get_n_committed (test->painter->document);
  int start;
  LlmLayout *layout;

  if (n == 0)
    return 0;
  layout = llm_document_painter_get_block (test->painter, n - 1, &start);
  return (guint) start + llm_layout_get_n_chars (layout);
}

static void
select_range (PainterTest *test, int from, int to)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_iter_at_offset (test->buffer, &start, from);
  gtk_text_buffer_get_iter_at_offset (test->buffer, &end, to);
  gtk_text_buffer_select_range (test->buffer, &end, &start);
}

static char *
get_selected (PainterTest *test, int *from, int *to)
{
  GtkTextIter start, end;

  g_assert_true (gtk_text_buffer_get_selection_bounds (test->buffer, &start, &end));
  *from = gtk_text_iter_get_offset (&start);
  *to = gtk_text_iter_get_offset (&end);
  return gtk_text_buffer_get_slice (test->buffer, &start, &end, TRUE);
}

static void
check_selection (GRand *rand, const char *text)
{
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  g_autofree char *selected = NULL;
  int from = 0, to = 0;

  while (test->length < strlen (text))
    {
      painter_test_append (test, text, painter_test_next_cut (rand, text, test->length, 200));
      if (selected == NULL && get_committed_end (test) > 20)
        {
          to = g_rand_int_range (rand, 2, (gint32) get_committed_end (test) + 1);
          from = g_rand_int_range (rand, 0, to - 1);
          select_range (test, from, to);
          selected = get_selected (test, &from, &to);
        }
      else if (selected != NULL)
        {
          int now_from, now_to;
          g_autofree char *now = get_selected (test, &now_from, &now_to);

          g_assert_cmpint (now_from, ==, from);
          g_assert_cmpint (now_to, ==, to);
          g_assert_cmpstr (now, ==, selected);
        }
    }
}

/* What is selected does not change while more is written behind it. */
static void
test_selection (void)
{
  for (guint i = 0; i < N_DOCUMENTS / 10; i++)
    {
      g_autoptr (GRand) rand = new_rand (30000 + i);
      g_autofree char *text = painter_test_random_text (rand, 6000);

      check_selection (rand, text);
    }
}

/* A selection up to the end does not grow with the text. */
static void
test_selection_at_end (void)
{
  const char *const text
      = "One paragraph\n\nand *another* that goes on and on\n\n- an item\n- more\n";
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  g_autofree char *selected = NULL;
  g_autofree char *now = NULL;
  int from, to;

  painter_test_append (test, text, strlen ("One paragraph\n\nand *another*"));
  select_range (test, 4, gtk_text_buffer_get_char_count (test->buffer));
  selected = get_selected (test, &from, &to);
  for (gsize i = test->length + 1; i <= strlen (text); i++)
    painter_test_append (test, text, i);
  painter_test_finish (test, text);
  now = get_selected (test, &from, &to);
  g_assert_cmpstr (now, ==, selected);
}

static void
test_reset (void)
{
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  g_autoptr (GRand) rand = new_rand (1);
  guint n_tags = 0;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < 5 + i % 3; j++)
        g_string_append (text, TABLE "- nested\n\n  "
                                     "| a |\n  |---|\n  | b |\n\n```c\nint i;\n```\n\n");
      stream (test, rand, text->str, 200);
      if (i == 3)
        n_tags = painter_test_get_n_tags (test);
      llm_text_sink_reset (LLM_TEXT_SINK (test->painter));
      test->length = 0;
      g_assert_cmpint (gtk_text_buffer_get_char_count (test->buffer), ==, 0);
      g_assert_cmpuint (llm_document_painter_get_n_blocks (test->painter), ==, 0);
      painter_test_check (test);
    }
  g_assert_cmpuint (painter_test_get_n_tags (test), <=, n_tags);
}

/* Another text in the same buffer looks like that in a new one. */
static void
test_after_reset (void)
{
  g_autoptr (PainterTest) test = painter_test_new (FALSE);

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GRand) rand = new_rand (40000 + i);
      g_autofree char *text = painter_test_random_text (rand, 800);
      g_autoptr (PainterTest) whole = painter_test_show (text, FALSE);

      llm_text_sink_reset (LLM_TEXT_SINK (test->painter));
      test->length = 0;
      stream (test, rand, text, 300);
      painter_test_assert_same (test, whole, text);
    }
}

/* --- width --- */

static gboolean
is_settled (gpointer user_data)
{
  PainterTest *test = user_data;

  return llm_document_painter_is_settled (test->painter);
}

static char *
describe_at_width (PainterTest *test, int width)
{
  llm_document_painter_set_width (test->painter, width);
  llm_ui_test_wait (is_settled, test);
  painter_test_check (test);
  return painter_test_describe (test->buffer);
}

static void
test_width (void)
{
  const char *const text
      = "Before\n\n| Name | What it is for and why it is there at all |\n|---|---|\n"
        "| one | a cell with a text that does not fit in one row of a narrow view |\n\nAfter\n\n"
        "- in a list\n\n  | a | b |\n  |---|---|\n  | c | and again some words that have to wrap "
        "|\n";
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  g_autoptr (PainterTest) narrow = painter_test_new (FALSE);
  g_autofree char *wide_look = NULL;
  g_autofree char *narrow_look = NULL;
  g_autofree char *again = NULL;

  painter_test_finish (test, text);
  wide_look = describe_at_width (test, 900);
  narrow_look = describe_at_width (test, 220);
  g_assert_cmpstr (wide_look, !=, narrow_look);
  again = describe_at_width (test, 900);
  g_assert_cmpstr (wide_look, ==, again);

  /* The same as if it had been that narrow from the start. */
  llm_document_painter_set_width (narrow->painter, 220);
  painter_test_finish (narrow, text);
  llm_document_painter_set_width (test->painter, 220);
  llm_ui_test_wait (is_settled, test);
  painter_test_assert_same (test, narrow, text);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_width_without_tables (void)
{
  const char *const text
      = "# Title\n\nA paragraph with *words*.\n\n- item\n- item\n\n> quote\n\n***\n";
  g_autoptr (PainterTest) test = painter_test_show (text, FALSE);
  guint n_changes = 0;

  g_signal_connect_swapped (test->buffer, "changed", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (test->buffer, "apply-tag", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (test->buffer, "remove-tag", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (gtk_text_buffer_get_tag_table (test->buffer), "tag-changed",
                            G_CALLBACK (count_cb), &n_changes);
  for (int width = 700; width > 200; width -= 100)
    {
      llm_document_painter_set_width (test->painter, width);
      llm_ui_test_wait (is_settled, test);
    }
  g_assert_cmpuint (n_changes, ==, 0);
}

typedef struct
{
  gint64 last;
  guint n;
} Bursts;

static void
burst_cb (Bursts *bursts)
{
  const gint64 now = g_get_monotonic_time ();

  /* All that is changed in one go is one. */
  if (now - bursts->last > 40 * G_TIME_SPAN_MILLISECOND)
    bursts->n++;
  bursts->last = now;
}

/* While a window is resized, tables are fitted now and then. */
static void
test_width_rate (void)
{
  g_autoptr (PainterTest) test = painter_test_show (TABLE "```c\nint i;\n```\n", FALSE);
  const gint64 begin = g_get_monotonic_time ();
  Bursts bursts = { 0, 0 };
  gint64 elapsed = 0;

  g_signal_connect_swapped (gtk_text_buffer_get_tag_table (test->buffer), "tag-changed",
                            G_CALLBACK (burst_cb), &bursts);
  for (int i = 0; elapsed < 800; i++)
    {
      llm_document_painter_set_width (test->painter, 300 + i % 400);
      llm_ui_test_run_for (5);
      elapsed = (g_get_monotonic_time () - begin) / G_TIME_SPAN_MILLISECOND;
    }
  g_test_message ("%u times in %d ms", bursts.n, (int) elapsed);
  g_assert_cmpuint (bursts.n, >=, 2);
  g_assert_cmpuint (bursts.n, <=, (guint) elapsed / 95 + 2);
}

/* --- folds --- */

static char *
new_code (guint n_lines, const char *indent)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s```python\n", indent);
  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%sprint (\"line %u\")\n", indent, i);
  g_string_append_printf (text, "%s```\n", indent);
  return g_string_free (text, FALSE);
}

static gboolean
shows (PainterTest *test, const char *text)
{
  g_autofree char *shown = painter_test_get_shown (test);

  return strstr (shown, text) != NULL;
}

static void
set_folded (PainterTest *test, guint block, gboolean folded)
{
  llm_document_painter_set_folded (test->painter, block, folded);
  g_assert_true (llm_document_painter_is_folded (test->painter, block) == folded);
  g_assert_true (shows (test, "Show all lines") == folded);
  g_assert_true (shows (test, "\"line 59\"") != folded);
  g_assert_true (shows (test, "\"line 3\""));
  g_assert_true (shows (test, "After"));
  painter_test_check (test);
}

static void
check_folds (const char *text, guint block)
{
  g_autoptr (PainterTest) open = painter_test_show (text, FALSE);
  g_autoptr (PainterTest) folded = painter_test_show (text, TRUE);
  g_autoptr (PainterTest) test = painter_test_show (text, FALSE);
  g_autofree char *code = NULL;
  LlmDocumentPlace place;
  GtkTextIter iter, end;

  g_assert_false (llm_document_painter_is_folded (open->painter, block));
  g_assert_true (llm_document_painter_is_folded (folded->painter, block));
  g_assert_true (shows (folded, "60 lines"));
  set_folded (test, block, TRUE);
  painter_test_assert_same (test, folded, text);
  /* What is not shown belongs to the code all the same. */
  painter_test_find (test->buffer, "Show all", &iter, &end);
  g_assert_true (llm_document_painter_find_place (test->painter, &iter, &place));
  code = llm_document_painter_dup_code (test->painter, &place, NULL);
  g_assert_nonnull (strstr (code, "\"line 59\""));
  set_folded (test, block, FALSE);
  painter_test_assert_same (test, open, text);
  set_folded (folded, block, FALSE);
  painter_test_assert_same (folded, open, text);
}

static void
test_folds (void)
{
  g_autofree char *top = new_code (60, "");
  g_autofree char *nested = new_code (60, "   ");
  g_autofree char *text = g_strconcat ("Before\n\n", top, "\nAfter\n", NULL);
  g_autofree char *list = g_strconcat ("1. item\n\n", nested, "\n2. After\n", NULL);

  check_folds (text, 1);
  check_folds (list, 0);
}

/* Neither short blocks nor those that still grow. */
static void
test_not_folded (void)
{
  g_autofree char *top = new_code (40, "");
  g_autofree char *many = new_code (60, "");
  g_autoptr (PainterTest) shortish = painter_test_show (top, TRUE);
  g_autoptr (PainterTest) growing = painter_test_new (TRUE);

  g_assert_false (llm_document_painter_is_folded (shortish->painter, 0));
  g_assert_true (shows (shortish, "\"line 39\""));
  painter_test_append (growing, many, strlen (many) - 10);
  g_assert_false (llm_document_painter_is_folded (growing->painter, 0));
  g_assert_true (shows (growing, "\"line 58\""));
  painter_test_finish (growing, many);
  g_assert_true (llm_document_painter_is_folded (growing->painter, 0));
}

static void
test_unfold_matches (void)
{
  g_autofree char *a = new_code (60, "");
  g_autofree char *b = new_code (90, "");
  g_autofree char *c = new_code (60, "   ");
  g_autofree char *text = g_strconcat (a, "\n", b, "\n1. item\n\n", c, "\n   Straße\n", NULL);
  g_autoptr (PainterTest) test = painter_test_show (text, TRUE);
  LlmDocumentPainter *painter = test->painter;

  g_assert_false (llm_document_painter_unfold_matches (painter, "not there"));
  g_assert_true (llm_document_painter_is_folded (painter, 1));
  g_assert_true (llm_document_painter_unfold_matches (painter, "LINE 80"));
  g_assert_true (llm_document_painter_is_folded (painter, 0));
  g_assert_false (llm_document_painter_is_folded (painter, 1));
  g_assert_true (llm_document_painter_is_folded (painter, 2));
  g_assert_true (llm_document_painter_unfold_matches (painter, "line 59"));
  g_assert_false (llm_document_painter_is_folded (painter, 0));
  g_assert_false (llm_document_painter_is_folded (painter, 2));
  g_assert_false (llm_document_painter_unfold_matches (painter, "line 59"));
  painter_test_check (test);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function) g_test_add_func ("/document-painter/" name, function)
  ADD ("streamed", test_streamed);
  ADD ("by-character", test_by_character);
  ADD ("continued", test_continued);
  ADD ("selection", test_selection);
  ADD ("selection-at-end", test_selection_at_end);
  ADD ("reset", test_reset);
  ADD ("after-reset", test_after_reset);
  ADD ("width", test_width);
  ADD ("width-without-tables", test_width_without_tables);
  ADD ("width-rate", test_width_rate);
  ADD ("folds", test_folds);
  ADD ("not-folded", test_not_folded);
  ADD ("unfold-matches", test_unfold_matches);
#undef ADD
  return g_test_run ();
}
