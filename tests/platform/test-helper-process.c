/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-process.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "helper-test.h"
#include "llm-helper-frame.h"

/* Short enough for a test that waits for it, long enough for a busy machine. */
static const LlmHelperTimes patient = { 30000, 30000, 30000, 30000 };
static const LlmHelperTimes hasty = { 30000, 300, 30000, 30000 };

typedef struct
{
  char *folder;
  char *log;
  LlmHelperProcess *helper;
} Fixture;

static const char *fake_helper;

/* @start: what the fake does before it is ready. */
static LlmHelperProcess *
new_helper (const char *log, const char *start)
{
  const char *argv[] = { fake_helper, log, start, NULL };
  const char *variables[] = { "PATH", "LLM_TEST_PASSED", "LLM_TEST_ABSENT", NULL };
  LlmHelperProcess *helper = llm_helper_process_new (argv, variables);

  llm_helper_process_set_times (helper, &patient);
  return helper;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("llm-helper-XXXXXX", NULL);
  fixture->log = g_build_filename (fixture->folder, "log", NULL);
  fixture->helper = new_helper (fixture->log, data);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *crashed = g_strconcat (fixture->log, ".crashed", NULL);

  g_assert_finalize_object (fixture->helper);
  g_remove (crashed);
  g_remove (fixture->log);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->log);
  g_free (fixture->folder);
}

static guint
count_starts (Fixture *fixture)
{
  g_autofree char *log = NULL;
  guint n_starts = 0;

  if (!g_file_get_contents (fixture->log, &log, NULL, NULL))
    return 0;
  for (const char *c = log; *c != '\0'; c++)
    n_starts += *c == '\n';
  return n_starts;
}

static HelperCall *
ask_with (Fixture *fixture, const char *text, gsize answer_max, GCancellable *cancellable)
{
  HelperCall *call = helper_call_new ();
  g_autoptr (GBytes) request = g_bytes_new (text, strlen (text));

  llm_helper_process_call_async (fixture->helper, LLM_HELPER_INLINE, request, answer_max,
                                 cancellable, helper_call_cb, call);
  return call;
}

static HelperCall *
ask (Fixture *fixture, const char *text)
{
  return ask_with (fixture, text, 100000, NULL);
}

static char *
get_answer (Fixture *fixture, HelperCall *call)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  helper_call_wait (call);
  bytes = llm_helper_process_call_finish (fixture->helper, call->result, &error);
  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
assert_answer (Fixture *fixture, const char *text, const char *expected)
{
  g_autoptr (HelperCall) call = ask (fixture, text);
  g_autofree char *answer = get_answer (fixture, call);

  g_assert_cmpstr (answer, ==, expected);
}

static void
assert_call_fails (Fixture *fixture, HelperCall *call, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  helper_call_wait (call);
  g_assert_null (llm_helper_process_call_finish (fixture->helper, call->result, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpstr (error->message, !=, "");
}

static void
assert_fails (Fixture *fixture, const char *text, LlmHelperError code)
{
  g_autoptr (HelperCall) call = ask (fixture, text);

  assert_call_fails (fixture, call, LLM_HELPER_ERROR, (int) code);
}

static gboolean
is_not_running (gpointer helper)
{
  return !llm_helper_process_is_running (helper);
}

static gboolean
is_gone (gpointer pid)
{
  return !helper_test_process_is_there (GPOINTER_TO_INT (pid));
}

static int
get_pid (Fixture *fixture)
{
  g_autoptr (HelperCall) call = ask (fixture, "pid");
  g_autofree char *answer = get_answer (fixture, call);

  return atoi (answer);
}

/* --- What works --- */

static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) first = NULL;
  g_autoptr (HelperCall) second = NULL;
  g_autoptr (HelperCall) third = NULL;

  g_assert_false (llm_helper_process_is_running (fixture->helper));
  g_assert_cmpuint (count_starts (fixture), ==, 0);
  first = ask (fixture, "slow 50");
  second = ask (fixture, "refuse this one");
  third = ask (fixture, "");
  assert_call_fails (fixture, second, LLM_HELPER_ERROR, LLM_HELPER_ERROR_REFUSED);
  g_assert_nonnull (first->result);
  helper_call_wait (third);
  g_assert_cmpint (first->ended, <=, second->ended);
  g_assert_cmpint (second->ended, <=, third->ended);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
  assert_answer (fixture, "again", "again");
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

/* More than a pipe holds, both ways. */
static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (3 * 1024 * 1024, 'x');
  g_autoptr (HelperCall) call = ask_with (fixture, text, 4 * 1024 * 1024, NULL);
  g_autofree char *answer = get_answer (fixture, call);
  g_autofree char *too_large = g_strnfill (LLM_HELPER_FRAME_LENGTH_MAX + 1, 'x');

  g_assert_true (g_str_equal (text, answer));
  assert_fails (fixture, too_large, LLM_HELPER_ERROR_TOO_LARGE);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

static void
test_environment (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) call = NULL;
  g_autofree char *answer = NULL;

  g_setenv ("LLM_TEST_PASSED", "yes", TRUE);
  g_setenv ("OPENAI_API_KEY", "sk-secret", TRUE);
  call = ask (fixture, "environment");
  answer = get_answer (fixture, call);
  g_assert_nonnull (strstr (answer, "LLM_TEST_PASSED=yes"));
  g_assert_nonnull (strstr (answer, "PATH="));
  g_assert_null (strstr (answer, "HOME="));
  g_assert_null (strstr (answer, "sk-secret"));
  g_unsetenv ("OPENAI_API_KEY");
}

/* --- Ends --- */

static void
test_idle (Fixture *fixture, gconstpointer data)
{
  LlmHelperTimes times = patient;
  int pid;

  times.idle_ms = 100;
  llm_helper_process_set_times (fixture->helper, &times);
  pid = get_pid (fixture);
  helper_test_wait_for (is_not_running, fixture->helper);
  helper_test_wait_for (is_gone, GINT_TO_POINTER (pid));
  llm_helper_process_set_times (fixture->helper, &patient);
  g_assert_cmpint (get_pid (fixture), !=, pid);
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

static void
test_last (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) first = ask (fixture, "last");
  g_autoptr (HelperCall) second = ask (fixture, "next");
  g_autofree char *first_answer = get_answer (fixture, first);
  g_autofree char *second_answer = get_answer (fixture, second);

  g_assert_cmpstr (first_answer, ==, "last");
  g_assert_cmpstr (second_answer, ==, "next");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

/* Another argument: the helper that runs answers what it is at, the next is another. */
static void
test_argument (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) first = NULL;
  g_autoptr (HelperCall) second = NULL;
  g_autofree char *first_answer = NULL;
  g_autofree char *second_answer = NULL;
  int pid = get_pid (fixture);

  first = ask (fixture, "pid");
  llm_helper_process_set_argument (fixture->helper, "once");
  second = ask (fixture, "pid");
  first_answer = get_answer (fixture, first);
  second_answer = get_answer (fixture, second);
  g_assert_cmpint (atoi (first_answer), ==, pid);
  g_assert_cmpint (atoi (second_answer), !=, pid);
  g_assert_cmpuint (count_starts (fixture), ==, 2);
  llm_helper_process_set_argument (fixture->helper, NULL);
  g_assert_false (llm_helper_process_is_running (fixture->helper));
}

static void
test_dispose (Fixture *fixture, gconstpointer data)
{
  int pid = get_pid (fixture);

  g_assert_finalize_object (g_steal_pointer (&fixture->helper));
  helper_test_wait_for (is_gone, GINT_TO_POINTER (pid));
  fixture->helper = new_helper (fixture->log, NULL);
}

static gboolean
has_started (gpointer data)
{
  return count_starts (data) > 0;
}

/* The program is killed; its helper is at work and does not see the end of its input. */
static void
test_parent_dies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess) program = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  program = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "/proc/self/exe", "--hang",
                              fixture->log, NULL);
  g_assert_no_error (error);
  helper_test_wait_for (has_started, fixture);
  g_assert_true (g_file_get_contents (fixture->log, &log, NULL, NULL));
  g_assert_true (helper_test_process_is_there (atoi (log)));
  g_subprocess_force_exit (program);
  helper_test_wait_for (is_gone, GINT_TO_POINTER (atoi (log)));
}

/* --- Crashes --- */

static void
test_crash_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) before = ask (fixture, "before");
  g_autoptr (HelperCall) call = ask (fixture, "crash once");
  g_autoptr (HelperCall) after = ask (fixture, "after");
  g_autofree char *answer = get_answer (fixture, call);
  g_autofree char *answer_after = NULL;

  g_assert_cmpstr (answer, ==, "crash once");
  g_assert_nonnull (before->result);
  answer_after = get_answer (fixture, after);
  g_assert_cmpstr (answer_after, ==, "after");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

/* @data of the test is the fault: each costs two helpers, then no other. */
static void
check_fault (Fixture *fixture, const char *text)
{
  g_autoptr (HelperCall) call = ask (fixture, text);
  g_autoptr (HelperCall) next = ask (fixture, "next");
  g_autofree char *answer = NULL;

  assert_call_fails (fixture, call, LLM_HELPER_ERROR, LLM_HELPER_ERROR_CRASHED);
  answer = get_answer (fixture, next);
  g_assert_cmpstr (answer, ==, "next");
  g_assert_cmpuint (count_starts (fixture), ==, 3);
  assert_fails (fixture, text, LLM_HELPER_ERROR_CRASHED);
  g_assert_cmpuint (count_starts (fixture), ==, 3);
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "crash");
}

static void
test_leave (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "leave");
}

static void
test_half (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "half");
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "nonsense");
}

static void
test_huge (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "huge");
}

static void
test_other (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "other");
}

static void
test_kind (Fixture *fixture, gconstpointer data)
{
  check_fault (fixture, "kind");
}

/* An answer that nobody asked for ends the helper, but the request that it hits is tried
 * again. */
static void
test_twice (Fixture *fixture, gconstpointer data)
{
  assert_answer (fixture, "twice", "first");
  assert_answer (fixture, "next", "next");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

static void
test_oversized (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) call = ask_with (fixture, "twelve bytes", 11, NULL);

  assert_call_fails (fixture, call, LLM_HELPER_ERROR, LLM_HELPER_ERROR_TOO_LARGE);
  assert_answer (fixture, "next", "next");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

/* --- Time --- */

static void
test_hang (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HelperCall) call = NULL;
  g_autoptr (HelperCall) next = NULL;
  g_autofree char *answer = NULL;
  int pid = get_pid (fixture);

  llm_helper_process_set_times (fixture->helper, &hasty);
  call = ask (fixture, "hang");
  llm_helper_process_set_times (fixture->helper, &patient);
  next = ask (fixture, "next");
  assert_call_fails (fixture, call, LLM_HELPER_ERROR, LLM_HELPER_ERROR_HUNG);
  g_assert_cmpfloat (helper_call_get_ms (call), >=, 290);
  answer = get_answer (fixture, next);
  g_assert_cmpstr (answer, ==, "next");
  helper_test_wait_for (is_gone, GINT_TO_POINTER (pid));

  /* Another chance, since it may have been the machine; then none. */
  llm_helper_process_set_times (fixture->helper, &hasty);
  assert_fails (fixture, "hang", LLM_HELPER_ERROR_HUNG);
  assert_fails (fixture, "hang", LLM_HELPER_ERROR_CRASHED);
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

/* --- Starts --- */

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  const char *argv[] = { "/nonexistent/helper", NULL };

  g_assert_finalize_object (fixture->helper);
  fixture->helper = llm_helper_process_new (argv, NULL);
  assert_fails (fixture, "x", LLM_HELPER_ERROR_UNAVAILABLE);
  assert_fails (fixture, "x", LLM_HELPER_ERROR_UNAVAILABLE);
  g_assert_false (llm_helper_process_is_running (fixture->helper));
}

static void
test_start_fails (Fixture *fixture, gconstpointer data)
{
  LlmHelperTimes times = patient;
  g_autoptr (HelperCall) first = NULL;
  g_autoptr (HelperCall) second = NULL;

  times.start_ms = 300;
  llm_helper_process_set_times (fixture->helper, &times);
  first = ask (fixture, "x");
  second = ask (fixture, "y");
  assert_call_fails (fixture, first, LLM_HELPER_ERROR, LLM_HELPER_ERROR_UNAVAILABLE);
  assert_call_fails (fixture, second, LLM_HELPER_ERROR, LLM_HELPER_ERROR_UNAVAILABLE);
  g_assert_cmpuint (count_starts (fixture), ==, 2);
  /* Not tried again now. */
  assert_fails (fixture, "x", LLM_HELPER_ERROR_UNAVAILABLE);
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

static void
test_pause (Fixture *fixture, gconstpointer data)
{
  LlmHelperTimes times = patient;

  times.pause_ms = 0;
  llm_helper_process_set_times (fixture->helper, &times);
  assert_fails (fixture, "x", LLM_HELPER_ERROR_UNAVAILABLE);
  assert_fails (fixture, "x", LLM_HELPER_ERROR_UNAVAILABLE);
  g_assert_cmpuint (count_starts (fixture), ==, 4);
}

static void
test_second_start (Fixture *fixture, gconstpointer data)
{
  assert_answer (fixture, "x", "x");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

/* --- Cancelling --- */

static void
test_cancel_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HelperCall) first = ask (fixture, "slow 200");
  g_autoptr (HelperCall) second = ask_with (fixture, "crash", 1000, cancellable);
  g_autoptr (HelperCall) third = ask (fixture, "third");
  g_autofree char *answer = NULL;

  g_cancellable_cancel (cancellable);
  assert_call_fails (fixture, second, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  answer = get_answer (fixture, third);
  g_assert_nonnull (first->result);
  g_assert_cmpuint (count_starts (fixture), ==, 1);
}

static void
test_cancel_running (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HelperCall) first = NULL;
  int pid = get_pid (fixture);

  first = ask_with (fixture, "slow 200", 1000, cancellable);
  g_cancellable_cancel (cancellable);
  assert_call_fails (fixture, first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpfloat (helper_call_get_ms (first), <, 200);
  /* Its answer is not taken for that of the next. */
  assert_answer (fixture, "next", "next");
  g_assert_cmpint (get_pid (fixture), ==, pid);
}

/* What nobody waits for any more is not tried again. */
static void
test_cancel_crashing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HelperCall) first = NULL;

  get_pid (fixture);
  first = ask_with (fixture, "crash", 1000, cancellable);
  g_cancellable_cancel (cancellable);
  assert_call_fails (fixture, first, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_answer (fixture, "next", "next");
  g_assert_cmpuint (count_starts (fixture), ==, 2);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HelperCall) call = NULL;

  g_cancellable_cancel (cancellable);
  call = ask_with (fixture, "x", 1000, cancellable);
  assert_call_fails (fixture, call, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_starts (fixture), ==, 0);
}

/* The program of test_parent_dies(): asks something that hangs, and waits. */
static int
hang (const char *log)
{
  g_autoptr (LlmHelperProcess) helper = new_helper (log, NULL);
  g_autoptr (GBytes) request = g_bytes_new_static ("hang", 4);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  llm_helper_process_call_async (helper, LLM_HELPER_INLINE, request, 100, NULL, NULL, NULL);
  g_main_loop_run (loop);
  return 1;
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*function) (Fixture *fixture, gconstpointer data);
    const char *start;
  } tests[] = {
    { "order", test_order, NULL },
    { "large", test_large, NULL },
    { "environment", test_environment, NULL },
    { "idle", test_idle, NULL },
    { "last", test_last, NULL },
    { "argument", test_argument, NULL },
    { "dispose", test_dispose, NULL },
    { "parent-dies", test_parent_dies, NULL },
    { "crash-once", test_crash_once, NULL },
    { "crash", test_crash, NULL },
    { "leave", test_leave, NULL },
    { "half", test_half, NULL },
    { "nonsense", test_nonsense, NULL },
    { "huge", test_huge, NULL },
    { "other", test_other, NULL },
    { "kind", test_kind, NULL },
    { "twice", test_twice, NULL },
    { "oversized", test_oversized, NULL },
    { "hang", test_hang, NULL },
    { "absent", test_absent, NULL },
    { "start-dies", test_start_fails, "die" },
    { "start-hangs", test_start_fails, "never" },
    { "start-nonsense", test_start_fails, "nonsense" },
    { "pause", test_pause, "die" },
    { "second-start", test_second_start, "once" },
    { "cancel-waiting", test_cancel_waiting, NULL },
    { "cancel-running", test_cancel_running, NULL },
    { "cancel-crashing", test_cancel_crashing, NULL },
    { "cancelled-before", test_cancelled_before, NULL },
  };

  fake_helper = g_getenv ("LLMSELECT_FAKE_HELPER");
  g_assert_nonnull (fake_helper);
  if (argc == 3 && g_str_equal (argv[1], "--hang"))
    return hang (argv[2]);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/helper-process/", tests[i].name, NULL);

      g_test_add (path, Fixture, tests[i].start, set_up, tests[i].function, tear_down);
    }
  return g_test_run ();
}
