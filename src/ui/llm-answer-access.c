/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-view-private.h"

/* What others may see of a view. */

/**
 * llm_answer_view_get_slice:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): of an embedded view, what has its text
 */
LlmTextSlice *
llm_answer_view_get_slice (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return self->slice != NULL ? LLM_TEXT_SLICE (self->slice) : NULL;
}

/**
 * llm_answer_view_get_text_view:
 * @self: a view
 *
 * Returns: (transfer none): the widget with the text
 */
GtkTextView *
llm_answer_view_get_text_view (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return GTK_TEXT_VIEW (self->text_view);
}

/**
 * llm_answer_view_get_painter:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what has rendered the text; NULL while it is raw
 */
LlmDocumentPainter *
llm_answer_view_get_painter (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return self->painter;
}

/**
 * llm_answer_view_get_vadjustment:
 * @self: a view
 *
 * Returns: (transfer none): where the text is scrolled to
 */
GtkAdjustment *
llm_answer_view_get_vadjustment (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), NULL);
  return self->adjustment;
}

/**
 * llm_answer_view_get_published:
 * @self: a view
 *
 * Returns: how many bytes of the answer are in the view
 */
gsize
llm_answer_view_get_published (LlmAnswerView *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), 0);
  return llm_text_feed_get_published (self->feed);
}
