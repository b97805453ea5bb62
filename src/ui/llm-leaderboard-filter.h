/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-ranking.h"

G_BEGIN_DECLS

/**
 * LlmLeaderboardFilter:
 *
 * A popover with which votes are counted, and how.
 *
 * Signal: `::changed ()`.
 */
#define LLM_TYPE_LEADERBOARD_FILTER (llm_leaderboard_filter_get_type ())
G_DECLARE_FINAL_TYPE (
    LlmLeaderboardFilter, llm_leaderboard_filter, LLM, LEADERBOARD_FILTER, GtkPopover)

GtkWidget *llm_leaderboard_filter_new (void);
void llm_leaderboard_filter_set_tags (LlmLeaderboardFilter *self, const char *const *tags);
void llm_leaderboard_filter_apply (LlmLeaderboardFilter *self,
                                   LlmRankingOptions *options,
                                   GDateTime *now);
char *llm_leaderboard_filter_describe (LlmLeaderboardFilter *self);
void llm_leaderboard_filter_reset (LlmLeaderboardFilter *self);
gboolean llm_leaderboard_filter_parse_day (const char *text, GTimeZone *zone, GDateTime **day);

G_END_DECLS
