/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Another program to drag from, for test-drop.c: a window that gives what it is told to.
 *
 *   drag-source file URI... | image FILE | text TEXT
 */
#include "config.h"

#include <gtk/gtk.h>

static GdkContentProvider *
make_provider (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc > 2 && g_str_equal (argv[1], "file"))
    {
      g_autoslist (GFile) files = NULL;
      GdkContentProvider *provider;
      GdkFileList *list;

      for (int i = argc - 1; i >= 2; i--)
        files = g_slist_prepend (files, g_file_new_for_uri (argv[i]));
      list = gdk_file_list_new_from_list (files);
      provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
      g_boxed_free (GDK_TYPE_FILE_LIST, list);
      return provider;
    }
  if (argc == 3 && g_str_equal (argv[1], "image"))
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (argv[2], &error);

      g_assert_no_error (error);
      return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
    }
  g_assert_true (argc == 3 && g_str_equal (argv[1], "text"));
  return gdk_content_provider_new_typed (G_TYPE_STRING, argv[2]);
}

int
main (int argc, char **argv)
{
  GtkWidget *window;
  GtkWidget *label;
  GtkDragSource *source;
  g_autoptr (GdkContentProvider) provider = NULL;

  g_set_prgname ("llm-drag-source");
  gtk_init ();
  provider = make_provider (argc, argv);
  label = gtk_label_new ("Drag me");
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 150);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_title (GTK_WINDOW (window), "llm-drag-source");
  gtk_window_set_child (GTK_WINDOW (window), label);
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, provider);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
