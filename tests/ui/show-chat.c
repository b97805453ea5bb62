/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a list of messages, to look at: not a test.
 *
 *   show-chat [--width=900] [--height=1000] [--turns=20] [--dark] [--contrast] [--rtl]
 *             [--scroll=0] [--huge] [--empty]
 */
#include "config.h"

#include <adwaita.h>

#include "llm-chat-list.h"
#include "llm-chat-test.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"

static int width = 900;
static int height = 1000;
static int n_turns = 20;
static double scroll_by;
static gboolean dark;
static gboolean contrast;
static gboolean rtl;
static gboolean huge;

static LlmContext *
new_context (void)
{
  g_autoptr (GListStore) list = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());
  g_autoptr (FakeProvider) provider = fake_provider_new ("fake");
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);

  g_assert_no_error (error);
  g_list_store_append (list, provider);
  return llm_context_new (settings, secrets, store, G_LIST_MODEL (list), catalog, NULL);
}

static void
needs_turns_cb (LlmChatList *list, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    chat_test_load (g_ptr_array_index (turns, i));
}

static gboolean
scroll_cb (gpointer user_data)
{
  GtkAdjustment *adjustment = llm_chat_area_get_vadjustment (llm_chat_list_get_area (user_data));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - scroll_by);
  return G_SOURCE_REMOVE;
}

static void
activate_cb (GtkApplication *application)
{
  LlmContext *context = new_context ();
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *list = llm_chat_list_new (context);
  LlmConversation *conversation = chat_test_new_conversation ((guint) n_turns);

  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  g_signal_connect (list, "needs-turns", G_CALLBACK (needs_turns_cb), NULL);
  llm_chat_list_set_conversation (LLM_CHAT_LIST (list), conversation);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), list);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  if (scroll_by != 0)
    g_timeout_add (1000, scroll_cb, list);
}

int
main (int argc, char **argv)
{
  const GOptionEntry options[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "turns", 0, 0, G_OPTION_ARG_INT, &n_turns, NULL, NULL },
    { "scroll", 0, 0, G_OPTION_ARG_DOUBLE, &scroll_by, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "contrast", 0, 0, G_OPTION_ARG_NONE, &contrast, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "huge", 0, 0, G_OPTION_ARG_NONE, &huge, NULL, NULL },
    { NULL, 0, 0, 0, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (contrast)
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_object_set (application, "resource-base-path", "/io/github/jbuz/LLMSelect", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}
