/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Images from another program: dragged with the pointer, and pasted.
 */
#include "config.h"

#include <gdk/x11/gdkx.h>
#include <string.h>

#include "llm-composer.h"
#include "llm-chat-page.h"
#include "llm-drop-area.h"
#include "llm-image-test.h"
#include "llm-image-tile.h"
#include "llm-window.h"

/* The window that is dropped on stands at 0, 0; that which is dragged from beside it. */
#define WIDTH 900
#define HEIGHT 700
#define SOURCE_X 1000
#define SOURCE_Y 100

/* GTK begins to drag after some way, and X needs a moment for each. */
#define STEPS 20
#define NUDGES 100

typedef struct
{
  LlmImageTest test;
  LlmLibrary *library;
  LlmWindow *window;
  LlmComposer *composer;
  LlmImageStrip *strip;
  GtkWidget *text_view;
  LlmDropArea *area;
  GSubprocess *source;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { IMAGE_TEST_SEES, NULL };

  llm_image_test_set_up (&fixture->test, NULL);
  llm_settings_set_lineup (llm_context_get_settings (fixture->test.shell.context), specs);
  fixture->library = llm_library_new (fixture->test.shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  fixture->composer
      = LLM_COMPOSER (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));
  fixture->strip = llm_composer_get_strip (fixture->composer);
  fixture->text_view = llm_ui_test_find_type (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW);
  fixture->area
      = LLM_DROP_AREA (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_DROP_AREA));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->source != NULL)
    g_subprocess_force_exit (fixture->source);
  g_clear_object (&fixture->source);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  llm_image_test_tear_down (&fixture->test);
}

/* --- Doing it --- */

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Runs a command to its end, while this program goes on. */
static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  gboolean ended = FALSE;

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, waited_cb, &ended);
  llm_ui_test_wait (is_true, &ended);
}

static void
run_line (const char *line)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  run ((const char *const *) argv);
}

/* The middle of a widget on the screen. */
static void
locate (Fixture *fixture, GtkWidget *widget, double part, int *x, int *y)
{
  double surface_x, surface_y;
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (fixture->window), &bounds));
  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &surface_x, &surface_y);
  *x = (int) (surface_x + bounds.origin.x + bounds.size.width * part);
  *y = (int) (surface_y + bounds.origin.y + bounds.size.height / 2);
}

static gboolean
is_entered (gpointer user_data)
{
  return gtk_drop_controller_motion_contains_pointer (user_data);
}

/* Until the target has heard of it: a button that comes up before ends a drag without a drop. */
static void
drag (int from_x, int from_y, GtkWidget *target, int to_x, int to_y)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();
  g_autoptr (GString) line = g_string_new ("xdotool");

  g_string_append_printf (line, " mousemove %d %d sleep 0.1 mousedown 1", from_x, from_y);
  for (int i = 1; i <= STEPS; i++)
    g_string_append_printf (line, " mousemove %d %d sleep 0.05",
                            from_x + (to_x - from_x) * i / STEPS,
                            from_y + (to_y - from_y) * i / STEPS);
  gtk_widget_add_controller (target, motion);
  run_line (line->str);
  /* A slow source begins to drag when the pointer is there already, and tells of it with the
   * next motion. */
  for (int i = 0; i < NUDGES && !is_entered (motion); i++)
    {
      g_string_printf (line, "xdotool mousemove %d %d sleep 0.2", to_x + i % 2, to_y);
      run_line (line->str);
    }
  llm_ui_test_wait (is_entered, motion);
  gtk_widget_remove_controller (target, motion);
}

static void
drag_to (Fixture *fixture, GtkWidget *target)
{
  int x, y;

  locate (fixture, target, 0.5, &x, &y);
  drag (SOURCE_X + 100, SOURCE_Y + 75, target, x, y);
}

static void
let_go (void)
{
  run_line ("xdotool mouseup 1");
}

static void
start_source (Fixture *fixture, const char *kind, const char *first, const char *second)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "ui", "drag-source", NULL);
  const char *argv[] = { program, kind, first, second, NULL };
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  fixture->source = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  line = g_strdup_printf ("xdotool search --sync --onlyvisible --name ^llm-drag-source$ "
                          "windowmove --sync %d %d",
                          SOURCE_X, SOURCE_Y);
  run_line (line);
}


static gboolean
is_over (gpointer user_data)
{
  return llm_drop_area_is_over (user_data);
}


static gboolean
is_not_over (gpointer user_data)
{
  return !llm_drop_area_is_over (user_data);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  g_assert_cmpstr (text, ==, expected);
}

/* --- What comes of it --- */

static gboolean
has_refusal (gpointer user_data)
{
  return llm_ui_test_has_text (user_data, "“notes.txt”: ");
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) image = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autoptr (GFile) notes = llm_image_test_make_text (&fixture->test, "notes.txt", "No image");
  g_autofree char *image_uri = g_file_get_uri (image);
  g_autofree char *notes_uri = g_file_get_uri (notes);
  g_autoptr (GPtrArray) images = NULL;

  start_source (fixture, "file", notes_uri, image_uri);
  drag_to (fixture, GTK_WIDGET (fixture->area));
  llm_ui_test_wait (is_over, fixture->area);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->area), "Drop images here"));
  let_go ();
  llm_image_test_wait (fixture->strip, 1);
  llm_ui_test_wait (has_refusal, fixture->composer);
  llm_ui_test_wait (is_not_over, fixture->area);
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpstr (llm_image_get_name (images->pdata[0]), ==, "one.png");
  assert_text (fixture, "");
}

/* Onto the text, which would take the names. */
static void
test_files_on_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) first = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autoptr (GFile) second = llm_image_test_make_file (&fixture->test, "two.png", 50, 30);
  g_autofree char *first_uri = g_file_get_uri (first);
  g_autofree char *second_uri = g_file_get_uri (second);

  start_source (fixture, "file", first_uri, second_uri);
  drag_to (fixture, fixture->text_view);
  let_go ();
  llm_image_test_wait (fixture->strip, 2);
  assert_text (fixture, "");
}

static void
test_image (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autoptr (GPtrArray) images = NULL;

  start_source (fixture, "image", g_file_peek_path (file), NULL);
  drag_to (fixture, GTK_WIDGET (fixture->area));
  let_go ();
  llm_image_test_wait (fixture->strip, 1);
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpuint (llm_image_get_facts (images->pdata[0])->width, ==, 40);
}

/* A chat has a target and a prompt of its own. */
static void
test_chat (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autofree char *uri = g_file_get_uri (file);
  LlmImageStrip *other = fixture->strip;
  GtkWidget *page;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-mode", NULL);
  page = llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_CHAT_PAGE);
  g_assert_nonnull (page);
  llm_ui_test_wait (is_mapped, page);
  llm_ui_test_wait_frame (page);
  fixture->composer = llm_chat_page_get_composer (LLM_CHAT_PAGE (page));
  fixture->strip = llm_composer_get_strip (fixture->composer);
  fixture->area = LLM_DROP_AREA (llm_ui_test_find_type (page, LLM_TYPE_DROP_AREA));

  start_source (fixture, "file", uri, NULL);
  drag_to (fixture, GTK_WIDGET (fixture->area));
  llm_ui_test_wait (is_over, fixture->area);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->area), "Drop images here"));
  let_go ();
  llm_image_test_wait (fixture->strip, 1);
  llm_ui_test_wait (is_not_over, fixture->area);
  assert_text (fixture, "");
  g_assert_cmpuint (llm_image_strip_get_n_images (other), ==, 0);
}

static gboolean
is_asked (gpointer user_data)
{
  return llm_fake_fetcher_get_n_requests (user_data) == 1;
}

/* What is dropped from a page of the network is fetched, once, and no more than is taken. */
static void
test_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = pixbuf_coder_make_png (40, 30, 0xff00ffff);
  g_autoptr (GPtrArray) images = NULL;

  start_source (fixture, "file", "https://example.org/pictures/field.png", NULL);
  drag_to (fixture, GTK_WIDGET (fixture->area));
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fixture->test.fetcher), ==, 0);
  let_go ();
  llm_ui_test_wait (is_asked, fixture->test.fetcher);
  g_assert_cmpstr (llm_fake_fetcher_get_uri (fixture->test.fetcher, 0), ==,
                   "https://example.org/pictures/field.png");
  g_assert_cmpuint (llm_fake_fetcher_get_max_size (fixture->test.fetcher), ==, LLM_IMAGE_MAX_BYTES);
  llm_fake_fetcher_answer (fixture->test.fetcher, bytes);
  llm_image_test_wait (fixture->strip, 1);
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpstr (llm_image_get_name (images->pdata[0]), ==, "field.png");
}

static gboolean
has_text (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  return strstr (text, "plain words") != NULL;
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  start_source (fixture, "text", "plain words", NULL);
  drag_to (fixture, fixture->text_view);
  g_assert_false (llm_drop_area_is_over (fixture->area));
  let_go ();
  llm_ui_test_wait (has_text, fixture);
  g_assert_cmpuint (llm_image_strip_get_n_images (fixture->strip), ==, 0);
}

static gboolean
is_last (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GPtrArray) images = llm_composer_get_images (fixture->composer);

  return g_strcmp0 (llm_image_get_name (images->pdata[2]), "a.png") == 0;
}

/* Another order, by dragging within the strip. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  const char *names[] = { "a.png", "b.png", "c.png" };
  GtkWidget *first, *last;
  int from_x, from_y, to_x, to_y;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, names[i], 40 + (int) i, 9);

      llm_image_intake_add_file (llm_composer_get_intake (fixture->composer), file);
    }
  llm_image_test_wait (fixture->strip, 3);
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->window));
  first = llm_ui_test_find_type (GTK_WIDGET (fixture->strip), LLM_TYPE_IMAGE_TILE);
  last = gtk_widget_get_last_child (gtk_widget_get_parent (first));
  locate (fixture, first, 0.3, &from_x, &from_y);
  locate (fixture, last, 0.8, &to_x, &to_y);
  drag (from_x, from_y, last, to_x, to_y);
  let_go ();
  llm_ui_test_wait (is_last, fixture);
  g_assert_cmpuint (llm_image_strip_get_n_images (fixture->strip), ==, 3);
}

/* By the key, from a program that has nothing but the bytes. */
static gboolean
clipboard_has_image (gpointer user_data)
{
  return gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (user_data), "image/png");
}

static void
test_paste (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autofree char *copy = NULL;
  g_autofree char *key = NULL;
  g_autofree char *program = g_find_program_in_path ("xclip");
  g_autoptr (GPtrArray) images = NULL;

  if (program == NULL)
    {
      g_test_skip ("xclip is not there");
      return;
    }
  copy = g_strdup_printf ("xclip -selection clipboard -t image/png -i %s", g_file_peek_path (file));
  run_line (copy);
  /* GDK asks what there is; a key before it has heard finds nothing. */
  llm_ui_test_wait (clipboard_has_image, gtk_widget_get_clipboard (fixture->text_view));
  key = g_strdup_printf (
      "xdotool windowfocus --sync %lu key ctrl+v",
      gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (fixture->window))));
  run_line (key);
  llm_image_test_wait (fixture->strip, 1);
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpuint (llm_image_get_facts (images->pdata[0])->width, ==, 40);
  assert_text (fixture, "");
  /* It ends when it does not have the clipboard any more. */
  gdk_clipboard_set_text (gtk_widget_get_clipboard (fixture->text_view), "");
}

#define ADD(name, func) g_test_add ("/ui/drop/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  if (xdotool == NULL || !GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
    {
      g_print ("1..0 # SKIP xdotool and an X server are needed\n");
      return 0;
    }

  ADD ("files", test_files);
  ADD ("files-on-text", test_files_on_text);
  ADD ("image", test_image);
  ADD ("chat", test_chat);
  ADD ("address", test_address);
  ADD ("text", test_text);
  ADD ("order", test_order);
  ADD ("paste", test_paste);

  return g_test_run ();
}
