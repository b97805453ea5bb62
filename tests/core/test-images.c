/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-error.h"
#include "llm-fake-blobs.h"
#include "llm-fake-coder.h"
#include "llm-images.h"

/* A GIF of 3 × 2 pixels, and what makes another of it. */
#define GIF "GIF89a\3\0\2\0\0\0\0"

typedef struct
{
  FakeBlobs *blobs;
  FakeCoder *coder;
  LlmImages *images;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->blobs = fake_blobs_new ();
  fixture->coder = fake_coder_new ();
  fixture->images = llm_images_new (LLM_BLOBS (fixture->blobs), LLM_IMAGE_CODER (fixture->coder));
  fixture->folder = g_dir_make_tmp ("llm-images-XXXXXX", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->images);
  g_assert_finalize_object (fixture->blobs);
  g_assert_finalize_object (fixture->coder);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

static void
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static GBytes *
make_gif (const char *tail)
{
  const gsize head = sizeof GIF - 1;
  const gsize length = strlen (tail);
  char *data = g_malloc (head + length);

  memcpy (data, GIF, head);
  memcpy (data + head, tail, length);
  return g_bytes_new_take (data, head + length);
}

static LlmImage *
add_bytes (Fixture *fixture, GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  llm_images_add_async (fixture->images, bytes, name, NULL, result_cb, &result);
  g_assert_null (result);
  wait_for (&result);
  return llm_images_add_finish (fixture->images, result, error);
}

static LlmImage *
add_gif (Fixture *fixture, const char *tail)
{
  g_autoptr (GBytes) bytes = make_gif (tail);
  g_autoptr (GError) error = NULL;
  LlmImage *image = add_bytes (fixture, bytes, "a.gif", &error);

  g_assert_no_error (error);
  return image;
}

/* --- Adding --- */

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmImage) image = add_gif (fixture, "x");
  g_autoptr (LlmImage) same = add_gif (fixture, "x");
  g_autoptr (LlmImage) other = add_gif (fixture, "y");
  const LlmImageFacts *facts = llm_image_get_facts (image);

  g_assert_cmpint (facts->format, ==, LLM_IMAGE_GIF);
  g_assert_cmpuint (facts->width, ==, 3);
  g_assert_cmpuint (facts->height, ==, 2);
  g_assert_cmpint (facts->size, ==, sizeof GIF);
  g_assert_cmpstr (llm_image_get_name (image), ==, "a.gif");
  g_assert_null (llm_image_get_alt (image));
  g_assert_cmpstr (llm_image_get_hash (image), ==, llm_image_get_hash (same));
  g_assert_cmpstr (llm_image_get_hash (image), !=, llm_image_get_hash (other));
  g_assert_cmpuint (fake_blobs_get_n_files (fixture->blobs), ==, 2);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_malloc0 (LLM_IMAGE_MAX_BYTES + 1);
  const struct
  {
    const char *data;
    gsize length;
    const char *words;
  } cases[] = {
    { "", 0, "“x.png”: The file is empty." },
    { "words", 5, "“x.png”: This is not an image" },
    { large, LLM_IMAGE_MAX_BYTES + 1, "“x.png”: The file is larger than" },
  };

  memcpy (large, GIF, sizeof GIF);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].data, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_assert_null (add_bytes (fixture, bytes, "x.png", &error));
      g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
      g_assert_true (g_str_has_prefix (error->message, cases[i].words));
    }
  g_assert_cmpuint (fake_blobs_get_n_files (fixture->blobs), ==, 0);
}

static LlmImage *
add_file (Fixture *fixture, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  llm_images_add_file_async (fixture->images, file, NULL, result_cb, &result);
  wait_for (&result);
  return llm_images_add_finish (fixture->images, result, error);
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a b.gif", NULL);
  g_autoptr (LlmImage) image = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, GIF, sizeof GIF, NULL));
  image = add_file (fixture, path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (llm_image_get_name (image), ==, "a b.gif");
  g_remove (path);

  g_assert_null (add_file (fixture, path, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "cannot be read"));
  g_clear_error (&error);

  /* Without an end: read up to what is too much. */
  g_assert_null (add_file (fixture, "/dev/zero", &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "larger than"));
}

/* Many at once come one after the other, each to whoever asked, and one that is bad or given
 * up holds none back. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[5] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *tail = g_strdup_printf ("%u", i);
      g_autoptr (GBytes) bytes = i == 1 ? g_bytes_new_static ("bad", 3) : make_gif (tail);

      llm_images_add_async (fixture->images, bytes, NULL, i == 2 ? cancellable : NULL, result_cb,
                            &results[i]);
    }
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (LlmImage) image = NULL;
      g_autoptr (GError) error = NULL;

      wait_for (&results[i]);
      image = llm_images_add_finish (fixture->images, results[i], &error);
      g_object_unref (results[i]);
      if (i == 1)
        g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
      else if (i == 2)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_nonnull (image);
    }
}

/* --- Reading --- */

static void
test_load (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmImage) image = add_gif (fixture, "x");
  g_autoptr (GBytes) expected = make_gif ("x");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) decoded = NULL;
  g_autoptr (GAsyncResult) shown = NULL;
  g_autoptr (GAsyncResult) gone = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LlmImagePixels) pixels = NULL;
  g_autoptr (LlmImagePixels) shown_pixels = NULL;
  g_autoptr (GError) error = NULL;
  const char *hash = llm_image_get_hash (image);

  llm_images_load_async (fixture->images, hash, NULL, result_cb, &result);
  wait_for (&result);
  bytes = llm_images_load_finish (fixture->images, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, expected));

  llm_images_decode_async (fixture->images, hash, 100, NULL, result_cb, &decoded);
  wait_for (&decoded);
  pixels = llm_images_decode_finish (fixture->images, decoded, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pixels->width, ==, 1);

  g_assert_true (fake_blobs_remove (fixture->blobs, hash));
  llm_images_decode_bytes_async (fixture->images, bytes, 100, NULL, result_cb, &shown);
  wait_for (&shown);
  shown_pixels = llm_images_decode_finish (fixture->images, shown, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shown_pixels->width, ==, 1);
  g_assert_cmpuint (fake_blobs_get_n_files (fixture->blobs), ==, 0);

  llm_images_load_async (fixture->images, hash, NULL, result_cb, &gone);
  wait_for (&gone);
  g_assert_null (llm_images_load_finish (fixture->images, gone, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
}

/* --- Preparing --- */

static const LlmImageLimits any = { 0xf, 100, 1000, 10, 10000 };
static const LlmImageLimits png_only = { 1 << LLM_IMAGE_PNG, 100, 1000, 10, 10000 };

static void
prepare (Fixture *fixture, LlmImage *image, const LlmImageLimits *limits, GAsyncResult **result)
{
  llm_images_prepare_async (fixture->images, image, limits, NULL, result_cb, result);
}

static LlmImageData *
get_prepared (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  LlmImageData *data;

  wait_for (result);
  data = llm_images_prepare_finish (fixture->images, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);
  return data;
}

/* Whoever asks for the same while it is made waits for it; later it is there. */
static void
test_prepare_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmImage) image = add_gif (fixture, "x");
  GAsyncResult *results[3] = { NULL };
  g_autoptr (LlmImageData) first = NULL;
  g_autoptr (LlmImageData) second = NULL;
  g_autoptr (LlmImageData) other = NULL;

  fake_coder_set_held (fixture->coder, TRUE);
  prepare (fixture, image, &any, &results[0]);
  prepare (fixture, image, &any, &results[1]);
  prepare (fixture, image, &png_only, &results[2]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fake_coder_get_n_prepared (fixture->coder), ==, 0);
  fake_coder_set_held (fixture->coder, FALSE);
  first = get_prepared (fixture, &results[0]);
  second = get_prepared (fixture, &results[1]);
  other = get_prepared (fixture, &results[2]);
  g_assert_cmpuint (fake_coder_get_n_prepared (fixture->coder), ==, 2);
  g_assert_true (first == second);
  g_assert_cmpstr (llm_image_data_get_mime_type (first), ==, "image/gif");
  g_assert_cmpstr (llm_image_data_get_mime_type (other), ==, "image/png");
  g_assert_cmpstr (llm_image_data_get_hash (first), ==, llm_image_get_hash (image));
  g_assert_cmpstr (llm_image_data_get_hash (other), !=, llm_image_get_hash (image));

  g_clear_pointer (&second, llm_image_data_unref);
  prepare (fixture, image, &any, &results[0]);
  second = get_prepared (fixture, &results[0]);
  g_assert_true (first == second);
  g_assert_cmpuint (fake_coder_get_n_prepared (fixture->coder), ==, 2);
}

/* What was refused is tried again: the file may have come back. */
static void
test_prepare_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmImage) image = add_gif (fixture, "x");
  g_autoptr (GBytes) bytes = make_gif ("x");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageData) prepared = NULL;

  fake_blobs_remove (fixture->blobs, llm_image_get_hash (image));
  prepare (fixture, image, &any, &result);
  wait_for (&result);
  g_assert_null (llm_images_prepare_finish (fixture->images, result, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_clear_object (&result);

  fake_blobs_add (fixture->blobs, bytes);
  prepare (fixture, image, &any, &result);
  prepared = get_prepared (fixture, &result);
  g_assert_nonnull (prepared);
}

/* --- Sweeping --- */

/* What someone may still send stays, whatever the history says. */
static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmImage) held = add_gif (fixture, "held");
  LlmImage *dropped = add_gif (fixture, "dropped");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  LlmBlobsSweep sweep = { 0 };

  g_assert_finalize_object (dropped);
  g_assert_cmpuint (fake_blobs_get_n_files (fixture->blobs), ==, 2);
  llm_images_sweep_async (fixture->images, 0, NULL, result_cb, &result);
  wait_for (&result);
  g_assert_true (llm_images_sweep_finish (fixture->images, result, &sweep, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sweep.n_orphans, ==, 1);
  g_assert_cmpuint (fake_blobs_get_n_files (fixture->blobs), ==, 1);
}

/* --- Descriptions --- */

static void
test_description (void)
{
  g_autofree char *hash = g_strnfill (64, 'a');
  const LlmImageFacts facts = { hash, LLM_IMAGE_PNG, 1234, 800, 600, FALSE, NULL };
  g_autoptr (LlmImage) image = llm_image_new (&facts, " evil\nname\x01 ", "");
  g_autofree char *long_alt = g_strnfill (LLM_IMAGE_ALT_MAX + 10, 'x');
  g_autofree char *text = llm_image_describe (image);

  g_assert_cmpstr (llm_image_get_name (image), ==, "evil name");
  g_assert_null (llm_image_get_alt (image));
  g_assert_true (g_str_has_prefix (text, "PNG, 800 × 600, "));
  llm_image_set_alt (image, "a\tdot\r\n");
  g_assert_cmpstr (llm_image_get_alt (image), ==, "a dot");
  llm_image_set_alt (image, long_alt);
  g_assert_cmpint (g_utf8_strlen (llm_image_get_alt (image), -1), ==, LLM_IMAGE_ALT_MAX);

  g_assert_true (llm_image_hash_is_valid (hash));
  hash[3] = '/';
  g_assert_false (llm_image_hash_is_valid (hash));
  g_assert_false (llm_image_hash_is_valid ("abc"));
  g_assert_false (llm_image_hash_is_valid (NULL));

  g_assert_cmpint (llm_image_estimate_tokens (1, 1), ==, 1);
  g_assert_cmpint (llm_image_estimate_tokens (750, 100), ==, 100);
  g_assert_cmpint (llm_image_estimate_tokens (65500, 65500), ==, 4800);
}

#define ADD(name, func) g_test_add ("/core/images/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("add", test_add);
  ADD ("refused", test_refused);
  ADD ("files", test_files);
  ADD ("many", test_many);
  ADD ("load", test_load);
  ADD ("prepare-once", test_prepare_once);
  ADD ("prepare-gone", test_prepare_gone);
  ADD ("sweep", test_sweep);
  g_test_add_func ("/core/images/description", test_description);

  return g_test_run ();
}
