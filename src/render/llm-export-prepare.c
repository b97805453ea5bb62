/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>

/* Pages have PNG and JPEG only.  Other formats are decoded by the helper, which the main
 * thread talks to, so that it is done before the pages are made. */

/* About 300 dots for each inch of the width of a page. */
#define MAX_SIDE 2000

typedef struct
{
  LlmImages *images;
  GPtrArray *list; /* LlmImage, each once */
  guint next;
  GHashTable *prepared; /* hash to GBytes */
} Preparation;

static void
preparation_free (Preparation *preparation)
{
  g_object_unref (preparation->images);
  g_ptr_array_unref (preparation->list);
  g_hash_table_unref (preparation->prepared);
  g_free (preparation);
}

static GPtrArray *
list_images (LlmConversation *const *conversations, guint n, const LlmExportOptions *options)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GArray) turns = llm_export_list_turns (conversations[i], options);

      for (guint j = 0; j < turns->len; j++)
        {
          GPtrArray *images = llm_export_get_images (g_array_index (turns, LlmExportTurn, j).turn);

          for (guint k = 0; images != NULL && k < images->len; k++)
            if (g_hash_table_add (known, (gpointer) llm_image_get_hash (images->pdata[k])))
              g_ptr_array_add (list, g_object_ref (images->pdata[k]));
        }
    }
  return list;
}

static void prepare_next (GTask *task);

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preparation *self = g_task_get_task_data (task);
  LlmImage *image = self->list->pdata[self->next++];
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageData) data = llm_images_prepare_finish (self->images, result, &error);

  if (data != NULL)
    g_hash_table_insert (self->prepared, g_strdup (llm_image_get_hash (image)),
                         g_bytes_ref (llm_image_data_get_bytes (data)));
  else
    g_info ("The image %.8s is only named: %s", llm_image_get_hash (image), error->message);
  prepare_next (g_steal_pointer (&task));
}

/* @task is taken. */
static void
prepare_next (GTask *task)
{
  static const LlmImageLimits limits = {
    .formats = 1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG,
    .max_side = MAX_SIDE,
    .max_bytes = LLM_IMAGE_MAX_BYTES,
    .max_images = 1,
    .max_total = LLM_IMAGE_MAX_BYTES,
  };
  Preparation *self = g_task_get_task_data (task);

  if (!g_task_return_error_if_cancelled (task))
    {
      if (self->next < self->list->len)
        {
          llm_images_prepare_async (self->images, self->list->pdata[self->next], &limits,
                                    g_task_get_cancellable (task), prepared_cb, task);
          return;
        }
      g_task_return_pointer (task, g_hash_table_ref (self->prepared),
                             (GDestroyNotify) g_hash_table_unref);
    }
  g_object_unref (task);
}

/**
 * llm_export_prepare_images_async:
 * @conversations: (array length=n_conversations): what to export, loaded completely
 * @n_conversations: how many
 * @options: what of it
 * @images: what reads and converts them
 * @cancellable: (nullable): gives up
 * @callback: called when all images are as pages have them
 * @user_data: for @callback
 *
 * Makes PNG or JPEG of not too many pixels of all images, before a PDF document is made.  To
 * be called in the main thread.
 */
void
llm_export_prepare_images_async (LlmConversation *const *conversations,
                                 guint n_conversations,
                                 const LlmExportOptions *options,
                                 LlmImages *images,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;
  Preparation *self;

  g_return_if_fail (conversations != NULL || n_conversations == 0);
  g_return_if_fail (options != NULL);
  g_return_if_fail (LLM_IS_IMAGES (images));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_export_prepare_images_async);
  self = g_new0 (Preparation, 1);
  self->images = g_object_ref (images);
  self->list = list_images (conversations, n_conversations, options);
  self->prepared
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_task_set_task_data (task, self, (GDestroyNotify) preparation_free);
  prepare_next (task);
}

/**
 * llm_export_prepare_images_finish:
 * @result: what the callback got
 * @error: (out) (optional): %G_IO_ERROR_CANCELLED
 *
 * Images that are gone or damaged are not among them: they are only named.
 *
 * Returns: (transfer full) (nullable) (element-type utf8 GBytes): the images by their hashes
 */
GHashTable *
llm_export_prepare_images_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_export_read_prepared:
 * @hash: an image
 * @prepared: what llm_export_prepare_images_finish() returned
 * @error: where to put %G_IO_ERROR_NOT_FOUND
 *
 * An #LlmExportImageFunc for PDF.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
llm_export_read_prepared (const char *hash, gpointer prepared, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (prepared, hash);

  if (bytes != NULL)
    return g_bytes_ref (bytes);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _ ("The image is not there or cannot be shown."));
  return NULL;
}
