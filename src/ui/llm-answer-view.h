/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

/**
 * LlmAnswerView:
 *
 * The text (or the reasoning) of an answer, scrolled and read-only, also while it
 * streams.  Follows the end only while the reader is at the end; else it stays
 * where the reader is and offers to jump to what is new.
 *
 * Signal `::published ()` after text was added.
 */
#define LLM_TYPE_ANSWER_VIEW (llm_answer_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmAnswerView, llm_answer_view, LLM, ANSWER_VIEW, GtkWidget)

GtkWidget *llm_answer_view_new (LlmDeltaKind kind);

LlmAnswer *llm_answer_view_get_answer (LlmAnswerView *self);
void llm_answer_view_set_answer (LlmAnswerView *self, LlmAnswer *answer);
void llm_answer_view_set_phase (LlmAnswerView *self, guint phase);
void llm_answer_view_set_max_height (LlmAnswerView *self, int max_height);

GtkTextView *llm_answer_view_get_text_view (LlmAnswerView *self);
gsize llm_answer_view_get_published (LlmAnswerView *self);
gboolean llm_answer_view_get_following (LlmAnswerView *self);
void llm_answer_view_jump_to_latest (LlmAnswerView *self);

G_END_DECLS
