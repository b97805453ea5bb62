/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-ranking.h"

G_BEGIN_DECLS

/* The models with their points and intervals; each row of the list has all of it as its
 * accessible name. */
GtkWidget *llm_leaderboard_table_new (LlmRanking *ranking, guint min_votes);

/* How many models are in the table of who won against whom. */
#define LLM_DUEL_TABLE_MAX 20

GtkWidget *llm_duel_table_new (LlmRanking *ranking);

G_END_DECLS
