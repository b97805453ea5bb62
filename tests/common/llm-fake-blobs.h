/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blobs.h"

G_BEGIN_DECLS

/* Files in memory, for tests.  A sweep removes all that it is not told to keep. */
#define FAKE_TYPE_BLOBS (fake_blobs_get_type ())
G_DECLARE_FINAL_TYPE (FakeBlobs, fake_blobs, FAKE, BLOBS, GObject)

FakeBlobs *fake_blobs_new (void);
/* Returns: (transfer none): the hash under which @bytes is kept now. */
const char *fake_blobs_add (FakeBlobs *self, GBytes *bytes);
gboolean fake_blobs_remove (FakeBlobs *self, const char *hash);
guint fake_blobs_get_n_files (FakeBlobs *self);
guint fake_blobs_get_n_sweeps (FakeBlobs *self);
gint64 fake_blobs_get_expire_before (FakeBlobs *self);

G_END_DECLS
