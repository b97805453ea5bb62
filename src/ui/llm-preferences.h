/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmPreferences:
 *
 * The window of preferences.
 */
#define LLM_TYPE_PREFERENCES (llm_preferences_get_type ())
G_DECLARE_FINAL_TYPE (LlmPreferences, llm_preferences, LLM, PREFERENCES, AdwPreferencesWindow)

GtkWidget *llm_preferences_new (LlmContext *context);
void llm_preferences_show_key (LlmPreferences *self, const char *provider_id);

G_END_DECLS
