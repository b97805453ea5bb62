/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-follower.h"

#include <math.h>

/* Nearer to the end than this is at the end, in pixels. */
#define END_TOLERANCE 8.0

/* Steps towards the end in one layout. */
#define MAX_STEPS 4

/* A place is held until the layout has been quiet for so long, in milliseconds. */
#define HOLD_MS 300

struct _LlmFollower
{
  GObject parent_instance;

  GtkTextView *view; /* weak */
  GtkAdjustment *adjustment;
  GdkFrameClock *frame_clock; /* while it is seen */
  gboolean following;
  gboolean pinning;
  guint moved_id;
  GtkTextMark *held; /* what stays where it is in the view, or NULL */
  double held_align;
  guint quiet_id;
  double value;
  double upper;
  double page_size;
};

G_DEFINE_FINAL_TYPE (LlmFollower, llm_follower, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_FOLLOWING,
  N_PROPS
};

enum
{
  SIGNAL_USER_SCROLLED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static double
get_end (LlmFollower *self)
{
  return gtk_adjustment_get_upper (self->adjustment)
         - gtk_adjustment_get_page_size (self->adjustment);
}

static void
request_update (LlmFollower *self)
{
  if (self->frame_clock != NULL)
    gdk_frame_clock_request_phase (self->frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
let_go (LlmFollower *self)
{
  g_autoptr (GtkTextMark) held = g_steal_pointer (&self->held);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (held != NULL && gtk_text_mark_get_buffer (held) != NULL)
    gtk_text_buffer_delete_mark (gtk_text_mark_get_buffer (held), held);
}

static gboolean
quiet_cb (gpointer user_data)
{
  LlmFollower *self = LLM_FOLLOWER (user_data);

  self->quiet_id = 0;
  let_go (self);
  return G_SOURCE_REMOVE;
}

/* After all that is still to be laid out, however long that takes. */
static void
wait_for_quiet (LlmFollower *self)
{
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  self->quiet_id = g_timeout_add_full (G_PRIORITY_LOW, HOLD_MS, quiet_cb, self, NULL);
}

/* The toolkit lays out what is around a place and scrolls there, but loses it again when the
 * lines above turn out higher than assumed. */
static void
step_to_held (LlmFollower *self)
{
  GtkTextIter iter;
  GdkRectangle visible, rect;
  double by = 1;
  int y, height;

  if (self->view == NULL
      || gtk_text_mark_get_buffer (self->held) != gtk_text_view_get_buffer (self->view))
    {
      let_go (self);
      return;
    }
  gtk_text_buffer_get_iter_at_mark (gtk_text_view_get_buffer (self->view), &iter, self->held);
  gtk_text_view_get_line_yrange (self->view, &iter, &y, &height);
  if (height == 0)
    {
      gtk_text_view_scroll_to_mark (self->view, self->held, 0, TRUE, 0, self->held_align);
      return;
    }
  self->pinning = TRUE;
  for (guint i = 0; i < MAX_STEPS && fabs (by) >= 1; i++)
    {
      gtk_text_view_get_iter_location (self->view, &iter, &rect);
      gtk_text_view_get_visible_rect (self->view, &visible);
      by = rect.y - visible.y - self->held_align * MAX (0, visible.height - rect.height);
      gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + by);
    }
  self->pinning = FALSE;
}

/* Whoever selects text reads it: it must not move away. */
static gboolean
is_selecting (LlmFollower *self)
{
  return self->view != NULL
         && gtk_text_buffer_get_has_selection (gtk_text_view_get_buffer (self->view));
}

/* Each step may lay out more lines and so move the end. */
static void
step_to_end (LlmFollower *self)
{
  self->pinning = TRUE;
  for (guint i = 0;
       i < MAX_STEPS && get_end (self) - gtk_adjustment_get_value (self->adjustment) > 0; i++)
    gtk_adjustment_set_value (self->adjustment, get_end (self));
  self->pinning = FALSE;
}

/* Before the layout of a frame, since within one the text must not move; and through
 * the adjustment: scrolling to a mark costs a third more. */
static void
update_cb (LlmFollower *self)
{
  if (self->held != NULL)
    step_to_held (self);
  if (!self->following)
    return;
  if (!is_selecting (self))
    step_to_end (self);
  else if (!llm_follower_is_at_end (self))
    llm_follower_set_following (self, FALSE);
}

static void
adjustment_changed_cb (LlmFollower *self)
{
  g_clear_handle_id (&self->moved_id, g_source_remove);
  self->value = gtk_adjustment_get_value (self->adjustment);
  self->upper = gtk_adjustment_get_upper (self->adjustment);
  self->page_size = gtk_adjustment_get_page_size (self->adjustment);
  if (self->held != NULL)
    wait_for_quiet (self);
  if (self->following || self->held != NULL)
    request_update (self);
}

/* Who turns the wheel, presses a key or a button wants to go elsewhere. */
static gboolean
event_cb (LlmFollower *self, GdkEvent *event)
{
  const GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_SCROLL || type == GDK_KEY_PRESS || type == GDK_BUTTON_PRESS
      || type == GDK_TOUCH_BEGIN)
    let_go (self);
  return FALSE;
}

static gboolean
moved_cb (gpointer user_data)
{
  LlmFollower *self = LLM_FOLLOWER (user_data);

  self->moved_id = 0;
  llm_follower_set_following (self, llm_follower_is_at_end (self));
  return G_SOURCE_REMOVE;
}

/* A change of the value alone is the reader's doing.  The layout changes it too, when
 * lines above turn out higher than assumed or all are wrapped anew: together with the
 * size, which then has just told the new value; or ahead of it, but then it tells
 * another size before it returns to the main loop. */
static void
adjustment_value_changed_cb (LlmFollower *self)
{
  const double value = gtk_adjustment_get_value (self->adjustment);
  const gboolean is_layout = value == self->value
                             || gtk_adjustment_get_upper (self->adjustment) != self->upper
                             || gtk_adjustment_get_page_size (self->adjustment) != self->page_size;

  self->value = value;
  if (self->pinning || self->held != NULL)
    return;
  if (!is_layout)
    g_signal_emit (self, signals[SIGNAL_USER_SCROLLED], 0);
  if (llm_follower_is_at_end (self) == self->following)
    return;
  if (!self->following)
    {
      if (!is_layout)
        llm_follower_set_following (self, TRUE);
    }
  else if (!is_layout && self->moved_id == 0)
    self->moved_id = g_idle_add_full (G_PRIORITY_HIGH, moved_cb, self, NULL);
}

/* Keys scroll in the frames to come, where text that arrives would stop it. */
static void
move_cursor_cb (LlmFollower *self, GtkMovementStep step, int count)
{
  if (count < 0)
    self->following = FALSE;
}

static void
move_viewport_cb (LlmFollower *self, GtkScrollStep step, int count)
{
  if (count < 0)
    self->following = FALSE;
}

static void
llm_follower_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmFollower *self = LLM_FOLLOWER (object);

  switch (prop_id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_follower_dispose (GObject *object)
{
  LlmFollower *self = LLM_FOLLOWER (object);

  llm_follower_set_frame_clock (self, NULL);
  g_clear_handle_id (&self->moved_id, g_source_remove);
  let_go (self);
  if (self->adjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustment, self);
  g_clear_object (&self->adjustment);
  g_clear_weak_pointer (&self->view);

  G_OBJECT_CLASS (llm_follower_parent_class)->dispose (object);
}

static void
llm_follower_class_init (LlmFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_follower_get_property;
  object_class->dispose = llm_follower_dispose;

  props[PROP_FOLLOWING]
      = g_param_spec_boolean ("following", NULL, NULL, TRUE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmFollower::user-scrolled:
   *
   * The reader has scrolled, neither the layout nor the following of the end.
   */
  signals[SIGNAL_USER_SCROLLED] = g_signal_new (
      "user-scrolled", LLM_TYPE_FOLLOWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_follower_init (LlmFollower *self)
{
  self->following = TRUE;
}

/**
 * llm_follower_new:
 * @view: a text view
 * @adjustment: the vertical adjustment of its scrolled window
 *
 * Returns: (transfer full): what follows the end of @view from now on
 */
LlmFollower *
llm_follower_new (GtkTextView *view, GtkAdjustment *adjustment)
{
  LlmFollower *self;
  GtkEventController *controller;
  GtkWidget *scroller;

  g_return_val_if_fail (GTK_IS_TEXT_VIEW (view), NULL);
  g_return_val_if_fail (GTK_IS_ADJUSTMENT (adjustment), NULL);

  self = g_object_new (LLM_TYPE_FOLLOWER, NULL);
  g_set_weak_pointer (&self->view, view);
  self->adjustment = g_object_ref (adjustment);
  controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), self, G_CONNECT_SWAPPED);
  scroller = gtk_widget_get_ancestor (GTK_WIDGET (view), GTK_TYPE_SCROLLED_WINDOW);
  gtk_widget_add_controller (scroller != NULL ? scroller : GTK_WIDGET (view), controller);
  g_signal_connect_object (view, "move-cursor", G_CALLBACK (move_cursor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "move-viewport", G_CALLBACK (move_viewport_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (adjustment_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (adjustment_value_changed_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * llm_follower_set_frame_clock:
 * @self: a follower
 * @frame_clock: (nullable): the clock of the window while the view is seen, else NULL
 */
void
llm_follower_set_frame_clock (LlmFollower *self, GdkFrameClock *frame_clock)
{
  g_return_if_fail (LLM_IS_FOLLOWER (self));
  g_return_if_fail (frame_clock == NULL || GDK_IS_FRAME_CLOCK (frame_clock));

  if (self->frame_clock == frame_clock)
    return;
  if (self->frame_clock != NULL)
    g_signal_handlers_disconnect_by_data (self->frame_clock, self);
  g_set_object (&self->frame_clock, frame_clock);
  if (frame_clock != NULL)
    g_signal_connect_object (frame_clock, "update", G_CALLBACK (update_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * llm_follower_get_following:
 * @self: a follower
 *
 * Returns: whether it keeps to the end
 */
gboolean
llm_follower_get_following (LlmFollower *self)
{
  g_return_val_if_fail (LLM_IS_FOLLOWER (self), FALSE);
  return self->following;
}

/**
 * llm_follower_set_following:
 * @self: a follower
 * @following: whether to keep to the end from now on
 */
void
llm_follower_set_following (LlmFollower *self, gboolean following)
{
  g_return_if_fail (LLM_IS_FOLLOWER (self));

  self->following = following;
  if (following)
    {
      let_go (self);
      request_update (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

/**
 * llm_follower_is_at_end:
 * @self: a follower
 *
 * Returns: whether the end is in view
 */
gboolean
llm_follower_is_at_end (LlmFollower *self)
{
  g_return_val_if_fail (LLM_IS_FOLLOWER (self), FALSE);
  return get_end (self) - gtk_adjustment_get_value (self->adjustment) <= END_TOLERANCE;
}

/**
 * llm_follower_set_value:
 * @self: a follower
 * @value: where to scroll to, in pixels
 *
 * Scrolls without that counting as the reader's doing.
 */
void
llm_follower_set_value (LlmFollower *self, double value)
{
  g_return_if_fail (LLM_IS_FOLLOWER (self));

  let_go (self);
  self->pinning = TRUE;
  gtk_adjustment_set_value (self->adjustment, value);
  self->pinning = FALSE;
}

/**
 * llm_follower_hold:
 * @self: a follower
 * @iter: a place of the text
 * @yalign: where that is to be, 0 at the top and 1 at the bottom of the view
 *
 * Stops following the end, goes there and stays there until all has been laid out, unless
 * the reader goes elsewhere.
 */
void
llm_follower_hold (LlmFollower *self, const GtkTextIter *iter, double yalign)
{
  GtkTextBuffer *buffer;

  g_return_if_fail (LLM_IS_FOLLOWER (self));
  g_return_if_fail (iter != NULL);

  let_go (self);
  llm_follower_set_following (self, FALSE);
  buffer = gtk_text_iter_get_buffer (iter);
  self->held = g_object_ref (gtk_text_buffer_create_mark (buffer, NULL, iter, TRUE));
  self->held_align = yalign;
  wait_for_quiet (self);
  step_to_held (self);
  request_update (self);
}

/**
 * llm_follower_get_held:
 * @self: a follower
 * @iter: (out caller-allocates): the place that is held
 *
 * Returns: whether there is one
 */
gboolean
llm_follower_get_held (LlmFollower *self, GtkTextIter *iter)
{
  GtkTextBuffer *buffer;

  g_return_val_if_fail (LLM_IS_FOLLOWER (self), FALSE);
  g_return_val_if_fail (iter != NULL, FALSE);

  buffer = self->held != NULL ? gtk_text_mark_get_buffer (self->held) : NULL;
  if (buffer == NULL || self->view == NULL || buffer != gtk_text_view_get_buffer (self->view))
    return FALSE;
  gtk_text_buffer_get_iter_at_mark (buffer, iter, self->held);
  return TRUE;
}
