/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-chat-area.h"

G_BEGIN_DECLS

/* What is marked in the prompts of a chat, for tests of finding. */

/* That of a turn that has a widget and whose prompt is not long. */
GtkLabel *chat_test_get_prompt_label (LlmChatArea *area, guint position);

/* Until words of a prompt are the current match. */
void chat_test_wait_current (LlmChatArea *area, guint position, const char *words);

G_END_DECLS
