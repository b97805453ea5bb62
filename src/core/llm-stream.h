/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-types.h"
#include "llm-usage.h"
#include "llm-rate-limits.h"

G_BEGIN_DECLS

/**
 * LlmStreamPhase:
 * @LLM_STREAM_CONNECTING: looks up the key, resolves, connects, sends
 * @LLM_STREAM_OPEN: the provider answered 200 and the stream is being read
 */
typedef enum
{
  LLM_STREAM_CONNECTING,
  LLM_STREAM_OPEN,
} LlmStreamPhase;

/**
 * LlmStreamOutcome:
 * @LLM_STREAM_RUNNING: not finished yet
 * @LLM_STREAM_DONE: the protocol's own terminator came
 * @LLM_STREAM_STOPPED: llm_stream_cancel() was called
 * @LLM_STREAM_FAILED: an error of the provider, or nothing could be opened
 * @LLM_STREAM_INTERRUPTED: an opened stream broke off without its terminator
 */
typedef enum
{
  LLM_STREAM_RUNNING,
  LLM_STREAM_DONE,
  LLM_STREAM_STOPPED,
  LLM_STREAM_FAILED,
  LLM_STREAM_INTERRUPTED,
} LlmStreamOutcome;

/**
 * LlmStream:
 *
 * One request on the wire.  Everything happens on the main context that was the
 * thread default when it was started; nothing is emitted before the caller
 * returns to that context.
 *
 * Signals: `::phase (LlmStreamPhase)`; `::delta (LlmDeltaKind, const char *)`
 * with non-empty valid UTF-8, several events of the wire joined when they came
 * in one read; `::notice (const char *)` with a notice (llm-notice.h); `::finished ()`
 * exactly once, last.
 */
#define LLM_TYPE_STREAM (llm_stream_get_type ())
G_DECLARE_DERIVABLE_TYPE (LlmStream, llm_stream, LLM, STREAM, GObject)

struct _LlmStreamClass
{
  GObjectClass parent_class;

  /* Abandon the transport at once; the base class emits ::finished itself. */
  void (*cancel) (LlmStream *self);

  gpointer padding[4];
};

void llm_stream_cancel (LlmStream *self);
LlmStreamOutcome llm_stream_get_outcome (LlmStream *self);
const GError *llm_stream_get_error (LlmStream *self);
const LlmUsage *llm_stream_get_usage (LlmStream *self);
const char *llm_stream_get_finish_reason (LlmStream *self);
const char *llm_stream_get_request_id (LlmStream *self);
const LlmRateLimits *llm_stream_get_rate_limits (LlmStream *self);

/* For subclasses. */
void llm_stream_emit_phase (LlmStream *self, LlmStreamPhase phase);
void llm_stream_emit_delta (LlmStream *self, LlmDeltaKind kind, const char *text);
void llm_stream_merge_usage (LlmStream *self, const LlmUsage *usage);
void llm_stream_set_finish_reason (LlmStream *self, const char *finish_reason);
void llm_stream_set_request_id (LlmStream *self, const char *request_id);
void llm_stream_emit_notice (LlmStream *self, const char *notice);
void llm_stream_set_rate_limits (LlmStream *self, const LlmRateLimits *limits);
void llm_stream_finish (LlmStream *self, LlmStreamOutcome outcome, GError *error);

G_END_DECLS
