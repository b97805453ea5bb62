/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-heights.h"

/* A prompt of a line or two and an answer of a few paragraphs; later the mean of those that
 * were measured. */
#define FIRST_ASSUMPTION 320

typedef struct
{
  gint64 top;
  int height;
  gboolean known;
} Row;

struct _LlmChatHeights
{
  GArray *rows;
  guint n_placed; /* rows from here on have no valid top */
  gint64 known_sum;
  guint n_known;
};

static Row *
get_row (const LlmChatHeights *self, guint index)
{
  return &g_array_index (self->rows, Row, index);
}

static int
get_assumption (const LlmChatHeights *self)
{
  return self->n_known > 0 ? (int) (self->known_sum / self->n_known) : FIRST_ASSUMPTION;
}

/* All of them at once: ten thousand take some microseconds. */
static void
place_rows (LlmChatHeights *self)
{
  gint64 top = 0;

  if (self->n_placed > 0)
    {
      const Row *last = get_row (self, self->n_placed - 1);

      top = last->top + last->height;
    }
  for (; self->n_placed < self->rows->len; self->n_placed++)
    {
      Row *row = get_row (self, self->n_placed);

      row->top = top;
      top += row->height;
    }
}

static void
forget_row (LlmChatHeights *self, Row *row)
{
  if (!row->known)
    return;
  row->known = FALSE;
  self->known_sum -= row->height;
  self->n_known--;
}

/**
 * llm_chat_heights_new:
 *
 * Returns: (transfer full): heights of no rows
 */
LlmChatHeights *
llm_chat_heights_new (void)
{
  LlmChatHeights *self = g_new0 (LlmChatHeights, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  return self;
}

/**
 * llm_chat_heights_free:
 * @self: heights
 */
void
llm_chat_heights_free (LlmChatHeights *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->rows);
  g_free (self);
}

/**
 * llm_chat_heights_splice:
 * @self: heights
 * @position: the first row that changes
 * @removed: rows that are gone
 * @added: rows that are new there
 */
void
llm_chat_heights_splice (LlmChatHeights *self, guint position, guint removed, guint added)
{
  g_autofree Row *rows = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (position <= self->rows->len && removed <= self->rows->len - position);

  for (guint i = 0; i < removed; i++)
    forget_row (self, get_row (self, position + i));
  if (removed > 0)
    g_array_remove_range (self->rows, position, removed);
  rows = g_new0 (Row, added);
  for (guint i = 0; i < added; i++)
    rows[i].height = get_assumption (self);
  if (added > 0)
    g_array_insert_vals (self->rows, position, rows, added);
  self->n_placed = MIN (self->n_placed, position);
}

/**
 * llm_chat_heights_forget:
 * @self: heights
 * @factor: by how much rows are probably higher than they were
 *
 * Takes what was measured for an assumption from now on, since the width is another.
 */
void
llm_chat_heights_forget (LlmChatHeights *self, double factor)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (factor > 0);

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      forget_row (self, row);
      row->height = MAX (1, (int) MIN (row->height * factor, G_MAXINT / 4));
    }
  self->n_placed = 0;
}

/**
 * llm_chat_heights_set:
 * @self: heights
 * @index: a row
 * @height: how high it is, in pixels
 *
 * Returns: whether that is another height than before
 */
gboolean
llm_chat_heights_set (LlmChatHeights *self, guint index, int height)
{
  gboolean changed;
  Row *row;

  g_return_val_if_fail (self != NULL && index < self->rows->len, FALSE);
  g_return_val_if_fail (height >= 0, FALSE);

  row = get_row (self, index);
  changed = row->height != height;
  forget_row (self, row);
  row->height = height;
  row->known = TRUE;
  self->known_sum += height;
  self->n_known++;
  if (changed)
    self->n_placed = MIN (self->n_placed, index + 1);
  return changed;
}

/**
 * llm_chat_heights_get_n:
 * @self: heights
 *
 * Returns: how many rows there are
 */
guint
llm_chat_heights_get_n (const LlmChatHeights *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->rows->len;
}

/**
 * llm_chat_heights_get:
 * @self: heights
 * @index: a row
 *
 * Returns: how high it is or is assumed to be
 */
int
llm_chat_heights_get (LlmChatHeights *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, 0);
  return get_row (self, index)->height;
}

/**
 * llm_chat_heights_is_known:
 * @self: heights
 * @index: a row
 *
 * Returns: whether its height was measured
 */
gboolean
llm_chat_heights_is_known (LlmChatHeights *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, FALSE);
  return get_row (self, index)->known;
}

/**
 * llm_chat_heights_get_top:
 * @self: heights
 * @index: a row, or how many there are
 *
 * Returns: where it begins, in pixels from the top of the first one
 */
gint64
llm_chat_heights_get_top (LlmChatHeights *self, guint index)
{
  g_return_val_if_fail (self != NULL && index <= self->rows->len, 0);

  if (index == self->rows->len)
    return llm_chat_heights_get_total (self);
  place_rows (self);
  return get_row (self, index)->top;
}

/**
 * llm_chat_heights_get_total:
 * @self: heights
 *
 * Returns: how high all rows are together
 */
gint64
llm_chat_heights_get_total (LlmChatHeights *self)
{
  const Row *last;

  g_return_val_if_fail (self != NULL, 0);

  if (self->rows->len == 0)
    return 0;
  place_rows (self);
  last = get_row (self, self->rows->len - 1);
  return last->top + last->height;
}

/**
 * llm_chat_heights_find:
 * @self: heights of at least one row
 * @y: pixels from the top of the first one
 *
 * Returns: the row that is there; the first or last one if @y is outside
 */
guint
llm_chat_heights_find (LlmChatHeights *self, gint64 y)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL && self->rows->len > 0, 0);

  place_rows (self);
  high = self->rows->len - 1;
  while (low < high)
    {
      const guint middle = low + (high - low + 1) / 2;

      if (get_row (self, middle)->top <= y)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}
