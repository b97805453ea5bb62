/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "llm-stored-images.h"
#include "llm-image-verbs.h"
#include "llm-image-view.h"
#include "llm-image-window-private.h"
#include "llm-ui-test.h"

#define N 4
#define HASH                                                                                       \
  "3f2a9c41"                                                                                       \
  "00000000"                                                                                       \
  "00000000"                                                                                       \
  "00000000"                                                                                       \
  "00000000"                                                                                       \
  "00000000"                                                                                       \
  "00000000"                                                                                       \
  "00000000"

typedef struct
{
  LlmUiTest ui;
  LlmStoredImages test;
  GPtrArray *list;
  GtkWidget *window;
  LlmZoomView *view;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("llm-image-XXXXXX", NULL);
  llm_ui_test_set_up (&fixture->ui, data);
  llm_ui_test_present (&fixture->ui, gtk_label_new ("Parent"), 400, 300);
  llm_stored_images_set_up (&fixture->test);
  fixture->list = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fixture->list, llm_stored_images_add (&fixture->test, 3000, 2000, 0xff0000ff,
                                                         "red <1>.png", "A red field"));
  g_ptr_array_add (fixture->list,
                   llm_stored_images_add (&fixture->test, 100, 80, 0x00ff00ff, "green.png", NULL));
  g_ptr_array_add (fixture->list,
                   llm_stored_images_add (&fixture->test, 1200, 1200, 0x0000ffff, NULL, NULL));
  g_ptr_array_add (fixture->list,
                   llm_stored_images_add (&fixture->test, 700, 900, 0xffff0080, "y.png", NULL));
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
  scaling_coder_hold (fixture->test.coder, FALSE);
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  wait_closed (fixture);
  llm_ui_test_clear (&fixture->ui);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_ptr_array_unref (fixture->list);
  llm_stored_images_tear_down (&fixture->test);
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
  return llm_image_window_is_sharp (LLM_IMAGE_WINDOW (user_data));
}

static void
open_at (Fixture *fixture, guint position)
{
  fixture->window
      = llm_image_window_new (GTK_WINDOW (fixture->ui.window), fixture->test.images, fixture->list);
  llm_image_window_set_position (LLM_IMAGE_WINDOW (fixture->window), position);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->view = LLM_ZOOM_VIEW (llm_ui_test_find_type (fixture->window, LLM_TYPE_IMAGE_VIEW));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (fixture->window);
}

static void
open (Fixture *fixture, guint position)
{
  open_at (fixture, position);
  llm_ui_test_wait (is_sharp, fixture->window);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (fixture->window, action, NULL));
}

static guint
get_position (Fixture *fixture)
{
  return llm_image_window_get_position (LLM_IMAGE_WINDOW (fixture->window));
}

static AdwWindowTitle *
get_title (Fixture *fixture)
{
  return ADW_WINDOW_TITLE (llm_ui_test_find_type (fixture->window, ADW_TYPE_WINDOW_TITLE));
}

static int
get_texture_width (Fixture *fixture)
{
  GdkTexture *texture = llm_image_view_get_texture (LLM_IMAGE_VIEW (fixture->view));

  return texture != NULL ? gdk_texture_get_width (texture) : 0;
}

static GtkWidget *
get_stack (Fixture *fixture)
{
  return gtk_widget_get_ancestor (GTK_WIDGET (fixture->view), GTK_TYPE_STACK);
}

/* In the picture or its place, then in the window, as a key would go. */
static gboolean
press (Fixture *fixture, const char *key)
{
  return llm_ui_test_activate_shortcut (get_stack (fixture), key)
         || llm_ui_test_activate_shortcut (fixture->window, key);
}

static gboolean
shows_error (gpointer user_data)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (get_stack (user_data))), "error")
         == 0;
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *action;
    const char *name;
  } buttons[] = {
    { "image.zoom-in", "Make larger" },
    { "image.zoom-out", "Make smaller" },
    { "image.zoom-fit", "Fit into the window" },
    { "image.previous", "Previous image" },
    { "image.next", "Next image" },
  };
  int minimum;

  open (fixture, 0);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (fixture->window))
                 == GTK_WINDOW (fixture->ui.window));
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (fixture->window)));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "red <1>.png");
  g_assert_cmpstr (adw_window_title_get_title (get_title (fixture)), ==, "red <1>.png");
  g_assert_true (
      g_str_has_prefix (adw_window_title_get_subtitle (get_title (fixture)), "1 of 4 · "));
  g_assert_true (llm_ui_test_has_text (fixture->window, "PNG, 3000 × 2000, "));
  g_assert_true (llm_ui_test_has_text (fixture->window, "A red field"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == GTK_WIDGET (fixture->view));
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->view), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->view),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Image 1 of 4: red <1>.png");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->view),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "A red field");
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = llm_ui_test_find_button (fixture->window, buttons[i].action);

      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           buttons[i].name);
      g_assert_true (g_str_has_prefix (gtk_widget_get_tooltip_text (button), buttons[i].name));
    }
  gtk_widget_measure (fixture->window, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
}

/* One image has no others to go to. */
static void
test_single (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_set_size (fixture->list, 1);
  open (fixture, 0);
  g_assert_false (gtk_widget_get_visible (llm_ui_test_find_button (fixture->window, "image.next")));
  g_assert_false (
      gtk_widget_get_visible (llm_ui_test_find_button (fixture->window, "image.previous")));
  g_assert_false (press (fixture, "Page_Down"));
  g_assert_null (strstr (adw_window_title_get_subtitle (get_title (fixture)), "of"));
}

/* As large as it has to be: not more when it fits, all of it when it is seen in full. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  double fit;

  open (fixture, 0);
  fit = llm_zoom_view_get_scale (fixture->view);
  g_assert_true (llm_zoom_view_is_fitting (fixture->view));
  g_assert_cmpfloat (fit, <, 0.34);
  g_assert_cmpint (get_texture_width (fixture), ==, 1024);

  g_assert_true (press (fixture, "1"));
  g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), ==, 1);
  g_assert_false (llm_image_window_is_sharp (LLM_IMAGE_WINDOW (fixture->window)));
  llm_ui_test_wait (is_sharp, fixture->window);
  g_assert_cmpint (get_texture_width (fixture), ==, 3000);

  /* Larger than it is it cannot be had. */
  scaling_coder_clear_log (fixture->test.coder);
  for (guint i = 0; i < 20; i++)
    press (fixture, "plus");
  g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), ==, LLM_ZOOM_VIEW_SCALE_MAX);
  llm_ui_test_run_for (200);
  g_assert_null (strstr (scaling_coder_get_log (fixture->test.coder), "3000"));
  g_assert_cmpint (get_texture_width (fixture), ==, 3000);

  g_assert_true (press (fixture, "0"));
  g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), ==, fit);
}

/* A small image is not blown up. */
static void
test_small (Fixture *fixture, gconstpointer data)
{
  open (fixture, 1);
  g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), ==, 1);
  g_assert_cmpint (get_texture_width (fixture), ==, 100);
  g_assert_true (g_str_has_suffix (adw_window_title_get_subtitle (get_title (fixture)), "100 %"));
}

static void
test_zoom_keys (Fixture *fixture, gconstpointer data)
{
  const char *const larger[] = { "plus", "equal", "KP_Add", "<Control>plus" };
  const char *const smaller[] = { "minus", "KP_Subtract", "<Control>minus" };

  open (fixture, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (larger); i++)
    {
      const double before = llm_zoom_view_get_scale (fixture->view);

      g_assert_true (press (fixture, larger[i]));
      g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), >, before);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (smaller); i++)
    {
      const double before = llm_zoom_view_get_scale (fixture->view);

      g_assert_true (press (fixture, smaller[i]));
      g_assert_cmpfloat (llm_zoom_view_get_scale (fixture->view), <, before);
    }
  g_assert_true (press (fixture, "<Control>0"));
  g_assert_true (llm_zoom_view_is_fitting (fixture->view));
}

/* Fitted, an arrow shows the next image; zoomed, it moves this one. */
static void
test_arrows (Fixture *fixture, gconstpointer data)
{
  GtkAdjustment *adjustment;
  double before;

  open (fixture, 0);
  adjustment = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (fixture->view));
  g_assert_true (press (fixture, "1"));
  before = gtk_adjustment_get_value (adjustment);
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->view), "Right"));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, before);
  g_assert_false (llm_ui_test_activate_shortcut (get_stack (fixture), "Right"));
  g_assert_cmpuint (get_position (fixture), ==, 0);

  g_assert_true (press (fixture, "0"));
  g_assert_false (llm_ui_test_activate_shortcut (GTK_WIDGET (fixture->view), "Right"));
  g_assert_true (press (fixture, "Right"));
  g_assert_cmpuint (get_position (fixture), ==, 1);
  g_assert_true (press (fixture, "Left"));
  g_assert_cmpuint (get_position (fixture), ==, 0);

  gtk_widget_set_direction (get_stack (fixture), GTK_TEXT_DIR_RTL);
  g_assert_true (press (fixture, "Left"));
  g_assert_cmpuint (get_position (fixture), ==, 1);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  open (fixture, 0);
  g_assert_false (
      gtk_widget_is_sensitive (llm_ui_test_find_button (fixture->window, "image.previous")));
  g_assert_true (press (fixture, "plus"));
  g_assert_true (press (fixture, "Page_Down"));
  g_assert_cmpuint (get_position (fixture), ==, 1);
  /* Each is first seen as a whole. */
  g_assert_true (llm_zoom_view_is_fitting (fixture->view));
  g_assert_cmpstr (adw_window_title_get_title (get_title (fixture)), ==, "green.png");
  g_assert_false (llm_ui_test_has_text (fixture->window, "A red field"));
  llm_ui_test_wait (is_sharp, fixture->window);
  g_assert_cmpint (get_texture_width (fixture), ==, 100);

  activate (fixture, "image.next");
  g_assert_cmpstr (adw_window_title_get_title (get_title (fixture)), ==, "Image");
  g_assert_true (press (fixture, "End"));
  g_assert_cmpuint (get_position (fixture), ==, N - 1);
  g_assert_false (press (fixture, "Page_Down"));
  g_assert_false (
      gtk_widget_is_sensitive (llm_ui_test_find_button (fixture->window, "image.next")));
  g_assert_true (press (fixture, "Page_Up"));
  g_assert_cmpuint (get_position (fixture), ==, N - 2);
  g_assert_true (press (fixture, "Home"));
  g_assert_cmpuint (get_position (fixture), ==, 0);
  llm_ui_test_wait (is_sharp, fixture->window);
  g_assert_cmpint (get_texture_width (fixture), ==, 1024);
}

/* The neighbours are there at once, if small; the others are let go of. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  LlmImageWindow *window;

  open (fixture, 1);
  window = LLM_IMAGE_WINDOW (fixture->window);
  llm_ui_test_run_for (300);
  g_assert_cmpstr (scaling_coder_get_log (fixture->test.coder), ==, "100 512 512 ");
  scaling_coder_hold (fixture->test.coder, TRUE);
  activate (fixture, "image.next");
  g_assert_cmpint (get_texture_width (fixture), ==, 512);
  g_assert_false (llm_image_window_is_sharp (window));
  scaling_coder_hold (fixture->test.coder, FALSE);
  llm_ui_test_wait (is_sharp, window);

  /* Whatever was seen: the one that is shown, itself once more and its neighbours small. */
  for (guint i = 0; i < 3; i++)
    {
      activate (fixture, "image.first");
      llm_ui_test_wait (is_sharp, window);
      activate (fixture, "image.zoom-original");
      llm_ui_test_wait (is_sharp, window);
      activate (fixture, "image.last");
      llm_ui_test_wait (is_sharp, window);
      llm_ui_test_run_for (100);
      g_assert_cmpuint (llm_image_window_get_n_pixels (window), <=, 700 * 900 + 512 * 512 * 2);
    }
}

/* What was asked for before belongs to nobody. */
static void
test_hurry (Fixture *fixture, gconstpointer data)
{
  scaling_coder_hold (fixture->test.coder, TRUE);
  open_at (fixture, 0);
  g_assert_true (
      gtk_widget_get_visible (llm_ui_test_find_type (fixture->window, GTK_TYPE_SPINNER)));
  llm_ui_test_run_for (50);
  activate (fixture, "image.next");
  activate (fixture, "image.next");
  llm_ui_test_run_for (50);
  scaling_coder_hold (fixture->test.coder, FALSE);
  llm_ui_test_wait (is_sharp, fixture->window);
  g_assert_cmpint (get_texture_width (fixture), >=, 512);
  g_assert_cmpint (
      gdk_texture_get_height (llm_image_view_get_texture (LLM_IMAGE_VIEW (fixture->view))), ==,
      get_texture_width (fixture));
  g_assert_false (
      gtk_widget_get_visible (llm_ui_test_find_type (fixture->window, GTK_TYPE_SPINNER)));
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_assert_true (
      fake_blobs_remove (fixture->test.blobs, llm_image_get_hash (fixture->list->pdata[1])));
  open (fixture, 0);
  activate (fixture, "image.next");
  llm_ui_test_wait (shows_error, fixture);
  g_assert_true (llm_ui_test_has_text (fixture->window, "The image cannot be shown"));
  g_assert_cmpstr (adw_window_title_get_subtitle (get_title (fixture)), ==, "2 of 4");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         get_stack (fixture)));
  g_assert_true (llm_ui_test_has_text (fixture->window, "The image is no longer there: "));
  g_assert_false (press (fixture, "<Control>c"));
  g_assert_false (press (fixture, "<Control>s"));
  g_assert_false (
      gtk_widget_is_sensitive (llm_ui_test_find_button (fixture->window, "image.zoom-in")));
  activate (fixture, "image.next");
  llm_ui_test_wait (is_sharp, fixture->window);
  g_assert_false (shows_error (fixture));
  g_assert_true (press (fixture, "1"));
}

/* The reason is text, whatever it looks like. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  scaling_coder_fail_above (fixture->test.coder, 1);
  open_at (fixture, 0);
  llm_ui_test_wait (shows_error, fixture);
  g_assert_true (llm_ui_test_has_text (fixture->window, "It is <b>damaged</b>."));
}

/* What was there stays when it cannot be had larger, and is not asked for again and again. */
static void
test_not_larger (Fixture *fixture, gconstpointer data)
{
  scaling_coder_fail_above (fixture->test.coder, 1024);
  open (fixture, 0);
  activate (fixture, "image.zoom-original");
  llm_ui_test_run_for (200);
  g_assert_false (shows_error (fixture));
  g_assert_cmpint (get_texture_width (fixture), ==, 1024);
  g_assert_cmpstr (scaling_coder_get_log (fixture->test.coder), ==, "1024 512 3000 ");
}

typedef struct
{
  GdkTexture *texture;
  gboolean done;
} Clipboard;

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

static gboolean
is_told (gpointer user_data, const char *text)
{
  return llm_ui_test_has_text (((Fixture *) user_data)->window, text);
}

static gboolean
is_copied (gpointer user_data)
{
  return is_told (user_data, "Image copied");
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard;
  Clipboard read = { 0 };

  open (fixture, 0);
  clipboard = gtk_widget_get_clipboard (fixture->window);
  g_assert_true (press (fixture, "<Control>c"));
  llm_ui_test_wait (is_copied, fixture);
  g_assert_true (
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/png"));
  gdk_clipboard_read_texture_async (clipboard, NULL, read_texture_cb, &read);
  llm_ui_test_wait (is_done, &read);
  g_assert_nonnull (read.texture);
  g_assert_cmpint (gdk_texture_get_width (read.texture), ==, 3000);
  g_object_unref (read.texture);
}

/* Other programs take PNG; those that take more get the original. */
static void
test_copy_jpeg (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 60, 40);
  g_autofree char *buffer = NULL;
  gsize size;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  GdkClipboard *clipboard;
  Clipboard read = { 0 };

  gdk_pixbuf_fill (pixbuf, 0x336699ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "jpeg", &error, NULL);
  g_assert_no_error (error);
  bytes = g_bytes_new (buffer, size);
  g_ptr_array_add (fixture->list,
                   llm_stored_images_add_bytes (&fixture->test, bytes, "p.jpg", NULL));
  open (fixture, N);
  clipboard = gtk_widget_get_clipboard (fixture->window);
  activate (fixture, "image.copy");
  llm_ui_test_wait (is_copied, fixture);
  g_assert_true (
      gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), "image/jpeg"));
  gdk_clipboard_read_texture_async (clipboard, NULL, read_texture_cb, &read);
  llm_ui_test_wait (is_done, &read);
  g_assert_nonnull (read.texture);
  g_assert_cmpint (gdk_texture_get_width (read.texture), ==, 60);
  g_object_unref (read.texture);
}

static gboolean
is_saved (gpointer user_data)
{
  return is_told (user_data, "Saved as “a&b.png”");
}

static gboolean
is_not_saved (gpointer user_data)
{
  return is_told (user_data, "“place.png” could not be saved");
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "a&b.png", NULL);
  g_autofree char *wrong = g_build_filename (fixture->folder, "no", "place.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) nowhere = g_file_new_for_path (wrong);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *hash = NULL;

  open (fixture, 3);
  llm_image_window_save (LLM_IMAGE_WINDOW (fixture->window), file);
  llm_ui_test_wait (is_saved, fixture);
  bytes = g_file_load_bytes (file, NULL, NULL, NULL);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_assert_cmpstr (hash, ==, llm_image_get_hash (fixture->list->pdata[3]));
  g_assert_cmpint (g_remove (path), ==, 0);

  llm_image_window_save (LLM_IMAGE_WINDOW (fixture->window), nowhere);
  llm_ui_test_wait (is_not_saved, fixture);
}

/* Whatever is on its way. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  const char *const keys[] = { "Escape", "<Control>w" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      scaling_coder_hold (fixture->test.coder, TRUE);
      open_at (fixture, i);
      llm_ui_test_run_for (30);
      activate (fixture, "image.copy");
      g_assert_true (press (fixture, keys[i]));
      scaling_coder_hold (fixture->test.coder, FALSE);
      wait_closed (fixture);
    }
}

static void
test_present (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListModel) windows = g_object_ref (gtk_window_get_toplevels ());
  const guint before = g_list_model_get_n_items (windows);

  llm_image_window_present (fixture->ui.window, fixture->test.images, fixture->list, N);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, before);
  llm_image_window_present (fixture->ui.window, fixture->test.images, fixture->list, 2);
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, before + 1);
  for (guint i = 0; i < before + 1; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (LLM_IS_IMAGE_WINDOW (window))
        fixture->window = window;
    }
  g_assert_nonnull (fixture->window);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  g_assert_cmpuint (get_position (fixture), ==, 2);
}

static void
test_names (void)
{
  static const struct
  {
    LlmImageFormat format;
    const char *converted;
    gboolean animated;
    const char *name;
    const char *file_name;
    const char *origin;
  } rows[] = {
    { LLM_IMAGE_PNG, NULL, FALSE, "a.png", "a.png", "PNG, 8 × 6, 1.0 kB" },
    { LLM_IMAGE_JPEG, NULL, FALSE, "a.JPG", "a.JPG", "JPEG, 8 × 6, 1.0 kB" },
    { LLM_IMAGE_JPEG, NULL, FALSE, "a.jpeg", "a.jpeg", "JPEG, 8 × 6, 1.0 kB" },
    { LLM_IMAGE_JPEG, "HEIC", FALSE, "IMG_1.HEIC", "IMG_1.jpg",
      "JPEG, 8 × 6, 1.0 kB · converted from HEIC" },
    { LLM_IMAGE_GIF, NULL, TRUE, "x.gif", "x.gif",
      "GIF, 8 × 6, 1.0 kB · first frame of an animation" },
    { LLM_IMAGE_WEBP, NULL, FALSE, "Fig. 2 of many", "Fig. 2 of many.webp", "WebP, 8 × 6, 1.0 kB" },
    { LLM_IMAGE_PNG, NULL, FALSE, NULL, "image.png", "PNG, 8 × 6, 1.0 kB" },
    { LLM_IMAGE_PNG, NULL, FALSE, "../../etc/passwd", "-.-..-etc-passwd.png",
      "PNG, 8 × 6, 1.0 kB" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const LlmImageFacts facts
          = { HASH, rows[i].format, 1000, 8, 6, rows[i].animated, rows[i].converted };
      g_autoptr (LlmImage) image = llm_image_new (&facts, rows[i].name, NULL);
      g_autofree char *name = llm_image_make_file_name (image);
      g_autofree char *origin = llm_image_describe_origin (image);

      g_assert_cmpstr (name, ==, rows[i].file_name);
      g_assert_cmpstr (origin, ==, rows[i].origin);
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/image-window/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("window", test_window);
  ADD ("single", test_single);
  ADD ("sizes", test_sizes);
  ADD ("small", test_small);
  ADD ("zoom-keys", test_zoom_keys);
  ADD ("arrows", test_arrows);
  ADD ("steps", test_steps);
  ADD ("memory", test_memory);
  ADD ("hurry", test_hurry);
  ADD ("gone", test_gone);
  ADD ("damaged", test_damaged);
  ADD ("not-larger", test_not_larger);
  ADD ("copy", test_copy);
  ADD ("copy-jpeg", test_copy_jpeg);
  ADD ("save", test_save);
  ADD ("close", test_close);
  ADD ("present", test_present);
  g_test_add_func ("/ui/image-window/names", test_names);

  return g_test_run ();
}
