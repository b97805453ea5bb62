/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff.h"

#include <string.h>

#include "llm-diff-private.h"

static LlmDiff *
make_diff (const char *a, const char *b, LlmDiffFlags flags)
{
  g_autoptr (GError) error = NULL;
  LlmDiff *diff = llm_diff_new (a, b, flags, NULL, &error);

  g_assert_no_error (error);
  return diff;
}

static void
append_range (GString *out, const LlmWords *words, LlmTextRange range)
{
  gsize length;
  const char *text = llm_words_get_text (words, &length);

  g_assert_cmpuint (range.start, <=, range.end);
  g_assert_cmpuint (range.end, <=, length);
  g_string_append_len (out, text + range.start, range.end - range.start);
}

/* As "equal [-deleted-] {+inserted+}", what has moved as "[<...>]" and "{<...>}". */
static char *
show (const LlmDiff *diff)
{
  GString *shown = g_string_new (NULL);
  const LlmDiffEdit *edits;
  guint n_edits;

  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      const gboolean is_moved = edits[i].partner != LLM_DIFF_NO_PARTNER;

      switch (edits[i].kind)
        {
        case LLM_DIFF_DELETED:
          g_string_append (shown, is_moved ? "[<" : "[-");
          append_range (shown, llm_diff_get_a (diff), edits[i].a);
          g_string_append (shown, is_moved ? ">]" : "-]");
          break;
        case LLM_DIFF_INSERTED:
          g_string_append (shown, is_moved ? "{<" : "{+");
          append_range (shown, llm_diff_get_b (diff), edits[i].b);
          g_string_append (shown, is_moved ? ">}" : "+}");
          break;
        case LLM_DIFF_EQUAL:
          append_range (shown, llm_diff_get_b (diff), edits[i].b);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  return g_string_free (shown, FALSE);
}

/* The rows as "a|b", the ones that are equal as "=a", with "/" for the end of a line. */
static char *
show_rows (const LlmDiff *diff)
{
  GString *shown = g_string_new (NULL);
  const LlmDiffRow *rows;
  guint n_rows;

  rows = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      if (i > 0)
        g_string_append (shown, " ; ");
      if (rows[i].is_equal)
        g_string_append_c (shown, '=');
      append_range (shown, llm_diff_get_a (diff), rows[i].a);
      if (rows[i].is_equal)
        continue;
      g_string_append_c (shown, '|');
      append_range (shown, llm_diff_get_b (diff), rows[i].b);
    }
  g_strdelimit (shown->str, "\n", '/');
  return g_string_free (shown, FALSE);
}

/* --- By hand --- */

static const struct
{
  const char *a, *b;
  LlmDiffFlags flags;
  const char *edits;
} simple_cases[] = {
  { "", "", 0, "" },
  { "", "a", 0, "{+a+}" },
  { "a", "", 0, "[-a-]" },
  { " ", "", 0, "[- -]" },
  { "a b", "a b", 0, "a b" },
  { "a", "b", 0, "[-a-]{+b+}" },
  { "one two three", "one three", 0, "one [-two -]three" },
  { "one two three", "one four three", 0, "one [-two-]{+four+} three" },
  { "one three", "one two three", 0, "one {+two +}three" },
  { "one", "one two", 0, "one{+ two+}" },
  { "two", "one two", 0, "{+one +}two" },
  { "a  b", "a b", 0, "a [- -]b" },
  { "a\r\nb", "a\nb", 0, "a[-\r\n-]{+\n+}b" },
  { "a\nb", "a b", 0, "a[-\n-]{+ +}b" },
  { "a\nb", "a b", LLM_DIFF_IGNORE_BLANKS, "a b" },
  { "  a\n\nb ", "a b", LLM_DIFF_IGNORE_BLANKS, "a b" },
  { "a b", "a  new\nb", LLM_DIFF_IGNORE_BLANKS, "a  {+new\n+}b" },
  { "a old b", "a\nnew b", LLM_DIFF_IGNORE_BLANKS, "a\n[-old-]{+new+} b" },
  { " \n", "", LLM_DIFF_IGNORE_BLANKS, "" },
  { " ", "a", LLM_DIFF_IGNORE_BLANKS, "{+a+}" },
  { "Big word", "big Word", 0, "[-Big word-]{+big Word+}" },
  { "Big word", "big Word", LLM_DIFF_IGNORE_CASE, "big Word" },
  { "Straße", "STRASSE", LLM_DIFF_IGNORE_CASE, "STRASSE" },
  { "caf\u00e9 au lait", "cafe\u0301 au lait", 0, "cafe\u0301 au lait" },
  { "It costs 3.5 km.", "It costs 3,5 km.", 0, "It costs [-3.5-]{+3,5+} km." },
  { "don't", "don’t", 0, "[-don't-]{+don’t+}" },
  { "我喜欢北京。", "我喜欢上海。", 0, "我喜欢[-北京-]{+上海+}。" },
  { "東京は日本の首都です", "大阪は日本の都市です", 0,
    "[-東京-]{+大阪+}は日本の[-首都-]{+都市+}です" },
  { "مرحبا بالعالم", "مرحبا بكم", 0, "مرحبا [-بالعالم-]{+بكم+}" },
  { "👩‍👩‍👧 yes", "👩‍👩‍👦 yes", 0,
    "[-👩‍👩‍👧-]{+👩‍👩‍👦+} yes" },
  /* A comma alone among changes is not worth an edit of its own, unless it is wanted. */
  { "a, b", "c, d", 0, "[-a, b-]{+c, d+}" },
  { "a, b", "c, d", LLM_DIFF_FINE, "[-a-]{+c+}, [-b-]{+d+}" },
  { "One two three four the five six seven eight.", "A b c d the e f g h.", 0,
    "[-One two three four the five six seven eight-]{+A b c d the e f g h+}." },
  { "One two three four the five six seven eight.", "A b c d the e f g h.", LLM_DIFF_FINE,
    "[-One two three four-]{+A b c d+} the [-five six seven eight-]{+e f g h+}." },
  /* Sentences and lines are inserted as such. */
  { "Alpha one. Beta one.", "Alpha one. Gamma one. Beta one.", 0,
    "Alpha one. {+Gamma one. +}Beta one." },
  { "- a\n- b\n", "- a\n- new\n- b\n", 0, "- a\n{+- new\n+}- b\n" },
  { "- a\n- new\n- b\n", "- a\n- b\n", 0, "- a\n[-- new\n-]- b\n" },
  /* Blanks of either side. */
  { "a b c", "a\nx\nc", 0, "a[- b -]{+\nx\n+}c" },
};

static void
test_simple (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (simple_cases); i++)
    {
      g_autoptr (LlmDiff) diff
          = make_diff (simple_cases[i].a, simple_cases[i].b, simple_cases[i].flags);
      g_autofree char *shown = show (diff);

      g_assert_cmpstr (shown, ==, simple_cases[i].edits);
      g_assert_cmpint (llm_diff_is_equal (diff), ==, strpbrk (shown, "[{") == NULL);
      g_assert_false (llm_diff_is_coarse (diff));
    }
}

static void
test_moved (void)
{
  g_autoptr (LlmDiff) diff = NULL;
  g_autofree char *shown = NULL;
  const LlmDiffEdit *edits;
  LlmDiffCounts counts;
  guint n_edits, n_moved = 0;

  diff = make_diff ("Start here now. One, two three four five six seven eight. Then much more text "
                    "follows that is the same in both of these texts, and ends.",
                    "Start here now. Then much more text follows that is the same in both of these "
                    "texts, and ends. One, two three four five six seven eight.",
                    0);
  shown = show (diff);
  g_assert_cmpstr (shown, ==,
                   "Start here now. [<One, two three four five six seven eight. >]Then much more "
                   "text follows that is the same in both of these texts, and ends.{< One, two "
                   "three four five six seven eight.>}");
  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i].partner == LLM_DIFF_NO_PARTNER)
        continue;
      g_assert_cmpuint (edits[edits[i].partner].partner, ==, i);
      g_assert_cmpint (edits[edits[i].partner].kind, !=, edits[i].kind);
      n_moved++;
    }
  g_assert_cmpuint (n_moved, ==, 2);
  llm_diff_get_counts (diff, &counts);
  g_assert_cmpuint (counts.moved, ==, 8);
  g_assert_cmpuint (counts.deleted, ==, 8);
  g_assert_cmpuint (counts.inserted, ==, 8);
  g_assert_cmpuint (counts.equal, ==, 3 + 16);
}

/* Seven words are too few, however many marks are among them. */
static void
test_not_moved (void)
{
  g_autoptr (LlmDiff) diff = make_diff (
      "One, two, three, four, five, six, seven. And here is what remains the same.",
      "And here is what remains the same. One, two, three, four, five, six, seven.", 0);
  LlmDiffCounts counts;

  llm_diff_get_counts (diff, &counts);
  g_assert_cmpuint (counts.moved, ==, 0);
  g_assert_cmpuint (counts.deleted, ==, 7);
}

/* Among changes of its own, and only a part of what was deleted. */
static void
test_moved_part (void)
{
  g_autoptr (LlmDiff) diff = make_diff (
      "x y z alpha beta gamma delta epsilon zeta eta theta iota q\n"
      "Here is a long middle part which both of the texts have in the same words, all of it.",
      "Here is a long middle part which both of the texts have in the same words, all of it.\n"
      "k alpha beta gamma delta epsilon zeta eta theta iota l",
      0);
  g_autofree char *shown = show (diff);

  g_assert_nonnull (
      strstr (shown, "[-x y z -][<alpha beta gamma delta epsilon zeta eta theta iota >][-q\n-]"));
  g_assert_nonnull (
      strstr (shown, "{+\nk +}{<alpha beta gamma delta epsilon zeta eta theta iota >}{+l+}"));
}

static void
test_rows (void)
{
  static const struct
  {
    const char *a, *b;
    LlmDiffFlags flags;
    const char *rows;
  } cases[] = {
    { "", "", 0, "" },
    { "", "a", 0, "|a" },
    { " \n", " \n", 0, "= /" },
    { " \n", "\n", 0, " /|/" },
    { "a\n\nb\n", "a\n\nb\n", 0, "=a// ; =b/" },
    { "a\nb\n", "a\nb", 0, "=a/ ; b/|b" },
    { "a\nb\n", "a\nb", LLM_DIFF_IGNORE_BLANKS, "=a/ ; =b/" },
    { "one two three\nfour five six\n", "one two three\nnew\nfour five seven\n", 0,
      "=one two three/ ; |new/ ; four five six/|four five seven/" },
    { "one two three\ngone\nfour five six", "one two three\nfour five six", 0,
      "=one two three/ ; gone/| ; =four five six" },
    { "a b c\nx\ny\nd e f", "a b c\nz\nd e f", 0, "=a b c/ ; x/|z/ ; y/| ; =d e f" },
    { "a b\nc d e f g", "a b c d e f g", LLM_DIFF_IGNORE_BLANKS,
      "a b/| ; c d e f g|a b c d e f g" },
    { "x\ny", "x y z", LLM_DIFF_IGNORE_BLANKS, "x/|x y z ; y|" },
    { "  a\n    b\n\n  c", "  a\n    b\n\n  c", 0, "=  a/ ; =    b// ; =  c" },
    { "第一段很长。\n第二段。", "第一段很长。\n新的。\n第二段。", 0,
      "=第一段很长。/ ; |新的。/ ; =第二段。" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmDiff) diff = make_diff (cases[i].a, cases[i].b, cases[i].flags);
      g_autofree char *shown = show_rows (diff);

      g_assert_cmpstr (shown, ==, cases[i].rows);
    }
}

/* --- Properties --- */

static const char *const units[] = {
  "a",        "b",        "c",      "the",
  "word",     "Word",     "don't",  "3.5",
  "42",       ".",        ",",      ";",
  "!",        "(",        ")",      "-",
  " ",        " ",        " ",      " ",
  "  ",       "\t",       "\n",     "\n\n",
  "\r\n",     "\u00a0",   "\u2028", "é",
  "e\u0301",  "ü",        "Straße", "北京",
  "喜欢",     "我",       "。",     "東京",
  "ひらがな", "カタカナ", "ไทย",    "한국어",
  "مرحبا",    "שלום",     "\u200f", "👩‍👩‍👧‍👦",
  "🇩🇪",       "👍🏽", "\u0301", "\u200d",
  "`",        "*",        "|",      "_",
};

static void
append_random (GString *text, guint n_units, guint n_kinds)
{
  for (guint i = 0; i < n_units; i++)
    g_string_append (text, units[g_test_rand_int_range (0, (gint32) n_kinds)]);
}

/* What an edit may leave of a text: pieces of it, in another order, and new ones. */
static char *
change (const char *text, guint n_kinds)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  const guint n_words = g_strv_length (words);
  GString *changed = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      const gint32 what = g_test_rand_int_range (0, 12);

      if (what == 0)
        continue;
      if (what == 1)
        append_random (changed, (guint) g_test_rand_int_range (0, 6), n_kinds);
      if (what == 2)
        g_string_append (changed, words[g_test_rand_int_range (0, (gint32) n_words)]);
      else
        g_string_append (changed, words[i]);
      if (what != 3 && i + 1 < n_words)
        g_string_append_c (changed, ' ');
    }
  return g_string_free (changed, FALSE);
}

static gboolean
is_normal (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  return g_str_equal (normal, text);
}

static void
assert_same_text (const char *one, const char *other, gboolean exact)
{
  g_autofree char *a = g_utf8_normalize (one, -1, G_NORMALIZE_NFC);
  g_autofree char *b = g_utf8_normalize (other, -1, G_NORMALIZE_NFC);

  g_assert_cmpstr (a, ==, b);
  if (exact)
    g_assert_cmpstr (one, ==, other);
}

static void
assert_edit (const LlmDiffEdit *edit, const LlmDiffEdit *edits, guint i, const LlmDiffEdit *last)
{
  g_assert_cmpuint (edit->a.start, ==, last != NULL ? last->a.end : 0);
  g_assert_cmpuint (edit->b.start, ==, last != NULL ? last->b.end : 0);
  g_assert_cmpint (edit->a.end > edit->a.start, ==, edit->kind != LLM_DIFF_INSERTED);
  g_assert_cmpint (edit->b.end > edit->b.start, ==, edit->kind != LLM_DIFF_DELETED);
  if (last != NULL && last->kind == edit->kind)
    {
      g_assert_cmpint (edit->kind, !=, LLM_DIFF_EQUAL);
      g_assert_true (edit->partner != LLM_DIFF_NO_PARTNER || last->partner != LLM_DIFF_NO_PARTNER);
    }
  if (last != NULL && edit->kind == LLM_DIFF_DELETED)
    g_assert_cmpint (last->kind, !=, LLM_DIFF_INSERTED);
  if (edit->partner != LLM_DIFF_NO_PARTNER)
    {
      g_assert_cmpint (edit->kind, !=, LLM_DIFF_EQUAL);
      g_assert_cmpuint (edits[edit->partner].partner, ==, i);
    }
}

/* The edits make the second text of the first one, and cover both. */
static void
assert_applies (const LlmDiff *diff, const char *a, const char *b)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  const gboolean exact = is_normal (a) && is_normal (b);
  const LlmDiffEdit *edits;
  guint n_edits;

  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      assert_edit (&edits[i], edits, i, i > 0 ? &edits[i - 1] : NULL);
      append_range (before, llm_diff_get_a (diff), edits[i].a);
      /* What is equal is taken from the first text. */
      if (edits[i].kind == LLM_DIFF_EQUAL)
        append_range (after, llm_diff_get_a (diff), edits[i].a);
      else if (edits[i].kind == LLM_DIFF_INSERTED)
        append_range (after, llm_diff_get_b (diff), edits[i].b);
    }
  g_assert_cmpstr (before->str, ==, a);
  assert_same_text (after->str, b, exact);
}

static void
assert_rows (const LlmDiff *diff, const char *a, const char *b)
{
  g_autoptr (GString) a_rows = g_string_new (NULL);
  g_autoptr (GString) b_rows = g_string_new (NULL);
  const LlmDiffRow *rows;
  guint n_rows;

  rows = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      g_autoptr (GString) left = g_string_new (NULL);
      g_autoptr (GString) right = g_string_new (NULL);

      append_range (left, llm_diff_get_a (diff), rows[i].a);
      append_range (right, llm_diff_get_b (diff), rows[i].b);
      g_assert_true (left->len > 0 || right->len > 0);
      g_string_append (a_rows, left->str);
      g_string_append (b_rows, right->str);
      if (rows[i].is_equal)
        assert_same_text (left->str, right->str, is_normal (left->str) && is_normal (right->str));
    }
  g_assert_cmpstr (a_rows->str, ==, a);
  g_assert_cmpstr (b_rows->str, ==, b);
}

/* From the second text to the first one is the same way back. */
static void
assert_mirrored (const LlmDiff *diff, const LlmDiff *back)
{
  const LlmDiffEdit *edits, *others;
  guint n_edits, n_others;
  LlmDiffCounts counts, others_counts;
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (LlmTextRange));
  guint j = 0;

  edits = llm_diff_get_edits (diff, &n_edits);
  others = llm_diff_get_edits (back, &n_others);
  g_assert_cmpuint (n_edits, ==, n_others);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i].kind != LLM_DIFF_EQUAL)
        continue;
      while (j < n_others && others[j].kind != LLM_DIFF_EQUAL)
        j++;
      g_assert_cmpuint (j, <, n_others);
      g_assert_cmpmem (&edits[i].a, sizeof edits[i].a, &others[j].b, sizeof others[j].b);
      g_assert_cmpmem (&edits[i].b, sizeof edits[i].b, &others[j].a, sizeof others[j].a);
      j++;
    }
  llm_diff_get_counts (diff, &counts);
  llm_diff_get_counts (back, &others_counts);
  g_assert_cmpuint (counts.deleted, ==, others_counts.inserted);
  g_assert_cmpuint (counts.inserted, ==, others_counts.deleted);
  g_assert_cmpuint (counts.equal, ==, others_counts.equal);
  g_assert_cmpuint (counts.moved, ==, others_counts.moved);
}

static void
assert_nothing_changed (const char *text, LlmDiffFlags flags)
{
  g_autoptr (LlmDiff) diff = make_diff (text, text, flags);
  guint n_edits;

  llm_diff_get_edits (diff, &n_edits);
  g_assert_cmpuint (n_edits, ==, *text != '\0' ? 1 : 0);
  g_assert_true (llm_diff_is_equal (diff));
}

static void
test_random (void)
{
  for (guint i = 0; i < 10000; i++)
    {
      const guint n_kinds = i % 3 == 0 ? 20 : G_N_ELEMENTS (units);
      const LlmDiffFlags flags = i % 5 == 0 ? LLM_DIFF_FINE : 0;
      g_autoptr (GString) a = g_string_new (NULL);
      g_autofree char *b = NULL;
      g_autoptr (LlmDiff) diff = NULL;
      g_autoptr (LlmDiff) back = NULL;

      append_random (a, (guint) g_test_rand_int_range (0, i % 50 == 0 ? 400 : 60), n_kinds);
      if (i % 4 == 0)
        {
          g_autoptr (GString) other = g_string_new (NULL);

          append_random (other, (guint) g_test_rand_int_range (0, 60), n_kinds);
          b = g_strdup (other->str);
        }
      else
        b = change (a->str, n_kinds);
      diff = make_diff (a->str, b, flags);
      back = make_diff (b, a->str, flags);
      assert_applies (diff, a->str, b);
      assert_rows (diff, a->str, b);
      assert_applies (back, b, a->str);
      assert_mirrored (diff, back);
      assert_nothing_changed (a->str, flags);
    }
}

/* Whatever is ignored, both texts are covered. */
static void
test_random_ignoring (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      const LlmDiffFlags flags
          = i % 2 == 0 ? LLM_DIFF_IGNORE_BLANKS : LLM_DIFF_IGNORE_BLANKS | LLM_DIFF_IGNORE_CASE;
      g_autoptr (GString) a = g_string_new (NULL);
      g_autoptr (GString) a_edits = g_string_new (NULL);
      g_autoptr (GString) b_edits = g_string_new (NULL);
      g_autofree char *b = NULL;
      g_autoptr (LlmDiff) diff = NULL;
      const LlmDiffEdit *edits;
      guint n_edits;

      append_random (a, (guint) g_test_rand_int_range (0, 60), G_N_ELEMENTS (units));
      b = change (a->str, G_N_ELEMENTS (units));
      diff = make_diff (a->str, b, flags);
      edits = llm_diff_get_edits (diff, &n_edits);
      for (guint j = 0; j < n_edits; j++)
        {
          g_assert_true (edits[j].kind != LLM_DIFF_DELETED || edits[j].b.start == edits[j].b.end);
          g_assert_true (edits[j].kind != LLM_DIFF_INSERTED || edits[j].a.start == edits[j].a.end);
          append_range (a_edits, llm_diff_get_a (diff), edits[j].a);
          append_range (b_edits, llm_diff_get_b (diff), edits[j].b);
        }
      g_assert_cmpstr (a_edits->str, ==, a->str);
      g_assert_cmpstr (b_edits->str, ==, b);
    }
}

/* --- The shortest --- */

/* Words of one letter each.  Returns: how many of them the longest sequence has that both
 * have, by the table everybody knows */
static guint
count_common (const char *a, const char *b)
{
  const gsize n_a = strlen (a), n_b = strlen (b);
  g_autofree guint *row = g_new0 (guint, n_b + 1);

  for (gsize i = 0; i < n_a; i++)
    {
      guint diagonal = 0;

      for (gsize j = 0; j < n_b; j++)
        {
          const guint above = row[j + 1];

          row[j + 1] = a[i] == b[j] ? diagonal + 1 : MAX (above, row[j]);
          diagonal = above;
        }
    }
  return row[n_b];
}

static char *
make_letters (guint n, guint n_letters)
{
  char *letters = g_new0 (char, n + 1);

  for (guint i = 0; i < n; i++)
    letters[i] = (char) ('a' + g_test_rand_int_range (0, (gint32) n_letters));
  return letters;
}

static char *
space (const char *letters)
{
  GString *text = g_string_new (NULL);

  for (const char *at = letters; *at != '\0'; at++)
    g_string_append_printf (text, "%c ", *at);
  return g_string_free (text, FALSE);
}

static void
test_shortest (void)
{
  for (guint i = 0; i < 500; i++)
    {
      const guint n_letters = (guint) g_test_rand_int_range (1, 26);
      g_autofree char *a = make_letters ((guint) g_test_rand_int_range (0, 200), n_letters);
      g_autofree char *b = make_letters ((guint) g_test_rand_int_range (0, 200), n_letters);
      g_autofree char *a_text = space (a);
      g_autofree char *b_text = space (b);
      g_autoptr (LlmDiff) diff = make_diff (a_text, b_text, LLM_DIFF_FINE);
      LlmDiffCounts counts;

      llm_diff_get_counts (diff, &counts);
      g_assert_cmpuint (counts.equal, ==, count_common (a, b));
      g_assert_cmpuint (counts.equal + counts.deleted, ==, strlen (a));
      g_assert_cmpuint (counts.equal + counts.inserted, ==, strlen (b));
      g_assert_false (llm_diff_is_coarse (diff));
    }
}

/* --- Limits --- */

static LlmDiff *
make_within (const char *a, const char *b, guint64 budget)
{
  g_autoptr (LlmWords) a_words = llm_words_new (a, -1, NULL, NULL);
  g_autoptr (LlmWords) b_words = llm_words_new (b, -1, NULL, NULL);

  return llm_diff_new_within (a_words, b_words, LLM_DIFF_FINE, budget, NULL, NULL);
}

/* Without steps to search, what is between the same beginning and the same end is replaced. */
static void
test_budget (void)
{
  const char *a = "same a x b y c end", *b = "same y c z a x end";
  g_autoptr (LlmDiff) diff = make_within (a, b, 0);
  g_autoptr (LlmDiff) whole = make_within (a, b, LLM_DIFF_BUDGET);
  g_autofree char *shown = show (diff);
  g_autofree char *whole_shown = show (whole);

  g_assert_cmpstr (shown, ==, "same [-a x b y c-]{+y c z a x+} end");
  g_assert_true (llm_diff_is_coarse (diff));
  g_assert_cmpstr (whole_shown, !=, shown);
  g_assert_false (llm_diff_is_coarse (whole));
  for (guint budget = 1; budget < 200; budget++)
    {
      g_autofree char *letters = make_letters (60, 5);
      g_autofree char *others = make_letters (60, 5);
      g_autofree char *a_text = space (letters);
      g_autofree char *b_text = space (others);
      g_autoptr (LlmDiff) some = make_within (a_text, b_text, budget);
      LlmDiffCounts counts;

      assert_applies (some, a_text, b_text);
      assert_rows (some, a_text, b_text);
      llm_diff_get_counts (some, &counts);
      g_assert_cmpuint (counts.equal, <=, count_common (letters, others));
    }
}

/* Too much has changed for the shortest difference: what was kept is found nevertheless, in
 * the order it has, by words that are there once. */
static void
test_anchors (void)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);
  g_autoptr (LlmDiff) diff = NULL;
  LlmDiffCounts counts;
  guint n_kept = 0;

  for (guint i = 0; i < 400; i++)
    {
      /* Much that differs, of words that both have. */
      for (guint j = 0; j < 250; j++)
        {
          g_string_append_printf (a, "w%d ", g_test_rand_int_range (0, 500));
          g_string_append_printf (b, "w%d ", g_test_rand_int_range (0, 500));
        }
      for (guint j = 0; j < 20; j++, n_kept++)
        {
          g_string_append_printf (a, "kept%u ", n_kept);
          g_string_append_printf (b, "kept%u ", n_kept);
        }
    }
  g_assert_cmpuint (a->len, <, LLM_WORDS_MAX_LENGTH);
  diff = make_diff (a->str, b->str, LLM_DIFF_FINE);
  assert_applies (diff, a->str, b->str);
  g_assert_true (llm_diff_is_coarse (diff));
  llm_diff_get_counts (diff, &counts);
  g_assert_cmpuint (counts.equal, >=, n_kept);
}

/* Without any such words as well. */
static void
test_furthest (void)
{
  g_autofree char *a = make_letters (30000, 4);
  g_autofree char *b = make_letters (30000, 4);
  g_autofree char *a_text = space (a);
  g_autofree char *b_text = space (b);
  g_autoptr (LlmDiff) diff = make_diff (a_text, b_text, LLM_DIFF_FINE);
  LlmDiffCounts counts;

  assert_applies (diff, a_text, b_text);
  llm_diff_get_counts (diff, &counts);
  g_assert_true (llm_diff_is_coarse (diff));
  /* Of four letters about 65 % are common (Chvatal and Sankoff). */
  g_assert_cmpuint (counts.equal, >, 30000 * 58 / 100);
}

static void
test_long (void)
{
  g_autofree char *many = g_strnfill (LLM_WORDS_MAX_LENGTH + 10, 'a');
  g_autoptr (LlmDiff) diff = make_diff (many, "b", 0);

  g_assert_true (llm_words_is_cut (llm_diff_get_a (diff)));
  g_assert_false (llm_words_is_cut (llm_diff_get_b (diff)));
  assert_rows (diff, llm_words_get_text (llm_diff_get_a (diff), NULL), "b");
}

/* --- In a thread --- */

typedef struct
{
  LlmDiff *diff;
  GError *error;
  gboolean is_done;
} Result;

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Result *done = user_data;

  done->diff = llm_diff_new_finish (result, &done->error);
  done->is_done = TRUE;
}

static void
wait_for (Result *result)
{
  while (!result->is_done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_async (void)
{
  g_autoptr (GString) text = g_string_new ("one two three");
  Result result = { 0 };
  g_autofree char *shown = NULL;

  llm_diff_new_async (text->str, "one four three", 0, NULL, done_cb, &result);
  g_string_assign (text, "it has a copy");
  wait_for (&result);
  g_assert_no_error (result.error);
  shown = show (result.diff);
  g_assert_cmpstr (shown, ==, "one [-two-]{+four+} three");
  llm_diff_unref (result.diff);
}

static void
test_cancel (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *a = make_letters (200000, 4);
  g_autofree char *b = make_letters (200000, 4);
  g_autofree char *a_text = space (a);
  g_autofree char *b_text = space (b);
  Result result = { 0 };

  llm_diff_new_async (a_text, b_text, 0, cancellable, done_cb, &result);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_error (result.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (result.diff);
  g_error_free (result.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/diff/simple", test_simple);
  g_test_add_func ("/diff/moved", test_moved);
  g_test_add_func ("/diff/not-moved", test_not_moved);
  g_test_add_func ("/diff/moved-part", test_moved_part);
  g_test_add_func ("/diff/rows", test_rows);
  g_test_add_func ("/diff/random", test_random);
  g_test_add_func ("/diff/random-ignoring", test_random_ignoring);
  g_test_add_func ("/diff/shortest", test_shortest);
  g_test_add_func ("/diff/budget", test_budget);
  g_test_add_func ("/diff/anchors", test_anchors);
  g_test_add_func ("/diff/furthest", test_furthest);
  g_test_add_func ("/diff/long", test_long);
  g_test_add_func ("/diff/async", test_async);
  g_test_add_func ("/diff/cancel", test_cancel);

  return g_test_run ();
}
