/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-ranking.h"

G_BEGIN_DECLS

/* A ranking in words and as text for elsewhere. */
char *llm_leaderboard_text_format_points (double points);
char *llm_leaderboard_text_format_interval (const LlmRankingRow *row);
char *llm_leaderboard_text_format_share (guint n_wins, guint n_ties, guint n_losses);
const char *llm_leaderboard_text_get_note (const LlmRankingRow *row, guint min_votes);
char *llm_leaderboard_text_describe_row (const LlmRankingRow *row, guint min_votes);
char *llm_leaderboard_text_describe_duels (const LlmRankingRow *row,
                                           const LlmRankingRow *against,
                                           const LlmRankingRecord *record);
char *llm_leaderboard_text_describe (LlmRanking *ranking);
char *llm_leaderboard_text_describe_limits (LlmRanking *ranking, guint min_votes);
char *llm_leaderboard_text_to_markdown (LlmRanking *ranking, guint min_votes);
char *llm_leaderboard_text_to_csv (LlmRanking *ranking);

G_END_DECLS
