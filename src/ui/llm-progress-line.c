/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-progress-line.h"

#include <math.h>

/* Time the mark takes from one end to the other and back, if pulses come often
 * enough; between rare pulses it moves no further than one step. */
#define PERIOD (2.4 * G_TIME_SPAN_SECOND)
#define MAX_STEP (0.1 * G_TIME_SPAN_SECOND)

/* Length of the mark as a share of the line. */
#define MARK 0.25

#define TRACK_ALPHA 0.2

struct _LlmProgressLine
{
  GtkWidget parent_instance;

  gboolean active;
  double position; /* 0 to 1, there and back */
  gint64 last_pulse;
};

G_DEFINE_FINAL_TYPE (LlmProgressLine, llm_progress_line, GTK_TYPE_WIDGET)

static gboolean
has_animations (LlmProgressLine *self)
{
  gboolean enabled = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled,
                NULL);
  return enabled;
}

static void
llm_progress_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LlmProgressLine *self = LLM_PROGRESS_LINE (widget);
  const float width = gtk_widget_get_width (widget);
  const float height = gtk_widget_get_height (widget);
  GdkRGBA color, track;

  if (!self->active)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  track = color;
  track.alpha *= TRACK_ALPHA;
  if (!has_animations (self))
    {
      gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, width, height));
      return;
    }

  gtk_snapshot_append_color (snapshot, &track, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (self->last_pulse != 0)
    {
      /* Slower near the ends, where it turns. */
      const double at = (1 - cos (self->position * 2 * G_PI)) / 2;
      const float length = roundf (width * (float) MARK);

      gtk_snapshot_append_color (
          snapshot, &color,
          &GRAPHENE_RECT_INIT (roundf ((width - length) * (float) at), 0, length, height));
    }
}

static void
llm_progress_line_class_init (LlmProgressLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = llm_progress_line_snapshot;
  gtk_widget_class_set_css_name (widget_class, "llm-progress-line");
  /* The state beside it says the same in words. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
llm_progress_line_init (LlmProgressLine *self)
{
}

/**
 * llm_progress_line_new:
 *
 * Returns: (transfer floating): a line that is not seen until it is active
 */
GtkWidget *
llm_progress_line_new (void)
{
  return g_object_new (LLM_TYPE_PROGRESS_LINE, NULL);
}

/**
 * llm_progress_line_set_active:
 * @self: a line
 * @active: whether something runs
 *
 * The line takes the same room in either case.
 */
void
llm_progress_line_set_active (LlmProgressLine *self, gboolean active)
{
  g_return_if_fail (LLM_IS_PROGRESS_LINE (self));

  if (self->active == active)
    return;
  self->active = active;
  self->position = 0;
  self->last_pulse = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_progress_line_pulse:
 * @self: a line
 *
 * Says that something has arrived.
 */
void
llm_progress_line_pulse (LlmProgressLine *self)
{
  gint64 now, step;

  g_return_if_fail (LLM_IS_PROGRESS_LINE (self));

  if (!self->active || !has_animations (self))
    return;
  now = g_get_monotonic_time ();
  step = MIN (now - self->last_pulse, (gint64) MAX_STEP);
  if (self->last_pulse != 0)
    self->position = fmod (self->position + step / PERIOD, 1.0);
  self->last_pulse = now;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_progress_line_get_position:
 * @self: a line
 *
 * Returns: how far the mark is on its way there and back, from 0 to 1
 */
double
llm_progress_line_get_position (LlmProgressLine *self)
{
  g_return_val_if_fail (LLM_IS_PROGRESS_LINE (self), 0);
  return self->position;
}
