/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prompt-images.h"

#include "llm-image-verbs.h"
#include "llm-image-window.h"

/* The images of a prompt, for all who show one: a #LlmImageStrip with what can be done with
 * them. */

typedef struct
{
  GtkWidget *strip; /* not owned: it owns this */
  LlmImages *images;
} Shown;

static void
shown_free (gpointer data, GClosure *closure)
{
  Shown *shown = data;

  g_object_unref (shown->images);
  g_free (shown);
}

static void
open_cb (LlmImageStrip *strip, guint index, Shown *shown)
{
  g_autoptr (GPtrArray) list = llm_image_strip_get_images (strip);

  llm_image_window_present (GTK_WIDGET (strip), shown->images, list, index);
}

/* The window tells; @text is taken. */
static void
tell (GtkWidget *strip, char *text)
{
  if (text != NULL)
    gtk_widget_activate_action (strip, "win.tell", "s", text);
  g_free (text);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) strip = user_data;

  tell (strip, llm_image_copy_finish (LLM_IMAGES (source), result));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) strip = user_data;

  tell (strip, llm_image_save_finish (LLM_IMAGES (source), result));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, Shown *shown)
{
  g_autoptr (GPtrArray) list = llm_image_strip_get_images (LLM_IMAGE_STRIP (shown->strip));
  const guint index = g_variant_get_uint32 (parameter);

  if (list != NULL && index < list->len)
    llm_image_copy_async (shown->images, list->pdata[index],
                          gtk_widget_get_clipboard (shown->strip), NULL, copied_cb,
                          g_object_ref (shown->strip));
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, Shown *shown)
{
  g_autoptr (GPtrArray) list = llm_image_strip_get_images (LLM_IMAGE_STRIP (shown->strip));
  GtkRoot *root = gtk_widget_get_root (shown->strip);
  const guint index = g_variant_get_uint32 (parameter);

  if (list != NULL && index < list->len && GTK_IS_WINDOW (root))
    llm_image_choose_and_save_async (shown->images, list->pdata[index], GTK_WINDOW (root), saved_cb,
                                     g_object_ref (shown->strip));
}

static void
add_action (GActionMap *map, const char *name, GCallback callback, Shown *shown)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new (name, G_VARIANT_TYPE_UINT32);

  g_signal_connect (action, "activate", callback, shown);
  g_action_map_add_action (map, G_ACTION (action));
}

/**
 * llm_prompt_images_show_in:
 * @strip: a strip
 * @images: what has the bytes of its images
 *
 * Shows its images: as thumbnails, in a #LlmImageWindow when one is opened, and the menu of
 * each can copy and save it.  Once for each strip.
 */
void
llm_prompt_images_show_in (LlmImageStrip *strip, LlmImages *images)
{
  g_autoptr (GSimpleActionGroup) group = NULL;
  Shown *shown;

  g_return_if_fail (LLM_IS_IMAGE_STRIP (strip));
  g_return_if_fail (LLM_IS_IMAGES (images));

  llm_image_strip_set_source (strip, images);
  shown = g_new0 (Shown, 1);
  shown->strip = GTK_WIDGET (strip);
  shown->images = g_object_ref (images);
  g_signal_connect_data (strip, "open", G_CALLBACK (open_cb), shown, shown_free, 0);
  group = g_simple_action_group_new ();
  add_action (G_ACTION_MAP (group), "copy", G_CALLBACK (copy_cb), shown);
  add_action (G_ACTION_MAP (group), "save", G_CALLBACK (save_cb), shown);
  gtk_widget_insert_action_group (GTK_WIDGET (strip), "prompt-images", G_ACTION_GROUP (group));
}

/**
 * llm_prompt_images_new:
 * @context: what knows where the bytes are
 *
 * Makes a strip that cannot be edited, see llm_prompt_images_show_in().
 *
 * Returns: (transfer floating): a strip without images yet, and so hidden
 */
GtkWidget *
llm_prompt_images_new (LlmContext *context)
{
  LlmImages *images;
  GtkWidget *strip;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  strip = llm_image_strip_new ();
  images = llm_context_get_images (context);
  /* Without their bytes there are still their names. */
  if (images != NULL)
    llm_prompt_images_show_in (LLM_IMAGE_STRIP (strip), images);
  return strip;
}
