/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diagram-window.h"

G_BEGIN_DECLS

/**
 * LlmDiagramFormat:
 * @LLM_DIAGRAM_SVG: as it was made, which can be enlarged
 * @LLM_DIAGRAM_PNG: an image
 *
 * How a diagram is saved.
 */
typedef enum
{
  LLM_DIAGRAM_SVG,
  LLM_DIAGRAM_PNG
} LlmDiagramFormat;

void llm_diagram_window_save (LlmDiagramWindow *self, GFile *file, LlmDiagramFormat format);

G_END_DECLS
