/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-private.h"

#include <math.h>
#include <string.h>

/* Boxes are put on pages. */

/* Room of the title above and of the page number below the text. */
#define EDGE 22.0

/* Less than that is no page. */
#define MIN_WIDTH 120.0
#define MIN_HEIGHT 120.0

/* Boxes that are kept with the next one, in a row. */
#define MAX_KEPT 6

/* How often it is asked whether to stop. */
#define CHECK_EVERY 64

#define EPSILON 0.05

struct _LlmPdfPager
{
  LlmPdfDocument *document;
  guint next;  /* box */
  double room; /* height of the text of a page */
  double y;
  gboolean at_top;
  double below; /* room that the last box wants */
  guint title;
};

typedef struct
{
  double top;
  double bottom;
} Line;

/* --- Heights --- */

/* The lines of all cells, in the coordinates of the box. */
static GArray *
list_lines (LlmPdfDocument *document, const LlmPdfBox *box, double *height)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));

  *height = 0;
  for (guint i = 0; i < box->n_cells; i++)
    {
      double x, width;
      const double padding = llm_pdf_box_get_cell (document, box, i, &x, &width);
      g_autoptr (PangoLayout) layout = llm_pdf_make_layout (document, box, i, width);
      PangoLayoutIter *iter = pango_layout_get_iter (layout);
      Line line = { 0 };

      do
        {
          int top, bottom;

          pango_layout_iter_get_line_yrange (iter, &top, &bottom);
          line.top = (double) top / PANGO_SCALE + padding;
          line.bottom = (double) bottom / PANGO_SCALE + padding;
          g_array_append_val (lines, line);
        }
      while (pango_layout_iter_next_line (iter));
      pango_layout_iter_free (iter);
      *height = MAX (*height, line.bottom + padding);
    }
  return lines;
}

static void
measure (LlmPdfPager *self, LlmPdfBox *box)
{
  LlmPdfDocument *document = self->document;
  g_autoptr (GArray) lines = NULL;

  if (box->height >= 0)
    return;
  if (box->table != NULL)
    llm_pdf_table_measure (document, box->table, llm_pdf_box_get_width (document, box));
  if (box->is_rule)
    {
      box->height = box->start = 1;
      return;
    }
  if (box->image != NULL)
    {
      box->height = box->start = llm_pdf_image_get_height (
          box->image, llm_pdf_box_get_width (document, box), self->room);
      return;
    }
  lines = list_lines (document, box, &box->height);
  box->start = box->height;
  if (box->table != NULL)
    box->start = MIN (box->height, self->room / 2);
  else if (lines->len > 3)
    box->start = g_array_index (lines, Line, 1).bottom;
}

/* What has to fit so that a box may begin on this page. */
static double
get_need (LlmPdfPager *self, guint index)
{
  double need = 0, below = 0;

  for (guint i = 0; i < MAX_KEPT && index + i < self->document->boxes->len; i++)
    {
      LlmPdfBox *box = self->document->boxes->pdata[index + i];

      measure (self, box);
      if (i > 0)
        need += MAX (below, box->above);
      if (!box->keep)
        return need + box->start;
      need += box->height;
      below = box->below;
    }
  return need;
}

/* --- Pages --- */

static void
begin_page (LlmPdfPager *self)
{
  LlmPdfPage page = { self->document->fragments->len, self->title };

  g_array_append_val (self->document->pages, page);
  self->y = 0;
  self->at_top = TRUE;
}

static void
add_fragment (LlmPdfPager *self, guint index, double from, double to)
{
  LlmPdfBox *box = self->document->boxes->pdata[index];
  LlmPdfFragment fragment = { index, (float) from, (float) to, (float) self->y };

  if (from <= 0 && box->page == G_MAXUINT)
    {
      box->page = self->document->pages->len - 1;
      box->y = (float) self->y;
    }
  g_array_append_val (self->document->fragments, fragment);
  self->y += to - from;
  self->at_top = FALSE;
}

/* The header of a table once more, above what goes on here. */
static void
repeat_head (LlmPdfPager *self, const LlmPdfBox *box, guint index)
{
  LlmPdfBox *head;

  if (box->table == NULL || index == box->table->first)
    return;
  head = self->document->boxes->pdata[box->table->first];
  measure (self, head);
  if (head->font == LLM_PDF_HEAD_CELL && head->height < self->room / 3)
    add_fragment (self, box->table->first, 0, head->height);
  /* Whatever is too high for the rest of the page is divided. */
  self->at_top = TRUE;
}

/* Where the last line ends that is whole before a height; lines of cells need not stand side by
 * side. */
static double
find_line_end (GArray *lines, double limit)
{
  gboolean moved = TRUE;

  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < lines->len; i++)
        {
          const Line *line = &g_array_index (lines, Line, i);

          if (line->top < limit - EPSILON && line->bottom > limit + EPSILON)
            {
              limit = line->top;
              moved = TRUE;
            }
        }
    }
  return limit;
}

/* Returns @from if nothing of the box fits. */
static double
find_break (LlmPdfPager *self, LlmPdfBox *box, double from, double room)
{
  double height;
  g_autoptr (GArray) lines = list_lines (self->document, box, &height);
  double end = find_line_end (lines, from + room);
  guint before = 0, after = 0;
  double last = from;

  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);

      if (line->top < from - EPSILON)
        continue;
      if (line->top < end - EPSILON)
        {
          before++;
          last = line->top;
        }
      else
        after++;
    }
  if (before == 0 && self->at_top)
    /* A line that is higher than the page. */
    return MIN (from + room, box->height);
  if (before == 0)
    return from;
  if (box->table != NULL || self->at_top)
    return end;
  if (before == 1)
    return from;
  return after == 1 && before > 2 ? last : end;
}

static void
place (LlmPdfPager *self, guint index)
{
  LlmPdfBox *box = self->document->boxes->pdata[index];
  double from = 0;

  while (from < box->height)
    {
      const double room = self->room - self->y;
      const double to
          = box->height - from <= room + EPSILON ? box->height : find_break (self, box, from, room);

      if (to > from)
        {
          add_fragment (self, index, from, to);
          from = to;
        }
      if (from < box->height)
        {
          begin_page (self);
          repeat_head (self, box, index);
        }
    }
}

static void
add_box (LlmPdfPager *self, guint index)
{
  LlmPdfBox *box = self->document->boxes->pdata[index];
  double gap, need;

  if (box->begins_page)
    {
      if (index > 0)
        self->title++;
      if (!self->at_top || index > 0)
        begin_page (self);
    }
  need = get_need (self, index);
  gap = self->at_top ? 0 : MAX (self->below, box->above);
  if (!self->at_top && self->y + gap + need > self->room + EPSILON && need <= self->room)
    {
      begin_page (self);
      repeat_head (self, box, index);
      gap = 0;
    }
  self->y += gap;
  place (self, index);
  self->below = box->below;
}

/**
 * llm_pdf_pager_new:
 * @document: a document, which must outlive the pager
 * @width: width of a page in points
 * @height: its height
 *
 * Begins to put everything on pages.  May be done again for another size.
 *
 * Returns: (transfer full): a pager
 */
LlmPdfPager *
llm_pdf_pager_new (LlmPdfDocument *document, double width, double height)
{
  LlmPdfPager *self;

  g_return_val_if_fail (document != NULL, NULL);
  g_return_val_if_fail (isfinite (width) && isfinite (height), NULL);

  document->width = MAX (width, MIN_WIDTH + 2 * document->margin);
  document->height = MAX (height, MIN_HEIGHT + 2 * (document->margin + EDGE));
  g_array_set_size (document->fragments, 0);
  g_array_set_size (document->pages, 0);
  for (guint i = 0; i < document->tables->len; i++)
    ((LlmPdfTable *) document->tables->pdata[i])->is_measured = FALSE;
  for (guint i = 0; i < document->boxes->len; i++)
    {
      LlmPdfBox *box = document->boxes->pdata[i];

      box->height = -1;
      box->page = G_MAXUINT;
    }

  self = g_new0 (LlmPdfPager, 1);
  self->document = document;
  self->room = document->height - 2 * (document->margin + EDGE);
  begin_page (self);
  return self;
}

/**
 * llm_pdf_pager_free:
 * @self: (nullable) (transfer full): a pager
 */
void
llm_pdf_pager_free (LlmPdfPager *self)
{
  g_free (self);
}

/**
 * llm_pdf_pager_step:
 * @self: a pager
 * @n_boxes: how many paragraphs and the like to place at most
 *
 * Returns: whether everything is on pages
 */
gboolean
llm_pdf_pager_step (LlmPdfPager *self, guint n_boxes)
{
  g_return_val_if_fail (self != NULL, TRUE);

  for (; n_boxes > 0 && self->next < self->document->boxes->len; n_boxes--)
    add_box (self, self->next++);
  return self->next == self->document->boxes->len;
}

/**
 * llm_pdf_document_paginate:
 * @self: a document
 * @width: width of a page in points
 * @height: its height
 * @cancellable: (nullable): to stop
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Puts everything on pages at once, as #LlmPdfPager does by and by.
 *
 * Returns: whether it was done
 */
gboolean
llm_pdf_document_paginate (
    LlmPdfDocument *self, double width, double height, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmPdfPager) pager = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (isfinite (width) && isfinite (height), FALSE);

  pager = llm_pdf_pager_new (self, width, height);
  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  while (!llm_pdf_pager_step (pager, CHECK_EVERY));
  return TRUE;
}

double
llm_pdf_get_top (LlmPdfDocument *document)
{
  return document->margin + EDGE;
}

double
llm_pdf_get_content_width (LlmPdfDocument *document)
{
  return document->width - 2 * document->margin;
}
