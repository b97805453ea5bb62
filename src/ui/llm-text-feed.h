/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer.h"

G_BEGIN_DECLS

/**
 * LlmTextFeed:
 *
 * Carries the text of an answer into a text buffer, always at its end.  Only what
 * the reader can see costs anything: pieces are gathered, published at most once
 * a frame and about 20 times a second, and not at all without a frame clock;
 * then the buffer catches up later.  The first piece and the end of the answer
 * are published at once.  Long texts come in slices, the beginning first.
 *
 * A line of many kilobytes would block the layout; it is broken for display,
 * always at the same places however the text arrived.  llm_text_feed_dup_slice()
 * gives the text without these breaks.
 *
 * Signals: `::published ()` after text was added; `::reset ()` after the buffer
 * was emptied.
 */
#define LLM_TYPE_TEXT_FEED (llm_text_feed_get_type ())
G_DECLARE_FINAL_TYPE (LlmTextFeed, llm_text_feed, LLM, TEXT_FEED, GObject)

LlmTextFeed *llm_text_feed_new (GtkTextBuffer *buffer, LlmDeltaKind kind);

LlmAnswer *llm_text_feed_get_answer (LlmTextFeed *self);
void llm_text_feed_set_answer (LlmTextFeed *self, LlmAnswer *answer);
void llm_text_feed_set_frame_clock (LlmTextFeed *self, GdkFrameClock *frame_clock);
void llm_text_feed_set_phase (LlmTextFeed *self, guint phase);

gsize llm_text_feed_get_available (LlmTextFeed *self);
gsize llm_text_feed_get_published (LlmTextFeed *self);
void llm_text_feed_flush (LlmTextFeed *self);
gsize llm_text_feed_get_longest_line (LlmTextFeed *self);
gboolean llm_text_feed_has_breaks (LlmTextFeed *self);
char *llm_text_feed_dup_slice (LlmTextFeed *self, const GtkTextIter *start, const GtkTextIter *end);

G_END_DECLS
