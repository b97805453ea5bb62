/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-token-estimate.h"

#include <string.h>

/* Every vendor cuts text into tokens in its own way, and only some publish how.  So
 * this counts what they have in common: a short word is a token, a long one more, up
 * to three digits are one, marks are about two thirds of one, and letters of other
 * scripts have a typical share.  The shares were fitted to OpenAI's o200k_base over
 * prose, code and markup in twenty languages: within 15 % for most, 30 % for Polish
 * and Turkish; random text such as base64 is underestimated by nearly half
 * (docs/tokens.md). */

/* In thousandths of a token. */
#define WORD 1000
#define LONG_WORD_LETTER 250
#define RANDOM_LETTER 500
#define ACCENT 280
#define NUMBER 1000
#define INDENT 800
#define NEWLINE 500
#define MARK 650
#define OTHER 1000

/* Letters of a word that are one token, and those after which it is none. */
#define SHORT_WORD 6
#define LONGEST_WORD 30

/* Not counted one by one: nothing changes after that. */
#define MAX_RUN (1u << 30)

static const struct
{
  gunichar first, last;
  guint thousandths;
} scripts[] = {
  { 0x0370, 0x03ff, 420 },  /* Greek */
  { 0x0400, 0x052f, 350 },  /* Cyrillic */
  { 0x0530, 0x06ff, 400 },  /* Armenian, Hebrew, Arabic */
  { 0x0700, 0x10ff, 420 },  /* scripts of South and South-East Asia */
  { 0x2000, 0x206f, 700 },  /* general punctuation */
  { 0x3000, 0x9fff, 800 },  /* CJK */
  { 0xac00, 0xd7af, 800 },  /* Hangul */
  { 0xf900, 0xfaff, 800 },
  { 0xff00, 0xffef, 800 },
};

static gint64
word_value (guint letters)
{
  gint64 value;

  if (letters == 0)
    return 0;
  value = WORD;
  if (letters > SHORT_WORD)
    value += (gint64) (MIN (letters, LONGEST_WORD) - SHORT_WORD) * LONG_WORD_LETTER;
  if (letters > LONGEST_WORD)
    value += (gint64) (letters - LONGEST_WORD) * RANDOM_LETTER;
  return value;
}

static gint64
number_value (guint digits)
{
  return (gint64) ((digits + 2) / 3) * NUMBER;
}

static void
end_word (LlmTokenEstimate *estimate)
{
  estimate->thousandths += word_value (estimate->word);
  estimate->word = 0;
}

static void
end_number (LlmTokenEstimate *estimate)
{
  estimate->thousandths += number_value (estimate->digits);
  estimate->digits = 0;
}

static guint
script_value (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      if (c >= scripts[i].first && c <= scripts[i].last)
        return scripts[i].thousandths;
    }
  return OTHER;
}

static gboolean
is_latin (gunichar c)
{
  return (c >= 0xc0 && c < 0x250) || (c >= 0x1e00 && c < 0x1f00);
}

static void
feed_letter (LlmTokenEstimate *estimate)
{
  end_number (estimate);
  estimate->spaces = 0;
  if (estimate->word < MAX_RUN)
    estimate->word++;
}

static void
feed_ascii (LlmTokenEstimate *estimate, char c)
{
  if (g_ascii_isalpha (c))
    {
      feed_letter (estimate);
      return;
    }
  end_word (estimate);
  if (g_ascii_isdigit (c))
    {
      estimate->spaces = 0;
      if (estimate->digits < MAX_RUN)
        estimate->digits++;
      return;
    }
  end_number (estimate);
  if (c == ' ')
    {
      /* One blank belongs to the word behind it; several are an indentation. */
      if (estimate->spaces < MAX_RUN && ++estimate->spaces == 2)
        estimate->thousandths += INDENT;
      return;
    }
  estimate->spaces = 0;
  estimate->thousandths += g_ascii_isspace (c) ? NEWLINE : MARK;
}

static void
feed_other (LlmTokenEstimate *estimate, gunichar c)
{
  if (is_latin (c))
    {
      feed_letter (estimate);
      estimate->thousandths += ACCENT;
      return;
    }
  end_word (estimate);
  end_number (estimate);
  estimate->spaces = 0;
  estimate->thousandths += script_value (c);
}

/* One character of at most @length bytes at @text.  Returns how many it has, 0 if
 * the end cuts it. */
static gsize
feed_character (LlmTokenEstimate *estimate, const char *text, gsize length)
{
  gunichar c;

  if ((guchar) *text < 0x80)
    {
      feed_ascii (estimate, *text);
      return 1;
    }
  c = g_utf8_get_char_validated (text, (gssize) length);
  if (c == (gunichar) -2 && length < 4)
    return 0;
  if (c == (gunichar) -1 || c == (gunichar) -2)
    {
      feed_other (estimate, 0xfffd);
      return 1;
    }
  feed_other (estimate, c);
  return (gsize) g_unichar_to_utf8 (c, NULL);
}

/* A character that the last piece began.  Returns how many bytes of @text it takes. */
static gsize
feed_tail (LlmTokenEstimate *estimate, const char *text, gsize length)
{
  gsize taken = 0;

  while (estimate->tail_length > 0 && taken < length)
    {
      gsize used;

      estimate->tail[estimate->tail_length++] = text[taken++];
      used = feed_character (estimate, estimate->tail, estimate->tail_length);
      if (used > 0)
        {
          estimate->tail_length -= (guint) used;
          memmove (estimate->tail, estimate->tail + used, estimate->tail_length);
        }
    }
  return taken;
}

/**
 * llm_token_estimate_feed:
 * @estimate: an estimate
 * @text: the next piece; need not be valid UTF-8
 * @length: its length in bytes
 *
 * Costs time in proportion to @length.
 */
void
llm_token_estimate_feed (LlmTokenEstimate *estimate, const char *text, gsize length)
{
  gsize i;

  g_return_if_fail (estimate != NULL);
  g_return_if_fail (text != NULL || length == 0);

  i = feed_tail (estimate, text, length);
  while (i < length)
    {
      gsize used = feed_character (estimate, text + i, length - i);

      if (used == 0)
        {
          estimate->tail_length = (guint) (length - i);
          memcpy (estimate->tail, text + i, length - i);
          return;
        }
      i += used;
    }
}

/**
 * llm_token_estimate_get:
 * @estimate: an estimate
 *
 * Returns: about how many tokens the text so far has; 0 only for no text
 */
gint64
llm_token_estimate_get (const LlmTokenEstimate *estimate)
{
  gint64 thousandths;

  g_return_val_if_fail (estimate != NULL, 0);

  thousandths = estimate->thousandths + word_value (estimate->word)
                + number_value (estimate->digits);
  if (thousandths == 0)
    return estimate->spaces > 0 || estimate->tail_length > 0 ? 1 : 0;
  return MAX ((thousandths + 500) / 1000, 1);
}

/**
 * llm_tokens_estimate:
 * @text: (nullable): a text
 * @length: its length in bytes, -1 if it ends with a nul
 *
 * Returns: about how many tokens it has
 */
gint64
llm_tokens_estimate (const char *text, gssize length)
{
  LlmTokenEstimate estimate = { 0 };

  if (text == NULL)
    return 0;
  llm_token_estimate_feed (&estimate, text, length >= 0 ? (gsize) length : strlen (text));
  return llm_token_estimate_get (&estimate);
}
