/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of what is typed, at most so much is looked for (bytes, words). */
#define LLM_SEARCH_MAX_TEXT 1000
#define LLM_SEARCH_MAX_WORDS 16

/* A trigram index knows nothing shorter (letters). */
#define LLM_SEARCH_MIN_TRIGRAM 3

/**
 * LlmSearchWord:
 * @text: the word, or the words of a phrase with single spaces: valid UTF-8 without
 *   quotation marks and control characters
 * @n_letters: how many characters it has
 * @has_letters: whether the full-text indexes see anything in it; they do not see
 *   punctuation and symbols
 * @unspaced: whether it has letters of a script that has no spaces between words
 * @excluded: whether texts with it are no hits
 * @prefix: whether more letters may follow
 *
 * Something a user looks for.
 */
typedef struct
{
  char *text;
  glong n_letters;
  gboolean has_letters;
  gboolean unspaced;
  gboolean excluded;
  gboolean prefix;
} LlmSearchWord;

/**
 * LlmSearchWords:
 * @wanted: (element-type LlmSearchWord): what must occur, all of it
 * @excluded: (element-type LlmSearchWord): what must not occur
 * @unspaced: whether a word is unspaced
 *
 * What a user typed, taken apart.  Symbols are wanted only if nothing else is.
 */
typedef struct
{
  GPtrArray *wanted;
  GPtrArray *excluded;
  gboolean unspaced;
} LlmSearchWords;

LlmSearchWords *llm_search_words_parse (const char *text);
void llm_search_words_free (LlmSearchWords *self);

gboolean llm_search_words_have_letters (const LlmSearchWords *self);
const LlmSearchWord *llm_search_words_get_prefix (const LlmSearchWords *self);

/* Expressions of FTS5; nothing of what was typed can be taken for its syntax. */
char *llm_search_words_make_match (const LlmSearchWords *self);
char *llm_search_words_make_trigram_match (const LlmSearchWords *self, GPtrArray *trigrams);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmSearchWords, llm_search_words_free)

G_END_DECLS
