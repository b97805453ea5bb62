/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-private.h"

#include <math.h>
#include <string.h>

#include "llm-layout.h"

/* Boxes become layouts, and pages are drawn. */

#define LINE_SPACING 1.12f
#define ROW_PADDING 3.0
#define BAR_WIDTH 2.0
#define EPSILON 0.05

/* Around the text of boxes with a background. */
#define BACKGROUND_PADDING 5.0

typedef struct
{
  double red, green, blue;
} Color;

static const Color text_color = { 0.08, 0.08, 0.1 };
static const Color dim_color = { 0.4, 0.4, 0.43 };
static const Color line_color = { 0.78, 0.78, 0.8 };
static const Color head_color = { 0.94, 0.94, 0.95 };
static const Color bar_color = { 0.72, 0.72, 0.76 };
static const Color backgrounds[] = { { 1, 1, 1 }, { 0.955, 0.955, 0.96 }, { 0.915, 0.945, 0.985 } };

static void
set_color (cairo_t *cr, const Color *color)
{
  cairo_set_source_rgb (cr, color->red, color->green, color->blue);
}

/* --- Where things are --- */

double
llm_pdf_box_get_width (LlmPdfDocument *document, const LlmPdfBox *box)
{
  const double padding = box->background != LLM_PDF_NO_BACKGROUND ? LLM_PDF_CODE_PADDING : 0;
  double x, width;

  llm_pdf_box_get_area (document, box, &x, &width);
  return MAX (width - MIN (box->left, width / 2) - box->right - 2 * padding, 40);
}

double
llm_pdf_box_get_x (LlmPdfDocument *document, const LlmPdfBox *box)
{
  const double padding = box->background != LLM_PDF_NO_BACKGROUND ? LLM_PDF_CODE_PADDING : 0;
  double x, width;

  llm_pdf_box_get_area (document, box, &x, &width);
  return x + padding + (box->is_rtl ? box->right : MIN (box->left, width / 2));
}

/**
 * llm_pdf_box_get_cell:
 * @document: a document
 * @box: a box of it
 * @cell: which of its cells
 * @x: (out): where its text begins on the page
 * @width: (out): how wide that is
 *
 * Returns: the room above and below the text
 */
double
llm_pdf_box_get_cell (
    LlmPdfDocument *document, const LlmPdfBox *box, guint cell, double *x, double *width)
{
  const LlmPdfTable *table = box->table;
  double left = 0;

  *x = llm_pdf_box_get_x (document, box);
  *width = llm_pdf_box_get_width (document, box);
  if (table == NULL)
    return 0;
  for (guint i = 0; i < cell; i++)
    left += table->widths[i];
  if (box->is_rtl)
    left = *width - left - table->widths[cell];
  *x += left + LLM_PDF_CELL_PADDING;
  *width = table->widths[cell] - 2 * LLM_PDF_CELL_PADDING;
  return ROW_PADDING;
}

/* --- Layouts --- */

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, const LlmPdfSpan *span)
{
  attribute->start_index = span->start;
  attribute->end_index = span->end;
  pango_attr_list_insert (list, attribute);
}

static void
add_attributes (PangoAttrList *list, const LlmPdfSpan *span, int size)
{
  if ((span->style & LLM_STYLE_EMPHASIS) != 0)
    add_attribute (list, pango_attr_style_new (PANGO_STYLE_ITALIC), span);
  if ((span->style & LLM_STYLE_STRONG) != 0)
    add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span);
  if ((span->style & LLM_STYLE_STRIKETHROUGH) != 0)
    add_attribute (list, pango_attr_strikethrough_new (TRUE), span);
  if ((span->style & (LLM_STYLE_CODE | LLM_STYLE_HTML)) != 0)
    {
      add_attribute (list, pango_attr_family_new ("Monospace"), span);
      add_attribute (list, pango_attr_scale_new (0.9), span);
    }
  if ((span->style & LLM_STYLE_CODE) != 0)
    add_attribute (list, pango_attr_background_new (0xf2f2, 0xf2f2, 0xf4f4), span);
  if ((span->style & (LLM_STYLE_LABEL | LLM_STYLE_HTML)) != 0)
    add_attribute (list, pango_attr_foreground_new (0x6666, 0x6666, 0x6e6e), span);
  if ((span->style & LLM_STYLE_LINK) != 0)
    {
      add_attribute (list, pango_attr_foreground_new (0x1a1a, 0x5f5f, 0xb4b4), span);
      add_attribute (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span);
    }
  if ((span->style & (LLM_STYLE_SUPERSCRIPT | LLM_STYLE_SUBSCRIPT)) != 0)
    {
      const gboolean up = (span->style & LLM_STYLE_SUPERSCRIPT) != 0;

      add_attribute (list, pango_attr_scale_new (0.7), span);
      add_attribute (list, pango_attr_rise_new (up ? size / 3 : -size / 6), span);
    }
}

static PangoAlignment
get_alignment (const LlmPdfBox *box, guint cell)
{
  if (box->table == NULL)
    return PANGO_ALIGN_LEFT;
  switch (box->table->aligns[cell])
    {
    case LLM_ALIGN_CENTER:
      return PANGO_ALIGN_CENTER;
    case LLM_ALIGN_RIGHT:
      return PANGO_ALIGN_RIGHT;
    default:
      return PANGO_ALIGN_LEFT;
    }
}

/* Wrapped lines of code go on further in than they begin. */
static void
hang_code (LlmPdfDocument *document, PangoLayout *layout, const LlmPdfBox *box, double width)
{
  const PangoFontDescription *font = document->fonts[box->font];
  const double column = 0.602 * pango_font_description_get_size (font) / PANGO_SCALE;
  const gsize blanks = strspn (box->cells->text, " ");

  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_indent (layout, -(int) (MIN ((blanks + 2) * column, width / 2) * PANGO_SCALE));
}

/**
 * llm_pdf_make_layout:
 * @document: a document
 * @box: a box of it
 * @cell: which of its cells
 * @width: how wide it may be in points, or -1 to break only where the text does
 *
 * Returns: (transfer full): the text of a cell
 */
PangoLayout *
llm_pdf_make_layout (LlmPdfDocument *document, const LlmPdfBox *box, guint cell, double width)
{
  const LlmPdfText *text = &box->cells[cell];
  PangoLayout *layout = pango_layout_new (document->context);
  PangoFontDescription *font = pango_font_description_copy (document->fonts[box->font]);
  PangoAttrList *attributes = pango_attr_list_new ();
  int size;

  if (box->table != NULL)
    pango_font_description_set_size (
        font, (int) (pango_font_description_get_size (font) * box->table->scale));
  size = pango_font_description_get_size (font);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text->text != NULL ? text->text : "", (int) text->length);
  for (guint i = 0; text->spans != NULL && i < text->spans->len; i++)
    add_attributes (attributes, &g_array_index (text->spans, LlmPdfSpan, i), size);
  /* What is too long for a line is code or an address: a hyphen would be a part of it. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  pango_layout_set_alignment (layout, get_alignment (box, cell));
  if (box->font == LLM_PDF_CODE || box->font == LLM_PDF_NARROW_CODE)
    hang_code (document, layout, box, width);
  if (width >= 0)
    pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  return layout;
}

/* --- Links --- */

/* The tag's attributes are a small language of their own: nothing but what stands for itself in
 * it and in an address. */
static char *
escape_target (const char *target)
{
  GString *out = g_string_new (NULL);

  for (; *target != '\0'; target++)
    {
      const guchar c = (guchar) *target;

      if (c > ' ' && c < 0x7f && strchr ("'\\\"()<>", c) == NULL)
        g_string_append_c (out, (char) c);
      else
        g_string_append_printf (out, "%%%02X", c);
    }
  return g_string_free (out, FALSE);
}

static void
add_link_tag (cairo_t *cr, const char *target, double x, double y, double width, double height)
{
  g_autofree char *uri = escape_target (target);
  char numbers[4][G_ASCII_DTOSTR_BUF_SIZE];
  const double values[] = { x, y, width, height };
  g_autofree char *attributes = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_ascii_formatd (numbers[i], sizeof numbers[i], "%.2f", values[i]);
  attributes = g_strdup_printf ("uri='%s' rect=[%s %s %s %s]", uri, numbers[0], numbers[1],
                                numbers[2], numbers[3]);
  cairo_tag_begin (cr, CAIRO_TAG_LINK, attributes);
  cairo_tag_end (cr, CAIRO_TAG_LINK);
}

static void
add_links (LlmPdfDocument *document,
           cairo_t *cr,
           const LlmPdfText *text,
           PangoLayoutLine *line,
           double x,
           double y,
           double height)
{
  for (guint i = 0; text->spans != NULL && i < text->spans->len; i++)
    {
      const LlmPdfSpan *span = &g_array_index (text->spans, LlmPdfSpan, i);
      const int start = MAX ((int) span->start, line->start_index);
      const int end = MIN ((int) span->end, line->start_index + line->length);
      int *ranges, n_ranges;

      if (span->link == 0 || start >= end)
        continue;
      pango_layout_line_get_x_ranges (line, start, end, &ranges, &n_ranges);
      for (int j = 0; j < n_ranges; j++)
        add_link_tag (cr, document->links->pdata[span->link - 1],
                      x + (double) ranges[2 * j] / PANGO_SCALE, y,
                      (double) (ranges[2 * j + 1] - ranges[2 * j]) / PANGO_SCALE, height);
      g_free (ranges);
    }
}

/* --- Text --- */

static void
draw_cell (LlmPdfDocument *document,
           cairo_t *cr,
           const LlmPdfBox *box,
           guint cell,
           const LlmPdfFragment *fragment,
           double top)
{
  double x, width;
  const double padding = llm_pdf_box_get_cell (document, box, cell, &x, &width);
  g_autoptr (PangoLayout) layout = llm_pdf_make_layout (document, box, cell, width);
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      PangoRectangle logical;
      int from, to;
      double line_top, shift;

      pango_layout_iter_get_line_yrange (iter, &from, &to);
      line_top = (double) from / PANGO_SCALE + padding;
      if (line_top < fragment->from - EPSILON || line_top >= fragment->to - EPSILON)
        continue;
      shift = top + padding - fragment->from;
      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      cairo_move_to (cr, x + (double) logical.x / PANGO_SCALE,
                     shift + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE);
      pango_cairo_show_layout_line (cr, line);
      /* The ranges are from the edge of the layout. */
      add_links (document, cr, &box->cells[cell], line, x, shift + (double) logical.y / PANGO_SCALE,
                 (double) logical.height / PANGO_SCALE);
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_small (
    LlmPdfDocument *document, cairo_t *cr, const char *text, double y, PangoAlignment alignment)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (document->context);

  pango_layout_set_font_description (layout, document->fonts[LLM_PDF_SMALL]);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (llm_pdf_get_content_width (document) * PANGO_SCALE));
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  set_color (cr, &dim_color);
  cairo_move_to (cr, document->margin, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_marker (LlmPdfDocument *document, cairo_t *cr, const LlmPdfBox *box, double top)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (document->context);
  const double room = box->left - box->marker_left - 5;
  PangoRectangle logical;
  double x, width, area_x, area_width, left;

  llm_pdf_box_get_area (document, box, &area_x, &area_width);
  left = MIN (box->left, area_width / 2);
  pango_layout_set_font_description (
      layout, document->fonts[box->font == LLM_PDF_CELL ? LLM_PDF_CELL : LLM_PDF_BODY]);
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  pango_layout_set_text (layout, box->marker, -1);
  pango_layout_get_extents (layout, NULL, &logical);
  width = (double) logical.width / PANGO_SCALE;
  /* At the side of the text, long numbers further out. */
  if (box->is_rtl)
    x = area_x + area_width - left + 5 + MAX (room - MAX (room, width), 0);
  else
    x = area_x + left - 5 - width;
  cairo_move_to (cr, MAX (x, 2), top);
  pango_cairo_show_layout (cr, layout);
}

/* --- What is behind the text --- */

static void
draw_rect (cairo_t *cr, const Color *color, double x, double y, double width, double height)
{
  set_color (cr, color);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

/* One for all boxes of a group: there would be seams between several. */
static void
draw_background (
    LlmPdfDocument *document, cairo_t *cr, const LlmPdfFragment *fragments, guint n, guint first)
{
  const LlmPdfBox *box = document->boxes->pdata[fragments[first].box];
  const double offset = llm_pdf_get_top (document);
  guint last = first;
  double bottom;

  if (box->group == 0)
    return;
  if (first > 0
      && ((LlmPdfBox *) document->boxes->pdata[fragments[first - 1].box])->group == box->group)
    return;
  while (last + 1 < n
         && ((LlmPdfBox *) document->boxes->pdata[fragments[last + 1].box])->group == box->group)
    last++;
  bottom = fragments[last].y + fragments[last].to - fragments[last].from;
  draw_rect (cr, &backgrounds[box->background],
             llm_pdf_box_get_x (document, box) - LLM_PDF_CODE_PADDING,
             offset + fragments[first].y - BACKGROUND_PADDING,
             llm_pdf_box_get_width (document, box) + 2 * LLM_PDF_CODE_PADDING,
             bottom - fragments[first].y + 2 * BACKGROUND_PADDING);
}

static gboolean
has_bar (LlmPdfDocument *document, const LlmPdfFragment *fragment, guint id)
{
  const LlmPdfBox *box = document->boxes->pdata[fragment->box];

  for (guint i = 0; i < box->n_bars; i++)
    if (box->bars[i].id == id)
      return TRUE;
  return FALSE;
}

static void
draw_bars (
    LlmPdfDocument *document, cairo_t *cr, const LlmPdfFragment *fragments, guint n, guint first)
{
  const LlmPdfBox *box = document->boxes->pdata[fragments[first].box];
  const double offset = llm_pdf_get_top (document);

  for (guint i = 0; i < box->n_bars; i++)
    {
      const LlmPdfBar *bar = &box->bars[i];
      guint last = first;
      double x, width;

      if (first > 0 && has_bar (document, &fragments[first - 1], bar->id))
        continue;
      while (last + 1 < n && has_bar (document, &fragments[last + 1], bar->id))
        last++;
      llm_pdf_box_get_area (document, box, &x, &width);
      if (box->is_rtl)
        x += width - bar->left - BAR_WIDTH;
      else
        x += MIN (bar->left, width / 2);
      draw_rect (cr, &bar_color, x, offset + fragments[first].y, BAR_WIDTH,
                 fragments[last].y + fragments[last].to - fragments[last].from
                     - fragments[first].y);
    }
}

static void
draw_row (LlmPdfDocument *document, cairo_t *cr, const LlmPdfBox *box, double y, double height)
{
  const LlmPdfTable *table = box->table;
  const double x = llm_pdf_box_get_x (document, box);
  double total = 0, left;

  for (guint i = 0; i < table->n_columns; i++)
    total += table->widths[i];
  left = box->is_rtl ? x + llm_pdf_box_get_width (document, box) - total : x;
  if (box->font == LLM_PDF_HEAD_CELL)
    draw_rect (cr, &head_color, left, y, total, height);
  set_color (cr, &line_color);
  cairo_set_line_width (cr, 0.5);
  cairo_rectangle (cr, left, y, total, height);
  cairo_stroke (cr);
  for (guint i = 0; i + 1 < table->n_columns; i++)
    {
      left += table->widths[box->is_rtl ? table->n_columns - 1 - i : i];
      cairo_move_to (cr, left, y);
      cairo_line_to (cr, left, y + height);
      cairo_stroke (cr);
    }
}

static void
draw_fragment (LlmPdfDocument *document, cairo_t *cr, const LlmPdfFragment *fragment)
{
  const LlmPdfBox *box = document->boxes->pdata[fragment->box];
  const double y = llm_pdf_get_top (document) + fragment->y;

  if (box->is_rule)
    {
      draw_rect (cr, &line_color, llm_pdf_box_get_x (document, box), y,
                 llm_pdf_box_get_width (document, box), 0.8);
      return;
    }
  if (box->image != NULL)
    {
      llm_pdf_image_draw (box->image, cr, llm_pdf_box_get_x (document, box), y,
                          fragment->to - fragment->from);
      return;
    }
  if (box->table != NULL)
    draw_row (document, cr, box, y, fragment->to - fragment->from);
  set_color (cr,
             box->font == LLM_PDF_SMALL || box->font == LLM_PDF_TURN ? &dim_color : &text_color);
  if (box->marker != NULL && fragment->from <= 0)
    draw_marker (document, cr, box, y);
  for (guint i = 0; i < box->n_cells; i++)
    draw_cell (document, cr, box, i, fragment, y);
}

/**
 * llm_pdf_document_draw_page:
 * @self: a document with pages
 * @cr: where to draw; one unit is a point
 * @page: which page, from 0
 *
 * Draws a page, with the title above and its number below.
 */
void
llm_pdf_document_draw_page (LlmPdfDocument *self, cairo_t *cr, guint page)
{
  const LlmPdfPage *info;
  const LlmPdfFragment *fragments;
  g_autofree char *number = NULL;
  guint n;

  g_return_if_fail (self != NULL && cr != NULL);
  g_return_if_fail (page < self->pages->len);

  info = &g_array_index (self->pages, LlmPdfPage, page);
  n = (page + 1 < self->pages->len ? g_array_index (self->pages, LlmPdfPage, page + 1).first
                                   : self->fragments->len)
      - info->first;
  fragments = (const LlmPdfFragment *) (void *) self->fragments->data + info->first;
  for (guint i = 0; i < n; i++)
    {
      draw_background (self, cr, fragments, n, i);
      draw_bars (self, cr, fragments, n, i);
    }
  for (guint i = 0; i < n; i++)
    draw_fragment (self, cr, &fragments[i]);
  number = g_strdup_printf ("%u / %u", page + 1, self->pages->len);
  draw_small (self, cr, number, self->height - self->margin - 9, PANGO_ALIGN_CENTER);
  if (page > 0 && info->title < self->titles->len)
    draw_small (self, cr, self->titles->pdata[info->title], self->margin - 2, PANGO_ALIGN_LEFT);
}
