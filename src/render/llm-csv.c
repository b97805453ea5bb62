/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-csv.h"

#include <string.h>

/* What spreadsheets take for a formula begins with one of these. */
static gboolean
looks_like_formula (const char *value)
{
  return *value != '\0' && strchr ("=+-@\t\r", *value) != NULL;
}

/**
 * llm_csv_append_text:
 * @out: a table, as RFC 4180 has them
 * @value: (nullable): the text of a cell; NULL for none
 * @end: what is behind the cell: "," or the end of the row
 *
 * Adds a cell, in quotes where they are needed.  What a spreadsheet would take for a formula
 * becomes a text.
 */
void
llm_csv_append_text (GString *out, const char *value, const char *end)
{
  gboolean formula;

  g_return_if_fail (out != NULL);
  g_return_if_fail (end != NULL);

  if (value == NULL)
    value = "";
  formula = looks_like_formula (value);
  if (formula || strpbrk (value, ",\"\r\n") != NULL)
    {
      g_string_append (out, formula ? "\"'" : "\"");
      for (; *value != '\0'; value++)
        {
          if (*value == '"')
            g_string_append_c (out, '"');
          g_string_append_c (out, *value);
        }
      g_string_append_c (out, '"');
    }
  else
    g_string_append (out, value);
  g_string_append (out, end);
}
