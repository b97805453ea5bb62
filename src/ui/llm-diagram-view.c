/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diagram-view.h"

#include <math.h>

/* What is free around the diagram (px). */
#define PADDING 12

/* What is drawn beyond what is seen, for when it is moved (px). */
#define MARGIN 256

/* A small diagram is not made larger than this to fit. */
#define FIT_MAX 1.5

/* A large one can be made at least this small. */
#define SCALE_MIN 0.1

/* One step, and how far a touchpad scrolls for one (px). */
#define STEP 1.25
#define SURFACE_STEP 40.0

/* How far an arrow key moves it (px). */
#define PAN_STEP 60.0

#define FOCUS_WIDTH 2.0f

/* A part of the diagram: @scale pixels for each px of the diagram's own size, and which
 * of all pixels it would then have. */
typedef struct
{
  GdkTexture *texture;
  double scale;
  GdkRectangle area;
} Part;

struct _LlmDiagramView
{
  GtkWidget parent_instance;

  LlmSvgPaintable *picture;
  graphene_rect_t view_box;
  GdkRGBA background;

  /* By GtkOrientation. */
  GtkAdjustment *adjustments[2];
  GtkScrollablePolicy policies[2];
  double scale;
  gboolean fits;

  Part whole; /* the last one that shows all of it */
  Part part;  /* the last one */
  Part next;  /* the one that is being drawn, without a texture */
  GCancellable *cancellable;
  gboolean is_drawing;
  gboolean has_failed;

  double pointer[2];
  double drag_start[2];
  double pinch_start;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmDiagramView,
                               llm_diagram_view,
                               GTK_TYPE_WIDGET,
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

/* --- Sizes (px) --- */

static double
get_length (LlmDiagramView *self, GtkOrientation orientation)
{
  return orientation == GTK_ORIENTATION_HORIZONTAL ? (double) self->view_box.size.width
                                                   : (double) self->view_box.size.height;
}

static int
get_room (LlmDiagramView *self, GtkOrientation orientation)
{
  return gtk_widget_get_size (GTK_WIDGET (self), orientation);
}

static double
get_fit (LlmDiagramView *self)
{
  double fit = FIT_MAX;

  for (int i = 0; i < 2; i++)
    fit = MIN (fit, MAX (1, get_room (self, i) - 2 * PADDING) / get_length (self, i));
  return fit;
}

/* Where the diagram begins, on a pixel of the display. */
static double
get_origin (LlmDiagramView *self, GtkOrientation orientation)
{
  const double room = get_room (self, orientation);
  const double length = get_length (self, orientation) * self->scale;
  const int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double origin = (room - length) / 2;

  if (length + 2 * PADDING > room && self->adjustments[orientation] != NULL)
    origin = PADDING - gtk_adjustment_get_value (self->adjustments[orientation]);
  return round (origin * factor) / factor;
}

static gboolean
can_pan (LlmDiagramView *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = self->adjustments[orientation];

  return adjustment != NULL
         && gtk_adjustment_get_upper (adjustment) > gtk_adjustment_get_page_size (adjustment);
}

static void
update_cursor (LlmDiagramView *self, gboolean is_dragged)
{
  const gboolean pans
      = can_pan (self, GTK_ORIENTATION_HORIZONTAL) || can_pan (self, GTK_ORIENTATION_VERTICAL);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self),
                                   !pans ? NULL : (is_dragged ? "grabbing" : "grab"));
}

/* Tells the adjustment how long all of it is. */
static void
configure (LlmDiagramView *self, GtkOrientation orientation, double value)
{
  const double room = get_room (self, orientation);
  const double length = get_length (self, orientation) * self->scale + 2 * PADDING;
  /* What is half a pixel too long is not for scrolling. */
  const double upper = length > room + 0.5 ? length : room;

  if (self->adjustments[orientation] == NULL)
    return;
  gtk_adjustment_configure (self->adjustments[orientation], CLAMP (value, 0, upper - room), 0,
                            upper, PAN_STEP, room * 0.9, room);
}

static void
set_scale (LlmDiagramView *self, double scale)
{
  if (self->scale == scale)
    return;
  self->scale = scale;
  self->has_failed = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCALE]);
}

static void
update_layout (LlmDiagramView *self)
{
  if (self->picture == NULL)
    return;
  if (self->fits)
    set_scale (self, get_fit (self));
  for (int i = 0; i < 2; i++)
    {
      if (self->adjustments[i] != NULL)
        configure (self, i, gtk_adjustment_get_value (self->adjustments[i]));
    }
  update_cursor (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Drawing --- */

static void
part_clear (Part *part)
{
  g_clear_object (&part->texture);
}

static void
part_set (Part *part, const Part *other)
{
  g_set_object (&part->texture, other->texture);
  part->scale = other->scale;
  part->area = other->area;
}

/* All of the diagram, in the pixels of the display. */
static GdkRectangle
get_all (LlmDiagramView *self, double scale)
{
  return (GdkRectangle){ 0, 0, (int) ceil (get_length (self, GTK_ORIENTATION_HORIZONTAL) * scale),
                         (int) ceil (get_length (self, GTK_ORIENTATION_VERTICAL) * scale) };
}

/* What is seen and @margin around it, in the pixels of the display. */
static gboolean
get_part (LlmDiagramView *self, int margin, Part *part)
{
  const int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkRectangle all;
  GdkRectangle shown;

  part->texture = NULL;
  part->scale = self->scale * factor;
  all = get_all (self, part->scale);
  shown.x = (int) round ((-get_origin (self, GTK_ORIENTATION_HORIZONTAL) - margin) * factor);
  shown.y = (int) round ((-get_origin (self, GTK_ORIENTATION_VERTICAL) - margin) * factor);
  shown.width = (get_room (self, GTK_ORIENTATION_HORIZONTAL) + 2 * margin) * factor;
  shown.height = (get_room (self, GTK_ORIENTATION_VERTICAL) + 2 * margin) * factor;
  return gdk_rectangle_intersect (&all, &shown, &part->area);
}

static gboolean
covers (const Part *part, const Part *other)
{
  GdkRectangle both;

  return part->texture != NULL && part->scale == other->scale
         && gdk_rectangle_intersect (&part->area, &other->area, &both)
         && gdk_rectangle_equal (&both, &other->area);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmDiagramView) self = LLM_DIAGRAM_VIEW (user_data);
  g_autoptr (GError) error = NULL;
  GdkRectangle all;

  self->next.texture
      = llm_svg_paintable_draw_area_finish (LLM_SVG_PAINTABLE (source), result, &error);
  self->is_drawing = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    part_clear (&self->next);
  if (error != NULL)
    {
      self->has_failed = TRUE;
      g_debug ("Cannot draw a diagram: %s", error->message);
    }
  if (self->next.texture == NULL)
    return;
  part_set (&self->part, &self->next);
  all = get_all (self, self->next.scale);
  if (gdk_rectangle_equal (&self->next.area, &all))
    part_set (&self->whole, &self->next);
  part_clear (&self->next);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
draw (LlmDiagramView *self)
{
  Part shown;

  if (self->is_drawing || self->has_failed || !get_part (self, 0, &shown)
      || covers (&self->part, &shown))
    return;
  get_part (self, MARGIN, &self->next);
  self->is_drawing = TRUE;
  llm_svg_paintable_draw_area_async (self->picture, self->next.scale, &self->next.area,
                                     &self->background, self->cancellable, drawn_cb,
                                     g_object_ref (self));
}

static void
paint (LlmDiagramView *self, GtkSnapshot *snapshot, const Part *part)
{
  const double factor = self->scale / part->scale;
  graphene_rect_t bounds;

  graphene_rect_init (
      &bounds, (float) (get_origin (self, GTK_ORIENTATION_HORIZONTAL) + part->area.x * factor),
      (float) (get_origin (self, GTK_ORIENTATION_VERTICAL) + part->area.y * factor),
      (float) (part->area.width * factor), (float) (part->area.height * factor));
  gtk_snapshot_append_texture (snapshot, part->texture, &bounds);
}

static void
paint_focus (LlmDiagramView *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
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
llm_diagram_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                               (float) gtk_widget_get_height (widget));

  if (self->picture == NULL)
    return;
  draw (self);
  gtk_snapshot_append_color (snapshot, &self->background, &bounds);
  if (self->whole.texture != NULL && self->whole.texture != self->part.texture)
    paint (self, snapshot, &self->whole);
  if (self->part.texture != NULL)
    paint (self, snapshot, &self->part);
  if (gtk_widget_has_visible_focus (widget))
    paint_focus (self, snapshot, &bounds);
}

/* --- Input --- */

static gboolean
scroll_cb (LlmDiagramView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  const GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE)
    dy /= SURFACE_STEP;
  llm_diagram_view_zoom_at (self, self->scale * pow (STEP, -dy), self->pointer[0],
                            self->pointer[1]);
  return TRUE;
}

static void
motion_cb (LlmDiagramView *self, double x, double y)
{
  self->pointer[0] = x;
  self->pointer[1] = y;
}

static void
pinch_begin_cb (LlmDiagramView *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  self->pinch_start = self->scale;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_cb (LlmDiagramView *self, double factor, GtkGesture *gesture)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    llm_diagram_view_zoom_at (self, self->pinch_start * factor, x, y);
}

static void
drag_begin_cb (LlmDiagramView *self, double x, double y, GtkGesture *gesture)
{
  /* A finger moves it already, as it does in every scrolled window. */
  if (gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture)) != NULL)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  for (int i = 0; i < 2; i++)
    self->drag_start[i]
        = self->adjustments[i] != NULL ? gtk_adjustment_get_value (self->adjustments[i]) : 0;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  update_cursor (self, TRUE);
}

static void
drag_update_cb (LlmDiagramView *self, double dx, double dy)
{
  const double offset[] = { dx, dy };

  for (int i = 0; i < 2; i++)
    {
      if (self->adjustments[i] != NULL)
        gtk_adjustment_set_value (self->adjustments[i], self->drag_start[i] - offset[i]);
    }
}

static void
drag_end_cb (LlmDiagramView *self)
{
  update_cursor (self, FALSE);
}

/* Lets the key move the focus where there is nothing to move. */
static gboolean
pan_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (widget);
  int orientation, direction;

  g_variant_get (args, "(ii)", &orientation, &direction);
  if (!can_pan (self, orientation))
    return FALSE;
  gtk_adjustment_set_value (self->adjustments[orientation],
                            gtk_adjustment_get_value (self->adjustments[orientation])
                                + direction * PAN_STEP);
  return TRUE;
}

static void
add_controllers (LlmDiagramView *self)
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
set_adjustment (LlmDiagramView *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  if (adjustment != NULL && adjustment == self->adjustments[orientation])
    return;
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_clear_object (&self->adjustments[orientation]);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  self->adjustments[orientation] = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_draw), self);
  if (self->picture != NULL)
    configure (self, orientation, gtk_adjustment_get_value (adjustment));
}

static void
llm_diagram_view_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (object);

  switch (prop_id)
    {
    case PROP_SCALE:
      g_value_set_double (value, self->scale);
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[prop_id - PROP_HADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, (int) self->policies[prop_id - PROP_HSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_diagram_view_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      set_adjustment (self, prop_id - PROP_HADJUSTMENT, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      self->policies[prop_id - PROP_HSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_diagram_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update_layout (LLM_DIAGRAM_VIEW (widget));
}

static void
llm_diagram_view_dispose (GObject *object)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  for (int i = 0; i < 2; i++)
    {
      if (self->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->adjustments[i], self);
      g_clear_object (&self->adjustments[i]);
    }
  part_clear (&self->whole);
  part_clear (&self->part);
  g_clear_object (&self->picture);

  G_OBJECT_CLASS (llm_diagram_view_parent_class)->dispose (object);
}

static void
llm_diagram_view_finalize (GObject *object)
{
  g_object_unref (LLM_DIAGRAM_VIEW (object)->cancellable);

  G_OBJECT_CLASS (llm_diagram_view_parent_class)->finalize (object);
}

static void
llm_diagram_view_class_init (LlmDiagramViewClass *klass)
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

  object_class->get_property = llm_diagram_view_get_property;
  object_class->set_property = llm_diagram_view_set_property;
  object_class->dispose = llm_diagram_view_dispose;
  object_class->finalize = llm_diagram_view_finalize;
  widget_class->size_allocate = llm_diagram_view_size_allocate;
  widget_class->snapshot = llm_diagram_view_snapshot;

  props[PROP_SCALE]
      = g_param_spec_double ("scale", NULL, NULL, 0, LLM_DIAGRAM_VIEW_SCALE_MAX, 1,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "llm-diagram-view");
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
llm_diagram_view_init (LlmDiagramView *self)
{
  self->scale = 1;
  self->fits = TRUE;
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (gtk_widget_queue_draw), NULL);
}

/**
 * llm_diagram_view_set_picture:
 * @self: a view that has no picture yet
 * @picture: a diagram
 * @background: what is behind it
 */
void
llm_diagram_view_set_picture (LlmDiagramView *self,
                              LlmSvgPaintable *picture,
                              const GdkRGBA *background)
{
  g_return_if_fail (LLM_IS_DIAGRAM_VIEW (self));
  g_return_if_fail (LLM_IS_SVG_PAINTABLE (picture) && background != NULL);
  g_return_if_fail (self->picture == NULL);

  self->picture = g_object_ref (picture);
  self->background = *background;
  llm_svg_paintable_get_view_box (picture, &self->view_box);
  update_layout (self);
}

/**
 * llm_diagram_view_fit:
 * @self: a view
 *
 * Shows all of the diagram, also when the view gets another size.
 */
void
llm_diagram_view_fit (LlmDiagramView *self)
{
  g_return_if_fail (LLM_IS_DIAGRAM_VIEW (self));

  self->fits = TRUE;
  update_layout (self);
}

/**
 * llm_diagram_view_zoom:
 * @self: a view
 * @step: 1 for larger, -1 for smaller
 *
 * Zooms around the middle.
 */
void
llm_diagram_view_zoom (LlmDiagramView *self, int step)
{
  double steps;

  g_return_if_fail (LLM_IS_DIAGRAM_VIEW (self));
  g_return_if_fail (step == 1 || step == -1);

  /* Always the same sizes, its own one among them. */
  steps = log (self->scale) / log (STEP);
  steps = step > 0 ? floor (steps + 0.01) + 1 : ceil (steps - 0.01) - 1;
  llm_diagram_view_zoom_at (self, pow (STEP, steps),
                            get_room (self, GTK_ORIENTATION_HORIZONTAL) / 2.0,
                            get_room (self, GTK_ORIENTATION_VERTICAL) / 2.0);
}

/**
 * llm_diagram_view_zoom_at:
 * @self: a view
 * @scale: how large, 1 for the diagram's own size
 * @x: what stays where it is,
 * @y: in the coordinates of the view
 */
void
llm_diagram_view_zoom_at (LlmDiagramView *self, double scale, double x, double y)
{
  const double place[] = { x, y };
  double kept[2];

  g_return_if_fail (LLM_IS_DIAGRAM_VIEW (self));
  g_return_if_fail (isfinite (scale) && scale > 0);

  if (self->picture == NULL)
    return;
  for (int i = 0; i < 2; i++)
    kept[i] = (place[i] - get_origin (self, i)) / self->scale;
  self->fits = FALSE;
  set_scale (self,
             CLAMP (scale, llm_diagram_view_get_scale_min (self), LLM_DIAGRAM_VIEW_SCALE_MAX));
  for (int i = 0; i < 2; i++)
    configure (self, i, PADDING + kept[i] * self->scale - place[i]);
  update_cursor (self, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_diagram_view_is_fitting:
 * @self: a view
 *
 * Returns: whether its size follows that of the view
 */
gboolean
llm_diagram_view_is_fitting (LlmDiagramView *self)
{
  g_return_val_if_fail (LLM_IS_DIAGRAM_VIEW (self), FALSE);

  return self->fits;
}

/**
 * llm_diagram_view_get_scale:
 * @self: a view
 *
 * Returns: how large the diagram is shown, 1 for its own size
 */
double
llm_diagram_view_get_scale (LlmDiagramView *self)
{
  g_return_val_if_fail (LLM_IS_DIAGRAM_VIEW (self), 1);

  return self->scale;
}

/**
 * llm_diagram_view_get_scale_min:
 * @self: a view
 *
 * Returns: how small it gets: at least so small that all of it is seen
 */
double
llm_diagram_view_get_scale_min (LlmDiagramView *self)
{
  g_return_val_if_fail (LLM_IS_DIAGRAM_VIEW (self), 1);

  return self->picture != NULL ? MIN (SCALE_MIN, get_fit (self)) : SCALE_MIN;
}

/**
 * llm_diagram_view_is_sharp:
 * @self: a view
 *
 * Returns: whether all that is seen is drawn for the size that it is seen at
 */
gboolean
llm_diagram_view_is_sharp (LlmDiagramView *self)
{
  Part shown;

  g_return_val_if_fail (LLM_IS_DIAGRAM_VIEW (self), FALSE);

  return self->picture != NULL && get_part (self, 0, &shown) && covers (&self->part, &shown);
}

/**
 * llm_diagram_view_get_n_pixels:
 * @self: a view
 *
 * Returns: how many pixels it keeps
 */
gsize
llm_diagram_view_get_n_pixels (LlmDiagramView *self)
{
  const Part *parts[] = { &self->part, &self->whole };
  gsize n = 0;

  g_return_val_if_fail (LLM_IS_DIAGRAM_VIEW (self), 0);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i]->texture != NULL && (i == 0 || parts[i]->texture != self->part.texture))
        n += (gsize) parts[i]->area.width * (gsize) parts[i]->area.height;
    }
  return n;
}
