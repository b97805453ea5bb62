/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-flight.h"
#include "llm-image.h"
#include "llm-types.h"
#include "llm-model.h"
#include "llm-params.h"

G_BEGIN_DECLS

/**
 * LlmMessage:
 * @role: who speaks
 * @text: valid UTF-8
 * @images: (nullable) (element-type LlmImage): what goes with it, in order
 * @data: (nullable) (element-type LlmImageData): the same images as they are sent, NULL
 *   before they were prepared
 */
typedef struct
{
  LlmRole role;
  char *text;
  GPtrArray *images;
  GPtrArray *data;
} LlmMessage;

/* What the roles and borders of messages cost, about (OpenAI's cookbook: 3 a message
 * and 3 for the answer's begin). */
#define LLM_MESSAGE_TOKENS 4

void llm_message_clear (LlmMessage *message);
gint64 llm_message_estimate_tokens (const LlmMessage *message);

/**
 * LlmRequest:
 *
 * What one column asks, independent of any vendor: an immutable, reference
 * counted value made by llm_request_new() and the setters, used before it is shared.
 */
typedef struct _LlmRequest LlmRequest;

/* Parameters that may be left out of a request, in words of our own: what vendors
 * call them differs. */
#define LLM_PARAM_TEMPERATURE "temperature"
#define LLM_PARAM_TOP_P "top_p"
#define LLM_PARAM_MAX_TOKENS "max_tokens"
#define LLM_PARAM_SEED "seed"
#define LLM_PARAM_REASONING_EFFORT "reasoning_effort"
#define LLM_PARAM_THINKING "thinking"
#define LLM_PARAM_STREAM_OPTIONS "stream_options"
#define LLM_PARAM_SCHEMA "response_schema"

#define LLM_TYPE_REQUEST (llm_request_get_type ())
GType llm_request_get_type (void) G_GNUC_CONST;

LlmRequest *llm_request_new (const char *model_id, const char *system, const LlmParams *params);
LlmRequest *llm_request_ref (LlmRequest *self);
void llm_request_unref (LlmRequest *self);
void llm_request_add_message (LlmRequest *self, LlmRole role, const char *text);
void llm_request_add_images (LlmRequest *self, GPtrArray *images);
void llm_request_set_images (LlmRequest *self, guint index, GPtrArray *images);
void llm_request_set_image_data (LlmRequest *self, guint index, GPtrArray *data);
void llm_request_set_model (LlmRequest *self, LlmModel *model);
void llm_request_set_flight (LlmRequest *self, LlmFlight *flight);
void llm_request_set_schema (LlmRequest *self, const char *name, const char *schema);

void llm_request_drop (LlmRequest *self, const char *param);
gboolean llm_request_drops (const LlmRequest *self, const char *param);

const char *llm_request_get_model_id (const LlmRequest *self);
LlmModel *llm_request_get_model (const LlmRequest *self);
const char *llm_request_get_system (const LlmRequest *self);
const LlmParams *llm_request_get_params (const LlmRequest *self);
LlmFlight *llm_request_get_flight (const LlmRequest *self);
const char *llm_request_get_schema (const LlmRequest *self, const char **name);
guint llm_request_get_n_images (const LlmRequest *self);
guint llm_request_get_n_messages (const LlmRequest *self);
const LlmMessage *llm_request_get_message (const LlmRequest *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRequest, llm_request_unref)

G_END_DECLS
