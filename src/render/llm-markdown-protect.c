/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-private.h"

#include <string.h>

/* Formulas end within so many bytes; a dollar sign that is far from another is money. */
#define MAX_DOLLAR 2000
#define MAX_FORMULA (16 * 1024)

/* A footnote's label. */
#define MAX_LABEL 100

/* What may stand before a formula that is at the start of its line. */
#define MAX_MARKERS 64

/* Longer runs of backticks delimit nothing in md4c. */
#define MAX_TICKS 32

/* An address between brackets, and its title. */
#define MAX_TARGET 2000
#define MAX_PARENTHESES 32

typedef struct
{
  char *text;
  gsize length;
  GArray *found;
  GArray *tables; /* gsize */
  LlmMarkdownFlags flags;

  char fence; /* 0 outside a fence */
  guint fence_length;
  guint fence_quotes;     /* quotes it is in */
  gboolean fence_in_item; /* it is on the line of an item's marker */
  gsize paragraph_end;
  gsize closing_tilde;                  /* the one that belongs to a tilde before it */
  gsize no_ticks_before[MAX_TICKS + 1]; /* no closing run of that length up to here */
  gsize no_closing_before[3];           /* the same of "$$", "\)" and "\]" */
} Scanner;

static gsize
find_line_end (Scanner *scanner, gsize at)
{
  const char *end = memchr (scanner->text + at, '\n', scanner->length - at);

  return end != NULL ? (gsize) (end - scanner->text) : scanner->length;
}

static gsize
skip_blanks (Scanner *scanner, gsize at, gsize end)
{
  while (at < end && (scanner->text[at] == ' ' || scanner->text[at] == '\t'))
    at++;
  return at;
}

static gboolean
is_one_of (const char *set, char c)
{
  return c != '\0' && strchr (set, c) != NULL;
}

static gboolean
is_blank_line (Scanner *scanner, gsize at, gsize end)
{
  at = skip_blanks (scanner, at, end);
  return at == end || (scanner->text[at] == '\r' && at + 1 == end);
}

/* Behind the markers of quotes and list items that the line begins with. */
static gsize
skip_markers (Scanner *scanner, gsize at, gsize end)
{
  for (;;)
    {
      gsize marker;

      at = skip_blanks (scanner, at, end);
      if (at == end)
        return at;
      if (scanner->text[at] == '>')
        {
          at++;
          continue;
        }
      marker = at;
      if (is_one_of ("-+*", scanner->text[at]))
        marker++;
      else
        {
          while (marker < end && marker - at < 9 && g_ascii_isdigit (scanner->text[marker]))
            marker++;
          if (marker == at || marker == end
              || (scanner->text[marker] != '.' && scanner->text[marker] != ')'))
            return at;
          marker++;
        }
      if (marker < end && scanner->text[marker] != ' ' && scanner->text[marker] != '\t')
        return at;
      at = marker;
    }
}

static guint
count_run (Scanner *scanner, gsize at, gsize end)
{
  const char c = scanner->text[at];
  guint n = 0;

  while (at + n < end && scanner->text[at + n] == c)
    n++;
  return n;
}

/* Behind blanks and up to @max markers of quotes. */
static gsize
skip_quotes (Scanner *scanner, gsize at, gsize end, guint max, guint *n)
{
  for (*n = 0; *n < max; (*n)++)
    {
      at = skip_blanks (scanner, at, end);
      if (at == end || scanner->text[at] != '>')
        return at;
      at++;
    }
  return skip_blanks (scanner, at, end);
}

/* Whether the line ends the fence that is open, or what that is in. */
static gboolean
leave_fence (Scanner *scanner, gsize start, gsize end, gboolean *in_fence)
{
  guint n_quotes, run;
  gsize at = skip_quotes (scanner, start, end, scanner->fence_quotes, &n_quotes);

  *in_fence = !(n_quotes < scanner->fence_quotes
                || (scanner->fence_in_item && at == start && !is_blank_line (scanner, at, end)));
  if (!*in_fence)
    return TRUE;
  if (at == end || scanner->text[at] != scanner->fence)
    return FALSE;
  run = count_run (scanner, at, end);
  return run >= scanner->fence_length && is_blank_line (scanner, at + run, end);
}

/* Follows fences in and out of them; TRUE for a line that has no inline text. */
static gboolean
take_fence (Scanner *scanner, gsize start, gsize end)
{
  gboolean in_fence = FALSE;
  gsize at, marker;
  guint run;

  if (scanner->fence != 0)
    {
      if (!leave_fence (scanner, start, end, &in_fence))
        return TRUE;
      scanner->fence = 0;
      if (in_fence)
        return TRUE;
    }
  at = skip_markers (scanner, start, end);
  if (at == end || (scanner->text[at] != '`' && scanner->text[at] != '~'))
    return FALSE;
  run = count_run (scanner, at, end);
  if (run < 3
      || (scanner->text[at] == '`' && memchr (scanner->text + at + run, '`', end - at - run)))
    return FALSE;
  scanner->fence = scanner->text[at];
  scanner->fence_length = run;
  marker = skip_quotes (scanner, start, end, G_MAXUINT, &scanner->fence_quotes);
  scanner->fence_in_item = marker < at;
  return TRUE;
}

/* Where the inline text from @at ends: before a blank line or a fence. */
static gsize
find_paragraph_end (Scanner *scanner, gsize at)
{
  for (;;)
    {
      const gsize end = find_line_end (scanner, at);
      gsize next;
      guint n_quotes;

      if (end == scanner->length)
        return end;
      next = end + 1;
      at = find_line_end (scanner, next);
      if (is_blank_line (scanner, skip_quotes (scanner, next, at, G_MAXUINT, &n_quotes), at))
        return end;
      next = skip_markers (scanner, next, scanner->length);
      if (next < scanner->length && (scanner->text[next] == '`' || scanner->text[next] == '~')
          && count_run (scanner, next, scanner->length) >= 3)
        return end;
      at = end + 1;
    }
}

/* Behind a code span that begins at @at, or behind its backticks alone. */
static gsize
skip_code_span (Scanner *scanner, gsize at)
{
  const guint run = count_run (scanner, at, scanner->paragraph_end);
  gsize p = at + run;

  if (run > MAX_TICKS || scanner->no_ticks_before[run] >= scanner->paragraph_end)
    return at + run;
  while (p < scanner->paragraph_end)
    {
      const char *tick = memchr (scanner->text + p, '`', scanner->paragraph_end - p);
      guint other;

      if (tick == NULL)
        break;
      p = (gsize) (tick - scanner->text);
      other = count_run (scanner, p, scanner->paragraph_end);
      p += other;
      if (other == run)
        return p;
    }
  scanner->no_ticks_before[run] = scanner->paragraph_end;
  return at + run;
}

static void
protect (Scanner *scanner, gsize start, gsize end, guint32 opening, LlmNodeType type)
{
  const LlmProtected piece = { (guint32) start, (guint32) end, opening, type };

  g_array_append_val (scanner->found, piece);
  memset (scanner->text + start, LLM_PROTECTED_BYTE, end - start);
}

/* Whether there is anything in it that only formulas have. */
static gboolean
looks_like_formula (Scanner *scanner, gsize start, gsize end)
{
  for (gsize i = start; i < end; i++)
    {
      if (is_one_of ("\\^_={}+<>|", scanner->text[i]))
        return TRUE;
    }
  return FALSE;
}

/* Markers are short: nobody looks far back. */
static gboolean
is_at_line_start (Scanner *scanner, gsize at)
{
  const gsize limit = at > MAX_MARKERS ? at - MAX_MARKERS : 0;
  gsize start = at;

  while (start > limit && scanner->text[start - 1] != '\n')
    start--;
  return (start == 0 || scanner->text[start - 1] == '\n')
         && skip_markers (scanner, start, at) == at;
}

/* The end of a formula with delimiters of two characters, or 0. */
static gsize
find_closing (Scanner *scanner, gsize at, const char *closing, guint slot)
{
  const gsize limit = MIN (scanner->paragraph_end, at + MAX_FORMULA);
  gsize p = at;

  if (scanner->no_closing_before[slot] > p + 1)
    p = scanner->no_closing_before[slot] - 1;
  while (p + 1 < limit)
    {
      if (scanner->text[p] == closing[0] && scanner->text[p + 1] == closing[1])
        return p + 2;
      p += scanner->text[p] == '\\' ? 2 : 1;
    }
  scanner->no_closing_before[slot] = limit;
  return 0;
}

static gsize
take_long_formula (Scanner *scanner, gsize at, const char *closing, guint slot, LlmNodeType type)
{
  const gsize end = find_closing (scanner, at + 2, closing, slot);
  gsize content = at + 2;

  if (end == 0)
    return 0;
  while (content < end - 2 && g_ascii_isspace (scanner->text[content]))
    content++;
  if (content == end - 2)
    return 0;
  /* Brackets are escaped in prose as well: "\[1\]". */
  if (slot == 2 && !is_at_line_start (scanner, at)
      && !looks_like_formula (scanner, content, end - 2))
    return 0;
  protect (scanner, at, end, 2, type);
  return end;
}

/* A formula between single dollar signs: no blanks inside them, no digit or letter
 * beside them, so that prices are none; https://pandoc.org/MANUAL.html#math. */
static gsize
take_dollar (Scanner *scanner, gsize at)
{
  const gsize limit = MIN (scanner->paragraph_end, at + MAX_DOLLAR);
  gsize p = at + 1;
  guchar before, after;

  if (p >= limit || g_ascii_isspace (scanner->text[p])
      || (at > 0 && (g_ascii_isalnum (scanner->text[at - 1]) || scanner->text[at - 1] == '$')))
    return 0;
  while (p < limit && scanner->text[p] != '$')
    p += scanner->text[p] == '\\' ? 2 : 1;
  if (p >= limit || p == at + 1)
    return 0;
  before = (guchar) scanner->text[p - 1];
  after = p + 1 < scanner->length ? (guchar) scanner->text[p + 1] : '\n';
  if (g_ascii_isspace (before) || g_ascii_isalnum (after) || after == '$')
    return 0;
  protect (scanner, at, p + 1, 1, LLM_NODE_INLINE_FORMULA);
  return p + 1;
}

static gsize
take_footnote (Scanner *scanner, gsize at)
{
  gsize p = at + 2;

  while (
      p < scanner->paragraph_end && p - at < MAX_LABEL
      && (g_ascii_isalnum (scanner->text[p]) || scanner->text[p] == '-' || scanner->text[p] == '_'))
    p++;
  if (p == at + 2 || p >= scanner->paragraph_end || scanner->text[p] != ']')
    return 0;
  /* "[^1](…)" is a link. */
  if (p + 1 < scanner->paragraph_end
      && (scanner->text[p + 1] == '(' || scanner->text[p + 1] == '['))
    return 0;
  protect (scanner, at, p + 1, 2, LLM_NODE_FOOTNOTE);
  return p + 1;
}

/* The end of what begins at @at and ends with @closing; 0 if it does not end soon. */
static gsize
find_quote_end (Scanner *scanner, gsize at, gsize limit, char closing)
{
  gsize p = at + 1;

  while (p < limit && scanner->text[p] != closing)
    {
      if (scanner->text[p] == '<' && closing == '>')
        return 0;
      p += scanner->text[p] == '\\' ? 2 : 1;
    }
  return p < limit ? p + 1 : 0;
}

/* An address without brackets around it: no blanks, its parentheses are pairs. */
static gsize
find_address_end (Scanner *scanner, gsize at, gsize limit)
{
  guint depth = 0;
  gsize p = at;

  while (p < limit && (guchar) scanner->text[p] > ' ')
    {
      if (scanner->text[p] == ')' && depth-- == 0)
        return p;
      if (scanner->text[p] == '(' && ++depth > MAX_PARENTHESES)
        return 0;
      p += scanner->text[p] == '\\' ? 2 : 1;
    }
  return depth == 0 && p < limit ? p : 0;
}

/* Behind "](address "title")" that begins at @at: there are no formulas in there. */
static gsize
take_target (Scanner *scanner, gsize at)
{
  const gsize limit = MIN (scanner->paragraph_end, at + MAX_TARGET);
  gsize p = skip_blanks (scanner, at + 2, limit);

  if (p < limit && scanner->text[p] == '<')
    p = find_quote_end (scanner, p, limit, '>');
  else
    p = find_address_end (scanner, p, limit);
  if (p == 0)
    return 0;
  p = skip_blanks (scanner, p, limit);
  if (p < limit && is_one_of ("\"'", scanner->text[p]))
    {
      p = find_quote_end (scanner, p, limit, scanner->text[p]);
      if (p == 0)
        return 0;
      p = skip_blanks (scanner, p, limit);
    }
  return p < limit && scanner->text[p] == ')' ? p + 1 : 0;
}

/* Behind "<scheme:address>". */
static gsize
take_autolink (Scanner *scanner, gsize at)
{
  const gsize limit = MIN (scanner->paragraph_end, at + MAX_TARGET);
  gsize p = at + 1;

  if (p >= limit || !g_ascii_isalpha (scanner->text[p]))
    return 0;
  while (p < limit && (g_ascii_isalnum (scanner->text[p]) || is_one_of ("+.-", scanner->text[p])))
    p++;
  if (p >= limit || scanner->text[p] != ':')
    return 0;
  while (p < limit && (guchar) scanner->text[p] > ' ' && scanner->text[p] != '<'
         && scanner->text[p] != '>')
    p++;
  return p < limit && scanner->text[p] == '>' ? p + 1 : 0;
}

static gboolean
is_blank (char c)
{
  return c == '\0' || g_ascii_isspace (c);
}

static char
get_char (Scanner *scanner, gsize at)
{
  return at < scanner->paragraph_end ? scanner->text[at] : '\n';
}

/* md4c takes any tilde before a letter for the beginning of struck out text, and any
 * behind one for its end, so that "~2 seconds (~0.5 cached)" would be.  Those that are
 * neither by https://github.github.com/gfm/#left-flanking-delimiter-run are hidden. */
static void
take_tilde (Scanner *scanner, gsize at)
{
  const char before = at > 0 ? scanner->text[at - 1] : '\n', after = get_char (scanner, at + 1);
  gsize p = at + 1;

  /* "https://example.edu/~user" is a link. */
  if (at == scanner->closing_tilde || before == '/')
    return;
  if (!is_blank (after)
      && (!g_ascii_ispunct (after) || is_blank (before) || g_ascii_ispunct (before)))
    {
      while (p < scanner->paragraph_end && scanner->text[p] != '~')
        p += scanner->text[p] == '\\' ? 2 : 1;
      if (p < scanner->paragraph_end && count_run (scanner, p, scanner->paragraph_end) == 1)
        {
          const char last = scanner->text[p - 1], next = get_char (scanner, p + 1);

          if (!is_blank (last)
              && (!g_ascii_ispunct (last) || is_blank (next) || g_ascii_ispunct (next)))
            {
              scanner->closing_tilde = p;
              return;
            }
        }
    }
  scanner->text[at] = LLM_PROTECTED_BYTE;
}

/* What begins at @at, or 0 if it is nothing special. */
static gsize
take (Scanner *scanner, gsize at)
{
  const char *p = scanner->text + at;
  const char next = at + 1 < scanner->paragraph_end ? p[1] : '\0';
  const gboolean formulas = (scanner->flags & LLM_MARKDOWN_FORMULAS) != 0;
  gsize end = 0;
  guint run;

  switch (*p)
    {
    case '`':
      return skip_code_span (scanner, at);
    case '\\':
      if (formulas && next == '(')
        end = take_long_formula (scanner, at, "\\)", 1, LLM_NODE_INLINE_FORMULA);
      else if (formulas && next == '[')
        end = take_long_formula (scanner, at, "\\]", 2, LLM_NODE_DISPLAY_FORMULA);
      return end != 0 ? end : MIN (at + 2, scanner->paragraph_end);
    case '$':
      if (formulas && next == '$')
        {
          end = take_long_formula (scanner, at, "$$", 0, LLM_NODE_DISPLAY_FORMULA);
          return end != 0 ? end : at + 2;
        }
      return formulas ? take_dollar (scanner, at) : 0;
    case '[':
      if ((scanner->flags & LLM_MARKDOWN_FOOTNOTES) != 0 && next == '^')
        return take_footnote (scanner, at);
      return 0;
    case '~':
      run = count_run (scanner, at, scanner->paragraph_end);
      if (run == 1 && (scanner->flags & LLM_MARKDOWN_GITHUB) != 0)
        take_tilde (scanner, at);
      return at + run;
    case ']':
      return next == '(' ? take_target (scanner, at) : 0;
    case '<':
      return take_autolink (scanner, at);
    default:
      return 0;
    }
}

static gboolean
is_special (char c)
{
  switch (c)
    {
    case '`':
    case '\\':
    case '$':
    case '[':
    case ']':
    case '<':
    case '~':
      return TRUE;
    default:
      return FALSE;
    }
}

/* Lines that could be those below the head of a table. */
static void
find_tables (Scanner *scanner, gsize start)
{
  gsize line = find_line_end (scanner, start) + 1;

  while (line < scanner->paragraph_end)
    {
      guint n_quotes;
      const gsize end = find_line_end (scanner, line);
      const gsize at = skip_quotes (scanner, line, end, G_MAXUINT, &n_quotes);

      if (at < end && is_one_of ("|:-", scanner->text[at]))
        g_array_append_val (scanner->tables, line);
      line = end + 1;
    }
}

static void
scan_paragraph (Scanner *scanner, gsize start)
{
  gsize at = start;

  scanner->paragraph_end = find_paragraph_end (scanner, start);
  while (at < scanner->paragraph_end)
    {
      gsize end;

      end = is_special (scanner->text[at]) ? take (scanner, at) : 0;
      at = end != 0 ? end : at + 1;
    }
  /* Not before: the lines of a formula are none any more. */
  find_tables (scanner, start);
}

/**
 * llm_markdown_protect:
 * @copy: (inout): Markdown that ends with a NUL, not a part of it before
 * @length: its bytes without that
 * @flags: what to look for
 * @tables: (inout) (element-type gsize): where lines begin that may be those below the head
 *   of a table
 *
 * Finds what is not Markdown's business and overwrites it in @copy with bytes that mean
 * nothing to it, so that all offsets stay as they are.  Never reaches across a blank line
 * or into a fence.  Takes linear time.
 *
 * Returns: (transfer full) (element-type LlmProtected): what was found, in order
 */
GArray *
llm_markdown_protect (char *copy, gsize length, LlmMarkdownFlags flags, GArray *tables)
{
  Scanner scanner = {
    .text = copy, .length = length, .tables = tables, .flags = flags, .closing_tilde = G_MAXSIZE
  };
  gsize line = 0;

  scanner.found = g_array_new (FALSE, FALSE, sizeof (LlmProtected));
  if (flags == LLM_MARKDOWN_COMMONMARK)
    return scanner.found;

  while (line < length)
    {
      const gsize end = find_line_end (&scanner, line);

      if (take_fence (&scanner, line, end) || is_blank_line (&scanner, line, end))
        line = end + 1;
      else
        {
          scan_paragraph (&scanner, line);
          line = scanner.paragraph_end + 1;
        }
    }
  return scanner.found;
}
