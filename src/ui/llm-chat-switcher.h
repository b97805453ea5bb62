/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmChatSwitcher:
 *
 * "2/3" between two buttons that name actions; not there while there is only one.
 */
#define LLM_TYPE_CHAT_SWITCHER (llm_chat_switcher_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatSwitcher, llm_chat_switcher, LLM, CHAT_SWITCHER, GtkWidget)

GtkWidget *llm_chat_switcher_new (void);
void llm_chat_switcher_set_actions (LlmChatSwitcher *self,
                                    const char *previous,
                                    const char *next,
                                    const char *previous_name,
                                    const char *next_name);
void
llm_chat_switcher_set_place (LlmChatSwitcher *self, guint index, guint n, const char *description);

G_END_DECLS
