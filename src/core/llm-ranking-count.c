/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ranking-private.h"

#include <math.h>
#include <string.h>

#define NO_EDGE G_MAXUINT

/* Between two looks at the cancellable. */
#define BALLOTS_AT_ONCE 1024

/* One model while models are collected. */
typedef struct
{
  const LlmBallotCandidate *last; /* as its newest ballot has it */
  guint n_ballots;
  guint last_ballot; /* the number of that ballot, from 1 */
  guint index;       /* G_MAXUINT if it is left out */
} Model;

/* Where counting has come to. */
typedef struct
{
  LlmRankingCount *count;
  gboolean with_length;
  GPtrArray *ballots; /* those that the options let through */
  GHashTable *models; /* of LlmBallotCandidate* to Model* */
  guint *edge_of;     /* by first model times number of models plus second */
  GArray *pairs;
  double sum_squares;
} Counter;

static guint
candidate_hash (gconstpointer data)
{
  const LlmBallotCandidate *candidate = data;

  return g_direct_hash (candidate->provider_id) * 31 + g_direct_hash (candidate->model_id);
}

/* The ids are interned. */
static gboolean
candidate_equal (gconstpointer a, gconstpointer b)
{
  const LlmBallotCandidate *first = a;
  const LlmBallotCandidate *second = b;

  return first->provider_id == second->provider_id && first->model_id == second->model_id;
}

static void
counter_clear (Counter *self)
{
  g_clear_pointer (&self->ballots, g_ptr_array_unref);
  g_clear_pointer (&self->models, g_hash_table_unref);
  g_clear_pointer (&self->pairs, g_array_unref);
  g_clear_pointer (&self->edge_of, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Counter, counter_clear)

static gboolean
is_wanted (LlmBallot *ballot, const LlmRankingOptions *options)
{
  const gint64 time_us = llm_ballot_get_time (ballot);

  if (options->blind_only && !llm_ballot_get_blind (ballot))
    return FALSE;
  if ((options->since != 0 && time_us < options->since)
      || (options->until != 0 && time_us >= options->until))
    return FALSE;
  return options->tag == NULL || llm_ballot_has_tag (ballot, options->tag);
}

/* A duel whose lengths are not known says nothing about strengths at equal length. */
static gboolean
find_difference (Counter *self, LlmBallot *ballot, const LlmBallotPair *pair, double *difference)
{
  const LlmBallotCandidate *first = llm_ballot_get_candidate (ballot, pair->first);
  const LlmBallotCandidate *second = llm_ballot_get_candidate (ballot, pair->second);

  *difference = 0;
  if (!self->with_length)
    return TRUE;
  if (first->length < 0 || second->length < 0)
    return FALSE;
  if (first->length != second->length)
    *difference = ((double) first->length - (double) second->length)
                  / ((double) first->length + (double) second->length);
  return TRUE;
}

static void
meet (Counter *self, LlmBallot *ballot, guint candidate, guint number)
{
  const LlmBallotCandidate *key = llm_ballot_get_candidate (ballot, candidate);
  Model *model = g_hash_table_lookup (self->models, key);

  if (model == NULL)
    {
      model = g_new0 (Model, 1);
      g_hash_table_insert (self->models, (gpointer) key, model);
    }
  if (model->last_ballot == number)
    return;
  model->last_ballot = number;
  model->last = key;
  model->n_ballots++;
}

/* The newest ballots that are wanted and lead to a duel, and who fights them. */
static gboolean
collect (Counter *self,
         GPtrArray *ballots,
         const LlmRankingOptions *options,
         GCancellable *cancellable)
{
  guint n_pairs = 0;
  gboolean full = FALSE;

  for (guint i = ballots->len; i-- > 0;)
    {
      LlmBallot *ballot = ballots->pdata[i];
      guint n_used = 0;

      if (i % BALLOTS_AT_ONCE == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      if (!is_wanted (ballot, options))
        continue;
      g_array_set_size (self->pairs, 0);
      llm_ballot_get_pairs (ballot, self->pairs);
      for (guint j = 0; j < self->pairs->len; j++)
        {
          double difference;

          n_used += !!find_difference (self, ballot, &g_array_index (self->pairs, LlmBallotPair, j),
                                       &difference);
        }
      if (n_used == 0)
        continue;
      full = full || self->ballots->len >= LLM_RANKING_MAX_BALLOTS
             || n_pairs + n_used > LLM_RANKING_MAX_PAIRS;
      if (full)
        {
          self->count->n_left_out++;
          continue;
        }
      n_pairs += n_used;
      g_ptr_array_add (self->ballots, ballot);
    }
  /* Oldest first again, so that the newest names are seen last. */
  for (guint i = 0, j = self->ballots->len; i + 1 < j; i++)
    {
      gpointer ballot = self->ballots->pdata[i];

      self->ballots->pdata[i] = self->ballots->pdata[--j];
      self->ballots->pdata[j] = ballot;
    }
  return TRUE;
}

static void
collect_models (Counter *self)
{
  for (guint i = 0; i < self->ballots->len; i++)
    {
      LlmBallot *ballot = self->ballots->pdata[i];

      g_array_set_size (self->pairs, 0);
      llm_ballot_get_pairs (ballot, self->pairs);
      for (guint j = 0; j < self->pairs->len; j++)
        {
          const LlmBallotPair *pair = &g_array_index (self->pairs, LlmBallotPair, j);
          double difference;

          if (!find_difference (self, ballot, pair, &difference))
            continue;
          meet (self, ballot, pair->first, i + 1);
          meet (self, ballot, pair->second, i + 1);
        }
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const LlmBallotCandidate *first = (*(Model *const *) a)->last;
  const LlmBallotCandidate *second = (*(Model *const *) b)->last;
  const int order = strcmp (first->provider_id, second->provider_id);

  return order != 0 ? order : strcmp (first->model_id, second->model_id);
}

static int
compare_ballots (gconstpointer a, gconstpointer b)
{
  const Model *first = *(Model *const *) a;
  const Model *second = *(Model *const *) b;

  if (first->n_ballots != second->n_ballots)
    return first->n_ballots > second->n_ballots ? -1 : 1;
  return compare_names (a, b);
}

/* Numbers depend on the names only, not on the order of ballots. */
static void
number_models (Counter *self)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new ();
  GHashTableIter iter;
  Model *model;

  g_hash_table_iter_init (&iter, self->models);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &model))
    {
      model->index = G_MAXUINT;
      g_ptr_array_add (models, model);
    }
  g_ptr_array_sort (models, compare_ballots);
  g_ptr_array_set_size (models, MIN ((int) models->len, LLM_RANKING_MAX_MODELS));
  g_ptr_array_sort (models, compare_names);
  for (guint i = 0; i < models->len; i++)
    {
      model = models->pdata[i];
      model->index = i;
      g_ptr_array_add (self->count->models, (gpointer) model->last);
    }
  self->count->n_votes = g_new0 (guint, models->len + 1);
}

static guint
find_edge (Counter *self, guint first, guint second)
{
  LlmRankingCount *count = self->count;
  guint *edge = &self->edge_of[(gsize) first * count->models->len + second];

  if (*edge == NO_EDGE)
    {
      const LlmRankingEdge new_edge = { first, second };
      const LlmRankingRecord record = { 0, 0, 0 };
      const LlmRankingTerm term = { count->edges->len, 0 };

      *edge = count->edges->len;
      g_array_append_val (count->edges, new_edge);
      g_array_append_val (count->records, record);
      /* Without lengths there is one term for each edge. */
      if (!self->with_length)
        g_array_append_val (count->terms, term);
    }
  return *edge;
}

/* Returns whether both models are counted. */
static gboolean
add_duel (Counter *self, LlmBallot *ballot, const LlmBallotPair *pair, guint indexes[2])
{
  const LlmBallotCandidate *candidates[2] = { llm_ballot_get_candidate (ballot, pair->first),
                                              llm_ballot_get_candidate (ballot, pair->second) };
  const Model *first = g_hash_table_lookup (self->models, candidates[0]);
  const Model *second = g_hash_table_lookup (self->models, candidates[1]);
  LlmRankingDuel duel = { 0, pair->tie ? 1 : 2 };
  LlmRankingRecord *record;
  gboolean turned;
  double difference;
  guint edge;

  if (!find_difference (self, ballot, pair, &difference) || first->index == G_MAXUINT
      || second->index == G_MAXUINT)
    return FALSE;
  indexes[0] = first->index;
  indexes[1] = second->index;
  turned = first->index > second->index;
  edge = find_edge (self, MIN (indexes[0], indexes[1]), MAX (indexes[0], indexes[1]));
  record = &g_array_index (self->count->records, LlmRankingRecord, edge);
  if (pair->tie)
    record->n_ties++;
  else if (turned)
    record->n_losses++;
  else
    record->n_wins++;
  if (turned)
    duel.halves = 2 - duel.halves;
  duel.term = edge;
  if (self->with_length)
    {
      const LlmRankingTerm term = { edge, turned ? -difference : difference };

      duel.term = self->count->terms->len;
      g_array_append_val (self->count->terms, term);
      self->sum_squares += difference * difference;
    }
  g_array_append_val (self->count->duels, duel);
  return TRUE;
}

static void
add_ballot (Counter *self, LlmBallot *ballot)
{
  LlmRankingCount *count = self->count;
  gboolean met[LLM_BALLOT_MAX_CANDIDATES] = { FALSE };
  guint model_of[LLM_BALLOT_MAX_CANDIDATES] = { 0 };
  const guint n_before = count->duels->len;

  g_array_set_size (self->pairs, 0);
  llm_ballot_get_pairs (ballot, self->pairs);
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const LlmBallotPair *pair = &g_array_index (self->pairs, LlmBallotPair, i);
      guint indexes[2];

      if (!add_duel (self, ballot, pair, indexes))
        continue;
      met[pair->first] = met[pair->second] = TRUE;
      model_of[pair->first] = indexes[0];
      model_of[pair->second] = indexes[1];
    }
  if (count->duels->len == n_before)
    return;
  g_array_append_val (count->ends, count->duels->len);
  for (guint i = 0; i < llm_ballot_get_n_candidates (ballot); i++)
    {
      gboolean seen = !met[i];

      /* Two answers of one model are one ballot. */
      for (guint j = 0; j < i && !seen; j++)
        seen = met[j] && model_of[j] == model_of[i];
      if (!seen)
        count->n_votes[model_of[i]]++;
    }
}

/* The root of the mean square does not depend on which answer was the first of a pair, as
 * a standard deviation about the mean would. */
static void
scale_differences (Counter *self)
{
  LlmRankingCount *count = self->count;

  count->length_unit = NAN;
  if (!self->with_length || count->terms->len == 0 || !(self->sum_squares > 0))
    return;
  count->length_unit = sqrt (self->sum_squares / count->terms->len);
  for (guint i = 0; i < count->terms->len; i++)
    g_array_index (count->terms, LlmRankingTerm, i).difference /= count->length_unit;
}

/**
 * llm_ranking_count:
 * @self: (out caller-allocates): where to put the numbers
 * @ballots: (element-type LlmBallot): the ballots, oldest first
 * @options: which of them count
 * @cancellable: (nullable): to end early
 *
 * Returns: whether all was counted, not cancelled
 */
gboolean
llm_ranking_count (LlmRankingCount *self,
                   GPtrArray *ballots,
                   const LlmRankingOptions *options,
                   GCancellable *cancellable)
{
  g_auto (Counter) counter = { .count = self, .with_length = options->length_controlled };
  gsize n_cells;

  *self = (LlmRankingCount){ 0 };
  self->models = g_ptr_array_new ();
  self->edges = g_array_new (FALSE, FALSE, sizeof (LlmRankingEdge));
  self->terms = g_array_new (FALSE, FALSE, sizeof (LlmRankingTerm));
  self->duels = g_array_new (FALSE, FALSE, sizeof (LlmRankingDuel));
  self->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  self->records = g_array_new (FALSE, FALSE, sizeof (LlmRankingRecord));
  counter.ballots = g_ptr_array_new ();
  counter.models = g_hash_table_new_full (candidate_hash, candidate_equal, NULL, g_free);
  counter.pairs = g_array_new (FALSE, FALSE, sizeof (LlmBallotPair));
  if (!collect (&counter, ballots, options, cancellable))
    return FALSE;
  collect_models (&counter);
  number_models (&counter);
  n_cells = (gsize) self->models->len * self->models->len;
  counter.edge_of = g_new (guint, n_cells + 1);
  for (gsize i = 0; i < n_cells; i++)
    counter.edge_of[i] = NO_EDGE;
  for (guint i = 0; i < counter.ballots->len; i++)
    {
      if (i % BALLOTS_AT_ONCE == 0 && g_cancellable_is_cancelled (cancellable))
        return FALSE;
      add_ballot (&counter, counter.ballots->pdata[i]);
    }
  scale_differences (&counter);
  return TRUE;
}

/**
 * llm_ranking_count_clear:
 * @self: numbers
 */
void
llm_ranking_count_clear (LlmRankingCount *self)
{
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->n_votes, g_free);
  g_clear_pointer (&self->edges, g_array_unref);
  g_clear_pointer (&self->terms, g_array_unref);
  g_clear_pointer (&self->duels, g_array_unref);
  g_clear_pointer (&self->ends, g_array_unref);
  g_clear_pointer (&self->records, g_array_unref);
}
