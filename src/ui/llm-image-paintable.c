/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-paintable.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "llm-error.h"
#include "llm-image-header.h"

/* After each of these bytes it is looked whether the image is still wanted. */
#define CHUNK_SIZE (16 * 1024)

/* A few megabytes can be made to keep a decoder busy for hours. */
#define DECODE_SECONDS 20

struct _LlmImagePaintable
{
  GObject parent_instance;

  GdkTexture *texture;
  double max_width; /* 0 for as much as it wants */
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmImagePaintable,
                               llm_image_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

/* --- Painting --- */

static double
get_scale (LlmImagePaintable *self)
{
  const double width = gdk_texture_get_width (self->texture);
  const double height = gdk_texture_get_height (self->texture);
  double scale = MIN (1.0, LLM_IMAGE_PAINTABLE_MAX_HEIGHT / height);

  if (self->max_width > 0)
    scale = MIN (scale, self->max_width / width);
  return scale;
}

/* The room is a limit, the other side is what fits it best. */
static int
llm_image_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);
  const double width = get_scale (self) * gdk_texture_get_width (self->texture);

  /* A hair is what the division has lost. */
  return MAX (1, (int) floor (width + 0.001));
}

static int
llm_image_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return MAX (1, (int) lround (get_scale (self) * gdk_texture_get_height (self->texture)));
}

static double
llm_image_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return (double) gdk_texture_get_width (self->texture)
         / (double) gdk_texture_get_height (self->texture);
}

static void
llm_image_paintable_snapshot (GdkPaintable *paintable,
                              GdkSnapshot *snapshot,
                              double width,
                              double height)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
}

static GdkPaintableFlags
llm_image_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS;
}

static GdkPaintable *
llm_image_paintable_get_current_image (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return llm_image_paintable_new (self->texture, self->max_width);
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = llm_image_paintable_snapshot;
  iface->get_flags = llm_image_paintable_get_flags;
  iface->get_current_image = llm_image_paintable_get_current_image;
  iface->get_intrinsic_width = llm_image_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = llm_image_paintable_get_intrinsic_height;
  iface->get_intrinsic_aspect_ratio = llm_image_paintable_get_intrinsic_aspect_ratio;
}

/* --- The object --- */

static void
llm_image_paintable_finalize (GObject *object)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (object);

  g_object_unref (self->texture);

  G_OBJECT_CLASS (llm_image_paintable_parent_class)->finalize (object);
}

static void
llm_image_paintable_class_init (LlmImagePaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_image_paintable_finalize;
}

static void
llm_image_paintable_init (LlmImagePaintable *self)
{
}

/**
 * llm_image_paintable_new:
 * @texture: an image
 * @max_width: the room that it has in pixels, or 0 for as much as it wants
 *
 * Returns: (transfer full): the #LlmImagePaintable of @texture
 */
GdkPaintable *
llm_image_paintable_new (GdkTexture *texture, double max_width)
{
  LlmImagePaintable *self;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);
  g_return_val_if_fail (max_width >= 0, NULL);

  self = g_object_new (LLM_TYPE_IMAGE_PAINTABLE, NULL);
  self->texture = g_object_ref (texture);
  self->max_width = max_width;
  return GDK_PAINTABLE (self);
}

/**
 * llm_image_paintable_set_max_width:
 * @self: an image
 * @max_width: the room that it has in pixels, or 0 for as much as it wants
 */
void
llm_image_paintable_set_max_width (LlmImagePaintable *self, double max_width)
{
  double scale_before;

  g_return_if_fail (LLM_IS_IMAGE_PAINTABLE (self));
  g_return_if_fail (max_width >= 0);

  scale_before = get_scale (self);
  self->max_width = max_width;
  if (get_scale (self) != scale_before)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
}

/* --- Decoding --- */

/* Also looks at what the decoder itself has read: it may go by other bytes than the
 * header's.  A size of zero stops it. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  gboolean *is_insane = user_data;
  double scale;

  if (!llm_image_size_is_sane (width, height))
    {
      *is_insane = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }
  scale = (double) LLM_IMAGE_TEXTURE_MAX_SIDE / MAX (width, height);
  if (scale < 1.0)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) lround (width * scale)),
                                MAX (1, (int) lround (height * scale)));
}

static GError *
damaged_error (LlmImageFormat format, const char *detail)
{
  return llm_error_new_printf (LLM_ERROR_PROTOCOL, detail,
                               _ ("The %s image is damaged and cannot be shown."),
                               llm_image_format_get_name (format));
}

/* Only the decoder of the format that was found: others would be a surprise. */
static GdkPixbufLoader *
new_loader (LlmImageFormat format, GError **error)
{
  g_autoptr (GError) cause = NULL;
  GdkPixbufLoader *loader
      = gdk_pixbuf_loader_new_with_type (llm_image_format_get_type (format), &cause);

  if (loader == NULL)
    g_propagate_error (error, llm_error_new_printf (LLM_ERROR_UNSUPPORTED, cause->message,
                                                    _ ("This computer has no decoder for %s "
                                                       "images. Install one for GdkPixbuf."),
                                                    llm_image_format_get_name (format)));
  return loader;
}

/* There are loaders that fail without an error. */
static const char *
get_words (const GError *error)
{
  return error != NULL ? error->message : NULL;
}

static gboolean
feed (GdkPixbufLoader *loader,
      GBytes *bytes,
      LlmImageFormat format,
      GCancellable *cancellable,
      GError **error)
{
  const gint64 deadline = g_get_monotonic_time () + DECODE_SECONDS * G_USEC_PER_SEC;
  g_autoptr (GError) cause = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  gsize n;

  for (gsize at = 0; at < length; at += n)
    {
      n = MIN (CHUNK_SIZE, length - at);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (g_get_monotonic_time () >= deadline)
        {
          g_propagate_error (
              error,
              llm_error_new (LLM_ERROR_UNSUPPORTED,
                             _ ("The image takes too long to decode and is not shown."), NULL));
          return FALSE;
        }
      if (!gdk_pixbuf_loader_write (loader, data + at, n, &cause))
        {
          g_propagate_error (error, damaged_error (format, get_words (cause)));
          return FALSE;
        }
    }
  return TRUE;
}

/* The first frame of an animation, the right way up. */
static GdkTexture *
decode (GBytes *bytes, LlmImageFormat format, GCancellable *cancellable, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = new_loader (format, error);
  g_autoptr (GdkPixbuf) upright = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean is_insane = FALSE;
  GdkPixbuf *pixbuf = NULL;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &is_insane);
  if (!feed (loader, bytes, format, cancellable, &cause))
    gdk_pixbuf_loader_close (loader, NULL);
  else if (!gdk_pixbuf_loader_close (loader, &cause))
    {
      g_autoptr (GError) detail = g_steal_pointer (&cause);

      cause = damaged_error (format, get_words (detail));
    }
  else
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

  if (is_insane)
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_UNSUPPORTED,
                                               _ ("The image is too large to be shown."), NULL));
      return NULL;
    }
  if (pixbuf != NULL)
    upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  if (upright != NULL)
    return gdk_texture_new_for_pixbuf (upright);
  g_propagate_error (error,
                     cause != NULL ? g_steal_pointer (&cause) : damaged_error (format, NULL));
  return NULL;
}

static void
decode_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GBytes *bytes = data;
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length);
  LlmImageHeader header;
  GError *error = NULL;
  GdkTexture *texture = NULL;

  if (llm_image_header_read (&header, start, length, &error)
      && llm_image_header_check (&header, &error))
    texture = decode (bytes, header.format, cancellable, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * llm_image_decode_async:
 * @bytes: an image from anywhere, whatever it claims to be
 * @cancellable: (nullable): gives up
 * @callback: called on the main context of the caller
 * @user_data: for @callback
 *
 * Decodes a PNG, JPEG, WebP or GIF image in a thread: the first frame of an animation,
 * turned as the camera says, and made smaller if a side is longer than
 * %LLM_IMAGE_TEXTURE_MAX_SIDE.  What is no such image, or too large by its header, is
 * refused before anything is decoded.  WebP needs a decoder that the system may lack.
 */
void
llm_image_decode_async (GBytes *bytes,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (bytes != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_image_decode_async);
  g_task_set_task_data (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, decode_thread);
}

/**
 * llm_image_decode_finish:
 * @result: what the callback got
 * @error: (out) (optional): %LLM_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the image, or NULL with @error set
 */
GdkTexture *
llm_image_decode_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
