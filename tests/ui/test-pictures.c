/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-fake-blobs.h"
#include "llm-fake-fetcher.h"
#include "llm-pictures.h"
#include "llm-pixbuf-coder.h"
#include "llm-ui-test.h"

#define URI "https://images.example.com/a.png"
#define OTHER_URI "https://images.example.com/b.png"

typedef struct
{
  LlmPictures *pictures;
  LlmFakeFetcher *fetcher;
  FakeBlobs *blobs;
  PixbufCoder *coder;
  LlmImages *images;
  guint n_changed;
} Test;

static void
changed_cb (LlmPictures *pictures, gpointer user_data)
{
  Test *test = user_data;

  test->n_changed++;
}

static void
set_up (Test *test, gconstpointer data)
{
  test->pictures = g_object_new (LLM_TYPE_PICTURES, NULL);
  test->fetcher = llm_fake_fetcher_new ();
  test->blobs = fake_blobs_new ();
  test->coder = pixbuf_coder_new ();
  test->images = llm_images_new (LLM_BLOBS (test->blobs), LLM_IMAGE_CODER (test->coder));
  llm_pictures_set_fetcher (test->pictures, LLM_FETCHER (test->fetcher), test->images);
  g_signal_connect (test->pictures, "changed", G_CALLBACK (changed_cb), test);
}

static void
tear_down (Test *test, gconstpointer data)
{
  if (test->pictures != NULL)
    g_assert_finalize_object (test->pictures);
  g_assert_finalize_object (test->fetcher);
  g_assert_finalize_object (test->images);
  g_object_unref (test->blobs);
  g_assert_finalize_object (test->coder);
}

static gboolean
has_changed (gpointer user_data)
{
  Test *test = user_data;

  return test->n_changed > 0;
}

static void
wait_for_change (Test *test)
{
  llm_ui_test_wait (has_changed, test);
  test->n_changed = 0;
}

static GBytes *
make_png (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  char *buffer = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, "png", NULL, NULL));
  return g_bytes_new_take (buffer, length);
}

static GdkPaintable *
create (Test *test, const char *uri, double max_width)
{
  const GdkRGBA black = { 0, 0, 0, 1 };

  return llm_pictures_create (test->pictures, LLM_PICTURE_IMAGE, uri, strlen (uri), 16, max_width,
                              &black);
}

static void
assert_absent (Test *test, const char *uri)
{
  g_autoptr (GdkPaintable) paintable = create (test, uri, 0);

  g_assert_null (paintable);
}

static void
answer (Test *test, int width, int height)
{
  g_autoptr (GBytes) png = make_png (width, height);

  llm_fake_fetcher_answer (test->fetcher, png);
}

/* Neither to be asked for nor to be drawn is a reason to fetch. */
static void
test_never_by_itself (Test *test, gconstpointer data)
{
  g_assert_true (llm_pictures_can_fetch (test->pictures));
  g_assert_false (llm_pictures_request (test->pictures, LLM_PICTURE_IMAGE, URI, strlen (URI)));
  assert_absent (test, URI);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
  llm_ui_test_run_for (100);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 0);
  g_assert_cmpuint (test->n_changed, ==, 0);
}

static void
test_fetch (Test *test, gconstpointer data)
{
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GdkPaintable) narrow = NULL;

  llm_pictures_fetch (test->pictures, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 1);
  g_assert_cmpstr (llm_fake_fetcher_get_uri (test->fetcher, 0), ==, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_max_size (test->fetcher), >, 0);
  assert_absent (test, URI);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));

  answer (test, 40, 20);
  wait_for_change (test);
  paintable = create (test, URI, 0);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 40);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, 20);
  narrow = create (test, URI, 10);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (narrow), ==, 5);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
  assert_absent (test, OTHER_URI);
}

/* The source need not end where the text does. */
static void
test_part_of_text (Test *test, gconstpointer data)
{
  const GdkRGBA black = { 0, 0, 0, 1 };
  g_autoptr (GdkPaintable) paintable = NULL;

  llm_pictures_fetch (test->pictures, URI);
  answer (test, 40, 20);
  wait_for_change (test);
  paintable = llm_pictures_create (test->pictures, LLM_PICTURE_IMAGE, URI ") and more",
                                   strlen (URI), 16, 100, &black);
  g_assert_nonnull (paintable);
}

/* Neither while it comes nor when it is there. */
static void
test_once (Test *test, gconstpointer data)
{
  llm_pictures_fetch (test->pictures, URI);
  llm_pictures_fetch (test->pictures, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 1);
  answer (test, 4, 2);
  wait_for_change (test);
  llm_pictures_fetch (test->pictures, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 1);
  llm_pictures_fetch (test->pictures, OTHER_URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 2);
  answer (test, 4, 2);
  wait_for_change (test);
}

static void
fail (Test *test, const char *message)
{
  llm_fake_fetcher_fail (test->fetcher, llm_error_new (LLM_ERROR_NETWORK, message, NULL));
  wait_for_change (test);
}

static void
test_error (Test *test, gconstpointer data)
{
  llm_pictures_fetch (test->pictures, URI);
  fail (test, "It did not come.");
  g_assert_cmpstr (llm_pictures_get_error (test->pictures, URI), ==, "It did not come.");
  g_assert_null (llm_pictures_get_error (test->pictures, OTHER_URI));
  assert_absent (test, URI);
  llm_ui_test_run_for (100);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 1);
}

static void
test_again (Test *test, gconstpointer data)
{
  g_autoptr (GdkPaintable) paintable = NULL;

  llm_pictures_fetch (test->pictures, URI);
  fail (test, "Once.");
  llm_pictures_fetch (test->pictures, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 2);
  /* While it is fetched again, nothing is wrong. */
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
  fail (test, "Twice.");
  g_assert_cmpstr (llm_pictures_get_error (test->pictures, URI), ==, "Twice.");
  llm_pictures_fetch (test->pictures, URI);
  answer (test, 40, 20);
  wait_for_change (test);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
  paintable = create (test, URI, 0);
  g_assert_nonnull (paintable);
}

static void
test_not_an_image (Test *test, gconstpointer data)
{
  g_autoptr (GBytes) html = g_bytes_new_static ("<html></html>", 13);

  llm_pictures_fetch (test->pictures, URI);
  llm_fake_fetcher_answer (test->fetcher, html);
  wait_for_change (test);
  g_assert_nonnull (strstr (llm_pictures_get_error (test->pictures, URI), "not an image"));
  assert_absent (test, URI);
  llm_pictures_fetch (test->pictures, URI);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (test->fetcher), ==, 2);
  answer (test, 4, 2);
  wait_for_change (test);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
}

/* Those that come together are told together. */
static void
test_gathered (Test *test, gconstpointer data)
{
  llm_pictures_fetch (test->pictures, URI);
  llm_pictures_fetch (test->pictures, OTHER_URI);
  llm_fake_fetcher_fail (test->fetcher, llm_error_new (LLM_ERROR_NETWORK, "One.", NULL));
  llm_fake_fetcher_fail (test->fetcher, llm_error_new (LLM_ERROR_NETWORK, "Other.", NULL));
  llm_ui_test_wait (has_changed, test);
  llm_ui_test_run_for (100);
  g_assert_cmpuint (test->n_changed, ==, 1);
}

/* A display may go while something comes. */
static void
test_dispose (Test *test, gconstpointer data)
{
  llm_pictures_fetch (test->pictures, URI);
  llm_pictures_fetch (test->pictures, OTHER_URI);
  g_object_run_dispose (G_OBJECT (test->pictures));
  answer (test, 4, 2);
  llm_fake_fetcher_fail (test->fetcher, llm_error_new (LLM_ERROR_NETWORK, "Gone.", NULL));
  llm_ui_test_run_for (100);
  g_assert_cmpuint (test->n_changed, ==, 0);
  assert_absent (test, URI);
}

static void
test_no_fetcher (Test *test, gconstpointer data)
{
  llm_pictures_set_fetcher (test->pictures, NULL, test->images);
  g_assert_false (llm_pictures_can_fetch (test->pictures));
  llm_pictures_fetch (test->pictures, URI);
  llm_ui_test_run_for (100);
  g_assert_cmpuint (test->n_changed, ==, 0);
  g_assert_null (llm_pictures_get_error (test->pictures, URI));
}

static void
test_no_typesetter (Test *test, gconstpointer data)
{
  const LlmPictureKind kinds[] = { LLM_PICTURE_INLINE, LLM_PICTURE_DISPLAY, LLM_PICTURE_DIAGRAM };
  const GdkRGBA black = { 0, 0, 0, 1 };

  llm_pictures_set_typesetter (test->pictures, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_assert_false (llm_pictures_request (test->pictures, kinds[i], "x^2", 3));
      g_assert_null (llm_pictures_create (test->pictures, kinds[i], "x^2", 3, 16, 100, &black));
    }
  llm_ui_test_run_for (100);
  g_assert_cmpuint (test->n_changed, ==, 0);
}

static void
test_display (void)
{
  GdkDisplay *display = gdk_display_get_default ();
  LlmPictures *pictures = llm_pictures_get_for_display (display);

  g_assert_true (llm_pictures_get_for_display (display) == pictures);
  g_assert_false (llm_pictures_can_fetch (pictures));
}

static void
add (const char *path, void (*function) (Test *test, gconstpointer data))
{
  g_test_add (path, Test, NULL, set_up, function, tear_down);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  add ("/ui/pictures/never-by-itself", test_never_by_itself);
  add ("/ui/pictures/fetch", test_fetch);
  add ("/ui/pictures/part-of-text", test_part_of_text);
  add ("/ui/pictures/once", test_once);
  add ("/ui/pictures/error", test_error);
  add ("/ui/pictures/again", test_again);
  add ("/ui/pictures/not-an-image", test_not_an_image);
  add ("/ui/pictures/gathered", test_gathered);
  add ("/ui/pictures/dispose", test_dispose);
  add ("/ui/pictures/no-fetcher", test_no_fetcher);
  add ("/ui/pictures/no-typesetter", test_no_typesetter);
  g_test_add_func ("/ui/pictures/display", test_display);

  return g_test_run ();
}
