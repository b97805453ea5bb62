/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"
#include "llm-diff-set.h"

G_BEGIN_DECLS

/**
 * LlmDiffTags:
 *
 * Marks in the view of an answer what differs from others.  It works near what is in view, a
 * little at a time, and again when the text is laid out in another way or shown as it was
 * written.  What the view does not show by now, and what is folded, has no marks.
 */
#define LLM_TYPE_DIFF_TAGS (llm_diff_tags_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiffTags, llm_diff_tags, LLM, DIFF_TAGS, GObject)

LlmDiffTags *llm_diff_tags_new (LlmAnswerView *view);
void llm_diff_tags_set (LlmDiffTags *self, LlmDiffSet *set, guint index);
void llm_diff_tags_go_to (LlmDiffTags *self, LlmTextRange range);

G_END_DECLS
