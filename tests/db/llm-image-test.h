/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blob-folder.h"
#include "llm-comparison.h"

G_BEGIN_DECLS

/* Images in tests of the database, which never decodes one: a few bytes stand for each. */

char *image_test_hash (const char *text);
LlmImage *image_test_make (const char *text, const char *name, const char *alt);
LlmComparison *image_test_make_comparison (const char *prompt, const char *const *texts);

LlmBlobs *image_test_open (LlmStore *store);
char *image_test_put (LlmBlobs *blobs, const char *text, GError **error);
char *image_test_get (LlmBlobs *blobs, const char *hash, GError **error);
gboolean image_test_sweep (LlmBlobs *blobs,
                           gint64 expire_before,
                           const char *const *keep,
                           LlmBlobsSweep *sweep,
                           GError **error);

char *image_test_get_path (const char *folder, const char *hash);
void image_test_age (const char *path, gint64 microseconds);

G_END_DECLS
