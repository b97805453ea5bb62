/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmChatPage:
 *
 * Says that the conversation with one model is not there yet, and leads back.
 */
#define LLM_TYPE_CHAT_PAGE (llm_chat_page_get_type ())
G_DECLARE_FINAL_TYPE (LlmChatPage, llm_chat_page, LLM, CHAT_PAGE, GtkWidget)

GtkWidget *llm_chat_page_new (void);

G_END_DECLS
