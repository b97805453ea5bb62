/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-diff.h"

G_BEGIN_DECLS

/**
 * LlmCliDiffs:
 * @comparison: whose answers are compared
 * @n_answers: how many it has
 * @base: which of them the others are compared with
 * @is_all: whether all others are, rather than one
 * @diffs: for each of the answers how it differs from the base; %NULL if it is not compared
 */
typedef struct
{
  LlmComparison *comparison;
  guint n_answers;
  guint base;
  gboolean is_all;
  LlmDiff **diffs;
} LlmCliDiffs;

char *llm_cli_diffs_dup_text (const LlmCliDiffs *diffs);
char *llm_cli_diffs_dup_html (const LlmCliDiffs *diffs);
char *llm_cli_diffs_dup_json (const LlmCliDiffs *diffs);

G_END_DECLS
