/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ballot.h"
#include "llm-recorder.h"
#include "llm-store-test.h"
#include "llm-store-whole.h"

#include <math.h>
#include <string.h>

/* What is thought of answers, and what they were before: it stays with its column, through
 * everything that can be done to it. */

typedef struct
{
  char *folder;
  char *path;
  LlmStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = store_test_make_folder ();
  fixture->path = g_build_filename (fixture->folder, "test.db", NULL);
  fixture->store = store_test_open (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  store_test_close (&fixture->store);
  store_test_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static void
finish_with (LlmAnswer *answer, const char *text)
{
  llm_answer_set_state (answer, LLM_ANSWER_CONNECTING);
  llm_answer_set_state (answer, LLM_ANSWER_STREAMING);
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_set_state (answer, LLM_ANSWER_DONE);
}

/* As the runner does. */
static void
ask_again (LlmAnswer *answer, const char *text)
{
  llm_answer_keep_version (answer);
  llm_answer_set_created_at (answer, g_get_real_time ());
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_QUEUED));
  llm_answer_clear (answer);
  finish_with (answer, text);
}

static LlmComparison *
make_finished (const char *prompt, guint n_answers)
{
  LlmComparison *comparison = store_test_make_comparison (prompt, n_answers);

  for (guint i = 0; i < n_answers; i++)
    {
      g_autofree char *text = g_strdup_printf ("%s %u", prompt, i);
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      llm_answer_set_created_at (answer, g_get_real_time ());
      finish_with (answer, text);
    }
  return comparison;
}

static const char *
get_column (LlmComparison *comparison, guint index)
{
  return llm_answer_get_column_id (llm_comparison_get_answer (comparison, index));
}

static void
save (Fixture *fixture, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
}

static void
flush (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  store_test_flush (fixture->store, &error);
  g_assert_no_error (error);
}

static LlmComparison *
load (Fixture *fixture, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;
  LlmComparison *loaded
      = store_test_load (fixture->store, llm_comparison_get_id (comparison), &error);

  g_assert_no_error (error);
  return loaded;
}

static void
load_versions (Fixture *fixture, LlmAnswer *answer)
{
  const char *const ids[] = { llm_answer_get_column_id (answer), NULL };
  g_autoptr (GPtrArray) versions = store_test_load_versions (fixture->store, ids);

  llm_answer_set_stored_versions (answer, versions);
}

/* The texts of all versions and of what is there now. */
static char *
list_texts (LlmAnswer *answer)
{
  GString *texts = g_string_new (NULL);
  GListModel *versions = llm_answer_get_versions (answer);

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr (LlmAnswer) version = g_list_model_get_item (versions, i);
      const char *vote = llm_vote_to_string (llm_answer_get_vote (version));

      g_string_append_printf (texts, "%s:%s:%s|", llm_answer_get_model_id (version),
                              llm_answer_get_text (version), vote != NULL ? vote : "-");
    }
  g_string_append_printf (texts, "%s:%s", llm_answer_get_model_id (answer),
                          llm_answer_get_text (answer));
  return g_string_free (texts, FALSE);
}

static void
assert_texts (LlmAnswer *answer, const char *expected)
{
  g_autofree char *texts = list_texts (answer);

  g_assert_cmpstr (texts, ==, expected);
}

/* --- Verdicts --- */

static void
test_verdict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("Which?", 2);
  g_autoptr (LlmComparison) hidden = NULL;
  g_autoptr (LlmComparison) judged = NULL;
  g_autoptr (LlmComparison) tied = NULL;
  g_autoptr (LlmComparison) none = NULL;

  llm_comparison_set_blind (comparison, LLM_BLIND_HIDDEN);
  save (fixture, comparison);
  hidden = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_blind (hidden), ==, LLM_BLIND_HIDDEN);
  g_assert_cmpint (llm_comparison_get_verdict (hidden), ==, LLM_VERDICT_NONE);

  llm_comparison_set_preferred (comparison, get_column (comparison, 1));
  llm_comparison_set_note (comparison, "Ümläute\nand lines");
  save (fixture, comparison);
  judged = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_verdict (judged), ==, LLM_VERDICT_PREFERRED);
  g_assert_cmpstr (llm_comparison_get_preferred (judged), ==, get_column (comparison, 1));
  g_assert_cmpint (llm_comparison_get_verdict_at (judged), ==,
                   llm_comparison_get_verdict_at (comparison));
  g_assert_true (llm_comparison_get_verdict_blind (judged));
  g_assert_cmpint (llm_comparison_get_blind (judged), ==, LLM_BLIND_REVEALED);
  g_assert_cmpstr (llm_comparison_get_note (judged), ==, "Ümläute\nand lines");

  llm_comparison_set_verdict (comparison, LLM_VERDICT_TIE, NULL);
  save (fixture, comparison);
  tied = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_verdict (tied), ==, LLM_VERDICT_TIE);
  g_assert_null (llm_comparison_get_preferred (tied));
  g_assert_false (llm_comparison_get_verdict_blind (tied));

  /* Of what is taken back nothing is left. */
  llm_comparison_set_verdict (comparison, LLM_VERDICT_NONE, NULL);
  llm_comparison_set_note (comparison, "");
  llm_comparison_set_blind (comparison, LLM_BLIND_NO);
  save (fixture, comparison);
  none = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_verdict (none), ==, LLM_VERDICT_NONE);
  g_assert_null (llm_comparison_get_note (none));
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM verdict"), ==, 0);
}

static void
changed_cb (LlmStore *store, const char *id, guint *n)
{
  (*n)++;
}

/* Whoever lists it must not tell its models. */
static void
test_hidden_in_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("Which?", 2);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  llm_comparison_set_blind (comparison, LLM_BLIND_HIDDEN);
  save (fixture, comparison);
  before = store_test_list (fixture->store, 0, NULL, 10, &error);
  g_assert_true (llm_history_entry_get_data (before->pdata[0])->names_hidden);

  g_signal_connect (fixture->store, "changed", G_CALLBACK (changed_cb), &n_changes);
  llm_comparison_set_verdict (comparison, LLM_VERDICT_BOTH_BAD, NULL);
  save (fixture, comparison);
  g_assert_cmpuint (n_changes, ==, 1);
  after = store_test_list (fixture->store, 0, NULL, 10, &error);
  g_assert_false (llm_history_entry_get_data (after->pdata[0])->names_hidden);
  g_assert_false (llm_history_entry_equal (before->pdata[0], after->pdata[0]));
  /* What lists do not show is not told. */
  llm_comparison_set_note (comparison, "A note");
  save (fixture, comparison);
  g_assert_cmpuint (n_changes, ==, 1);
}

/* A program of before knows only what is preferred. */
static void
test_older_program (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("Which?", 2);
  g_autoptr (LlmComparison) preferred = NULL;
  g_autoptr (LlmComparison) taken_back = NULL;
  g_autofree char *sql
      = g_strdup_printf ("UPDATE turn SET preferred = '%s'", get_column (comparison, 0));

  save (fixture, comparison);
  store_test_execute (fixture->path, sql);
  preferred = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_verdict (preferred), ==, LLM_VERDICT_PREFERRED);

  llm_comparison_set_preferred (comparison, get_column (comparison, 0));
  save (fixture, comparison);
  store_test_execute (fixture->path, "UPDATE turn SET preferred = NULL");
  taken_back = load (fixture, comparison);
  g_assert_cmpint (llm_comparison_get_verdict (taken_back), ==, LLM_VERDICT_NONE);
}

/* --- Versions --- */

static void
test_versions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("V", 2);
  LlmRecorder *recorder = llm_recorder_attach (fixture->store, comparison);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;
  LlmAnswer *found;

  llm_recorder_save (recorder);
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  ask_again (answer, "second");
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_UP);
  g_assert_true (llm_answer_set_model (answer, "demo", "other", NULL));
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_NONE);
  g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_QUEUED));
  finish_with (answer, "third");
  assert_texts (answer, "model-0:V 0:up|model-0:second:up|other:third");
  flush (fixture);

  loaded = load (fixture, comparison);
  found = llm_comparison_get_answer (loaded, 0);
  g_assert_cmpuint (llm_answer_get_n_versions (found), ==, 2);
  g_assert_cmpuint (llm_answer_get_n_unloaded_versions (found), ==, 2);
  g_assert_cmpuint (
      llm_answer_get_n_versions (llm_comparison_get_answer (loaded, 1)), ==, 0);
  load_versions (fixture, found);
  g_assert_cmpuint (llm_answer_get_n_versions (found), ==, 2);
  assert_texts (found, "model-0:V 0:up|model-0:second:up|other:third");
}

static char *
get_version_id (LlmAnswer *answer, guint index)
{
  g_autoptr (LlmAnswer) version
      = g_list_model_get_item (llm_answer_get_versions (answer), index);

  return g_strdup (llm_answer_get_column_id (version));
}

static void
test_use_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("V", 1);
  LlmRecorder *recorder = llm_recorder_attach (fixture->store, comparison);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const char *column_id = llm_answer_get_column_id (answer);
  LlmAnswer *found;

  llm_recorder_save (recorder);
  store_test_save_flight (fixture->store, column_id, "flight of 0", &error);
  g_assert_no_error (error);
  llm_answer_set_vote (answer, LLM_VOTE_DOWN);
  ask_again (answer, "second");
  store_test_save_flight (fixture->store, column_id, "flight of second", &error);
  g_assert_no_error (error);
  llm_answer_set_vote (answer, LLM_VOTE_UP);
  id = get_version_id (answer, 0);
  store_test_assert_flight (fixture->store, column_id, NULL, "flight of second");
  store_test_assert_flight (fixture->store, column_id, id, "flight of 0");

  g_assert_true (llm_answer_use_version (answer, id));
  g_assert_cmpint (llm_answer_get_vote (answer), ==, LLM_VOTE_DOWN);
  assert_texts (answer, "model-0:second:up|model-0:V 0");
  flush (fixture);
  /* How it was asked goes along. */
  store_test_assert_flight (fixture->store, column_id, NULL, "flight of 0");
  store_test_assert_flight (fixture->store, column_id, id, "flight of second");
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer_version"),
                   ==, 1);

  loaded = load (fixture, comparison);
  found = llm_comparison_get_answer (loaded, 0);
  g_assert_false (llm_answer_use_version (found, id));
  load_versions (fixture, found);
  assert_texts (found, "model-0:second:up|model-0:V 0");
  /* And back, from what was loaded. */
  llm_recorder_attach (fixture->store, loaded);
  g_assert_true (llm_answer_use_version (found, id));
  flush (fixture);
  store_test_assert_flight (fixture->store, column_id, NULL, "flight of second");
  store_test_assert_flight (fixture->store, column_id, id, "flight of 0");
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("V", 1);
  LlmRecorder *recorder = llm_recorder_attach (fixture->store, comparison);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 0);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (LlmAnswer) oldest = NULL;
  LlmAnswer *found;

  llm_recorder_save (recorder);
  for (guint i = 0; i < LLM_ANSWER_MAX_VERSIONS + 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);
      g_autoptr (GError) error = NULL;

      store_test_save_flight (fixture->store, llm_answer_get_column_id (answer), text, &error);
      g_assert_no_error (error);
      ask_again (answer, text);
    }
  flush (fixture);
  g_assert_cmpuint (llm_answer_get_n_versions (answer), ==, LLM_ANSWER_MAX_VERSIONS);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer_version"),
                   ==, LLM_ANSWER_MAX_VERSIONS);
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM flight"), ==,
                   LLM_ANSWER_MAX_VERSIONS);
  loaded = load (fixture, comparison);
  found = llm_comparison_get_answer (loaded, 0);
  load_versions (fixture, found);
  oldest = g_list_model_get_item (llm_answer_get_versions (found), 0);
  g_assert_cmpstr (llm_answer_get_text (oldest), ==, "text 9");
}

/* Taking a column out deletes it and its versions; to put it back brings them back, loaded or
 * not. */
static void
test_removed_and_put_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("V", 2);
  LlmRecorder *recorder = llm_recorder_attach (fixture->store, comparison);
  g_autoptr (LlmComparison) loaded = NULL;
  g_autoptr (LlmComparison) again = NULL;
  g_autoptr (LlmAnswer) removed = NULL;
  LlmAnswer *found;

  llm_recorder_save (recorder);
  ask_again (llm_comparison_get_answer (comparison, 1), "second");
  flush (fixture);

  loaded = load (fixture, comparison);
  removed = g_object_ref (llm_comparison_get_answer (loaded, 1));
  llm_recorder_attach (fixture->store, loaded);
  llm_comparison_remove (loaded, llm_answer_get_column_id (removed));
  for (guint round = 0; round < 2; round++)
    {
      /* The first time it is back before its versions are read. */
      if (round == 1)
        {
          flush (fixture);
          g_assert_cmpint (
              store_test_query_int64 (fixture->path, "SELECT count (*) FROM answer_version"), ==,
              0);
        }
      llm_comparison_insert (loaded, 1, removed);
      flush (fixture);
      flush (fixture); /* what was written when they were read */
      g_clear_object (&again);
      again = load (fixture, comparison);
      found = llm_comparison_get_answer (again, 1);
      load_versions (fixture, found);
      assert_texts (found, "model-1:V 1:-|model-1:second");
      if (round == 0)
        llm_comparison_remove (loaded, llm_answer_get_column_id (removed));
    }
}

/* Whatever is done, opinions and texts stay where they belong; what was loaded again says the
 * same as what was changed. */
static void
do_something (LlmComparison *comparison, guint step)
{
  const guint n = llm_comparison_get_n_answers (comparison);
  const guint index = (guint) g_test_rand_int_range (0, (int) n);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);
  g_autofree char *text = g_strdup_printf ("step %u", step);
  g_autofree char *id = NULL;

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
      llm_comparison_move (comparison, llm_answer_get_column_id (answer),
                           (guint) g_test_rand_int_range (0, (int) n));
      break;
    case 1:
      llm_answer_set_vote (answer, (LlmVote) g_test_rand_int_range (0, 3));
      break;
    case 2:
      llm_comparison_set_verdict (comparison, (LlmVerdict) g_test_rand_int_range (0, 4),
                                  llm_answer_get_column_id (answer));
      break;
    case 3:
      llm_comparison_set_note (comparison, text);
      break;
    case 4:
      ask_again (answer, text);
      break;
    case 5:
      g_assert_true (llm_answer_set_model (answer, "demo", text, NULL));
      g_assert_true (llm_answer_set_state (answer, LLM_ANSWER_QUEUED));
      finish_with (answer, text);
      break;
    case 6:
      if (g_list_model_get_n_items (llm_answer_get_versions (answer)) == 0)
        break;
      id = get_version_id (answer, (guint) g_test_rand_int_range (
                                       0, (int) g_list_model_get_n_items (
                                              llm_answer_get_versions (answer))));
      g_assert_true (llm_answer_use_version (answer, id));
      break;
    default:
      llm_comparison_set_blind (comparison, (LlmBlind) g_test_rand_int_range (0, 3));
      break;
    }
}

static char *
describe (LlmComparison *comparison)
{
  GString *all = g_string_new (NULL);

  g_string_append_printf (
      all, "%d %s %" G_GINT64_FORMAT " %d %d %s\n", llm_comparison_get_verdict (comparison),
      llm_comparison_get_preferred (comparison), llm_comparison_get_verdict_at (comparison),
      llm_comparison_get_verdict_blind (comparison), llm_comparison_get_blind (comparison),
      llm_comparison_get_note (comparison));
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);
      g_autofree char *texts = list_texts (answer);

      g_string_append_printf (all, "%s %d %s\n", llm_answer_get_column_id (answer),
                              llm_answer_get_vote (answer), texts);
    }
  return g_string_free (all, FALSE);
}

static void
test_anything (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("V", 3);

  llm_recorder_save (llm_recorder_attach (fixture->store, comparison));
  for (guint round = 0; round < 30; round++)
    {
      g_autoptr (LlmComparison) loaded = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *seen = NULL;

      for (guint i = 0; i < 8; i++)
        do_something (comparison, round * 8 + i);
      expected = describe (comparison);
      flush (fixture);
      loaded = load (fixture, comparison);
      for (guint i = 0; i < llm_comparison_get_n_answers (loaded); i++)
        load_versions (fixture, llm_comparison_get_answer (loaded, i));
      seen = describe (loaded);
      g_assert_cmpstr (seen, ==, expected);
      /* Another window goes on with what it has read. */
      g_set_object (&comparison, loaded);
      llm_recorder_attach (fixture->store, comparison);
    }
}

/* --- Judgements and flights --- */

static LlmJudgementRecord *
make_judgement (LlmComparison *comparison, const char *result, gint64 created_at)
{
  LlmJudgementRecord *record = llm_judgement_record_new (llm_comparison_get_id (comparison));

  record->created_at = created_at;
  record->result = g_strdup (result);
  return record;
}

static void
test_judgements (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("J", 2);
  g_autoptr (LlmComparison) other = make_finished ("O", 2);
  g_autoptr (LlmJudgementRecord) second = make_judgement (comparison, "second", 2);
  g_autoptr (LlmJudgementRecord) first = make_judgement (comparison, "first", 1);
  const char *const ids[]
      = { llm_comparison_get_id (comparison), llm_comparison_get_id (other), NULL };
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (store_test_save_judgement (fixture->store, first, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  save (fixture, comparison);
  save (fixture, other);
  g_assert_true (store_test_save_judgement (fixture->store, second, &error));
  g_assert_true (store_test_save_judgement (fixture->store, first, &error));
  g_free (second->raw);
  second->raw = g_strdup ("raw");
  g_assert_true (store_test_save_judgement (fixture->store, second, &error));
  records = store_test_list_judgements (fixture->store, ids);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpstr (((LlmJudgementRecord *) records->pdata[0])->result, ==, "first");
  g_assert_cmpstr (((LlmJudgementRecord *) records->pdata[1])->raw, ==, "raw");

  /* It is not taken away from its turn. */
  g_free (second->turn_id);
  second->turn_id = g_strdup (llm_comparison_get_id (other));
  g_assert_false (store_test_save_judgement (fixture->store, second, &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_free (first->raw);
  first->raw = g_strnfill (LLM_JUDGEMENT_MAX_TEXT + 1, 'x');
  g_assert_false (store_test_save_judgement (fixture->store, first, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);

  store_test_delete_judgement (fixture->store, first->id);
  store_test_delete_judgement (fixture->store, first->id);
  rest = store_test_list_judgements (fixture->store, ids);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_true (store_test_delete (fixture->store, ids[0], &error));
  g_assert_cmpint (store_test_query_int64 (fixture->path, "SELECT count (*) FROM judgement"), ==,
                   0);
}

static void
test_flights (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("F", 1);
  const char *column_id = get_column (comparison, 0);
  g_autofree char *huge = g_strnfill (LLM_STORE_MAX_FLIGHT + 1, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_false (store_test_save_flight (fixture->store, column_id, "x", &error));
  g_assert_error (error, LLM_DB_ERROR, LLM_DB_ERROR_CONSTRAINT);
  g_clear_error (&error);
  save (fixture, comparison);
  store_test_assert_flight (fixture->store, column_id, NULL, NULL);
  g_assert_false (store_test_save_flight (fixture->store, column_id, huge, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_clear_error (&error);
  huge[LLM_STORE_MAX_FLIGHT] = '\0';
  g_assert_true (store_test_save_flight (fixture->store, column_id, huge, &error));
  store_test_assert_flight (fixture->store, column_id, NULL, huge);
  g_assert_true (store_test_save_flight (fixture->store, column_id, "é", &error));
  store_test_assert_flight (fixture->store, column_id, NULL, "é");
  g_assert_true (
      store_test_delete (fixture->store, llm_comparison_get_id (comparison), &error));
  store_test_assert_flight (fixture->store, column_id, NULL, NULL);
}

/* --- As a whole --- */

static void
whole_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmConversation **conversation = user_data;
  g_autoptr (GError) error = NULL;

  *conversation = llm_store_load_whole_finish (LLM_STORE (source), result, &error);
  g_assert_no_error (error);
}

static LlmConversation *
load_whole (LlmStore *store, const char *id)
{
  LlmConversation *conversation = NULL;

  llm_store_load_whole_async (store, id, NULL, whole_cb, &conversation);
  while (conversation == NULL)
    g_main_context_iteration (NULL, TRUE);
  return conversation;
}

/* What is exported has everything, and what is imported is all there. */
static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make_finished ("W", 2);
  g_autoptr (LlmJudgementRecord) record = make_judgement (comparison, "{}", 1);
  g_autoptr (LlmConversation) whole = NULL;
  g_autoptr (LlmConversation) copy = NULL;
  g_autoptr (LlmConversation) back = NULL;
  g_autofree char *other_path = g_build_filename (fixture->folder, "other.db", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *seen = NULL;
  g_autoptr (GError) error = NULL;
  LlmStore *other = store_test_open (other_path);
  LlmComparison *turn;

  llm_recorder_save (llm_recorder_attach (fixture->store, comparison));
  ask_again (llm_comparison_get_answer (comparison, 1), "second");
  llm_comparison_set_preferred (comparison, get_column (comparison, 1));
  llm_comparison_set_note (comparison, "Note");
  g_assert_true (store_test_save_judgement (fixture->store, record, &error));
  expected = describe (comparison);

  whole = load_whole (fixture->store, llm_comparison_get_id (comparison));
  copy = llm_conversation_dup (whole);
  g_assert_true (store_test_import (other, copy, &error));
  g_assert_no_error (error);
  back = load_whole (other, llm_comparison_get_id (comparison));
  turn = llm_turn_get_comparison (llm_conversation_get_last (back));
  seen = describe (turn);
  g_assert_cmpstr (seen, ==, expected);
  g_assert_cmpuint (llm_comparison_get_judgements (turn)->len, ==, 1);
  g_assert_cmpstr (
      ((LlmJudgementRecord *) llm_comparison_get_judgements (turn)->pdata[0])->id, ==, record->id);
  store_test_close (&other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/judging/verdict", test_verdict);
  ADD ("/judging/hidden-in-lists", test_hidden_in_lists);
  ADD ("/judging/older-program", test_older_program);
  ADD ("/judging/versions", test_versions);
  ADD ("/judging/use-version", test_use_version);
  ADD ("/judging/limit", test_limit);
  ADD ("/judging/removed-and-put-back", test_removed_and_put_back);
  ADD ("/judging/anything", test_anything);
  ADD ("/judging/judgements", test_judgements);
  ADD ("/judging/flights", test_flights);
  ADD ("/judging/whole", test_whole);
  return g_test_run ();
}
