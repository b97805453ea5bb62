/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-svg-paintable.h"
#include "llm-zoom-view.h"

G_BEGIN_DECLS

/**
 * LlmDiagramView:
 *
 * A diagram to look at closely.  Only the part that is seen is drawn, in a thread, at the
 * size that it is seen at; until that is there, what was drawn before is stretched.
 */
#define LLM_TYPE_DIAGRAM_VIEW (llm_diagram_view_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiagramView, llm_diagram_view, LLM, DIAGRAM_VIEW, LlmZoomView)

void llm_diagram_view_set_picture (LlmDiagramView *self,
                                   LlmSvgPaintable *picture,
                                   const GdkRGBA *background);

gboolean llm_diagram_view_is_sharp (LlmDiagramView *self);
gsize llm_diagram_view_get_n_pixels (LlmDiagramView *self);

G_END_DECLS
