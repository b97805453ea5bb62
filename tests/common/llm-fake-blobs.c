/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-blobs.h"

struct _FakeBlobs
{
  GObject parent_instance;

  GHashTable *files; /* hash to GBytes */
  guint n_sweeps;
  gint64 expire_before; /* that the last sweep was told */
};

const char *
fake_blobs_add (FakeBlobs *self, GBytes *bytes)
{
  char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  g_hash_table_replace (self->files, hash, g_bytes_ref (bytes));
  return hash;
}

gboolean
fake_blobs_remove (FakeBlobs *self, const char *hash)
{
  return g_hash_table_remove (self->files, hash);
}

guint
fake_blobs_get_n_files (FakeBlobs *self)
{
  return g_hash_table_size (self->files);
}

guint
fake_blobs_get_n_sweeps (FakeBlobs *self)
{
  return self->n_sweeps;
}

gint64
fake_blobs_get_expire_before (FakeBlobs *self)
{
  return self->expire_before;
}

static void
fake_blobs_put_async (LlmBlobs *blobs,
                      GBytes *bytes,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (blobs, cancellable, callback, user_data);

  g_task_return_pointer (task, g_strdup (fake_blobs_add (FAKE_BLOBS (blobs), bytes)), g_free);
}

static void
fake_blobs_get_async (LlmBlobs *blobs,
                      const char *hash,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (blobs, cancellable, callback, user_data);
  GBytes *bytes = g_hash_table_lookup (FAKE_BLOBS (blobs)->files, hash);

  if (bytes != NULL)
    g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file %s", hash);
}

/* While nobody adds or removes one. */
static GBytes *
fake_blobs_read (LlmBlobs *blobs, const char *hash, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (FAKE_BLOBS (blobs)->files, hash);

  if (bytes != NULL)
    return g_bytes_ref (bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no file %s", hash);
  return NULL;
}

static void
fake_blobs_sweep_async (LlmBlobs *blobs,
                        gint64 expire_before,
                        const char *const *keep,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (blobs, cancellable, callback, user_data);
  LlmBlobsSweep *sweep = g_new0 (LlmBlobsSweep, 1);
  GHashTableIter iter;
  gpointer hash, bytes;

  FAKE_BLOBS (blobs)->n_sweeps++;
  FAKE_BLOBS (blobs)->expire_before = expire_before;
  g_hash_table_iter_init (&iter, FAKE_BLOBS (blobs)->files);
  while (g_hash_table_iter_next (&iter, &hash, &bytes))
    {
      if (g_strv_contains (keep, hash))
        continue;
      sweep->n_orphans++;
      sweep->n_bytes += (gint64) g_bytes_get_size (bytes);
      g_hash_table_iter_remove (&iter);
    }
  g_task_return_pointer (task, sweep, g_free);
}

static void
blobs_init (LlmBlobsInterface *iface)
{
  iface->put_async = fake_blobs_put_async;
  iface->get_async = fake_blobs_get_async;
  iface->read = fake_blobs_read;
  iface->sweep_async = fake_blobs_sweep_async;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBlobs,
                               fake_blobs,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_BLOBS, blobs_init))

static void
fake_blobs_finalize (GObject *object)
{
  g_hash_table_unref (FAKE_BLOBS (object)->files);

  G_OBJECT_CLASS (fake_blobs_parent_class)->finalize (object);
}

static void
fake_blobs_class_init (FakeBlobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_blobs_finalize;
}

static void
fake_blobs_init (FakeBlobs *self)
{
  self->files
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

FakeBlobs *
fake_blobs_new (void)
{
  return g_object_new (FAKE_TYPE_BLOBS, NULL);
}
