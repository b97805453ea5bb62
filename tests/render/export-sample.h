/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-conversation.h"

G_BEGIN_DECLS

/* Conversations that the tests of exporters and importers are about. */
LlmConversation *export_sample_comparison (void);
LlmConversation *export_sample_chat (void);
LlmConversation *export_sample_answer (const char *title, const char *prompt, const char *text);
LlmConversation *export_sample_many (guint n_columns, guint n_paragraphs);
LlmConversation *export_sample_random (GRand *rand);
GHashTable *export_sample_folders (void);

G_END_DECLS
