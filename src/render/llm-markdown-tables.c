/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-private.h"

#include <string.h>

/* md4c 0.4.8 wants three characters in each cell of the line below the head of a table. */
#define MIN_CELL 3

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static gsize
skip_blanks (const char *text, gsize at, gsize end)
{
  while (at < end && is_blank (text[at]))
    at++;
  return at;
}

/* The hyphens of cells that are too short; FALSE if the line ends no head of a table. */
static gboolean
find_short_cells (const char *text, gsize at, gsize end, GArray *cells)
{
  gboolean has_pipe = FALSE;

  while (at < end && (is_blank (text[at]) || text[at] == '>'))
    at++;
  /* An item. */
  if (at + 1 < end && text[at] == '-' && is_blank (text[at + 1]))
    return FALSE;
  while (at < end)
    {
      gsize start, hyphen;

      if (text[at] == '|')
        {
          has_pipe = TRUE;
          at = skip_blanks (text, at + 1, end);
          continue;
        }
      start = at;
      at += text[at] == ':';
      hyphen = at;
      while (at < end && text[at] == '-')
        at++;
      if (at == hyphen)
        return FALSE;
      at += at < end && text[at] == ':';
      if (at - start < MIN_CELL)
        {
          const LlmInserted cell = { hyphen, MIN_CELL - (at - start), 0 };

          g_array_append_val (cells, cell);
        }
      at = skip_blanks (text, at, end);
      if (at < end && text[at] != '|')
        return FALSE;
    }
  return has_pipe && cells->len > 0;
}

static void
insert (GString *wide, const char *copy, gsize *done, LlmInserted place, const char *text)
{
  g_string_append_len (wide, copy + *done, (gssize) (place.at - *done));
  *done = place.at;
  place.before = wide->len - place.at;
  place.at = wide->len;
  g_string_append_len (wide, text, (gssize) place.n);
}

/* The columns of a line with at least one pipe; 0 for others. */
static gsize
count_columns (const char *text, gsize at, gsize end)
{
  gboolean is_open = FALSE;
  gsize n_pipes = 0, columns = 0;

  while (at < end && (is_blank (text[at]) || text[at] == '>'))
    at++;
  for (; at < end; at++)
    {
      if (text[at] == '|')
        {
          /* Not the one before the first cell. */
          columns += is_open || n_pipes > 0;
          n_pipes++;
          is_open = FALSE;
        }
      else if (!is_blank (text[at]))
        is_open = TRUE;
      if (text[at] == '\\' && at + 1 < end)
        at++;
    }
  return n_pipes > 0 ? columns + is_open : 0;
}

static gsize
find_line_start (const char *text, gsize at)
{
  while (at > 0 && text[at - 1] != '\n')
    at--;
  return at;
}

/* How many bytes the line begins with that belong to quotes; FALSE if it is indented so
 * far that it may be code. */
static gboolean
find_prefix (const char *text, gsize line, gsize end, gsize *length)
{
  gsize at = line, content = line;

  for (; at < end && (text[at] == ' ' || text[at] == '>'); at++)
    {
      if (text[at] == '>')
        content = at + 1;
    }
  *length = content - line;
  return at - content <= 4 && at < end && text[at] != '\t';
}

/* Whether the line above a head of a table is text, which GitHub ends there. */
static gboolean
is_after_text (const char *text, gsize head, gsize delimiters, gsize end)
{
  const gsize columns = count_columns (text, head, delimiters - 1);
  gsize line, at;

  if (head == 0 || columns == 0 || columns != count_columns (text, delimiters, end))
    return FALSE;
  line = at = find_line_start (text, head - 1);
  while (at < head && (is_blank (text[at]) || text[at] == '>'))
    at++;
  /* Nothing, or HTML; within a table there are pipes. */
  return text[at] != '\n' && text[at] != '<' && memchr (text + line, '|', head - line) == NULL;
}

static void
fix_table (const char *text, gsize line, gsize end, GString *wide, GArray *inserted, gsize *done)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (LlmInserted));
  const gsize head = find_line_start (text, line - 1);
  gsize prefix;

  if (!find_short_cells (text, line, end, cells))
    return;
  if (is_after_text (text, head, line, end) && find_prefix (text, head, line, &prefix)
      && head >= *done)
    {
      g_autofree char *blank = g_strdup_printf ("%.*s\n", (int) prefix, text + head);
      const LlmInserted place = { head, prefix + 1, 0 };

      insert (wide, text, done, place, blank);
      g_array_append_val (inserted, place);
      g_array_index (inserted, LlmInserted, inserted->len - 1).at = wide->len - place.n;
      g_array_index (inserted, LlmInserted, inserted->len - 1).before
          = wide->len - place.n - place.at;
    }
  for (guint i = 0; i < cells->len; i++)
    insert (wide, text, done, g_array_index (cells, LlmInserted, i), "--");
}

/**
 * llm_markdown_get_source:
 * @inserted: (nullable): what llm_markdown_widen() has inserted
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
