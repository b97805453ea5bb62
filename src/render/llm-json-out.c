/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-json-out.h"

#include <math.h>

/* json-glib would need all of a file as objects, and its version 1.6 writes U+001F raw. */

static void
append_string (GString *out, const char *value)
{
  const char *start = value;

  g_string_append_c (out, '"');
  for (; *value != '\0'; value++)
    {
      const guchar c = (guchar) *value;

      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (out, start, value - start);
      start = value + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_len (out, start, value - start);
  g_string_append_c (out, '"');
}

static void
new_line (LlmJsonOut *self)
{
  g_string_append_c (self->out, '\n');
  for (guint i = 0; i < self->depth; i++)
    g_string_append (self->out, "  ");
}

static void
begin_value (LlmJsonOut *self, const char *name)
{
  if (self->has_members)
    g_string_append_c (self->out, ',');
  self->has_members = TRUE;
  if (self->depth > 0)
    new_line (self);
  if (name != NULL)
    {
      append_string (self->out, name);
      g_string_append (self->out, ": ");
    }
}

/**
 * llm_json_out_init:
 * @self: a writer
 * @out: where to append; it may be emptied in between
 */
void
llm_json_out_init (LlmJsonOut *self, GString *out)
{
  self->out = out;
  self->depth = 0;
  self->has_members = FALSE;
}

/**
 * llm_json_out_begin:
 * @self: a writer
 * @name: (nullable): name of the member; %NULL in an array
 * @bracket: `{` or `[`
 */
void
llm_json_out_begin (LlmJsonOut *self, const char *name, char bracket)
{
  begin_value (self, name);
  g_string_append_c (self->out, bracket);
  self->depth++;
  self->has_members = FALSE;
}

/**
 * llm_json_out_end:
 * @self: a writer
 * @bracket: `}` or `]`
 */
void
llm_json_out_end (LlmJsonOut *self, char bracket)
{
  self->depth--;
  if (self->has_members)
    new_line (self);
  g_string_append_c (self->out, bracket);
  self->has_members = TRUE;
}

/**
 * llm_json_out_add_string:
 * @self: a writer
 * @name: (nullable): name of the member
 * @value: (nullable): valid UTF-8; nothing is written for %NULL
 */
void
llm_json_out_add_string (LlmJsonOut *self, const char *name, const char *value)
{
  if (value == NULL)
    return;
  begin_value (self, name);
  append_string (self->out, value);
}

/**
 * llm_json_out_add_int:
 * @self: a writer
 * @name: (nullable): name of the member
 * @value: any number
 */
void
llm_json_out_add_int (LlmJsonOut *self, const char *name, gint64 value)
{
  begin_value (self, name);
  g_string_append_printf (self->out, "%" G_GINT64_FORMAT, value);
}

/**
 * llm_json_out_add_count:
 * @self: a writer
 * @name: name of the member
 * @value: a number; nothing is written for negative ones
 */
void
llm_json_out_add_count (LlmJsonOut *self, const char *name, gint64 value)
{
  if (value >= 0)
    llm_json_out_add_int (self, name, value);
}

/**
 * llm_json_out_add_number:
 * @self: a writer
 * @name: name of the member
 * @value: a number, written so that reading it gives the same one; nothing is written for
 *   NAN and infinities
 */
void
llm_json_out_add_number (LlmJsonOut *self, const char *name, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[64];

  if (!isfinite (value))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  begin_value (self, name);
  g_string_append (self->out, buffer);
}

/**
 * llm_json_out_add_true:
 * @self: a writer
 * @name: name of the member
 * @value: whether it is written at all
 */
void
llm_json_out_add_true (LlmJsonOut *self, const char *name, gboolean value)
{
  if (!value)
    return;
  begin_value (self, name);
  g_string_append (self->out, "true");
}

/**
 * llm_json_out_add_strings:
 * @self: a writer
 * @name: name of the member
 * @values: (nullable) (array zero-terminated=1): strings; nothing is written for none
 */
void
llm_json_out_add_strings (LlmJsonOut *self, const char *name, const char *const *values)
{
  if (values == NULL || values[0] == NULL)
    return;
  llm_json_out_begin (self, name, '[');
  for (guint i = 0; values[i] != NULL; i++)
    llm_json_out_add_string (self, NULL, values[i]);
  llm_json_out_end (self, ']');
}
