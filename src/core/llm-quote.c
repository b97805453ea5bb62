/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-quote.h"

#include <string.h>

/* Places where a quote is found but cuts a character in two, at most, before it is taken for
 * missing: so that looking is linear whatever the text is. */
#define MAX_CUTS 100

/* The text of a link and its address are looked at no further than so, in bytes. */
#define MAX_LINK_TEXT 500
#define MAX_LINK_ADDRESS 2048

#define ZERO_WIDTH_JOINER 0x200d

/* A text without what may differ, and for each of its bytes where in the text the character
 * is that it comes from. */
typedef struct
{
  GString *text;
  GArray *places; /* of guint32 */
  gboolean at_line_start;
  gboolean escaped; /* what comes next is no mark */
} Folded;

struct _LlmQuoteFinder
{
  const char *text;
  gsize length;
  Folded *folded; /* NULL before a quote is not there to the letter */
};

static const char *const match_names[] = {
  [LLM_QUOTE_MISSING] = "missing",     [LLM_QUOTE_ELSEWHERE] = "elsewhere",
  [LLM_QUOTE_NEARLY] = "nearly",       [LLM_QUOTE_EXACT] = "exact",
  [LLM_QUOTE_UNCHECKED] = "unchecked",
};

/**
 * llm_quote_match_to_string:
 * @match: what became of a quote
 *
 * Returns: its name
 */
const char *
llm_quote_match_to_string (LlmQuoteMatch match)
{
  g_return_val_if_fail ((guint) match < G_N_ELEMENTS (match_names), NULL);
  return match_names[match];
}

/**
 * llm_quote_match_from_string:
 * @string: (nullable): a name
 * @match: (out): what it means
 *
 * Returns: whether there is such a name
 */
gboolean
llm_quote_match_from_string (const char *string, LlmQuoteMatch *match)
{
  g_return_val_if_fail (match != NULL, FALSE);

  for (guint i = 0; string != NULL && i < G_N_ELEMENTS (match_names); i++)
    {
      if (strcmp (string, match_names[i]) == 0)
        {
          *match = (LlmQuoteMatch) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* --- Folding --- */

static void
folded_free (Folded *folded)
{
  g_string_free (folded->text, TRUE);
  g_array_unref (folded->places);
  g_free (folded);
}

static void
emit (Folded *folded, gunichar c, gsize place)
{
  const gsize before = folded->text->len;
  const guint32 value = (guint32) place;

  g_string_append_unichar (folded->text, c);
  for (gsize i = before; i < folded->text->len; i++)
    g_array_append_val (folded->places, value);
}

static char
get_last (const Folded *folded)
{
  return folded->text->len > 0 ? folded->text->str[folded->text->len - 1] : '\0';
}

/* Many in a row are one. */
static void
emit_once (Folded *folded, char c, gsize place)
{
  if (get_last (folded) != c)
    emit (folded, (gunichar) c, place);
}

static gboolean
is_quotation_mark (gunichar c)
{
  switch (c)
    {
    case '"':
    case '\'':
    case 0x00ab:
    case 0x00b4:
    case 0x00bb:
    case 0x2039:
    case 0x203a:
    case 0x300c:
    case 0x300d:
    case 0x300e:
    case 0x300f:
    case 0xff02:
    case 0xff07:
      return TRUE;
    default:
      return c >= 0x2018 && c <= 0x201f;
    }
}

static gboolean
is_dash (gunichar c)
{
  return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe58 || c == 0xfe63
         || c == 0xff0d;
}

/* What has no width and no meaning for a quote: soft hyphens, directions, variants of how a
 * character looks. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || c == 0x061c || c == 0x200b || c == 0x200e || c == 0x200f || c == 0x2060
         || c == 0xfeff || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)
         || (c >= 0xfe00 && c <= 0xfe0f);
}

/* Upper case and accents. */
static void
emit_letter (Folded *folded, gunichar c, gsize place)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n;

  if (c < 0x80)
    {
      emit (folded, (gunichar) g_ascii_tolower ((char) c), place);
      return;
    }
  c = g_unichar_tolower (c);
  n = g_unichar_fully_decompose (c == 0x03c2 ? 0x03c3 : c, FALSE, parts, G_N_ELEMENTS (parts));
  for (gsize i = 0; i < n; i++)
    emit (folded, parts[i], place);
}

/* Of Markdown at the begin of a line: signs of headings, quotations and lists.  Returns how
 * many bytes they are. */
static gsize
skip_line_marks (const char *p)
{
  gsize n = strspn (p, "#");

  if (n > 0)
    return n <= 6 && (p[n] == ' ' || p[n] == '\0') ? n : 0;
  if (*p == '>')
    return 1;
  if ((*p == '-' || *p == '+' || *p == '*') && p[1] == ' ')
    return 2;
  return 0;
}

static gboolean
is_blank_at (const char *text, const char *p)
{
  return p < text || *p == '\0' || g_ascii_isspace (*p);
}

static gboolean
is_alnum_at (const char *text, const char *p)
{
  return p >= text && ((guchar) *p >= 0x80 || g_ascii_isalnum (*p));
}

/* Whether the sign at @p is Markdown's rather than of the text: no product, no name with an
 * underscore in it. */
static gboolean
is_emphasis (const char *text, const char *p)
{
  if (*p == '*')
    return !(is_blank_at (text, p - 1) && is_blank_at (text, p + 1))
           && !(p > text && g_ascii_isdigit (p[-1]) && g_ascii_isdigit (p[1]));
  if (*p == '_')
    return !(is_alnum_at (text, p - 1) && is_alnum_at (text, p + 1));
  return *p == '`' || *p == '~';
}

/* Whether the bracket at @p begins a link. */
static gboolean
begins_link (const char *p, const char *end)
{
  const char *close = memchr (p, ']', MIN ((gsize) (end - p), MAX_LINK_TEXT));

  return close != NULL && close + 1 < end && close[1] == '(';
}

/* Returns how many bytes at @p are Markdown's, which say nothing. */
static gsize
skip_marks (Folded *folded, const char *text, const char *p, const char *end)
{
  const char *close;

  if (folded->at_line_start && skip_line_marks (p) > 0)
    return skip_line_marks (p);
  if (is_emphasis (text, p))
    return 1;
  if (*p == '\\' && g_ascii_ispunct (p[1]))
    {
      folded->escaped = TRUE;
      return 1;
    }
  if (*p == '[' && begins_link (p, end))
    return 1;
  if (*p == ']' && p[1] == '(')
    {
      close = memchr (p, ')', MIN ((gsize) (end - p), MAX_LINK_ADDRESS));
      if (close != NULL && memchr (p, '\n', (gsize) (close - p)) == NULL)
        return (gsize) (close - p) + 1;
    }
  return 0;
}

static void
fold_char (Folded *folded, gunichar c, gsize place)
{
  if (is_invisible (c))
    return;
  if (g_unichar_isspace (c) || c == '|' || c == 0x00a0 || g_unichar_iscntrl (c))
    {
      emit_once (folded, ' ', place);
      if (c == '\n')
        folded->at_line_start = TRUE;
      return;
    }
  folded->at_line_start = FALSE;
  if (is_quotation_mark (c))
    emit (folded, '\'', place);
  else if (is_dash (c))
    emit_once (folded, '-', place);
  else if (c == 0x2026)
    for (guint i = 0; i < 3; i++)
      emit (folded, '.', place);
  else
    emit_letter (folded, c, place);
}

static Folded *
fold (const char *text, gsize length)
{
  Folded *folded = g_new0 (Folded, 1);
  const char *end = text + length;

  folded->text = g_string_sized_new (length + length / 8);
  folded->places = g_array_sized_new (FALSE, FALSE, sizeof (guint32), (guint) length);
  folded->at_line_start = TRUE;
  for (const char *p = text; p < end;)
    {
      gsize n = (guchar) *p < 0x80 && !folded->escaped ? skip_marks (folded, text, p, end) : 0;

      if (n > 0)
        {
          p += n;
          continue;
        }
      folded->escaped = FALSE;
      fold_char (folded, g_utf8_get_char (p), (gsize) (p - text));
      p = g_utf8_next_char (p);
    }
  return folded;
}

/* Quotes come with marks of their own around them, and with dots for what was left out. */
static char *
trim_folded (const Folded *folded)
{
  const char *begin = folded->text->str;
  const char *end = begin + folded->text->len;

  for (;;)
    {
      if (end > begin && (*begin == ' ' || *begin == '\''))
        begin++;
      else if (end > begin && (end[-1] == ' ' || end[-1] == '\''))
        end--;
      else if (end - begin > 3 && strncmp (begin, "...", 3) == 0)
        begin += 3;
      else if (end - begin > 3 && strncmp (end - 3, "...", 3) == 0)
        end -= 3;
      else
        return g_strndup (begin, (gsize) (end - begin));
    }
}

/* --- Looking --- */

static gboolean
says_something (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_isalnum (g_utf8_get_char (text)))
        return TRUE;
    }
  return FALSE;
}

/* Whether what is before @p in @text and what is at @p are not parts of one character. */
static gboolean
is_between_characters (const char *text, const char *p)
{
  gunichar c = g_utf8_get_char (p);

  if (c == ZERO_WIDTH_JOINER || g_unichar_ismark (c))
    return FALSE;
  return p == text || g_utf8_get_char (g_utf8_prev_char (p)) != ZERO_WIDTH_JOINER;
}

static gboolean
find_exactly (const LlmQuoteFinder *self, const char *quote, gsize *offset, gsize *length)
{
  const gsize size = strlen (quote);
  const char *p = self->text;

  for (guint i = 0; i < MAX_CUTS && (p = strstr (p, quote)) != NULL; i++)
    {
      if (is_between_characters (self->text, p) && is_between_characters (self->text, p + size))
        {
          *offset = (gsize) (p - self->text);
          *length = size;
          return TRUE;
        }
      p = g_utf8_next_char (p);
    }
  return FALSE;
}

static gboolean
cuts_character (const Folded *folded, gsize begin, gsize end)
{
  const guint32 *places = (const guint32 *) (gpointer) folded->places->data;

  return (begin > 0 && places[begin - 1] == places[begin])
         || (end < folded->text->len && places[end - 1] == places[end])
         || !is_between_characters (folded->text->str, folded->text->str + begin)
         || !is_between_characters (folded->text->str, folded->text->str + end);
}

static gboolean
find_folded (const LlmQuoteFinder *self, const char *quote, gsize *offset, gsize *length)
{
  const Folded *folded = self->folded;
  const guint32 *places = (const guint32 *) (gpointer) folded->places->data;
  const gsize size = strlen (quote);
  const char *p = folded->text->str;

  for (guint i = 0; i < MAX_CUTS && (p = strstr (p, quote)) != NULL; i++)
    {
      const gsize begin = (gsize) (p - folded->text->str);

      if (!cuts_character (folded, begin, begin + size))
        {
          const char *last = self->text + places[begin + size - 1];

          *offset = places[begin];
          *length = (gsize) (g_utf8_next_char (last) - self->text) - *offset;
          return TRUE;
        }
      p = g_utf8_next_char (p);
    }
  return FALSE;
}

/**
 * llm_quote_finder_new:
 * @text: valid UTF-8, which must stay as long as the finder
 *
 * Returns: (transfer full): what finds quotes in @text
 */
LlmQuoteFinder *
llm_quote_finder_new (const char *text)
{
  LlmQuoteFinder *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (LlmQuoteFinder, 1);
  self->text = text;
  self->length = strlen (text);
  /* Places are of 32 bits; no answer is that long. */
  if (self->length >= G_MAXUINT32)
    {
      self->text = "";
      self->length = 0;
    }
  return self;
}

/**
 * llm_quote_finder_free:
 * @self: (transfer full): a finder
 */
void
llm_quote_finder_free (LlmQuoteFinder *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->folded, folded_free);
  g_free (self);
}

/**
 * llm_quote_finder_get_cost:
 * @self: a finder
 *
 * Returns: how many bytes one call of llm_quote_finder_find() goes through at most, about
 */
gsize
llm_quote_finder_get_cost (const LlmQuoteFinder *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return 2 * self->length;
}

/**
 * llm_quote_finder_find:
 * @self: a finder
 * @quote: valid UTF-8
 * @offset: (out): where it is first found, in bytes; 0 if it is not
 * @length: (out): how long it is there, in bytes
 *
 * Looks for a quote, in a time that is linear in both lengths.  Characters are never cut: an e
 * is not found in an é, however that is written.
 *
 * Returns: %LLM_QUOTE_EXACT, %LLM_QUOTE_NEARLY or %LLM_QUOTE_MISSING
 */
LlmQuoteMatch
llm_quote_finder_find (LlmQuoteFinder *self, const char *quote, gsize *offset, gsize *length)
{
  g_autofree char *stripped = NULL;
  g_autofree char *needle = NULL;
  Folded *folded;

  g_return_val_if_fail (self != NULL, LLM_QUOTE_MISSING);
  g_return_val_if_fail (quote != NULL, LLM_QUOTE_MISSING);
  g_return_val_if_fail (offset != NULL && length != NULL, LLM_QUOTE_MISSING);

  *offset = *length = 0;
  stripped = g_strstrip (g_strdup (quote));
  if (*stripped == '\0')
    return LLM_QUOTE_MISSING;
  if (find_exactly (self, stripped, offset, length))
    return LLM_QUOTE_EXACT;

  folded = fold (stripped, strlen (stripped));
  needle = trim_folded (folded);
  folded_free (folded);
  if (!says_something (needle))
    return LLM_QUOTE_MISSING;
  if (self->folded == NULL)
    self->folded = fold (self->text, self->length);
  return find_folded (self, needle, offset, length) ? LLM_QUOTE_NEARLY : LLM_QUOTE_MISSING;
}
