/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmPricesWindow:
 *
 * A dialog for the user's own prices of one model.
 */
#define LLM_TYPE_PRICES_WINDOW (llm_prices_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmPricesWindow, llm_prices_window, LLM, PRICES_WINDOW, AdwWindow)

GtkWidget *
llm_prices_window_new (LlmContext *context, const char *provider_id, const char *model_id);

G_END_DECLS
