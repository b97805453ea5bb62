/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-stream.h"

typedef struct
{
  LlmStreamOutcome outcome;
  GError *error;
  LlmUsage usage;
  char *finish_reason;
  char *request_id;
  LlmRateLimits rate_limits;
} LlmStreamPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LlmStream, llm_stream, G_TYPE_OBJECT)

enum
{
  SIGNAL_PHASE,
  SIGNAL_DELTA,
  SIGNAL_NOTICE,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
llm_stream_finalize (GObject *object)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (LLM_STREAM (object));

  g_clear_error (&priv->error);
  g_free (priv->finish_reason);
  g_free (priv->request_id);

  G_OBJECT_CLASS (llm_stream_parent_class)->finalize (object);
}

static void
llm_stream_class_init (LlmStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_stream_finalize;

  /**
   * LlmStream::phase:
   * @phase: an #LlmStreamPhase
   */
  signals[SIGNAL_PHASE] = g_signal_new ("phase", LLM_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  /**
   * LlmStream::delta:
   * @kind: an #LlmDeltaKind
   * @text: valid UTF-8, not empty
   */
  signals[SIGNAL_DELTA] = g_signal_new ("delta", LLM_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 2, G_TYPE_INT,
                                        G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * LlmStream::notice:
   * @notice: what the reader should know (llm-notice.h)
   */
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", LLM_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * LlmStream::finished:
   *
   * The last emission, exactly one for each stream; outcome, error, usage and
   * finish reason can be read now.
   */
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", LLM_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_stream_init (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  llm_usage_init (&priv->usage);
  llm_rate_limits_init (&priv->rate_limits);
}

/**
 * llm_stream_cancel:
 * @self: a stream
 *
 * Ends it as stopped; ::finished is emitted before this returns.  Does nothing to
 * a finished stream.
 */
void
llm_stream_cancel (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);
  LlmStreamClass *klass;

  g_return_if_fail (LLM_IS_STREAM (self));

  if (priv->outcome != LLM_STREAM_RUNNING)
    return;

  g_object_ref (self);
  priv->outcome = LLM_STREAM_STOPPED;
  klass = LLM_STREAM_GET_CLASS (self);
  if (klass->cancel != NULL)
    klass->cancel (self);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_object_unref (self);
}

/**
 * llm_stream_get_outcome:
 * @self: a stream
 *
 * Returns: how it ended, or %LLM_STREAM_RUNNING
 */
LlmStreamOutcome
llm_stream_get_outcome (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), LLM_STREAM_FAILED);
  return priv->outcome;
}

/**
 * llm_stream_get_error:
 * @self: a stream
 *
 * Returns: (nullable): why it failed or was interrupted
 */
const GError *
llm_stream_get_error (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), NULL);
  return priv->error;
}

/**
 * llm_stream_get_usage:
 * @self: a stream
 *
 * Returns: (transfer none): what the vendor has told so far
 */
const LlmUsage *
llm_stream_get_usage (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), NULL);
  return &priv->usage;
}

/**
 * llm_stream_get_finish_reason:
 * @self: a stream
 *
 * Returns: (nullable): "stop", "length", "content_filter", "tool_calls", or the
 *   vendor's own word
 */
const char *
llm_stream_get_finish_reason (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), NULL);
  return priv->finish_reason;
}

/**
 * llm_stream_get_request_id:
 * @self: a stream
 *
 * Returns: (nullable): the vendor's id of the request
 */
const char *
llm_stream_get_request_id (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), NULL);
  return priv->request_id;
}

/**
 * llm_stream_emit_phase:
 * @self: a running stream
 * @phase: what begins now
 *
 * For subclasses.
 */
void
llm_stream_emit_phase (LlmStream *self, LlmStreamPhase phase)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));

  if (priv->outcome == LLM_STREAM_RUNNING)
    g_signal_emit (self, signals[SIGNAL_PHASE], 0, phase);
}

/**
 * llm_stream_emit_delta:
 * @self: a running stream
 * @kind: what the text is
 * @text: valid UTF-8; nothing happens when it is empty
 *
 * For subclasses.
 */
void
llm_stream_emit_delta (LlmStream *self, LlmDeltaKind kind, const char *text)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));
  g_return_if_fail (text != NULL);

  if (priv->outcome == LLM_STREAM_RUNNING && *text != '\0')
    g_signal_emit (self, signals[SIGNAL_DELTA], 0, kind, text);
}

/**
 * llm_stream_merge_usage:
 * @self: a stream
 * @usage: what the vendor told
 *
 * For subclasses.
 */
void
llm_stream_merge_usage (LlmStream *self, const LlmUsage *usage)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));

  llm_usage_merge (&priv->usage, usage);
}

/**
 * llm_stream_set_finish_reason:
 * @self: a stream
 * @finish_reason: (nullable): see llm_stream_get_finish_reason()
 *
 * For subclasses.
 */
void
llm_stream_set_finish_reason (LlmStream *self, const char *finish_reason)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));

  g_free (priv->finish_reason);
  priv->finish_reason = g_strdup (finish_reason);
}

/**
 * llm_stream_set_request_id:
 * @self: a stream
 * @request_id: (nullable): the vendor's id of the request
 *
 * For subclasses.
 */
void
llm_stream_set_request_id (LlmStream *self, const char *request_id)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));

  g_free (priv->request_id);
  priv->request_id = g_strdup (request_id);
}

/**
 * llm_stream_finish:
 * @self: a stream
 * @outcome: how it ended; not %LLM_STREAM_RUNNING
 * @error: (nullable) (transfer full): why
 *
 * For subclasses.  Only the first end counts.
 */
void
llm_stream_finish (LlmStream *self, LlmStreamOutcome outcome, GError *error)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));
  g_return_if_fail (outcome != LLM_STREAM_RUNNING);

  if (priv->outcome != LLM_STREAM_RUNNING)
    {
      g_clear_error (&error);
      return;
    }

  g_object_ref (self);
  priv->outcome = outcome;
  priv->error = error;
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  g_object_unref (self);
}

/**
 * llm_stream_get_rate_limits:
 * @self: a stream
 *
 * Returns: (transfer none): what the head of the answer told of rate limits
 */
const LlmRateLimits *
llm_stream_get_rate_limits (LlmStream *self)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_STREAM (self), NULL);

  return &priv->rate_limits;
}

/**
 * llm_stream_set_rate_limits:
 * @self: a stream
 * @limits: what the head of the answer tells
 */
void
llm_stream_set_rate_limits (LlmStream *self, const LlmRateLimits *limits)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));
  g_return_if_fail (limits != NULL);

  priv->rate_limits = *limits;
}

/**
 * llm_stream_emit_notice:
 * @self: a stream
 * @notice: what the reader should know (llm-notice.h)
 *
 * Does nothing to a finished stream.
 */
void
llm_stream_emit_notice (LlmStream *self, const char *notice)
{
  LlmStreamPrivate *priv = llm_stream_get_instance_private (self);

  g_return_if_fail (LLM_IS_STREAM (self));
  g_return_if_fail (notice != NULL);

  if (priv->outcome == LLM_STREAM_RUNNING)
    g_signal_emit (self, signals[SIGNAL_NOTICE], 0, notice);
}
