/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmColumnLayout:
 *
 * Columns of equal width, as many as the width has room for: 4 from 1400 px, 3
 * from 1067 px, 2 from 734 px, else 1.  Children that need more than one row are
 * spread evenly over the rows.  The rows share the whole height, none less than
 * the row height.  One child may be expanded: it alone takes all room while the
 * others are not shown.
 */
#define LLM_TYPE_COLUMN_LAYOUT (llm_column_layout_get_type ())
G_DECLARE_FINAL_TYPE (LlmColumnLayout, llm_column_layout, LLM, COLUMN_LAYOUT, GtkLayoutManager)

GtkLayoutManager *llm_column_layout_new (void);
void llm_column_layout_set_spacing (LlmColumnLayout *self, int spacing);
void llm_column_layout_set_row_height (LlmColumnLayout *self, int row_height);
GtkWidget *llm_column_layout_get_expanded (LlmColumnLayout *self);
void llm_column_layout_set_expanded (LlmColumnLayout *self, GtkWidget *child);

guint llm_column_layout_count_columns (int width, guint n_children);

G_END_DECLS
