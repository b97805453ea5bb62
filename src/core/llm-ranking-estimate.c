/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ranking-private.h"

#include <math.h>
#include <string.h>

/* What a bootstrap may take, in nanoseconds of a slow machine, before it draws less often,
 * and how often it draws at least.  Counted, not measured: the same ballots always give
 * the same numbers. */
#define BUDGET 20e9
#define MIN_ROUNDS 100
#define COST_OF_DUEL 20.0
#define COST_OF_TERM 250.0
#define COST_OF_EDGE 300.0

#define LOWER_SHARE 0.025
#define UPPER_SHARE 0.975

typedef struct
{
  const LlmRankingCount *count;
  LlmRankingEstimate *estimate;
  LlmRankingFit *fit;
  GRand *random;
  double *term_wins;
  double *edge_wins;
  gboolean *inside;        /* terms of models that have a strength */
  LlmRankingState *states; /* in one round */
  double *strengths;
  GArray *found; /* of double: all models of round 0, of round 1, and so on */
  GArray *length_effects;
} Bootstrap;

static void
bootstrap_clear (Bootstrap *self)
{
  g_clear_pointer (&self->fit, llm_ranking_fit_free);
  g_clear_pointer (&self->random, g_rand_free);
  g_free (self->term_wins);
  g_free (self->edge_wins);
  g_free (self->inside);
  g_free (self->states);
  g_free (self->strengths);
  g_clear_pointer (&self->found, g_array_unref);
  g_clear_pointer (&self->length_effects, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bootstrap, bootstrap_clear)

/* --- One estimate --- */

static void
add_duels (const LlmRankingCount *count, guint begin, guint end, double *term_wins)
{
  const LlmRankingDuel *duels = (const LlmRankingDuel *) count->duels->data;

  for (guint i = begin; i < end; i++)
    {
      term_wins[2 * duels[i].term] += duels[i].halves / 2.0;
      term_wins[2 * duels[i].term + 1] += (2 - duels[i].halves) / 2.0;
    }
}

static void
sum_up_edges (const LlmRankingCount *count, const double *term_wins, double *edge_wins)
{
  const LlmRankingTerm *terms = (const LlmRankingTerm *) count->terms->data;

  memset (edge_wins, 0, 2 * count->edges->len * sizeof *edge_wins);
  for (guint i = 0; i < count->terms->len; i++)
    {
      edge_wins[2 * terms[i].edge] += term_wins[2 * i];
      edge_wins[2 * terms[i].edge + 1] += term_wins[2 * i + 1];
    }
}

static gboolean
is_inside (const LlmRankingCount *count, guint term, const LlmRankingState *states)
{
  const guint number = g_array_index (count->terms, LlmRankingTerm, term).edge;
  const LlmRankingEdge *edge = &g_array_index (count->edges, LlmRankingEdge, number);

  return states[edge->first] == LLM_RANKING_POINTS && states[edge->second] == LLM_RANKING_POINTS;
}

static void
keep_inside (const LlmRankingCount *count, const LlmRankingState *states, double *term_wins)
{
  for (guint i = 0; i < count->terms->len; i++)
    {
      if (!is_inside (count, i, states))
        term_wins[2 * i] = term_wins[2 * i + 1] = 0;
    }
}

static void
estimate_strengths (Bootstrap *self, const LlmRankingOptions *options, GCancellable *cancellable)
{
  LlmRankingEstimate *estimate = self->estimate;
  const LlmRankingCount *count = self->count;
  const guint n = count->models->len;
  gboolean found = FALSE;

  add_duels (count, 0, count->duels->len, self->term_wins);
  sum_up_edges (count, self->term_wins, self->edge_wins);
  llm_ranking_sort_out (count, self->edge_wins, estimate->states);
  keep_inside (count, estimate->states, self->term_wins);
  if (options->length_controlled && isfinite (count->length_unit))
    {
      double effect = 0;

      found = llm_ranking_fit_run (self->fit, self->term_wins, TRUE, estimate->strengths, &effect,
                                   cancellable);
      estimate->with_length = found;
      estimate->length_effect = found ? effect : NAN;
    }
  if (!found)
    {
      double no_effect = 0;

      memset (estimate->strengths, 0, n * sizeof *estimate->strengths);
      found = llm_ranking_fit_run (self->fit, self->term_wins, FALSE, estimate->strengths,
                                   &no_effect, cancellable);
    }
  estimate->converged = found;
  for (guint i = 0; i < n; i++)
    {
      if (!found || estimate->states[i] != LLM_RANKING_POINTS)
        estimate->strengths[i] = NAN;
    }
}

/* --- Intervals --- */

/* So that strengths of a round in which some models have none can be compared with those
 * of others: the mean of those that have is what it is among all. */
static void
shift (Bootstrap *self)
{
  double is = 0, should_be = 0;
  guint n = 0;

  for (guint i = 0; i < self->count->models->len; i++)
    {
      if (self->states[i] != LLM_RANKING_POINTS)
        continue;
      is += self->strengths[i];
      should_be += self->estimate->strengths[i];
      n++;
    }
  for (guint i = 0; i < self->count->models->len; i++)
    {
      switch (self->states[i])
        {
        case LLM_RANKING_POINTS:
          self->strengths[i] += (should_be - is) / n;
          break;
        case LLM_RANKING_ABOVE:
          self->strengths[i] = INFINITY;
          break;
        case LLM_RANKING_BELOW:
          self->strengths[i] = -INFINITY;
          break;
        case LLM_RANKING_APART:
        default:
          self->strengths[i] = NAN;
          break;
        }
    }
}

/* As many ballots as there are, each of them any: those of one turn stay together. */
static void
draw (Bootstrap *self)
{
  const guint *ends = (const guint *) self->count->ends->data;
  const guint n = self->count->ends->len;

  memset (self->term_wins, 0, 2 * self->count->terms->len * sizeof *self->term_wins);
  for (guint i = 0; i < n; i++)
    {
      const guint drawn = (guint) g_rand_int_range (self->random, 0, (gint32) n);

      add_duels (self->count, drawn > 0 ? ends[drawn - 1] : 0, ends[drawn], self->term_wins);
    }
  for (guint i = 0; i < self->count->terms->len; i++)
    {
      if (!self->inside[i])
        self->term_wins[2 * i] = self->term_wins[2 * i + 1] = 0;
    }
}

static void
run_round (Bootstrap *self, GCancellable *cancellable)
{
  const guint n = self->count->models->len;
  double effect = self->estimate->with_length ? self->estimate->length_effect : 0;

  draw (self);
  sum_up_edges (self->count, self->term_wins, self->edge_wins);
  llm_ranking_sort_out (self->count, self->edge_wins, self->states);
  keep_inside (self->count, self->states, self->term_wins);
  for (guint i = 0; i < n; i++)
    self->strengths[i] = self->states[i] == LLM_RANKING_POINTS ? self->estimate->strengths[i] : 0;
  if (!llm_ranking_fit_run (self->fit, self->term_wins, self->estimate->with_length,
                            self->strengths, &effect, cancellable))
    {
      for (guint i = 0; i < n; i++)
        self->states[i] = LLM_RANKING_APART;
      effect = NAN;
    }
  shift (self);
  g_array_append_vals (self->found, self->strengths, n);
  g_array_append_val (self->length_effects, effect);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const double first = *(const double *) a;
  const double second = *(const double *) b;

  return (first > second) - (first < second);
}

/* Between two values in the share of the way, as the usual quantile is; beside an infinite
 * one the outer of both. */
static double
find_quantile (const double *sorted, guint n, double share)
{
  const double place = share * (n - 1);
  const guint below = (guint) floor (place);
  const double part = place - below;

  if (part == 0 || below + 1 >= n || sorted[below] == sorted[below + 1])
    return sorted[below];
  if (!isfinite (sorted[below]) || !isfinite (sorted[below + 1]))
    return share < 0.5 ? sorted[below] : sorted[below + 1];
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

/* A round that could not tell a value may have been anything. */
static void
find_interval (const double *values, guint n, guint stride, double *lower, double *upper)
{
  g_autofree double *sorted = g_new (double, n + 1);

  for (guint side = 0; side < 2; side++)
    {
      for (guint i = 0; i < n; i++)
        {
          sorted[i] = values[(gsize) i * stride];
          if (isnan (sorted[i]))
            sorted[i] = side == 0 ? -INFINITY : INFINITY;
        }
      qsort (sorted, n, sizeof *sorted, compare_numbers);
      *(side == 0 ? lower : upper)
          = find_quantile (sorted, n, side == 0 ? LOWER_SHARE : UPPER_SHARE);
    }
}

static guint
choose_n_rounds (const LlmRankingCount *count, const LlmRankingOptions *options)
{
  const double cost = COST_OF_DUEL * (count->duels->len + count->ends->len)
                      + COST_OF_TERM * count->terms->len + COST_OF_EDGE * count->edges->len;
  const guint wanted = MIN (options->n_rounds, LLM_RANKING_MAX_ROUNDS);

  if (wanted * cost <= BUDGET)
    return wanted;
  return MIN (wanted, MAX (MIN_ROUNDS, (guint) (BUDGET / cost)));
}

static void
find_intervals (Bootstrap *self, const LlmRankingOptions *options, GCancellable *cancellable)
{
  LlmRankingEstimate *estimate = self->estimate;
  const guint n = self->count->models->len;
  const guint n_rounds = choose_n_rounds (self->count, options);
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    any = any || estimate->states[i] == LLM_RANKING_POINTS;
  if (!any)
    return;
  for (guint i = 0; i < self->count->terms->len; i++)
    self->inside[i] = is_inside (self->count, i, estimate->states);
  for (guint round = 0; round < n_rounds; round++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return;
      run_round (self, cancellable);
    }
  estimate->n_rounds = n_rounds;
  for (guint i = 0; i < n && n_rounds > 0; i++)
    {
      if (estimate->states[i] == LLM_RANKING_POINTS)
        find_interval ((const double *) self->found->data + i, n_rounds, n, &estimate->lower[i],
                       &estimate->upper[i]);
    }
  if (estimate->with_length && n_rounds > 0)
    find_interval ((const double *) self->length_effects->data, n_rounds, 1,
                   &estimate->length_lower, &estimate->length_upper);
}

/**
 * llm_ranking_estimate:
 * @self: (out caller-allocates): where to put the estimates
 * @count: the ballots
 * @options: how to estimate
 * @cancellable: (nullable): to end early, with whatever there is
 *
 * Strengths and their 95 % intervals by the bootstrap: ballots are drawn again, as many as
 * there are, and the strengths estimated of these.
 */
void
llm_ranking_estimate (LlmRankingEstimate *self,
                      const LlmRankingCount *count,
                      const LlmRankingOptions *options,
                      GCancellable *cancellable)
{
  g_auto (Bootstrap) bootstrap = { .count = count, .estimate = self };
  const guint n = count->models->len;

  *self = (LlmRankingEstimate){ .length_effect = NAN, .length_lower = NAN, .length_upper = NAN };
  self->states = g_new0 (LlmRankingState, n + 1);
  self->strengths = g_new0 (double, n + 1);
  self->lower = g_new (double, n + 1);
  self->upper = g_new (double, n + 1);
  for (guint i = 0; i < n; i++)
    self->lower[i] = self->upper[i] = NAN;

  bootstrap.fit = llm_ranking_fit_new (count);
  bootstrap.random = g_rand_new_with_seed (options->seed);
  bootstrap.term_wins = g_new0 (double, 2 * count->terms->len + 1);
  bootstrap.edge_wins = g_new0 (double, 2 * count->edges->len + 1);
  bootstrap.inside = g_new0 (gboolean, count->terms->len + 1);
  bootstrap.states = g_new0 (LlmRankingState, n + 1);
  bootstrap.strengths = g_new0 (double, n + 1);
  bootstrap.found = g_array_new (FALSE, FALSE, sizeof (double));
  bootstrap.length_effects = g_array_new (FALSE, FALSE, sizeof (double));
  estimate_strengths (&bootstrap, options, cancellable);
  if (self->converged)
    find_intervals (&bootstrap, options, cancellable);
}

/**
 * llm_ranking_estimate_clear:
 * @self: estimates
 */
void
llm_ranking_estimate_clear (LlmRankingEstimate *self)
{
  g_clear_pointer (&self->states, g_free);
  g_clear_pointer (&self->strengths, g_free);
  g_clear_pointer (&self->lower, g_free);
  g_clear_pointer (&self->upper, g_free);
}
