/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmLineupChip:
 *
 * A model of a line-up: its name, which opens its parameters, and a button that takes it out.
 */
#define LLM_TYPE_LINEUP_CHIP (llm_lineup_chip_get_type ())
G_DECLARE_FINAL_TYPE (LlmLineupChip, llm_lineup_chip, LLM, LINEUP_CHIP, GtkWidget)

GtkWidget *llm_lineup_chip_new (LlmLineup *lineup, LlmLineupItem *item);
void llm_lineup_chip_set_blind (LlmLineupChip *self, gboolean blind);
void llm_lineup_chip_focus_remove (LlmLineupChip *self);

G_END_DECLS
