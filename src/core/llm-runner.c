/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-runner.h"

#include "llm-error.h"
#include "llm-provider.h"
#include "llm-retry.h"

#include <glib/gi18n-lib.h>

/* Asked in the model's own turn order; English, since that is what all models
 * follow best whatever the language of the prompt. */
#define CONTINUE_PROMPT                                                                            \
  "Your previous message was cut off. Continue exactly where it stopped, without repeating "       \
  "anything and without any introduction."

/* One running column. */
typedef struct
{
  LlmRunner *runner; /* unowned: the runner owns the run */
  LlmComparison *comparison;
  LlmAnswer *answer;
  LlmRequest *request;
  LlmStream *stream;
  gulong handlers[3];
  guint retry_id;
  guint attempt;
  gboolean has_tokens;

  /* What the text that is continued has used already. */
  gboolean continues;
  LlmUsage used;
  double cost;
} Run;

struct _LlmRunner
{
  GObject parent_instance;

  GListModel *providers;
  LlmCatalog *catalog;
  GHashTable *runs; /* LlmAnswer (unowned) → Run */
};

G_DEFINE_FINAL_TYPE (LlmRunner, llm_runner, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_RUNNING,
  N_PROPS
};

enum
{
  SIGNAL_FINISHED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void attempt_run (Run *run);

static void
drop_stream (Run *run)
{
  if (run->stream == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (run->handlers); i++)
    g_clear_signal_handler (&run->handlers[i], run->stream);
  g_clear_object (&run->stream);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  g_clear_handle_id (&run->retry_id, g_source_remove);
  drop_stream (run);
  g_clear_pointer (&run->request, llm_request_unref);
  g_clear_object (&run->answer);
  g_clear_object (&run->comparison);
  g_free (run);
}

/* The run is freed by this. */
static void
end_run (Run *run, LlmAnswerState state, GError *error)
{
  LlmRunner *self = g_object_ref (run->runner);
  g_autoptr (LlmComparison) comparison = g_object_ref (run->comparison);
  g_autoptr (LlmAnswer) answer = g_object_ref (run->answer);

  g_hash_table_remove (self->runs, answer);
  llm_answer_take_error (answer, error);
  if (!llm_answer_set_state (answer, state))
    g_warning ("A column cannot go from %s to %s",
               llm_answer_state_to_string (llm_answer_get_state (answer)),
               llm_answer_state_to_string (state));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
  if (!llm_comparison_get_running (comparison))
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, comparison);
  g_object_unref (self);
}

static void
phase_cb (LlmStream *stream, int phase, gpointer user_data)
{
  Run *run = user_data;

  if (phase == LLM_STREAM_OPEN)
    llm_answer_set_state (run->answer, LLM_ANSWER_THINKING);
}

static void
delta_cb (LlmStream *stream, int kind, const char *text, gpointer user_data)
{
  Run *run = user_data;

  run->has_tokens = TRUE;
  llm_answer_set_state (run->answer,
                        kind == LLM_DELTA_TEXT ? LLM_ANSWER_STREAMING : LLM_ANSWER_THINKING);
  llm_answer_append (run->answer, kind, text);
}

static void
take_figures (Run *run)
{
  LlmUsage usage = *llm_stream_get_usage (run->stream);
  LlmModel *model = llm_request_get_model (run->request);
  double cost = model != NULL ? llm_model_compute_cost (model, &usage) : usage.cost_usd;

  if (run->continues)
    {
      llm_usage_add (&usage, &run->used);
      cost += run->cost;
    }
  llm_answer_set_usage (run->answer, &usage);
  llm_answer_set_cost (run->answer, cost);
  llm_answer_set_finish_reason (run->answer, llm_stream_get_finish_reason (run->stream));
}

static gboolean
retry_cb (gpointer user_data)
{
  Run *run = user_data;

  run->retry_id = 0;
  attempt_run (run);
  return G_SOURCE_REMOVE;
}

/* Nothing of the answer was seen, so that nothing can be said twice. */
static gboolean
retry_later (Run *run, const GError *error)
{
  gint64 delay;

  if (run->has_tokens || run->attempt >= LLM_RETRY_DEFAULT_MAX)
    return FALSE;
  delay = llm_retry_delay_ms (error, run->attempt, g_random_double ());
  if (delay < 0)
    return FALSE;

  run->attempt++;
  drop_stream (run);
  llm_answer_take_error (run->answer, g_error_copy (error));
  llm_answer_set_retry (run->answer, run->attempt, g_get_monotonic_time () + delay * 1000);
  llm_answer_set_state (run->answer, LLM_ANSWER_RETRYING);
  run->retry_id = g_timeout_add (delay, retry_cb, run);
  return TRUE;
}

static void
finished_cb (LlmStream *stream, gpointer user_data)
{
  Run *run = user_data;
  const GError *error = llm_stream_get_error (stream);
  GError *copy = error != NULL ? g_error_copy (error) : NULL;

  take_figures (run);
  switch (llm_stream_get_outcome (stream))
    {
    case LLM_STREAM_DONE:
      end_run (run, LLM_ANSWER_DONE, copy);
      break;
    case LLM_STREAM_STOPPED:
      end_run (run, LLM_ANSWER_STOPPED, copy);
      break;
    case LLM_STREAM_INTERRUPTED:
      end_run (run, LLM_ANSWER_INTERRUPTED, copy);
      break;
    case LLM_STREAM_FAILED:
    case LLM_STREAM_RUNNING:
    default:
      if (copy != NULL && retry_later (run, copy))
        g_error_free (copy);
      else
        end_run (run, LLM_ANSWER_FAILED, copy);
      break;
    }
}

static void
attempt_run (Run *run)
{
  const char *provider_id = llm_answer_get_provider_id (run->answer);
  g_autoptr (LlmProvider) provider = llm_provider_find (run->runner->providers, provider_id);

  llm_answer_set_state (run->answer, LLM_ANSWER_CONNECTING);
  if (provider == NULL)
    {
      end_run (run, LLM_ANSWER_FAILED,
               llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                     _ ("The provider “%s” is not set up. Add it in Preferences "
                                        "or choose another model."),
                                     provider_id));
      return;
    }
  llm_answer_take_error (run->answer, NULL);
  llm_answer_set_retry (run->answer, run->attempt, 0);
  run->stream = llm_provider_start (provider, run->request);
  run->handlers[0] = g_signal_connect (run->stream, "phase", G_CALLBACK (phase_cb), run);
  run->handlers[1] = g_signal_connect (run->stream, "delta", G_CALLBACK (delta_cb), run);
  run->handlers[2] = g_signal_connect (run->stream, "finished", G_CALLBACK (finished_cb), run);
}

static LlmRequest *
make_request (LlmRunner *self, LlmComparison *comparison, LlmAnswer *answer, LlmRunMode mode)
{
  const char *model_id = llm_answer_get_model_id (answer);
  LlmRequest *request = llm_request_new (model_id, llm_comparison_get_system (comparison),
                                         llm_answer_get_params (answer));

  llm_request_set_model (
      request, llm_catalog_lookup (self->catalog, llm_answer_get_provider_id (answer), model_id));
  llm_request_add_message (request, LLM_ROLE_USER, llm_comparison_get_prompt (comparison));
  if (mode == LLM_RUN_CONTINUE)
    {
      llm_request_add_message (request, LLM_ROLE_ASSISTANT, llm_answer_get_text (answer));
      llm_request_add_message (request, LLM_ROLE_USER, CONTINUE_PROMPT);
    }
  return request;
}

static void
llm_runner_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_RUNNING:
      g_value_set_uint (value, llm_runner_get_n_running (LLM_RUNNER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_runner_dispose (GObject *object)
{
  LlmRunner *self = LLM_RUNNER (object);

  llm_runner_stop_all (self);
  g_clear_object (&self->providers);
  g_clear_object (&self->catalog);

  G_OBJECT_CLASS (llm_runner_parent_class)->dispose (object);
}

static void
llm_runner_finalize (GObject *object)
{
  LlmRunner *self = LLM_RUNNER (object);

  g_hash_table_unref (self->runs);

  G_OBJECT_CLASS (llm_runner_parent_class)->finalize (object);
}

static void
llm_runner_class_init (LlmRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_runner_get_property;
  object_class->dispose = llm_runner_dispose;
  object_class->finalize = llm_runner_finalize;

  props[PROP_N_RUNNING]
      = g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmRunner::finished:
   * @comparison: the comparison whose last running column has ended
   */
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", LLM_TYPE_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_COMPARISON);
}

static void
llm_runner_init (LlmRunner *self)
{
  self->runs = g_hash_table_new_full (NULL, NULL, NULL, run_free);
}

/**
 * llm_runner_new:
 * @providers: a list of #LlmProvider
 * @catalog: what is known of models
 *
 * Returns: (transfer full): a runner
 */
LlmRunner *
llm_runner_new (GListModel *providers, LlmCatalog *catalog)
{
  LlmRunner *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (LLM_IS_CATALOG (catalog), NULL);

  self = g_object_new (LLM_TYPE_RUNNER, NULL);
  self->providers = g_object_ref (providers);
  self->catalog = g_object_ref (catalog);
  return self;
}

/**
 * llm_runner_start_answer:
 * @self: a runner
 * @comparison: the comparison @answer belongs to
 * @answer: a column; nothing happens while it runs
 * @mode: whether to ask anew or to let the model go on
 */
void
llm_runner_start_answer (LlmRunner *self,
                         LlmComparison *comparison,
                         LlmAnswer *answer,
                         LlmRunMode mode)
{
  Run *run;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));
  g_return_if_fail (LLM_IS_ANSWER (answer));

  if (g_hash_table_contains (self->runs, answer))
    return;
  if (mode == LLM_RUN_CONTINUE && !llm_answer_can_continue (answer))
    mode = LLM_RUN_FRESH;

  run = g_new0 (Run, 1);
  run->runner = self;
  run->comparison = g_object_ref (comparison);
  run->answer = g_object_ref (answer);
  run->request = make_request (self, comparison, answer, mode);
  run->continues = mode == LLM_RUN_CONTINUE;
  run->used = *llm_answer_get_usage (answer);
  run->cost = llm_answer_get_cost (answer);
  g_hash_table_insert (self->runs, answer, run);

  /* To queued first, so that the state is never final with the text gone. */
  if (llm_answer_set_state (answer, LLM_ANSWER_QUEUED) && mode == LLM_RUN_FRESH)
    llm_answer_clear (answer);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
  attempt_run (run);
}

/**
 * llm_runner_start:
 * @self: a runner
 * @comparison: a comparison
 *
 * Starts all its columns that do not run, at once.
 */
void
llm_runner_start (LlmRunner *self, LlmComparison *comparison)
{
  g_autoptr (GPtrArray) answers = NULL;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  answers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    g_ptr_array_add (answers, g_object_ref (llm_comparison_get_answer (comparison, i)));
  for (guint i = 0; i < answers->len; i++)
    llm_runner_start_answer (self, comparison, answers->pdata[i], LLM_RUN_FRESH);
}

/**
 * llm_runner_stop_answer:
 * @self: a runner
 * @answer: a column; nothing happens unless it runs
 *
 * The text so far is kept.
 */
void
llm_runner_stop_answer (LlmRunner *self, LlmAnswer *answer)
{
  Run *run;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_ANSWER (answer));

  run = g_hash_table_lookup (self->runs, answer);
  if (run == NULL)
    return;
  if (run->stream != NULL)
    llm_stream_cancel (run->stream); /* ends the run by ::finished */
  else
    end_run (run, LLM_ANSWER_STOPPED, NULL);
}

/**
 * llm_runner_stop:
 * @self: a runner
 * @comparison: a comparison
 *
 * Stops all its columns.
 */
void
llm_runner_stop (LlmRunner *self, LlmComparison *comparison)
{
  g_autoptr (GPtrArray) answers = NULL;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  answers = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < llm_comparison_get_n_answers (comparison); i++)
    g_ptr_array_add (answers, g_object_ref (llm_comparison_get_answer (comparison, i)));
  for (guint i = 0; i < answers->len; i++)
    llm_runner_stop_answer (self, answers->pdata[i]);
}

/**
 * llm_runner_stop_all:
 * @self: a runner
 *
 * Stops every running column.
 */
void
llm_runner_stop_all (LlmRunner *self)
{
  g_autoptr (GList) answers = NULL;

  g_return_if_fail (LLM_IS_RUNNER (self));

  answers = g_hash_table_get_keys (self->runs);
  for (GList *l = answers; l != NULL; l = l->next)
    g_object_ref (l->data);
  for (GList *l = answers; l != NULL; l = l->next)
    {
      llm_runner_stop_answer (self, l->data);
      g_object_unref (l->data);
    }
}

/**
 * llm_runner_get_n_running:
 * @self: a runner
 *
 * Returns: how many columns run, over all comparisons
 */
guint
llm_runner_get_n_running (LlmRunner *self)
{
  g_return_val_if_fail (LLM_IS_RUNNER (self), 0);
  return g_hash_table_size (self->runs);
}

/**
 * llm_runner_find:
 * @self: a runner
 * @comparison_id: a comparison's id
 *
 * Returns: (transfer none) (nullable): the comparison, if one of its columns runs
 */
LlmComparison *
llm_runner_find (LlmRunner *self, const char *comparison_id)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (LLM_IS_RUNNER (self), NULL);

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Run *run = value;

      if (g_strcmp0 (llm_comparison_get_id (run->comparison), comparison_id) == 0)
        return run->comparison;
    }
  return NULL;
}
