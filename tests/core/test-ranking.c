/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "llm-ranking.h"
#include "llm-usage.h"

#define MAX_TEAMS 8

static GPtrArray *
new_ballots (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) llm_ballot_unref);
}

static LlmBallot *
new_ballot (GPtrArray *ballots)
{
  LlmBallot *ballot = llm_ballot_new ("turn", 1000 + ballots->len, FALSE, NULL);

  g_ptr_array_add (ballots, ballot);
  return ballot;
}

static void
stand (LlmBallot *ballot, const char *model, gint64 length, LlmVote vote)
{
  const LlmBallotCandidate candidate
      = { .provider_id = "p", .model_id = model, .length = length, .vote = vote };

  llm_ballot_add (ballot, &candidate);
}

/* The first beats the second as often as told; or they tie. */
static void
play (GPtrArray *ballots, const char *first, const char *second, guint n, gboolean tie)
{
  for (guint i = 0; i < n; i++)
    {
      LlmBallot *ballot = new_ballot (ballots);

      stand (ballot, first, 100, LLM_VOTE_NONE);
      stand (ballot, second, 100, LLM_VOTE_NONE);
      llm_ballot_set_outcome (ballot, tie ? LLM_BALLOT_TIE : LLM_BALLOT_PREFERRED, tie ? -1 : 0);
    }
}

static LlmRanking *
rank (GPtrArray *ballots, const LlmRankingOptions *options)
{
  LlmRankingOptions defaults;
  g_autoptr (GError) error = NULL;
  LlmRanking *ranking;

  llm_ranking_options_init (&defaults);
  defaults.n_rounds = 100;
  ranking = llm_ranking_compute (ballots, options != NULL ? options : &defaults, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (ranking);
  return ranking;
}

static guint
find_index (LlmRanking *ranking, const char *model)
{
  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      if (g_str_equal (llm_ranking_get_row (ranking, i)->model_id, model))
        return i;
    }
  g_assert_not_reached ();
}

static const LlmRankingRow *
find (LlmRanking *ranking, const char *model)
{
  return llm_ranking_get_row (ranking, find_index (ranking, model));
}

/* --- Ballots --- */

static void
assert_pairs (LlmBallot *ballot, const char *expected)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (LlmBallotPair));
  g_autoptr (GString) text = g_string_new (NULL);

  llm_ballot_get_pairs (ballot, pairs);
  for (guint i = 0; i < pairs->len; i++)
    {
      const LlmBallotPair *pair = &g_array_index (pairs, LlmBallotPair, i);

      g_string_append_printf (text, "%s%u%s%u", i > 0 ? " " : "", pair->first,
                              pair->tie ? "=" : ">", pair->second);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_ballot_pairs (void)
{
  g_autoptr (LlmBallot) ballot = llm_ballot_new ("t", 1, FALSE, NULL);

  stand (ballot, "a", 1, LLM_VOTE_UP);
  stand (ballot, "b", 1, LLM_VOTE_DOWN);
  stand (ballot, "a", 1, LLM_VOTE_DOWN);
  stand (ballot, "c", 1, LLM_VOTE_NONE);
  stand (ballot, "d", 1, LLM_VOTE_UP);
  /* An up beats a down, but no model itself. */
  assert_pairs (ballot, "0>1 4>1 4>2");
  /* With a verdict votes do not count. */
  llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, 3);
  assert_pairs (ballot, "3>0 3>1 3>2 3>4");
  llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, 2);
  assert_pairs (ballot, "2>1 2>3 2>4");
  llm_ballot_set_outcome (ballot, LLM_BALLOT_TIE, 3);
  g_assert_cmpint (llm_ballot_get_preferred (ballot), ==, -1);
  assert_pairs (ballot, "0=1 0=3 0=4 1=2 1=3 1=4 2=3 2=4 3=4");
  llm_ballot_set_outcome (ballot, LLM_BALLOT_BOTH_BAD, -1);
  assert_pairs (ballot, "0=1 0=3 0=4 1=2 1=3 1=4 2=3 2=4 3=4");
  /* What is preferred was none of the candidates. */
  llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, 5);
  g_assert_cmpint (llm_ballot_get_preferred (ballot), ==, -1);
  assert_pairs (ballot, "");
  llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, G_MININT);
  assert_pairs (ballot, "");
}

static void
test_ballot_values (void)
{
  static const char *const tags[] = { "Work", "Ärger", NULL };
  g_autoptr (LlmBallot) ballot = llm_ballot_new ("id", 42, TRUE, tags);
  LlmBallotCandidate candidate = { "p", "m", NULL, -77, 99 };
  const LlmBallotCandidate *kept;

  g_assert_cmpstr (llm_ballot_get_turn_id (ballot), ==, "id");
  g_assert_cmpint (llm_ballot_get_time (ballot), ==, 42);
  g_assert_true (llm_ballot_get_blind (ballot));
  g_assert_true (llm_ballot_has_tag (ballot, "work") && llm_ballot_has_tag (ballot, "Ärger"));
  g_assert_false (llm_ballot_has_tag (ballot, "wor"));
  g_assert_cmpuint (g_strv_length ((char **) llm_ballot_get_tags (ballot)), ==, 2);
  g_assert_cmpint (llm_ballot_add (ballot, &candidate), ==, 0);
  kept = llm_ballot_get_candidate (ballot, 0);
  g_assert_cmpstr (kept->title, ==, "m");
  g_assert_cmpint (kept->length, ==, LLM_UNKNOWN);
  g_assert_cmpint (kept->vote, ==, LLM_VOTE_NONE);
  for (int i = 1; i < LLM_BALLOT_MAX_CANDIDATES; i++)
    g_assert_cmpint (llm_ballot_add (ballot, &candidate), ==, i);
  g_assert_cmpint (llm_ballot_add (ballot, &candidate), ==, -1);
  g_assert_cmpuint (llm_ballot_get_n_candidates (ballot), ==, LLM_BALLOT_MAX_CANDIDATES);
}

static void
test_ballot_can_stand (void)
{
  g_assert_true (llm_ballot_can_stand (LLM_ANSWER_DONE, 1));
  g_assert_true (llm_ballot_can_stand (LLM_ANSWER_DONE, LLM_UNKNOWN));
  g_assert_true (llm_ballot_can_stand (LLM_ANSWER_STOPPED, 1));
  g_assert_true (llm_ballot_can_stand (LLM_ANSWER_INTERRUPTED, 1));
  g_assert_false (llm_ballot_can_stand (LLM_ANSWER_DONE, 0));
  g_assert_false (llm_ballot_can_stand (LLM_ANSWER_FAILED, 1));
  g_assert_false (llm_ballot_can_stand (LLM_ANSWER_STREAMING, 1));
}

/* --- Published figures --- */

typedef struct
{
  guint n;
  const char *names[MAX_TEAMS];
  guint wins[MAX_TEAMS][MAX_TEAMS]; /* of the row against the column */
  double published[MAX_TEAMS];      /* against that of the team of which it is 0 */
  double exactness;
  guint zero;
} League;

/* American League East 1987: A. Agresti, Categorical Data Analysis (2nd edition, 2002),
 * table 10.10; estimates as in the vignette of BradleyTerry2 (H. Turner, D. Firth, "Bradley-
 * Terry Models in R", Journal of Statistical Software 48(9), 2012), to four digits. */
static const League baseball = {
  .n = 7,
  .names = { "Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore" },
  .wins = { { 0, 7, 9, 7, 7, 9, 11 },
            { 6, 0, 7, 5, 11, 9, 9 },
            { 4, 6, 0, 7, 7, 8, 12 },
            { 6, 8, 6, 0, 6, 7, 10 },
            { 6, 2, 6, 7, 0, 7, 12 },
            { 4, 4, 5, 6, 6, 0, 6 },
            { 2, 4, 1, 3, 1, 7, 0 } },
  .published = { 1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0 },
  .exactness = 0.5e-4,
  .zero = 6,
};

/* Who cites whom among statistical journals, 1987 and 1988: S. Stigler, "Citation Patterns in
 * the Journals of Statistics and Probability", Statistical Science 9 (1994); estimates as in
 * the same vignette, to five digits. */
static const League citations = {
  .n = 4,
  .names = { "Biometrika", "Comm Statist", "JASA", "JRSS-B" },
  .wins = { { 0, 730, 498, 221 }, { 33, 0, 68, 17 }, { 320, 813, 0, 142 }, { 284, 276, 325, 0 } },
  .published = { 0, -2.94907, -0.47957, 0.26895 },
  .exactness = 0.5e-5,
  .zero = 0,
};

static void
test_published (gconstpointer data)
{
  const League *league = data;
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  double sum = 0, mean = 0;

  for (guint i = 0; i < league->n; i++)
    for (guint j = 0; j < league->n; j++)
      play (ballots, league->names[i], league->names[j], league->wins[i][j], FALSE);
  ranking = rank (ballots, NULL);
  g_assert_cmpuint (llm_ranking_get_n_rows (ranking), ==, league->n);
  g_assert_true (llm_ranking_get_figures (ranking)->converged);
  for (guint i = 0; i < league->n; i++)
    {
      const LlmRankingRow *row = find (ranking, league->names[i]);
      const double zero = find (ranking, league->names[league->zero])->log_odds;

      g_assert_cmpfloat_with_epsilon (row->log_odds - zero, league->published[i],
                                      league->exactness);
      g_assert_cmpfloat_with_epsilon (row->points, 1000 + row->log_odds * 400 / log (10), 1e-9);
      g_assert_true (row->lower < row->points && row->points < row->upper);
      sum += row->log_odds;
      mean += row->points / league->n;
      for (guint j = 0; j < league->n; j++)
        {
          LlmRankingRecord record;

          llm_ranking_get_record (ranking, find_index (ranking, league->names[i]),
                                  find_index (ranking, league->names[j]), &record);
          g_assert_cmpuint (record.n_wins, ==, league->wins[i][j]);
          g_assert_cmpuint (record.n_losses, ==, league->wins[j][i]);
          g_assert_cmpuint (record.n_ties, ==, 0);
        }
    }
  g_assert_cmpfloat_with_epsilon (sum, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (mean, LLM_RANKING_MEAN, 1e-9);
}

/* --- Shapes of tournaments --- */

static void
test_nothing (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) none = rank (ballots, NULL);
  g_autoptr (LlmRanking) alone = NULL;
  LlmBallot *ballot;

  g_assert_cmpuint (llm_ranking_get_n_rows (none), ==, 0);
  g_assert_cmpuint (llm_ranking_get_figures (none)->n_ballots, ==, 0);
  /* One model only, also one that meets itself. */
  ballot = new_ballot (ballots);
  stand (ballot, "a", 1, LLM_VOTE_UP);
  ballot = new_ballot (ballots);
  stand (ballot, "a", 1, LLM_VOTE_UP);
  stand (ballot, "a", 2, LLM_VOTE_DOWN);
  llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, 0);
  new_ballot (ballots);
  alone = rank (ballots, NULL);
  g_assert_cmpuint (llm_ranking_get_n_rows (alone), ==, 0);
  g_assert_cmpuint (llm_ranking_get_figures (alone)->n_pairs, ==, 0);
}

static void
test_one_vote (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  const LlmRankingRow *row;

  play (ballots, "b", "a", 1, FALSE);
  ranking = rank (ballots, NULL);
  g_assert_cmpuint (llm_ranking_get_n_rows (ranking), ==, 2);
  row = llm_ranking_get_row (ranking, 0);
  g_assert_cmpstr (row->model_id, ==, "b");
  g_assert_cmpint (row->state, ==, LLM_RANKING_ABOVE);
  g_assert_true (isnan (row->points) && isnan (row->lower) && isnan (row->upper));
  g_assert_cmpuint (row->place, ==, 0);
  g_assert_cmpuint (row->n_votes, ==, 1);
  g_assert_cmpuint (row->n_wins, ==, 1);
  row = llm_ranking_get_row (ranking, 1);
  g_assert_cmpint (row->state, ==, LLM_RANKING_BELOW);
  g_assert_cmpuint (row->n_losses, ==, 1);
}

static void
test_perfect_winner (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;

  play (ballots, "b", "c", 6, FALSE);
  play (ballots, "c", "b", 4, FALSE);
  play (ballots, "a", "c", 10, FALSE);
  play (ballots, "c", "d", 7, FALSE);
  ranking = rank (ballots, NULL);
  /* Shown where they belong, but without points and place. */
  g_assert_cmpuint (find_index (ranking, "a"), ==, 0);
  g_assert_cmpint (find (ranking, "a")->state, ==, LLM_RANKING_ABOVE);
  g_assert_true (isnan (find (ranking, "a")->points));
  g_assert_cmpuint (find (ranking, "a")->place, ==, 0);
  g_assert_cmpuint (find_index (ranking, "d"), ==, 3);
  g_assert_cmpint (find (ranking, "d")->state, ==, LLM_RANKING_BELOW);
  /* The others are as without them. */
  g_assert_cmpint (find (ranking, "b")->state, ==, LLM_RANKING_POINTS);
  g_assert_cmpfloat_with_epsilon (find (ranking, "b")->log_odds - find (ranking, "c")->log_odds,
                                  log (6.0 / 4.0), 1e-9);
  g_assert_cmpuint (find (ranking, "b")->place, ==, 1);
}

static void
test_apart (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;

  play (ballots, "a", "b", 9, FALSE);
  play (ballots, "b", "a", 5, FALSE);
  play (ballots, "x", "y", 4, FALSE);
  play (ballots, "y", "x", 4, FALSE);
  ranking = rank (ballots, NULL);
  g_assert_cmpint (find (ranking, "a")->state, ==, LLM_RANKING_POINTS);
  g_assert_cmpint (find (ranking, "b")->state, ==, LLM_RANKING_POINTS);
  g_assert_cmpint (find (ranking, "x")->state, ==, LLM_RANKING_APART);
  g_assert_cmpint (find (ranking, "y")->state, ==, LLM_RANKING_APART);
  g_assert_true (isnan (find (ranking, "x")->points));
  g_assert_cmpfloat_with_epsilon (find (ranking, "a")->points + find (ranking, "b")->points,
                                  2 * LLM_RANKING_MEAN, 1e-9);
}

static void
test_ties (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autoptr (LlmRanking) equal = NULL;
  g_autoptr (LlmRanking) mixed = NULL;
  LlmRankingOptions options;

  play (ballots, "a", "b", 6, TRUE);
  play (ballots, "b", "c", 6, TRUE);
  ranking = rank (ballots, NULL);
  for (guint i = 0; i < 3; i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      g_assert_cmpfloat_with_epsilon (row->points, LLM_RANKING_MEAN, 1e-9);
      g_assert_cmpuint (row->place, ==, 1);
      g_assert_cmpuint (row->n_wins + row->n_losses, ==, 0);
    }
  g_assert_cmpuint (find (ranking, "b")->n_ties, ==, 12);
  llm_ranking_options_init (&options);
  options.n_rounds = 0;
  equal = rank (ballots, &options);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (llm_ranking_get_row (equal, i)->place, ==, 1);
  /* A tie is half a win for each. */
  g_ptr_array_set_size (ballots, 0);
  play (ballots, "a", "b", 4, TRUE);
  play (ballots, "a", "b", 3, FALSE);
  mixed = rank (ballots, NULL);
  g_assert_cmpfloat_with_epsilon (find (mixed, "a")->log_odds - find (mixed, "b")->log_odds,
                                  log (5.0 / 2.0), 1e-9);
}

static void
test_same_model_twice (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;

  for (guint i = 0; i < 10; i++)
    {
      LlmBallot *ballot = new_ballot (ballots);

      stand (ballot, "a", 1, LLM_VOTE_NONE);
      stand (ballot, "b", 1, LLM_VOTE_NONE);
      stand (ballot, "a", 1, LLM_VOTE_NONE);
      llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, i < 3 ? 0 : 1);
    }
  ranking = rank (ballots, NULL);
  /* b beats both of a, and each of a beats b alone; ten ballots are ten votes. */
  g_assert_cmpuint (find (ranking, "a")->n_wins, ==, 3);
  g_assert_cmpuint (find (ranking, "b")->n_wins, ==, 14);
  g_assert_cmpuint (find (ranking, "a")->n_votes, ==, 10);
  g_assert_cmpuint (find (ranking, "b")->n_votes, ==, 10);
  g_assert_cmpfloat_with_epsilon (find (ranking, "b")->log_odds - find (ranking, "a")->log_odds,
                                  log (14.0 / 3.0), 1e-9);
}

/* A long chain: as badly conditioned as it gets. */
static void
test_chain (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  LlmRankingOptions options;
  const guint n = 120;

  for (guint i = 0; i + 1 < n; i++)
    {
      g_autofree char *first = g_strdup_printf ("m%03u", i);
      g_autofree char *second = g_strdup_printf ("m%03u", i + 1);

      play (ballots, first, second, 20, FALSE);
      play (ballots, second, first, 1, FALSE);
    }
  llm_ranking_options_init (&options);
  options.n_rounds = 0;
  ranking = rank (ballots, &options);
  g_assert_true (llm_ranking_get_figures (ranking)->converged);
  g_assert_cmpuint (llm_ranking_get_figures (ranking)->n_rounds, ==, 0);
  for (guint i = 0; i + 1 < n; i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      g_assert_cmpfloat_with_epsilon (
          row->log_odds - llm_ranking_get_row (ranking, i + 1)->log_odds, log (20.0), 1e-8);
      g_assert_true (isnan (row->lower) && isnan (row->upper));
      /* Without intervals places are by points. */
      g_assert_cmpuint (row->place, ==, i + 1);
    }
}

static void
test_min_votes (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autoptr (LlmRanking) all = NULL;
  LlmRankingOptions options;

  play (ballots, "a", "b", 30, FALSE);
  play (ballots, "b", "a", 20, FALSE);
  play (ballots, "few", "a", 3, FALSE);
  play (ballots, "a", "few", 1, FALSE);
  ranking = rank (ballots, NULL);
  /* It has points, but comes last and has no place, and nobody gives way to it. */
  g_assert_cmpuint (find_index (ranking, "few"), ==, 2);
  g_assert_cmpuint (find (ranking, "few")->place, ==, 0);
  g_assert_cmpuint (find (ranking, "few")->n_votes, ==, 4);
  g_assert_true (find (ranking, "few")->points > find (ranking, "a")->points);
  g_assert_cmpuint (find (ranking, "a")->place, ==, 1);
  llm_ranking_options_init (&options);
  options.min_votes = 4;
  all = rank (ballots, &options);
  g_assert_cmpuint (find_index (all, "few"), ==, 0);
  g_assert_cmpuint (find (all, "few")->place, ==, 1);
}

static void
test_places (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autoptr (LlmRanking) again = NULL;

  play (ballots, "strong", "weak", 190, FALSE);
  play (ballots, "weak", "strong", 10, FALSE);
  play (ballots, "good", "weak", 185, FALSE);
  play (ballots, "weak", "good", 15, FALSE);
  play (ballots, "good", "strong", 10, FALSE);
  play (ballots, "strong", "good", 12, FALSE);
  ranking = rank (ballots, NULL);
  again = rank (ballots, NULL);
  /* The intervals of the two best overlap. */
  g_assert_cmpuint (find (ranking, "strong")->place, ==, 1);
  g_assert_cmpuint (find (ranking, "good")->place, ==, 1);
  g_assert_cmpuint (find (ranking, "weak")->place, ==, 3);
  /* The same ballots give the same numbers. */
  for (guint i = 0; i < 3; i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      g_assert_cmpfloat (row->lower, ==, llm_ranking_get_row (again, i)->lower);
      g_assert_cmpfloat (row->upper, ==, llm_ranking_get_row (again, i)->upper);
    }
}

static void
test_open_interval (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;

  play (ballots, "a", "b", 9, FALSE);
  play (ballots, "b", "a", 1, FALSE);
  ranking = rank (ballots, NULL);
  /* Of ten such ballots a third of the draws has none that b won. */
  g_assert_true (isinf (find (ranking, "a")->upper) && find (ranking, "a")->upper > 0);
  g_assert_true (isinf (find (ranking, "b")->lower) && find (ranking, "b")->lower < 0);
  g_assert_true (isfinite (find (ranking, "a")->lower));
  g_assert_true (isfinite (find (ranking, "b")->upper));
}

/* --- Filters and bounds --- */

static void
test_filters (void)
{
  static const char *const tags[] = { "code", NULL };
  g_autoptr (GPtrArray) ballots = new_ballots ();
  const struct
  {
    LlmRankingOptions options;
    guint n;
  } cases[] = {
    { { .tag = NULL }, 20 },
    { { .tag = "CODE" }, 5 },
    { { .tag = "cod" }, 0 },
    { { .blind_only = TRUE }, 10 },
    { { .since = 105 }, 15 },
    { { .until = 105 }, 5 },
    { { .since = 103, .until = 104 }, 1 },
    { { .tag = "code", .blind_only = TRUE }, 3 },
  };

  for (guint i = 0; i < 20; i++)
    {
      LlmBallot *ballot = llm_ballot_new ("t", 100 + i, i % 2 == 0, i < 5 ? tags : NULL);

      stand (ballot, "a", 1, LLM_VOTE_UP);
      stand (ballot, "b", 1, LLM_VOTE_DOWN);
      g_ptr_array_add (ballots, ballot);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LlmRanking) ranking = rank (ballots, &cases[i].options);

      g_assert_cmpuint (llm_ranking_get_figures (ranking)->n_ballots, ==, cases[i].n);
      g_assert_cmpuint (llm_ranking_get_figures (ranking)->n_left_out, ==, 0);
    }
}

static void
test_too_much (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  LlmRankingOptions options;
  LlmBallot *crowd = llm_ballot_new ("t", 1, FALSE, NULL);

  llm_ranking_options_init (&options);
  options.n_rounds = 0;
  /* More than 500 models; the oldest of more pairs than are counted. */
  g_ptr_array_add (ballots, crowd);
  for (guint i = 0; i < LLM_BALLOT_MAX_CANDIDATES; i++)
    {
      g_autofree char *name = g_strdup_printf ("c%u", i);

      stand (crowd, name, 1, LLM_VOTE_NONE);
    }
  llm_ballot_set_outcome (crowd, LLM_BALLOT_TIE, -1);
  for (guint i = 0; i < LLM_RANKING_MAX_PAIRS / 2016 + 1; i++)
    g_ptr_array_add (ballots, llm_ballot_ref (crowd));
  for (guint i = 0; i < LLM_RANKING_MAX_MODELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      play (ballots, name, "rival", 2, FALSE);
    }
  ranking = rank (ballots, &options);
  g_assert_cmpuint (llm_ranking_get_n_rows (ranking), ==, LLM_RANKING_MAX_MODELS);
  /* 1000 pairs are newer; 991 times 2016 more fit. */
  g_assert_cmpuint (llm_ranking_get_figures (ranking)->n_left_out, ==, 3);
  g_assert_cmpuint (llm_ranking_get_figures (ranking)->n_pairs, <=, LLM_RANKING_MAX_PAIRS);
}

static void
test_hostile (void)
{
  static const gint64 lengths[] = { G_MAXINT64, G_MININT64, -1, 0, 1, G_MAXINT64 - 1 };
  g_autoptr (GPtrArray) ballots = new_ballots ();
  LlmRankingOptions options = { .min_votes = G_MAXUINT, .n_rounds = 20, .length_controlled = TRUE };

  for (guint i = 0; i < 60; i++)
    {
      LlmBallot *ballot = new_ballot (ballots);

      stand (ballot, "", lengths[i % 6], i % 5);
      stand (ballot, "\xff\xfe", lengths[(i / 6) % 6], i % 3);
      llm_ballot_set_outcome (ballot, i % 4, (int) (i % 7) - 2);
    }
  for (guint i = 0; i < 2; i++, options.length_controlled = FALSE)
    {
      g_autoptr (LlmRanking) ranking = rank (ballots, &options);

      g_assert_cmpuint (llm_ranking_get_n_rows (ranking), ==, 2);
      for (guint j = 0; j < 2; j++)
        {
          const LlmRankingRow *row = llm_ranking_get_row (ranking, j);

          g_assert_cmpuint (row->place, ==, 0);
          g_assert_true (isfinite (row->points) && !isnan (row->lower) && !isnan (row->upper));
        }
    }
}

/* --- Length --- */

static void
add_sized (GPtrArray *ballots, gint64 winner, gint64 loser, gboolean a_wins, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LlmBallot *ballot = new_ballot (ballots);

      stand (ballot, "a", a_wins ? winner : loser, LLM_VOTE_NONE);
      stand (ballot, "b", a_wins ? loser : winner, LLM_VOTE_NONE);
      llm_ballot_set_outcome (ballot, LLM_BALLOT_PREFERRED, a_wins ? 0 : 1);
    }
}

static void
test_length (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) ranking = NULL;
  g_autoptr (LlmRanking) plain = NULL;
  LlmRankingOptions options;
  const LlmRankingFigures *figures;

  /* a is longer in most duels; in truth only length decides, three to one. */
  add_sized (ballots, 300, 100, TRUE, 60);
  add_sized (ballots, 100, 300, FALSE, 20);
  add_sized (ballots, 300, 100, FALSE, 15);
  add_sized (ballots, 100, 300, TRUE, 5);
  llm_ranking_options_init (&options);
  plain = rank (ballots, &options);
  g_assert_true (find (plain, "a")->points > find (plain, "b")->points + 50);
  figures = llm_ranking_get_figures (plain);
  g_assert_cmpint (figures->length, ==, LLM_RANKING_LENGTH_UNUSED);
  g_assert_true (isnan (figures->length_effect) && isnan (figures->length_unit));
  options.length_controlled = TRUE;
  ranking = rank (ballots, &options);
  figures = llm_ranking_get_figures (ranking);
  g_assert_cmpint (figures->length, ==, LLM_RANKING_LENGTH_KNOWN);
  g_assert_cmpfloat_with_epsilon (figures->length_unit, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (figures->length_effect, log (3), 1e-9);
  g_assert_true (figures->length_lower > 0 && figures->length_lower < log (3));
  g_assert_true (figures->length_upper > log (3) && isfinite (figures->length_upper));
  g_assert_cmpfloat_with_epsilon (find (ranking, "a")->points, LLM_RANKING_MEAN, 1e-6);
}

static void
test_length_unknown (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (LlmRanking) same = NULL;
  g_autoptr (LlmRanking) decides = NULL;
  g_autoptr (LlmRanking) told = NULL;
  LlmRankingOptions options;

  llm_ranking_options_init (&options);
  options.length_controlled = TRUE;
  options.n_rounds = 50;
  /* All are as long. */
  play (ballots, "a", "b", 6, FALSE);
  play (ballots, "b", "a", 3, FALSE);
  same = rank (ballots, &options);
  g_assert_cmpint (llm_ranking_get_figures (same)->length, ==, LLM_RANKING_LENGTH_UNKNOWN);
  g_assert_cmpfloat_with_epsilon (find (same, "a")->log_odds - find (same, "b")->log_odds, log (2),
                                  1e-9);
  /* The longer one always wins: the effect is infinite. */
  g_ptr_array_set_size (ballots, 0);
  add_sized (ballots, 300, 100, TRUE, 8);
  add_sized (ballots, 300, 100, FALSE, 8);
  decides = rank (ballots, &options);
  g_assert_cmpint (llm_ranking_get_figures (decides)->length, ==, LLM_RANKING_LENGTH_UNKNOWN);
  g_assert_true (isnan (llm_ranking_get_figures (decides)->length_effect));
  g_assert_cmpfloat_with_epsilon (find (decides, "a")->points, LLM_RANKING_MEAN, 1e-6);
  /* Lengths that nobody told: the duel is left out. */
  add_sized (ballots, 300, LLM_UNKNOWN, TRUE, 5);
  told = rank (ballots, &options);
  g_assert_cmpuint (llm_ranking_get_figures (told)->n_ballots, ==, 16);
}

/* --- In a thread --- */

typedef struct
{
  GMainLoop *loop;
  LlmRanking *ranking;
  GError *error;
} Wait;

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ranking = llm_ranking_compute_finish (result, &wait->error);
  g_main_loop_quit (wait->loop);
}

static void
test_async (void)
{
  g_autoptr (GPtrArray) ballots = new_ballots ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LlmRanking) here = NULL;
  g_autofree char *tag = g_strdup ("none");
  Wait wait = { loop, NULL, NULL };
  LlmRankingOptions options;

  play (ballots, "a", "b", 30, FALSE);
  play (ballots, "b", "a", 20, FALSE);
  llm_ranking_options_init (&options);
  here = rank (ballots, &options);
  llm_ranking_compute_async (ballots, &options, NULL, ready_cb, &wait);
  /* The array and the options are the caller's again. */
  options.tag = tag;
  g_ptr_array_set_size (ballots, 0);
  g_main_loop_run (loop);
  g_assert_no_error (wait.error);
  g_assert_cmpuint (llm_ranking_get_n_rows (wait.ranking), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (wait.ranking, i);

      g_assert_cmpfloat (row->points, ==, llm_ranking_get_row (here, i)->points);
      g_assert_cmpfloat (row->lower, ==, llm_ranking_get_row (here, i)->lower);
    }
  llm_ranking_unref (g_steal_pointer (&wait.ranking));

  options.tag = NULL;
  options.n_rounds = LLM_RANKING_MAX_ROUNDS;
  play (ballots, "a", "b", 5000, FALSE);
  play (ballots, "b", "a", 4000, FALSE);
  llm_ranking_compute_async (ballots, &options, cancellable, ready_cb, &wait);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (loop);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (wait.ranking);
  g_clear_error (&wait.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ballot/pairs", test_ballot_pairs);
  g_test_add_func ("/ballot/values", test_ballot_values);
  g_test_add_func ("/ballot/can-stand", test_ballot_can_stand);
  g_test_add_data_func ("/ranking/published/baseball", &baseball, test_published);
  g_test_add_data_func ("/ranking/published/citations", &citations, test_published);
  g_test_add_func ("/ranking/nothing", test_nothing);
  g_test_add_func ("/ranking/one-vote", test_one_vote);
  g_test_add_func ("/ranking/perfect-winner", test_perfect_winner);
  g_test_add_func ("/ranking/apart", test_apart);
  g_test_add_func ("/ranking/ties", test_ties);
  g_test_add_func ("/ranking/same-model-twice", test_same_model_twice);
  g_test_add_func ("/ranking/chain", test_chain);
  g_test_add_func ("/ranking/min-votes", test_min_votes);
  g_test_add_func ("/ranking/places", test_places);
  g_test_add_func ("/ranking/open-interval", test_open_interval);
  g_test_add_func ("/ranking/filters", test_filters);
  g_test_add_func ("/ranking/too-much", test_too_much);
  g_test_add_func ("/ranking/hostile", test_hostile);
  g_test_add_func ("/ranking/length", test_length);
  g_test_add_func ("/ranking/length/unknown", test_length_unknown);
  g_test_add_func ("/ranking/async", test_async);
  return g_test_run ();
}
