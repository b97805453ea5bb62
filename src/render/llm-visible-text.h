/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-document.h"

G_BEGIN_DECLS

/**
 * LlmVisiblePiece:
 * @start: its first byte in the visible text
 * @length: its bytes, the text of the event
 * @block: the block of the document that it is in
 * @event: the text event of that block
 * @source: where it begins in the Markdown source, or %LLM_NO_SOURCE
 * @source_length: its bytes there
 */
typedef struct
{
  guint32 start;
  guint32 length;
  guint32 block;
  guint32 event;
  guint32 source;
  guint32 source_length;
} LlmVisiblePiece;

/**
 * LlmVisibleText:
 *
 * What of a Markdown text is read when it is rendered: its words without markup, a line for
 * each paragraph, cell by cell of a table.  Knows of each byte where it is in the document and in
 * the source.  Immutable; any thread may use it.
 */
#define LLM_TYPE_VISIBLE_TEXT (llm_visible_text_get_type ())
typedef struct _LlmVisibleText LlmVisibleText;

GType llm_visible_text_get_type (void) G_GNUC_CONST;
LlmVisibleText *llm_visible_text_new (const char *markdown);
LlmVisibleText *llm_visible_text_ref (LlmVisibleText *self);
void llm_visible_text_unref (LlmVisibleText *self);

const char *llm_visible_text_get_text (const LlmVisibleText *self, gsize *length);
const char *llm_visible_text_get_markdown (const LlmVisibleText *self);
const LlmVisiblePiece *llm_visible_text_get_pieces (const LlmVisibleText *self, guint *n_pieces);
guint llm_visible_text_find_piece (const LlmVisibleText *self, guint32 position);
guint32
llm_visible_text_find_event (const LlmVisibleText *self, guint block, guint event, guint32 offset);
gboolean
llm_visible_text_get_source (const LlmVisibleText *self, guint32 position, guint32 *source);
guint32 llm_visible_text_find_source (const LlmVisibleText *self, guint32 source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmVisibleText, llm_visible_text_unref)

G_END_DECLS
