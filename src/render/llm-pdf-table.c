/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-private.h"

#include <string.h>

/* Rows that the widths of columns are taken from. */
#define MEASURED_ROWS 200

/* Columns beyond this are narrower than a letter. */
#define MAX_COLUMNS 40

/* Of the fonts, where words do not fit otherwise. */
#define SMALL_SCALE 0.8

void
llm_pdf_table_free (LlmPdfTable *table)
{
  g_free (table->widths);
  g_free (table->aligns);
  g_free (table);
}

static guint
count_columns (const LlmEvent *events, guint n_events, guint first)
{
  guint n = 0;

  for (guint i = first; i < n_events && events[i].type != LLM_NODE_TABLE_BODY; i++)
    {
      if (events[i].step == LLM_STEP_LEAVE && events[i].type == LLM_NODE_TABLE_ROW)
        break;
      if (events[i].step == LLM_STEP_ENTER && events[i].type == LLM_NODE_TABLE_HEADER_CELL)
        n++;
    }
  return CLAMP (n, 1, MAX_COLUMNS);
}

/* What does not fit into the last column goes into it nevertheless, so that nothing is lost. */
static guint
add_cell (LlmPdfFlow *self, const LlmBlock *block, LlmPdfBox *box, guint column, guint first)
{
  LlmPdfTable *table = box->table;
  const guint at = MIN (column, table->n_columns - 1);
  LlmPdfText *cell = &box->cells[at];
  GString *text = g_string_new (NULL);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (LlmPdfSpan));
  const LlmEvent *events;
  guint n_events, end;

  events = llm_block_get_events (block, &n_events);
  if (cell->text != NULL)
    g_string_append_printf (text, "%s | ", cell->text);
  end = llm_pdf_flow_collect (self, block, first + 1, text, spans);
  g_free (cell->text);
  g_clear_pointer (&cell->spans, g_array_unref);
  llm_pdf_text_take (cell, text, spans);
  if (events[first].type == LLM_NODE_TABLE_HEADER_CELL)
    table->aligns[at] = events[first].level;
  return end;
}

static LlmPdfBox *
add_row (LlmPdfFlow *self, LlmPdfTable *table, gboolean is_head)
{
  LlmPdfBox *box = llm_pdf_flow_add (self, is_head ? LLM_PDF_HEAD_CELL : LLM_PDF_CELL);

  box->table = table;
  box->n_cells = table->n_columns;
  box->cells = g_new0 (LlmPdfText, table->n_columns);
  box->above = table->n_rows == 0 ? 7 : 0;
  box->below = 0;
  box->keep = is_head;
  table->n_rows++;
  return box;
}

/**
 * llm_pdf_flow_add_table:
 * @self: a flow
 * @block: a block
 * @first: what enters a table in it
 *
 * Adds a box for each row.
 *
 * Returns: the event behind the table
 */
guint
llm_pdf_flow_add_table (LlmPdfFlow *self, const LlmBlock *block, guint first)
{
  LlmPdfTable *table = g_new0 (LlmPdfTable, 1);
  LlmPdfBox *box = NULL;
  const LlmEvent *events;
  guint n_events, column = 0, i = first + 1;
  gboolean in_head = FALSE;

  events = llm_block_get_events (block, &n_events);
  table->n_columns = count_columns (events, n_events, first);
  table->widths = g_new0 (double, table->n_columns);
  table->aligns = g_new0 (guint8, table->n_columns);
  table->scale = 1;
  table->first = self->document->boxes->len;
  g_ptr_array_add (self->document->tables, table);
  while (i < n_events && events[i].type != LLM_NODE_TABLE)
    {
      const LlmEvent *event = &events[i];

      if (event->type == LLM_NODE_TABLE_HEAD)
        in_head = event->step == LLM_STEP_ENTER;
      if (event->type == LLM_NODE_TABLE_ROW && event->step == LLM_STEP_ENTER)
        {
          box = add_row (self, table, in_head);
          column = 0;
        }
      if (event->step == LLM_STEP_ENTER && box != NULL
          && (event->type == LLM_NODE_TABLE_CELL || event->type == LLM_NODE_TABLE_HEADER_CELL))
        i = add_cell (self, block, box, column++, i);
      else
        i++;
    }
  if (box != NULL)
    box->below = 9;
  return i + 1;
}

/* --- Widths --- */

static double
measure (LlmPdfDocument *document, LlmPdfBox *box, guint cell, gboolean narrow)
{
  g_autoptr (PangoLayout) layout = llm_pdf_make_layout (document, box, cell, -1);
  PangoRectangle logical;

  if (narrow)
    {
      pango_layout_set_width (layout, 0);
      pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
    }
  pango_layout_get_extents (layout, NULL, &logical);
  return (double) logical.width / PANGO_SCALE + 2 * LLM_PDF_CELL_PADDING + 1;
}

static void
measure_columns (LlmPdfDocument *document, LlmPdfTable *table, double *natural, double *least)
{
  const guint n_rows = MIN (table->n_rows, MEASURED_ROWS);

  for (guint i = 0; i < n_rows; i++)
    for (guint j = 0; j < table->n_columns; j++)
      {
        LlmPdfBox *box = document->boxes->pdata[table->first + i];

        if (box->cells[j].text == NULL)
          continue;
        natural[j] = MAX (natural[j], measure (document, box, j, FALSE));
        least[j] = MAX (least[j], measure (document, box, j, TRUE));
      }
}

/* Each gets what its longest word needs, and of what is left in proportion to what it lacks. */
static void
divide (LlmPdfTable *table, const double *natural, const double *least, double width)
{
  double sum_natural = 0, sum_least = 0;

  for (guint i = 0; i < table->n_columns; i++)
    {
      sum_natural += natural[i];
      sum_least += least[i];
    }
  for (guint i = 0; i < table->n_columns; i++)
    {
      if (sum_natural <= width)
        table->widths[i] = natural[i];
      else if (sum_least >= width)
        table->widths[i] = width * least[i] / sum_least;
      else
        table->widths[i]
            = least[i] + (width - sum_least) * (natural[i] - least[i]) / (sum_natural - sum_least);
    }
}

/**
 * llm_pdf_table_measure:
 * @document: a document
 * @table: a table of it
 * @width: points there are
 *
 * Finds the widths of the columns, and how large the fonts are.
 */
void
llm_pdf_table_measure (LlmPdfDocument *document, LlmPdfTable *table, double width)
{
  double sum = 0;

  if (table->is_measured)
    return;
  table->is_measured = TRUE;
  table->scale = 1;
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_autofree double *natural = g_new (double, table->n_columns);
      g_autofree double *least = g_new (double, table->n_columns);

      for (guint i = 0; i < table->n_columns; i++)
        natural[i] = least[i] = 2 * LLM_PDF_CELL_PADDING + 6;
      measure_columns (document, table, natural, least);
      sum = 0;
      for (guint i = 0; i < table->n_columns; i++)
        {
          /* A word that is longer than that is broken: smaller letters would not help. */
          if (least[i] > width / 2)
            least[i] = MIN (least[i], table->n_columns > 1 ? width / 3 : width);
          natural[i] = MAX (natural[i], least[i]);
          sum += least[i];
        }
      divide (table, natural, least, width);
      if (sum <= width)
        return;
      table->scale = SMALL_SCALE;
    }
}
