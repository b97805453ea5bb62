/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-intake-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-error.h"

/* Clipboards and drops are read alike: what they offer decides what is read of them. */

typedef enum
{
  CONTENT_NONE,
  CONTENT_IMAGE,   /* the bytes of an image in a format that is kept as it is */
  CONTENT_TEXTURE, /* another one, which GTK decodes */
  CONTENT_FILES,
  CONTENT_TEXT
} Content;

/* As they are, without the toolkit decoding them in this process. */
static const char *const image_types[]
    = { "image/png", "image/jpeg", "image/webp", "image/gif", NULL };

/* Something that is being read: a clipboard or a drop. */
typedef struct
{
  LlmImageIntake *intake;
  GdkClipboard *clipboard;
  GdkDrop *drop;
  gboolean has_text;
} Reading;

static gboolean
has_type (GdkContentFormats *formats, GType type)
{
  g_autoptr (GdkContentFormats) all
      = gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (formats));

  return gdk_content_formats_contain_gtype (all, type);
}

static gboolean
has_image_bytes (GdkContentFormats *formats)
{
  for (guint i = 0; image_types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (formats, image_types[i]))
      return TRUE;
  return FALSE;
}

static Content
find_image (GdkContentFormats *formats)
{
  if (has_image_bytes (formats))
    return CONTENT_IMAGE;
  return has_type (formats, GDK_TYPE_TEXTURE) ? CONTENT_TEXTURE : CONTENT_NONE;
}

/* A browser has the image and where it is from: the image needs no network. */
static Content
find_in_drop (GdkContentFormats *formats)
{
  const Content image = find_image (formats);

  if (image != CONTENT_NONE)
    return image;
  if (has_type (formats, GDK_TYPE_FILE_LIST))
    return CONTENT_FILES;
  return has_type (formats, G_TYPE_STRING) ? CONTENT_TEXT : CONTENT_NONE;
}

/* Office programs offer a picture of the text that was copied: that stays text. */
static Content
find_in_clipboard (GdkContentFormats *formats)
{
  if (has_type (formats, GDK_TYPE_FILE_LIST))
    return CONTENT_FILES;
  if (has_type (formats, G_TYPE_STRING))
    return CONTENT_TEXT;
  return find_image (formats);
}

static Reading *
reading_new (LlmImageIntake *self, GdkClipboard *clipboard, GdkDrop *drop)
{
  Reading *reading = g_new0 (Reading, 1);
  GdkContentFormats *formats = clipboard != NULL ? gdk_clipboard_get_formats (clipboard)
                                                 : gdk_drop_get_formats (drop);

  reading->intake = g_object_ref (self);
  g_set_object (&reading->clipboard, clipboard);
  g_set_object (&reading->drop, drop);
  reading->has_text = has_type (formats, G_TYPE_STRING);
  return reading;
}

/* Frees it. */
static void
reading_end (Reading *reading, const GError *error)
{
  if (reading->drop != NULL)
    gdk_drop_finish (reading->drop, error == NULL ? GDK_ACTION_COPY : 0);
  if (error != NULL)
    {
      g_autofree char *message
          = g_strdup_printf (reading->drop != NULL ? _ ("What was dropped cannot be read: %s")
                                                   : _ ("The clipboard cannot be read: %s"),
                             error->message);

      llm_image_intake_refuse (reading->intake, message);
    }
  g_clear_object (&reading->clipboard);
  g_clear_object (&reading->drop);
  g_object_unref (reading->intake);
  g_free (reading);
}

/* --- The bytes of an image --- */

static void
spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) >= 0)
    {
      bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
      llm_image_intake_add_bytes (reading->intake, bytes, NULL);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      g_autofree char *most = g_format_size (LLM_IMAGE_MAX_BYTES);

      g_free (error->message);
      error->message
          = g_strdup_printf (_ ("The image is larger than %s, the most that is taken."), most);
    }
  reading_end (reading, error);
}

/* Takes @stream over; either that or @error is set. */
static void
splice (Reading *reading, GInputStream *stream, const GError *error)
{
  g_autoptr (GOutputStream) memory = NULL;

  if (stream == NULL)
    {
      reading_end (reading, error);
      return;
    }
  /* Without a function to grow it, it takes what it has room for. */
  memory = g_memory_output_stream_new (g_malloc (LLM_IMAGE_MAX_BYTES), LLM_IMAGE_MAX_BYTES, NULL,
                                       g_free);
  g_output_stream_splice_async (
      memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, NULL, spliced_cb, reading);
  g_object_unref (stream);
}

static void
clipboard_stream_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GInputStream *stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);

  splice (user_data, stream, error);
}

static void
drop_stream_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GInputStream *stream = gdk_drop_read_finish (GDK_DROP (source), result, NULL, &error);

  splice (user_data, stream, error);
}

/* --- Files, textures and texts --- */

static gboolean
is_remote (const char *uri)
{
  return g_ascii_strncasecmp (uri, "http:", 5) == 0 || g_ascii_strncasecmp (uri, "https:", 6) == 0;
}

static gboolean
has_suffix (const char *text, const char *const *suffixes)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);

  for (guint i = 0; suffixes[i] != NULL; i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* As far as its address tells. */
static gboolean
may_be_image (const char *uri)
{
  static const char *const suffixes[]
      = { ".png", ".jpg", ".jpeg", ".webp", ".gif", ".heic", ".avif", ".bmp", ".tiff", NULL };
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_NONE, NULL);

  return parsed != NULL && has_suffix (g_uri_get_path (parsed), suffixes);
}

/* A link that comes with its text is a text, unless it is one to an image that was
 * dropped. */
static gboolean
is_link (const Reading *reading, const char *uri)
{
  return reading->has_text && is_remote (uri) && (reading->drop == NULL || !may_be_image (uri));
}

static void
take_files (Reading *reading, GSList *files)
{
  static const char *const archives[] = { ".json", ".zip", NULL };
  g_autoptr (GListStore) to_import = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GString) links = g_string_new (NULL);

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *uri = g_file_get_uri (l->data);

      if (is_link (reading, uri))
        g_string_append_printf (links, "%s%s", links->len > 0 ? "\n" : "", uri);
      else if (reading->drop != NULL && !is_remote (uri) && has_suffix (uri, archives))
        g_list_store_append (to_import, l->data);
      else
        llm_image_intake_add_uri (reading->intake, uri);
    }
  if (links->len > 0)
    llm_image_intake_tell_text (reading->intake, links->str);
  if (g_list_model_get_n_items (G_LIST_MODEL (to_import)) > 0)
    llm_image_intake_tell_archives (reading->intake, G_LIST_MODEL (to_import));
}

static void
take_value (Reading *reading, const GValue *value, const GError *error)
{
  if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      take_files (reading, files);
    }
  else if (value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    {
      llm_image_intake_add_texture (reading->intake, g_value_get_object (value));
    }
  reading_end (reading, error);
}

static void
clipboard_value_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const GValue *value
      = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  take_value (user_data, value, error);
}

static void
drop_value_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_drop_read_value_finish (GDK_DROP (source), result, &error);

  take_value (user_data, value, error);
}

static void
read_content (LlmImageIntake *self, Content content, GdkClipboard *clipboard, GdkDrop *drop)
{
  const char **types = (const char **) image_types;
  const GType type = content == CONTENT_FILES ? GDK_TYPE_FILE_LIST : GDK_TYPE_TEXTURE;
  Reading *reading = reading_new (self, clipboard, drop);

  if (content == CONTENT_IMAGE && clipboard != NULL)
    gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, clipboard_stream_cb,
                              reading);
  else if (content == CONTENT_IMAGE)
    gdk_drop_read_async (drop, types, G_PRIORITY_DEFAULT, NULL, drop_stream_cb, reading);
  else if (clipboard != NULL)
    gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, clipboard_value_cb,
                                    reading);
  else
    gdk_drop_read_value_async (drop, type, G_PRIORITY_DEFAULT, NULL, drop_value_cb, reading);
}

/**
 * llm_image_intake_wants_drop:
 * @self: an intake
 * @drop: what is dragged over a widget
 *
 * Returns: whether it is, or may have, images; a text is not
 */
gboolean
llm_image_intake_wants_drop (LlmImageIntake *self, GdkDrop *drop)
{
  Content content;

  g_return_val_if_fail (LLM_IS_IMAGE_INTAKE (self), FALSE);
  g_return_val_if_fail (GDK_IS_DROP (drop), FALSE);

  if (!llm_image_intake_is_possible (self) || (gdk_drop_get_actions (drop) & GDK_ACTION_COPY) == 0)
    return FALSE;
  content = find_in_drop (gdk_drop_get_formats (drop));
  return content != CONTENT_NONE && content != CONTENT_TEXT;
}

/**
 * llm_image_intake_take_drop:
 * @self: an intake
 * @drop: what was dropped, wanted by llm_image_intake_wants_drop()
 *
 * Reads it, and finishes the drop.
 */
void
llm_image_intake_take_drop (LlmImageIntake *self, GdkDrop *drop)
{
  g_return_if_fail (LLM_IS_IMAGE_INTAKE (self));
  g_return_if_fail (GDK_IS_DROP (drop));

  read_content (self, find_in_drop (gdk_drop_get_formats (drop)), NULL, drop);
}

/**
 * llm_image_intake_paste:
 * @self: an intake
 * @clipboard: a clipboard
 *
 * Takes the images and files of a clipboard.
 *
 * Returns: whether there are any; if not, it has a text or nothing of use
 */
gboolean
llm_image_intake_paste (LlmImageIntake *self, GdkClipboard *clipboard)
{
  Content content;

  g_return_val_if_fail (LLM_IS_IMAGE_INTAKE (self), FALSE);
  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  if (!llm_image_intake_is_possible (self))
    return FALSE;
  content = find_in_clipboard (gdk_clipboard_get_formats (clipboard));
  if (content == CONTENT_NONE || content == CONTENT_TEXT)
    return FALSE;
  read_content (self, content, clipboard, NULL);
  return TRUE;
}
