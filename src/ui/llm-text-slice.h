/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmTextSlice:
 *
 * A text view that is as high as its text among other widgets that are scrolled together.
 * Only the part that is in view is given to the toolkit, however long the text is: the
 * text view has the size of that part and is scrolled to it.
 *
 * Signal `::shifted (int by)` when the text in view is to move up by so many pixels: lines
 * above it turned out higher, or the cursor went out of view.
 */
#define LLM_TYPE_TEXT_SLICE (llm_text_slice_get_type ())
G_DECLARE_FINAL_TYPE (LlmTextSlice, llm_text_slice, LLM, TEXT_SLICE, GtkWidget)

GtkWidget *llm_text_slice_new (GtkTextView *view);
GtkAdjustment *llm_text_slice_get_adjustment (LlmTextSlice *self);
void llm_text_slice_set_range (LlmTextSlice *self, int top, int bottom);
int llm_text_slice_get_top (LlmTextSlice *self);
int llm_text_slice_get_height (LlmTextSlice *self);

G_END_DECLS
