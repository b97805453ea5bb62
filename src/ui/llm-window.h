/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-library.h"

G_BEGIN_DECLS

/**
 * LlmWindow:
 *
 * A shell around the history, the comparison that is shown and the composer.
 * Every verb is an action of the group "win".
 *
 * Properties that notify: mode ("compare" or "chat"), show-sidebar.
 */
#define LLM_TYPE_WINDOW (llm_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmWindow, llm_window, LLM, WINDOW, AdwApplicationWindow)

GtkWidget *llm_window_new (GtkApplication *application, LlmLibrary *library);
LlmConversation *llm_window_get_conversation (LlmWindow *self);
LlmComparison *llm_window_get_comparison (LlmWindow *self);
void llm_window_add_toast (LlmWindow *self, const char *message);

G_END_DECLS
