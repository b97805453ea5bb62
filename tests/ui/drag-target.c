/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another program to drag files onto, for test-window-export.c.
 *
 *   drag-target FOLDER
 *
 * There it makes "over" when something is dragged over it, "names" with the names of the files
 * that it got, and "contents" with what is in them, which comes last.
 */
#include "config.h"

#include <gtk/gtk.h>

static const char *folder;

static void
save (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  /* Whole from the begin, since somebody waits for it. */
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, gpointer data)
{
  save ("over", "");
  return GDK_ACTION_COPY;
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  GdkFileList *list = g_value_get_boxed (value);
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) all = g_string_new (NULL);

  for (GSList *at = files; at != NULL; at = at->next)
    {
      g_autofree char *contents = NULL;
      g_autoptr (GError) error = NULL;

      g_string_append_printf (names, "%s\n", g_file_peek_path (at->data));
      g_file_load_contents (at->data, NULL, &contents, NULL, NULL, &error);
      g_assert_no_error (error);
      g_string_append (all, contents);
    }
  save ("names", names->str);
  save ("contents", all->str);
  return TRUE;
}

int
main (int argc, char **argv)
{
  GtkDropTarget *target;
  GtkWidget *window;
  GtkWidget *label;

  g_set_prgname ("llm-drag-target");
  gtk_init ();
  folder = argv[1];
  label = gtk_label_new ("Drop here");
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 150);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_title (GTK_WINDOW (window), "llm-drag-target");
  gtk_window_set_child (GTK_WINDOW (window), label);
  target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (target, "enter", G_CALLBACK (enter_cb), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), NULL);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (target));
  gtk_window_present (GTK_WINDOW (window));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
