/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-image.h"

G_BEGIN_DECLS

/**
 * LlmAltEditor:
 *
 * Where the text that stands for an image is written.  It is taken over when the popover
 * closes, except with Escape.
 */
#define LLM_TYPE_ALT_EDITOR (llm_alt_editor_get_type ())
G_DECLARE_FINAL_TYPE (LlmAltEditor, llm_alt_editor, LLM, ALT_EDITOR, GtkPopover)

GtkWidget *llm_alt_editor_new (void);
void llm_alt_editor_popup (LlmAltEditor *self, LlmImage *image);

G_END_DECLS
