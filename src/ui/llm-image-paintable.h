/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The most pixels that an image is shown high. */
#define LLM_IMAGE_PAINTABLE_MAX_HEIGHT 600

/**
 * LlmImagePaintable:
 *
 * An image as something to paint: in its own size, or smaller, with the same aspect
 * ratio, where it would be wider than the room there is or higher than
 * %LLM_IMAGE_PAINTABLE_MAX_HEIGHT.
 */
#define LLM_TYPE_IMAGE_PAINTABLE (llm_image_paintable_get_type ())
G_DECLARE_FINAL_TYPE (LlmImagePaintable, llm_image_paintable, LLM, IMAGE_PAINTABLE, GObject)

GdkPaintable *llm_image_paintable_new (GdkTexture *texture, double max_width);
void llm_image_paintable_set_max_width (LlmImagePaintable *self, double max_width);

G_END_DECLS
