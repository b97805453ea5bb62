/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-application.h"
#include "llm-backups-window.h"
#include "llm-error.h"
#include "llm-fake-archive.h"
#include "llm-housekeeper.h"
#include "llm-leaderboard-window.h"
#include "llm-list-store.h"
#include "llm-preferences.h"
#include "llm-shell-test.h"
#include "llm-sqlite-store.h"
#include "llm-window.h"

/* The function that makes the context has no user data: what it is to return. */
static LlmShellTest shell;
static LlmContext *next_context;

static LlmContext *
create_context (GError **error)
{
  if (next_context != NULL)
    return g_object_ref (next_context);

  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The settings <cannot> be read.");
  return NULL;
}

/* What a test does in a running application, once its window is there. */
typedef void (*Driver) (LlmApplication *application, GtkWindow *window);

typedef struct
{
  LlmApplication *application;
  Driver driver;
} Drive;

static gboolean
drive_cb (gpointer user_data)
{
  Drive *drive = user_data;
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (drive->application));

  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    return G_SOURCE_CONTINUE;
  drive->driver (drive->application, window);
  return G_SOURCE_REMOVE;
}

static gint64
run (Driver driver)
{
  LlmApplication *application = llm_application_new (create_context);
  Drive drive = { application, driver };
  gint64 start = g_get_monotonic_time ();
  gint64 elapsed;

  g_timeout_add (20, drive_cb, &drive);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
  elapsed = g_get_monotonic_time () - start;
  g_assert_null (llm_application_get_context (application));

  /* Whatever still waits for the store has the application until then. */
  if (next_context != NULL && LIST_IS_STORE (shell.store))
    list_store_set_held (LIST_STORE (shell.store), FALSE);
  llm_shell_test_drain ();
  g_assert_finalize_object (application);
  return elapsed;
}

static char *comparison_id;

static void
send_and_close (LlmApplication *application, GtkWindow *window)
{
  LlmStream *stream;
  LlmComparison *comparison;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.run-demo", NULL);
  comparison = llm_window_get_comparison (LLM_WINDOW (window));
  g_assert_true (llm_comparison_get_running (comparison));
  comparison_id = g_strdup (llm_comparison_get_id (comparison));
  stream = fake_provider_get_stream (shell.demo, 2);
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "Half an ans");
  gtk_window_close (window);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  LlmComparison *comparison = llm_store_load_finish (LLM_STORE (source), result, &error);

  g_assert_no_error (error);
  *(LlmComparison **) user_data = comparison;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

/* No question is asked: what runs is stopped, and what came is on the disk when the
 * program ends. */
static void
test_close_while_running (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "history.db", NULL);
  g_autoptr (LlmStore) store = llm_sqlite_store_new (path);
  g_autoptr (LlmStore) again = NULL;
  g_autoptr (LlmComparison) comparison = NULL;

  llm_shell_test_set_up (&shell, store);
  g_object_unref (shell.lineup);
  next_context = shell.context;
  run (send_and_close);
  g_assert_cmpuint (fake_provider_get_n_cancelled (shell.demo), ==, 4);
  next_context = NULL;
  shell.lineup = llm_lineup_new (shell.context);
  llm_shell_test_tear_down (&shell);
  g_clear_object (&store);

  again = llm_sqlite_store_new (path);
  llm_store_load_async (again, comparison_id, NULL, loaded_cb, &comparison);
  llm_ui_test_wait (is_set, &comparison);
  g_assert_cmpuint (llm_comparison_get_n_answers (comparison), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (llm_answer_get_state (llm_comparison_get_answer (comparison, i)), ==,
                     LLM_ANSWER_STOPPED);
  g_assert_cmpstr (llm_answer_get_text (llm_comparison_get_answer (comparison, 2)), ==,
                   "Half an ans");
  g_clear_pointer (&comparison_id, g_free);
}

static void
quit (LlmApplication *application, GtkWindow *window)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
}

static void
hang_and_quit (LlmApplication *application, GtkWindow *window)
{
  list_store_set_held (LIST_STORE (shell.store), TRUE);
  quit (application, window);
}

/* A disk that does not answer delays the end, but not for ever. */
static void
test_store_hangs (void)
{
  gint64 elapsed;

  llm_shell_test_set_up (&shell, NULL);
  next_context = shell.context;
  g_test_expect_message ("llmselect-ui", G_LOG_LEVEL_WARNING, "*within 5 seconds*");
  elapsed = run (hang_and_quit);
  g_test_assert_expected_messages ();
  g_assert_cmpint (elapsed, >, 4 * G_USEC_PER_SEC);
  g_assert_cmpint (elapsed, <, 15 * G_USEC_PER_SEC);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
}

static void
check_error_and_quit (LlmApplication *application, GtkWindow *window)
{
  g_assert_false (LLM_IS_WINDOW (window));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (window), "LLMSelect cannot start"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (window), "The settings <cannot> be read."));

  /* Nothing of these works now, and none of them may crash. */
  g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  g_action_group_activate_action (G_ACTION_GROUP (application), "shortcuts", NULL);
  quit (application, window);
}

static void
test_cannot_start (void)
{
  next_context = NULL;
  run (check_error_and_quit);
}

static guint
count_windows (LlmApplication *application, GType type)
{
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l != NULL;
       l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type))
      n++;
  return n;
}

static void
open_all_and_quit (LlmApplication *application, GtkWindow *window)
{
  GActionGroup *actions = G_ACTION_GROUP (application);
  GSettings *settings = llm_settings_get_gsettings (llm_context_get_settings (shell.context));
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_settings_set_string (settings, "color-scheme", "dark");
  g_assert_true (adw_style_manager_get_dark (manager));
  g_settings_set_string (settings, "color-scheme", "light");
  g_assert_false (adw_style_manager_get_dark (manager));

  /* There is one window unless another one is wanted. */
  g_application_activate (G_APPLICATION (application));
  g_assert_cmpuint (count_windows (application, LLM_TYPE_WINDOW), ==, 1);
  g_action_group_activate_action (actions, "new-window", NULL);
  g_assert_cmpuint (count_windows (application, LLM_TYPE_WINDOW), ==, 2);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.preferences-keys", "s", "openai");
  g_action_group_activate_action (actions, "preferences", NULL);
  g_assert_cmpuint (count_windows (application, LLM_TYPE_PREFERENCES), <=, 1);
  g_action_group_activate_action (actions, "shortcuts", NULL);
  g_action_group_activate_action (actions, "shortcuts", NULL);
  g_action_group_activate_action (actions, "about", NULL);
  quit (application, window);
}

static void
test_windows (void)
{
  llm_shell_test_set_up (&shell, NULL);
  next_context = shell.context;
  run (open_all_and_quit);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
}

/* Also those that only belong to another window. */
static guint
count_toplevels (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        n++;
    }
  return n;
}

static void
open_backups_and_quit (LlmApplication *application, GtkWindow *window)
{
  GActionGroup *actions = G_ACTION_GROUP (application);

  g_assert_true (g_action_group_get_action_enabled (actions, "backups"));
  g_action_group_activate_action (actions, "backups", NULL);
  g_action_group_activate_action (actions, "backups", NULL);
  g_assert_cmpuint (count_toplevels (LLM_TYPE_BACKUPS_WINDOW), ==, 1);
  quit (application, window);
}

/* One window for all, which keeps nobody from quitting. */
static void
open_leaderboard_and_quit (LlmApplication *application, GtkWindow *window)
{
  GActionGroup *actions = G_ACTION_GROUP (application);

  g_action_group_activate_action (actions, "leaderboard", NULL);
  g_action_group_activate_action (actions, "leaderboard", NULL);
  g_assert_cmpuint (count_toplevels (LLM_TYPE_LEADERBOARD_WINDOW), ==, 1);
  quit (application, window);
}

static void
test_leaderboard (void)
{
  llm_shell_test_set_up (&shell, NULL);
  next_context = shell.context;
  run (open_leaderboard_and_quit);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
}

static void
test_backups (void)
{
  FakeArchive *archive = fake_archive_new ();

  llm_shell_test_set_up (&shell, NULL);
  llm_context_set_archive (shell.context, LLM_ARCHIVE (archive));
  next_context = shell.context;
  run (open_backups_and_quit);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
  g_assert_finalize_object (archive);
}

static gboolean
has_copied (gpointer user_data)
{
  return strstr (fake_archive_get_log (user_data), "tidy\n") != NULL;
}

static void
wait_copy_and_quit (LlmApplication *application, GtkWindow *window)
{
  FakeArchive *archive = FAKE_ARCHIVE (llm_context_get_archive (shell.context));

  g_assert_cmpstr (fake_archive_get_log (archive), ==, "");
  /* So long nothing is to be done. */
  llm_ui_test_run_for (LLM_HOUSEKEEPER_FIRST * 500);
  llm_ui_test_wait (has_copied, archive);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (window), "The disk is full."));
  quit (application, window);
}

/* The copy of the day is made by itself, and when that does not work somebody is told. */
static void
test_housekeeping (void)
{
  FakeArchive *archive = fake_archive_new ();
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full.");

  llm_shell_test_set_up (&shell, NULL);
  fake_archive_add (archive, "/made/old.db", 0, LLM_BACKUP_DAILY, 1);
  fake_archive_set_error (archive, "if-due", error);
  llm_context_set_archive (shell.context, LLM_ARCHIVE (archive));
  next_context = shell.context;
  run (wait_copy_and_quit);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
  g_assert_finalize_object (archive);
}

static gboolean
class_has_action (GtkWidgetClass *widget_class, const char *wanted)
{
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  for (guint i = 0;
       gtk_widget_class_query_action (widget_class, i, &owner, &name, &type, &property); i++)
    if (g_str_equal (name, wanted))
      return TRUE;
  return FALSE;
}

/* Every accelerator leads to an action that is there. */
static void
check_accels_and_quit (LlmApplication *application, GtkWindow *window)
{
  g_auto (GStrv) actions
      = gtk_application_list_action_descriptions (GTK_APPLICATION (application));

  g_assert_cmpuint (g_strv_length (actions), >=, 10);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      if (g_str_has_prefix (actions[i], "app."))
        g_assert_true (g_action_group_has_action (G_ACTION_GROUP (application), actions[i] + 4));
      else
        g_assert_true (class_has_action (GTK_WIDGET_GET_CLASS (window), actions[i]));
    }
  quit (application, window);
}

static void
test_accels (void)
{
  llm_shell_test_set_up (&shell, NULL);
  next_context = shell.context;
  run (check_accels_and_quit);
  next_context = NULL;
  llm_shell_test_tear_down (&shell);
}

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  g_test_add_func ("/ui/application/close-while-running", test_close_while_running);
  g_test_add_func ("/ui/application/store-hangs", test_store_hangs);
  g_test_add_func ("/ui/application/cannot-start", test_cannot_start);
  g_test_add_func ("/ui/application/windows", test_windows);
  g_test_add_func ("/ui/application/backups", test_backups);
  g_test_add_func ("/ui/application/leaderboard", test_leaderboard);
  g_test_add_func ("/ui/application/housekeeping", test_housekeeping);
  g_test_add_func ("/ui/application/accels", test_accels);

  return g_test_run ();
}
