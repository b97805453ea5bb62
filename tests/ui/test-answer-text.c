/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-answer-test.h"
#include "llm-answer-view-private.h"
#include "llm-error.h"
#include "llm-fake-blobs.h"
#include "llm-fake-fetcher.h"
#include "llm-painter-test.h"
#include "llm-pictures.h"
#include "llm-pixbuf-coder.h"

#define OBJECT "\357\277\274"

/* --- links --- */

static void
opened_cb (LlmTextLinks *links, const char *target, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", target);
}

/* What would be opened is written down instead. */
static GString *
catch_links (AnswerTest *test)
{
  LlmTextLinks *links = test->view->links;
  const guint id = g_signal_lookup ("link-activated", LLM_TYPE_TEXT_LINKS);
  GString *opened = g_string_new (NULL);

  g_assert_cmpuint (g_signal_handlers_block_matched (links, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA,
                                                     id, 0, NULL, NULL, test->view),
                    ==, 1);
  g_signal_connect (links, "link-activated", G_CALLBACK (opened_cb), opened);
  return opened;
}

static gboolean
tells (AnswerTest *test, const char *text)
{
  return llm_ui_test_has_text (GTK_WIDGET (test->view), text);
}

static void
test_pointer (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GString) opened = catch_links (test);

  answer_test_show (test,
                    "Some words and [one **strong** link](https://one.example/a?b=1&c=2), "
                    "<https://two.example/>, mail@example.org.\n",
                    600, 300);
  answer_test_point (test, "Some");
  g_assert_false (tells (test, "https://"));
  answer_test_point (test, "one");
  g_assert_true (tells (test, "https://one.example/a?b=1&c=2"));
  answer_test_point (test, "strong");
  g_assert_true (tells (test, "https://one.example/a?b=1&c=2"));
  answer_test_point (test, "https://two");
  g_assert_true (tells (test, "https://two.example/"));
  answer_test_point (test, "words");
  g_assert_false (tells (test, "https://"));
  g_assert_cmpstr (opened->str, ==, "");
  answer_test_click (test, "words");
  g_assert_cmpstr (opened->str, ==, "");
  answer_test_click (test, "strong");
  answer_test_click (test, "mail@");
  g_assert_cmpstr (opened->str, ==, "https://one.example/a?b=1&c=2\nmailto:mail@example.org\n");

  /* The end of a selection is no click. */
  answer_test_select (test, "Some", "link");
  answer_test_click (test, "strong");
  g_assert_cmpstr (opened->str, ==, "https://one.example/a?b=1&c=2\nmailto:mail@example.org\n");
  /* Nor is there a link where the text is as it was written. */
  answer_test_point (test, "strong");
  llm_answer_view_set_raw (test->view, TRUE);
  answer_test_settle (test);
  g_assert_false (tells (test, "https://"));
  answer_test_point (test, "strong");
  g_assert_false (tells (test, "https://"));
  answer_test_click (test, "strong");
  g_assert_cmpstr (opened->str, ==, "https://one.example/a?b=1&c=2\nmailto:mail@example.org\n");
}

static guint
count_links (AnswerTest *test)
{
  LlmDocumentPainter *painter = answer_test_get_painter (test);
  guint n = 0;

  for (guint i = 0; i < llm_document_painter_get_n_blocks (painter); i++)
    {
      guint n_spans;
      const LlmSpan *spans
          = llm_layout_get_spans (llm_document_painter_get_block (painter, i, NULL), &n_spans);

      for (guint j = 0; j < n_spans; j++)
        n += (spans[j].style & (LLM_STYLE_LINK | LLM_STYLE_ACTION)) != 0;
    }
  return n;
}

static void
test_inert_links (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GString) opened = catch_links (test);
  GtkTextIter start, end;

  answer_test_show (
      test,
      "[script](javascript:alert(1)) [Script](JavaScript:alert(1)) "
      "[file](file:///etc/passwd) [relative](../x) [anchor](#a) [data](data:text/html,x) "
      "[host](//example.com/x) [smb](smb://host/x) <vbscript:x> [empty]() "
      "[entity](&#106;avascript:alert(1)) [tab](<java\tscript:x>) "
      "<a href=\"https://example.com\">html</a> ![picture](file:///a.png) "
      "![other](http://example.com/a.png) ![relative picture](a.png)\n",
      600, 300);
  g_assert_cmpuint (count_links (test), ==, 0);
  answer_test_point (test, "script");
  g_assert_null (test->view->target_label);
  answer_test_click (test, "script");
  answer_test_click (test, "file");
  answer_test_click (test, "html");
  g_assert_cmpstr (opened->str, ==, "");
  painter_test_find (answer_test_get_buffer (test), "relative", &start, &end);
  g_assert_null (llm_text_links_dup_target_at (test->view->links, &start));
  g_assert_false (answer_test_press (test, GDK_KEY_Tab, 0));
}

/* --- keys --- */

static char *
dup_focused (AnswerTest *test)
{
  GtkTextBuffer *buffer = answer_test_get_buffer (test);
  GtkTextIter start, end;

  gtk_text_buffer_get_start_iter (buffer, &start);
  if (test->view->links == NULL || !gtk_text_iter_forward_to_tag_toggle (&start, NULL))
    return NULL;
  for (; !gtk_text_iter_is_end (&start); gtk_text_iter_forward_char (&start))
    {
      g_autoptr (GSList) tags = gtk_text_iter_get_tags (&start);

      for (GSList *link = tags; link != NULL; link = link->next)
        {
          g_autoptr (GdkRGBA) color = NULL;
          gboolean set;

          g_object_get (link->data, "background-set", &set, "background-rgba", &color, NULL);
          if (!set || color == NULL || ABS (color->alpha - 0.25f) > 0.001f)
            continue;
          end = start;
          gtk_text_iter_forward_to_tag_toggle (&end, link->data);
          return gtk_text_buffer_get_slice (buffer, &start, &end, TRUE);
        }
    }
  return NULL;
}

static void
assert_focus (AnswerTest *test, const char *text)
{
  g_autofree char *focused = dup_focused (test);

  g_assert_cmpstr (focused, ==, text);
}

static void
assert_tab (AnswerTest *test, const char *text)
{
  g_assert_true (answer_test_press (test, GDK_KEY_Tab, 0));
  assert_focus (test, text);
}

static void
assert_back_tab (AnswerTest *test, const char *text)
{
  g_assert_true (answer_test_press (test, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  assert_focus (test, text);
}

#define LINKS                                                                                      \
  "A [first *soft*](https://one.example/) and [second](https://two.example/).\n\n"                 \
  "```c\nint i;\n```\n\n[third](https://three.example/)\n"

static void
test_tab (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GString) opened = catch_links (test);
  g_autofree char *code = NULL;

  answer_test_show (test, LINKS, 600, 400);
  g_assert_false (answer_test_press (test, GDK_KEY_Return, 0));
  assert_tab (test, "first soft");
  g_assert_true (tells (test, "https://one.example/"));
  assert_tab (test, "second");
  g_assert_true (tells (test, "https://two.example/"));
  assert_tab (test, "Open");
  g_assert_false (tells (test, "https://"));
  assert_tab (test, "Copy");
  g_assert_true (answer_test_press (test, GDK_KEY_Return, 0));
  code = answer_test_get_clipboard (test, "text/plain;charset=utf-8");
  g_assert_cmpstr (code, ==, "int i;\n");
  assert_tab (test, "third");
  g_assert_true (answer_test_press (test, GDK_KEY_KP_Enter, 0));
  g_assert_cmpstr (opened->str, ==, "https://three.example/\n");

  /* From the last one the focus goes on to what is behind the text. */
  g_assert_false (answer_test_press (test, GDK_KEY_Tab, 0));
  assert_focus (test, NULL);
  g_assert_false (tells (test, "https://"));
}

static void
test_back_tab (AnswerTest *test, gconstpointer data)
{
  answer_test_show (test, LINKS, 600, 400);
  assert_back_tab (test, "third");
  assert_back_tab (test, "Copy");
  assert_back_tab (test, "Open");
  assert_back_tab (test, "second");
  assert_back_tab (test, "first soft");
  assert_tab (test, "second");
  assert_back_tab (test, "first soft");
  g_assert_false (answer_test_press (test, GDK_KEY_Tab, GDK_CONTROL_MASK));
  g_assert_false (answer_test_press (test, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  assert_focus (test, NULL);
}

/* A link that is broken into several rows of a cell is one. */
static void
test_tab_in_table (AnswerTest *test, gconstpointer data)
{
  answer_test_show (test,
                    "| A | B |\n|---|---|\n"
                    "| [a long link with many words in it that wraps](https://a.example/) | "
                    "[another one with many words that wraps too](https://b.example/) |\n",
                    300, 400);
  g_assert_true (answer_test_press (test, GDK_KEY_Tab, 0));
  g_assert_true (tells (test, "https://a.example/"));
  g_assert_true (answer_test_press (test, GDK_KEY_Tab, 0));
  g_assert_true (tells (test, "https://b.example/"));
  g_assert_false (answer_test_press (test, GDK_KEY_Tab, 0));
  g_assert_true (answer_test_press (test, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  g_assert_true (tells (test, "https://b.example/"));
  g_assert_true (answer_test_press (test, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
  g_assert_true (tells (test, "https://a.example/"));
  g_assert_false (answer_test_press (test, GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK));
}

/* What has the focus keeps it while the text around it changes. */
static void
test_focus_stays (AnswerTest *test, gconstpointer data)
{
  g_autoptr (GString) opened = catch_links (test);
  g_autoptr (GString) text = g_string_new ("```python\n");

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "line_%u ()\n", i);
  g_string_append (text, "```\n\n[first](https://one.example/) [second](https://two.example/)\n");
  answer_test_show (test, text->str, 600, 900);
  for (guint i = 0; i < 6; i++)
    g_assert_true (answer_test_press (test, GDK_KEY_Tab, 0));
  assert_focus (test, "second");
  llm_document_painter_set_folded (answer_test_get_painter (test), 0, FALSE);
  answer_test_settle (test);
  assert_focus (test, "second");
  g_assert_true (answer_test_press (test, GDK_KEY_Return, 0));
  g_assert_cmpstr (opened->str, ==, "https://two.example/\n");
  assert_back_tab (test, "first");
}

static void
test_fold_word (AnswerTest *test, gconstpointer data)
{
  LlmDocumentPainter *painter;
  g_autoptr (GString) text = g_string_new ("```python\n");

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text, "line_%u ()\n", i);
  g_string_append (text, "```\n");
  answer_test_show (test, text->str, 600, 900);
  painter = answer_test_get_painter (test);
  g_assert_true (llm_document_painter_is_folded (painter, 0));
  answer_test_click (test, "Unfold");
  g_assert_false (llm_document_painter_is_folded (painter, 0));
  answer_test_settle (test);
  answer_test_click (test, "Fold");
  g_assert_true (llm_document_painter_is_folded (painter, 0));
  answer_test_settle (test);
  answer_test_click (test, "Show all lines");
  g_assert_false (llm_document_painter_is_folded (painter, 0));
  answer_test_settle (test);
  assert_tab (test, "Fold");
  g_assert_true (answer_test_press (test, GDK_KEY_Return, 0));
  g_assert_true (llm_document_painter_is_folded (painter, 0));
}

/* --- copies --- */

static void
assert_clipboard (AnswerTest *test, const char *mime_type, const char *expected)
{
  g_autofree char *text = answer_test_get_clipboard (test, mime_type);

  if (text != NULL)
    g_strchomp (text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_copy_code (AnswerTest *test, gconstpointer data)
{
  answer_test_show (
      test, "```python\ndef f ():\n\tpass  \n\n```\n\n- item\n\n  ```\n  other\n  ```\n", 600, 400);
  answer_test_click (test, "Copy");
  g_assert_true (tells (test, "Code copied"));
  {
    g_autofree char *code = answer_test_get_clipboard (test, "text/plain;charset=utf-8");

    g_assert_cmpstr (code, ==, "def f ():\n\tpass  \n\n");
  }
}

static void
test_copy (AnswerTest *test, gconstpointer data)
{
  answer_test_show (test, "# Title\n\nA **strong** [link](https://e.example/).\n\n1. one\n2. two\n",
                    600, 400);
  answer_test_select (test, "strong", "link");
  g_signal_emit_by_name (test->text_view, "copy-clipboard");
  assert_clipboard (test, "text/plain;charset=utf-8", "strong link");
  assert_clipboard (test, "text/html",
                    "<p><strong>strong</strong> <a href=\"https://e.example/\">link</a></p>");
  g_assert_true (llm_ui_test_activate_shortcut (GTK_WIDGET (test->view), "<Control><Shift>c"));
  assert_clipboard (test, "text/plain;charset=utf-8", "**strong** [link](https://e.example/)");
  assert_clipboard (test, "text/html", NULL);
}

static void
test_copy_all (AnswerTest *test, gconstpointer data)
{
  const char *const text = "# Title\n\nA __strong__ text.\n\n* one\n* two\n";
  GtkTextIter start, end;

  answer_test_show (test, text, 600, 400);
  answer_test_clear_clipboard (test);
  /* Nothing is selected: nothing to copy, but for all of it as Markdown. */
  g_signal_emit_by_name (test->text_view, "copy-clipboard");
  assert_clipboard (test, "text/plain;charset=utf-8", NULL);
  gtk_widget_activate_action (GTK_WIDGET (test->view), "answer.copy-markdown", NULL);
  {
    g_autofree char *markdown = answer_test_get_clipboard (test, "text/plain;charset=utf-8");

    g_assert_cmpstr (markdown, ==, text);
  }
  gtk_text_buffer_get_bounds (answer_test_get_buffer (test), &start, &end);
  gtk_text_buffer_select_range (answer_test_get_buffer (test), &start, &end);
  g_signal_emit_by_name (test->text_view, "copy-clipboard");
  assert_clipboard (test, "text/plain;charset=utf-8", "Title\n\nA strong text.\n\n• one\n• two");
  llm_answer_view_set_raw (test->view, TRUE);
  answer_test_settle (test);
  answer_test_select (test, "# Title", "__strong__");
  g_signal_emit_by_name (test->text_view, "copy-clipboard");
  assert_clipboard (test, "text/plain;charset=utf-8", "# Title\n\nA __strong__");
}

/* --- the menu --- */

/* What an action of the menu copies; nothing if it is disabled. */
static void
assert_copies (AnswerTest *test, const char *action, const char *expected)
{
  g_autofree char *copied = NULL;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (test->view)), "none");
  gtk_widget_activate_action (GTK_WIDGET (test->view), action, NULL);
  copied = answer_test_get_clipboard (test, "text/plain;charset=utf-8");
  g_assert_cmpstr (copied, ==, expected);
}

/* Puts the cursor on that text as keys do. */
static void
move_to (AnswerTest *test, const char *text)
{
  GtkTextIter start, end;

  painter_test_find (answer_test_get_buffer (test), text, &start, &end);
  gtk_text_buffer_place_cursor (answer_test_get_buffer (test), &start);
  g_signal_emit_by_name (test->text_view, "move-cursor", GTK_MOVEMENT_VISUAL_POSITIONS, 1, TRUE);
}

static void
test_menu_by_keyboard (AnswerTest *test, gconstpointer data)
{
  answer_test_show (test, "Plain words\n\n```c\nint i;\n```\n\n[link](https://e.example/)\n", 600,
                    400);
  move_to (test, "Plain");
  assert_copies (test, "answer.copy-code", "none");
  assert_copies (test, "answer.copy-link", "none");
  move_to (test, "int i");
  assert_copies (test, "answer.copy-code", "int i;\n");
  assert_copies (test, "answer.copy-link", "none");
  move_to (test, "link");
  assert_copies (test, "answer.copy-code", "none");
  assert_copies (test, "answer.copy-link", "https://e.example/");
}

/* --- images --- */

static LlmFakeFetcher *
set_fetcher (AnswerTest *test)
{
  LlmFakeFetcher *fetcher = llm_fake_fetcher_new ();
  g_autoptr (FakeBlobs) blobs = fake_blobs_new ();
  g_autoptr (PixbufCoder) coder = pixbuf_coder_new ();
  g_autoptr (LlmImages) images = llm_images_new (LLM_BLOBS (blobs), LLM_IMAGE_CODER (coder));

  llm_pictures_set_fetcher (llm_pictures_get_for_display (gdk_display_get_default ()),
                            LLM_FETCHER (fetcher), images);
  return fetcher;
}

static void
answer_image (LlmFakeFetcher *fetcher, int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GBytes) bytes = NULL;
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_fill (pixbuf, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, "png", NULL, NULL));
  bytes = g_bytes_new_take (data, length);
  llm_fake_fetcher_answer (fetcher, bytes);
}

static GdkPaintable *
find_picture (AnswerTest *test)
{
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (answer_test_get_buffer (test), &iter);
  do
    {
      if (gtk_text_iter_get_paintable (&iter) != NULL)
        return gtk_text_iter_get_paintable (&iter);
    }
  while (gtk_text_iter_forward_char (&iter));
  return NULL;
}

static gboolean
has_picture (gpointer user_data)
{
  return find_picture (user_data) != NULL;
}

static void
test_image (AnswerTest *test, gconstpointer data)
{
  g_autoptr (LlmFakeFetcher) fetcher = set_fetcher (test);
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;

  answer_test_show (test, "Before ![a red one](https://images.example/1.png) after.\n", 600, 300);
  llm_ui_test_run_for (100);
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fetcher), ==, 0);
  answer_test_point (test, "Image");
  g_assert_true (tells (test, "https://images.example/1.png"));
  answer_test_click (test, "Before");
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fetcher), ==, 0);
  answer_test_click (test, "Image");
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fetcher), ==, 1);
  g_assert_cmpstr (llm_fake_fetcher_get_uri (fetcher, 0), ==, "https://images.example/1.png");
  answer_image (fetcher, 40, 20);
  llm_ui_test_wait (has_picture, test);
  shown = answer_test_get_shown (test);
  g_assert_cmpstr (shown, ==, "Before " OBJECT " after.");
  answer_test_select (test, "Before", "after");
  copied = llm_answer_view_dup_selection (test->view, LLM_COPY_MARKDOWN);
  g_assert_cmpstr (copied, ==, "Before ![a red one](https://images.example/1.png) after");
  llm_pictures_set_fetcher (llm_pictures_get_for_display (gdk_display_get_default ()), NULL, NULL);
}

static gboolean
picture_fits (gpointer user_data)
{
  AnswerTest *test = user_data;
  GdkPaintable *picture = find_picture (test);

  return picture != NULL && gtk_widget_get_width (GTK_WIDGET (test->view)) == 360
         && gdk_paintable_get_intrinsic_width (picture) <= 360 - 24;
}

static gboolean
picture_is_large (gpointer user_data)
{
  GdkPaintable *picture = find_picture (user_data);

  return picture != NULL && gdk_paintable_get_intrinsic_width (picture) == 500;
}

/* An image is no wider than the text, also when that becomes narrower. */
static void
test_image_width (AnswerTest *test, gconstpointer data)
{
  g_autoptr (LlmFakeFetcher) fetcher = set_fetcher (test);

  answer_test_show (test, "![wide](https://images.example/wide.png)\n", 700, 400);
  answer_test_click (test, "Image");
  answer_image (fetcher, 500, 100);
  llm_ui_test_wait (picture_is_large, test);
  gtk_window_set_default_size (GTK_WINDOW (test->ui.window), 360, 400);
  llm_ui_test_wait (picture_fits, test);
  gtk_window_set_default_size (GTK_WINDOW (test->ui.window), 700, 400);
  llm_ui_test_wait (picture_is_large, test);
  llm_pictures_set_fetcher (llm_pictures_get_for_display (gdk_display_get_default ()), NULL, NULL);
}

/* Without a network the word stays, and a click does no harm. */
static void
test_image_fails (AnswerTest *test, gconstpointer data)
{
  g_autoptr (LlmFakeFetcher) fetcher = set_fetcher (test);
  g_autofree char *shown = NULL;

  answer_test_show (test, "![wide](https://images.example/missing.png)\n", 700, 400);
  answer_test_click (test, "Image");
  llm_fake_fetcher_fail (fetcher, llm_error_new (LLM_ERROR_NETWORK, "Gone.", NULL));
  llm_ui_test_run_for (200);
  shown = answer_test_get_shown (test);
  g_assert_cmpstr (shown, ==, "Image: wide");
  /* The reader is told, where the image would be. */
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (test->view), "The image was not loaded: Gone."));
  answer_test_click (test, "Image");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (test->view), "Loading the image…"));
  g_assert_cmpuint (llm_fake_fetcher_get_n_requests (fetcher), ==, 2);
  llm_fake_fetcher_fail (fetcher, llm_error_new (LLM_ERROR_NETWORK, "Gone.", NULL));
  llm_ui_test_run_for (100);
  llm_pictures_set_fetcher (llm_pictures_get_for_display (gdk_display_get_default ()), NULL, NULL);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
#define ADD(name, function)                                                                        \
  g_test_add ("/answer-text/" name, AnswerTest, NULL, answer_test_set_up, function,                \
              answer_test_tear_down)
  ADD ("pointer", test_pointer);
  ADD ("inert-links", test_inert_links);
  ADD ("tab", test_tab);
  ADD ("back-tab", test_back_tab);
  ADD ("tab-in-table", test_tab_in_table);
  ADD ("focus-stays", test_focus_stays);
  ADD ("fold-word", test_fold_word);
  ADD ("copy-code", test_copy_code);
  ADD ("copy", test_copy);
  ADD ("copy-all", test_copy_all);
  ADD ("menu-by-keyboard", test_menu_by_keyboard);
  ADD ("image", test_image);
  ADD ("image-width", test_image_width);
  ADD ("image-fails", test_image_fails);
#undef ADD
  return g_test_run ();
}
