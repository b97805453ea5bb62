/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-card.h"

G_BEGIN_DECLS

/**
 * LlmCardGrid:
 *
 * The cards of a comparison in the comparison's order.  A card belongs to its
 * column's id: it keeps its place in the text and everything unfolded wherever
 * the column moves.
 */
#define LLM_TYPE_CARD_GRID (llm_card_grid_get_type ())
G_DECLARE_FINAL_TYPE (LlmCardGrid, llm_card_grid, LLM, CARD_GRID, GtkWidget)

GtkWidget *llm_card_grid_new (void);
void llm_card_grid_set_comparison (LlmCardGrid *self, LlmRunner *runner, LlmComparison *comparison);
LlmCard *llm_card_grid_get_card (LlmCardGrid *self, const char *column_id);
GPtrArray *llm_card_grid_get_views (LlmCardGrid *self);
gboolean llm_card_grid_is_ticking (LlmCardGrid *self);

G_END_DECLS
