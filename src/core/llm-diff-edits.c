/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

/* Blanks are not compared like words: they belong to the words around them.  Between two words that
 * are equal they are equal or not; where words have changed, the blanks before and behind them that
 * both texts have are equal. */

typedef struct
{
  const LlmDiffSide *side;
  const char *text;
  guint token;      /* the first of a change */
  guint end;        /* the token behind it */
  guint32 position; /* the byte up to which there are edits */
  guint32 stop;     /* the byte behind the change */
} Cursor;

static void
cursor_init (Cursor *cursor, const LlmDiffSide *side)
{
  cursor->side = side;
  cursor->text = llm_words_get_text (side->words, NULL);
  cursor->token = cursor->end = 0;
  cursor->position = cursor->stop = 0;
}

/* To the next change, which may be nothing but blanks or nothing at all. */
static void
cursor_find_change (Cursor *cursor)
{
  const LlmDiffSide *side = cursor->side;
  gsize length;

  cursor->end = cursor->token;
  while (cursor->end < side->n_tokens && side->match[cursor->end] == LLM_DIFF_NONE)
    cursor->end++;
  llm_words_get_text (side->words, &length);
  cursor->stop = cursor->end < side->n_tokens ? side->tokens[cursor->end].start : (guint32) length;
}

/* Bytes of blanks at the beginning of the change. */
static guint32
cursor_get_head (const Cursor *cursor)
{
  if (cursor->token == cursor->end)
    return cursor->stop - cursor->position;
  return cursor->side->tokens[cursor->token].start - cursor->position;
}

/* Bytes of blanks at its end. */
static guint32
cursor_get_tail (const Cursor *cursor)
{
  if (cursor->token == cursor->end)
    return cursor->stop - cursor->position;
  return cursor->stop - cursor->side->tokens[cursor->end - 1].end;
}

/* Neither within a character nor between CR and LF. */
static gboolean
is_boundary (const Cursor *cursor, guint32 position)
{
  const char *at = cursor->text + position;

  if (((guchar) *at & 0xc0) == 0x80)
    return FALSE;
  return !(*at == '\n' && position > 0 && at[-1] == '\r');
}

static guint32
get_common_head (const Cursor *a, const Cursor *b)
{
  const guint32 most = MIN (cursor_get_head (a), cursor_get_head (b));
  guint32 n = 0;

  while (n < most && a->text[a->position + n] == b->text[b->position + n])
    n++;
  while (n > 0 && !(is_boundary (a, a->position + n) && is_boundary (b, b->position + n)))
    n--;
  return n;
}

static guint32
get_common_tail (const Cursor *a, const Cursor *b)
{
  const guint32 most = MIN (MIN (cursor_get_tail (a), a->stop - a->position),
                            MIN (cursor_get_tail (b), b->stop - b->position));
  guint32 n = 0;

  while (n < most && a->text[a->stop - n - 1] == b->text[b->stop - n - 1])
    n++;
  while (n > 0 && !(is_boundary (a, a->stop - n) && is_boundary (b, b->stop - n)))
    n--;
  return n;
}

static void
add_equal (GArray *edits, Cursor *a, Cursor *b, guint32 n_a, guint32 n_b)
{
  LlmDiffEdit edit = { 0 };
  LlmDiffEdit *last = NULL;

  if (n_a == 0 && n_b == 0)
    return;
  edit.kind = LLM_DIFF_EQUAL;
  edit.a.start = a->position;
  edit.a.end = a->position += n_a;
  edit.b.start = b->position;
  edit.b.end = b->position += n_b;
  if (edits->len > 0)
    last = &g_array_index (edits, LlmDiffEdit, edits->len - 1);
  if (last == NULL || last->kind != LLM_DIFF_EQUAL)
    g_array_append_val (edits, edit);
  else
    {
      last->a.end = edit.a.end;
      last->b.end = edit.b.end;
    }
}

static void
add_changed (
    GArray *edits, LlmDiffKind kind, Cursor *cursor, Cursor *other, guint32 end, guint32 move)
{
  LlmDiffEdit edit = { 0 };
  LlmTextRange *range = kind == LLM_DIFF_DELETED ? &edit.a : &edit.b;
  LlmTextRange *nothing = kind == LLM_DIFF_DELETED ? &edit.b : &edit.a;

  if (end == cursor->position)
    return;
  edit.kind = kind;
  edit.partner = move;
  range->start = cursor->position;
  range->end = cursor->position = end;
  nothing->start = nothing->end = other->position;
  g_array_append_val (edits, edit);
}

/* What has changed on one side, up to the byte @stop; a passage that has moved is by itself. */
static void
add_side (GArray *edits, LlmDiffKind kind, Cursor *cursor, Cursor *other, guint32 stop)
{
  const LlmDiffSide *side = cursor->side;

  for (guint i = cursor->token + 1; i < cursor->end; i++)
    {
      if (side->move[i] != side->move[i - 1])
        add_changed (edits, kind, cursor, other, side->tokens[i].start, side->move[i - 1]);
    }
  add_changed (edits, kind, cursor, other, stop,
               cursor->token < cursor->end ? side->move[cursor->end - 1] : 0);
}

static void
add_change (GArray *edits, Cursor *a, Cursor *b, gboolean ignore_blanks)
{
  guint32 a_head, b_head, a_tail = 0, b_tail = 0;

  if (ignore_blanks)
    {
      a_head = cursor_get_head (a);
      b_head = cursor_get_head (b);
      if (a->token < a->end && b->token < b->end)
        {
          a_tail = cursor_get_tail (a);
          b_tail = cursor_get_tail (b);
        }
      add_equal (edits, a, b, a_head, b_head);
    }
  else
    {
      a_head = get_common_head (a, b);
      add_equal (edits, a, b, a_head, a_head);
      a_tail = b_tail = get_common_tail (a, b);
    }
  add_side (edits, LLM_DIFF_DELETED, a, b, a->stop - a_tail);
  add_side (edits, LLM_DIFF_INSERTED, b, a, b->stop - b_tail);
  add_equal (edits, a, b, a_tail, b_tail);
}

/* Up to here edits have the numbers of moves as their partners. */
static void
link_moves (GArray *edits)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < edits->len; i++)
    {
      LlmDiffEdit *edit = &g_array_index (edits, LlmDiffEdit, i);
      const gpointer move = GUINT_TO_POINTER (edit->partner);
      gpointer place;

      edit->partner = LLM_DIFF_NO_PARTNER;
      if (move == NULL)
        continue;
      if (!g_hash_table_lookup_extended (places, move, NULL, &place))
        g_hash_table_insert (places, move, GUINT_TO_POINTER (i));
      else
        {
          edit->partner = GPOINTER_TO_UINT (place);
          g_array_index (edits, LlmDiffEdit, edit->partner).partner = i;
        }
    }
}

/**
 * llm_diff_make_edits:
 * @a: the first side, aligned
 * @b: the second side
 * @ignore_blanks: whether all blanks are the same
 *
 * Returns: (transfer full) (element-type LlmDiffEdit): what becomes of the first text, in
 *   order; together they cover both texts
 */
GArray *
llm_diff_make_edits (const LlmDiffSide *a, const LlmDiffSide *b, gboolean ignore_blanks)
{
  GArray *edits = g_array_new (FALSE, FALSE, sizeof (LlmDiffEdit));
  Cursor at_a, at_b;

  cursor_init (&at_a, a);
  cursor_init (&at_b, b);
  for (;;)
    {
      cursor_find_change (&at_a);
      cursor_find_change (&at_b);
      add_change (edits, &at_a, &at_b, ignore_blanks);
      if (at_a.end >= a->n_tokens || at_b.end >= b->n_tokens)
        break;
      add_equal (edits, &at_a, &at_b, a->tokens[at_a.end].end - at_a.position,
                 b->tokens[at_b.end].end - at_b.position);
      at_a.token = at_a.end + 1;
      at_b.token = at_b.end + 1;
    }
  link_moves (edits);
  return edits;
}
