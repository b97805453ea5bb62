/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows the leaderboard over made-up votes, to look at: not a test.
 *
 *   show-leaderboard [--width=900] [--height=640] [--dark] [--rtl]
 *                    [--scenario=many|few|empty|error|duels|filter|length] [--png=FILE]
 */
#include "config.h"

#include <adwaita.h>

#include "llm-ballot-test.h"
#include "llm-error.h"
#include "llm-fake-store.h"
#include "llm-leaderboard-window.h"
#include "llm-shell-test.h"

static int width = 900;
static int height = 640;
static gboolean dark;
static gboolean rtl;
static char *scenario;
static char *png;

static LlmShellTest shell;
static GtkWidget *window;

static gboolean
is (const char *name)
{
  return g_strcmp0 (scenario, name) == 0;
}

static gboolean
shoot_cb (gpointer user_data)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  const int w = gdk_paintable_get_intrinsic_width (paintable);
  const int h = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, w, h);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, png));
  exit (0);
}

static void
fill (GPtrArray *ballots)
{
  static const LlmBallotTest many[] = {
    { "openai:GPT Large", "anthropic:Claude Sonnet", 8, 3, 6 },
    { "openai:GPT Large", "gemini:Gemini Pro", 9, 1, 4 },
    { "anthropic:Claude Sonnet", "mistral:Mistral Large with a rather long name", 11, 2, 4 },
    { "gemini:Gemini Pro", "mistral:Mistral Large with a rather long name", 6, 4, 5 },
    { "my-server:Llama at home", "mistral:Mistral Large with a rather long name", 1, 0, 0 },
    { "my-server:Llama at home", "gemini:Gemini Pro", 0, 0, 2 },
    { "demo:Swift", "gemini:Gemini Pro", 0, 0, 6 },
    { "demo:Table", "demo:Thinker", 3, 1, 2 },
  };
  static const LlmBallotTest few[] = { { "openai:GPT Large", "gemini:Gemini Pro", 2, 0, 1 } };
  const LlmBallotTest *duels = is ("few") ? few : many;

  for (guint i = 0; i < (is ("few") ? G_N_ELEMENTS (few) : G_N_ELEMENTS (many)); i++)
    llm_ballot_test_add (ballots, &duels[i], 0, FALSE, "code");
}

static gboolean
do_scenario_cb (gpointer user_data)
{
  if (is ("duels"))
    adw_view_stack_set_visible_child_name (
        ADW_VIEW_STACK (llm_ui_test_find_id (window, "view_stack")), "duels");
  if (is ("filter"))
    gtk_menu_button_popup (GTK_MENU_BUTTON (llm_ui_test_find_id (window, "filter_button")));
  if (is ("length"))
    {
      GtkMenuButton *button = GTK_MENU_BUTTON (llm_ui_test_find_id (window, "filter_button"));
      GtkWidget *popover = GTK_WIDGET (gtk_menu_button_get_popover (button));

      for (GtkWidget *child
           = gtk_widget_get_first_child (llm_ui_test_find_type (popover, GTK_TYPE_GRID));
           child != NULL; child = gtk_widget_get_next_sibling (child))
        if (GTK_IS_CHECK_BUTTON (child)
            && strstr (gtk_check_button_get_label (GTK_CHECK_BUTTON (child)), "length") != NULL)
          gtk_check_button_set_active (GTK_CHECK_BUTTON (child), TRUE);
    }
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "width", 0, 0, G_OPTION_ARG_INT, &width, NULL, NULL },
    { "height", 0, 0, G_OPTION_ARG_INT, &height, NULL, NULL },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &dark, NULL, NULL },
    { "rtl", 0, 0, G_OPTION_ARG_NONE, &rtl, NULL, NULL },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &scenario, NULL, NULL },
    { "png", 0, 0, G_OPTION_ARG_FILENAME, &png, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) problem
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The file cannot be read.");
  g_autoptr (GPtrArray) ballots = llm_ballot_test_new ();
  FakeStore *store;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL) || !llm_ui_test_init (&argc, &argv))
    return 1;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  store = fake_store_new ();
  if (!is ("empty"))
    fill (ballots);
  fake_store_set_ballots (store, ballots);
  if (is ("error"))
    fake_store_set_error (store, problem);
  llm_shell_test_set_up (&shell, LLM_STORE (store));
  window = llm_leaderboard_window_new (shell.context);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  g_timeout_add (600, do_scenario_cb, NULL);
  if (png != NULL)
    g_timeout_add (2000, shoot_cb, NULL);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
