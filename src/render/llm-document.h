/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-markdown.h"

G_BEGIN_DECLS

/**
 * LlmDocument:
 *
 * The blocks of a Markdown text that grows.  Only the end of the text that may still
 * change what it is, is parsed again; blocks before it are committed.  When the text is
 * complete, everything is parsed once more, since the definition of a link may come after
 * its use.
 */
#define LLM_TYPE_DOCUMENT (llm_document_get_type ())
G_DECLARE_FINAL_TYPE (LlmDocument, llm_document, LLM, DOCUMENT, GObject)

/**
 * LlmDocumentEdit:
 * @position: the first block that is another now
 * @n_removed: how many blocks from there are gone
 * @n_added: how many are there instead
 */
typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} LlmDocumentEdit;

LlmDocument *llm_document_new (LlmMarkdownFlags flags);

void llm_document_update (LlmDocument *self, const char *text, gsize length, LlmDocumentEdit *edit);
void llm_document_finish (LlmDocument *self, const char *text, gsize length, LlmDocumentEdit *edit);
void llm_document_clear (LlmDocument *self);

LlmMarkdownFlags llm_document_get_flags (LlmDocument *self);
guint llm_document_get_n_blocks (LlmDocument *self);
LlmBlock *llm_document_get_block (LlmDocument *self, guint position);
guint llm_document_get_n_committed (LlmDocument *self);
gsize llm_document_get_parsed (LlmDocument *self);
gboolean llm_document_get_chunk (LlmDocument *self, guint position, gsize *start, gsize *end);

G_END_DECLS
