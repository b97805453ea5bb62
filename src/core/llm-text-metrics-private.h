/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-text-metrics.h"
#include "llm-word-table.h"
#include "llm-words.h"

G_BEGIN_DECLS

/**
 * LlmTextWord:
 * @number: equal for equal words
 * @count: how often it is there
 * @place: the piece where it is first
 */
typedef struct
{
  guint32 number;
  guint32 count;
  guint32 place;
} LlmTextWord;

/**
 * LlmTextSentence:
 * @number: equal for sentences with the same words
 * @n_words: how many these are
 * @range: where it is first
 */
typedef struct
{
  guint32 number;
  guint32 n_words;
  LlmTextRange range;
} LlmTextSentence;

/**
 * LlmTextProfile:
 * @words: the text
 * @vocabulary: (element-type LlmTextWord): its words, each once, by number
 * @sentences: (element-type LlmTextSentence): its sentences, each once, by number
 * @n_sentences: how many there are in all
 */
typedef struct
{
  LlmWords *words;
  GArray *vocabulary;
  GArray *sentences;
  guint n_sentences;
} LlmTextProfile;

/**
 * LlmTextTables:
 * @words: numbers of words
 * @sentences: numbers of sentences
 * @sentence_texts: what @sentences refers to
 * @is_keyword: (nullable): for each word whether it may be a keyword
 *
 * What the texts of one comparison share.
 */
typedef struct
{
  LlmWordTable *words;
  LlmWordTable *sentences;
  GPtrArray *sentence_texts;
  guint8 *is_keyword;
} LlmTextTables;

void llm_text_tables_init (LlmTextTables *tables);
void llm_text_tables_clear (LlmTextTables *tables);
void llm_text_tables_find_keywords (LlmTextTables *tables);

LlmTextProfile *llm_text_profile_new (LlmTextTables *tables,
                                      const char *text,
                                      GCancellable *cancellable,
                                      GError **error);
void llm_text_profile_free (LlmTextProfile *self);
double llm_text_profile_get_overlap (const LlmTextProfile *a, const LlmTextProfile *b);

LlmTextPair *
llm_text_pair_new (const LlmTextTables *tables, const LlmTextProfile *a, const LlmTextProfile *b);
void llm_text_pair_free (LlmTextPair *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmTextTables, llm_text_tables_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTextProfile, llm_text_profile_free)

G_END_DECLS
