/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-find-source.h"

G_DEFINE_INTERFACE (LlmFindSource, llm_find_source, G_TYPE_OBJECT)

static guint changed_signal;

static void
llm_find_source_default_init (LlmFindSourceInterface *iface)
{
  /**
   * LlmFindSource::changed:
   *
   * The number of matches, or which is the current one, may be another.
   */
  changed_signal = g_signal_new ("changed", LLM_TYPE_FIND_SOURCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

/**
 * llm_find_source_begin:
 * @self: a source
 * @reader: (nullable): the view that has the focus
 *
 * The search for another text begins where the reader is from now on.
 */
void
llm_find_source_begin (LlmFindSource *self, LlmAnswerView *reader)
{
  g_return_if_fail (LLM_IS_FIND_SOURCE (self));
  g_return_if_fail (reader == NULL || LLM_IS_ANSWER_VIEW (reader));
  LLM_FIND_SOURCE_GET_IFACE (self)->begin (self, reader);
}

/**
 * llm_find_source_set_text:
 * @self: a source
 * @text: (nullable): what to search for; NULL or an empty text ends the search
 *
 * Goes to the first match from where the last one begins, so that a text can be typed.
 *
 * Returns: whether that is another text than before
 */
gboolean
llm_find_source_set_text (LlmFindSource *self, const char *text)
{
  g_return_val_if_fail (LLM_IS_FIND_SOURCE (self), FALSE);
  return LLM_FIND_SOURCE_GET_IFACE (self)->set_text (self, text);
}

/**
 * llm_find_source_set_match_case:
 * @self: a source
 * @match_case: whether capital and small letters differ
 */
void
llm_find_source_set_match_case (LlmFindSource *self, gboolean match_case)
{
  g_return_if_fail (LLM_IS_FIND_SOURCE (self));
  LLM_FIND_SOURCE_GET_IFACE (self)->set_match_case (self, match_case);
}

/**
 * llm_find_source_move:
 * @self: a source
 * @backward: whether to go to the previous match rather than the next one
 */
void
llm_find_source_move (LlmFindSource *self, gboolean backward)
{
  g_return_if_fail (LLM_IS_FIND_SOURCE (self));
  LLM_FIND_SOURCE_GET_IFACE (self)->move (self, backward);
}

/**
 * llm_find_source_stop:
 * @self: a source
 *
 * Searches nothing any more.  The current match is selected.
 */
void
llm_find_source_stop (LlmFindSource *self)
{
  g_return_if_fail (LLM_IS_FIND_SOURCE (self));
  LLM_FIND_SOURCE_GET_IFACE (self)->stop (self);
}

/**
 * llm_find_source_get_count:
 * @self: a source
 * @count: (out caller-allocates): what is known by now
 *
 * Returns: whether anything is
 */
gboolean
llm_find_source_get_count (LlmFindSource *self, LlmFindCount *count)
{
  g_return_val_if_fail (LLM_IS_FIND_SOURCE (self), FALSE);
  g_return_val_if_fail (count != NULL, FALSE);

  *count = (LlmFindCount){ 0 };
  return LLM_FIND_SOURCE_GET_IFACE (self)->get_count (self, count);
}

/**
 * llm_find_source_get_current:
 * @self: a source
 *
 * Returns: (transfer none) (nullable): the widget with the current match
 */
GtkWidget *
llm_find_source_get_current (LlmFindSource *self)
{
  g_return_val_if_fail (LLM_IS_FIND_SOURCE (self), NULL);
  return LLM_FIND_SOURCE_GET_IFACE (self)->get_current (self);
}

/**
 * llm_find_source_emit_changed:
 * @self: a source
 *
 * Tells that there are other figures.
 */
void
llm_find_source_emit_changed (LlmFindSource *self)
{
  g_return_if_fail (LLM_IS_FIND_SOURCE (self));
  g_signal_emit (self, changed_signal, 0);
}
