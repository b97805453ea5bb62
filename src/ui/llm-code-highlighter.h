/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LlmCodeHighlighter:
 *
 * Gives the blocks of code near the viewport their colours: GtkSourceView works on a copy
 * that nobody sees, a few lines at a time while there is nothing better to do, and what it
 * finds is put on the text.
 */
#define LLM_TYPE_CODE_HIGHLIGHTER (llm_code_highlighter_get_type ())
G_DECLARE_FINAL_TYPE (LlmCodeHighlighter, llm_code_highlighter, LLM, CODE_HIGHLIGHTER, GObject)

typedef struct _LlmDocumentPainter LlmDocumentPainter;

LlmCodeHighlighter *llm_code_highlighter_new (LlmDocumentPainter *painter, GtkTextView *view);
void llm_code_highlighter_queue (LlmCodeHighlighter *self);
void llm_code_highlighter_follow (LlmCodeHighlighter *self);
void llm_code_highlighter_restart (LlmCodeHighlighter *self);
gboolean llm_code_highlighter_is_idle (LlmCodeHighlighter *self);

G_END_DECLS
