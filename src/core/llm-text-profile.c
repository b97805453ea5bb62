/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-metrics-private.h"

#include "llm-stop-words.h"

/* Characters of a keyword: in scripts whose words are short, in Hiragana, which is mostly for
 * grammar, and in all others. */
#define MIN_SHORT 2
#define MIN_HIRAGANA 3
#define MIN_LONG 4
#define MAX_KEYWORD 64

/**
 * llm_text_tables_init:
 * @tables: tables
 */
void
llm_text_tables_init (LlmTextTables *tables)
{
  tables->words = llm_word_table_new (TRUE);
  tables->sentences = llm_word_table_new (FALSE);
  tables->sentence_texts = g_ptr_array_new_with_free_func (g_free);
  tables->is_keyword = NULL;
}

/**
 * llm_text_tables_clear:
 * @tables: tables
 */
void
llm_text_tables_clear (LlmTextTables *tables)
{
  llm_word_table_free (tables->words);
  llm_word_table_free (tables->sentences);
  g_ptr_array_unref (tables->sentence_texts);
  g_free (tables->is_keyword);
}

/* --- Keywords --- */

static guint
get_least (gunichar c)
{
  const GUnicodeScript script = g_unichar_get_script (c);

  if (script == G_UNICODE_SCRIPT_HIRAGANA)
    return MIN_HIRAGANA;
  if (script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_KATAKANA
      || script == G_UNICODE_SCRIPT_HANGUL || script == G_UNICODE_SCRIPT_BOPOMOFO
      || script == G_UNICODE_SCRIPT_THAI || script == G_UNICODE_SCRIPT_LAO
      || script == G_UNICODE_SCRIPT_KHMER || script == G_UNICODE_SCRIPT_MYANMAR)
    return MIN_SHORT;
  return MIN_LONG;
}

static gboolean
is_keyword (const char *word, GHashTable *stop_words)
{
  gboolean has_letter = FALSE;
  guint n = 0;

  for (const char *at = word; *at != '\0' && n <= MAX_KEYWORD; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      has_letter = has_letter || g_unichar_isalpha (c);
      n += !g_unichar_ismark (c);
    }
  return has_letter && n >= get_least (g_utf8_get_char (word)) && n <= MAX_KEYWORD
         && !g_hash_table_contains (stop_words, word);
}

/**
 * llm_text_tables_find_keywords:
 * @tables: tables with the words of all texts
 *
 * A keyword has a letter in it, four characters or more (two in scripts of East and South-East
 * Asia, three in Hiragana), at most 64, and is none of the words of grammar that
 * llm_stop_words_new() knows.
 */
void
llm_text_tables_find_keywords (LlmTextTables *tables)
{
  g_autoptr (GHashTable) stop_words = llm_stop_words_new ();
  const guint n_words = llm_word_table_get_size (tables->words);

  g_free (tables->is_keyword);
  tables->is_keyword = g_new0 (guint8, (gsize) n_words + 1);
  for (guint i = 0; i < n_words; i++)
    tables->is_keyword[i]
        = is_keyword (llm_word_table_get_word (tables->words, i), stop_words) ? 1 : 0;
}

/* --- Profiles --- */

static int
compare_words (gconstpointer a, gconstpointer b)
{
  const LlmTextWord *one = a, *other = b;

  if (one->number != other->number)
    return one->number < other->number ? -1 : 1;
  return one->place < other->place ? -1 : one->place > other->place;
}

static int
compare_sentences (gconstpointer a, gconstpointer b)
{
  const LlmTextSentence *one = a, *other = b;

  if (one->number != other->number)
    return one->number < other->number ? -1 : 1;
  return one->range.start < other->range.start ? -1 : one->range.start > other->range.start;
}

/* In both arrays what is the same is together now. */
static void
merge_words (GArray *vocabulary)
{
  guint n = 0;

  for (guint i = 0; i < vocabulary->len; i++)
    {
      const LlmTextWord word = g_array_index (vocabulary, LlmTextWord, i);
      LlmTextWord *last = n > 0 ? &g_array_index (vocabulary, LlmTextWord, n - 1) : NULL;

      if (last != NULL && last->number == word.number)
        last->count++;
      else
        g_array_index (vocabulary, LlmTextWord, n++) = word;
    }
  g_array_set_size (vocabulary, n);
}

static void
merge_sentences (GArray *sentences)
{
  guint n = 0;

  for (guint i = 0; i < sentences->len; i++)
    {
      const LlmTextSentence sentence = g_array_index (sentences, LlmTextSentence, i);

      if (n == 0 || g_array_index (sentences, LlmTextSentence, n - 1).number != sentence.number)
        g_array_index (sentences, LlmTextSentence, n++) = sentence;
    }
  g_array_set_size (sentences, n);
}

static void
add_sentence (LlmTextProfile *self,
              LlmTextTables *tables,
              GString *folded,
              LlmTextSentence *sentence)
{
  char *text = g_strndup (folded->str, folded->len);

  sentence->number = llm_word_table_add (tables->sentences, text, folded->len);
  g_ptr_array_add (tables->sentence_texts, text);
  g_array_append_val (self->sentences, *sentence);
}

/* Words and sentences are gone through together. */
static void
read_text (LlmTextProfile *self, LlmTextTables *tables, const GArray *ranges)
{
  const char *text = llm_words_get_text (self->words, NULL);
  g_autoptr (GString) folded = g_string_new (NULL);
  LlmTextSentence sentence = { 0 };
  const LlmPiece *pieces;
  guint n_pieces, next = 0;

  pieces = llm_words_get_pieces (self->words, &n_pieces);
  for (guint i = 0; i < n_pieces; i++)
    {
      LlmTextWord word = { 0, 1, i };

      if (!llm_piece_is_word (&pieces[i]))
        continue;
      while (next < ranges->len
             && g_array_index (ranges, LlmTextRange, next).end <= pieces[i].start)
        {
          next++;
          if (sentence.n_words > 0)
            add_sentence (self, tables, folded, &sentence);
          sentence.n_words = 0;
          g_string_truncate (folded, 0);
        }
      word.number = llm_word_table_add (tables->words, text + pieces[i].start, pieces[i].length);
      g_array_append_val (self->vocabulary, word);
      if (next >= ranges->len || g_array_index (ranges, LlmTextRange, next).start > pieces[i].start)
        continue;
      sentence.range = g_array_index (ranges, LlmTextRange, next);
      sentence.n_words++;
      g_string_append (folded, llm_word_table_get_word (tables->words, word.number));
      g_string_append_c (folded, ' ');
    }
  if (sentence.n_words > 0)
    add_sentence (self, tables, folded, &sentence);
}

/**
 * llm_text_profile_new:
 * @tables: what is known of the other texts; must live as long as the profile, and the profile as
 *   long as they are used
 * @text: a text
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Returns: (transfer full): its words and sentences; %NULL if it was cancelled, or ICU has no
 *   data
 */
LlmTextProfile *
llm_text_profile_new (LlmTextTables *tables,
                      const char *text,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (LlmTextProfile) self = g_new0 (LlmTextProfile, 1);
  g_autoptr (GArray) ranges = NULL;

  self->vocabulary = g_array_new (FALSE, FALSE, sizeof (LlmTextWord));
  self->sentences = g_array_new (FALSE, FALSE, sizeof (LlmTextSentence));
  self->words = llm_words_new (text, -1, cancellable, error);
  if (self->words == NULL)
    return NULL;
  ranges = llm_words_find_sentences (self->words, cancellable, error);
  if (ranges == NULL)
    return NULL;
  self->n_sentences = ranges->len;
  read_text (self, tables, ranges);
  g_array_sort (self->vocabulary, compare_words);
  merge_words (self->vocabulary);
  g_array_sort (self->sentences, compare_sentences);
  merge_sentences (self->sentences);
  return g_steal_pointer (&self);
}

/**
 * llm_text_profile_free:
 * @self: (transfer full): a profile
 */
void
llm_text_profile_free (LlmTextProfile *self)
{
  g_clear_pointer (&self->words, llm_words_unref);
  g_array_unref (self->vocabulary);
  g_array_unref (self->sentences);
  g_free (self);
}

/**
 * llm_text_profile_get_overlap:
 * @a: one text
 * @b: another one
 *
 * Returns: the part of the words of both that each of them has, from 0 to 1 (Jaccard); -1 if
 *   neither has words
 */
double
llm_text_profile_get_overlap (const LlmTextProfile *a, const LlmTextProfile *b)
{
  const guint n_a = a->vocabulary->len, n_b = b->vocabulary->len;
  guint i = 0, j = 0, n_shared = 0;

  while (i < n_a && j < n_b)
    {
      const guint32 one = g_array_index (a->vocabulary, LlmTextWord, i).number;
      const guint32 other = g_array_index (b->vocabulary, LlmTextWord, j).number;

      n_shared += one == other;
      i += one <= other;
      j += other <= one;
    }
  if (n_a + n_b == 0)
    return -1;
  return (double) n_shared / (n_a + n_b - n_shared);
}
