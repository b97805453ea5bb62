/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-rows.h"

/* A paragraph that is longer is cut into several rows: a list has trouble with tall ones. */
#define MAX_CELL 3000

/* So many rows that are the same are seen before and behind a change; fewer than that between
 * them are not folded. */
#define CONTEXT 1
#define MIN_FOLDED 2

struct _LlmDiffItem
{
  GObject parent_instance;

  LlmTextRange ranges[2];
  gboolean is_changed;
  guint first; /* of folded rows: the first row of the difference, and how many */
  guint n_folded;
};

G_DEFINE_FINAL_TYPE (LlmDiffItem, llm_diff_item, G_TYPE_OBJECT)

static void
llm_diff_item_class_init (LlmDiffItemClass *klass)
{
}

static void
llm_diff_item_init (LlmDiffItem *self)
{
}

/* Where to cut a text that is too long: behind a blank, else between characters. */
static guint32
find_cut (const char *text, LlmTextRange range)
{
  const guint32 limit = range.start + MAX_CELL;
  guint32 cut = limit;

  if (range.end <= limit)
    return range.end;
  while (cut > range.start + MAX_CELL / 2 && text[cut - 1] != ' ' && text[cut - 1] != '\n')
    cut--;
  if (cut > range.start + MAX_CELL / 2)
    return cut;
  for (cut = limit; ((guchar) text[cut] & 0xc0) == 0x80;)
    cut--;
  return cut;
}

static void
add_row (GPtrArray *items, const LlmDiff *diff, const LlmDiffRow *row)
{
  const char *texts[2] = { llm_words_get_text (llm_diff_get_a (diff), NULL),
                           llm_words_get_text (llm_diff_get_b (diff), NULL) };
  LlmTextRange rest[2] = { row->a, row->b };

  do
    {
      LlmDiffItem *item = g_object_new (LLM_TYPE_DIFF_ITEM, NULL);

      item->is_changed = !row->is_equal;
      for (guint i = 0; i < 2; i++)
        {
          item->ranges[i].start = rest[i].start;
          item->ranges[i].end = rest[i].start = find_cut (texts[i], rest[i]);
        }
      g_ptr_array_add (items, item);
    }
  while (rest[0].start < rest[0].end || rest[1].start < rest[1].end);
}

static void
add_fold (GPtrArray *items, guint first, guint n)
{
  LlmDiffItem *item = g_object_new (LLM_TYPE_DIFF_ITEM, NULL);

  item->first = first;
  item->n_folded = n;
  g_ptr_array_add (items, item);
}

/* A run of rows that are the same, folded but for those beside changes. */
static void
add_run (GPtrArray *items, const LlmDiff *diff, guint first, guint n, gboolean is_whole)
{
  guint n_rows;
  const LlmDiffRow *rows = llm_diff_get_rows (diff, &n_rows);
  const guint before = first == 0 ? 0 : CONTEXT;
  const guint behind = first + n == n_rows ? 0 : CONTEXT;
  const gboolean folds = !is_whole && n >= before + behind + MIN_FOLDED;

  for (guint i = 0; i < n; i++)
    {
      if (!folds || i < before || i >= n - behind)
        add_row (items, diff, &rows[first + i]);
      else if (i == before)
        add_fold (items, first + before, n - before - behind);
    }
}

/**
 * llm_diff_rows_new:
 * @diff: what differs
 * @fold: whether to fold what has not changed
 *
 * Returns: (transfer full) (element-type LlmDiffItem): the rows to be shown
 */
GListStore *
llm_diff_rows_new (const LlmDiff *diff, gboolean fold)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GListStore *store = g_list_store_new (LLM_TYPE_DIFF_ITEM);
  const LlmDiffRow *rows;
  guint n_rows, n;

  g_return_val_if_fail (diff != NULL, store);

  rows = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < n_rows; i += n)
    {
      n = 1;
      while (rows[i].is_equal && i + n < n_rows && rows[i + n].is_equal)
        n++;
      add_run (items, diff, i, n, !fold || !rows[i].is_equal);
    }
  g_list_store_splice (store, 0, 0, items->pdata, items->len);
  return store;
}

/**
 * llm_diff_rows_unfold:
 * @rows: rows
 * @diff: what they are of
 * @position: the place of a folded one
 *
 * Puts what is folded there in its place.
 *
 * Returns: how many rows it is now; 0 if there is nothing folded
 */
guint
llm_diff_rows_unfold (GListStore *rows, const LlmDiff *diff, guint position)
{
  g_autoptr (LlmDiffItem) item = NULL;
  g_autoptr (GPtrArray) items = NULL;
  const LlmDiffRow *all;
  guint n_rows;

  g_return_val_if_fail (G_IS_LIST_STORE (rows), 0);
  g_return_val_if_fail (diff != NULL, 0);

  item = g_list_model_get_item (G_LIST_MODEL (rows), position);
  if (item == NULL || item->n_folded == 0)
    return 0;
  items = g_ptr_array_new_with_free_func (g_object_unref);
  all = llm_diff_get_rows (diff, &n_rows);
  for (guint i = 0; i < item->n_folded; i++)
    add_row (items, diff, &all[item->first + i]);
  g_list_store_splice (rows, position, 1, items->pdata, items->len);
  return items->len;
}

static gboolean
is_changed_at (GListModel *rows, guint position)
{
  g_autoptr (LlmDiffItem) item = g_list_model_get_item (rows, position);

  return item != NULL && item->is_changed;
}

/**
 * llm_diff_rows_count_changes:
 * @rows: rows
 *
 * Returns: how many of them have changes
 */
guint
llm_diff_rows_count_changes (GListModel *rows)
{
  guint n = 0;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows), 0);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    n += is_changed_at (rows, i) ? 1 : 0;
  return n;
}

/**
 * llm_diff_rows_step:
 * @rows: rows
 * @position: where one is; %G_MAXUINT for nowhere
 * @step: 1 for the next place with changes, -1 for the one before; beyond the end it goes on
 *   at the other
 * @number: (out): where to put which one it is, from 1
 *
 * Returns: where it is; %G_MAXUINT if there is none
 */
guint
llm_diff_rows_step (GListModel *rows, guint position, int step, guint *number)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  guint chosen;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows), G_MAXUINT);
  g_return_val_if_fail (number != NULL, G_MAXUINT);

  *number = 0;
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    if (is_changed_at (rows, i))
      g_array_append_val (places, i);
  if (places->len == 0)
    return G_MAXUINT;
  if (step > 0)
    {
      for (chosen = 0; chosen < places->len; chosen++)
        if (position == G_MAXUINT || g_array_index (places, guint, chosen) > position)
          break;
      chosen %= places->len;
    }
  else
    {
      for (chosen = places->len; chosen > 0; chosen--)
        if (position != G_MAXUINT && g_array_index (places, guint, chosen - 1) < position)
          break;
      chosen = (chosen + places->len - 1) % places->len;
    }
  *number = chosen + 1;
  return g_array_index (places, guint, chosen);
}

/**
 * llm_diff_item_get_range:
 * @self: a row
 * @side: 0 for the first text, 1 for the second
 *
 * Returns: the bytes that it shows of it
 */
LlmTextRange
llm_diff_item_get_range (LlmDiffItem *self, guint side)
{
  const LlmTextRange none = { 0, 0 };

  g_return_val_if_fail (LLM_IS_DIFF_ITEM (self), none);
  g_return_val_if_fail (side < 2, none);
  return self->ranges[side];
}

/**
 * llm_diff_item_is_changed:
 * @self: a row
 *
 * Returns: whether the two sides differ
 */
gboolean
llm_diff_item_is_changed (LlmDiffItem *self)
{
  g_return_val_if_fail (LLM_IS_DIFF_ITEM (self), FALSE);
  return self->is_changed;
}

/**
 * llm_diff_item_get_n_folded:
 * @self: a row
 *
 * Returns: how many paragraphs are folded there; 0 if it shows one
 */
guint
llm_diff_item_get_n_folded (LlmDiffItem *self)
{
  g_return_val_if_fail (LLM_IS_DIFF_ITEM (self), 0);
  return self->n_folded;
}
