/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-import-private.h"

#include <string.h>

/* The images of prompts in files of this program.  Here it is seen that bytes are those of
 * their hash; whether they are an image is for #LlmImages to say, which asks the helper. */

/* --- Reading --- */

/**
 * llm_importer_add_encoded:
 * @self: an importer
 * @bytes: (transfer full) (nullable): what was decoded; %NULL if it was too much or no base64
 *
 * They are in memory until the conversation ends, within the bounds of all images.
 *
 * Returns: its number in this conversation
 */
guint
llm_importer_add_encoded (LlmImporter *self, GByteArray *bytes)
{
  const guint64 max = self->limits->image_total + self->limits->item;

  if (bytes != NULL && self->encoded_total + bytes->len > max)
    g_clear_pointer (&bytes, g_byte_array_unref);
  if (bytes != NULL)
    self->encoded_total += bytes->len;
  g_ptr_array_add (self->encoded, bytes != NULL ? g_byte_array_free_to_bytes (bytes) : NULL);
  return self->encoded->len - 1;
}

/* What comes out may be too much, but not more than the file. */
static GBytes *
decode (LlmImporter *importer, const char *data)
{
  gsize length;
  guchar *bytes;

  if (g_str_has_prefix (data, LLM_IMPORT_ENCODED))
    {
      const guint64 number = g_ascii_strtoull (data + strlen (LLM_IMPORT_ENCODED), NULL, 10);
      GBytes *taken = number < importer->encoded->len ? importer->encoded->pdata[number] : NULL;

      return taken != NULL ? g_bytes_ref (taken) : NULL;
    }
  bytes = g_base64_decode (data, &length);
  return g_bytes_new_take (bytes, length);
}

static gboolean
is_image (GBytes *bytes, const char *hash)
{
  g_autofree char *found = NULL;
  LlmImageHeader header;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (length == 0 || length > LLM_IMAGE_MAX_BYTES
      || !llm_image_header_read (&header, data, length, NULL)
      || !llm_image_header_check (&header, NULL))
    return FALSE;
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return strcmp (found, hash) == 0;
}

/* Whether there is nothing wrong with the bytes; there may be none. */
static gboolean
read_bytes (LlmImporter *importer, const char *hash, const char *data)
{
  g_autoptr (GBytes) bytes = NULL;

  if (g_hash_table_contains (importer->images, hash))
    return TRUE;
  if (data == NULL)
    {
      llm_importer_count (importer, LLM_IMPORT_MISSING_IMAGES, 1);
      return TRUE;
    }
  bytes = decode (importer, data);
  if (bytes == NULL || !is_image (bytes, hash))
    {
      llm_importer_count (importer, LLM_IMPORT_BAD_IMAGES, 1);
      return FALSE;
    }
  if (importer->image_total + g_bytes_get_size (bytes) > importer->limits->image_total)
    {
      llm_importer_count (importer, LLM_IMPORT_MANY_IMAGES, 1);
      return FALSE;
    }
  importer->image_total += g_bytes_get_size (bytes);
  g_hash_table_insert (importer->images, g_strdup (hash), g_steal_pointer (&bytes));
  return TRUE;
}

static gboolean
read_format (const char *type, LlmImageFormat *format)
{
  for (guint i = 0; type != NULL && i < LLM_IMAGE_N_KEPT; i++)
    if (strcmp (type, llm_image_format_get_mime_type ((LlmImageFormat) i)) == 0)
      {
        *format = (LlmImageFormat) i;
        return TRUE;
      }
  return FALSE;
}

/* What a file says of an image, of which the bytes may be gone. */
static LlmImage *
read_image (LlmImporter *importer, JsonObject *object)
{
  LlmImageFacts facts = { 0 };
  gint64 width = 0, height = 0;

  facts.hash = llm_import_get_string (object, "hash");
  facts.animated = llm_import_get_true (object, "animated");
  facts.converted = llm_import_get_string (object, "converted");
  if (!llm_image_hash_is_valid (facts.hash)
      || !read_format (llm_import_get_string (object, "type"), &facts.format)
      || !llm_import_get_int (object, "width", &width)
      || !llm_import_get_int (object, "height", &height)
      || !llm_import_get_int (object, "size", &facts.size)
      || !llm_image_size_is_sane (width, height) || facts.size <= 0
      || facts.size > LLM_IMAGE_MAX_BYTES)
    {
      llm_importer_count (importer, LLM_IMPORT_BAD_IMAGES, 1);
      return NULL;
    }
  if (!read_bytes (importer, facts.hash, llm_import_get_string (object, "data")))
    return NULL;
  facts.width = (guint) width;
  facts.height = (guint) height;
  return llm_image_new (&facts, llm_import_get_string (object, "name"),
                        llm_import_get_string (object, "alt"));
}

/**
 * llm_import_own_images:
 * @self: an importer
 * @array: (nullable): the images of a prompt
 *
 * Those that cannot be used are left out and counted.
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): the others
 */
GPtrArray *
llm_import_own_images (LlmImporter *self, JsonArray *array)
{
  const guint n_images = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  if (n_images > self->limits->images)
    llm_importer_count (self, LLM_IMPORT_MANY_IMAGES, n_images - self->limits->images);
  for (guint i = 0; i < MIN (n_images, self->limits->images); i++)
    {
      JsonObject *object = llm_import_get_element (array, i);
      LlmImage *image = read_image (self, object);

      if (image != NULL)
        g_ptr_array_add (images, image);
    }
  return images->len > 0 ? g_steal_pointer (&images) : NULL;
}

/* --- Checking and keeping --- */

typedef struct
{
  LlmImportResult *result; /* lent */
  LlmImages *images;
  char **hashes;
  guint next;
  GHashTable *kept; /* hash to LlmImage */
} Addition;

static void
addition_free (Addition *self)
{
  g_clear_object (&self->images);
  g_strfreev (self->hashes);
  g_hash_table_unref (self->kept);
  g_free (self);
}

/* What it is in truth, with the name that it has in this prompt. */
static LlmImage *
name_image (LlmImage *kept, LlmImage *claimed)
{
  LlmImageFacts facts = *llm_image_get_facts (kept);

  facts.converted = llm_image_get_facts (claimed)->converted;
  return llm_image_new (&facts, llm_image_get_name (claimed), llm_image_get_alt (claimed));
}

static void
settle_turn (const Addition *self, LlmComparison *comparison)
{
  GPtrArray *claimed = llm_comparison_get_images (comparison);
  g_autoptr (GPtrArray) images = NULL;

  if (claimed == NULL)
    return;
  images = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < claimed->len; i++)
    {
      const char *hash = llm_image_get_hash (claimed->pdata[i]);
      LlmImage *kept = g_hash_table_lookup (self->kept, hash);

      if (kept != NULL)
        g_ptr_array_add (images, name_image (kept, claimed->pdata[i]));
      else if (self->images == NULL || !g_hash_table_contains (self->result->images, hash))
        /* Known by name only. */
        g_ptr_array_add (images, g_object_ref (claimed->pdata[i]));
    }
  llm_comparison_set_images (comparison, images);
}

static void
settle (const Addition *self)
{
  LlmImportResult *result = self->result;
  const guint n_bad = g_hash_table_size (result->images) - g_hash_table_size (self->kept);

  for (guint i = 0; i < result->conversations->len; i++)
    {
      g_autoptr (GPtrArray) turns = llm_conversation_dup_turns (result->conversations->pdata[i]);

      for (guint j = 0; j < turns->len; j++)
        settle_turn (self, llm_turn_get_comparison (turns->pdata[j]));
    }
  if (n_bad > 0)
    g_ptr_array_add (result->warnings,
                     llm_import_make_warning (self->images != NULL ? LLM_IMPORT_BAD_IMAGES
                                                                   : LLM_IMPORT_MISSING_IMAGES,
                                              n_bad));
  g_hash_table_remove_all (result->images);
}

static void add_next (GTask *task);

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Addition *self = g_task_get_task_data (task);
  const char *hash = self->hashes[self->next++];
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImage) image = llm_images_add_finish (self->images, result, &error);

  /* What had to be converted was not one of ours. */
  if (image != NULL && strcmp (llm_image_get_hash (image), hash) == 0)
    g_hash_table_insert (self->kept, g_strdup (hash), g_steal_pointer (&image));
  else
    g_info ("The image %.8s is left out: %s", hash,
            error != NULL ? error->message : "it was converted");
  add_next (g_steal_pointer (&task));
}

/* @task is taken. */
static void
add_next (GTask *task)
{
  Addition *self = g_task_get_task_data (task);
  const char *hash = self->hashes[self->next];

  if (!g_task_return_error_if_cancelled (task))
    {
      if (hash != NULL && self->images != NULL)
        {
          llm_images_add_async (self->images, g_hash_table_lookup (self->result->images, hash),
                                NULL, g_task_get_cancellable (task), added_cb, task);
          return;
        }
      settle (self);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
}

/**
 * llm_import_result_add_images_async:
 * @result: what was in a file, whose conversations nobody else has seen; stays until it is
 *   done
 * @images: (nullable): where to keep them; without it they are only named
 * @cancellable: (nullable): gives up
 * @callback: called when all images are kept or left out
 * @user_data: for @callback
 *
 * Has the images of a file checked and kept, one after the other, before its conversations
 * are stored.  Those that are refused are taken out of the conversations and told in the
 * warnings, and what others are is what was found in them.  To be called in the main thread.
 */
void
llm_import_result_add_images_async (LlmImportResult *result,
                                    LlmImages *images,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;
  Addition *self;
  g_autoptr (GStrvBuilder) hashes = NULL;
  GHashTableIter iter;
  gpointer hash;

  g_return_if_fail (result != NULL);
  g_return_if_fail (images == NULL || LLM_IS_IMAGES (images));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_import_result_add_images_async);
  hashes = g_strv_builder_new ();
  g_hash_table_iter_init (&iter, result->images);
  while (g_hash_table_iter_next (&iter, &hash, NULL))
    g_strv_builder_add (hashes, hash);
  self = g_new0 (Addition, 1);
  self->result = result;
  self->images = images != NULL ? g_object_ref (images) : NULL;
  self->hashes = g_strv_builder_end (hashes);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_task_set_task_data (task, self, (GDestroyNotify) addition_free);
  add_next (task);
}

/**
 * llm_import_result_add_images_finish:
 * @async_result: what the callback got
 * @error: (out) (optional): %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it was done
 */
gboolean
llm_import_result_add_images_finish (GAsyncResult *async_result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (async_result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (async_result), error);
}
