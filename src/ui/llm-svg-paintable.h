/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmSvgPaintable:
 *
 * A formula or a diagram that #LlmTypesetter has made, as something to paint.  It is drawn
 * from the SVG, as sharp as the display, when it is first shown.  A formula has the size and the
 * colour of the text around it and can change both; a diagram has a size and colours of
 * its own and can be made narrower.
 */
#define LLM_TYPE_SVG_PAINTABLE (llm_svg_paintable_get_type ())
G_DECLARE_FINAL_TYPE (LlmSvgPaintable, llm_svg_paintable, LLM, SVG_PAINTABLE, GObject)

/* The longest side of a picture (px). */
#define LLM_SVG_PAINTABLE_SIZE_MAX 20000

/* The most pixels that a file of one has. */
#define LLM_SVG_PAINTABLE_AREA_MAX (64.0 * 1000 * 1000)

LlmSvgPaintable *
llm_svg_paintable_new_formula (GBytes *svg, double em_px, const GdkRGBA *color, GError **error);
LlmSvgPaintable *llm_svg_paintable_new_diagram (GBytes *svg, double max_width, GError **error);

void llm_svg_paintable_set_em (LlmSvgPaintable *self, double em_px);
void llm_svg_paintable_set_color (LlmSvgPaintable *self, const GdkRGBA *color);
void llm_svg_paintable_set_scale (LlmSvgPaintable *self, int scale);
void llm_svg_paintable_set_max_width (LlmSvgPaintable *self, double max_width);

int llm_svg_paintable_get_ascent (LlmSvgPaintable *self);
int llm_svg_paintable_get_descent (LlmSvgPaintable *self);
void llm_svg_paintable_get_view_box (LlmSvgPaintable *self, graphene_rect_t *view_box);

void llm_svg_paintable_draw_area_async (LlmSvgPaintable *self,
                                        double scale,
                                        const GdkRectangle *area,
                                        const GdkRGBA *background,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
GdkTexture *
llm_svg_paintable_draw_area_finish (LlmSvgPaintable *self, GAsyncResult *result, GError **error);

void llm_svg_paintable_save_png_async (LlmSvgPaintable *self,
                                       double scale,
                                       const GdkRGBA *background,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GBytes *
llm_svg_paintable_save_png_finish (LlmSvgPaintable *self, GAsyncResult *result, GError **error);

G_END_DECLS
