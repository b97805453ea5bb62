/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-comparison-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-answer-private.h"

/* What columns are called while their models are hidden. */

/**
 * llm_answer_is_hidden:
 * @self: a column
 *
 * Returns: whether nothing may be shown that tells its model: neither names nor ids,
 *   colours, figures, times, costs nor the words of its provider
 */
gboolean
llm_answer_is_hidden (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  return self->alias != NULL;
}

/**
 * llm_answer_get_shown_title:
 * @self: a column
 *
 * Returns: what it is called for people: its title, with its number if its model was asked
 *   several times; "Answer A" while its model is hidden; notifies as title
 */
const char *
llm_answer_get_shown_title (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  if (self->alias != NULL)
    return self->alias;
  return self->sample_title != NULL ? self->sample_title : self->title;
}

static void
set_alias (LlmAnswer *answer, const char *alias)
{
  if (!llm_answer_replace_string (&answer->alias, alias))
    return;
  g_object_notify (G_OBJECT (answer), "title");
}

/**
 * llm_comparison_make_alias:
 * @index: a place, from 0
 *
 * Returns: (transfer full): what the answer there is called while names are hidden or left
 *   out, such as "Answer A"
 */
char *
llm_comparison_make_alias (guint index)
{
  if (index < 26)
    /* Translators: an answer whose model is hidden, with a letter */
    return g_strdup_printf (_ ("Answer %c"), 'A' + (int) index);
  /* Translators: an answer whose model is hidden, with its number */
  return g_strdup_printf (_ ("Answer %u"), index + 1);
}

/* Names go by the place, as it is seen and stored: the same after it was read again. */
void
llm_comparison_update_aliases (LlmComparison *self)
{
  const gboolean hidden = self->blind == LLM_BLIND_HIDDEN;

  for (guint i = 0; i < self->answers->len; i++)
    {
      g_autofree char *alias = hidden ? llm_comparison_make_alias (i) : NULL;

      set_alias (self->answers->pdata[i], alias);
    }
  llm_comparison_update_samples (self);
}

static gint
compare_ids_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (llm_answer_get_column_id (*(LlmAnswer **) a),
                 llm_answer_get_column_id (*(LlmAnswer **) b));
}

/**
 * llm_comparison_hide_models:
 * @self: a comparison that was not asked yet, with all its columns
 *
 * Puts the columns into an order that says nothing of the line-up, and hides which model
 * each one is until there is a verdict.  The order is that of the columns' ids, which are
 * random; it is the comparison's order from now on, and stored as such.
 */
void
llm_comparison_hide_models (LlmComparison *self)
{
  guint n;

  g_return_if_fail (LLM_IS_COMPARISON (self));

  n = self->answers->len;
  g_ptr_array_sort (self->answers, compare_ids_cb);
  llm_comparison_set_blind (self, LLM_BLIND_HIDDEN);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n, n);
  llm_comparison_emit_changed (self);
}
