/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-backup-dialog.h"
#include "llm-backups-window.h"
#include "llm-composer.h"
#include "llm-import.h"
#include "llm-shell-test.h"
#include "llm-sqlite-archive.h"
#include "llm-store-test.h"
#include "llm-window-private.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>

/* The real window on a real file: what cannot be saved is offered as a file, and a copy
 * of the history is brought back. */

/* A text, and less than it takes in the log (bytes). */
#define LONG_TEXT 2000000
#define FEW_BYTES 1000000

typedef struct
{
  char *folder;
  char *path;
  sqlite3 *other; /* what another program does with the file */
  LlmShellTest shell;
  LlmArchive *archive;
  LlmLibrary *library;
  LlmWindow *window;
  guint n_asked;
} Fixture;

static gboolean
is_mapped (gpointer user_data)
{
  return gtk_widget_get_mapped (GTK_WIDGET (user_data));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *specs[] = { "demo:swift", NULL };
  g_autoptr (LlmStore) store = NULL;

  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  store = g_object_new (LLM_TYPE_SQLITE_STORE, "path", fixture->path, "busy-timeout", 50, NULL);
  llm_shell_test_set_up (&fixture->shell, store);
  llm_settings_set_lineup (llm_context_get_settings (fixture->shell.context), specs);
  fixture->archive = llm_sqlite_archive_new (LLM_SQLITE_STORE (store));
  llm_context_set_archive (fixture->shell.context, fixture->archive);
  fixture->library = llm_library_new (fixture->shell.context);
  fixture->window = LLM_WINDOW (llm_window_new (NULL, fixture->library));
  gtk_window_present (GTK_WINDOW (fixture->window));
  llm_ui_test_wait (is_mapped, fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  llm_runner_stop_all (llm_context_get_runner (fixture->shell.context));
  llm_shell_test_drain ();
  g_assert_true (store_test_flush (fixture->shell.store, &error));
  g_assert_no_error (error);
  llm_shell_test_drain ();
  g_assert_finalize_object (fixture->library);
  g_object_unref (fixture->archive);
  llm_shell_test_tear_down (&fixture->shell);
  g_assert_cmpint (sqlite3_close (fixture->other), ==, SQLITE_OK);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
other_does (Fixture *fixture, const char *sql)
{
  if (fixture->other == NULL)
    g_assert_cmpint (sqlite3_open (fixture->path, &fixture->other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (fixture->other, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

static LlmStream *
ask (Fixture *fixture, const char *prompt)
{
  LlmComposer *composer
      = LLM_COMPOSER (llm_ui_test_find_type (GTK_WIDGET (fixture->window), LLM_TYPE_COMPOSER));
  LlmStream *stream;

  llm_composer_set_text (composer, prompt);
  act (fixture, "win.send");
  stream = fake_provider_get_stream (fixture->shell.demo, fixture->n_asked++);
  llm_stream_emit_phase (stream, LLM_STREAM_OPEN);
  return stream;
}

static void
answer (LlmStream *stream, const char *text)
{
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_finish (stream, LLM_STREAM_DONE, NULL);
}

/* --- What is to be seen --- */

typedef struct
{
  GtkWidget *widget;
  const char *text;
} Text;

static gboolean
has_text (gpointer user_data)
{
  const Text *text = user_data;

  return llm_ui_test_has_text (text->widget, text->text);
}

static void
wait_text (gpointer widget, const char *text)
{
  Text wanted = { widget, text };

  llm_ui_test_wait (has_text, &wanted);
}

/* The bar that offers the file, and its buttons. */
static gboolean
is_offered (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *revealer = llm_ui_test_find_id (window, "unsaved_revealer");

  return gtk_revealer_get_child_revealed (GTK_REVEALER (revealer))
         && gtk_widget_is_sensitive (llm_ui_test_find_button (window, "win.save-file"))
         && gtk_widget_is_sensitive (llm_ui_test_find_button (window, "win.save-again"));
}

static gboolean
is_not_offered (gpointer user_data)
{
  Fixture *fixture = user_data;
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *revealer = llm_ui_test_find_id (window, "unsaved_revealer");

  return !gtk_revealer_get_child_revealed (GTK_REVEALER (revealer))
         && !gtk_widget_is_sensitive (llm_ui_test_find_button (window, "win.save-file"));
}

static char *
get_shown_id (Fixture *fixture)
{
  return g_strdup (llm_conversation_get_id (llm_window_get_conversation (fixture->window)));
}

static char *
get_title (Fixture *fixture, guint position)
{
  GListModel *history = G_LIST_MODEL (llm_library_get_history (fixture->library));
  g_autoptr (LlmHistoryEntry) entry = g_list_model_get_item (history, position);

  return entry != NULL ? g_strdup (llm_history_entry_get_title (entry)) : NULL;
}

typedef struct
{
  Fixture *fixture;
  const char *titles[2];
} Titles;

static gboolean
are_listed (gpointer user_data)
{
  const Titles *titles = user_data;
  g_autofree char *first = get_title (titles->fixture, 0);
  g_autofree char *second = get_title (titles->fixture, 1);
  g_autofree char *third = get_title (titles->fixture, 2);

  return third == NULL && g_strcmp0 (first, titles->titles[0]) == 0
         && g_strcmp0 (second, titles->titles[1]) == 0;
}

/* The history is these, and the sidebar shows them. */
static void
wait_titles (Fixture *fixture, const char *first, const char *second)
{
  Titles titles = { fixture, { first, second } };

  llm_ui_test_wait (are_listed, &titles);
  for (guint i = 0; i < G_N_ELEMENTS (titles.titles); i++)
    if (titles.titles[i] != NULL)
      wait_text (llm_ui_test_find_id (GTK_WIDGET (fixture->window), "list_view"), titles.titles[i]);
}

/* --- What is in files --- */

static void
assert_answer (LlmConversation *conversation, const char *prompt, const char *text)
{
  LlmComparison *comparison = llm_turn_get_comparison (llm_conversation_get_last (conversation));

  g_assert_nonnull (comparison);
  g_assert_cmpstr (llm_comparison_get_prompt (comparison), ==, prompt);
  g_assert_cmpstr (llm_answer_get_text (llm_comparison_get_answer (comparison, 0)), ==, text);
  g_assert_cmpint (llm_answer_get_state (llm_comparison_get_answer (comparison, 0)), ==,
                   LLM_ANSWER_DONE);
}

static void
save_to_file (Fixture *fixture, const char *prompt, const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "unsaved.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *id = get_shown_id (fixture);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LlmImportResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  llm_window_save_to_file (fixture->window, file);
  wait_text (fixture->window, "Saved as unsaved.json");
  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  bytes = g_bytes_new (contents, length);
  result = llm_import_parse_bytes (bytes, "unsaved.json", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->conversations->len, ==, 1);
  g_assert_cmpstr (llm_conversation_get_id (result->conversations->pdata[0]), ==, id);
  assert_answer (result->conversations->pdata[0], prompt, text);
}

/* As the next start of the program finds it. */
static void
assert_in_file (Fixture *fixture, const char *id, const char *prompt, const char *text)
{
  LlmStore *store = store_test_open (fixture->path);
  g_autoptr (GError) error = NULL;
  LlmConversation *conversation = store_test_load_conversation (store, id, &error);

  g_assert_no_error (error);
  assert_answer (conversation, prompt, text);
  g_object_unref (conversation);
  store_test_close (&store);
}

/* Whatever is asked for has been tried. */
static void
flush (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_test_flush (fixture->shell.store, &error);
  llm_shell_test_drain ();
}

/* It is tried again in vain, and nothing of it is in the file.  The bar names the cause, not
 * what else it has led to. */
static void
assert_unsaved (Fixture *fixture, const char *id, const char *why)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM conversation WHERE id = '%s'", id);

  act (fixture, "win.save-again");
  flush (fixture);
  flush (fixture);
  g_assert_true (is_offered (fixture));
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (fixture->window), why));
  g_assert_cmpint (store_test_query_int64 (fixture->path, sql), ==, 0);
}

/* The cause is gone: nothing is lost, it is offered as before, and saved when asked. */
static void
save_again (Fixture *fixture, const char *id, const char *prompt, const char *text)
{
  g_assert_true (is_offered (fixture));
  act (fixture, "win.save-again");
  llm_ui_test_wait (is_not_offered, fixture);
  assert_in_file (fixture, id, prompt, text);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  answer (ask (fixture, "What is kept?"), "This.");
  wait_titles (fixture, "What is kept?", NULL);
  act (fixture, "win.new-comparison");

  other_does (fixture, "BEGIN IMMEDIATE");
  answer (ask (fixture, "What is locked?"), "All of **that**.");
  llm_ui_test_wait (is_offered, fixture);
  id = get_shown_id (fixture);
  save_to_file (fixture, "What is locked?", "All of **that**.");
  /* What it had can still be read, and the window goes on. */
  wait_titles (fixture, "What is kept?", NULL);
  assert_unsaved (fixture, id, "Another program holds the history.");

  other_does (fixture, "ROLLBACK");
  save_again (fixture, id, "What is locked?", "All of **that**.");
  wait_titles (fixture, "What is locked?", "What is kept?");
}

/* It is left and come back to while it cannot be saved. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;

  answer (ask (fixture, "What is kept?"), "This.");
  wait_titles (fixture, "What is kept?", NULL);
  act (fixture, "win.new-comparison");

  other_does (fixture, "BEGIN IMMEDIATE");
  answer (ask (fixture, "What is locked?"), "That.");
  llm_ui_test_wait (is_offered, fixture);
  id = get_shown_id (fixture);
  act (fixture, "win.new-comparison");
  llm_ui_test_wait (is_not_offered, fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-comparison", "s", id);
  llm_ui_test_wait (is_offered, fixture);
  save_to_file (fixture, "What is locked?", "That.");
  assert_unsaved (fixture, id, "Another program holds the history.");

  other_does (fixture, "ROLLBACK");
  save_again (fixture, id, "What is locked?", "That.");
}

/* Nobody has to ask for it while something comes: what was refused goes along. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  LlmStream *stream;

  answer (ask (fixture, "What is kept?"), "This.");
  wait_titles (fixture, "What is kept?", NULL);
  act (fixture, "win.new-comparison");

  other_does (fixture, "BEGIN IMMEDIATE");
  stream = ask (fixture, "What is locked?");
  llm_stream_emit_delta (stream, LLM_DELTA_TEXT, "One half, ");
  llm_ui_test_wait (is_offered, fixture);
  id = get_shown_id (fixture);
  assert_unsaved (fixture, id, "Another program holds the history.");

  other_does (fixture, "ROLLBACK");
  answer (stream, "and the other.");
  llm_ui_test_wait (is_not_offered, fixture);
  flush (fixture);
  assert_in_file (fixture, id, "What is locked?", "One half, and the other.");
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

/* A log that may not grow stands for a disk that is full: somebody reads an old state, so
 * that it cannot start over.  There is room for a file that is smaller. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (LONG_TEXT, 'x');
  g_autofree char *first = NULL;
  g_autofree char *id = NULL;

  answer (ask (fixture, "What is kept?"), "This.");
  wait_titles (fixture, "What is kept?", NULL);
  first = get_shown_id (fixture);
  other_does (fixture, "BEGIN; SELECT count (*) FROM conversation");
  act (fixture, "win.new-comparison");
  answer (ask (fixture, "What is long?"), long_text);
  wait_titles (fixture, "What is long?", "What is kept?");
  g_assert_true (store_test_flush (fixture->shell.store, NULL));
  act (fixture, "win.new-comparison");

  limit_file_size (FEW_BYTES);
  answer (ask (fixture, "What is too much?"), "Each word.");
  llm_ui_test_wait (is_offered, fixture);
  id = get_shown_id (fixture);
  save_to_file (fixture, "What is too much?", "Each word.");
  assert_unsaved (fixture, id, "the disk is full. Free some space");

  limit_file_size (RLIM_INFINITY);
  other_does (fixture, "ROLLBACK");
  save_again (fixture, id, "What is too much?", "Each word.");
  assert_in_file (fixture, first, "What is kept?", "This.");
}

/* --- Copies --- */

static GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }
  return NULL;
}

static gboolean
has_dialog (gpointer user_data)
{
  GtkWidget *dialog = find_window (LLM_TYPE_BACKUP_DIALOG);

  return dialog != NULL && gtk_widget_get_mapped (dialog);
}

static GtkListBoxRow *
get_copy (GtkWidget *backups, int index)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (llm_ui_test_find_id (backups, "list_box")),
                                        index);
}

typedef struct
{
  GtkWidget *backups;
  int n;
} Copies;

static gboolean
are_copies (gpointer user_data)
{
  const Copies *copies = user_data;

  return get_copy (copies->backups, copies->n - 1) != NULL
         && get_copy (copies->backups, copies->n) == NULL;
}

static void
wait_copies (GtkWidget *backups, int n)
{
  Copies copies = { backups, n };

  llm_ui_test_wait (are_copies, &copies);
}

static GtkWidget *
open_backups (Fixture *fixture)
{
  GtkWidget *backups = llm_backups_window_new (fixture->library);

  gtk_window_set_transient_for (GTK_WINDOW (backups), GTK_WINDOW (fixture->window));
  gtk_window_present (GTK_WINDOW (backups));
  llm_ui_test_wait (is_mapped, backups);
  return backups;
}

static void
click (GtkWidget *below, const char *action)
{
  GtkWidget *button = llm_ui_test_find_button (below, action);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* What the copy has, as it says before anything is replaced. */
static GtkWidget *
open_copy (GtkWidget *backups, int index, const char *action, const char *counts)
{
  GtkWidget *dialog;

  click (GTK_WIDGET (get_copy (backups, index)), action);
  llm_ui_test_wait (has_dialog, NULL);
  dialog = find_window (LLM_TYPE_BACKUP_DIALOG);
  wait_text (dialog, "The copy is intact.");
  g_assert_true (llm_ui_test_has_text (dialog, counts));
  return dialog;
}

static void
respond (GtkWidget *dialog, const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  llm_shell_test_drain ();
}

static void
make_copy (GtkWidget *backups, int n)
{
  click (backups, "backups.make");
  wait_copies (backups, n);
  wait_text (backups, "The history was backed up");
}

/* The older of two; what it replaces is kept, and is brought back in turn. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  GtkWidget *backups, *dialog;

  answer (ask (fixture, "What is old?"), "This.");
  wait_titles (fixture, "What is old?", NULL);
  backups = open_backups (fixture);
  make_copy (backups, 1);
  act (fixture, "win.new-comparison");
  answer (ask (fixture, "What is new?"), "That.");
  wait_titles (fixture, "What is new?", "What is old?");
  make_copy (backups, 2);

  dialog = open_copy (backups, 0, "backups.preview", "2 conversations, 2 answers");
  g_assert_true (llm_ui_test_has_text (dialog, "What is new?"));
  respond (dialog, "close");

  dialog = open_copy (backups, 1, "backups.restore", "1 conversation, 1 answer");
  g_assert_true (llm_ui_test_has_text (dialog, "What is old?"));
  g_assert_false (llm_ui_test_has_text (dialog, "What is new?"));
  respond (dialog, "restore");
  wait_titles (fixture, "What is old?", NULL);
  wait_text (backups, "is back; the one before it was kept");
  /* The new one that was open is of another history. */
  g_assert_null (llm_window_get_conversation (fixture->window));
  g_assert_false (llm_ui_test_has_text (
      llm_ui_test_find_id (GTK_WIDGET (fixture->window), "list_view"), "What is new?"));

  wait_copies (backups, 3);
  g_assert_true (llm_ui_test_has_text (GTK_WIDGET (get_copy (backups, 0)), "2 conversations"));
  dialog = open_copy (backups, 0, "backups.restore", "2 conversations, 2 answers");
  respond (dialog, "restore");
  wait_titles (fixture, "What is new?", "What is old?");
  wait_copies (backups, 4);

  /* The history goes on. */
  answer (ask (fixture, "What comes after it?"), "Those.");
  g_assert_true (store_test_flush (fixture->shell.store, NULL));
  id = get_shown_id (fixture);
  assert_in_file (fixture, id, "What comes after it?", "Those.");
  g_assert_true (is_not_offered (fixture));
  gtk_window_destroy (GTK_WINDOW (backups));
}

#define ADD(name, func) g_test_add ("/ui/window-disk/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!llm_ui_test_init (&argc, &argv))
    return 0;
  /* A file that is at its limit: an error of the call, not the end of the program. */
  signal (SIGXFSZ, SIG_IGN);

  ADD ("locked", test_locked);
  ADD ("left", test_left);
  ADD ("goes-on", test_goes_on);
  ADD ("full", test_full);
  ADD ("restore", test_restore);
  return g_test_run ();
}
