/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

/* So many words in a row are compared at once. */
#define WINDOW 5

/* A window that both sides have may be an anchor if each has it once. */
typedef struct
{
  guint32 a; /* one more than where it begins; 0 is free */
  guint32 b;
  gboolean is_repeated;
} Slot;

typedef struct
{
  const LlmDiffBox *box;
  guint64 factors[WINDOW];
  Slot *slots;
  guint bits;
} Table;

/* Whether the words are one behind the other in their text, too. */
static gboolean
is_window (const guint32 *places, guint n, guint at)
{
  return at + WINDOW <= n && places[at + WINDOW - 1] - places[at] == WINDOW - 1;
}

static gboolean
is_same (const guint32 *one, const guint32 *other)
{
  for (guint i = 0; i < WINDOW; i++)
    {
      if (one[i] != other[i])
        return FALSE;
    }
  return TRUE;
}

/* The slot of a window, or the free one where it belongs. */
static Slot *
find_slot (const Table *table, const guint32 *words)
{
  const gsize mask = ((gsize) 1 << table->bits) - 1;
  guint64 hash = 0;
  gsize slot;

  for (guint i = 0; i < WINDOW; i++)
    hash += table->factors[i] * (words[i] + 1);
  for (slot = (gsize) (hash >> (64 - table->bits)); table->slots[slot].a != 0;
       slot = (slot + 1) & mask)
    {
      if (is_same (table->box->a + table->slots[slot].a - 1, words))
        break;
    }
  return &table->slots[slot];
}

static void
fill_table (Table *table)
{
  const LlmDiffBox *box = table->box;

  for (guint i = 0; i < box->n_a; i++)
    {
      Slot *slot;

      if (!is_window (box->a_places, box->n_a, i))
        continue;
      slot = find_slot (table, box->a + i);
      if (slot->a != 0)
        slot->is_repeated = TRUE;
      else
        slot->a = i + 1;
    }
  for (guint i = 0; i < box->n_b; i++)
    {
      Slot *slot;

      if (!is_window (box->b_places, box->n_b, i))
        continue;
      slot = find_slot (table, box->b + i);
      if (slot->b != 0)
        slot->is_repeated = TRUE;
      else
        slot->b = i + 1;
    }
}

/* For each word of the first side the one of the second, if there is an anchor. */
static guint32 *
find_partners (const LlmDiffBox *box)
{
  guint32 *partners = g_new (guint32, box->n_a);
  g_autofree Slot *slots = NULL;
  Table table = { 0 };

  for (table.bits = 4; ((gsize) 1 << table.bits) < (gsize) box->n_a * 2; table.bits++)
    ;
  /* Chosen anew each time, so that no text can be written to fill one corner. */
  for (guint i = 0; i < WINDOW; i++)
    table.factors[i] = ((guint64) g_random_int () << 32 | g_random_int ()) | 1;
  table.box = box;
  table.slots = slots = g_new0 (Slot, (gsize) 1 << table.bits);
  fill_table (&table);
  for (guint i = 0; i < box->n_a; i++)
    partners[i] = LLM_DIFF_NONE;
  for (gsize i = 0; i < (gsize) 1 << table.bits; i++)
    {
      if (slots[i].a != 0 && slots[i].b != 0 && !slots[i].is_repeated)
        partners[slots[i].a - 1] = slots[i].b - 1;
    }
  return partners;
}

/* Where @value belongs in what grows: the first entry that is not less. */
static guint
find_pile (const GArray *piles, const guint32 *partners, guint32 value)
{
  guint first = 0, last = piles->len;

  while (first < last)
    {
      const guint middle = first + (last - first) / 2;

      if (partners[g_array_index (piles, guint32, middle)] < value)
        first = middle + 1;
      else
        last = middle;
    }
  return first;
}

/**
 * llm_diff_find_anchors:
 * @box: two passages
 *
 * Finds rows of five words that each side has exactly once, and of these the most that are
 * in the same order on both sides.  Costs time in proportion to the passages and the logarithm of
 * how many are found.
 *
 * Returns: (transfer full) (element-type LlmDiffAnchor): the first words of these rows, in order
 */
GArray *
llm_diff_find_anchors (const LlmDiffBox *box)
{
  GArray *anchors = g_array_new (FALSE, FALSE, sizeof (LlmDiffAnchor));
  g_autoptr (GArray) piles = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *partners = find_partners (box);
  g_autofree guint32 *before = g_new (guint32, box->n_a);
  guint32 at = LLM_DIFF_NONE;

  /* The longest row that grows, as one lays out cards for patience. */
  for (guint32 i = 0; i < box->n_a; i++)
    {
      guint pile;

      if (partners[i] == LLM_DIFF_NONE)
        continue;
      pile = find_pile (piles, partners, partners[i]);
      before[i] = pile > 0 ? g_array_index (piles, guint32, pile - 1) : LLM_DIFF_NONE;
      if (pile == piles->len)
        g_array_append_val (piles, i);
      else
        g_array_index (piles, guint32, pile) = i;
    }
  g_array_set_size (anchors, piles->len);
  if (piles->len > 0)
    at = g_array_index (piles, guint32, piles->len - 1);
  for (guint i = piles->len; i > 0; i--)
    {
      LlmDiffAnchor *anchor = &g_array_index (anchors, LlmDiffAnchor, i - 1);

      anchor->a = at;
      anchor->b = partners[at];
      at = before[at];
    }
  return anchors;
}
