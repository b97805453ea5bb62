/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows the window of backups over made-up copies, to look at: not a test.
 *
 *   show-backups [--width=560] [--height=640] [--dark] [--rtl]
 *                [--scenario=list|empty|error|progress|check|preview|restore|damaged|salvage]
 *                [--png=FILE]
 */
#include "config.h"

#include <adwaita.h>

#include "llm-backup-dialog.h"
#include "llm-backups-window.h"
#include "llm-error.h"
#include "llm-fake-archive.h"
#include "llm-salvage-bar.h"
#include "llm-shell-test.h"

static int width = 560;
static int height = 640;
static gboolean dark;
static gboolean rtl;
static char *scenario;
static char *png;

static LlmShellTest shell;
static FakeArchive *archive;
static LlmLibrary *library;
static GtkWidget *window;

static gboolean
is (const char *name)
{
  return g_strcmp0 (scenario, name) == 0;
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (windows, i);

      if (LLM_IS_BACKUP_DIALOG (toplevel))
        return toplevel;
    }
  return NULL;
}

static gboolean
shoot_cb (gpointer user_data)
{
  GtkWidget *shown = find_dialog () != NULL ? find_dialog () : window;
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (shown);
  const int w = gdk_paintable_get_intrinsic_width (paintable);
  const int h = gdk_paintable_get_intrinsic_height (paintable);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, w, h);
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (shown)), node, NULL);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, png));
  exit (0);
}

static void
fill (void)
{
  const gint64 day = G_TIME_SPAN_DAY;
  const gint64 now = g_get_real_time ();

  fake_archive_add (archive, "/a.db", now - 40 * day, LLM_BACKUP_MIGRATION, 12);
  fake_archive_add (archive, "/b.db", now - 20 * day, LLM_BACKUP_MANUAL, 118);
  fake_archive_add (archive, "/c.db", now - 3 * day, LLM_BACKUP_RESTORE, LLM_UNKNOWN);
  for (int i = 2; i >= 0; i--)
    fake_archive_add (archive, "/d.db", now - i * day, LLM_BACKUP_DAILY, 140 - i);
}

static gboolean
do_scenario_cb (gpointer user_data)
{
  if (is ("progress"))
    {
      fake_archive_set_held (archive, TRUE);
      gtk_widget_activate_action (window, "backups.make", NULL);
    }
  if (is ("check"))
    {
      fake_archive_set_check_problem (archive, "wrong # of entries in index answers_by_turn");
      gtk_widget_activate_action (window, "backups.check", NULL);
    }
  if (is ("damaged"))
    fake_archive_set_problem (archive, "The copy is damaged at page 7. Choose another one.");
  if (is ("preview"))
    gtk_widget_activate_action (window, "backups.preview", "u", 0);
  if (is ("restore") || is ("damaged"))
    gtk_widget_activate_action (window, "backups.restore", "u", 0);
  return G_SOURCE_REMOVE;
}

static void
show_bar (void)
{
  g_autoptr (LlmSalvageReport) report
      = llm_salvage_report_new ("/home/user/.local/share/llmselect/llmselect.damaged-1.db");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = llm_salvage_bar_new ();

  report->n_conversations = 117;
  report->n_dropped = 2;
  llm_salvage_bar_set_archive (LLM_SALVAGE_BAR (bar), LLM_ARCHIVE (archive));
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), bar);
  window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (window), box);
  fake_archive_salvage (archive, report);
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
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The folder cannot be read.");

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, NULL) || !llm_ui_test_init (&argc, &argv))
    return 1;

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  if (rtl)
    gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  llm_shell_test_set_up (&shell, NULL);
  archive = fake_archive_new ();
  llm_context_set_archive (shell.context, LLM_ARCHIVE (archive));
  library = llm_library_new (shell.context);
  if (!is ("empty"))
    fill ();
  if (is ("error"))
    fake_archive_set_error (archive, "list", problem);
  if (is ("salvage"))
    show_bar ();
  else
    window = llm_backups_window_new (library);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  if (!is ("salvage"))
    g_timeout_add (300, do_scenario_cb, NULL);
  if (png != NULL)
    g_timeout_add (1200, shoot_cb, NULL);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));
  return 0;
}
