/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document-text.h"

#include <string.h>

#define RADIUS 8
#define BAR_WIDTH 3

/* What is drawn beyond the part in view, so that round corners stay out of it. */
#define BEYOND 40

struct _LlmDocumentText
{
  GtkSourceView parent_instance;

  LlmDocumentPainter *painter; /* weak */
};

G_DEFINE_FINAL_TYPE (LlmDocumentText, llm_document_text, GTK_SOURCE_TYPE_VIEW)

enum
{
  SIGNAL_STYLE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  LlmDocumentText *self;
  GtkSnapshot *snapshot;
  const LlmDocumentColors *colors;
  GdkRectangle visible;
  int first_offset; /* of the characters in view */
  int last_offset;
  int left; /* of the text */
  int width;
} Drawing;

static void
get_line_y (Drawing *drawing, int offset, int *y, int *height)
{
  GtkTextView *view = GTK_TEXT_VIEW (drawing->self);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (view), &iter, offset);
  gtk_text_view_get_line_yrange (view, &iter, y, height);
}

static void
fill (Drawing *drawing, const GdkRGBA *color, float x, float y, float width, float height)
{
  gtk_snapshot_append_color (drawing->snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static gboolean
is_rtl (Drawing *drawing, const LlmLine *line)
{
  if (line->direction == 0)
    return gtk_widget_get_direction (GTK_WIDGET (drawing->self)) == GTK_TEXT_DIR_RTL;
  return line->direction < 0;
}

static void
draw_code (Drawing *drawing, const LlmBox *box, int y, int bottom)
{
  GskRoundedRect rect;
  const float left = (float) (drawing->left + box->left);

  gsk_rounded_rect_init_from_rect (&rect,
                                   &GRAPHENE_RECT_INIT (left, (float) y,
                                                        (float) (drawing->width - box->left),
                                                        (float) (bottom - y)),
                                   RADIUS);
  gtk_snapshot_push_rounded_clip (drawing->snapshot, &rect);
  gtk_snapshot_append_color (drawing->snapshot, &drawing->colors->box, &rect.bounds);
  gtk_snapshot_pop (drawing->snapshot);
}

/* Lines between the rows that are in view. */
static void
draw_table (Drawing *drawing, const LlmLayout *layout, int start, const LlmBox *box, gboolean rtl)
{
  guint n_lines;
  const LlmLine *lines = llm_layout_get_lines (layout, &n_lines);
  const LlmTable *table = llm_layout_get_table (layout, (guint) lines[box->first_line].table);
  const int width = MIN (table->width, drawing->width - box->left);
  const float left = (float) (rtl ? drawing->left + drawing->width - box->left - width
                                  : drawing->left + box->left);
  int y, height;

  for (guint i = box->first_line; i <= box->last_line; i++)
    {
      const int offset = start + (int) lines[i].start;

      if (i + 1 <= box->last_line && start + (int) lines[i + 1].start < drawing->first_offset)
        continue;
      if (offset > drawing->last_offset)
        return;
      if (lines[i].row_start == 0 || i == box->first_line)
        continue;
      get_line_y (drawing, offset, &y, &height);
      fill (drawing, &drawing->colors->line, left, (float) y, (float) width,
            lines[i].row_start == 2 ? 2 : 1);
    }
}

static void
draw_box (Drawing *drawing, const LlmLayout *layout, int start, const LlmBox *box)
{
  guint n_lines;
  const LlmLine *lines = llm_layout_get_lines (layout, &n_lines);
  const int end = start
                  + (int) (box->last_line + 1 < n_lines ? lines[box->last_line + 1].start
                                                        : llm_layout_get_n_chars (layout));
  const guint at = lines[box->first_line].start;
  const gboolean rtl = box->kind != LLM_BOX_CODE && is_rtl (drawing, &lines[box->first_line]);
  int y, height, bottom;

  if (end < drawing->first_offset || start + (int) at > drawing->last_offset)
    return;
  if (box->kind == LLM_BOX_TABLE)
    {
      draw_table (drawing, layout, start, box, rtl);
      return;
    }
  get_line_y (drawing, start + (int) at, &y, &height);
  if (box->kind == LLM_BOX_RULE)
    {
      fill (
          drawing, &drawing->colors->line, (float) (drawing->left + (rtl ? 0 : box->left)),
          (float) (y + lines[box->first_line].above + (height - lines[box->first_line].above) / 2),
          (float) (drawing->width - box->left), 1);
      return;
    }
  y += lines[box->first_line].above;
  get_line_y (drawing, start + (int) lines[box->last_line].start, &bottom, &height);
  bottom += height;
  if (box->kind == LLM_BOX_CODE)
    y -= lines[box->last_line].below;
  y = MAX (y, drawing->visible.y - BEYOND);
  bottom = MIN (bottom, drawing->visible.y + drawing->visible.height + BEYOND);
  if (box->kind == LLM_BOX_CODE)
    draw_code (drawing, box, y, bottom);
  else
    fill (drawing, &drawing->colors->line,
          (float) (rtl ? drawing->left + drawing->width - box->left - BAR_WIDTH
                       : drawing->left + box->left),
          (float) y, BAR_WIDTH, (float) (bottom - y));
}

static void
draw_boxes (Drawing *drawing)
{
  LlmDocumentPainter *painter = drawing->self->painter;
  GtkTextView *view = GTK_TEXT_VIEW (drawing->self);
  GtkTextIter iter;
  guint first, last;

  gtk_text_view_get_line_at_y (view, &iter, drawing->visible.y, NULL);
  drawing->first_offset = gtk_text_iter_get_offset (&iter);
  gtk_text_view_get_line_at_y (view, &iter, drawing->visible.y + drawing->visible.height, NULL);
  if (!gtk_text_iter_ends_line (&iter))
    gtk_text_iter_forward_to_line_end (&iter);
  drawing->last_offset = gtk_text_iter_get_offset (&iter);
  first = llm_document_painter_find_block (painter, drawing->first_offset);
  last = llm_document_painter_find_block (painter, drawing->last_offset);
  for (guint i = first; i <= last; i++)
    {
      int start;
      guint n_boxes;
      const LlmLayout *layout = llm_document_painter_get_block (painter, i, &start);
      const LlmBox *boxes = llm_layout_get_boxes (layout, &n_boxes);

      for (guint j = 0; j < n_boxes; j++)
        draw_box (drawing, layout, start, &boxes[j]);
    }
}

static void
llm_document_text_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  LlmDocumentText *self = LLM_DOCUMENT_TEXT (view);

  if (layer == GTK_TEXT_VIEW_LAYER_BELOW_TEXT && self->painter != NULL
      && llm_document_painter_get_n_blocks (self->painter) > 0
      && llm_document_painter_get_buffer (self->painter) == gtk_text_view_get_buffer (view))
    {
      Drawing drawing = { 0 };

      drawing.self = self;
      drawing.snapshot = snapshot;
      drawing.colors = llm_document_painter_get_colors (self->painter);
      gtk_text_view_get_visible_rect (view, &drawing.visible);
      drawing.left = gtk_text_view_get_left_margin (view);
      drawing.width = gtk_widget_get_width (GTK_WIDGET (view)) - drawing.left
                      - gtk_text_view_get_right_margin (view);
      draw_boxes (&drawing);
    }
  GTK_TEXT_VIEW_CLASS (llm_document_text_parent_class)->snapshot_layer (view, layer, snapshot);
}

static void
llm_document_text_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (llm_document_text_parent_class)->css_changed (widget, change);
  g_signal_emit (widget, signals[SIGNAL_STYLE_CHANGED], 0);
}

static void
llm_document_text_dispose (GObject *object)
{
  g_clear_weak_pointer (&LLM_DOCUMENT_TEXT (object)->painter);

  G_OBJECT_CLASS (llm_document_text_parent_class)->dispose (object);
}

static void
llm_document_text_class_init (LlmDocumentTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_document_text_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = llm_document_text_css_changed;
  GTK_TEXT_VIEW_CLASS (klass)->snapshot_layer = llm_document_text_snapshot_layer;

  /**
   * LlmDocumentText::style-changed:
   *
   * The theme, the font or its size may be another.
   */
  signals[SIGNAL_STYLE_CHANGED]
      = g_signal_new ("style-changed", LLM_TYPE_DOCUMENT_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
llm_document_text_init (LlmDocumentText *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);

  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_top_margin (view, 6);
  gtk_text_view_set_bottom_margin (view, 12);
  gtk_text_view_set_pixels_below_lines (view, 2);
  gtk_text_view_set_pixels_inside_wrap (view, 2);
}

/**
 * llm_document_text_new:
 *
 * Returns: (transfer floating): a read-only text view
 */
GtkWidget *
llm_document_text_new (void)
{
  return g_object_new (LLM_TYPE_DOCUMENT_TEXT, NULL);
}

/**
 * llm_document_text_set_painter:
 * @self: a text view
 * @painter: (nullable): what paints in its buffer, or NULL while the text is raw
 */
void
llm_document_text_set_painter (LlmDocumentText *self, LlmDocumentPainter *painter)
{
  g_return_if_fail (LLM_IS_DOCUMENT_TEXT (self));
  g_return_if_fail (painter == NULL || LLM_IS_DOCUMENT_PAINTER (painter));

  if (g_set_weak_pointer (&self->painter, painter))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}
