/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-images.h"

G_BEGIN_DECLS

/* What tests of widgets with images share: bytes in memory, and a coder that reads what
 * gdk-pixbuf reads, in this process. */

#define FAKE_TYPE_BLOBS (fake_blobs_get_type ())
G_DECLARE_FINAL_TYPE (FakeBlobs, fake_blobs, FAKE, BLOBS, GObject)

void fake_blobs_remove (FakeBlobs *self, const char *hash);
guint fake_blobs_get_n_sweeps (FakeBlobs *self);
gint64 fake_blobs_get_expire_before (FakeBlobs *self);

#define FAKE_TYPE_CODER (fake_coder_get_type ())
G_DECLARE_FINAL_TYPE (FakeCoder, fake_coder, FAKE, CODER, GObject)

/* Sides that were asked for, each followed by a blank. */
const char *fake_coder_get_log (FakeCoder *self);
void fake_coder_clear_log (FakeCoder *self);
/* Until it is let go, nothing is decoded. */
void fake_coder_hold (FakeCoder *self, gboolean hold);
void fake_coder_fail_above (FakeCoder *self, guint side);

typedef struct
{
  FakeBlobs *blobs;
  FakeCoder *coder;
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
