/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-store-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What may go wrong with the file.  The rule for all of it: a plain error of the
 * right kind, nothing acknowledged is lost, and work goes on once the cause is
 * gone. */

#define NOBODY 65534

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
  LlmComparison *comparison;
  LlmAnswer *answer;
} Fixture;

static LlmStore *
open_impatient (Fixture *fixture)
{
  return g_object_new (LLM_TYPE_SQLITE_STORE, "path", fixture->path, "busy-timeout", 50, NULL);
}

static void
reopen (Fixture *fixture)
{
  if (fixture->store != NULL)
    store_test_close (&fixture->store);
  fixture->store = open_impatient (fixture);
}

/* The file holds one comparison and is closed when a test begins. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = open_impatient (fixture);
  fixture->comparison = store_test_make_comparison ("Fault", 1);
  fixture->answer = llm_comparison_get_answer (fixture->comparison, 0);
  llm_answer_set_state (fixture->answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (fixture->answer, LLM_ANSWER_STREAMING);
  llm_answer_append (fixture->answer, LLM_DELTA_TEXT, "kept");
  store_test_save (fixture->store, fixture->comparison, &error);
  g_assert_no_error (error);
  store_test_close (&fixture->store);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    store_test_close (&fixture->store);
  g_assert_finalize_object (fixture->comparison);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
assert_readable (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = store_test_list (fixture->store, 0, NULL, 10, &error);
  g_autoptr (LlmComparison) loaded = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  loaded = store_test_load (fixture->store, llm_comparison_get_id (fixture->comparison), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (llm_answer_get_text (llm_comparison_get_answer (loaded, 0)), ==, text);
  g_assert_cmpint (llm_answer_get_state (llm_comparison_get_answer (loaded, 0)), ==,
                   LLM_ANSWER_INTERRUPTED);
}

static void
assert_read_fails (Fixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (store_test_list (fixture->store, 0, NULL, 10, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_null (
      store_test_load (fixture->store, llm_comparison_get_id (fixture->comparison), &error));
  g_assert_error (error, LLM_DB_ERROR, code);
}

static void
assert_write_fails (Fixture *fixture, int code)
{
  g_autoptr (GError) error = NULL;
  const char *id = llm_comparison_get_id (fixture->comparison);

  g_assert_false (store_test_save (fixture->store, fixture->comparison, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  g_assert_false (
      store_test_append (fixture->store, fixture->answer, LLM_DELTA_TEXT, "lost", &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  g_clear_error (&error);
  g_assert_false (store_test_save_answer (fixture->store, id, fixture->answer, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  g_clear_error (&error);
  g_assert_false (store_test_delete (fixture->store, id, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
}

/* The store looks again by itself, though not at every call. */
static void
assert_recovers (Fixture *fixture)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;

  while (!store_test_save (fixture->store, fixture->comparison, &error))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_clear_error (&error);
      g_usleep (20000);
    }
  g_assert_no_error (error);
}

/* Privileged users may write anywhere; there these faults cannot happen. */
static gboolean
can_write_anyway (const char *path)
{
  if (g_access (path, W_OK) != 0)
    return FALSE;
  g_test_skip ("This user may write to read-only files");
  return TRUE;
}

static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_assert_no_errno (g_chmod (fixture->folder, 0500));
  if (can_write_anyway (fixture->folder))
    return;
  reopen (fixture);
  assert_readable (fixture, "kept");
  assert_write_fails (fixture, LLM_DB_ERROR_READ_ONLY);
  assert_readable (fixture, "kept");
  g_assert_no_errno (g_chmod (fixture->folder, 0700));
  assert_recovers (fixture);
}

static void
test_read_only_file (Fixture *fixture, gconstpointer data)
{
  g_assert_no_errno (g_chmod (fixture->path, 0400));
  if (can_write_anyway (fixture->path))
    return;
  reopen (fixture);
  assert_readable (fixture, "kept");
  assert_write_fails (fixture, LLM_DB_ERROR_READ_ONLY);
  g_assert_no_errno (g_chmod (fixture->path, 0600));
  assert_recovers (fixture);
}

static void
test_unreadable_file (Fixture *fixture, gconstpointer data)
{
  g_assert_no_errno (g_chmod (fixture->path, 0));
  if (can_write_anyway (fixture->path))
    return;
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_OPEN);
  assert_write_fails (fixture, LLM_DB_ERROR_OPEN);
  g_assert_no_errno (g_chmod (fixture->path, 0600));
  assert_recovers (fixture);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  char *path = g_build_filename (fixture->path, "below-a-file", "test.db", NULL);

  g_free (fixture->path);
  fixture->path = path;
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_OPEN);
  assert_write_fails (fixture, LLM_DB_ERROR_OPEN);
  store_test_close (&fixture->store);

  /* A folder in the place of the file. */
  g_free (fixture->path);
  fixture->path = g_strdup (fixture->folder);
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_OPEN);
  assert_write_fails (fixture, LLM_DB_ERROR_OPEN);
}

static void
assert_contents (const char *path, const char *expected, gsize length)
{
  g_autofree char *contents = NULL;
  gsize actual_length;

  g_assert_true (g_file_get_contents (path, &contents, &actual_length, NULL));
  g_assert_cmpmem (contents, actual_length, expected, length);
}

/* What was there is kept as it is, and a new history begun. */
static void
assert_set_aside (Fixture *fixture, const char *expected, gsize length)
{
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;

  reopen (fixture);
  assert_recovers (fixture);
  reopen (fixture);
  assert_readable (fixture, "kept");
  store_test_close (&fixture->store);
  aside = store_test_find (fixture->folder, "llmselect-damaged-", ".db");
  assert_contents (aside, expected, length);
}

static void
test_not_a_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < 1000; i++)
    g_string_append (text, "Dear diary, ");
  g_assert_true (g_file_set_contents (fixture->path, text->str, (gssize) text->len, NULL));
  assert_set_aside (fixture, text->str, text->len);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_no_errno (truncate (fixture->path, 3 * 4096));
  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  assert_set_aside (fixture, contents, length);
}

/* While another process has it open nobody may put another file in its place. */
static void
test_damaged_while_open (Fixture *fixture, gconstpointer data)
{
  g_autofree char *lock = g_strconcat (fixture->path, ".lock", NULL);
  g_autofree char *junk = g_strnfill (8192, 'x');
  g_autofree char *aside = NULL;
  int fd = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_no_errno (fd);
  g_assert_no_errno (flock (fd, LOCK_SH));
  g_assert_true (g_file_set_contents (fixture->path, junk, 8192, NULL));
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_BUSY);
  assert_contents (fixture->path, junk, 8192);
  close (fd);
  assert_recovers (fixture);
  aside = store_test_find (fixture->folder, "llmselect-damaged-", ".db");
  assert_contents (aside, junk, 8192);
}

static void
assert_no_error_or_db_error (GError **error)
{
  if (*error == NULL)
    return;
  if ((*error)->domain != LLM_DB_ERROR)
    g_assert_no_error (*error);
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_assert_cmpuint (strlen ((*error)->message), <, 1000);
  g_clear_error (error);
}

/* No damage whatsoever crashes, hangs, or makes up an error of another kind. */
static void
test_damaged_anywhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *contents = NULL;
  gsize length;
  const char *id = llm_comparison_get_id (fixture->comparison);

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (guint round = 0; round < 200; round++)
    {
      g_autofree char *damaged = g_memdup2 (contents, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) entries = NULL;
      g_autoptr (LlmComparison) loaded = NULL;
      g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);

      for (int i = g_test_rand_int_range (1, 30); i > 0; i--)
        damaged[g_test_rand_int_range (0, (gint32) length)] = (char) g_test_rand_int ();
      g_remove (log);
      g_assert_true (g_file_set_contents (fixture->path, damaged, (gssize) length, NULL));
      reopen (fixture);
      entries = store_test_list (fixture->store, 0, NULL, 10, &error);
      assert_no_error_or_db_error (&error);
      loaded = store_test_load (fixture->store, id, &error);
      assert_no_error_or_db_error (&error);
      store_test_append (fixture->store, fixture->answer, LLM_DELTA_TEXT, "x", &error);
      assert_no_error_or_db_error (&error);
      store_test_save (fixture->store, fixture->comparison, &error);
      assert_no_error_or_db_error (&error);
      store_test_close (&fixture->store);
    }
}

/* Values of a foreign hand in a file that is a sound database. */
static void
test_strange_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  LlmAnswer *answer;

  store_test_execute (
      fixture->path,
      "PRAGMA ignore_check_constraints = ON;"
      "UPDATE conversation SET title = cast (x'ff00' AS TEXT), kind = cast (x'80' AS TEXT),"
      "  snippet = cast (x'c3' AS TEXT), created_at = -1, active_at = -1, rank = 0,"
      "  n_messages = -1, models = cast (x'80' AS TEXT) || char (10, 10), tags = char (10),"
      "  color = cast (x'80' AS TEXT), active_id = 'no turn', draft = cast (x'80' AS TEXT);"
      "UPDATE turn SET created_at = -1, preferred = 'x', prompt = cast (x'c3' AS TEXT),"
      "  previous_id = id, after_id = 'no answer';"
      "UPDATE answer SET position = -7, provider = '', model = cast (x'80' AS TEXT),"
      "  continues = column_id, created_at = -1, params = 'nonsense', state = 'dancing',"
      "  run_id = '/etc/passwd', attempt = -1, vote = 'maybe', input_tokens = -5,"
      "  cost_usd = 1e999, ttft_ms = -1, error_code = 'no such code',"
      "  error_http_status = 9223372036854775807");
  reopen (fixture);
  entries = store_test_list (fixture->store, 0, NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
  loaded = store_test_load (fixture->store, llm_comparison_get_id (fixture->comparison), &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (llm_comparison_get_title (loaded), -1, NULL));
  g_assert_true (g_utf8_validate (llm_comparison_get_prompt (loaded), -1, NULL));
  answer = llm_comparison_get_answer (loaded, 0);
  g_assert_cmpint (llm_answer_get_state (answer), ==, LLM_ANSWER_INTERRUPTED);
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_NONE);
  g_assert_true (g_utf8_validate (llm_answer_get_model_id (answer), -1, NULL));
  g_assert_cmpstr (llm_answer_get_text (answer), ==, "kept");
  g_assert_error (llm_answer_get_error (answer), LLM_ERROR, LLM_ERROR_PROTOCOL);
}

static void
limit_file_size (rlim_t size)
{
  struct rlimit limit;

  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  limit.rlim_cur = size == RLIM_INFINITY ? limit.rlim_max : size;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
}

static void
append_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error))
    g_string_append (user_data, "ok ");
  else
    g_string_append_printf (user_data, "%d ", error->code);
}

/* A file that may not grow stands for a disk that is full. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  const char *column_id = llm_answer_get_column_id (fixture->answer);
  g_autofree char *huge = g_strnfill (2000000, 'x');
  g_autofree char *expected = NULL;
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  reopen (fixture);
  assert_recovers (fixture);
  limit_file_size (500000);
  g_assert_false (
      store_test_append (fixture->store, fixture->answer, LLM_DELTA_TEXT, huge, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL);
  g_test_message ("%s", error->message);
  g_clear_error (&error);

  /* What fits is written, whatever waits together with it. */
  llm_store_append_text_async (fixture->store, column_id, LLM_DELTA_TEXT, " a", NULL, append_cb,
                               log);
  llm_store_append_text_async (fixture->store, column_id, LLM_DELTA_TEXT, huge, NULL, append_cb,
                               log);
  llm_store_append_text_async (fixture->store, column_id, LLM_DELTA_TEXT, " b", NULL, append_cb,
                               log);
  store_test_flush (fixture->store, &error);
  g_assert_no_error (error);
  expected = g_strdup_printf ("ok %d ok ", LLM_DB_ERROR_FULL);
  g_assert_cmpstr (log->str, ==, expected);

  limit_file_size (RLIM_INFINITY);
  g_assert_true (
      store_test_append (fixture->store, fixture->answer, LLM_DELTA_TEXT, " c", &error));
  g_assert_no_error (error);
  reopen (fixture);
  assert_readable (fixture, "kept a b c");
}

static void
test_full_at_start (Fixture *fixture, gconstpointer data)
{
  g_assert_no_errno (g_unlink (fixture->path));
  limit_file_size (100);
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_FULL);
  assert_write_fails (fixture, LLM_DB_ERROR_FULL);
  limit_file_size (RLIM_INFINITY);
  assert_recovers (fixture);
}

/* An existing history can be looked at on a full disk. */
static void
test_full_when_reopened (Fixture *fixture, gconstpointer data)
{
  limit_file_size (100);
  reopen (fixture);
  assert_readable (fixture, "kept");
  assert_write_fails (fixture, LLM_DB_ERROR_FULL);
  limit_file_size (RLIM_INFINITY);
  assert_recovers (fixture);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) other = llm_db_open (fixture->path, LLM_DB_READ_WRITE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_db_begin_write (other, &error));
  reopen (fixture);
  /* What was left running cannot be settled now, but is told as it is. */
  assert_readable (fixture, "kept");
  assert_write_fails (fixture, LLM_DB_ERROR_BUSY);
  llm_db_rollback (other);
  g_assert_true (store_test_save (fixture->store, fixture->comparison, &error));
  g_assert_no_error (error);
}

static void
test_locked_exclusively (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDb) other = llm_db_open (fixture->path, LLM_DB_READ_WRITE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_db_execute (other,
                                 "PRAGMA locking_mode = EXCLUSIVE;"
                                 "UPDATE conversation SET color = 'locked'",
                                 &error));
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_BUSY);
  assert_write_fails (fixture, LLM_DB_ERROR_BUSY);
  g_clear_pointer (&other, llm_db_close);
  assert_recovers (fixture);
}

/* While the file cannot be opened, asking costs nothing. */
static void
test_retries_are_rare (Fixture *fixture, gconstpointer data)
{
  g_autofree char *hidden = g_strconcat (fixture->path, ".hidden", NULL);
  gint64 begin;

  g_assert_no_errno (g_rename (fixture->path, hidden));
  g_assert_no_errno (g_mkdir (fixture->path, 0700));
  begin = g_get_monotonic_time ();
  reopen (fixture);
  assert_read_fails (fixture, LLM_DB_ERROR_OPEN);
  g_assert_no_errno (g_rmdir (fixture->path));
  g_assert_no_errno (g_rename (hidden, fixture->path));

  assert_recovers (fixture);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, G_USEC_PER_SEC);
}

/* Faults of permission are none for root: become nobody in particular. */
static void
drop_privileges (void)
{
  if (geteuid () != 0)
    return;
  if (setgroups (0, NULL) != 0 || setgid (NOBODY) != 0 || setuid (NOBODY) != 0)
    return;
  /* The leak checker of a sanitizer wants to look at its own process. */
  prctl (PR_SET_DUMPABLE, 1);
  if (g_getenv ("TMPDIR") != NULL && g_access (g_getenv ("TMPDIR"), W_OK | X_OK) != 0)
    g_unsetenv ("TMPDIR");
}

int
main (int argc, char **argv)
{
  drop_privileges ();
  signal (SIGXFSZ, SIG_IGN);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/faults/read-only-folder", test_read_only_folder);
  ADD ("/store/faults/read-only-file", test_read_only_file);
  ADD ("/store/faults/unreadable-file", test_unreadable_file);
  ADD ("/store/faults/no-folder", test_no_folder);
  ADD ("/store/faults/not-a-database", test_not_a_database);
  ADD ("/store/faults/truncated", test_truncated);
  ADD ("/store/faults/damaged-while-open", test_damaged_while_open);
  ADD ("/store/faults/damaged-anywhere", test_damaged_anywhere);
  ADD ("/store/faults/strange-values", test_strange_values);
  ADD ("/store/faults/full", test_full);
  ADD ("/store/faults/full-at-start", test_full_at_start);
  ADD ("/store/faults/full-when-reopened", test_full_when_reopened);
  ADD ("/store/faults/locked", test_locked);
  ADD ("/store/faults/locked-exclusively", test_locked_exclusively);
  ADD ("/store/faults/retries-are-rare", test_retries_are_rare);
  return g_test_run ();
}
