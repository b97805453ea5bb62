/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-flight.h"
#include "llm-notice.h"
#include "llm-params.h"
#include "llm-prices.h"
#include "llm-thread.h"
#include "llm-types.h"
#include "llm-usage.h"

G_BEGIN_DECLS

/* So many versions of a column are kept; the oldest go. */
#define LLM_ANSWER_MAX_VERSIONS 50

/**
 * LlmAnswer:
 *
 * One column of a comparison: who was asked with which parameters, and what came
 * back.  Its identity is its own uuid (#LlmAnswer:column-id), never its model or
 * position.
 *
 * Properties that notify: state, vote, model-id, provider-id, title, error,
 * notices, figures (an aggregate that notifies whenever usage, timings, cost, prices
 * or finish reason changed).  Signals: `::appended (LlmDeltaKind, const char *text)` for
 * each piece of text, `::cleared ()` when the text was dropped before another
 * attempt.  Property n-versions: how many versions there are (llm_answer_get_versions()).
 */
#define LLM_TYPE_ANSWER (llm_answer_get_type ())
G_DECLARE_FINAL_TYPE (LlmAnswer, llm_answer, LLM, ANSWER, GObject)

LlmAnswer *llm_answer_new (const char *provider_id, const char *model_id, const char *title);
LlmAnswer *llm_answer_new_with_id (const char *column_id,
                                   const char *provider_id,
                                   const char *model_id,
                                   const char *title);
LlmAnswer *llm_answer_dup (LlmAnswer *self, const char *column_id);

const char *llm_answer_get_column_id (LlmAnswer *self);
const char *llm_answer_get_provider_id (LlmAnswer *self);
const char *llm_answer_get_model_id (LlmAnswer *self);
const char *llm_answer_get_title (LlmAnswer *self);
const char *llm_answer_get_shown_title (LlmAnswer *self);
gboolean llm_answer_is_hidden (LlmAnswer *self);
guint llm_answer_get_sample (LlmAnswer *self, guint *n_samples);
const LlmParams *llm_answer_get_params (LlmAnswer *self);
void llm_answer_set_params (LlmAnswer *self, const LlmParams *params);
gboolean llm_answer_set_model (LlmAnswer *self,
                               const char *provider_id,
                               const char *model_id,
                               const char *title);

LlmAnswerState llm_answer_get_state (LlmAnswer *self);
gboolean llm_answer_set_state (LlmAnswer *self, LlmAnswerState state);
void llm_answer_restore (LlmAnswer *self, LlmAnswerState state);
gboolean llm_answer_is_running (LlmAnswer *self);
gboolean llm_answer_can_continue (LlmAnswer *self);

const char *llm_answer_get_text (LlmAnswer *self);
gsize llm_answer_get_text_length (LlmAnswer *self);
const char *llm_answer_get_reasoning (LlmAnswer *self);
gsize llm_answer_get_reasoning_length (LlmAnswer *self);
void llm_answer_append (LlmAnswer *self, LlmDeltaKind kind, const char *text);
void llm_answer_clear (LlmAnswer *self);

const GError *llm_answer_get_error (LlmAnswer *self);
void llm_answer_take_error (LlmAnswer *self, GError *error);

const char *const *llm_answer_get_notices (LlmAnswer *self);
void llm_answer_add_notice (LlmAnswer *self, const char *notice);
void llm_answer_set_notices (LlmAnswer *self, const char *const *notices);
gboolean llm_answer_get_sent_images (LlmAnswer *self, LlmSentImages *sent);

LlmVote llm_answer_get_vote (LlmAnswer *self);
void llm_answer_set_vote (LlmAnswer *self, LlmVote vote);

const LlmUsage *llm_answer_get_usage (LlmAnswer *self);
void llm_answer_set_usage (LlmAnswer *self, const LlmUsage *usage);
const char *llm_answer_get_finish_reason (LlmAnswer *self);
void llm_answer_set_finish_reason (LlmAnswer *self, const char *finish_reason);
double llm_answer_get_cost (LlmAnswer *self);
void llm_answer_set_cost (LlmAnswer *self, double cost_usd);
const LlmPrices *llm_answer_get_prices (LlmAnswer *self);
void llm_answer_set_prices (LlmAnswer *self, const LlmPrices *prices);
double llm_answer_get_ttft_ms (LlmAnswer *self);
double llm_answer_get_elapsed_ms (LlmAnswer *self);
void llm_answer_set_timings (LlmAnswer *self, double ttft_ms, double elapsed_ms);
double llm_answer_get_tokens_per_second (LlmAnswer *self);

gint64 llm_answer_get_created_at (LlmAnswer *self);
void llm_answer_set_created_at (LlmAnswer *self, gint64 created_at);
const char *llm_answer_get_continues (LlmAnswer *self);
void llm_answer_set_continues (LlmAnswer *self, const char *column_id);
LlmThread *llm_answer_get_thread (LlmAnswer *self);
void llm_answer_set_thread (LlmAnswer *self, LlmThread *thread);

LlmFlight *llm_answer_get_flight (LlmAnswer *self);
void llm_answer_set_flight (LlmAnswer *self, LlmFlight *flight);

guint llm_answer_get_attempt (LlmAnswer *self);
gint64 llm_answer_get_retry_at (LlmAnswer *self);
void llm_answer_set_retry (LlmAnswer *self, guint attempt, gint64 retry_at);

gboolean llm_answer_has_worth (LlmAnswer *self);
gboolean llm_answer_keep_version (LlmAnswer *self);
GListModel *llm_answer_get_versions (LlmAnswer *self);
guint llm_answer_get_n_versions (LlmAnswer *self);
guint llm_answer_get_n_unloaded_versions (LlmAnswer *self);
void llm_answer_set_n_unloaded_versions (LlmAnswer *self, guint n);
void llm_answer_set_stored_versions (LlmAnswer *self, GPtrArray *versions);
void llm_answer_add_version (LlmAnswer *self, LlmAnswer *version, gint64 kept_at);
void llm_answer_make_version_of (LlmAnswer *self, const char *column_id, gint64 kept_at);
const char *llm_answer_get_version_of (LlmAnswer *self);
gint64 llm_answer_get_kept_at (LlmAnswer *self);
gboolean llm_answer_use_version (LlmAnswer *self, const char *version_id);
GPtrArray *llm_answer_get_unsaved_versions (LlmAnswer *self);
void llm_answer_set_versions_saved (LlmAnswer *self, gboolean saved);
void llm_answer_copy_versions (LlmAnswer *self, LlmAnswer *from);

G_END_DECLS
