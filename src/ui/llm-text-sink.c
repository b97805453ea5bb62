/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-sink.h"

G_DEFINE_INTERFACE (LlmTextSink, llm_text_sink, G_TYPE_OBJECT)

static void
llm_text_sink_default_init (LlmTextSinkInterface *iface)
{
}

/**
 * llm_text_sink_append:
 * @self: a sink
 * @text: all of the text that there is, UTF-8
 * @from: the bytes of it that were appended before
 * @to: the bytes of it that are to be shown now, at the end of a character
 */
void
llm_text_sink_append (LlmTextSink *self, const char *text, gsize from, gsize to)
{
  g_return_if_fail (LLM_IS_TEXT_SINK (self));
  g_return_if_fail (text != NULL && from <= to);

  LLM_TEXT_SINK_GET_IFACE (self)->append (self, text, from, to);
}

/**
 * llm_text_sink_finish:
 * @self: a sink
 * @text: the whole text
 * @length: its bytes, all of which were appended
 *
 * To be called when no more comes for the time being; more may be appended later.
 */
void
llm_text_sink_finish (LlmTextSink *self, const char *text, gsize length)
{
  g_return_if_fail (LLM_IS_TEXT_SINK (self));
  g_return_if_fail (text != NULL);

  if (LLM_TEXT_SINK_GET_IFACE (self)->finish != NULL)
    LLM_TEXT_SINK_GET_IFACE (self)->finish (self, text, length);
}

/**
 * llm_text_sink_reset:
 * @self: a sink
 *
 * Empties it for another text.
 */
void
llm_text_sink_reset (LlmTextSink *self)
{
  g_return_if_fail (LLM_IS_TEXT_SINK (self));

  LLM_TEXT_SINK_GET_IFACE (self)->reset (self);
}
