/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-view.h"

#include <math.h>

/* A small image is not made larger to fit. */
#define FIT_MAX 1.0

/* What is seen through a transparent image: black as well as white stands out (px). */
#define CHECK_SIDE 8.0f
static const GdkRGBA check_colors[] = { { 0.55f, 0.55f, 0.55f, 1 }, { 0.65f, 0.65f, 0.65f, 1 } };

/* The view has this size before it is first shown (px). */
#define FIRST_SIDE 960.0

struct _LlmImageView
{
  LlmZoomView parent_instance;

  guint width;
  guint height;
  GdkTexture *texture; /* of any size */
};

G_DEFINE_FINAL_TYPE (LlmImageView, llm_image_view, LLM_TYPE_ZOOM_VIEW)

static void
paint_checks (GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  const graphene_rect_t both
      = GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y, 2 * CHECK_SIDE, 2 * CHECK_SIDE);

  gtk_snapshot_push_repeat (snapshot, bounds, &both);
  gtk_snapshot_append_color (snapshot, &check_colors[0], &both);
  for (int i = 0; i < 2; i++)
    gtk_snapshot_append_color (snapshot, &check_colors[1],
                               &GRAPHENE_RECT_INIT (both.origin.x + (float) i * CHECK_SIDE,
                                                    both.origin.y + (float) i * CHECK_SIDE,
                                                    CHECK_SIDE, CHECK_SIDE));
  gtk_snapshot_pop (snapshot);
}

static void
llm_image_view_paint (LlmZoomView *view, GtkSnapshot *snapshot)
{
  LlmImageView *self = LLM_IMAGE_VIEW (view);
  const double scale = llm_zoom_view_get_scale (view);
  graphene_rect_t bounds;

  if (self->texture == NULL)
    return;
  graphene_rect_init (
      &bounds, (float) llm_zoom_view_get_origin (view, GTK_ORIENTATION_HORIZONTAL),
      (float) llm_zoom_view_get_origin (view, GTK_ORIENTATION_VERTICAL),
      (float) (llm_zoom_view_get_picture_length (view, GTK_ORIENTATION_HORIZONTAL) * scale),
      (float) (llm_zoom_view_get_picture_length (view, GTK_ORIENTATION_VERTICAL) * scale));
  paint_checks (snapshot, &bounds);
  gtk_snapshot_append_texture (snapshot, self->texture, &bounds);
}

static void
update_size (LlmImageView *self)
{
  const double factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  llm_zoom_view_set_picture_size (LLM_ZOOM_VIEW (self), self->width / factor, self->height / factor,
                                  FIT_MAX);
}

static void
llm_image_view_dispose (GObject *object)
{
  g_clear_object (&LLM_IMAGE_VIEW (object)->texture);

  G_OBJECT_CLASS (llm_image_view_parent_class)->dispose (object);
}

static void
llm_image_view_class_init (LlmImageViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_image_view_dispose;
  LLM_ZOOM_VIEW_CLASS (klass)->paint = llm_image_view_paint;

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "llm-image-view");
}

static void
llm_image_view_init (LlmImageView *self)
{
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (update_size), NULL);
}

/**
 * llm_image_view_set_size:
 * @self: a view
 * @width: how many pixels the image has across, or 0 for no image
 * @height: how many it has down, or 0
 *
 * Begins with another image, as a whole and without a texture yet.
 */
void
llm_image_view_set_size (LlmImageView *self, guint width, guint height)
{
  g_return_if_fail (LLM_IS_IMAGE_VIEW (self));

  self->width = height > 0 ? width : 0;
  self->height = width > 0 ? height : 0;
  g_clear_object (&self->texture);
  llm_zoom_view_fit (LLM_ZOOM_VIEW (self));
  update_size (self);
}

/**
 * llm_image_view_set_texture:
 * @self: a view
 * @texture: (nullable): the image, in whatever size it could be had
 */
void
llm_image_view_set_texture (LlmImageView *self, GdkTexture *texture)
{
  g_return_if_fail (LLM_IS_IMAGE_VIEW (self));
  g_return_if_fail (texture == NULL || GDK_IS_TEXTURE (texture));

  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * llm_image_view_get_texture:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what it draws
 */
GdkTexture *
llm_image_view_get_texture (LlmImageView *self)
{
  g_return_val_if_fail (LLM_IS_IMAGE_VIEW (self), NULL);

  return self->texture;
}

/**
 * llm_image_view_get_shown_side:
 * @self: a view
 *
 * Returns: how many pixels of the display the longest side of the image takes, whether
 *   all of it is seen or not; never more than the image has
 */
guint
llm_image_view_get_shown_side (LlmImageView *self)
{
  guint side;
  double shown;

  g_return_val_if_fail (LLM_IS_IMAGE_VIEW (self), 0);

  side = MAX (self->width, self->height);
  shown = gtk_widget_get_width (GTK_WIDGET (self)) > 0
              ? ceil (side * llm_zoom_view_get_scale (LLM_ZOOM_VIEW (self)))
              : FIRST_SIDE;
  return (guint) MIN (shown, (double) side);
}
