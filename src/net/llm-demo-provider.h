/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-provider.h"
#include "llm-settings.h"

G_BEGIN_DECLS

#define LLM_DEMO_PROVIDER_ID "demo"

/**
 * LlmDemoProvider:
 *
 * The built-in demonstration: its server starts with the first request.
 */
#define LLM_TYPE_DEMO_PROVIDER (llm_demo_provider_get_type ())
G_DECLARE_FINAL_TYPE (LlmDemoProvider, llm_demo_provider, LLM, DEMO_PROVIDER, GObject)

LlmProvider *llm_demo_provider_new (LlmSettings *settings);

G_END_DECLS
