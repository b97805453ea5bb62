/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-words.h"

#include <string.h>

static void
word_free (gpointer data)
{
  LlmSearchWord *word = data;

  g_free (word->text);
  g_free (word);
}

/* As the triggers that fill the trigram index have it. */
static gboolean
is_unspaced (gunichar c)
{
  return (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff)
         || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x0e00 && c <= 0x0e7f);
}

/* What the tokenizer "unicode61" takes for parts of words. */
static gboolean
is_letter (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_PRIVATE_USE
         || g_unichar_type (c) == G_UNICODE_LETTER_NUMBER
         || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER;
}

static LlmSearchWord *
word_new (const char *start, gsize length)
{
  LlmSearchWord *word = g_new0 (LlmSearchWord, 1);

  word->text = g_strstrip (g_strndup (start, length));
  for (const char *p = word->text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      word->n_letters++;
      word->has_letters = word->has_letters || is_letter (c);
      word->unspaced = word->unspaced || is_unspaced (c);
    }
  return word;
}

/* Bounded, valid, on one line, with no other blanks than spaces. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, LLM_SEARCH_MAX_TEXT));
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* The cut may have gone through a letter. */
      if (c == 0xfffd || g_unichar_iscntrl (c) || g_unichar_isspace (c))
        c = ' ';
      if (c != ' ' || (clean->len > 0 && clean->str[clean->len - 1] != ' '))
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

static void
add_word (
    LlmSearchWords *self, const char *start, const char *end, gboolean excluded, gboolean open)
{
  LlmSearchWord *word = word_new (start, (gsize) (end - start));

  word->excluded = excluded;
  word->prefix = open && !excluded;
  if (*word->text == '\0' || (excluded && !word->has_letters)
      || self->wanted->len + self->excluded->len >= LLM_SEARCH_MAX_WORDS)
    {
      word_free (word);
      return;
    }
  g_ptr_array_add (excluded ? self->excluded : self->wanted, word);
}

static void
split (LlmSearchWords *self, const char *text)
{
  const char *p = text;

  while (*p != '\0')
    {
      gboolean excluded = *p == '-' && p[1] != ' ' && p[1] != '\0';
      const char *end;

      p += excluded;
      if (*p == '"')
        {
          end = strchr (p + 1, '"');
          add_word (self, p + 1, end != NULL ? end : p + strlen (p), excluded, end == NULL);
          p = end != NULL ? end + 1 : p + strlen (p);
        }
      else
        {
          end = p + strcspn (p, " \"");
          add_word (self, p, end, excluded, *end == '\0' || (*end == ' ' && end[1] == '\0'));
          p = end;
        }
      while (*p == ' ')
        p++;
    }
}

/* Beside words, symbols say nothing. */
static void
drop_symbols (LlmSearchWords *self)
{
  if (!llm_search_words_have_letters (self))
    return;
  for (guint i = self->wanted->len; i > 0; i--)
    {
      if (!((LlmSearchWord *) self->wanted->pdata[i - 1])->has_letters)
        g_ptr_array_remove_index (self->wanted, i - 1);
    }
}

/**
 * llm_search_words_parse:
 * @text: (nullable): what was typed, any bytes
 *
 * Words are separated by blanks, a phrase is between quotation marks, "-" before one
 * excludes it, and the last one is a beginning unless it is a closed phrase.
 *
 * Returns: (transfer full): what is looked for; nothing if nothing is wanted
 */
LlmSearchWords *
llm_search_words_parse (const char *text)
{
  LlmSearchWords *self = g_new0 (LlmSearchWords, 1);
  g_autofree char *cleaned = clean (text != NULL ? text : "");

  self->wanted = g_ptr_array_new_with_free_func (word_free);
  self->excluded = g_ptr_array_new_with_free_func (word_free);
  split (self, cleaned);
  drop_symbols (self);
  for (guint i = 0; i < self->wanted->len; i++)
    self->unspaced = self->unspaced || ((LlmSearchWord *) self->wanted->pdata[i])->unspaced;
  return self;
}

/**
 * llm_search_words_free:
 * @self: (nullable) (transfer full): what is looked for
 */
void
llm_search_words_free (LlmSearchWords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->wanted);
  g_ptr_array_unref (self->excluded);
  g_free (self);
}

/**
 * llm_search_words_have_letters:
 * @self: what is looked for
 *
 * Returns: whether a full-text index can know of it
 */
gboolean
llm_search_words_have_letters (const LlmSearchWords *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->wanted->len; i++)
    {
      if (((LlmSearchWord *) self->wanted->pdata[i])->has_letters)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_search_words_get_prefix:
 * @self: what is looked for
 *
 * Returns: (transfer none) (nullable): what more letters may follow: the last word
 */
const LlmSearchWord *
llm_search_words_get_prefix (const LlmSearchWords *self)
{
  const LlmSearchWord *last;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->wanted->len == 0)
    return NULL;
  last = self->wanted->pdata[self->wanted->len - 1];
  return last->prefix ? last : NULL;
}

static void
add_quoted (GString *match, const char *text)
{
  g_string_append_c (match, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append_c (match, '"');
}

/* One of several. */
static void
add_any (GString *match, const char *const *texts)
{
  g_string_append_c (match, '(');
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append (match, " OR ");
      add_quoted (match, texts[i]);
    }
  g_string_append_c (match, ')');
}

static void
add_excluded (GString *match, GPtrArray *excluded)
{
  for (guint i = 0; i < excluded->len; i++)
    {
      g_string_append (match, i == 0 ? " NOT (" : " OR ");
      add_quoted (match, ((LlmSearchWord *) excluded->pdata[i])->text);
    }
  if (excluded->len > 0)
    g_string_append_c (match, ')');
}

/**
 * llm_search_words_make_match:
 * @self: what is looked for, something is wanted
 *
 * The first phrases of the expression are the wanted words in order.  A space is the one
 * kind of AND that does not mind phrases in which the index sees nothing.
 *
 * Returns: (transfer full): an expression for an index of words
 */
char *
llm_search_words_make_match (const LlmSearchWords *self)
{
  GString *match = g_string_new ("(");

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->wanted->len; i++)
    {
      const LlmSearchWord *word = self->wanted->pdata[i];

      if (i > 0)
        g_string_append_c (match, ' ');
      add_quoted (match, word->text);
      /* Of a single letter there would be too many words. */
      if (word->prefix && word->n_letters > 1)
        g_string_append (match, " *");
    }
  g_string_append_c (match, ')');
  add_excluded (match, self->excluded);
  return g_string_free (match, FALSE);
}

static void
add_trigrams (GString *match, const LlmSearchWord *word, const char *const *starts)
{
  if (starts != NULL)
    add_any (match, starts);
  else
    add_quoted (match, word->text);
}

/**
 * llm_search_words_make_trigram_match:
 * @self: what is looked for, something is wanted
 * @trigrams: (element-type GStrv) (nullable): for each wanted and then each excluded word
 *   the trigrams that begin with it; %NULL for a word that is long enough, and for an
 *   excluded one that begins none
 *
 * Returns: (transfer full): an expression for the trigram index
 */
char *
llm_search_words_make_trigram_match (const LlmSearchWords *self, GPtrArray *trigrams)
{
  GString *match = g_string_new ("(");
  guint n_excluded = 0;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->wanted->len; i++)
    {
      if (i > 0)
        g_string_append (match, " AND ");
      add_trigrams (match, self->wanted->pdata[i], trigrams != NULL ? trigrams->pdata[i] : NULL);
    }
  g_string_append_c (match, ')');
  for (guint i = 0; i < self->excluded->len; i++)
    {
      const LlmSearchWord *word = self->excluded->pdata[i];
      const char *const *starts = trigrams != NULL ? trigrams->pdata[self->wanted->len + i] : NULL;

      if (starts == NULL && word->n_letters < LLM_SEARCH_MIN_TRIGRAM)
        continue;
      g_string_append (match, n_excluded++ == 0 ? " NOT (" : " OR ");
      add_trigrams (match, word, starts);
    }
  if (n_excluded > 0)
    g_string_append_c (match, ')');
  return g_string_free (match, FALSE);
}
