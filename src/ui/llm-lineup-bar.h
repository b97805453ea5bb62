/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmLineupBar:
 *
 * The line-up as removable chips in as many lines as it takes, with a button
 * that adds a model.
 */
#define LLM_TYPE_LINEUP_BAR (llm_lineup_bar_get_type ())
G_DECLARE_FINAL_TYPE (LlmLineupBar, llm_lineup_bar, LLM, LINEUP_BAR, GtkWidget)

GtkWidget *llm_lineup_bar_new (void);
LlmLineup *llm_lineup_bar_get_lineup (LlmLineupBar *self);
void llm_lineup_bar_set_lineup (LlmLineupBar *self, LlmLineup *lineup);
void llm_lineup_bar_set_suffix (LlmLineupBar *self, GtkWidget *suffix);
void llm_lineup_bar_set_single (LlmLineupBar *self);
void llm_lineup_bar_set_blind (LlmLineupBar *self, const char *const *specs);
void llm_lineup_bar_set_fixed (LlmLineupBar *self, gboolean is_fixed);
void llm_lineup_bar_popup_picker (LlmLineupBar *self);

G_END_DECLS
