/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db-run.h"
#include "llm-store-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two stores on one file stand for two processes: each holds its own lock.  (What
 * a killed process leaves is the matter of test-store-kill.) */
typedef struct
{
  char *folder;
  char *path;
  LlmStore *runner;
  LlmStore *viewer;
  LlmComparison *comparison; /* the runner's */
  LlmAnswer *answer;
} Fixture;

static void
assert_done (gboolean result, GError **error)
{
  g_assert_no_error (*error);
  g_assert_true (result);
}

static void
save (LlmStore *store, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  assert_done (store_test_save (store, comparison, &error), &error);
}

static void
save_answer (LlmStore *store, LlmComparison *comparison, LlmAnswer *answer)
{
  g_autoptr (GError) error = NULL;

  assert_done (
      store_test_save_answer (store, llm_comparison_get_id (comparison), answer, &error), &error);
}

static void
append (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;

  llm_answer_append (fixture->answer, LLM_DELTA_TEXT, text);
  assert_done (store_test_append (fixture->runner, fixture->answer, LLM_DELTA_TEXT, text, &error),
               &error);
}

static LlmComparison *
view (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LlmComparison *loaded
      = store_test_load (fixture->viewer, llm_comparison_get_id (fixture->comparison), &error);

  g_assert_no_error (error);
  return loaded;
}

static void
assert_view (Fixture *fixture, LlmAnswerState state, const char *text)
{
  g_autoptr (LlmComparison) loaded = view (fixture);
  LlmAnswer *answer = llm_comparison_get_answer (loaded, 0);

  g_assert_cmpstr (llm_answer_state_to_string (llm_answer_get_state (answer)), ==,
                   llm_answer_state_to_string (state));
  g_assert_cmpstr (llm_answer_get_text (answer), ==, text);
}

static void
finish (Fixture *fixture)
{
  g_assert_true (llm_answer_set_state (fixture->answer, LLM_ANSWER_DONE));
  save_answer (fixture->runner, fixture->comparison, fixture->answer);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->runner = store_test_open (fixture->path);
  fixture->viewer = store_test_open (fixture->path);
  fixture->comparison = store_test_make_comparison ("Shared", 1);
  fixture->answer = llm_comparison_get_answer (fixture->comparison, 0);
  llm_answer_set_state (fixture->answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (fixture->answer, LLM_ANSWER_STREAMING);
  save (fixture->runner, fixture->comparison);
  append (fixture, "one ");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *run_folder = g_build_filename (fixture->folder, "run", NULL);
  g_autofree char *lock = g_strconcat (fixture->path, ".lock", NULL);
  g_autofree char *mark = g_strconcat (fixture->path, ".check", NULL);

  if (fixture->runner != NULL)
    store_test_close (&fixture->runner);
  store_test_close (&fixture->viewer);
  g_assert_finalize_object (fixture->comparison);
  /* Nothing is left but the database, its lock and an empty folder; and the mark of a
   * crash where a test made one. */
  g_assert_no_errno (g_rmdir (run_folder));
  g_assert_no_errno (g_unlink (fixture->path));
  g_assert_no_errno (g_unlink (lock));
  g_unlink (mark);
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
test_running_elsewhere (Fixture *fixture, gconstpointer data)
{
  /* Opening does not interrupt what another process runs; it can be watched. */
  assert_view (fixture, LLM_ANSWER_STREAMING, "one ");
  append (fixture, "two");
  assert_view (fixture, LLM_ANSWER_STREAMING, "one two");
  finish (fixture);
  assert_view (fixture, LLM_ANSWER_DONE, "one two");
}

static void
test_owner_gone (Fixture *fixture, gconstpointer data)
{
  assert_view (fixture, LLM_ANSWER_STREAMING, "one ");
  append (fixture, "two");
  store_test_close (&fixture->runner);

  /* Also a store that was open all the time sees that nobody runs it any more,
   * and writes it down. */
  assert_view (fixture, LLM_ANSWER_INTERRUPTED, "one two");
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM piece"), ==, 0);
  g_assert_cmpint (store_test_query_int64 (fixture->path,
                                           "SELECT count (*) FROM answer WHERE run_id IS NULL"
                                           "  AND state = 'interrupted' AND text = 'one two'"),
                   ==, 1);
}

/* The next start settles what was left, without anybody looking at it. */
static void
test_owner_gone_at_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  LlmStore *next;

  store_test_close (&fixture->runner);
  next = store_test_open (fixture->path);
  entries = store_test_list (next, 0, NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_test_query_int64 (fixture->path,
                                           "SELECT count (*) FROM answer WHERE run_id IS NULL"
                                           "  AND state = 'interrupted' AND text = 'one '"),
                   ==, 1);
  store_test_close (&next);
}

/* A copy loaded during the stream must not overwrite what came after. */
static void
test_old_copy_while_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) copy = view (fixture);

  append (fixture, "two ");
  llm_answer_set_vote (llm_comparison_get_answer (copy, 0), LLM_VOTE_UP);
  save (fixture->viewer, copy);
  save_answer (fixture->viewer, copy, llm_comparison_get_answer (copy, 0));
  assert_view (fixture, LLM_ANSWER_STREAMING, "one two ");

  append (fixture, "three");
  store_test_close (&fixture->runner);
  assert_view (fixture, LLM_ANSWER_INTERRUPTED, "one two three");
  g_clear_object (&copy);
  copy = view (fixture);
  g_assert_cmpint (llm_answer_get_vote (llm_comparison_get_answer (copy, 0)), ==, LLM_VOTE_UP);
}

static void
test_old_copy_after_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) copy = view (fixture);

  append (fixture, "two");
  finish (fixture);
  save (fixture->viewer, copy);
  llm_answer_set_vote (llm_comparison_get_answer (copy, 0), LLM_VOTE_DOWN);
  save_answer (fixture->viewer, copy, llm_comparison_get_answer (copy, 0));
  assert_view (fixture, LLM_ANSWER_DONE, "one two");

  g_clear_object (&copy);
  copy = view (fixture);
  g_assert_cmpint (llm_answer_get_vote (llm_comparison_get_answer (copy, 0)), ==, LLM_VOTE_DOWN);
}

/* Who asks again owns the column from then on. */
static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) copy = view (fixture);
  LlmAnswer *answer = llm_comparison_get_answer (copy, 0);
  g_autoptr (GError) error = NULL;

  store_test_close (&fixture->runner);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_STOPPED));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_QUEUED));
  llm_answer_clear (answer);
  save (fixture->viewer, copy);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_CONNECTING));
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_STREAMING));
  save_answer (fixture->viewer, copy, answer);
  llm_answer_append (answer, LLM_DELTA_TEXT, "new");
  assert_done (store_test_append (fixture->viewer, answer, LLM_DELTA_TEXT, "new", &error), &error);
  assert_view (fixture, LLM_ANSWER_STREAMING, "new");
}

/* A window deletes what the command line still writes. */
static void
test_deleted_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_done (store_test_delete (fixture->viewer, llm_comparison_get_id (fixture->comparison),
                                  &error),
               &error);
  g_assert_false (
      store_test_append (fixture->runner, fixture->answer, LLM_DELTA_TEXT, "x", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
}

static void
changed_cb (LlmStore *store, const char *id, guint *n_changed)
{
  if (id == NULL)
    (*n_changed)++;
}

static void
wait_for_change (guint *n_changed, guint more_than)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (*n_changed <= more_than)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

/* Who has the file open learns that another process has written, and does not take its
 * own writes for that. */
static void
test_written_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) copy = NULL;
  g_autoptr (LlmComparison) other = store_test_make_comparison ("Other", 1);
  guint n_runner = 0, n_viewer = 0, seen;

  g_signal_connect (fixture->runner, "changed", G_CALLBACK (changed_cb), &n_runner);
  g_signal_connect (fixture->viewer, "changed", G_CALLBACK (changed_cb), &n_viewer);
  /* The file must be open to be watched. */
  copy = view (fixture);
  g_assert_cmpuint (n_viewer, ==, 0);
  append (fixture, "two ");
  wait_for_change (&n_viewer, 0);
  seen = n_viewer;
  append (fixture, "three");
  wait_for_change (&n_viewer, seen);
  g_assert_cmpuint (n_runner, ==, 0);

  /* The runner has written, and hears of nothing but what the viewer writes. */
  save (fixture->viewer, other);
  wait_for_change (&n_runner, 0);
  g_assert_cmpuint (n_runner, ==, 1);
}

static void
create_lock_file (Fixture *fixture, const char *name, int *fd)
{
  g_autofree char *path = g_build_filename (fixture->folder, "run", name, NULL);

  *fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (*fd, >=, 0);
}

static gboolean
lock_file_exists (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, "run", name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

#define DEAD "00000000-0000-4000-8000-000000000001"
#define ALIVE "00000000-0000-4000-8000-000000000002"

static void
test_sweep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmDbRun) run = NULL;
  g_autofree char *run_folder = g_build_filename (fixture->folder, "run", NULL);
  g_autofree char *outside = g_build_filename (fixture->folder, "outside.lock", NULL);
  int dead, alive, other;

  create_lock_file (fixture, DEAD ".lock", &dead);
  close (dead);
  create_lock_file (fixture, ALIVE ".lock", &alive);
  g_assert_no_errno (flock (alive, LOCK_EX | LOCK_NB));
  create_lock_file (fixture, "../outside.lock", &other);

  run = llm_db_run_new (run_folder);
  g_assert_true (llm_db_run_is_alive (run, llm_db_run_get_id (run)));
  g_assert_false (llm_db_run_is_alive (run, DEAD));
  g_assert_true (llm_db_run_is_alive (run, ALIVE));
  g_assert_false (llm_db_run_is_alive (run, NULL));
  g_assert_false (llm_db_run_is_alive (run, "00000000-0000-4000-8000-000000000003"));
  /* A row's text never becomes a path of its own choice. */
  g_assert_no_errno (flock (other, LOCK_EX | LOCK_NB));
  g_assert_false (llm_db_run_is_alive (run, "../outside"));

  llm_db_run_sweep (run);
  g_assert_false (lock_file_exists (fixture, DEAD ".lock"));
  g_assert_true (lock_file_exists (fixture, ALIVE ".lock"));
  close (alive);
  llm_db_run_sweep (run);
  g_assert_false (lock_file_exists (fixture, ALIVE ".lock"));
  close (other);
  g_assert_no_errno (g_unlink (outside));

  /* The runner's own file has survived all this. */
  assert_view (fixture, LLM_ANSWER_STREAMING, "one ");
}

static int
get_mode (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat status;

  g_assert_no_errno (stat (path, &status));
  return status.st_mode & 07777;
}

/* The only test that uses the real place, below the test's own XDG_DATA_HOME. */
static void
test_rights (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "llmselect", NULL);
  g_autofree char *path = g_build_filename (folder, "llmselect.db", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autoptr (LlmComparison) comparison = store_test_make_comparison ("Secret", 1);
  mode_t old_mask = umask (0);
  LlmStore *store = store_test_open (NULL);

  save (store, comparison);
  g_assert_cmphex (get_mode (folder, ""), ==, 0700);
  g_assert_cmphex (get_mode (folder, "run"), ==, 0700);
  g_assert_cmphex (get_mode (folder, "llmselect.db"), ==, 0600);
  g_assert_cmphex (get_mode (folder, "llmselect.db-wal"), ==, 0600);
  g_assert_cmphex (get_mode (folder, "llmselect.db-shm"), ==, 0600);
  store_test_close (&store);

  /* What a careless copy has opened to others is closed again. */
  g_assert_no_errno (g_chmod (folder, 0755));
  g_assert_no_errno (g_chmod (path, 0644));
  g_assert_true (g_file_set_contents (log, "", 0, NULL));
  g_assert_no_errno (g_chmod (log, 0666));
  store = store_test_open (NULL);
  save (store, comparison);
  g_assert_cmphex (get_mode (folder, ""), ==, 0700);
  g_assert_cmphex (get_mode (folder, "llmselect.db"), ==, 0600);
  g_assert_cmphex (get_mode (folder, "llmselect.db-wal"), ==, 0600);
  store_test_close (&store);
  umask (old_mask);
}

/* A folder that is not the program's own keeps its rights. */
static void
test_foreign_folder (Fixture *fixture, gconstpointer data)
{
  LlmStore *store;

  g_assert_no_errno (g_chmod (fixture->folder, 0755));
  store = store_test_open (fixture->path);
  save (store, fixture->comparison);
  g_assert_cmphex (get_mode (fixture->folder, ""), ==, 0755);
  g_assert_cmphex (get_mode (fixture->folder, "test.db"), ==, 0600);
  store_test_close (&store);
}

int
main (int argc, char **argv)
{
  g_autofree char *data_home = store_test_make_folder ();
  int result;

  g_setenv ("XDG_DATA_HOME", data_home, TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/shared/running-elsewhere", test_running_elsewhere);
  ADD ("/store/shared/owner-gone", test_owner_gone);
  ADD ("/store/shared/owner-gone-at-start", test_owner_gone_at_start);
  ADD ("/store/shared/old-copy-while-running", test_old_copy_while_running);
  ADD ("/store/shared/old-copy-after-end", test_old_copy_after_end);
  ADD ("/store/shared/taken-over", test_taken_over);
  ADD ("/store/shared/deleted-elsewhere", test_deleted_elsewhere);
  ADD ("/store/shared/written-elsewhere", test_written_elsewhere);
  ADD ("/store/shared/sweep", test_sweep);
  ADD ("/store/shared/foreign-folder", test_foreign_folder);
  g_test_add_func ("/store/rights", test_rights);
  result = g_test_run ();
  store_test_remove_folder (data_home);
  return result;
}
