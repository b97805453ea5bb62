/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-organizer.h"

G_BEGIN_DECLS

/**
 * LlmSidebar:
 *
 * The history beside the content: places, a search, and the conversations of a place.
 * Choosing a row activates "win.open-comparison" with its id, a hit of the search
 * "win.open-hit" with conversation, turn, column and what was searched for.
 *
 * Signals: `::chosen ()` when a row was clicked or activated, not on the way through
 * the list; `::toast (AdwToast *)` to be shown.
 */
#define LLM_TYPE_SIDEBAR (llm_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (LlmSidebar, llm_sidebar, LLM, SIDEBAR, GtkWidget)

GtkWidget *llm_sidebar_new (LlmLibrary *library);
void llm_sidebar_load (LlmSidebar *self);
void llm_sidebar_set_current (LlmSidebar *self, const char *id);
void llm_sidebar_set_show_buttons (LlmSidebar *self, gboolean show_start, gboolean show_end);
void llm_sidebar_search (LlmSidebar *self);
void llm_sidebar_show_place (LlmSidebar *self, LlmPlaceKind kind, const char *id);
LlmOrganizer *llm_sidebar_get_organizer (LlmSidebar *self);
LlmHistoryModel *llm_sidebar_get_model (LlmSidebar *self);
guint llm_sidebar_get_n_bound (LlmSidebar *self);

G_END_DECLS
