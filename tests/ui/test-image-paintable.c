/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-error.h"
#include "llm-image-header.h"
#include "llm-image-paintable.h"
#include "llm-ui-test.h"

/* --- Images --- */

#define RED 0xff0000ff
#define BLUE 0x0000ffff

/* All of it in one colour. */
static GBytes *
save (const char *type, int width, int height, guint32 color)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *buffer = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, color);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &length, type, &error, NULL));
  g_assert_no_error (error);
  return g_bytes_new_take (buffer, length);
}

static GBytes *
add_exif_orientation (GBytes *jpeg, guint8 orientation)
{
  const guint8 exif[] = { /* the segment */
                          0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0,
                          /* TIFF, with its directory at once */
                          'I', 'I', '*', 0, 8, 0, 0, 0,
                          /* one entry: the orientation, one short number */
                          1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0
  };
  GByteArray *bytes = g_byte_array_new ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (jpeg, &length);

  g_byte_array_append (bytes, data, 2);
  g_byte_array_append (bytes, exif, sizeof exif);
  g_byte_array_append (bytes, data + 2, (guint) length - 2);
  return g_byte_array_free_to_bytes (bytes);
}

/* Two frames of one pixel: a red one, then a blue one. */
static GBytes *
make_gif (void)
{
  static const guint8 gif[]
      = { 'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0, 0x80, 0, 0, 0xff, 0, 0, 0, 0, 0xff,
          /* the red frame */
          0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0,
          /* the blue one */
          0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0,
          /* the end */
          0x3b };

  return g_bytes_new_static (gif, sizeof gif);
}

/* A PNG of that size by its header, and without any pixels. */
static GBytes *
make_bomb (guint32 width, guint32 height)
{
  guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
                   0,    0,   0,   0,   0,    0,    0,    8,    2, 0, 0, 0,  0,   0,   0,   0 };

  for (guint i = 0; i < 4; i++)
    {
      png[16 + i] = (guint8) (width >> (24 - 8 * i));
      png[20 + i] = (guint8) (height >> (24 - 8 * i));
    }
  return g_bytes_new (png, sizeof png);
}

/* --- Decoding --- */

typedef struct
{
  GdkTexture *texture;
  GError *error;
  gboolean done;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_object (&outcome->texture);
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
decoded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->texture = llm_image_decode_finish (result, &outcome->error);
  outcome->done = TRUE;
  g_assert_true ((outcome->texture != NULL) == (outcome->error == NULL));
}

static gboolean
is_done (gpointer user_data)
{
  Outcome *outcome = user_data;

  return outcome->done;
}

static void
decode (GBytes *bytes, Outcome *outcome)
{
  llm_image_decode_async (bytes, NULL, decoded_cb, outcome);
  llm_ui_test_wait (is_done, outcome);
  if (outcome->error != NULL)
    g_test_message ("%s (%s)", outcome->error->message, llm_error_get_detail (outcome->error));
}

static void
decode_fails (GBytes *bytes, LlmErrorCode code, const char *words)
{
  g_auto (Outcome) outcome = { NULL };

  decode (bytes, &outcome);
  g_assert_error (outcome.error, LLM_ERROR, (int) code);
  g_assert_nonnull (strstr (outcome.error->message, words));
}

/* JPEG does not keep a colour exactly. */
static void
assert_color (GdkTexture *texture, guint32 color)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * sizeof *pixels);
  for (guint i = 0; i < 3; i++)
    {
      const int found = (int) (pixels[0] >> (16 - 8 * i) & 0xff);
      const int expected = (int) (color >> (24 - 8 * i) & 0xff);

      g_assert_cmpint (ABS (found - expected), <, 5);
    }
}

static void
assert_decoded (const Outcome *outcome, int width, int height)
{
  g_assert_no_error (outcome->error);
  g_assert_cmpint (gdk_texture_get_width (outcome->texture), ==, width);
  g_assert_cmpint (gdk_texture_get_height (outcome->texture), ==, height);
}

static void
test_decode (void)
{
  static const char *const types[] = { "png", "jpeg" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) bytes = save (types[i], 40, 20, RED);
      g_auto (Outcome) outcome = { NULL };

      decode (bytes, &outcome);
      assert_decoded (&outcome, 40, 20);
      assert_color (outcome.texture, RED);
    }
}

static void
test_animation (void)
{
  g_autoptr (GBytes) bytes = make_gif ();
  g_auto (Outcome) outcome = { NULL };

  decode (bytes, &outcome);
  assert_decoded (&outcome, 1, 1);
  assert_color (outcome.texture, RED);
}

/* Its decoder is not a part of GdkPixbuf. */
static void
test_webp (void)
{
  static const guint8 webp[]
      = { 'R',  'I',  'F',  'F',  0x1a, 0,    0,    0,    'W',  'E', 'B', 'P',
          'V',  'P',  '8',  'L',  0x0d, 0,    0,    0,    0x2f, 0,   0,   0,
          0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (webp, sizeof webp);
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("webp", NULL);
  g_auto (Outcome) outcome = { NULL };

  if (loader == NULL)
    {
      decode_fails (bytes, LLM_ERROR_UNSUPPORTED, "no decoder for WebP images");
      return;
    }
  gdk_pixbuf_loader_close (loader, NULL);
  decode (bytes, &outcome);
  assert_decoded (&outcome, 1, 1);
}

static void
test_orientation (void)
{
  const int sizes[][2] = { { 40, 20 }, { LLM_IMAGE_TEXTURE_MAX_SIDE * 2, 64 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) jpeg = save ("jpeg", sizes[i][0], sizes[i][1], BLUE);
      g_autoptr (GBytes) turned = add_exif_orientation (jpeg, 6);
      const int divisor = MAX (1, sizes[i][0] / LLM_IMAGE_TEXTURE_MAX_SIDE);
      g_auto (Outcome) outcome = { NULL };

      decode (turned, &outcome);
      assert_decoded (&outcome, sizes[i][1] / divisor, sizes[i][0] / divisor);
      assert_color (outcome.texture, BLUE);
    }
}

/* What is kept is no larger than what can be shown. */
static void
test_made_smaller (void)
{
  static const char *const types[] = { "png", "jpeg" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GBytes) wide = save (types[i], LLM_IMAGE_TEXTURE_MAX_SIDE * 2, 10, RED);
      g_autoptr (GBytes) high = save (types[i], 1, LLM_IMAGE_TEXTURE_MAX_SIDE * 4, RED);
      g_auto (Outcome) from_wide = { NULL };
      g_auto (Outcome) from_high = { NULL };

      decode (wide, &from_wide);
      assert_decoded (&from_wide, LLM_IMAGE_TEXTURE_MAX_SIDE, 5);
      assert_color (from_wide.texture, RED);
      decode (high, &from_high);
      assert_decoded (&from_high, 1, LLM_IMAGE_TEXTURE_MAX_SIDE);
    }
}

static void
test_too_large (void)
{
  const guint32 sizes[][2]
      = { { 1, 0x80000000 }, { 65535, 65535 }, { 65501, 1 }, { 10001, 10000 }, { 65500, 65500 } };
  g_autoptr (GBytes) empty = make_bomb (0, 10);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) bytes = make_bomb (sizes[i][0], sizes[i][1]);

      decode_fails (bytes, LLM_ERROR_UNSUPPORTED, "too large to be shown");
    }
  decode_fails (empty, LLM_ERROR_PROTOCOL, "has no size");
}

static void
test_garbage (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) html = g_bytes_new_static ("<html>", 6);
  g_autoptr (GBytes) svg = g_bytes_new_static ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", 42);
  g_autoptr (GBytes) header_only = make_bomb (10, 10);
  g_autoptr (GBytes) png = save ("png", 40, 20, RED);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, g_bytes_get_size (png) / 2);
  g_autoptr (GBytes) gif = make_gif ();
  g_autoptr (GBytes) cut_gif = g_bytes_new_from_bytes (gif, 0, 25);

  decode_fails (empty, LLM_ERROR_UNSUPPORTED, "not an image that can be shown");
  decode_fails (html, LLM_ERROR_UNSUPPORTED, "not an image that can be shown");
  decode_fails (svg, LLM_ERROR_UNSUPPORTED, "not an image that can be shown");
  decode_fails (header_only, LLM_ERROR_PROTOCOL, "The PNG image is damaged");
  decode_fails (cut, LLM_ERROR_PROTOCOL, "The PNG image is damaged");
  decode_fails (cut_gif, LLM_ERROR_PROTOCOL, "The GIF image is damaged");
}

/* The GIF loader of gdk-pixbuf 2.42 complains of frames that lie outside, and goes on.  A
 * fatal handler that lets that pass comes too late: GLib has reported a failure by then. */
static void
drop_pixbuf_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if (strstr (message, "gdk_pixbuf_copy_area") == NULL)
    g_error ("%s: %s", domain, message);
}

/* Neither a crash nor a warning of ours, whatever comes. */
static void
test_changed (void)
{
  const GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK);
  const guint handler = g_log_set_handler ("GdkPixbuf", G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING,
                                           drop_pixbuf_cb, NULL);
  g_autoptr (GBytes) png = save ("png", 17, 13, RED);
  g_autoptr (GBytes) jpeg = save ("jpeg", 17, 13, RED);
  g_autoptr (GBytes) gif = make_gif ();
  GBytes *const all[] = { png, jpeg, gif };

  for (guint i = 0; i < 150; i++)
    {
      gsize length = 0;
      const guint8 *data = g_bytes_get_data (all[i % G_N_ELEMENTS (all)], &length);
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) changed = NULL;
      g_auto (Outcome) outcome = { NULL };

      for (guint n = (guint) g_test_rand_int_range (1, 8); n > 0; n--)
        copy[g_test_rand_int_range (0, (gint32) length)] = (guint8) g_test_rand_int_range (0, 256);
      changed = g_bytes_new_take (g_steal_pointer (&copy), length);
      decode (changed, &outcome);
      g_assert_true (outcome.texture != NULL || outcome.error->domain == LLM_ERROR);
    }
  g_log_remove_handler ("GdkPixbuf", handler);
  g_log_set_always_fatal (fatal);
}

static void
test_cancelled (void)
{
  g_autoptr (GBytes) bytes = save ("png", 3000, 3000, RED);
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_auto (Outcome) first = { NULL };
  g_auto (Outcome) second = { NULL };

  g_cancellable_cancel (before);
  llm_image_decode_async (bytes, before, decoded_cb, &first);
  llm_image_decode_async (bytes, during, decoded_cb, &second);
  g_cancellable_cancel (during);
  llm_ui_test_wait (is_done, &first);
  llm_ui_test_wait (is_done, &second);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- Painting --- */

static GdkTexture *
new_texture (int width, int height)
{
  const gsize stride = (gsize) width * 4;
  guint8 *pixels = g_malloc (stride * (gsize) height);
  g_autoptr (GBytes) bytes = NULL;

  memset (pixels, 0xff, stride * (gsize) height);
  bytes = g_bytes_new_take (pixels, stride * (gsize) height);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
test_sizes (void)
{
  const struct
  {
    int width;
    int height;
    double max_width;
    int shown_width;
    int shown_height;
  } cases[] = {
    { 100, 50, 0, 100, 50 },       { 100, 50, 200, 100, 50 },     { 100, 50, 100, 100, 50 },
    { 100, 50, 99.5, 99, 50 },     { 100, 50, 50, 50, 25 },       { 100, 50, 0.5, 1, 1 },
    { 1000, 1200, 0, 500, 600 },   { 1000, 1200, 250, 250, 300 }, { 300, 600, 0, 300, 600 },
    { 1, 2048, 800, 1, 600 },      { 2048, 1, 800, 800, 1 },      { 7, 3, 7, 7, 3 },
    { 2048, 1536, 1e9, 800, 600 }, { 3, 1, 2.9, 2, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GdkTexture) texture = new_texture (cases[i].width, cases[i].height);
      g_autoptr (GdkPaintable) paintable = llm_image_paintable_new (texture, cases[i].max_width);
      g_autoptr (GdkPaintable) current = gdk_paintable_get_current_image (paintable);

      g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, cases[i].shown_width);
      g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, cases[i].shown_height);
      g_assert_cmpfloat (gdk_paintable_get_intrinsic_aspect_ratio (paintable), ==,
                         (double) cases[i].width / cases[i].height);
      g_assert_cmpint (gdk_paintable_get_intrinsic_width (current), ==, cases[i].shown_width);
    }
}

static void
count_cb (GdkPaintable *paintable, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static void
test_max_width (void)
{
  g_autoptr (GdkTexture) texture = new_texture (200, 100);
  GdkPaintable *paintable = llm_image_paintable_new (texture, 0);
  guint n_sizes = 0;
  guint n_contents = 0;

  g_signal_connect (paintable, "invalidate-size", G_CALLBACK (count_cb), &n_sizes);
  g_signal_connect (paintable, "invalidate-contents", G_CALLBACK (count_cb), &n_contents);
  llm_image_paintable_set_max_width (LLM_IMAGE_PAINTABLE (paintable), 300);
  g_assert_cmpuint (n_sizes, ==, 0);
  llm_image_paintable_set_max_width (LLM_IMAGE_PAINTABLE (paintable), 100);
  g_assert_cmpuint (n_sizes, ==, 1);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, 50);
  llm_image_paintable_set_max_width (LLM_IMAGE_PAINTABLE (paintable), 100);
  g_assert_cmpuint (n_sizes, ==, 1);
  llm_image_paintable_set_max_width (LLM_IMAGE_PAINTABLE (paintable), 0);
  g_assert_cmpuint (n_sizes, ==, 2);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 200);
  g_assert_cmpuint (n_contents, ==, 0);
  g_assert_finalize_object (paintable);
}

static void
test_snapshot (void)
{
  g_autoptr (GdkTexture) texture = new_texture (200, 100);
  g_autoptr (GdkPaintable) paintable = llm_image_paintable_new (texture, 50);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  graphene_rect_t bounds;

  gdk_paintable_snapshot (paintable, snapshot, 50, 25);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_get_bounds (node, &bounds);
  g_assert_cmpfloat (bounds.size.width, ==, 50);
  g_assert_cmpfloat (bounds.size.height, ==, 25);
  gsk_render_node_unref (node);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/ui/image/decode", test_decode);
  g_test_add_func ("/ui/image/decode/animation", test_animation);
  g_test_add_func ("/ui/image/decode/webp", test_webp);
  g_test_add_func ("/ui/image/decode/orientation", test_orientation);
  g_test_add_func ("/ui/image/decode/made-smaller", test_made_smaller);
  g_test_add_func ("/ui/image/decode/too-large", test_too_large);
  g_test_add_func ("/ui/image/decode/garbage", test_garbage);
  g_test_add_func ("/ui/image/decode/changed", test_changed);
  g_test_add_func ("/ui/image/decode/cancelled", test_cancelled);
  g_test_add_func ("/ui/image/paintable/sizes", test_sizes);
  g_test_add_func ("/ui/image/paintable/max-width", test_max_width);
  g_test_add_func ("/ui/image/paintable/snapshot", test_snapshot);

  return g_test_run ();
}
