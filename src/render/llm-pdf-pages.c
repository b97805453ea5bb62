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

/* Columns beside each other, how narrow they may be, and what is between them.  Two have room
 * on A4 and Letter, four when those are turned. */
#define MAX_LANES 4
#define MIN_LANE 161.5
#define LANE_GAP 16.0

/* Below a heading that is repeated. */
#define HEAD_GAP 6.0

/* Boxes that stand below each other, beside other ones. */
typedef struct
{
  guint head; /* box that is repeated on each page */
  guint next; /* box */
  guint end;
  double from; /* what of the next box was put on the page before */
  double below;
  gboolean is_fresh; /* on this page, nothing is above */
} Lane;

struct _LlmPdfPager
{
  LlmPdfDocument *document;
  guint next;  /* box */
  double room; /* height of the text of a page */
  double y;
  gboolean at_top;
  double below; /* room that the last box wants */
  guint title;

  Lane lanes[MAX_LANES]; /* what is put side by side just now */
  guint n_lanes;
  guint lane;
  double lanes_y; /* where they begin on this page */
  double lanes_end;
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

static gboolean
is_same_lane (LlmPdfDocument *document, guint first, guint second)
{
  const LlmPdfBox *a = document->boxes->pdata[first];
  const LlmPdfBox *b = document->boxes->pdata[second];

  return a->row == b->row && a->column == b->column;
}

/* What has to fit so that a box may begin on this page. */
static double
get_need (LlmPdfPager *self, guint index)
{
  double need = 0, below = 0;

  for (guint i = 0; i < MAX_KEPT && index + i < self->document->boxes->len; i++)
    {
      LlmPdfBox *box = self->document->boxes->pdata[index + i];

      if (i > 0 && !is_same_lane (self->document, index, index + i))
        return need;
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

/* Puts as much of a box on this page as there is room for.  Returns whether that is all. */
static gboolean
place_part (LlmPdfPager *self, guint index, double *from)
{
  LlmPdfBox *box = self->document->boxes->pdata[index];
  const double room = self->room - self->y;
  const double to
      = box->height - *from <= room + EPSILON ? box->height : find_break (self, box, *from, room);

  if (to > *from)
    {
      add_fragment (self, index, *from, to);
      *from = to;
    }
  return *from >= box->height;
}

static void
place (LlmPdfPager *self, guint index)
{
  double from = 0;

  while (!place_part (self, index, &from))
    {
      begin_page (self);
      repeat_head (self, self->document->boxes->pdata[index], index);
    }
}

/* --- Side by side --- */

/* Columns are filled page by page: what is on a page stands together in the list of
 * fragments. */

/* Takes the columns that stand beside each other from a box on. */
static void
collect_lanes (LlmPdfPager *self, guint first)
{
  GPtrArray *boxes = self->document->boxes;
  const LlmPdfBox *begin = boxes->pdata[first];
  const guint n = llm_pdf_get_lanes (self->document, begin->n_columns);

  self->n_lanes = self->lane = 0;
  for (guint i = first; i < boxes->len; i++)
    {
      const LlmPdfBox *box = boxes->pdata[i];

      if (box->row != begin->row || box->column / n != begin->column / n)
        break;
      if (i == first || !is_same_lane (self->document, i - 1, i))
        {
          Lane lane = { .head = i, .next = i, .end = i, .is_fresh = TRUE };

          /* Below the line. */
          if (box->is_rule && i + 1 < boxes->len)
            lane.head = i + 1;
          self->lanes[self->n_lanes++] = lane;
        }
      self->lanes[self->n_lanes - 1].end = i + 1;
    }
}

/* Where the columns begin: on this page, if something of each has room. */
static void
begin_lanes (LlmPdfPager *self, guint first)
{
  const LlmPdfBox *box = self->document->boxes->pdata[first];
  const double gap = self->at_top ? 0 : MAX (self->below, box->above);
  double need = 0;

  collect_lanes (self, first);
  for (guint i = 0; i < self->n_lanes; i++)
    need = MAX (need, get_need (self, self->lanes[i].next));
  if (!self->at_top && self->y + gap + need > self->room + EPSILON && need <= self->room)
    begin_page (self);
  else
    self->y += gap;
  self->lanes_y = self->lanes_end = self->y;
}

/* The heading once more, above what goes on here. */
static void
repeat_lane_head (LlmPdfPager *self, const Lane *lane)
{
  LlmPdfBox *head = self->document->boxes->pdata[lane->head];

  measure (self, head);
  if (lane->next > lane->head && head->height < self->room / 3)
    {
      add_fragment (self, lane->head, 0, head->height);
      self->y += HEAD_GAP;
    }
  self->at_top = TRUE;
  repeat_head (self, self->document->boxes->pdata[lane->next], lane->next);
}

/* Returns whether there is room for more of it on this page. */
static gboolean
add_to_lane (LlmPdfPager *self, Lane *lane)
{
  LlmPdfBox *box = self->document->boxes->pdata[lane->next];
  const double gap
      = lane->is_fresh || self->at_top || lane->from > 0 ? 0 : MAX (lane->below, box->above);

  measure (self, box);
  if (lane->from <= 0)
    {
      const double need = get_need (self, lane->next);

      if (!lane->is_fresh && !self->at_top && self->y + gap + need > self->room + EPSILON
          && need <= self->room)
        return FALSE;
    }
  self->y += gap;
  if (!place_part (self, lane->next, &lane->from))
    return FALSE;
  lane->is_fresh = FALSE;
  lane->below = box->below;
  lane->from = 0;
  lane->next++;
  return TRUE;
}

/* The next column on this page, or the first that goes on on the next one. */
static void
next_lane (LlmPdfPager *self)
{
  gboolean is_new = FALSE;

  self->lanes_end = MAX (self->lanes_end, self->y);
  do
    {
      if (++self->lane >= self->n_lanes)
        {
          gboolean more = FALSE;

          for (guint i = 0; i < self->n_lanes; i++)
            more = more || self->lanes[i].next < self->lanes[i].end;
          if (!more)
            {
              self->n_lanes = 0;
              self->y = self->lanes_end;
              self->below = LANE_GAP;
              self->at_top = FALSE;
              return;
            }
          begin_page (self);
          self->lane = 0;
          self->lanes_y = self->lanes_end = 0;
          is_new = TRUE;
        }
    }
  while (self->lanes[self->lane].next >= self->lanes[self->lane].end);
  self->y = self->lanes_y;
  self->at_top = FALSE;
  if (is_new || self->lanes_y <= 0)
    repeat_lane_head (self, &self->lanes[self->lane]);
}

/* One box of what stands side by side. */
static void
step_lanes (LlmPdfPager *self)
{
  Lane *lane = &self->lanes[self->lane];

  if (lane->next >= lane->end || !add_to_lane (self, lane))
    next_lane (self);
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

  for (; n_boxes > 0 && (self->n_lanes > 0 || self->next < self->document->boxes->len); n_boxes--)
    {
      if (self->n_lanes > 0)
        step_lanes (self);
      else if (((LlmPdfBox *) self->document->boxes->pdata[self->next])->row > 0)
        {
          begin_lanes (self, self->next);
          self->next = self->lanes[self->n_lanes - 1].end;
        }
      else
        add_box (self, self->next++);
    }
  return self->n_lanes == 0 && self->next == self->document->boxes->len;
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

/**
 * llm_pdf_get_lanes:
 * @document: a document on pages
 * @n_columns: how many columns there are to be, at least 1
 *
 * Returns: how many of them stand beside each other: as many as have room, and about the same
 *   number in each row
 */
guint
llm_pdf_get_lanes (LlmPdfDocument *document, guint n_columns)
{
  const double width = llm_pdf_get_content_width (document);
  const guint room = (guint) CLAMP ((width + LANE_GAP) / (MIN_LANE + LANE_GAP), 1, MAX_LANES);
  const guint n_rows = (n_columns + room - 1) / room;

  return n_rows > 0 ? (n_columns + n_rows - 1) / n_rows : 1;
}

/**
 * llm_pdf_box_get_area:
 * @document: a document on pages
 * @box: a box of it
 * @x: (out): where its column begins on the page
 * @width: (out): how wide that is
 */
void
llm_pdf_box_get_area (LlmPdfDocument *document, const LlmPdfBox *box, double *x, double *width)
{
  guint n;

  *x = document->margin;
  *width = llm_pdf_get_content_width (document);
  if (box->row == 0)
    return;
  n = llm_pdf_get_lanes (document, box->n_columns);
  *width = (*width - (n - 1) * LANE_GAP) / n;
  *x += box->column % n * (*width + LANE_GAP);
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
