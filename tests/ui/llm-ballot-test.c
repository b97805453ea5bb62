/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ballot-test.h"

GPtrArray *
llm_ballot_test_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) llm_ballot_unref);
}

static void
add_candidate (LlmBallot *ballot, const char *spec, gint64 length)
{
  g_auto (GStrv) parts = g_strsplit (spec, ":", 2);
  const LlmBallotCandidate candidate
      = { .provider_id = parts[0], .model_id = parts[1], .title = parts[1], .length = length };

  g_assert_cmpint (llm_ballot_add (ballot, &candidate), >=, 0);
}

static void
add (GPtrArray *ballots,
     const LlmBallotTest *duels,
     LlmBallotOutcome outcome,
     int preferred,
     gint64 time_us,
     gboolean blind,
     const char *tag)
{
  const char *const tags[] = { tag, NULL };
  g_autofree char *id = g_strdup_printf ("turn-%u", ballots->len);
  LlmBallot *ballot = llm_ballot_new (
      id, time_us != 0 ? time_us : ((gint64) ballots->len + 1) * G_USEC_PER_SEC, blind, tags);

  /* Lengths that say something, and not always the same. */
  add_candidate (ballot, duels->first, 100 + 40 * (ballots->len % 7));
  add_candidate (ballot, duels->second, 120 + 30 * (ballots->len % 5));
  llm_ballot_set_outcome (ballot, outcome, preferred);
  g_ptr_array_add (ballots, ballot);
}

void
llm_ballot_test_add (
    GPtrArray *ballots, const LlmBallotTest *duels, gint64 time_us, gboolean blind, const char *tag)
{
  for (guint i = 0; i < duels->n_wins; i++)
    add (ballots, duels, LLM_BALLOT_PREFERRED, 0, time_us, blind, tag);
  for (guint i = 0; i < duels->n_ties; i++)
    add (ballots, duels, LLM_BALLOT_TIE, -1, time_us, blind, tag);
  for (guint i = 0; i < duels->n_losses; i++)
    add (ballots, duels, LLM_BALLOT_PREFERRED, 1, time_us, blind, tag);
}
