/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ranking-private.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 100
#define MAX_HALVINGS 30

/* What rounding may do to a likelihood, relative to it. */
#define ROUNDING 1e-10

/* An effect of e^20 to one says that the lengths alone tell who wins. */
#define MAX_LENGTH_EFFECT 20.0

/* Of the residual of linear equations, squared. */
#define RESIDUAL 1e-26

struct _LlmRankingFit
{
  const LlmRankingCount *count;
  guint n;

  /* At the place that was looked at last: the likelihood, its gradient, and minus its
   * second derivatives, between strengths for each edge. */
  double likelihood;
  double *gradient;
  double length_gradient;
  double *edge_weights;
  double *diagonal;
  double *mixed;
  double length_weight;

  double *trial;
  double *step;
  double *length_step;
  double *residual;
  double *direction;
  double *product;
};

/**
 * llm_ranking_fit_new:
 * @count: the ballots, which must outlive it
 *
 * Returns: (transfer full): memory for llm_ranking_fit_run()
 */
LlmRankingFit *
llm_ranking_fit_new (const LlmRankingCount *count)
{
  LlmRankingFit *self = g_new0 (LlmRankingFit, 1);
  double **const vectors[]
      = { &self->gradient,    &self->diagonal, &self->mixed,     &self->trial,  &self->step,
          &self->length_step, &self->residual, &self->direction, &self->product };

  self->count = count;
  self->n = count->models->len;
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    *vectors[i] = g_new0 (double, self->n + 1);
  self->edge_weights = g_new0 (double, count->edges->len + 1);
  return self;
}

/**
 * llm_ranking_fit_free:
 * @self: (transfer full): the memory
 */
void
llm_ranking_fit_free (LlmRankingFit *self)
{
  g_free (self->gradient);
  g_free (self->diagonal);
  g_free (self->mixed);
  g_free (self->trial);
  g_free (self->step);
  g_free (self->length_step);
  g_free (self->residual);
  g_free (self->direction);
  g_free (self->product);
  g_free (self->edge_weights);
  g_free (self);
}

static void
clear_vector (const LlmRankingFit *self, double *vector)
{
  memset (vector, 0, self->n * sizeof *vector);
}

static double
dot (const LlmRankingFit *self, const double *a, const double *b)
{
  double sum = 0;

  for (guint i = 0; i < self->n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* The logarithm of the likelihood and its derivatives. */
static void
look (LlmRankingFit *self, const double *wins, const double *strengths, double length_effect)
{
  const LlmRankingEdge *edges = (const LlmRankingEdge *) self->count->edges->data;
  const LlmRankingTerm *terms = (const LlmRankingTerm *) self->count->terms->data;

  self->likelihood = self->length_gradient = self->length_weight = 0;
  clear_vector (self, self->gradient);
  clear_vector (self, self->diagonal);
  clear_vector (self, self->mixed);
  memset (self->edge_weights, 0, self->count->edges->len * sizeof (double));
  for (guint i = 0; i < self->count->terms->len; i++)
    {
      const double won = wins[2 * i];
      const double lost = wins[2 * i + 1];
      const LlmRankingEdge *edge = &edges[terms[i].edge];
      const double z = terms[i].difference;
      double odds, small, large, e, residual, weight;

      if (won + lost == 0)
        continue;
      /* Everything from e^-|x|, which neither overflows nor cancels. */
      odds = strengths[edge->first] - strengths[edge->second] + length_effect * z;
      e = exp (-fabs (odds));
      large = 1 / (1 + e);
      small = e / (1 + e);
      self->likelihood -= (won + lost) * log1p (e) + fabs (odds) * (odds > 0 ? lost : won);
      residual = odds > 0 ? won * small - lost * large : won * large - lost * small;
      weight = (won + lost) * small * large;

      self->gradient[edge->first] += residual;
      self->gradient[edge->second] -= residual;
      self->length_gradient += residual * z;
      self->edge_weights[terms[i].edge] += weight;
      self->diagonal[edge->first] += weight;
      self->diagonal[edge->second] += weight;
      self->mixed[edge->first] += weight * z;
      self->mixed[edge->second] -= weight * z;
      self->length_weight += weight * z * z;
    }
}

static void
multiply (LlmRankingFit *self, const double *vector, double *product)
{
  const LlmRankingEdge *edges = (const LlmRankingEdge *) self->count->edges->data;

  clear_vector (self, product);
  for (guint i = 0; i < self->count->edges->len; i++)
    {
      const double flow
          = self->edge_weights[i] * (vector[edges[i].first] - vector[edges[i].second]);

      product[edges[i].first] += flow;
      product[edges[i].second] -= flow;
    }
}

/* Takes the mean of those who take part away. */
static void
center (const LlmRankingFit *self, double *vector)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    {
      if (self->diagonal[i] > 0)
        {
          sum += vector[i];
          n++;
        }
    }
  for (guint i = 0; i < self->n; i++)
    vector[i] = self->diagonal[i] > 0 ? vector[i] - sum / MAX (n, 1) : 0;
}

/* Makes the residual one that can be had, and the next direction of it: relative to the last
 * one as the squares are.  Returns the new square. */
static double
turn (LlmRankingFit *self, double last_square)
{
  double square = 0;

  center (self, self->residual);
  for (guint i = 0; i < self->n; i++)
    {
      if (self->diagonal[i] > 0)
        square += self->residual[i] * self->residual[i] / self->diagonal[i];
    }
  for (guint i = 0; i < self->n; i++)
    {
      self->direction[i] *= last_square > 0 ? square / last_square : 0;
      if (self->diagonal[i] > 0)
        self->direction[i] += self->residual[i] / self->diagonal[i];
    }
  return square;
}

/* Solves the equations of the strengths by conjugate gradients.  Who met whom is sparse
 * where models are many.  The matrix is singular, since only differences count: what is
 * the same for all has to be taken out of the residual, where rounding puts it. */
static void
solve (LlmRankingFit *self, const double *right, double *solution)
{
  const guint max_rounds = 10 * self->n + 100;
  double square, first_square;

  clear_vector (self, solution);
  clear_vector (self, self->direction);
  memcpy (self->residual, right, self->n * sizeof *right);
  square = first_square = turn (self, 0);
  for (guint round = 0; round < max_rounds && square > RESIDUAL * first_square; round++)
    {
      double bend, length;

      multiply (self, self->direction, self->product);
      bend = dot (self, self->direction, self->product);
      if (!(bend > 0))
        break;
      length = square / bend;
      for (guint i = 0; i < self->n; i++)
        {
          solution[i] += length * self->direction[i];
          self->residual[i] -= length * self->product[i];
        }
      square = turn (self, square);
    }
  center (self, solution);
}

/* The step of Newton's method.  Returns whether there is one. */
static gboolean
find_step (LlmRankingFit *self, gboolean with_length, double *length_step)
{
  double rest;

  solve (self, self->gradient, self->step);
  *length_step = 0;
  if (!with_length)
    return TRUE;
  solve (self, self->mixed, self->length_step);
  rest = self->length_weight - dot (self, self->mixed, self->length_step);
  /* What lengths say is what strengths say already. */
  if (!(rest > 1e-9 * self->length_weight))
    return FALSE;
  *length_step = (self->length_gradient - dot (self, self->mixed, self->step)) / rest;
  for (guint i = 0; i < self->n; i++)
    self->step[i] -= *length_step * self->length_step[i];
  return isfinite (*length_step);
}

static double
find_largest (const LlmRankingFit *self, const double *vector)
{
  double largest = 0;

  for (guint i = 0; i < self->n; i++)
    largest = MAX (largest, fabs (vector[i]));
  return largest;
}

/* Goes as far along the step as it is uphill.  Returns whether it is at all. */
static gboolean
walk (LlmRankingFit *self,
      const double *wins,
      double *strengths,
      double *length_effect,
      double length_step)
{
  const double least = self->likelihood - ROUNDING * fabs (self->likelihood);
  double part = 1;

  for (guint halving = 0; halving < MAX_HALVINGS; halving++, part /= 2)
    {
      for (guint i = 0; i < self->n; i++)
        self->trial[i] = strengths[i] + part * self->step[i];
      look (self, wins, self->trial, *length_effect + part * length_step);
      if (!(self->likelihood >= least))
        continue;
      memcpy (strengths, self->trial, self->n * sizeof *strengths);
      *length_effect += part * length_step;
      return TRUE;
    }
  return FALSE;
}

/**
 * llm_ranking_fit_run:
 * @self: memory
 * @term_wins: (array): two wins for each term; 0 for those that do not count
 * @with_length: whether the effect of length is estimated, too
 * @strengths: (inout) (array): where to begin, and the strengths; those of models that
 *   fought no duel become 0
 * @length_effect: (inout): where to begin, and the effect of length; stays if not
 *   @with_length
 * @cancellable: (nullable): to end early
 *
 * Maximises the likelihood by Newton's method.  There must be a maximum as far as
 * strengths are concerned: llm_ranking_sort_out().
 *
 * Returns: whether the maximum was found, within %LLM_RANKING_TOLERANCE
 */
gboolean
llm_ranking_fit_run (LlmRankingFit *self,
                     const double *term_wins,
                     gboolean with_length,
                     double *strengths,
                     double *length_effect,
                     GCancellable *cancellable)
{
  look (self, term_wins, strengths, *length_effect);
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      double length_step, size;

      if (g_cancellable_is_cancelled (cancellable) || !find_step (self, with_length, &length_step)
          || !walk (self, term_wins, strengths, length_effect, length_step))
        return FALSE;
      if (fabs (*length_effect) > MAX_LENGTH_EFFECT)
        return FALSE;
      center (self, strengths);
      size = MAX (find_largest (self, self->step), fabs (length_step));
      if (size <= LLM_RANKING_TOLERANCE * (1 + find_largest (self, strengths)))
        return TRUE;
    }
  return FALSE;
}
