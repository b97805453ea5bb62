/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-request.h"
#include "llm-token-estimate.h"

G_BEGIN_DECLS

/* A prompt, in bytes, at most: no vendor takes a body of more than 32 MB. */
#define LLM_PROMPT_MAX_BYTES (16 * 1024 * 1024)

gboolean llm_prompt_check (const char *text, GError **error);
char *llm_prompt_clean (const char *text, guint *n_removed);

gint64 llm_request_estimate_input (const LlmRequest *request);
gint64 llm_model_input_room (LlmModel *model, const LlmParams *params);
char *llm_model_describe_excess (LlmModel *model, const LlmParams *params, gint64 input_tokens);
gboolean llm_request_check (const LlmRequest *request, GError **error);

G_END_DECLS
