/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmWrapLayout:
 *
 * Lays its children out in lines at their natural widths, as words in a
 * paragraph.  What is wider than a line gets the whole line; a child that expands
 * gets the rest of its line.
 */
#define LLM_TYPE_WRAP_LAYOUT (llm_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (LlmWrapLayout, llm_wrap_layout, LLM, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *llm_wrap_layout_new (void);
void llm_wrap_layout_set_spacing (LlmWrapLayout *self, int spacing);
void llm_wrap_layout_set_centered (LlmWrapLayout *self, gboolean centered);

G_END_DECLS
