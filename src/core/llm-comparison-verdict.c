/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-comparison-private.h"

/* What the user, or a judge, thinks of a comparison. */

/**
 * llm_comparison_get_preferred:
 * @self: a comparison
 *
 * Returns: (nullable): the id of the column the user prefers; in a chat of the answer that
 *   is shown
 */
const char *
llm_comparison_get_preferred (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->preferred;
}

/**
 * llm_comparison_set_preferred:
 * @self: a comparison
 * @column_id: (nullable): the column the user prefers, or NULL for none
 *
 * The verdict is that it is better, or is taken back.
 */
void
llm_comparison_set_preferred (LlmComparison *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (column_id == NULL && self->preferred == NULL)
    return;
  llm_comparison_set_verdict (self, column_id != NULL ? LLM_VERDICT_PREFERRED : LLM_VERDICT_NONE,
                              column_id);
}

/* Notifies only of what differs; returns whether anything does. */
static gboolean
put (LlmComparison *self,
     LlmVerdict verdict,
     const char *column_id,
     gint64 verdict_at,
     gboolean blind)
{
  const gboolean other_column = g_strcmp0 (self->preferred, column_id) != 0;
  const gboolean other_verdict
      = self->verdict != verdict || self->verdict_at != verdict_at || self->verdict_blind != blind;

  if (other_column)
    {
      char *copy = g_strdup (column_id);

      g_free (self->preferred);
      self->preferred = copy;
    }
  self->verdict = verdict;
  self->verdict_at = verdict_at;
  self->verdict_blind = blind;
  if (other_column)
    llm_comparison_notify (self, LLM_COMPARISON_PROP_PREFERRED);
  if (other_verdict)
    llm_comparison_notify (self, LLM_COMPARISON_PROP_VERDICT);
  return other_column || other_verdict;
}

/**
 * llm_comparison_choose:
 * @self: a turn of a chat
 * @column_id: (nullable): the answer that is shown, or NULL for the usual one
 *
 * Unlike llm_comparison_set_preferred() that says nothing of which is better.
 */
void
llm_comparison_choose (LlmComparison *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (put (self, LLM_VERDICT_NONE, column_id, 0, FALSE))
    llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_get_verdict:
 * @self: a comparison
 *
 * Returns: what the user decided
 */
LlmVerdict
llm_comparison_get_verdict (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), LLM_VERDICT_NONE);
  return self->verdict;
}

/**
 * llm_comparison_get_verdict_at:
 * @self: a comparison
 *
 * Returns: when the verdict was given, Unix time in microseconds; 0 if there is none, or if
 *   that is not known
 */
gint64
llm_comparison_get_verdict_at (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), 0);
  return self->verdict_at;
}

/**
 * llm_comparison_get_verdict_blind:
 * @self: a comparison
 *
 * Returns: whether the names of the models were hidden when the verdict was given
 */
gboolean
llm_comparison_get_verdict_blind (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), FALSE);
  return self->verdict_blind;
}

/**
 * llm_comparison_set_verdict:
 * @self: a comparison
 * @verdict: what the user decides now
 * @column_id: (nullable): the column that is better, for %LLM_VERDICT_PREFERRED only
 *
 * The names of the models, if they were hidden, are revealed by a verdict, and stay so when
 * it is taken back: the next one is not blind.
 */
void
llm_comparison_set_verdict (LlmComparison *self, LlmVerdict verdict, const char *column_id)
{
  const gboolean given = verdict != LLM_VERDICT_NONE;
  gboolean blind;

  g_return_if_fail (LLM_IS_COMPARISON (self));
  g_return_if_fail (verdict != LLM_VERDICT_PREFERRED || column_id != NULL);

  if (verdict != LLM_VERDICT_PREFERRED)
    column_id = NULL;
  if (self->verdict == verdict && g_strcmp0 (self->preferred, column_id) == 0)
    return;

  blind = given && self->blind == LLM_BLIND_HIDDEN;
  g_object_freeze_notify (G_OBJECT (self));
  put (self, verdict, column_id, given ? g_get_real_time () : 0, blind);
  if (blind)
    {
      self->blind = LLM_BLIND_REVEALED;
      llm_comparison_update_aliases (self);
      llm_comparison_notify (self, LLM_COMPARISON_PROP_BLIND);
    }
  g_object_thaw_notify (G_OBJECT (self));
  llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_restore_verdict:
 * @self: a comparison
 * @verdict: a verdict that was given earlier
 * @column_id: (nullable): the column it prefers; with %LLM_VERDICT_NONE the answer of a
 *   chat that is shown
 * @verdict_at: when, Unix time in microseconds; 0 if that is not known
 * @blind: whether names were hidden then
 *
 * For what is read, and to undo: unlike llm_comparison_set_verdict() this is not about now.
 * What does not fit together is made to: a verdict that prefers nothing is none, and one
 * that needs no column has none.
 */
void
llm_comparison_restore_verdict (LlmComparison *self,
                                LlmVerdict verdict,
                                const char *column_id,
                                gint64 verdict_at,
                                gboolean blind)
{
  gboolean changed;

  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (verdict == LLM_VERDICT_PREFERRED && column_id == NULL)
    verdict = LLM_VERDICT_NONE;
  if (verdict == LLM_VERDICT_TIE || verdict == LLM_VERDICT_BOTH_BAD)
    column_id = NULL;
  if (verdict == LLM_VERDICT_NONE)
    {
      verdict_at = 0;
      blind = FALSE;
    }
  g_object_freeze_notify (G_OBJECT (self));
  changed = put (self, verdict, column_id, MAX (verdict_at, 0), blind);
  g_object_thaw_notify (G_OBJECT (self));
  if (changed)
    llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_get_note:
 * @self: a comparison
 *
 * Returns: (nullable): what the user noted about it
 */
const char *
llm_comparison_get_note (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->note;
}

/**
 * llm_comparison_set_note:
 * @self: a comparison
 * @note: (nullable): a note, valid UTF-8; NULL or "" for none
 *
 * Of a longer one the first %LLM_COMPARISON_MAX_NOTE characters are kept.
 */
void
llm_comparison_set_note (LlmComparison *self, const char *note)
{
  char *copy = NULL;

  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (note != NULL && *note != '\0')
    copy = g_utf8_strlen (note, -1) > LLM_COMPARISON_MAX_NOTE
               ? g_utf8_substring (note, 0, LLM_COMPARISON_MAX_NOTE)
               : g_strdup (note);
  if (g_strcmp0 (self->note, copy) == 0)
    {
      g_free (copy);
      return;
    }
  g_free (self->note);
  self->note = copy;
  llm_comparison_notify (self, LLM_COMPARISON_PROP_NOTE);
  llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_get_blind:
 * @self: a comparison
 *
 * Returns: whether the names of its models are hidden, or were
 */
LlmBlind
llm_comparison_get_blind (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), LLM_BLIND_NO);
  return self->blind;
}

/**
 * llm_comparison_set_blind:
 * @self: a comparison
 * @blind: %LLM_BLIND_HIDDEN before it is asked, %LLM_BLIND_REVEALED to show the names
 *   without a verdict
 */
void
llm_comparison_set_blind (LlmComparison *self, LlmBlind blind)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (self->blind == blind)
    return;
  self->blind = blind;
  llm_comparison_update_aliases (self);
  llm_comparison_notify (self, LLM_COMPARISON_PROP_BLIND);
  llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_get_judgements:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable) (element-type LlmJudgementRecord): summaries of
 *   the differences that were made of it, the oldest first, if they were read with it
 *   (llm_store_load_whole_async()); the store has them otherwise
 */
GPtrArray *
llm_comparison_get_judgements (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->judgements;
}

/**
 * llm_comparison_set_judgements:
 * @self: a comparison
 * @judgements: (nullable) (element-type LlmJudgementRecord): summaries of its differences,
 *   the oldest first; neither they nor their list are changed any more
 *
 * For an export or an import: llm_store_save_comparison_async() does not write them,
 * llm_store_import_async() does.
 */
void
llm_comparison_set_judgements (LlmComparison *self, GPtrArray *judgements)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));

  g_clear_pointer (&self->judgements, g_ptr_array_unref);
  if (judgements != NULL && judgements->len > 0)
    self->judgements = g_ptr_array_ref (judgements);
}
