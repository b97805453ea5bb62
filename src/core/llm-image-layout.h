/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-header.h"

G_BEGIN_DECLS

/**
 * LlmImageLayout:
 * @complete: whether the file reaches to the end of its first frame, as far as the parts
 *   that it is made of tell
 * @animated: whether there are more frames
 * @orientation: how the camera was held, by EXIF: 1 for upright, up to 8
 *
 * What the parts of a PNG, JPEG, WebP or GIF file tell without decoding anything.
 */
typedef struct
{
  gboolean complete;
  gboolean animated;
  guint orientation;
} LlmImageLayout;

void llm_image_layout_read (LlmImageLayout *self,
                            LlmImageFormat format,
                            const guint8 *data,
                            gsize length,
                            GByteArray *plain);
guint llm_exif_get_orientation (const guint8 *data, gsize length);

G_END_DECLS
