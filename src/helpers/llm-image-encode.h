/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-decode.h"

G_BEGIN_DECLS

/**
 * LlmEncoded:
 * @format: PNG or JPEG
 * @data: the image
 * @length: its bytes
 * @width: in pixels
 * @height: in pixels
 */
typedef struct
{
  LlmImageFormat format;
  char *data;
  gsize length;
  guint width;
  guint height;
} LlmEncoded;

void llm_encoded_clear (LlmEncoded *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmEncoded, llm_encoded_clear)

LlmImageFault llm_image_encode (LlmEncoded *self,
                                LlmDecoded *image,
                                gboolean as_drawing,
                                guint quality,
                                const LlmImageRequest *limits);
gboolean llm_image_is_drawing (GdkPixbuf *pixbuf);

G_END_DECLS
