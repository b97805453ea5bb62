/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Narrower than this, the sidebar covers the content instead of standing beside
 * it (pixels). */
#define LLM_SPLIT_VIEW_FOLD_WIDTH 860

/**
 * LlmSplitView:
 *
 * A sidebar beside its content, or over it where the window is narrow.  The one
 * place that knows which widget of libadwaita does that.
 *
 * Properties that notify: show-sidebar, folded.
 */
#define LLM_TYPE_SPLIT_VIEW (llm_split_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmSplitView, llm_split_view, LLM, SPLIT_VIEW, GtkWidget)

GtkWidget *llm_split_view_new (void);
void llm_split_view_set_sidebar (LlmSplitView *self, GtkWidget *sidebar);
void llm_split_view_set_content (LlmSplitView *self, GtkWidget *content);
gboolean llm_split_view_get_show_sidebar (LlmSplitView *self);
void llm_split_view_set_show_sidebar (LlmSplitView *self, gboolean show_sidebar);
gboolean llm_split_view_get_folded (LlmSplitView *self);

G_END_DECLS
