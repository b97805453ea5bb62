/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ranking.h"

G_BEGIN_DECLS

/* Two models that met; @first is less than @second. */
typedef struct
{
  guint first;
  guint second;
} LlmRankingEdge;

/* Duels of the same two models at the same difference of length. */
typedef struct
{
  guint edge;
  double difference; /* of the lengths, in units; 0 if they do not count */
} LlmRankingTerm;

/* One duel of a ballot: how many halves of a win it is for the first model of its edge. */
typedef struct
{
  guint32 term;
  guint32 halves;
} LlmRankingDuel;

/**
 * LlmRankingCount:
 * @models: (element-type LlmBallotCandidate): who met whom, by provider and model
 * @n_votes: in how many ballots each model met another
 * @edges: (element-type LlmRankingEdge): the pairs that met
 * @terms: (element-type LlmRankingTerm): what the likelihood is a sum over
 * @duels: (element-type LlmRankingDuel): of all ballots, one ballot after the other
 * @ends: (element-type guint): for each ballot, where its duels end
 * @records: (element-type LlmRankingRecord): for each edge, what came of it
 * @n_left_out: ballots that are not counted since there are too many
 * @length_unit: the difference of lengths that is one unit, or NAN
 *
 * Ballots as numbers.  The models belong to the ballots.
 */
typedef struct
{
  GPtrArray *models;
  guint *n_votes;
  GArray *edges;
  GArray *terms;
  GArray *duels;
  GArray *ends;
  GArray *records;
  guint n_left_out;
  double length_unit;
} LlmRankingCount;

gboolean llm_ranking_count (LlmRankingCount *self,
                            GPtrArray *ballots,
                            const LlmRankingOptions *options,
                            GCancellable *cancellable);
void llm_ranking_count_clear (LlmRankingCount *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmRankingCount, llm_ranking_count_clear)

/* In what follows there are two wins for each term or edge, the first model's and the
 * second's; a tie is half a win for each. */

void llm_ranking_sort_out (const LlmRankingCount *count,
                           const double *edge_wins,
                           LlmRankingState *states);

/* How exact strengths are, as logarithms of odds, relative to the greatest. */
#define LLM_RANKING_TOLERANCE 1e-10

/**
 * LlmRankingFit:
 *
 * Memory for llm_ranking_fit_run(), which is called often.
 */
typedef struct _LlmRankingFit LlmRankingFit;

LlmRankingFit *llm_ranking_fit_new (const LlmRankingCount *count);
void llm_ranking_fit_free (LlmRankingFit *self);
gboolean llm_ranking_fit_run (LlmRankingFit *self,
                              const double *term_wins,
                              gboolean with_length,
                              double *strengths,
                              double *length_effect,
                              GCancellable *cancellable);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRankingFit, llm_ranking_fit_free)

/**
 * LlmRankingEstimate:
 * @states: for each model, whether it has a strength
 * @strengths: for each model, its strength or NAN; the mean is 0
 * @length_effect: that of one unit of the length difference, or NAN
 * @lower: for each model, the lower bound of its interval
 * @upper: for each model, the upper bound
 * @length_lower: the lower bound of the effect of length
 * @length_upper: the upper bound
 * @n_rounds: how often the bootstrap drew
 * @with_length: whether there is an effect of length
 * @converged: whether there are strengths
 *
 * What is estimated, all of it as logarithms of odds.
 */
typedef struct
{
  LlmRankingState *states;
  double *strengths;
  double length_effect;
  double *lower;
  double *upper;
  double length_lower;
  double length_upper;
  guint n_rounds;
  gboolean with_length;
  gboolean converged;
} LlmRankingEstimate;

void llm_ranking_estimate_clear (LlmRankingEstimate *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmRankingEstimate, llm_ranking_estimate_clear)

void llm_ranking_estimate (LlmRankingEstimate *self,
                           const LlmRankingCount *count,
                           const LlmRankingOptions *options,
                           GCancellable *cancellable);

G_END_DECLS
