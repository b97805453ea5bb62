/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"
#include "llm-document-painter.h"
#include "llm-text-slice.h"

G_BEGIN_DECLS

/**
 * LlmAnswerView:
 *
 * The text of an answer, rendered or as the model wrote it, or its reasoning; scrolled
 * and read-only, also while it streams.  Follows the end only while the reader is at the
 * end; else it stays where the reader is and offers to jump to what is new.
 *
 * An embedded view leaves scrolling and following to what it is in.
 *
 * Property `raw` notifies.  Signals: `::published ()` after text was added;
 * `::user-scrolled ()` when the reader, not the layout, has scrolled;
 * `::place-wanted (GtkTextIter *, double yalign)` of an embedded view.  Widget actions:
 * answer.copy-markdown, .copy-code, .open-code, .fold, .open-link, .copy-link.
 */
#define LLM_TYPE_ANSWER_VIEW (llm_answer_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmAnswerView, llm_answer_view, LLM, ANSWER_VIEW, GtkWidget)

GtkWidget *llm_answer_view_new (LlmDeltaKind kind);
GtkWidget *llm_answer_view_new_embedded (LlmDeltaKind kind);
LlmTextSlice *llm_answer_view_get_slice (LlmAnswerView *self);

LlmAnswer *llm_answer_view_get_answer (LlmAnswerView *self);
void llm_answer_view_set_answer (LlmAnswerView *self, LlmAnswer *answer);
void llm_answer_view_set_phase (LlmAnswerView *self, guint phase);
void llm_answer_view_set_max_height (LlmAnswerView *self, int max_height);
gboolean llm_answer_view_get_raw (LlmAnswerView *self);
void llm_answer_view_set_raw (LlmAnswerView *self, gboolean raw);

GtkTextView *llm_answer_view_get_text_view (LlmAnswerView *self);
LlmDocumentPainter *llm_answer_view_get_painter (LlmAnswerView *self);
GtkAdjustment *llm_answer_view_get_vadjustment (LlmAnswerView *self);
gsize llm_answer_view_get_published (LlmAnswerView *self);
gboolean llm_answer_view_is_settled (LlmAnswerView *self);
gboolean llm_answer_view_get_following (LlmAnswerView *self);
void llm_answer_view_jump_to_latest (LlmAnswerView *self);
void llm_answer_view_set_scroll (LlmAnswerView *self, double value);
void llm_answer_view_scroll_to_iter (LlmAnswerView *self, const GtkTextIter *iter, double yalign);
void llm_answer_view_prepare_search (LlmAnswerView *self, const char *text);
void llm_answer_view_unfold_matches (LlmAnswerView *self, const char *text);
void llm_answer_view_get_raw_iter (LlmAnswerView *self, gsize place, GtkTextIter *iter);
gsize llm_answer_view_get_raw_offset (LlmAnswerView *self, const GtkTextIter *iter);
char *llm_answer_view_dup_selection (LlmAnswerView *self, LlmCopyFormat format);

G_END_DECLS
