/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-blob-folder.h"
#include "llm-fake-coder.h"
#include "llm-shell-test.h"
#include "llm-sqlite-store.h"
#include "llm-window-private.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Conversations with images as files, and back, on the real store. */

#define ID "dddddddd-1111-4222-8333-444444444444"

static const char *const files[] = { "picture.png", "picture.jpeg", "picture.gif" };

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
  char *dir;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");
  g_autoptr (LlmBlobs) blobs = llm_sqlite_blobs_new (LLM_SQLITE_STORE (store));
  g_autoptr (FakeCoder) coder = fake_coder_new ();
  g_autoptr (LlmImages) images = llm_images_new (blobs, LLM_IMAGE_CODER (coder));

  fixture->dir = g_dir_make_tmp ("llmselect-transfer-XXXXXX", NULL);
  llm_shell_test_set_up (&fixture->shell, store);
  llm_context_set_images (fixture->shell.context, images);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Toast;

static gboolean
has_toast (gpointer user_data)
{
  Toast *toast = user_data;

  return llm_ui_test_has_text (GTK_WIDGET (toast->fixture->window), toast->text);
}

static void
wait_toast (Fixture *fixture, const char *text)
{
  Toast toast = { fixture, text };

  llm_ui_test_wait (has_toast, &toast);
}

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "images", name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static char *
make_name (const char *file)
{
  g_autoptr (GBytes) bytes = load (file);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return g_strconcat (hash, strchr (file, '.'), NULL);
}

/* A chat whose prompt has the files as images. */
static char *
make_export (void)
{
  GString *json = g_string_new (
      "{\"format\":\"llmselect\",\"version\":1,\"conversations\":[{\"id\":\"" ID "\",\"kind\":"
      "\"chat\",\"title\":\"Images\",\"created_at\":1,\"active_id\":\"" ID "\",\"turns\":[{\"id\":"
      "\"" ID "\",\"created_at\":1,\"prompt\":\"What?\",\"answers\":[],\"images\":[");

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) bytes = load (files[i]);
      const gsize size = g_bytes_get_size (bytes);
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_autofree char *encoded = g_base64_encode (g_bytes_get_data (bytes, NULL), size);

      g_string_append_printf (json,
                              "%s{\"hash\":\"%s\",\"type\":\"image/%s\",\"width\":9,\"height\":9,"
                              "\"size\":%" G_GSIZE_FORMAT ",\"name\":\"%s\",\"data\":\"%s\"}",
                              i > 0 ? "," : "", hash, strchr (files[i], '.') + 1, size, files[i],
                              encoded);
    }
  g_string_append (json, "]}]}]}");
  return g_string_free (json, FALSE);
}

static void
import (Fixture *fixture)
{
  g_autofree char *json = make_export ();
  g_autofree char *path = g_build_filename (fixture->dir, "in.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  g_list_store_append (list, file);
  llm_window_import_files (fixture->window, G_LIST_MODEL (list));
  wait_toast (fixture, "1 conversation was imported.");
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static char *
export_to (Fixture *fixture, const char *name, LlmExportFormat format, const char *toast)
{
  static const char *const ids[] = { ID, NULL };
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  LlmExportOptions options;
  char *contents, *text;
  gsize length;

  llm_export_options_init (&options);
  llm_window_export_to_file (fixture->window, ids, format, &options, file);
  wait_toast (fixture, toast);
  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  for (gsize i = 0; i < length; i++)
    if (contents[i] == '\0')
      contents[i] = ' ';
  text = g_strndup (contents, length);
  g_free (contents);
  return text;
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    n++;
  return n;
}

/* What is in the history after an import is in every format. */
static void
test_formats (Fixture *fixture, gconstpointer data)
{
  g_autofree char *json = NULL;
  g_autofree char *html = NULL;
  g_autofree char *pdf = NULL;

  import (fixture);
  json = export_to (fixture, "a.json", LLM_EXPORT_JSON, "Exported as a.json");
  g_assert_cmpuint (count (json, "\"data\": \""), ==, G_N_ELEMENTS (files));
  /* What was found in them. */
  g_assert_cmpuint (count (json, "\"width\": 48"), ==, 1);
  html = export_to (fixture, "a.html", LLM_EXPORT_HTML, "Exported as a.html");
  g_assert_cmpuint (count (html, "<img src=\"data:image/"), ==, G_N_ELEMENTS (files));
  /* The coder of the tests makes nothing of a GIF that pages have. */
  pdf = export_to (fixture, "a.pdf", LLM_EXPORT_PDF, "Exported as a.pdf");
  g_assert_cmpuint (count (pdf, "/Subtype /Image"), ==, 2);
}

static void
test_markdown (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->dir, "a.images", NULL);
  g_autofree char *text = NULL;

  import (fixture);
  text = export_to (fixture, "a.md", LLM_EXPORT_MARKDOWN,
                    "Exported as a.md, with its images in a.images");
  g_assert_cmpuint (count (text, "](a.images/"), ==, G_N_ELEMENTS (files));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = make_name (files[i]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Where no folder can be made, as in a sandbox, there is still the text. */
static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *target = g_build_filename (fixture->dir, "nowhere", "x", NULL);
  g_autofree char *link = g_build_filename (fixture->dir, "a.images", NULL);
  g_autofree char *text = NULL;

  import (fixture);
  /* In the way, and leading nowhere. */
  g_assert_cmpint (symlink (target, link), ==, 0);
  text = export_to (fixture, "a.md", LLM_EXPORT_MARKDOWN,
                    "Exported as a.md. The images are only named: no folder can be made beside the "
                    "file");
  g_assert_cmpuint (count (text, "!["), ==, 0);
  g_assert_cmpuint (count (text, "picture.jpeg"), ==, 1);
  g_assert_cmpint (g_unlink (link), ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/window-transfer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("formats", test_formats);
  ADD ("markdown", test_markdown);
  ADD ("no-folder", test_no_folder);
  return g_test_run ();
}
