/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-images.h"

G_BEGIN_DECLS

/**
 * LlmThumbnails:
 *
 * The images of prompts as textures, for all widgets that show them.  The latest ones are
 * kept, up to a bound.
 */
#define LLM_TYPE_THUMBNAILS (llm_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (LlmThumbnails, llm_thumbnails, LLM, THUMBNAILS, GObject)

LlmThumbnails *llm_thumbnails_get_for_images (LlmImages *images);

GdkTexture *llm_thumbnails_lookup (LlmThumbnails *self, const char *hash, guint max_side);
void llm_thumbnails_load_async (LlmThumbnails *self,
                                const char *hash,
                                guint max_side,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GdkTexture *
llm_thumbnails_load_finish (LlmThumbnails *self, GAsyncResult *result, GError **error);

G_END_DECLS
