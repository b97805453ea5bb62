/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ranking.h"
#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmLeaderboard:
 *
 * The ranking of models by what a store says was decided, made anew when that changes.
 * All of the work is done in other threads.
 *
 * Signal: `::changed ()`: state, ranking or tags are others.
 */
#define LLM_TYPE_LEADERBOARD (llm_leaderboard_get_type ())
G_DECLARE_FINAL_TYPE (LlmLeaderboard, llm_leaderboard, LLM, LEADERBOARD, GObject)

LlmLeaderboard *llm_leaderboard_new (LlmStore *store);
void llm_leaderboard_reload (LlmLeaderboard *self);
void llm_leaderboard_set_options (LlmLeaderboard *self, const LlmRankingOptions *options);
const LlmRankingOptions *llm_leaderboard_get_options (LlmLeaderboard *self);
LlmRanking *llm_leaderboard_get_ranking (LlmLeaderboard *self);
const GError *llm_leaderboard_get_error (LlmLeaderboard *self);
guint llm_leaderboard_get_n_ballots (LlmLeaderboard *self);
const char *const *llm_leaderboard_get_tags (LlmLeaderboard *self);

G_END_DECLS
