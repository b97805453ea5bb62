/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-language-private.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of an info string that are looked at, words of one in braces, characters of a
 * label. */
#define INFO_MAX 256
#define WORDS_MAX 8
#define LABEL_MAX 40

typedef struct
{
  const char *text;
  gsize length;
} Word;

typedef struct
{
  const LlmCodeLanguage *language; /* or NULL */
  Word word;                       /* the first one, to be shown if nothing is known of it */
  gboolean named;                  /* whether it is named, not only the name of a file */
} Info;

static int
compare_alias (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const LlmCodeLanguage *) member)->alias);
}

const LlmCodeLanguage *
_llm_code_language_lookup (const char *word, gsize length)
{
  char key[LLM_CODE_LANGUAGE_ALIAS_MAX + 1];
  const LlmCodeLanguage *table;
  gsize n;

  if (length == 0 || length > LLM_CODE_LANGUAGE_ALIAS_MAX)
    return NULL;
  for (gsize i = 0; i < length; i++)
    key[i] = g_ascii_tolower (word[i]);
  key[length] = '\0';
  table = _llm_code_language_get_table (&n);
  return bsearch (key, table, n, sizeof *table, compare_alias);
}

static const LlmCodeLanguage *
lookup (Word word)
{
  return _llm_code_language_lookup (word.text, word.length);
}

static gboolean
is_separator (char c)
{
  return g_ascii_isspace (c) || strchr ("{}(),;\"'`~|", c) != NULL;
}

static Word
next_word (const char **cursor, const char *end)
{
  const char *p = *cursor;
  Word word;

  while (p < end && is_separator (*p))
    p++;
  word.text = p;
  while (p < end && !is_separator (*p))
    p++;
  word.length = (gsize) (p - word.text);
  *cursor = p;
  return word;
}

static Word
skip_bytes (Word word, gsize n)
{
  word.text += n;
  word.length -= n;
  return word;
}

/* What comes after the last @c, or the whole word. */
static Word
after_last (Word word, char c)
{
  for (gsize i = word.length; i > 0; i--)
    {
      if (word.text[i - 1] == c)
        return skip_bytes (word, i);
    }
  return word;
}

static Word
before_first (Word word, const char *marks)
{
  for (gsize i = 0; i < word.length; i++)
    {
      if (strchr (marks, word.text[i]) != NULL)
        word.length = i;
    }
  return word;
}

static gboolean
skip_prefix (Word *word)
{
  static const char *const prefixes[]
      = { "language-", "language:", "language=", "lang-", "lang:",      "lang=",
          "brush:",    "code:",     "source-",   "src-",  "highlight-", "=" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      gsize length = strlen (prefixes[i]);

      if (word->length >= length && g_ascii_strncasecmp (word->text, prefixes[i], length) == 0)
        {
          *word = skip_bytes (*word, length);
          return TRUE;
        }
    }
  return FALSE;
}

/* "python", ".python", "python:main.py", "rust!". */
static const LlmCodeLanguage *
find_name (Word word)
{
  const LlmCodeLanguage *language = lookup (word);

  if (language == NULL && word.length > 1 && word.text[0] == '.')
    {
      word = skip_bytes (word, 1);
      language = lookup (word);
    }
  if (language == NULL)
    language = lookup (before_first (word, ":=!?["));
  return language;
}

/* "src/main.rs", "12:34:src/main.rs", "Makefile", "text/x-python". */
static const LlmCodeLanguage *
find_file (Word word)
{
  Word base = after_last (after_last (after_last (word, ':'), '/'), '\\');
  const LlmCodeLanguage *language = lookup (base);
  Word ending;

  if (language == NULL && base.length > 2 && g_ascii_strncasecmp (base.text, "x-", 2) == 0)
    language = lookup (skip_bytes (base, 2));
  ending = after_last (base, '.');
  if (language == NULL && ending.text != base.text)
    language = lookup (ending);
  return language;
}

static void
parse_info (Info *info, const char *text)
{
  const char *cursor = text, *end = text + strnlen (text, INFO_MAX);
  gboolean braces;

  *info = (Info){ NULL, { text, 0 }, FALSE };
  while (cursor < end && g_ascii_isspace (*cursor))
    cursor++;
  braces = cursor < end && *cursor == '{';
  for (guint i = 0; i < (braces ? WORDS_MAX : 1); i++)
    {
      Word word = next_word (&cursor, end);

      if (word.length == 0)
        return;
      if (skip_prefix (&word) && word.length == 0)
        word = next_word (&cursor, end);
      if (info->word.length == 0)
        info->word = word;
      /* An identifier or an attribute. */
      if (braces && (word.length == 0 || word.text[0] == '#'))
        continue;
      info->language = find_name (word);
      info->named = info->language != NULL;
      if (info->language == NULL)
        info->language = find_file (word);
      if (info->language != NULL)
        return;
    }
}

/* Most ids are names too; "python" is not the name of the id "python", which is Python 2. */
static const LlmCodeLanguage *
find_id (const char *id)
{
  const LlmCodeLanguage *language = _llm_code_language_lookup (id, strlen (id));
  const LlmCodeLanguage *table;
  gsize n;

  if (language != NULL && g_strcmp0 (language->id, id) == 0)
    return language;
  table = _llm_code_language_get_table (&n);
  for (gsize i = 0; i < n; i++)
    {
      if (g_strcmp0 (table[i].id, id) == 0)
        return &table[i];
    }
  return NULL;
}

/* Someone else's word, made fit to be shown. */
static char *
clean_word (Word word)
{
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = g_string_new (NULL);
  glong n = 0;

  if (word.length > 0 && word.text[0] == '.')
    word = skip_bytes (word, 1);
  /* An attribute: it says nothing of the language. */
  if (before_first (word, "=").length < word.length)
    return NULL;
  valid = g_utf8_make_valid (word.text, (gssize) word.length);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        continue;
      if (n++ == LABEL_MAX - 1 && *g_utf8_next_char (p) != '\0')
        c = 0x2026; /* an ellipsis */
      g_string_append_unichar (clean, c);
      if (n == LABEL_MAX)
        break;
    }
  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}

/**
 * llm_code_language_from_info:
 * @info: (nullable): what stands after a fence, such as "python", "{.python #id}",
 *   "c++,linenos", "lang:js", "ts:src/app.ts" or "src/main.rs"
 *
 * Finds the language a block says it is in.  Only the first words count; case does not.
 *
 * Returns: (transfer none) (nullable): the id of a language definition of GtkSourceView,
 *   or NULL if @info names none or one without a definition
 */
const char *
llm_code_language_from_info (const char *info)
{
  Info parsed;

  if (info == NULL)
    return NULL;
  parse_info (&parsed, info);
  return parsed.language != NULL ? parsed.language->id : NULL;
}

/**
 * llm_code_language_label:
 * @info: (nullable): what stands after a fence
 * @id: (nullable): what llm_code_language_from_info() or llm_code_language_detect()
 *   found; only used if @info says nothing
 *
 * Tells what to call a block: "Python", "C++", "Mermaid"; the first word of @info itself
 * where that is no known name.  Such a word is someone else's text: valid UTF-8 on one
 * line, without invisible characters, of at most 40 characters.
 *
 * Returns: (transfer full) (nullable): a label, or NULL if there is nothing to say
 */
char *
llm_code_language_label (const char *info, const char *id)
{
  const LlmCodeLanguage *language;
  Info parsed;
  char *label;

  if (info != NULL)
    {
      parse_info (&parsed, info);
      if (parsed.named)
        return g_strdup (parsed.language->label);
      label = clean_word (parsed.word);
      if (label != NULL)
        return label;
    }
  language = id != NULL ? find_id (id) : NULL;
  return language != NULL ? g_strdup (language->label) : NULL;
}

/**
 * llm_code_language_foreach:
 * @func: (scope call): called for each name
 * @user_data: for @func
 *
 * Goes through all names of languages, in the order of their bytes.
 */
void
llm_code_language_foreach (LlmCodeLanguageFunc func, gpointer user_data)
{
  const LlmCodeLanguage *table;
  gsize n;

  g_return_if_fail (func != NULL);

  table = _llm_code_language_get_table (&n);
  for (gsize i = 0; i < n; i++)
    func (table[i].alias, table[i].id, table[i].label, user_data);
}
