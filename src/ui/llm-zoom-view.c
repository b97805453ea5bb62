/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-zoom-view.h"

#include <math.h>

/* What is free around the picture (px). */
#define PADDING LLM_ZOOM_VIEW_PADDING

/* A large one can be made at least this small. */
#define SCALE_MIN 0.1

/* One step, and how far a touchpad scrolls for one (px). */
#define STEP 1.25
#define SURFACE_STEP 40.0

/* How far an arrow key moves it (px). */
#define PAN_STEP 60.0

#define FOCUS_WIDTH 2.0f

typedef struct
{
  /* By GtkOrientation. */
  double lengths[2]; /* of the picture at its own size, 0 for none */
  GtkAdjustment *adjustments[2];
  GtkScrollablePolicy policies[2];
  double fit_max;
  double scale;
  gboolean fits;

  double pointer[2];
  double drag_start[2];
  double pinch_start;
} LlmZoomViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (LlmZoomView,
                                  llm_zoom_view,
                                  GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (LlmZoomView)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_SCALE,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};

static GParamSpec *props[N_PROPS];

static gboolean
has_picture (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  return priv->lengths[0] > 0;
}

/* --- Sizes (px) --- */

static int
get_room (LlmZoomView *self, GtkOrientation orientation)
{
  return gtk_widget_get_size (GTK_WIDGET (self), orientation);
}

static double
get_fit (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  double fit = priv->fit_max;

  for (int i = 0; i < 2; i++)
    fit = MIN (fit, MAX (1, get_room (self, i) - 2 * PADDING) / priv->lengths[i]);
  return fit;
}

/**
 * llm_zoom_view_get_origin:
 * @self: a view
 * @orientation: across or down
 *
 * Returns: where the picture begins, on a pixel of the display
 */
double
llm_zoom_view_get_origin (LlmZoomView *self, GtkOrientation orientation)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  double room, length, origin;
  int factor;

  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), 0);

  room = get_room (self, orientation);
  length = priv->lengths[orientation] * priv->scale;
  factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  origin = (room - length) / 2;
  if (length + 2 * PADDING > room && priv->adjustments[orientation] != NULL)
    origin = PADDING - gtk_adjustment_get_value (priv->adjustments[orientation]);
  return round (origin * factor) / factor;
}

/**
 * llm_zoom_view_can_pan:
 * @self: a view
 * @orientation: across or down
 *
 * Returns: whether there is more of the picture than is seen
 */
gboolean
llm_zoom_view_can_pan (LlmZoomView *self, GtkOrientation orientation)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  GtkAdjustment *adjustment;

  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), FALSE);

  adjustment = priv->adjustments[orientation];
  return adjustment != NULL
         && gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
}

static void
update_cursor (LlmZoomView *self, gboolean is_dragged)
{
  const gboolean pans = llm_zoom_view_can_pan (self, GTK_ORIENTATION_HORIZONTAL)
                        || llm_zoom_view_can_pan (self, GTK_ORIENTATION_VERTICAL);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   !pans ? NULL : (is_dragged ? "grabbing" : "grab"));
}

/* Tells the adjustment how long all of it is. */
static void
configure (LlmZoomView *self, GtkOrientation orientation, double value)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  const double room = get_room (self, orientation);
  const double length = priv->lengths[orientation] * priv->scale + 2 * PADDING;
  /* What is half a pixel too long is not for scrolling. */
  const double upper = length > room + 0.5 ? length : room;

  if (priv->adjustments[orientation] == NULL)
    return;
  gtk_adjustment_configure (priv->adjustments[orientation], CLAMP (value, 0, upper - room), 0,
                            upper, PAN_STEP, room * 0.9, room);
}

static void
set_scale (LlmZoomView *self, double scale)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  if (priv->scale == scale)
    return;
  priv->scale = scale;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCALE]);
}

static void
update_layout (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  if (!has_picture (self))
    return;
  if (priv->fits)
    set_scale (self, get_fit (self));
  for (int i = 0; i < 2; i++)
    {
      if (priv->adjustments[i] != NULL)
        configure (self, i, gtk_adjustment_get_value (priv->adjustments[i]));
    }
  update_cursor (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Drawing --- */

static void
paint_focus (LlmZoomView *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  const float width = FOCUS_WIDTH;
  GdkRGBA color;
  GskRoundedRect outline;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                       "accent_color", &color))
    return;
  color.alpha *= 0.5f;
  gsk_rounded_rect_init_from_rect (&outline, bounds, 0);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]){ width, width, width, width },
                              (GdkRGBA[4]){ color, color, color, color });
}

static void
llm_zoom_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                                     (float) gtk_widget_get_height (widget));

  if (has_picture (LLM_ZOOM_VIEW (widget)))
    LLM_ZOOM_VIEW_GET_CLASS (widget)->paint (LLM_ZOOM_VIEW (widget), snapshot);
  if (gtk_widget_has_visible_focus (widget))
    paint_focus (LLM_ZOOM_VIEW (widget), snapshot, &bounds);
}

/* --- Input --- */

static gboolean
scroll_cb (LlmZoomView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  const GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    dy /= SURFACE_STEP;
  llm_zoom_view_zoom_at (self, priv->scale * pow (STEP, -dy), priv->pointer[0], priv->pointer[1]);
  return TRUE;
}

static void
motion_cb (LlmZoomView *self, double x, double y)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  priv->pointer[0] = x;
  priv->pointer[1] = y;
}

static void
pinch_begin_cb (LlmZoomView *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  priv->pinch_start = priv->scale;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_cb (LlmZoomView *self, double factor, GtkGesture *gesture)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    llm_zoom_view_zoom_at (self, priv->pinch_start * factor, x, y);
}

static void
drag_begin_cb (LlmZoomView *self, double x, double y, GtkGesture *gesture)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  /* A finger moves it already, as it does in every scrolled window. */
  if (gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture)) != NULL)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  for (int i = 0; i < 2; i++)
    priv->drag_start[i]
        = priv->adjustments[i] != NULL ? gtk_adjustment_get_value (priv->adjustments[i]) : 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  update_cursor (self, TRUE);
}

static void
drag_update_cb (LlmZoomView *self, double dx, double dy)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  const double offset[] = { dx, dy };

  for (int i = 0; i < 2; i++)
    {
      if (priv->adjustments[i] != NULL)
        gtk_adjustment_set_value (priv->adjustments[i], priv->drag_start[i] - offset[i]);
    }
}

static void
drag_end_cb (LlmZoomView *self)
{
  update_cursor (self, FALSE);
}

/* Lets the key move the focus where there is nothing to move. */
static gboolean
pan_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmZoomView *self = LLM_ZOOM_VIEW (widget);
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  int orientation, direction;

  g_variant_get (args, "(ii)", &orientation, &direction);
  if (!llm_zoom_view_can_pan (self, orientation))
    return FALSE;
  gtk_adjustment_set_value (priv->adjustments[orientation],
                            gtk_adjustment_get_value (priv->adjustments[orientation])
                                + direction * PAN_STEP);
  return TRUE;
}

static void
add_controllers (LlmZoomView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
}

/* --- The object --- */

static void
set_adjustment (LlmZoomView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  if (adjustment != NULL && adjustment == priv->adjustments[orientation])
    return;
  if (priv->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (priv->adjustments[orientation], self);
  g_clear_object (&priv->adjustments[orientation]);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  priv->adjustments[orientation] = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self);
  if (has_picture (self))
    configure (self, orientation, gtk_adjustment_get_value (adjustment));
}

static void
llm_zoom_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmZoomView *self = LLM_ZOOM_VIEW (object);
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_SCALE:
      g_value_set_double (value, priv->scale);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, priv->adjustments[prop_id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) priv->policies[prop_id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_zoom_view_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmZoomView *self = LLM_ZOOM_VIEW (object);
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, prop_id - PROP_HADJUSTMENT, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      priv->policies[prop_id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_zoom_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update_layout (LLM_ZOOM_VIEW (widget));
}

static void
llm_zoom_view_dispose (GObject *object)
{
  LlmZoomView *self = LLM_ZOOM_VIEW (object);
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  for (int i = 0; i < 2; i++)
    {
      if (priv->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_data (priv->adjustments[i], self);
      g_clear_object (&priv->adjustments[i]);
    }

  G_OBJECT_CLASS (llm_zoom_view_parent_class)->dispose (object);
}

static void
llm_zoom_view_class_init (LlmZoomViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint key;
    guint keypad_key;
    int orientation;
    int direction;
  } arrows[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, GTK_ORIENTATION_HORIZONTAL, -1 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, GTK_ORIENTATION_HORIZONTAL, 1 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, GTK_ORIENTATION_VERTICAL, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, GTK_ORIENTATION_VERTICAL, 1 },
  };

  object_class->get_property = llm_zoom_view_get_property;
  object_class->set_property = llm_zoom_view_set_property;
  object_class->dispose = llm_zoom_view_dispose;
  widget_class->size_allocate = llm_zoom_view_size_allocate;
  widget_class->snapshot = llm_zoom_view_snapshot;

  props[PROP_SCALE]
      = g_param_spec_double ("scale", NULL, NULL, 0, LLM_ZOOM_VIEW_SCALE_MAX, 1,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  for (gsize i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      gtk_widget_class_add_binding (widget_class, arrows[i].key, 0, pan_cb, "(ii)",
                                    arrows[i].orientation, arrows[i].direction);
      gtk_widget_class_add_binding (widget_class, arrows[i].keypad_key, 0, pan_cb, "(ii)",
                                    arrows[i].orientation, arrows[i].direction);
    }
}

static void
llm_zoom_view_init (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  priv->scale = 1;
  priv->fit_max = 1;
  priv->fits = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

/**
 * llm_zoom_view_set_picture_size:
 * @self: a view
 * @width: how wide the picture is at its own size (px), or 0 if there is none
 * @height: how high
 * @fit_max: a small picture is not made larger than so many times its size to fit
 */
void
llm_zoom_view_set_picture_size (LlmZoomView *self, double width, double height, double fit_max)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  g_return_if_fail (LLM_IS_ZOOM_VIEW (self));
  g_return_if_fail ((width > 0) == (height > 0));
  g_return_if_fail (fit_max > 0);

  priv->lengths[GTK_ORIENTATION_HORIZONTAL] = width;
  priv->lengths[GTK_ORIENTATION_VERTICAL] = height;
  priv->fit_max = fit_max;
  update_layout (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_zoom_view_get_picture_length:
 * @self: a view
 * @orientation: across or down
 *
 * Returns: how long the picture is at its own size (px), 0 if there is none
 */
double
llm_zoom_view_get_picture_length (LlmZoomView *self, GtkOrientation orientation)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), 0);

  return priv->lengths[orientation];
}

/**
 * llm_zoom_view_fit:
 * @self: a view
 *
 * Shows all of the picture, also when the view gets another size.
 */
void
llm_zoom_view_fit (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  g_return_if_fail (LLM_IS_ZOOM_VIEW (self));

  priv->fits = TRUE;
  update_layout (self);
}

/**
 * llm_zoom_view_zoom:
 * @self: a view
 * @step: 1 for larger, -1 for smaller
 *
 * Zooms around the middle.
 */
void
llm_zoom_view_zoom (LlmZoomView *self, int step)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  double steps;

  g_return_if_fail (LLM_IS_ZOOM_VIEW (self));
  g_return_if_fail (step == 1 || step == -1);

  /* Always the same sizes, its own one among them. */
  steps = log (priv->scale) / log (STEP);
  steps = step > 0 ? floor (steps + 0.01) + 1 : ceil (steps - 0.01) - 1;
  llm_zoom_view_zoom_to (self, pow (STEP, steps));
}

/**
 * llm_zoom_view_zoom_at:
 * @self: a view
 * @scale: how large, 1 for the picture's own size
 * @x: what stays where it is,
 * @y: in the coordinates of the view
 */
void
llm_zoom_view_zoom_at (LlmZoomView *self, double scale, double x, double y)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);
  const double place[] = { x, y };
  double kept[2];

  g_return_if_fail (LLM_IS_ZOOM_VIEW (self));
  g_return_if_fail (isfinite (scale) && scale > 0);

  if (!has_picture (self))
    return;
  for (int i = 0; i < 2; i++)
    kept[i] = (place[i] - llm_zoom_view_get_origin (self, i)) / priv->scale;
  priv->fits = FALSE;
  set_scale (self, CLAMP (scale, llm_zoom_view_get_scale_min (self), LLM_ZOOM_VIEW_SCALE_MAX));
  for (int i = 0; i < 2; i++)
    configure (self, i, PADDING + kept[i] * priv->scale - place[i]);
  update_cursor (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_zoom_view_zoom_to:
 * @self: a view
 * @scale: how large, 1 for the picture's own size
 *
 * Zooms around the middle.
 */
void
llm_zoom_view_zoom_to (LlmZoomView *self, double scale)
{
  g_return_if_fail (LLM_IS_ZOOM_VIEW (self));

  llm_zoom_view_zoom_at (self, scale, get_room (self, GTK_ORIENTATION_HORIZONTAL) / 2.0,
                         get_room (self, GTK_ORIENTATION_VERTICAL) / 2.0);
}

/**
 * llm_zoom_view_is_fitting:
 * @self: a view
 *
 * Returns: whether its size follows that of the view
 */
gboolean
llm_zoom_view_is_fitting (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), FALSE);

  return priv->fits;
}

/**
 * llm_zoom_view_get_scale:
 * @self: a view
 *
 * Returns: how large the picture is shown, 1 for its own size
 */
double
llm_zoom_view_get_scale (LlmZoomView *self)
{
  LlmZoomViewPrivate *priv = llm_zoom_view_get_instance_private (self);

  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), 1);

  return priv->scale;
}

/**
 * llm_zoom_view_get_scale_min:
 * @self: a view
 *
 * Returns: how small it gets: at least so small that all of it is seen
 */
double
llm_zoom_view_get_scale_min (LlmZoomView *self)
{
  g_return_val_if_fail (LLM_IS_ZOOM_VIEW (self), 1);

  return has_picture (self) ? MIN (SCALE_MIN, get_fit (self)) : SCALE_MIN;
}
