/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-db-search.h"

G_BEGIN_DECLS

/* Helpers of the tests of searches: a history in memory, or in a file, made by hand. */

LlmDb *search_test_open (const char *path);
void search_test_execute (LlmDb *db, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Conversation "c1" has the number 1, its turn "t1" and so on; a conversation is active
 * at its number in seconds. */
void search_test_add_conversation (LlmDb *db, guint num, const char *title);
void search_test_add_turn (LlmDb *db, guint num, guint conversation, const char *prompt);
void search_test_add_answer (LlmDb *db, guint num, guint turn, const char *text);

GPtrArray *search_test_run (LlmDb *db, const LlmSearchQuery *query);
GPtrArray *search_test_find (LlmDb *db, const char *text);
char *search_test_join (GPtrArray *hits);
void search_test_assert (LlmDb *db, const char *text, const char *expected);
void search_test_assert_query (LlmDb *db, const LlmSearchQuery *query, const char *expected);

G_END_DECLS
