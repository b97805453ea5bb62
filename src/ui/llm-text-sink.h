/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LlmTextSink:
 *
 * Where an #LlmTextFeed puts a text that grows: as it is (#LlmRawText) or rendered
 * (#LlmDocumentPainter).
 */
#define LLM_TYPE_TEXT_SINK (llm_text_sink_get_type ())
G_DECLARE_INTERFACE (LlmTextSink, llm_text_sink, LLM, TEXT_SINK, GObject)

/**
 * LlmTextSinkInterface:
 * @append: shows more of @text, which was shown up to @from, up to @to
 * @finish: tells that all of the text was appended and no more will come
 * @reset: shows nothing
 */
struct _LlmTextSinkInterface
{
  GTypeInterface parent_iface;

  void (*append) (LlmTextSink *self, const char *text, gsize from, gsize to);
  void (*finish) (LlmTextSink *self, const char *text, gsize length);
  void (*reset) (LlmTextSink *self);
};

void llm_text_sink_append (LlmTextSink *self, const char *text, gsize from, gsize to);
void llm_text_sink_finish (LlmTextSink *self, const char *text, gsize length);
void llm_text_sink_reset (LlmTextSink *self);

G_END_DECLS
