/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a comparison with images, and one of them large, to look at: not a test.
 *
 *   show-sent-images [--width=1200] [--height=800] [--dark] [--rtl] [--window=INDEX] [--chat]
 *               [--gone] [--helper=_build/src/helpers/llmselect-image] FILE…
 */
#include "config.h"

#include <adwaita.h>

#include "llm-chat-prompt.h"
#include "llm-compare-page.h"
#include "llm-image-helper.h"
#include "llm-stored-images.h"
#include "llm-image-window.h"
#include "llm-notice.h"
#include "llm-ui-test.h"

#define DIGEST_A "3f2a9c41aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static int width = 1200;
static int height = 800;
static int shown = -1;
static gboolean dark;
static gboolean rtl;
static gboolean chat;
static gboolean gone;
static char *helper; /* what decodes; without, it is done in this process */
static char **files;

static GPtrArray *
add_files (LlmStoredImages *test)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (files[i]);
      g_autofree char *name = g_file_get_basename (file);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = g_file_load_bytes (file, NULL, NULL, &error);

      if (bytes == NULL)
        g_error ("%s", error->message);
      g_ptr_array_add (
          list, llm_stored_images_add_bytes (
                    test, bytes, name, i == 0 ? "A lake between mountains, in the evening" : NULL));
    }
  if (gone && list->len > 0)
    fake_blobs_remove (test->blobs, llm_image_get_hash (list->pdata[list->len - 1]));
  return list;
}

static void
set_digest (LlmComparison *comparison, guint index, guint n, const char *digest)
{
  LlmSentImages sent = { .n_images = n, .kept_bytes = 3200000, .sent_bytes = 410000 };
  g_autofree char *notice = NULL;

  g_strlcpy (sent.digest, digest, sizeof sent.digest);
  notice = llm_notice_new_for_images (&sent);
  llm_answer_add_notice (llm_comparison_get_answer (comparison, index), notice);
}

static GtkWidget *
new_content (LlmUiTest *ui, GPtrArray *list)
{
  g_autoptr (LlmComparison) comparison = NULL;
  GtkWidget *content;

  if (chat)
    {
      content = llm_chat_prompt_new ();
      llm_chat_prompt_set_text (LLM_CHAT_PROMPT (content),
                                "What is different between image 1 and image 2?");
      llm_chat_prompt_set_images (LLM_CHAT_PROMPT (content), ui->context, list);
      gtk_widget_set_valign (content, GTK_ALIGN_START);
      return content;
    }
  comparison = llm_ui_test_new_comparison (3);
  llm_comparison_set_images (comparison, list);
  for (guint i = 0; i < 3; i++)
    set_digest (comparison, i, MAX (1, list->len), i < 2 ? DIGEST_A : DIGEST_B);
  content = llm_compare_page_new (ui->context);
  llm_compare_page_set_comparison (LLM_COMPARE_PAGE (content), comparison);
  return content;
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "window", 0, 0, G_OPTION_ARG_INT, &shown, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "chat", 0, 0, G_OPTION_ARG_NONE, &chat, NULL, NULL },
    { "gone", 0, 0, G_OPTION_ARG_NONE, &gone, NULL, NULL },
    { "helper", 0, 0, G_OPTION_ARG_FILENAME, &helper, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  LlmStoredImages test;
  LlmUiTest ui;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (!llm_ui_test_init (&argc, &argv))
    return 1;
  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  llm_ui_test_set_up (&ui, NULL);
  llm_stored_images_set_up (&test);
  if (helper != NULL)
    {
      g_autoptr (LlmImageCoder) coder = llm_image_helper_new (helper);

      test.images = llm_images_new (LLM_BLOBS (test.blobs), coder);
    }
  llm_context_set_images (ui.context, test.images);
  list = add_files (&test);
  /* Without a window manager the one with the image may come below. */
  llm_ui_test_present (&ui, new_content (&ui, list), shown < 0 ? width : 1, shown < 0 ? height : 1);
  if (shown >= 0)
    {
      GtkWidget *window = llm_image_window_new (GTK_WINDOW (ui.window), test.images, list);

      llm_image_window_set_position (LLM_IMAGE_WINDOW (window), (guint) shown);
      gtk_window_set_default_size (GTK_WINDOW (window), width, height);
      gtk_window_present (GTK_WINDOW (window));
    }
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
}
