/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "llm-answer-notes.h"
#include "llm-card.h"
#include "llm-chat-prompt.h"
#include "llm-compare-page.h"
#include "llm-image-strip.h"
#include "llm-stored-images.h"
#include "llm-image-tile.h"
#include "llm-image-window.h"
#include "llm-notice.h"
#include "llm-ui-test.h"

#define DIGEST_A "3f2a9c41aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define WARNING "Not the same bytes as other models here were sent"

/* The images of a prompt that was sent, wherever one is shown, and what the answers tell of
 * them. */
typedef struct
{
  LlmUiTest ui;
  LlmStoredImages test;
  GPtrArray *list;
  LlmComparison *comparison;
  GtkWidget *page;
  char *told;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  llm_stored_images_set_up (&fixture->test);
  llm_context_set_images (fixture->ui.context, fixture->test.images);
  fixture->list = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (fixture->list, llm_stored_images_add (&fixture->test, 300, 200, 0xff0000ff,
                                                         "red.png", "A red field"));
  g_ptr_array_add (fixture->list,
                   llm_stored_images_add (&fixture->test, 40, 40, 0x00ff00ff, "green.png", NULL));
  fixture->comparison = llm_ui_test_new_comparison (3);
  llm_comparison_set_images (fixture->comparison, fixture->list);
}

static GtkWidget *
find_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (LLM_IS_IMAGE_WINDOW (window))
        found = window;
    }
  return found;
}

static gboolean
has_no_window (gpointer user_data)
{
  return find_window () == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (find_window () != NULL)
    gtk_window_close (GTK_WINDOW (find_window ()));
  llm_ui_test_wait (has_no_window, NULL);
  llm_ui_test_clear (&fixture->ui);
  g_clear_object (&fixture->page);
  llm_context_set_images (fixture->ui.context, NULL);
  llm_ui_test_tear_down (&fixture->ui, data);
  g_assert_finalize_object (fixture->comparison);
  g_ptr_array_unref (fixture->list);
  llm_stored_images_tear_down (&fixture->test);
  g_free (fixture->told);
}

static void
show_page (Fixture *fixture)
{
  fixture->page = g_object_ref_sink (llm_compare_page_new (fixture->ui.context));
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (fixture->page), fixture->comparison);
  llm_ui_test_present (&fixture->ui, fixture->page, 1200, 700);
}

/* In what takes the focus from its editor, as a turn of a chat does. */
static void
show_prompt (Fixture *fixture)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  fixture->page = g_object_ref_sink (llm_chat_prompt_new ());
  llm_chat_prompt_set_text (LLM_CHAT_PROMPT (fixture->page), "What is this?");
  llm_chat_prompt_set_images (LLM_CHAT_PROMPT (fixture->page), fixture->ui.context, fixture->list);
  gtk_widget_set_focusable (box, TRUE);
  gtk_box_append (GTK_BOX (box), fixture->page);
  llm_ui_test_present (&fixture->ui, box, 600, 400);
}

static GtkWidget *
get_strip (Fixture *fixture)
{
  return llm_ui_test_find_type (fixture->page, LLM_TYPE_IMAGE_STRIP);
}

static void
assert_strip (Fixture *fixture)
{
  LlmImageStrip *strip = LLM_IMAGE_STRIP (get_strip (fixture));

  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (strip)));
  g_assert_false (llm_image_strip_get_editable (strip));
  g_assert_cmpuint (llm_image_strip_get_n_images (strip), ==, 2);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (strip), "2"));
}

static void
assert_opens (Fixture *fixture)
{
  GtkWidget *window;

  g_assert_true (gtk_widget_activate_action (get_strip (fixture), "images.open", "u", 1));
  window = find_window ();
  g_assert_nonnull (window);
  g_assert_cmpuint (llm_image_window_get_position (LLM_IMAGE_WINDOW (window)), ==, 1);
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (window))
                 == GTK_WINDOW (fixture->ui.window));
}

static void
test_page (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (1);

  show_page (fixture);
  assert_strip (fixture);
  assert_opens (fixture);
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (fixture->page), other);
  g_assert_cmpuint (llm_image_strip_get_n_images (LLM_IMAGE_STRIP (get_strip (fixture))), ==, 0);
  g_assert_false (gtk_widget_get_visible (get_strip (fixture)));
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (fixture->page), fixture->comparison);
  g_assert_true (gtk_widget_get_visible (get_strip (fixture)));
}

/* Images that cannot be had here are told of all the same. */
static void
test_no_images (Fixture *fixture, gconstpointer data)
{
  llm_context_set_images (fixture->ui.context, NULL);
  show_page (fixture);
  assert_strip (fixture);
  gtk_widget_activate_action (get_strip (fixture), "images.open", "u", 1);
  g_assert_null (find_window ());
}

static void
test_chat_prompt (Fixture *fixture, gconstpointer data)
{
  LlmChatPrompt *prompt;
  GtkWidget *tile;

  show_prompt (fixture);
  prompt = LLM_CHAT_PROMPT (fixture->page);
  assert_strip (fixture);
  assert_opens (fixture);
  tile = llm_ui_test_find_type (fixture->page, LLM_TYPE_IMAGE_TILE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (tile), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Alternative text: A red field");

  /* They stay in view while the text is edited. */
  llm_chat_prompt_edit (prompt);
  g_assert_true (gtk_widget_get_mapped (get_strip (fixture)));
  llm_chat_prompt_cancel (prompt);

  llm_chat_prompt_set_images (prompt, fixture->ui.context, NULL);
  g_assert_false (gtk_widget_get_visible (get_strip (fixture)));
}

/* A prompt without images has no place for them. */
static void
test_chat_prompt_without (Fixture *fixture, gconstpointer data)
{
  fixture->page = g_object_ref_sink (llm_chat_prompt_new ());
  llm_chat_prompt_set_images (LLM_CHAT_PROMPT (fixture->page), fixture->ui.context, NULL);
  llm_ui_test_present (&fixture->ui, fixture->page, 600, 400);
  g_assert_null (get_strip (fixture));
}

static void
tell_cb (GSimpleAction *action, GVariant *parameter, Fixture *fixture)
{
  g_free (fixture->told);
  fixture->told = g_variant_dup_string (parameter, NULL);
}

static gboolean
is_told (gpointer user_data)
{
  return ((Fixture *) user_data)->told != NULL;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("tell", G_VARIANT_TYPE_STRING);

  g_signal_connect (action, "activate", G_CALLBACK (tell_cb), fixture);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  show_prompt (fixture);
  gtk_widget_insert_action_group (fixture->page, "win", G_ACTION_GROUP (group));
  g_assert_true (gtk_widget_activate_action (get_strip (fixture), "prompt-images.copy", "u", 1));
  llm_ui_test_wait (is_told, fixture);
  g_assert_cmpstr (fixture->told, ==, "Image copied");
  g_assert_true (gdk_content_formats_contain_mime_type (
      gdk_clipboard_get_formats (gtk_widget_get_clipboard (fixture->page)), "image/png"));

  g_clear_pointer (&fixture->told, g_free);
  g_assert_true (
      fake_blobs_remove (fixture->test.blobs, llm_image_get_hash (fixture->list->pdata[0])));
  gtk_widget_activate_action (get_strip (fixture), "prompt-images.copy", "u", 0);
  llm_ui_test_wait (is_told, fixture);
  g_assert_true (g_str_has_prefix (fixture->told, "The image could not be copied: The image is"));
  /* One that is not there is not asked for. */
  gtk_widget_activate_action (get_strip (fixture), "prompt-images.copy", "u", 9);
}

static void
set_digest (Fixture *fixture, guint index, const char *digest)
{
  LlmSentImages sent = { .n_images = 2 };
  g_autofree char *notice = NULL;
  const char *notices[2] = { NULL };

  g_strlcpy (sent.digest, digest, sizeof sent.digest);
  notices[0] = notice = llm_notice_new_for_images (&sent);
  llm_answer_set_notices (llm_comparison_get_answer (fixture->comparison, index), notices);
}

static gboolean
has_text (gpointer user_data)
{
  return gdk_clipboard_get_content (gtk_widget_get_clipboard (((Fixture *) user_data)->page))
         != NULL;
}

/* The begin of the digest is seen, all of it can be had. */
static void
test_digest (Fixture *fixture, gconstpointer data)
{
  GValue value = G_VALUE_INIT;
  GtkWidget *notes, *button;

  show_page (fixture);
  set_digest (fixture, 0, DIGEST_A);
  g_assert_true (llm_ui_test_has_text (fixture->page, "2 images, 3f2a9c41…"));
  g_assert_false (llm_ui_test_has_text (fixture->page, WARNING));
  notes = gtk_widget_get_last_child (llm_ui_test_find_type (fixture->page, LLM_TYPE_CARD));
  while (notes != NULL && !g_str_equal (gtk_widget_get_css_name (notes), "llm-notes"))
    notes = gtk_widget_get_prev_sibling (notes);
  g_assert_nonnull (notes);
  g_assert_nonnull (
      strstr (gtk_widget_get_tooltip_text (gtk_widget_get_first_child (notes)), DIGEST_A));
  button = llm_ui_test_find_type (notes, GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Copy the digest");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "SHA-256 of what was sent: " DIGEST_A);
  g_signal_emit_by_name (button, "clicked");
  llm_ui_test_wait (has_text, fixture);
  g_value_init (&value, G_TYPE_STRING);
  g_assert_true (gdk_content_provider_get_value (
      gdk_clipboard_get_content (gtk_widget_get_clipboard (fixture->page)), &value, NULL));
  g_assert_cmpstr (g_value_get_string (&value), ==, DIGEST_A);
  g_value_unset (&value);
}

static guint
count_warnings (GtkWidget *widget)
{
  guint n = GTK_IS_LABEL (widget)
            && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), WARNING);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_warnings (child);
  return n;
}

/* Each card that got some says so, whichever was told last. */
static void
test_differ (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) other = llm_ui_test_new_comparison (1);

  show_page (fixture);
  set_digest (fixture, 0, DIGEST_A);
  set_digest (fixture, 1, DIGEST_A);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 0);
  set_digest (fixture, 2, DIGEST_B);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 3);
  set_digest (fixture, 2, DIGEST_A);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 0);

  /* One without images is not among them, and one that is gone no reason any more. */
  set_digest (fixture, 0, DIGEST_B);
  llm_answer_set_notices (llm_comparison_get_answer (fixture->comparison, 2), NULL);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 2);
  llm_comparison_remove (fixture->comparison, llm_answer_get_column_id (llm_comparison_get_answer (
                                                  fixture->comparison, 0)));
  g_assert_cmpuint (count_warnings (fixture->page), ==, 0);

  /* Also when it is opened again. */
  set_digest (fixture, 1, DIGEST_B);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 2);
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (fixture->page), other);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 0);
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (fixture->page), fixture->comparison);
  g_assert_cmpuint (count_warnings (fixture->page), ==, 2);
}

/* In a chat, one answer is shown at a time. */
static void
test_notes (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *answer = llm_comparison_get_answer (fixture->comparison, 0);

  g_assert_null (llm_answer_notes_new (answer, TRUE));
  set_digest (fixture, 0, DIGEST_A);
  llm_ui_test_present (&fixture->ui, gtk_label_new ("Elsewhere"), 600, 400);
  fixture->page = g_object_ref_sink (llm_answer_notes_new (answer, FALSE));
  g_assert_cmpuint (count_warnings (fixture->page), ==, 0);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/prompt-images/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("page", test_page);
  ADD ("no-images", test_no_images);
  ADD ("chat-prompt", test_chat_prompt);
  ADD ("chat-prompt-without", test_chat_prompt_without);
  ADD ("copy", test_copy);
  ADD ("digest", test_digest);
  ADD ("differ", test_differ);
  ADD ("notes", test_notes);

  return g_test_run ();
}
