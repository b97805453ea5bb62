/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtksourceview/gtksource.h>
#include <string.h>

#include "llm-code-window.h"
#include "llm-ui-test.h"

#define CODE "int\nmain (void)\n{\n  return 0;\n}\n"

typedef struct
{
  LlmUiTest ui;
  GtkWidget *window;
  GtkWidget *view;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  llm_ui_test_set_up (&fixture->ui, data);
  llm_ui_test_present (&fixture->ui, gtk_label_new ("Parent"), 400, 300);
}

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
wait_closed (Fixture *fixture)
{
  llm_ui_test_wait (is_null, &fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_close (GTK_WINDOW (fixture->window));
  wait_closed (fixture);
  llm_ui_test_clear (&fixture->ui);
  llm_ui_test_tear_down (&fixture->ui, data);
}

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
open (Fixture *fixture, const char *language_id, const char *code)
{
  fixture->window
      = llm_code_window_new (GTK_WINDOW (fixture->ui.window), "main.c", language_id, code);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  fixture->view = llm_ui_test_find_type (fixture->window, GTK_SOURCE_TYPE_VIEW);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (fixture->window);
}

static GtkTextBuffer *
get_buffer (Fixture *fixture)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (fixture->view));
}

static char *
get_shown (Fixture *fixture)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (fixture), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (fixture), &start, &end, FALSE);
}

typedef struct
{
  char *text;
  gboolean done;
} Clipboard;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Clipboard *clipboard = user_data;

  clipboard->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  clipboard->done = TRUE;
}

static gboolean
is_done (gpointer user_data)
{
  return ((Clipboard *) user_data)->done;
}

static char *
read_clipboard (Fixture *fixture)
{
  Clipboard clipboard = { 0 };

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->window), NULL, read_cb,
                                 &clipboard);
  llm_ui_test_wait (is_done, &clipboard);
  return clipboard.text;
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  g_autofree char *shown = NULL;
  GtkSourceBuffer *buffer;

  open (fixture, "c", CODE);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (fixture->window)), ==, "main.c");
  g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (fixture->window))
                 == GTK_WINDOW (fixture->ui.window));
  g_assert_true (llm_ui_test_has_text (fixture->window, "main.c"));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == fixture->view);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->view),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "main.c");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (llm_ui_test_find_button (fixture->window, "code.copy")),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "Copy the code");

  /* Without the empty line behind the last line end. */
  shown = get_shown (fixture);
  g_assert_cmpstr (shown, ==, "int\nmain (void)\n{\n  return 0;\n}");
  g_assert_false (gtk_text_view_get_editable (GTK_TEXT_VIEW (fixture->view)));
  g_assert_true (gtk_source_view_get_show_line_numbers (GTK_SOURCE_VIEW (fixture->view)));
  buffer = GTK_SOURCE_BUFFER (get_buffer (fixture));
  g_assert_cmpstr (gtk_source_language_get_id (gtk_source_buffer_get_language (buffer)), ==, "c");
  g_assert_true (gtk_source_buffer_get_highlight_syntax (buffer));
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;

  open (fixture, NULL, CODE);
  g_assert_true (gtk_widget_activate_action (fixture->window, "code.copy", NULL));
  text = read_clipboard (fixture);
  g_assert_cmpstr (text, ==, CODE);
}

static void
test_wrap (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toggle;

  open (fixture, "no-such-language", CODE);
  toggle = llm_ui_test_find_button (fixture->window, "code.wrap");
  g_assert_cmpint (gtk_text_view_get_wrap_mode (GTK_TEXT_VIEW (fixture->view)), ==, GTK_WRAP_NONE);
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
  g_assert_true (gtk_widget_activate_action (fixture->window, "code.wrap", NULL));
  g_assert_cmpint (gtk_text_view_get_wrap_mode (GTK_TEXT_VIEW (fixture->view)), ==,
                   GTK_WRAP_WORD_CHAR);
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
  g_assert_true (gtk_widget_activate_action (fixture->window, "code.wrap", NULL));
  g_assert_cmpint (gtk_text_view_get_wrap_mode (GTK_TEXT_VIEW (fixture->view)), ==, GTK_WRAP_NONE);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  const char *const keys[] = { "Escape", "<Control>w" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      open (fixture, "c", CODE);
      g_assert_true (llm_ui_test_activate_shortcut (fixture->window, keys[i]));
      wait_closed (fixture);
    }
}

/* It goes with the window that it was opened from. */
static void
test_parent (Fixture *fixture, gconstpointer data)
{
  GtkWidget *parent = gtk_window_new ();
  GtkWidget *window = llm_code_window_new (GTK_WINDOW (parent), "Code", NULL, "");

  gtk_window_present (GTK_WINDOW (window));
  llm_ui_test_wait (is_mapped, window);
  fixture->window = window;
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (parent));
  wait_closed (fixture);
}

static void
test_dark (Fixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSourceBuffer *buffer;

  open (fixture, "c", CODE);
  buffer = GTK_SOURCE_BUFFER (get_buffer (fixture));
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "Adwaita-dark");
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_assert_cmpstr (gtk_source_style_scheme_get_id (gtk_source_buffer_get_style_scheme (buffer)), ==,
                   "Adwaita");
}

/* A megabyte in one line is there at once, and is copied as one line. */
static void
test_long_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) code = g_string_new (NULL);
  g_autofree char *text = NULL;
  GtkTextIter start, end;
  gint64 begin;

  while (code->len < 1024 * 1024)
    g_string_append (code, "function(a,b){return a+b};");
  begin = g_get_monotonic_time ();
  open (fixture, "js", code->str);
  g_test_message ("a line of a megabyte after %.0f ms", (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_TIME_SPAN_SECOND);
  g_assert_false (
      gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (get_buffer (fixture))));

  gtk_text_buffer_get_bounds (get_buffer (fixture), &start, &end);
  gtk_text_buffer_select_range (get_buffer (fixture), &start, &end);
  g_signal_emit_by_name (fixture->view, "copy-clipboard");
  text = read_clipboard (fixture);
  g_assert_cmpstr (text, ==, code->str);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) code = g_string_new (NULL);
  gint64 begin;

  while (code->len < 1024 * 1024)
    g_string_append (code, "  return \"a line of code as it often is\"; /* and so on */\n");
  begin = g_get_monotonic_time ();
  open (fixture, "c", code->str);
  g_test_message ("a megabyte of lines after %.0f ms", (g_get_monotonic_time () - begin) / 1000.0);
  g_assert_false (
      gtk_source_buffer_get_highlight_syntax (GTK_SOURCE_BUFFER (get_buffer (fixture))));
  g_assert_true (gtk_widget_activate_action (fixture->window, "code.wrap", NULL));
  llm_ui_test_wait_frame (fixture->window);
}

#define ADD(name, func) g_test_add ("/ui/code-window/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("window", test_window);
  ADD ("copy", test_copy);
  ADD ("wrap", test_wrap);
  ADD ("keys", test_keys);
  ADD ("parent", test_parent);
  ADD ("dark", test_dark);
  ADD ("long-line", test_long_line);
  ADD ("large", test_large);

  return g_test_run ();
}
