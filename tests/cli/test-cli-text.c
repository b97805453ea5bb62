/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-cli-text.h"

static void
test_width (void)
{
  g_assert_cmpuint (llm_cli_text_width (""), ==, 0);
  g_assert_cmpuint (llm_cli_text_width ("abc"), ==, 3);
  g_assert_cmpuint (llm_cli_text_width ("日本"), ==, 4);
  g_assert_cmpuint (llm_cli_text_width ("e\xcc\x81"), ==, 1);
  g_assert_cmpuint (llm_cli_text_width ("a\xe2\x80\x8b"
                                        "b"),
                    ==, 2);
  g_assert_cmpuint (llm_cli_text_width ("\033[31m"), ==, 4);
}

static void
test_strip (void)
{
  /* A window title, a colour, a C1 command, a bell, and what may stay. */
  g_autofree char *text = llm_cli_text_strip ("a\033]0;title\007b\033[31mc\xc2\x9b"
                                              "2Jd\r\n\te\x7f\xc3\xa9");

  g_assert_cmpstr (text, ==, "a]0;titleb[31mc2Jd\n\te\xc3\xa9");
}

static void
test_one_line (void)
{
  g_autofree char *text = llm_cli_text_one_line ("  one\r\n\n two\t\033three  ");

  g_assert_cmpstr (text, ==, "one two three");
}

static void
test_fit (void)
{
  static const struct
  {
    const char *text;
    guint width;
    const char *expected;
  } cases[] = {
    { "abc", 3, "abc" },     { "abcd", 3, "ab…" },   { "日本語", 6, "日本語" },
    { "日本語", 5, "日本…" }, { "日本語", 4, "日…" }, { "abc", 1, "…" },
    { "e\xcc\x81x", 2, "e\xcc\x81x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = llm_cli_text_fit (cases[i].text, cases[i].width);

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_cmpuint (llm_cli_text_width (text), <=, cases[i].width);
    }
}

static char *
wrap (const char *text, guint width)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  llm_cli_text_wrap (text, width, lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("|", (char **) lines->pdata);
}

static void
test_wrap (void)
{
  static const struct
  {
    const char *text;
    guint width;
    const char *expected;
  } cases[] = {
    { "", 10, "" },
    { "one two three", 20, "one two three" },
    { "one two three", 7, "one two|three" },
    { "one two three", 8, "one two|three" },
    { "one two three", 6, "one|two|three" },
    { "a\nb\n", 5, "a|b" },
    { "a\n\nb", 5, "a||b" },
    { "abcdefgh", 3, "abc|def|gh" },
    { "ab abcdefgh", 4, "ab|abcd|efgh" },
    { "日本語", 4, "日本|語" },
    { "日本語", 5, "日本|語" },
    { "日", 1, "日" },
    { "    code line", 8, "    code|line" },
    { "\tx", 8, "    x" },
    { "a\tb", 8, "a   b" },
    { "a\033[2Jb\r\nc", 20, "a[2Jb|c" },
    /* A combining mark stays with its letter at the end of a line. */
    { "abe\xcc\x81"
      "cd",
      3,
      "abe\xcc\x81|cd" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wrap (cases[i].text, cases[i].width);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* Whatever the text: no line is too wide, and nothing but blanks gets lost. */
static void
test_wrap_random (void)
{
  static const char *const parts[] = { "a", "word", " ", "  ", "\t", "日", "e\xcc\x81", "\n", "." };

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) before = g_string_new (NULL);
      g_autoptr (GString) after = g_string_new (NULL);
      guint width = g_test_rand_int_range (2, 20);

      for (int i = g_test_rand_int_range (0, 60); i > 0; i--)
        g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
      llm_cli_text_wrap (text->str, width, lines);

      for (guint i = 0; i < lines->len; i++)
        {
          g_assert_cmpuint (llm_cli_text_width (lines->pdata[i]), <=, width);
          g_assert_true (g_utf8_validate (lines->pdata[i], -1, NULL));
          g_string_append (after, lines->pdata[i]);
        }
      g_string_append (before, text->str);
      for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          if (!g_ascii_isspace (parts[i][0]))
            continue;
          g_string_replace (before, parts[i], "", 0);
          g_string_replace (after, parts[i], "", 0);
        }
      g_assert_cmpstr (before->str, ==, after->str);
    }
}

static void
test_table (void)
{
  const char *heading[] = { "NAME", "\tSIZE", "WHAT", NULL };
  const char *wide[] = { "日本", "\t7", "x", NULL };
  const char *unknown[] = { "a", "\t-", "y", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GString) out = g_string_new (NULL);

  g_ptr_array_add (rows, heading);
  g_ptr_array_add (rows, wide);
  g_ptr_array_add (rows, unknown);
  llm_cli_text_append_table (out, rows, 3);
  g_assert_cmpstr (out->str, ==,
                   "NAME  SIZE  WHAT\n"
                   "日本     7  x\n"
                   "a        -  y\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/text/width", test_width);
  g_test_add_func ("/cli/text/strip", test_strip);
  g_test_add_func ("/cli/text/one-line", test_one_line);
  g_test_add_func ("/cli/text/fit", test_fit);
  g_test_add_func ("/cli/text/wrap", test_wrap);
  g_test_add_func ("/cli/text/wrap-random", test_wrap_random);
  g_test_add_func ("/cli/text/table", test_table);

  return g_test_run ();
}
