/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

/* So many tokens are looked up at once: a passage with as many words has at least as many. */
#define WINDOW LLM_DIFF_MIN_MOVED_WORDS

/* Of a passage that is there many times so many are looked at. */
#define MAX_CANDIDATES 16

/* Where passages of the second side begin. */
typedef struct
{
  const LlmDiffSide *side;
  guint64 factors[WINDOW];
  guint32 *slots; /* one more than the last token that begins such a passage; 0 is free */
  guint32 *next;  /* one more than the token before it that does */
  guint bits;
} Index;

static gboolean
is_free (const LlmDiffSide *side, guint token)
{
  return side->match[token] == LLM_DIFF_NONE && side->move[token] == 0;
}

static gboolean
is_window (const LlmDiffSide *side, guint token)
{
  if (token + WINDOW > side->n_tokens)
    return FALSE;
  for (guint i = 0; i < WINDOW; i++)
    {
      if (!is_free (side, token + i))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_same (const LlmDiffToken *one, const LlmDiffToken *other)
{
  for (guint i = 0; i < WINDOW; i++)
    {
      if (one[i].word != other[i].word)
        return FALSE;
    }
  return TRUE;
}

static guint32 *
find_slot (const Index *index, const LlmDiffToken *tokens)
{
  const gsize mask = ((gsize) 1 << index->bits) - 1;
  guint64 hash = 0;
  gsize slot;

  for (guint i = 0; i < WINDOW; i++)
    hash += index->factors[i] * (tokens[i].word + G_GUINT64_CONSTANT (1));
  for (slot = (gsize) (hash >> (64 - index->bits)); index->slots[slot] != 0;
       slot = (slot + 1) & mask)
    {
      if (is_same (index->side->tokens + index->slots[slot] - 1, tokens))
        break;
    }
  return &index->slots[slot];
}

static void
index_init (Index *index, const LlmDiffSide *side)
{
  index->side = side;
  for (guint i = 0; i < WINDOW; i++)
    index->factors[i] = ((guint64) g_random_int () << 32 | g_random_int ()) | 1;
  for (index->bits = 4; ((gsize) 1 << index->bits) < (gsize) side->n_tokens * 2; index->bits++)
    ;
  index->slots = g_new0 (guint32, (gsize) 1 << index->bits);
  index->next = g_new0 (guint32, (gsize) side->n_tokens + 1);
  /* Backwards, so that the first of the same passages is found first. */
  for (guint i = side->n_tokens; i > 0; i--)
    {
      guint32 *slot;

      if (!is_window (side, i - 1))
        continue;
      slot = find_slot (index, side->tokens + i - 1);
      index->next[i - 1] = *slot;
      *slot = i;
    }
}

static void
index_clear (Index *index)
{
  g_free (index->slots);
  g_free (index->next);
}

static guint
measure (const LlmDiffSide *a, guint i, const LlmDiffSide *b, guint j)
{
  guint n = 0;

  while (i + n < a->n_tokens && j + n < b->n_tokens && is_free (a, i + n) && is_free (b, j + n)
         && a->tokens[i + n].word == b->tokens[j + n].word)
    n++;
  return n;
}

/* Returns: how many tokens from @i on are together in @b, at @place; 0 if too few */
static guint
find_longest (const LlmDiffSide *a, guint i, const Index *index, guint *place)
{
  guint longest = 0;
  guint32 candidate = *find_slot (index, a->tokens + i);

  for (guint n = 0; n < MAX_CANDIDATES && candidate != 0; n++)
    {
      const guint length = measure (a, i, index->side, candidate - 1);

      if (length > longest)
        {
          longest = length;
          *place = candidate - 1;
        }
      candidate = index->next[candidate - 1];
    }
  return longest >= WINDOW ? longest : 0;
}

static gboolean
has_words (const LlmDiffToken *tokens, guint n_tokens)
{
  guint n = 0;

  for (guint i = 0; i < n_tokens && n < LLM_DIFF_MIN_MOVED_WORDS; i++)
    n += tokens[i].is_word;
  return n >= LLM_DIFF_MIN_MOVED_WORDS;
}

/**
 * llm_diff_find_moves:
 * @a: one side, aligned
 * @b: the other side
 *
 * Finds passages of at least %LLM_DIFF_MIN_MOVED_WORDS words that are deleted at one place
 * and inserted at another, and numbers them from 1 on.  Costs time in proportion to the sides.
 */
void
llm_diff_find_moves (LlmDiffSide *a, LlmDiffSide *b)
{
  guint32 n_moves = 0;
  Index index = { 0 };
  guint i = 0;

  index_init (&index, b);
  while (i + WINDOW <= a->n_tokens)
    {
      guint place = 0, length = 0;

      if (is_window (a, i))
        length = find_longest (a, i, &index, &place);
      if (length == 0)
        i++;
      else if (!has_words (a->tokens + i, length))
        i += length - WINDOW + 1;
      else
        {
          n_moves++;
          for (guint j = 0; j < length; j++)
            a->move[i + j] = b->move[place + j] = n_moves;
          i += length;
        }
    }
  index_clear (&index);
}
