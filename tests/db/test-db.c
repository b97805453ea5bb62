/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-db.h"
#include "llm-db-session.h"
#include "llm-db-worker.h"
#include "llm-store-test.h"
#include "llm-usage.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

/* Commits of any connection, and how many of the next ones to refuse. */
static int n_commits;
static int n_refusals;

static int
commit_hook (void *data)
{
  g_atomic_int_inc (&n_commits);
  if (g_atomic_int_get (&n_refusals) == 0)
    return 0;
  g_atomic_int_add (&n_refusals, -1);
  return 1;
}

static int
new_connection (sqlite3 *handle, char **message, const struct sqlite3_api_routines *api)
{
  sqlite3_commit_hook (handle, commit_hook, NULL);
  return SQLITE_OK;
}

static LlmDb *
open_memory (void)
{
  g_autoptr (GError) error = NULL;
  LlmDb *db = llm_db_open (":memory:", LLM_DB_READ_WRITE, &error);

  g_assert_no_error (error);
  return db;
}

static void
execute (LlmDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  llm_db_execute (db, sql, &error);
  g_assert_no_error (error);
}

static LlmStatement *
prepare (LlmDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  LlmStatement *statement = llm_db_prepare (db, sql, &error);

  g_assert_no_error (error);
  return statement;
}

static gboolean
step (LlmStatement *statement)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row;

  g_assert_true (llm_statement_step (statement, &has_row, &error));
  g_assert_no_error (error);
  return has_row;
}

static void
test_values (void)
{
  g_autoptr (LlmDb) db = open_memory ();
  g_autoptr (LlmStatement) statement = NULL;
  g_autofree char *text = NULL;

  statement = prepare (db, "SELECT :text, :none, :int, :count, :unknown, :double, :nan, :infinite,"
                           " cast (x'61ff62' AS TEXT)");
  llm_statement_bind_text (statement, ":text", "Grüße");
  llm_statement_bind_text (statement, ":none", NULL);
  llm_statement_bind_int64 (statement, ":int", G_MININT64);
  llm_statement_bind_count (statement, ":count", 0);
  llm_statement_bind_count (statement, ":unknown", LLM_UNKNOWN);
  llm_statement_bind_double (statement, ":double", 0.1);
  llm_statement_bind_double (statement, ":nan", NAN);
  llm_statement_bind_double (statement, ":infinite", INFINITY);

  g_assert_true (step (statement));
  g_assert_cmpstr (llm_statement_get_text (statement, 0, NULL), ==, "Grüße");
  g_assert_true (llm_statement_is_null (statement, 1));
  g_assert_null (llm_statement_dup_text (statement, 1));
  g_assert_cmpint (llm_statement_get_int64 (statement, 2), ==, G_MININT64);
  g_assert_cmpint (llm_statement_get_count (statement, 3), ==, 0);
  g_assert_true (llm_statement_is_null (statement, 4));
  g_assert_cmpint (llm_statement_get_count (statement, 4), ==, LLM_UNKNOWN);
  g_assert_cmpfloat (llm_statement_get_double (statement, 5), ==, 0.1);
  g_assert_true (isnan (llm_statement_get_double (statement, 6)));
  g_assert_true (llm_statement_is_null (statement, 7));
  text = llm_statement_dup_text (statement, 8);
  g_assert_cmpstr (text, ==, "a\357\277\275b");
  g_assert_false (step (statement));
}

static void
test_statement_kept (void)
{
  static const char sql[] = "SELECT :value";
  g_autofree char *same_text = g_strdup (sql);
  g_autoptr (LlmDb) db = open_memory ();
  LlmStatement *first = prepare (db, sql);
  LlmStatement *second;

  llm_statement_bind_int64 (first, ":value", 1);
  g_assert_true (step (first));
  llm_statement_release (first);

  /* Prepared once, and nothing is left of its last use. */
  second = prepare (db, same_text);
  g_assert_true (second == first);
  g_assert_true (step (second));
  g_assert_true (llm_statement_is_null (second, 0));
  llm_statement_release (second);
}

static void
test_statement_borrowed_twice (void)
{
  if (g_test_subprocess ())
    {
      LlmDb *db = open_memory ();

      llm_statement_release (prepare (db, "SELECT 1"));
      prepare (db, "SELECT 1");
      prepare (db, "SELECT 1");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*borrowed*");
}

static gpointer
use_foreign_db (gpointer data)
{
  g_message ("In the other thread");
  llm_db_is_read_only (data);
  return NULL;
}

static void
test_thread (void)
{
  if (g_test_subprocess ())
    {
      g_log_set_always_fatal (G_LOG_FATAL_MASK);
      g_thread_join (g_thread_new ("other", use_foreign_db, open_memory ()));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*g_thread_self*");
}

static void
assert_fails (LlmDb *db, const char *sql, int code, const char *sqlite_words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (llm_db_execute (db, sql, &error));
  g_assert_error (error, LLM_DB_ERROR, code);
  g_assert_nonnull (strstr (error->message, sqlite_words));
}

static void
test_errors (void)
{
  g_autoptr (LlmDb) db = open_memory ();
  g_autoptr (GError) error = NULL;
  gint64 value;

  execute (db, "CREATE TABLE parent (id TEXT PRIMARY KEY) STRICT;"
               "CREATE TABLE child (id TEXT REFERENCES parent (id)) STRICT;"
               "INSERT INTO parent VALUES ('a')");
  assert_fails (db, "INSERT INTO parent VALUES ('a')", LLM_DB_ERROR_CONSTRAINT, "UNIQUE");
  assert_fails (db, "INSERT INTO child VALUES ('b')", LLM_DB_ERROR_CONSTRAINT, "FOREIGN KEY");
  assert_fails (db, "INSERT INTO missing VALUES (1)", LLM_DB_ERROR_FAILED, "no such table");
  assert_fails (db, "SELECT \"not a column\"", LLM_DB_ERROR_FAILED, "no such column");
  execute (db, "PRAGMA max_page_count = 8; CREATE TABLE big (t TEXT)");
  assert_fails (db, "INSERT INTO big VALUES (hex (zeroblob (1000000)))", LLM_DB_ERROR_FULL, "full");

  g_assert_null (llm_db_open ("/proc/nowhere/file.db", LLM_DB_READ_WRITE, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_OPEN);
  g_clear_error (&error);
  g_assert_false (llm_db_query_int64 (db, "SELECT 1 WHERE 0", &value, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND);
}

/* What a hostile file may contain must not harm. */
static void
test_defensive (void)
{
  g_autoptr (LlmDb) db = open_memory ();
  g_autoptr (GError) error = NULL;
  gint64 trusted = -1;

  execute (db, "CREATE TABLE t (a TEXT)");
  execute (db, "PRAGMA writable_schema = ON");
  g_assert_false (llm_db_execute (db, "UPDATE sqlite_schema SET sql = ''", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (llm_db_query_int64 (db, "PRAGMA trusted_schema", &trusted, &error));
  g_assert_cmpint (trusted, ==, 0);
}

static void
test_transactions (void)
{
  g_autoptr (LlmDb) db = open_memory ();
  g_autoptr (GError) error = NULL;
  gint64 count;

  execute (db, "CREATE TABLE t (a INTEGER)");
  g_assert_true (llm_db_begin_write (db, &error));
  execute (db, "INSERT INTO t VALUES (1)");
  g_assert_true (llm_db_savepoint (db, &error));
  execute (db, "INSERT INTO t VALUES (2)");
  g_assert_true (llm_db_rollback_to (db, &error));
  g_assert_true (llm_db_savepoint (db, &error));
  execute (db, "INSERT INTO t VALUES (3)");
  g_assert_true (llm_db_release (db, &error));
  g_assert_true (llm_db_commit (db, &error));
  g_assert_true (llm_db_query_int64 (db, "SELECT sum (a) FROM t", &count, &error));
  g_assert_cmpint (count, ==, 4);

  g_assert_true (llm_db_begin_write (db, &error));
  execute (db, "DELETE FROM t");
  llm_db_rollback (db);
  g_assert_false (llm_db_in_transaction (db));
  llm_db_rollback (db);
  g_assert_true (llm_db_query_int64 (db, "SELECT count (*) FROM t", &count, &error));
  g_assert_cmpint (count, ==, 2);
  g_assert_no_error (error);
}

/* A worker with a table of numbers, held at a gate so that jobs queue up. */
typedef struct
{
  LlmDbWorker *worker;
  GString *log;
  guint n_pending;
  GThread *main_thread;

  GMutex mutex;
  GCond cond;
  gboolean reached;
  gboolean open;
} Fixture;

typedef struct
{
  Fixture *fixture;
  int number;
} Job;

static gboolean
insert_job (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  g_autofree char *sql = NULL;
  Job *job = data;

  sql = g_strdup_printf ("INSERT INTO folder (id, name, position) VALUES ('%d', '', 0)",
                         job->number);
  return llm_db_execute (db, sql, error);
}

/* Leaves something behind and then fails. */
static gboolean
failing_job (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  insert_job (file, db, data, NULL);
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT, "no");
  return FALSE;
}

/* Does what SQLite does by itself after a severe error. */
static gboolean
transaction_losing_job (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  llm_db_rollback (db);
  g_set_error_literal (error, LLM_DB_ERROR, LLM_DB_ERROR_FULL, "lost");
  return FALSE;
}

static gboolean
count_job (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  gint64 count;

  if (!llm_db_query_int64 (db, "SELECT count (*) FROM folder", &count, error))
    return FALSE;
  ((Job *) data)->number = (int) count;
  return TRUE;
}

static gboolean
gate_job (gpointer file, LlmDb *db, gpointer data, GError **error)
{
  Fixture *fixture = ((Job *) data)->fixture;

  g_mutex_lock (&fixture->mutex);
  fixture->reached = TRUE;
  g_cond_broadcast (&fixture->cond);
  while (!fixture->open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
  return TRUE;
}

static void
open_gate (Fixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
done (GTask *task, gpointer data)
{
  g_task_return_boolean (task, TRUE);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  Fixture *fixture = job->fixture;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_thread_self () == fixture->main_thread);
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_string_append_printf (fixture->log, "%d ", job->number);
  else
    g_string_append_printf (fixture->log, "%d:%s ", job->number, error->message);
  g_assert_cmpuint (fixture->n_pending, >, 0);
  fixture->n_pending--;
}

static void
push (Fixture *fixture, LlmDbJobKind kind, int number, LlmDbJobFunc func, GCancellable *cancellable)
{
  GTask *task = g_task_new (NULL, cancellable, answered_cb, NULL);
  Job *job = g_new0 (Job, 1);

  job->fixture = fixture;
  job->number = number;
  g_task_set_task_data (task, job, g_free);
  g_task_set_check_cancellable (task, FALSE);
  fixture->n_pending++;
  llm_db_worker_push (fixture->worker, kind, task, func, done);
}

static gboolean
deadline_cb (gpointer user_data)
{
  g_error ("The worker did not answer");
  return G_SOURCE_REMOVE;
}

static void
wait_for_all (Fixture *fixture)
{
  guint deadline = g_timeout_add_seconds (60, deadline_cb, NULL);

  while (fixture->n_pending > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
assert_log (Fixture *fixture, const char *expected)
{
  wait_for_all (fixture);
  g_assert_cmpstr (fixture->log->str, ==, expected);
  g_string_truncate (fixture->log, 0);
}

/* The file is open and the worker at the gate when this returns. */
static void
push_gate (Fixture *fixture)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  fixture->reached = FALSE;
  fixture->open = FALSE;
  push (fixture, LLM_DB_JOB_READ, 0, gate_job, NULL);
  g_mutex_lock (&fixture->mutex);
  while (!fixture->reached)
    g_assert_true (g_cond_wait_until (&fixture->cond, &fixture->mutex, deadline));
  g_mutex_unlock (&fixture->mutex);
  g_atomic_int_set (&n_commits, 0);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_atomic_int_set (&n_refusals, 0);
  fixture->worker = llm_db_worker_new (&llm_db_session_funcs,
                                       llm_db_session_new (":memory:", 1000));
  fixture->log = g_string_new (NULL);
  fixture->main_thread = g_thread_self ();
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  push_gate (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  open_gate (fixture);
  g_assert_true (llm_db_worker_shutdown (fixture->worker, 60000));
  wait_for_all (fixture);
  llm_db_worker_unref (fixture->worker);
  g_string_free (fixture->log, TRUE);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

static void
test_worker_order (Fixture *fixture, gconstpointer data)
{
  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 3, insert_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 4, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  open_gate (fixture);
  /* A read sees what was written before it and nothing after. */
  assert_log (fixture, "0 1 1 3 4 3 ");
}

static void
test_worker_group (Fixture *fixture, gconstpointer data)
{
  for (int i = 1; i <= 10; i++)
    push (fixture, LLM_DB_JOB_WRITE, i, insert_job, NULL);
  open_gate (fixture);
  assert_log (fixture, "0 1 2 3 4 5 6 7 8 9 10 ");
  g_assert_cmpint (g_atomic_int_get (&n_commits), ==, 1);
}

static void
test_worker_group_bound (Fixture *fixture, gconstpointer data)
{
  for (int i = 1; i <= 200; i++)
    push (fixture, LLM_DB_JOB_WRITE, i, insert_job, NULL);
  open_gate (fixture);
  wait_for_all (fixture);
  g_assert_cmpint (g_atomic_int_get (&n_commits), ==, 4);
}

static void
test_worker_failing_one (Fixture *fixture, gconstpointer data)
{
  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 2, failing_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 3, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  open_gate (fixture);
  assert_log (fixture, "0 1 2:no 3 2 ");
}

static void
test_worker_lost_transaction (Fixture *fixture, gconstpointer data)
{
  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 2, transaction_losing_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 3, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  open_gate (fixture);
  assert_log (fixture, "0 1 2:lost 3 2 ");
}

static void
test_worker_failing_commit (Fixture *fixture, gconstpointer data)
{
  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, NULL);
  push (fixture, LLM_DB_JOB_WRITE, 2, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  g_atomic_int_set (&n_refusals, 1);
  open_gate (fixture);
  /* The common commit failed; each on its own worked. */
  assert_log (fixture, "0 1 2 2 ");
  g_assert_cmpint (g_atomic_int_get (&n_refusals), ==, 0);
}

static void
test_worker_failing_single_commit (Fixture *fixture, gconstpointer data)
{
  g_atomic_int_set (&n_refusals, 1);
  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, NULL);
  open_gate (fixture);
  wait_for_all (fixture);
  g_assert_true (g_str_has_prefix (fixture->log->str, "0 1:"));
  g_string_truncate (fixture->log, 0);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  assert_log (fixture, "0 ");
}

static void
test_worker_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  push (fixture, LLM_DB_JOB_WRITE, 1, insert_job, cancellable);
  push (fixture, LLM_DB_JOB_WRITE, 2, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);
  g_cancellable_cancel (cancellable);
  open_gate (fixture);
  /* GTask answers what was cancelled in a later iteration: no order among them. */
  wait_for_all (fixture);
  g_assert_nonnull (strstr (fixture->log->str, "1:Operation was cancelled "));
  g_assert_nonnull (strstr (fixture->log->str, " 2 "));
  g_assert_nonnull (strstr (fixture->log->str, " 1 "));
}

static void
test_worker_shutdown (Fixture *fixture, gconstpointer data)
{
  for (int i = 1; i <= 5; i++)
    push (fixture, LLM_DB_JOB_WRITE, i, insert_job, NULL);
  push (fixture, LLM_DB_JOB_READ, 99, count_job, NULL);

  /* It does not wait for ever. */
  g_assert_false (llm_db_worker_shutdown (fixture->worker, 50));
  open_gate (fixture);
  g_assert_true (llm_db_worker_shutdown (fixture->worker, 60000));
  g_assert_true (llm_db_worker_shutdown (fixture->worker, 60000));
  push (fixture, LLM_DB_JOB_READ, 7, count_job, NULL);
  assert_log (fixture, "0 1 2 3 4 5 5 7:The history is closed. ");
}

/* A worker that is given up while its thread hangs cleans up after itself. */
static void
test_worker_abandoned (Fixture *fixture, gconstpointer data)
{
  LlmDbWorker *worker = llm_db_worker_new (&llm_db_session_funcs,
                                       llm_db_session_new (":memory:", 1000));
  LlmDbWorker *own = g_steal_pointer (&fixture->worker);

  fixture->worker = worker;
  push (fixture, LLM_DB_JOB_READ, 5, gate_job, NULL);
  g_assert_false (llm_db_worker_shutdown (worker, 50));
  llm_db_worker_unref (worker);
  fixture->worker = own;
  open_gate (fixture);
  wait_for_all (fixture);
}

static gpointer
push_in_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  fixture->main_thread = g_thread_self ();
  push (fixture, LLM_DB_JOB_WRITE, 8, insert_job, NULL);
  while (fixture->n_pending > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_worker_context (Fixture *fixture, gconstpointer data)
{
  open_gate (fixture);
  assert_log (fixture, "0 ");
  g_thread_join (g_thread_new ("caller", push_in_thread, fixture));
  assert_log (fixture, "8 ");
  fixture->main_thread = g_thread_self ();
}

/* What the log was told of statements. */
static GString *slow_log;

static GLogWriterOutput
log_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *message = NULL;
  gboolean is_slow = FALSE;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, "MESSAGE"))
        message = fields[i].value;
      is_slow = is_slow || g_str_equal (fields[i].key, "LLMSELECT_PLAN");
    }
  if (!is_slow)
    return g_log_writer_default (level, fields, n_fields, data);
  g_assert_cmpint (level, ==, G_LOG_LEVEL_INFO);
  g_string_append_printf (slow_log, "%s\n", message);
  return G_LOG_WRITER_HANDLED;
}

static void
find (LlmDb *db, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmStatement) statement
      = llm_db_prepare (db, "SELECT count(*) FROM t WHERE a = :a", &error);

  g_assert_no_error (error);
  llm_statement_bind_text (statement, ":a", value);
  llm_statement_run (statement, &error);
  g_assert_no_error (error);
}

/* A slow statement is told once, with its plan and without its values. */
static void
test_slow (void)
{
  g_autoptr (LlmDb) db = open_memory ();
  g_autoptr (GError) error = NULL;

  g_string_truncate (slow_log, 0);
  llm_db_execute (db, "CREATE TABLE t (a); INSERT INTO t VALUES ('secret')", &error);
  g_assert_no_error (error);
  find (db, "secret");
  g_assert_cmpuint (slow_log->len, ==, 0);
  llm_db_set_slow_time (db, 0);
  find (db, "secret");
  g_assert_nonnull (strstr (slow_log->str, "WHERE a = :a\n  SCAN t\n"));
  g_assert_null (strstr (slow_log->str, "secret"));
  g_string_truncate (slow_log, 0);
  find (db, "other");
  g_assert_cmpuint (slow_log->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  slow_log = g_string_new (NULL);
  g_log_set_writer_func (log_writer, NULL, NULL);
  sqlite3_auto_extension ((void (*) (void)) new_connection);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  g_test_add_func ("/db/values", test_values);
  g_test_add_func ("/db/statement/kept", test_statement_kept);
  g_test_add_func ("/db/statement/borrowed-twice", test_statement_borrowed_twice);
  g_test_add_func ("/db/statement/slow", test_slow);
  g_test_add_func ("/db/thread", test_thread);
  g_test_add_func ("/db/errors", test_errors);
  g_test_add_func ("/db/defensive", test_defensive);
  g_test_add_func ("/db/transactions", test_transactions);
  ADD ("/db/worker/order", test_worker_order);
  ADD ("/db/worker/group", test_worker_group);
  ADD ("/db/worker/group-bound", test_worker_group_bound);
  ADD ("/db/worker/failing-one", test_worker_failing_one);
  ADD ("/db/worker/lost-transaction", test_worker_lost_transaction);
  ADD ("/db/worker/failing-commit", test_worker_failing_commit);
  ADD ("/db/worker/failing-single-commit", test_worker_failing_single_commit);
  ADD ("/db/worker/cancelled", test_worker_cancelled);
  ADD ("/db/worker/shutdown", test_worker_shutdown);
  ADD ("/db/worker/abandoned", test_worker_abandoned);
  ADD ("/db/worker/context", test_worker_context);
  return g_test_run ();
}
