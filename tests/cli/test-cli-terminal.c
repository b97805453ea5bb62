/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "llm-cli-terminal.h"
#include "llm-cli-text.h"
#include "llm-error.h"
#include "llm-provider.h"

static LlmComparison *
make_comparison (guint n, const char *text)
{
  LlmComparison *comparison = llm_comparison_new ("hello", NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%u", i + 1);
      g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", model, NULL);

      llm_comparison_add (comparison, answer);
      llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
      llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
      llm_answer_append (answer, LLM_DELTA_TEXT, text);
    }
  return comparison;
}

static GPtrArray *
render (LlmComparison *comparison, guint columns, guint rows, gboolean color)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);

  return llm_cli_terminal_render (comparison, G_LIST_MODEL (providers), columns, rows, color);
}

/* The cells a line takes once its commands (ESC [ … letter) are obeyed. */
static guint
measure (const char *line)
{
  g_autoptr (GString) cells = g_string_new (NULL);
  guint base = 0;

  while (*line != '\0')
    {
      if (line[0] == '\033')
        {
          const char *letter = line + 2 + strcspn (line + 2, "ABCDEFGHJKmhl");

          g_assert_cmpint (line[1], ==, '[');
          if (*letter == 'G')
            {
              base = atoi (line + 2) - 1;
              g_string_truncate (cells, 0);
            }
          else
            {
              g_assert_cmpint (*letter, ==, 'm');
            }
          line = letter + 1;
          continue;
        }
      g_string_append_len (cells, line, g_utf8_next_char (line) - line);
      line = g_utf8_next_char (line);
    }
  return base + llm_cli_text_width (cells->str);
}

static void
check_frame (LlmComparison *comparison, guint columns, guint rows)
{
  g_autoptr (GPtrArray) frame = render (comparison, columns, rows, TRUE);

  g_assert_cmpuint (frame->len, <, MAX (rows, 2));
  for (guint i = 0; i < frame->len; i++)
    g_assert_cmpuint (measure (frame->pdata[i]), <=, columns);
}

static void
test_any_size (void)
{
  static const char *const texts[] = { "", "short", "日本語 text with wide 文字 in it\n\n- a\n- b\n" };

  for (guint t = 0; t < G_N_ELEMENTS (texts); t++)
    {
      for (guint n = 1; n <= 8; n++)
        {
          g_autoptr (LlmComparison) comparison = make_comparison (n, texts[t]);

          for (guint columns = 4; columns <= 240; columns += 13)
            for (guint rows = 1; rows <= 60; rows += 7)
              check_frame (comparison, columns, rows);
        }
    }
}

static guint
count_heads (GPtrArray *frame, guint row)
{
  g_auto (GStrv) parts = g_strsplit (frame->pdata[row], "demo:model-", -1);

  return g_strv_length (parts) - 1;
}

/* Four columns at 200 cells are side by side, at 80 below each other. */
static void
test_layout (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison (4, "one\ntwo");
  g_autoptr (GPtrArray) wide = render (comparison, 200, 24, FALSE);
  g_autoptr (GPtrArray) square = render (comparison, 100, 24, FALSE);
  g_autoptr (GPtrArray) narrow = render (comparison, 79, 24, FALSE);

  g_assert_cmpuint (count_heads (wide, 0), ==, 4);
  g_assert_cmpuint (wide->len, ==, 4);
  g_assert_cmpuint (count_heads (square, 0), ==, 2);
  g_assert_cmpuint (count_heads (narrow, 0), ==, 1);
  g_assert_cmpuint (narrow->len, ==, 4 * 4 + 3);
  g_assert_nonnull (strstr (wide->pdata[1], "streaming"));
}

/* The end of a long text is what is seen, whole and without its controls. */
static void
test_long_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (LlmComparison) comparison = NULL;
  g_autoptr (GPtrArray) frame = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "line\033[2J %u é\n", i);
  g_string_append (text, "the end\007");
  comparison = make_comparison (1, text->str);
  frame = render (comparison, 60, 12, FALSE);
  g_assert_cmpuint (frame->len, ==, 11);
  g_assert_cmpstr (frame->pdata[10], ==, "the end");
  g_assert_cmpstr (frame->pdata[9], ==, "line[2J 19999 é");
  g_assert_cmpstr (frame->pdata[2], ==, "line[2J 19992 é");

  g_string_truncate (text, 0);
  for (guint i = 0; i < 30000; i++)
    g_string_append (text, "é");
  g_clear_object (&comparison);
  g_clear_pointer (&frame, g_ptr_array_unref);
  comparison = make_comparison (1, text->str);
  frame = render (comparison, 60, 12, FALSE);
  g_assert_cmpuint (frame->len, ==, 11);
  for (guint i = 2; i < frame->len - 1; i++)
    g_assert_cmpuint (llm_cli_text_width (frame->pdata[i]), ==, 60);
}

static void
test_states (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison (1, "");
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (GPtrArray) frame = NULL;

  llm_answer_append (answer, LLM_DELTA_REASONING, "let me see");
  frame = render (comparison, 60, 12, TRUE);
  g_assert_cmpstr (frame->pdata[2], ==, "\033[2mlet me see\033[0m");
  g_clear_pointer (&frame, g_ptr_array_unref);

  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_QUOTA, "No\033c credit.", NULL));
  llm_answer_set_state (answer, LLM_ANSWER_FAILED);
  frame = render (comparison, 60, 12, FALSE);
  g_assert_true (g_str_has_prefix (frame->pdata[1], "failed"));
  g_assert_cmpstr (frame->pdata[3], ==, "Noc credit.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/terminal/any-size", test_any_size);
  g_test_add_func ("/cli/terminal/layout", test_layout);
  g_test_add_func ("/cli/terminal/long-text", test_long_text);
  g_test_add_func ("/cli/terminal/states", test_states);

  return g_test_run ();
}
