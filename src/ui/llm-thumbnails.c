/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-thumbnails.h"

#include "llm-image-texture.h"

#define BYTES_PER_PIXEL 4

/* Textures are kept up to so many bytes; what is shown is held by who shows it. */
#define KEPT_MAX (32 * 1024 * 1024)

/* One texture; also a key into itself. */
typedef struct
{
  char *key;
  GdkTexture *texture;
  gsize size;
} Kept;

struct _LlmThumbnails
{
  GObject parent_instance;

  LlmImages *images; /* not owned: it owns this */
  GHashTable *kept;  /* key to the link in recent */
  GQueue recent;     /* Kept, the latest first */
  gsize kept_size;
  GHashTable *loading; /* key to a GPtrArray of the GTasks that wait for it */
};

G_DEFINE_FINAL_TYPE (LlmThumbnails, llm_thumbnails, G_TYPE_OBJECT)

static void
kept_free (Kept *kept)
{
  g_free (kept->key);
  g_object_unref (kept->texture);
  g_free (kept);
}

static void
llm_thumbnails_finalize (GObject *object)
{
  LlmThumbnails *self = LLM_THUMBNAILS (object);

  g_hash_table_unref (self->kept);
  g_queue_clear_full (&self->recent, (GDestroyNotify) kept_free);
  g_hash_table_unref (self->loading);

  G_OBJECT_CLASS (llm_thumbnails_parent_class)->finalize (object);
}

static void
llm_thumbnails_class_init (LlmThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_thumbnails_finalize;
}

static void
llm_thumbnails_init (LlmThumbnails *self)
{
  self->kept = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->recent);
  self->loading
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
}

/**
 * llm_thumbnails_get_for_images:
 * @images: the images of prompts
 *
 * Returns: (transfer none): their thumbnails, the same for all callers
 */
LlmThumbnails *
llm_thumbnails_get_for_images (LlmImages *images)
{
  LlmThumbnails *self;

  g_return_val_if_fail (LLM_IS_IMAGES (images), NULL);

  self = g_object_get_data (G_OBJECT (images), "llm-thumbnails");
  if (self == NULL)
    {
      self = g_object_new (LLM_TYPE_THUMBNAILS, NULL);
      self->images = images;
      g_object_set_data_full (G_OBJECT (images), "llm-thumbnails", self, g_object_unref);
    }
  return self;
}

static char *
make_key (const char *hash, guint max_side)
{
  return g_strdup_printf ("%s-%u", hash, max_side);
}

static void
keep (LlmThumbnails *self, const char *key, GdkTexture *texture)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->key = g_strdup (key);
  kept->texture = g_object_ref (texture);
  kept->size = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture)
               * BYTES_PER_PIXEL;
  g_queue_push_head (&self->recent, kept);
  g_hash_table_insert (self->kept, kept->key, self->recent.head);
  self->kept_size += kept->size;
  while (self->kept_size > KEPT_MAX && self->recent.length > 1)
    {
      Kept *oldest = g_queue_pop_tail (&self->recent);

      g_hash_table_remove (self->kept, oldest->key);
      self->kept_size -= oldest->size;
      kept_free (oldest);
    }
}

static GdkTexture *
lookup (LlmThumbnails *self, const char *key)
{
  GList *link = g_hash_table_lookup (self->kept, key);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->recent, link);
  g_queue_push_head_link (&self->recent, link);
  return ((Kept *) link->data)->texture;
}

/**
 * llm_thumbnails_lookup:
 * @self: the thumbnails
 * @hash: an image
 * @max_side: its longest side in pixels, at most
 *
 * Returns: (transfer none) (nullable): the texture, if it is at hand
 */
GdkTexture *
llm_thumbnails_lookup (LlmThumbnails *self, const char *hash, guint max_side)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (LLM_IS_THUMBNAILS (self), NULL);
  g_return_val_if_fail (hash != NULL, NULL);

  key = make_key (hash, max_side);
  return lookup (self, key);
}

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) first = user_data;
  g_autoptr (LlmThumbnails) self = g_object_ref (g_task_get_source_object (first));
  const char *key = g_task_get_task_data (first);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImagePixels) pixels
      = llm_images_decode_finish (LLM_IMAGES (source), result, &error);
  g_autoptr (GdkTexture) texture = pixels != NULL ? llm_image_texture_new (pixels) : NULL;
  g_autoptr (GPtrArray) waiting = g_ptr_array_ref (g_hash_table_lookup (self->loading, key));

  if (texture != NULL)
    keep (self, key, texture);
  g_hash_table_remove (self->loading, key);
  for (guint i = 0; i < waiting->len; i++)
    {
      if (texture != NULL)
        g_task_return_pointer (waiting->pdata[i], g_object_ref (texture), g_object_unref);
      else
        g_task_return_error (waiting->pdata[i], g_error_copy (error));
    }
}

/**
 * llm_thumbnails_load_async:
 * @self: the thumbnails
 * @hash: an image
 * @max_side: its longest side in pixels, at most
 * @cancellable: (nullable): gives up waiting
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Decodes an image, once for all who wait for it.
 */
void
llm_thumbnails_load_async (LlmThumbnails *self,
                           const char *hash,
                           guint max_side,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *key = NULL;
  GdkTexture *texture;
  GPtrArray *waiting;

  g_return_if_fail (LLM_IS_THUMBNAILS (self));
  g_return_if_fail (hash != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_thumbnails_load_async);
  key = make_key (hash, max_side);
  texture = lookup (self, key);
  if (texture != NULL)
    {
      g_task_return_pointer (task, g_object_ref (texture), g_object_unref);
      return;
    }
  waiting = g_hash_table_lookup (self->loading, key);
  if (waiting != NULL)
    {
      g_ptr_array_add (waiting, g_object_ref (task));
      return;
    }
  waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (waiting, g_object_ref (task));
  g_hash_table_insert (self->loading, g_strdup (key), waiting);
  g_task_set_task_data (task, g_steal_pointer (&key), g_free);
  /* Whoever gives up may not be the only one who waits. */
  llm_images_decode_async (self->images, hash, max_side, NULL, decoded_cb, g_steal_pointer (&task));
}

/**
 * llm_thumbnails_load_finish:
 * @self: the thumbnails
 * @result: what the callback got
 * @error: (out) (optional): why it cannot be shown
 *
 * Returns: (transfer full) (nullable): the texture
 */
GdkTexture *
llm_thumbnails_load_finish (LlmThumbnails *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_THUMBNAILS (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
