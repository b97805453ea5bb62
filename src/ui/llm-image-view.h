/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-zoom-view.h"

G_BEGIN_DECLS

/**
 * LlmImageView:
 *
 * An image to look at closely.  At scale 1 each of its pixels is one of the display.
 */
#define LLM_TYPE_IMAGE_VIEW (llm_image_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmImageView, llm_image_view, LLM, IMAGE_VIEW, LlmZoomView)

void llm_image_view_set_size (LlmImageView *self, guint width, guint height);
void llm_image_view_set_texture (LlmImageView *self, GdkTexture *texture);
GdkTexture *llm_image_view_get_texture (LlmImageView *self);
guint llm_image_view_get_shown_side (LlmImageView *self);

G_END_DECLS
