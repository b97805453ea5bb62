/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-composer.h"
#include "llm-error.h"
#include "llm-image-test.h"
#include "llm-image-tile.h"
#include "llm-image-window.h"

typedef struct
{
  LlmImageTest test;
  GtkWidget *window;
  LlmComposer *composer;
  LlmImageStrip *strip;
  LlmImageIntake *intake;
  GtkWidget *text_view;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_models (Fixture *fixture, const char *first, const char *second)
{
  const char *specs[] = { first, second, NULL };

  llm_lineup_set_specs (fixture->test.shell.lineup, specs);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_image_test_set_up (&fixture->test, NULL);
  set_models (fixture, IMAGE_TEST_SEES, NULL);
  fixture->composer = LLM_COMPOSER (llm_composer_new ());
  llm_composer_set_lineup (fixture->composer, fixture->test.shell.lineup);
  fixture->strip = llm_composer_get_strip (fixture->composer);
  fixture->intake = llm_composer_get_intake (fixture->composer);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  gtk_widget_set_valign (GTK_WIDGET (fixture->composer), GTK_ALIGN_END);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->composer));
  fixture->text_view = llm_ui_test_find_type (GTK_WIDGET (fixture->composer), GTK_TYPE_TEXT_VIEW);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->composer);
  gtk_widget_grab_focus (GTK_WIDGET (fixture->composer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  llm_image_test_tear_down (&fixture->test);
}

static void
add_file (Fixture *fixture, const char *name, int width, int height)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, name, width, height);

  llm_image_intake_add_file (fixture->intake, file);
}

static gboolean
has_text (Fixture *fixture, const char *text)
{
  llm_ui_test_wait_frame (fixture->window);
  return llm_ui_test_has_text (GTK_WIDGET (fixture->composer), text);
}

static void
assert_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  g_assert_cmpstr (text, ==, expected);
}

static gboolean
is_button_labelled (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
         && (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0
             || g_strcmp0 (gtk_widget_get_tooltip_text (widget), label) == 0);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (is_button_labelled (widget, label))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
click (Fixture *fixture, const char *label)
{
  GtkWidget *button;

  llm_ui_test_wait_frame (fixture->window);
  button = find_button (GTK_WIDGET (fixture->composer), label);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static GtkWindow *
find_image_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (LLM_IS_IMAGE_WINDOW (window))
        return window;
    }
  return NULL;
}

static gboolean
has_no_image_window (gpointer user_data)
{
  return find_image_window () == NULL;
}

/* Before it is sent, too. */
static void
test_open (Fixture *fixture, gconstpointer data)
{
  add_file (fixture, "first.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_null (find_image_window ());
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->strip), "images.open", "u", 0));
  g_assert_nonnull (find_image_window ());
  llm_ui_test_wait (is_mapped, find_image_window ());
  gtk_window_close (find_image_window ());
  llm_ui_test_wait (has_no_image_window, NULL);
}

/* What is no image is told of where the user looks; the others are taken. */
static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) text = llm_image_test_make_text (&fixture->test, "notes.txt", "Not an image.");
  g_autoptr (GFile) fake = llm_image_test_make_text (&fixture->test, "fake.png", "Nor this.");
  g_autoptr (GFile) missing = g_file_get_child (text, "nothing.png");
  g_autoptr (GPtrArray) images = NULL;

  add_file (fixture, "first.png", 40, 30);
  llm_image_intake_add_file (fixture->intake, text);
  llm_image_intake_add_file (fixture->intake, fake);
  llm_image_intake_add_file (fixture->intake, missing);
  add_file (fixture, "second.png", 50, 30);
  llm_image_test_wait (fixture->strip, 2);
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpstr (llm_image_get_name (images->pdata[0]), ==, "first.png");
  g_assert_cmpstr (llm_image_get_name (images->pdata[1]), ==, "second.png");
  g_assert_true (has_text (fixture, "“notes.txt”: "));
  g_assert_true (has_text (fixture, "“fake.png”: "));
  g_assert_true (has_text (fixture, "“nothing.png”: "));

  click (fixture, "Dismiss");
  g_assert_false (has_text (fixture, "“notes.txt”: "));
  g_assert_true (has_text (fixture, "“fake.png”: "));
  g_ptr_array_unref (llm_composer_take_images (fixture->composer));
  g_assert_false (has_text (fixture, "“fake.png”: "));
}

static void
test_blocker (Fixture *fixture, gconstpointer data)
{
  llm_composer_set_text (fixture->composer, "What is it?");
  g_assert_null (llm_composer_get_blocker (fixture->composer));
  pixbuf_coder_set_held (fixture->test.coder, TRUE);
  add_file (fixture, "slow.png", 40, 30);
  g_assert_cmpuint (llm_image_strip_get_n_pending (fixture->strip), ==, 1);
  g_assert_cmpstr (llm_composer_get_blocker (fixture->composer), ==,
                   "An image is still being checked");
  pixbuf_coder_set_held (fixture->test.coder, FALSE);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_null (llm_composer_get_blocker (fixture->composer));

  llm_composer_set_text (fixture->composer, " ");
  g_assert_cmpstr (llm_composer_get_blocker (fixture->composer), ==,
                   "Write what to ask about the images");
}

static gboolean
is_waiting (gpointer user_data)
{
  Fixture *fixture = user_data;

  llm_shell_test_drain ();
  return llm_image_strip_get_n_pending (fixture->strip) == 1;
}

/* What is removed while it is being checked does not come any more, and nobody complains. */
static void
test_give_up (Fixture *fixture, gconstpointer data)
{
  pixbuf_coder_set_held (fixture->test.coder, TRUE);
  add_file (fixture, "slow.png", 40, 30);
  llm_ui_test_wait (is_waiting, fixture);
  llm_image_strip_remove (fixture->strip, 0);
  g_assert_cmpuint (llm_image_strip_get_n_pending (fixture->strip), ==, 0);
  pixbuf_coder_set_held (fixture->test.coder, FALSE);
  add_file (fixture, "other.png", 20, 30);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_null (find_button (GTK_WIDGET (fixture->composer), "Dismiss"));
}

/* More than there can be are left out, which is told once. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);

  for (guint i = 0; i < LLM_IMAGE_INTAKE_MAX + 3; i++)
    llm_image_intake_add_file (fixture->intake, file);
  llm_image_test_wait (fixture->strip, LLM_IMAGE_INTAKE_MAX);
  g_assert_true (has_text (fixture, "At most 20 images can go with a prompt."));
  click (fixture, "Dismiss");
  g_assert_false (has_text (fixture, "At most 20 images"));
}

/* An address that is an image becomes one, by itself only; a text stays a text. */
static void
test_data_uri (Fixture *fixture, gconstpointer data)
{
  GtkTextBuffer *buffer = llm_composer_get_buffer (fixture->composer);
  g_autoptr (GBytes) bytes = pixbuf_coder_make_png (8, 8, 0xff0000ff);
  g_autofree char *base64
      = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *uri = g_strdup_printf ("data:image/png;base64,%s\n", base64);
  g_autofree char *within = g_strdup_printf ("See %s", uri);

  gtk_text_buffer_insert_at_cursor (buffer, uri, -1);
  assert_text (fixture, "");
  llm_image_test_wait (fixture->strip, 1);

  gtk_text_buffer_insert_at_cursor (buffer, within, -1);
  assert_text (fixture, within);
  llm_composer_set_text (fixture->composer, "");
  gtk_text_buffer_insert_at_cursor (buffer, "data:image/png;base64,????", -1);
  llm_image_test_wait (fixture->strip, 1);
  assert_text (fixture, "");
  g_assert_true (has_text (fixture, "it is no valid data address"));
  gtk_text_buffer_insert_at_cursor (buffer, "data:text/plain,no", -1);
  assert_text (fixture, "data:text/plain,no");
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) uri = g_string_new ("data:image/png;base64,");

  for (guint i = 0; i < LLM_IMAGE_MAX_BYTES / 3; i++)
    g_string_append (uri, "AAAA");
  g_string_append (uri, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  for (guint i = 0; i < 100; i++)
    g_string_append (uri, "AAAA");
  llm_image_intake_add_data_uri (fixture->intake, uri->str);
  g_assert_cmpuint (llm_image_strip_get_n_pending (fixture->strip), ==, 0);
  g_assert_true (has_text (fixture, "is larger than 10.0"));
}

static void
paste (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->text_view, "paste-clipboard");
}

static GdkClipboard *
get_clipboard (Fixture *fixture)
{
  return gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
}

static GdkTexture *
make_texture (int width, int height)
{
  g_autoptr (GBytes) bytes = pixbuf_coder_make_png (width, height, 0x00ff00ff);
  g_autoptr (GError) error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  return texture;
}

static void
test_paste_image (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) texture = make_texture (30, 20);
  g_autoptr (GPtrArray) images = NULL;

  gdk_clipboard_set_texture (get_clipboard (fixture), texture);
  paste (fixture);
  llm_image_test_wait (fixture->strip, 1);
  assert_text (fixture, "");
  images = llm_composer_get_images (fixture->composer);
  g_assert_cmpuint (llm_image_get_facts (images->pdata[0])->width, ==, 30);

  /* Also one that comes as nothing but a texture. */
  llm_image_intake_add_texture (fixture->intake, texture);
  llm_image_test_wait (fixture->strip, 2);
}

static gboolean
has_word (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  return strstr (text, "cells") != NULL;
}

/* Office programs put a picture of the text beside it. */
static void
test_paste_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GdkTexture) texture = make_texture (30, 20);
  GdkContentProvider *both[]
      = { gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture),
          gdk_content_provider_new_typed (G_TYPE_STRING, "cells of a table") };
  g_autoptr (GdkContentProvider) provider
      = gdk_content_provider_new_union (both, G_N_ELEMENTS (both));

  gdk_clipboard_set_content (get_clipboard (fixture), provider);
  paste (fixture);
  llm_ui_test_wait (has_word, fixture);
  g_assert_cmpuint (llm_image_strip_get_n_images (fixture->strip), ==, 0);
  g_assert_cmpuint (llm_image_strip_get_n_pending (fixture->strip), ==, 0);
}

static void
set_files (Fixture *fixture, GFile *first, GFile *second)
{
  GSList *list = NULL;
  g_autoptr (GdkContentProvider) provider = NULL;
  GdkFileList *files;

  if (second != NULL)
    list = g_slist_prepend (list, second);
  list = g_slist_prepend (list, first);
  files = gdk_file_list_new_from_list (list);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
  gdk_clipboard_set_content (get_clipboard (fixture), provider);
  g_boxed_free (GDK_TYPE_FILE_LIST, files);
  g_slist_free (list);
}

static void
test_paste_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) first = llm_image_test_make_file (&fixture->test, "one.png", 40, 30);
  g_autoptr (GFile) second = llm_image_test_make_file (&fixture->test, "two.png", 50, 30);

  set_files (fixture, first, second);
  paste (fixture);
  llm_image_test_wait (fixture->strip, 2);
  assert_text (fixture, "");
}

static gboolean
has_link (gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *text = llm_composer_get_text (fixture->composer);

  return strstr (text, "https://example.org/page") != NULL;
}

/* A link that is pasted is a text: nothing is fetched. */
static void
test_paste_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) link = g_file_new_for_uri ("https://example.org/page");

  set_files (fixture, link, NULL);
  paste (fixture);
  llm_ui_test_wait (has_link, fixture);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fixture->test.fetcher), ==, 0);
  g_assert_cmpuint (llm_image_strip_get_n_pending (fixture->strip), ==, 0);
}

/* --- Models that cannot see --- */

static void
assert_strv (char **strv, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", strv);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (strv);
}

static void
test_blind (Fixture *fixture, gconstpointer data)
{
  set_models (fixture, IMAGE_TEST_SEES, IMAGE_TEST_BLIND);
  llm_composer_set_text (fixture->composer, "What is it?");
  g_assert_false (has_text (fixture, "Mole cannot see images."));
  add_file (fixture, "one.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_true (has_text (fixture, "Mole cannot see images."));
  g_assert_false (has_text (fixture, "Eagle cannot see images."));
  g_assert_cmpstr (llm_composer_get_blocker (fixture->composer), ==,
                   "Not all models can see images: choose what they get");

  click (fixture, "Send without images");
  g_assert_null (llm_composer_get_blocker (fixture->composer));
  g_assert_true (has_text (fixture, "Mole is asked without the images."));
  assert_strv (llm_composer_get_text_only (fixture->composer), IMAGE_TEST_BLIND);
  g_assert_null (llm_composer_get_asked (fixture->composer));
  click (fixture, "Change");
  g_assert_nonnull (llm_composer_get_blocker (fixture->composer));
  click (fixture, "Leave it out");
  g_assert_null (llm_composer_get_blocker (fixture->composer));
  assert_strv (llm_lineup_get_specs (fixture->test.shell.lineup), IMAGE_TEST_SEES);
  g_assert_false (has_text (fixture, "Mole"));
}

/* What was chosen holds as long as there are images. */
static void
test_blind_again (Fixture *fixture, gconstpointer data)
{
  set_models (fixture, IMAGE_TEST_BLIND, NULL);
  llm_composer_set_text (fixture->composer, "What is it?");
  add_file (fixture, "one.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  click (fixture, "Send without images");
  add_file (fixture, "two.png", 50, 30);
  llm_image_test_wait (fixture->strip, 2);
  g_assert_null (llm_composer_get_blocker (fixture->composer));

  llm_composer_set_images (fixture->composer, NULL);
  g_assert_false (has_text (fixture, "Mole is asked"));
  assert_strv (llm_composer_get_text_only (fixture->composer), "");
  add_file (fixture, "three.png", 60, 30);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_nonnull (llm_composer_get_blocker (fixture->composer));
}

static LlmComparison *
make_turn (void)
{
  LlmComparison *turn = llm_comparison_new ("Earlier", NULL);
  g_autoptr (LlmAnswer) sees = llm_answer_new ("demo", "eagle", "Eagle");
  g_autoptr (LlmAnswer) blind = llm_answer_new ("demo", "mole", "Mole");

  llm_comparison_add (turn, sees);
  llm_comparison_add (turn, blind);
  return turn;
}

/* A follow-up goes to the columns, not to the line-up. */
static void
test_blind_follow_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) turn = make_turn ();
  const char *sees = llm_answer_get_column_id (llm_comparison_get_answer (turn, 0));
  const char *blind = llm_answer_get_column_id (llm_comparison_get_answer (turn, 1));

  llm_composer_set_text (fixture->composer, "And this?");
  llm_composer_set_follow_up (fixture->composer, turn);
  add_file (fixture, "one.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_true (has_text (fixture, "Mole cannot see images."));
  click (fixture, "Leave it out");
  g_assert_true (has_text (fixture, "Mole is not asked."));
  g_assert_null (llm_composer_get_blocker (fixture->composer));
  assert_strv (llm_composer_get_asked (fixture->composer), sees);
  click (fixture, "Change");
  click (fixture, "Send without images");
  g_assert_null (llm_composer_get_asked (fixture->composer));
  assert_strv (llm_composer_get_text_only (fixture->composer), blind);
  llm_composer_set_follow_up (fixture->composer, NULL);
  g_assert_false (has_text (fixture, "Mole"));
}

/* --- What goes and comes back --- */

static void
press_up (Fixture *fixture)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (fixture->text_view);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller)
          || gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller))
                 != NULL)
        continue;
      g_signal_emit_by_name (controller, "key-pressed", GDK_KEY_Up, 0, 0, &handled);
      if (handled)
        return;
    }
  g_assert_not_reached ();
}

static void
test_recall (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) again = NULL;

  add_file (fixture, "one.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  llm_composer_set_text (fixture->composer, "What is it?");
  g_free (llm_composer_take_text (fixture->composer));
  taken = llm_composer_take_images (fixture->composer);
  g_assert_cmpuint (taken->len, ==, 1);
  g_assert_null (llm_composer_get_images (fixture->composer));

  press_up (fixture);
  assert_text (fixture, "What is it?");
  again = llm_composer_get_images (fixture->composer);
  g_assert_cmpstr (llm_image_get_hash (again->pdata[0]), ==, llm_image_get_hash (taken->pdata[0]));
  /* Its text may be changed, that of the one that was sent not. */
  g_assert_true (again->pdata[0] != taken->pdata[0]);
}

static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  add_file (fixture, "one.png", 750, 100);
  llm_image_test_wait (fixture->strip, 1);
  g_assert_true (has_text (fixture, "~100 tokens"));
  llm_image_strip_remove (fixture->strip, 0);
  g_assert_false (has_text (fixture, "~100 tokens"));
}

static void
toast_cb (LlmComposer *composer, AdwToast *toast, gpointer user_data)
{
  g_set_object ((AdwToast **) user_data, toast);
}

static void
test_undo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AdwToast) toast = NULL;

  g_signal_connect (fixture->composer, "undo-toast", G_CALLBACK (toast_cb), &toast);
  add_file (fixture, "one & two.png", 40, 30);
  llm_image_test_wait (fixture->strip, 1);
  llm_image_strip_remove (fixture->strip, 0);
  g_assert_cmpstr (adw_toast_get_title (toast), ==, "one &amp; two.png removed");
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == fixture->text_view);
  g_signal_emit_by_name (toast, "button-clicked");
  llm_image_test_wait (fixture->strip, 1);
}

/* Where there can be no images none are offered, and what is pasted is left alone. */
static void
test_impossible (Fixture *fixture, gconstpointer data)
{
  LlmComposer *other;

  llm_context_set_images (fixture->test.shell.context, NULL);
  other = LLM_COMPOSER (llm_composer_new ());
  g_object_ref_sink (other);
  llm_composer_set_lineup (other, fixture->test.shell.lineup);
  g_assert_false (
      gtk_widget_get_visible (llm_ui_test_find_button (GTK_WIDGET (other), "composer.add-images")));
  gtk_text_buffer_insert_at_cursor (llm_composer_get_buffer (other), "data:image/png;base64,AAAA",
                                    -1);
  g_assert_cmpint (gtk_text_buffer_get_char_count (llm_composer_get_buffer (other)), ==, 26);
  g_assert_finalize_object (other);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/composer-images/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("files", test_files);
  ADD ("open", test_open);
  ADD ("blocker", test_blocker);
  ADD ("give-up", test_give_up);
  ADD ("too-many", test_too_many);
  ADD ("data-uri", test_data_uri);
  ADD ("too-large", test_too_large);
  ADD ("paste-image", test_paste_image);
  ADD ("paste-text", test_paste_text);
  ADD ("paste-files", test_paste_files);
  ADD ("paste-link", test_paste_link);
  ADD ("blind", test_blind);
  ADD ("blind-again", test_blind_again);
  ADD ("blind-follow-up", test_blind_follow_up);
  ADD ("recall", test_recall);
  ADD ("tokens", test_tokens);
  ADD ("undo", test_undo);
  ADD ("impossible", test_impossible);

  return g_test_run ();
}
