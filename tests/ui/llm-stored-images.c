/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stored-images.h"

#include "llm-error.h"
#include "llm-ui-test.h"

#define STRIPE 4

/* --- The coder --- */

struct _ScalingCoder
{
  GObject parent_instance;

  GString *log;
  gboolean holds;
  GPtrArray *held; /* GTask */
  guint fail_above;
};

typedef struct
{
  GBytes *file;
  guint max_side;
} Decoding;

static void scaling_coder_iface_init (LlmImageCoderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScalingCoder,
                               scaling_coder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_IMAGE_CODER,
                                                      scaling_coder_iface_init))

static GdkPixbuf *
read_pixbuf (GBytes *file)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (file);

  return gdk_pixbuf_new_from_stream (stream, NULL, NULL);
}

static void
scaling_coder_check_async (LlmImageCoder *coder,
                           GBytes *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  g_autoptr (GdkPixbuf) pixbuf = read_pixbuf (file);
  LlmImageHeader header;

  g_task_set_source_tag (task, llm_image_coder_check_async);
  if (pixbuf == NULL
      || !llm_image_header_read (&header, g_bytes_get_data (file, NULL), g_bytes_get_size (file),
                                 NULL))
    g_task_return_error (task, llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL, "No image."));
  else
    g_task_return_pointer (task,
                           llm_image_check_new (file, header.format,
                                                (guint) gdk_pixbuf_get_width (pixbuf),
                                                (guint) gdk_pixbuf_get_height (pixbuf)),
                           (GDestroyNotify) llm_image_check_free);
}

static GBytes *
get_rows (GdkPixbuf *pixbuf)
{
  const gsize row = (gsize) gdk_pixbuf_get_width (pixbuf) * 4;
  const gsize height = (gsize) gdk_pixbuf_get_height (pixbuf);
  guint8 *data = g_malloc (row * height);

  for (gsize y = 0; y < height; y++)
    memcpy (data + y * row,
            gdk_pixbuf_read_pixels (pixbuf) + y * (gsize) gdk_pixbuf_get_rowstride (pixbuf), row);
  return g_bytes_new_take (data, row * height);
}

static void
decode (ScalingCoder *self, GTask *task)
{
  const Decoding *decoding = g_task_get_task_data (task);
  g_autoptr (GdkPixbuf) pixbuf = read_pixbuf (decoding->file);
  g_autoptr (GdkPixbuf) scaled = NULL;
  g_autoptr (GdkPixbuf) shown = NULL;
  g_autoptr (GBytes) rows = NULL;
  double scale;

  if (pixbuf == NULL || (self->fail_above > 0 && decoding->max_side > self->fail_above))
    {
      g_task_return_error (
          task, llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL, "It is <b>damaged</b>."));
      return;
    }
  scale = (double) decoding->max_side
          / MAX (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf));
  if (scale < 1)
    scaled = gdk_pixbuf_scale_simple (
        pixbuf, MAX (1, (int) (gdk_pixbuf_get_width (pixbuf) * scale)),
        MAX (1, (int) (gdk_pixbuf_get_height (pixbuf) * scale)), GDK_INTERP_BILINEAR);
  else
    scaled = g_object_ref (pixbuf);
  shown = gdk_pixbuf_add_alpha (scaled, FALSE, 0, 0, 0);
  rows = get_rows (shown);
  g_task_return_pointer (task,
                         llm_image_pixels_new ((guint) gdk_pixbuf_get_width (shown),
                                               (guint) gdk_pixbuf_get_height (shown), rows),
                         (GDestroyNotify) llm_image_pixels_free);
}

static void
decoding_free (Decoding *decoding)
{
  g_bytes_unref (decoding->file);
  g_free (decoding);
}

static void
scaling_coder_decode_async (LlmImageCoder *coder,
                            GBytes *file,
                            guint max_side,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ScalingCoder *self = SCALING_CODER (coder);
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  Decoding *decoding = g_new0 (Decoding, 1);

  decoding->file = g_bytes_ref (file);
  decoding->max_side = max_side;
  g_task_set_source_tag (task, llm_image_coder_decode_async);
  g_task_set_task_data (task, decoding, (GDestroyNotify) decoding_free);
  g_string_append_printf (self->log, "%u ", max_side);
  if (self->holds)
    g_ptr_array_add (self->held, g_steal_pointer (&task));
  else
    decode (self, task);
}

static void
scaling_coder_iface_init (LlmImageCoderInterface *iface)
{
  iface->check_async = scaling_coder_check_async;
  iface->decode_async = scaling_coder_decode_async;
}

static void
scaling_coder_finalize (GObject *object)
{
  ScalingCoder *self = SCALING_CODER (object);

  g_string_free (self->log, TRUE);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (scaling_coder_parent_class)->finalize (object);
}

static void
scaling_coder_class_init (ScalingCoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scaling_coder_finalize;
}

static void
scaling_coder_init (ScalingCoder *self)
{
  self->log = g_string_new (NULL);
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
}

const char *
scaling_coder_get_log (ScalingCoder *self)
{
  return self->log->str;
}

void
scaling_coder_clear_log (ScalingCoder *self)
{
  g_string_truncate (self->log, 0);
}

void
scaling_coder_hold (ScalingCoder *self, gboolean hold)
{
  self->holds = hold;
  for (guint i = 0; !hold && i < self->held->len; i++)
    decode (self, self->held->pdata[i]);
  if (!hold)
    g_ptr_array_set_size (self->held, 0);
}

void
scaling_coder_fail_above (ScalingCoder *self, guint side)
{
  self->fail_above = side;
}

/* --- Both --- */

void
llm_stored_images_set_up (LlmStoredImages *self)
{
  self->blobs = fake_blobs_new ();
  self->coder = g_object_new (SCALING_TYPE_CODER, NULL);
  self->images = llm_images_new (LLM_BLOBS (self->blobs), LLM_IMAGE_CODER (self->coder));
}

static gboolean
is_alone (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

void
llm_stored_images_tear_down (LlmStoredImages *self)
{
  scaling_coder_hold (self->coder, FALSE);
  llm_ui_test_wait (is_alone, self->images);
  g_assert_finalize_object (self->images);
  g_assert_finalize_object (self->coder);
  g_assert_finalize_object (self->blobs);
}

GBytes *
llm_stored_images_make_png (guint width, guint height, guint32 rgba)
{
  guint8 *data = g_malloc ((gsize) width * height * 4);
  g_autoptr (GBytes) rows = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  for (gsize i = 0; i < (gsize) width * height; i++)
    {
      const guint32 color = i % width < STRIPE ? 0x000000ff : rgba;

      for (int byte = 0; byte < 4; byte++)
        data[i * 4 + (gsize) byte] = (guint8) (color >> (24 - 8 * byte));
    }
  rows = g_bytes_new_take (data, (gsize) width * height * 4);
  texture = gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8A8, rows,
                                    (gsize) width * 4);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmImage **image = user_data;
  g_autoptr (GError) error = NULL;

  *image = llm_images_add_finish (LLM_IMAGES (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

LlmImage *
llm_stored_images_add_bytes (LlmStoredImages *self,
                             GBytes *bytes,
                             const char *name,
                             const char *alt)
{
  LlmImage *image = NULL;

  llm_images_add_async (self->images, bytes, name, NULL, added_cb, &image);
  llm_ui_test_wait (is_set, &image);
  llm_image_set_alt (image, alt);
  return image;
}

LlmImage *
llm_stored_images_add (LlmStoredImages *self,
                       guint width,
                       guint height,
                       guint32 rgba,
                       const char *name,
                       const char *alt)
{
  g_autoptr (GBytes) png = llm_stored_images_make_png (width, height, rgba);

  return llm_stored_images_add_bytes (self, png, name, alt);
}
