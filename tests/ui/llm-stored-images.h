/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-fake-blobs.h"
#include "llm-images.h"

G_BEGIN_DECLS

/* What tests of widgets with images share: bytes in memory, and a coder that reads what
 * gdk-pixbuf reads, in this process. */

#define SCALING_TYPE_CODER (scaling_coder_get_type ())
G_DECLARE_FINAL_TYPE (ScalingCoder, scaling_coder, SCALING, CODER, GObject)

/* Sides that were asked for, each followed by a blank. */
const char *scaling_coder_get_log (ScalingCoder *self);
void scaling_coder_clear_log (ScalingCoder *self);
/* Until it is let go, nothing is decoded. */
void scaling_coder_hold (ScalingCoder *self, gboolean hold);
void scaling_coder_fail_above (ScalingCoder *self, guint side);

typedef struct
{
  FakeBlobs *blobs;
  ScalingCoder *coder;
  LlmImages *images;
} LlmStoredImages;

void llm_stored_images_set_up (LlmStoredImages *self);
void llm_stored_images_tear_down (LlmStoredImages *self);

/* A PNG of one color, with a stripe down its left edge. */
GBytes *llm_stored_images_make_png (guint width, guint height, guint32 rgba);

/* Adds such a PNG; @name and @alt may be NULL. */
LlmImage *llm_stored_images_add (LlmStoredImages *self,
                                 guint width,
                                 guint height,
                                 guint32 rgba,
                                 const char *name,
                                 const char *alt);
LlmImage *llm_stored_images_add_bytes (LlmStoredImages *self,
                                       GBytes *bytes,
                                       const char *name,
                                       const char *alt);

G_END_DECLS
