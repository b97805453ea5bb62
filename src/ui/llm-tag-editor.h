/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "llm-organizer.h"

G_BEGIN_DECLS

/**
 * LlmTagEditor:
 *
 * A popover with the tags of some conversations as chips, and an entry for more that
 * completes from the tags there are.
 */
#define LLM_TYPE_TAG_EDITOR (llm_tag_editor_get_type ())
G_DECLARE_FINAL_TYPE (LlmTagEditor, llm_tag_editor, LLM, TAG_EDITOR, GtkPopover)

GtkWidget *llm_tag_editor_new (LlmOrganizer *organizer);
void llm_tag_editor_edit (LlmTagEditor *self, GPtrArray *entries);
void llm_tag_editor_focus (LlmTagEditor *self);
void llm_tag_editor_add (LlmTagEditor *self, const char *tag);
void llm_tag_editor_remove (LlmTagEditor *self, const char *tag);

G_END_DECLS
