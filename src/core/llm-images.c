/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-images-private.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (LlmImages, llm_images, G_TYPE_OBJECT)

static void
forget_image (gpointer data, GObject *where_it_was)
{
  LlmImages *self = data;

  g_hash_table_remove (self->alive, where_it_was);
}

static void
llm_images_dispose (GObject *object)
{
  LlmImages *self = LLM_IMAGES (object);
  GHashTableIter iter;
  gpointer image;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, &image, NULL))
    {
      g_object_weak_unref (image, forget_image, self);
      g_hash_table_iter_remove (&iter);
    }
  g_clear_object (&self->blobs);
  g_clear_object (&self->coder);

  G_OBJECT_CLASS (llm_images_parent_class)->dispose (object);
}

static void
llm_images_finalize (GObject *object)
{
  LlmImages *self = LLM_IMAGES (object);

  /* Whoever waits holds a reference. */
  g_assert (g_queue_is_empty (&self->waiting));
  g_hash_table_unref (self->preparing);
  g_queue_clear (&self->recent);
  g_hash_table_unref (self->prepared);
  g_hash_table_unref (self->alive);

  G_OBJECT_CLASS (llm_images_parent_class)->finalize (object);
}

static void
llm_images_class_init (LlmImagesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_images_dispose;
  object_class->finalize = llm_images_finalize;
}

static void
llm_images_init (LlmImages *self)
{
  g_queue_init (&self->waiting);
  g_queue_init (&self->recent);
  self->preparing
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->prepared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) llm_image_data_unref);
  self->alive = g_hash_table_new (NULL, NULL);
}

/**
 * llm_images_new:
 * @blobs: where the bytes are kept
 * @coder: what decodes and encodes them
 *
 * Returns: (transfer full): the images of all prompts
 */
LlmImages *
llm_images_new (LlmBlobs *blobs, LlmImageCoder *coder)
{
  LlmImages *self;

  g_return_val_if_fail (LLM_IS_BLOBS (blobs), NULL);
  g_return_val_if_fail (LLM_IS_IMAGE_CODER (coder), NULL);

  self = g_object_new (LLM_TYPE_IMAGES, NULL);
  self->blobs = g_object_ref (blobs);
  self->coder = g_object_ref (coder);
  return self;
}

/* --- Those that someone may still send --- */

/**
 * llm_images_watch:
 * @self: the images
 * @image: an image, such as a copy of one that was added
 *
 * Has its bytes stay for as long as the image is held by anyone, even if nothing that is
 * stored refers to them.
 */
void
llm_images_watch (LlmImages *self, LlmImage *image)
{
  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (LLM_IS_IMAGE (image));

  if (g_hash_table_add (self->alive, image))
    g_object_weak_ref (G_OBJECT (image), forget_image, self);
}

/* --- Reading them again --- */

/* Sentences of our own instead of those of the files, where there is more to say. */
static GError *
explain (GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return error;
  g_error_free (error);
  return llm_error_new (LLM_ERROR_UNSUPPORTED,
                        _ ("The image is no longer there: it was removed because of the time that "
                           "images are kept for, or its file was deleted."),
                        NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = llm_blobs_get_finish (LLM_BLOBS (source), result, &error);

  if (bytes != NULL)
    g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, explain (error));
}

/**
 * llm_images_load_async:
 * @self: the images
 * @hash: an image
 * @cancellable: (nullable): gives up
 * @callback: called when it was read
 * @user_data: for @callback
 *
 * Reads the bytes that are kept.
 */
void
llm_images_load_async (LlmImages *self,
                       const char *hash,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (llm_image_hash_is_valid (hash));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_load_async);
  llm_blobs_get_async (self->blobs, hash, cancellable, loaded_cb, task);
}

/**
 * llm_images_load_finish:
 * @self: the images
 * @result: what the callback got
 * @error: (out) (optional): a sentence that says why not
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with @error set
 */
GBytes *
llm_images_load_finish (LlmImages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGES (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_images_read:
 * @self: the images
 * @hash: an image
 * @error: (out) (optional): a sentence that says why not
 *
 * Reads the bytes that are kept, as llm_images_load_async() does.  Blocks, and may be called
 * in any thread, but not in one that has a window to draw.
 *
 * Returns: (transfer full) (nullable): the bytes, or NULL with @error set
 */
GBytes *
llm_images_read (LlmImages *self, const char *hash, GError **error)
{
  GError *failure = NULL;
  GBytes *bytes;

  g_return_val_if_fail (LLM_IS_IMAGES (self), NULL);
  g_return_val_if_fail (llm_image_hash_is_valid (hash), NULL);

  bytes = llm_blobs_read (self->blobs, hash, &failure);
  if (bytes == NULL)
    g_propagate_error (error, explain (failure));
  return bytes;
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LlmImagePixels *pixels = llm_image_coder_decode_finish (LLM_IMAGE_CODER (source), result, &error);

  if (pixels != NULL)
    g_task_return_pointer (task, pixels, (GDestroyNotify) llm_image_pixels_free);
  else
    g_task_return_error (task, error);
}

static void
loaded_to_decode_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmImages *self = LLM_IMAGES (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = llm_images_load_finish (self, result, &error);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    llm_image_coder_decode_async (self->coder, bytes,
                                  GPOINTER_TO_UINT (g_task_get_task_data (task)),
                                  g_task_get_cancellable (task), decoded_cb, g_object_ref (task));
}

/**
 * llm_images_decode_async:
 * @self: the images
 * @hash: an image
 * @max_side: the longest side that is wanted, in pixels
 * @cancellable: (nullable): gives up
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Reads an image to show it: the first frame, the right way up, made smaller if it has to
 * be.
 */
void
llm_images_decode_async (LlmImages *self,
                         const char *hash,
                         guint max_side,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (llm_image_hash_is_valid (hash));
  g_return_if_fail (max_side > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_decode_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (max_side), NULL);
  llm_images_load_async (self, hash, cancellable, loaded_to_decode_cb, task);
}

/**
 * llm_images_decode_bytes_async:
 * @self: the images
 * @bytes: an image from anywhere that is not kept, whatever it claims to be
 * @max_side: the longest side that is wanted, in pixels
 * @cancellable: (nullable): gives up
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Decodes an image that is shown only, see llm_images_decode_async();
 * llm_images_decode_finish() ends it.
 */
void
llm_images_decode_bytes_async (LlmImages *self,
                               GBytes *bytes,
                               guint max_side,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (max_side > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_decode_bytes_async);
  llm_image_coder_decode_async (self->coder, bytes, max_side, cancellable, decoded_cb, task);
}

/**
 * llm_images_decode_finish:
 * @self: the images
 * @result: what the callback got
 * @error: (out) (optional): a sentence that says why not
 *
 * Returns: (transfer full) (nullable): the pixels, or NULL with @error set
 */
LlmImagePixels *
llm_images_decode_finish (LlmImages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGES (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Sweeping --- */

static void
swept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LlmBlobsSweep *sweep = g_new0 (LlmBlobsSweep, 1);

  if (llm_blobs_sweep_finish (LLM_BLOBS (source), result, sweep, &error))
    {
      g_task_return_pointer (task, sweep, g_free);
      return;
    }
  g_free (sweep);
  g_task_return_error (task, error);
}

/**
 * llm_images_sweep_async:
 * @self: the images
 * @expire_before: a Unix time in microseconds: images of conversations that are not
 *   pinned and were last used before it are given up; 0 for none
 * @cancellable: (nullable): gives up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Removes the bytes of images that nothing refers to any longer.  Those that were added
 * here and are still held by someone, as in a prompt that was not sent yet, stay.
 */
void
llm_images_sweep_async (LlmImages *self,
                        gint64 expire_before,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GPtrArray) keep = NULL;
  GHashTableIter iter;
  gpointer image;
  GTask *task;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  keep = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, &image, NULL))
    g_ptr_array_add (keep, (gpointer) llm_image_get_hash (image));
  g_ptr_array_add (keep, NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_sweep_async);
  llm_blobs_sweep_async (self->blobs, expire_before, (const char *const *) keep->pdata, cancellable,
                         swept_cb, task);
}

/**
 * llm_images_sweep_finish:
 * @self: the images
 * @result: what the callback got
 * @sweep: (out) (optional): what was removed
 * @error: (out) (optional): why not
 *
 * Returns: whether it was done
 */
gboolean
llm_images_sweep_finish (LlmImages *self,
                         GAsyncResult *result,
                         LlmBlobsSweep *sweep,
                         GError **error)
{
  g_autofree LlmBlobsSweep *done = NULL;

  g_return_val_if_fail (LLM_IS_IMAGES (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  done = g_task_propagate_pointer (G_TASK (result), error);
  if (done != NULL && sweep != NULL)
    *sweep = *done;
  return done != NULL;
}
