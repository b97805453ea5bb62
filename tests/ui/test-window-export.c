/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-drag-folder.h"
#include "llm-export-window.h"
#include "llm-late-file.h"
#include "llm-shell-test.h"
#include "llm-sqlite-store.h"
#include "llm-window-private.h"

#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

/* What is asked before an export, and files that are dragged out of that window. */

#define ID "dddddddd-1111-4222-8333-555555555555"

/* The program stands at 0, 0; what is dragged onto beside it. */
#define TARGET_X 1100
#define TARGET_Y 100

/* GTK begins to drag after some way, and X needs a moment for each. */
#define STEPS 20
#define NUDGES 100

static const char json[]
    = "{\"format\":\"llmselect\",\"version\":2,\"conversations\":[{\"id\":\"" ID "\",\"kind\":"
      "\"comparison\",\"title\":\"Which is it\",\"created_at\":1,\"active_id\":\"" ID
      "\",\"turns\":[{\"id\":\"" ID
      "\",\"created_at\":1,\"prompt\":\"Which?\",\"blind\":\"hidden\","
      "\"answers\":[{\"id\":\"dddddddd-1111-4222-8333-666666666666\",\"provider\":\"openai\","
      "\"model\":\"gpt-secret\",\"title\":\"GPT Secret\",\"state\":\"done\",\"text\":\"This.\"},"
      "{\"id\":\"dddddddd-1111-4222-8333-777777777777\",\"provider\":\"mistral\",\"model\":"
      "\"mist-secret\",\"title\":\"Mist Secret\",\"state\":\"done\",\"text\":\"That.\"}]}]}]}";

typedef struct
{
  LlmShellTest shell;
  LlmLibrary *library;
  LlmWindow *window;
  LlmExportWindow *export;
  GSubprocess *target;
  char *dir;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static gboolean
is_imported (gpointer user_data)
{
  return llm_ui_test_has_text (user_data, "1 conversation was imported.");
}

static void
import (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "in.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
  g_list_store_append (list, file);
  llm_window_import_files (fixture->window, G_LIST_MODEL (list));
  llm_ui_test_wait (is_imported, fixture->window);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static gboolean
has_entry (gpointer user_data)
{
  LlmHistoryModel *history = llm_library_get_history (user_data);
  guint position;

  return llm_history_model_find (history, ID, &position);
}

/* The window that asks, above the other one. */
static LlmExportWindow *
open_window (Fixture *fixture)
{
  const char *ids[] = { ID, NULL };
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  llm_ui_test_wait (has_entry, fixture->library);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.export-entries", "^as", ids);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (!LLM_IS_EXPORT_WINDOW (window))
        continue;
      llm_ui_test_wait (is_mapped, window);
      llm_ui_test_wait_frame (window);
      return LLM_EXPORT_WINDOW (window);
    }
  g_assert_not_reached ();
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmStore) store = llm_sqlite_store_new (":memory:");

  fixture->dir = g_dir_make_tmp ("llmselect-export-XXXXXX", NULL);
  llm_shell_test_set_up (&fixture->shell, store);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  import (fixture);
  fixture->export = open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->target != NULL)
    g_subprocess_force_exit (fixture->target);
  g_clear_object (&fixture->target);
  gtk_window_destroy (GTK_WINDOW (fixture->export));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_cmpint (g_rmdir (fixture->dir), ==, 0);
  g_free (fixture->dir);
}

static GtkWidget *
get_part (Fixture *fixture, const char *id)
{
  GtkWidget *part = llm_ui_test_find_id (GTK_WIDGET (fixture->export), id);

  g_assert_nonnull (part);
  return part;
}

static gboolean
is_shown (Fixture *fixture, const char *id)
{
  return gtk_widget_get_visible (get_part (fixture, id));
}

/* --- The questions --- */

static void
test_formats (Fixture *fixture, gconstpointer data)
{
  for (LlmExportFormat format = 0; format < LLM_EXPORT_N_FORMATS; format++)
    {
      const gboolean json_or_csv = format == LLM_EXPORT_JSON || format == LLM_EXPORT_CSV;

      llm_export_window_set_format (fixture->export, format);
      g_assert_cmpint (is_shown (fixture, "layout_row"), ==,
                       format == LLM_EXPORT_HTML || format == LLM_EXPORT_PDF);
      g_assert_cmpint (is_shown (fixture, "orientation_row"), ==, format == LLM_EXPORT_PDF);
      g_assert_cmpint (gtk_widget_get_sensitive (get_part (fixture, "what_group")), ==,
                       !json_or_csv);
      /* The models of this one are hidden. */
      g_assert_cmpint (is_shown (fixture, "warning_label"), ==, format == LLM_EXPORT_JSON);
    }
}

static void
test_anonymous (Fixture *fixture, gconstpointer data)
{
  GtkSwitch *anonymous = GTK_SWITCH (get_part (fixture, "anonymous_switch"));
  LlmExportOptions options;

  llm_export_window_set_format (fixture->export, LLM_EXPORT_JSON);
  gtk_switch_set_active (anonymous, TRUE);
  g_assert_false (is_shown (fixture, "warning_label"));
  llm_export_window_get_options (fixture->export, &options);
  g_assert_true (options.anonymous);
  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "figures_row")));
  g_assert_false (gtk_widget_get_sensitive (get_part (fixture, "reasoning_row")));
  gtk_switch_set_active (anonymous, FALSE);
  g_assert_true (is_shown (fixture, "warning_label"));
  llm_export_window_set_tells_hidden (fixture->export, FALSE);
  g_assert_false (is_shown (fixture, "warning_label"));
  llm_export_window_get_options (fixture->export, &options);
  g_assert_false (options.anonymous);
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  LlmExportOptions options;

  llm_export_window_set_format (fixture->export, LLM_EXPORT_PDF);
  llm_export_window_get_options (fixture->export, &options);
  g_assert_cmpint (options.layout, ==, LLM_EXPORT_SIDE_BY_SIDE);
  g_assert_cmpint (options.orientation, ==, LLM_EXPORT_ORIENTATION_AUTO);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_part (fixture, "layout_row")), 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get_part (fixture, "orientation_row")), 2);
  llm_export_window_get_options (fixture->export, &options);
  g_assert_cmpint (options.layout, ==, LLM_EXPORT_STACKED);
  g_assert_cmpint (options.orientation, ==, LLM_EXPORT_LANDSCAPE);
}

/* The last format is the first one of the next window. */
static void
test_last_format (Fixture *fixture, gconstpointer data)
{
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));

  g_assert_cmpint (llm_export_window_get_format (fixture->export), ==, LLM_EXPORT_MARKDOWN);
  g_settings_set_string (settings, "export-format", "pdf");
  gtk_window_destroy (GTK_WINDOW (fixture->export));
  fixture->export = open_window (fixture);
  g_assert_cmpint (llm_export_window_get_format (fixture->export), ==, LLM_EXPORT_PDF);
  g_settings_reset (settings, "export-format");
}

/* --- Files that are made late --- */

typedef struct
{
  guint n_made;
  GFile *file; /* NULL if that fails */
} Maker;

static void
make_cb (gpointer data, GAsyncReadyCallback callback, gpointer user_data)
{
  Maker *maker = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  maker->n_made++;
  if (maker->file != NULL)
    g_task_return_pointer (task, g_object_ref (maker->file), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No room.");
}

typedef struct
{
  guint n_ended;
  guint n_good;
} Answers;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answers *answers = user_data;

  answers->n_good
      += gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source), result, NULL);
  answers->n_ended++;
}

static gboolean
has_two (gpointer user_data)
{
  return ((Answers *) user_data)->n_ended == 2;
}

/* Two that ask at once get one file; nobody gets one that is not there. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/a name.md");
  Maker maker = { 0, NULL };
  g_autoptr (GdkContentProvider) provider = llm_late_file_new (make_cb, &maker, NULL);
  g_autoptr (GdkContentFormats) formats = gdk_content_provider_ref_formats (provider);

  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/uri-list"));
  g_assert_false (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST));
  for (guint attempt = 0; attempt < 3; attempt++)
    {
      g_autoptr (GOutputStream) first = g_memory_output_stream_new_resizable ();
      g_autoptr (GOutputStream) second = g_memory_output_stream_new_resizable ();
      Answers answers = { 0, 0 };

      gdk_content_provider_write_mime_type_async (provider, "text/uri-list", first, 0, NULL,
                                                  asked_cb, &answers);
      gdk_content_provider_write_mime_type_async (provider, "text/uri-list", second, 0, NULL,
                                                  asked_cb, &answers);
      llm_ui_test_wait (has_two, &answers);
      g_assert_cmpuint (answers.n_good, ==, maker.file != NULL ? 2 : 0);
      if (maker.file != NULL)
        {
          GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (second);
          g_autofree char *text = g_strndup (g_memory_output_stream_get_data (memory),
                                             g_memory_output_stream_get_data_size (memory));

          g_assert_nonnull (strstr (text, "file:///tmp/a%20name.md"));
        }
      maker.file = file;
    }
  /* Once in vain, and once for both of the others. */
  g_assert_cmpuint (maker.n_made, ==, 2);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) first = llm_drag_folder_make_file ("Ä name.md");
  g_autoptr (GFile) second = llm_drag_folder_make_file ("Ä name.md");
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (first));
  struct utimbuf days_ago = { 1000000, 1000000 };
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  g_assert_false (g_file_equal (first, second));
  g_assert_true (g_str_has_prefix (folder, g_get_user_cache_dir ()));
  g_assert_true (llm_drag_folder_prepare (first, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_true (g_file_set_contents (g_file_peek_path (first), "x", -1, NULL));
  /* What is new stays. */
  g_assert_true (llm_drag_folder_prepare (second, NULL, &error));
  g_assert_true (g_file_test (g_file_peek_path (first), G_FILE_TEST_EXISTS));
  g_assert_cmpint (utime (folder, &days_ago), ==, 0);
  g_assert_true (llm_drag_folder_prepare (second, NULL, &error));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

/* --- With the pointer --- */

static void
waited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

/* Runs a command to its end, while this program goes on. */
static void
run_line (const char *line)
{
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  gboolean ended = FALSE;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  process
      = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, waited_cb, &ended);
  llm_ui_test_wait (is_true, &ended);
}

static void
start_target (Fixture *fixture)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "ui", "drag-target", NULL);
  const char *argv[] = { program, fixture->dir, NULL };
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  fixture->target = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  line = g_strdup_printf ("xdotool search --sync --onlyvisible --name ^llm-drag-target$ "
                          "windowmove --sync %d %d",
                          TARGET_X, TARGET_Y);
  run_line (line);
}

static gboolean
is_there (gpointer user_data)
{
  return g_file_test (user_data, G_FILE_TEST_EXISTS);
}

/* Waits until the other program has written it, and takes it away. */
static char *
take (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  char *contents;
  g_autoptr (GError) error = NULL;

  llm_ui_test_wait (is_there, path);
  g_file_get_contents (path, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);
  return contents;
}

static void
scroll_to_end (Fixture *fixture)
{
  GtkWidget *scrolled
      = gtk_widget_get_ancestor (get_part (fixture, "drag_row"), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  llm_ui_test_wait_frame (GTK_WIDGET (fixture->export));
}

static void
drag (Fixture *fixture)
{
  g_autoptr (GString) line = g_string_new ("xdotool");
  g_autofree char *path = NULL;
  g_autofree char *over = NULL;
  double surface_x, surface_y;
  graphene_rect_t bounds;
  int x, y;

  scroll_to_end (fixture);
  g_assert_true (gtk_widget_compute_bounds (get_part (fixture, "drag_row"),
                                            GTK_WIDGET (fixture->export), &bounds));
  gtk_native_get_surface_transform (GTK_NATIVE (fixture->export), &surface_x, &surface_y);
  x = (int) (surface_x + bounds.origin.x + bounds.size.width / 2);
  y = (int) (surface_y + bounds.origin.y + bounds.size.height / 2);
  g_string_append_printf (line, " mousemove %d %d sleep 0.1 mousedown 1", x, y);
  for (int i = 1; i <= STEPS; i++)
    g_string_append_printf (line, " mousemove %d %d sleep 0.05",
                            x + (TARGET_X + 100 - x) * i / STEPS,
                            y + (TARGET_Y + 75 - y) * i / STEPS);
  run_line (line->str);
  /* A drag that begins when the pointer is there already is told with the next motion. */
  path = g_build_filename (fixture->dir, "over", NULL);
  for (int i = 0; i < NUDGES && !is_there (path); i++)
    {
      g_string_printf (line, "xdotool mousemove %d %d sleep 0.2", TARGET_X + 100 + i % 2,
                       TARGET_Y + 75);
      run_line (line->str);
    }
  /* A button that comes up before it has heard of it ends a drag without a drop. */
  over = take (fixture, "over");
  run_line ("xdotool mouseup 1");
}

/* Onto another program, in the format and with the options of the moment. */
static void
test_drag (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    LlmExportFormat format;
    gboolean anonymous;
    const char *name;
    const char *part;
  } cases[] = {
    { LLM_EXPORT_HTML, FALSE, "Which is it.html\n", "<!DOCTYPE html>" },
    { LLM_EXPORT_JSON, FALSE, "Which is it.json\n", "gpt-secret" },
    { LLM_EXPORT_JSON, TRUE, "Which is it.json\n", "\"anonymous\": true" },
  };
  GSettings *settings
      = llm_settings_get_gsettings (llm_context_get_settings (fixture->shell.context));

  start_target (fixture);
  g_settings_reset (settings, "export-format");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *contents = NULL;
      g_autofree char *names = NULL;
      g_autofree char *settled = NULL;

      llm_export_window_set_format (fixture->export, cases[i].format);
      gtk_switch_set_active (GTK_SWITCH (get_part (fixture, "anonymous_switch")),
                             cases[i].anonymous);
      llm_ui_test_wait_frame (GTK_WIDGET (fixture->export));
      drag (fixture);
      contents = take (fixture, "contents");
      names = take (fixture, "names");
      g_assert_true (g_str_has_prefix (names, g_get_user_cache_dir ()));
      g_assert_true (g_str_has_suffix (names, cases[i].name));
      g_assert_nonnull (strstr (contents, cases[i].part));
      g_assert_nonnull (strstr (contents, "That."));
      /* It is the last format now. */
      settled = g_settings_get_string (settings, "export-format");
      g_assert_cmpstr (settled, ==, llm_export_format_get_name (cases[i].format));
      if (cases[i].format == LLM_EXPORT_HTML || cases[i].anonymous)
        g_assert_null (strstr (contents, "ecret"));
    }
}

#define ADD(name, func)                                                                            \
  g_test_add ("/ui/window-export/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_autofree char *xdotool = g_find_program_in_path ("xdotool");

  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("formats", test_formats);
  ADD ("anonymous", test_anonymous);
  ADD ("pages", test_pages);
  ADD ("last-format", test_last_format);
  ADD ("late", test_late);
  ADD ("folder", test_folder);
  if (xdotool != NULL && GDK_IS_X11_DISPLAY (gdk_display_get_default ()))
    ADD ("drag", test_drag);
  return g_test_run ();
}
