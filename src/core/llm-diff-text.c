/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-text.h"

/**
 * llm_diff_get_plain_marks:
 *
 * Returns: (transfer none): the marks of `git diff --word-diff`
 */
const LlmDiffMarks *
llm_diff_get_plain_marks (void)
{
  static const LlmDiffMarks marks = { { "[-", "-]" }, { "{+", "+}" } };

  return &marks;
}

static void
append_raw (GString *out, const char *text, gsize length)
{
  g_string_append_len (out, text, (gssize) length);
}

static void
append_piece (GString *out,
              const char *text,
              LlmTextRange range,
              const char *const marks[2],
              LlmDiffEscapeFunc escape)
{
  if (range.end <= range.start)
    return;
  if (marks != NULL)
    g_string_append (out, marks[0]);
  escape (out, text + range.start, range.end - range.start);
  if (marks != NULL)
    g_string_append (out, marks[1]);
}

/**
 * llm_diff_append_text:
 * @out: where to put it
 * @diff: what differs
 * @marks: how to mark it
 * @escape: (nullable) (scope call): how text is written; as it is if %NULL
 *
 * Writes both texts as one.  What both have is written as the second one has it.
 */
void
llm_diff_append_text (GString *out,
                      const LlmDiff *diff,
                      const LlmDiffMarks *marks,
                      LlmDiffEscapeFunc escape)
{
  const char *a, *b;
  const LlmDiffEdit *edits;
  guint n_edits;

  g_return_if_fail (out != NULL && diff != NULL && marks != NULL);

  if (escape == NULL)
    escape = append_raw;
  a = llm_words_get_text (llm_diff_get_a (diff), NULL);
  b = llm_words_get_text (llm_diff_get_b (diff), NULL);
  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i].kind == LLM_DIFF_DELETED)
        append_piece (out, a, edits[i].a, marks->deleted, escape);
      else
        append_piece (out, b, edits[i].b,
                      edits[i].kind == LLM_DIFF_INSERTED ? marks->inserted : NULL, escape);
    }
}

static LlmTextRange
get_range (const LlmDiffEdit *edit, guint side)
{
  return side == 0 ? edit->a : edit->b;
}

/**
 * llm_diff_find_edit:
 * @diff: what differs
 * @side: 0 for the first text, 1 for the second
 * @position: a byte of it
 *
 * Returns: the index of the first edit that ends behind @position on that side; the number of
 *   edits if there is none
 */
guint
llm_diff_find_edit (const LlmDiff *diff, guint side, guint32 position)
{
  const LlmDiffEdit *edits;
  guint low = 0, high;

  g_return_val_if_fail (diff != NULL && side < 2, 0);

  edits = llm_diff_get_edits (diff, &high);
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (get_range (&edits[middle], side).end > position)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/**
 * llm_diff_append_side:
 * @out: where to put it
 * @diff: what differs
 * @side: 0 for the first text, 1 for the second
 * @range: the part of it that is to be written
 * @marks: how to mark what the other one has not
 */
void
llm_diff_append_side (
    GString *out, const LlmDiff *diff, guint side, LlmTextRange range, const LlmDiffMarks *marks)
{
  const char *text;
  const LlmDiffEdit *edits;
  guint n_edits;

  g_return_if_fail (out != NULL && diff != NULL && side < 2 && marks != NULL);

  text = llm_words_get_text (side == 0 ? llm_diff_get_a (diff) : llm_diff_get_b (diff), NULL);
  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = llm_diff_find_edit (diff, side, range.start); i < n_edits; i++)
    {
      LlmTextRange piece = get_range (&edits[i], side);

      if (piece.start >= range.end)
        break;
      piece.start = MAX (piece.start, range.start);
      piece.end = MIN (piece.end, range.end);
      append_piece (out, text, piece,
                    edits[i].kind == LLM_DIFF_DELETED    ? marks->deleted
                    : edits[i].kind == LLM_DIFF_INSERTED ? marks->inserted
                                                         : NULL,
                    append_raw);
    }
}
