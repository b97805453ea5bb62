/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"
#include "llm-diff-set.h"

G_BEGIN_DECLS

/**
 * LlmDifferState:
 * @LLM_DIFFER_READY: there is something to compare
 * @LLM_DIFFER_RUNNING: it is still coming
 * @LLM_DIFFER_FAILED: the answer failed
 * @LLM_DIFFER_EMPTY: there is nothing in it
 */
typedef enum
{
  LLM_DIFFER_READY,
  LLM_DIFFER_RUNNING,
  LLM_DIFFER_FAILED,
  LLM_DIFFER_EMPTY
} LlmDifferState;

LlmDifferState llm_differ_text_get_state (LlmAnswer *answer);
char *llm_differ_text_describe_state (LlmDifferState state);
char *llm_differ_text_dup_title (LlmComparison *comparison, LlmAnswer *answer);
char *llm_differ_text_describe (LlmDiffSet *set, guint index, const char *base_title);
char *llm_differ_text_describe_place (LlmDiffSet *set, guint index, guint number);

G_END_DECLS
