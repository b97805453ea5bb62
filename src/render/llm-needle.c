/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-needle.h"

#include <string.h>

#include "llm-layout.h"
#include "llm-markdown.h"

/* What an answer is laid out with to be searched: nothing that matters to its words. */
#define EM 16
#define WIDTH 1000

struct _LlmNeedle
{
  gatomicrefcount ref_count;
  char *text;
  char *folded; /* what is looked for */
  gsize length; /* of that, in bytes */
  gboolean match_case;
};

/* Where characters of a text are in the folded one. */
typedef struct
{
  guint at;        /* byte of the folded text */
  guint character; /* of the text */
} Place;

/* --- Folding --- */

static gboolean
is_mark (const char *at)
{
  return *at != '\0' && g_unichar_ismark (g_utf8_get_char (at));
}

static void
append_folded (GString *folded, const char *text, gsize length)
{
  g_autofree char *casefolded = g_utf8_casefold (text, (gssize) length);
  g_autofree char *normal = g_utf8_normalize (casefolded, -1, G_NORMALIZE_NFD);

  g_string_append (folded, normal != NULL ? normal : casefolded);
}

/* A letter and its accents at a time, so that it is known which is where. */
static char *
fold (const char *text, GArray *places)
{
  GString *folded = g_string_sized_new (strlen (text));
  guint character = 0;

  for (const char *at = text; *at != '\0';)
    {
      const char *next = g_utf8_next_char (at);
      const Place place = { (guint) folded->len, character++ };

      for (; is_mark (next); next = g_utf8_next_char (next))
        character++;
      if (next == at + 1)
        g_string_append_c (folded, g_ascii_tolower (*at));
      else
        append_folded (folded, at, (gsize) (next - at));
      if (places != NULL)
        g_array_append_val (places, place);
      at = next;
    }
  if (places != NULL)
    {
      const Place end = { (guint) folded->len, character };

      g_array_append_val (places, end);
    }
  return g_string_free (folded, FALSE);
}

/* --- Looking for it --- */

/* An accent behind the match belongs to its last letter, which is another one then. */
static const char *
find_next (const LlmNeedle *self, const char *text)
{
  const char *at = text;

  while ((at = strstr (at, self->folded)) != NULL)
    {
      if (self->match_case || !is_mark (at + self->length))
        return at;
      at = g_utf8_next_char (at);
    }
  return NULL;
}

static guint
count (const LlmNeedle *self, const char *folded)
{
  guint n = 0;

  for (const char *at = find_next (self, folded); at != NULL;
       at = find_next (self, at + self->length))
    n++;
  return n;
}

static guint
find_place (GArray *places, guint at, gboolean is_end)
{
  guint first = 0, last = places->len - 1;

  while (first < last)
    {
      const guint middle = (first + last + !is_end) / 2;

      if (is_end && g_array_index (places, Place, middle).at >= at)
        last = middle;
      else if (is_end)
        first = middle + 1;
      else if (g_array_index (places, Place, middle).at <= at)
        first = middle;
      else
        last = middle - 1;
    }
  return g_array_index (places, Place, first).character;
}

/**
 * llm_needle_new:
 * @text: what to look for, not empty
 * @match_case: whether capital and small letters differ
 *
 * Returns: (transfer full): a needle
 */
LlmNeedle *
llm_needle_new (const char *text, gboolean match_case)
{
  LlmNeedle *self;

  g_return_val_if_fail (text != NULL && *text != '\0', NULL);

  self = g_new0 (LlmNeedle, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->text = g_strdup (text);
  self->match_case = match_case;
  self->folded = match_case ? g_strdup (text) : fold (text, NULL);
  self->length = strlen (self->folded);
  return self;
}

/**
 * llm_needle_ref:
 * @self: a needle
 *
 * Returns: (transfer full): @self
 */
LlmNeedle *
llm_needle_ref (LlmNeedle *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_needle_unref:
 * @self: (transfer full): a needle
 */
void
llm_needle_unref (LlmNeedle *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->text);
  g_free (self->folded);
  g_free (self);
}

/**
 * llm_needle_get_text:
 * @self: a needle
 *
 * Returns: what it looks for
 */
const char *
llm_needle_get_text (const LlmNeedle *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->text;
}

/**
 * llm_needle_get_match_case:
 * @self: a needle
 *
 * Returns: whether capital and small letters differ
 */
gboolean
llm_needle_get_match_case (const LlmNeedle *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->match_case;
}

/**
 * llm_needle_is_longer:
 * @self: a needle
 * @other: another one
 *
 * Returns: whether no text has @self that does not have @other, as when more is typed
 */
gboolean
llm_needle_is_longer (const LlmNeedle *self, const LlmNeedle *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->match_case == other->match_case && g_str_has_prefix (self->folded, other->folded)
         && !is_mark (self->folded + other->length);
}

/**
 * llm_needle_count:
 * @self: a needle
 * @text: a text
 *
 * Returns: how often it is in there, without overlaps
 */
guint
llm_needle_count (const LlmNeedle *self, const char *text)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, 0);

  if (self->match_case)
    return count (self, text);
  folded = fold (text, NULL);
  return count (self, folded);
}

/**
 * llm_needle_find:
 * @self: a needle
 * @text: a text
 *
 * Returns: (transfer full) (element-type LlmNeedleMatch): where it is, as many as
 *   llm_needle_count() tells
 */
GArray *
llm_needle_find (const LlmNeedle *self, const char *text)
{
  GArray *matches = g_array_new (FALSE, FALSE, sizeof (LlmNeedleMatch));
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autofree char *folded = NULL;
  const char *haystack = text;
  const char *counted = text;
  guint character = 0;

  g_return_val_if_fail (self != NULL && text != NULL, matches);

  if (!self->match_case)
    haystack = folded = fold (text, places);
  for (const char *at = find_next (self, haystack); at != NULL;
       at = find_next (self, at + self->length))
    {
      LlmNeedleMatch match;

      if (self->match_case)
        {
          character += (guint) g_utf8_strlen (counted, at - counted);
          match.start = character;
          character += (guint) g_utf8_strlen (at, (gssize) self->length);
          match.end = character;
          counted = at + self->length;
        }
      else
        {
          match.start = find_place (places, (guint) (at - haystack), FALSE);
          match.end = find_place (places, (guint) (at - haystack + (gssize) self->length), TRUE);
        }
      g_array_append_val (matches, match);
    }
  return matches;
}

/**
 * llm_needle_count_rendered:
 * @self: a needle
 * @text: an answer as its model wrote it
 * @length: of @text, in bytes
 *
 * Returns: how often it is in what a reader of the answer sees.  Wrapped cells of tables
 *   and pictures may hide some from the eye that are counted here.
 */
guint
llm_needle_count_rendered (const LlmNeedle *self, const char *text, gsize length)
{
  const LlmLayoutOptions options = { .em = EM, .width = WIDTH };
  g_autoptr (GPtrArray) blocks = NULL;
  guint n = 0;

  g_return_val_if_fail (self != NULL && text != NULL, 0);

  blocks = llm_markdown_parse (text, length, 0, LLM_MARKDOWN_ANSWER);
  for (guint i = 0; i < blocks->len; i++)
    {
      g_autoptr (LlmLayout) layout = llm_layout_new (blocks->pdata[i], &options);

      n += llm_needle_count (self, llm_layout_get_text (layout, NULL));
    }
  return n;
}
