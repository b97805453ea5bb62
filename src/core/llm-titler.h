/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-context.h"

G_BEGIN_DECLS

/**
 * LlmTitler:
 *
 * Has a model make a title for what was asked, if the user wants that (setting
 * "title-model"): once for each new conversation, when its first turn is answered, in the
 * background.  A title the user gave stays.
 */
#define LLM_TYPE_TITLER (llm_titler_get_type ())
G_DECLARE_FINAL_TYPE (LlmTitler, llm_titler, LLM, TITLER, GObject)

LlmTitler *llm_titler_new (LlmContext *context);
char *llm_titler_clean (const char *text);

G_END_DECLS
