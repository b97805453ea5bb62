/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-runner.h"

#include "llm-run.h"

struct _LlmRunner
{
  GObject parent_instance;

  GListModel *providers;
  LlmCatalog *catalog;
  LlmSettings *settings; /* nullable */
  LlmCache *cache;       /* nullable */
  LlmStore *store;       /* nullable */
  LlmImages *images;     /* nullable */
  LlmRateLimiter *limiter;
  char *schema_name; /* nullable */
  char *schema;      /* nullable */
  GHashTable *runs;  /* LlmAnswer (unowned) → LlmRun */
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

/* The run is freed by this. */
static void
run_end_cb (LlmRun *run, LlmAnswerState state, GError *error, gpointer user_data)
{
  g_autoptr (LlmRunner) self = g_object_ref (LLM_RUNNER (user_data));
  g_autoptr (LlmComparison) comparison = g_object_ref (llm_run_get_comparison (run));
  g_autoptr (LlmAnswer) answer = g_object_ref (llm_run_get_answer (run));

  g_hash_table_remove (self->runs, answer);
  llm_answer_take_error (answer, error);
  if (!llm_answer_set_state (answer, state))
    g_warning ("A column cannot go from %s to %s",
               llm_answer_state_to_string (llm_answer_get_state (answer)),
               llm_answer_state_to_string (state));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
  if (!llm_comparison_get_running (comparison))
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, comparison);
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
  g_clear_object (&self->settings);
  g_clear_object (&self->cache);
  g_clear_object (&self->store);
  g_clear_object (&self->images);

  G_OBJECT_CLASS (llm_runner_parent_class)->dispose (object);
}

static void
llm_runner_finalize (GObject *object)
{
  LlmRunner *self = LLM_RUNNER (object);

  g_hash_table_unref (self->runs);
  g_object_unref (self->limiter);
  g_free (self->schema_name);
  g_free (self->schema);

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
  self->runs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) llm_run_free);
  self->limiter = llm_rate_limiter_new ();
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
  LlmRunSetup setup = { NULL };
  LlmRun *run;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));
  g_return_if_fail (LLM_IS_ANSWER (answer));

  if (g_hash_table_contains (self->runs, answer))
    return;
  if (mode == LLM_RUN_CONTINUE && !llm_answer_can_continue (answer))
    mode = LLM_RUN_FRESH;
  /* One stored answer for all samples would tell nothing of how much they differ. */
  if (mode == LLM_RUN_FRESH && llm_answer_get_sample (answer, NULL) > 0)
    mode = LLM_RUN_AGAIN;

  setup.providers = self->providers;
  setup.catalog = self->catalog;
  setup.settings = self->settings;
  setup.cache = self->cache;
  setup.store = self->store;
  setup.images = self->images;
  setup.limiter = self->limiter;
  setup.schema_name = self->schema_name;
  setup.schema = self->schema;
  setup.comparison = comparison;
  setup.answer = answer;
  setup.mode = mode;
  setup.end = run_end_cb;
  setup.user_data = self;
  run = llm_run_new (&setup);
  g_hash_table_insert (self->runs, answer, run);

  /* What it had is kept first, also if the text stays and is continued: one wants back what
   * was there before.  To queued next, so that the state is never final with the text gone. */
  llm_answer_keep_version (answer);
  if (mode != LLM_RUN_CONTINUE)
    llm_answer_set_created_at (answer, g_get_real_time ());
  if (llm_answer_set_state (answer, LLM_ANSWER_QUEUED) && mode != LLM_RUN_CONTINUE)
    llm_answer_clear (answer);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_RUNNING]);
  llm_run_start (run);
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
  LlmRun *run;

  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_ANSWER (answer));

  run = g_hash_table_lookup (self->runs, answer);
  if (run != NULL)
    llm_run_stop (run);
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
 * @conversation_id: a conversation's id
 *
 * Returns: (transfer none) (nullable): a turn of it of which an answer runs
 */
LlmComparison *
llm_runner_find (LlmRunner *self, const char *conversation_id)
{
  GHashTableIter iter;
  gpointer value;

  g_return_val_if_fail (LLM_IS_RUNNER (self), NULL);

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      LlmComparison *comparison = llm_run_get_comparison (value);

      if (g_strcmp0 (llm_comparison_get_conversation_id (comparison), conversation_id) == 0)
        return comparison;
    }
  return NULL;
}

/**
 * llm_runner_set_settings:
 * @self: a runner
 * @settings: (nullable): where the number of retries, rate limits and the use of the
 *   cache are; NULL for defaults
 */
void
llm_runner_set_settings (LlmRunner *self, LlmSettings *settings)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (settings == NULL || LLM_IS_SETTINGS (settings));

  g_set_object (&self->settings, settings);
}

/**
 * llm_runner_set_cache:
 * @self: a runner
 * @cache: (nullable): where answers to equal requests are
 */
void
llm_runner_set_cache (LlmRunner *self, LlmCache *cache)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (cache == NULL || LLM_IS_CACHE (cache));

  g_set_object (&self->cache, cache);
}

/**
 * llm_runner_set_images:
 * @self: a runner
 * @images: (nullable): the images of prompts
 */
void
llm_runner_set_images (LlmRunner *self, LlmImages *images)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (images == NULL || LLM_IS_IMAGES (images));

  g_set_object (&self->images, images);
}

/**
 * llm_runner_set_store:
 * @self: a runner
 * @store: (nullable): where what was said before a prompt can be read
 */
void
llm_runner_set_store (LlmRunner *self, LlmStore *store)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (store == NULL || LLM_IS_STORE (store));

  g_set_object (&self->store, store);
}

/**
 * llm_runner_get_limiter:
 * @self: a runner
 *
 * Returns: (transfer none): what keeps its requests within the rate limits
 */
LlmRateLimiter *
llm_runner_get_limiter (LlmRunner *self)
{
  g_return_val_if_fail (LLM_IS_RUNNER (self), NULL);
  return self->limiter;
}

/**
 * llm_runner_set_limiter:
 * @self: a runner that has not run anything
 * @limiter: what keeps the requests of all runners that share it within the rate limits
 */
void
llm_runner_set_limiter (LlmRunner *self, LlmRateLimiter *limiter)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (LLM_IS_RATE_LIMITER (limiter));

  g_set_object (&self->limiter, limiter);
}

/**
 * llm_runner_set_schema:
 * @self: a runner that has not run anything
 * @name: what the form is called
 * @schema: the form of all answers, see llm_request_set_schema()
 */
void
llm_runner_set_schema (LlmRunner *self, const char *name, const char *schema)
{
  g_return_if_fail (LLM_IS_RUNNER (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (schema != NULL);

  g_free (self->schema_name);
  self->schema_name = g_strdup (name);
  g_free (self->schema);
  self->schema = g_strdup (schema);
}
