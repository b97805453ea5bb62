/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pixbuf-coder.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

struct _PixbufCoder
{
  GObject parent_instance;

  gboolean held;
  GPtrArray *waiting; /* GTask with a LlmImageCheck */
  guint n_decoded;
};

static void
check (GTask *task)
{
  g_task_return_pointer (task, g_task_get_task_data (task), (GDestroyNotify) llm_image_check_free);
}

static void
pixbuf_coder_check_async (LlmImageCoder *coder,
                          GBytes *file,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  PixbufCoder *self = PIXBUF_CODER (coder);
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  LlmImageHeader header;
  GError *error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  if (!llm_image_header_read (&header, data, length, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (
      task, llm_image_check_new (file, header.format, header.width, header.height), NULL);
  if (self->held)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    check (task);
}

static void
pixbuf_coder_prepare_async (LlmImageCoder *coder,
                            GBytes *file,
                            const LlmImageLimits *limits,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  LlmImageHeader header;
  GError *error = NULL;
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  if (llm_image_header_read (&header, data, length, &error))
    g_task_return_pointer (task,
                           llm_image_data_new (file, header.format, header.width, header.height),
                           (GDestroyNotify) llm_image_data_unref);
  else
    g_task_return_error (task, error);
}

static void
pixbuf_coder_decode_async (LlmImageCoder *coder,
                           GBytes *file,
                           guint max_side,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  PixbufCoder *self = PIXBUF_CODER (coder);
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (file);
  GError *error = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  LlmImageHeader header;
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);
  g_autoptr (GByteArray) pixels = g_byte_array_new ();
  int width, height;

  self->n_decoded++;
  if (llm_image_header_read (&header, data, length, &error))
    {
      /* Never larger. */
      const int side = (int) MIN (max_side, MAX (header.width, header.height));

      scaled = gdk_pixbuf_new_from_stream_at_scale (stream, side, side, TRUE, cancellable, &error);
    }
  if (scaled == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  pixbuf = gdk_pixbuf_add_alpha (scaled, FALSE, 0, 0, 0);
  width = gdk_pixbuf_get_width (pixbuf);
  height = gdk_pixbuf_get_height (pixbuf);
  for (int y = 0; y < height; y++)
    g_byte_array_append (
        pixels, gdk_pixbuf_read_pixels (pixbuf) + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf),
        (guint) width * 4);
  g_task_return_pointer (
      task,
      llm_image_pixels_new ((guint) width, (guint) height,
                            g_byte_array_free_to_bytes (g_steal_pointer (&pixels))),
      (GDestroyNotify) llm_image_pixels_free);
}

static void
coder_init (LlmImageCoderInterface *iface)
{
  iface->check_async = pixbuf_coder_check_async;
  iface->prepare_async = pixbuf_coder_prepare_async;
  iface->decode_async = pixbuf_coder_decode_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PixbufCoder,
                               pixbuf_coder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_IMAGE_CODER, coder_init))

static void
pixbuf_coder_finalize (GObject *object)
{
  g_ptr_array_unref (PIXBUF_CODER (object)->waiting);

  G_OBJECT_CLASS (pixbuf_coder_parent_class)->finalize (object);
}

static void
pixbuf_coder_class_init (PixbufCoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pixbuf_coder_finalize;
}

static void
pixbuf_coder_init (PixbufCoder *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

PixbufCoder *
pixbuf_coder_new (void)
{
  return g_object_new (PIXBUF_TYPE_CODER, NULL);
}

void
pixbuf_coder_set_held (PixbufCoder *self, gboolean held)
{
  self->held = held;
  for (guint i = 0; !held && i < self->waiting->len; i++)
    check (self->waiting->pdata[i]);
  if (!held)
    g_ptr_array_set_size (self->waiting, 0);
}

guint
pixbuf_coder_get_n_decoded (PixbufCoder *self)
{
  return self->n_decoded;
}

GBytes *
pixbuf_coder_make_png (int width, int height, guint32 rgba)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  gdk_pixbuf_fill (pixbuf, rgba);
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}
