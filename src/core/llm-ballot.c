/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ballot.h"

#include "llm-usage.h"

struct _LlmBallot
{
  gatomicrefcount n_refs;
  char *turn_id;
  gint64 time_us;
  gboolean blind;
  char **tags;
  GArray *candidates; /* of LlmBallotCandidate, whose strings are GRefStrings */
  LlmBallotOutcome outcome;
  int preferred;
};

G_DEFINE_BOXED_TYPE (LlmBallot, llm_ballot, llm_ballot_ref, llm_ballot_unref)

static void
candidate_clear (gpointer data)
{
  LlmBallotCandidate *candidate = data;

  g_ref_string_release ((char *) candidate->provider_id);
  g_ref_string_release ((char *) candidate->model_id);
  g_ref_string_release ((char *) candidate->title);
}

/**
 * llm_ballot_new:
 * @turn_id: uuid of the turn
 * @time_us: when it was decided, Unix time in microseconds
 * @blind: whether the names of the models were hidden
 * @tags: (nullable) (array zero-terminated=1): the tags of its conversation
 *
 * Returns: (transfer full): a ballot without candidates and verdict
 */
LlmBallot *
llm_ballot_new (const char *turn_id, gint64 time_us, gboolean blind, const char *const *tags)
{
  static const char *const none[] = { NULL };
  LlmBallot *self;

  g_return_val_if_fail (turn_id != NULL, NULL);

  self = g_new0 (LlmBallot, 1);
  g_atomic_ref_count_init (&self->n_refs);
  self->turn_id = g_strdup (turn_id);
  self->time_us = time_us;
  self->blind = !!blind;
  self->tags = g_strdupv ((char **) (tags != NULL ? tags : none));
  self->candidates = g_array_new (FALSE, FALSE, sizeof (LlmBallotCandidate));
  g_array_set_clear_func (self->candidates, candidate_clear);
  self->preferred = -1;
  return self;
}

/**
 * llm_ballot_ref:
 * @self: a ballot
 *
 * Returns: (transfer full): @self
 */
LlmBallot *
llm_ballot_ref (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * llm_ballot_unref:
 * @self: (transfer full) (nullable): a ballot
 */
void
llm_ballot_unref (LlmBallot *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_array_unref (self->candidates);
  g_strfreev (self->tags);
  g_free (self->turn_id);
  g_free (self);
}

/**
 * llm_ballot_can_stand:
 * @state: the state of an answer
 * @length: how long its text is, or %LLM_UNKNOWN
 *
 * Answers that failed, that have no text, or that are not at their end are no
 * candidates.  One that was stopped or broke off is: what there was of it was judged.
 *
 * Returns: whether such an answer is a candidate
 */
gboolean
llm_ballot_can_stand (LlmAnswerState state, gint64 length)
{
  return llm_answer_state_is_final (state) && state != LLM_ANSWER_FAILED && length != 0;
}

/**
 * llm_ballot_add:
 * @self: a ballot that nobody else has yet
 * @candidate: an answer for which llm_ballot_can_stand(); copied
 *
 * A length below zero is unknown; a vote that does not exist is none.
 *
 * Returns: the index of the candidate, or -1 if there are %LLM_BALLOT_MAX_CANDIDATES
 *   already
 */
int
llm_ballot_add (LlmBallot *self, const LlmBallotCandidate *candidate)
{
  LlmBallotCandidate copy;

  g_return_val_if_fail (self != NULL && candidate != NULL, -1);
  g_return_val_if_fail (candidate->provider_id != NULL && candidate->model_id != NULL, -1);

  if (self->candidates->len >= LLM_BALLOT_MAX_CANDIDATES)
    return -1;
  /* The same few names occur in all ballots. */
  copy.provider_id = g_ref_string_new_intern (candidate->provider_id);
  copy.model_id = g_ref_string_new_intern (candidate->model_id);
  copy.title
      = g_ref_string_new_intern (candidate->title != NULL ? candidate->title : candidate->model_id);
  copy.length = candidate->length < 0 ? LLM_UNKNOWN : candidate->length;
  copy.vote = candidate->vote == LLM_VOTE_UP || candidate->vote == LLM_VOTE_DOWN ? candidate->vote
                                                                                 : LLM_VOTE_NONE;
  g_array_append_val (self->candidates, copy);
  return (int) self->candidates->len - 1;
}

/**
 * llm_ballot_set_outcome:
 * @self: a ballot that nobody else has yet
 * @outcome: the verdict
 * @preferred: with %LLM_BALLOT_PREFERRED the index of the candidate, or -1 if it is
 *   none of the candidates; then nothing follows from the ballot
 */
void
llm_ballot_set_outcome (LlmBallot *self, LlmBallotOutcome outcome, int preferred)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (outcome >= LLM_BALLOT_NONE && outcome <= LLM_BALLOT_BOTH_BAD);

  self->outcome = outcome;
  self->preferred = outcome == LLM_BALLOT_PREFERRED ? MAX (preferred, -1) : -1;
}

/**
 * llm_ballot_get_turn_id:
 * @self: a ballot
 *
 * Returns: uuid of the turn
 */
const char *
llm_ballot_get_turn_id (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->turn_id;
}

/**
 * llm_ballot_get_time:
 * @self: a ballot
 *
 * Returns: when it was decided, Unix time in microseconds
 */
gint64
llm_ballot_get_time (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->time_us;
}

/**
 * llm_ballot_get_blind:
 * @self: a ballot
 *
 * Returns: whether the names of the models were hidden when it was decided
 */
gboolean
llm_ballot_get_blind (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->blind;
}

/**
 * llm_ballot_get_tags:
 * @self: a ballot
 *
 * Returns: (array zero-terminated=1): the tags of its conversation
 */
const char *const *
llm_ballot_get_tags (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *const *) self->tags;
}

/**
 * llm_ballot_has_tag:
 * @self: a ballot
 * @tag: a tag; the case of ASCII letters does not count, as everywhere with tags
 *
 * Returns: whether the conversation has it
 */
gboolean
llm_ballot_has_tag (LlmBallot *self, const char *tag)
{
  g_return_val_if_fail (self != NULL && tag != NULL, FALSE);

  for (guint i = 0; self->tags[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (self->tags[i], tag) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_ballot_get_n_candidates:
 * @self: a ballot
 *
 * Returns: how many answers were judged
 */
guint
llm_ballot_get_n_candidates (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->candidates->len;
}

/**
 * llm_ballot_get_candidate:
 * @self: a ballot
 * @index: which candidate
 *
 * Returns: the candidate; its title is never %NULL
 */
const LlmBallotCandidate *
llm_ballot_get_candidate (LlmBallot *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->candidates->len, NULL);

  return &g_array_index (self->candidates, LlmBallotCandidate, index);
}

/**
 * llm_ballot_get_outcome:
 * @self: a ballot
 *
 * Returns: the verdict
 */
LlmBallotOutcome
llm_ballot_get_outcome (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, LLM_BALLOT_NONE);

  return self->outcome;
}

/**
 * llm_ballot_get_preferred:
 * @self: a ballot
 *
 * Returns: the index of the preferred candidate, or -1
 */
int
llm_ballot_get_preferred (LlmBallot *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->preferred >= 0 && (guint) self->preferred < self->candidates->len ? self->preferred
                                                                                 : -1;
}

static gboolean
is_same_model (const LlmBallotCandidate *a, const LlmBallotCandidate *b)
{
  /* Interned: equal texts are one. */
  return a->provider_id == b->provider_id && a->model_id == b->model_id;
}

static void
add_pair (LlmBallot *self, guint first, guint second, gboolean tie, GArray *pairs)
{
  const LlmBallotPair pair = { first, second, tie };

  if (!is_same_model (llm_ballot_get_candidate (self, first),
                      llm_ballot_get_candidate (self, second)))
    g_array_append_val (pairs, pair);
}

static void
add_ties (LlmBallot *self, GArray *pairs)
{
  for (guint i = 0; i < self->candidates->len; i++)
    for (guint j = i + 1; j < self->candidates->len; j++)
      add_pair (self, i, j, TRUE, pairs);
}

static void
add_votes (LlmBallot *self, GArray *pairs)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      if (llm_ballot_get_candidate (self, i)->vote != LLM_VOTE_UP)
        continue;
      for (guint j = 0; j < self->candidates->len; j++)
        {
          if (llm_ballot_get_candidate (self, j)->vote == LLM_VOTE_DOWN)
            add_pair (self, i, j, FALSE, pairs);
        }
    }
}

/**
 * llm_ballot_get_pairs:
 * @self: a ballot
 * @pairs: (element-type LlmBallotPair): where to append what follows from it
 *
 * The duels of a ballot, by the rules of #LlmBallot.
 */
void
llm_ballot_get_pairs (LlmBallot *self, GArray *pairs)
{
  int preferred;

  g_return_if_fail (self != NULL && pairs != NULL);
  g_return_if_fail (g_array_get_element_size (pairs) == sizeof (LlmBallotPair));

  preferred = llm_ballot_get_preferred (self);
  switch (self->outcome)
    {
    case LLM_BALLOT_PREFERRED:
      for (guint i = 0; preferred >= 0 && i < self->candidates->len; i++)
        {
          if (i != (guint) preferred)
            add_pair (self, (guint) preferred, i, FALSE, pairs);
        }
      return;
    case LLM_BALLOT_TIE:
    case LLM_BALLOT_BOTH_BAD:
      add_ties (self, pairs);
      return;
    case LLM_BALLOT_NONE:
    default:
      add_votes (self, pairs);
      return;
    }
}
