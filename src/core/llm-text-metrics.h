/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As many as can be asked at once. */
#define LLM_TEXT_METRICS_MAX_TEXTS 40
#define LLM_TEXT_WORDS_PER_MINUTE 200

/* What is told of a pair of texts, at most. */
#define LLM_TEXT_MAX_SHARED_SENTENCES 5
#define LLM_TEXT_MAX_OWN_SENTENCES 6
#define LLM_TEXT_MAX_SHARED_KEYWORDS 10
#define LLM_TEXT_MAX_OWN_KEYWORDS 8

/* Sentences with fewer words are headings and exclamations, and are not told. */
#define LLM_TEXT_MIN_SENTENCE_WORDS 3
/* Longer ones are cut, and end with an ellipsis. */
#define LLM_TEXT_MAX_SENTENCE_CHARACTERS 500

/**
 * LlmTextStructure:
 * @headings: headings of all levels
 * @lists: lists, those within others counted as well
 * @list_items: items of all lists
 * @code_blocks: blocks of code
 * @tables: tables
 *
 * What a text in Markdown is made of.
 */
typedef struct
{
  guint headings;
  guint lists;
  guint list_items;
  guint code_blocks;
  guint tables;
} LlmTextStructure;

/**
 * LlmTextInput:
 * @id: who it is, the id of a column
 * @text: (nullable): the words that are read, without markup
 * @source: (nullable): the text as it was written, of which tokens are estimated; %NULL if
 *   that is @text
 * @has_failed: whether it is not an answer
 * @structure: what it is made of
 */
typedef struct
{
  const char *id;
  const char *text;
  const char *source;
  gboolean has_failed;
  LlmTextStructure structure;
} LlmTextInput;

/**
 * LlmTextState:
 * @LLM_TEXT_COMPARED: is in the comparison
 * @LLM_TEXT_FAILED: is left out since it has failed
 * @LLM_TEXT_EMPTY: is left out since there is nothing in it
 */
typedef enum
{
  LLM_TEXT_COMPARED,
  LLM_TEXT_FAILED,
  LLM_TEXT_EMPTY
} LlmTextState;

/**
 * LlmTextFigures:
 * @words: words and numbers by the rules of Unicode; Chinese and its neighbours by dictionary
 * @characters: as a reader counts them (grapheme clusters), with blanks
 * @sentences: by the rules of Unicode; lines end one
 * @tokens: an estimate, see llm_tokens_estimate()
 * @reading_seconds: at %LLM_TEXT_WORDS_PER_MINUTE of @words, rounded up
 * @structure: as it was given
 * @is_cut: whether the text was too long and only its beginning was looked at
 */
typedef struct
{
  guint words;
  gint64 characters;
  guint sentences;
  gint64 tokens;
  guint reading_seconds;
  LlmTextStructure structure;
  gboolean is_cut;
} LlmTextFigures;

/**
 * LlmKeyword:
 * @word: as it is written where it is first
 * @counts: how often the first and the second text have it
 */
typedef struct
{
  char *word;
  guint counts[2];
} LlmKeyword;

/**
 * LlmTextPair:
 * @shared_sentences: (element-type utf8): sentences that both texts have, as the first one has them
 * @own_sentences: (element-type utf8): sentences that only one of them has
 * @shared_keywords: (element-type LlmKeyword): words that both have
 * @own_keywords: (element-type LlmKeyword): words that only one of them has
 *
 * Sentences are the longest ones, in the order of their text; they are the same if their
 * words are.  Keywords come in the order of how often they are there, of shared ones in the text
 * that has them less.
 */
typedef struct
{
  GPtrArray *shared_sentences;
  GPtrArray *own_sentences[2];
  GArray *shared_keywords;
  GArray *own_keywords[2];
} LlmTextPair;

/**
 * LlmTextMetrics:
 *
 * Figures of several texts, and what they have in common.  Immutable; any thread may use it.
 * Texts have the indices that they were given in.
 */
#define LLM_TYPE_TEXT_METRICS (llm_text_metrics_get_type ())
typedef struct _LlmTextMetrics LlmTextMetrics;

GType llm_text_metrics_get_type (void) G_GNUC_CONST;
LlmTextMetrics *llm_text_metrics_new (const LlmTextInput *texts,
                                      guint n_texts,
                                      GCancellable *cancellable,
                                      GError **error);
void llm_text_metrics_new_async (const LlmTextInput *texts,
                                 guint n_texts,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
LlmTextMetrics *llm_text_metrics_new_finish (GAsyncResult *result, GError **error);
LlmTextMetrics *llm_text_metrics_ref (LlmTextMetrics *self);
void llm_text_metrics_unref (LlmTextMetrics *self);

guint llm_text_metrics_get_n_texts (const LlmTextMetrics *self);
guint llm_text_metrics_get_n_compared (const LlmTextMetrics *self);
const char *llm_text_metrics_get_id (const LlmTextMetrics *self, guint text);
LlmTextState llm_text_metrics_get_state (const LlmTextMetrics *self, guint text);
gboolean
llm_text_metrics_get_figures (const LlmTextMetrics *self, guint text, LlmTextFigures *figures);
gboolean
llm_text_metrics_get_overlap (const LlmTextMetrics *self, guint a, guint b, double *overlap);
const LlmTextPair *llm_text_metrics_get_pair (const LlmTextMetrics *self, guint a, guint b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTextMetrics, llm_text_metrics_unref)

G_END_DECLS
