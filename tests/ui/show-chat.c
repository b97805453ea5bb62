/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a chat, to look at: not a test.
 *
 *   show-chat [--width=900] [--height=1000] [--turns=20] [--dark] [--contrast] [--rtl]
 *             [--scroll=0] [--mixed]
 *
 * --mixed adds turns of all kinds: failed, being written, with alternatives, very long.
 */
#include "config.h"

#include <adwaita.h>

#include "llm-chat-page.h"
#include "llm-chat-test.h"
#include "llm-error.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"

static int width = 900;
static int height = 1000;
static int n_turns = 20;
static double scroll_by;
static gboolean dark;
static gboolean contrast;
static gboolean rtl;
static gboolean mixed;

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
needs_turns_cb (LlmChatPage *page, GPtrArray *turns)
{
  for (guint i = 0; i < turns->len; i++)
    chat_test_load (g_ptr_array_index (turns, i));
}

static gboolean
scroll_cb (gpointer user_data)
{
  GtkAdjustment *adjustment
      = llm_chat_area_get_vadjustment (llm_chat_list_get_area (llm_chat_page_get_list (user_data)));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - scroll_by);
  return G_SOURCE_REMOVE;
}

static LlmAnswer *
add_answer (LlmConversation *conversation, const char *prompt, const char *text)
{
  LlmComparison *comparison = chat_test_append (conversation, prompt);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);

  if (text != NULL)
    llm_answer_append (answer, LLM_DELTA_TEXT, text);
  return answer;
}

static void
add_mixed (LlmConversation *conversation)
{
  g_autoptr (LlmAnswer) other = llm_answer_new ("anthropic", "opus", "Claude Opus 5.5");
  g_autoptr (LlmComparison) version = NULL;
  g_autoptr (GString) prompt = g_string_new (NULL);
  LlmAnswer *answer;
  LlmUsage usage;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (prompt, "Line %u of a prompt that is long.\n", i);
  answer = add_answer (conversation, prompt->str, "A short answer to a long prompt.");
  llm_answer_restore (answer, LLM_ANSWER_DONE);

  answer = add_answer (conversation, "Why?",
                       "Because of **Rayleigh**:\n\n```c\nint x;\n```\n\n"
                       "| a | b |\n|---|---|\n| 1 | 2 |\n");
  llm_usage_init (&usage);
  usage.input = 1024;
  usage.output = 512;
  llm_answer_set_usage (answer, &usage);
  llm_answer_set_timings (answer, 412, 6100);
  llm_answer_set_cost (answer, 0.0042);
  llm_answer_set_created_at (answer, g_get_real_time ());
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_answer_append (other, LLM_DELTA_REASONING, "Let me think.");
  llm_answer_append (other, LLM_DELTA_TEXT,
                     "היום השמים כחולים כי האור מתפזר באוויר.\n\n天空は青い。");
  llm_answer_restore (other, LLM_ANSWER_DONE);
  llm_comparison_add (llm_turn_get_comparison (llm_conversation_get_last (conversation)), other);

  version = llm_comparison_new ("Why is that so, in a word? "
                                "https://example.org/averyveryveryveryveryveryveryveryverylongword"
                                "withoutanyspaceinit",
                                NULL);
  llm_conversation_append_version (conversation, llm_conversation_get_last (conversation), version);

  answer = add_answer (conversation, "And at night?", NULL);
  llm_answer_take_error (answer, llm_error_new (LLM_ERROR_AUTH, NULL, "No such key"));
  llm_answer_restore (answer, LLM_ANSWER_FAILED);
  answer = add_answer (conversation, "And at noon?", "At noon the way through the air is shor");
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
}

static void
activate_cb (GtkApplication *application)
{
  LlmContext *context = new_context ();
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *page;
  LlmConversation *conversation = chat_test_new_conversation ((guint) n_turns);

  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  page = llm_chat_page_new (context);
  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  g_signal_connect (page, "needs-turns", G_CALLBACK (needs_turns_cb), NULL);
  llm_chat_page_set_spec (LLM_CHAT_PAGE (page), "fake:model");
  if (mixed)
    add_mixed (conversation);
  llm_chat_page_set_conversation (LLM_CHAT_PAGE (page), conversation);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  if (scroll_by != 0)
    g_timeout_add (1000, scroll_cb, page);
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
    { "mixed", 0, 0, G_OPTION_ARG_NONE, &mixed, NULL, NULL },
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
  application = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_object_set (application, "resource-base-path", "/io/github/jbuz/LLMSelect", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), 0, NULL);
}
