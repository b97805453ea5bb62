/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmEndpointForm:
 *
 * Adds an OpenAI-compatible server to the settings, and its key to the keyring.
 *
 * Signal `::added (const char *message)`: the server was added; what is to be
 * told about its key, or NULL.
 */
#define LLM_TYPE_ENDPOINT_FORM (llm_endpoint_form_get_type ())
G_DECLARE_FINAL_TYPE (LlmEndpointForm, llm_endpoint_form, LLM, ENDPOINT_FORM, AdwExpanderRow)

GtkWidget *llm_endpoint_form_new (LlmContext *context);

GtkStringList *llm_endpoint_form_new_preset_names (void);
char *llm_endpoint_form_make_id (const char *name, GPtrArray *endpoints);

G_END_DECLS
