/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-images.h"

G_BEGIN_DECLS

/* A coder for tests of widgets, which decodes with GdkPixbuf in this process, so that
 * there is something to see.  What it checks stays as it is. */
#define PIXBUF_TYPE_CODER (pixbuf_coder_get_type ())
G_DECLARE_FINAL_TYPE (PixbufCoder, pixbuf_coder, PIXBUF, CODER, GObject)

PixbufCoder *pixbuf_coder_new (void);
/* Whether checking waits until this is called again with FALSE. */
void pixbuf_coder_set_held (PixbufCoder *self, gboolean held);
guint pixbuf_coder_get_n_decoded (PixbufCoder *self);

/* Returns: (transfer full): a PNG image in one colour. */
GBytes *pixbuf_coder_make_png (int width, int height, guint32 rgba);

G_END_DECLS
