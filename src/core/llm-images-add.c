/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-images-private.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>

/* New images. */

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

typedef struct
{
  GFile *file;   /* NULL once it was read */
  GBytes *bytes; /* NULL before */
  char *name;    /* nullable */
  LlmImageCheck *check;
} Addition;

static void
addition_free (Addition *addition)
{
  g_clear_object (&addition->file);
  g_clear_pointer (&addition->bytes, g_bytes_unref);
  g_clear_pointer (&addition->check, llm_image_check_free);
  g_free (addition->name);
  g_free (addition);
}

static void add_next (LlmImages *self);

/* @task is taken; either @image or @error is set, both are taken. */
static void
finish_addition (GTask *task, LlmImage *image, GError *error)
{
  LlmImages *self = g_object_ref (g_task_get_source_object (task));
  const Addition *addition = g_task_get_task_data (task);

  self->adding = FALSE;
  if (error != NULL && !is_cancelled (error) && addition->name != NULL)
    {
      /* Translators: the name of a file, then the sentence why it was not taken */
      g_autofree char *message = g_strdup_printf (_ ("“%s”: %s"), addition->name, error->message);

      g_free (error->message);
      error->message = g_steal_pointer (&message);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, image, g_object_unref);
  g_object_unref (task);
  add_next (self);
  g_object_unref (self);
}

static LlmImage *
make_image (LlmImages *self, const Addition *addition, const char *hash)
{
  const LlmImageCheck *check = addition->check;
  const LlmImageFacts facts = {
    .hash = hash,
    .format = check->format,
    .size = (gint64) g_bytes_get_size (check->bytes),
    .width = check->width,
    .height = check->height,
    .animated = check->animated,
    .converted = check->converted,
  };
  LlmImage *image = llm_image_new (&facts, addition->name, NULL);

  llm_images_watch (self, image);
  return image;
}

static void
put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  GError *error = NULL;
  g_autofree char *hash = llm_blobs_put_finish (LLM_BLOBS (source), result, &error);

  finish_addition (
      task,
      hash != NULL ? make_image (g_task_get_source_object (task), g_task_get_task_data (task), hash)
                   : NULL,
      error);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  LlmImages *self = g_task_get_source_object (task);
  Addition *addition = g_task_get_task_data (task);
  GError *error = NULL;

  addition->check = llm_image_coder_check_finish (LLM_IMAGE_CODER (source), result, &error);
  g_clear_pointer (&addition->bytes, g_bytes_unref);
  if (addition->check == NULL)
    finish_addition (task, NULL, error);
  else
    llm_blobs_put_async (self->blobs, addition->check->bytes, g_task_get_cancellable (task), put_cb,
                         task);
}

static GError *
make_size_error (gsize size)
{
  g_autofree char *most = g_format_size (LLM_IMAGE_MAX_BYTES);

  if (size == 0)
    return llm_error_new (LLM_ERROR_UNSUPPORTED, _ ("The file is empty."), NULL);
  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                               _ ("The file is larger than %s, the most that is taken."), most);
}

static void
check (GTask *task)
{
  LlmImages *self = g_task_get_source_object (task);
  Addition *addition = g_task_get_task_data (task);
  const gsize size = g_bytes_get_size (addition->bytes);

  if (size == 0 || size > LLM_IMAGE_MAX_BYTES)
    finish_addition (task, NULL, make_size_error (size));
  else
    llm_image_coder_check_async (self->coder, addition->bytes, g_task_get_cancellable (task),
                                 checked_cb, task);
}

static GError *
make_read_error (const GError *cause)
{
  if (is_cancelled (cause))
    return g_error_copy (cause);
  return llm_error_new_printf (LLM_ERROR_UNSUPPORTED, cause->message,
                               _ ("The file cannot be read: %s"), cause->message);
}

/* A file without an end, such as a device, is read up to what is too much. */
static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Addition *addition = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) < 0)
    {
      finish_addition (task, NULL,
                       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE)
                           ? make_size_error (LLM_IMAGE_MAX_BYTES + 1)
                           : make_read_error (error));
      return;
    }
  addition->bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  check (task);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);
  g_autoptr (GOutputStream) memory = NULL;

  if (stream == NULL)
    {
      finish_addition (task, NULL, make_read_error (error));
      return;
    }
  /* Without a function to grow it, it takes what it has room for. */
  memory = g_memory_output_stream_new (g_malloc (LLM_IMAGE_MAX_BYTES + 1), LLM_IMAGE_MAX_BYTES + 1,
                                       NULL, g_free);
  g_output_stream_splice_async (
      memory, G_INPUT_STREAM (stream),
      G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      g_task_get_priority (task), g_task_get_cancellable (task), read_cb, task);
}

static void
add_next (LlmImages *self)
{
  GTask *task;
  const Addition *addition;

  if (self->adding || g_queue_is_empty (&self->waiting))
    return;
  self->adding = TRUE;
  task = g_queue_pop_head (&self->waiting);
  addition = g_task_get_task_data (task);
  if (addition->bytes != NULL)
    check (task);
  else
    g_file_read_async (addition->file, g_task_get_priority (task), g_task_get_cancellable (task),
                       opened_cb, task);
}

static gboolean
add_next_cb (gpointer user_data)
{
  add_next (user_data);
  return G_SOURCE_REMOVE;
}

static void
add (LlmImages *self,
     Addition *addition,
     gpointer tag,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, addition, (GDestroyNotify) addition_free);
  g_queue_push_tail (&self->waiting, task);
  /* Not at once: a refusal without any waiting would come before this returns. */
  g_idle_add_full (G_PRIORITY_DEFAULT, add_next_cb, g_object_ref (self), g_object_unref);
}

/**
 * llm_images_add_async:
 * @self: the images
 * @bytes: an image from anywhere, whatever it claims to be
 * @name: (nullable): its name for people; errors begin with it
 * @cancellable: (nullable): gives up
 * @callback: called when it is kept, or refused
 * @user_data: for @callback
 *
 * Takes a new image in: it is checked wholly, converted if it has to be, and kept.
 */
void
llm_images_add_async (LlmImages *self,
                      GBytes *bytes,
                      const char *name,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  Addition *addition;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (bytes != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  addition = g_new0 (Addition, 1);
  addition->bytes = g_bytes_ref (bytes);
  addition->name = g_strdup (name);
  add (self, addition, llm_images_add_async, cancellable, callback, user_data);
}

/**
 * llm_images_add_file_async:
 * @self: the images
 * @file: where an image is
 * @cancellable: (nullable): gives up
 * @callback: called when it is kept, or refused
 * @user_data: for @callback
 *
 * Like llm_images_add_async(), but reads it first, and never more than is taken.
 */
void
llm_images_add_file_async (LlmImages *self,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Addition *addition;
  g_autofree char *name = NULL;

  g_return_if_fail (LLM_IS_IMAGES (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  name = g_file_get_basename (file);
  addition = g_new0 (Addition, 1);
  addition->file = g_object_ref (file);
  addition->name = name != NULL ? g_filename_display_name (name) : NULL;
  add (self, addition, llm_images_add_async, cancellable, callback, user_data);
}

/**
 * llm_images_add_finish:
 * @self: the images
 * @result: what the callback got
 * @error: (out) (optional): a sentence that says why it was refused
 *
 * Returns: (transfer full) (nullable): the image, or NULL with @error set
 */
LlmImage *
llm_images_add_finish (LlmImages *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_IMAGES (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
