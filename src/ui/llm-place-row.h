/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-places.h"

G_BEGIN_DECLS

/**
 * LlmPlaceRow:
 *
 * One #LlmPlace in a list: its icon or colour, its name and how much is in it.
 *
 * Signal: `::renamed (const char *name)` when a name was typed.
 */
#define LLM_TYPE_PLACE_ROW (llm_place_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmPlaceRow, llm_place_row, LLM, PLACE_ROW, GtkListBoxRow)

GtkWidget *llm_place_row_new (LlmPlace *place);
LlmPlace *llm_place_row_get_place (LlmPlaceRow *self);
void llm_place_row_begin_rename (LlmPlaceRow *self);

G_END_DECLS
