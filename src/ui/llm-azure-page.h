/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"
#include "llm-key-row.h"

G_BEGIN_DECLS

/**
 * LlmAzurePage:
 *
 * Sets up Azure AI Foundry: where it is, how it is asked, and for which models.
 */
#define LLM_TYPE_AZURE_PAGE (llm_azure_page_get_type ())
G_DECLARE_FINAL_TYPE (LlmAzurePage, llm_azure_page, LLM, AZURE_PAGE, AdwPreferencesPage)

void llm_azure_page_set_context (LlmAzurePage *self, LlmContext *context);
LlmKeyRow *llm_azure_page_get_key_row (LlmAzurePage *self);
void llm_azure_page_clear (LlmAzurePage *self);

G_END_DECLS
