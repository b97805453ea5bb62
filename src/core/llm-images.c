/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-images.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What was prepared is kept up to so many bytes: a line-up asks for the same several
 * times, and so does every follow-up. */
#define PREPARED_MAX (64 * 1024 * 1024)

struct _LlmImages
{
  GObject parent_instance;

  LlmBlobs *blobs;
  LlmImageCoder *coder;

  /* New images are taken in one after the other, so that many need no more memory than
   * one. */
  GQueue waiting; /* GTask */
  gboolean adding;

  GHashTable *preparing; /* key to a GPtrArray of the GTasks that wait for it */
  GHashTable *prepared;  /* key to LlmImageData */
  GQueue recent;         /* the keys of prepared, the latest first */
  gsize prepared_size;

  GHashTable *alive; /* LlmImage to itself, not owned: those that someone may still send */
};

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
  self->preparing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_ptr_array_unref);
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

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- New images --- */

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

  finish_addition (task,
                   hash != NULL ? make_image (g_task_get_source_object (task),
                                              g_task_get_task_data (task), hash)
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
    llm_blobs_put_async (self->blobs, addition->check->bytes, g_task_get_cancellable (task),
                         put_cb, task);
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

/* --- Reading them again --- */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GBytes *bytes = llm_blobs_get_finish (LLM_BLOBS (source), result, &error);

  if (bytes != NULL)
    {
      g_task_return_pointer (task, bytes, (GDestroyNotify) g_bytes_unref);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      error = llm_error_new (LLM_ERROR_UNSUPPORTED,
                             _ ("The image is no longer there: it was removed because of the "
                                "time that images are kept for, or its file was deleted."),
                             NULL);
    }
  g_task_return_error (task, error);
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

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  LlmImagePixels *pixels
      = llm_image_coder_decode_finish (LLM_IMAGE_CODER (source), result, &error);

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

/* --- Preparing --- */

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
  return g_strdup_printf ("%s %x %u %" G_GINT64_FORMAT, llm_image_get_hash (image),
                          limits->formats, limits->max_side, limits->max_bytes);
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
  llm_images_load_async (self, llm_image_get_hash (image), NULL, loaded_to_prepare_cb,
                         preparation);
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
  llm_blobs_sweep_async (self->blobs, expire_before, (const char *const *) keep->pdata,
                         cancellable, swept_cb, task);
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
