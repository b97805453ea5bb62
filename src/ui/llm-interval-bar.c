/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-interval-bar.h"

#include <math.h>

#define WIDTH 180
#define HEIGHT 28

/* Room at both ends, for half of a number. */
#define MARGIN 18

#define RADIUS 4.5
#define CAP 5
#define ARROW 6
#define GRID_ALPHA 0.18

/* An interval that is longer on one side hides what there is to see of the others. */
#define MAX_REACH 800
#define MIN_SPAN 200
#define MAX_MARKS 4

struct _LlmIntervalBar
{
  GtkWidget parent_instance;

  LlmIntervalScale scale;
  gboolean marks;
  double points;
  double lower;
  double upper;
};

G_DEFINE_FINAL_TYPE (LlmIntervalBar, llm_interval_bar, GTK_TYPE_WIDGET)

/* --- The scale --- */

static double
choose_step (double span)
{
  static const double factors[] = { 1, 2, 5 };
  double power = 10;

  for (;; power *= 10)
    for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
      if (span <= MAX_MARKS * factors[i] * power)
        return factors[i] * power;
}

/**
 * llm_interval_scale_init:
 * @scale: (out caller-allocates): where to put the scale
 * @ranking: what must fit on it
 *
 * Returns: whether any model has points
 */
gboolean
llm_interval_scale_init (LlmIntervalScale *scale, LlmRanking *ranking)
{
  double low = INFINITY, high = -INFINITY;

  g_return_val_if_fail (scale != NULL && ranking != NULL, FALSE);

  for (guint i = 0; i < llm_ranking_get_n_rows (ranking); i++)
    {
      const LlmRankingRow *row = llm_ranking_get_row (ranking, i);

      if (!isfinite (row->points))
        continue;
      low = MIN (low, row->points);
      high = MAX (high, row->points);
      if (isfinite (row->lower))
        low = MIN (low, MAX (row->lower, row->points - MAX_REACH));
      if (isfinite (row->upper))
        high = MAX (high, MIN (row->upper, row->points + MAX_REACH));
    }
  if (low > high)
    return FALSE;
  if (high - low < MIN_SPAN)
    {
      const double middle = (low + high) / 2;

      low = middle - MIN_SPAN / 2.0;
      high = middle + MIN_SPAN / 2.0;
    }
  scale->step = choose_step (high - low);
  scale->from = floor (low / scale->step) * scale->step;
  scale->to = ceil (high / scale->step) * scale->step;
  return TRUE;
}

/* --- Drawing --- */

/**
 * llm_interval_bar_get_position:
 * @self: a bar
 * @points: points
 *
 * Returns: where they are, in pixels from the left; at an end if they are beyond it
 */
double
llm_interval_bar_get_position (LlmIntervalBar *self, double points)
{
  double share;
  int width;

  g_return_val_if_fail (LLM_IS_INTERVAL_BAR (self), 0);

  width = gtk_widget_get_width (GTK_WIDGET (self));
  share = (points - self->scale.from) / (self->scale.to - self->scale.from);
  share = CLAMP (share, 0, 1);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    share = 1 - share;
  return MARGIN + share * MAX (width - 2 * MARGIN, 0);
}

static guint
get_n_marks (LlmIntervalBar *self)
{
  return (guint) round ((self->scale.to - self->scale.from) / self->scale.step) + 1;
}

static double
get_mark (LlmIntervalBar *self, guint index)
{
  return self->scale.from + index * self->scale.step;
}

static void
draw_grid (LlmIntervalBar *self, GtkSnapshot *snapshot, const GdkRGBA *color, float height)
{
  GdkRGBA pale = *color;

  pale.alpha *= (float) GRID_ALPHA;
  for (guint i = 0; i < get_n_marks (self); i++)
    {
      const float x = floorf ((float) llm_interval_bar_get_position (self, get_mark (self, i)));

      gtk_snapshot_append_color (snapshot, &pale, &GRAPHENE_RECT_INIT (x, 0, 1, height));
    }
}

/* Two numbers do not touch. */
static void
draw_marks (LlmIntervalBar *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const float height = gtk_widget_get_height (GTK_WIDGET (self));
  float end = -INFINITY;
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const guint n = get_n_marks (self);

  for (guint i = 0; i < n; i++)
    {
      const double mark = get_mark (self, rtl ? n - 1 - i : i);
      g_autofree char *text = g_strdup_printf ("%.0f", mark);
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
      const float x = (float) llm_interval_bar_get_position (self, mark);
      int width, text_height;

      pango_layout_get_pixel_size (layout, &width, &text_height);
      if (x - width / 2.0f < end + 4)
        continue;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot,
                              &GRAPHENE_POINT_INIT (x - width / 2.0f, (height - text_height) / 2));
      gtk_snapshot_append_layout (snapshot, layout, color);
      gtk_snapshot_restore (snapshot);
      end = x + width / 2.0f;
    }
}

/* One end of the interval: a bar across, or an arrow if there is none on the scale. */
static void
draw_end (LlmIntervalBar *self, cairo_t *cr, double bound, double y)
{
  const double x = llm_interval_bar_get_position (self, bound);
  const double toward = x < llm_interval_bar_get_position (self, self->points) ? -1 : 1;
  const gboolean beyond = bound < self->scale.from || bound > self->scale.to;

  if (beyond)
    {
      cairo_move_to (cr, x - toward * ARROW, y - ARROW);
      cairo_line_to (cr, x, y);
      cairo_line_to (cr, x - toward * ARROW, y + ARROW);
    }
  else
    {
      cairo_move_to (cr, x, y - CAP);
      cairo_line_to (cr, x, y + CAP);
    }
  cairo_stroke (cr);
}

static void
draw_interval (LlmIntervalBar *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));
  const int height = gtk_widget_get_height (GTK_WIDGET (self));
  const double y = floor (height / 2.0) + 0.5;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 1.5);
  if (!isnan (self->lower) && !isnan (self->upper))
    {
      cairo_move_to (cr, llm_interval_bar_get_position (self, self->lower), y);
      cairo_line_to (cr, llm_interval_bar_get_position (self, self->upper), y);
      cairo_stroke (cr);
      draw_end (self, cr, self->lower, y);
      draw_end (self, cr, self->upper, y);
    }
  cairo_arc (cr, llm_interval_bar_get_position (self, self->points), y, RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
llm_interval_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LlmIntervalBar *self = LLM_INTERVAL_BAR (widget);
  GdkRGBA color;

  if (self->scale.step <= 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->marks)
    {
      draw_marks (self, snapshot, &color);
      return;
    }
  draw_grid (self, snapshot, &color, (float) gtk_widget_get_height (widget));
  if (isfinite (self->points))
    draw_interval (self, snapshot, &color);
}

static void
llm_interval_bar_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = LLM_INTERVAL_BAR (widget)->scale.step > 0 ? WIDTH : 0;
  else
    *minimum = *natural = HEIGHT;
}

static void
llm_interval_bar_class_init (LlmIntervalBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = llm_interval_bar_snapshot;
  widget_class->measure = llm_interval_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "llm-interval-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
llm_interval_bar_init (LlmIntervalBar *self)
{
  self->points = self->lower = self->upper = NAN;
}

/**
 * llm_interval_bar_new:
 * @scale: (nullable): what it is drawn on; %NULL if no model has points
 * @row: a model
 *
 * Returns: (transfer floating): a bar; only the marks of the scale if it has no points
 */
GtkWidget *
llm_interval_bar_new (const LlmIntervalScale *scale, const LlmRankingRow *row)
{
  LlmIntervalBar *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (LLM_TYPE_INTERVAL_BAR, NULL);
  if (scale != NULL)
    self->scale = *scale;
  self->points = row->points;
  self->lower = row->lower;
  self->upper = row->upper;
  return GTK_WIDGET (self);
}

/**
 * llm_interval_bar_new_marks:
 * @scale: (nullable): what the bars below are drawn on
 *
 * Returns: (transfer floating): the numbers of the scale
 */
GtkWidget *
llm_interval_bar_new_marks (const LlmIntervalScale *scale)
{
  LlmIntervalBar *self = g_object_new (LLM_TYPE_INTERVAL_BAR, NULL);

  if (scale != NULL)
    self->scale = *scale;
  self->marks = TRUE;
  return GTK_WIDGET (self);
}
