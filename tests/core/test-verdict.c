/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-provider.h"
#include "llm-fake-store.h"
#include "llm-error.h"
#include "llm-recorder.h"
#include "llm-runner.h"

#include <string.h>

/* What the user decides, and what columns had before. */

static LlmComparison *
make_comparison (void)
{
  LlmComparison *comparison = llm_comparison_new ("Which?", NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("%c", 'a' + (int) i);
      g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (id, "p", "m", NULL);

      llm_comparison_add (comparison, answer);
    }
  return comparison;
}

static void
notify_cb (GObject *object, GParamSpec *pspec, GString *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

static void
changed_cb (LlmComparison *comparison, GString *log)
{
  g_string_append (log, "changed ");
}

static void
assert_log (GString *log, const char *expected)
{
  g_assert_cmpstr (log->str, ==, expected);
  g_string_truncate (log, 0);
}

static void
assert_verdict (LlmComparison *comparison, LlmVerdict verdict, const char *preferred)
{
  g_assert_cmpint (llm_comparison_get_verdict (comparison), ==, verdict);
  g_assert_cmpstr (llm_comparison_get_preferred (comparison), ==, preferred);
  g_assert_true ((llm_comparison_get_verdict_at (comparison) > 0)
                 == (verdict != LLM_VERDICT_NONE));
}

static void
test_verdicts (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison ();
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (comparison, "notify", G_CALLBACK (notify_cb), log);
  g_signal_connect (comparison, "changed", G_CALLBACK (changed_cb), log);
  llm_comparison_set_verdict (comparison, LLM_VERDICT_NONE, NULL);
  llm_comparison_set_preferred (comparison, NULL);
  assert_log (log, "");

  llm_comparison_set_preferred (comparison, "b");
  assert_verdict (comparison, LLM_VERDICT_PREFERRED, "b");
  g_assert_nonnull (strstr (log->str, "preferred "));
  g_assert_nonnull (strstr (log->str, "verdict "));
  g_assert_true (g_str_has_suffix (log->str, "changed "));
  g_string_truncate (log, 0);
  llm_comparison_set_preferred (comparison, "b");
  assert_log (log, "");

  llm_comparison_set_verdict (comparison, LLM_VERDICT_TIE, "c");
  assert_verdict (comparison, LLM_VERDICT_TIE, NULL);
  g_string_truncate (log, 0);
  llm_comparison_set_verdict (comparison, LLM_VERDICT_BOTH_BAD, NULL);
  assert_verdict (comparison, LLM_VERDICT_BOTH_BAD, NULL);
  assert_log (log, "verdict changed ");
  /* Nothing was preferred that could be taken back. */
  llm_comparison_set_preferred (comparison, NULL);
  assert_verdict (comparison, LLM_VERDICT_BOTH_BAD, NULL);
  llm_comparison_set_preferred (comparison, "a");
  assert_verdict (comparison, LLM_VERDICT_PREFERRED, "a");
  llm_comparison_remove (comparison, "a");
  assert_verdict (comparison, LLM_VERDICT_NONE, NULL);
}

static void
test_blind (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison ();

  llm_comparison_set_blind (comparison, LLM_BLIND_HIDDEN);
  llm_comparison_set_verdict (comparison, LLM_VERDICT_TIE, NULL);
  g_assert_true (llm_comparison_get_verdict_blind (comparison));
  g_assert_cmpint (llm_comparison_get_blind (comparison), ==, LLM_BLIND_REVEALED);
  /* To take it back does not make one forget. */
  llm_comparison_set_verdict (comparison, LLM_VERDICT_NONE, NULL);
  g_assert_cmpint (llm_comparison_get_blind (comparison), ==, LLM_BLIND_REVEALED);
  llm_comparison_set_preferred (comparison, "a");
  g_assert_false (llm_comparison_get_verdict_blind (comparison));
}

/* What a chat shows says nothing of which is better. */
static void
test_choose (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison ();

  llm_comparison_choose (comparison, "b");
  assert_verdict (comparison, LLM_VERDICT_NONE, "b");
  llm_comparison_set_preferred (comparison, "b");
  assert_verdict (comparison, LLM_VERDICT_PREFERRED, "b");
  llm_comparison_choose (comparison, "b");
  assert_verdict (comparison, LLM_VERDICT_NONE, "b");
  llm_comparison_choose (comparison, NULL);
  assert_verdict (comparison, LLM_VERDICT_NONE, NULL);
}

static void
test_restore (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison ();

  llm_comparison_restore_verdict (comparison, LLM_VERDICT_PREFERRED, "a", 5, TRUE);
  g_assert_cmpint (llm_comparison_get_verdict_at (comparison), ==, 5);
  g_assert_true (llm_comparison_get_verdict_blind (comparison));
  /* What does not fit together. */
  llm_comparison_restore_verdict (comparison, LLM_VERDICT_TIE, "a", -5, FALSE);
  g_assert_null (llm_comparison_get_preferred (comparison));
  g_assert_cmpint (llm_comparison_get_verdict_at (comparison), ==, 0);
  llm_comparison_restore_verdict (comparison, LLM_VERDICT_PREFERRED, NULL, 5, TRUE);
  assert_verdict (comparison, LLM_VERDICT_NONE, NULL);
  g_assert_false (llm_comparison_get_verdict_blind (comparison));
}

static void
test_note (void)
{
  g_autoptr (LlmComparison) comparison = make_comparison ();
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (GString) longest = g_string_new (NULL);

  g_signal_connect (comparison, "notify::note", G_CALLBACK (notify_cb), log);
  llm_comparison_set_note (comparison, "");
  assert_log (log, "");
  llm_comparison_set_note (comparison, "Note");
  llm_comparison_set_note (comparison, "Note");
  assert_log (log, "note ");
  llm_comparison_set_note (comparison, "");
  g_assert_null (llm_comparison_get_note (comparison));
  for (guint i = 0; i < LLM_COMPARISON_MAX_NOTE + 5; i++)
    g_string_append (longest, "é");
  llm_comparison_set_note (comparison, longest->str);
  g_assert_cmpint (g_utf8_strlen (llm_comparison_get_note (comparison), -1), ==,
                   LLM_COMPARISON_MAX_NOTE);
  g_assert_true (g_utf8_validate (llm_comparison_get_note (comparison), -1, NULL));
}

/* The words are in files that others have written. */
static void
test_names (void)
{
  LlmVerdict verdict = LLM_VERDICT_TIE;
  LlmBlind blind = LLM_BLIND_HIDDEN;

  for (guint i = 0; i <= LLM_VERDICT_BOTH_BAD; i++)
    {
      g_assert_true (llm_verdict_from_string (llm_verdict_to_string (i), &verdict));
      g_assert_cmpint (verdict, ==, i);
    }
  for (guint i = 0; i <= LLM_BLIND_REVEALED; i++)
    {
      g_assert_true (llm_blind_from_string (llm_blind_to_string (i), &blind));
      g_assert_cmpint (blind, ==, i);
    }
  g_assert_cmpstr (llm_verdict_to_string (LLM_VERDICT_BOTH_BAD), ==, "both-bad");
  g_assert_false (llm_verdict_from_string ("both", &verdict));
  g_assert_false (llm_blind_from_string ("", &blind));
}

/* --- Versions --- */

typedef struct
{
  FakeProvider *provider;
  FakeStore *store;
  LlmCatalog *catalog;
  LlmRunner *runner;
  LlmComparison *comparison;
  LlmAnswer *answer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) providers = g_list_store_new (LLM_TYPE_PROVIDER);

  fixture->provider = fake_provider_new ("p");
  g_list_store_append (providers, fixture->provider);
  fixture->store = fake_store_new ();
  fixture->catalog = llm_catalog_new ();
  fixture->runner = llm_runner_new (G_LIST_MODEL (providers), fixture->catalog);
  fixture->comparison = make_comparison ();
  fixture->answer = llm_comparison_get_answer (fixture->comparison, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->runner);
  g_assert_finalize_object (fixture->comparison);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->catalog);
  g_object_unref (fixture->store);
  g_object_unref (fixture->provider);
}

static void
run (Fixture *fixture, LlmRunMode mode, const char *text, LlmStreamOutcome outcome)
{
  LlmStream *stream;

  llm_runner_start_answer (fixture->runner, fixture->comparison, fixture->answer, mode);
  stream = fake_provider_get_stream (fixture->provider,
                                     fake_provider_get_n_streams (fixture->provider) - 1);
  if (text != NULL)
    llm_stream_emit_delta (stream, LLM_DELTA_TEXT, text);
  llm_stream_finish (stream, outcome,
                     outcome == LLM_STREAM_FAILED
                         ? llm_error_new (LLM_ERROR_AUTH, "No key.", NULL)
                         : NULL);
}

static LlmAnswer *
get_version (Fixture *fixture, guint index)
{
  g_autoptr (LlmAnswer) version
      = g_list_model_get_item (llm_answer_get_versions (fixture->answer), index);

  return version;
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  LlmAnswer *version;

  /* Nothing is kept of what never ran, and of what failed for nothing. */
  run (fixture, LLM_RUN_FRESH, NULL, LLM_STREAM_FAILED);
  run (fixture, LLM_RUN_FRESH, "one", LLM_STREAM_DONE);
  g_assert_cmpuint (llm_answer_get_n_versions (fixture->answer), ==, 0);

  llm_answer_set_vote (fixture->answer, LLM_VOTE_UP);
  run (fixture, LLM_RUN_AGAIN, "two", LLM_STREAM_INTERRUPTED);
  g_assert_cmpuint (llm_answer_get_n_versions (fixture->answer), ==, 1);
  version = get_version (fixture, 0);
  g_assert_cmpstr (llm_answer_get_text (version), ==, "one");
  g_assert_cmpint (llm_answer_get_state (version), ==, LLM_ANSWER_DONE);
  g_assert_cmpstr (llm_answer_get_version_of (version), ==, "a");
  g_assert_cmpint (llm_answer_get_vote (version), ==, LLM_VOTE_UP);
  g_assert_cmpint (llm_answer_get_vote (fixture->answer), ==, LLM_VOTE_UP);
  g_assert_cmpstr (llm_answer_get_text (fixture->answer), ==, "two");

  /* What was there before it went on can be had back. */
  run (fixture, LLM_RUN_CONTINUE, " more", LLM_STREAM_DONE);
  g_assert_cmpstr (llm_answer_get_text (fixture->answer), ==, "two more");
  g_assert_cmpuint (llm_answer_get_n_versions (fixture->answer), ==, 2);
  g_assert_cmpstr (llm_answer_get_text (get_version (fixture, 1)), ==, "two");
  g_assert_cmpint (llm_answer_get_state (get_version (fixture, 1)), ==, LLM_ANSWER_INTERRUPTED);
}

static void
appended_cb (LlmAnswer *answer, int kind, const char *text, GString *log)
{
  g_string_append_printf (log, "%s%s ", kind == LLM_DELTA_TEXT ? "" : "(reasoning)", text);
}

static void
cleared_cb (LlmAnswer *answer, GString *log)
{
  /* What is told is true already: whoever saves now saves all of it. */
  g_string_append_printf (log, "cleared:%s:%s ", llm_answer_get_text (answer),
                          llm_answer_state_to_string (llm_answer_get_state (answer)));
}

static void
test_used (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *id = NULL;

  run (fixture, LLM_RUN_FRESH, "one", LLM_STREAM_STOPPED);
  g_assert_true (llm_answer_set_model (fixture->answer, "p", "other", "Other"));
  run (fixture, LLM_RUN_FRESH, "two", LLM_STREAM_DONE);
  g_assert_cmpuint (llm_answer_get_n_versions (fixture->answer), ==, 1);
  id = g_strdup (llm_answer_get_column_id (get_version (fixture, 0)));

  g_signal_connect (fixture->answer, "appended", G_CALLBACK (appended_cb), log);
  g_signal_connect (fixture->answer, "cleared", G_CALLBACK (cleared_cb), log);
  g_assert_false (llm_answer_use_version (fixture->answer, "unknown"));
  g_assert_true (llm_answer_use_version (fixture->answer, id));
  assert_log (log, "cleared:one:stopped one ");
  g_assert_cmpstr (llm_answer_get_model_id (fixture->answer), ==, "m");
  g_assert_cmpuint (llm_answer_get_n_versions (fixture->answer), ==, 1);
  g_assert_cmpstr (llm_answer_get_column_id (get_version (fixture, 0)), ==, id);
  g_assert_cmpstr (llm_answer_get_title (get_version (fixture, 0)), ==, "Other");

  /* Not while it runs. */
  llm_runner_start_answer (fixture->runner, fixture->comparison, fixture->answer, LLM_RUN_AGAIN);
  g_assert_false (llm_answer_use_version (fixture->answer, id));
  llm_runner_stop_all (fixture->runner);
}

static void
wait_for_writes (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* The version goes with the first write after it was kept, which is before that by which the
 * text is dropped. */
static void
test_recorded (Fixture *fixture, gconstpointer data)
{
  LlmRecorder *recorder = llm_recorder_attach (LLM_STORE (fixture->store), fixture->comparison);
  const char *log;

  llm_recorder_save (recorder);
  run (fixture, LLM_RUN_FRESH, "one", LLM_STREAM_DONE);
  wait_for_writes ();
  fake_store_clear_log (fixture->store);
  llm_runner_start_answer (fixture->runner, fixture->comparison, fixture->answer, LLM_RUN_AGAIN);
  log = fake_store_get_log (fixture->store);
  g_assert_true (g_str_has_prefix (log, "answer a queued - version:one\nall"));
  g_assert_null (strstr (strstr (log, "version:one") + 1, "version:one"));
  llm_runner_stop_all (fixture->runner);
}

/* Until it is stored it goes with every write. */
static void
test_recorded_at_last (Fixture *fixture, gconstpointer data)
{
  LlmRecorder *recorder = llm_recorder_attach (LLM_STORE (fixture->store), fixture->comparison);
  g_autoptr (GError) full = g_error_new_literal (LLM_DB_ERROR, LLM_DB_ERROR_FULL, "Full");

  llm_recorder_save (recorder);
  run (fixture, LLM_RUN_FRESH, "one", LLM_STREAM_DONE);
  wait_for_writes ();
  fake_store_set_error (fixture->store, full);
  run (fixture, LLM_RUN_AGAIN, "two", LLM_STREAM_DONE);
  wait_for_writes ();
  g_assert_error (llm_recorder_get_error (recorder), LLM_DB_ERROR, LLM_DB_ERROR_FULL);
  fake_store_set_error (fixture->store, NULL);
  fake_store_clear_log (fixture->store);
  llm_answer_set_vote (fixture->answer, LLM_VOTE_UP);
  wait_for_writes ();
  g_assert_cmpstr (fake_store_get_log (fixture->store), ==, "all two version:one  \n");
  g_assert_no_error (llm_recorder_get_error (recorder));
}

/* What only the store has of a column that is taken out is read before the store deletes it. */
static void
test_removed (Fixture *fixture, gconstpointer data)
{
  LlmRecorder *recorder = llm_recorder_attach (LLM_STORE (fixture->store), fixture->comparison);
  g_autoptr (LlmAnswer) answer = g_object_ref (fixture->answer);
  g_autoptr (LlmAnswer) version = llm_answer_new_with_id ("v", "p", "m", NULL);
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_object_unref);

  llm_answer_append (version, LLM_DELTA_TEXT, "before");
  llm_answer_make_version_of (version, "a", 1);
  g_ptr_array_add (versions, g_object_ref (version));
  fake_store_set_versions (fixture->store, versions);
  llm_answer_set_n_unloaded_versions (answer, 1);
  llm_recorder_save (recorder);
  wait_for_writes ();
  fake_store_clear_log (fixture->store);
  llm_comparison_remove (fixture->comparison, "a");
  g_assert_true (g_str_has_prefix (fake_store_get_log (fixture->store), "versions a\nall"));
  wait_for_writes ();
  /* It is nobody's now. */
  fake_store_clear_log (fixture->store);
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  g_assert_cmpstr (fake_store_get_log (fixture->store), ==, "");
  llm_comparison_insert (fixture->comparison, 0, answer);
  g_assert_cmpstr (fake_store_get_log (fixture->store), ==, "all  version:before  \n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verdict/verdicts", test_verdicts);
  g_test_add_func ("/verdict/blind", test_blind);
  g_test_add_func ("/verdict/choose", test_choose);
  g_test_add_func ("/verdict/restore", test_restore);
  g_test_add_func ("/verdict/note", test_note);
  g_test_add_func ("/verdict/names", test_names);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/versions/kept", test_kept);
  ADD ("/versions/used", test_used);
  ADD ("/versions/recorded", test_recorded);
  ADD ("/versions/recorded-at-last", test_recorded_at_last);
  ADD ("/versions/removed", test_removed);
  return g_test_run ();
}
