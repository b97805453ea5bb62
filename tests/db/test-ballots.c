/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ballot.h"
#include "llm-store-test.h"

#include <string.h>

/* What of what was decided counts for a ranking. */

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
save (Fixture *fixture, LlmComparison *comparison)
{
  g_autoptr (GError) error = NULL;

  store_test_save (fixture->store, comparison, &error);
  g_assert_no_error (error);
}

static void
set_text (LlmAnswer *answer, const char *text, gint64 created_at)
{
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_restore (answer, LLM_ANSWER_DONE);
  llm_answer_set_created_at (answer, created_at);
}

/* A comparison of a moment, with answers of one, two … characters. */
static LlmComparison *
make (const char *id, gint64 time, guint n)
{
  LlmComparison *comparison = llm_comparison_new_with_id (id, "Which?", NULL, "Title", time);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *column_id = g_strdup_printf ("%s-%u", id, i);
      g_autofree char *model = g_strdup_printf ("m%u", i);
      g_autoptr (LlmAnswer) answer = llm_answer_new_with_id (column_id, "p", model, "Title of it");
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j <= i; j++)
        g_string_append (text, "é");
      set_text (answer, text->str, time);
      llm_comparison_add (comparison, answer);
    }
  return comparison;
}

/* "turn@time[blind] outcome winner: model/length/vote …" for each. */
static char *
list (Fixture *fixture, const LlmBallotQuery *query)
{
  static const char *const outcomes[] = { "none", "preferred", "tie", "bad" };
  g_autoptr (GPtrArray) ballots = store_test_load_ballots (fixture->store, query);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < ballots->len; i++)
    {
      LlmBallot *ballot = ballots->pdata[i];

      g_string_append_printf (all, "%s@%" G_GINT64_FORMAT "%s %s %d:",
                              llm_ballot_get_turn_id (ballot), llm_ballot_get_time (ballot),
                              llm_ballot_get_blind (ballot) ? " blind" : "",
                              outcomes[llm_ballot_get_outcome (ballot)],
                              llm_ballot_get_preferred (ballot));
      for (guint j = 0; j < llm_ballot_get_n_candidates (ballot); j++)
        {
          const LlmBallotCandidate *candidate = llm_ballot_get_candidate (ballot, j);
          const char *vote = llm_vote_to_string (candidate->vote);

          g_string_append_printf (all, " %s/%d%s%s", candidate->model_id, (int) candidate->length,
                                  vote != NULL ? "/" : "", vote != NULL ? vote : "");
        }
      g_string_append_c (all, '\n');
    }
  return g_string_free (all, FALSE);
}

static void
assert_list (Fixture *fixture, const LlmBallotQuery *query, const char *expected)
{
  g_autofree char *seen = list (fixture, query);

  g_assert_cmpstr (seen, ==, expected);
}

static void
judge (Fixture *fixture, LlmComparison *comparison, LlmVerdict verdict, guint index, gint64 at)
{
  LlmAnswer *answer = llm_comparison_get_answer (comparison, index);

  llm_comparison_restore_verdict (comparison, verdict, llm_answer_get_column_id (answer), at,
                                  FALSE);
  save (fixture, comparison);
}

static void
test_kinds (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) preferred = make ("a", 10, 3);
  g_autoptr (LlmComparison) tie = make ("b", 20, 2);
  g_autoptr (LlmComparison) bad = make ("c", 30, 2);
  g_autoptr (LlmComparison) voted = make ("d", 25, 2);
  g_autoptr (LlmComparison) undecided = make ("e", 40, 2);
  g_autoptr (LlmComparison) hidden = make ("f", 50, 2);

  judge (fixture, preferred, LLM_VERDICT_PREFERRED, 1, 15);
  judge (fixture, tie, LLM_VERDICT_TIE, 0, 99);
  judge (fixture, bad, LLM_VERDICT_BOTH_BAD, 0, 35);
  llm_answer_set_vote (llm_comparison_get_answer (voted, 0), LLM_VOTE_DOWN);
  llm_answer_set_vote (llm_comparison_get_answer (voted, 1), LLM_VOTE_UP);
  save (fixture, voted);
  llm_comparison_set_note (undecided, "Nothing decided");
  save (fixture, undecided);
  /* A vote before the names are known is not the last word. */
  llm_comparison_set_blind (hidden, LLM_BLIND_HIDDEN);
  llm_answer_set_vote (llm_comparison_get_answer (hidden, 1), LLM_VOTE_UP);
  save (fixture, hidden);
  assert_list (fixture, NULL,
               "a@15 preferred 1: m0/1 m1/2 m2/3\n"
               "d@25 none -1: m0/1/down m1/2/up\n"
               "c@35 bad -1: m0/1 m1/2\n"
               "b@99 tie -1: m0/1 m1/2\n");
  llm_comparison_set_blind (hidden, LLM_BLIND_REVEALED);
  save (fixture, hidden);
  {
    const LlmBallotQuery since = { NULL, 50, 0, FALSE };

    assert_list (fixture, &since,
                 "f@50 none -1: m0/1 m1/2/up\n"
                 "b@99 tie -1: m0/1 m1/2\n");
  }
}

/* What failed, has no text or still runs was not judged. */
static void
test_candidates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make ("a", 10, 4);
  g_autoptr (LlmAnswer) empty = llm_answer_new_with_id ("empty", "p", "empty", NULL);

  llm_answer_restore (llm_comparison_get_answer (comparison, 0), LLM_ANSWER_FAILED);
  llm_answer_restore (llm_comparison_get_answer (comparison, 1), LLM_ANSWER_STREAMING);
  llm_answer_restore (llm_comparison_get_answer (comparison, 2), LLM_ANSWER_STOPPED);
  llm_answer_restore (empty, LLM_ANSWER_DONE);
  llm_comparison_insert (comparison, 0, empty);
  judge (fixture, comparison, LLM_VERDICT_PREFERRED, 4, 15);
  assert_list (fixture, NULL, "a@15 preferred 1: m2/3 m3/4\n");
  /* Where it stands now does not matter, and a winner that failed has not won. */
  llm_comparison_move (comparison, "a-3", 0);
  judge (fixture, comparison, LLM_VERDICT_PREFERRED, 0, 15);
  assert_list (fixture, NULL, "a@15 preferred 0: m3/4 m2/3\n");
  judge (fixture, comparison, LLM_VERDICT_PREFERRED, 2, 15);
  assert_list (fixture, NULL, "a@15 preferred -1: m3/4 m2/3\n");
}

/* In a chat the preferred answer is the one that is shown. */
static void
test_chats (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmConversation) chat = llm_conversation_new (LLM_KIND_CHAT, NULL);
  g_autoptr (LlmComparison) turn = make ("a", 10, 2);
  g_autoptr (LlmComparison) thrown = make ("b", 20, 2);
  g_autoptr (GError) error = NULL;
  const char *const ids[] = { "b", NULL };
  const LlmEntryChange change = { .fields = LLM_ENTRY_TRASHED, .trashed = TRUE };

  llm_conversation_append (chat, turn);
  store_test_save_conversation (fixture->store, chat, &error);
  llm_answer_set_vote (llm_comparison_get_answer (turn, 0), LLM_VOTE_UP);
  llm_answer_set_vote (llm_comparison_get_answer (turn, 1), LLM_VOTE_DOWN);
  llm_conversation_choose (chat, llm_conversation_get_last (chat), "a-0");
  g_assert_cmpstr (llm_comparison_get_preferred (turn), ==, "a-0");
  g_assert_cmpint (llm_comparison_get_verdict (turn), ==, LLM_VERDICT_NONE);
  save (fixture, turn);
  assert_list (fixture, NULL, "");
  /* Not even if somebody says so. */
  llm_comparison_set_verdict (turn, LLM_VERDICT_TIE, NULL);
  save (fixture, turn);
  assert_list (fixture, NULL, "");

  judge (fixture, thrown, LLM_VERDICT_TIE, 0, 25);
  assert_list (fixture, NULL, "b@25 tie -1: m0/1 m1/2\n");
  store_test_update_entries (fixture->store, ids, &change, &error);
  g_assert_no_error (error);
  assert_list (fixture, NULL, "");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) first = make ("a", 10, 2);
  g_autoptr (LlmComparison) second = make ("b", 20, 2);
  const LlmBallotQuery tagged = { "CODE", 0, 0, FALSE };
  const LlmBallotQuery unknown = { "nobody has it", 0, 0, FALSE };
  const LlmBallotQuery since = { NULL, 20, 0, FALSE };
  const LlmBallotQuery until = { NULL, 0, 20, FALSE };
  const LlmBallotQuery blind = { NULL, 0, 0, TRUE };
  const char *const ids[] = { "a", NULL };
  const LlmEntryChange change = { .fields = LLM_ENTRY_ADD_TAG, .tag = "code" };
  const char first_line[] = "a@10 tie -1: m0/1 m1/2\n";
  const char second_line[] = "b@20 blind tie -1: m0/1 m1/2\n";
  g_autoptr (GPtrArray) ballots = NULL;
  g_autoptr (GError) error = NULL;

  judge (fixture, first, LLM_VERDICT_TIE, 0, 10);
  llm_comparison_restore_verdict (second, LLM_VERDICT_TIE, NULL, 20, TRUE);
  save (fixture, second);
  store_test_update_entries (fixture->store, ids, &change, &error);
  g_assert_no_error (error);
  assert_list (fixture, &tagged, first_line);
  assert_list (fixture, &unknown, "");
  assert_list (fixture, &since, second_line);
  assert_list (fixture, &until, first_line);
  assert_list (fixture, &blind, second_line);
  ballots = store_test_load_ballots (fixture->store, &tagged);
  g_assert_true (llm_ballot_has_tag (ballots->pdata[0], "code"));
}

static void
ask_again (LlmAnswer *answer, const char *model, const char *text, gint64 now)
{
  llm_answer_keep_version (answer);
  {
    /* Kept at a time that the test knows. */
    GListModel *versions = llm_answer_get_versions (answer);
    g_autoptr (LlmAnswer) version
        = g_list_model_get_item (versions, g_list_model_get_n_items (versions) - 1);

    llm_answer_make_version_of (version, llm_answer_get_column_id (answer), now);
  }
  llm_answer_clear (answer);
  g_assert_true (llm_answer_set_model (answer, "p", model, NULL));
  llm_answer_append (answer, LLM_DELTA_TEXT, text);
  llm_answer_set_created_at (answer, now);
}

/* A verdict is about what was there when it was given. */
static void
test_asked_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make ("a", 10, 3);
  g_autoptr (LlmAnswer) late = llm_answer_new_with_id ("late", "p", "late", NULL);
  LlmAnswer *answer = llm_comparison_get_answer (comparison, 1);

  llm_answer_set_vote (answer, LLM_VOTE_UP);
  ask_again (answer, "swapped early", "early", 15);
  judge (fixture, comparison, LLM_VERDICT_PREFERRED, 1, 20);
  assert_list (fixture, NULL, "a@20 preferred 1: m0/1 swapped early/5 m2/3\n");
  ask_again (answer, "swapped late", "too late", 25);
  ask_again (answer, "swapped later", "later", 30);
  set_text (late, "Came later", 26);
  llm_comparison_add (comparison, late);
  save (fixture, comparison);
  assert_list (fixture, NULL, "a@20 preferred 1: m0/1 swapped early/5 m2/3\n");
  /* A new verdict is about what is there now. */
  judge (fixture, comparison, LLM_VERDICT_PREFERRED, 3, 40);
  assert_list (fixture, NULL, "a@40 preferred 3: m0/1 swapped later/5 m2/3 late/10\n");
}

/* More than are read at once, in order. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) ballots = NULL;

  assert_list (fixture, NULL, "");
  store_test_execute (
      fixture->path,
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
      " INSERT INTO conversation (id, kind, title, snippet, created_at, active_at, rank,"
      "  n_messages, models) SELECT 'c' || i, 'comparison', '', '', i, i, i, 0, '' FROM n;"
      "INSERT INTO turn (id, conversation_id, created_at, updated_at, prompt)"
      " SELECT id, id, 2000 - created_at, 1, 'p' FROM conversation;"
      "INSERT INTO answer (column_id, turn_id, position, provider, model, title, state, attempt,"
      "  reasoning, text) SELECT id || '-' || p, id, p, 'demo', 'm' || p, 'm', 'done', 0, '', 'x'"
      "  FROM turn, (SELECT 0 AS p UNION SELECT 1);"
      "INSERT INTO verdict (turn_id, verdict) SELECT id, 'tie' FROM turn WHERE num % 2");
  ballots = store_test_load_ballots (fixture->store, NULL);
  g_assert_cmpuint (ballots->len, ==, 500);
  for (guint i = 0; i < ballots->len; i++)
    {
      g_assert_cmpuint (llm_ballot_get_n_candidates (ballots->pdata[i]), ==, 2);
      g_assert_true (i == 0
                     || llm_ballot_get_time (ballots->pdata[i])
                            > llm_ballot_get_time (ballots->pdata[i - 1]));
    }
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (llm_store_list_finish (LLM_STORE (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  llm_store_load_ballots_async (fixture->store, NULL, cancellable, cancelled_cb, &done);
  g_cancellable_cancel (cancellable);
  store_test_wait (&done);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (llm_store_write_finish (LLM_STORE (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
count_cb (guint *count)
{
  ++*count;
}

/* A verdict changes nothing in the lists of the history, so ::changed does not tell of it. */
static void
test_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LlmComparison) comparison = make ("a", 10, 2);
  guint count = 0;
  gboolean done = FALSE;

  save (fixture, comparison);
  g_signal_connect_swapped (fixture->store, "ballots-changed", G_CALLBACK (count_cb), &count);
  judge (fixture, comparison, LLM_VERDICT_TIE, 0, 20);
  g_assert_cmpuint (count, ==, 1);

  llm_answer_set_vote (llm_comparison_get_answer (comparison, 0), LLM_VOTE_UP);
  llm_store_save_answer_async (fixture->store, llm_comparison_get_id (comparison),
                               llm_comparison_get_answer (comparison, 0), NULL, written_cb, &done);
  store_test_wait (&done);
  g_assert_cmpuint (count, ==, 2);

  /* Reading is no change. */
  assert_list (fixture, NULL, "a@20 tie -1: m0/1/up m1/2\n");
  g_assert_cmpuint (count, ==, 2);
  g_signal_handlers_disconnect_by_data (fixture->store, &count);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/ballots/kinds", test_kinds);
  ADD ("/ballots/candidates", test_candidates);
  ADD ("/ballots/chats", test_chats);
  ADD ("/ballots/filters", test_filters);
  ADD ("/ballots/asked-again", test_asked_again);
  ADD ("/ballots/many", test_many);
  ADD ("/ballots/cancelled", test_cancelled);
  ADD ("/ballots/told", test_told);
  return g_test_run ();
}
