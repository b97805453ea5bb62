/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-coder.h"

G_BEGIN_DECLS

/* A coder for tests that only looks at headers: what is checked or prepared stays as it is,
 * but for a format that is not taken, which becomes "png" and the same bytes.  Decoding
 * gives one white pixel. */
#define FAKE_TYPE_CODER (fake_coder_get_type ())
G_DECLARE_FINAL_TYPE (FakeCoder, fake_coder, FAKE, CODER, GObject)

FakeCoder *fake_coder_new (void);
/* Whether preparing waits until this is called again with FALSE. */
void fake_coder_set_held (FakeCoder *self, gboolean held);
guint fake_coder_get_n_prepared (FakeCoder *self);

G_END_DECLS
