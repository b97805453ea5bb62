/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include "llm-context.h"

G_BEGIN_DECLS

#define LLM_TYPE_APPLICATION (llm_application_get_type ())
G_DECLARE_FINAL_TYPE (LlmApplication, llm_application, LLM, APPLICATION, AdwApplication)

/* @create_context is called once, in the primary instance only. */
LlmApplication *llm_application_new (LlmContext *(*create_context) (GError **error));
LlmContext *llm_application_get_context (LlmApplication *self);

G_END_DECLS
