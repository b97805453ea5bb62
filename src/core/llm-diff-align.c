/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

/* The shortest difference is searched for from both ends at once, in linear space (Myers, "An
 * O(ND) difference algorithm and its variations", 1986).  Its time grows with the square of what
 * differs.  So each search gives up after some rounds: rows of words that each side has once
 * are then taken for granted, and the search goes on between them; where there are none, the texts
 * are parted at the place that was reached furthest.  Both are good, but need not be the shortest.
 */

/* Rounds of a search: as many as are affordable, within these limits. */
#define MIN_ROUNDS 128
#define MAX_ROUNDS 8192
#define ROUNDS_TIMES_WORDS 40000000

/* Anchors among anchors. */
#define MAX_DEPTH 4

/* Steps between two looks at the cancellable. */
#define STEPS_AT_ONCE 1000000

/* A passage of each side, from @a0 to before @a1 and from @b0 to before @b1. */
typedef struct
{
  gint32 a0, a1, b0, b1;
} Box;

typedef struct
{
  LlmDiffSide *sides[2];
  guint32 *a, *a_places; /* words that the other side has as well */
  guint32 *b, *b_places;
  gint32 n_a, n_b;
  gint32 *forward; /* how far a search came on each diagonal, a - b */
  gint32 *backward;
  gint32 max_rounds;
  guint64 walked; /* along equal words */
  guint64 steps_left;
  guint64 next_look;
  GCancellable *cancellable;
  gboolean is_cancelled;
  gboolean is_coarse;
} Aligner;

/* One end of a search. */
typedef struct
{
  gint32 *reached;
  gint32 first, last; /* diagonals */
} Front;

typedef enum
{
  SPLIT_SHORTEST,
  SPLIT_FURTHEST,
  SPLIT_NONE
} Split;

static void solve (Aligner *aligner, Box box, guint depth);

static void
add_match (Aligner *aligner, gint32 a, gint32 b)
{
  const guint32 a_place = aligner->a_places[a], b_place = aligner->b_places[b];

  aligner->sides[0]->match[a_place] = b_place;
  aligner->sides[1]->match[b_place] = a_place;
}

static gboolean
spend (Aligner *aligner, guint64 steps)
{
  steps += aligner->walked;
  aligner->walked = 0;
  if (steps >= aligner->steps_left)
    {
      aligner->steps_left = 0;
      return FALSE;
    }
  aligner->steps_left -= steps;
  if (aligner->steps_left < aligner->next_look)
    {
      aligner->next_look = aligner->steps_left - MIN (aligner->steps_left, (guint64) STEPS_AT_ONCE);
      aligner->is_cancelled = g_cancellable_is_cancelled (aligner->cancellable);
    }
  return !aligner->is_cancelled;
}

/* Diagonals outside the box are of no use: at its edge every second one is left out. */
static void
widen (Front *front, gint32 least, gint32 most, gint32 nothing)
{
  if (front->first > least)
    front->reached[--front->first - 1] = nothing;
  else
    front->first++;
  if (front->last < most)
    front->reached[++front->last + 1] = nothing;
  else
    front->last--;
}

/* One round from the beginning.  Returns: whether it met the other one, at @split. */
static gboolean
go_forward (Aligner *aligner, const Box *box, Front *front, const Front *other, Box *split)
{
  const gboolean meets = ((box->a0 - box->b0 - (box->a1 - box->b1)) & 1) != 0;
  gint32 *reached = front->reached;

  widen (front, box->a0 - box->b1, box->a1 - box->b0, -1);
  for (gint32 diagonal = front->last; diagonal >= front->first; diagonal -= 2)
    {
      gint32 a = MAX (reached[diagonal - 1] + 1, reached[diagonal + 1]);
      gint32 b = a - diagonal;

      while (a < box->a1 && b < box->b1 && aligner->a[a] == aligner->b[b])
        a++, b++, aligner->walked++;
      reached[diagonal] = a;
      if (meets && diagonal >= other->first && diagonal <= other->last
          && other->reached[diagonal] <= a)
        {
          split->a0 = a;
          split->b0 = b;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
go_backward (Aligner *aligner, const Box *box, Front *front, const Front *other, Box *split)
{
  const gboolean meets = ((box->a0 - box->b0 - (box->a1 - box->b1)) & 1) == 0;
  gint32 *reached = front->reached;

  widen (front, box->a0 - box->b1, box->a1 - box->b0, G_MAXINT32);
  for (gint32 diagonal = front->last; diagonal >= front->first; diagonal -= 2)
    {
      gint32 a = MIN (reached[diagonal - 1], reached[diagonal + 1] - 1);
      gint32 b = a - diagonal;

      while (a > box->a0 && b > box->b0 && aligner->a[a - 1] == aligner->b[b - 1])
        a--, b--, aligner->walked++;
      reached[diagonal] = a;
      if (meets && diagonal >= other->first && diagonal <= other->last
          && a <= other->reached[diagonal])
        {
          split->a0 = a;
          split->b0 = b;
          return TRUE;
        }
    }
  return FALSE;
}

/* The place within the box that is furthest from where a front began. */
static gint32
find_furthest (const Box *box, const Front *front, gboolean is_forward, Box *split)
{
  gint32 most = 0;

  for (gint32 diagonal = front->first; diagonal <= front->last; diagonal += 2)
    {
      const gint32 a = front->reached[diagonal], b = a - diagonal;
      const gint32 way = is_forward ? a - box->a0 + (b - box->b0) : box->a1 - a + (box->b1 - b);

      if (a < box->a0 || a > box->a1 || b < box->b0 || b > box->b1 || way <= most)
        continue;
      most = way;
      split->a0 = a;
      split->b0 = b;
    }
  return most;
}

static Split
split_furthest (const Box *box, const Front *forward, const Front *backward, Box *split)
{
  Box other = *box;
  const gint32 way = find_furthest (box, forward, TRUE, split);
  const gint32 other_way = find_furthest (box, backward, FALSE, &other);

  if (other_way > way)
    *split = other;
  return MAX (way, other_way) > 0 ? SPLIT_FURTHEST : SPLIT_NONE;
}

/* Where to part the box in two: @a0 and @b0 of @split. */
static Split
find_split (Aligner *aligner, const Box *box, Box *split)
{
  Front forward = { aligner->forward, box->a0 - box->b0, box->a0 - box->b0 };
  Front backward = { aligner->backward, box->a1 - box->b1, box->a1 - box->b1 };

  *split = *box;
  forward.reached[forward.first] = box->a0;
  backward.reached[backward.first] = box->a1;
  for (gint32 round = 1;; round++)
    {
      if (go_forward (aligner, box, &forward, &backward, split)
          || go_backward (aligner, box, &backward, &forward, split))
        return SPLIT_SHORTEST;
      if (!spend (aligner,
                  (guint64) (forward.last - forward.first + backward.last - backward.first + 4)))
        return SPLIT_NONE;
      if (round >= aligner->max_rounds)
        return split_furthest (box, &forward, &backward, split);
    }
}

static void
trim (Aligner *aligner, Box *box)
{
  while (box->a0 < box->a1 && box->b0 < box->b1 && aligner->a[box->a0] == aligner->b[box->b0])
    add_match (aligner, box->a0++, box->b0++);
  while (box->a0 < box->a1 && box->b0 < box->b1
         && aligner->a[box->a1 - 1] == aligner->b[box->b1 - 1])
    add_match (aligner, --box->a1, --box->b1);
}

/* Returns: whether there were anchors, and all between them is done */
static gboolean
solve_between_anchors (Aligner *aligner, const Box *box, guint depth)
{
  const LlmDiffBox passages = {
    aligner->a + box->a0, aligner->a_places + box->a0, (guint) (box->a1 - box->a0),
    aligner->b + box->b0, aligner->b_places + box->b0, (guint) (box->b1 - box->b0),
  };
  g_autoptr (GArray) anchors = NULL;
  Box part = *box;

  if (depth == 0 || !spend (aligner, (guint64) passages.n_a + passages.n_b))
    return FALSE;
  anchors = llm_diff_find_anchors (&passages);
  if (anchors->len == 0)
    return FALSE;
  for (guint i = 0; i < anchors->len; i++)
    {
      const LlmDiffAnchor *anchor = &g_array_index (anchors, LlmDiffAnchor, i);

      part.a1 = box->a0 + (gint32) anchor->a;
      part.b1 = box->b0 + (gint32) anchor->b;
      solve (aligner, part, depth - 1);
      add_match (aligner, part.a1, part.b1);
      part.a0 = part.a1 + 1;
      part.b0 = part.b1 + 1;
    }
  part.a1 = box->a1;
  part.b1 = box->b1;
  solve (aligner, part, depth - 1);
  return TRUE;
}

static gint32
get_size (const Box *box)
{
  return box->a1 - box->a0 + (box->b1 - box->b0);
}

static void
solve (Aligner *aligner, Box box, guint depth)
{
  for (;;)
    {
      Box split, lower, upper;
      Split kind;

      trim (aligner, &box);
      if (box.a0 == box.a1 || box.b0 == box.b1 || aligner->is_cancelled)
        return;
      kind = aligner->steps_left > 0 ? find_split (aligner, &box, &split) : SPLIT_NONE;
      if (kind != SPLIT_SHORTEST)
        {
          aligner->is_coarse = TRUE;
          if (kind == SPLIT_NONE || solve_between_anchors (aligner, &box, depth))
            return;
          depth = 0;
        }
      lower = upper = box;
      lower.a1 = upper.a0 = split.a0;
      lower.b1 = upper.b0 = split.b0;
      /* The smaller one first, so that not many wait for their other half. */
      if (get_size (&lower) < get_size (&upper))
        {
          solve (aligner, lower, depth);
          box = upper;
        }
      else
        {
          solve (aligner, upper, depth);
          box = lower;
        }
    }
}

/* Words that the other side does not have have no part in the search. */
static gint32
take_common (const LlmDiffSide *side, const LlmDiffSide *other, guint32 **words, guint32 **places)
{
  g_autofree guint8 *there = NULL;
  guint32 n_words = 0;
  gint32 n = 0;

  for (guint i = 0; i < side->n_tokens; i++)
    n_words = MAX (n_words, side->tokens[i].word + 1u);
  there = g_new0 (guint8, (gsize) n_words + 1);
  for (guint i = 0; i < other->n_tokens; i++)
    {
      if (other->tokens[i].word < n_words)
        there[other->tokens[i].word] = 1;
    }
  *words = g_new (guint32, (gsize) side->n_tokens + 1);
  *places = g_new (guint32, (gsize) side->n_tokens + 1);
  for (guint i = 0; i < side->n_tokens; i++)
    {
      if (!there[side->tokens[i].word])
        continue;
      (*words)[n] = side->tokens[i].word;
      (*places)[n++] = i;
    }
  return n;
}

static void
clear_matches (LlmDiffSide *side)
{
  for (guint i = 0; i < side->n_tokens; i++)
    side->match[i] = LLM_DIFF_NONE;
}

/**
 * llm_diff_align:
 * @a: one side; gets its matches
 * @b: the other side; gets its matches
 * @budget: steps after which what is left counts as replaced
 * @is_coarse: (out): whether there may be a shorter difference
 * @cancellable: (nullable): to give up
 *
 * Finds which words of the two sides are the same, in the same order on both.
 *
 * Returns: whether it was not cancelled
 */
gboolean
llm_diff_align (
    LlmDiffSide *a, LlmDiffSide *b, guint64 budget, gboolean *is_coarse, GCancellable *cancellable)
{
  Aligner aligner = { { a, b }, 0 };
  g_autofree gint32 *forward = NULL;
  g_autofree gint32 *backward = NULL;
  gsize n_diagonals;
  Box box = { 0 };

  clear_matches (a);
  clear_matches (b);
  aligner.n_a = take_common (a, b, &aligner.a, &aligner.a_places);
  aligner.n_b = take_common (b, a, &aligner.b, &aligner.b_places);
  box.a1 = aligner.n_a;
  box.b1 = aligner.n_b;
  n_diagonals = (gsize) aligner.n_a + (gsize) aligner.n_b + 3;
  forward = g_new (gint32, n_diagonals);
  backward = g_new (gint32, n_diagonals);
  aligner.forward = forward + aligner.n_b + 1;
  aligner.backward = backward + aligner.n_b + 1;
  aligner.max_rounds = (gint32) CLAMP (ROUNDS_TIMES_WORDS / (n_diagonals), MIN_ROUNDS, MAX_ROUNDS);
  aligner.steps_left = budget;
  aligner.next_look = budget;
  aligner.cancellable = cancellable;
  solve (&aligner, box, MAX_DEPTH);
  *is_coarse = aligner.is_coarse;
  g_free (aligner.a);
  g_free (aligner.a_places);
  g_free (aligner.b);
  g_free (aligner.b_places);
  return !aligner.is_cancelled;
}
