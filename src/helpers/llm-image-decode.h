/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "llm-image-frame.h"

G_BEGIN_DECLS

/**
 * LlmDecoded:
 * @pixbuf: the first frame, the right way up, perhaps smaller than it is
 * @width: of the image in its own size and the right way up, in pixels
 * @height: likewise
 * @profile: (nullable): the ICC profile of its colours in base64, if it is one for RGB
 */
typedef struct
{
  GdkPixbuf *pixbuf;
  guint width;
  guint height;
  char *profile;
} LlmDecoded;

void llm_decoded_clear (LlmDecoded *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmDecoded, llm_decoded_clear)

LlmImageFault llm_image_decode (LlmDecoded *self,
                                LlmImageHeader *header,
                                const guint8 *data,
                                gsize length,
                                guint orientation,
                                guint max_side);
gboolean llm_image_fit (guint *width, guint *height, guint max_side);

G_END_DECLS
