/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmZoomView:
 * @paint: draws the picture: from llm_zoom_view_get_origin(), as large as
 *   llm_zoom_view_get_scale() says
 *
 * A picture to look at closely, for a scrolled window: it fits into its place until it is
 * zoomed, with Ctrl and the wheel or with two fingers, and can be dragged about.  What
 * the picture is, is up to the derived classes.
 *
 * Property `scale` notifies.
 */
#define LLM_TYPE_ZOOM_VIEW (llm_zoom_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (LlmZoomView, llm_zoom_view, LLM, ZOOM_VIEW, GtkWidget)

struct _LlmZoomViewClass
{
  GtkWidgetClass parent_class;

  void (*paint) (LlmZoomView *self, GtkSnapshot *snapshot);
};

/* How large it gets; at 1 it has its own size. */
#define LLM_ZOOM_VIEW_SCALE_MAX 8.0

/* What is free around the picture (px). */
#define LLM_ZOOM_VIEW_PADDING 12

void llm_zoom_view_fit (LlmZoomView *self);
void llm_zoom_view_zoom (LlmZoomView *self, int step);
void llm_zoom_view_zoom_at (LlmZoomView *self, double scale, double x, double y);
void llm_zoom_view_zoom_to (LlmZoomView *self, double scale);
gboolean llm_zoom_view_is_fitting (LlmZoomView *self);
gboolean llm_zoom_view_can_pan (LlmZoomView *self, GtkOrientation orientation);
double llm_zoom_view_get_scale (LlmZoomView *self);
double llm_zoom_view_get_scale_min (LlmZoomView *self);

/* For the derived classes. */
void
llm_zoom_view_set_picture_size (LlmZoomView *self, double width, double height, double fit_max);
double llm_zoom_view_get_picture_length (LlmZoomView *self, GtkOrientation orientation);
double llm_zoom_view_get_origin (LlmZoomView *self, GtkOrientation orientation);

G_END_DECLS
