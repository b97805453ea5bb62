/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diff.h"

G_BEGIN_DECLS

#define LLM_DIFF_NONE G_MAXUINT32

/* How much work the search for equal words may be, in steps, of which a second has 200 to 400
 * millions; beyond it what is left counts as replaced. */
#define LLM_DIFF_BUDGET G_GUINT64_CONSTANT (200000000)

/**
 * LlmDiffToken:
 * @word: equal for equal words
 * @is_word: whether it is a word or a number, rather than a mark
 * @start: its first byte
 * @end: the byte behind the last
 *
 * What is compared: a piece of a text that is seen.
 */
typedef struct
{
  guint32 word : 31;
  guint32 is_word : 1;
  guint32 start;
  guint32 end;
} LlmDiffToken;

/**
 * LlmDiffSide:
 * @tokens: of one text
 * @n_tokens: how many
 * @match: for each of them the one of the other side that it is, or %LLM_DIFF_NONE
 * @move: for each of them the number of the passage that has moved, or 0
 * @words: the text
 */
typedef struct
{
  LlmDiffToken *tokens;
  guint n_tokens;
  guint32 *match;
  guint32 *move;
  const LlmWords *words;
} LlmDiffSide;

/**
 * LlmDiffBox:
 * @a: words of the first side
 * @a_places: for each of them, which token it is of
 * @n_a: how many
 * @b: words of the second side
 * @b_places: for each of them, which token it is of
 * @n_b: how many
 *
 * A passage of each side that are to be compared.
 */
typedef struct
{
  const guint32 *a;
  const guint32 *a_places;
  guint n_a;
  const guint32 *b;
  const guint32 *b_places;
  guint n_b;
} LlmDiffBox;

/**
 * LlmDiffAnchor:
 * @a: the index of a word in @a of a box
 * @b: the index of the same word in @b
 */
typedef struct
{
  guint32 a;
  guint32 b;
} LlmDiffAnchor;

gboolean llm_diff_align (
    LlmDiffSide *a, LlmDiffSide *b, guint64 budget, gboolean *is_coarse, GCancellable *cancellable);
GArray *llm_diff_find_anchors (const LlmDiffBox *box);
void llm_diff_clean_up (LlmDiffSide *a, LlmDiffSide *b, gboolean fine);
void llm_diff_find_moves (LlmDiffSide *a, LlmDiffSide *b);
GArray *llm_diff_make_edits (const LlmDiffSide *a, const LlmDiffSide *b, gboolean ignore_blanks);
GArray *llm_diff_make_rows (const LlmDiffSide *a, const LlmDiffSide *b, gboolean ignore_blanks);
LlmDiff *llm_diff_new_within (LlmWords *a,
                              LlmWords *b,
                              LlmDiffFlags flags,
                              guint64 budget,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
