/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-conversation.h"
#include "llm-ui-test.h"

G_BEGIN_DECLS

/* What tests and measurements of chats share. */

/* A chat of @n_turns turns whose texts are not loaded. */
LlmConversation *chat_test_new_conversation (guint n_turns);

/* The texts of turn @index of @turn's conversation: always the same for the same index,
 * some lines to some screens. */
LlmComparison *chat_test_new_comparison (LlmTurn *turn, guint index);

/* The number that is in all texts of a turn, and so in its prompt. */
guint chat_test_get_index (LlmTurn *turn);
void chat_test_load (LlmTurn *turn);
void chat_test_load_all (LlmConversation *conversation);

/* One more turn, at the end, with one answer that has no text yet. */
LlmComparison *chat_test_append (LlmConversation *conversation, const char *prompt);

/* Whether words of a label are marked as found, and whether as the current match. */
gboolean chat_test_is_marked (GtkLabel *label, const char *words, gboolean *stands_out);

/* What stands out in a text as the current match. */
gboolean chat_test_get_match (GtkTextBuffer *buffer, GtkTextIter *start, GtkTextIter *end);

G_END_DECLS
