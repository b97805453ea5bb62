/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-coder.h"

struct _FakeCoder
{
  GObject parent_instance;

  gboolean held;
  GPtrArray *waiting; /* GTask */
  guint n_prepared;
};

static gboolean
read_header (GBytes *file, LlmImageHeader *header, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  return llm_image_header_read (header, data, length, error)
         && llm_image_header_check (header, error);
}

static void
fake_coder_check_async (LlmImageCoder *coder,
                        GBytes *file,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  LlmImageHeader header;
  GError *error = NULL;

  if (read_header (file, &header, &error))
    g_task_return_pointer (task,
                           llm_image_check_new (file, header.format, header.width, header.height),
                           (GDestroyNotify) llm_image_check_free);
  else
    g_task_return_error (task, error);
}

static GBytes *
convert (GBytes *file)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (file, &length);

  g_byte_array_append (bytes, (const guint8 *) "png", 3);
  g_byte_array_append (bytes, data, (guint) length);
  return g_byte_array_free_to_bytes (bytes);
}

static void
prepare (FakeCoder *self, GTask *task)
{
  LlmImageData *data = g_task_get_task_data (task);

  self->n_prepared++;
  g_task_return_pointer (task, llm_image_data_ref (data), (GDestroyNotify) llm_image_data_unref);
}

static void
fake_coder_prepare_async (LlmImageCoder *coder,
                          GBytes *file,
                          const LlmImageLimits *limits,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  FakeCoder *self = FAKE_CODER (coder);
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  g_autoptr (GBytes) bytes = NULL;
  LlmImageHeader header;
  GError *error = NULL;

  if (!read_header (file, &header, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if ((limits->formats & 1u << header.format) != 0)
    bytes = g_bytes_ref (file);
  else
    {
      bytes = convert (file);
      header.format = LLM_IMAGE_PNG;
    }
  g_task_set_task_data (task,
                        llm_image_data_new (bytes, header.format, header.width, header.height),
                        (GDestroyNotify) llm_image_data_unref);
  if (self->held)
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
  else
    prepare (self, task);
}

static void
fake_coder_decode_async (LlmImageCoder *coder,
                         GBytes *file,
                         guint max_side,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (coder, cancellable, callback, user_data);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\xff\xff\xff\xff", 4);

  g_task_return_pointer (task, llm_image_pixels_new (1, 1, bytes),
                         (GDestroyNotify) llm_image_pixels_free);
}

static void
coder_init (LlmImageCoderInterface *iface)
{
  iface->check_async = fake_coder_check_async;
  iface->prepare_async = fake_coder_prepare_async;
  iface->decode_async = fake_coder_decode_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeCoder,
                               fake_coder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_IMAGE_CODER, coder_init))

static void
fake_coder_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_CODER (object)->waiting);

  G_OBJECT_CLASS (fake_coder_parent_class)->finalize (object);
}

static void
fake_coder_class_init (FakeCoderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_coder_finalize;
}

static void
fake_coder_init (FakeCoder *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

FakeCoder *
fake_coder_new (void)
{
  return g_object_new (FAKE_TYPE_CODER, NULL);
}

void
fake_coder_set_held (FakeCoder *self, gboolean held)
{
  self->held = held;
  for (guint i = 0; !held && i < self->waiting->len; i++)
    prepare (self, self->waiting->pdata[i]);
  if (!held)
    g_ptr_array_set_size (self->waiting, 0);
}

guint
fake_coder_get_n_prepared (FakeCoder *self)
{
  return self->n_prepared;
}
