/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-texture.h"

#define BYTES_PER_PIXEL 4

/**
 * llm_image_texture_new:
 * @pixels: a decoded image
 *
 * Returns: (transfer full): a texture of the same bytes, without a copy of them
 */
GdkTexture *
llm_image_texture_new (const LlmImagePixels *pixels)
{
  g_return_val_if_fail (pixels != NULL, NULL);

  return gdk_memory_texture_new ((int) pixels->width, (int) pixels->height, GDK_MEMORY_R8G8B8A8,
                                 pixels->bytes, (gsize) pixels->width * BYTES_PER_PIXEL);
}
