/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-svg-paintable.h"

#include <glib/gstdio.h>
#include <string.h>

/* A square of one em on the baseline, a quarter below it. */
#define SQUARE                                                                                     \
  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -750 1000 1000\" overflow=\"visible\">"   \
  "<g fill=\"currentColor\"><rect y=\"-750\" width=\"1000\" height=\"1000\"/></g></svg>"

static const GdkRGBA red = { 1, 0, 0, 1 };
static const GdkRGBA blue = { 0, 0, 1, 1 };

static GBytes *
to_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static LlmSvgPaintable *
new_formula (const char *svg, double em_px)
{
  g_autoptr (GBytes) bytes = to_bytes (svg);
  g_autoptr (GError) error = NULL;
  LlmSvgPaintable *paintable = llm_svg_paintable_new_formula (bytes, em_px, &red, &error);

  g_assert_no_error (error);
  return paintable;
}

static LlmSvgPaintable *
new_diagram (const char *svg, double max_width)
{
  g_autoptr (GBytes) bytes = to_bytes (svg);
  g_autoptr (GError) error = NULL;
  LlmSvgPaintable *paintable = llm_svg_paintable_new_diagram (bytes, max_width, &error);

  g_assert_no_error (error);
  return paintable;
}

static void
assert_size (LlmSvgPaintable *paintable, int width, int height)
{
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (paintable)), ==, width);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (GDK_PAINTABLE (paintable)), ==, height);
}

/* Paints with a border of @border px, at @scale; @size is that of the picture. */
static cairo_surface_t *
paint (LlmSvgPaintable *paintable, double width, double height, int border, int scale)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;
  cairo_surface_t *surface;
  cairo_t *cr;

  gdk_paintable_snapshot (GDK_PAINTABLE (paintable), snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, ((int) width + 2 * border) * scale,
                                        ((int) height + 2 * border) * scale);
  cr = cairo_create (surface);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, border, border);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  gsk_render_node_unref (node);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
get_pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32 pixel;

  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  memcpy (&pixel, data + y * cairo_image_surface_get_stride (surface) + x * 4, sizeof pixel);
  return pixel;
}

static void
count_cb (gpointer paintable, guint *count)
{
  (*count)++;
}

static void
test_size (void)
{
  g_autoptr (LlmSvgPaintable) paintable = new_formula (SQUARE, 20);
  guint n_sizes = 0;
  guint n_contents = 0;

  g_signal_connect (paintable, "invalidate-size", G_CALLBACK (count_cb), &n_sizes);
  g_signal_connect (paintable, "invalidate-contents", G_CALLBACK (count_cb), &n_contents);
  assert_size (paintable, 20, 20);
  g_assert_cmpint (llm_svg_paintable_get_ascent (paintable), ==, 15);
  g_assert_cmpint (llm_svg_paintable_get_descent (paintable), ==, 5);

  llm_svg_paintable_set_em (paintable, 20);
  g_assert_cmpuint (n_sizes, ==, 0);
  /* 11.25 px above and 3.75 px below the baseline: whole pixels, and the baseline stays
   * where it is. */
  llm_svg_paintable_set_em (paintable, 15);
  g_assert_cmpuint (n_sizes, ==, 1);
  g_assert_cmpuint (n_contents, ==, 1);
  assert_size (paintable, 15, 16);
  g_assert_cmpint (llm_svg_paintable_get_ascent (paintable), ==, 12);
  g_assert_cmpint (llm_svg_paintable_get_descent (paintable), ==, 4);
  /* Nobody could paint that. */
  llm_svg_paintable_set_em (paintable, 30000);
  assert_size (paintable, 15, 16);
}

/* All of it above the baseline: a lone exponent. */
static void
test_raised (void)
{
  g_autoptr (LlmSvgPaintable) paintable
      = new_formula ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -800 400 500\"/>", 10);

  g_assert_cmpint (llm_svg_paintable_get_ascent (paintable), ==, 8);
  g_assert_cmpint (llm_svg_paintable_get_descent (paintable), ==, -3);
  assert_size (paintable, 4, 5);
}

static void
test_color (void)
{
  g_autoptr (LlmSvgPaintable) paintable = new_formula (SQUARE, 20);
  cairo_surface_t *surface = paint (paintable, 20, 20, 0, 1);
  guint n_sizes = 0;
  guint n_contents = 0;

  g_assert_cmphex (get_pixel (surface, 10, 10), ==, 0xffff0000);
  cairo_surface_destroy (surface);

  g_signal_connect (paintable, "invalidate-size", G_CALLBACK (count_cb), &n_sizes);
  g_signal_connect (paintable, "invalidate-contents", G_CALLBACK (count_cb), &n_contents);
  llm_svg_paintable_set_color (paintable, &red);
  g_assert_cmpuint (n_contents, ==, 0);
  llm_svg_paintable_set_color (paintable, &blue);
  g_assert_cmpuint (n_contents, ==, 1);
  g_assert_cmpuint (n_sizes, ==, 0);
  surface = paint (paintable, 20, 20, 0, 1);
  g_assert_cmphex (get_pixel (surface, 10, 10), ==, 0xff0000ff);
  cairo_surface_destroy (surface);
}

/* What is between two pixels at one scale is on one at the next. */
static void
test_sharp (void)
{
  g_autoptr (LlmSvgPaintable) paintable
      = new_formula ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -1000 1000 1000\">"
                     "<rect y=\"-1000\" width=\"25\" height=\"1000\" fill=\"currentColor\"/></svg>",
                     20);
  cairo_surface_t *surface = paint (paintable, 20, 20, 0, 1);

  g_assert_cmphex (get_pixel (surface, 0, 10) >> 24, >, 0x70);
  g_assert_cmphex (get_pixel (surface, 0, 10) >> 24, <, 0x90);
  cairo_surface_destroy (surface);
  llm_svg_paintable_set_scale (paintable, 2);
  surface = paint (paintable, 20, 20, 0, 2);
  g_assert_cmphex (get_pixel (surface, 0, 20), ==, 0xffff0000);
  g_assert_cmphex (get_pixel (surface, 1, 20), ==, 0);
  cairo_surface_destroy (surface);
  /* Into another size than its own. */
  surface = paint (paintable, 40, 40, 0, 1);
  g_assert_cmphex (get_pixel (surface, 0, 20), ==, 0xffff0000);
  g_assert_cmphex (get_pixel (surface, 1, 20), ==, 0);
  cairo_surface_destroy (surface);
}

/* Glyphs that lean out of the box of their formula are whole. */
static void
test_overhang (void)
{
  g_autoptr (LlmSvgPaintable) paintable = new_formula (
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 -1000 1000 1000\""
      " overflow=\"visible\"><rect x=\"-200\" y=\"-1200\" width=\"1400\" height=\"1400\""
      " fill=\"currentColor\"/></svg>",
      20);
  cairo_surface_t *surface = paint (paintable, 20, 20, 8, 1);

  g_assert_cmphex (get_pixel (surface, 5, 5), ==, 0xffff0000);
  g_assert_cmphex (get_pixel (surface, 30, 30), ==, 0xffff0000);
  g_assert_cmphex (get_pixel (surface, 3, 3), ==, 0);
  cairo_surface_destroy (surface);
}

#define DIAGRAM                                                                                    \
  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"100\""                         \
  " viewBox=\"-10 -10 400 100\"><rect x=\"-10\" y=\"-10\" width=\"400\" height=\"100\""            \
  " fill=\"#00ff00\"/></svg>"

static void
test_diagram (void)
{
  g_autoptr (LlmSvgPaintable) paintable = new_diagram (DIAGRAM, 0);
  guint n_sizes = 0;
  cairo_surface_t *surface;

  assert_size (paintable, 400, 100);
  g_assert_cmpint (llm_svg_paintable_get_descent (paintable), ==, 0);
  g_signal_connect (paintable, "invalidate-size", G_CALLBACK (count_cb), &n_sizes);
  llm_svg_paintable_set_max_width (paintable, 1000);
  g_assert_cmpuint (n_sizes, ==, 0);
  llm_svg_paintable_set_max_width (paintable, 200);
  g_assert_cmpuint (n_sizes, ==, 1);
  assert_size (paintable, 200, 50);
  surface = paint (paintable, 200, 50, 0, 1);
  g_assert_cmphex (get_pixel (surface, 0, 0), ==, 0xff00ff00);
  g_assert_cmphex (get_pixel (surface, 199, 49), ==, 0xff00ff00);
  cairo_surface_destroy (surface);
}

static void
test_refused (void)
{
  const char *const pictures[] = {
    "",
    "no picture",
    "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 0 0\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 -1 10\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20001 10\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 1e30\"/>",
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10",
    "<!DOCTYPE svg [<!ENTITY a \"xxxxxxxxxx\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
    "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
    "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
    "]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&f;</text></svg>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (GBytes) bytes = to_bytes (pictures[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (llm_svg_paintable_new_diagram (bytes, 0, &error));
      g_assert_nonnull (error);
    }
}

/* A picture refers to nothing outside of itself. */
static void
test_no_files (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *svg = NULL;
  g_autoptr (LlmSvgPaintable) paintable = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 8, 8);
  int fd = g_file_open_tmp ("llm-XXXXXX.png", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
  svg = g_strdup_printf ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">"
                         "<image href=\"file://%s\" width=\"8\" height=\"8\"/></svg>",
                         path);
  paintable = new_diagram (svg, 0);
  surface = paint (paintable, 8, 8, 0, 1);
  g_assert_cmphex (get_pixel (surface, 4, 4), ==, 0);
  cairo_surface_destroy (surface);
  g_remove (path);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **saved = user_data;

  *saved = g_object_ref (result);
}

static GBytes *
save (LlmSvgPaintable *paintable, double scale, const GdkRGBA *background, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  llm_svg_paintable_save_png_async (paintable, scale, background, NULL, saved_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return llm_svg_paintable_save_png_finish (paintable, result, error);
}

static void
test_png (void)
{
  g_autoptr (LlmSvgPaintable) diagram = new_diagram (DIAGRAM, 100);
  g_autoptr (LlmSvgPaintable) formula = new_formula (SQUARE, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) diagram_png = save (diagram, 2, NULL, &error);
  g_autoptr (GBytes) formula_png = NULL;
  g_autoptr (GdkTexture) diagram_texture = NULL;
  g_autoptr (GdkTexture) formula_texture = NULL;
  guint32 pixels[60 * 60];

  g_assert_no_error (error);
  diagram_texture = gdk_texture_new_from_bytes (diagram_png, &error);
  g_assert_no_error (error);
  /* At its own size, not at the one that it is shown at. */
  g_assert_cmpint (gdk_texture_get_width (diagram_texture), ==, 800);
  g_assert_cmpint (gdk_texture_get_height (diagram_texture), ==, 200);

  formula_png = save (formula, 3, &blue, &error);
  g_assert_no_error (error);
  formula_texture = gdk_texture_new_from_bytes (formula_png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (formula_texture), ==, 60);
  g_assert_cmpint (gdk_texture_get_height (formula_texture), ==, 60);
  gdk_texture_download (formula_texture, (guchar *) pixels, 60 * 4);
  g_assert_cmphex (pixels[30 * 60 + 30], ==, 0xffff0000);

  g_assert_null (save (diagram, 1000, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

/* In a text, as the view shows it: the baseline is that of the line. */
static void
test_baseline (void)
{
  g_autoptr (LlmSvgPaintable) paintable = new_formula (SQUARE, 40);
  GtkWidget *view = g_object_ref_sink (gtk_text_view_new ());
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GdkRectangle letter;
  GdkRectangle picture;
  GtkTextIter start;
  GtkTextIter end;
  PangoLayout *layout = gtk_widget_create_pango_layout (view, "x");
  int baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));

  gtk_text_buffer_set_text (buffer, "x", -1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_insert_paintable (buffer, &end, GDK_PAINTABLE (paintable));
  gtk_text_buffer_create_tag (buffer, "formula", "rise",
                              -llm_svg_paintable_get_descent (paintable) * PANGO_SCALE, NULL);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, 1);
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_apply_tag_by_name (buffer, "formula", &start, &end);

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &start, &letter);
  gtk_text_iter_forward_char (&start);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (view), &start, &picture);
  g_assert_cmpint (picture.width, ==, 40);
  g_assert_cmpint (picture.height, ==, 40);
  g_assert_cmpint (ABS (letter.y + baseline - (picture.y + 30)), <=, 1);
  g_object_unref (layout);
  g_object_unref (view);
}

static void
skip (void)
{
  g_test_skip ("built without librsvg");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    GTestFunc function;
  } tests[] = {
    { "/svg-paintable/size", test_size },         { "/svg-paintable/raised", test_raised },
    { "/svg-paintable/color", test_color },       { "/svg-paintable/sharp", test_sharp },
    { "/svg-paintable/overhang", test_overhang }, { "/svg-paintable/diagram", test_diagram },
    { "/svg-paintable/refused", test_refused },   { "/svg-paintable/no-files", test_no_files },
    { "/svg-paintable/png", test_png },           { "/svg-paintable/baseline", test_baseline },
  };
  gboolean can_draw = FALSE;

#ifdef HAVE_TYPESET
  can_draw = TRUE;
#endif
  gtk_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add_func (tests[i].path, can_draw ? tests[i].function : skip);
  return g_test_run ();
}
