/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-diff-text.h"

static LlmDiff *
new_diff (const char *a, const char *b)
{
  g_autoptr (GError) error = NULL;
  LlmDiff *diff = llm_diff_new (a, b, LLM_DIFF_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  return diff;
}

static char *
dup_plain (const char *a, const char *b)
{
  g_autoptr (LlmDiff) diff = new_diff (a, b);
  g_autoptr (GString) out = g_string_new (NULL);

  llm_diff_append_text (out, diff, llm_diff_get_plain_marks (), NULL);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_plain (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    const char *out;
  } cases[] = {
    { "", "", "" },
    { "the sky is blue", "the sky is blue", "the sky is blue" },
    { "", "new", "{+new+}" },
    { "old", "", "[-old-]" },
    { "der Himmel ist blau", "der Himmel ist grün", "der Himmel ist [-blau-]{+grün+}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = dup_plain (cases[i].a, cases[i].b);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
escape_cb (GString *out, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    g_string_append (out, text[i] == '<' ? "&lt;" : (const char[]){ text[i], '\0' });
}

static void
test_escaped (void)
{
  static const LlmDiffMarks marks = { { "<del>", "</del>" }, { "<ins>", "</ins>" } };
  g_autoptr (LlmDiff) diff = new_diff ("a <b> here", "a <i> here");
  g_autoptr (GString) out = g_string_new (NULL);

  llm_diff_append_text (out, diff, &marks, escape_cb);
  g_assert_cmpstr (out->str, ==, "a &lt;<del>b</del><ins>i</ins>> here");
}

/* Each side in any two parts is the text itself, however they are parted. */
static void
test_sides (void)
{
  static const char a[] = "One two three.\n\nFour five, and six seven eight.\n";
  static const char b[] = "One 2 three.\n\nFive, and six then nine.\nTen.\n";
  static const LlmDiffMarks none = { { "", "" }, { "", "" } };
  g_autoptr (LlmDiff) diff = new_diff (a, b);

  for (guint side = 0; side < 2; side++)
    {
      const char *text = side == 0 ? a : b;
      const guint32 length = (guint32) strlen (text);

      for (guint32 cut = 0; cut <= length; cut++)
        {
          g_autoptr (GString) out = g_string_new (NULL);

          llm_diff_append_side (out, diff, side, (LlmTextRange){ 0, cut }, &none);
          g_assert_cmpuint (out->len, ==, cut);
          llm_diff_append_side (out, diff, side, (LlmTextRange){ cut, length }, &none);
          g_assert_cmpstr (out->str, ==, text);
        }
    }
}

static void
test_find_edit (void)
{
  g_autoptr (LlmDiff) diff = new_diff ("one two three", "one 2 three");
  guint n_edits;
  const LlmDiffEdit *edits = llm_diff_get_edits (diff, &n_edits);

  for (guint32 i = 0; i < strlen ("one two three"); i++)
    {
      const LlmDiffEdit *edit = &edits[llm_diff_find_edit (diff, 0, i)];

      g_assert_cmpuint (edit->a.start, <=, i);
      g_assert_cmpuint (edit->a.end, >, i);
    }
  g_assert_cmpuint (llm_diff_find_edit (diff, 0, 1000), ==, n_edits);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/diff-text/plain", test_plain);
  g_test_add_func ("/core/diff-text/escaped", test_escaped);
  g_test_add_func ("/core/diff-text/sides", test_sides);
  g_test_add_func ("/core/diff-text/find-edit", test_find_edit);
  return g_test_run ();
}
