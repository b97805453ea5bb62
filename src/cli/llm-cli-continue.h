/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-cli-judge.h"
#include "llm-cli-private.h"
#include "llm-cli-store.h"

G_BEGIN_DECLS

/* What chats and comparisons have in common when they go on. */

LlmConversation *llm_cli_continue_load (
    LlmCliStore *store, const char *command, const char *word, const char *kind, int *status);
int llm_cli_continue_ask (LlmContext *context,
                          LlmCliStore *store,
                          LlmConversation *conversation,
                          LlmComparison *turn,
                          LlmCliFormatKind format,
                          const LlmCliJudge *judge);

G_END_DECLS
