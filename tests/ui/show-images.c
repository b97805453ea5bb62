/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows a window with images in its composer, to look at: not a test.
 *
 *   show-images [--width=1100] [--height=700] [--dark] [--rtl] [--over] FILE...
 */
#include "config.h"

#include <adwaita.h>

#include "llm-composer.h"
#include "llm-fake-blobs.h"
#include "llm-fake-provider.h"
#include "llm-fake-secrets.h"
#include "llm-fake-store.h"
#include "llm-library.h"
#include "llm-pixbuf-coder.h"
#include "llm-window.h"

static int width = 1100;
static int height = 700;
static gboolean dark;
static gboolean rtl;
static gboolean over;
static char **files;

static LlmImages *images;

static void
add_model (LlmCatalog *catalog, const char *id, const char *name, gboolean vision)
{
  g_autoptr (LlmModel) model = NULL;
  LlmModelFacts facts;

  llm_model_facts_init (&facts);
  facts.provider_id = "openai";
  facts.id = id;
  facts.name = name;
  facts.vision = vision;
  facts.known = LLM_MODEL_KNOWS_VISION;
  model = llm_model_new (&facts);
  llm_catalog_add (catalog, model);
}

static LlmContext *
new_context (void)
{
  const char *specs[] = { "openai:sees", "openai:also-sees", "openai:blind", NULL };
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (LlmStore) store = LLM_STORE (fake_store_new ());
  g_autoptr (FakeBlobs) blobs = fake_blobs_new ();
  g_autoptr (PixbufCoder) coder = pixbuf_coder_new ();
  g_autoptr (FakeProvider) provider = fake_provider_new ("openai");
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);
  LlmContext *context;

  g_assert_no_error (error);
  g_list_store_append (providers, provider);
  add_model (catalog, "sees", "GPT-6.1", TRUE);
  add_model (catalog, "also-sees", "GPT-6.1 mini", TRUE);
  add_model (catalog, "blind", "GPT-OSS 120B", FALSE);
  llm_settings_set_lineup (settings, specs);
  context = llm_context_new (settings, secrets, store, G_LIST_MODEL (providers), catalog, NULL);
  images = llm_images_new (LLM_BLOBS (blobs), LLM_IMAGE_CODER (coder));
  llm_context_set_images (context, images);
  return context;
}

static gboolean
describe_cb (gpointer user_data)
{
  g_autoptr (GPtrArray) shown = llm_composer_get_images (user_data);

  if (shown == NULL)
    return G_SOURCE_CONTINUE;
  llm_image_set_alt (shown->pdata[0], "A red barn in a wide field under clouds");
  return G_SOURCE_REMOVE;
}

/* What stands over everything while images are dragged in. */
static void
show_overlay (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "llm-drop-overlay"))
    gtk_widget_set_visible (widget, TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    show_overlay (child);
}

static GtkWidget *
find_composer (GtkWidget *widget)
{
  if (LLM_IS_COMPOSER (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_composer (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
activate_cb (GtkApplication *app)
{
  LlmContext *context = new_context ();
  LlmLibrary *library = llm_library_new (context);
  GtkWidget *window, *composer;

  if (dark)
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                        ADW_COLOR_SCHEME_FORCE_DARK);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = llm_window_new (app, library);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  composer = find_composer (window);
  llm_composer_set_text (LLM_COMPOSER (composer), "What has changed between image 1 and image 2?");
  for (guint i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (files[i]);

      llm_image_intake_add_file (llm_composer_get_intake (LLM_COMPOSER (composer)), file);
    }
  g_timeout_add (100, describe_cb, composer);
  if (over)
    show_overlay (window);
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "over", 0, 0, G_OPTION_ARG_NONE, &over, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (AdwApplication) app = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  app = adw_application_new (APP_ID ".Images", G_APPLICATION_NON_UNIQUE);
  g_application_set_resource_base_path (G_APPLICATION (app), "/io/github/jbuz/LLMSelect");
  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
