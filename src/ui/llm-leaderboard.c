/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-leaderboard.h"

#include <string.h>

/* Votes come in bursts, as answers are saved; one load is for all of a burst. */
#define DELAY_MS 400

/* More tags than anybody looks through. */
#define MAX_TAGS 500

struct _LlmLeaderboard
{
  GObject parent_instance;

  LlmStore *store;
  LlmRankingOptions options;
  char *tag;

  GPtrArray *ballots; /* all that there are; NULL before the first load */
  char **tags;
  LlmRanking *ranking;
  GError *error;

  GCancellable *cancellable; /* of loading */
  GCancellable *ranking_cancellable;
  guint source_id;
  gboolean loading;
  gboolean ranking_runs;
  gboolean again; /* whether something changed while it was loaded or ranked */
};

G_DEFINE_FINAL_TYPE (LlmLeaderboard, llm_leaderboard, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void load (LlmLeaderboard *self);

/* A call that may outlive the leaderboard. */
static GWeakRef *
weak_new (LlmLeaderboard *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static LlmLeaderboard *
weak_take (GWeakRef *weak)
{
  LlmLeaderboard *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

static void
emit_changed (LlmLeaderboard *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Whether it is another one --- */

static gboolean
same_number (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
same_row (const LlmRankingRow *a, const LlmRankingRow *b)
{
  return strcmp (a->provider_id, b->provider_id) == 0 && strcmp (a->model_id, b->model_id) == 0
         && strcmp (a->title, b->title) == 0 && a->state == b->state && a->place == b->place
         && same_number (a->points, b->points) && same_number (a->lower, b->lower)
         && same_number (a->upper, b->upper) && a->n_votes == b->n_votes && a->n_wins == b->n_wins
         && a->n_ties == b->n_ties && a->n_losses == b->n_losses;
}

static gboolean
same_records (LlmRanking *a, LlmRanking *b, guint row, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LlmRankingRecord first, second;

      llm_ranking_get_record (a, row, i, &first);
      llm_ranking_get_record (b, row, i, &second);
      if (first.n_wins != second.n_wins || first.n_ties != second.n_ties
          || first.n_losses != second.n_losses)
        return FALSE;
    }
  return TRUE;
}

/* Most of what a store saves has nothing to do with it, and who reads a table does not want
 * it made anew. */
static gboolean
same_ranking (LlmRanking *a, LlmRanking *b)
{
  const guint n = llm_ranking_get_n_rows (a);
  const LlmRankingFigures *first = llm_ranking_get_figures (a);
  const LlmRankingFigures *second = llm_ranking_get_figures (b);

  if (n != llm_ranking_get_n_rows (b) || first->n_ballots != second->n_ballots
      || first->n_pairs != second->n_pairs || first->n_left_out != second->n_left_out
      || first->length != second->length || first->converged != second->converged
      || !same_number (first->length_effect, second->length_effect)
      || !same_number (first->length_unit, second->length_unit))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      if (!same_row (llm_ranking_get_row (a, i), llm_ranking_get_row (b, i))
          || !same_records (a, b, i, n))
        return FALSE;
    }
  return TRUE;
}

/* --- Ranking --- */

static void
finish_step (LlmLeaderboard *self)
{
  if (!self->again || self->loading || self->ranking_runs)
    return;
  self->again = FALSE;
  load (self);
}

static void
ranked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmLeaderboard) self = weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmRanking) ranking = llm_ranking_compute_finish (result, &error);

  /* One that was cancelled has been followed by another. */
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->ranking_runs = FALSE;
  if (ranking == NULL || self->ranking == NULL || self->error != NULL
      || !same_ranking (ranking, self->ranking))
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      g_clear_pointer (&self->ranking, llm_ranking_unref);
      self->ranking = g_steal_pointer (&ranking);
      emit_changed (self);
    }
  finish_step (self);
}

static void
rank (LlmLeaderboard *self)
{
  g_cancellable_cancel (self->ranking_cancellable);
  g_clear_object (&self->ranking_cancellable);
  self->ranking_cancellable = g_cancellable_new ();
  self->ranking_runs = TRUE;
  llm_ranking_compute_async (self->ballots, &self->options, self->ranking_cancellable, ranked_cb,
                             weak_new (self));
}

/* --- Loading --- */

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/* Those that have been voted in. */
static char **
collect_tags (GPtrArray *ballots)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) tags = g_ptr_array_new ();

  for (guint i = 0; i < ballots->len; i++)
    {
      const char *const *names = llm_ballot_get_tags (ballots->pdata[i]);

      for (guint j = 0; names != NULL && names[j] != NULL && tags->len < MAX_TAGS; j++)
        {
          if (g_hash_table_add (seen, (gpointer) names[j]))
            g_ptr_array_add (tags, g_strdup (names[j]));
        }
    }
  g_ptr_array_sort (tags, compare_tags);
  g_ptr_array_add (tags, NULL);
  return (char **) g_ptr_array_steal (tags, NULL);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmLeaderboard) self = weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ballots = llm_store_list_finish (LLM_STORE (source), result, &error);
  g_auto (GStrv) tags = NULL;

  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->loading = FALSE;
  if (ballots == NULL)
    {
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
      emit_changed (self);
      finish_step (self);
      return;
    }
  g_clear_pointer (&self->ballots, g_ptr_array_unref);
  self->ballots = g_steal_pointer (&ballots);
  tags = collect_tags (self->ballots);
  if (self->tags == NULL
      || !g_strv_equal ((const char *const *) self->tags, (const char *const *) tags))
    {
      g_strfreev (self->tags);
      self->tags = g_steal_pointer (&tags);
      /* What comes of the ranking may be the same. */
      if (self->ranking != NULL)
        emit_changed (self);
    }
  rank (self);
}

static void
load (LlmLeaderboard *self)
{
  self->loading = TRUE;
  llm_store_load_ballots_async (self->store, NULL, self->cancellable, loaded_cb, weak_new (self));
}

static gboolean
delay_cb (gpointer user_data)
{
  LlmLeaderboard *self = user_data;

  self->source_id = 0;
  llm_leaderboard_reload (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (LlmLeaderboard *self)
{
  if (self->source_id == 0)
    self->source_id = g_timeout_add (DELAY_MS, delay_cb, self);
}

/* --- The object --- */

static void
llm_leaderboard_dispose (GObject *object)
{
  LlmLeaderboard *self = LLM_LEADERBOARD (object);

  g_clear_handle_id (&self->source_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->ranking_cancellable);
  g_clear_object (&self->ranking_cancellable);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_leaderboard_parent_class)->dispose (object);
}

static void
llm_leaderboard_finalize (GObject *object)
{
  LlmLeaderboard *self = LLM_LEADERBOARD (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->ballots, g_ptr_array_unref);
  g_clear_pointer (&self->ranking, llm_ranking_unref);
  g_clear_error (&self->error);
  g_strfreev (self->tags);
  g_free (self->tag);

  G_OBJECT_CLASS (llm_leaderboard_parent_class)->finalize (object);
}

static void
llm_leaderboard_class_init (LlmLeaderboardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_leaderboard_dispose;
  object_class->finalize = llm_leaderboard_finalize;

  /**
   * LlmLeaderboard::changed:
   *
   * The error, the ranking or the tags are others.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_LEADERBOARD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_leaderboard_init (LlmLeaderboard *self)
{
  self->cancellable = g_cancellable_new ();
  llm_ranking_options_init (&self->options);
}

/**
 * llm_leaderboard_new:
 * @store: where the votes are
 *
 * Begins to load.
 *
 * Returns: (transfer full): a leaderboard without a ranking yet
 */
LlmLeaderboard *
llm_leaderboard_new (LlmStore *store)
{
  LlmLeaderboard *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_LEADERBOARD, NULL);
  self->store = g_object_ref (store);
  g_signal_connect_object (store, "ballots-changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "folders-changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/**
 * llm_leaderboard_reload:
 * @self: a leaderboard
 *
 * Loads the votes again; after what is under way, which a stream of changes never keeps
 * from its end.
 */
void
llm_leaderboard_reload (LlmLeaderboard *self)
{
  g_return_if_fail (LLM_IS_LEADERBOARD (self));

  self->again = TRUE;
  finish_step (self);
}

/**
 * llm_leaderboard_set_options:
 * @self: a leaderboard
 * @options: what is ranked, and how
 *
 * Ranks anew, from the votes that are loaded.
 */
void
llm_leaderboard_set_options (LlmLeaderboard *self, const LlmRankingOptions *options)
{
  char *tag;

  g_return_if_fail (LLM_IS_LEADERBOARD (self));
  g_return_if_fail (options != NULL);

  tag = g_strdup (options->tag);
  g_free (self->tag);
  self->options = *options;
  self->options.tag = self->tag = tag;
  if (self->ballots != NULL)
    rank (self);
}

/**
 * llm_leaderboard_get_options:
 * @self: a leaderboard
 *
 * Returns: (transfer none): what is ranked, and how
 */
const LlmRankingOptions *
llm_leaderboard_get_options (LlmLeaderboard *self)
{
  g_return_val_if_fail (LLM_IS_LEADERBOARD (self), NULL);
  return &self->options;
}

/**
 * llm_leaderboard_get_ranking:
 * @self: a leaderboard
 *
 * Returns: (transfer none) (nullable): the ranking, maybe of options before; %NULL before
 *   there is one, and if there cannot be one
 */
LlmRanking *
llm_leaderboard_get_ranking (LlmLeaderboard *self)
{
  g_return_val_if_fail (LLM_IS_LEADERBOARD (self), NULL);
  return self->ranking;
}

/**
 * llm_leaderboard_get_error:
 * @self: a leaderboard
 *
 * Returns: (transfer none) (nullable): why votes could not be read or ranked last
 */
const GError *
llm_leaderboard_get_error (LlmLeaderboard *self)
{
  g_return_val_if_fail (LLM_IS_LEADERBOARD (self), NULL);
  return self->error;
}

/**
 * llm_leaderboard_get_n_ballots:
 * @self: a leaderboard
 *
 * Returns: in how many turns something was decided, whatever the options are
 */
guint
llm_leaderboard_get_n_ballots (LlmLeaderboard *self)
{
  g_return_val_if_fail (LLM_IS_LEADERBOARD (self), 0);
  return self->ballots != NULL ? self->ballots->len : 0;
}

/**
 * llm_leaderboard_get_tags:
 * @self: a leaderboard
 *
 * Returns: (transfer none) (nullable): tags of what was voted on, in the order of the
 *   user's language
 */
const char *const *
llm_leaderboard_get_tags (LlmLeaderboard *self)
{
  g_return_val_if_fail (LLM_IS_LEADERBOARD (self), NULL);
  return (const char *const *) self->tags;
}
