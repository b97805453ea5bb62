/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-json-scan.h"

#include <string.h>

static const char *
skip_blank (const char *p, const char *end)
{
  while (p < end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r'))
    p++;
  return p;
}

static const char *
skip_digits (const char *p, const char *end)
{
  while (p < end && g_ascii_isdigit (*p))
    p++;
  return p;
}

static LlmJsonStatus
scan_escape (const char **position, const char *end)
{
  const char *p = *position + 1;

  if (p == end)
    return LLM_JSON_TRUNCATED;
  if (*p == 'u')
    {
      for (guint i = 0; i < 4; i++)
        {
          if (++p == end)
            return LLM_JSON_TRUNCATED;
          if (!g_ascii_isxdigit (*p))
            return LLM_JSON_INVALID;
        }
    }
  else if (*p == '\0' || strchr ("\"\\/bfnrt", *p) == NULL)
    {
      return LLM_JSON_INVALID;
    }
  *position = p + 1;
  return LLM_JSON_OK;
}

/* Scans a string from its opening quote on.  Unescaped control characters are let
 * through as json-glib does: several data lines are joined by LF. */
static LlmJsonStatus
scan_string (const char **position, const char *end)
{
  const char *p = *position + 1;
  const char *quote = memchr (p, '"', end - p);

  for (;;)
    {
      const char *limit = quote != NULL ? quote : end;
      const char *escape = memchr (p, '\\', limit - p);
      LlmJsonStatus status;

      if (escape == NULL)
        {
          if (quote == NULL)
            return LLM_JSON_TRUNCATED;
          *position = quote + 1;
          return LLM_JSON_OK;
        }
      status = scan_escape (&escape, end);
      if (status != LLM_JSON_OK)
        return status;
      p = escape;
      /* Only a quote that was escaped is looked for again: linear time. */
      if (quote != NULL && quote < p)
        quote = memchr (p, '"', end - p);
    }
}

static LlmJsonStatus
scan_number (const char **position, const char *end)
{
  const char *p = *position;
  const char *digits;

  if (*p == '-')
    p++;
  digits = p;
  p = skip_digits (p, end);
  if (p == digits)
    return p == end ? LLM_JSON_TRUNCATED : LLM_JSON_INVALID;
  if (*digits == '0' && p - digits > 1)
    return LLM_JSON_INVALID;
  if (p < end && *p == '.')
    {
      digits = p + 1;
      p = skip_digits (digits, end);
      if (p == digits)
        return p == end ? LLM_JSON_TRUNCATED : LLM_JSON_INVALID;
    }
  if (p < end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < end && (*p == '+' || *p == '-'))
        p++;
      digits = p;
      p = skip_digits (p, end);
      if (p == digits)
        return p == end ? LLM_JSON_TRUNCATED : LLM_JSON_INVALID;
    }
  *position = p;
  return LLM_JSON_OK;
}

static LlmJsonStatus
scan_word (const char **position, const char *end, const char *word)
{
  gsize length = strlen (word);
  gsize available = MIN (length, (gsize) (end - *position));

  if (memcmp (*position, word, available) != 0)
    return LLM_JSON_INVALID;
  if (available < length)
    return LLM_JSON_TRUNCATED;
  *position += length;
  return LLM_JSON_OK;
}

static LlmJsonStatus
scan_scalar (const char **position, const char *end)
{
  switch (**position)
    {
    case '"':
      return scan_string (position, end);
    case 't':
      return scan_word (position, end, "true");
    case 'f':
      return scan_word (position, end, "false");
    case 'n':
      return scan_word (position, end, "null");
    default:
      return scan_number (position, end);
    }
}

static LlmJsonStatus
scan_key (const char **position, const char *end)
{
  LlmJsonStatus status;

  if (**position != '"')
    return LLM_JSON_INVALID;
  status = scan_string (position, end);
  if (status != LLM_JSON_OK)
    return status;
  *position = skip_blank (*position, end);
  if (*position == end)
    return LLM_JSON_TRUNCATED;
  return *(*position)++ == ':' ? LLM_JSON_OK : LLM_JSON_INVALID;
}

/* Behind a value come ends of containers, then a comma unless it was the last. */
static LlmJsonStatus
scan_behind_value (const char **position, const char *end, const char *closers, guint *depth)
{
  const char *p = *position;

  for (; *depth > 0; (*depth)--, p++)
    {
      p = skip_blank (p, end);
      if (p == end)
        return LLM_JSON_TRUNCATED;
      if (*p != closers[*depth - 1])
        break;
    }
  *position = *depth > 0 ? p + 1 : p;
  return *depth == 0 || *p == ',' ? LLM_JSON_OK : LLM_JSON_INVALID;
}

/* Moves behind the value that begins at *@position, after blanks, if it is whole.
 * Without recursion and in linear time; up to @max_depth levels. */
static LlmJsonStatus
scan_value (const char **position, const char *end, guint max_depth)
{
  char closers[LLM_JSON_MAX_DEPTH];
  guint depth = 0;
  gboolean opened = FALSE; /* the innermost container was just opened */
  const char *p = *position;

  for (;;)
    {
      LlmJsonStatus status = LLM_JSON_OK;

      /* Before a member: its key, or the end of a container just opened. */
      p = skip_blank (p, end);
      if (p == end)
        return LLM_JSON_TRUNCATED;
      if (opened && *p == closers[depth - 1])
        {
          depth--;
          p++;
        }
      else
        {
          if (depth > 0 && closers[depth - 1] == '}')
            {
              status = scan_key (&p, end);
              if (status != LLM_JSON_OK)
                return status;
              p = skip_blank (p, end);
              if (p == end)
                return LLM_JSON_TRUNCATED;
            }
          if (*p == '{' || *p == '[')
            {
              if (depth == max_depth)
                return LLM_JSON_INVALID;
              closers[depth++] = *p++ == '{' ? '}' : ']';
              opened = TRUE;
              continue;
            }
          status = scan_scalar (&p, end);
          if (status != LLM_JSON_OK)
            return status;
        }
      opened = FALSE;

      status = scan_behind_value (&p, end, closers, &depth);
      if (status != LLM_JSON_OK)
        return status;
      if (depth == 0)
        {
          *position = p;
          return LLM_JSON_OK;
        }
    }
}

/**
 * llm_json_check:
 * @data: (array length=length) (nullable): text
 * @length: in bytes
 *
 * Returns: whether @data is one JSON value that json-glib can read safely
 */
LlmJsonStatus
llm_json_check (const char *data, gsize length)
{
  /* Empty bytes are NULL, to which nothing may be added, not even 0. */
  const char *p = data != NULL ? data : "";
  const char *end = p + length;
  LlmJsonStatus status;

  status = scan_value (&p, end, LLM_JSON_MAX_DEPTH);
  if (status == LLM_JSON_OK && skip_blank (p, end) != end)
    return LLM_JSON_INVALID;
  return status;
}

/**
 * llm_json_cursor_init:
 * @cursor: where to start
 * @text: (array length=length): an object, blanks around it allowed
 * @length: in bytes
 *
 * Puts @cursor before the first member.
 */
void
llm_json_cursor_init (LlmJsonCursor *cursor, const char *text, gsize length)
{
  *cursor = (LlmJsonCursor){ .end = text + length };
  cursor->position = skip_blank (text, cursor->end);
}

static gboolean
read_name (LlmJsonCursor *cursor)
{
  const char *p = cursor->position;
  const char *quote;

  if (p == cursor->end || *p != '"')
    return FALSE;
  quote = memchr (p + 1, '"', cursor->end - p - 1);
  if (quote == NULL || memchr (p + 1, '\\', quote - p - 1) != NULL)
    return FALSE;
  cursor->name = (LlmJsonSpan){ p + 1, quote };
  p = skip_blank (quote + 1, cursor->end);
  if (p == cursor->end || *p != ':')
    return FALSE;
  cursor->position = skip_blank (p + 1, cursor->end);
  return TRUE;
}

/**
 * llm_json_cursor_next:
 * @cursor: a cursor
 *
 * Moves to the next member.  What is walked over is checked like
 * llm_json_check() does.
 *
 * Returns: %FALSE behind the last member (then @cursor is complete), or where the
 *   text is no object or has a name with escapes
 */
gboolean
llm_json_cursor_next (LlmJsonCursor *cursor)
{
  gboolean first = cursor->name.begin == NULL;
  const char *p = cursor->position;

  if (cursor->complete || p == cursor->end || (first && *p != '{'))
    return FALSE;
  if (first)
    p = skip_blank (p + 1, cursor->end);
  if (p < cursor->end && *p == '}')
    {
      cursor->position = p + 1;
      cursor->complete = skip_blank (p + 1, cursor->end) == cursor->end;
      return FALSE;
    }
  if (!first && *p != ',')
    return FALSE;
  if (!first)
    p = skip_blank (p + 1, cursor->end);

  cursor->position = p;
  if (!read_name (cursor))
    return FALSE;
  cursor->value.begin = cursor->position;
  if (scan_value (&cursor->position, cursor->end, LLM_JSON_MAX_DEPTH - 1) != LLM_JSON_OK)
    return FALSE;
  cursor->value.end = cursor->position;
  cursor->position = skip_blank (cursor->position, cursor->end);
  return TRUE;
}

/**
 * llm_json_span_equals:
 * @span: any span
 * @text: what to compare with
 *
 * Returns: whether the bytes are the same
 */
gboolean
llm_json_span_equals (LlmJsonSpan span, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (span.end - span.begin) == length && memcmp (span.begin, text, length) == 0;
}

/**
 * llm_json_span_get_only_element:
 * @array: a value
 * @element: (out): the element
 *
 * Returns: whether @array is an array of exactly one element
 */
gboolean
llm_json_span_get_only_element (LlmJsonSpan array, LlmJsonSpan *element)
{
  const char *p = array.begin;

  if (p == array.end || *p != '[')
    return FALSE;
  p = skip_blank (p + 1, array.end);
  element->begin = p;
  if (p == array.end || *p == ']'
      || scan_value (&p, array.end, LLM_JSON_MAX_DEPTH) != LLM_JSON_OK)
    return FALSE;
  element->end = p;
  p = skip_blank (p, array.end);
  return p < array.end && *p == ']';
}

static char
simple_escape (char c)
{
  switch (c)
    {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;
    }
}

/* The code of \uXXXX, digits checked before. */
static gunichar
read_unicode_escape (const char *digits)
{
  gunichar code = 0;

  for (guint i = 0; i < 4; i++)
    code = code * 16 + g_ascii_xdigit_value (digits[i]);
  return code;
}

/**
 * llm_json_span_get_string:
 * @span: a value that was scanned
 * @out: where to put the text of the string; what it held is dropped
 *
 * Returns: whether @span is a string, and one without NUL and surrogates, which
 *   need more care
 */
gboolean
llm_json_span_get_string (LlmJsonSpan span, GString *out)
{
  const char *p = span.begin + 1;
  const char *end = span.end - 1;

  g_string_truncate (out, 0);
  if (span.end - span.begin < 2 || *span.begin != '"')
    return FALSE;

  while (p < end)
    {
      const char *escape = memchr (p, '\\', end - p);
      gunichar code;

      if (escape == NULL)
        escape = end;
      g_string_append_len (out, p, escape - p);
      if (escape == end)
        break;
      if (escape[1] != 'u')
        {
          g_string_append_c (out, simple_escape (escape[1]));
          p = escape + 2;
          continue;
        }
      code = read_unicode_escape (escape + 2);
      if (code == 0 || (code >= 0xd800 && code < 0xe000))
        return FALSE;
      g_string_append_unichar (out, code);
      p = escape + 6;
    }
  return TRUE;
}
