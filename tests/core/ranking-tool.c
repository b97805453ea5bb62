/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "llm-ranking.h"

/*
 * Ranks the tournaments on standard input, for ranking_reference.py.  A line is one of
 *   options MIN_VOTES ROUNDS SEED LENGTH
 *   ballot OUTCOME PREFERRED MODEL:LENGTH:VOTE ...
 *   rank
 * and "rank" prints what the ballots before it amount to.
 */

#define MAX_LINE 65536

static void
add_ballot (GPtrArray *ballots, char **words)
{
  LlmBallot *ballot = llm_ballot_new ("t", ballots->len + 1, FALSE, NULL);

  for (guint i = 3; words[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (words[i], ":", 3);
      const LlmBallotCandidate candidate = { .provider_id = "p",
                                             .model_id = parts[0],
                                             .length = g_ascii_strtoll (parts[1], NULL, 10),
                                             .vote = atoi (parts[2]) };

      llm_ballot_add (ballot, &candidate);
    }
  llm_ballot_set_outcome (ballot, atoi (words[1]), atoi (words[2]));
  g_ptr_array_add (ballots, ballot);
}

static void
print_ranking (LlmRanking *ranking)
{
  static const char *const states[] = { "points", "above", "below", "apart" };
  const LlmRankingFigures *figures = llm_ranking_get_figures (ranking);
  const guint n = llm_ranking_get_n_rows (ranking);

  printf ("figures %u %u %u %d %d %.17g %.17g %.17g %.17g\n", figures->n_ballots, figures->n_pairs,
          figures->n_rounds, figures->converged, figures->length, figures->length_effect,
          figures->length_lower, figures->length_upper, figures->length_unit);
  for (guint i = 0; i < n; i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      printf ("row %s %s %u %.17g %.17g %.17g %.17g %u %u %u %u\n", row->model_id,
              states[row->state], row->place, row->points, row->lower, row->upper, row->log_odds,
              row->n_votes, row->n_wins, row->n_ties, row->n_losses);
      for (guint j = 0; j < n; j++)
        {
          LlmRankingRecord record;

          llm_ranking_get_record (ranking, i, j, &record);
          printf ("record %s %u %u %u\n", llm_ranking_get_row (ranking, j)->model_id, record.n_wins,
                  record.n_ties, record.n_losses);
        }
    }
  printf ("end\n");
}

int
main (void)
{
  g_autoptr (GPtrArray) ballots
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_ballot_unref);
  g_autofree char *line = g_malloc (MAX_LINE);
  LlmRankingOptions options;

  llm_ranking_options_init (&options);
  while (fgets (line, MAX_LINE, stdin) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", -1);

      if (g_str_equal (words[0], "options"))
        {
          options.min_votes = (guint) atoi (words[1]);
          options.n_rounds = (guint) atoi (words[2]);
          options.seed = (guint32) g_ascii_strtoull (words[3], NULL, 10);
          options.length_controlled = atoi (words[4]);
        }
      else if (g_str_equal (words[0], "ballot"))
        {
          add_ballot (ballots, words);
        }
      else
        {
          g_autoptr (LlmRanking) ranking = llm_ranking_compute (ballots, &options, NULL, NULL);

          print_ranking (ranking);
          g_ptr_array_set_size (ballots, 0);
        }
    }
  return 0;
}
