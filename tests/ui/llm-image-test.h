/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-fake-blobs.h"
#include "llm-images.h"

G_BEGIN_DECLS

/* What tests of widgets with images share: bytes in memory, and a coder that reads what
 * gdk-pixbuf reads, in this process. */

#define PIXBUF_TYPE_CODER (pixbuf_coder_get_type ())
G_DECLARE_FINAL_TYPE (PixbufCoder, pixbuf_coder, PIXBUF, CODER, GObject)

/* Sides that were asked for, each followed by a blank. */
const char *pixbuf_coder_get_log (PixbufCoder *self);
void pixbuf_coder_clear_log (PixbufCoder *self);
/* Until it is let go, nothing is decoded. */
void pixbuf_coder_hold (PixbufCoder *self, gboolean hold);
void pixbuf_coder_fail_above (PixbufCoder *self, guint side);

typedef struct
{
  FakeBlobs *blobs;
  PixbufCoder *coder;
  LlmImages *images;
} LlmImageTest;

void llm_image_test_set_up (LlmImageTest *self);
void llm_image_test_tear_down (LlmImageTest *self);

/* A PNG of one color, with a stripe down its left edge. */
GBytes *llm_image_test_make_png (guint width, guint height, guint32 rgba);

/* Adds such a PNG; @name and @alt may be NULL. */
LlmImage *llm_image_test_add (
    LlmImageTest *self, guint width, guint height, guint32 rgba, const char *name, const char *alt);
LlmImage *
llm_image_test_add_bytes (LlmImageTest *self, GBytes *bytes, const char *name, const char *alt);

G_END_DECLS
