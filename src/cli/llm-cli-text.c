/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cli-text.h"

#include <string.h>

#define TAB_WIDTH 4
#define TABLE_GAP 2

/* C0 and C1 controls and DEL: what starts or is a command to a terminal. */
static gboolean
is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

static guint
char_width (gunichar c)
{
  if (is_control (c) || g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

/**
 * llm_cli_text_width:
 * @text: valid UTF-8 on one line
 *
 * Returns: how many cells of a terminal @text takes
 */
guint
llm_cli_text_width (const char *text)
{
  guint width = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += char_width (g_utf8_get_char (p));
  return width;
}

/**
 * llm_cli_text_strip:
 * @text: valid UTF-8 of any origin
 *
 * Removes every control character but line feed and tab, so that nothing in
 * @text can move the cursor, retitle the window or answer for the user.
 *
 * Returns: (transfer full): the harmless text
 */
char *
llm_cli_text_strip (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_control (c) || c == '\n' || c == '\t')
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (out, FALSE);
}

/**
 * llm_cli_text_one_line:
 * @text: valid UTF-8 of any origin
 *
 * Returns: (transfer full): @text without control characters; blanks, tabs and
 *   line breaks that follow each other are one blank
 */
char *
llm_cli_text_one_line (const char *text)
{
  GString *out;
  gboolean blank = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c))
        {
          blank = out->len > 0;
          continue;
        }
      if (is_control (c))
        continue;
      if (blank)
        g_string_append_c (out, ' ');
      blank = FALSE;
      g_string_append_len (out, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (out, FALSE);
}

/**
 * llm_cli_text_fit:
 * @text: valid UTF-8 on one line
 * @width: in cells, at least one
 *
 * Returns: (transfer full): @text, or its beginning with an ellipsis when it is
 *   wider than @width
 */
char *
llm_cli_text_fit (const char *text, guint width)
{
  guint used = 0;
  const char *p;

  g_return_val_if_fail (text != NULL && width > 0, NULL);

  if (llm_cli_text_width (text) <= width)
    return g_strdup (text);

  for (p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      guint cells = char_width (g_utf8_get_char (p));

      if (used + cells > width - 1)
        break;
      used += cells;
    }
  return g_strdup_printf ("%.*s…", (int) (p - text), text);
}

/**
 * llm_cli_text_append_padded:
 * @out: where to append
 * @text: valid UTF-8 on one line
 * @width: in cells
 *
 * Appends @text and as many blanks as it lacks to @width cells.
 */
void
llm_cli_text_append_padded (GString *out, const char *text, guint width)
{
  guint used;

  g_return_if_fail (out != NULL && text != NULL);

  g_string_append (out, text);
  for (used = llm_cli_text_width (text); used < width; used++)
    g_string_append_c (out, ' ');
}

/* The line being filled by llm_cli_text_wrap(). */
typedef struct
{
  GPtrArray *lines;
  GString *line;
  guint width;
  guint used;
  gsize break_at;
} Wrap;

static void
wrap_push (Wrap *wrap, gsize len)
{
  while (len > 0 && wrap->line->str[len - 1] == ' ')
    len--;
  g_ptr_array_add (wrap->lines, g_strndup (wrap->line->str, len));
}

static void
wrap_next_line (Wrap *wrap)
{
  wrap_push (wrap, wrap->line->len);
  g_string_truncate (wrap->line, 0);
  wrap->used = 0;
  wrap->break_at = 0;
}

static void
wrap_break (Wrap *wrap)
{
  if (wrap->break_at == 0)
    {
      wrap_next_line (wrap);
      return;
    }
  wrap_push (wrap, wrap->break_at);
  g_string_erase (wrap->line, 0, wrap->break_at);
  wrap->used = llm_cli_text_width (wrap->line->str);
  wrap->break_at = 0;
}

static void
wrap_append (Wrap *wrap, gunichar c)
{
  guint cells = char_width (c);

  if (cells > 0 && wrap->used > 0 && wrap->used + cells > wrap->width)
    {
      if (c == ' ')
        {
          wrap_next_line (wrap);
          return;
        }
      wrap_break (wrap);
    }
  g_string_append_unichar (wrap->line, c);
  wrap->used += cells;
  /* Indentation is no place to break. */
  if (c == ' ' && strspn (wrap->line->str, " ") < wrap->line->len)
    wrap->break_at = wrap->line->len;
}

/**
 * llm_cli_text_wrap:
 * @text: valid UTF-8 of any origin
 * @width: in cells, at least one
 * @lines: (element-type utf8): takes the lines; must free its elements
 *
 * Breaks @text at blanks, or anywhere when a word is wider than a line.  Control
 * characters are dropped, tabs become blanks.
 */
void
llm_cli_text_wrap (const char *text, guint width, GPtrArray *lines)
{
  Wrap wrap = { .lines = lines, .width = width };

  g_return_if_fail (text != NULL && width > 0 && lines != NULL);

  wrap.line = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n')
        {
          wrap_next_line (&wrap);
        }
      else if (c == '\t')
        {
          do
            wrap_append (&wrap, ' ');
          while (wrap.used % TAB_WIDTH != 0);
        }
      else if (!is_control (c))
        {
          wrap_append (&wrap, c);
        }
    }
  if (wrap.line->len > 0)
    wrap_push (&wrap, wrap.line->len);
  g_string_free (wrap.line, TRUE);
}

/**
 * llm_cli_text_append_table:
 * @out: where to append
 * @rows: (element-type GStrv): arrays of @n_columns cells; the first row is the
 *   heading.  A cell that begins with a tab is aligned to the right
 * @n_columns: how many cells each row has
 *
 * Appends the rows with their columns aligned.
 */
void
llm_cli_text_append_table (GString *out, GPtrArray *rows, guint n_columns)
{
  g_autofree guint *widths = g_new0 (guint, n_columns);

  g_return_if_fail (out != NULL && rows != NULL && n_columns > 0);

  for (guint r = 0; r < rows->len; r++)
    for (guint c = 0; c < n_columns; c++)
      widths[c] = MAX (widths[c], llm_cli_text_width (((char **) rows->pdata[r])[c]));

  for (guint r = 0; r < rows->len; r++)
    {
      char **cells = rows->pdata[r];

      for (guint c = 0; c < n_columns; c++)
        {
          gboolean last = c + 1 == n_columns;

          if (cells[c][0] == '\t')
            {
              guint pad = widths[c] - llm_cli_text_width (cells[c] + 1);

              g_string_append_printf (out, "%*s%s%*s", (int) pad, "", cells[c] + 1,
                                      last ? 0 : TABLE_GAP, "");
            }
          else
            {
              llm_cli_text_append_padded (out, cells[c], last ? 0 : widths[c] + TABLE_GAP);
            }
        }
      g_string_append_c (out, '\n');
    }
}
