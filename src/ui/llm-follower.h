/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmFollower:
 *
 * Keeps a scrolled text view at its end while text arrives, but only as long as the
 * reader is there; tells the reader's scrolling from that of the layout.
 *
 * Property `following` notifies.  Signal `::user-scrolled ()` when the reader has gone
 * elsewhere.
 */
#define LLM_TYPE_FOLLOWER (llm_follower_get_type ())
G_DECLARE_FINAL_TYPE (LlmFollower, llm_follower, LLM, FOLLOWER, GObject)

LlmFollower *llm_follower_new (GtkTextView *view, GtkAdjustment *adjustment);
void llm_follower_set_frame_clock (LlmFollower *self, GdkFrameClock *frame_clock);
gboolean llm_follower_get_following (LlmFollower *self);
void llm_follower_set_following (LlmFollower *self, gboolean following);
gboolean llm_follower_is_at_end (LlmFollower *self);
void llm_follower_set_value (LlmFollower *self, double value);
void llm_follower_hold (LlmFollower *self, const GtkTextIter *iter, double yalign);
gboolean llm_follower_get_held (LlmFollower *self, GtkTextIter *iter);

G_END_DECLS
