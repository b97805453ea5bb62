/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmLeaderboardWindow:
 *
 * The models by what the user decided about their answers: their points, and who won
 * against whom.
 */
#define LLM_TYPE_LEADERBOARD_WINDOW (llm_leaderboard_window_get_type ())
G_DECLARE_FINAL_TYPE (
    LlmLeaderboardWindow, llm_leaderboard_window, LLM, LEADERBOARD_WINDOW, AdwWindow)

GtkWidget *llm_leaderboard_window_new (LlmContext *context);
void llm_leaderboard_window_save_to (LlmLeaderboardWindow *self, GFile *file);

G_END_DECLS
