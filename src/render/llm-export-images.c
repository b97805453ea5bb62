/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The images of prompts: whether they are there, and what is said about them. */

/**
 * llm_export_get_images:
 * @turn: a turn
 *
 * Returns: (transfer none) (nullable) (element-type LlmImage): its images; %NULL for none
 */
GPtrArray *
llm_export_get_images (LlmTurn *turn)
{
  return llm_comparison_get_images (llm_turn_get_comparison (turn));
}

/**
 * llm_export_read_image:
 * @options: how to read it
 * @image: an image
 * @header: (out caller-allocates): what its bytes are
 *
 * Returns: (transfer full) (nullable): its bytes, if they are there and of a format that is
 *   kept, whatever the image says of itself
 */
GBytes *
llm_export_read_image (const LlmExportOptions *options, LlmImage *image, LlmImageHeader *header)
{
  const char *hash = llm_image_get_hash (image);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (options->read_image == NULL)
    return NULL;
  bytes = options->read_image (hash, options->image_data, &error);
  if (bytes != NULL
      && llm_image_header_read (header, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                &error))
    return g_steal_pointer (&bytes);
  g_info ("The image %.8s is only named: %s", hash, error->message);
  return NULL;
}

/**
 * llm_export_make_image_alt:
 * @image: an image
 * @number: which one of its prompt, from 1
 *
 * Returns: (transfer full): the text that stands for it, never ""
 */
char *
llm_export_make_image_alt (LlmImage *image, guint number)
{
  if (llm_image_get_alt (image) != NULL)
    return g_strdup (llm_image_get_alt (image));
  if (llm_image_get_name (image) != NULL)
    return g_strdup (llm_image_get_name (image));
  /* Translators: which of the images of a prompt. */
  return g_strdup_printf (_ ("Image %u"), number);
}

/**
 * llm_export_make_image_caption:
 * @image: an image
 * @number: which one of its prompt, from 1
 * @n_images: how many the prompt has
 * @missing: whether its bytes are gone
 *
 * Returns: (transfer full): which it is, its name and what is known of it, on one line
 */
char *
llm_export_make_image_caption (LlmImage *image, guint number, guint n_images, gboolean missing)
{
  g_autofree char *facts = llm_image_describe (image);
  GString *line = g_string_new (NULL);

  if (n_images > 1)
    /* Translators: which of the images of a prompt, and how many it has. */
    g_string_append_printf (line, _ ("Image %u of %u"), number, n_images);
  else
    g_string_append (line, _ ("Image"));
  if (llm_image_get_name (image) != NULL)
    g_string_append_printf (line, " · %s", llm_image_get_name (image));
  g_string_append_printf (line, " · %s", facts);
  if (missing)
    g_string_append_printf (line, " · %s", _ ("no longer there"));
  return g_string_free (line, FALSE);
}

/**
 * llm_export_has_images:
 * @conversations: (array length=n_conversations): what to export, loaded completely
 * @n_conversations: how many
 * @options: what of it
 *
 * Returns: whether there is an image in what would be written
 */
gboolean
llm_export_has_images (LlmConversation *const *conversations,
                       guint n_conversations,
                       const LlmExportOptions *options)
{
  g_return_val_if_fail (conversations != NULL || n_conversations == 0, FALSE);
  g_return_val_if_fail (options != NULL, FALSE);

  for (guint i = 0; i < n_conversations; i++)
    {
      g_autoptr (GArray) turns = llm_export_list_turns (conversations[i], options);

      for (guint j = 0; j < turns->len; j++)
        if (llm_export_get_images (g_array_index (turns, LlmExportTurn, j).turn) != NULL)
          return TRUE;
    }
  return FALSE;
}

/**
 * llm_export_read_kept:
 * @hash: an image
 * @images: an #LlmImages
 * @error: a sentence that says why not
 *
 * An #LlmExportImageFunc for all formats but PDF: the bytes as they are kept.  Blocks.
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
llm_export_read_kept (const char *hash, gpointer images, GError **error)
{
  return llm_images_read (images, hash, error);
}

/**
 * llm_export_make_image_folder_name:
 * @file_name: the name of a file, without folders
 *
 * Returns: (transfer full) (type filename): how the folder beside it is called that its
 *   images are put into: "trip.images" for "trip.md"
 */
char *
llm_export_make_image_folder_name (const char *file_name)
{
  const char *dot;
  g_autofree char *stem = NULL;

  g_return_val_if_fail (file_name != NULL, NULL);

  dot = strrchr (file_name, '.');
  stem = dot != NULL && dot > file_name ? g_strndup (file_name, (gsize) (dot - file_name))
                                        : g_strdup (file_name);
  return g_strconcat (stem, ".images", NULL);
}
