/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-types.h"
#include "llm-model.h"
#include "llm-params.h"

G_BEGIN_DECLS

typedef struct
{
  LlmRole role;
  char *text;
} LlmMessage;

/**
 * LlmRequest:
 *
 * What one column asks, independent of any vendor: an immutable, reference
 * counted value made by llm_request_new() and the setters, used before it is shared.
 */
typedef struct _LlmRequest LlmRequest;

#define LLM_TYPE_REQUEST (llm_request_get_type ())
GType llm_request_get_type (void) G_GNUC_CONST;

LlmRequest *llm_request_new (const char *model_id, const char *system, const LlmParams *params);
LlmRequest *llm_request_ref (LlmRequest *self);
void llm_request_unref (LlmRequest *self);
void llm_request_add_message (LlmRequest *self, LlmRole role, const char *text);
void llm_request_set_model (LlmRequest *self, LlmModel *model);

const char *llm_request_get_model_id (const LlmRequest *self);
LlmModel *llm_request_get_model (const LlmRequest *self);
const char *llm_request_get_system (const LlmRequest *self);
const LlmParams *llm_request_get_params (const LlmRequest *self);
guint llm_request_get_n_messages (const LlmRequest *self);
const LlmMessage *llm_request_get_message (const LlmRequest *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRequest, llm_request_unref)

G_END_DECLS
