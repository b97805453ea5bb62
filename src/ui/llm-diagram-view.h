/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-svg-paintable.h"

G_BEGIN_DECLS

/**
 * LlmDiagramView:
 *
 * A diagram to look at closely, for a scrolled window: it fits into its place until it is
 * zoomed, with Ctrl and the wheel or with two fingers, and can be dragged about.  Only the
 * part that is seen is drawn, in a thread, at the size that it is seen at; until that is
 * there, what was drawn before is stretched.
 *
 * Property `scale` notifies.
 */
#define LLM_TYPE_DIAGRAM_VIEW (llm_diagram_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiagramView, llm_diagram_view, LLM, DIAGRAM_VIEW, GtkWidget)

/* How large it gets; at 1 it has its own size. */
#define LLM_DIAGRAM_VIEW_SCALE_MAX 8.0

void llm_diagram_view_set_picture (LlmDiagramView *self,
                                   LlmSvgPaintable *picture,
                                   const GdkRGBA *background);

void llm_diagram_view_fit (LlmDiagramView *self);
void llm_diagram_view_zoom (LlmDiagramView *self, int step);
void llm_diagram_view_zoom_at (LlmDiagramView *self, double scale, double x, double y);
gboolean llm_diagram_view_is_fitting (LlmDiagramView *self);
double llm_diagram_view_get_scale (LlmDiagramView *self);
double llm_diagram_view_get_scale_min (LlmDiagramView *self);

gboolean llm_diagram_view_is_sharp (LlmDiagramView *self);
gsize llm_diagram_view_get_n_pixels (LlmDiagramView *self);

G_END_DECLS
