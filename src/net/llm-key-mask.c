/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-key-mask.h"

#include <string.h>

/* Shorter keys ("x", "none", for servers that want any) are words, not secrets. */
#define MIN_KEY_LENGTH 4

/* Where a text was cut, this much of a key may be left of it. */
#define MIN_CUT_KEY_LENGTH 6

/* How often a text may have been escaped. */
#define MAX_BACKSLASHES 7
#define MAX_PERCENT_ROUNDS 3

/* Begins of the keys that vendors hand out; the keyword of a header as well. */
static const char *const key_prefixes[] = { "sk-", "AIza", "gsk_", "xai-", "Bearer " };

static gboolean
is_key_char (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '_' || c == '.' || c == '*';
}

/* The length of what looks like a key at the begin of @text, 0 if nothing does. */
static gsize
match_any_key (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (key_prefixes); i++)
    {
      gsize prefix = strlen (key_prefixes[i]);
      gsize length = prefix;
      gboolean looks_random = FALSE;

      if (strncmp (text, key_prefixes[i], prefix) != 0)
        continue;
      for (; is_key_char (text[length]); length++)
        looks_random |= g_ascii_isdigit (text[length]) || text[length] == '*';
      /* A full stop or the like after it belongs to the sentence. */
      while (length > prefix && text[length - 1] == '.')
        length--;
      /* "Bearer authentication" is none. */
      if (length >= prefix + 8 && (looks_random || length >= prefix + 20))
        return length;
    }
  return 0;
}

/* The value of @n hexadecimal digits, -1 if there are not as many. */
static int
read_hex (const char *text, guint n)
{
  int value = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return -1;
      value = value * 16 + g_ascii_xdigit_value (text[i]);
    }
  return value;
}

/* How much of @text is @c as JSON ("\/", "\u0063", within a string of JSON again
 * "\\/") or a URL ("%2F", "%252F") may have it; 0 if nothing. */
static gsize
match_escaped (const char *text, char c)
{
  const char *p = text;

  if (*p == '%')
    {
      for (guint i = 0; i < MAX_PERCENT_ROUNDS && strncmp (p + 1, "25", 2) == 0; i++)
        {
          /* It may be the sign itself that is meant. */
          if (c == '%' && read_hex (p + 3, 2) < 0)
            break;
          p += 2;
        }
      if (read_hex (p + 1, 2) == (guchar) c)
        return p + 3 - text;
      return *text == c ? 1 : 0;
    }

  while (*p == '\\' && p - text < MAX_BACKSLASHES)
    p++;
  if (p > text && *p == 'u' && read_hex (p + 1, 4) == (guchar) c)
    return p + 5 - text;
  if (*p == c)
    return p + 1 - text;
  return *text == c ? 1 : 0;
}

/* The length of @key at the begin of @text, escaped or not; of its begin, if the text
 * ends with that; 0 if it is not there. */
static gsize
match_key (const char *text, const char *key)
{
  gsize key_length = key != NULL ? strlen (key) : 0;
  const char *p = text;
  gsize n = 0;

  if (key_length < MIN_KEY_LENGTH)
    return 0;
  if (strncmp (text, key, key_length) == 0)
    return key_length;
  while (n < key_length && *p != '\0')
    {
      gsize length = match_escaped (p, key[n]);

      if (length == 0)
        return 0;
      p += length;
      n++;
    }
  return n == key_length || n >= MIN_CUT_KEY_LENGTH ? (gsize) (p - text) : 0;
}

/**
 * llm_key_mask:
 * @text: any text
 * @key: (nullable): a key
 * @mask: what to write instead
 *
 * Takes @key out of @text, also where it is escaped as in JSON or a URL, or cut by the
 * end of the text, and whatever else looks like a vendor's key.
 *
 * Returns: (transfer full): the text without keys
 */
char *
llm_key_mask (const char *text, const char *key, const char *mask)
{
  GString *out;
  gboolean in_word = FALSE;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (mask != NULL, NULL);

  out = g_string_new (NULL);
  while (*text != '\0')
    {
      gsize length = match_key (text, key);

      if (length == 0 && !in_word)
        length = match_any_key (text);
      if (length > 0)
        {
          g_string_append (out, mask);
          text += length;
          in_word = FALSE;
        }
      else
        {
          in_word = g_ascii_isalnum (*text);
          g_string_append_c (out, *text++);
        }
    }
  return g_string_free (out, FALSE);
}
