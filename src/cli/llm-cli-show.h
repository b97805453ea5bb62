/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-conversation.h"

G_BEGIN_DECLS

/*
 * A whole conversation, as the JSON of the command line's contract and for people.
 */

char *llm_cli_show_format_time (gint64 time_us);
void llm_cli_show_append_json (GString *out, LlmConversation *conversation);
void llm_cli_show_append_text (GString *out,
                               LlmConversation *conversation,
                               GListModel *providers,
                               gboolean for_terminal);

G_END_DECLS
