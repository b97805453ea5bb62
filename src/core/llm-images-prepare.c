/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-images-private.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is sent. */

/* What was prepared is kept up to so many bytes: a line-up asks for the same several
 * times, and so does every follow-up. */
#define PREPARED_MAX (64 * 1024 * 1024)

/* --- One image --- */

typedef struct
{
  LlmImages *images;
  char *key;
  LlmImageLimits limits;
} Preparation;

static void
preparation_free (Preparation *preparation)
{
  g_object_unref (preparation->images);
  g_free (preparation->key);
  g_free (preparation);
}

static char *
make_key (LlmImage *image, const LlmImageLimits *limits)
{
  return g_strdup_printf ("%s %x %u %" G_GINT64_FORMAT, llm_image_get_hash (image), limits->formats,
                          limits->max_side, limits->max_bytes);
}

static GList *
find_recent (LlmImages *self, const char *key)
{
  return g_queue_find_custom (&self->recent, key, (GCompareFunc) strcmp);
}

static LlmImageData *
lookup_prepared (LlmImages *self, const char *key)
{
  LlmImageData *data = g_hash_table_lookup (self->prepared, key);
  GList *link;

  if (data == NULL)
    return NULL;
  link = find_recent (self, key);
  g_queue_unlink (&self->recent, link);
  g_queue_push_head_link (&self->recent, link);
  return llm_image_data_ref (data);
}

static gsize
get_data_size (LlmImageData *data)
{
  return g_bytes_get_size (llm_image_data_get_bytes (data));
}

static void
keep_prepared (LlmImages *self, const char *key, LlmImageData *data)
{
  char *own_key = g_strdup (key);

  g_assert (!g_hash_table_contains (self->prepared, key));

  g_hash_table_insert (self->prepared, own_key, llm_image_data_ref (data));
  g_queue_push_head (&self->recent, own_key);
  self->prepared_size += get_data_size (data);
  while (self->prepared_size > PREPARED_MAX && self->recent.length > 1)
    {
      const char *oldest = g_queue_pop_tail (&self->recent);

      self->prepared_size -= get_data_size (g_hash_table_lookup (self->prepared, oldest));
      g_hash_table_remove (self->prepared, oldest);
    }
}

/* Everybody who waits gets the same; both are lent. */
static void
finish_preparation (Preparation *preparation, LlmImageData *data, const GError *error)
{
  LlmImages *self = preparation->images;
  g_autoptr (GPtrArray) tasks = NULL;
  gpointer key, value;

  g_hash_table_steal_extended (self->preparing, preparation->key, &key, &value);
  g_free (key);
  tasks = value;
  if (data != NULL)
    keep_prepared (self, preparation->key, data);
  for (guint i = 0; i < tasks->len; i++)
    {
      if (data != NULL)
        g_task_return_pointer (tasks->pdata[i], llm_image_data_ref (data),
                               (GDestroyNotify) llm_image_data_unref);
      else
        g_task_return_error (tasks->pdata[i], g_error_copy (error));
    }
  preparation_free (preparation);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageData) data
      = llm_image_coder_prepare_finish (LLM_IMAGE_CODER (source), result, &error);

  finish_preparation (user_data, data, error);
}

static void
loaded_to_prepare_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmImages *self = LLM_IMAGES (source);
  Preparation *preparation = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_images_load_finish (self, result, &error);

  if (bytes == NULL)
    finish_preparation (preparation, NULL, error);
  else
    llm_image_coder_prepare_async (self->coder, bytes, &preparation->limits, NULL, prepared_cb,
                                   preparation);
}

/**
 * llm_images_prepare_async:
 * @self: the images
 * @image: one of them
 * @limits: what the result has to fit into
 * @cancellable: (nullable): gives up waiting; others may be waiting for the same
 * @callback: called when it is ready
 * @user_data: for @callback
 *
 * Makes an image ready to be sent.  Done once for each distinct target, however many ask.
 */
void
llm_images_prepare_async (LlmImages *self,
                          LlmImage *image,
                          const LlmImageLimits *limits,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = NULL;
  LlmImageData *data;
  GPtrArray *tasks;
  Preparation *preparation;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (LLM_IS_IMAGE (image));
  g_return_if_fail (limits != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_prepare_async);
  key = make_key (image, limits);
  data = lookup_prepared (self, key);
  if (data != NULL)
    {
      g_task_return_pointer (task, data, (GDestroyNotify) llm_image_data_unref);
      return;
    }
  tasks = g_hash_table_lookup (self->preparing, key);
  if (tasks != NULL)
    {
      g_ptr_array_add (tasks, g_steal_pointer (&task));
      return;
    }
  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (tasks, g_steal_pointer (&task));
  g_hash_table_insert (self->preparing, g_strdup (key), tasks);
  preparation = g_new0 (Preparation, 1);
  preparation->images = g_object_ref (self);
  preparation->key = g_steal_pointer (&key);
  preparation->limits = *limits;
  llm_images_load_async (self, llm_image_get_hash (image), NULL, loaded_to_prepare_cb, preparation);
}

/**
 * llm_images_prepare_finish:
 * @self: the images
 * @result: what the callback got
 * @error: (out) (optional): a sentence that says why not
 *
 * Returns: (transfer full) (nullable): what can be sent, or NULL with @error set
 */
LlmImageData *
llm_images_prepare_finish (LlmImages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGES (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Whole requests --- */

typedef struct
{
  LlmRequest *request;
  LlmImageLimits limits;
  guint message;   /* the one that is being filled */
  GPtrArray *data; /* its images so far */
  gint64 total;
} Fill;

static void
fill_free (Fill *fill)
{
  llm_request_unref (fill->request);
  g_clear_pointer (&fill->data, g_ptr_array_unref);
  g_free (fill);
}

static void fill_next (GTask *task);

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fill *fill = g_task_get_task_data (task);
  GError *error = NULL;
  LlmImageData *data = llm_images_prepare_finish (LLM_IMAGES (source), result, &error);

  if (data == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_ptr_array_add (fill->data, data);
  fill->total += (gint64) get_data_size (data);
  if (fill->total > fill->limits.max_total)
    {
      g_autofree char *most = g_format_size ((guint64) fill->limits.max_total);

      g_task_return_error (
          task, llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                      _ ("The images are larger than the %s that this model "
                                         "takes in one request. Remove some of them."),
                                      most));
      return;
    }
  fill_next (g_steal_pointer (&task));
}

/* One image at a time, so that a request needs the memory of what it sends; @task is
 * taken. */
static void
fill_next (GTask *task)
{
  LlmImages *self = g_task_get_source_object (task);
  Fill *fill = g_task_get_task_data (task);

  for (; fill->message < llm_request_get_n_messages (fill->request); fill->message++)
    {
      const LlmMessage *message = llm_request_get_message (fill->request, fill->message);
      const guint n_images = message->images != NULL ? message->images->len : 0;

      if (fill->data == NULL)
        fill->data = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_image_data_unref);
      if (fill->data->len < n_images)
        {
          llm_images_prepare_async (self, message->images->pdata[fill->data->len], &fill->limits,
                                    g_task_get_cancellable (task), filled_cb, task);
          return;
        }
      if (n_images > 0)
        llm_request_set_image_data (fill->request, fill->message, fill->data);
      g_clear_pointer (&fill->data, g_ptr_array_unref);
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * llm_images_fill_async:
 * @self: the images
 * @request: a request nobody else has seen yet, that is filled
 * @limits: what its provider takes
 * @cancellable: (nullable): gives up
 * @callback: called when all its images can be sent
 * @user_data: for @callback
 *
 * Makes all images of a request ready to be sent.
 */
void
llm_images_fill_async (LlmImages *self,
                       LlmRequest *request,
                       const LlmImageLimits *limits,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;
  Fill *fill;
  guint n_images;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (limits != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_images_fill_async);
  fill = g_new0 (Fill, 1);
  fill->request = llm_request_ref (request);
  fill->limits = *limits;
  g_task_set_task_data (task, fill, (GDestroyNotify) fill_free);
  n_images = llm_request_get_n_images (request);
  if (n_images > limits->max_images)
    {
      g_task_return_error (
          task, llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                      _ ("This model takes at most %u images in one request, and "
                                         "there are %u. Remove some of them."),
                                      limits->max_images, n_images));
      g_object_unref (task);
      return;
    }
  fill_next (task);
}

/**
 * llm_images_fill_finish:
 * @self: the images
 * @result: what the callback got
 * @error: (out) (optional): a sentence that says why not
 *
 * Returns: whether all images of the request can be sent
 */
gboolean
llm_images_fill_finish (LlmImages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGES (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
