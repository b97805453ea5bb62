/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-changes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- Changes --- */

/* How far the walk has come, and the change that is open. */
typedef struct
{
  GArray *changes;
  LlmDiffChange change;
  gboolean is_open;
} Walk;

static LlmTextRange
clip (LlmTextRange range, LlmTextRange within)
{
  LlmTextRange clipped;

  clipped.start = CLAMP (range.start, within.start, within.end);
  clipped.end = CLAMP (range.end, within.start, within.end);
  return clipped;
}

static void
close_change (Walk *walk)
{
  if (walk->is_open)
    g_array_append_val (walk->changes, walk->change);
  walk->is_open = FALSE;
}

static void
extend_change (Walk *walk, LlmTextRange a, LlmTextRange b, gboolean is_moved)
{
  if (!walk->is_open)
    {
      walk->change.a = a;
      walk->change.b = b;
      walk->change.is_moved = TRUE;
      walk->is_open = TRUE;
    }
  walk->change.a.end = a.end;
  walk->change.b.end = b.end;
  walk->change.is_moved &= is_moved;
}

/* What is deleted is nowhere in the second text: there it is at the end of what came before. */
static LlmTextRange
get_side (const LlmDiffEdit *edit, LlmDiffKind nothing, LlmTextRange range, guint32 position)
{
  const LlmTextRange none = { position, position };

  return edit->kind == nothing ? none : range;
}

static void
walk_row (Walk *walk,
          const LlmDiffRow *row,
          const LlmDiffEdit *edits,
          guint n_edits,
          guint *first,
          guint32 places[2])
{
  guint32 a_place = places[0], b_place = places[1];

  for (guint i = *first; i < n_edits; i++)
    {
      const LlmTextRange a = get_side (&edits[i], LLM_DIFF_INSERTED, edits[i].a, a_place);
      const LlmTextRange b = get_side (&edits[i], LLM_DIFF_DELETED, edits[i].b, b_place);
      const LlmTextRange a_here = clip (a, row->a);
      const LlmTextRange b_here = clip (b, row->b);
      const gboolean is_here = a_here.start < a_here.end || b_here.start < b_here.end;

      if (a.start >= row->a.end && b.start >= row->b.end)
        break;
      if (is_here && edits[i].kind != LLM_DIFF_EQUAL)
        extend_change (walk, a_here, b_here, edits[i].partner != LLM_DIFF_NO_PARTNER);
      else if (is_here)
        close_change (walk);
      a_place = a.end;
      b_place = b.end;
      if (*first == i && a.end <= row->a.end && b.end <= row->b.end)
        {
          ++*first;
          places[0] = a_place;
          places[1] = b_place;
        }
    }
  close_change (walk);
}

/**
 * llm_diff_list_changes:
 * @diff: what differs
 *
 * Returns: (transfer full) (element-type LlmDiffChange): the differences in their order
 */
GArray *
llm_diff_list_changes (const LlmDiff *diff)
{
  Walk walk = { 0 };
  const LlmDiffEdit *edits;
  const LlmDiffRow *rows;
  guint32 places[2] = { 0, 0 };
  guint n_edits, n_rows, first = 0;

  g_return_val_if_fail (diff != NULL, NULL);

  walk.changes = g_array_new (FALSE, FALSE, sizeof (LlmDiffChange));
  edits = llm_diff_get_edits (diff, &n_edits);
  rows = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < n_rows; i++)
    walk_row (&walk, &rows[i], edits, n_edits, &first, places);
  return walk.changes;
}

/**
 * llm_diff_get_percent:
 * @diff: what differs
 *
 * Returns: how many of a hundred words of both texts are in one of them only; 0 and 100 only
 *   if it is none and all of them
 */
guint
llm_diff_get_percent (const LlmDiff *diff)
{
  LlmDiffCounts counts;
  guint64 differing, all, percent;

  g_return_val_if_fail (diff != NULL, 0);

  llm_diff_get_counts (diff, &counts);
  all = 2 * (guint64) counts.equal + counts.deleted + counts.inserted;
  differing = (guint64) counts.deleted + counts.inserted - 2 * (guint64) counts.moved;
  if (differing == 0)
    return 0;
  percent = (differing * 100 + all / 2) / all;
  return (guint) (differing == all ? 100 : CLAMP (percent, 1, 99));
}

/**
 * llm_diff_describe:
 * @diff: what differs
 *
 * Returns: (transfer full): how many differences there are, and how much differs, in words
 */
char *
llm_diff_describe (const LlmDiff *diff)
{
  g_autoptr (GArray) changes = NULL;
  g_autofree char *number = NULL;

  g_return_val_if_fail (diff != NULL, NULL);

  changes = llm_diff_list_changes (diff);
  if (changes->len == 0)
    return g_strdup (_ ("No differences"));
  number
      = g_strdup_printf (ngettext ("%u difference", "%u differences", changes->len), changes->len);
  /* Translators: a number of differences, and how many of a hundred words. */
  return g_strdup_printf (_ ("%s, %u %% of the words"), number, llm_diff_get_percent (diff));
}

/* --- Marks --- */

/* Blanks at the ends are of no interest to a reader. */
static LlmTextRange
trim (const char *text, LlmTextRange range)
{
  while (range.start < range.end)
    {
      const char *last = g_utf8_find_prev_char (text + range.start, text + range.end);

      if (last == NULL || !g_unichar_isspace (g_utf8_get_char (last)))
        break;
      range.end = (guint32) (last - text);
    }
  while (range.start < range.end && g_unichar_isspace (g_utf8_get_char (text + range.start)))
    range.start = (guint32) (g_utf8_next_char (text + range.start) - text);
  return range;
}

/* One for each line, so that none is long. */
static void
add_marks (GArray *marks, const char *text, LlmTextRange range, LlmDiffMarkKind kind)
{
  while (range.start < range.end)
    {
      const char *newline = memchr (text + range.start, '\n', range.end - range.start);
      LlmTextRange line = range;
      LlmDiffMark mark;

      if (newline != NULL)
        line.end = (guint32) (newline - text);
      mark.range = trim (text, line);
      mark.kind = kind;
      if (mark.range.start < mark.range.end)
        g_array_append_val (marks, mark);
      range.start = newline != NULL ? line.end + 1 : range.end;
    }
}

/**
 * llm_diff_mark_second:
 * @diff: how a text differs from its base, the first one
 *
 * Returns: (transfer full) (element-type LlmDiffMark): what is to be marked in the second text,
 *   in order
 */
GArray *
llm_diff_mark_second (const LlmDiff *diff)
{
  GArray *marks;
  const LlmDiffEdit *edits;
  const char *text;
  guint n_edits;

  g_return_val_if_fail (diff != NULL, NULL);

  marks = g_array_new (FALSE, FALSE, sizeof (LlmDiffMark));
  text = llm_words_get_text (llm_diff_get_b (diff), NULL);
  edits = llm_diff_get_edits (diff, &n_edits);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i].kind == LLM_DIFF_INSERTED)
        add_marks (marks, text, edits[i].b,
                   edits[i].partner != LLM_DIFF_NO_PARTNER ? LLM_DIFF_MARK_MOVED
                                                           : LLM_DIFF_MARK_ADDED);
    }
  return marks;
}

/* Where one more text, or one less, has not the words, or has them elsewhere. */
typedef struct
{
  guint32 position;
  gint8 lacking;
  gint8 moved;
} Step;

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const Step *first = a, *second = b;

  return first->position < second->position ? -1 : first->position > second->position;
}

static GArray *
list_steps (LlmDiff *const *diffs, guint n_diffs)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));

  for (guint i = 0; i < n_diffs; i++)
    {
      guint n_edits;
      const LlmDiffEdit *edits = llm_diff_get_edits (diffs[i], &n_edits);

      for (guint j = 0; j < n_edits; j++)
        {
          const gboolean moved = edits[j].partner != LLM_DIFF_NO_PARTNER;
          Step step = { edits[j].a.start, moved ? 0 : 1, moved ? 1 : 0 };

          if (edits[j].kind != LLM_DIFF_DELETED)
            continue;
          g_array_append_val (steps, step);
          step.position = edits[j].a.end;
          step.lacking = (gint8) -step.lacking;
          step.moved = (gint8) -step.moved;
          g_array_append_val (steps, step);
        }
    }
  g_array_sort (steps, compare_steps);
  return steps;
}

/**
 * llm_diff_mark_base:
 * @diffs: (array length=n_diffs): how other texts differ from the base, the first one of each
 * @n_diffs: how many, at least one
 *
 * Returns: (transfer full) (element-type LlmDiffMark): what is to be marked in the base, in order
 */
GArray *
llm_diff_mark_base (LlmDiff *const *diffs, guint n_diffs)
{
  g_autoptr (GArray) steps = NULL;
  GArray *marks;
  const char *text;
  int lacking = 0, moved = 0;

  g_return_val_if_fail (diffs != NULL && n_diffs > 0, NULL);

  marks = g_array_new (FALSE, FALSE, sizeof (LlmDiffMark));
  text = llm_words_get_text (llm_diff_get_a (diffs[0]), NULL);
  steps = list_steps (diffs, n_diffs);
  for (guint i = 0; i + 1 < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);
      const LlmTextRange range = { step[0].position, step[1].position };

      lacking += step->lacking;
      moved += step->moved;
      if (range.start < range.end && lacking + moved > 0)
        add_marks (marks, text, range,
                   lacking == (int) n_diffs ? LLM_DIFF_MARK_LACKED
                   : lacking > 0            ? LLM_DIFF_MARK_PARTLY
                                            : LLM_DIFF_MARK_MOVED);
    }
  return marks;
}

static int
compare_ranges (gconstpointer a, gconstpointer b)
{
  const LlmTextRange *first = a, *second = b;

  if (first->start != second->start)
    return first->start < second->start ? -1 : 1;
  return first->end < second->end ? -1 : first->end > second->end;
}

/**
 * llm_diff_list_base_changes:
 * @diffs: (array length=n_diffs): how other texts differ from the base, the first one of each
 * @n_diffs: how many, at least one
 *
 * Returns: (transfer full) (element-type LlmTextRange): the places of the base where one of the
 *   others differs, in order; empty ranges where the base has nothing
 */
GArray *
llm_diff_list_base_changes (LlmDiff *const *diffs, guint n_diffs)
{
  g_autoptr (GArray) ranges = NULL;
  GArray *merged;

  g_return_val_if_fail (diffs != NULL && n_diffs > 0, NULL);

  ranges = g_array_new (FALSE, FALSE, sizeof (LlmTextRange));
  for (guint i = 0; i < n_diffs; i++)
    {
      g_autoptr (GArray) changes = llm_diff_list_changes (diffs[i]);

      for (guint j = 0; j < changes->len; j++)
        g_array_append_val (ranges, g_array_index (changes, LlmDiffChange, j).a);
    }
  g_array_sort (ranges, compare_ranges);
  merged = g_array_new (FALSE, FALSE, sizeof (LlmTextRange));
  for (guint i = 0; i < ranges->len; i++)
    {
      const LlmTextRange *range = &g_array_index (ranges, LlmTextRange, i);
      LlmTextRange *last
          = merged->len > 0 ? &g_array_index (merged, LlmTextRange, merged->len - 1) : NULL;

      if (last != NULL && (range->start < last->end || range->start == last->start))
        last->end = MAX (last->end, range->end);
      else
        g_array_append_val (merged, *range);
    }
  return merged;
}
