/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmRawText:
 *
 * A text as it is in a text buffer, added at its end.  A line of many kilobytes would
 * block the layout; it is broken for display, always at the same places however the text
 * arrived.  llm_raw_text_dup_slice() gives the text without these breaks.
 */
#define LLM_TYPE_RAW_TEXT (llm_raw_text_get_type ())
G_DECLARE_FINAL_TYPE (LlmRawText, llm_raw_text, LLM, RAW_TEXT, GObject)

LlmRawText *llm_raw_text_new (GtkTextBuffer *buffer);
gboolean llm_raw_text_has_breaks (LlmRawText *self);
void llm_raw_text_get_iter (LlmRawText *self, const char *text, gsize place, GtkTextIter *iter);
char *llm_raw_text_dup_slice (LlmRawText *self, const GtkTextIter *start, const GtkTextIter *end);

G_END_DECLS
