/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-answer-private.h"

#include "llm-notice.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (LlmAnswer, llm_answer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_VOTE,
  PROP_PROVIDER_ID,
  PROP_MODEL_ID,
  PROP_TITLE,
  PROP_ERROR,
  PROP_FIGURES,
  PROP_NOTICES,
  PROP_N_VERSIONS,
  N_PROPS
};

enum
{
  SIGNAL_APPENDED,
  SIGNAL_CLEARED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

#define BIT(state) (1u << (state))
#define ENDS                                                                                       \
  (BIT (LLM_ANSWER_DONE) | BIT (LLM_ANSWER_STOPPED) | BIT (LLM_ANSWER_FAILED)                      \
   | BIT (LLM_ANSWER_INTERRUPTED))

/* Which states may follow which.  What ended can only be asked again. */
static const guint edges[] = {
  [LLM_ANSWER_QUEUED]
  = BIT (LLM_ANSWER_CONNECTING) | BIT (LLM_ANSWER_STOPPED) | BIT (LLM_ANSWER_FAILED),
  [LLM_ANSWER_CONNECTING]
  = BIT (LLM_ANSWER_THINKING) | BIT (LLM_ANSWER_STREAMING) | BIT (LLM_ANSWER_RETRYING) | ENDS,
  [LLM_ANSWER_THINKING] = BIT (LLM_ANSWER_STREAMING) | BIT (LLM_ANSWER_RETRYING) | ENDS,
  [LLM_ANSWER_STREAMING] = ENDS,
  [LLM_ANSWER_RETRYING]
  = BIT (LLM_ANSWER_CONNECTING) | BIT (LLM_ANSWER_STOPPED) | BIT (LLM_ANSWER_FAILED),
  [LLM_ANSWER_DONE] = BIT (LLM_ANSWER_QUEUED),
  [LLM_ANSWER_STOPPED] = BIT (LLM_ANSWER_QUEUED),
  [LLM_ANSWER_FAILED] = BIT (LLM_ANSWER_QUEUED),
  [LLM_ANSWER_INTERRUPTED] = BIT (LLM_ANSWER_QUEUED),
};

static void
llm_answer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmAnswer *self = LLM_ANSWER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_VOTE:
      g_value_set_int (value, self->vote);
      break;
    case PROP_PROVIDER_ID:
      g_value_set_string (value, self->provider_id);
      break;
    case PROP_MODEL_ID:
      g_value_set_string (value, self->model_id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_NOTICES:
      g_value_set_boxed (value, llm_answer_get_notices (self));
      break;
    case PROP_N_VERSIONS:
      g_value_set_uint (value, llm_answer_get_n_versions (self));
      break;
    case PROP_FIGURES:
      g_value_set_boolean (value, llm_usage_is_known (&self->usage));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_answer_finalize (GObject *object)
{
  LlmAnswer *self = LLM_ANSWER (object);

  g_free (self->column_id);
  g_free (self->provider_id);
  g_free (self->model_id);
  g_free (self->title);
  g_free (self->alias);
  g_free (self->sample_title);
  g_free (self->continues);
  g_free (self->version_of);
  g_clear_object (&self->versions);
  g_clear_pointer (&self->thread, llm_thread_unref);
  g_clear_pointer (&self->flight, llm_flight_unref);
  llm_params_free (self->params);
  g_string_free (self->text, TRUE);
  g_string_free (self->reasoning, TRUE);
  g_clear_error (&self->error);
  g_free (self->finish_reason);
  g_ptr_array_unref (self->notices);

  G_OBJECT_CLASS (llm_answer_parent_class)->finalize (object);
}

static void
llm_answer_class_init (LlmAnswerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_answer_get_property;
  object_class->finalize = llm_answer_finalize;

  props[PROP_STATE]
      = g_param_spec_int ("state", NULL, NULL, 0, LLM_ANSWER_INTERRUPTED, LLM_ANSWER_QUEUED, flags);
  props[PROP_VOTE] = g_param_spec_int ("vote", NULL, NULL, 0, LLM_VOTE_DOWN, LLM_VOTE_NONE, flags);
  props[PROP_PROVIDER_ID] = g_param_spec_string ("provider-id", NULL, NULL, NULL, flags);
  props[PROP_MODEL_ID] = g_param_spec_string ("model-id", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_FIGURES] = g_param_spec_boolean ("figures", NULL, NULL, FALSE, flags);
  props[PROP_NOTICES] = g_param_spec_boxed ("notices", NULL, NULL, G_TYPE_STRV, flags);
  props[PROP_N_VERSIONS]
      = g_param_spec_uint ("n-versions", NULL, NULL, 0, LLM_ANSWER_MAX_VERSIONS, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmAnswer::appended:
   * @kind: an #LlmDeltaKind
   * @text: what was added at the end
   */
  signals[SIGNAL_APPENDED]
      = g_signal_new ("appended", LLM_TYPE_ANSWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * LlmAnswer::cleared:
   *
   * Text and reasoning are empty again.
   */
  signals[SIGNAL_CLEARED] = g_signal_new ("cleared", LLM_TYPE_ANSWER, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static GPtrArray *
new_notices (void)
{
  GPtrArray *notices = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (notices, NULL);
  return notices;
}

static void
llm_answer_init (LlmAnswer *self)
{
  self->params = llm_params_new ();
  self->text = g_string_new (NULL);
  self->reasoning = g_string_new (NULL);
  llm_usage_init (&self->usage);
  self->cost = NAN;
  llm_prices_init (&self->prices);
  self->notices = new_notices ();
  self->ttft_ms = LLM_UNKNOWN;
  self->elapsed_ms = LLM_UNKNOWN;
}

/**
 * llm_answer_new:
 * @provider_id: who is asked
 * @model_id: which model
 * @title: (nullable): the model's name for people; its id if NULL
 *
 * Returns: (transfer full): a queued column with a new id
 */
LlmAnswer *
llm_answer_new (const char *provider_id, const char *model_id, const char *title)
{
  g_autofree char *id = g_uuid_string_random ();

  return llm_answer_new_with_id (id, provider_id, model_id, title);
}

/**
 * llm_answer_new_with_id:
 * @column_id: the column's uuid
 * @provider_id: who is asked
 * @model_id: which model
 * @title: (nullable): the model's name for people; its id if NULL
 *
 * Returns: (transfer full): a queued column
 */
LlmAnswer *
llm_answer_new_with_id (const char *column_id,
                        const char *provider_id,
                        const char *model_id,
                        const char *title)
{
  LlmAnswer *self;

  g_return_val_if_fail (column_id != NULL && provider_id != NULL && model_id != NULL, NULL);

  self = g_object_new (LLM_TYPE_ANSWER, NULL);
  self->column_id = g_strdup (column_id);
  self->provider_id = g_strdup (provider_id);
  self->model_id = g_strdup (model_id);
  self->title = g_strdup (title != NULL ? title : model_id);
  return self;
}

/**
 * llm_answer_dup:
 * @self: a column
 * @column_id: the copy's uuid, which may be that of @self
 *
 * Copies a column as it is at this moment: one that runs is interrupted in the copy.
 * What it continues is copied, too; the thread that is at hand and its versions are not.
 *
 * Returns: (transfer full): the copy
 */
LlmAnswer *
llm_answer_dup (LlmAnswer *self, const char *column_id)
{
  LlmAnswer *copy;

  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  g_return_val_if_fail (column_id != NULL, NULL);

  copy = llm_answer_new_with_id (column_id, self->provider_id, self->model_id, self->title);
  llm_answer_set_params (copy, self->params);
  g_string_append_len (copy->reasoning, self->reasoning->str, (gssize) self->reasoning->len);
  g_string_append_len (copy->text, self->text->str, (gssize) self->text->len);
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->vote = self->vote;
  copy->usage = self->usage;
  copy->finish_reason = g_strdup (self->finish_reason);
  copy->cost = self->cost;
  copy->prices = self->prices;
  llm_answer_set_notices (copy, llm_answer_get_notices (self));
  copy->ttft_ms = self->ttft_ms;
  copy->elapsed_ms = self->elapsed_ms;
  copy->attempt = self->attempt;
  copy->created_at = self->created_at;
  copy->continues = g_strdup (self->continues);
  copy->state = llm_answer_state_is_final (self->state) ? self->state : LLM_ANSWER_INTERRUPTED;
  return copy;
}

/**
 * llm_answer_get_column_id:
 * @self: a column
 *
 * Returns: its uuid, the only thing that identifies it
 */
const char *
llm_answer_get_column_id (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->column_id;
}

/**
 * llm_answer_get_provider_id:
 * @self: a column
 *
 * Returns: who is asked
 */
const char *
llm_answer_get_provider_id (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->provider_id;
}

/**
 * llm_answer_get_model_id:
 * @self: a column
 *
 * Returns: which model, by its id on the wire
 */
const char *
llm_answer_get_model_id (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->model_id;
}

/**
 * llm_answer_get_title:
 * @self: a column
 *
 * Returns: the model's name for people
 */
const char *
llm_answer_get_title (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->title;
}

/**
 * llm_answer_get_params:
 * @self: a column
 *
 * Returns: (transfer none): its parameters
 */
const LlmParams *
llm_answer_get_params (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->params;
}

/**
 * llm_answer_set_params:
 * @self: a column
 * @params: (nullable): parameters for the next request
 */
void
llm_answer_set_params (LlmAnswer *self, const LlmParams *params)
{
  LlmParams *copy;

  g_return_if_fail (LLM_IS_ANSWER (self));

  copy = llm_params_copy (params);
  llm_params_free (self->params);
  self->params = copy;
}

/* Whether @string differed from @field and has replaced it. */
gboolean
llm_answer_replace_string (char **field, const char *string)
{
  if (g_strcmp0 (*field, string) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (string);
  return TRUE;
}

/**
 * llm_answer_set_model:
 * @self: a column that is not running
 * @provider_id: who is asked next
 * @model_id: which model
 * @title: (nullable): the model's name for people
 *
 * Swaps the model.  What the old one said becomes a version; its text is dropped, and so
 * is the vote.
 *
 * Returns: whether it was done; not while the column runs
 */
gboolean
llm_answer_set_model (LlmAnswer *self,
                      const char *provider_id,
                      const char *model_id,
                      const char *title)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, FALSE);

  if (llm_answer_is_running (self))
    return FALSE;

  llm_answer_keep_version (self);
  g_object_freeze_notify (G_OBJECT (self));
  if (llm_answer_replace_string (&self->provider_id, provider_id))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROVIDER_ID]);
  if (llm_answer_replace_string (&self->model_id, model_id))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODEL_ID]);
  if (llm_answer_replace_string (&self->title, title != NULL ? title : model_id))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TITLE]);
  g_object_thaw_notify (G_OBJECT (self));

  llm_answer_clear (self);
  llm_answer_set_vote (self, LLM_VOTE_NONE);
  return TRUE;
}

/**
 * llm_answer_get_state:
 * @self: a column
 *
 * Returns: its state
 */
LlmAnswerState
llm_answer_get_state (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), LLM_ANSWER_FAILED);
  return self->state;
}

static void
start_clock (LlmAnswer *self)
{
  self->started_at = g_get_monotonic_time ();
  self->ttft_ms = LLM_UNKNOWN;
  self->elapsed_ms = LLM_UNKNOWN;
}

/**
 * llm_answer_set_state:
 * @self: a column
 * @state: the next state
 *
 * The only way the state changes while the program runs.  Leaving "queued" starts
 * the clock; reaching a final state stops it.
 *
 * Returns: whether @state may follow the present one and was set
 */
gboolean
llm_answer_set_state (LlmAnswer *self, LlmAnswerState state)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (edges), FALSE);

  if (self->state == state || (edges[self->state] & BIT (state)) == 0)
    return FALSE;

  if (self->state == LLM_ANSWER_QUEUED)
    start_clock (self);
  self->state = state;
  if (state == LLM_ANSWER_QUEUED)
    self->attempt = 0;
  if (llm_answer_state_is_final (state))
    {
      self->elapsed_ms = llm_answer_milliseconds_since (self->started_at);
      self->started_at = 0;
      self->retry_at = 0;
    }

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIGURES]);
  g_object_thaw_notify (G_OBJECT (self));
  return TRUE;
}

/**
 * llm_answer_restore:
 * @self: a column that was just made by llm_answer_new_with_id()
 * @state: the state the store knows
 *
 * For the store: puts the column into a state without going through the edges.
 */
void
llm_answer_restore (LlmAnswer *self, LlmAnswerState state)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/**
 * llm_answer_is_running:
 * @self: a column
 *
 * Returns: whether a request is on its way, or waits for its turn or for another
 *   attempt
 */
gboolean
llm_answer_is_running (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  if (self->state == LLM_ANSWER_QUEUED)
    return self->retry_at != 0;
  return !llm_answer_state_is_final (self->state);
}

/**
 * llm_answer_can_continue:
 * @self: a column
 *
 * Returns: whether there is a partial text the model could go on with
 */
gboolean
llm_answer_can_continue (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);

  if (self->text->len == 0)
    return FALSE;
  switch (self->state)
    {
    case LLM_ANSWER_STOPPED:
    case LLM_ANSWER_FAILED:
    case LLM_ANSWER_INTERRUPTED:
      return TRUE;
    case LLM_ANSWER_DONE:
      return g_strcmp0 (self->finish_reason, "length") == 0;
    case LLM_ANSWER_QUEUED:
    case LLM_ANSWER_CONNECTING:
    case LLM_ANSWER_THINKING:
    case LLM_ANSWER_STREAMING:
    case LLM_ANSWER_RETRYING:
    default:
      return FALSE;
    }
}

/**
 * llm_answer_get_text:
 * @self: a column
 *
 * Returns: (transfer none): the whole answer so far; valid until it changes
 */
const char *
llm_answer_get_text (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->text->str;
}

/**
 * llm_answer_get_text_length:
 * @self: a column
 *
 * Returns: the length of llm_answer_get_text() in bytes
 */
gsize
llm_answer_get_text_length (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->text->len;
}

/**
 * llm_answer_get_reasoning:
 * @self: a column
 *
 * Returns: (transfer none): the whole reasoning so far; valid until it changes
 */
const char *
llm_answer_get_reasoning (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->reasoning->str;
}

/**
 * llm_answer_get_reasoning_length:
 * @self: a column
 *
 * Returns: the length of llm_answer_get_reasoning() in bytes
 */
gsize
llm_answer_get_reasoning_length (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), 0);
  return self->reasoning->len;
}

/**
 * llm_answer_append:
 * @self: a column
 * @kind: what the text is
 * @text: valid UTF-8 to add at the end
 *
 * The first piece after the start sets the time to first token.
 */
void
llm_answer_append (LlmAnswer *self, LlmDeltaKind kind, const char *text)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (text != NULL);

  if (*text == '\0')
    return;
  if (self->started_at != 0 && self->ttft_ms < 0)
    {
      self->ttft_ms = llm_answer_milliseconds_since (self->started_at);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIGURES]);
    }
  g_string_append (kind == LLM_DELTA_TEXT ? self->text : self->reasoning, text);
  g_signal_emit (self, signals[SIGNAL_APPENDED], 0, kind, text);
}

/**
 * llm_answer_clear:
 * @self: a column
 *
 * Drops text, reasoning, error and figures before it is asked anew.
 */
void
llm_answer_clear (LlmAnswer *self)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  g_object_freeze_notify (G_OBJECT (self));
  g_string_truncate (self->text, 0);
  g_string_truncate (self->reasoning, 0);
  llm_usage_init (&self->usage);
  g_clear_pointer (&self->finish_reason, g_free);
  self->cost = NAN;
  llm_prices_init (&self->prices);
  llm_answer_set_notices (self, NULL);
  self->ttft_ms = LLM_UNKNOWN;
  self->elapsed_ms = LLM_UNKNOWN;
  llm_answer_take_error (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIGURES]);
  g_signal_emit (self, signals[SIGNAL_CLEARED], 0);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * llm_answer_get_error:
 * @self: a column
 *
 * Returns: (nullable) (transfer none): why it failed, was interrupted, or is tried
 *   again
 */
const GError *
llm_answer_get_error (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return self->error;
}

/**
 * llm_answer_take_error:
 * @self: a column
 * @error: (nullable) (transfer full): the new error
 */
void
llm_answer_take_error (LlmAnswer *self, GError *error)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

/**
 * llm_answer_get_vote:
 * @self: a column
 *
 * Returns: the user's vote
 */
LlmVote
llm_answer_get_vote (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), LLM_VOTE_NONE);
  return self->vote;
}

/**
 * llm_answer_set_vote:
 * @self: a column
 * @vote: the user's vote
 */
void
llm_answer_set_vote (LlmAnswer *self, LlmVote vote)
{
  g_return_if_fail (LLM_IS_ANSWER (self));

  if (self->vote == vote)
    return;
  self->vote = vote;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VOTE]);
}

/**
 * llm_answer_get_notices:
 * @self: a column
 *
 * Returns: (transfer none) (array zero-terminated=1): what the reader should know
 *   of how the answer came about (llm-notice.h)
 */
const char *const *
llm_answer_get_notices (LlmAnswer *self)
{
  g_return_val_if_fail (LLM_IS_ANSWER (self), NULL);
  return (const char *const *) self->notices->pdata;
}

/**
 * llm_answer_add_notice:
 * @self: a column
 * @notice: a notice; ignored if it is there
 */
void
llm_answer_add_notice (LlmAnswer *self, const char *notice)
{
  g_return_if_fail (LLM_IS_ANSWER (self));
  g_return_if_fail (notice != NULL);

  if (g_strv_contains (llm_answer_get_notices (self), notice))
    return;
  g_ptr_array_insert (self->notices, (gint) self->notices->len - 1, g_strdup (notice));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTICES]);
}

/**
 * llm_answer_get_sent_images:
 * @self: a column
 * @sent: (out): what is known of the images that were sent; all zero if none were
 *
 * Returns: whether the model was given images
 */
gboolean
llm_answer_get_sent_images (LlmAnswer *self, LlmSentImages *sent)
{
  const char *const *notices;
  gboolean found = FALSE;

  g_return_val_if_fail (LLM_IS_ANSWER (self), FALSE);
  g_return_val_if_fail (sent != NULL, FALSE);

  *sent = (LlmSentImages){ 0 };
  notices = llm_answer_get_notices (self);
  for (guint i = 0; notices[i] != NULL && !found; i++)
    found = llm_notice_get_images (notices[i], sent);
  return found;
}

/**
 * llm_answer_set_notices:
 * @self: a column
 * @notices: (nullable) (array zero-terminated=1): all its notices
 */
void
llm_answer_set_notices (LlmAnswer *self, const char *const *notices)
{
  static const char *const none[] = { NULL };

  g_return_if_fail (LLM_IS_ANSWER (self));

  if (notices == NULL)
    notices = none;
  if (g_strv_equal (notices, llm_answer_get_notices (self)))
    return;
  g_ptr_array_unref (self->notices);
  self->notices = new_notices ();
  for (guint i = 0; notices[i] != NULL; i++)
    g_ptr_array_insert (self->notices, (gint) i, g_strdup (notices[i]));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTICES]);
}

/* For the other half of this type: usage, timings, cost, or finish reason changed. */
void
llm_answer_notify_figures (LlmAnswer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIGURES]);
}

/* For another part of this type. */
void
llm_answer_notify_versions (LlmAnswer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_VERSIONS]);
}

/* For another part of this type: everything but notices was replaced. */
void
llm_answer_tell_contents (LlmAnswer *self)
{
  static const guint changed[] = { PROP_PROVIDER_ID, PROP_MODEL_ID, PROP_TITLE,   PROP_STATE,
                                   PROP_VOTE,        PROP_ERROR,    PROP_FIGURES, PROP_N_VERSIONS };

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[changed[i]]);
  g_signal_emit (self, signals[SIGNAL_CLEARED], 0);
  if (self->reasoning->len > 0)
    g_signal_emit (self, signals[SIGNAL_APPENDED], 0, LLM_DELTA_REASONING, self->reasoning->str);
  if (self->text->len > 0)
    g_signal_emit (self, signals[SIGNAL_APPENDED], 0, LLM_DELTA_TEXT, self->text->str);
  g_object_thaw_notify (G_OBJECT (self));
}
