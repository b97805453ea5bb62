/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-images-private.h"

#include <string.h>

/* What is sent. */

/* What was prepared is kept up to so many bytes: a line-up asks for the same several
 * times, and so does every follow-up. */
#define PREPARED_MAX (64 * 1024 * 1024)

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
