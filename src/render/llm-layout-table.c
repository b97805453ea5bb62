/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout-private.h"

#include <string.h>

/* Between columns, and above and below a row, in em. */
#define COLUMN_GAP 1.6
#define NARROW_GAP 0.9
#define ROW_PAD 0.35

/* Columns get at least this much before others get what they would like to have. */
#define MIN_COLUMN 3.0
#define MAX_MINIMUM 10.0

/* After so many words the width is only estimated. */
#define MAX_MEASURED 3000

/* What does not fit is cut off from here on, to keep rows in bounds. */
#define MAX_COLUMNS 200

/* More tables in one block stand on the stops of the last one. */
#define MAX_TABLES 1000

typedef enum
{
  TOKEN_WORD,
  TOKEN_SPACE,
  TOKEN_BREAK,
  TOKEN_OBJECT
} TokenKind;

/* A word, the blank behind it, or a picture: what a row of a cell is made of. */
typedef struct
{
  guint8 kind;
  gboolean breaks_before;
  guint piece;
  const char *text;
  gsize length;
  double width;
} Token;

typedef struct
{
  GArray *pieces; /* LlmPiece */
  GArray *tokens; /* Token */
  GArray *rows;   /* guint: the first token of each */
  double natural;
  double minimum;
} Cell;

typedef struct
{
  LlmLayouter *layouter;
  guint n_columns;
  GPtrArray *cells; /* Cell, row by row */
  GArray *widths;   /* double of each column */
  LlmAlign *aligns;
  guint n_head;
  guint n_measured;
  double gap; /* between columns */
} Table;

static void
cell_free (gpointer data)
{
  Cell *cell = data;

  g_array_unref (cell->pieces);
  g_array_unref (cell->tokens);
  g_array_unref (cell->rows);
  g_free (cell);
}

static double
measure (Table *self, const char *text, gsize length, guint style)
{
  const LlmLayoutOptions *options = self->layouter->options;

  if (options->measure != NULL && self->n_measured++ < MAX_MEASURED)
    return options->measure (text, length, style, options->measure_data);
  /* Chinese and the like have three bytes a character, which is twice as wide. */
  return MIN ((double) g_utf8_strlen (text, (gssize) length), (double) length * 2 / 3)
         * self->layouter->em * 0.55;
}

static gboolean
is_ideograph (gunichar c)
{
  return c >= 0x2e80 && g_unichar_iswide (c);
}

/* The word or blanks that @text begins with. */
static gsize
find_token_end (const char *text, gsize length)
{
  const gboolean space = *text == ' ' || *text == '\t';
  const char *end = text + length;
  const char *p = text;

  if (is_ideograph (g_utf8_get_char (p)))
    return (gsize) (g_utf8_next_char (p) - p);
  while (p < end && (*p == ' ' || *p == '\t') == space && !is_ideograph (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  return (gsize) (p - text);
}

static void
add_token (Table *self, Cell *cell, TokenKind kind, guint piece, const char *text, gsize length)
{
  const LlmPiece *source = &g_array_index (cell->pieces, LlmPiece, piece);
  Token token = { 0 };

  token.kind = (guint8) kind;
  token.piece = piece;
  token.text = text;
  token.length = length;
  if (kind == TOKEN_WORD || kind == TOKEN_SPACE)
    token.width = measure (self, text, length, source->style);
  if (kind == TOKEN_WORD && cell->tokens->len > 0)
    {
      const Token *last = &g_array_index (cell->tokens, Token, cell->tokens->len - 1);

      token.breaks_before = last->kind != TOKEN_WORD || is_ideograph (g_utf8_get_char (text))
                            || is_ideograph (g_utf8_get_char (last->text));
    }
  else
    token.breaks_before = kind != TOKEN_SPACE;
  g_array_append_val (cell->tokens, token);
}

static void
add_tokens (Table *self, Cell *cell)
{
  for (guint i = 0; i < cell->pieces->len; i++)
    {
      const LlmPiece *piece = &g_array_index (cell->pieces, LlmPiece, i);
      gsize done = 0;

      if (piece->kind == LLM_PIECE_BREAK)
        add_token (self, cell, TOKEN_BREAK, i, NULL, 0);
      else if (piece->text == NULL)
        {
          guint n_events;
          const LlmEvent *events = llm_block_get_events (self->layouter->block, &n_events);

          add_token (self, cell, TOKEN_OBJECT, i, NULL, 0);
          g_array_index (cell->tokens, Token, cell->tokens->len - 1).width
              = llm_layouter_get_object_width (self->layouter, &events[piece->object]);
        }
      while (piece->text != NULL && done < piece->length)
        {
          const char *text = piece->text + done;
          const gsize n = find_token_end (text, piece->length - done);

          add_token (self, cell, *text == ' ' || *text == '\t' ? TOKEN_SPACE : TOKEN_WORD, i, text,
                     n);
          done += n;
        }
    }
}

static void
measure_cell (Cell *cell)
{
  double row = 0, word = 0;

  for (guint i = 0; i < cell->tokens->len; i++)
    {
      const Token *token = &g_array_index (cell->tokens, Token, i);

      if (token->kind == TOKEN_BREAK)
        row = word = 0;
      else
        {
          row += token->width;
          word = token->breaks_before || token->kind == TOKEN_SPACE ? token->width
                                                                    : word + token->width;
        }
      cell->natural = MAX (cell->natural, row);
      if (token->kind != TOKEN_SPACE)
        cell->minimum = MAX (cell->minimum, word);
    }
}

/* Header cells are strong whatever is in them. */
static Cell *
new_cell (Table *self, guint first, guint last, gboolean is_head)
{
  Cell *cell = g_new0 (Cell, 1);

  cell->pieces = llm_layouter_collect (self->layouter, first, last);
  cell->tokens = g_array_new (FALSE, FALSE, sizeof (Token));
  cell->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; is_head && i < cell->pieces->len; i++)
    g_array_index (cell->pieces, LlmPiece, i).style |= LLM_STYLE_STRONG;
  add_tokens (self, cell);
  measure_cell (cell);
  return cell;
}

static void
collect_cells (Table *self, guint first, guint last)
{
  const LlmEvent *events = self->layouter->events;
  guint column = 0;

  for (guint i = first; i < last; i++)
    {
      guint end = i + 1;

      if (events[i].step != LLM_STEP_ENTER)
        continue;
      if (events[i].type == LLM_NODE_TABLE_ROW)
        column = 0;
      if (events[i].type != LLM_NODE_TABLE_HEADER_CELL && events[i].type != LLM_NODE_TABLE_CELL)
        continue;
      while (events[end].step != LLM_STEP_LEAVE || events[end].type != events[i].type)
        end++;
      if (column < self->n_columns)
        {
          const gboolean is_head = events[i].type == LLM_NODE_TABLE_HEADER_CELL;

          g_ptr_array_add (self->cells, new_cell (self, i + 1, end, is_head));
          self->aligns[column] = events[i].level;
          if (is_head)
            self->n_head = self->cells->len;
        }
      column++;
      i = end;
    }
}

/* What each column would like to have, and what it needs for its longest word. */
static void
measure_columns (Table *self, double *wanted, double *needed)
{
  const double em = self->layouter->em;

  for (guint i = 0; i < self->cells->len; i++)
    {
      const Cell *cell = self->cells->pdata[i];
      const guint column = i % self->n_columns;

      wanted[column] = MAX (wanted[column], cell->natural + 1);
      needed[column] = MAX (needed[column], MIN (cell->minimum + 1, MAX_MINIMUM * em));
    }
  for (guint i = 0; i < self->n_columns; i++)
    {
      wanted[i] = MAX (wanted[i], em);
      needed[i] = MIN (MAX (needed[i], em), wanted[i]);
    }
}

/* Columns that want no more than an equal share of what is there get it, one after the
 * other, which leaves more for the others. */
static void
give_small_ones (
    Table *self, const double *wanted, const double *needed, gboolean *given, double *available)
{
  guint n_left = self->n_columns;
  gboolean again = TRUE;

  while (again && n_left > 0)
    {
      double rest = 0;

      again = FALSE;
      for (guint i = 0; i < self->n_columns; i++)
        rest += given[i] ? 0 : needed[i];
      for (guint i = 0; i < self->n_columns; i++)
        {
          if (given[i] || wanted[i] > *available / n_left
              || *available - wanted[i] < rest - needed[i])
            continue;
          given[i] = again = TRUE;
          g_array_index (self->widths, double, i) = wanted[i];
          *available -= wanted[i];
          rest -= needed[i];
          n_left--;
        }
    }
}

/* As wide as the cells like it, or less: then no column gets less than its longest word
 * as long as that is possible, and what is left goes to those that lack most. */
static void
fit_columns (Table *self)
{
  const double em = self->layouter->em;
  double available = self->layouter->options->width - self->layouter->left;
  double lacking = 0, minimum = 0, all = 0;
  g_autofree double *wanted = g_new0 (double, self->n_columns);
  g_autofree double *needed = g_new0 (double, self->n_columns);
  g_autofree gboolean *given = g_new0 (gboolean, self->n_columns);

  measure_columns (self, wanted, needed);
  g_array_set_size (self->widths, self->n_columns);
  for (guint i = 0; i < self->n_columns; i++)
    all += needed[i];
  self->gap = COLUMN_GAP * em;
  if (all + (self->n_columns - 1) * self->gap > available)
    self->gap = NARROW_GAP * em;
  available -= (self->n_columns - 1) * self->gap;
  available = MAX (available, self->n_columns * MIN_COLUMN * em);
  give_small_ones (self, wanted, needed, given, &available);
  for (guint i = 0; i < self->n_columns; i++)
    {
      lacking += given[i] ? 0 : wanted[i] - needed[i];
      minimum += given[i] ? 0 : needed[i];
    }
  for (guint i = 0; i < self->n_columns; i++)
    {
      if (given[i])
        continue;
      if (minimum < available)
        g_array_index (self->widths, double, i)
            = needed[i] + (wanted[i] - needed[i]) * (available - minimum) / MAX (lacking, 1);
      else
        g_array_index (self->widths, double, i) = needed[i] * available / minimum;
    }
}

/* Words that are wider than their column are cut. */
static void
split_token (Cell *cell, guint index, double width)
{
  Token *token = &g_array_index (cell->tokens, Token, index);
  const glong n_chars = g_utf8_strlen (token->text, (gssize) token->length);
  const glong n = MAX (1, (glong) (n_chars * width / token->width));
  const gsize length = (gsize) (g_utf8_offset_to_pointer (token->text, n) - token->text);
  Token rest = *token;

  if (n >= n_chars)
    return;
  token->width = token->width * n / n_chars;
  rest.width -= token->width;
  rest.text += length;
  rest.length -= length;
  rest.breaks_before = TRUE;
  token->length = length;
  g_array_insert_val (cell->tokens, index + 1, rest);
}

static void
wrap_cell (Cell *cell, double width)
{
  const guint zero = 0;
  double used = 0;
  guint last_break = 0;

  g_array_append_val (cell->rows, zero);
  for (guint i = 0; i < cell->tokens->len; i++)
    {
      const guint row = g_array_index (cell->rows, guint, cell->rows->len - 1);
      const Token *token = &g_array_index (cell->tokens, Token, i);

      if (token->kind == TOKEN_BREAK)
        {
          const guint next = i + 1;

          g_array_append_val (cell->rows, next);
          used = 0;
          last_break = next;
          continue;
        }
      if (token->breaks_before)
        last_break = i;
      if (token->kind != TOKEN_SPACE && used + token->width > width + 0.5)
        {
          if (last_break > row)
            {
              g_array_append_val (cell->rows, last_break);
              used = 0;
              i = last_break - 1;
              continue;
            }
          if (token->kind == TOKEN_WORD && i == row)
            split_token (cell, i, width);
          token = &g_array_index (cell->tokens, Token, i);
        }
      used += token->width;
    }
}

static void
append_cell_row (Table *self, Cell *cell, guint row)
{
  const guint first = g_array_index (cell->rows, guint, row);
  guint last
      = row + 1 < cell->rows->len ? g_array_index (cell->rows, guint, row + 1) : cell->tokens->len;

  while (last > first
         && (g_array_index (cell->tokens, Token, last - 1).kind == TOKEN_SPACE
             || g_array_index (cell->tokens, Token, last - 1).kind == TOKEN_BREAK))
    last--;
  for (guint i = first; i < last; i++)
    {
      const Token *token = &g_array_index (cell->tokens, Token, i);
      LlmPiece piece = g_array_index (cell->pieces, LlmPiece, token->piece);

      if (token->text != NULL)
        {
          piece.offset += (guint32) (token->text - piece.text);
          piece.text = token->kind == TOKEN_SPACE ? " " : token->text;
          piece.length = token->kind == TOKEN_SPACE ? 1 : token->length;
        }
      llm_layouter_append (self->layouter, &piece);
    }
}

static void
append_row (Table *self, guint first, guint table)
{
  const gboolean is_head = first < self->n_head;
  guint n_rows = 1;

  for (guint i = 0; i < self->n_columns && first + i < self->cells->len; i++)
    {
      Cell *cell = self->cells->pdata[first + i];

      wrap_cell (cell, g_array_index (self->widths, double, i));
      n_rows = MAX (n_rows, cell->rows->len);
    }
  for (guint row = 0; row < n_rows; row++)
    {
      LlmLine *line = llm_layouter_begin_line (self->layouter, LLM_LINE_TABLE);
      const int pad = llm_layouter_px (self->layouter, ROW_PAD);

      line->table = (gint16) table;
      line->row_start = row == 0 ? (is_head || first > self->n_head ? 1 : 2) : 0;
      line->above = (gint16) (row == 0 ? line->above + pad : 0);
      line->below = (gint16) (row + 1 == n_rows ? pad : 0);
      for (guint i = 0; i < self->n_columns && first + i < self->cells->len; i++)
        {
          Cell *cell = self->cells->pdata[first + i];

          if (i > 0 || self->aligns[0] == LLM_ALIGN_RIGHT || self->aligns[0] == LLM_ALIGN_CENTER)
            llm_layouter_append_raw (self->layouter, "\t", LLM_STYLE_NONE);
          if (row < cell->rows->len)
            append_cell_row (self, cell, row);
        }
      /* A row without a character would have no style. */
      llm_layouter_append_raw (self->layouter, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
    }
}

static guint
add_columns (Table *self)
{
  GArray *tables = self->layouter->layout->tables;
  LlmTable table = { self->n_columns, NULL, NULL, 0 };
  double x = 0;

  if (tables->len == MAX_TABLES)
    return MAX_TABLES - 1;
  table.stops = g_new0 (int, self->n_columns);
  table.aligns = g_memdup2 (self->aligns, self->n_columns * sizeof (LlmAlign));
  for (guint i = 0; i < self->n_columns; i++)
    {
      const double width = g_array_index (self->widths, double, i);

      if (self->aligns[i] == LLM_ALIGN_RIGHT)
        table.stops[i] = (int) (x + width);
      else if (self->aligns[i] == LLM_ALIGN_CENTER)
        table.stops[i] = (int) (x + width / 2);
      else
        table.stops[i] = (int) x;
      x += width + (i + 1 < self->n_columns ? self->gap : 0);
    }
  table.width = (int) (x + 1);
  g_array_append_val (tables, table);
  return tables->len - 1;
}

/**
 * llm_layouter_add_table:
 * @self: a layouter
 * @first: the event that enters the table
 * @last: the event that leaves it
 *
 * Adds each row as one line or several, with tabs between the columns, so that it is
 * text as everything else: selected, searched and read in one go, and as cheap.
 */
void
llm_layouter_add_table (LlmLayouter *self, guint first, guint last)
{
  Table table = { 0 };
  guint index;

  table.layouter = self;
  table.n_columns = CLAMP (self->events[first].number, 1, MAX_COLUMNS);
  table.cells = g_ptr_array_new_with_free_func (cell_free);
  table.widths = g_array_new (FALSE, FALSE, sizeof (double));
  table.aligns = g_new0 (LlmAlign, table.n_columns);
  collect_cells (&table, first, last);
  fit_columns (&table);
  index = add_columns (&table);
  for (guint i = 0; i < table.cells->len; i += table.n_columns)
    append_row (&table, i, index);
  if (table.cells->len == 0)
    append_row (&table, 0, index);
  g_ptr_array_unref (table.cells);
  g_array_unref (table.widths);
  g_free (table.aligns);
}
