/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmFontMeasure:
 *
 * How wide words are in the font of a widget.  Each is measured once.
 */
typedef struct _LlmFontMeasure LlmFontMeasure;

LlmFontMeasure *llm_font_measure_new (GtkWidget *widget);
void llm_font_measure_free (LlmFontMeasure *measure);
double llm_font_measure_get_em (LlmFontMeasure *measure);
double llm_font_measure_get_width (const char *text, gsize length, guint style, gpointer measure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmFontMeasure, llm_font_measure_free)

G_END_DECLS
