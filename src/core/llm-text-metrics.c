/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-metrics.h"

#include <glib/gi18n-lib.h>

#include "llm-text-metrics-private.h"
#include "llm-token-estimate.h"

typedef struct
{
  char *id;
  LlmTextState state;
  LlmTextFigures figures;
} Text;

struct _LlmTextMetrics
{
  gatomicrefcount ref_count;
  Text texts[LLM_TEXT_METRICS_MAX_TEXTS];
  guint n_texts;
  /* By the first text and the second one; only where the first one comes before. */
  double overlaps[LLM_TEXT_METRICS_MAX_TEXTS][LLM_TEXT_METRICS_MAX_TEXTS];
  LlmTextPair *pairs[LLM_TEXT_METRICS_MAX_TEXTS][LLM_TEXT_METRICS_MAX_TEXTS];
};

G_DEFINE_BOXED_TYPE (LlmTextMetrics, llm_text_metrics, llm_text_metrics_ref, llm_text_metrics_unref)

/* --- Measuring --- */

static gboolean
is_empty (const LlmWords *words)
{
  const LlmPiece *pieces;
  guint n_pieces;

  pieces = llm_words_get_pieces (words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      if (!llm_piece_is_blank (&pieces[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
measure (Text *text,
         const LlmTextInput *input,
         const LlmTextProfile *profile,
         GCancellable *cancellable,
         GError **error)
{
  LlmTextFigures *figures = &text->figures;

  text->state = LLM_TEXT_COMPARED;
  figures->words = llm_words_count (profile->words);
  figures->characters = llm_words_count_characters (profile->words, cancellable, error);
  if (figures->characters < 0)
    return FALSE;
  figures->sentences = profile->n_sentences;
  figures->tokens = llm_tokens_estimate (input->source != NULL ? input->source : input->text, -1);
  figures->reading_seconds
      = (figures->words * 60 + LLM_TEXT_WORDS_PER_MINUTE - 1) / LLM_TEXT_WORDS_PER_MINUTE;
  figures->structure = input->structure;
  figures->is_cut = llm_words_is_cut (profile->words);
  return TRUE;
}

static gboolean
measure_texts (LlmTextMetrics *self,
               const LlmTextInput *inputs,
               LlmTextTables *tables,
               GPtrArray *profiles,
               GCancellable *cancellable,
               GError **error)
{
  for (guint i = 0; i < self->n_texts; i++)
    {
      Text *text = &self->texts[i];
      g_autoptr (LlmTextProfile) profile = NULL;

      text->id = g_strdup (inputs[i].id);
      text->state = inputs[i].has_failed ? LLM_TEXT_FAILED : LLM_TEXT_EMPTY;
      if (!inputs[i].has_failed && inputs[i].text != NULL)
        {
          profile = llm_text_profile_new (tables, inputs[i].text, cancellable, error);
          if (profile == NULL)
            return FALSE;
          if (is_empty (profile->words))
            g_clear_pointer (&profile, llm_text_profile_free);
          else if (!measure (text, &inputs[i], profile, cancellable, error))
            return FALSE;
        }
      g_ptr_array_add (profiles, g_steal_pointer (&profile));
    }
  return TRUE;
}

static gboolean
compare_texts (LlmTextMetrics *self,
               const LlmTextTables *tables,
               GPtrArray *profiles,
               GCancellable *cancellable,
               GError **error)
{
  for (guint i = 0; i < self->n_texts; i++)
    {
      for (guint j = i + 1; j < self->n_texts; j++)
        {
          const LlmTextProfile *a = profiles->pdata[i], *b = profiles->pdata[j];

          if (a == NULL || b == NULL)
            continue;
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          self->overlaps[i][j] = llm_text_profile_get_overlap (a, b);
          self->pairs[i][j] = llm_text_pair_new (tables, a, b);
        }
    }
  return TRUE;
}

static void
free_profile (gpointer data)
{
  if (data != NULL)
    llm_text_profile_free (data);
}

/**
 * llm_text_metrics_new:
 * @texts: (array length=n_texts): what to compare
 * @n_texts: how many, at most %LLM_TEXT_METRICS_MAX_TEXTS
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Of each text at most %LLM_WORDS_MAX_LENGTH bytes are looked at.  Costs time in proportion to
 * the texts: use a thread, or llm_text_metrics_new_async(), for what may be long.
 *
 * Returns: (transfer full): figures of the texts; %NULL if there are too many, it was cancelled, or
 * ICU has no data
 */
LlmTextMetrics *
llm_text_metrics_new (const LlmTextInput *texts,
                      guint n_texts,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (LlmTextMetrics) self = NULL;
  g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func (free_profile);
  g_auto (LlmTextTables) tables = { 0 };

  llm_text_tables_init (&tables);
  g_return_val_if_fail (texts != NULL || n_texts == 0, NULL);

  if (n_texts > LLM_TEXT_METRICS_MAX_TEXTS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _ ("At most %d answers can be compared at a time. Choose fewer."),
                   LLM_TEXT_METRICS_MAX_TEXTS);
      return NULL;
    }
  self = g_new0 (LlmTextMetrics, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->n_texts = n_texts;
  if (!measure_texts (self, texts, &tables, profiles, cancellable, error))
    return NULL;
  llm_text_tables_find_keywords (&tables);
  if (!compare_texts (self, &tables, profiles, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/* --- In a thread --- */

typedef struct
{
  LlmTextInput *texts;
  guint n_texts;
} Job;

static Job *
job_new (const LlmTextInput *texts, guint n_texts)
{
  Job *job = g_new0 (Job, 1);

  job->n_texts = n_texts;
  job->texts = g_new0 (LlmTextInput, (gsize) n_texts + 1);
  for (guint i = 0; i < n_texts; i++)
    {
      job->texts[i] = texts[i];
      job->texts[i].id = g_strdup (texts[i].id);
      job->texts[i].text = g_strdup (texts[i].text);
      job->texts[i].source = g_strdup (texts[i].source);
    }
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  for (guint i = 0; i < job->n_texts; i++)
    {
      g_free ((char *) job->texts[i].id);
      g_free ((char *) job->texts[i].text);
      g_free ((char *) job->texts[i].source);
    }
  g_free (job->texts);
  g_free (job);
}

static void
measure_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) error = NULL;
  LlmTextMetrics *self = llm_text_metrics_new (job->texts, job->n_texts, cancellable, &error);

  if (self == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, self, (GDestroyNotify) llm_text_metrics_unref);
}

/**
 * llm_text_metrics_new_async:
 * @texts: (array length=n_texts): what to compare; copied
 * @n_texts: how many
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * As llm_text_metrics_new(), in a thread.
 */
void
llm_text_metrics_new_async (const LlmTextInput *texts,
                            guint n_texts,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (texts != NULL || n_texts == 0);

  g_task_set_source_tag (task, llm_text_metrics_new_async);
  g_task_set_task_data (task, job_new (texts, n_texts), job_free);
  g_task_run_in_thread (task, measure_thread);
}

/**
 * llm_text_metrics_new_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): figures of the texts; %NULL as llm_text_metrics_new()
 */
LlmTextMetrics *
llm_text_metrics_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What is known --- */

/**
 * llm_text_metrics_ref:
 * @self: figures
 *
 * Returns: (transfer full): @self
 */
LlmTextMetrics *
llm_text_metrics_ref (LlmTextMetrics *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_text_metrics_unref:
 * @self: (transfer full): figures
 */
void
llm_text_metrics_unref (LlmTextMetrics *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_texts; i++)
    {
      g_free (self->texts[i].id);
      for (guint j = i + 1; j < self->n_texts; j++)
        g_clear_pointer (&self->pairs[i][j], llm_text_pair_free);
    }
  g_free (self);
}

/**
 * llm_text_metrics_get_n_texts:
 * @self: figures
 *
 * Returns: how many texts there are, those that were left out included
 */
guint
llm_text_metrics_get_n_texts (const LlmTextMetrics *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_texts;
}

/**
 * llm_text_metrics_get_n_compared:
 * @self: figures
 *
 * Returns: how many texts were not left out
 */
guint
llm_text_metrics_get_n_compared (const LlmTextMetrics *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->n_texts; i++)
    n += self->texts[i].state == LLM_TEXT_COMPARED;
  return n;
}

/**
 * llm_text_metrics_get_id:
 * @self: figures
 * @text: the index of a text
 *
 * Returns: (nullable): the id it was given with
 */
const char *
llm_text_metrics_get_id (const LlmTextMetrics *self, guint text)
{
  g_return_val_if_fail (self != NULL && text < self->n_texts, NULL);
  return self->texts[text].id;
}

/**
 * llm_text_metrics_get_state:
 * @self: figures
 * @text: the index of a text
 *
 * Returns: whether it was compared, or why not
 */
LlmTextState
llm_text_metrics_get_state (const LlmTextMetrics *self, guint text)
{
  g_return_val_if_fail (self != NULL && text < self->n_texts, LLM_TEXT_EMPTY);
  return self->texts[text].state;
}

/**
 * llm_text_metrics_get_figures:
 * @self: figures
 * @text: the index of a text
 * @figures: (out): its figures
 *
 * Returns: whether there are any: not of a text that was left out
 */
gboolean
llm_text_metrics_get_figures (const LlmTextMetrics *self, guint text, LlmTextFigures *figures)
{
  g_return_val_if_fail (self != NULL && text < self->n_texts && figures != NULL, FALSE);

  if (self->texts[text].state != LLM_TEXT_COMPARED)
    return FALSE;
  *figures = self->texts[text].figures;
  return TRUE;
}

/**
 * llm_text_metrics_get_overlap:
 * @self: figures
 * @a: the index of a text
 * @b: the index of another one
 * @overlap: (out): the part of the words of both that each of them has, from 0 to 1: the
 *   Jaccard index of their sets of words.  Numbers count, marks do not, nor do capitals
 *   and how accents are written.
 *
 * Returns: whether it is known: not where one was left out, or neither has words
 */
gboolean
llm_text_metrics_get_overlap (const LlmTextMetrics *self, guint a, guint b, double *overlap)
{
  g_return_val_if_fail (self != NULL && a < self->n_texts && b < self->n_texts, FALSE);
  g_return_val_if_fail (overlap != NULL, FALSE);

  if (self->texts[a].state != LLM_TEXT_COMPARED || self->texts[b].state != LLM_TEXT_COMPARED)
    return FALSE;
  if (a == b && self->texts[a].figures.words == 0)
    return FALSE;
  *overlap = a == b ? 1 : self->overlaps[MIN (a, b)][MAX (a, b)];
  return *overlap >= 0;
}

/**
 * llm_text_metrics_get_pair:
 * @self: figures
 * @a: the index of a text
 * @b: the index of one behind it
 *
 * Returns: (transfer none) (nullable): what they have in common and what not; %NULL if one of
 *   them was left out
 */
const LlmTextPair *
llm_text_metrics_get_pair (const LlmTextMetrics *self, guint a, guint b)
{
  g_return_val_if_fail (self != NULL && a < b && b < self->n_texts, NULL);
  return self->pairs[a][b];
}
