/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-store.h"

G_BEGIN_DECLS

/* Hits that are listed at most. */
#define LLM_SEARCH_LIMIT 200

/**
 * LlmSearchResult:
 *
 * A hit as an item of a list; immutable.
 */
#define LLM_TYPE_SEARCH_RESULT (llm_search_result_get_type ())
G_DECLARE_FINAL_TYPE (LlmSearchResult, llm_search_result, LLM, SEARCH_RESULT, GObject)

const LlmSearchHit *llm_search_result_get_hit (LlmSearchResult *self);

/**
 * LlmSearchModel:
 *
 * What a search has found, as a #GListModel of #LlmSearchResult, best first.  Asks the
 * store a moment after the last letter, and never shows the answer to an older
 * question.
 *
 * Property that notifies: searching (also when a search ends that changes nothing).
 */
#define LLM_TYPE_SEARCH_MODEL (llm_search_model_get_type ())
G_DECLARE_FINAL_TYPE (LlmSearchModel, llm_search_model, LLM, SEARCH_MODEL, GObject)

LlmSearchModel *llm_search_model_new (LlmStore *store);
void llm_search_model_prepare (LlmSearchModel *self);
gboolean llm_search_model_get_preparing (LlmSearchModel *self);
void llm_search_model_set_query (LlmSearchModel *self, const LlmSearchQuery *query);
void llm_search_model_retry (LlmSearchModel *self);
const char *llm_search_model_get_text (LlmSearchModel *self);
gboolean llm_search_model_get_searching (LlmSearchModel *self);
const GError *llm_search_model_get_error (LlmSearchModel *self);

G_END_DECLS
