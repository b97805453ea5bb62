/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout.h"
#include "llm-visible-text.h"

#include <string.h>

static const struct
{
  const char *markdown;
  const char *text;
} cases[] = {
  { "", "" },
  { "One **bold** word.", "One bold word." },
  { "un**believ**able `code` &amp; more", "unbelievable code & more" },
  { "# Head\n\nSoft\nbreak, hard  \nbreak", "Head\nSoft break, hard\nbreak\n" },
  { "- one\n- two\n  1. deep\n", "one\ntwo\ndeep\n" },
  { "| a | b |\n|---|---|\n| 1 | 2 |\n", "a b\n1 2\n" },
  { "```c\nint i;\nint j;\n```\nend", "int i;\nint j;\nend\n" },
  { "[link](https://example.org \"title\") ![alt](x.png)", "link alt" },
  { "> quoted\n\nשלום **עולם** 😀", "quoted\nשלום עולם 😀" },
};

static void
test_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmVisibleText) text = llm_visible_text_new (cases[i].markdown);
      g_autofree char *shown = g_strchomp (g_strdup (llm_visible_text_get_text (text, NULL)));
      g_autofree char *expected = g_strchomp (g_strdup (cases[i].text));

      g_assert_cmpstr (shown, ==, expected);
      g_assert_cmpstr (llm_visible_text_get_markdown (text), ==, cases[i].markdown);
    }
}

static guint32
find (const char *text, const char *word)
{
  const char *found = strstr (text, word);

  g_assert_nonnull (found);
  return (guint32) (found - text);
}

/* Of words that occur once it is known where they are from, also in code within a list. */
static void
test_source (void)
{
  const char *markdown = "Intro **strong** end\n\n1. item\n\n   ```py\n   def first():\n"
                         "       second ()\n   ```\n\n> - cell\n\n| x | third |\n|---|---|\n| y | "
                         "&lt; fourth |\n\nעברית and 😀 fifth\n";
  static const char *const words[] = { "Intro",  "strong", "end",   "item",   "def",  "first",
                                       "second", "cell",   "third", "fourth", "fifth" };
  g_autoptr (LlmVisibleText) text = llm_visible_text_new (markdown);
  const char *shown = llm_visible_text_get_text (text, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const guint32 position = find (shown, words[i]);
      guint32 source;

      g_assert_true (llm_visible_text_get_source (text, position, &source));
      g_test_message ("%s", words[i]);
      g_assert_cmpuint (source, ==, find (markdown, words[i]));
      g_assert_cmpuint (llm_visible_text_find_source (text, source), <=, position);
    }
}

/* Each piece is where its event says, and what is between pieces is blank. */
static void
test_pieces (void)
{
  const char *markdown = "# A *b* c\n\n- d `e`\n- f\n\n| g | h |\n|---|---|\n| i | j |\n\n$k$ l";
  g_autoptr (LlmVisibleText) text = llm_visible_text_new (markdown);
  const char *shown = llm_visible_text_get_text (text, NULL);
  guint n_pieces;
  const LlmVisiblePiece *pieces = llm_visible_text_get_pieces (text, &n_pieces);
  guint32 end = 0;

  g_assert_cmpuint (n_pieces, >=, 12);
  for (guint i = 0; i < n_pieces; i++)
    {
      for (guint32 j = end; j < pieces[i].start; j++)
        g_assert_true (g_ascii_isspace (shown[j]));
      end = pieces[i].start + pieces[i].length;
      g_assert_cmpuint (llm_visible_text_find_piece (text, pieces[i].start), ==, i);
      g_assert_cmpuint (llm_visible_text_find_piece (text, end - 1), ==, i);
      g_assert_cmpuint (llm_visible_text_find_event (text, pieces[i].block, pieces[i].event, 0), ==,
                        pieces[i].start);
    }
  g_assert_cmpuint (llm_visible_text_find_event (text, 1000, 0, 0), ==, strlen (shown));
}

/* What a layout shows of each piece is the text of the piece. */
static void
test_ranges (void)
{
  const char *markdown = "Plain **bold** ü😀\n\n- item `code`\n\n```c\nint one;\nint two;\n```\n\n"
                         "| left | right |\n|---|---|\n| שלום | end |\n";
  g_autoptr (LlmVisibleText) text = llm_visible_text_new (markdown);
  g_autoptr (LlmDocument) document = llm_document_new (LLM_MARKDOWN_ANSWER);
  const LlmLayoutOptions options = { .em = 10, .width = 500 };
  const char *shown = llm_visible_text_get_text (text, NULL);
  LlmDocumentEdit edit;
  guint n_pieces;
  const LlmVisiblePiece *pieces = llm_visible_text_get_pieces (text, &n_pieces);

  llm_document_finish (document, markdown, strlen (markdown), &edit);
  for (guint i = 0; i < n_pieces; i++)
    {
      g_autoptr (LlmLayout) layout
          = llm_layout_new (llm_document_get_block (document, pieces[i].block), &options);
      const char *laid_out = llm_layout_get_text (layout, NULL);
      g_autoptr (GString) found = g_string_new (NULL);
      g_autofree char *wanted = g_strndup (shown + pieces[i].start, pieces[i].length);
      const LlmLayoutBytes bytes = { 0, pieces[i].length };
      guint span = 0, at, end;

      while (llm_layout_next_range (layout, pieces[i].event, bytes, &span, &at, &end))
        {
          g_autofree char *part = g_utf8_substring (laid_out, at, end);

          g_string_append (found, part);
        }
      /* The ends of lines of code belong to nothing. */
      g_strdelimit (wanted, "\n", ' ');
      g_strdelimit (found->str, "\n", ' ');
      if (strchr (wanted, ';') == NULL)
        g_assert_cmpstr (found->str, ==, wanted);
      else
        g_assert_nonnull (strstr (found->str, "int two;"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/visible-text/text", test_text);
  g_test_add_func ("/visible-text/source", test_source);
  g_test_add_func ("/visible-text/pieces", test_pieces);
  g_test_add_func ("/visible-text/ranges", test_ranges);
  return g_test_run ();
}
