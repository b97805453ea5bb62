/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-places.h"

G_BEGIN_DECLS

/**
 * LlmSearchFilter:
 *
 * A popover with what a search is limited to: kind, models, time, tag, votes, and
 * whether the archive is searched.
 *
 * Signal: `::changed ()`.
 */
#define LLM_TYPE_SEARCH_FILTER (llm_search_filter_get_type ())
G_DECLARE_FINAL_TYPE (LlmSearchFilter, llm_search_filter, LLM, SEARCH_FILTER, GtkPopover)

GtkWidget *llm_search_filter_new (GListModel *history, LlmPlaces *places);
gboolean llm_search_filter_get_active (LlmSearchFilter *self);
void llm_search_filter_apply (LlmSearchFilter *self, LlmSearchQuery *query, GDateTime *now);
void llm_search_filter_reset (LlmSearchFilter *self);

G_END_DECLS
