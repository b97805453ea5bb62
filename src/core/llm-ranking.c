/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ranking.h"

#include <math.h>
#include <string.h>

#include "llm-ranking-private.h"

#define SAME_POINTS 1e-6

struct _LlmRanking
{
  gatomicrefcount n_refs;
  GArray *rows; /* of LlmRankingRow, whose strings are GRefStrings */
  LlmRankingRecord *records;
  LlmRankingFigures figures;
};

G_DEFINE_BOXED_TYPE (LlmRanking, llm_ranking, llm_ranking_ref, llm_ranking_unref)

/* What a call in a thread works on. */
typedef struct
{
  GPtrArray *ballots;
  LlmRankingOptions options;
  char *tag;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_ptr_array_unref (self->ballots);
  g_free (self->tag);
  g_free (self);
}

static void
row_clear (gpointer data)
{
  LlmRankingRow *row = data;

  g_ref_string_release ((char *) row->provider_id);
  g_ref_string_release ((char *) row->model_id);
  g_ref_string_release ((char *) row->title);
}

/**
 * llm_ranking_options_init:
 * @options: (out caller-allocates): options
 *
 * All ballots, %LLM_RANKING_MIN_VOTES, %LLM_RANKING_ROUNDS, and a seed that is always
 * the same.
 */
void
llm_ranking_options_init (LlmRankingOptions *options)
{
  g_return_if_fail (options != NULL);

  *options = (LlmRankingOptions){
    .min_votes = LLM_RANKING_MIN_VOTES,
    .n_rounds = LLM_RANKING_ROUNDS,
    .seed = 1,
  };
}

/* --- Rows --- */

/* What is shown first.  Those without a bound are shown where they would be, if there are
 * enough ballots to say so. */
static guint
get_part (const LlmRankingRow *row, guint min_votes)
{
  if (row->n_votes < min_votes)
    return 4;
  switch (row->state)
    {
    case LLM_RANKING_ABOVE:
      return 0;
    case LLM_RANKING_POINTS:
      return 1;
    case LLM_RANKING_BELOW:
      return 2;
    case LLM_RANKING_APART:
    default:
      return 3;
    }
}

static double
get_share (const LlmRankingRow *row)
{
  const double n = (double) row->n_wins + row->n_ties + row->n_losses;

  return n > 0 ? (row->n_wins + row->n_ties / 2.0) / n : 0;
}

/* With numbers of models, so that what is equal stays in the order of the names. */
typedef struct
{
  const LlmRankingRow *rows;
  guint min_votes;
} Order;

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Order *order = user_data;
  const guint indexes[2] = { *(const guint *) a, *(const guint *) b };
  const LlmRankingRow *first = &order->rows[indexes[0]];
  const LlmRankingRow *second = &order->rows[indexes[1]];
  const guint parts[2]
      = { get_part (first, order->min_votes), get_part (second, order->min_votes) };

  if (parts[0] != parts[1])
    return parts[0] < parts[1] ? -1 : 1;
  if (isnan (first->points) != isnan (second->points))
    return isnan (second->points) ? -1 : 1;
  if (!isnan (first->points) && first->points != second->points)
    return first->points > second->points ? -1 : 1;
  if (isnan (first->points) && get_share (first) != get_share (second))
    return get_share (first) > get_share (second) ? -1 : 1;
  return indexes[0] < indexes[1] ? -1 : indexes[0] > indexes[1];
}

static double
to_points (double log_odds)
{
  return LLM_RANKING_MEAN + log_odds * 400 / G_LN10;
}

static void
fill_row (LlmRankingRow *row,
          const LlmRankingCount *count,
          const LlmRankingEstimate *estimate,
          guint model)
{
  const LlmBallotCandidate *candidate = count->models->pdata[model];

  row->provider_id = g_ref_string_acquire ((char *) candidate->provider_id);
  row->model_id = g_ref_string_acquire ((char *) candidate->model_id);
  row->title = g_ref_string_acquire ((char *) candidate->title);
  row->state = estimate->states[model];
  row->log_odds = estimate->strengths[model];
  row->points = to_points (row->log_odds);
  row->lower = to_points (estimate->lower[model]);
  row->upper = to_points (estimate->upper[model]);
  row->n_votes = count->n_votes[model];
}

static void
add_totals (LlmRankingRow *row, const LlmRankingRecord *record, gboolean turned)
{
  row->n_wins += turned ? record->n_losses : record->n_wins;
  row->n_ties += record->n_ties;
  row->n_losses += turned ? record->n_wins : record->n_losses;
}

static void
add_rows (LlmRanking *self,
          const LlmRankingCount *count,
          const LlmRankingEstimate *estimate,
          guint min_votes,
          guint *row_of)
{
  const guint n = count->models->len;
  g_autofree LlmRankingRow *rows = g_new0 (LlmRankingRow, n + 1);
  g_autofree guint *numbers = g_new (guint, n + 1);
  Order order = { rows, min_votes };

  for (guint i = 0; i < n; i++)
    {
      fill_row (&rows[i], count, estimate, i);
      numbers[i] = i;
    }
  for (guint i = 0; i < count->edges->len; i++)
    {
      const LlmRankingEdge *edge = &g_array_index (count->edges, LlmRankingEdge, i);
      const LlmRankingRecord *record = &g_array_index (count->records, LlmRankingRecord, i);

      add_totals (&rows[edge->first], record, FALSE);
      add_totals (&rows[edge->second], record, TRUE);
    }
  g_qsort_with_data (numbers, (int) n, sizeof *numbers, compare_rows, &order);
  for (guint i = 0; i < n; i++)
    {
      g_array_append_val (self->rows, rows[numbers[i]]);
      row_of[numbers[i]] = i;
    }
}

static void
add_records (LlmRanking *self, const LlmRankingCount *count, const guint *row_of)
{
  const guint n = count->models->len;

  self->records = g_new0 (LlmRankingRecord, (gsize) n * n + 1);
  for (guint i = 0; i < count->edges->len; i++)
    {
      const LlmRankingEdge *edge = &g_array_index (count->edges, LlmRankingEdge, i);
      const LlmRankingRecord *record = &g_array_index (count->records, LlmRankingRecord, i);
      const gsize first = row_of[edge->first];
      const gsize second = row_of[edge->second];

      self->records[first * n + second] = *record;
      self->records[second * n + first]
          = (LlmRankingRecord){ record->n_losses, record->n_ties, record->n_wins };
    }
}

static gboolean
has_place (const LlmRankingRow *row, guint min_votes)
{
  return row->n_votes >= min_votes && !isnan (row->points);
}

/* One more than there are models that are certainly better; without intervals, that have
 * more points.  What rounding makes of equal ones is no difference. */
static void
give_places (LlmRanking *self, guint min_votes)
{
  LlmRankingRow *rows = (LlmRankingRow *) self->rows->data;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const double upper = isnan (rows[i].upper) ? rows[i].points : rows[i].upper;

      if (!has_place (&rows[i], min_votes))
        continue;
      rows[i].place = 1;
      for (guint j = 0; j < self->rows->len; j++)
        {
          const double lower = isnan (rows[j].lower) ? rows[j].points : rows[j].lower;

          if (has_place (&rows[j], min_votes) && lower > upper + SAME_POINTS)
            rows[i].place++;
        }
    }
}

/* --- Computing --- */

static LlmRanking *
make_ranking (const LlmRankingCount *count,
              const LlmRankingEstimate *estimate,
              const LlmRankingOptions *options)
{
  LlmRanking *self = g_new0 (LlmRanking, 1);
  g_autofree guint *row_of = g_new0 (guint, count->models->len + 1);
  LlmRankingFigures *figures = &self->figures;

  g_atomic_ref_count_init (&self->n_refs);
  self->rows = g_array_new (FALSE, FALSE, sizeof (LlmRankingRow));
  g_array_set_clear_func (self->rows, row_clear);
  add_rows (self, count, estimate, options->min_votes, row_of);
  add_records (self, count, row_of);
  give_places (self, options->min_votes);

  figures->n_ballots = count->ends->len;
  figures->n_pairs = count->duels->len;
  figures->n_left_out = count->n_left_out;
  figures->n_rounds = estimate->n_rounds;
  figures->converged = estimate->converged;
  if (options->length_controlled)
    figures->length = estimate->with_length ? LLM_RANKING_LENGTH_KNOWN : LLM_RANKING_LENGTH_UNKNOWN;
  figures->length_effect = estimate->length_effect;
  figures->length_lower = estimate->length_lower;
  figures->length_upper = estimate->length_upper;
  figures->length_unit = options->length_controlled ? count->length_unit : NAN;
  return self;
}

/**
 * llm_ranking_compute:
 * @ballots: (element-type LlmBallot): the ballots, oldest first
 * @options: which of them count, and how
 * @cancellable: (nullable): to end early
 * @error: where to put an error; there is none but %G_IO_ERROR_CANCELLED
 *
 * Ranks the models.  Takes milliseconds for some thousand ballots of some models, and
 * more than a minute for as many as there may be: not for the main thread.
 *
 * Returns: (transfer full): the ranking; without rows if there are no duels
 */
LlmRanking *
llm_ranking_compute (GPtrArray *ballots,
                     const LlmRankingOptions *options,
                     GCancellable *cancellable,
                     GError **error)
{
  g_auto (LlmRankingCount) count = { 0 };
  g_auto (LlmRankingEstimate) estimate = { 0 };

  g_return_val_if_fail (ballots != NULL && options != NULL, NULL);

  if (llm_ranking_count (&count, ballots, options, cancellable))
    llm_ranking_estimate (&estimate, &count, options, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return make_ranking (&count, &estimate, options);
}

static void
compute_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  LlmRanking *ranking;
  GError *error = NULL;

  ranking = llm_ranking_compute (job->ballots, &job->options, cancellable, &error);
  if (ranking != NULL)
    g_task_return_pointer (task, ranking, (GDestroyNotify) llm_ranking_unref);
  else
    g_task_return_error (task, error);
}

/**
 * llm_ranking_compute_async:
 * @ballots: (element-type LlmBallot): the ballots, oldest first; the array may change
 *   afterwards, they themselves may not
 * @options: which of them count, and how; copied
 * @cancellable: (nullable): to end early
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Ranks the models in a thread.
 */
void
llm_ranking_compute_async (GPtrArray *ballots,
                           const LlmRankingOptions *options,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  g_return_if_fail (ballots != NULL && options != NULL);

  job = g_new0 (Job, 1);
  job->ballots = g_ptr_array_new_full (ballots->len, (GDestroyNotify) llm_ballot_unref);
  for (guint i = 0; i < ballots->len; i++)
    g_ptr_array_add (job->ballots, llm_ballot_ref (ballots->pdata[i]));
  job->tag = g_strdup (options->tag);
  job->options = *options;
  job->options.tag = job->tag;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_ranking_compute_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, compute_in_thread);
}

/**
 * llm_ranking_compute_finish:
 * @result: what the callback got
 * @error: where to put an error
 *
 * Returns: (transfer full): the ranking
 */
LlmRanking *
llm_ranking_compute_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The type --- */

/**
 * llm_ranking_ref:
 * @self: a ranking
 *
 * Returns: (transfer full): @self
 */
LlmRanking *
llm_ranking_ref (LlmRanking *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

/**
 * llm_ranking_unref:
 * @self: (transfer full) (nullable): a ranking
 */
void
llm_ranking_unref (LlmRanking *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_array_unref (self->rows);
  g_free (self->records);
  g_free (self);
}

/**
 * llm_ranking_get_n_rows:
 * @self: a ranking
 *
 * Returns: how many models met another one
 */
guint
llm_ranking_get_n_rows (LlmRanking *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rows->len;
}

/**
 * llm_ranking_get_row:
 * @self: a ranking
 * @index: which row, in the order in which they are to be shown
 *
 * Returns: the row
 */
const LlmRankingRow *
llm_ranking_get_row (LlmRanking *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->rows->len, NULL);

  return &g_array_index (self->rows, LlmRankingRow, index);
}

/**
 * llm_ranking_get_record:
 * @self: a ranking
 * @row: index of a row
 * @against: index of a row
 * @record: (out caller-allocates): what came of their duels, seen from @row; zeros if
 *   they never met
 */
void
llm_ranking_get_record (LlmRanking *self, guint row, guint against, LlmRankingRecord *record)
{
  g_return_if_fail (self != NULL && record != NULL);
  g_return_if_fail (row < self->rows->len && against < self->rows->len);

  *record = self->records[(gsize) row * self->rows->len + against];
}

/**
 * llm_ranking_get_figures:
 * @self: a ranking
 *
 * Returns: what is said of it as a whole
 */
const LlmRankingFigures *
llm_ranking_get_figures (LlmRanking *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->figures;
}
