/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmWelcome:
 *
 * What stands where no comparison is: a greeting, the way to the demonstration
 * and to the keys as long as only the demonstration would be asked, and prompts
 * to begin with.
 */
#define LLM_TYPE_WELCOME (llm_welcome_get_type ())
G_DECLARE_FINAL_TYPE (LlmWelcome, llm_welcome, LLM, WELCOME, GtkWidget)

GtkWidget *llm_welcome_new (void);
GtkWidget *llm_welcome_new_for_chat (void);
void llm_welcome_update (LlmWelcome *self, gboolean first_run, gboolean canned);

const char *llm_welcome_get_demo_prompt (void);

G_END_DECLS
