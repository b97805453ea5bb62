/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db.h"
#include "llm-search-words.h"

G_BEGIN_DECLS

/* Letters of a snippet, marks not counted, at most. */
#define LLM_SEARCH_SNIPPET_LETTERS 160

/**
 * LlmSearchMarker:
 *
 * Finds words in texts, as the indexes do.
 */
typedef struct _LlmSearchMarker LlmSearchMarker;

LlmSearchMarker *llm_search_marker_new (LlmDb *db, const LlmSearchWords *words);
void llm_search_marker_free (LlmSearchMarker *self);
char *llm_search_marker_make_snippet (LlmSearchMarker *self, const char *text, gboolean *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSearchMarker, llm_search_marker_free)

G_END_DECLS
