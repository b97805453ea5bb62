/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-types.h"

G_BEGIN_DECLS

/* Further candidates of one turn are left out. */
#define LLM_BALLOT_MAX_CANDIDATES 64

/**
 * LlmBallotOutcome:
 * @LLM_BALLOT_NONE: no verdict; votes for single answers may be there
 * @LLM_BALLOT_PREFERRED: one answer is better than all others
 * @LLM_BALLOT_TIE: all are as good
 * @LLM_BALLOT_BOTH_BAD: all are as bad
 *
 * What the user decided about a turn.
 */
typedef enum
{
  LLM_BALLOT_NONE,
  LLM_BALLOT_PREFERRED,
  LLM_BALLOT_TIE,
  LLM_BALLOT_BOTH_BAD,
} LlmBallotOutcome;

/**
 * LlmBallotCandidate:
 * @provider_id: who was asked
 * @model_id: which of its models
 * @title: (nullable): the model's name as shown
 * @length: how long the answer is, in any unit that is the same for all of the turn;
 *   %LLM_UNKNOWN if unknown
 * @vote: the vote for this answer alone
 *
 * One answer that was judged.
 */
typedef struct
{
  const char *provider_id;
  const char *model_id;
  const char *title;
  gint64 length;
  LlmVote vote;
} LlmBallotCandidate;

/**
 * LlmBallotPair:
 * @first: index of a candidate
 * @second: index of another one
 * @tie: whether neither won; if not, @first did
 *
 * One duel that follows from a ballot.
 */
typedef struct
{
  guint first;
  guint second;
  gboolean tie;
} LlmBallotPair;

/**
 * LlmBallot:
 *
 * What a user decided about one turn of a comparison.  Counted references; once it is
 * filled it does not change, so that threads may share it.
 *
 * Which duels follow: the preferred answer beats every other one.  A tie, and both bad,
 * is a tie of all with all.  Without a verdict every answer with an up vote beats every
 * answer with a down vote, and nothing else counts; with one, votes do not count.  A
 * model never meets itself.
 */
typedef struct _LlmBallot LlmBallot;

#define LLM_TYPE_BALLOT (llm_ballot_get_type ())
GType llm_ballot_get_type (void) G_GNUC_CONST;

LlmBallot *
llm_ballot_new (const char *turn_id, gint64 time_us, gboolean blind, const char *const *tags);
LlmBallot *llm_ballot_ref (LlmBallot *self);
void llm_ballot_unref (LlmBallot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmBallot, llm_ballot_unref)

gboolean llm_ballot_can_stand (LlmAnswerState state, gint64 length);
int llm_ballot_add (LlmBallot *self, const LlmBallotCandidate *candidate);
void llm_ballot_set_outcome (LlmBallot *self, LlmBallotOutcome outcome, int preferred);

const char *llm_ballot_get_turn_id (LlmBallot *self);
gint64 llm_ballot_get_time (LlmBallot *self);
gboolean llm_ballot_get_blind (LlmBallot *self);
const char *const *llm_ballot_get_tags (LlmBallot *self);
gboolean llm_ballot_has_tag (LlmBallot *self, const char *tag);
guint llm_ballot_get_n_candidates (LlmBallot *self);
const LlmBallotCandidate *llm_ballot_get_candidate (LlmBallot *self, guint index);
LlmBallotOutcome llm_ballot_get_outcome (LlmBallot *self);
int llm_ballot_get_preferred (LlmBallot *self);
void llm_ballot_get_pairs (LlmBallot *self, GArray *pairs);

G_END_DECLS
