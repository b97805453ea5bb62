/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-chat-area.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "llm-chat-area-private.h"

/* Longer lines are hard to read. */
#define MAX_WIDTH 860

/* Laying out a turn may show that it is higher than assumed, which moves others. */
#define MAX_PASSES 4
#define MAX_MEASURES 32

/* Nearer to the end than this is at the end, in pixels. */
#define END_TOLERANCE 8

enum
{
  PROP_0,
  PROP_FOLLOWING,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY
};

enum
{
  SIGNAL_WANTED,
  SIGNAL_RANGE_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmChatArea,
                               llm_chat_area,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

/* --- Where things are --- */

static guint
get_n (LlmChatArea *self)
{
  return llm_chat_heights_get_n (self->heights);
}

/* The top of what is in view, in pixels from the top of the first turn. */
static gint64
get_view_top (LlmChatArea *self)
{
  const gint64 last = MAX (0, llm_chat_heights_get_total (self->heights)
                                  - gtk_widget_get_height (GTK_WIDGET (self)));

  if (self->following || get_n (self) == 0)
    return last;
  return CLAMP (llm_chat_heights_get_top (self->heights, MIN (self->anchor, get_n (self) - 1))
                    + (gint64) floor (self->offset),
                0, last);
}

static void
set_view_top (LlmChatArea *self, gint64 top)
{
  if (get_n (self) == 0)
    return;
  self->anchor = llm_chat_heights_find (self->heights, MAX (0, top));
  self->offset = MAX (0, top) - llm_chat_heights_get_top (self->heights, self->anchor);
}

static gboolean
is_at_end (LlmChatArea *self, gint64 top)
{
  return top + gtk_widget_get_height (GTK_WIDGET (self)) + END_TOLERANCE
         >= llm_chat_heights_get_total (self->heights);
}

static void
change_following (LlmChatArea *self, gboolean following)
{
  if (self->following == following)
    return;
  if (!following)
    set_view_top (self, get_view_top (self));
  self->following = following;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
}

/* In the turn at the top of what is in view, lines above turned out higher, or the cursor
 * went out of view; in another, it can only have gone below. */
void
llm_chat_area_turn_shifted (LlmChatArea *self, LlmChatTurn *widget, int by)
{
  const guint position = llm_chat_turn_get_position (widget);
  const gboolean counts
      = position == self->anchor || (position > self->anchor && !self->allocating && by > 0);

  if (!self->allocating && counts && by < 0)
    change_following (self, FALSE);
  if (counts && !self->following)
    self->offset += by;
  self->moved = TRUE;
  if (!self->allocating)
    llm_chat_area_queue_layout (self);
}

/* --- The adjustment --- */

/* What is found out about turns above moves the bounds, never the value: whatever is
 * scrolling at the moment is not disturbed. */
static void
configure_vadjustment (LlmChatArea *self)
{
  const int page = gtk_widget_get_height (GTK_WIDGET (self));
  const gint64 total = MAX (llm_chat_heights_get_total (self->heights), page);
  const gint64 top = get_view_top (self);

  if (self->vadjustment == NULL)
    return;
  if (!self->following)
    self->origin = gtk_adjustment_get_value (self->vadjustment) - top;
  self->configuring = TRUE;
  gtk_adjustment_configure (self->vadjustment, self->origin + top, self->origin,
                            self->origin + total, page * 0.1, page * 0.9, page);
  self->configuring = FALSE;
}

static void
value_changed_cb (LlmChatArea *self)
{
  gint64 top;

  if (self->configuring || get_n (self) == 0)
    return;
  llm_chat_area_let_go (self);
  top = (gint64) llround (gtk_adjustment_get_value (self->vadjustment) - self->origin);
  self->direction = top < get_view_top (self) ? -1 : 1;
  set_view_top (self, top);
  if (self->following != is_at_end (self, top))
    {
      self->following = !self->following;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOWING]);
    }
  llm_chat_area_queue_layout (self);
}

static void
set_adjustment (LlmChatArea *self, GtkAdjustment **field, GtkAdjustment *adjustment)
{
  if (adjustment != NULL && *field == adjustment)
    return;
  if (*field != NULL)
    g_signal_handlers_disconnect_by_data (*field, self);
  g_clear_object (field);
  *field
      = g_object_ref_sink (adjustment != NULL ? adjustment : gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  if (field == &self->vadjustment)
    g_signal_connect_object (*field, "value-changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
  llm_chat_area_queue_layout (self);
}

/* --- Layout --- */

static int
get_turn_width (LlmChatArea *self)
{
  return MIN (gtk_widget_get_width (GTK_WIDGET (self)), MAX_WIDTH);
}

int
llm_chat_area_measure_turn (LlmChatArea *self, LlmChatTurn *widget)
{
  int height;

  gtk_widget_measure (GTK_WIDGET (widget), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (widget), GTK_ORIENTATION_VERTICAL, get_turn_width (self), &height,
                      NULL, NULL, NULL);
  return height;
}

static void
allocate_turn (LlmChatArea *self, LlmChatTurn *widget, int y, int height)
{
  const int page = gtk_widget_get_height (GTK_WIDGET (self));
  const int width = get_turn_width (self);
  const GtkAllocation allocation
      = { (gtk_widget_get_width (GTK_WIDGET (self)) - width) / 2, y, width, height };

  gtk_widget_size_allocate (GTK_WIDGET (widget), &allocation, -1);
  /* In view exactly what is in view, so that text that is selected scrolls at the edge. */
  if (y < page && y + height > 0)
    llm_chat_turn_set_range (widget, -y, page - y);
  else
    llm_chat_turn_set_range (widget, -page - y, 2 * page - y);
  /* Text that is laid out asks for another size, maybe of what is around it too; once there
   * is nothing new this costs nothing. */
  for (guint i = 0; i < MAX_PASSES; i++)
    {
      llm_chat_area_measure_turn (self, widget);
      gtk_widget_size_allocate (GTK_WIDGET (widget), &allocation, -1);
    }
}

/* Returns whether it is of another height than was assumed.  What was higher once, at the
 * same width, is so again when all of it is there. */
static gboolean
measure_turn (LlmChatArea *self, LlmChatTurn *widget)
{
  const guint position = llm_chat_turn_get_position (widget);
  const int before = llm_chat_heights_get (self->heights, position);
  const gboolean known = llm_chat_heights_is_known (self->heights, position);
  int height = llm_chat_area_measure_turn (self, widget);

  if (!llm_chat_turn_is_loaded (widget))
    return FALSE;
  /* A text has no height before it has a width. */
  if (gtk_widget_get_allocated_width (GTK_WIDGET (widget)) != get_turn_width (self))
    {
      allocate_turn (self, widget, 0, MAX (height, before));
      height = llm_chat_area_measure_turn (self, widget);
    }
  if (known && height < before && !llm_chat_turn_is_running (widget)
      && !llm_chat_turn_is_complete (widget))
    return FALSE;
  if (!known && position == self->anchor && self->offset > 0 && before > 0)
    self->offset *= (double) height / before;
  return llm_chat_heights_set (self->heights, position, height);
}

static gboolean
measure_turns (LlmChatArea *self)
{
  gboolean changed = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    changed = measure_turn (self, LLM_CHAT_TURN (child)) || changed;
  return changed;
}

static void
find_range (LlmChatArea *self, guint *first, guint *last)
{
  const gint64 page = gtk_widget_get_height (GTK_WIDGET (self));
  const gint64 top = get_view_top (self);

  *first = llm_chat_heights_find (self->heights, top - page);
  *last = llm_chat_heights_find (self->heights, top + 2 * page);
}

static void
allocate_turns (LlmChatArea *self)
{
  const gint64 top = get_view_top (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const guint position = llm_chat_turn_get_position (LLM_CHAT_TURN (child));

      allocate_turn (self, LLM_CHAT_TURN (child),
                     (int) (llm_chat_heights_get_top (self->heights, position) - top),
                     llm_chat_heights_get (self->heights, position));
    }
}

/* Whoever selects text reads it: what is being written must not move it away. */
static void
stay_with_selection (LlmChatArea *self)
{
  gboolean selects = FALSE, runs = FALSE;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      selects = selects || llm_chat_turn_has_selection (LLM_CHAT_TURN (child));
      runs = runs || llm_chat_turn_is_running (LLM_CHAT_TURN (child));
    }
  if (selects && runs)
    change_following (self, FALSE);
}

/* The same pixel, as pixels below the turn that it is in: what is found out about others
 * from then on does not move it. */
static void
normalize_anchor (LlmChatArea *self)
{
  if (!self->following && self->held_turn == NULL)
    set_view_top (self, get_view_top (self));
}

/* Ahead of the layout of a frame, since within one there must be no new widgets, nor may
 * their sizes change: makes those that come near and finds out how high they are. */
static void
prepare (LlmChatArea *self)
{
  const guint first = self->first, last = self->last;
  gboolean changed = TRUE;

  stay_with_selection (self);
  for (guint pass = 0; changed && pass < MAX_PASSES; pass++)
    {
      self->moved = FALSE;
      for (guint i = 0; changed && i < MAX_MEASURES; i++)
        {
          llm_chat_area_move_to_held (self);
          find_range (self, &self->first, &self->last);
          for (guint position = self->first; position <= self->last; position++)
            llm_chat_area_ensure_widget (self, position);
          changed = measure_turns (self);
        }
      allocate_turns (self);
      changed = measure_turns (self) || self->moved;
    }
  if (self->held_turn != NULL && self->shaken)
    llm_chat_area_wait_for_quiet (self);
  self->shaken = FALSE;
  normalize_anchor (self);
  llm_chat_area_queue_tidying (self);
  if (changed)
    llm_chat_area_queue_layout (self);
  if (first != self->first || last != self->last)
    g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
}

static void
update_cb (LlmChatArea *self)
{
  if (!self->stale || get_n (self) == 0 || gtk_widget_get_height (GTK_WIDGET (self)) == 0)
    return;
  self->stale = FALSE;
  self->allocating = TRUE;
  prepare (self);
  self->allocating = FALSE;
  /* What was laid out here may have told those around it already, who then take another
   * request for the same one: no allocation would come before the drawing. */
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* In the next frame. */
void
llm_chat_area_queue_layout (LlmChatArea *self)
{
  self->stale = TRUE;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (self->frame_clock != NULL)
    gdk_frame_clock_request_phase (self->frame_clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

/* Whatever is of another height than before is so at once; whether others have to come
 * near is looked at ahead of the next frame. */
static void
llm_chat_area_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LlmChatArea *self = LLM_CHAT_AREA (widget);
  const int turn_width = get_turn_width (self);

  if (self->width != turn_width || self->height != height)
    {
      if (self->width != 0 && self->width != turn_width)
        llm_chat_heights_forget (self->heights, (double) self->width / turn_width);
      self->width = turn_width;
      self->height = height;
      llm_chat_area_queue_layout (self);
    }
  self->allocating = TRUE;
  self->moved = FALSE;
  if (get_n (self) > 0)
    {
      gboolean changed;
      guint first, last;

      stay_with_selection (self);
      changed = measure_turns (self);
      if (changed)
        llm_chat_area_move_to_held (self);
      self->shaken = self->shaken || changed;
      allocate_turns (self);
      normalize_anchor (self);
      llm_chat_area_queue_tidying (self);
      find_range (self, &first, &last);
      if (changed || self->moved || first < self->first || last > self->last)
        llm_chat_area_queue_layout (self);
    }
  self->allocating = FALSE;
  configure_vadjustment (self);
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width * 0.1, width * 0.9, width);
}

static void
llm_chat_area_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  /* As wide as it has to be; as high as it gets. */
  *minimum = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      {
        int width;

        gtk_widget_measure (child, orientation, -1, &width, NULL, NULL, NULL);
        *minimum = MAX (*minimum, width);
      }
  *natural = *minimum;
}

/* Of what is near only what is in view is drawn. */
static void
llm_chat_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const int page = gtk_widget_get_height (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (gtk_widget_compute_bounds (child, widget, &bounds) && bounds.origin.y < page
          && bounds.origin.y + bounds.size.height > 0)
        gtk_widget_snapshot_child (widget, child, snapshot);
    }
}

/* --- The conversation --- */

static void
items_changed_cb (LlmChatArea *self, guint position, guint removed, guint added)
{
  const guint n = get_n (self) - removed + added;
  GtkWidget *child, *next;

  llm_chat_heights_splice (self->heights, position, removed, added);
  if (self->anchor >= position + removed)
    self->anchor = self->anchor - removed + added;
  else if (self->anchor >= position && n > 0)
    {
      /* What was read is gone: what stands there now is next. */
      self->anchor = MIN (position, n - 1);
      self->offset = 0;
    }
  for (child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL; child = next)
    {
      LlmTurn *turn = llm_chat_turn_get_turn (LLM_CHAT_TURN (child));
      guint place;

      next = gtk_widget_get_next_sibling (child);
      if (llm_conversation_get_position (self->conversation, turn, &place))
        {
          llm_chat_turn_set_position (LLM_CHAT_TURN (child), place, n);
          llm_chat_turn_update (LLM_CHAT_TURN (child));
        }
      else
        llm_chat_area_remove_widget (self, LLM_CHAT_TURN (child));
    }
  llm_chat_area_queue_layout (self);
  g_signal_emit (self, signals[SIGNAL_RANGE_CHANGED], 0);
}

void
llm_chat_area_emit_wanted (LlmChatArea *self, GPtrArray *turns)
{
  g_signal_emit (self, signals[SIGNAL_WANTED], 0, turns);
}

/* --- The object --- */

static void
llm_chat_area_map (GtkWidget *widget)
{
  LlmChatArea *self = LLM_CHAT_AREA (widget);

  GTK_WIDGET_CLASS (llm_chat_area_parent_class)->map (widget);
  self->frame_clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  g_signal_connect_object (self->frame_clock, "update", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  llm_chat_area_queue_layout (self);
}

static void
llm_chat_area_unmap (GtkWidget *widget)
{
  LlmChatArea *self = LLM_CHAT_AREA (widget);

  g_signal_handlers_disconnect_by_data (self->frame_clock, self);
  g_clear_object (&self->frame_clock);
  GTK_WIDGET_CLASS (llm_chat_area_parent_class)->unmap (widget);
  llm_chat_area_update_tick (self);
}

static void
llm_chat_area_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmChatArea *self = LLM_CHAT_AREA (object);

  switch (prop_id)
    {
    case PROP_FOLLOWING:
      g_value_set_boolean (value, self->following);
      break;
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->hadjustment);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->vadjustment);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->hscroll_policy);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->vscroll_policy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_chat_area_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  LlmChatArea *self = LLM_CHAT_AREA (object);

  switch (prop_id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, &self->hadjustment, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, &self->vadjustment, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->hscroll_policy = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->vscroll_policy = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_chat_area_dispose (GObject *object)
{
  LlmChatArea *self = LLM_CHAT_AREA (object);

  llm_chat_area_set_conversation (self, NULL);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_data (self->vadjustment, self);
  g_clear_object (&self->hadjustment);
  g_clear_object (&self->vadjustment);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_chat_area_parent_class)->dispose (object);
}

static void
llm_chat_area_finalize (GObject *object)
{
  LlmChatArea *self = LLM_CHAT_AREA (object);

  g_hash_table_unref (self->widgets);
  llm_chat_heights_free (self->heights);

  G_OBJECT_CLASS (llm_chat_area_parent_class)->finalize (object);
}

static void
llm_chat_area_class_init (LlmChatAreaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = llm_chat_area_get_property;
  object_class->set_property = llm_chat_area_set_property;
  object_class->dispose = llm_chat_area_dispose;
  object_class->finalize = llm_chat_area_finalize;
  widget_class->measure = llm_chat_area_measure;
  widget_class->size_allocate = llm_chat_area_size_allocate;
  widget_class->snapshot = llm_chat_area_snapshot;
  widget_class->map = llm_chat_area_map;
  widget_class->unmap = llm_chat_area_unmap;

  props[PROP_FOLLOWING]
      = g_param_spec_boolean ("following", NULL, NULL, TRUE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  /**
   * LlmChatArea::wanted:
   * @turns: (element-type LlmTurn): turns whose texts are to be loaded, the most wanted first
   */
  signals[SIGNAL_WANTED] = g_signal_new ("wanted", LLM_TYPE_CHAT_AREA, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);

  /**
   * LlmChatArea::range-changed:
   *
   * Other turns are near to what is in view: see llm_chat_area_get_range().
   */
  signals[SIGNAL_RANGE_CHANGED] = g_signal_new (
      "range-changed", LLM_TYPE_CHAT_AREA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "llm-chat-area");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
llm_chat_area_init (LlmChatArea *self)
{
  self->heights = llm_chat_heights_new ();
  self->widgets = g_hash_table_new (NULL, NULL);
  self->following = TRUE;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages"), -1);
}

/**
 * llm_chat_area_new:
 * @context: what runs answers
 *
 * Returns: (transfer floating): an area without a conversation
 */
GtkWidget *
llm_chat_area_new (LlmContext *context)
{
  LlmChatArea *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_CHAT_AREA, NULL);
  self->context = g_object_ref (context);
  return GTK_WIDGET (self);
}

/**
 * llm_chat_area_set_conversation:
 * @self: an area
 * @conversation: (nullable): the chat to show, from its end
 */
void
llm_chat_area_set_conversation (LlmChatArea *self, LlmConversation *conversation)
{
  GtkWidget *child;

  g_return_if_fail (LLM_IS_CHAT_AREA (self));
  g_return_if_fail (conversation == NULL || LLM_IS_CONVERSATION (conversation));

  if (self->conversation == conversation)
    return;
  llm_chat_area_let_go (self);
  if (self->conversation != NULL)
    g_signal_handlers_disconnect_by_data (self->conversation, self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    llm_chat_area_remove_widget (self, LLM_CHAT_TURN (child));
  llm_chat_heights_splice (self->heights, 0, get_n (self), 0);
  g_set_object (&self->conversation, conversation);
  self->anchor = 0;
  self->offset = 0;
  self->origin = 0;
  self->first = 0;
  self->last = 0;
  self->direction = 0;
  if (conversation != NULL)
    {
      llm_chat_heights_splice (self->heights, 0, 0,
                               g_list_model_get_n_items (G_LIST_MODEL (conversation)));
      g_signal_connect_object (conversation, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  llm_chat_area_set_following (self, TRUE);
}

/**
 * llm_chat_area_get_vadjustment:
 * @self: an area
 *
 * Returns: (transfer none) (nullable): what it is scrolled with; its lower bound moves
 */
GtkAdjustment *
llm_chat_area_get_vadjustment (LlmChatArea *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), NULL);
  return self->vadjustment;
}

/**
 * llm_chat_area_get_following:
 * @self: an area
 *
 * Returns: whether the end is kept in view
 */
gboolean
llm_chat_area_get_following (LlmChatArea *self)
{
  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), FALSE);
  return self->following;
}

/**
 * llm_chat_area_set_following:
 * @self: an area
 * @following: whether to keep the end in view from now on
 */
void
llm_chat_area_set_following (LlmChatArea *self, gboolean following)
{
  g_return_if_fail (LLM_IS_CHAT_AREA (self));

  if (following)
    llm_chat_area_let_go (self);
  change_following (self, following);
  llm_chat_area_queue_layout (self);
}

/**
 * llm_chat_area_scroll_to_turn:
 * @self: an area with a conversation
 * @position: a turn of the branch that is shown
 * @yalign: where its top is to be, 0 at the top and 1 at the bottom of what is in view
 */
void
llm_chat_area_scroll_to_turn (LlmChatArea *self, guint position, double yalign)
{
  g_return_if_fail (LLM_IS_CHAT_AREA (self));
  g_return_if_fail (position < get_n (self));

  llm_chat_area_let_go (self);
  change_following (self, FALSE);
  self->anchor = position;
  self->offset = -yalign * gtk_widget_get_height (GTK_WIDGET (self));
  llm_chat_area_queue_layout (self);
}

/**
 * llm_chat_area_get_top:
 * @self: an area
 * @offset: (out) (optional): pixels of it that are above
 *
 * Returns: the position of the turn at the top of what is in view
 */
guint
llm_chat_area_get_top (LlmChatArea *self, int *offset)
{
  gint64 top;
  guint position = 0;

  g_return_val_if_fail (LLM_IS_CHAT_AREA (self), 0);

  top = get_view_top (self);
  if (get_n (self) > 0)
    position = llm_chat_heights_find (self->heights, top);
  if (offset != NULL)
    *offset
        = get_n (self) > 0 ? (int) (top - llm_chat_heights_get_top (self->heights, position)) : 0;
  return position;
}
