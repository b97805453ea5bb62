/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-spread-bar.h"

#include <math.h>

#define MIN_WIDTH 120
#define WIDTH 320
#define HEIGHT 28

/* Room at both ends, for half of a number. */
#define MARGIN 20

#define RADIUS 3.5f
#define BAR_HEIGHT 12.0f
#define MEAN_WIDTH 3.0f
#define MEAN_HEIGHT 22.0f
#define GRID_ALPHA 0.18f
#define BAR_ALPHA 0.25f
#define DOT_ALPHA 0.6f
#define N_MARKS 5

struct _LlmSpreadBar
{
  GtkWidget parent_instance;

  gboolean marks;
  gboolean within;   /* one group */
  GArray *distances; /* of double */
  double mean;
  double lowest;
  double highest;
};

G_DEFINE_FINAL_TYPE (LlmSpreadBar, llm_spread_bar, GTK_TYPE_WIDGET)

/**
 * llm_spread_bar_get_position:
 * @self: a bar
 * @share: from 0 to 1
 *
 * Returns: where it is, in pixels from the left
 */
double
llm_spread_bar_get_position (LlmSpreadBar *self, double share)
{
  int width;

  g_return_val_if_fail (LLM_IS_SPREAD_BAR (self), 0);

  width = gtk_widget_get_width (GTK_WIDGET (self));
  share = CLAMP (share, 0, 1);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    share = 1 - share;
  return MARGIN + share * MAX (width - 2 * MARGIN, 0);
}

static double
get_mark (guint index)
{
  return index / (double) (N_MARKS - 1);
}

static GdkRGBA
fade (const GdkRGBA *color, float alpha)
{
  GdkRGBA faded = *color;

  faded.alpha *= alpha;
  return faded;
}

static void
draw_grid (LlmSpreadBar *self, GtkSnapshot *snapshot, const GdkRGBA *color, float height)
{
  const GdkRGBA pale = fade (color, GRID_ALPHA);

  for (guint i = 0; i < N_MARKS; i++)
    {
      const float x = floorf ((float) llm_spread_bar_get_position (self, get_mark (i)));

      gtk_snapshot_append_color (snapshot, &pale, &GRAPHENE_RECT_INIT (x, 0, 1, height));
    }
}

static void
draw_marks (LlmSpreadBar *self, GtkSnapshot *snapshot, const GdkRGBA *color, float height)
{
  for (guint i = 0; i < N_MARKS; i++)
    {
      g_autofree char *text = llm_stability_format_share (get_mark (i));
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
      const float x = (float) llm_spread_bar_get_position (self, get_mark (i));
      int width, text_height;

      /* In a narrow window every second one. */
      if (i % 2 == 1 && gtk_widget_get_width (GTK_WIDGET (self)) < WIDTH)
        continue;
      pango_layout_get_pixel_size (layout, &width, &text_height);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - (float) width / 2,
                                                              (height - (float) text_height) / 2));
      gtk_snapshot_append_layout (snapshot, layout, color);
      gtk_snapshot_restore (snapshot);
    }
}

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *color, graphene_rect_t bounds, float radius)
{
  GskRoundedRect shape;

  gsk_rounded_rect_init_from_rect (&shape, &bounds, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_spread (LlmSpreadBar *self, GtkSnapshot *snapshot, const GdkRGBA *color, float height)
{
  const float y = height / 2;
  const float ends[] = { (float) llm_spread_bar_get_position (self, self->lowest),
                         (float) llm_spread_bar_get_position (self, self->highest) };
  const float from = fminf (ends[0], ends[1]) - RADIUS, to = fmaxf (ends[0], ends[1]) + RADIUS;
  const float mean = (float) llm_spread_bar_get_position (self, self->mean);
  const GdkRGBA bar = fade (color, BAR_ALPHA), dot = fade (color, DOT_ALPHA);

  fill (snapshot, &bar, GRAPHENE_RECT_INIT (from, y - BAR_HEIGHT / 2, to - from, BAR_HEIGHT),
        BAR_HEIGHT / 2);
  for (guint i = 0; i < self->distances->len; i++)
    {
      const double distance = g_array_index (self->distances, double, i);
      const float x = (float) llm_spread_bar_get_position (self, distance);

      fill (snapshot, &dot, GRAPHENE_RECT_INIT (x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS),
            RADIUS);
    }
  fill (snapshot, color,
        GRAPHENE_RECT_INIT (mean - MEAN_WIDTH / 2, y - MEAN_HEIGHT / 2, MEAN_WIDTH, MEAN_HEIGHT),
        MEAN_WIDTH / 2);
}

static void
llm_spread_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LlmSpreadBar *self = LLM_SPREAD_BAR (widget);
  const float height = (float) gtk_widget_get_height (widget);
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color, accent;

  gtk_style_context_get_color (context, &color);
  if (!self->within || !gtk_style_context_lookup_color (context, "accent_color", &accent))
    accent = color;
  if (self->marks)
    {
      draw_marks (self, snapshot, &color, height);
      return;
    }
  draw_grid (self, snapshot, &color, height);
  if (self->distances->len > 0)
    draw_spread (self, snapshot, &accent, height);
}

static void
llm_spread_bar_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = WIDTH;
    }
  else
    *minimum = *natural = HEIGHT;
}

static void
llm_spread_bar_finalize (GObject *object)
{
  g_array_unref (LLM_SPREAD_BAR (object)->distances);

  G_OBJECT_CLASS (llm_spread_bar_parent_class)->finalize (object);
}

static void
llm_spread_bar_class_init (LlmSpreadBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = llm_spread_bar_finalize;
  widget_class->snapshot = llm_spread_bar_snapshot;
  widget_class->measure = llm_spread_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "llm-spread-bar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
llm_spread_bar_init (LlmSpreadBar *self)
{
  self->distances = g_array_new (FALSE, FALSE, sizeof (double));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

/**
 * llm_spread_bar_new:
 * @row: how far answers of one group, or of two, are apart
 *
 * Returns: (transfer floating): a bar, in the accent colour for one group
 */
GtkWidget *
llm_spread_bar_new (const LlmStabilityRow *row)
{
  LlmSpreadBar *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (LLM_TYPE_SPREAD_BAR, NULL);
  g_array_append_vals (self->distances, row->distances, row->n_distances);
  self->mean = row->mean;
  self->lowest = row->lowest;
  self->highest = row->highest;
  self->within = row->groups[0] == row->groups[1];
  return GTK_WIDGET (self);
}

/**
 * llm_spread_bar_new_marks:
 *
 * Returns: (transfer floating): the numbers of the scale
 */
GtkWidget *
llm_spread_bar_new_marks (void)
{
  LlmSpreadBar *self = g_object_new (LLM_TYPE_SPREAD_BAR, NULL);

  self->marks = TRUE;
  return GTK_WIDGET (self);
}
