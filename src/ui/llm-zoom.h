/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmZoom:
 *
 * The size of the text of all answers, kept in the settings.
 */
#define LLM_TYPE_ZOOM (llm_zoom_get_type ())
G_DECLARE_FINAL_TYPE (LlmZoom, llm_zoom, LLM, ZOOM, GObject)

LlmZoom *llm_zoom_new (GSettings *settings, GdkDisplay *display);
void llm_zoom_step (GSettings *settings, int step);

G_END_DECLS
