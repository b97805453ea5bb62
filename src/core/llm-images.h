/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-blobs.h"
#include "llm-image-coder.h"
#include "llm-request.h"

G_BEGIN_DECLS

/**
 * LlmImages:
 *
 * The images of all prompts: takes new ones in, checks and keeps them, gives them back,
 * and makes of them what a provider takes, once for each distinct target.
 */
#define LLM_TYPE_IMAGES (llm_images_get_type ())
G_DECLARE_FINAL_TYPE (LlmImages, llm_images, LLM, IMAGES, GObject)

LlmImages *llm_images_new (LlmBlobs *blobs, LlmImageCoder *coder);

/* New ones; what is refused is refused with a sentence that names it. */
void llm_images_add_async (LlmImages *self,
                           GBytes *bytes,
                           const char *name,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void llm_images_add_file_async (LlmImages *self,
                                GFile *file,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LlmImage *llm_images_add_finish (LlmImages *self, GAsyncResult *result, GError **error);
void llm_images_watch (LlmImages *self, LlmImage *image);

/* The bytes that are kept. */
void llm_images_load_async (LlmImages *self,
                            const char *hash,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GBytes *llm_images_load_finish (LlmImages *self, GAsyncResult *result, GError **error);
GBytes *llm_images_read (LlmImages *self, const char *hash, GError **error);

/* To be shown. */
void llm_images_decode_async (LlmImages *self,
                              const char *hash,
                              guint max_side,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void llm_images_decode_bytes_async (LlmImages *self,
                                    GBytes *bytes,
                                    guint max_side,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
LlmImagePixels *llm_images_decode_finish (LlmImages *self, GAsyncResult *result, GError **error);

/* To be sent. */
void llm_images_prepare_async (LlmImages *self,
                               LlmImage *image,
                               const LlmImageLimits *limits,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
LlmImageData *llm_images_prepare_finish (LlmImages *self, GAsyncResult *result, GError **error);

void llm_images_sweep_async (LlmImages *self,
                             gint64 expire_before,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean llm_images_sweep_finish (LlmImages *self,
                                  GAsyncResult *result,
                                  LlmBlobsSweep *sweep,
                                  GError **error);

G_END_DECLS
