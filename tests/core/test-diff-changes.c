/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-changes.h"

#include <string.h>

static LlmDiff *
make_diff (const char *a, const char *b)
{
  g_autoptr (GError) error = NULL;
  LlmDiff *diff = llm_diff_new (a, b, LLM_DIFF_IGNORE_BLANKS, NULL, &error);

  g_assert_no_error (error);
  return diff;
}

static void
append_range (GString *out, const char *text, LlmTextRange range)
{
  g_assert_cmpuint (range.start, <=, range.end);
  g_assert_cmpuint (range.end, <=, strlen (text));
  g_string_append_len (out, text + range.start, range.end - range.start);
}

/* As "a>b", with "~" before what has moved. */
static char *
show_changes (const LlmDiff *diff, const char *a, const char *b)
{
  g_autoptr (GArray) changes = llm_diff_list_changes (diff);
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      const LlmDiffChange *change = &g_array_index (changes, LlmDiffChange, i);

      if (i > 0)
        g_string_append (shown, " ; ");
      if (change->is_moved)
        g_string_append_c (shown, '~');
      append_range (shown, a, change->a);
      g_string_append_c (shown, '>');
      append_range (shown, b, change->b);
    }
  g_strdelimit (shown->str, "\n", '/');
  return g_string_free (shown, FALSE);
}

static const struct
{
  const char *a, *b;
  const char *changes;
  guint percent;
} cases[] = {
  { "", "", "", 0 },
  { "one two", "one two", "", 0 },
  { "one two", "one  two", "", 0 },
  { "", "one", ">one", 100 },
  { "one", "", "one>", 100 },
  { "one two three four", "one 2 three IV", "two>2 ; four>IV", 50 },
  { "one two three", "one three", "two >", 20 },
  /* Nothing in common: a difference for each paragraph, and all of the words. */
  { "alpha beta\n\ngamma delta", "eins zwei\n\ndrei vier",
    "alpha beta//>eins zwei// ; gamma delta>drei vier", 100 },
  { "alpha beta\n\ngamma delta", "eins zwei", "alpha beta//>eins zwei ; gamma delta>", 100 },
};

static void
test_changes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmDiff) diff = make_diff (cases[i].a, cases[i].b);
      g_autofree char *shown = show_changes (diff, cases[i].a, cases[i].b);

      g_test_message ("case %u", i);
      g_assert_cmpstr (shown, ==, cases[i].changes);
      g_assert_cmpuint (llm_diff_get_percent (diff), ==, cases[i].percent);
    }
}

#define MOVED "the passage of nine words that goes somewhere else"

static void
test_moved (void)
{
  const char *a = MOVED "\n\nWhat stays here is this sentence, which has more words than it.";
  const char *b = "What stays here is this sentence, which has more words than it.\n\n" MOVED;
  g_autoptr (LlmDiff) diff = make_diff (a, b);
  g_autofree char *shown = show_changes (diff, a, b);

  g_assert_cmpstr (shown, ==, "~" MOVED "//> ; ~>" MOVED);
  g_assert_cmpuint (llm_diff_get_percent (diff), ==, 0);
}

static void
test_describe (void)
{
  g_autoptr (LlmDiff) same = make_diff ("a b", "a  b");
  g_autoptr (LlmDiff) one = make_diff ("a b c", "a x c");
  g_autoptr (LlmDiff) other = make_diff ("a b c", "x b y");
  g_autofree char *none = llm_diff_describe (same);
  g_autofree char *few = llm_diff_describe (one);
  g_autofree char *more = llm_diff_describe (other);

  g_assert_cmpstr (none, ==, "No differences");
  g_assert_cmpstr (few, ==, "1 difference, 33 % of the words");
  g_assert_cmpstr (more, ==, "2 differences, 67 % of the words");
}

/* What differs is never none, what is the same never nothing. */
static void
test_percent (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (LlmDiff) little = NULL;
  g_autoptr (LlmDiff) much = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (many, "word%u ", i);
  g_string_append (many, "one");
  little = make_diff (many->str, "");
  g_assert_cmpuint (llm_diff_get_percent (little), ==, 100);
  much = make_diff (many->str, "one");
  g_assert_cmpuint (llm_diff_get_percent (much), ==, 99);
  g_clear_pointer (&little, llm_diff_unref);
  {
    g_autofree char *longer = g_strconcat (many->str, " two", NULL);

    little = make_diff (many->str, longer);
    g_assert_cmpuint (llm_diff_get_percent (little), ==, 1);
  }
}

/* As "kind:text", kinds by their first letter. */
static char *
show_marks (GArray *marks, const char *text)
{
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < marks->len; i++)
    {
      const LlmDiffMark *mark = &g_array_index (marks, LlmDiffMark, i);

      if (i > 0)
        g_string_append (shown, " ; ");
      g_string_append_printf (shown, "%c:", "ALPM"[mark->kind]);
      append_range (shown, text, mark->range);
    }
  return g_string_free (shown, FALSE);
}

static void
test_marks (void)
{
  const char *base = "one two three four five";
  const char *others[] = { "one three four six five", "one three 4 five" };
  LlmDiff *diffs[2];
  g_autoptr (GArray) base_marks = NULL;
  g_autoptr (GArray) places = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < 2; i++)
    diffs[i] = make_diff (base, others[i]);
  base_marks = llm_diff_mark_base (diffs, 2);
  shown = show_marks (base_marks, base);
  g_assert_cmpstr (shown, ==, "L:two ; P:four");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GArray) marks = llm_diff_mark_second (diffs[i]);
      g_autofree char *other = show_marks (marks, others[i]);

      g_assert_cmpstr (other, ==, i == 0 ? "A:six" : "A:4");
    }
  /* Two is missing in both, four in one; six comes in behind four. */
  places = llm_diff_list_base_changes (diffs, 2);
  g_assert_cmpuint (places->len, ==, 3);
  g_assert_cmpuint (g_array_index (places, LlmTextRange, 0).start, ==, 4);
  g_assert_cmpuint (g_array_index (places, LlmTextRange, 1).start, ==, 14);
  g_assert_cmpuint (g_array_index (places, LlmTextRange, 2).start, ==,
                    g_array_index (places, LlmTextRange, 2).end);
  for (guint i = 0; i < 2; i++)
    llm_diff_unref (diffs[i]);
}

/* A mark never goes beyond a line. */
static void
test_lines (void)
{
  const char *other = "one\ntwo new\n\n  lines  \nthree";
  g_autoptr (LlmDiff) diff = make_diff ("one three", other);
  g_autoptr (GArray) marks = llm_diff_mark_second (diff);
  g_autofree char *shown = show_marks (marks, other);

  g_assert_cmpstr (shown, ==, "A:two new ; A:lines");
}

/* What is deleted and inserted of changes is what is deleted and inserted of all. */
static void
test_random (void)
{
  static const char *const words[] = { "a ", "b ", "c ", "d ", "\n", "\n\n", "é ", "中" };

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GString) a = g_string_new (NULL);
      g_autoptr (GString) b = g_string_new (NULL);
      GString *const texts[2] = { a, b };
      g_autoptr (LlmDiff) diff = NULL;
      g_autoptr (GArray) changes = NULL;
      const LlmDiffEdit *edits;
      guint n_edits;
      gsize expected[2] = { 0, 0 }, found[2] = { 0, 0 };
      LlmTextRange last_a = { 0, 0 }, last_b = { 0, 0 };

      for (guint i = 0; i < 2; i++)
        for (int n = g_test_rand_int_range (0, 30); n > 0; n--)
          g_string_append (texts[i], words[g_test_rand_int_range (0, G_N_ELEMENTS (words))]);
      diff = make_diff (a->str, b->str);
      edits = llm_diff_get_edits (diff, &n_edits);
      for (guint i = 0; i < n_edits; i++)
        {
          if (edits[i].kind == LLM_DIFF_DELETED)
            expected[0] += edits[i].a.end - edits[i].a.start;
          else if (edits[i].kind == LLM_DIFF_INSERTED)
            expected[1] += edits[i].b.end - edits[i].b.start;
        }
      changes = llm_diff_list_changes (diff);
      g_assert_cmpint (changes->len == 0, ==, llm_diff_is_equal (diff));
      for (guint i = 0; i < changes->len; i++)
        {
          const LlmDiffChange *change = &g_array_index (changes, LlmDiffChange, i);

          g_assert_cmpuint (change->a.start, >=, last_a.end);
          g_assert_cmpuint (change->b.start, >=, last_b.end);
          last_a = change->a;
          last_b = change->b;
          found[0] += last_a.end - last_a.start;
          found[1] += last_b.end - last_b.start;
        }
      g_assert_cmpuint (found[0], ==, expected[0]);
      g_assert_cmpuint (found[1], ==, expected[1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff-changes/changes", test_changes);
  g_test_add_func ("/diff-changes/moved", test_moved);
  g_test_add_func ("/diff-changes/describe", test_describe);
  g_test_add_func ("/diff-changes/percent", test_percent);
  g_test_add_func ("/diff-changes/marks", test_marks);
  g_test_add_func ("/diff-changes/lines", test_lines);
  g_test_add_func ("/diff-changes/random", test_random);
  return g_test_run ();
}
