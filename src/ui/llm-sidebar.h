/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-library.h"

G_BEGIN_DECLS

/**
 * LlmSidebar:
 *
 * The history beside the content.  Choosing a row activates
 * "win.open-comparison"; "::chosen" says that it was chosen by a click or Enter
 * and not on the way through the list.
 */
#define LLM_TYPE_SIDEBAR (llm_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (LlmSidebar, llm_sidebar, LLM, SIDEBAR, GtkWidget)

GtkWidget *llm_sidebar_new (LlmLibrary *library);
void llm_sidebar_load (LlmSidebar *self);
void llm_sidebar_set_current (LlmSidebar *self, const char *id);
void llm_sidebar_set_show_buttons (LlmSidebar *self, gboolean show_start, gboolean show_end);
guint llm_sidebar_get_n_bound (LlmSidebar *self);

G_END_DECLS
