/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-strip.h"

#include <glib/gi18n-lib.h>

#include "llm-compat.h"
#include "llm-drop-mark.h"
#include "llm-image-tile.h"

/* An image that was removed, to be put back. */
typedef struct
{
  LlmImage *image;
  guint index;
} Removal;

struct _LlmImageStrip
{
  GtkWidget parent_instance;

  LlmImages *source; /* nullable */
  gboolean editable;
  GPtrArray *tiles; /* LlmImageTile, not owned */
  guint n_images;
  guint n_pending;
  GPtrArray *removals; /* Removal, the latest last */

  LlmDropMark drop_mark;

  GtkWidget *scroller;
  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (LlmImageStrip, llm_image_strip, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_EDITABLE,
  PROP_N_IMAGES,
  PROP_N_PENDING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_OPEN,
  SIGNAL_REMOVED,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->image);
  g_free (removal);
}

/* --- The tiles --- */

/* Numbers them, and tells how many there are. */
static void
update (LlmImageStrip *self)
{
  const guint n = self->tiles->len;
  guint n_images = 0;

  for (guint i = 0; i < n; i++)
    {
      LlmImageTile *tile = g_ptr_array_index (self->tiles, i);

      llm_image_tile_set_place (tile, i, n);
      if (llm_image_tile_get_image (tile) != NULL)
        n_images++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->n_images != n_images)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_IMAGES]);
  if (self->n_pending != n - n_images)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PENDING]);
  self->n_images = n_images;
  self->n_pending = n - n_images;
  g_object_thaw_notify (G_OBJECT (self));
}

static void
changed (LlmImageStrip *self)
{
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static guint
index_of (LlmImageStrip *self, gpointer tile)
{
  guint index = G_MAXUINT;

  g_ptr_array_find (self->tiles, tile, &index);
  return index;
}

/* The number among those that have been checked. */
static void
tile_open_cb (LlmImageStrip *self, LlmImageTile *tile)
{
  guint n = 0;

  for (guint i = 0; i < self->tiles->len && self->tiles->pdata[i] != tile; i++)
    if (llm_image_tile_get_image (self->tiles->pdata[i]) != NULL)
      n++;
  gtk_widget_activate_action (GTK_WIDGET (self), "images.open", "u", n);
}

static void
tile_remove_cb (LlmImageStrip *self, LlmImageTile *tile)
{
  llm_image_strip_remove (self, index_of (self, tile));
}

static void
tile_move_cb (LlmImageStrip *self, int step, LlmImageTile *tile)
{
  const guint index = index_of (self, tile);

  if (step < 0 ? index > 0 : index + 1 < self->tiles->len)
    llm_image_strip_move (self, index, step < 0 ? index - 1 : index + 1);
}

static void add_drag (LlmImageStrip *self, GtkWidget *tile);

static GtkWidget *
insert_tile (LlmImageStrip *self, guint index, const char *name)
{
  GtkWidget *tile = llm_image_tile_new (name, self->editable);

  gtk_box_insert_child_after (self->box, tile,
                              index > 0 ? g_ptr_array_index (self->tiles, index - 1) : NULL);
  g_ptr_array_insert (self->tiles, (int) index, tile);
  g_signal_connect_object (tile, "open", G_CALLBACK (tile_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tile, "remove", G_CALLBACK (tile_remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tile, "move", G_CALLBACK (tile_move_cb), self, G_CONNECT_SWAPPED);
  add_drag (self, tile);
  return tile;
}

/* The keyboard must not fall out of the strip when a tile goes away under it. */
static void
remove_tile (LlmImageStrip *self, guint index)
{
  GtkWidget *tile = g_ptr_array_index (self->tiles, index);
  const gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->box)) == tile;

  if (tile == self->drop_mark.widget)
    llm_drop_mark_clear (&self->drop_mark);
  g_ptr_array_remove_index (self->tiles, index);
  if (had_focus && self->tiles->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->tiles, MIN (index, self->tiles->len - 1)));
  gtk_box_remove (self->box, tile);
}

static void
remove_all (LlmImageStrip *self)
{
  while (self->tiles->len > 0)
    {
      GtkWidget *tile = g_ptr_array_index (self->tiles, self->tiles->len - 1);
      GCancellable *cancellable = g_object_get_data (G_OBJECT (tile), "cancellable");

      g_cancellable_cancel (cancellable);
      remove_tile (self, self->tiles->len - 1);
    }
  g_ptr_array_set_size (self->removals, 0);
}

/* --- Another order by dragging --- */

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LlmImageStrip *self)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  if (!self->editable || self->tiles->len < 2)
    return NULL;
  return gdk_content_provider_new_typed (LLM_TYPE_IMAGE_TILE, tile);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, LlmImageStrip *self)
{
  GtkWidget *tile = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (tile);
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);

  gtk_drag_source_set_icon (source, image, 0, 0);
}

static void
add_drag (LlmImageStrip *self, GtkWidget *tile)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  gtk_widget_add_controller (tile, GTK_EVENT_CONTROLLER (source));
}

/* The tile nearest to a place, and whether the place is beyond its middle. */
static GtkWidget *
find_near (LlmImageStrip *self, double x, gboolean *after)
{
  const gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkWidget *tile = NULL;

  for (guint i = 0; i < self->tiles->len; i++)
    {
      graphene_rect_t bounds;
      double middle;

      tile = g_ptr_array_index (self->tiles, i);
      if (!gtk_widget_compute_bounds (tile, GTK_WIDGET (self->box), &bounds))
        continue;
      middle = bounds.origin.x + bounds.size.width / 2;
      *after = FALSE;
      if (rtl ? x > middle : x < middle)
        return tile;
    }
  *after = TRUE;
  return tile;
}

static GdkDragAction
motion_cb (GtkDropTarget *target, double x, double y, LlmImageStrip *self)
{
  gboolean after;
  GtkWidget *tile = find_near (self, x, &after);

  llm_drop_mark_set_inline (&self->drop_mark, tile, after);
  return GDK_ACTION_MOVE;
}

static void
leave_cb (GtkDropTarget *target, LlmImageStrip *self)
{
  llm_drop_mark_clear (&self->drop_mark);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LlmImageStrip *self)
{
  const guint index = index_of (self, g_value_get_object (value));
  gboolean after;
  GtkWidget *near = find_near (self, x, &after);
  guint to;

  llm_drop_mark_clear (&self->drop_mark);
  if (near == NULL || index == G_MAXUINT)
    return FALSE;
  to = index_of (self, near) + (after ? 1 : 0);
  llm_image_strip_move (self, index, to > index ? to - 1 : to);
  return TRUE;
}

static void
add_drop (LlmImageStrip *self)
{
  GtkDropTarget *target = gtk_drop_target_new (LLM_TYPE_IMAGE_TILE, GDK_ACTION_MOVE);

  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, 0);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, 0);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->box), GTK_EVENT_CONTROLLER (target));
}

/* --- The object --- */

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_OPEN], 0, g_variant_get_uint32 (parameter));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!llm_image_strip_undo_remove (LLM_IMAGE_STRIP (widget)))
    gtk_widget_error_bell (widget);
}

static void
llm_image_strip_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmImageStrip *self = LLM_IMAGE_STRIP (object);

  switch (prop_id)
    {
    case PROP_EDITABLE:
      g_value_set_boolean (value, self->editable);
      break;
    case PROP_N_IMAGES:
      g_value_set_uint (value, self->n_images);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, self->n_pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_image_strip_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_EDITABLE:
      llm_image_strip_set_editable (LLM_IMAGE_STRIP (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_image_strip_dispose (GObject *object)
{
  LlmImageStrip *self = LLM_IMAGE_STRIP (object);

  if (self->scroller != NULL)
    remove_all (self);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (llm_image_strip_parent_class)->dispose (object);
}

static void
llm_image_strip_finalize (GObject *object)
{
  LlmImageStrip *self = LLM_IMAGE_STRIP (object);

  g_ptr_array_unref (self->tiles);
  g_ptr_array_unref (self->removals);

  G_OBJECT_CLASS (llm_image_strip_parent_class)->finalize (object);
}

static void
install_signals (void)
{
  const GType type = LLM_TYPE_IMAGE_STRIP;

  /**
   * LlmImageStrip::open:
   * @index: which of llm_image_strip_get_images() is to be seen large
   */
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * LlmImageStrip::removed:
   * @title: the name of the image for people
   */
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_image_strip_class_init (LlmImageStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = llm_image_strip_dispose;
  object_class->finalize = llm_image_strip_finalize;
  object_class->get_property = llm_image_strip_get_property;
  object_class->set_property = llm_image_strip_set_property;

  props[PROP_EDITABLE]
      = g_param_spec_boolean ("editable", NULL, NULL, FALSE, read | G_PARAM_WRITABLE);
  props[PROP_N_IMAGES] = g_param_spec_uint ("n-images", NULL, NULL, 0, G_MAXUINT, 0, read);
  props[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, read);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals ();

  gtk_widget_class_install_action (widget_class, "images.open", "u", open_action);
  gtk_widget_class_install_action (widget_class, "images.undo", NULL, undo_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "images.undo",
                                       NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "llm-image-strip");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/jbuz/LLMSelect/llm-image-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, LlmImageStrip, scroller);
  gtk_widget_class_bind_template_child (widget_class, LlmImageStrip, box);
}

static void
llm_image_strip_init (LlmImageStrip *self)
{
  self->tiles = g_ptr_array_new ();
  self->removals = g_ptr_array_new_with_free_func (removal_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_drop (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.undo", FALSE);
}

/**
 * llm_image_strip_new:
 *
 * Returns: (transfer floating): a strip without images, which cannot be edited
 */
GtkWidget *
llm_image_strip_new (void)
{
  return g_object_new (LLM_TYPE_IMAGE_STRIP, NULL);
}

/**
 * llm_image_strip_set_source:
 * @self: a strip
 * @source: (nullable): where the bytes of its images are, for those that it gets from now
 *   on; without, there are no thumbnails
 */
void
llm_image_strip_set_source (LlmImageStrip *self, LlmImages *source)
{
  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));
  g_return_if_fail (source == NULL || LLM_IS_IMAGES (source));

  g_set_object (&self->source, source);
}

/**
 * llm_image_strip_get_editable:
 * @self: a strip
 *
 * Returns: whether its images can be removed, moved and described
 */
gboolean
llm_image_strip_get_editable (LlmImageStrip *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), FALSE);
  return self->editable;
}

/**
 * llm_image_strip_set_editable:
 * @self: a strip
 * @editable: whether its images can be removed, moved and described
 */
void
llm_image_strip_set_editable (LlmImageStrip *self, gboolean editable)
{
  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));

  editable = !!editable;
  if (self->editable == editable)
    return;
  self->editable = editable;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "images.undo", editable);
  for (guint i = 0; i < self->tiles->len; i++)
    llm_image_tile_set_editable (g_ptr_array_index (self->tiles, i), editable);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EDITABLE]);
}

/**
 * llm_image_strip_get_images:
 * @self: a strip
 *
 * Returns: (transfer full) (nullable) (element-type LlmImage): the images in their order,
 *   without those on their way; %NULL for none
 */
GPtrArray *
llm_image_strip_get_images (LlmImageStrip *self)
{
  g_autoptr (GPtrArray) images = NULL;

  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), NULL);

  images = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->tiles->len; i++)
    {
      LlmImage *image = llm_image_tile_get_image (g_ptr_array_index (self->tiles, i));

      if (image != NULL)
        g_ptr_array_add (images, g_object_ref (image));
    }
  return images->len > 0 ? g_steal_pointer (&images) : NULL;
}

/* What can be described must belong to no comparison: another one of the same bytes. */
static LlmImage *
take_image (LlmImageStrip *self, LlmImage *image)
{
  LlmImage *copy;

  if (!self->editable)
    return g_object_ref (image);
  copy = llm_image_dup (image);
  if (self->source != NULL)
    llm_images_watch (self->source, copy);
  return copy;
}

/**
 * llm_image_strip_set_images:
 * @self: a strip
 * @images: (nullable) (element-type LlmImage): what to show; an editable strip shows copies
 *
 * Replaces all, also those on their way.
 */
void
llm_image_strip_set_images (LlmImageStrip *self, GPtrArray *images)
{
  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));

  if (self->tiles->len == 0 && (images == NULL || images->len == 0))
    {
      g_ptr_array_set_size (self->removals, 0);
      return;
    }
  remove_all (self);
  for (guint i = 0; images != NULL && i < images->len; i++)
    {
      g_autoptr (LlmImage) image = take_image (self, g_ptr_array_index (images, i));

      llm_image_tile_set_image (LLM_IMAGE_TILE (insert_tile (self, i, NULL)), self->source, image);
    }
  changed (self);
}

/**
 * llm_image_strip_get_n_images:
 * @self: a strip
 *
 * Returns: how many images there are, without those on their way
 */
guint
llm_image_strip_get_n_images (LlmImageStrip *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), 0);
  return self->n_images;
}

/**
 * llm_image_strip_get_n_pending:
 * @self: a strip
 *
 * Returns: how many images are on their way
 */
guint
llm_image_strip_get_n_pending (LlmImageStrip *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), 0);
  return self->n_pending;
}

/**
 * llm_image_strip_estimate_tokens:
 * @self: a strip
 *
 * Returns: about how many tokens of input the images are
 */
gint64
llm_image_strip_estimate_tokens (LlmImageStrip *self)
{
  gint64 tokens = 0;

  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), 0);

  for (guint i = 0; i < self->tiles->len; i++)
    {
      LlmImage *image = llm_image_tile_get_image (g_ptr_array_index (self->tiles, i));

      if (image != NULL)
        tokens += llm_image_estimate_tokens (llm_image_get_facts (image)->width,
                                             llm_image_get_facts (image)->height);
    }
  return tokens;
}

static void
announce_place (LlmImageStrip *self, guint index)
{
  g_autofree char *text = NULL;

  /* Translators: the name of an image, its number, and how many there are */
  text = g_strdup_printf (_ ("%s is image %u of %u"),
                          llm_image_tile_get_title (g_ptr_array_index (self->tiles, index)),
                          index + 1, self->tiles->len);
  llm_compat_announce (GTK_WIDGET (self), text, FALSE);
}

/**
 * llm_image_strip_move:
 * @self: a strip
 * @index: an image or one on its way
 * @to: where it is to be
 */
void
llm_image_strip_move (LlmImageStrip *self, guint index, guint to)
{
  GtkWidget *tile;

  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));
  g_return_if_fail (index < self->tiles->len && to < self->tiles->len);

  if (index == to)
    return;
  tile = g_ptr_array_steal_index (self->tiles, index);
  gtk_box_reorder_child_after (self->box, tile,
                               to > 0 ? g_ptr_array_index (self->tiles, to - 1) : NULL);
  g_ptr_array_insert (self->tiles, (int) to, tile);
  changed (self);
  announce_place (self, to);
}

/**
 * llm_image_strip_remove:
 * @self: a strip
 * @index: an image or one on its way
 *
 * Removes it; what is on its way is given up.
 */
void
llm_image_strip_remove (LlmImageStrip *self, guint index)
{
  LlmImageTile *tile;
  g_autoptr (LlmImage) image = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));
  g_return_if_fail (index < self->tiles->len);

  tile = g_ptr_array_index (self->tiles, index);
  g_set_object (&image, llm_image_tile_get_image (tile));
  if (image != NULL)
    {
      Removal *removal = g_new0 (Removal, 1);

      removal->image = g_object_ref (image);
      removal->index = index;
      g_ptr_array_add (self->removals, removal);
      title = g_strdup (llm_image_tile_get_title (tile));
    }
  else
    {
      g_cancellable_cancel (g_object_get_data (G_OBJECT (tile), "cancellable"));
    }
  remove_tile (self, index);
  changed (self);
  if (title != NULL)
    g_signal_emit (self, signals[SIGNAL_REMOVED], 0, title);
}

/**
 * llm_image_strip_undo_remove:
 * @self: a strip
 *
 * Puts back the image that was removed last, since llm_image_strip_set_images() at most.
 *
 * Returns: whether there was one
 */
gboolean
llm_image_strip_undo_remove (LlmImageStrip *self)
{
  Removal *removal;
  GtkWidget *tile;

  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), FALSE);

  if (self->removals->len == 0)
    return FALSE;
  removal = g_ptr_array_steal_index (self->removals, self->removals->len - 1);
  tile = insert_tile (self, MIN (removal->index, self->tiles->len), NULL);
  llm_image_tile_set_image (LLM_IMAGE_TILE (tile), self->source, removal->image);
  changed (self);
  announce_place (self, index_of (self, tile));
  removal_free (removal);
  return TRUE;
}

/**
 * llm_image_strip_add_pending:
 * @self: a strip
 * @name: (nullable): the name of an image that is on its way
 * @cancellable: what gives it up if it is removed meanwhile
 *
 * Returns: (transfer none): what stands for it, for llm_image_strip_resolve(), which is
 *   called with it also when it was given up
 */
GtkWidget *
llm_image_strip_add_pending (LlmImageStrip *self, const char *name, GCancellable *cancellable)
{
  GtkWidget *tile;

  g_return_val_if_fail (LLM_IS_IMAGE_STRIP (self), NULL);
  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  tile = insert_tile (self, self->tiles->len, name);
  g_object_set_data_full (G_OBJECT (tile), "cancellable", g_object_ref (cancellable),
                          g_object_unref);
  update (self);
  return tile;
}

/**
 * llm_image_strip_resolve:
 * @self: a strip
 * @pending: what llm_image_strip_add_pending() returned, held by the caller
 * @image: (nullable): the image, or %NULL if there will be none
 */
void
llm_image_strip_resolve (LlmImageStrip *self, GtkWidget *pending, LlmImage *image)
{
  const guint index = index_of (self, pending);

  g_return_if_fail (LLM_IS_IMAGE_STRIP (self));
  g_return_if_fail (LLM_IS_IMAGE_TILE (pending));
  g_return_if_fail (image == NULL || LLM_IS_IMAGE (image));

  if (index == G_MAXUINT)
    return;
  if (image != NULL)
    llm_image_tile_set_image (LLM_IMAGE_TILE (pending), self->source, image);
  else
    remove_tile (self, index);
  changed (self);
}
