/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-judge.h"

#include <glib/gi18n.h>
#include <math.h>

#include "llm-error.h"
#include "llm-judge-choose.h"
#include "llm-judge-parse.h"
#include "llm-judge-run.h"

/* What stands for the judge that the program proposes. */
#define AUTO "auto"

static gboolean
is_canned (LlmContext *context, const char *provider_id)
{
  g_autoptr (LlmProvider) provider
      = llm_provider_find (llm_context_get_providers (context), provider_id);

  return provider != NULL && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) != 0;
}

/* A program that only counts grades nobody. */
static gboolean
would_grade_itself (LlmContext *context, const LlmCliJudge *self, LlmComparison *comparison)
{
  if (self->model_id == NULL || self->own || is_canned (context, self->provider_id))
    return FALSE;
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (comparison, i);

      if (llm_judge_is_same_model (self->model_id, llm_answer_get_model_id (answer)))
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_cli_judge_new:
 * @context: the context
 * @spec: PROVIDER:MODEL, or "auto"; not trusted
 * @own: whether it may grade an answer of its own
 * @comparison: whom it is going to judge
 * @problem: (out): a sentence that says why not
 *
 * Returns: (transfer full) (nullable): who is to judge
 */
LlmCliJudge *
llm_cli_judge_new (
    LlmContext *context, const char *spec, gboolean own, LlmComparison *comparison, char **problem)
{
  g_autoptr (LlmCliJudge) self = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);
  g_return_val_if_fail (spec != NULL && problem != NULL, NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_new0 (LlmCliJudge, 1);
  self->own = own;
  if (!g_utf8_validate (spec, -1, NULL))
    *problem = g_strdup (_ ("The name of a model is not valid UTF-8."));
  else if (llm_comparison_get_n_answers (comparison) < 2)
    *problem = g_strdup (_ ("There is nothing to judge unless two models are asked."));
  else if (llm_comparison_get_n_answers (comparison) > LLM_JUDGE_MAX_ANSWERS)
    *problem = g_strdup_printf (_ ("A judge can compare at most %d answers. Ask fewer times."),
                                LLM_JUDGE_MAX_ANSWERS);
  else if (!g_str_equal (spec, AUTO)
           && !llm_context_parse_model (context, spec, &self->provider_id, &self->model_id, &error))
    *problem = g_strdup (error->message);
  else if (would_grade_itself (context, self, comparison))
    *problem = g_strdup_printf (_ ("“%s” would grade its own answer. Choose another judge, or add "
                                   "--judge-own."),
                                spec);
  else
    return g_steal_pointer (&self);
  return NULL;
}

/**
 * llm_cli_judge_copy:
 * @self: who is to judge
 *
 * Returns: (transfer full): the same
 */
LlmCliJudge *
llm_cli_judge_copy (const LlmCliJudge *self)
{
  LlmCliJudge *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->provider_id = g_strdup (self->provider_id);
  copy->model_id = g_strdup (self->model_id);
  return copy;
}

/**
 * llm_cli_judge_free:
 * @self: (transfer full): who is to judge
 */
void
llm_cli_judge_free (LlmCliJudge *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->provider_id);
  g_free (self->model_id);
  g_free (self);
}

/* --- Asking --- */

typedef struct
{
  LlmContext *context;
  LlmCliFormat *format; /* outlives the task */
  LlmCliJudge *judge;
  LlmJudgeMaterial *material;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_object_unref (asking->context);
  llm_cli_judge_free (asking->judge);
  g_clear_pointer (&asking->material, llm_judge_material_unref);
  g_free (asking);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  LlmJudgement *judgement = llm_judge_run_ask_finish (LLM_JUDGE_RUN (source), result, &error);

  if (judgement != NULL)
    g_task_return_pointer (task, judgement, (GDestroyNotify) llm_judgement_unref);
  else
    g_task_return_error (task, error);
}

static void
ask (GTask *task)
{
  Asking *asking = g_task_get_task_data (task);
  const LlmCliJudge *judge = asking->judge;
  LlmCatalog *catalog = llm_context_get_catalog (asking->context);
  LlmModel *model = llm_catalog_lookup (catalog, judge->provider_id, judge->model_id);
  const double usd = model != NULL ? llm_judge_estimate_cost (model, asking->material, NULL) : NAN;
  g_autoptr (LlmJudgeRun) run = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (asking->format->funcs->judging != NULL)
    asking->format->funcs->judging (asking->format, judge->provider_id, judge->model_id, usd);
  run = llm_judge_run_new (llm_context_get_providers (asking->context), catalog,
                           llm_context_get_settings (asking->context),
                           llm_runner_get_limiter (llm_context_get_runner (asking->context)),
                           llm_judge_parse);
  llm_judge_run_ask_async (run, asking->material, judge->provider_id, judge->model_id, NULL,
                           g_task_get_cancellable (task), asked_cb, g_object_ref (task));
}

static void
keys_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Asking *asking = g_task_get_task_data (task);
  LlmContext *context = asking->context;
  g_autoptr (GPtrArray) entries = llm_secrets_list_finish (LLM_SECRETS (source), result, NULL);
  g_autoptr (LlmModel) model = NULL;
  g_auto (GStrv) configured = NULL;

  /* Without a keyring those can still be asked that need no key. */
  if (entries == NULL)
    entries = g_ptr_array_new ();
  configured = llm_judge_get_configured (llm_context_get_providers (context), entries);
  model = llm_judge_choose (llm_context_get_catalog (context), llm_context_get_providers (context),
                            (const char *const *) configured, asking->material, asking->judge->own);
  if (model == NULL)
    {
      g_task_return_error (
          task, llm_error_new (LLM_ERROR_NO_KEY,
                               _ ("There is no model that can judge these answers. Store a key of "
                                  "a provider, or say which model is to judge."),
                               NULL));
      return;
    }
  asking->judge->provider_id = g_strdup (llm_model_get_provider_id (model));
  asking->judge->model_id = g_strdup (llm_model_get_id (model));
  ask (task);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  if (!llm_judge_material_measure_finish (result, &error))
    g_task_return_error (task, error);
  else if (asking->judge->model_id != NULL)
    ask (task);
  else
    llm_secrets_list_async (llm_context_get_secrets (asking->context),
                            g_task_get_cancellable (task), keys_cb, g_object_ref (task));
}

/**
 * llm_cli_judge_ask_async:
 * @self: who is to judge
 * @context: models and providers
 * @format: is told who judges and for about how much; outlives the request
 * @cancellable: (nullable): to stop it
 * @callback: called with what came of it
 * @user_data: for @callback
 *
 * Has the answers of the comparison of @format judged.
 */
void
llm_cli_judge_ask_async (const LlmCliJudge *self,
                         LlmContext *context,
                         LlmCliFormat *format,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Asking *asking;
  GError *error = NULL;

  g_return_if_fail (self != NULL && format != NULL);
  g_return_if_fail (LLM_IS_CONTEXT (context));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_cli_judge_ask_async);
  asking = g_new0 (Asking, 1);
  asking->context = g_object_ref (context);
  asking->format = format;
  asking->judge = llm_cli_judge_copy (self);
  asking->material = llm_judge_material_new (format->comparison, &error);
  g_task_set_task_data (task, asking, asking_free);
  if (asking->material == NULL)
    g_task_return_error (task, error);
  else
    llm_judge_material_measure_async (asking->material, cancellable, measured_cb,
                                      g_object_ref (task));
}

/**
 * llm_cli_judge_ask_finish:
 * @result: what the callback got
 * @error: where to put %G_IO_ERROR_CANCELLED, or why nobody was asked
 *
 * Returns: (transfer full) (nullable): what the judge says, or what became of it
 */
LlmJudgement *
llm_cli_judge_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
