/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-private.h"

#include <string.h>

/* What a word weighs where paragraphs are put beside each other; a mark weighs 1. */
#define WORD_WEIGHT 4

/* Paragraphs are the same one if that part of the shorter one is in both. */
#define LEAST_SHARE 4

typedef struct
{
  LlmTextRange range;
  guint first; /* its tokens */
  guint n_tokens;
  guint weight;
} Paragraph;

/* Two paragraphs that have words in common. */
typedef struct
{
  guint a, b;
  guint weight; /* of these words */
  guint best;   /* the most that pairs up to this one can weigh */
  guint last;   /* of these pairs, the last one */
  guint before; /* the one before this one, if this is the last */
} Pair;

#define NO_PAIR G_MAXUINT

/* --- Paragraphs --- */

/* A line with the blank lines behind it; the first one has those before it as well. */
static GArray *
find_paragraphs (const LlmWords *words)
{
  GArray *paragraphs = g_array_new (FALSE, FALSE, sizeof (Paragraph));
  Paragraph paragraph = { 0 };
  gboolean has_text = FALSE, has_ended = FALSE;
  guint32 line = 0; /* where it begins */
  const LlmPiece *pieces;
  guint n_pieces;

  pieces = llm_words_get_pieces (words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      if (pieces[i].kind == LLM_PIECE_NEWLINE)
        {
          has_ended = has_text;
          line = pieces[i].start + pieces[i].length;
        }
      else if (pieces[i].kind != LLM_PIECE_BLANK)
        {
          if (has_ended)
            {
              paragraph.range.end = line;
              g_array_append_val (paragraphs, paragraph);
              paragraph.range.start = line;
            }
          has_text = TRUE;
          has_ended = FALSE;
        }
      paragraph.range.end = pieces[i].start + pieces[i].length;
    }
  if (paragraph.range.end > paragraph.range.start)
    g_array_append_val (paragraphs, paragraph);
  return paragraphs;
}

static guint
get_weight (const LlmDiffToken *token)
{
  return token->is_word ? WORD_WEIGHT : 1;
}

/* In which paragraph each token is. */
static guint *
locate_tokens (const LlmDiffSide *side, GArray *paragraphs)
{
  guint *places = g_new (guint, (gsize) side->n_tokens + 1);
  guint place = 0;

  for (guint i = 0; i < side->n_tokens; i++)
    {
      Paragraph *paragraph = &g_array_index (paragraphs, Paragraph, place);

      while (side->tokens[i].start >= paragraph->range.end)
        paragraph = &g_array_index (paragraphs, Paragraph, ++place);
      if (paragraph->n_tokens++ == 0)
        paragraph->first = i;
      paragraph->weight += get_weight (&side->tokens[i]);
      places[i] = place;
    }
  return places;
}

/* --- Pairs --- */

/* Equal words are in the same order in both texts, and so are pairs. */
static GArray *
find_pairs (const LlmDiffSide *a, const guint *a_places, const guint *b_places)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  Pair *last = NULL;

  for (guint i = 0; i < a->n_tokens; i++)
    {
      Pair pair = { 0 };

      if (a->match[i] == LLM_DIFF_NONE)
        continue;
      pair.a = a_places[i];
      pair.b = b_places[a->match[i]];
      if (last == NULL || last->a != pair.a || last->b != pair.b)
        {
          g_array_append_val (pairs, pair);
          last = &g_array_index (pairs, Pair, pairs->len - 1);
        }
      last->weight += get_weight (&a->tokens[i]);
    }
  return pairs;
}

static gboolean
is_good (const Pair *pair, const GArray *a, const GArray *b)
{
  const guint weight = MIN (g_array_index (a, Paragraph, pair->a).weight,
                            g_array_index (b, Paragraph, pair->b).weight);

  return pair->weight >= (weight + LEAST_SHARE - 1) / LEAST_SHARE;
}

/* Those that weigh most together, of which no two have a paragraph in common. */
static GArray *
choose_pairs (GArray *pairs, const GArray *a, const GArray *b)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (Pair));
  guint n_before = 0; /* pairs that have nothing in common with this one */
  guint at;

  for (guint i = 0; i < pairs->len; i++)
    {
      Pair *pair = &g_array_index (pairs, Pair, i);
      const Pair *before = NULL;
      guint weight = is_good (pair, a, b) ? pair->weight : 0;

      while (n_before < i && g_array_index (pairs, Pair, n_before).a < pair->a
             && g_array_index (pairs, Pair, n_before).b < pair->b)
        n_before++;
      if (n_before > 0)
        before = &g_array_index (pairs, Pair, n_before - 1);
      pair->before = before != NULL ? before->last : NO_PAIR;
      pair->last = i > 0 ? pair[-1].last : NO_PAIR;
      pair->best = i > 0 ? pair[-1].best : 0;
      weight += before != NULL && weight > 0 ? before->best : 0;
      if (weight > pair->best)
        {
          pair->best = weight;
          pair->last = i;
        }
    }
  at = pairs->len > 0 ? g_array_index (pairs, Pair, pairs->len - 1).last : NO_PAIR;
  while (at != NO_PAIR)
    {
      g_array_append_val (chosen, g_array_index (pairs, Pair, at));
      at = g_array_index (pairs, Pair, at).before;
    }
  return chosen;
}

/* --- Rows --- */

typedef struct
{
  GArray *rows;
  const LlmDiffSide *sides[2];
  const GArray *paragraphs[2];
  guint next[2]; /* paragraphs that are not yet in a row */
  guint32 position[2];
  gboolean ignore_blanks;
} Rows;

/* The blanks before a token of a paragraph, or those at its end. */
static LlmTextRange
get_gap (const Rows *rows, guint side, const Paragraph *paragraph, guint token)
{
  const LlmDiffToken *tokens = rows->sides[side]->tokens + paragraph->first;
  LlmTextRange gap;

  gap.start = token > 0 ? tokens[token - 1].end : paragraph->range.start;
  gap.end = token < paragraph->n_tokens ? tokens[token].start : paragraph->range.end;
  return gap;
}

static gboolean
has_same_blanks (const Rows *rows, const Paragraph *a, const Paragraph *b)
{
  const char *a_text = llm_words_get_text (rows->sides[0]->words, NULL);
  const char *b_text = llm_words_get_text (rows->sides[1]->words, NULL);

  for (guint i = 0; i <= a->n_tokens; i++)
    {
      const LlmTextRange a_gap = get_gap (rows, 0, a, i), b_gap = get_gap (rows, 1, b, i);

      if (a_gap.end - a_gap.start != b_gap.end - b_gap.start
          || memcmp (a_text + a_gap.start, b_text + b_gap.start, a_gap.end - a_gap.start) != 0)
        return FALSE;
    }
  return TRUE;
}

/* @weight is that of the words that are in both. */
static gboolean
is_same_paragraph (const Rows *rows, const Paragraph *a, const Paragraph *b, guint weight)
{
  if (a == NULL || b == NULL || a->weight != weight || b->weight != weight)
    return FALSE;
  return rows->ignore_blanks || has_same_blanks (rows, a, b);
}

static const Paragraph *
take_paragraph (Rows *rows, guint side, gboolean is_there, LlmTextRange *range)
{
  const Paragraph *paragraph = NULL;

  range->start = rows->position[side];
  if (is_there)
    {
      paragraph = &g_array_index (rows->paragraphs[side], Paragraph, rows->next[side]++);
      rows->position[side] = paragraph->range.end;
    }
  range->end = rows->position[side];
  return paragraph;
}

static void
add_row (Rows *rows, gboolean has_a, gboolean has_b, guint weight)
{
  LlmDiffRow row = { 0 };
  const Paragraph *a = take_paragraph (rows, 0, has_a, &row.a);
  const Paragraph *b = take_paragraph (rows, 1, has_b, &row.b);

  row.is_equal = is_same_paragraph (rows, a, b, weight);
  g_array_append_val (rows->rows, row);
}

/* Paragraphs that have no pair, up to @a and @b: beside each other as far as there are any. */
static void
add_rows (Rows *rows, guint a, guint b)
{
  while (rows->next[0] < a || rows->next[1] < b)
    add_row (rows, rows->next[0] < a, rows->next[1] < b, 0);
}

/**
 * llm_diff_make_rows:
 * @a: the first side, aligned
 * @b: the second side
 * @ignore_blanks: whether all blanks are the same
 *
 * Returns: (transfer full) (element-type LlmDiffRow): which paragraphs are beside each other, in
 *   order; together they cover both texts
 */
GArray *
llm_diff_make_rows (const LlmDiffSide *a, const LlmDiffSide *b, gboolean ignore_blanks)
{
  g_autoptr (GArray) a_paragraphs = find_paragraphs (a->words);
  g_autoptr (GArray) b_paragraphs = find_paragraphs (b->words);
  g_autofree guint *a_places = locate_tokens (a, a_paragraphs);
  g_autofree guint *b_places = locate_tokens (b, b_paragraphs);
  g_autoptr (GArray) pairs = find_pairs (a, a_places, b_places);
  g_autoptr (GArray) chosen = choose_pairs (pairs, a_paragraphs, b_paragraphs);
  Rows rows = { NULL, { a, b }, { a_paragraphs, b_paragraphs }, { 0, 0 }, { 0, 0 }, FALSE };

  rows.rows = g_array_new (FALSE, FALSE, sizeof (LlmDiffRow));
  rows.ignore_blanks = ignore_blanks;
  for (guint i = chosen->len; i > 0; i--)
    {
      const Pair *pair = &g_array_index (chosen, Pair, i - 1);

      add_rows (&rows, pair->a, pair->b);
      add_row (&rows, TRUE, TRUE, pair->weight);
    }
  add_rows (&rows, a_paragraphs->len, b_paragraphs->len);
  return rows.rows;
}
