/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-private.h"

#include "llm-error.h"
#include "llm-params.h"
#include "llm-token-estimate.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the words around the texts take, in tokens, at most. */
#define AROUND_TOKENS 100

static void
answer_free (gpointer data)
{
  LlmJudgeAnswer *answer = data;

  g_free (answer->column_id);
  g_free (answer->provider_id);
  g_free (answer->model_id);
  g_free (answer->text);
  g_free (answer);
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

/* One that failed is not what its model has to say. */
static gboolean
can_be_judged (LlmAnswer *answer)
{
  const LlmAnswerState state = llm_answer_get_state (answer);

  return llm_answer_state_is_final (state) && state != LLM_ANSWER_FAILED
         && !is_blank (llm_answer_get_text (answer));
}

/**
 * llm_judge_can_ask:
 * @comparison: a turn
 * @error: where to put an #LlmError with a plain sentence
 *
 * Returns: whether its answers can be judged now: none is being written, and at least two
 *   have text and did not fail
 */
gboolean
llm_judge_can_ask (LlmComparison *comparison, GError **error)
{
  guint n = 0;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), FALSE);

  if (llm_comparison_get_running (comparison))
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                           _ ("An answer is still being written. Wait for its end, or stop it."));
      return FALSE;
    }
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    n += can_be_judged (llm_comparison_get_answer (comparison, i)) ? 1 : 0;
  if (n < 2)
    {
      g_set_error_literal (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                           _ ("There are not two answers to compare. Ask another model, or ask "
                              "those again whose answers failed or are empty."));
      return FALSE;
    }
  if (n > LLM_JUDGE_MAX_ANSWERS)
    {
      g_set_error (error, LLM_ERROR, LLM_ERROR_BAD_REQUEST,
                   _ ("There are %u answers; no more than %u can be compared at once."), n,
                   (guint) LLM_JUDGE_MAX_ANSWERS);
      return FALSE;
    }
  return TRUE;
}

static void
add_answer (LlmJudgeMaterial *self, LlmAnswer *answer)
{
  LlmJudgeAnswer *copy = g_new0 (LlmJudgeAnswer, 1);

  copy->column_id = g_strdup (llm_answer_get_column_id (answer));
  copy->provider_id = g_strdup (llm_answer_get_provider_id (answer));
  copy->model_id = g_strdup (llm_answer_get_model_id (answer));
  copy->text = g_strdup (llm_answer_get_text (answer));
  copy->incomplete = llm_answer_get_state (answer) != LLM_ANSWER_DONE
                     || g_strcmp0 (llm_answer_get_finish_reason (answer), "length") == 0;
  g_ptr_array_add (self->answers, copy);
}

/**
 * llm_judge_material_new:
 * @comparison: a turn
 * @error: see llm_judge_can_ask()
 *
 * Returns: (transfer full) (nullable): a copy of what is to be judged of it
 */
LlmJudgeMaterial *
llm_judge_material_new (LlmComparison *comparison, GError **error)
{
  g_autoptr (GStrvBuilder) left_out = NULL;
  GPtrArray *images;
  LlmJudgeMaterial *self;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  if (!llm_judge_can_ask (comparison, error))
    return NULL;
  images = llm_comparison_get_images (comparison);
  self = g_new0 (LlmJudgeMaterial, 1);
  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->turn_id = g_strdup (llm_comparison_get_id (comparison));
  self->prompt = g_strdup (llm_comparison_get_prompt (comparison));
  self->system = g_strdup (llm_comparison_get_system (comparison));
  self->n_images = images != NULL ? images->len : 0;
  self->is_follow_up = llm_comparison_get_previous_id (comparison) != NULL;
  self->answers = g_ptr_array_new_with_free_func (answer_free);
  left_out = g_strv_builder_new ();
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (can_be_judged (answer))
        add_answer (self, answer);
      else
        g_strv_builder_add (left_out, llm_answer_get_column_id (answer));
    }
  self->left_out = g_strv_builder_end (left_out);
  return self;
}

/**
 * llm_judge_material_ref:
 * @self: a material
 *
 * Returns: (transfer full): @self
 */
LlmJudgeMaterial *
llm_judge_material_ref (LlmJudgeMaterial *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_judge_material_unref:
 * @self: (transfer full): a material
 */
void
llm_judge_material_unref (LlmJudgeMaterial *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->turn_id);
  g_free (self->prompt);
  g_free (self->system);
  g_ptr_array_unref (self->answers);
  g_strfreev (self->left_out);
  g_mutex_clear (&self->lock);
  g_strfreev (self->digests);
  g_free (self->tokens);
  g_free (self);
}

/**
 * llm_judge_material_get_turn_id:
 * @self: a material
 *
 * Returns: the id of the turn it is of
 */
const char *
llm_judge_material_get_turn_id (const LlmJudgeMaterial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->turn_id;
}

/**
 * llm_judge_material_get_n_answers:
 * @self: a material
 *
 * Returns: how many answers are judged, at least 2
 */
guint
llm_judge_material_get_n_answers (const LlmJudgeMaterial *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->answers->len;
}

/**
 * llm_judge_material_get_answer:
 * @self: a material
 * @index: below llm_judge_material_get_n_answers()
 *
 * Returns: (transfer none): an answer, in the order of the columns
 */
const LlmJudgeAnswer *
llm_judge_material_get_answer (const LlmJudgeMaterial *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->answers->len, NULL);
  return self->answers->pdata[index];
}

/**
 * llm_judge_material_get_left_out:
 * @self: a material
 *
 * Returns: (array zero-terminated=1): the columns that are not judged, because they failed
 *   or are empty
 */
const char *const *
llm_judge_material_get_left_out (const LlmJudgeMaterial *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return (const char *const *) self->left_out;
}

/* --- Measuring --- */

/**
 * llm_judge_material_measure:
 * @self: a material
 *
 * Counts its tokens and makes its digests, if that was not done before.  That takes some
 * hundredths of a second for a megabyte: see llm_judge_material_measure_async().
 */
void
llm_judge_material_measure (LlmJudgeMaterial *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (self->measured)
    return;
  self->digests = g_new0 (char *, self->answers->len + 1);
  self->tokens = g_new0 (gint64, self->answers->len);
  self->all_tokens = llm_tokens_estimate (llm_judge_get_instructions (), -1)
                     + llm_tokens_estimate (self->prompt, -1) + 2 * AROUND_TOKENS;
  if (self->system != NULL)
    self->all_tokens += llm_tokens_estimate (self->system, -1) + AROUND_TOKENS;
  for (guint i = 0; i < self->answers->len; i++)
    {
      const LlmJudgeAnswer *answer = self->answers->pdata[i];

      self->digests[i] = g_compute_checksum_for_string (G_CHECKSUM_SHA256, answer->text, -1);
      self->tokens[i] = llm_tokens_estimate (answer->text, -1);
      self->all_tokens += self->tokens[i] + AROUND_TOKENS;
    }
  self->measured = TRUE;
}

static void
measure_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  llm_judge_material_measure (task_data);
  g_task_return_boolean (task, TRUE);
}

/**
 * llm_judge_material_measure_async:
 * @self: a material
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Does llm_judge_material_measure() in a thread.
 */
void
llm_judge_material_measure_async (LlmJudgeMaterial *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (self != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_judge_material_measure_async);
  g_task_set_task_data (task, llm_judge_material_ref (self),
                        (GDestroyNotify) llm_judge_material_unref);
  g_task_run_in_thread (task, measure_in_thread);
}

/**
 * llm_judge_material_measure_finish:
 * @result: what the callback got
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is measured
 */
gboolean
llm_judge_material_measure_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * llm_judge_material_get_tokens:
 * @self: a material; it is measured if it was not
 *
 * Returns: about how many tokens a question about all of it has
 */
gint64
llm_judge_material_get_tokens (LlmJudgeMaterial *self)
{
  g_return_val_if_fail (self != NULL, LLM_UNKNOWN);

  llm_judge_material_measure (self);
  return self->all_tokens;
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * llm_judge_material_make_key:
 * @self: a material; it is measured if it was not
 * @provider_id: who judges
 * @model_id: with which model
 * @params: (nullable): with which parameters
 *
 * Returns: (transfer full): a digest of all that a judgement depends on but chance: equal for
 *   equal answers in the same columns, whatever their order
 */
char *
llm_judge_material_make_key (LlmJudgeMaterial *self,
                             const char *provider_id,
                             const char *model_id,
                             const LlmParams *params)
{
  g_autoptr (GPtrArray) answers = NULL;
  g_autofree char *settings = NULL;
  g_autoptr (GVariant) value = NULL;
  GVariantBuilder builder;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, NULL);

  llm_judge_material_measure (self);
  answers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->answers->len; i++)
    {
      const LlmJudgeAnswer *answer = self->answers->pdata[i];

      g_ptr_array_add (answers, g_strdup_printf ("%s %s %d", answer->column_id, self->digests[i],
                                                 answer->incomplete));
    }
  g_ptr_array_sort (answers, compare_strings);
  settings = llm_params_to_string (params);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < answers->len; i++)
    g_variant_builder_add (&builder, "s", answers->pdata[i]);
  value = g_variant_ref_sink (g_variant_new ("(usssssas)", (guint) LLM_JUDGE_VERSION, provider_id,
                                             model_id, settings, self->prompt,
                                             self->system != NULL ? self->system : "", &builder));
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_variant_get_data (value),
                                      g_variant_get_size (value));
}
