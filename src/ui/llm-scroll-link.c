/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-scroll-link.h"

#include "llm-scroll-map.h"

/* Near its beginning and its end an answer is not held to its headings: the others get to
 * theirs in these shares of the page, without a jump. */
#define START_SHARE 0.25
#define END_SHARE 0.5

typedef struct
{
  LlmScrollLink *link;
  LlmAnswerView *view;
  LlmDocumentPainter *painter; /* weak: the one of which the rest tells */
  GArray *blocks;              /* LlmScrollBlock, or NULL when they are others */
  GHashTable *maps;            /* Linked → LlmScrollMap from this one to that one */
} Linked;

struct _LlmScrollLink
{
  GObject parent_instance;

  GPtrArray *views; /* Linked */
  gboolean active;
  gboolean moving;
  Linked *leader; /* the one the reader has scrolled since the last frame */
  LlmAnswerView *tick_view;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (LlmScrollLink, llm_scroll_link, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_ACTIVE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static Linked *
get_linked (LlmScrollLink *self, guint index)
{
  return g_ptr_array_index (self->views, index);
}

/* --- Which place belongs to which --- */

static void
clear_block (gpointer data)
{
  llm_scroll_block_clear (data);
}

/* The text is another; what was found out about it is worked out again when needed. */
static void
forget (Linked *linked)
{
  LlmScrollLink *self = linked->link;

  g_clear_pointer (&linked->blocks, g_array_unref);
  g_hash_table_remove_all (linked->maps);
  for (guint i = 0; i < self->views->len; i++)
    g_hash_table_remove (get_linked (self, i)->maps, linked);
}

static void
set_painter (Linked *linked, LlmDocumentPainter *painter)
{
  if (linked->painter == painter)
    return;
  if (linked->painter != NULL)
    g_signal_handlers_disconnect_by_data (linked->painter, linked);
  g_set_weak_pointer (&linked->painter, painter);
  forget (linked);
  if (painter != NULL)
    g_signal_connect_swapped (painter, "blocks-changed", G_CALLBACK (forget), linked);
}

static void
collect_blocks (Linked *linked)
{
  const guint n = llm_document_painter_get_n_blocks (linked->painter);

  linked->blocks = g_array_sized_new (FALSE, FALSE, sizeof (LlmScrollBlock), n);
  g_array_set_clear_func (linked->blocks, clear_block);
  for (guint i = 0; i < n; i++)
    {
      LlmLayout *layout = llm_document_painter_get_block (linked->painter, i, NULL);
      LlmScrollBlock block;

      llm_scroll_block_init (&block, llm_layout_get_block (layout));
      g_array_append_val (linked->blocks, block);
    }
}

/* Whether there are blocks: none are in a raw text. */
static gboolean
update_blocks (Linked *linked)
{
  set_painter (linked, llm_answer_view_get_painter (linked->view));
  if (linked->painter == NULL)
    return FALSE;
  if (linked->blocks == NULL)
    collect_blocks (linked);
  return linked->blocks->len > 0;
}

static const LlmScrollMap *
get_map (Linked *from, Linked *to)
{
  LlmScrollMap *map = g_hash_table_lookup (from->maps, to);

  if (map == NULL)
    {
      map = llm_scroll_map_new ((const LlmScrollBlock *) from->blocks->data, from->blocks->len,
                                (const LlmScrollBlock *) to->blocks->data, to->blocks->len);
      g_hash_table_insert (from->maps, to, map);
    }
  return map;
}

/* --- Places and pixels --- */

/* How far it can be scrolled. */
static double
get_range (Linked *linked)
{
  GtkAdjustment *adjustment = llm_answer_view_get_vadjustment (linked->view);

  return MAX (0, gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment));
}

static double
get_value (Linked *linked)
{
  return gtk_adjustment_get_value (llm_answer_view_get_vadjustment (linked->view));
}

static double
get_page_size (Linked *linked)
{
  return gtk_adjustment_get_page_size (llm_answer_view_get_vadjustment (linked->view));
}

/* The difference between a place in the text and the scroll value that has it at the top. */
static double
get_margin (Linked *linked)
{
  int y;

  gtk_text_view_window_to_buffer_coords (llm_answer_view_get_text_view (linked->view),
                                         GTK_TEXT_WINDOW_TEXT, 0, 0, NULL, &y);
  return get_value (linked) - y;
}

static int
get_block_top (Linked *linked, guint block)
{
  GtkTextView *text_view = llm_answer_view_get_text_view (linked->view);
  GtkTextIter iter;
  int y, height;

  if (block < linked->blocks->len)
    {
      llm_document_painter_get_iter (linked->painter, block, 0, &iter);
      gtk_text_view_get_line_yrange (text_view, &iter, &y, &height);
      return y;
    }
  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (text_view), &iter);
  gtk_text_view_get_line_yrange (text_view, &iter, &y, &height);
  return y + height;
}

/* The block that is at the top with a scroll value, and how far through it. */
static double
get_position (Linked *linked, double value)
{
  const double y = MAX (0, value - get_margin (linked));
  GtkTextIter iter;
  guint block;
  int top, bottom;

  gtk_text_view_get_line_at_y (llm_answer_view_get_text_view (linked->view), &iter, (int) y, NULL);
  block = llm_document_painter_find_block (linked->painter, gtk_text_iter_get_offset (&iter));
  top = get_block_top (linked, block);
  bottom = get_block_top (linked, block + 1);
  return block + (bottom > top ? CLAMP ((y - top) / (bottom - top), 0, 1) : 0);
}

static double
get_value_at (Linked *linked, double position)
{
  const guint block = MIN ((guint) position, linked->blocks->len - 1);
  const int top = get_block_top (linked, block);
  const int bottom = get_block_top (linked, block + 1);

  return top + (position - block) * (bottom - top) + get_margin (linked);
}

static double
map_value (Linked *from, Linked *to, double value)
{
  const double position = llm_scroll_map_map (get_map (from, to), get_position (from, value));

  return get_value_at (to, position);
}

/* Where @to is to be scrolled to when @from is where it is.  Beginning and beginning, end
 * and end belong together, too: what is missing there is made up for near them. */
static double
find_value (Linked *from, Linked *to)
{
  const double value = get_value (from), range = get_range (from), to_range = get_range (to);
  const double start_zone = MIN (get_page_size (from), range) * START_SHARE;
  const double end_zone = MIN (get_page_size (from), range) * END_SHARE;
  double found;

  if (range <= 0)
    return 0;
  if (!update_blocks (from) || !update_blocks (to))
    return value / range * to_range;
  found = map_value (from, to, value);
  if (value < start_zone)
    found -= map_value (from, to, 0) * (1 - value / start_zone);
  if (range - value < end_zone)
    found += MAX (0, to_range - map_value (from, to, range)) * (1 - (range - value) / end_zone);
  return CLAMP (found, 0, to_range);
}

/* --- Moving along --- */

/* An answer that runs and is read at its end goes on there until the reader scrolls it. */
static gboolean
stays (Linked *linked)
{
  LlmAnswer *answer = llm_answer_view_get_answer (linked->view);

  return !gtk_widget_get_mapped (GTK_WIDGET (linked->view))
         || (llm_answer_view_get_following (linked->view) && answer != NULL
             && llm_answer_is_running (answer));
}

static gboolean
is_beside (Linked *linked, Linked *other)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (linked->view)));
  graphene_rect_t a, b;

  if (root == NULL || !gtk_widget_get_mapped (GTK_WIDGET (other->view))
      || !gtk_widget_compute_bounds (GTK_WIDGET (linked->view), root, &a)
      || !gtk_widget_compute_bounds (GTK_WIDGET (other->view), root, &b))
    return FALSE;
  return a.origin.y < b.origin.y + b.size.height && b.origin.y < a.origin.y + a.size.height;
}

/* Cards come row by row: where there are columns, two that follow each other share a row. */
static gboolean
are_side_by_side (LlmScrollLink *self)
{
  for (guint i = 1; i < self->views->len; i++)
    {
      if (is_beside (get_linked (self, i - 1), get_linked (self, i)))
        return TRUE;
    }
  return FALSE;
}

static void
move_to (Linked *linked, double value)
{
  if (ABS (value - get_value (linked)) < 0.5)
    return;
  /* One that has ended can still be said to follow its end, which would take it back. */
  if (llm_answer_view_get_following (linked->view))
    gtk_adjustment_set_value (llm_answer_view_get_vadjustment (linked->view), value);
  else
    llm_answer_view_set_scroll (linked->view, value);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  LlmScrollLink *self = LLM_SCROLL_LINK (user_data);
  Linked *leader = g_steal_pointer (&self->leader);

  self->tick_id = 0;
  if (leader == NULL || !self->active || !are_side_by_side (self))
    return G_SOURCE_REMOVE;
  self->moving = TRUE;
  for (guint i = 0; i < self->views->len; i++)
    {
      Linked *linked = get_linked (self, i);

      if (linked != leader && !stays (linked))
        move_to (linked, find_value (leader, linked));
    }
  self->moving = FALSE;
  return G_SOURCE_REMOVE;
}

static void
stop_ticking (LlmScrollLink *self)
{
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->tick_view), self->tick_id);
  self->tick_id = 0;
  self->leader = NULL;
}

/* Once in a frame is enough, however often the reader scrolls. */
static void
user_scrolled_cb (Linked *linked)
{
  LlmScrollLink *self = linked->link;

  if (!self->active || self->moving)
    return;
  self->leader = linked;
  if (self->tick_id != 0)
    return;
  self->tick_view = linked->view;
  self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (linked->view), tick_cb, self, NULL);
}

static Linked *
linked_new (LlmScrollLink *self, LlmAnswerView *view)
{
  Linked *linked = g_new0 (Linked, 1);

  linked->link = self;
  linked->view = g_object_ref (view);
  linked->maps = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) llm_scroll_map_free);
  g_signal_connect_swapped (view, "user-scrolled", G_CALLBACK (user_scrolled_cb), linked);
  return linked;
}

static void
linked_free (gpointer data)
{
  Linked *linked = data;

  set_painter (linked, NULL);
  g_signal_handlers_disconnect_by_data (linked->view, linked);
  g_clear_pointer (&linked->blocks, g_array_unref);
  g_hash_table_unref (linked->maps);
  g_object_unref (linked->view);
  g_free (linked);
}

/* --- The object --- */

static void
llm_scroll_link_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, LLM_SCROLL_LINK (object)->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_scroll_link_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      llm_scroll_link_set_active (LLM_SCROLL_LINK (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_scroll_link_dispose (GObject *object)
{
  llm_scroll_link_set_views (LLM_SCROLL_LINK (object), NULL);

  G_OBJECT_CLASS (llm_scroll_link_parent_class)->dispose (object);
}

static void
llm_scroll_link_finalize (GObject *object)
{
  g_ptr_array_unref (LLM_SCROLL_LINK (object)->views);

  G_OBJECT_CLASS (llm_scroll_link_parent_class)->finalize (object);
}

static void
llm_scroll_link_class_init (LlmScrollLinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_scroll_link_get_property;
  object_class->set_property = llm_scroll_link_set_property;
  object_class->dispose = llm_scroll_link_dispose;
  object_class->finalize = llm_scroll_link_finalize;

  props[PROP_ACTIVE]
      = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_scroll_link_init (LlmScrollLink *self)
{
  self->views = g_ptr_array_new_with_free_func (linked_free);
}

/**
 * llm_scroll_link_new:
 *
 * Returns: (transfer full): a link that is not active and has no views
 */
LlmScrollLink *
llm_scroll_link_new (void)
{
  return g_object_new (LLM_TYPE_SCROLL_LINK, NULL);
}

/**
 * llm_scroll_link_set_views:
 * @self: a link
 * @views: (nullable) (element-type LlmAnswerView): what scrolls together, row by row as it
 *   is seen
 *
 * While none of them stands beside another, or only one is shown, nothing is moved.  The
 * view that the reader scrolls is never moved, nor one that follows its end while it runs.
 */
void
llm_scroll_link_set_views (LlmScrollLink *self, GPtrArray *views)
{
  g_return_if_fail (LLM_IS_SCROLL_LINK (self));

  stop_ticking (self);
  /* From the end, so that those that are left find no holes. */
  while (self->views->len > 0)
    g_ptr_array_remove_index (self->views, self->views->len - 1);
  for (guint i = 0; views != NULL && i < views->len; i++)
    g_ptr_array_add (self->views, linked_new (self, g_ptr_array_index (views, i)));
}

/**
 * llm_scroll_link_get_active:
 * @self: a link
 *
 * Returns: whether it moves anything
 */
gboolean
llm_scroll_link_get_active (LlmScrollLink *self)
{
  g_return_val_if_fail (LLM_IS_SCROLL_LINK (self), FALSE);
  return self->active;
}

/**
 * llm_scroll_link_set_active:
 * @self: a link
 * @active: whether it is to move anything
 */
void
llm_scroll_link_set_active (LlmScrollLink *self, gboolean active)
{
  g_return_if_fail (LLM_IS_SCROLL_LINK (self));

  active = active != FALSE;
  if (self->active == active)
    return;
  self->active = active;
  if (!active)
    stop_ticking (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}
