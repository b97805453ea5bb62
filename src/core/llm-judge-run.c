/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-judge-run.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _LlmJudgeRun
{
  GObject parent_instance;

  GListModel *providers;
  LlmCatalog *catalog;
  LlmSettings *settings;   /* nullable */
  LlmRateLimiter *limiter; /* nullable */
  LlmJudgeParseFunc parse;
  gboolean has_seed;
  guint32 seed;

  /* Of what is being asked; nothing of it is there in between. */
  GTask *task; /* keeps this object alive */
  LlmJudgeMaterial *material;
  LlmJudgeQuestion *question;
  LlmJudgement *judgement;
  LlmRunner *runner;
  LlmComparison *comparison;
  LlmAnswer *answer;
  GSource *cancelled;
  guint too_long_id;
  gboolean too_long;

  LlmAnswerState state;
  guint64 n_received;
};

G_DEFINE_FINAL_TYPE (LlmJudgeRun, llm_judge_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_N_RECEIVED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
llm_judge_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmJudgeRun *self = LLM_JUDGE_RUN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_N_RECEIVED:
      g_value_set_uint64 (value, self->n_received);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_judge_run_dispose (GObject *object)
{
  LlmJudgeRun *self = LLM_JUDGE_RUN (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->catalog);
  g_clear_object (&self->settings);
  g_clear_object (&self->limiter);

  G_OBJECT_CLASS (llm_judge_run_parent_class)->dispose (object);
}

static void
llm_judge_run_class_init (LlmJudgeRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_judge_run_get_property;
  object_class->dispose = llm_judge_run_dispose;

  props[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, 0, LLM_ANSWER_INTERRUPTED, LLM_ANSWER_QUEUED,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_N_RECEIVED]
      = g_param_spec_uint64 ("n-received", NULL, NULL, 0, G_MAXUINT64, 0,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_judge_run_init (LlmJudgeRun *self)
{
}

/**
 * llm_judge_run_new:
 * @providers: a list of #LlmProvider
 * @catalog: what is known of models
 * @settings: (nullable): where the number of retries and rate limits are
 * @limiter: (nullable): what keeps all requests within the rate limits, see
 *   llm_runner_get_limiter()
 * @parse: what reads the reply
 *
 * Returns: (transfer full): what asks one judge after the other
 */
LlmJudgeRun *
llm_judge_run_new (GListModel *providers,
                   LlmCatalog *catalog,
                   LlmSettings *settings,
                   LlmRateLimiter *limiter,
                   LlmJudgeParseFunc parse)
{
  LlmJudgeRun *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (LLM_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (settings == NULL || LLM_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (limiter == NULL || LLM_IS_RATE_LIMITER (limiter), NULL);
  g_return_val_if_fail (parse != NULL, NULL);

  self = g_object_new (LLM_TYPE_JUDGE_RUN, NULL);
  self->providers = g_object_ref (providers);
  self->catalog = g_object_ref (catalog);
  g_set_object (&self->settings, settings);
  g_set_object (&self->limiter, limiter);
  self->parse = parse;
  return self;
}

/**
 * llm_judge_run_set_seed:
 * @self: a run
 * @seed: of the order in which answers are shown from now on, which is by chance otherwise
 */
void
llm_judge_run_set_seed (LlmJudgeRun *self, guint32 seed)
{
  g_return_if_fail (LLM_IS_JUDGE_RUN (self));

  self->has_seed = TRUE;
  self->seed = seed;
}

static void
set_state (LlmJudgeRun *self, LlmAnswerState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* --- The end --- */

/* Drops all that belongs to one question and returns its task. */
static GTask *
end (LlmJudgeRun *self, LlmAnswerState state)
{
  g_clear_handle_id (&self->too_long_id, g_source_remove);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  if (self->answer != NULL)
    g_signal_handlers_disconnect_by_data (self->answer, self);
  if (self->runner != NULL)
    g_signal_handlers_disconnect_by_data (self->runner, self);
  g_clear_object (&self->runner);
  g_clear_object (&self->comparison);
  g_clear_object (&self->answer);
  g_clear_pointer (&self->judgement, llm_judgement_unref);
  g_clear_pointer (&self->question, llm_judge_question_unref);
  g_clear_pointer (&self->material, llm_judge_material_unref);
  set_state (self, state);
  return g_steal_pointer (&self->task);
}

static void
end_with_error (LlmJudgeRun *self, GError *error)
{
  const gboolean stopped = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_autoptr (GTask) task = end (self, stopped ? LLM_ANSWER_STOPPED : LLM_ANSWER_FAILED);

  g_task_return_error (task, error);
}

/* What was asked is told even if nothing came of it: it has cost something. */
static void
end_with_judgement (LlmJudgeRun *self, LlmAnswerState state, GError *error)
{
  g_autoptr (LlmJudgement) judgement = g_steal_pointer (&self->judgement);
  g_autoptr (GTask) task = NULL;

  judgement->state = state;
  judgement->error = error;
  task = end (self, state);
  g_task_return_pointer (task, g_steal_pointer (&judgement), (GDestroyNotify) llm_judgement_unref);
}

/* --- Reading the reply --- */

typedef struct
{
  LlmJudgeParseFunc parse;
  LlmJudgeQuestion *question;
  LlmJudgement *judgement;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  llm_judge_question_unref (reading->question);
  llm_judgement_unref (reading->judgement);
  g_free (reading);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading *reading = task_data;
  GError *error = NULL;

  if (reading->parse (reading->question, reading->judgement->raw, reading->judgement, cancellable,
                      &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  LlmJudgeRun *self = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    end_with_judgement (self, LLM_ANSWER_DONE, NULL);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    end_with_error (self, error);
  else
    end_with_judgement (self, LLM_ANSWER_FAILED, error);
}

/* What runs in a thread does not hold the object, so that its last reference is never let go
 * there; the task of the whole does. */
static void
read_reply (LlmJudgeRun *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, g_task_get_cancellable (self->task), read_cb, self);
  Reading *reading = g_new0 (Reading, 1);

  reading->parse = self->parse;
  reading->question = llm_judge_question_ref (self->question);
  reading->judgement = llm_judgement_ref (self->judgement);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
}

/* --- Asking --- */

static LlmJudgement *
make_judgement (LlmJudgeRun *self)
{
  LlmJudgement *judgement = llm_judge_question_begin (self->question);
  const char *text = llm_answer_get_text (self->answer);
  const char *end = text + MIN (llm_answer_get_text_length (self->answer), LLM_JUDGE_MAX_REPLY);

  while (end > text && (*end & 0xc0) == 0x80)
    end--;
  judgement->raw = g_strndup (text, (gsize) (end - text));
  judgement->provider_id = g_strdup (llm_answer_get_provider_id (self->answer));
  judgement->model_id = g_strdup (llm_answer_get_model_id (self->answer));
  judgement->title = g_strdup (llm_answer_get_title (self->answer));
  judgement->key
      = llm_judge_material_make_key (self->material, judgement->provider_id, judgement->model_id,
                                     llm_answer_get_params (self->answer));
  judgement->created_at = llm_answer_get_created_at (self->answer);
  judgement->usage = *llm_answer_get_usage (self->answer);
  judgement->cost = llm_answer_get_cost (self->answer);
  judgement->price_source = llm_answer_get_prices (self->answer)->source;
  judgement->elapsed_ms = llm_answer_get_elapsed_ms (self->answer);
  return judgement;
}

static GError *
make_cut_error (LlmJudgeRun *self)
{
  if (self->too_long)
    return llm_error_new (LLM_ERROR_PROTOCOL,
                          _ ("The judge did not come to an end. Try again, or choose another "
                             "model."),
                          NULL);
  return llm_error_new (LLM_ERROR_PROTOCOL,
                        _ ("The reply of the judge was cut off at its greatest length. Choose "
                           "another model, or compare fewer answers."),
                        NULL);
}

static void
finished_cb (LlmRunner *runner, LlmComparison *comparison, gpointer user_data)
{
  LlmJudgeRun *self = user_data;
  const LlmAnswerState state = llm_answer_get_state (self->answer);
  const GError *error = llm_answer_get_error (self->answer);

  if (state == LLM_ANSWER_STOPPED && !self->too_long)
    {
      end_with_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Stopped"));
      return;
    }
  self->judgement = make_judgement (self);
  if (self->too_long
      || (state == LLM_ANSWER_DONE
          && g_strcmp0 (llm_answer_get_finish_reason (self->answer), "length") == 0))
    end_with_judgement (self, LLM_ANSWER_FAILED, make_cut_error (self));
  else if (state == LLM_ANSWER_DONE)
    read_reply (self);
  else
    end_with_judgement (self, state, error != NULL ? g_error_copy (error) : NULL);
}

static gboolean
too_long_cb (gpointer user_data)
{
  LlmJudgeRun *self = user_data;

  self->too_long_id = 0;
  self->too_long = TRUE;
  llm_runner_stop_answer (self->runner, self->answer);
  return G_SOURCE_REMOVE;
}

static void
appended_cb (LlmAnswer *answer, int kind, const char *text, gpointer user_data)
{
  LlmJudgeRun *self = user_data;

  if (kind != LLM_DELTA_TEXT)
    return;
  self->n_received += (guint64) g_utf8_strlen (text, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RECEIVED]);
  /* Not from within the stream. */
  if (llm_answer_get_text_length (answer) > LLM_JUDGE_MAX_REPLY && self->too_long_id == 0)
    self->too_long_id = g_idle_add (too_long_cb, self);
}

/* The end of the request is not the end of it all. */
static void
answer_state_cb (LlmAnswer *answer, GParamSpec *pspec, gpointer user_data)
{
  const LlmAnswerState state = llm_answer_get_state (answer);

  if (!llm_answer_state_is_final (state))
    set_state (user_data, state);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  LlmJudgeRun *self = user_data;

  /* While something is read in a thread, that ends it. */
  if (self->runner != NULL && llm_answer_is_running (self->answer))
    llm_runner_stop_answer (self->runner, self->answer);
  return G_SOURCE_REMOVE;
}

static void
send (LlmJudgeRun *self)
{
  g_autofree char *schema = llm_judge_question_make_schema (self->question);
  g_autoptr (LlmRunner) runner = NULL;

  self->comparison = llm_comparison_new (llm_judge_question_get_prompt (self->question),
                                         llm_judge_question_get_system (self->question));
  llm_comparison_add (self->comparison, self->answer);
  self->runner = llm_runner_new (self->providers, self->catalog);
  llm_runner_set_settings (self->runner, self->settings);
  if (self->limiter != NULL)
    llm_runner_set_limiter (self->runner, self->limiter);
  llm_runner_set_schema (self->runner, LLM_JUDGE_SCHEMA_NAME, schema);
  g_signal_connect (self->answer, "notify::state", G_CALLBACK (answer_state_cb), self);
  g_signal_connect (self->answer, "appended", G_CALLBACK (appended_cb), self);
  g_signal_connect (self->runner, "finished", G_CALLBACK (finished_cb), self);
  /* It may be over at once. */
  runner = g_object_ref (self->runner);
  llm_runner_start (runner, self->comparison);
}

typedef struct
{
  LlmJudgeMaterial *material;
  gint64 room;
  guint32 seed;
} Preparing;

static void
preparing_free (gpointer data)
{
  Preparing *preparing = data;

  llm_judge_material_unref (preparing->material);
  g_free (preparing);
}

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Preparing *preparing = task_data;
  GError *error = NULL;
  LlmJudgeQuestion *question
      = llm_judge_question_new (preparing->material, preparing->room, preparing->seed, &error);

  if (question != NULL)
    g_task_return_pointer (task, question, (GDestroyNotify) llm_judge_question_unref);
  else
    g_task_return_error (task, error);
}

static void
prepared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmJudgeRun) self = g_object_ref (user_data);
  GError *error = NULL;

  self->question = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->question == NULL)
    end_with_error (self, error);
  else
    send (self);
}

static void
prepare (LlmJudgeRun *self, LlmModel *model)
{
  g_autoptr (GTask) task
      = g_task_new (NULL, g_task_get_cancellable (self->task), prepared_cb, self);
  Preparing *preparing = g_new0 (Preparing, 1);

  preparing->material = llm_judge_material_ref (self->material);
  preparing->room = llm_judge_get_room (model, llm_judge_material_get_n_answers (self->material));
  preparing->seed = self->has_seed ? self->seed : g_random_int ();
  g_task_set_task_data (task, preparing, preparing_free);
  g_task_run_in_thread (task, prepare_in_thread);
}

/**
 * llm_judge_run_ask_async:
 * @self: a run that is not asking
 * @material: what is to be judged
 * @provider_id: who is to judge
 * @model_id: with which model
 * @params: (nullable): with which parameters; what is not set is left to the vendor
 * @cancellable: (nullable): to stop it
 * @callback: called with what came of it
 * @user_data: for @callback
 *
 * Asks a judge.
 */
void
llm_judge_run_ask_async (LlmJudgeRun *self,
                         LlmJudgeMaterial *material,
                         const char *provider_id,
                         const char *model_id,
                         const LlmParams *params,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LlmModel *model;

  g_return_if_fail (LLM_IS_JUDGE_RUN (self));
  g_return_if_fail (material != NULL);
  g_return_if_fail (provider_id != NULL && model_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_judge_run_ask_async);
  if (self->task != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING,
                               _ ("A judge is being asked already. Wait for its reply."));
      return;
    }
  self->task = g_steal_pointer (&task);
  self->material = llm_judge_material_ref (material);
  model = llm_catalog_lookup (self->catalog, provider_id, model_id);
  self->answer = llm_answer_new (provider_id, model_id,
                                 model != NULL ? llm_model_get_name (model) : model_id);
  llm_answer_set_params (self->answer, params);
  self->too_long = FALSE;
  self->n_received = 0;
  set_state (self, LLM_ANSWER_QUEUED);
  if (cancellable != NULL)
    {
      self->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
      g_source_attach (self->cancelled, g_main_context_get_thread_default ());
    }
  prepare (self, model);
}

/**
 * llm_judge_run_ask_finish:
 * @self: a run
 * @result: what the callback got
 * @error: where to put %G_IO_ERROR_CANCELLED, or an #LlmError if nothing was asked
 *
 * Returns: (transfer full): what the judge says.  If it was asked in vain, its state tells so,
 *   and its error why; it has what the judge wrote and what that cost all the same
 */
LlmJudgement *
llm_judge_run_ask_finish (LlmJudgeRun *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_JUDGE_RUN (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_judge_run_get_state:
 * @self: a run
 *
 * Returns: how far it is
 */
LlmAnswerState
llm_judge_run_get_state (LlmJudgeRun *self)
{
  g_return_val_if_fail (LLM_IS_JUDGE_RUN (self), LLM_ANSWER_FAILED);
  return self->state;
}

/**
 * llm_judge_run_get_n_received:
 * @self: a run
 *
 * Returns: how many characters of the reply are there
 */
guint64
llm_judge_run_get_n_received (LlmJudgeRun *self)
{
  g_return_val_if_fail (LLM_IS_JUDGE_RUN (self), 0);
  return self->n_received;
}
