/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-image-paintable.h"
#include "llm-ui-test.h"

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

  g_test_add_func ("/ui/image/paintable/sizes", test_sizes);
  g_test_add_func ("/ui/image/paintable/max-width", test_max_width);
  g_test_add_func ("/ui/image/paintable/snapshot", test_snapshot);

  return g_test_run ();
}
