/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backup-dialog.h"
#include "llm-backup-text.h"
#include "llm-backups-window.h"
#include "llm-error.h"
#include "llm-fake-archive.h"
#include "llm-shell-test.h"

/* Copies of the history in their window, over an archive that only says it has them. */

#define AT(seconds) (G_GINT64_CONSTANT (seconds) * G_USEC_PER_SEC)

typedef struct
{
  LlmShellTest shell;
  FakeArchive *archive;
  LlmLibrary *library;
  GtkWidget *window;
  GPtrArray *hidden; /* ids of ::hidden */
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
hidden_cb (Fixture *fixture, const char *id)
{
  g_ptr_array_add (fixture->hidden, g_strdup (id));
}

static void
prepare (Fixture *fixture)
{
  llm_shell_test_set_up (&fixture->shell, NULL);
  fixture->archive = fake_archive_new ();
  llm_context_set_archive (fixture->shell.context, LLM_ARCHIVE (fixture->archive));
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->hidden = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (fixture->library, "hidden", G_CALLBACK (hidden_cb), fixture);
}

static void
open_window (Fixture *fixture)
{
  fixture->window = llm_backups_window_new (fixture->library);
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
  llm_ui_test_wait_frame (fixture->window);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  prepare (fixture);
  fake_archive_add (fixture->archive, "/made/old.db", AT (1700000000), LLM_BACKUP_MIGRATION, 1);
  fake_archive_add (fixture->archive, "/made/mid.db", AT (1700100000), LLM_BACKUP_MANUAL,
                    LLM_UNKNOWN);
  fake_archive_add (fixture->archive, "/made/new.db", AT (1700200000), LLM_BACKUP_DAILY, 12);
  open_window (fixture);
}

static void
set_up_empty (Fixture *fixture, gconstpointer data)
{
  prepare (fixture);
  open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  g_assert_finalize_object (fixture->library);
  g_ptr_array_unref (fixture->hidden);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_finalize_object (fixture->archive);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (fixture->window, action, NULL));
  llm_shell_test_drain ();
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  llm_ui_test_wait_frame (fixture->window);
  return llm_ui_test_has_text (fixture->window, text);
}

static const char *
get_page (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (llm_ui_test_find_id (fixture->window, "list_stack")));
}

static GtkWidget *
get_row (Fixture *fixture, guint index)
{
  GtkWidget *list = llm_ui_test_find_id (fixture->window, "list_box");

  return GTK_WIDGET (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), (int) index));
}

static gboolean
can (Fixture *fixture, const char *action)
{
  return gtk_widget_is_sensitive (llm_ui_test_find_button (fixture->window, action));
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (LLM_IS_BACKUP_DIALOG (window))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer user_data)
{
  return find_dialog () != NULL && gtk_widget_get_mapped (find_dialog ());
}

static gboolean
has_no_dialog (gpointer user_data)
{
  return find_dialog () == NULL;
}

static AdwMessageDialog *
open_dialog (Fixture *fixture, guint index, const char *action)
{
  GtkWidget *button = llm_ui_test_find_button (get_row (fixture, index), action);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  llm_ui_test_wait (has_dialog, NULL);
  llm_ui_test_wait_frame (find_dialog ());
  return ADW_MESSAGE_DIALOG (find_dialog ());
}

static void
respond (AdwMessageDialog *dialog, const char *response)
{
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  llm_ui_test_wait (has_no_dialog, NULL);
  llm_shell_test_drain ();
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autofree char *time = llm_backup_text_format_time (AT (1700200000));
  g_autofree char *title = NULL;

  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_null (get_row (fixture, 3));
  g_object_get (get_row (fixture, 0), "title", &title, NULL);
  g_assert_cmpstr (title, ==, time);
  g_assert_true (llm_ui_test_has_text (get_row (fixture, 0), "Daily · 12 conversations · "));
  g_assert_true (llm_ui_test_has_text (get_row (fixture, 1), "Made by hand · - conversations · "));
  g_assert_true (llm_ui_test_has_text (get_row (fixture, 2), "Before an update of the program · 1 "
                                                             "conversation · "));
  g_assert_false (gtk_widget_get_mapped (llm_ui_test_find_id (fixture->window, "progress_box")));
}

/* Every control says what it is for, also to those who do not see where it stands. */
static void
check_names (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) != NULL
      && gtk_button_get_label (GTK_BUTTON (widget)) == NULL)
    gtk_test_accessible_assert_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         gtk_widget_get_tooltip_text (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *time = llm_backup_text_format_time (AT (1700200000));
  g_autofree char *restore = g_strdup_printf ("Restore the backup of %s", time);

  check_names (get_row (fixture, 0));
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (llm_ui_test_find_button (get_row (fixture, 0), "backups.restore")),
      GTK_ACCESSIBLE_PROPERTY_LABEL, restore);
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (llm_ui_test_find_button (fixture->window, "backups.check")),
      GTK_ACCESSIBLE_PROPERTY_LABEL, "Check the history now");
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_page (fixture), ==, "empty");
  act (fixture, "backups.make");
  g_assert_cmpstr (get_page (fixture), ==, "list");
  g_assert_nonnull (get_row (fixture, 0));
  g_assert_true (shows (fixture, "The history was backed up"));
}

static void
test_states (void)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The folder cannot be read.");
  Fixture fixture = { 0 };

  prepare (&fixture);
  fake_archive_set_held (fixture.archive, TRUE);
  open_window (&fixture);
  g_assert_cmpstr (get_page (&fixture), ==, "loading");
  fake_archive_set_held (fixture.archive, FALSE);
  llm_shell_test_drain ();
  g_assert_cmpstr (get_page (&fixture), ==, "empty");

  fake_archive_set_error (fixture.archive, "list", error);
  act (&fixture, "backups.reload");
  g_assert_cmpstr (get_page (&fixture), ==, "error");
  g_assert_true (shows (&fixture, "The folder cannot be read."));
  fake_archive_set_error (fixture.archive, NULL, NULL);
  g_signal_emit_by_name (llm_ui_test_find_button (fixture.window, "backups.reload"), "clicked");
  llm_shell_test_drain ();
  g_assert_cmpstr (get_page (&fixture), ==, "empty");
  tear_down (&fixture, NULL);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  GtkWidget *bar = llm_ui_test_find_id (fixture->window, "progress_bar");

  fake_archive_set_held (fixture->archive, TRUE);
  act (fixture, "backups.make");
  g_assert_true (gtk_widget_is_visible (bar));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0.25);
  g_assert_true (shows (fixture, "Copying the history…"));
  /* One thing at a time. */
  g_assert_false (can (fixture, "backups.make"));
  g_assert_false (can (fixture, "backups.check"));
  g_assert_false (can (fixture, "backups.restore"));
  g_assert_true (can (fixture, "backups.preview"));
  g_assert_true (can (fixture, "backups.cancel"));

  act (fixture, "backups.cancel");
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
  g_assert_false (gtk_widget_is_visible (bar));
  g_assert_true (can (fixture, "backups.make"));
  g_assert_false (shows (fixture, "The history was backed up"));
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is <full>.");

  fake_archive_set_error (fixture->archive, "backup", error);
  act (fixture, "backups.make");
  g_assert_true (shows (fixture, "The backup failed: The disk is <full>."));
  g_assert_true (can (fixture, "backups.make"));
}

static void
test_copy_to (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/somewhere/my copy.db");
  g_autoptr (GFile) remote = g_file_new_for_uri ("sftp://host/copy.db");

  fake_archive_clear_log (fixture->archive);
  llm_backups_window_copy_to (LLM_BACKUPS_WINDOW (fixture->window), remote);
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "");
  g_assert_true (shows (fixture, "can only be copied to a folder of this computer"));

  llm_backups_window_copy_to (LLM_BACKUPS_WINDOW (fixture->window), file);
  llm_shell_test_drain ();
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "backup /somewhere/my copy.db\n");
}

static void
test_preview (Fixture *fixture, gconstpointer data)
{
  AdwMessageDialog *dialog;
  GtkWidget *widget;

  fake_archive_clear_log (fixture->archive);
  fake_archive_set_held (fixture->archive, TRUE);
  dialog = open_dialog (fixture, 1, "backups.preview");
  widget = GTK_WIDGET (dialog);
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "inspect /made/mid.db\n");
  g_assert_false (llm_ui_test_has_text (widget, "34 answers"));
  fake_archive_set_held (fixture->archive, FALSE);
  llm_ui_test_wait_frame (widget);
  g_assert_true (llm_ui_test_has_text (widget, "12 conversations, 34 answers"));
  g_assert_true (llm_ui_test_has_text (widget, "The copy is intact."));
  g_assert_true (llm_ui_test_has_text (widget, "Why is the sky <blue>?"));
  g_assert_true (llm_ui_test_has_text (widget, "Trip to Lisbon"));
  g_assert_false (adw_message_dialog_has_response (dialog, "restore"));
  respond (dialog, "close");
  g_assert_null (strstr (fake_archive_get_log (fixture->archive), "restore"));
}

/* The dialog may be closed before it knows anything. */
static void
test_preview_closed (Fixture *fixture, gconstpointer data)
{
  fake_archive_set_held (fixture->archive, TRUE);
  respond (open_dialog (fixture, 0, "backups.preview"), "close");
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "This is no history.");
  AdwMessageDialog *dialog;

  fake_archive_set_problem (fixture->archive, "The copy is damaged at page 7.");
  dialog = open_dialog (fixture, 0, "backups.restore");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (dialog), "The copy is damaged at page 7."));
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "restore"));
  respond (dialog, "close");

  fake_archive_set_error (fixture->archive, "inspect", error);
  dialog = open_dialog (fixture, 0, "backups.restore");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (dialog), "This is no history."));
  g_assert_false (adw_message_dialog_get_response_enabled (dialog, "restore"));
  respond (dialog, "close");
}

static LlmConversation *
start (Fixture *fixture)
{
  g_autoptr (LlmComparison) comparison = llm_comparison_new ("Why?", NULL);
  g_autoptr (LlmAnswer) answer = llm_answer_new ("demo", "swift", NULL);

  llm_comparison_add (comparison, answer);
  return llm_library_start (fixture->library, comparison);
}

static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) running = start (fixture);
  LlmRunner *runner = llm_context_get_runner (fixture->shell.context);
  const char *id = llm_conversation_get_id (running);
  AdwMessageDialog *dialog;

  llm_shell_test_drain ();
  g_assert_cmpuint (llm_runner_get_n_running (runner), ==, 1);
  dialog = open_dialog (fixture, 0, "backups.restore");
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (dialog), "replaces the whole present history"));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (dialog), "present history is made first"));
  g_assert_cmpint (adw_message_dialog_get_response_appearance (dialog, "restore"), ==,
                   ADW_RESPONSE_DESTRUCTIVE);
  g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "close");
  respond (dialog, "close");
  g_assert_null (strstr (fake_archive_get_log (fixture->archive), "restore"));
  g_assert_cmpuint (llm_runner_get_n_running (runner), ==, 1);

  dialog = open_dialog (fixture, 0, "backups.restore");
  g_assert_true (adw_message_dialog_get_response_enabled (dialog, "restore"));
  fake_archive_set_held (fixture->archive, TRUE);
  respond (dialog, "restore");
  g_assert_nonnull (strstr (fake_archive_get_log (fixture->archive), "restore /made/new.db\n"));
  g_assert_cmpuint (llm_runner_get_n_running (runner), ==, 0);
  g_assert_cmpuint (fixture->hidden->len, ==, 1);
  g_assert_cmpstr (fixture->hidden->pdata[0], ==, id);
  g_assert_null (llm_library_find (fixture->library, id));

  /* Nobody can ask anything of what is about to go, nor miss how it ends. */
  g_assert_true (gtk_window_get_modal (GTK_WINDOW (fixture->window)));
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_nonnull (fixture->window);
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (fixture->window)));
  g_assert_true (shows (fixture, "is back; the one before it was kept"));
}

static void
test_restore_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "The disk is full.");

  fake_archive_set_error (fixture->archive, "restore", error);
  respond (open_dialog (fixture, 2, "backups.restore"), "restore");
  g_assert_true (shows (fixture, "Nothing was restored: The disk is full."));
  g_assert_false (gtk_window_get_modal (GTK_WINDOW (fixture->window)));
  g_assert_true (can (fixture, "backups.restore"));
}

static void
test_check (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = llm_ui_test_find_id (fixture->window, "check_row");
  GtkWidget *icon = llm_ui_test_find_id (fixture->window, "check_icon");
  g_autoptr (GError) error
      = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_OPEN, "The file is gone.");

  fake_archive_set_held (fixture->archive, TRUE);
  act (fixture, "backups.check");
  g_assert_true (llm_ui_test_has_text (row, "Looking for damage…"));
  g_assert_false (can (fixture, "backups.check"));
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
  g_assert_true (llm_ui_test_has_text (row, "No damage was found."));
  g_assert_nonnull (strstr (fake_archive_get_log (fixture->archive), "check full\n"));

  fake_archive_set_check_problem (fixture->archive, "page 7 is never used");
  act (fixture, "backups.check");
  g_assert_true (llm_ui_test_has_text (row, "The history is damaged: page 7 is never used."));
  g_assert_true (gtk_widget_get_visible (icon));

  fake_archive_set_error (fixture->archive, "check", error);
  act (fixture, "backups.check");
  g_assert_true (llm_ui_test_has_text (row, "could not be checked: The file is gone."));
  fake_archive_set_error (fixture->archive, NULL, NULL);
  fake_archive_set_check_problem (fixture->archive, NULL);
  act (fixture, "backups.check");
  g_assert_false (gtk_widget_get_visible (icon));
}

/* What is under way ends without the window. */
static void
test_closed_meanwhile (Fixture *fixture, gconstpointer data)
{
  fake_archive_set_held (fixture->archive, TRUE);
  act (fixture, "backups.make");
  gtk_window_close (GTK_WINDOW (fixture->window));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
  fake_archive_set_held (fixture->archive, FALSE);
  llm_shell_test_drain ();
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  fake_archive_clear_log (fixture->archive);
  g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "F5"));
  g_assert_cmpstr (fake_archive_get_log (fixture->archive), ==, "list\n");
  llm_shell_test_drain ();
  g_assert_true (gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD));
  g_assert_true (llm_ui_test_activate_shortcut (fixture->window, "Escape"));
  llm_shell_test_drain ();
  g_assert_null (fixture->window);
}

#define ADD(name, set_up_func, func)                                                               \
  g_test_add ("/ui/backups-window/" name, Fixture, NULL, set_up_func, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;

  ADD ("list", set_up, test_list);
  ADD ("names", set_up, test_names);
  ADD ("empty", set_up_empty, test_empty);
  g_test_add_func ("/ui/backups-window/states", test_states);
  ADD ("progress", set_up, test_progress);
  ADD ("failed", set_up, test_failed);
  ADD ("copy-to", set_up, test_copy_to);
  ADD ("preview", set_up, test_preview);
  ADD ("preview-closed", set_up, test_preview_closed);
  ADD ("damaged", set_up, test_damaged);
  ADD ("restore", set_up, test_restore);
  ADD ("restore-failed", set_up, test_restore_failed);
  ADD ("check", set_up, test_check);
  ADD ("closed-meanwhile", set_up, test_closed_meanwhile);
  ADD ("keys", set_up, test_keys);
  return g_test_run ();
}
