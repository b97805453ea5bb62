/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-test.h"
#include "llm-store-test.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  GAsyncResult *result;
  gboolean done;
} Call;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
  call->done = TRUE;
}

char *
image_test_hash (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

LlmImage *
image_test_make (const char *text, const char *name, const char *alt)
{
  g_autofree char *hash = image_test_hash (text);
  const LlmImageFacts facts = {
    .hash = hash,
    .format = LLM_IMAGE_PNG,
    .size = (gint64) strlen (text),
    .width = 4,
    .height = 3,
  };

  return llm_image_new (&facts, name, alt);
}

/* One answer, and an image for each of the texts. */
LlmComparison *
image_test_make_comparison (const char *prompt, const char *const *texts)
{
  LlmComparison *comparison = store_test_make_comparison (prompt, 1);
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; texts[i] != NULL; i++)
    g_ptr_array_add (images, image_test_make (texts[i], texts[i], NULL));
  llm_comparison_set_images (comparison, images);
  return comparison;
}

LlmBlobs *
image_test_open (LlmStore *store)
{
  return llm_sqlite_blobs_new (LLM_SQLITE_STORE (store));
}

char *
image_test_put (LlmBlobs *blobs, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL, FALSE };

  llm_blobs_put_async (blobs, bytes, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_blobs_put_finish (blobs, result, error);
}

char *
image_test_get (LlmBlobs *blobs, const char *hash, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  Call call = { NULL, FALSE };

  llm_blobs_get_async (blobs, hash, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  bytes = llm_blobs_get_finish (blobs, result, error);
  if (bytes == NULL)
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

gboolean
image_test_sweep (LlmBlobs *blobs,
                  gint64 expire_before,
                  const char *const *keep,
                  LlmBlobsSweep *sweep,
                  GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  Call call = { NULL, FALSE };

  llm_blobs_sweep_async (blobs, expire_before, keep, NULL, ready_cb, &call);
  store_test_wait (&call.done);
  result = call.result;
  return llm_blobs_sweep_finish (blobs, result, sweep, error);
}

/* Where the file of a hash is, beside a history in @folder. */
char *
image_test_get_path (const char *folder, const char *hash)
{
  const char start[] = { hash[0], hash[1], '\0' };

  return g_build_filename (folder, "images", start, hash, NULL);
}

/* Lets a file have been written so long ago. */
void
image_test_age (const char *path, gint64 microseconds)
{
  const gint64 then = (g_get_real_time () - microseconds) / G_USEC_PER_SEC;
  const struct timespec times[2] = { { .tv_sec = then }, { .tv_sec = then } };

  g_assert_no_errno (utimensat (AT_FDCWD, path, times, 0));
}
