/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-fake-blobs.h"

static void
add_model (LlmCatalog *catalog, const char *id, const char *name, gboolean vision)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "demo";
  facts.id = id;
  facts.name = name;
  facts.vision = vision;
  facts.known = LLM_MODEL_KNOWS_VISION;
  facts.context_window = 128000;
  model = llm_model_new (&facts);
  llm_catalog_add (catalog, model);
}

void
llm_image_test_set_up (LlmImageTest *test, LlmStore *store)
{
  g_autoptr (FakeBlobs) blobs = fake_blobs_new ();
  g_autoptr (GError) error = NULL;
  LlmCatalog *catalog;

  llm_shell_test_set_up (&test->shell, store);
  catalog = llm_context_get_catalog (test->shell.context);
  add_model (catalog, "eagle", "Eagle", TRUE);
  add_model (catalog, "hawk", "Hawk", TRUE);
  add_model (catalog, "mole", "Mole", FALSE);
  test->coder = pixbuf_coder_new ();
  test->images = llm_images_new (LLM_BLOBS (blobs), LLM_IMAGE_CODER (test->coder));
  test->fetcher = llm_fake_fetcher_new ();
  llm_context_set_images (test->shell.context, test->images);
  llm_context_set_fetcher (test->shell.context, LLM_FETCHER (test->fetcher));
  test->dir = g_dir_make_tmp ("llm-images-XXXXXX", &error);
  g_assert_no_error (error);
}

void
llm_image_test_tear_down (LlmImageTest *test)
{
  g_autoptr (GDir) dir = g_dir_open (test->dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (test->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (test->dir);
  g_free (test->dir);
  llm_shell_test_tear_down (&test->shell);
  g_assert_finalize_object (test->images);
  g_assert_finalize_object (test->coder);
  g_assert_finalize_object (test->fetcher);
}

static GFile *
make_file (LlmImageTest *test, const char *name, const char *data, gsize length)
{
  g_autofree char *path = g_build_filename (test->dir, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) length, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

GFile *
llm_image_test_make_file (LlmImageTest *test, const char *name, int width, int height)
{
  g_autoptr (GBytes) bytes
      = pixbuf_coder_make_png (width, height, 0x3070a0ffu + (guint32) width * 0x1000000u);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return make_file (test, name, data, length);
}

GFile *
llm_image_test_make_text (LlmImageTest *test, const char *name, const char *text)
{
  return make_file (test, name, text, strlen (text));
}

typedef struct
{
  LlmImageStrip *strip;
  guint n;
} Expected;

static gboolean
is_there (gpointer user_data)
{
  const Expected *expected = user_data;

  return llm_image_strip_get_n_images (expected->strip) == expected->n
         && llm_image_strip_get_n_pending (expected->strip) == 0;
}

void
llm_image_test_wait (LlmImageStrip *strip, guint n)
{
  Expected expected = { strip, n };

  llm_ui_test_wait (is_there, &expected);
}
