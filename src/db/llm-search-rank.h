/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"

G_BEGIN_DECLS

/**
 * LLM_SEARCH_RANK:
 *
 * The SQL function for a query of a full-text index: llm_rank (index, number of wanted
 * phrases, whether the last of them is a prefix) is how well a text matches, between 0
 * and 1.
 */
#define LLM_SEARCH_RANK "llm_rank"

gboolean llm_search_rank_register (LlmDb *db, GError **error);

/**
 * LlmSearchTokenFunc:
 * @token: a word as the indexes have it
 * @length: its length in bytes
 * @start: where it begins in the text, in bytes
 * @end: where it ends
 * @user_data: what was passed
 *
 * Returns: whether to go on
 */
typedef gboolean (*LlmSearchTokenFunc) (
    const char *token, gsize length, gsize start, gsize end, gpointer user_data);

void llm_search_tokenize (
    LlmDb *db, const char *text, gsize length, LlmSearchTokenFunc func, gpointer user_data);

G_END_DECLS
