/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

/* The pieces between two looks at the cancellable. */
#define PIECES_AT_ONCE 4096

/* Markers that one line may begin with: a list in a list in a quotation. */
#define MAX_MARKERS 8
#define MAX_MARKER_DIGITS 3

struct _LlmWords
{
  gatomicrefcount ref_count;
  char *text;
  gsize length;
  GArray *pieces;
  guint n_words;
  gboolean is_cut;
};

G_DEFINE_BOXED_TYPE (LlmWords, llm_words, llm_words_ref, llm_words_unref)

/* --- ICU --- */

/* A walk over the boundaries of one kind. */
typedef struct
{
  UBreakIterator *iterator;
  UText text;
  guint n_steps;
} Walk;

static gboolean
check_icu (UErrorCode code, GError **error)
{
  if (U_SUCCESS (code))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               _ ("The rules of Unicode for words could not be read (%s). Install ICU with its "
                  "data again."),
               u_errorName (code));
  return FALSE;
}

static void
walk_clear (Walk *walk)
{
  if (walk->iterator != NULL)
    ubrk_close (walk->iterator);
  utext_close (&walk->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* The locale is the root: what is a word must not depend on who reads it. */
static gboolean
walk_open (Walk *walk, UBreakIteratorType type, GError **error)
{
  UErrorCode code = U_ZERO_ERROR;

  walk->iterator = ubrk_open (type, "", NULL, 0, &code);
  return check_icu (code, error);
}

static gboolean
walk_begin (Walk *walk, const char *text, gsize length, GError **error)
{
  UErrorCode code = U_ZERO_ERROR;

  utext_openUTF8 (&walk->text, text, (gint64) length, &code);
  ubrk_setUText (walk->iterator, &walk->text, &code);
  return check_icu (code, error);
}

/* Returns: whether there is another boundary; also not when it was cancelled */
static gboolean
walk_next (Walk *walk, gsize *end, GCancellable *cancellable)
{
  gint32 position;

  if (++walk->n_steps % PIECES_AT_ONCE == 0 && g_cancellable_is_cancelled (cancellable))
    return FALSE;
  position = ubrk_next (walk->iterator);
  if (position == UBRK_DONE)
    return FALSE;
  *end = (gsize) position;
  return TRUE;
}

/* --- Words --- */

static gboolean
is_newline (gunichar c)
{
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static gboolean
has_letter (const char *text, gsize length)
{
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    {
      if (g_unichar_isalnum (g_utf8_get_char (at)))
        return TRUE;
    }
  return FALSE;
}

/* What ICU tells of a piece beside its end is not asked: where a dictionary was used it is told for
 * the whole run of letters, and depends on what is behind it. */
static LlmPieceKind
get_kind (const char *text, gsize length)
{
  gboolean is_number = FALSE, is_blank = TRUE;

  if (is_newline (g_utf8_get_char (text)))
    return LLM_PIECE_NEWLINE;
  for (const char *at = text; at < text + length; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      if (g_unichar_isalpha (c))
        return LLM_PIECE_WORD;
      is_number = is_number || g_unichar_isalnum (c);
      is_blank = is_blank && g_unichar_isspace (c);
    }
  if (is_number)
    return LLM_PIECE_NUMBER;
  return is_blank ? LLM_PIECE_BLANK : LLM_PIECE_MARK;
}

static void
add_piece (LlmWords *self, gsize start, gsize end, LlmPieceKind kind)
{
  LlmPiece piece = { 0 };

  if (kind == LLM_PIECE_BLANK && self->pieces->len > 0)
    {
      LlmPiece *last = &g_array_index (self->pieces, LlmPiece, self->pieces->len - 1);

      if (last->kind == LLM_PIECE_BLANK)
        {
          last->length = (guint32) (end - last->start) & 0x1fffffff;
          return;
        }
    }
  piece.start = (guint32) start;
  piece.length = (guint32) (end - start) & 0x1fffffff;
  piece.kind = (guint32) kind & 7;
  g_array_append_val (self->pieces, piece);
  self->n_words += llm_piece_is_word (&piece);
}

static gboolean
cut_into_pieces (LlmWords *self, GCancellable *cancellable, GError **error)
{
  g_auto (Walk) walk = { NULL, UTEXT_INITIALIZER, 0 };
  gsize start = 0, end;

  if (!walk_open (&walk, UBRK_WORD, error) || !walk_begin (&walk, self->text, self->length, error))
    return FALSE;
  while (walk_next (&walk, &end, cancellable))
    {
      add_piece (self, start, end, get_kind (self->text + start, end - start));
      start = end;
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* At the beginning of a character, if it is UTF-8. */
static gsize
get_cut (const char *text)
{
  gsize length = LLM_WORDS_MAX_LENGTH;

  for (guint i = 0; i < 3 && ((guchar) text[length] & 0xc0) == 0x80; i++)
    length--;
  return length;
}

static void
take_text (LlmWords *self, const char *text, gsize length)
{
  if (length > LLM_WORDS_MAX_LENGTH)
    {
      length = get_cut (text);
      self->is_cut = TRUE;
    }
  self->text = g_utf8_make_valid (text, (gssize) length);
  self->length = strlen (self->text);
  /* What stands for wrong bytes is longer than they are. */
  if (self->length > LLM_WORDS_MAX_LENGTH)
    {
      self->length = get_cut (self->text);
      self->text[self->length] = '\0';
      self->is_cut = TRUE;
    }
}

/**
 * llm_words_new:
 * @text: a text; bytes that are not UTF-8 are replaced by U+FFFD
 * @length: its bytes, -1 if it ends with a nul
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Costs about 40 ms for a megabyte, up to 200 ms for one in Chinese or Japanese: use a thread
 * for what may be long.  Of a text of more than %LLM_WORDS_MAX_LENGTH bytes the beginning
 * is taken.
 *
 * Returns: (transfer full): the text, cut into pieces that cover it without holes; %NULL if
 *   it was cancelled, or ICU has no data
 */
LlmWords *
llm_words_new (const char *text, gssize length, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmWords) self = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (LlmWords, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (LlmPiece));
  take_text (self, text, length >= 0 ? (gsize) length : strlen (text));
  if (!cut_into_pieces (self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * llm_words_ref:
 * @self: words
 *
 * Returns: (transfer full): @self
 */
LlmWords *
llm_words_ref (LlmWords *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_words_unref:
 * @self: (transfer full): words
 */
void
llm_words_unref (LlmWords *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->pieces);
  g_free (self->text);
  g_free (self);
}

/**
 * llm_words_get_text:
 * @self: words
 * @length: (out) (optional): its bytes
 *
 * Returns: the text that the pieces are of, valid UTF-8 that ends with a nul.  It is the one
 *   that was given unless that was too long or not valid.
 */
const char *
llm_words_get_text (const LlmWords *self, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->length;
  return self->text;
}

/**
 * llm_words_get_pieces:
 * @self: words
 * @n_pieces: (out): how many there are
 *
 * Returns: (array length=n_pieces): the pieces, in order
 */
const LlmPiece *
llm_words_get_pieces (const LlmWords *self, guint *n_pieces)
{
  g_return_val_if_fail (self != NULL && n_pieces != NULL, NULL);

  *n_pieces = self->pieces->len;
  return (const LlmPiece *) (const void *) self->pieces->data;
}

/**
 * llm_words_is_cut:
 * @self: words
 *
 * Returns: whether the text was too long, and its end is missing
 */
gboolean
llm_words_is_cut (const LlmWords *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->is_cut;
}

/**
 * llm_words_count:
 * @self: words
 *
 * Returns: how many words and numbers there are
 */
guint
llm_words_count (const LlmWords *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->n_words;
}

/**
 * llm_piece_is_word:
 * @piece: a piece
 *
 * Returns: whether it is a word or a number
 */
gboolean
llm_piece_is_word (const LlmPiece *piece)
{
  g_return_val_if_fail (piece != NULL, FALSE);
  return piece->kind == LLM_PIECE_WORD || piece->kind == LLM_PIECE_NUMBER;
}

/**
 * llm_piece_is_blank:
 * @piece: a piece
 *
 * Returns: whether nothing is seen of it: blanks or the end of a line
 */
gboolean
llm_piece_is_blank (const LlmPiece *piece)
{
  g_return_val_if_fail (piece != NULL, FALSE);
  return piece->kind == LLM_PIECE_BLANK || piece->kind == LLM_PIECE_NEWLINE;
}

/* --- Sentences --- */

static gsize
skip_blanks (const char *text, gsize start, gsize end)
{
  while (start < end && g_unichar_isspace (g_utf8_get_char (text + start)))
    start += (gsize) g_utf8_skip[(guchar) text[start]];
  return start;
}

static gsize
drop_blanks (const char *text, gsize start, gsize end)
{
  while (end > start)
    {
      const char *last = g_utf8_prev_char (text + end);

      if (!g_unichar_isspace (g_utf8_get_char (last)))
        break;
      end = (gsize) (last - text);
    }
  return end;
}

/* How long the marker of an item or a quotation there is: "1." or a bullet. */
static gsize
get_marker (const char *text, gsize start, gsize end)
{
  static const char *const markers[]
      = { "-", "*", "+", "•", "◦", "▪", "‣", "–", "☐", "☑", ">", "[ ]", "[x]" };
  gsize n = start;

  while (n < end && n - start <= MAX_MARKER_DIGITS && g_ascii_isdigit (text[n]))
    n++;
  if (n > start && n - start <= MAX_MARKER_DIGITS && n < end && (text[n] == '.' || text[n] == ')'))
    return n + 1 - start;
  for (guint i = 0; i < G_N_ELEMENTS (markers); i++)
    {
      const gsize length = strlen (markers[i]);

      if (length <= end - start && memcmp (text + start, markers[i], length) == 0)
        return length;
    }
  return 0;
}

static gsize
skip_markers (const char *text, gsize start, gsize end)
{
  for (guint i = 0; i < MAX_MARKERS; i++)
    {
      const gsize length = get_marker (text, start, end);

      if (length == 0 || start + length >= end
          || !g_unichar_isspace (g_utf8_get_char (text + start + length)))
        break;
      start = skip_blanks (text, start + length, end);
    }
  return start;
}

/* Unicode has a bracket right behind a full stop close the sentence, even one that opens, as
 * they do where no blanks are written. */
static gsize
give_brackets_back (const char *text, gsize start, gsize end)
{
  while (end > start)
    {
      const char *last = g_utf8_prev_char (text + end);

      if (g_unichar_type (g_utf8_get_char (last)) != G_UNICODE_OPEN_PUNCTUATION)
        break;
      end = (gsize) (last - text);
    }
  return end;
}

/* @start and @end are those of a line, or of the cell of a table in it. */
static gboolean
find_in_line (const LlmWords *self,
              Walk *walk,
              gsize start,
              gsize end,
              GArray *sentences,
              GCancellable *cancellable,
              GError **error)
{
  gsize begin, n;

  start = skip_markers (self->text, skip_blanks (self->text, start, end), end);
  end = drop_blanks (self->text, start, end);
  if (!has_letter (self->text + start, end - start))
    return TRUE;
  if (!walk_begin (walk, self->text + start, end - start, error))
    return FALSE;
  for (begin = start; walk_next (walk, &n, cancellable);)
    {
      const gsize next = give_brackets_back (self->text, begin, start + n);
      LlmTextRange range;

      range.start = (guint32) begin;
      range.end = (guint32) drop_blanks (self->text, begin, start + n < end ? next : end);
      if (has_letter (self->text + range.start, range.end - range.start))
        g_array_append_val (sentences, range);
      begin = next;
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
ends_sentence (const LlmWords *self, const LlmPiece *piece)
{
  return piece->kind == LLM_PIECE_NEWLINE
         || (piece->kind == LLM_PIECE_BLANK
             && memchr (self->text + piece->start, '\t', piece->length) != NULL);
}

/**
 * llm_words_find_sentences:
 * @self: words
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Sentences end by the rules of Unicode (UAX 29), which know no abbreviations, at the end of
 * a line, and at a tab, which is between cells of a table.  The markers of items and quotations
 * are no part of them, nor are blanks around them; what has neither letter nor digit is
 * none.
 *
 * Returns: (transfer full) (element-type LlmTextRange): where sentences are, in order; %NULL if
 *   it was cancelled, or ICU has no data
 */
GArray *
llm_words_find_sentences (const LlmWords *self, GCancellable *cancellable, GError **error)
{
  g_auto (Walk) walk = { NULL, UTEXT_INITIALIZER, 0 };
  g_autoptr (GArray) sentences = NULL;
  gsize start = 0;

  g_return_val_if_fail (self != NULL, NULL);

  sentences = g_array_new (FALSE, FALSE, sizeof (LlmTextRange));
  if (!walk_open (&walk, UBRK_SENTENCE, error))
    return NULL;
  for (guint i = 0; i <= self->pieces->len; i++)
    {
      const LlmPiece *piece = NULL;

      if (i < self->pieces->len)
        piece = &g_array_index (self->pieces, LlmPiece, i);
      if (piece != NULL && !ends_sentence (self, piece))
        continue;
      if (!find_in_line (self, &walk, start, piece != NULL ? piece->start : self->length, sentences,
                         cancellable, error))
        return NULL;
      start = piece != NULL ? piece->start + piece->length : self->length;
    }
  return g_steal_pointer (&sentences);
}

/* --- Characters --- */

/**
 * llm_words_count_characters:
 * @self: words
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Returns: how many characters there are as a reader counts them (grapheme clusters): a letter
 *   with its accents, a family of emoji, CR LF are one; blanks count.  -1 if it was cancelled,
 *   or ICU has no data
 */
gint64
llm_words_count_characters (const LlmWords *self, GCancellable *cancellable, GError **error)
{
  g_auto (Walk) walk = { NULL, UTEXT_INITIALIZER, 0 };
  gint64 n = 0;
  gsize end;

  g_return_val_if_fail (self != NULL, -1);

  if (!walk_open (&walk, UBRK_CHARACTER, error)
      || !walk_begin (&walk, self->text, self->length, error))
    return -1;
  while (walk_next (&walk, &end, cancellable))
    n++;
  return g_cancellable_set_error_if_cancelled (cancellable, error) ? -1 : n;
}

/* --- Folding --- */

/**
 * llm_word_fold:
 * @text: valid UTF-8, as that of a piece
 * @length: its bytes
 * @ignore_case: whether capital and small letters are the same
 *
 * Returns: (transfer full): what equals that of another text if both read the same, however
 *   accents are written (NFC)
 */
char *
llm_word_fold (const char *text, gsize length, gboolean ignore_case)
{
  g_autofree char *folded = NULL;
  char *normal;

  g_return_val_if_fail (text != NULL, NULL);

  if (ignore_case)
    folded = g_utf8_casefold (text, (gssize) length);
  else
    folded = g_strndup (text, length);
  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  return normal != NULL ? normal : g_steal_pointer (&folded);
}
