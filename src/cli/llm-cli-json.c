/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-json.h"

#include <math.h>
#include <string.h>

static void
append_escaped (GString *out, gunichar c, const char *bytes, gsize len)
{
  switch (c)
    {
    case '"':
      g_string_append (out, "\\\"");
      break;
    case '\\':
      g_string_append (out, "\\\\");
      break;
    case '\n':
      g_string_append (out, "\\n");
      break;
    case '\r':
      g_string_append (out, "\\r");
      break;
    case '\t':
      g_string_append (out, "\\t");
      break;
    default:
      /* DEL and the C1 controls are legal in JSON, but someone may look at it in
       * a terminal that obeys them. */
      if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_len (out, bytes, len);
      break;
    }
}

/**
 * llm_cli_json_append_string:
 * @out: where to append
 * @value: (nullable): valid UTF-8
 *
 * Appends @value as a JSON string, or null.
 */
void
llm_cli_json_append_string (GString *out, const char *value)
{
  g_return_if_fail (out != NULL);

  if (value == NULL)
    {
      g_string_append (out, "null");
      return;
    }

  g_string_append_c (out, '"');
  while (*value != '\0')
    {
      const char *next = g_utf8_next_char (value);

      append_escaped (out, g_utf8_get_char (value), value, next - value);
      value = next;
    }
  g_string_append_c (out, '"');
}

/**
 * llm_cli_json_append_number:
 * @out: where to append
 * @value: a number; NAN and infinities become null
 *
 * Appends @value with up to twelve significant digits.
 */
void
llm_cli_json_append_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (out != NULL);

  if (!isfinite (value))
    g_string_append (out, "null");
  else
    g_string_append (out, g_ascii_formatd (buffer, sizeof buffer, "%.12g", value));
}

/**
 * llm_cli_json_append_milliseconds:
 * @out: where to append
 * @value: milliseconds; negative or NAN if not known
 *
 * Appends @value with up to three decimals, or null.
 */
void
llm_cli_json_append_milliseconds (GString *out, double value)
{
  char buffer[64];
  gsize len;

  g_return_if_fail (out != NULL);

  if (!isfinite (value) || value < 0 || value > 1e15)
    {
      g_string_append (out, "null");
      return;
    }
  g_ascii_formatd (buffer, sizeof buffer, "%.3f", value);
  len = strlen (buffer);
  while (buffer[len - 1] == '0')
    len--;
  if (buffer[len - 1] == '.')
    len--;
  g_string_append_len (out, buffer, len);
}

/**
 * llm_cli_json_append_time:
 * @out: where to append
 * @time_us: Unix time in microseconds
 *
 * Appends the time as a string in ISO 8601, in UTC with milliseconds; null for a
 * time that no calendar has.
 */
void
llm_cli_json_append_time (GString *out, gint64 time_us)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *text = NULL;

  g_return_if_fail (out != NULL);

  if (seconds == NULL || time_us < 0)
    {
      g_string_append (out, "null");
      return;
    }
  text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");
  g_string_append_printf (out, "\"%s.%03dZ\"", text,
                          (int) (time_us % G_USEC_PER_SEC / 1000));
}

/**
 * llm_cli_json_key:
 * @out: an object that was begun with an opening brace
 * @key: the name of the next member
 *
 * Appends the comma, if one is due, and the key with its colon.
 */
void
llm_cli_json_key (GString *out, const char *key)
{
  g_return_if_fail (out != NULL && out->len > 0 && key != NULL);

  if (out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');
  llm_cli_json_append_string (out, key);
  g_string_append_c (out, ':');
}

/**
 * llm_cli_json_add_string:
 * @out: an object that was begun
 * @key: the member's name
 * @value: (nullable): its value
 */
void
llm_cli_json_add_string (GString *out, const char *key, const char *value)
{
  llm_cli_json_key (out, key);
  llm_cli_json_append_string (out, value);
}

/**
 * llm_cli_json_add_integer:
 * @out: an object that was begun
 * @key: the member's name
 * @value: its value
 */
void
llm_cli_json_add_integer (GString *out, const char *key, gint64 value)
{
  llm_cli_json_key (out, key);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

/**
 * llm_cli_json_add_count:
 * @out: an object that was begun
 * @key: the member's name
 * @value: a count; negative if not known, which becomes null
 */
void
llm_cli_json_add_count (GString *out, const char *key, gint64 value)
{
  if (value < 0)
    llm_cli_json_add_string (out, key, NULL);
  else
    llm_cli_json_add_integer (out, key, value);
}

/**
 * llm_cli_json_add_number:
 * @out: an object that was begun
 * @key: the member's name
 * @value: its value; NAN becomes null
 */
void
llm_cli_json_add_number (GString *out, const char *key, double value)
{
  llm_cli_json_key (out, key);
  llm_cli_json_append_number (out, value);
}

/**
 * llm_cli_json_add_milliseconds:
 * @out: an object that was begun
 * @key: the member's name
 * @value: milliseconds; negative or NAN if not known
 */
void
llm_cli_json_add_milliseconds (GString *out, const char *key, double value)
{
  llm_cli_json_key (out, key);
  llm_cli_json_append_milliseconds (out, value);
}

/**
 * llm_cli_json_add_boolean:
 * @out: an object that was begun
 * @key: the member's name
 * @value: its value
 */
void
llm_cli_json_add_boolean (GString *out, const char *key, gboolean value)
{
  llm_cli_json_key (out, key);
  g_string_append (out, value ? "true" : "false");
}

/**
 * llm_cli_json_add_time:
 * @out: an object that was begun
 * @key: the member's name
 * @time_us: Unix time in microseconds
 */
void
llm_cli_json_add_time (GString *out, const char *key, gint64 time_us)
{
  llm_cli_json_key (out, key);
  llm_cli_json_append_time (out, time_us);
}

/**
 * llm_cli_json_add_strings:
 * @out: an object that was begun
 * @key: the member's name
 * @values: (nullable) (array zero-terminated=1): the elements of its array
 */
void
llm_cli_json_add_strings (GString *out, const char *key, const char *const *values)
{
  llm_cli_json_key (out, key);
  g_string_append_c (out, '[');
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      llm_cli_json_append_string (out, values[i]);
    }
  g_string_append_c (out, ']');
}
