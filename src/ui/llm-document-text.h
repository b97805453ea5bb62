/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>
#include "llm-document-painter.h"

G_BEGIN_DECLS

/**
 * LlmDocumentText:
 *
 * The text view of an answer.  Draws what an #LlmDocumentPainter has besides text: the
 * boxes behind code, bars beside quotes, lines of tables, rules.
 *
 * Signal `::style-changed ()` when the font or the colours may be others.
 */
#define LLM_TYPE_DOCUMENT_TEXT (llm_document_text_get_type ())
G_DECLARE_FINAL_TYPE (LlmDocumentText, llm_document_text, LLM, DOCUMENT_TEXT, GtkSourceView)

GtkWidget *llm_document_text_new (void);
void llm_document_text_set_painter (LlmDocumentText *self, LlmDocumentPainter *painter);

G_END_DECLS
