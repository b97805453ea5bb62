/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-search-snippet.h"
#include "llm-history-query.h"
#include "llm-search-rank.h"

#include <string.h>

/* So much of a text is taken apart (bytes): more would be felt. */
#define MAX_SCAN (64 * 1024)

/* So many places are compared. */
#define MAX_PLACES 64

/* What is shown before the first word (letters). */
#define LEAD 40

/* Words of a phrase. */
#define MAX_TOKENS 16

/* A word or phrase that is looked for. */
typedef struct
{
  GPtrArray *tokens;
  gboolean prefix; /* of its last token */
  char *folded;    /* if it is looked for as it stands, between words, too */

  /* While a text is taken apart. */
  guint n_seen;
  gsize starts[MAX_TOKENS];
} Pattern;

/* Where one was found (bytes). */
typedef struct
{
  gsize start;
  gsize end;
  guint pattern;
} Place;

struct _LlmSearchMarker
{
  LlmDb *db;
  GPtrArray *patterns;
  char *skip_to; /* in long texts, what is looked for first; lower case, ASCII, or NULL */
  GArray *places;
};

static void
pattern_free (gpointer data)
{
  Pattern *pattern = data;

  g_ptr_array_unref (pattern->tokens);
  g_free (pattern->folded);
  g_free (pattern);
}

static gboolean
add_token_cb (const char *token, gsize length, gsize start, gsize end, gpointer user_data)
{
  Pattern *pattern = user_data;

  g_ptr_array_add (pattern->tokens, g_strndup (token, length));
  return pattern->tokens->len < MAX_TOKENS;
}

static char *
fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (folded, g_unichar_tolower (g_utf8_get_char (p)));
  return g_string_free (folded, FALSE);
}

static Pattern *
pattern_new (LlmDb *db, const LlmSearchWord *word)
{
  Pattern *pattern = g_new0 (Pattern, 1);

  pattern->tokens = g_ptr_array_new_with_free_func (g_free);
  pattern->prefix = word->prefix && word->n_letters > 1;
  llm_search_tokenize (db, word->text, strlen (word->text), add_token_cb, pattern);
  if (word->unspaced || pattern->tokens->len == 0)
    pattern->folded = fold (word->text);
  return pattern;
}

static gboolean
is_plain (const char *token)
{
  for (; *token != '\0'; token++)
    {
      if (!g_ascii_isalnum (*token))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_search_marker_new:
 * @db: a connection, which must outlive the marker
 * @words: what is looked for
 *
 * Returns: (transfer full): a marker
 */
LlmSearchMarker *
llm_search_marker_new (LlmDb *db, const LlmSearchWords *words)
{
  LlmSearchMarker *self;

  g_return_val_if_fail (db != NULL && words != NULL, NULL);

  self = g_new0 (LlmSearchMarker, 1);
  self->db = db;
  self->patterns = g_ptr_array_new_with_free_func (pattern_free);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (guint i = 0; i < words->wanted->len; i++)
    {
      Pattern *pattern = pattern_new (db, words->wanted->pdata[i]);

      g_ptr_array_add (self->patterns, pattern);
      if (self->skip_to == NULL && pattern->folded == NULL && is_plain (pattern->tokens->pdata[0]))
        self->skip_to = g_strdup (pattern->tokens->pdata[0]);
    }
  return self;
}

/**
 * llm_search_marker_free:
 * @self: (nullable) (transfer full): a marker
 */
void
llm_search_marker_free (LlmSearchMarker *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->patterns);
  g_array_unref (self->places);
  g_free (self->skip_to);
  g_free (self);
}

/* --- Finding --- */

static void
add_place (LlmSearchMarker *self, gsize start, gsize end, guint pattern)
{
  const Place place = { start, end, pattern };

  g_array_append_val (self->places, place);
}

static gboolean
is_token (const Pattern *pattern, guint index, const char *token, gsize length)
{
  const char *wanted = pattern->tokens->pdata[index];
  gsize wanted_length = strlen (wanted);
  gboolean as_prefix = pattern->prefix && index == pattern->tokens->len - 1;

  return (as_prefix ? length >= wanted_length : length == wanted_length)
         && memcmp (token, wanted, wanted_length) == 0;
}

/* The tokens of a phrase must follow each other. */
static gboolean
find_token_cb (const char *token, gsize length, gsize start, gsize end, gpointer user_data)
{
  LlmSearchMarker *self = user_data;

  for (guint i = 0; i < self->patterns->len; i++)
    {
      Pattern *pattern = self->patterns->pdata[i];

      if (pattern->folded != NULL)
        continue;
      if (!is_token (pattern, pattern->n_seen, token, length))
        pattern->n_seen = 0;
      if (!is_token (pattern, pattern->n_seen, token, length))
        continue;
      pattern->starts[pattern->n_seen++] = start;
      if (pattern->n_seen == pattern->tokens->len)
        {
          add_place (self, pattern->starts[0], end, i);
          pattern->n_seen = 0;
        }
    }
  return self->places->len < MAX_PLACES;
}

/* Returns the end of the word where it begins at @text, or NULL. */
static const char *
match_folded (const char *text, const char *end, const char *folded)
{
  while (*folded != '\0')
    {
      if (text >= end || g_unichar_tolower (g_utf8_get_char (text)) != g_utf8_get_char (folded))
        return NULL;
      text = g_utf8_next_char (text);
      folded = g_utf8_next_char (folded);
    }
  return text;
}

static void
find_folded (LlmSearchMarker *self, const char *text, gsize length, guint index)
{
  const Pattern *pattern = self->patterns->pdata[index];

  for (const char *p = text; p < text + length && self->places->len < MAX_PLACES;)
    {
      const char *end = match_folded (p, text + length, pattern->folded);

      if (end != NULL)
        add_place (self, (gsize) (p - text), (gsize) (end - text), index);
      p = end != NULL ? end : g_utf8_next_char (p);
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  gsize first = ((const Place *) a)->start;
  gsize second = ((const Place *) b)->start;

  return first < second ? -1 : first > second;
}

static void
find_places (LlmSearchMarker *self, const char *text, gsize length)
{
  gboolean has_tokens = FALSE;

  g_array_set_size (self->places, 0);
  for (guint i = 0; i < self->patterns->len; i++)
    {
      Pattern *pattern = self->patterns->pdata[i];

      pattern->n_seen = 0;
      has_tokens = has_tokens || pattern->folded == NULL;
      if (pattern->folded != NULL)
        find_folded (self, text, length, i);
    }
  if (has_tokens)
    llm_search_tokenize (self->db, text, length, find_token_cb, self);
  g_array_sort (self->places, compare_places);
}

/* Where a plain word begins in a long text; 0 if it cannot be told so. */
static gsize
find_plain (const char *text, gsize length, const char *word)
{
  gsize word_length = strlen (word);
  char first[3] = { word[0], g_ascii_toupper (word[0]), '\0' };

  for (gsize i = strcspn (text, first); i + word_length <= length; i++)
    {
      if ((i == 0 || !g_ascii_isalnum (text[i - 1]))
          && g_ascii_strncasecmp (text + i, word, word_length) == 0)
        return i;
      i += strcspn (text + i + 1, first);
    }
  return 0;
}

/* The part of a text that is looked at: all of it unless it is long. */
static const char *
choose_part (LlmSearchMarker *self, const char *text, gsize *length)
{
  gsize start = 0;
  gsize end;

  *length = strlen (text);
  if (*length <= MAX_SCAN)
    return text;
  if (self->skip_to != NULL)
    start = find_plain (text, *length, self->skip_to);
  start -= MIN (start, LEAD * 4);
  while (start > 0 && ((guchar) text[start] & 0xc0) == 0x80)
    start--;
  end = MIN (*length, start + MAX_SCAN);
  while (end < *length && ((guchar) text[end] & 0xc0) == 0x80)
    end++;
  *length = end - start;
  return text + start;
}

/* --- Showing --- */

/* The place from where on most words are near; the first of those. */
static guint
choose_place (LlmSearchMarker *self)
{
  guint best = 0, best_count = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *first = &g_array_index (self->places, Place, i);
      guint32 seen = 0;

      for (guint j = i; j < self->places->len; j++)
        {
          const Place *place = &g_array_index (self->places, Place, j);

          if (place->end > first->start + LLM_SEARCH_SNIPPET_LETTERS - LEAD)
            break;
          seen |= 1u << (place->pattern % 32);
        }
      if ((guint) __builtin_popcount (seen) > best_count)
        {
          best_count = (guint) __builtin_popcount (seen);
          best = i;
        }
    }
  return best;
}

/* Some letters before the place, but not in the middle of a word. */
static const char *
go_back (const char *text, const char *place)
{
  const char *start = place;
  const char *word = place;

  for (guint i = 0; i < LEAD && start > text; i++)
    {
      start = g_utf8_prev_char (start);
      if (g_unichar_isspace (g_utf8_get_char (start)))
        word = g_utf8_next_char (start);
    }
  if (start == text)
    return text;
  return word < place ? word : start;
}

/* Returns whether it takes room. */
static gboolean
add_letter (GString *snippet, gunichar c)
{
  if (c == 0xe000 || c == 0xe001)
    return FALSE;
  if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
    {
      if (snippet->len == 0 || snippet->str[snippet->len - 1] == ' ')
        return FALSE;
      c = ' ';
    }
  g_string_append_unichar (snippet, c);
  return TRUE;
}

static char *
write_snippet (
    LlmSearchMarker *self, const char *text, const char *start, const char *end, gboolean cut)
{
  GString *snippet = g_string_new (cut ? "…" : NULL);
  const char *p = start;
  guint n_letters = 0, next = 0;
  gsize mark_end = 0;

  while (p < end && n_letters < LLM_SEARCH_SNIPPET_LETTERS)
    {
      gsize at = (gsize) (p - text);

      while (next < self->places->len && g_array_index (self->places, Place, next).start < at)
        next++;
      if (mark_end == 0 && next < self->places->len
          && g_array_index (self->places, Place, next).start == at)
        {
          mark_end = g_array_index (self->places, Place, next).end;
          g_string_append (snippet, LLM_SEARCH_MARK_START);
        }
      n_letters += add_letter (snippet, g_utf8_get_char (p));
      p = g_utf8_next_char (p);
      if (mark_end > 0 && (gsize) (p - text) >= mark_end)
        {
          g_string_append (snippet, LLM_SEARCH_MARK_END);
          mark_end = 0;
        }
    }
  if (mark_end > 0)
    g_string_append (snippet, LLM_SEARCH_MARK_END);
  if (p < end)
    g_string_append (snippet, "…");
  return g_strchomp (g_string_free (snippet, FALSE));
}

/**
 * llm_search_marker_make_snippet:
 * @self: a marker
 * @text: valid UTF-8
 * @found: (out) (optional): whether a word was found
 *
 * Returns: (transfer full): some words around the place where most words are near, on
 *   one line, what was found between %LLM_SEARCH_MARK_START and %LLM_SEARCH_MARK_END;
 *   the beginning of the text if nothing was found
 */
char *
llm_search_marker_make_snippet (LlmSearchMarker *self, const char *text, gboolean *found)
{
  const char *part;
  const char *start;
  gsize length;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  part = choose_part (self, text, &length);
  find_places (self, part, length);
  if (found != NULL)
    *found = self->places->len > 0;
  if (self->places->len == 0)
    return write_snippet (self, text, text, text + strlen (text), FALSE);
  start = go_back (part, part + g_array_index (self->places, Place, choose_place (self)).start);
  return write_snippet (self, part, start, part + length, start > text);
}
