/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows the window that compares answers, to look at: not a test.
 *
 *   show-insight [--width=900] [--height=720] [--dark] [--rtl] [--columns=3] [--page=figures]
 *                [--samples]
 */
#include "config.h"

#include "llm-error.h"
#include "llm-fake-provider.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"
#include "llm-insight-window.h"

static const char *const texts[] = {
  "# Why the sky is blue\n\nSunlight looks white but holds **all colours**. When it meets the "
  "air, molecules far smaller than a wavelength scatter it.\n\nBlue light is scattered about four "
  "times as much as red light.\n\nThe eye sees violet badly.\n\n| colour | nm |\n|---|---|\n"
  "| blue | 450 |\n",
  "# Why the sky is blue\n\nSunlight looks white but holds *all* colours. When it meets the "
  "air, gas molecules scatter it in all directions.\n\nBlue light is scattered about four "
  "times as much as red light.\n\nAt sunset the way through the air is longer, and what is left "
  "is red.\n\n```python\nprint(450 / 650)\n```\n",
  "The answer is Rayleigh scattering.\n\n- blue is scattered more\n- red is scattered less\n\n"
  "At sunset the way through the air is longer, and what is left is red.\n",
};

static int width = 900;
static int height = 720;
static int columns = 3;
static gboolean dark;
static gboolean rtl;
static gboolean samples; /* of three models; else each answer is of another one */
static char *page;

static GtkWidget *
find_stack (GtkWidget *widget)
{
  if (ADW_IS_VIEW_STACK (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_stack (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static LlmContext *
new_context (void)
{
  g_autoptr (GListStore) list = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());
  g_autoptr (FakeProvider) provider = fake_provider_new ("fake");
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);

  g_assert_no_error (error);
  g_list_store_append (list, provider);
  llm_model_facts_init (&facts);
  facts.provider_id = "fake";
  facts.id = "judge";
  facts.name = "A judge with a name that is longer than a narrow window has room for";
  facts.context_window = 100000;
  facts.price_in = 1;
  facts.price_out = 10;
  facts.price_source = LLM_PRICE_CATALOG;
  model = llm_model_new (&facts);
  llm_catalog_add (catalog, model);
  return llm_context_new (settings, secrets, store, G_LIST_MODEL (list), catalog, NULL);
}

static void
activate_cb (AdwApplication *app)
{
  LlmComparison *comparison = llm_comparison_new ("Why is the sky blue? Explain it.", NULL);
  static const char *const titles[]
      = { "GPT-6.1", "Claude Opus 5.5 preview of August with a rather long name", "Gemini 4" };
  GtkWidget *window;

  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  for (int i = 0; i < columns; i++)
    {
      g_autofree char *model = g_strdup_printf ("model-%d", samples ? i % 3 : i);
      g_autofree char *text = g_strdup_printf ("%sThis is %s of %d.", texts[i % 3],
                                               i % 2 == 0 ? "said in the even one" : "odd", i);
      g_autoptr (LlmAnswer) answer = llm_answer_new ("fake", model, titles[i % 3]);

      llm_comparison_add (comparison, answer);
      if (i == columns - 1 && i > 2)
        {
          llm_answer_take_error (answer, llm_error_new (LLM_ERROR_AUTH, NULL, NULL));
          llm_answer_restore (answer, LLM_ANSWER_FAILED);
          continue;
        }
      llm_answer_append (answer, LLM_DELTA_TEXT, samples ? text : texts[i % 3]);
      llm_answer_restore (answer, LLM_ANSWER_DONE);
    }
  window = llm_insight_window_new (new_context (), comparison);
  gtk_window_set_application (GTK_WINDOW (window), GTK_APPLICATION (app));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  if (page != NULL)
    adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (find_stack (window)), page);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "samples", 0, 0, G_OPTION_ARG_NONE, &samples, NULL, NULL },
    { "columns", 0, 0, G_OPTION_ARG_INT, &columns, NULL, NULL },
    { "page", 0, 0, G_OPTION_ARG_STRING, &page, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (AdwApplication) app = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  app = adw_application_new (APP_ID ".Insight", G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (app), "/io/github/jbuz/LLMSelect");
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
