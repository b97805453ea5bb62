/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmKeyRow:
 *
 * A provider's key and address in the preferences.  A stored key is never shown.
 *
 * Signal `::remove (const char *provider_id)`: the user wants to be rid of the
 * server, which only those have that the user has added.
 */
#define LLM_TYPE_KEY_ROW (llm_key_row_get_type ())
G_DECLARE_FINAL_TYPE (LlmKeyRow, llm_key_row, LLM, KEY_ROW, AdwExpanderRow)

GtkWidget *llm_key_row_new (LlmContext *context, LlmProvider *provider);
GtkWidget *llm_key_row_new_for_id (LlmContext *context, const char *provider_id);
void llm_key_row_set_provider (LlmKeyRow *self, LlmProvider *provider);
const char *llm_key_row_get_provider_id (LlmKeyRow *self);
void llm_key_row_set_entry (LlmKeyRow *self, const LlmSecretEntry *entry);
void llm_key_row_focus_key (LlmKeyRow *self);

G_END_DECLS
