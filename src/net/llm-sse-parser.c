/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-sse-parser.h"

#include <string.h>

#include "llm-error.h"

/* What a line may have beside an event's data: the field's name, colon, space. */
#define LINE_SLACK 64

#define BOM "\357\273\277"
#define REPLACEMENT "\357\277\275"

struct _LlmSseParser
{
  LlmSseEventFunc func;
  gpointer user_data;

  GString *line;  /* the begin of a line whose end has not come yet */
  GString *data;  /* of the event so far */
  GString *event; /* its type */
  guint n_data_lines;

  gboolean started;   /* the first line is behind us, and so is a BOM */
  gboolean after_cr;  /* the last byte was a CR: an LF now belongs to it */
  gboolean skipping;  /* within an unfinished comment, which is not kept */
  gboolean bare_json; /* within an object that came without "data:" */
  gboolean stopped;   /* nothing more is wanted */
  gboolean too_large;
};

/**
 * llm_sse_parser_new:
 * @func: called for each event, from within push() and finish()
 * @user_data: for @func
 *
 * Returns: (transfer full): a parser at the begin of a stream
 */
LlmSseParser *
llm_sse_parser_new (LlmSseEventFunc func, gpointer user_data)
{
  LlmSseParser *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (LlmSseParser, 1);
  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->event = g_string_new (NULL);
  return self;
}

/**
 * llm_sse_parser_free:
 * @self: (nullable) (transfer full): a parser; not from within its callback
 */
void
llm_sse_parser_free (LlmSseParser *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->event, TRUE);
  g_free (self);
}

static gboolean
fail_too_large (LlmSseParser *self, GError **error)
{
  self->too_large = TRUE;
  self->stopped = TRUE;
  g_string_truncate (self->line, 0);
  g_string_truncate (self->data, 0);
  g_propagate_error (error, llm_error_new (LLM_ERROR_PROTOCOL, NULL,
                                           "An event of the stream is larger than 8 MiB."));
  return FALSE;
}

/* Appends @text, each byte that is not part of valid UTF-8 (a NUL among them) as
 * U+FFFD. */
static void
append_valid (GString *out, const char *text, gsize length)
{
  const char *bad;

  while (!g_utf8_validate_len (text, length, &bad))
    {
      g_string_append_len (out, text, bad - text);
      g_string_append (out, REPLACEMENT);
      length -= bad + 1 - text;
      text = bad + 1;
    }
  g_string_append_len (out, text, length);
}

static gboolean
append_data (LlmSseParser *self, const char *value, gsize length, GError **error)
{
  if (self->data->len + length + (self->n_data_lines > 0) > LLM_SSE_MAX_EVENT)
    return fail_too_large (self, error);
  if (self->n_data_lines > 0)
    g_string_append_c (self->data, '\n');
  self->n_data_lines++;
  append_valid (self->data, value, length);
  return TRUE;
}

static void
dispatch (LlmSseParser *self)
{
  /* An event without data is none (WHATWG HTML, 9.2.6). */
  if (self->data->len > 0
      && !self->func (self->event->str, self->data->str, self->data->len, self->user_data))
    self->stopped = TRUE;
  g_string_truncate (self->data, 0);
  g_string_truncate (self->event, 0);
  self->n_data_lines = 0;
  self->bare_json = FALSE;
}

static gboolean
is_field (const char *line, gsize name_length, const char *name)
{
  return strlen (name) == name_length && memcmp (line, name, name_length) == 0;
}

static gboolean
process_field (LlmSseParser *self, const char *line, gsize length, GError **error)
{
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize) (colon - line) : length;
  const char *value = colon != NULL ? colon + 1 : line + length;
  gsize value_length = line + length - value;

  if (value_length > 0 && *value == ' ')
    {
      value++;
      value_length--;
    }

  if (is_field (line, name_length, "data"))
    return append_data (self, value, value_length, error);

  if (is_field (line, name_length, "event"))
    {
      g_string_truncate (self->event, 0);
      append_valid (self->event, value, value_length);
    }
  else if (is_field (line, name_length, "error"))
    {
      /* Old llama.cpp servers report a failure as a field of its own. */
      g_string_assign (self->event, "error");
      return append_data (self, value, value_length, error);
    }
  /* id, retry and unknown fields say nothing to us. */
  return TRUE;
}

static gboolean
process_line (LlmSseParser *self, const char *line, gsize length, GError **error)
{
  if (!self->started)
    {
      self->started = TRUE;
      if (length >= 3 && memcmp (line, BOM, 3) == 0)
        {
          line += 3;
          length -= 3;
        }
    }

  if (length == 0)
    {
      dispatch (self);
      return TRUE;
    }
  if (*line == ':')
    return TRUE;
  if (length > LLM_SSE_MAX_EVENT + LINE_SLACK)
    return fail_too_large (self, error);

  /* No field's name begins with a brace: Gemini may write an error object into a
   * running stream without "data:", and over several lines. */
  if (self->bare_json || (*line == '{' && self->n_data_lines == 0))
    {
      self->bare_json = TRUE;
      return append_data (self, line, length, error);
    }
  return process_field (self, line, length, error);
}

static gboolean
end_line (LlmSseParser *self, const char *rest, gsize length, GError **error)
{
  gboolean ok;

  if (self->skipping)
    {
      self->skipping = FALSE;
      return TRUE;
    }
  if (self->line->len == 0)
    return process_line (self, rest, length, error);

  if (self->line->len + length > LLM_SSE_MAX_EVENT + LINE_SLACK)
    return fail_too_large (self, error);
  g_string_append_len (self->line, rest, length);
  ok = process_line (self, self->line->str, self->line->len, error);
  g_string_truncate (self->line, 0);
  return ok;
}

static gboolean
keep_partial_line (LlmSseParser *self, const char *rest, gsize length, GError **error)
{
  if (self->skipping || length == 0)
    return TRUE;
  if (self->line->len == 0 && *rest == ':')
    {
      self->skipping = TRUE;
      self->started = TRUE;
      return TRUE;
    }
  if (self->line->len + length > LLM_SSE_MAX_EVENT + LINE_SLACK)
    return fail_too_large (self, error);
  g_string_append_len (self->line, rest, length);
  return TRUE;
}

static const char *
find (const char *start, const char *end, char byte)
{
  const char *found = memchr (start, byte, end - start);

  return found != NULL ? found : end;
}

/**
 * llm_sse_parser_push:
 * @self: a parser
 * @bytes: (array length=length): what was read, cut anywhere
 * @length: how much, may be 0
 * @error: set to %LLM_ERROR_PROTOCOL when an event is larger than
 *   %LLM_SSE_MAX_EVENT
 *
 * Lines end with LF, CRLF or CR, a BOM at the begin is skipped, comments and
 * unknown fields are ignored (WHATWG HTML, 9.2).  Two things go beyond that
 * standard, as vendors do: a field `error:` counts as data of an event of type
 * "error", and lines from one that begins with a brace up to a blank one count as
 * data.  The time taken is proportional to @length.
 *
 * Returns: %TRUE, also after the callback asked to stop
 */
gboolean
llm_sse_parser_push (LlmSseParser *self, const char *bytes, gsize length, GError **error)
{
  const char *position = bytes;
  const char *end;
  const char *lf = NULL, *cr = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (self->too_large)
    return fail_too_large (self, error);

  end = bytes + length;
  while (position < end && !self->stopped)
    {
      const char *eol;

      if (self->after_cr)
        {
          self->after_cr = FALSE;
          if (*position == '\n')
            {
              position++;
              continue;
            }
        }

      /* Each byte is searched once for either end, whatever the other does. */
      if (lf == NULL || lf < position)
        lf = find (position, end, '\n');
      if (cr == NULL || cr < position)
        cr = find (position, end, '\r');
      eol = MIN (lf, cr);

      if (eol == end)
        return keep_partial_line (self, position, end - position, error);
      self->after_cr = *eol == '\r';
      if (!end_line (self, position, eol - position, error))
        return FALSE;
      position = eol + 1;
    }
  return TRUE;
}

/**
 * llm_sse_parser_finish:
 * @self: a parser
 * @error: as for llm_sse_parser_push()
 *
 * Tells that the stream ended.  An event that lacks its blank line is delivered,
 * as OpenAI's client does; whether the answer is whole is for the protocol's own
 * terminator to say.
 *
 * Returns: %TRUE, also after the callback asked to stop
 */
gboolean
llm_sse_parser_finish (LlmSseParser *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->too_large)
    return fail_too_large (self, error);
  if (self->stopped)
    return TRUE;

  if (!self->skipping && self->line->len > 0 && !end_line (self, "", 0, error))
    return FALSE;
  if (!self->stopped)
    dispatch (self);
  self->stopped = TRUE;
  return TRUE;
}
