/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-db-limit.h"
#include "llm-search-words.h"

G_BEGIN_DECLS

/* Texts that are found by themselves; as they are numbered in the trigram index. */
typedef enum
{
  LLM_SEARCH_TITLE,
  LLM_SEARCH_PROMPT,
  LLM_SEARCH_ANSWER,
  LLM_SEARCH_N_KINDS,
} LlmSearchKind;

/**
 * LlmSearchMatch:
 * @kind: what matches
 * @num: of its conversation, turn or answer
 * @quality: how well, between 0 and 1
 */
typedef struct
{
  LlmSearchKind kind;
  gint64 num;
  double quality;
} LlmSearchMatch;

/**
 * LlmSearchMatches:
 *
 * Texts in which words occur, from the full-text indexes.  Of words that occur in very
 * many only the newest texts: to look at all of them would take too long.
 */
typedef struct
{
  LlmDb *db;
  const LlmSearchWords *words;
  LlmDbLimit *limit;
  GArray *found;     /* LlmSearchMatch */
  GHashTable *seen;  /* of (num * 4 + kind) */
  gboolean complete; /* whether all were found */
} LlmSearchMatches;

gboolean llm_search_matches_prepare (LlmDb *db, const LlmSearchWords *words, GError **error);
void llm_search_matches_init (LlmSearchMatches *self,
                              LlmDb *db,
                              const LlmSearchWords *words,
                              LlmDbLimit *limit);
gboolean llm_search_matches_find (LlmSearchMatches *self, GError **error);
gboolean llm_search_matches_find_between (
    LlmSearchMatches *self, LlmSearchKind kind, gint64 first, gint64 last, GError **error);
gboolean llm_search_matches_step (LlmSearchMatches *self,
                                  LlmStatement *statement,
                                  gboolean *has_row,
                                  GError **error);
void llm_search_matches_clear (LlmSearchMatches *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmSearchMatches, llm_search_matches_clear)

G_END_DECLS
