/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-image-coder.h"

G_BEGIN_DECLS

/* The longest side that an image is decoded with to be shown or copied, in pixels: what
 * is larger would not fit into a texture everywhere. */
#define LLM_IMAGE_TEXTURE_SIDE_MAX 8192

GdkTexture *llm_image_texture_new (const LlmImagePixels *pixels);

G_END_DECLS
