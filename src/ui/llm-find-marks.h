/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"

G_BEGIN_DECLS

/**
 * LlmFindMarks:
 *
 * Marks all places of a text in several answers, also in what arrives later, tells how
 * many there are in each, and finds one of them, the current match, which stands out.
 * Where to look for it is for others to say.  Costs nothing while there is no text.
 *
 * Signals: `::changed ()` when other figures are to be told; `::found (LlmAnswerView *)`
 * when that view has the current match from now on, before ::changed; `::missed
 * (LlmAnswerView *)` when a search in it came to its end.
 */
#define LLM_TYPE_FIND_MARKS (llm_find_marks_get_type ())
G_DECLARE_FINAL_TYPE (LlmFindMarks, llm_find_marks, LLM, FIND_MARKS, GObject)

LlmFindMarks *llm_find_marks_new (gboolean at_once);

guint llm_find_marks_get_n_views (LlmFindMarks *self);
LlmAnswerView *llm_find_marks_get_view (LlmFindMarks *self, guint index);
gboolean llm_find_marks_find_view (LlmFindMarks *self, LlmAnswerView *view, guint *index);
void llm_find_marks_set_views (LlmFindMarks *self, GPtrArray *views);
const char *llm_find_marks_get_text (LlmFindMarks *self);
gboolean llm_find_marks_set_text (LlmFindMarks *self, const char *text);
gboolean llm_find_marks_set_match_case (LlmFindMarks *self, gboolean match_case);
void llm_find_marks_prepare (LlmFindMarks *self);
void llm_find_marks_stop (LlmFindMarks *self);

void llm_find_marks_search (LlmFindMarks *self, guint index, int offset, gboolean backward);
gboolean llm_find_marks_is_searching (LlmFindMarks *self);
gboolean llm_find_marks_cancel (LlmFindMarks *self);
LlmAnswerView *llm_find_marks_get_current (LlmFindMarks *self);
gboolean llm_find_marks_get_match (LlmFindMarks *self, GtkTextIter *start, GtkTextIter *end);
void llm_find_marks_clear_match (LlmFindMarks *self);
gboolean
llm_find_marks_get_count (LlmFindMarks *self, guint index, guint *n_matches, guint *position);

G_END_DECLS
