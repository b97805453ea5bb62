/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-private.h"

#include <string.h>

/* md4c 0.4.8 wants three characters in each cell of the line below the head of a table. */
#define MIN_CELL 3

/* A copy with more in it than the text it was made of. */
typedef struct
{
  const char *text;
  gsize length;
  gsize done; /* what of the text is in the copy */
  GString *copy;
  GArray *inserted; /* LlmInserted */
} Widener;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* Behind blanks and the markers of quotes. */
static gsize
skip_prefix (const char *text, gsize at, gsize end)
{
  while (at < end && (is_blank (text[at]) || text[at] == '>'))
    at++;
  return at;
}

/* Behind a cell of delimiters, or @at if there is none. */
static gsize
skip_delimiters (const char *text, gsize at, gsize end)
{
  const gsize start = at;
  gsize hyphen;

  at += at < end && text[at] == ':';
  hyphen = at;
  while (at < end && text[at] == '-')
    at++;
  if (at == hyphen)
    return start;
  return at + (at < end && text[at] == ':');
}

/* The columns of a table that this line has below its head; 0 for others. */
static gsize
count_delimiters (const char *text, gsize at, gsize end)
{
  gboolean has_pipe = FALSE;
  gsize n = 0;

  at = skip_prefix (text, at, end);
  /* An item. */
  if (at + 1 < end && text[at] == '-' && is_blank (text[at + 1]))
    return 0;
  for (;;)
    {
      gsize start;

      while (at < end && (is_blank (text[at]) || text[at] == '|'))
        {
          has_pipe = has_pipe || text[at] == '|';
          at++;
        }
      if (at == end)
        return has_pipe ? n : 0;
      start = at;
      at = skip_delimiters (text, at, end);
      if (at == start || (at < end && text[at] != '|' && !is_blank (text[at])))
        return 0;
      n++;
    }
}

/* The columns of a line with at least one pipe; 0 for others. */
static gsize
count_cells (const char *text, gsize at, gsize end)
{
  gboolean is_open = FALSE;
  gsize n_pipes = 0, n = 0;

  for (at = skip_prefix (text, at, end); at < end; at++)
    {
      if (text[at] == '|')
        {
          /* Not the one before the first cell. */
          n += is_open || n_pipes > 0;
          n_pipes++;
          is_open = FALSE;
        }
      else if (!is_blank (text[at]))
        is_open = TRUE;
      if (text[at] == '\\' && at + 1 < end)
        at++;
    }
  return n_pipes > 0 ? n + is_open : 0;
}

/* Whether the line above the head of a table is text of a paragraph. */
static gboolean
is_after_text (const char *text, gsize line, gsize head)
{
  const gsize at = skip_prefix (text, line, head - 1);

  /* HTML would end; within a table there are pipes. */
  return at < head - 1 && text[at] != '<' && memchr (text + line, '|', head - line) == NULL;
}

/* The bytes of a line that belong to quotes; FALSE if the rest may be code. */
static gboolean
find_quotes (const char *text, gsize line, gsize end, gsize *length)
{
  gsize at = line, content = line;

  for (; at < end && (text[at] == ' ' || text[at] == '>'); at++)
    {
      if (text[at] == '>')
        content = at + 1;
    }
  *length = content - line;
  return at < end && text[at] != '\t' && at - content < (content == line ? 4 : 5);
}

static void
insert (Widener *widener, gsize at, const char *text, gsize n)
{
  LlmInserted inserted = { 0 };

  if (widener->copy == NULL)
    {
      widener->copy = g_string_sized_new (widener->length + 64);
      widener->inserted = g_array_new (FALSE, FALSE, sizeof (LlmInserted));
    }
  g_string_append_len (widener->copy, widener->text + widener->done, (gssize) (at - widener->done));
  widener->done = at;
  inserted.at = widener->copy->len;
  inserted.before = widener->copy->len - at;
  inserted.n = n;
  g_string_append_len (widener->copy, text, (gssize) n);
  g_array_append_val (widener->inserted, inserted);
}

/* A blank line of the same quotes. */
static void
insert_line (Widener *widener, gsize at, gsize n_quotes)
{
  g_autofree char *line = g_strdup_printf ("%.*s\n", (int) n_quotes, widener->text + at);

  insert (widener, at, line, n_quotes + 1);
}

static void
widen_cells (Widener *widener, gsize at, gsize end)
{
  const char *text = widener->text;

  while (at < end)
    {
      const gsize start = at;

      at = skip_delimiters (text, at, end);
      if (at == start)
        at++;
      else if (at - start < MIN_CELL)
        insert (widener, text[start] == ':' ? start + 1 : start, "--", MIN_CELL - (at - start));
    }
}

static gsize
find_line_start (const char *text, gsize at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

static void
fix_table (Widener *widener, gsize line)
{
  const char *text = widener->text;
  const char *newline = memchr (text + line, '\n', widener->length - line);
  const gsize end = newline != NULL ? (gsize) (newline - text) : widener->length;
  const gsize head = find_line_start (text, line - 1);
  const gsize columns = count_delimiters (text, line, end);
  gsize n_quotes;

  if (columns == 0)
    return;
  if (head > widener->done && count_cells (text, head, line - 1) == columns
      && is_after_text (text, find_line_start (text, head - 1), head)
      && find_quotes (text, head, line, &n_quotes))
    insert_line (widener, head, n_quotes);
  widen_cells (widener, line, end);
}

/**
 * llm_markdown_fix_tables:
 * @copy: (inout): Markdown; another copy takes its place if something is inserted
 * @length: (inout): its bytes
 * @lines: (element-type gsize): where lines begin, behind others of the same paragraph, that
 *   could be those below the head of a table
 *
 * Makes tables of what GitHub takes for tables and md4c 0.4.8 does not: `|-|-|`, and tables
 * that follow text without a blank line.
 *
 * Returns: (transfer full) (nullable) (element-type LlmInserted): what was inserted where
 */
GArray *
llm_markdown_fix_tables (char **copy, gsize *length, const GArray *lines)
{
  Widener widener = { *copy, *length, 0, NULL, NULL };

  for (guint i = 0; i < lines->len; i++)
    fix_table (&widener, g_array_index (lines, gsize, i));
  if (widener.copy == NULL)
    return NULL;
  g_string_append_len (widener.copy, *copy + widener.done, (gssize) (*length - widener.done));
  g_free (*copy);
  *length = widener.copy->len;
  *copy = g_string_free (widener.copy, FALSE);
  return widener.inserted;
}

/**
 * llm_markdown_get_source:
 * @inserted: (nullable): what llm_markdown_fix_tables() has inserted
 * @offset: a place in the copy
 *
 * Returns: the same place before that
 */
gsize
llm_markdown_get_source (const GArray *inserted, gsize offset)
{
  const LlmInserted *last;
  guint low = 0, high = inserted != NULL ? inserted->len : 0;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (g_array_index (inserted, LlmInserted, middle).at > offset)
        high = middle;
      else
        low = middle + 1;
    }
  if (low == 0)
    return offset;
  last = &g_array_index (inserted, LlmInserted, low - 1);
  return offset - last->before - MIN (offset - last->at, last->n);
}
