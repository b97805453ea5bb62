/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Longer texts are cut; a megabyte is 150,000 words. */
#define LLM_WORDS_MAX_LENGTH (1024 * 1024)

/**
 * LlmPieceKind:
 * @LLM_PIECE_WORD: a word, with letters in it
 * @LLM_PIECE_NUMBER: a number: `3.5`, `1,000`
 * @LLM_PIECE_MARK: a sign of punctuation, a symbol, an emoji; one of each
 * @LLM_PIECE_BLANK: blanks and tabs, as many as there are
 * @LLM_PIECE_NEWLINE: the end of one line; CR LF are one
 */
typedef enum
{
  LLM_PIECE_WORD,
  LLM_PIECE_NUMBER,
  LLM_PIECE_MARK,
  LLM_PIECE_BLANK,
  LLM_PIECE_NEWLINE
} LlmPieceKind;

/**
 * LlmPiece:
 * @start: its first byte
 * @length: in bytes, never 0
 * @kind: an #LlmPieceKind
 */
typedef struct
{
  guint32 start;
  guint32 length : 29;
  guint32 kind : 3;
} LlmPiece;

/**
 * LlmTextRange:
 * @start: the first byte
 * @end: the byte behind the last
 */
typedef struct
{
  guint32 start;
  guint32 end;
} LlmTextRange;

/**
 * LlmWords:
 *
 * A text that is cut into words by the rules of Unicode (UAX 29, without regard to a
 * language), with dictionaries for Chinese, Japanese, Thai and their neighbours, which write
 * no blanks between words.  Immutable; any thread may use it.
 */
#define LLM_TYPE_WORDS (llm_words_get_type ())
typedef struct _LlmWords LlmWords;

GType llm_words_get_type (void) G_GNUC_CONST;
LlmWords *
llm_words_new (const char *text, gssize length, GCancellable *cancellable, GError **error);
LlmWords *llm_words_ref (LlmWords *self);
void llm_words_unref (LlmWords *self);

const char *llm_words_get_text (const LlmWords *self, gsize *length);
const LlmPiece *llm_words_get_pieces (const LlmWords *self, guint *n_pieces);
gboolean llm_words_is_cut (const LlmWords *self);
guint llm_words_count (const LlmWords *self);
GArray *llm_words_find_sentences (const LlmWords *self, GCancellable *cancellable, GError **error);
gint64 llm_words_count_characters (const LlmWords *self, GCancellable *cancellable, GError **error);

gboolean llm_piece_is_word (const LlmPiece *piece);
gboolean llm_piece_is_blank (const LlmPiece *piece);
char *llm_word_fold (const char *text, gsize length, gboolean ignore_case);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmWords, llm_words_unref)

G_END_DECLS
