/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-painter-test.h"
#include "llm-ui-test.h"

#define N_DOCUMENTS 60

static GRand *
new_rand (guint32 number)
{
  return g_rand_new_with_seed (number * 2654435761u + 1);
}

static void
get_iter (PainterTest *test, int offset, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_offset (test->buffer, iter, offset);
}

static gboolean
get_source (PainterTest *test, int offset, guint32 *source)
{
  GtkTextIter iter;

  get_iter (test, offset, &iter);
  return llm_document_painter_get_source (test->painter, &iter, source);
}

static int
get_offset (PainterTest *test, guint32 source)
{
  GtkTextIter iter;

  llm_document_painter_get_iter_at_source (test->painter, source, &iter);
  return gtk_text_iter_get_offset (&iter);
}

/* --- where in the source --- */

/* The span at a place if it is text that is in the source as it is shown. */
static const LlmSpan *
find_text (PainterTest *test, int offset, LlmDocumentPlace *place)
{
  const LlmSpan *span;
  GtkTextIter iter;

  get_iter (test, offset, &iter);
  if (!llm_document_painter_find_place (test->painter, &iter, place))
    return NULL;
  span = llm_layout_find_span (place->layout, place->at);
  if (span == NULL || span->event == LLM_NO_EVENT
      || (span->style & (LLM_STYLE_FORMULA | LLM_STYLE_OBJECT)) != 0)
    return NULL;
  return span;
}

/* Every letter that is shown is found where it is in the source, and the other way round. */
static void
test_exact (void)
{
  const char *const text
      = "# A heading\n\nText with **strong *and soft* words**, `code` and a [link](https://a.b/).\n"
        "Second line  \nthird line\n\n- item one\n- item two\n  1. deeper item\n\n> quoted text\n"
        "> and more\n\n```c\nint a;\nint b;\n```\n\n| left | right |\n|---|--:|\n| aa | bb |\n\n"
        "שלום עולם\n\nlast paragraph\n";
  g_autoptr (PainterTest) test = painter_test_show (text, FALSE);
  g_autofree char *shown = painter_test_get_shown (test);
  guint n_checked = 0;
  int offset = 0;

  for (const char *p = shown; *p != '\0'; p = g_utf8_next_char (p), offset++)
    {
      LlmDocumentPlace place;
      guint32 source;

      if (find_text (test, offset, &place) == NULL)
        continue;
      g_assert_true (get_source (test, offset, &source));
      g_assert_true (g_utf8_get_char (text + source) == g_utf8_get_char (p));
      g_assert_cmpint (get_offset (test, source), ==, offset);
      n_checked++;
    }
  g_assert_cmpuint (n_checked, >, 150);
}

static gboolean
has_tables (PainterTest *test)
{
  for (guint i = 0; i < llm_document_painter_get_n_blocks (test->painter); i++)
    {
      if (llm_layout_get_n_tables (llm_document_painter_get_block (test->painter, i, NULL)) > 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_round_trip (GRand *rand, const char *text)
{
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  int n_chars;

  /* Cells of one row each. */
  llm_document_painter_set_width (test->painter, 10000);
  painter_test_finish (test, text);
  n_chars = gtk_text_buffer_get_char_count (test->buffer);
  for (guint i = 0; i < 200 && n_chars > 0; i++)
    {
      const int offset = g_rand_int_range (rand, 0, n_chars);
      LlmDocumentPlace place;
      guint32 source;
      int back;

      if (!get_source (test, offset, &source))
        continue;
      g_assert_cmpuint (source, <=, strlen (text));
      back = get_offset (test, source);
      if (find_text (test, offset, &place) == NULL)
        g_assert_cmpint (back, <=, n_chars);
      else if (ABS (back - offset) > 8)
        g_error ("from %d to byte %u and back to %d of:\n%s", offset, source, back, text);
    }
}

static void
check_monotone (const char *text)
{
  g_autoptr (PainterTest) test = painter_test_show (text, FALSE);
  const int n_chars = gtk_text_buffer_get_char_count (test->buffer);
  guint32 last = 0, source;
  int last_offset = 0;

  /* Cells of several rows stand side by side. */
  if (has_tables (test))
    return;
  for (int offset = 0; offset < n_chars && get_source (test, offset, &source); offset++)
    {
      g_assert_cmpuint (source, >=, last);
      last = source;
    }
  for (guint32 place = 0; place < strlen (text); place++)
    {
      const int offset = get_offset (test, place);

      g_assert_cmpint (offset, >=, last_offset);
      last_offset = offset;
    }
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (GRand) rand = new_rand (50000 + i);
      g_autofree char *text = painter_test_random_text (rand, 1500);

      check_round_trip (rand, text);
      check_monotone (text);
    }
}

static void
test_empty (void)
{
  g_autoptr (PainterTest) test = painter_test_new (FALSE);
  LlmDocumentPlace place;
  GtkTextIter iter;
  guint32 source;

  get_iter (test, 0, &iter);
  g_assert_false (llm_document_painter_find_place (test->painter, &iter, &place));
  g_assert_false (get_source (test, 0, &source));
  g_assert_cmpint (get_offset (test, 0), ==, 0);
  g_assert_cmpint (get_offset (test, 1000), ==, 0);
  painter_test_finish (test, "word");
  g_assert_cmpint (get_offset (test, 1000), ==, 4);
}

/* --- copies --- */

static char *
copy (PainterTest *test,
      const char *text,
      const GtkTextIter *start,
      const GtkTextIter *end,
      LlmCopyFormat format)
{
  return llm_document_painter_dup_range (test->painter, text, start, end, format);
}

/* From where @from begins to where @to ends. */
static void
assert_copy (const char *text,
             const char *from,
             const char *to,
             const char *as_text,
             const char *as_markdown,
             const char *as_html)
{
  g_autoptr (PainterTest) test = painter_test_show (text, FALSE);
  g_autofree char *plain = NULL;
  g_autofree char *markdown = NULL;
  g_autofree char *html = NULL;
  GtkTextIter start, end, other;

  painter_test_find (test->buffer, from, &start, &other);
  painter_test_find (test->buffer, to, &other, &end);
  plain = copy (test, text, &start, &end, LLM_COPY_TEXT);
  markdown = copy (test, text, &start, &end, LLM_COPY_MARKDOWN);
  html = copy (test, text, &start, &end, LLM_COPY_HTML);
  g_assert_cmpstr (plain, ==, as_text);
  g_assert_cmpstr (markdown, ==, as_markdown);
  if (as_html != NULL)
    g_assert_cmpstr (g_strchomp (html), ==, as_html);
}

static void
test_copy_paragraphs (void)
{
  const char *const text = "First *soft* one.\n\nSecond **strong** one.\n\nThird.\n";

  assert_copy (text, "soft", "soft", "soft", "*soft*", "<p><em>soft</em></p>");
  assert_copy (text, "oft", "Second s", "oft one.\n\nSecond s\n", "*oft* one.\n\nSecond **s**\n",
               "<p><em>oft</em> one.</p>\n<p>Second <strong>s</strong></p>");
  assert_copy (text, "irst", "Third.", "irst soft one.\n\nSecond strong one.\n\nThird.\n",
               "irst *soft* one.\n\nSecond **strong** one.\n\nThird.\n",
               "<p>irst <em>soft</em> one.</p>\n<p>Second <strong>strong</strong> one.</p>\n"
               "<p>Third.</p>");
}

static void
test_copy_lists (void)
{
  const char *const text = "1. one\n2. two\n   - nested\n3. three\n";

  assert_copy (text, "wo", "wo", "wo", "2. wo", "<ol start=\"2\">\n<li>wo</li>\n</ol>");
  assert_copy (text, "ne\n", "nest", "1. ne\n2. two\n  • nest\n", "1. ne\n2. two\n   - nest\n",
               "<ol>\n<li>ne</li>\n<li>two<ul>\n<li>nest</li>\n</ul>\n</li>\n</ol>");
}

static void
test_copy_tables (void)
{
  const char *const text = "| Name | No |\n|---|--:|\n| left `x` | 12 |\n| other | 3 |\n";

  assert_copy (text, "left", "left", "left", "left", "<p>left</p>");
  assert_copy (text, "x", "x", "x", "`x`", "<p><code>x</code></p>");
  assert_copy (text, "12", "othe", "\t12\nothe\t\n",
               "|  |  |\n| --- | --: |\n|  | 12 |\n| othe |  |\n", NULL);
}

static void
test_copy_code (void)
{
  const char *const text = "Before\n\n```c\nint one;\n\nint two;\n```\n\nAfter\n";

  assert_copy (text, "one", "int t", "one;\n\nint t\n", "```c\none;\n\nint t\n```\n",
               "<pre><code class=\"language-c\">one;\n\nint t</code></pre>");
  assert_copy (text, "int one", "two;", "int one;\n\nint two;\n",
               "```c\nint one;\n\nint two;\n```\n",
               "<pre><code class=\"language-c\">int one;\n\nint two;</code></pre>");
}

static void
test_copy_spans (void)
{
  const char *const text = "A [link *text*](https://e.com) and ![an image](https://e.com/i.png), "
                           "$x_1^2$ then $\\frac{a}{b}$.\n";

  assert_copy (text, "ink", "ink te", "ink te", "[ink *te*](https://e.com)",
               "<p><a href=\"https://e.com\">ink <em>te</em></a></p>");
  assert_copy (text, "an image", "an image", "an image", "![an image](https://e.com/i.png)",
               "<p><a href=\"https://e.com/i.png\">an image</a></p>");
  assert_copy (text, "then", ".", "then $\\frac{a}{b}$.", "then $\\frac{a}{b}$.", NULL);
}

static void
test_copy_whole (void)
{
  const char *const texts[] = {
    "# Title\n\nText *a* __b__\n\n* item\n* item\n\n| a | b |\n|:--|---|\n| `c`|d |\n\n~~~ "
    "js\nx\n~~~\n"
    "\n$$\nx\n$$\n\n***\n\nEnd\n",
    "> quote\nlazy\n\n1) one\n1) two\n",
    "Setext\n======\n\n[ref] text\n\n[ref]: https://example.com\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (PainterTest) test = painter_test_show (texts[i], FALSE);
      g_autofree char *markdown = NULL;
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (test->buffer, &start, &end);
      markdown = copy (test, texts[i], &start, &end, LLM_COPY_MARKDOWN);
      g_assert_cmpstr (markdown, ==, texts[i]);
    }
}

/* Whatever is selected, there is a copy in every format, and no more than there is. */
static void
test_copy_anything (void)
{
  for (guint i = 0; i < N_DOCUMENTS; i++)
    {
      g_autoptr (GRand) rand = new_rand (60000 + i);
      g_autofree char *text = painter_test_random_text (rand, 1500);
      g_autoptr (PainterTest) test = painter_test_show (text, g_rand_boolean (rand));
      const int n_chars = gtk_text_buffer_get_char_count (test->buffer);

      for (guint j = 0; j < 60; j++)
        {
          const LlmCopyFormat format = (LlmCopyFormat) (j % 3);
          g_autofree char *piece = NULL;
          GtkTextIter start, end;

          get_iter (test, g_rand_int_range (rand, 0, n_chars + 1), &start);
          get_iter (test, g_rand_int_range (rand, 0, n_chars + 1), &end);
          gtk_text_iter_order (&start, &end);
          piece = copy (test, text, &start, &end, format);
          g_assert_true (g_utf8_validate (piece, -1, NULL));
          g_assert_cmpuint (strlen (piece), <=, strlen (text) * 8 + 1000);
          if (gtk_text_iter_equal (&start, &end))
            g_assert_cmpstr (piece, ==, "");
        }
    }
}

/* --- code --- */

static char *
dup_code_at (PainterTest *test, const char *text, char **info)
{
  LlmDocumentPlace place;
  GtkTextIter start, end;

  painter_test_find (test->buffer, text, &start, &end);
  g_assert_true (llm_document_painter_find_place (test->painter, &start, &place));
  return llm_document_painter_dup_code (test->painter, &place, info);
}

static void
assert_code (PainterTest *test, const char *at, const char *code, const char *info)
{
  g_autofree char *found_info = NULL;
  g_autofree char *found = dup_code_at (test, at, &found_info);

  g_assert_cmpstr (found, ==, code);
  if (info != NULL)
    g_assert_cmpstr (found_info, ==, info);
}

static void
test_code (void)
{
  g_autoptr (PainterTest) test = painter_test_show (
      "before\n\n```python title=x\nfirst\n\n  second\n```\n\n- item\n\n  ~~~\n  nested\n  ~~~\n\n"
      "  behind\n\n    indented\n    "
      "code\n\n```sh\n```\n\nbetween\n\n<div>\nmarkup\n</div>\n\nlast\n",
      FALSE);

  assert_code (test, "first", "first\n\n  second\n", "python title=x");
  assert_code (test, "Python", "first\n\n  second\n", "python title=x");
  assert_code (test, "second", "first\n\n  second\n", NULL);
  assert_code (test, "nested", "nested\n", "");
  assert_code (test, "markup", "<div>\nmarkup\n</div>\n", "html");
  g_assert_null (dup_code_at (test, "before", NULL));
  g_assert_null (dup_code_at (test, "item", NULL));
  g_assert_null (dup_code_at (test, "behind", NULL));
  g_assert_null (dup_code_at (test, "between", NULL));
  g_assert_null (dup_code_at (test, "last", NULL));
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function) g_test_add_func ("/painter-places/" name, function)
  ADD ("exact", test_exact);
  ADD ("round-trip", test_round_trip);
  ADD ("empty", test_empty);
  ADD ("copy-paragraphs", test_copy_paragraphs);
  ADD ("copy-lists", test_copy_lists);
  ADD ("copy-tables", test_copy_tables);
  ADD ("copy-code", test_copy_code);
  ADD ("copy-spans", test_copy_spans);
  ADD ("copy-whole", test_copy_whole);
  ADD ("copy-anything", test_copy_anything);
  ADD ("code", test_code);
#undef ADD
  return g_test_run ();
}
