/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* What goes wrong with the helper itself: it is killed, it stands still, it is not there;
 * images that take much; drawings that want to read other files. */

#include "helper-test.h"
#include "image-corpus.h"
#include "image-test.h"
#include "llm-error.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A number from what the kernel tells of a process, or -1. */
static gint64
get_status (int pid, const char *key)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *status = NULL;
  const char *found;

  if (!g_file_get_contents (path, &status, NULL, NULL))
    return -1;
  found = strstr (status, key);
  return found != NULL ? g_ascii_strtoll (found + strlen (key), NULL, 10) : -1;
}

/* The helper that is running, or 0. */
static int
find_helper (void)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *entry;

  while ((entry = g_dir_read_name (proc)) != NULL)
    {
      const int pid = atoi (entry);

      if (pid > 0 && get_status (pid, "\nPPid:") == (int) getpid ()
          && helper_test_process_is_there (pid))
        return pid;
    }
  return 0;
}

/* Large, and quickly told apart from what a helper has that does nothing. */
#define BUSY_KB (50 * 1024)

/* One that is in the middle of a large image; not the one that is given. */
static gboolean
is_busy (gpointer data)
{
  int *pid = data;
  const int found = find_helper ();

  if (found == 0 || found == *pid || get_status (found, "\nVmRSS:") < BUSY_KB)
    return FALSE;
  *pid = found;
  return TRUE;
}

/* Each a little different, so that none is known already. */
static GBytes *
make_large (guint n)
{
  return corpus_png_blank (6000 - n, 6000);
}

static void
assert_works (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);
  g_autoptr (GBytes) file = corpus_save (pixbuf, "png", NULL, NULL);
  g_autoptr (LlmImagePixels) pixels = image_test_decode_good (file);

  image_test_assert_picture (pixels, 0);
}

/* --- The end of the helper --- */

static void
assert_refused (HelperCall *call, const char *words)
{
  g_autoptr (GError) error = NULL;

  helper_call_wait (call);
  g_assert_null (llm_image_coder_check_finish (image_test_coder, call->result, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == LLM_ERROR);
  g_assert_nonnull (strstr (error->message, words));
}

/* A decoder that crashes on an image does so twice, and is not asked a third time. */
static void
test_killed (gconstpointer data)
{
  const int number = GPOINTER_TO_INT (data);
  g_autoptr (GBytes) file = make_large ((guint) number);
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (HelperCall) again = helper_call_new ();
  int pid = 0;

  assert_works ();
  llm_image_coder_check_async (image_test_coder, file, NULL, helper_call_cb, call);
  for (guint i = 0; i < 2; i++)
    {
      helper_test_wait_for (is_busy, &pid);
      kill (pid, number);
    }
  assert_refused (call, "The image cannot be decoded: the decoder failed on it.");
  assert_works ();
  llm_image_coder_check_async (image_test_coder, file, NULL, helper_call_cb, again);
  assert_refused (again, "the decoder failed on it");
}

/* Killed once, by chance or for want of memory: the image is tried once more. */
static void
test_killed_once (void)
{
  g_autoptr (GBytes) file = make_large (1);
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageCheck) found = NULL;
  int pid = 0;

  assert_works ();
  llm_image_coder_check_async (image_test_coder, file, NULL, helper_call_cb, call);
  helper_test_wait_for (is_busy, &pid);
  kill (pid, SIGSEGV);
  helper_call_wait (call);
  found = llm_image_coder_check_finish (image_test_coder, call->result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->width, ==, 5999);
}

static gboolean
is_gone (gpointer data)
{
  return !helper_test_process_is_there (*(int *) data);
}

static void
test_hung (void)
{
  const LlmHelperTimes hasty = { 60000, 500, 60000, 60000 };
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);
  g_autoptr (GBytes) file = corpus_save (pixbuf, "jpeg", NULL, NULL);
  g_autoptr (HelperCall) call = helper_call_new ();
  int pid;

  assert_works ();
  pid = find_helper ();
  g_assert_cmpint (pid, >, 0);
  kill (pid, SIGSTOP);
  llm_image_helper_set_times (LLM_IMAGE_HELPER (image_test_coder), &hasty);
  llm_image_coder_check_async (image_test_coder, file, NULL, helper_call_cb, call);
  assert_refused (call, "takes too long");
  helper_test_wait_for (is_gone, &pid);
  llm_image_helper_set_times (LLM_IMAGE_HELPER (image_test_coder), &image_test_times);
  assert_works ();
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) file = make_large (4);
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int pid = 0;

  llm_image_coder_check_async (image_test_coder, file, cancellable, helper_call_cb, call);
  helper_test_wait_for (is_busy, &pid);
  g_cancellable_cancel (cancellable);
  helper_call_wait (call);
  g_assert_null (llm_image_coder_check_finish (image_test_coder, call->result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_works ();
}

static void
test_missing (void)
{
  g_autoptr (LlmImageCoder) missing = llm_image_helper_new ("/nonexistent/llmselect-image");
  g_autoptr (GBytes) file = g_bytes_new_static ("x", 1);
  g_autoptr (HelperCall) call = helper_call_new ();
  g_autoptr (GError) error = NULL;

  llm_image_coder_decode_async (missing, file, 100, NULL, helper_call_cb, call);
  helper_call_wait (call);
  g_assert_null (llm_image_coder_decode_finish (missing, call->result, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "does not start"));
}

/* --- Images that take much --- */

static void
test_largest (void)
{
  g_autoptr (GBytes) file = corpus_png_blank (10000, 10000);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageCheck) found = image_test_check (file, &error);
  g_autoptr (LlmImagePixels) pixels = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (found->width, ==, 10000);
  g_assert_cmpuint (found->height, ==, 10000);
  /* Smaller than what was asked for, as much as an answer holds. */
  pixels = image_test_decode (file, 10000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pixels->width, ==, pixels->height);
  g_assert_cmpuint (pixels->width, >, 3500);
  g_assert_cmpuint (pixels->width, <=, 4096);
}

/* Each frame is nothing, but there are a hundred thousand, on a large screen. */
static void
test_many_frames (void)
{
  g_autoptr (GBytes) gif = corpus_gif (1, 1, 100000);
  gsize length;
  guint8 *data = g_bytes_unref_to_data (g_steal_pointer (&gif), &length);
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageCheck) found = NULL;

  memcpy (data + 6, "\xb8\x0b\xb8\x0b", 4);
  file = g_bytes_new_take (data, length);
  found = image_test_check (file, &error);
  g_assert_no_error (error);
  g_assert_true (found->animated);
  g_assert_cmpuint (found->width, ==, 3000);
}

/* What a file of every format becomes when bytes of it are others: an image or a sentence. */
static void
test_mutated (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);
  GBytes *files[] = {
    corpus_save (pixbuf, "png", NULL, NULL),
    corpus_save (pixbuf, "jpeg", NULL, NULL),
    corpus_save (pixbuf, "tiff", NULL, NULL),
    corpus_save (pixbuf, "bmp", NULL, NULL),
    corpus_gif (24, 16, 2),
    corpus_webp_with_exif (6),
    corpus_webp_animated (),
    corpus_jpeg_cmyk (),
    corpus_png_16 (24, 16),
    corpus_png_animated (),
  };

  for (guint i = 0; i < 400; i++)
    {
      gsize length;
      guint8 *data = g_memdup2 (g_bytes_get_data (files[i % G_N_ELEMENTS (files)], &length),
                                g_bytes_get_size (files[i % G_N_ELEMENTS (files)]));
      g_autoptr (GBytes) file = NULL;
      g_autoptr (LlmImagePixels) pixels = NULL;
      g_autoptr (GError) error = NULL;

      for (gint32 n = g_test_rand_int_range (1, 5); n > 0; n--)
        data[g_test_rand_int_range (0, (gint32) length)] = (guint8) g_test_rand_int_range (0, 256);
      file = g_bytes_new_take (data, length);
      pixels = image_test_decode (file, 64, &error);
      if (pixels == NULL)
        g_assert_true (g_error_matches (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED)
                       || g_error_matches (error, LLM_ERROR, LLM_ERROR_PROTOCOL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_bytes_unref (files[i]);
  assert_works ();
}

/* --- Drawings --- */

static GBytes *
make_svg (const char *head, const char *body)
{
  char *text = g_strconcat ("<?xml version=\"1.0\"?>\n", head,
                            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"32\" "
                            "xmlns:xlink=\"http://www.w3.org/1999/xlink\">",
                            body, "</svg>", NULL);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
skip_svg (void)
{
  if (image_test_can_decode ("image/svg+xml"))
    return FALSE;
  g_test_skip ("there is no decoder for SVG");
  return TRUE;
}

static void
test_svg (void)
{
  g_autoptr (GBytes) file = make_svg ("<!-- a comment -->\n<!DOCTYPE svg PUBLIC \"a\" \"b\">",
                                      "<rect width=\"32\" height=\"32\" fill=\"#ff0000\"/>");
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageCheck) found = NULL;
  g_autoptr (LlmImagePixels) pixels = NULL;

  if (skip_svg ())
    return;
  found = image_test_check (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->converted, ==, "SVG");
  g_assert_cmpint (found->format, ==, LLM_IMAGE_PNG);
  /* Large enough that a model can read what is written in it. */
  g_assert_cmpuint (found->width, ==, 1024);
  g_assert_cmpuint (found->height, ==, 512);
  pixels = image_test_decode_good (found->bytes);
  image_test_assert_color (pixels, 200, 256, 0xff0000ff, 0);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (pixels->bytes, NULL))[1000 * 4 + 3], ==, 0);
}

/* A drawing that names a file gets nothing of it. */
static void
test_svg_outside (void)
{
  g_autofree char *folder = g_dir_make_tmp ("llmselect-image-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "red.png", NULL);
  g_autofree char *text_path = g_build_filename (folder, "red.svg", NULL);
  g_autoptr (GdkPixbuf) red = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 32);
  g_autoptr (GBytes) png = NULL;
  g_autofree char *image = NULL;
  g_autofree char *use = NULL;
  g_autofree char *include = NULL;
  g_autofree char *style = NULL;
  g_autofree char *entity = NULL;
  const char *red_rect = "<rect xmlns='http://www.w3.org/2000/svg' id='r' width='64' height='32' "
                         "fill='red'/>";
  const char *cases[5][2];

  if (skip_svg ())
    return;
  gdk_pixbuf_fill (red, 0xff0000ff);
  png = corpus_save (red, "png", NULL, NULL);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (png, NULL),
                                      (gssize) g_bytes_get_size (png), NULL));
  g_assert_true (g_file_set_contents (text_path, red_rect, -1, NULL));
  image = g_strdup_printf ("<image width='64' height='32' xlink:href='file://%s'/>", path);
  use = g_strdup_printf ("<use xlink:href='file://%s#r'/>", text_path);
  include = g_strdup_printf ("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' "
                             "href='file://%s'/>",
                             text_path);
  style = g_strdup_printf ("<style>@import url('file://%s');</style>", text_path);
  entity = g_strdup_printf ("<!DOCTYPE svg [<!ENTITY e SYSTEM 'file://%s'>]>", text_path);
  cases[0][0] = cases[1][0] = cases[2][0] = cases[3][0] = "";
  cases[0][1] = image;
  cases[1][1] = use;
  cases[2][1] = include;
  cases[3][1] = style;
  cases[4][0] = entity;
  cases[4][1] = "&e;";
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) file = make_svg (cases[i][0], cases[i][1]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmImagePixels) pixels = image_test_decode (file, 100, &error);
      const guint8 *data = pixels != NULL ? g_bytes_get_data (pixels->bytes, NULL) : NULL;

      /* The drawing is drawn, but for what is elsewhere. */
      if (i < 4)
        g_assert_no_error (error);
      for (gsize n = 0; pixels != NULL && n < g_bytes_get_size (pixels->bytes); n += 4)
        g_assert_cmpuint (data[n + 3], ==, 0);
    }
  g_remove (path);
  g_remove (text_path);
  g_rmdir (folder);
}

/* Entities that would be a billion characters, groups that would be a billion shapes. */
static void
test_svg_bomb (void)
{
  g_autoptr (GString) entities = g_string_new ("<!DOCTYPE svg [<!ENTITY e0 'aaaaaaaaaa'>");
  g_autoptr (GString) groups = g_string_new ("<g id='g0'><rect width='9' height='9'/></g>");

  if (skip_svg ())
    return;
  for (guint i = 1; i <= 9; i++)
    {
      g_string_append_printf (entities, "<!ENTITY e%u '", i);
      g_string_append_printf (groups, "<g id='g%u'>", i);
      for (guint k = 0; k < 10; k++)
        {
          g_string_append_printf (entities, "&e%u;", i - 1);
          g_string_append_printf (groups, "<use xlink:href='#g%u'/>", i - 1);
        }
      g_string_append (entities, "'>");
      g_string_append (groups, "</g>");
    }
  g_string_append (entities, "]>");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) file
          = i == 0 ? make_svg (entities->str, "<text>&e9;</text>") : make_svg ("", groups->str);
      g_autoptr (GError) error = NULL;

      g_assert_null (image_test_check (file, &error));
      g_assert_true (error->domain == LLM_ERROR);
      g_test_message ("%s", error->message);
      assert_works ();
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  image_test_start ();

  g_test_add_data_func ("/platform/image-faults/killed/kill", GINT_TO_POINTER (SIGKILL),
                        test_killed);
  g_test_add_data_func ("/platform/image-faults/killed/segv", GINT_TO_POINTER (SIGSEGV),
                        test_killed);
  g_test_add_func ("/platform/image-faults/killed-once", test_killed_once);
  g_test_add_func ("/platform/image-faults/hung", test_hung);
  g_test_add_func ("/platform/image-faults/cancelled", test_cancelled);
  g_test_add_func ("/platform/image-faults/missing", test_missing);
  g_test_add_func ("/platform/image-faults/largest", test_largest);
  g_test_add_func ("/platform/image-faults/many-frames", test_many_frames);
  g_test_add_func ("/platform/image-faults/mutated", test_mutated);
  g_test_add_func ("/platform/image-faults/svg/good", test_svg);
  g_test_add_func ("/platform/image-faults/svg/outside", test_svg_outside);
  g_test_add_func ("/platform/image-faults/svg/bomb", test_svg_bomb);

  return image_test_run ();
}
