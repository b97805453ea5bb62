/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-private.h"

#include <string.h>

/* What md4c 0.4.8 does not do in linear time.  It reads the target and the title of a
 * definition again at each use; so many bytes may come of that in all, if every bracket
 * of the text were a use. */
#define MAX_WORK (128 * 1024 * 1024)

/* For each address it goes through what else is special in the paragraph, for each bracket
 * through the lines.  So many steps are half a second. */
#define MAX_STEPS 500000000

/* A shorter text cannot have so many of both. */
#define MIN_STEPS_LENGTH (40 * 1024)

/* A row that is too short gets all its cells.  So many may come of a table beyond those that
 * are in the text. */
#define MAX_EMPTY_CELLS 200000

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind blanks and the quote markers of a new line. */
static gsize
skip_blanks (const char *text, gsize at, gsize end)
{
  gboolean is_new_line = FALSE;

  while (at < end && (is_blank (text[at]) || (is_new_line && text[at] == '>')))
    {
      is_new_line = is_new_line || text[at] == '\n';
      at++;
    }
  return at;
}

static gsize
skip_target (const char *text, gsize at, gsize end)
{
  if (at < end && text[at] == '<')
    {
      while (at < end && text[at] != '>' && text[at] != '\n')
        at++;
      return at;
    }
  while (at < end && !is_blank (text[at]))
    at++;
  return at;
}

/* Behind a title, if there is one. */
static gsize
skip_title (const char *text, gsize at, gsize end)
{
  char closing;

  if (at == end || (text[at] != '"' && text[at] != '\'' && text[at] != '('))
    return at;
  closing = text[at] == '(' ? ')' : text[at];
  for (at++; at < end && text[at] != closing; at++)
    {
      if (text[at] == '\\' && at + 1 < end)
        at++;
      else if (text[at] == '\n' && at + 1 < end && text[at + 1] == '\n')
        break;
    }
  return at;
}

static gsize
count_brackets (const char *text, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += text[i] == '[' || text[i] == ']';
  return n;
}

static void
limit_definitions (char *copy, gsize length)
{
  gsize at = 0, limit;

  if (length < MAX_WORK / length)
    return;
  limit = MAX_WORK / MAX (count_brackets (copy, length), 1);
  if (limit >= length)
    return;
  for (;;)
    {
      const char *bracket = memchr (copy + at, ']', length - at);
      gsize colon, end, p;

      if (bracket == NULL)
        return;
      at = colon = (gsize) (bracket - copy) + 1;
      if (colon == length || copy[colon] != ':')
        continue;
      end = MIN (length, colon + limit);
      p = skip_target (copy, skip_blanks (copy, colon + 1, end), end);
      p = skip_title (copy, skip_blanks (copy, p, end), end);
      if (p == end && end < length)
        copy[colon] = LLM_PROTECTED_BYTE;
    }
}

typedef struct
{
  gsize n_lines;
  gsize n_special;
  gsize n_brackets;
  gsize n_addresses;
} Counts;

static gboolean
is_address (const char *copy, gsize at, gsize end)
{
  return copy[at] == ':' && at + 2 < end && copy[at + 1] == '/' && copy[at + 2] == '/';
}

static void
count (Counts *counts, const char *copy, gsize start, gsize end)
{
  for (gsize i = start; i < end; i++)
    {
      counts->n_lines += copy[i] == '\n';
      counts->n_special += g_ascii_ispunct (copy[i]);
      counts->n_brackets += copy[i] == '[';
      counts->n_addresses += is_address (copy, i, end);
    }
}

/* The columns of a table whose head this line would end; 0 for others. */
static gsize
count_columns (const char *copy, gsize start, gsize end)
{
  gsize columns = 1;

  for (gsize i = start; i < end; i++)
    {
      if (copy[i] == '|')
        columns++;
      else if (copy[i] != '-' && copy[i] != ':' && copy[i] != '>' && !is_blank (copy[i]))
        return 0;
    }
  return columns;
}

static void
limit_tables (char *copy, gsize start, gsize end, gsize n_lines)
{
  const gsize max_cells = MAX_EMPTY_CELLS + 2 * (end - start);
  gsize line = start;

  while (line < end)
    {
      const char *newline = memchr (copy + line, '\n', end - line);
      const gsize line_end = newline != NULL ? (gsize) (newline - copy) : end;
      char *hyphen;

      if (count_columns (copy, line, line_end) > max_cells / n_lines
          && (hyphen = memchr (copy + line, '-', line_end - line)) != NULL)
        *hyphen = LLM_PROTECTED_BYTE;
      line = line_end + 1;
    }
}

/* Those that are too many are only text. */
static void
limit_paragraph (char *copy, gsize start, gsize end)
{
  Counts counts = { 1, 1, 0, 0 };
  gsize brackets, addresses;

  count (&counts, copy, start, end);
  limit_tables (copy, start, end, counts.n_lines);
  brackets = MAX_STEPS / counts.n_lines;
  addresses = MAX_STEPS / counts.n_special;
  if (counts.n_brackets <= brackets && counts.n_addresses <= addresses)
    return;
  for (gsize i = start; i < end; i++)
    {
      const gboolean is_bracket = copy[i] == '[';

      if (!is_bracket && !is_address (copy, i, end))
        continue;
      if (is_bracket ? brackets > 0 : addresses > 0)
        {
          brackets -= is_bracket;
          addresses -= !is_bracket;
        }
      else
        copy[i] = LLM_PROTECTED_BYTE;
    }
}

static gboolean
is_blank_line (const char *copy, gsize start, gsize end)
{
  while (start < end && (is_blank (copy[start]) || copy[start] == '>'))
    start++;
  return start == end;
}

static void
limit_paragraphs (char *copy, gsize length)
{
  gsize paragraph = 0, line = 0;

  while (line < length)
    {
      const char *newline = memchr (copy + line, '\n', length - line);
      const gsize end = newline != NULL ? (gsize) (newline - copy) : length;

      if (is_blank_line (copy, line, end))
        {
          limit_paragraph (copy, paragraph, line);
          paragraph = end;
        }
      line = end + 1;
    }
  if (paragraph < length)
    limit_paragraph (copy, paragraph, length);
}

/* Whether there may be so many cells, if all lines were rows of the widest table. */
static gboolean
has_wide_table (const char *copy, gsize length, const GArray *tables)
{
  for (guint i = 0; i < tables->len; i++)
    {
      const gsize line = g_array_index (tables, gsize, i);
      const char *newline = memchr (copy + line, '\n', length - line);
      const gsize end = newline != NULL ? (gsize) (newline - copy) : length;

      if (count_columns (copy, line, end) * length > MAX_EMPTY_CELLS)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_markdown_limit:
 * @copy: (inout): Markdown
 * @length: its bytes
 * @tables: (element-type gsize): where lines begin that may be those below the head of a
 *   table
 *
 * Makes plain text of the definitions, brackets, addresses and tables with which md4c
 * would take too long.  There are none in a text that was not made for that.
 */
void
llm_markdown_limit (char *copy, gsize length, const GArray *tables)
{
  if (length == 0)
    return;
  limit_definitions (copy, length);
  if (length >= MIN_STEPS_LENGTH || has_wide_table (copy, length, tables))
    limit_paragraphs (copy, length);
}
