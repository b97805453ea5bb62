/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-ndjson-parser.h"

#include <string.h>

#include "llm-error.h"

#define BOM "\357\273\277"

/* What a line may have beside its object: a BOM, a CR. */
#define LINE_SLACK 4

struct _LlmNdjsonParser
{
  LlmSseEventFunc func;
  gpointer user_data;

  GString *line;    /* what has come of a line so far */
  gboolean started; /* the first line is behind us, and so is a BOM */
  gboolean stopped; /* nothing more is wanted */
  gboolean too_large;
};

/**
 * llm_ndjson_parser_new:
 * @func: called for each line, from within push() and finish(), with the event ""
 * @user_data: for @func
 *
 * Returns: (transfer full): a parser at the begin of a stream
 */
LlmNdjsonParser *
llm_ndjson_parser_new (LlmSseEventFunc func, gpointer user_data)
{
  LlmNdjsonParser *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (LlmNdjsonParser, 1);
  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  return self;
}

/**
 * llm_ndjson_parser_free:
 * @self: (nullable) (transfer full): a parser; not from within its callback
 */
void
llm_ndjson_parser_free (LlmNdjsonParser *self)
{
  if (self == NULL)
    return;
  g_string_free (self->line, TRUE);
  g_free (self);
}

static gboolean
fail_too_large (LlmNdjsonParser *self, GError **error)
{
  self->too_large = TRUE;
  self->stopped = TRUE;
  g_string_truncate (self->line, 0);
  g_propagate_error (error, llm_error_new (LLM_ERROR_PROTOCOL, NULL,
                                           "A line of the stream is larger than 8 MiB."));
  return FALSE;
}

static gboolean
append (LlmNdjsonParser *self, const char *bytes, gsize length, GError **error)
{
  if (self->line->len + length > LLM_NDJSON_MAX_LINE + LINE_SLACK)
    return fail_too_large (self, error);
  g_string_append_len (self->line, bytes, length);
  return TRUE;
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isspace (text[i]))
        return FALSE;
    }
  return TRUE;
}

/* Hands on the line, which is whole, and starts the next one. */
static void
end_line (LlmNdjsonParser *self)
{
  const char *text = self->line->str;
  gsize length;

  if (self->line->len > 0 && text[self->line->len - 1] == '\r')
    g_string_truncate (self->line, self->line->len - 1);
  length = self->line->len;
  if (!self->started && g_str_has_prefix (text, BOM))
    {
      text += strlen (BOM);
      length -= strlen (BOM);
    }
  self->started = TRUE;

  if (!is_blank (text, length))
    {
      g_autofree char *valid = NULL;

      if (!g_utf8_validate_len (text, length, NULL))
        {
          valid = g_utf8_make_valid (text, length);
          text = valid;
          length = strlen (valid);
        }
      self->stopped = !self->func ("", text, length, self->user_data);
    }
  g_string_truncate (self->line, 0);
}

/**
 * llm_ndjson_parser_push:
 * @self: a parser
 * @bytes: (array length=length): what was read, cut anywhere
 * @length: how much, may be 0
 * @error: set to %LLM_ERROR_PROTOCOL when a line is larger than
 *   %LLM_NDJSON_MAX_LINE
 *
 * Lines end with LF or CRLF; blank ones and a BOM at the begin are skipped, bytes
 * that are not valid UTF-8 replaced by U+FFFD.  The time taken is proportional to
 * @length.
 *
 * Returns: %TRUE, also after the callback asked to stop
 */
gboolean
llm_ndjson_parser_push (LlmNdjsonParser *self, const char *bytes, gsize length, GError **error)
{
  const char *position = bytes;
  const char *end;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (self->too_large)
    return fail_too_large (self, error);

  end = bytes + length;
  while (position < end && !self->stopped)
    {
      const char *lf = memchr (position, '\n', end - position);

      if (!append (self, position, (lf != NULL ? lf : end) - position, error))
        return FALSE;
      if (lf == NULL)
        return TRUE;
      end_line (self);
      position = lf + 1;
    }
  return TRUE;
}

/**
 * llm_ndjson_parser_finish:
 * @self: a parser
 * @error: as for llm_ndjson_parser_push()
 *
 * Tells that the stream ended.  A line without its end is delivered; whether the
 * answer is whole is for the protocol's own terminator to say.
 *
 * Returns: %TRUE, also after the callback asked to stop
 */
gboolean
llm_ndjson_parser_finish (LlmNdjsonParser *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->too_large)
    return fail_too_large (self, error);
  if (!self->stopped)
    end_line (self);
  self->stopped = TRUE;
  return TRUE;
}
