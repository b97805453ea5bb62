/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmRequestsGroup:
 *
 * How often a request is sent again, and how many are sent to each provider.
 */
#define LLM_TYPE_REQUESTS_GROUP (llm_requests_group_get_type ())
G_DECLARE_FINAL_TYPE (
    LlmRequestsGroup, llm_requests_group, LLM, REQUESTS_GROUP, AdwPreferencesGroup)

void llm_requests_group_set_context (LlmRequestsGroup *self, LlmContext *context);
void llm_requests_group_clear (LlmRequestsGroup *self);

G_END_DECLS
