/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document.h"

#include <string.h>
#include <time.h>

#include "llm-html-writer.h"
#include "llm-markdown-writer.h"
#include "llm-text-writer.h"
#include "render-test.h"

/* What somebody could send to make the program stop.  Each is repeated up to this size. */
#ifdef RENDER_SANITIZED
#define SIZE (192 * 1024)
#else
#define SIZE (1024 * 1024)
#endif
#define PIECE (16 * 1024)

/* One step takes under a second here; this is for slow machines and sanitizers. */
#define MAX_SECONDS 20.0

/* HTML is the largest; a target of a link is counted with each use up to a limit. */
#define MAX_GROWTH 40

typedef struct
{
  const char *name;
  const char *head;
  const char *part; /* repeated; %u is the count */
  const char *tail;
  gsize size; /* 0 for SIZE */
} Shape;

static const Shape shapes[] = {
  { "quotes in one line", "", ">", "x", 0 },
  { "quotes with blanks", "", "> ", "x", 0 },
  { "quotes by the line", "", ">\n", "", 0 },
  { "bullets in one line", "", "- ", "x", 0 },
  { "numbers in one line", "", "1. ", "x", 0 },
  { "bullets by the line", "", "- \n", "", 0 },
  { "numbers by the line", "", "1.\n", "", 0 },
  { "bullets of all kinds", "", "- a\n+ b\n* c\n", "", 0 },
  { "loose items", "", "- a\n\n", "", 0 },
  { "opening brackets", "", "[", "", 0 },
  { "image brackets", "", "![", "", 0 },
  { "closing brackets", "", "]", "", 0 },
  { "pairs of brackets", "", "[a](", "", 0 },
  { "brackets with links", "", "[a](b)", "", 0 },
  { "links with blanks", "", "[](  <", "", 0 },
  { "references", "", "[a][b]", "", 0 },
  { "angle brackets", "", "<", "", 0 },
  { "tags that do not end", "", "<a b='", "", 0 },
  { "comments in a line", "a ", "<!-- ", "", 0 },
  { "instructions", "a ", "<?", "", 0 },
  { "declarations", "a ", "<!A ", "", 0 },
  { "CDATA", "a ", "<![CDATA[", "", 0 },
  { "unclosed comment", "<!--\n", "a\n\n", "", 0 },
  { "HTML blocks", "", "<div>\n\n", "", 0 },
  { "dollars", "", "$", "", 0 },
  { "dollars with letters", "", "$a ", "", 0 },
  { "dollars with backslashes", "", "$\\", "", 0 },
  { "formulas", "", "\\(", "", 0 },
  { "display formulas", "", "\\[", "", 0 },
  { "formulas, closed at the end", "", "\\[ a ", "\\]", 0 },
  { "short formulas", "", "$x$ ", "", 0 },
  { "stars", "", "*", "", 0 },
  { "stars and letters", "", "*a_ ", "", 0 },
  { "nested emphasis", "", "*a **a ", "", 0 },
  { "underscores", "", "_a ", "", 0 },
  { "closing emphasis", "", "a** ", "", 0 },
  { "tildes", "", "~a ", "", 0 },
  { "double tildes", "", "~~a ", "", 0 },
  { "fences", "", "```\n~~~\n", "", 0 },
  { "fences in items", "", "- ```\n", "", 0 },
  { "unclosed fence", "```\n", "code\n\n", "", 0 },
  { "entities", "", "&amp;", "", 0 },
  { "entities of nothing", "", "&a", "", 0 },
  { "long entities", "", "&CounterClockwiseContourIntegral;", "", 0 },
  { "addresses", "", "http://a.b ", "", 0 },
  { "addresses in a row", "", "http://a", "", 0 },
  { "hosts", "", "www.a", "", 0 },
  { "mail addresses", "", "a@b.c", "", 0 },
  { "at signs", "", "a@", "", 0 },
  { "footnotes", "", "[^a]", "", 0 },
  { "open footnotes", "", "[^", "", 0 },
  { "tabs", "", "\t", "x", 0 },
  { "tabs by the line", "a\n", "\t\t\tx\n", "", 0 },
  { "indented code of tabs", "    a\n", "\t\t\t\t\t\t\t\t\n", "x", 0 },
  { "newlines", "", "\n", "", 0 },
  { "carriage returns", "", "\r", "", 0 },
  { "blanks", "", " ", "x", 0 },
  { "blanks between", "a", " ", "b", 0 },
  { "one word", "", "a", "", 0 },
  { "line separators", "", "\342\200\250", "", 0 },
  { "combining marks", "e", "\314\201", "", 0 },
  { "backslashes", "", "\\", "", 0 },
  { "hard breaks", "", "a\\\n", "", 0 },
  { "headings", "", "# a\n", "", 0 },
  { "headings of hashes", "# ", "#", "", 0 },
  { "underlines", "", "a\n=\n", "", 0 },
  { "rules", "", "---\n", "", 0 },
  { "almost rules", "", "- - - - - a\n", "", 0 },
  { "columns of a table", "", "|a", "|\n", SIZE / 4 },
  { "rows of a table", "|a|b|\n|---|---|\n", "|c|d|\n", "", 0 },
  { "pipes", "a|b\n---|---\n", "|", "", 0 },
  { "tables", "", "|a|\n|---|\n\n", "", 0 },
  { "definitions", "", "[a%u]: b\n", "[a1]", 0 },
  { "definitions of one name", "", "[a]: b\n", "[a]", 0 },
  { "definitions and uses", "", "[a%u]: b\n\n[a%u]\n\n", "", 0 },
  { "titles that do not end", "", "[a]: b (\n", "", 0 },
  { "random documents", NULL, "", "", 0 },
  { "a long definition", NULL, "", "", 0 },
  { "a long definition with an entity", NULL, "", "", 0 },
  { "ladder of backticks", NULL, "", "", 0 },
  { "a table of 100,000 columns", NULL, "", "", 0 },
  { "lists going in and out", NULL, "", "", 0 },
  { "NULs", NULL, "", "", 0 },
};

static void
append_ladder (GString *text)
{
  for (guint n = 1; text->len < SIZE; n = n % 1400 + 1)
    {
      for (guint i = 0; i < n; i++)
        g_string_append_c (text, '`');
      g_string_append_c (text, ' ');
    }
}

/* One half is the definition, the other its uses. */
static void
append_definition (GString *text, const char *part)
{
  g_string_append (text, "[a]: http://a/");
  while (text->len < SIZE / 2)
    g_string_append (text, part);
  g_string_append (text, "\n\n");
  while (text->len < SIZE)
    g_string_append (text, "[a] ");
}

static void
append_columns (GString *text)
{
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "|a");
  g_string_append (text, "|\n");
  for (guint i = 0; i < 100000; i++)
    g_string_append (text, "|---");
  g_string_append (text, "|\n");
  while (text->len < SIZE)
    g_string_append (text, "|b|\n");
}

static void
append_nested (GString *text)
{
  for (guint n = 0; text->len < SIZE; n++)
    {
      const guint depth = n % 100 < 50 ? n % 50 : 50 - n % 50;

      for (guint i = 0; i < depth; i++)
        g_string_append (text, "  ");
      g_string_append (text, "- a\n");
    }
}

static void
append_random (GString *text)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  while (text->len < SIZE)
    {
      g_autofree char *part = render_random_document (rand, 1000);

      g_string_append (text, part);
    }
}

static GString *
make_text (const Shape *shape)
{
  GString *text = g_string_new (shape->head);
  const gsize size = shape->size > 0 ? shape->size : SIZE;

  if (strcmp (shape->name, "random documents") == 0)
    append_random (text);
  else if (strcmp (shape->name, "a long definition") == 0)
    append_definition (text, "0123456789");
  else if (strcmp (shape->name, "a long definition with an entity") == 0)
    append_definition (text, "&amp;01234");
  else if (strcmp (shape->name, "ladder of backticks") == 0)
    append_ladder (text);
  else if (strcmp (shape->name, "a table of 100,000 columns") == 0)
    append_columns (text);
  else if (strcmp (shape->name, "lists going in and out") == 0)
    append_nested (text);
  else if (strcmp (shape->name, "NULs") == 0)
    g_string_set_size (text, SIZE);
  for (guint i = 0; shape->head != NULL && text->len < size; i++)
    {
      const char *part = shape->part, *number;

      while ((number = strstr (part, "%u")) != NULL)
        {
          g_string_append_len (text, part, number - part);
          g_string_append_printf (text, "%u", i);
          part = number + 2;
        }
      g_string_append (text, part);
    }
  if (strcmp (shape->name, "NULs") == 0)
    memset (text->str, 0, text->len);
  if (strcmp (shape->name, "columns of a table") == 0)
    {
      const gsize n = text->len / 2;

      g_string_append (text, "|\n");
      for (gsize i = 0; i < n; i++)
        g_string_append (text, "|---");
    }
  g_string_append (text, shape->tail);
  return text;
}

typedef void (*Writer) (GString *out, const LlmBlock *block);

static void
write_html (GString *out, const LlmBlock *block)
{
  llm_html_writer_append (out, block, LLM_HTML_SAFE);
}

static void
check_writer (GPtrArray *blocks, Writer writer, gsize length)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    writer (out, blocks->pdata[i]);
  g_assert_cmpuint (out->len, <, MAX_GROWTH * length + 4 * 1024 * 1024);
  g_assert_true (g_utf8_validate_len (out->str, out->len, NULL));
}

/* Of this program's time, so that others on the machine do not count. */
static double
get_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* In pieces of 16 KB at first.  Returns how long the longest step took: how often there is
 * one is up to the caller. */
static double
stream (const GString *text)
{
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  LlmDocumentEdit edit;
  double longest = 0, start;

  for (gsize at = PIECE; at < text->len; at += MAX (PIECE, at / 2))
    {
      gsize end = at;

      while (end < text->len && ((guchar) text->str[end] & 0xc0) == 0x80)
        end++;
      start = get_seconds ();
      llm_document_update (document, text->str, end, &edit);
      longest = MAX (longest, get_seconds () - start);
    }
  start = get_seconds ();
  llm_document_finish (document, text->str, text->len, &edit);
  return MAX (longest, get_seconds () - start);
}

static double
take_time (double *start, double *longest)
{
  const double seconds = get_seconds () - *start;

  *longest = MAX (*longest, seconds);
  *start = get_seconds ();
  return seconds;
}

static void
test_shape (gconstpointer data)
{
  const Shape *shape = data;
  g_autoptr (GString) text = make_text (shape);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (GString) report = g_string_new (NULL);
  double longest = 0, step, start = get_seconds ();

  blocks = llm_markdown_parse (text->str, text->len, 0, LLM_MARKDOWN_ANSWER);
  g_string_append_printf (report, "parse %.3f", take_time (&start, &longest));
  check_writer (blocks, write_html, text->len);
  g_string_append_printf (report, " html %.3f", take_time (&start, &longest));
  check_writer (blocks, llm_markdown_writer_append, text->len);
  g_string_append_printf (report, " markdown %.3f", take_time (&start, &longest));
  check_writer (blocks, llm_text_writer_append, text->len);
  g_string_append_printf (report, " text %.3f", take_time (&start, &longest));
  render_assert_sane (blocks, text->str, text->len);
  start = get_seconds ();
  step = stream (text);
  longest = MAX (longest, step);
  g_string_append_printf (report, " step %.3f stream %.3f s", step, get_seconds () - start);
  g_test_message ("%s: %s", shape->name, report->str);
  g_assert_cmpfloat (longest, <, MAX_SECONDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/render/hostile/%s", shapes[i].name);

      g_strdelimit (path, " ", '-');
      g_test_add_data_func (path, &shapes[i], test_shape);
    }
  return g_test_run ();
}
