/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-blobs.h"

#include "llm-image.h"

G_DEFINE_INTERFACE (LlmBlobs, llm_blobs, G_TYPE_OBJECT)

static void
llm_blobs_default_init (LlmBlobsInterface *iface)
{
}

/**
 * llm_blobs_put_async:
 * @self: files
 * @bytes: what to keep
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Is on disk when it is done, and stays for a day at least, whether anything refers to it or
 * not.
 */
void
llm_blobs_put_async (LlmBlobs *self,
                     GBytes *bytes,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (LLM_IS_BLOBS (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_BLOBS_GET_IFACE (self)->put_async (self, bytes, cancellable, callback, user_data);
}

/**
 * llm_blobs_put_finish:
 * @self: files
 * @result: what the callback got
 * @error: (out) (optional): why not
 *
 * Returns: (transfer full) (nullable): the hash, or NULL with @error set
 */
char *
llm_blobs_put_finish (LlmBlobs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_BLOBS (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_blobs_get_async:
 * @self: files
 * @hash: a hash
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Fails with %G_IO_ERROR_NOT_FOUND if there is none, and with %LLM_DB_ERROR_CORRUPT if its
 * bytes are not those of the hash.
 */
void
llm_blobs_get_async (LlmBlobs *self,
                     const char *hash,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_return_if_fail (LLM_IS_BLOBS (self));
  g_return_if_fail (llm_image_hash_is_valid (hash));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_BLOBS_GET_IFACE (self)->get_async (self, hash, cancellable, callback, user_data);
}

/**
 * llm_blobs_get_finish:
 * @self: files
 * @result: what the callback got
 * @error: (out) (optional): why not
 *
 * Returns: (transfer full) (nullable): the file, or NULL with @error set
 */
GBytes *
llm_blobs_get_finish (LlmBlobs *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_BLOBS (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_blobs_sweep_async:
 * @self: files
 * @expire_before: a Unix time in microseconds: images of conversations that are not pinned and were
 *   last used before it are given up; 0 for none
 * @keep: (nullable): hashes that are in use although nothing stored refers to them
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Removes what nothing refers to any longer and was not put within the last day.
 */
void
llm_blobs_sweep_async (LlmBlobs *self,
                       gint64 expire_before,
                       const char *const *keep,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LLM_IS_BLOBS (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_BLOBS_GET_IFACE (self)->sweep_async (self, expire_before, keep, cancellable, callback,
                                           user_data);
}

/**
 * llm_blobs_sweep_finish:
 * @self: files
 * @result: what the callback got
 * @sweep: (out) (optional): what was removed
 * @error: (out) (optional): why not
 *
 * Returns: whether it was done
 */
gboolean
llm_blobs_sweep_finish (LlmBlobs *self, GAsyncResult *result, LlmBlobsSweep *sweep, GError **error)
{
  g_autofree LlmBlobsSweep *done = NULL;

  g_return_val_if_fail (LLM_IS_BLOBS (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  done = g_task_propagate_pointer (G_TASK (result), error);
  if (done != NULL && sweep != NULL)
    *sweep = *done;
  return done != NULL;
}
