/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-verbs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-file.h"
#include "llm-image-texture.h"

/* --- What to call it --- */

/**
 * llm_image_make_title:
 * @image: an image
 *
 * Returns: (transfer full): its name for people
 */
char *
llm_image_make_title (LlmImage *image)
{
  const char *name;

  g_return_val_if_fail (LLM_IS_IMAGE (image), NULL);

  name = llm_image_get_name (image);
  return g_strdup (name != NULL ? name : _ ("Image"));
}

static gboolean
has_fitting_suffix (const char *name, LlmImageFormat format)
{
  const char *type = llm_image_format_get_type (format);
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name)
    return FALSE;
  return g_ascii_strcasecmp (dot + 1, type) == 0
         || (format == LLM_IMAGE_JPEG && g_ascii_strcasecmp (dot + 1, "jpg") == 0);
}

/**
 * llm_image_make_file_name:
 * @image: an image
 *
 * Returns: (transfer full): a name for a file with the bytes that are kept of it, without a
 *   folder; what was converted ends with what it is now
 */
char *
llm_image_make_file_name (LlmImage *image)
{
  const LlmImageFacts *facts;
  g_autofree char *name = NULL;
  const char *suffix;
  char *dot;

  g_return_val_if_fail (LLM_IS_IMAGE (image), NULL);

  facts = llm_image_get_facts (image);
  /* Translators: the name of a file, as long as the user writes no other. */
  name = g_strdup (llm_image_get_name (image) != NULL ? llm_image_get_name (image) : _ ("image"));
  g_strdelimit (name, G_DIR_SEPARATOR_S, '-');
  if (*name == '.')
    *name = '-';
  if (has_fitting_suffix (name, facts->format))
    return g_steal_pointer (&name);
  suffix = facts->format == LLM_IMAGE_JPEG ? "jpg" : llm_image_format_get_type (facts->format);
  dot = strrchr (name, '.');
  /* Only what can be one of a kind of files: "Fig. 2 of many" has none. */
  if (dot != NULL && strlen (dot) <= 5 && strchr (dot, ' ') == NULL)
    *dot = '\0';
  return g_strconcat (name, ".", suffix, NULL);
}

/**
 * llm_image_describe_origin:
 * @image: an image
 *
 * Returns: (transfer full): what is known of it for people: llm_image_describe(), and
 *   whether it was converted or is a part of something that moves
 */
char *
llm_image_describe_origin (LlmImage *image)
{
  const LlmImageFacts *facts;
  g_autoptr (GString) text = NULL;
  g_autofree char *description = NULL;

  g_return_val_if_fail (LLM_IS_IMAGE (image), NULL);

  facts = llm_image_get_facts (image);
  description = llm_image_describe (image);
  text = g_string_new (description);
  if (facts->converted != NULL)
    {
      g_string_append (text, " · ");
      /* Translators: a format of images, such as HEIC */
      g_string_append_printf (text, _ ("converted from %s"), facts->converted);
    }
  if (facts->animated)
    g_string_append_printf (text, " · %s", _ ("first frame of an animation"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- Copying --- */

typedef struct
{
  LlmImage *image;
  GdkClipboard *clipboard;
  GBytes *bytes;
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->image);
  g_object_unref (copy->clipboard);
  g_clear_pointer (&copy->bytes, g_bytes_unref);
  g_free (copy);
}

static void
return_text (GTask *task, const char *text)
{
  g_task_return_pointer (task, g_strdup (text), g_free);
}

/* Says why not, or nothing to nobody. */
static void
return_copy_error (GTask *task, const GError *error)
{
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  /* Translators: why. */
  text = g_strdup_printf (_ ("The image could not be copied: %s"), error->message);
  return_text (task, text);
}

static void
decoded_to_copy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Copy *copy = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImagePixels) pixels
      = llm_images_decode_finish (LLM_IMAGES (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GdkContentProvider) both = NULL;
  GdkContentProvider *providers[2];

  if (pixels == NULL)
    {
      return_copy_error (task, error);
      return;
    }
  texture = llm_image_texture_new (pixels);
  providers[0] = gdk_content_provider_new_for_bytes (
      llm_image_format_get_mime_type (llm_image_get_facts (copy->image)->format), copy->bytes);
  providers[1] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (copy->clipboard, both);
  return_text (task, _ ("Image copied"));
}

static void
loaded_to_copy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Copy *copy = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;

  copy->bytes = llm_images_load_finish (LLM_IMAGES (source), result, &error);
  if (copy->bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, &error))
    {
      return_copy_error (task, error);
      return;
    }
  if (llm_image_get_facts (copy->image)->format == LLM_IMAGE_PNG)
    {
      g_autoptr (GdkContentProvider) png
          = gdk_content_provider_new_for_bytes ("image/png", copy->bytes);

      gdk_clipboard_set_content (copy->clipboard, png);
      return_text (task, _ ("Image copied"));
      return;
    }
  /* Not every program takes other formats. */
  llm_images_decode_async (LLM_IMAGES (source), llm_image_get_hash (copy->image),
                           LLM_IMAGE_TEXTURE_SIDE_MAX, cancellable, decoded_to_copy_cb,
                           g_object_ref (task));
}

/**
 * llm_image_copy_async:
 * @images: where its bytes are
 * @image: an image
 * @clipboard: where to put it: as it is kept, and in what other programs take
 * @cancellable: (nullable): leaves the clipboard as it is
 * @callback: called when it is there
 * @user_data: for @callback
 */
void
llm_image_copy_async (LlmImages *images,
                      LlmImage *image,
                      GdkClipboard *clipboard,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  Copy *copy;

  g_return_if_fail (LLM_IS_IMAGES (images));
  g_return_if_fail (LLM_IS_IMAGE (image));
  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (images, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_image_copy_async);
  g_task_set_check_cancellable (task, FALSE);
  copy = g_new0 (Copy, 1);
  copy->image = g_object_ref (image);
  copy->clipboard = g_object_ref (clipboard);
  g_task_set_task_data (task, copy, (GDestroyNotify) copy_free);
  llm_images_load_async (images, llm_image_get_hash (image), cancellable, loaded_to_copy_cb, task);
}

/**
 * llm_image_copy_finish:
 * @images: where its bytes are
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): what to tell the user, or NULL if it was cancelled
 */
char *
llm_image_copy_finish (LlmImages *images, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, images), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- Saving --- */

typedef struct
{
  LlmImage *image;
  GFile *file;
  GtkFileChooserNative *chooser;
} Saving;

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->image);
  g_clear_object (&saving->file);
  g_clear_object (&saving->chooser);
  g_free (saving);
}

static void
finish_saving (GTask *task, const GError *error)
{
  const Saving *saving = g_task_get_task_data (task);
  g_autofree char *path = g_file_get_parse_name (saving->file);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;

  if (error != NULL)
    text = g_strdup_printf (_ ("“%s” could not be saved: %s"), name, error->message);
  else
    text = g_strdup_printf (_ ("Saved as “%s”"), name);
  return_text (task, text);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  llm_file_write_bytes_finish (G_FILE (source), result, &error);
  finish_saving (task, error);
}

static void
loaded_to_save_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const Saving *saving = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = llm_images_load_finish (LLM_IMAGES (source), result, &error);

  if (bytes == NULL)
    {
      finish_saving (task, error);
      return;
    }
  llm_file_write_bytes_async (saving->file, FALSE, bytes, NULL, written_cb, g_object_ref (task));
}

static GTask *
new_saving (LlmImages *images, LlmImage *image, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (images, NULL, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  saving->image = g_object_ref (image);
  g_task_set_source_tag (task, llm_image_save_async);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  return task;
}

/* Nobody answers any longer. */
static void
parent_destroyed_cb (GtkNativeDialog *dialog)
{
  g_signal_emit_by_name (dialog, "response", GTK_RESPONSE_DELETE_EVENT);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Saving *saving = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_func (dialog, response_cb, user_data);
  if (response == GTK_RESPONSE_ACCEPT)
    saving->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (saving->file == NULL)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  llm_images_load_async (g_task_get_source_object (task), llm_image_get_hash (saving->image), NULL,
                         loaded_to_save_cb, g_object_ref (task));
}

/**
 * llm_image_choose_and_save_async:
 * @images: where its bytes are
 * @image: an image
 * @parent: the window that asks where to
 * @callback: called when it is written, or when the user wants no file after all
 * @user_data: for @callback
 */
void
llm_image_choose_and_save_async (LlmImages *images,
                                 LlmImage *image,
                                 GtkWindow *parent,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task;
  Saving *saving;
  g_autofree char *name = NULL;

  g_return_if_fail (LLM_IS_IMAGES (images));
  g_return_if_fail (LLM_IS_IMAGE (image));
  g_return_if_fail (GTK_IS_WINDOW (parent));

  task = new_saving (images, image, callback, user_data);
  saving = g_task_get_task_data (task);
  saving->chooser = gtk_file_chooser_native_new (_ ("Save the image"), parent,
                                                 GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (saving->chooser), TRUE);
  name = llm_image_make_file_name (image);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (saving->chooser), name);
  g_signal_connect (saving->chooser, "response", G_CALLBACK (response_cb), task);
  g_signal_connect_object (parent, "destroy", G_CALLBACK (parent_destroyed_cb), saving->chooser,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (saving->chooser));
}

/**
 * llm_image_save_async:
 * @images: where its bytes are
 * @image: an image
 * @file: where to; what is there is replaced
 * @callback: called when it is written
 * @user_data: for @callback
 *
 * Writes the bytes that are kept, unchanged.  Goes on whatever is closed: nobody wants half
 * a file.
 */
void
llm_image_save_async (LlmImages *images,
                      LlmImage *image,
                      GFile *file,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task;
  Saving *saving;

  g_return_if_fail (LLM_IS_IMAGES (images));
  g_return_if_fail (LLM_IS_IMAGE (image));
  g_return_if_fail (G_IS_FILE (file));

  task = new_saving (images, image, callback, user_data);
  saving = g_task_get_task_data (task);
  saving->file = g_object_ref (file);
  llm_images_load_async (images, llm_image_get_hash (image), NULL, loaded_to_save_cb, task);
}

/**
 * llm_image_save_finish:
 * @images: where its bytes are
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): what to tell the user, or NULL for nothing
 */
char *
llm_image_save_finish (LlmImages *images, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, images), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
