/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmCodeWindow:
 *
 * One block of code in a window of its own: with line numbers, its colours and as wide as
 * it is, or wrapped.
 *
 * Property `wrap` notifies.  Verbs are widget actions: code.copy and code.wrap.
 */
#define LLM_TYPE_CODE_WINDOW (llm_code_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmCodeWindow, llm_code_window, LLM, CODE_WINDOW, AdwWindow)

GtkWidget *llm_code_window_new (GtkWindow *parent,
                                const char *title,
                                const char *language_id,
                                const char *code);

G_END_DECLS
