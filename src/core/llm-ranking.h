/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "llm-ballot.h"

G_BEGIN_DECLS

/* What is beyond these is left out: the oldest ballots, the models with the fewest. */
#define LLM_RANKING_MAX_BALLOTS 100000
#define LLM_RANKING_MAX_MODELS 500
#define LLM_RANKING_MAX_PAIRS 2000000

#define LLM_RANKING_MIN_VOTES 5
#define LLM_RANKING_ROUNDS 500
#define LLM_RANKING_MAX_ROUNDS 10000

/* The points that are the mean of all models that have some. */
#define LLM_RANKING_MEAN 1000.0

/**
 * LlmRankingOptions:
 * @tag: (nullable): only ballots with this tag
 * @since: only those at or after this time (Unix, microseconds), or 0
 * @until: only those before this time, or 0
 * @blind_only: only those that were given while the names were hidden
 * @min_votes: how many ballots a model needs to get a place
 * @length_controlled: whether to tell strengths as if all answers were as long
 * @n_rounds: how often the bootstrap draws; 0 for no intervals
 * @seed: what its random numbers begin with
 *
 * What is ranked, and how.
 */
typedef struct
{
  const char *tag;
  gint64 since;
  gint64 until;
  gboolean blind_only;
  guint min_votes;
  gboolean length_controlled;
  guint n_rounds;
  guint32 seed;
} LlmRankingOptions;

/**
 * LlmRankingState:
 * @LLM_RANKING_POINTS: it has points
 * @LLM_RANKING_ABOVE: it won against those with points, itself or by others, and
 *   never lost or tied against one of them: its strength has no upper bound
 * @LLM_RANKING_BELOW: the other way round
 * @LLM_RANKING_APART: nothing connects it with those that have points
 *
 * What can be said of a model's strength.  If no model has points, a model that has only
 * won is above, and one that has only lost is below.
 */
typedef enum
{
  LLM_RANKING_POINTS,
  LLM_RANKING_ABOVE,
  LLM_RANKING_BELOW,
  LLM_RANKING_APART,
} LlmRankingState;

/**
 * LlmRankingRow:
 * @provider_id: who offers the model
 * @model_id: the model
 * @title: its name as shown last
 * @state: whether it has points
 * @place: its place, from 1; 0 if it has none: no points, or too few ballots
 * @points: its strength, or NAN: %LLM_RANKING_MEAN on the average; 400 more are odds of
 *   ten to one
 * @lower: lower bound of its 95 % interval: -INFINITY if it has none, NAN if unknown
 * @upper: upper bound likewise, or INFINITY
 * @log_odds: the strength as the natural logarithm of odds, 0 on the average, or NAN
 * @n_votes: in how many ballots it met another model
 * @n_wins: duels that it won
 * @n_ties: duels without a winner
 * @n_losses: duels that it lost
 *
 * One model of a ranking.
 */
typedef struct
{
  const char *provider_id;
  const char *model_id;
  const char *title;
  LlmRankingState state;
  guint place;
  double points;
  double lower;
  double upper;
  double log_odds;
  guint n_votes;
  guint n_wins;
  guint n_ties;
  guint n_losses;
} LlmRankingRow;

/**
 * LlmRankingRecord:
 * @n_wins: duels that the first one won
 * @n_ties: duels without a winner
 * @n_losses: duels that the second one won
 *
 * What came of the duels of two models; how many there were is the sum.
 */
typedef struct
{
  guint n_wins;
  guint n_ties;
  guint n_losses;
} LlmRankingRecord;

/**
 * LlmRankingLength:
 * @LLM_RANKING_LENGTH_UNUSED: it was not asked for
 * @LLM_RANKING_LENGTH_KNOWN: it was told apart from the strengths
 * @LLM_RANKING_LENGTH_UNKNOWN: it cannot be told from these ballots; the strengths are
 *   those without regard to it
 *
 * What is known of the effect of length.
 */
typedef enum
{
  LLM_RANKING_LENGTH_UNUSED,
  LLM_RANKING_LENGTH_KNOWN,
  LLM_RANKING_LENGTH_UNKNOWN,
} LlmRankingLength;

/**
 * LlmRankingFigures:
 * @n_ballots: how many ballots led to a duel
 * @n_pairs: how many duels there were
 * @n_left_out: how many ballots were left out since there are too many
 * @n_rounds: how often the bootstrap drew
 * @converged: whether the strengths are as exact as they can be; if not, there are none
 * @length: what is known of the effect of length
 * @length_effect: by how much the logarithm of odds grows with one unit of the length
 *   difference, or NAN
 * @length_lower: lower bound of its 95 % interval, as of #LlmRankingRow
 * @length_upper: upper bound likewise
 * @length_unit: the length difference (a - b) / (a + b) that is one unit: its root mean
 *   square; NAN if unused
 *
 * What is said of a ranking as a whole.
 */
typedef struct
{
  guint n_ballots;
  guint n_pairs;
  guint n_left_out;
  guint n_rounds;
  gboolean converged;
  LlmRankingLength length;
  double length_effect;
  double length_lower;
  double length_upper;
  double length_unit;
} LlmRankingFigures;

/**
 * LlmRanking:
 *
 * How strong models are by what a user decided about their answers: the strengths of the
 * Bradley-Terry model by maximum likelihood, with a tie as half a win for each.  Counted
 * references; does not change.
 *
 * The rows are in the order in which they are to be shown.  Reasons are in ADR 13.
 */
typedef struct _LlmRanking LlmRanking;

#define LLM_TYPE_RANKING (llm_ranking_get_type ())
GType llm_ranking_get_type (void) G_GNUC_CONST;

void llm_ranking_options_init (LlmRankingOptions *options);

LlmRanking *llm_ranking_compute (GPtrArray *ballots,
                                 const LlmRankingOptions *options,
                                 GCancellable *cancellable,
                                 GError **error);
void llm_ranking_compute_async (GPtrArray *ballots,
                                const LlmRankingOptions *options,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
LlmRanking *llm_ranking_compute_finish (GAsyncResult *result, GError **error);

LlmRanking *llm_ranking_ref (LlmRanking *self);
void llm_ranking_unref (LlmRanking *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRanking, llm_ranking_unref)

guint llm_ranking_get_n_rows (LlmRanking *self);
const LlmRankingRow *llm_ranking_get_row (LlmRanking *self, guint index);
void llm_ranking_get_record (LlmRanking *self, guint row, guint against, LlmRankingRecord *record);
const LlmRankingFigures *llm_ranking_get_figures (LlmRanking *self);

G_END_DECLS
