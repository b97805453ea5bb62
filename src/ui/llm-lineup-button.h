/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-lineup.h"

G_BEGIN_DECLS

/**
 * LlmLineupButton:
 *
 * Opens the list of the line-ups that have a name: one is chosen, the models of now are kept
 * under a name, and others are deleted, with undo.  Alt+1 to Alt+9 choose the first ones.
 */
#define LLM_TYPE_LINEUP_BUTTON (llm_lineup_button_get_type ())
G_DECLARE_FINAL_TYPE (LlmLineupButton, llm_lineup_button, LLM, LINEUP_BUTTON, GtkWidget)

GtkWidget *llm_lineup_button_new (void);
void llm_lineup_button_import (GFile *file, gpointer self);
void llm_lineup_button_export (GFile *file, gpointer self);
void llm_lineup_button_set_lineup (LlmLineupButton *self, LlmLineup *lineup);

G_END_DECLS
