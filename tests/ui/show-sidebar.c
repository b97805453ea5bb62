/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows the sidebar over a made-up history, to look at: not a test.
 *
 *   show-sidebar [--width=290] [--height=800] [--dark] [--contrast] [--rtl]
 *                [--scenario=all|places|select|search|nothing|folder|trash|empty|error|rename]
 *                [--png=FILE]
 */
#include "config.h"

#include <adwaita.h>

#include "llm-fake-provider.h"
#include "llm-fake-secrets.h"
#include "llm-history-row.h"
#include "llm-list-store.h"
#include "llm-sidebar.h"
#include "llm-ui-test.h"

static int width = 290;
static int height = 800;
static gboolean dark;
static gboolean contrast;
static gboolean rtl;
static char *scenario;
static char *png;

static GtkWidget *window;
static GtkWidget *sidebar;
static ListStore *store;

static const LlmEntryData samples[] = {
  { .id = "a",
    .title = "Why is the sky blue?",
    .snippet = "Why is the sky blue?",
    .pinned = TRUE,
    .n_messages = 4,
    .color = "blue" },
  { .id = "b",
    .title = "Trip to Lisbon",
    .kind = LLM_KIND_CHAT,
    .folder_id = "f1",
    .snippet = "Plan four days in Lisbon with two children who love trams",
    .pinned = TRUE,
    .n_messages = 28 },
  { .id = "c",
    .title = "Refactor the parser so that it is not recursive any more and still fast",
    .snippet = "Refactor the parser so that it is not recursive any more and still fast",
    .n_messages = 6 },
  { .id = "d",
    .title = "Soup",
    .kind = LLM_KIND_CHAT,
    .snippet = "A soup from what is left",
    .n_messages = 2,
    .color = "orange" },
  { .id = "e", .title = "היום השמים כחולים", .snippet = "היום השמים כחולים", .n_messages = 3 },
  { .id = "f", .title = "", .snippet = "", .kind = LLM_KIND_CHAT },
  { .id = "g",
    .title = "Sorting networks",
    .snippet = "Which sorting networks are optimal?",
    .n_messages = 5,
    .folder_id = "f1" },
  { .id = "h",
    .title = "Haiku about rain",
    .snippet = "Write a haiku about rain",
    .n_messages = 1240,
    .kind = LLM_KIND_CHAT },
  { .id = "i",
    .title = "Thrown away",
    .snippet = "It was nothing",
    .deleted_at = 1,
    .n_messages = 2 },
};

static void
add_samples (void)
{
  static const char *const models[]
      = { "openai:gpt-6.1", "anthropic:opus-5.5-latest", "gemini:gemini-4", "mistral:large", NULL };
  static const char *const tags[] = { "work", "later", NULL };
  static const int hours[] = { 200, 100, 0, 1, 20, 40, 100, 900, 30 };
  const gint64 now = g_get_real_time ();

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      LlmEntryData data = samples[i];

      data.created_at = now - hours[i] * G_TIME_SPAN_HOUR;
      data.models = &models[i % 4];
      data.tags = i % 3 == 1 ? tags : NULL;
      data.deleted_at = data.deleted_at != 0 ? now : 0;
      list_store_put (store, &data);
    }
}

static LlmContext *
new_context (void)
{
  g_autoptr (GListStore) list = g_list_store_new (LLM_TYPE_PROVIDER);
  g_autoptr (LlmCatalog) catalog = llm_catalog_new ();
  g_autoptr (LlmSecrets) secrets = LLM_SECRETS (llm_fake_secrets_new ());
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmSettings) settings = llm_settings_new (&error);

  g_assert_no_error (error);
  return llm_context_new (settings, secrets, LLM_STORE (store), G_LIST_MODEL (list), catalog, NULL);
}

static void
add_folders (void)
{
  g_autoptr (LlmFolder) travel = llm_folder_new ("f1", "Travel and other plans");
  g_autoptr (LlmFolder) work = llm_folder_new ("f2", "Work");

  travel->color = g_strdup ("green");
  travel->position = 1;
  work->color = g_strdup ("purple");
  work->position = 2;
  llm_store_save_folder_async (LLM_STORE (store), travel, NULL, NULL, NULL);
  llm_store_save_folder_async (LLM_STORE (store), work, NULL, NULL, NULL);
}

static void
play (void)
{
  LlmSidebar *self = LLM_SIDEBAR (sidebar);
  GtkWidget *entry = llm_ui_test_find_id (sidebar, "search_entry");
  GtkWidget *places = llm_ui_test_find_type (sidebar, g_type_from_name ("LlmPlaceList"));

  llm_sidebar_set_current (self, "c");
  if (g_strcmp0 (scenario, "places") == 0)
    gtk_toggle_button_set_active (
        GTK_TOGGLE_BUTTON (llm_ui_test_find_type (places, GTK_TYPE_TOGGLE_BUTTON)), TRUE);
  else if (g_strcmp0 (scenario, "select") == 0)
    gtk_selection_model_select_all (
        gtk_list_view_get_model (GTK_LIST_VIEW (llm_ui_test_find_id (sidebar, "list_view"))));
  else if (g_strcmp0 (scenario, "search") == 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), "so");
  else if (g_strcmp0 (scenario, "nothing") == 0)
    gtk_editable_set_text (GTK_EDITABLE (entry), "zebra");
  else if (g_strcmp0 (scenario, "folder") == 0)
    llm_sidebar_show_place (self, LLM_PLACE_FOLDER, "f1");
  else if (g_strcmp0 (scenario, "trash") == 0)
    llm_sidebar_show_place (self, LLM_PLACE_TRASH, NULL);
  else if (g_strcmp0 (scenario, "empty") == 0)
    llm_sidebar_show_place (self, LLM_PLACE_ARCHIVED, NULL);
}

static gboolean
save_cb (gpointer user_data)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gdk_texture_save_to_png (texture, png);
  /* As in the program's window: GTK 4.8 keeps what goes away with the focus. */
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  return G_SOURCE_REMOVE;
}

static gboolean
play_cb (gpointer user_data)
{
  play ();
  if (g_strcmp0 (scenario, "rename") == 0)
    {
      GtkWidget *row = llm_ui_test_find_type (sidebar, g_type_from_name ("LlmHistoryRow"));

      llm_history_row_begin_rename (LLM_HISTORY_ROW (row));
    }
  if (png != NULL)
    g_timeout_add (900, save_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
destroyed_cb (GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

static gboolean
parse (int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, "Width of the window", "PIXELS" },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, "Height of the window", "PIXELS" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, "Dark style", NULL },
    { "contrast", 0, 0, G_OPTION_ARG_NONE, &contrast, "With the sheet for high contrast", NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, "From right to left", NULL },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &scenario, "What to show", "NAME" },
    { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, "Where to save a picture", "FILE" },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (g_option_context_parse (options, argc, argv, &error))
    return TRUE;
  g_printerr ("%s\n", error->message);
  return FALSE;
}

static void
add_contrast (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/jbuz/LLMSelect/style-hc.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (LlmContext) context = NULL;
  g_autoptr (LlmLibrary) library = NULL;

  if (!parse (&argc, &argv) || !llm_ui_test_init (&argc, &argv))
    return 1;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  if (contrast)
    add_contrast ();

  store = list_store_new (0);
  if (g_strcmp0 (scenario, "error") == 0)
    {
      g_autoptr (GError) error
          = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "The disk cannot be read.");

      list_store_set_error (store, error);
    }
  add_samples ();
  add_folders ();
  context = new_context ();
  library = llm_library_new (context);
  sidebar = llm_sidebar_new (library);
  window = gtk_window_new ();
  gtk_window_set_titlebar (GTK_WINDOW (window), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), sidebar);
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (destroyed_cb), loop);
  gtk_window_present (GTK_WINDOW (window));
  llm_sidebar_load (LLM_SIDEBAR (sidebar));
  g_timeout_add (500, play_cb, NULL);
  g_main_loop_run (loop);
  return 0;
}
