/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"
#include "llm-image-header.h"
#include "llm-pdf-document.h"

G_BEGIN_DECLS

/* Shared by the parts of LlmPdfDocument only: llm-pdf-flow.c makes boxes of blocks,
 * llm-pdf-table.c those of tables, llm-pdf-pages.c puts them on pages, llm-pdf-painter.c
 * draws those; images are llm-pdf-image.c. */

typedef enum
{
  LLM_PDF_BODY,
  LLM_PDF_TITLE,
  LLM_PDF_TURN,
  LLM_PDF_MODEL,
  LLM_PDF_HEADING_1,
  LLM_PDF_HEADING_2,
  LLM_PDF_HEADING_3,
  LLM_PDF_HEADING_4,
  LLM_PDF_CODE,
  LLM_PDF_NARROW_CODE, /* in columns */
  LLM_PDF_SMALL,
  LLM_PDF_CELL,
  LLM_PDF_HEAD_CELL,
  LLM_PDF_N_FONTS
} LlmPdfFont;

typedef enum
{
  LLM_PDF_NO_BACKGROUND,
  LLM_PDF_CODE_BACKGROUND,
  LLM_PDF_PROMPT_BACKGROUND
} LlmPdfBackground;

/* A run of one look, of #LlmTextStyle. */
typedef struct
{
  guint32 start;
  guint32 end;
  guint32 style;
  guint32 link; /* index of its target, counted from 1; 0 for none */
} LlmPdfSpan;

typedef struct
{
  char *text;
  gsize length;
  GArray *spans; /* NULL for none */
} LlmPdfText;

typedef struct _LlmPdfBox LlmPdfBox;
typedef struct _LlmPdfImage LlmPdfImage;

typedef struct
{
  guint n_columns;
  double *widths; /* with padding */
  guint8 *aligns;
  double scale; /* of the fonts */
  gboolean is_measured;
  guint first; /* box of the header */
  guint n_rows;
} LlmPdfTable;

/* Bars of quotes that are drawn beside each other. */
#define LLM_PDF_MAX_BARS 6

typedef struct
{
  guint id; /* the same for all boxes of one quote */
  float left;
} LlmPdfBar;

/**
 * LlmPdfBox:
 *
 * What stands below another: a paragraph or a piece of one, a line of code, a row of a table, a
 * rule or an image.  It may be divided between lines.
 */
struct _LlmPdfBox
{
  guint8 font;
  guint8 background;
  guint8 n_bars;
  guint8 column; /* of its row */
  guint8 n_columns;
  gboolean is_rule : 1;
  gboolean is_rtl : 1; /* indented from the right */
  gboolean keep : 1;   /* not the last of a page */
  gboolean begins_page : 1;
  guint group; /* the same for boxes with one background */
  guint row;   /* the same for what stands side by side; 0 for the whole width */
  float left;
  float right;
  float above;
  float below;
  float marker_left;
  char *marker;
  LlmPdfBar bars[LLM_PDF_MAX_BARS];
  LlmPdfText *cells;
  guint n_cells;
  LlmPdfTable *table;
  LlmPdfImage *image; /* is never divided */
  char *outline;
  guint outline_level; /* from 1 */

  /* Of these pages. */
  double height; /* negative if it was not measured */
  double start;  /* height of what should not be alone at the end of a page */
  guint page;    /* where it begins */
  float y;
};

typedef struct
{
  guint box;
  float from; /* what of the box */
  float to;
  float y;
} LlmPdfFragment;

typedef struct
{
  guint first; /* fragment */
  guint title;
} LlmPdfPage;

struct _LlmPdfDocument
{
  PangoContext *context;
  PangoFontDescription *fonts[LLM_PDF_N_FONTS];
  double margin;
  char *title;

  GPtrArray *boxes;  /* LlmPdfBox */
  GPtrArray *tables; /* LlmPdfTable */
  GPtrArray *links;  /* targets */
  GPtrArray *titles; /* of the conversations */
  GHashTable *link_indices;
  guint n_groups;
  guint n_rows;
  guint n_bars;

  double width; /* of a page */
  double height;
  GArray *fragments;
  GArray *pages;
};

#define LLM_PDF_CODE_PADDING 6.0
#define LLM_PDF_CELL_PADDING 5.0

/* What boxes are made with; the caller sets what is not zero. */
typedef struct
{
  LlmPdfDocument *document;
  double left;
  gboolean is_rtl;
  LlmPdfBar bars[LLM_PDF_MAX_BARS];
  guint n_bars;
  guint depth; /* of lists and quotes */
  char *marker;
  double marker_left;
  guint outline_level; /* of headings; 0 for none */
  guint row;           /* of columns side by side; 0 for none */
  guint column;
  guint n_columns;
} LlmPdfFlow;

/* Columns of one row; more would be as many again below. */
#define LLM_PDF_MAX_COLUMNS 64

LlmPdfBox *llm_pdf_flow_add (LlmPdfFlow *self, LlmPdfFont font);
LlmPdfBox *llm_pdf_flow_add_text (LlmPdfFlow *self, LlmPdfFont font, const char *text);
void llm_pdf_flow_add_plain (LlmPdfFlow *self, LlmPdfFont font, guint background, const char *text);
void llm_pdf_flow_add_block (LlmPdfFlow *self, const LlmBlock *block);
guint llm_pdf_flow_collect (
    LlmPdfFlow *self, const LlmBlock *block, guint first, GString *text, GArray *spans);
void llm_pdf_text_take (LlmPdfText *self, GString *text, GArray *spans);

guint llm_pdf_flow_add_table (LlmPdfFlow *self, const LlmBlock *block, guint first);
void llm_pdf_table_measure (LlmPdfDocument *document, LlmPdfTable *table, double width);
void llm_pdf_table_free (LlmPdfTable *table);

LlmPdfImage *llm_pdf_image_new (GBytes *bytes, const LlmImageHeader *header, const char *hash);
void llm_pdf_image_free (LlmPdfImage *self);
double llm_pdf_image_get_height (const LlmPdfImage *self, double width, double room);
void llm_pdf_image_draw (const LlmPdfImage *self, cairo_t *cr, double x, double y, double height);

void llm_pdf_box_free (LlmPdfBox *box);
double llm_pdf_box_get_width (LlmPdfDocument *document, const LlmPdfBox *box);
double llm_pdf_box_get_x (LlmPdfDocument *document, const LlmPdfBox *box);
PangoLayout *
llm_pdf_make_layout (LlmPdfDocument *document, const LlmPdfBox *box, guint cell, double width);
double llm_pdf_box_get_cell (
    LlmPdfDocument *document, const LlmPdfBox *box, guint cell, double *x, double *width);

void
llm_pdf_box_get_area (LlmPdfDocument *document, const LlmPdfBox *box, double *x, double *width);
guint llm_pdf_get_lanes (LlmPdfDocument *document, guint n_columns);
double llm_pdf_get_content_width (LlmPdfDocument *document);
double llm_pdf_get_top (LlmPdfDocument *document);

G_END_DECLS
