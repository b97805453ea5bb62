/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LlmDiagramWindow:
 *
 * One diagram in a window of its own: to be looked at from near and far, copied and saved.
 *
 * Verbs are widget actions: diagram.zoom-in, diagram.zoom-out, diagram.zoom-fit,
 * diagram.copy-image, diagram.copy-source, diagram.save-svg, diagram.save-png and
 * diagram.show-source.
 */
#define LLM_TYPE_DIAGRAM_WINDOW (llm_diagram_window_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiagramWindow, llm_diagram_window, LLM, DIAGRAM_WINDOW, AdwWindow)

GtkWidget *
llm_diagram_window_new (GtkWindow *parent, GBytes *svg, const char *source, GError **error);

G_END_DECLS
