/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"
#include "llm-text-sink.h"

G_BEGIN_DECLS

/**
 * LlmTextFeed:
 *
 * Carries the text of an answer to where it is shown.  Only what the reader can see
 * costs anything: pieces are gathered, published at most once a frame and about 20
 * times a second, and not at all without a frame clock; then the sink catches up later.
 * The first piece and the end of the answer are published at once.  Long texts come in
 * slices, the beginning first.
 *
 * Signals: `::published ()` after text was added; `::reset ()` after the sink
 * was emptied.
 */
#define LLM_TYPE_TEXT_FEED (llm_text_feed_get_type ())
G_DECLARE_FINAL_TYPE (LlmTextFeed, llm_text_feed, LLM, TEXT_FEED, GObject)

LlmTextFeed *llm_text_feed_new (LlmTextSink *sink, LlmDeltaKind kind);

LlmAnswer *llm_text_feed_get_answer (LlmTextFeed *self);
void llm_text_feed_set_answer (LlmTextFeed *self, LlmAnswer *answer);
void llm_text_feed_set_frame_clock (LlmTextFeed *self, GdkFrameClock *frame_clock);
void llm_text_feed_set_phase (LlmTextFeed *self, guint phase);

gsize llm_text_feed_get_available (LlmTextFeed *self);
gsize llm_text_feed_get_published (LlmTextFeed *self);
void llm_text_feed_flush (LlmTextFeed *self);
void llm_text_feed_set_sink (LlmTextFeed *self, LlmTextSink *sink, gsize at_once);

G_END_DECLS
