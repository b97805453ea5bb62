/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-structure.h"

#include <string.h>

#include "render-test.h"

static void
test_words (void)
{
  static const struct
  {
    const char *markdown;
    const char *words;
  } cases[] = {
    { "", "" },
    { "# A *title*\n\nSome **bold** `code`.", "A title\nSome bold code.\n" },
    { "one\ntwo  \nthree\\\nfour", "one two\nthree\nfour\n" },
    { "- a\n- b\n  1. c\n  2. d\n\n- [x] e", "a\nb\nc\nd\ne\n" },
    { "> quoted\n>\n> - item", "quoted\nitem\n" },
    { "| a | b |\n|---|---|\n| c<br>d | **e** |", "a\tb\t\nc\nd\te\t\n" },
    { "```python\nx = 1\n\ny = 2\n```\n", "x = 1\n\ny = 2\n" },
    { "[name](https://example.com/ \"title\") ![picture](a.png)", "name picture\n" },
    { "<https://example.com/a>", "https://example.com/a\n" },
    { "a[^1] <b>bold</b>\n\n[^1]: note", "a bold\n: note\n" },
    { "Let $x^2$ be\n\n---\n\nend", "Let x^2 be\nend\n" },
    { "a &amp; b &lt; c", "a & b < c\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LlmTextStructure structure;
      g_autofree char *words
          = llm_structure_read (cases[i].markdown, strlen (cases[i].markdown), &structure);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_counts (void)
{
  static const struct
  {
    const char *markdown;
    LlmTextStructure structure; /* headings, lists, items, blocks of code, tables */
  } cases[] = {
    { "", { 0, 0, 0, 0, 0 } },
    { "# a\n\nb\n\n## c\n\nd\n===\n", { 3, 0, 0, 0, 0 } },
    { "- a\n- b\n  1. c\n  2. d\n- e\n\ntext\n\n* f", { 0, 3, 6, 0, 0 } },
    { "```\na\n```\n\n    b\n\n- c\n\n  ~~~\n  d\n  ~~~\n", { 0, 1, 1, 3, 0 } },
    { "|a|\n|-|\n|b|\n\ntext\n\n|c|\n|-|\n", { 0, 0, 0, 0, 2 } },
    { "\\# a\n\n`- b`\n\n1986\\. c", { 0, 0, 0, 0, 0 } },
    { "> # a\n> - b", { 1, 1, 1, 0, 0 } },
    /* In code none of it counts. */
    { "```\n# a\n- b\n|c|\n|-|\n```", { 0, 0, 0, 1, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LlmTextStructure structure;
      g_autofree char *words
          = llm_structure_read (cases[i].markdown, strlen (cases[i].markdown), &structure);

      g_assert_nonnull (words);
      g_assert_cmpmem (&structure, sizeof structure, &cases[i].structure, sizeof structure);
    }
}

/* Blocks of a document that streams are counted one by one. */
static void
test_blocks (void)
{
  g_autoptr (GPtrArray) blocks = render_parse ("# a\n\n- b\n- c\n", LLM_MARKDOWN_ANSWER);
  LlmTextStructure structure = { 0 };
  g_autoptr (GString) words = g_string_new ("before");

  g_assert_cmpuint (blocks->len, ==, 2);
  llm_structure_add (&structure, words, blocks->pdata[0]);
  llm_structure_add (&structure, NULL, blocks->pdata[1]);
  g_assert_cmpuint (structure.headings, ==, 1);
  g_assert_cmpuint (structure.list_items, ==, 2);
  g_assert_cmpstr (words->str, ==, "before\na\n");
}

/* Words for words: what it has is what one reads, for documents of all kinds. */
static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *document = render_random_document (rand, 20);
      LlmTextStructure structure;
      g_autofree char *words = llm_structure_read (document, strlen (document), &structure);

      g_assert_true (g_utf8_validate (words, -1, NULL));
      g_assert_cmpuint (strlen (words), <=, strlen (document) * 2 + 1);
      g_assert_true (structure.list_items >= structure.lists);
      g_assert_true (*words == '\0' || g_str_has_suffix (words, "\n"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/structure/words", test_words);
  g_test_add_func ("/structure/counts", test_counts);
  g_test_add_func ("/structure/blocks", test_blocks);
  g_test_add_func ("/structure/random", test_random);

  return g_test_run ();
}
