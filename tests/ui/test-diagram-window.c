/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-diagram-view.h"
#include "llm-diagram-window-private.h"
#include "llm-pictures.h"
#include "llm-svg-source.h"
#include "llm-ui-test.h"

#define SOURCE "flowchart LR\n  A --> B\n"

/* As the helper writes it; green, what is transparent in it is drawn apart. */
#define SVG(width, height)                                                                         \
  "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""         \
  " width=\"" #width "\" height=\"" #height "\" viewBox=\"-8 -8 " #width " " #height "\">"         \
  "<rect x=\"-8\" y=\"-8\" width=\"" #width "\" height=\"" #height "\" fill=\"#00ff00\"/>"         \
  "<g opacity=\"0.5\"><circle cx=\"50\" cy=\"40\" r=\"20\" fill=\"#0000ff\"/></g></svg>"

typedef struct
{
  LlmUiTest ui;
  GtkWidget *window;
  LlmDiagramView *view;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("llm-diagram-XXXXXX", NULL);
  llm_ui_test_set_up (&fixture->ui, data);
  llm_ui_test_present (&fixture->ui, gtk_label_new ("Parent"), 400, 300);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
wait_closed (Fixture *fixture)
{
  llm_ui_test_wait (is_null, &fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  wait_closed (fixture);
  llm_ui_test_clear (&fixture->ui);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static gboolean
is_sharp (gpointer user_data)
{
  return llm_diagram_view_is_sharp (LLM_DIAGRAM_VIEW (user_data));
}

static void
open (Fixture *fixture, const char *svg)
{
  g_autoptr (GBytes) bytes = g_bytes_new (svg, strlen (svg));
  g_autoptr (GError) error = NULL;

  fixture->window = llm_diagram_window_new (GTK_WINDOW (fixture->ui.window), bytes, SOURCE, &error);
  g_assert_no_error (error);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->view = LLM_DIAGRAM_VIEW (llm_ui_test_find_type (fixture->window, LLM_TYPE_DIAGRAM_VIEW));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (fixture->window);
  llm_ui_test_wait (is_sharp, fixture->view);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (fixture->window, action, NULL));
}

static GtkAdjustment *
get_adjustment (Fixture *fixture, GtkOrientation orientation)
{
  return orientation == GTK_ORIENTATION_HORIZONTAL
             ? gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (fixture->view))
             : gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->view));
}

static gboolean
scrolls (Fixture *fixture)
{
  for (int i = 0; i < 2; i++)
    {
      if (gtk_adjustment_get_upper (get_adjustment (fixture, i))
          > gtk_adjustment_get_page_size (get_adjustment (fixture, i)))
        return TRUE;
    }
  return FALSE;
}

static char *
get_subtitle (Fixture *fixture)
{
  AdwWindowTitle *title
      = ADW_WINDOW_TITLE (llm_ui_test_find_type (fixture->window, ADW_TYPE_WINDOW_TITLE));

  return g_strdup (adw_window_title_get_subtitle (title));
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *action;
    const char *name;
  } buttons[] = {
    { "diagram.zoom-in", "Make larger" },
    { "diagram.zoom-out", "Make smaller" },
    { "diagram.zoom-fit", "Fit into the window" },
  };
  GtkWidget *menu;

  open (fixture, SVG (400, 100));
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (fixture->window))
                 == GTK_WINDOW (fixture->ui.window));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "Diagram");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == GTK_WIDGET (fixture->view));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->view), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->view),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, SOURCE);
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = llm_ui_test_find_button (fixture->window, buttons[i].action);

      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           buttons[i].name);
      g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (button), buttons[i].name));
    }
  menu = llm_ui_test_find_type (fixture->window, GTK_TYPE_MENU_BUTTON);
  g_assert_true (gtk_menu_button_get_primary (GTK_MENU_BUTTON (menu)));
  g_assert_nonnull (gtk_widget_get_tooltip_text (menu));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Copy and save");
}

static gboolean
is_narrow (gpointer user_data)
{
  return gtk_widget_get_width (GTK_WIDGET (user_data)) <= 360;
}

static void
test_fit (Fixture *fixture, gconstpointer data)
{
  double scale;
  int minimum;

  open (fixture, SVG (4000, 1000));
  g_assert_true (llm_zoom_view_is_fitting (LLM_ZOOM_VIEW (fixture->view)));
  g_assert_false (scrolls (fixture));
  scale = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view));
  g_assert_cmpfloat (scale * 4000, <, gtk_widget_get_width (GTK_WIDGET (fixture->view)));
  g_assert_cmpfloat (scale * 4000, >, gtk_widget_get_width (GTK_WIDGET (fixture->view)) - 50);

  /* It goes on to fit when the window becomes as narrow as it gets. */
  gtk_widget_measure (fixture->window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 400);
  llm_ui_test_wait (is_narrow, fixture->view);
  llm_ui_test_wait (is_sharp, fixture->view);
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)) * 4000, <, 360);
  g_assert_false (scrolls (fixture));
}

/* A small one is not blown up to fill the window. */
static void
test_small (Fixture *fixture, gconstpointer data)
{
  g_autofree char *subtitle = NULL;

  open (fixture, SVG (40, 10));
  g_assert_cmpfloat_with_epsilon (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), 1.5,
                                  0.001);
  llm_ui_test_wait_frame (fixture->window);
  subtitle = get_subtitle (fixture);
  g_assert_cmpstr (subtitle, ==, "150 %");
}

static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  GtkWidget *larger;
  GtkWidget *smaller;
  double fit;
  double before;

  open (fixture, SVG (1600, 1200));
  larger = llm_ui_test_find_button (fixture->window, "diagram.zoom-in");
  smaller = llm_ui_test_find_button (fixture->window, "diagram.zoom-out");
  fit = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view));

  activate (fixture, "diagram.zoom-in");
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), >, fit);
  g_assert_false (llm_zoom_view_is_fitting (LLM_ZOOM_VIEW (fixture->view)));
  activate (fixture, "diagram.zoom-out");
  activate (fixture, "diagram.zoom-out");
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), <, fit);

  for (guint i = 0; i < 50 && gtk_widget_is_sensitive (larger); i++)
    {
      before = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view));
      activate (fixture, "diagram.zoom-in");
      g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), >, before);
    }
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), ==,
                     LLM_ZOOM_VIEW_SCALE_MAX);
  g_assert_false (gtk_widget_is_sensitive (larger));
  g_assert_true (scrolls (fixture));
  llm_ui_test_wait (is_sharp, fixture->view);

  for (guint i = 0; i < 50 && gtk_widget_is_sensitive (smaller); i++)
    activate (fixture, "diagram.zoom-out");
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), ==, 0.1);
  g_assert_false (gtk_widget_is_sensitive (smaller));
  llm_ui_test_wait (is_sharp, fixture->view);

  activate (fixture, "diagram.zoom-fit");
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), ==, fit);
  g_assert_true (llm_zoom_view_is_fitting (LLM_ZOOM_VIEW (fixture->view)));
  g_assert_true (gtk_widget_is_sensitive (larger) && gtk_widget_is_sensitive (smaller));
}

/* What is below the pointer stays there. */
static void
test_zoom_at (Fixture *fixture, gconstpointer data)
{
  const double scales[] = { 2, 4, 3, 8, 1000 };
  double u;

  open (fixture, SVG (1600, 1200));
  llm_zoom_view_zoom_at (LLM_ZOOM_VIEW (fixture->view), 2, 300, 200);
  u = (gtk_adjustment_get_value (get_adjustment (fixture, GTK_ORIENTATION_HORIZONTAL)) + 300 - 12)
      / 2;
  for (gsize i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      double x;

      llm_zoom_view_zoom_at (LLM_ZOOM_VIEW (fixture->view), scales[i], 300, 200);
      x = gtk_adjustment_get_value (get_adjustment (fixture, GTK_ORIENTATION_HORIZONTAL));
      g_assert_cmpfloat_with_epsilon (
          (x + 300 - 12) / llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), u, 1.0);
    }
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), ==,
                     LLM_ZOOM_VIEW_SCALE_MAX);

  /* Arrow keys move it. */
  u = gtk_adjustment_get_value (get_adjustment (fixture, GTK_ORIENTATION_HORIZONTAL));
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->view), "Right"));
  g_assert_cmpfloat (
      gtk_adjustment_get_value (get_adjustment (fixture, GTK_ORIENTATION_HORIZONTAL)), >, u);
  activate (fixture, "diagram.zoom-fit");
  g_assert_false (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->view), "Right"));
}

/* However large it is, there are as many pixels as the window has, and some. */
static void
test_huge (Fixture *fixture, gconstpointer data)
{
  const gsize most = 4 * 1000 * 1000;
  gint64 begin;

  open (fixture, SVG (20000, 20000));
  g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), <, 0.05);
  g_assert_cmpuint (llm_diagram_view_get_n_pixels (fixture->view), <, most);
  begin = g_get_monotonic_time ();
  for (double scale = 0.1; scale <= LLM_ZOOM_VIEW_SCALE_MAX; scale *= 2)
    {
      llm_zoom_view_zoom_at (LLM_ZOOM_VIEW (fixture->view), scale, 100, 100);
      llm_ui_test_wait (is_sharp, fixture->view);
      g_assert_cmpuint (llm_diagram_view_get_n_pixels (fixture->view), <, most);
    }
  g_test_message ("seven sizes after %.0f ms", (g_get_monotonic_time () - begin) / 1000.0);
  gtk_adjustment_set_value (get_adjustment (fixture, GTK_ORIENTATION_VERTICAL), 100 * 1000);
  g_assert_false (llm_diagram_view_is_sharp (fixture->view));
  llm_ui_test_wait (is_sharp, fixture->view);
  g_assert_cmpuint (llm_diagram_view_get_n_pixels (fixture->view), <, most);
}

typedef struct
{
  char *text;
  GdkTexture *texture;
  gboolean done;
} Clipboard;

static void
read_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Clipboard *clipboard = user_data;

  clipboard->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  clipboard->done = TRUE;
}

static void
read_texture_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Clipboard *clipboard = user_data;

  clipboard->texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
  clipboard->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Clipboard *) user_data)->done;
}

static char *
read_text (Fixture *fixture)
{
  Clipboard clipboard = { 0 };

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->window), NULL, read_text_cb,
                                 &clipboard);
  llm_ui_test_wait (is_done, &clipboard);
  return clipboard.text;
}

static GdkTexture *
read_texture (Fixture *fixture)
{
  Clipboard clipboard = { 0 };

  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (fixture->window), NULL,
                                    read_texture_cb, &clipboard);
  llm_ui_test_wait (is_done, &clipboard);
  return clipboard.texture;
}

static gboolean
is_told (gpointer user_data, const char *text)
{
  return llm_ui_test_has_text (((Fixture *) user_data)->window, text);
}

static gboolean
is_image_copied (gpointer user_data)
{
  return is_told (user_data, "Image copied");
}

static gboolean
is_source_copied (gpointer user_data)
{
  return is_told (user_data, "Source copied");
}

static void
test_copy_source (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  open (fixture, SVG (400, 100));
  activate (fixture, "diagram.copy-source");
  text = read_text (fixture);
  g_assert_cmpstr (text, ==, SOURCE);
  llm_ui_test_wait (is_source_copied, fixture);

  /* What was copied last is what is there, also if an image comes later. */
  activate (fixture, "diagram.copy-image");
  activate (fixture, "diagram.copy-source");
  llm_ui_test_run_for (300);
  g_assert_false (gdk_content_formats_contain_mime_type (
      gdk_clipboard_get_formats (gtk_widget_get_clipboard (fixture->window)), "image/png"));
}

static void
test_copy_image (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  open (fixture, SVG (400, 100));
  activate (fixture, "diagram.copy-image");
  llm_ui_test_wait (is_image_copied, fixture);
  text = read_text (fixture);
  g_assert_cmpstr (text, ==, SOURCE);
  texture = read_texture (fixture);
  g_assert_nonnull (texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 800);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 200);
}

static gboolean
is_saved (gpointer user_data)
{
  return is_told (user_data, "Saved as “a&b.");
}

static gboolean
is_not_saved (gpointer user_data)
{
  return is_told (user_data, "could not be saved");
}

static GBytes *
save (Fixture *fixture, LlmDiagramFormat format)
{
  g_autofree char *path
      = g_build_filename (fixture->folder, format == LLM_DIAGRAM_PNG ? "a&b.png" : "a&b.svg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  llm_diagram_window_save (LLM_DIAGRAM_WINDOW (fixture->window), file, format);
  llm_ui_test_wait (is_saved, fixture);
  bytes = g_file_load_bytes (file, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (path), ==, 0);
  return bytes;
}

static void
assert_corner (GdkTexture *texture, guint32 expected)
{
  const int width = gdk_texture_get_width (texture);
  const int height = gdk_texture_get_height (texture);
  g_autofree guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  g_assert_cmphex (pixels[0], ==, expected);
}

static void
test_save_svg (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LlmSvgPaintable) picture = NULL;
  g_autoptr (GError) error = NULL;

  open (fixture, SVG (400, 100));
  bytes = save (fixture, LLM_DIAGRAM_SVG);
  picture = llm_svg_paintable_new_diagram (bytes, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (picture)), ==, 400);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                  "fill=\"#ffffff\""));
}

static void
test_save_png (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;

  open (fixture, SVG (400, 100));
  bytes = save (fixture, LLM_DIAGRAM_PNG);
  texture = gdk_texture_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 800);
  assert_corner (texture, 0xff00ff00);
}

/* One that would be too large is made smaller. */
static void
test_save_huge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;

  open (fixture, SVG (20000, 200));
  bytes = save (fixture, LLM_DIAGRAM_PNG);
  texture = gdk_texture_new_from_bytes (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), >, 19900);
  g_assert_cmpint (gdk_texture_get_width (texture), <=, 20000);
}

static void
test_not_saved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "such", "place.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  open (fixture, SVG (400, 100));
  llm_diagram_window_save (LLM_DIAGRAM_WINDOW (fixture->window), file, LLM_DIAGRAM_PNG);
  llm_ui_test_wait (is_not_saved, fixture);
  g_assert_true (is_told (fixture, "“place.png”"));
}

/* With the background that it was made for. */
static void
test_dark (Fixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (GBytes) bytes = NULL;

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  open (fixture, SVG (400, 100));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  bytes = save (fixture, LLM_DIAGRAM_SVG);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                  "fill=\"#242424\""));
}

static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  const char *const pictures[] = { "", "no picture", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9" };

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (pictures[i], strlen (pictures[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (llm_diagram_window_new (NULL, bytes, SOURCE, &error));
      g_assert_nonnull (error);
    }
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  const char *const keys[] = { "Escape", "<Control>w" };
  double scale;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      open (fixture, SVG (400, 100));
      scale = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view));
      g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "<Control>plus"));
      g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), >, scale);
      g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "<Control>minus"));
      g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "<Control>0"));
      g_assert_cmpfloat (llm_zoom_view_get_scale (LLM_ZOOM_VIEW (fixture->view)), ==, scale);
      /* While something is drawn and copied, which is then for nobody. */
      activate (fixture, "diagram.copy-image");
      llm_zoom_view_zoom_at (LLM_ZOOM_VIEW (fixture->view), 7, 0, 0);
      llm_ui_test_wait_frame (fixture->window);
      g_assert_true (llm_ui_test_activate_shortcut (fixture->window, keys[i]));
      wait_closed (fixture);
    }
}

static void
test_show_source (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) windows = NULL;
  gboolean is_shown = FALSE;

  open (fixture, SVG (400, 100));
  activate (fixture, "diagram.show-source");
  windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      is_shown |= gtk_window_get_transient_for (window) == GTK_WINDOW (fixture->window);
    }
  g_assert_true (is_shown);
}

/* A part is what the whole is there, whatever the language does with numbers. */
static void
test_cut_out (Fixture *fixture, gconstpointer data)
{
  const GdkRectangle area = { 80, 60, 40, 30 };
  const char *svg = SVG (400, 100);
  g_autoptr (GBytes) bytes = g_bytes_new (svg, strlen (svg));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) part = llm_svg_source_cut_out (bytes, 500.5, 125.125, &area, &error);
  g_autofree char *text = NULL;
  g_autoptr (LlmSvgPaintable) picture = NULL;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (part, NULL), g_bytes_get_size (part));
  g_assert_nonnull (strstr (text, "viewBox=\"80 60 40 30\""));
  g_assert_nonnull (strstr (text, "width=\"500.5\" height=\"125.125\""));
  g_assert_null (strstr (text, " width=\"400\" height=\"100\" viewBox"));
  picture = llm_svg_paintable_new_diagram (part, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (picture)), ==, 40);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GdkTexture **texture = user_data;
  g_autoptr (GError) error = NULL;

  *texture = llm_svg_paintable_draw_area_finish (LLM_SVG_PAINTABLE (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

/* Around the middle of the circle, which is at 58, 48. */
static void
test_draw_area (Fixture *fixture, gconstpointer data)
{
  const GdkRectangle area = { 58 * 4, 48 * 4, 200, 100 };
  const GdkRGBA white = { 1, 1, 1, 1 };
  const char *svg = SVG (400, 100);
  g_autoptr (GBytes) bytes = g_bytes_new (svg, strlen (svg));
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSvgPaintable) picture = llm_svg_paintable_new_diagram (bytes, 100, &error);
  g_autoptr (GdkTexture) texture = NULL;
  guint32 pixels[200 * 100];

  g_assert_no_error (error);
  llm_svg_paintable_draw_area_async (picture, 4, &area, &white, NULL, drawn_cb, &texture);
  llm_ui_test_wait (is_set, &texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 200);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 100);
  gdk_texture_download (texture, (guchar *) pixels, sizeof pixels[0] * 200);
  /* Half green and half blue, up to 80 from the middle; then green alone. */
  g_assert_cmphex (pixels[0] & 0xffff0000, ==, 0xff000000);
  g_assert_cmphex (pixels[0] & 0xff, >, 0x70);
  g_assert_cmphex (pixels[78] & 0xff, >, 0x70);
  g_assert_cmphex (pixels[82], ==, 0xff00ff00);
  g_assert_cmphex (pixels[78 * 200] & 0xff, >, 0x70);
  g_assert_cmphex (pixels[82 * 200], ==, 0xff00ff00);
}

/* Without what makes diagrams, there are none. */
static void
test_no_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmPictures) pictures = g_object_new (LLM_TYPE_PICTURES, NULL);

  for (int kind = LLM_PICTURE_INLINE; kind <= LLM_PICTURE_IMAGE; kind++)
    g_assert_null (llm_pictures_lookup_svg (pictures, kind, SOURCE, strlen (SOURCE)));
}

static void
skip (Fixture *fixture, gconstpointer data)
{
  g_test_skip ("built without librsvg");
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/diagram-window/" name, Fixture, NULL, set_up, can_draw ? func : skip, tear_down)

int
main (int argc, char **argv)
{
  gboolean can_draw = FALSE;

#ifdef HAVE_TYPESET
  can_draw = TRUE;
#endif
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("window", test_window);
  ADD ("fit", test_fit);
  ADD ("small", test_small);
  ADD ("zoom", test_zoom);
  ADD ("zoom-at", test_zoom_at);
  ADD ("huge", test_huge);
  ADD ("copy-source", test_copy_source);
  ADD ("copy-image", test_copy_image);
  ADD ("save-svg", test_save_svg);
  ADD ("save-png", test_save_png);
  ADD ("save-huge", test_save_huge);
  ADD ("not-saved", test_not_saved);
  ADD ("dark", test_dark);
  ADD ("invalid", test_invalid);
  ADD ("keys", test_keys);
  ADD ("show-source", test_show_source);
  ADD ("cut-out", test_cut_out);
  ADD ("draw-area", test_draw_area);
  ADD ("no-pictures", test_no_pictures);

  return g_test_run ();
}
