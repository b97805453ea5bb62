/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-answer-view-private.h"

/**
 * llm_answer_view_get_raw_iter:
 * @self: a view that shows its text as the model wrote it
 * @place: a byte of that text
 * @iter: (out caller-allocates): where it is in the buffer
 */
void
llm_answer_view_get_raw_iter (LlmAnswerView *self, gsize place, GtkTextIter *iter)
{
  g_return_if_fail (LLM_IS_ANSWER_VIEW (self));
  g_return_if_fail (self->raw_text != NULL && iter != NULL);

  llm_raw_text_get_iter (self->raw_text, llm_answer_view_get_source (self), place, iter);
}

/**
 * llm_answer_view_get_raw_offset:
 * @self: a view that shows its text as the model wrote it
 * @iter: a place in its buffer
 *
 * Returns: the byte of the text that is there
 */
gsize
llm_answer_view_get_raw_offset (LlmAnswerView *self, const GtkTextIter *iter)
{
  g_autofree char *before = NULL;
  GtkTextIter start;

  g_return_val_if_fail (LLM_IS_ANSWER_VIEW (self), 0);
  g_return_val_if_fail (self->raw_text != NULL && iter != NULL, 0);

  gtk_text_buffer_get_start_iter (gtk_text_iter_get_buffer (iter), &start);
  before = llm_raw_text_dup_slice (self->raw_text, &start, iter);
  return strlen (before);
}
