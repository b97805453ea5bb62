/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmCacheGroup:
 *
 * Whether answers to equal requests are used again, what is kept, and how to forget it.
 */
#define LLM_TYPE_CACHE_GROUP (llm_cache_group_get_type ())
G_DECLARE_FINAL_TYPE (LlmCacheGroup, llm_cache_group, LLM, CACHE_GROUP, AdwPreferencesGroup)

void llm_cache_group_set_context (LlmCacheGroup *self, LlmContext *context);
void llm_cache_group_clear (LlmCacheGroup *self);

G_END_DECLS
