/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diff.h"

G_BEGIN_DECLS

/**
 * LlmDiffChange:
 * @a: what the first text has there, or where it has nothing
 * @b: what the second text has instead, or where it has nothing
 * @is_moved: whether all of it is elsewhere in the other text
 *
 * One difference: changed words without a word between them that is the same, within a
 * paragraph of each text.
 */
typedef struct
{
  LlmTextRange a;
  LlmTextRange b;
  gboolean is_moved;
} LlmDiffChange;

/**
 * LlmDiffMarkKind:
 * @LLM_DIFF_MARK_ADDED: the base has it not
 * @LLM_DIFF_MARK_LACKED: of the base, no other text has it
 * @LLM_DIFF_MARK_PARTLY: of the base, some others have it and some have not
 * @LLM_DIFF_MARK_MOVED: it is elsewhere
 */
typedef enum
{
  LLM_DIFF_MARK_ADDED,
  LLM_DIFF_MARK_LACKED,
  LLM_DIFF_MARK_PARTLY,
  LLM_DIFF_MARK_MOVED
} LlmDiffMarkKind;

#define LLM_DIFF_N_MARKS 4

/**
 * LlmDiffMark:
 * @range: the bytes it is on, within a line and without blanks at the ends
 * @kind: what is to be told of them
 */
typedef struct
{
  LlmTextRange range;
  LlmDiffMarkKind kind;
} LlmDiffMark;

GArray *llm_diff_list_changes (const LlmDiff *diff);
guint llm_diff_get_percent (const LlmDiff *diff);
char *llm_diff_describe (const LlmDiff *diff);
GArray *llm_diff_mark_second (const LlmDiff *diff);
GArray *llm_diff_mark_base (LlmDiff *const *diffs, guint n_diffs);
GArray *llm_diff_list_base_changes (LlmDiff *const *diffs, guint n_diffs);

G_END_DECLS
