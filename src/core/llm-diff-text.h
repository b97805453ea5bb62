/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diff.h"

G_BEGIN_DECLS

/**
 * LlmDiffMarks:
 * @deleted: what stands before and behind words that only the first text has
 * @inserted: what stands before and behind words that only the second text has
 */
typedef struct
{
  const char *deleted[2];
  const char *inserted[2];
} LlmDiffMarks;

/**
 * LlmDiffEscapeFunc:
 * @out: where to put it
 * @text: a piece of a text, not terminated
 * @length: its length in bytes
 *
 * Appends text as it may stand between marks.
 */
typedef void (*LlmDiffEscapeFunc) (GString *out, const char *text, gsize length);

const LlmDiffMarks *llm_diff_get_plain_marks (void);
void llm_diff_append_text (GString *out,
                           const LlmDiff *diff,
                           const LlmDiffMarks *marks,
                           LlmDiffEscapeFunc escape);
void llm_diff_append_side (
    GString *out, const LlmDiff *diff, guint side, LlmTextRange range, const LlmDiffMarks *marks);
guint llm_diff_find_edit (const LlmDiff *diff, guint side, guint32 position);

G_END_DECLS
