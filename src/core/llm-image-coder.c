/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-coder.h"

G_DEFINE_INTERFACE (LlmImageCoder, llm_image_coder, G_TYPE_OBJECT)

static void
llm_image_coder_default_init (LlmImageCoderInterface *iface)
{
}

/**
 * llm_image_check_new:
 * @bytes: what is kept
 * @format: what it is
 * @width: in pixels, the right way up
 * @height: in pixels, likewise
 *
 * Returns: (transfer full): what is known of an image without frames after the first that
 *   was not converted; the other fields may be set afterwards
 */
LlmImageCheck *
llm_image_check_new (GBytes *bytes, LlmImageFormat format, guint width, guint height)
{
  LlmImageCheck *check;

  g_return_val_if_fail (bytes != NULL, NULL);

  check = g_new0 (LlmImageCheck, 1);
  check->bytes = g_bytes_ref (bytes);
  check->format = format;
  check->width = width;
  check->height = height;
  return check;
}

/**
 * llm_image_check_free:
 * @check: (transfer full): what was found
 */
void
llm_image_check_free (LlmImageCheck *check)
{
  g_return_if_fail (check != NULL);

  g_bytes_unref (check->bytes);
  g_free (check->converted);
  g_free (check);
}

/**
 * llm_image_pixels_new:
 * @width: in pixels
 * @height: in pixels
 * @bytes: 4 × @width × @height bytes
 *
 * Returns: (transfer full): a decoded image
 */
LlmImagePixels *
llm_image_pixels_new (guint width, guint height, GBytes *bytes)
{
  LlmImagePixels *pixels;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (bytes) == (gsize) width * height * 4, NULL);

  pixels = g_new0 (LlmImagePixels, 1);
  pixels->width = width;
  pixels->height = height;
  pixels->bytes = g_bytes_ref (bytes);
  return pixels;
}

/**
 * llm_image_pixels_free:
 * @pixels: (transfer full): a decoded image
 */
void
llm_image_pixels_free (LlmImagePixels *pixels)
{
  g_return_if_fail (pixels != NULL);

  g_bytes_unref (pixels->bytes);
  g_free (pixels);
}

/**
 * llm_image_coder_check_async:
 * @self: a coder
 * @file: an image from anywhere, whatever it claims to be
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Decodes all of it, and converts it if it is of a format that is not kept as it is.
 */
void
llm_image_coder_check_async (LlmImageCoder *self,
                             GBytes *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (LLM_IS_IMAGE_CODER (self));
  g_return_if_fail (file != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_IMAGE_CODER_GET_IFACE (self)->check_async (self, file, cancellable, callback, user_data);
}

/**
 * llm_image_coder_check_finish:
 * @self: a coder
 * @result: what the callback got
 * @error: (out) (optional): why not
 *
 * Returns: (transfer full) (nullable): what was found, or NULL with @error set
 */
LlmImageCheck *
llm_image_coder_check_finish (LlmImageCoder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGE_CODER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_image_coder_prepare_async:
 * @self: a coder
 * @file: an image that was checked
 * @limits: what the result has to fit into
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Turns it the right way up, makes it smaller if it has to be, encodes it in a format that is
 * taken, and leaves out what is no picture: EXIF, places, comments.
 */
void
llm_image_coder_prepare_async (LlmImageCoder *self,
                               GBytes *file,
                               const LlmImageLimits *limits,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (LLM_IS_IMAGE_CODER (self));
  g_return_if_fail (file != NULL);
  g_return_if_fail (limits != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_IMAGE_CODER_GET_IFACE (self)->prepare_async (self, file, limits, cancellable, callback,
                                                   user_data);
}

/**
 * llm_image_coder_prepare_finish:
 * @self: a coder
 * @result: what the callback got
 * @error: (out) (optional): why not
 *
 * Returns: (transfer full) (nullable): what can be sent, or NULL with @error set
 */
LlmImageData *
llm_image_coder_prepare_finish (LlmImageCoder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGE_CODER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_image_coder_decode_async:
 * @self: a coder
 * @file: an image
 * @max_side: the longest side that is wanted, in pixels
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Decodes the first frame, the right way up; made smaller, never larger.
 */
void
llm_image_coder_decode_async (LlmImageCoder *self,
                              GBytes *file,
                              guint max_side,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (LLM_IS_IMAGE_CODER (self));
  g_return_if_fail (file != NULL);
  g_return_if_fail (max_side > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_IMAGE_CODER_GET_IFACE (self)->decode_async (self, file, max_side, cancellable, callback,
                                                  user_data);
}

/**
 * llm_image_coder_decode_finish:
 * @self: a coder
 * @result: what the callback got
 * @error: (out) (optional): why not
 *
 * Returns: (transfer full) (nullable): the pixels, or NULL with @error set
 */
LlmImagePixels *
llm_image_coder_decode_finish (LlmImageCoder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGE_CODER (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
