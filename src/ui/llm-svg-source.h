/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What can be done with an SVG that is not parsed. */

GBytes *llm_svg_source_cut_out (
    GBytes *svg, double width, double height, const GdkRectangle *area, GError **error);
GBytes *llm_svg_source_add_background (GBytes *svg,
                                       const graphene_rect_t *view_box,
                                       const GdkRGBA *background);

G_END_DECLS
