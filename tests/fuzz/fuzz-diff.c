/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-diff-private.h"

static void
assert_words (const LlmWords *words)
{
  g_autoptr (GArray) sentences = llm_words_find_sentences (words, NULL, NULL);
  const LlmPiece *pieces;
  gsize length;
  guint n_pieces, position = 0;

  fuzz_assert_string (llm_words_get_text (words, &length));
  pieces = llm_words_get_pieces (words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      g_assert_cmpuint (pieces[i].start, ==, position);
      position += pieces[i].length;
    }
  g_assert_cmpuint (position, ==, length);
  position = 0;
  for (guint i = 0; i < sentences->len; i++)
    {
      const LlmTextRange *range = &g_array_index (sentences, LlmTextRange, i);

      g_assert_true (range->start >= position && range->end > range->start);
      position = range->end;
    }
  g_assert_cmpuint (position, <=, length);
  g_assert_cmpint (llm_words_count_characters (words, NULL, NULL), <=, (gint64) length);
}

static void
append (GString *out, const LlmWords *words, LlmTextRange range)
{
  g_assert_cmpuint (range.start, <=, range.end);
  g_string_append_len (out, llm_words_get_text (words, NULL) + range.start,
                       range.end - range.start);
  g_assert_true (g_utf8_validate_len (out->str, out->len, NULL));
}

static void
assert_normal (const char *one, const char *other)
{
  g_autofree char *a = g_utf8_normalize (one, -1, G_NORMALIZE_NFC);
  g_autofree char *b = g_utf8_normalize (other, -1, G_NORMALIZE_NFC);

  g_assert_cmpstr (a, ==, b);
}

/* The edits cover both texts, and make the second one of the first. */
static void
assert_edits (const LlmDiff *diff, gboolean exact)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);
  const LlmDiffEdit *edits;
  guint n_edits;

  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      const gsize a_length = a->len, b_length = b->len;

      append (a, llm_diff_get_a (diff), edits[i].a);
      append (b, llm_diff_get_b (diff), edits[i].b);
      g_assert_true (edits[i].kind != LLM_DIFF_DELETED || b->len == b_length);
      g_assert_true (edits[i].kind != LLM_DIFF_INSERTED || a->len == a_length);
      if (edits[i].kind == LLM_DIFF_EQUAL && exact)
        assert_normal (a->str + a_length, b->str + b_length);
      if (edits[i].partner != LLM_DIFF_NO_PARTNER)
        g_assert_cmpuint (edits[edits[i].partner].partner, ==, i);
    }
  g_assert_cmpstr (a->str, ==, llm_words_get_text (llm_diff_get_a (diff), NULL));
  g_assert_cmpstr (b->str, ==, llm_words_get_text (llm_diff_get_b (diff), NULL));
}

static void
assert_rows (const LlmDiff *diff, gboolean exact)
{
  g_autoptr (GString) a = g_string_new (NULL);
  g_autoptr (GString) b = g_string_new (NULL);
  const LlmDiffRow *rows;
  guint n_rows;

  rows = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      const gsize a_length = a->len, b_length = b->len;

      append (a, llm_diff_get_a (diff), rows[i].a);
      append (b, llm_diff_get_b (diff), rows[i].b);
      if (rows[i].is_equal && exact)
        assert_normal (a->str + a_length, b->str + b_length);
    }
  g_assert_cmpstr (a->str, ==, llm_words_get_text (llm_diff_get_a (diff), NULL));
  g_assert_cmpstr (b->str, ==, llm_words_get_text (llm_diff_get_b (diff), NULL));
}

/* The first byte is the flags, the second how much may be searched; two texts follow, with a
 * byte 1 between them. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (LlmWords) a = NULL;
  g_autoptr (LlmWords) b = NULL;
  g_autoptr (LlmDiff) diff = NULL;
  g_autoptr (LlmDiff) back = NULL;
  LlmDiffCounts counts, back_counts;
  const guint8 *middle;
  LlmDiffFlags flags;
  guint64 budget;
  gboolean exact;

  if (size < 2)
    return 0;
  flags = data[0] & (LLM_DIFF_IGNORE_CASE | LLM_DIFF_IGNORE_BLANKS | LLM_DIFF_FINE);
  budget = data[1] < 128 ? LLM_DIFF_BUDGET : (guint64) (data[1] - 128) * 8;
  exact = (flags & (LLM_DIFF_IGNORE_CASE | LLM_DIFF_IGNORE_BLANKS)) == 0;
  data += 2;
  size -= 2;
  middle = size > 0 ? memchr (data, 1, size) : NULL;
  if (middle == NULL)
    middle = data + size / 2;
  a = llm_words_new ((const char *) data, middle - data, NULL, NULL);
  b = llm_words_new ((const char *) middle, (gssize) size - (middle - data), NULL, NULL);
  assert_words (a);
  assert_words (b);
  diff = llm_diff_new_within (a, b, flags, budget, NULL, NULL);
  assert_edits (diff, exact);
  assert_rows (diff, exact);
  back = llm_diff_new_within (b, a, flags, budget, NULL, NULL);
  llm_diff_get_counts (diff, &counts);
  llm_diff_get_counts (back, &back_counts);
  g_assert_cmpuint (counts.deleted, ==, back_counts.inserted);
  g_assert_cmpuint (counts.inserted, ==, back_counts.deleted);
  g_assert_cmpuint (counts.moved, ==, back_counts.moved);
  return 0;
}
