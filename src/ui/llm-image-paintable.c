/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-paintable.h"

#include <math.h>

struct _LlmImagePaintable
{
  GObject parent_instance;

  GdkTexture *texture;
  double max_width; /* 0 for as much as it wants */
};

static void paintable_iface_init (GdkPaintableInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmImagePaintable,
                               llm_image_paintable,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_iface_init))

/* --- Painting --- */

static double
get_scale (LlmImagePaintable *self)
{
  const double width = gdk_texture_get_width (self->texture);
  const double height = gdk_texture_get_height (self->texture);
  double scale = MIN (1.0, LLM_IMAGE_PAINTABLE_MAX_HEIGHT / height);

  if (self->max_width > 0)
    scale = MIN (scale, self->max_width / width);
  return scale;
}

/* The room is a limit, the other side is what fits it best. */
static int
llm_image_paintable_get_intrinsic_width (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);
  const double width = get_scale (self) * gdk_texture_get_width (self->texture);

  /* A hair is what the division has lost. */
  return MAX (1, (int) floor (width + 0.001));
}

static int
llm_image_paintable_get_intrinsic_height (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return MAX (1, (int) lround (get_scale (self) * gdk_texture_get_height (self->texture)));
}

static double
llm_image_paintable_get_intrinsic_aspect_ratio (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return (double) gdk_texture_get_width (self->texture)
         / (double) gdk_texture_get_height (self->texture);
}

static void
llm_image_paintable_snapshot (GdkPaintable *paintable,
                              GdkSnapshot *snapshot,
                              double width,
                              double height)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  gdk_paintable_snapshot (GDK_PAINTABLE (self->texture), snapshot, width, height);
}

static GdkPaintableFlags
llm_image_paintable_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_CONTENTS;
}

static GdkPaintable *
llm_image_paintable_get_current_image (GdkPaintable *paintable)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (paintable);

  return llm_image_paintable_new (self->texture, self->max_width);
}

static void
paintable_iface_init (GdkPaintableInterface *iface)
{
  iface->snapshot = llm_image_paintable_snapshot;
  iface->get_flags = llm_image_paintable_get_flags;
  iface->get_current_image = llm_image_paintable_get_current_image;
  iface->get_intrinsic_width = llm_image_paintable_get_intrinsic_width;
  iface->get_intrinsic_height = llm_image_paintable_get_intrinsic_height;
  iface->get_intrinsic_aspect_ratio = llm_image_paintable_get_intrinsic_aspect_ratio;
}

/* --- The object --- */

static void
llm_image_paintable_finalize (GObject *object)
{
  LlmImagePaintable *self = LLM_IMAGE_PAINTABLE (object);

  g_object_unref (self->texture);

  G_OBJECT_CLASS (llm_image_paintable_parent_class)->finalize (object);
}

static void
llm_image_paintable_class_init (LlmImagePaintableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_image_paintable_finalize;
}

static void
llm_image_paintable_init (LlmImagePaintable *self)
{
}

/**
 * llm_image_paintable_new:
 * @texture: an image
 * @max_width: the room that it has in pixels, or 0 for as much as it wants
 *
 * Returns: (transfer full): the #LlmImagePaintable of @texture
 */
GdkPaintable *
llm_image_paintable_new (GdkTexture *texture, double max_width)
{
  LlmImagePaintable *self;

  g_return_val_if_fail (GDK_IS_TEXTURE (texture), NULL);
  g_return_val_if_fail (max_width >= 0, NULL);

  self = g_object_new (LLM_TYPE_IMAGE_PAINTABLE, NULL);
  self->texture = g_object_ref (texture);
  self->max_width = max_width;
  return GDK_PAINTABLE (self);
}

/**
 * llm_image_paintable_set_max_width:
 * @self: an image
 * @max_width: the room that it has in pixels, or 0 for as much as it wants
 */
void
llm_image_paintable_set_max_width (LlmImagePaintable *self, double max_width)
{
  double scale_before;

  g_return_if_fail (LLM_IS_IMAGE_PAINTABLE (self));
  g_return_if_fail (max_width >= 0);

  scale_before = get_scale (self);
  self->max_width = max_width;
  if (get_scale (self) != scale_before)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
}
