/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-image.h"

G_BEGIN_DECLS

/**
 * LlmImageCheck:
 * @format: what is kept
 * @width: in pixels, the right way up
 * @height: in pixels, likewise
 * @animated: whether there are more frames than the first
 * @bytes: what is kept: the file as it came, or what it was converted to
 * @converted: (nullable): the format that it had before, such as "HEIC", if it was
 *   converted
 *
 * What was found when a whole image was decoded.
 */
typedef struct
{
  LlmImageFormat format;
  guint width;
  guint height;
  gboolean animated;
  GBytes *bytes;
  char *converted;
} LlmImageCheck;

LlmImageCheck *
llm_image_check_new (GBytes *bytes, LlmImageFormat format, guint width, guint height);
void llm_image_check_free (LlmImageCheck *check);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmImageCheck, llm_image_check_free)

/**
 * LlmImagePixels:
 * @width: in pixels
 * @height: in pixels
 * @bytes: rows of R, G, B and A, eight bits each, alpha not multiplied in, without room
 *   between rows
 *
 * A decoded image, the right way up.
 */
typedef struct
{
  guint width;
  guint height;
  GBytes *bytes;
} LlmImagePixels;

LlmImagePixels *llm_image_pixels_new (guint width, guint height, GBytes *bytes);
void llm_image_pixels_free (LlmImagePixels *pixels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmImagePixels, llm_image_pixels_free)

/**
 * LlmImageCoder:
 *
 * What decodes and encodes images from anywhere, away from the main thread and where a
 * broken decoder does no harm.  All calls are asynchronous; results are #GTask s.
 * Errors are %LLM_ERROR: %LLM_ERROR_UNSUPPORTED for what is no image, too large or of a
 * format that cannot be decoded here, %LLM_ERROR_PROTOCOL for a damaged one; and
 * %G_IO_ERROR_CANCELLED.
 */
#define LLM_TYPE_IMAGE_CODER (llm_image_coder_get_type ())
G_DECLARE_INTERFACE (LlmImageCoder, llm_image_coder, LLM, IMAGE_CODER, GObject)

struct _LlmImageCoderInterface
{
  GTypeInterface parent_iface;

  void (*check_async) (LlmImageCoder *self,
                       GBytes *file,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  void (*prepare_async) (LlmImageCoder *self,
                         GBytes *file,
                         const LlmImageLimits *limits,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
  void (*decode_async) (LlmImageCoder *self,
                        GBytes *file,
                        guint max_side,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
};

void llm_image_coder_check_async (LlmImageCoder *self,
                                  GBytes *file,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
LlmImageCheck *
llm_image_coder_check_finish (LlmImageCoder *self, GAsyncResult *result, GError **error);
void llm_image_coder_prepare_async (LlmImageCoder *self,
                                    GBytes *file,
                                    const LlmImageLimits *limits,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
LlmImageData *
llm_image_coder_prepare_finish (LlmImageCoder *self, GAsyncResult *result, GError **error);
void llm_image_coder_decode_async (LlmImageCoder *self,
                                   GBytes *file,
                                   guint max_side,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
LlmImagePixels *
llm_image_coder_decode_finish (LlmImageCoder *self, GAsyncResult *result, GError **error);

G_END_DECLS
