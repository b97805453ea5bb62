/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a Markdown file as an answer, to look at: not a test.
 *
 *   show-answer [--width=700] [--height=1000] [--dark] [--contrast] [--rtl] [--raw]
 *               [--zoom=100] [--scroll=0] [--stream] FILE
 */
#include "config.h"

#include <adwaita.h>

#include "llm-answer-view.h"
#include "llm-pictures.h"

static int width = 700;
static int height = 1000;
static int zoom = 100;
static double scroll;
static gboolean dark;
static gboolean contrast;
static gboolean rtl;
static gboolean raw;
static gboolean stream;
static char **files;

static char *text;
static gsize length;
static gsize shown;

static gboolean
stream_cb (gpointer user_data)
{
  LlmAnswer *answer = user_data;
  const char *stop = text + MIN (length, shown + 8);
  g_autofree char *piece = NULL;

  while ((*stop & 0xc0) == 0x80)
    stop++;
  piece = g_strndup (text + shown, (gsize) (stop - text) - shown);
  shown = (gsize) (stop - text);
  llm_answer_append (answer, LLM_DELTA_TEXT, piece);
  if (shown < length)
    return G_SOURCE_CONTINUE;
  llm_answer_set_state (answer, LLM_ANSWER_DONE);
  return G_SOURCE_REMOVE;
}

static gboolean
scroll_cb (gpointer user_data)
{
  gtk_adjustment_set_value (llm_answer_view_get_vadjustment (user_data), scroll);
  return G_SOURCE_REMOVE;
}

static LlmAnswer *
create_answer (void)
{
  LlmAnswer *answer = llm_answer_new ("p", "m", "Model");

  if (stream)
    {
      llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
      llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
      g_timeout_add (5, stream_cb, answer);
    }
  else
    {
      llm_answer_append (answer, LLM_DELTA_TEXT, text);
      llm_answer_restore (answer, LLM_ANSWER_DONE);
    }
  return answer;
}

static void
activate_cb (GtkApplication *application)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = llm_answer_view_new (LLM_DELTA_TEXT);
  g_autofree char *css = g_strdup_printf ("llm-answer-view textview { font-size: %d%%; }", zoom);
  GtkCssProvider *provider = gtk_css_provider_new ();
  g_autoptr (LlmTypesetter) typesetter = llm_typesetter_new_default ();

  gtk_css_provider_load_from_data (provider, css, -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  llm_pictures_set_typesetter (llm_pictures_get_for_display (gdk_display_get_default ()),
                               typesetter);
  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_set_margin_start (card, 6);
  gtk_widget_set_margin_end (card, 6);
  gtk_widget_set_margin_top (card, 6);
  gtk_widget_set_margin_bottom (card, 6);
  gtk_widget_set_vexpand (view, TRUE);
  gtk_box_append (GTK_BOX (card), view);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), card);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  llm_answer_view_set_raw (LLM_ANSWER_VIEW (view), raw);
  llm_answer_view_set_answer (LLM_ANSWER_VIEW (view), create_answer ());
  gtk_window_present (GTK_WINDOW (window));
  if (scroll > 0)
    g_timeout_add (1000, scroll_cb, view);
}

int
main (int argc, char **argv)
{
  const GOptionEntry options[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "zoom", 0, 0, G_OPTION_ARG_INT, &zoom, NULL, NULL },
    { "scroll", 0, 0, G_OPTION_ARG_DOUBLE, &scroll, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "contrast", 0, 0, G_OPTION_ARG_NONE, &contrast, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "raw", 0, 0, G_OPTION_ARG_NONE, &raw, NULL, NULL },
    { "stream", 0, 0, G_OPTION_ARG_NONE, &stream, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || files == NULL
      || !g_file_get_contents (files[0], &text, &length, &error))
    g_error ("%s", error != NULL ? error->message : "No file");
  if (contrast)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_object_set (application, "resource-base-path", "/io/github/jbuz/LLMSelect", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}
