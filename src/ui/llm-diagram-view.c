/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diagram-view.h"

#include <math.h>

/* What is drawn beyond what is seen, for when it is moved (px). */
#define MARGIN 256

/* A small diagram is not made larger than this to fit. */
#define FIT_MAX 1.5

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
  LlmZoomView parent_instance;

  LlmSvgPaintable *picture;
  GdkRGBA background;

  Part whole; /* the last one that shows all of it */
  Part part;  /* the last one */
  Part next;  /* the one that is being drawn, without a texture */
  GCancellable *cancellable;
  gboolean is_drawing;
  gboolean has_failed;
};

G_DEFINE_FINAL_TYPE (LlmDiagramView, llm_diagram_view, LLM_TYPE_ZOOM_VIEW)

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
  return (GdkRectangle){
    0, 0,
    (int) ceil (llm_zoom_view_get_picture_length (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_HORIZONTAL)
                * scale),
    (int) ceil (llm_zoom_view_get_picture_length (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_VERTICAL)
                * scale)
  };
}

/* What is seen and @margin around it, in the pixels of the display. */
static gboolean
get_part (LlmDiagramView *self, int margin, Part *part)
{
  const int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GdkRectangle all;
  GdkRectangle shown;

  part->texture = NULL;
  part->scale = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (self)) * factor;
  all = get_all (self, part->scale);
  shown.x = (int) round (
      (-llm_zoom_view_get_origin (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_HORIZONTAL) - margin)
      * factor);
  shown.y = (int) round (
      (-llm_zoom_view_get_origin (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_VERTICAL) - margin)
      * factor);
  shown.width = (gtk_widget_get_width (GTK_WIDGET (self)) + 2 * margin) * factor;
  shown.height = (gtk_widget_get_height (GTK_WIDGET (self)) + 2 * margin) * factor;
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
paint_part (LlmDiagramView *self, GtkSnapshot *snapshot, const Part *part)
{
  const double factor = llm_zoom_view_get_scale (LLM_ZOOM_VIEW (self)) / part->scale;
  graphene_rect_t bounds;

  graphene_rect_init (
      &bounds,
      (float) (llm_zoom_view_get_origin (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_HORIZONTAL)
               + part->area.x * factor),
      (float) (llm_zoom_view_get_origin (LLM_ZOOM_VIEW (self), GTK_ORIENTATION_VERTICAL)
               + part->area.y * factor),
      (float) (part->area.width * factor), (float) (part->area.height * factor));
  gtk_snapshot_append_texture (snapshot, part->texture, &bounds);
}

static void
llm_diagram_view_paint (LlmZoomView *view, GtkSnapshot *snapshot)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (view);
  const graphene_rect_t bounds
      = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (GTK_WIDGET (self)),
                            (float) gtk_widget_get_height (GTK_WIDGET (self)));

  draw (self);
  gtk_snapshot_append_color (snapshot, &self->background, &bounds);
  if (self->whole.texture != NULL && self->whole.texture != self->part.texture)
    paint_part (self, snapshot, &self->whole);
  if (self->part.texture != NULL)
    paint_part (self, snapshot, &self->part);
}

/* --- The object --- */

static void
scale_changed_cb (LlmDiagramView *self)
{
  self->has_failed = FALSE;
}

static void
llm_diagram_view_dispose (GObject *object)
{
  LlmDiagramView *self = LLM_DIAGRAM_VIEW (object);

  g_cancellable_cancel (self->cancellable);
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

  object_class->dispose = llm_diagram_view_dispose;
  object_class->finalize = llm_diagram_view_finalize;
  LLM_ZOOM_VIEW_CLASS (klass)->paint = llm_diagram_view_paint;

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "llm-diagram-view");
}

static void
llm_diagram_view_init (LlmDiagramView *self)
{
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self, "notify::scale", G_CALLBACK (scale_changed_cb), NULL);
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
  graphene_rect_t box;

  g_return_if_fail (LLM_IS_DIAGRAM_VIEW (self));
  g_return_if_fail (LLM_IS_SVG_PAINTABLE (picture) && background != NULL);
  g_return_if_fail (self->picture == NULL);

  self->picture = g_object_ref (picture);
  self->background = *background;
  llm_svg_paintable_get_view_box (picture, &box);
  llm_zoom_view_set_picture_size (LLM_ZOOM_VIEW (self), (double) box.size.width,
                                  (double) box.size.height, FIT_MAX);
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
