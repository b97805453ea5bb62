/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-comparison-private.h"

#include <glib/gi18n-lib.h>

#include "llm-answer-private.h"

/* Columns that ask the same model the same with the same parameters: samples of what it says. */

/* The answers of a turn of a chat are versions of one answer. */
static gboolean
is_chat (LlmComparison *self)
{
  if (self->after_id != NULL)
    return TRUE;
  if (self->conversation_id == NULL || self->previous_id != NULL
      || g_str_equal (self->conversation_id, self->id))
    return FALSE;
  for (guint i = 0; i < self->answers->len; i++)
    {
      if (llm_answer_get_continues (self->answers->pdata[i]) != NULL)
        return FALSE;
    }
  return TRUE;
}

static char *
make_key (LlmAnswer *answer)
{
  g_autofree char *params = llm_params_to_string (llm_answer_get_params (answer));

  return g_strjoin ("\n", llm_answer_get_provider_id (answer), llm_answer_get_model_id (answer),
                    params, NULL);
}

/* Equal for samples of the same model; NULL if there are none in such a turn. */
static GPtrArray *
make_keys (LlmComparison *self)
{
  GPtrArray *keys;

  if (is_chat (self))
    return NULL;
  keys = g_ptr_array_new_full (self->answers->len, g_free);
  for (guint i = 0; i < self->answers->len; i++)
    g_ptr_array_add (keys, make_key (self->answers->pdata[i]));
  return keys;
}

static guint
count_same (const GPtrArray *keys, guint index, guint end)
{
  guint n = 0;

  for (guint i = 0; i < end; i++)
    n += g_str_equal (keys->pdata[i], keys->pdata[index]);
  return n;
}

/**
 * llm_comparison_find_samples:
 * @self: a comparison
 *
 * Tells which columns are samples of one model.  What counts is whom a column asks with which
 * parameters, not how it came to be there: two columns of one model that somebody chose by
 * hand are samples as well.  So a comparison that is read again knows its samples without a
 * mark in the database.  The answers of a turn of a chat are never samples.
 *
 * Returns: (transfer full) (element-type guint): for each column the first one that asks the
 *   same; its own place where there is no other before it
 */
GArray *
llm_comparison_find_samples (LlmComparison *self)
{
  g_autoptr (GPtrArray) keys = NULL;
  GArray *firsts;

  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);

  keys = make_keys (self);
  firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < self->answers->len; i++)
    {
      guint first = i;

      for (guint j = 0; keys != NULL && j < i && first == i; j++)
        first = g_str_equal (keys->pdata[j], keys->pdata[i]) ? j : i;
      g_array_append_val (firsts, first);
    }
  return firsts;
}

/**
 * llm_answer_get_sample:
 * @self: a column
 * @n_samples: (out) (optional): how many samples of its model there are in its comparison
 *
 * Returns: which sample of its model it is, from 1; 0 if its model was asked only once
 */
guint
llm_answer_get_sample (LlmAnswer *self, guint *n_samples)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);

  if (n_samples != NULL)
    *n_samples = MAX (self->n_samples, 1);
  return self->sample;
}

static void
update_answer (LlmAnswer *answer, guint number, guint n)
{
  g_autofree char *title = NULL;

  answer->sample = n > 1 ? number : 0;
  answer->n_samples = n;
  if (n > 1)
    /* Translators: a model that was asked several times, which of its answers this is, and
     * how many there are. */
    title = g_strdup_printf (_ ("%s · %u of %u"), llm_answer_get_title (answer), number, n);
  if (llm_answer_replace_string (&answer->sample_title, title))
    g_object_notify (G_OBJECT (answer), "title");
}

/* Numbers go by the place, as letters do while models are hidden. */
void
llm_comparison_update_samples (LlmComparison *self)
{
  g_autoptr (GPtrArray) keys = make_keys (self);

  for (guint i = 0; i < self->answers->len; i++)
    update_answer (self->answers->pdata[i], keys != NULL ? count_same (keys, i, i + 1) : 1,
                   keys != NULL ? count_same (keys, i, keys->len) : 1);
}
