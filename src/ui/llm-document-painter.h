/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-document.h"
#include "llm-document-tags.h"
#include "llm-layout.h"
#include "llm-selection.h"

G_BEGIN_DECLS

/**
 * LlmDocumentPlace:
 * @block: the block, counted from the top
 * @layout: how it is laid out
 * @at: the character within it
 */
typedef struct
{
  guint block;
  LlmLayout *layout;
  guint at;
} LlmDocumentPlace;

/**
 * LlmDocumentPainter:
 *
 * Shows a Markdown text in a text buffer: headings, lists, tables and code as text with
 * tags, pictures as paintables.  Knows which part of the source each character is from.
 * Changes as little of the buffer as it can.
 *
 * Signals: `::blocks-changed (guint position, guint removed, guint added)` after blocks
 * were shown, changed or taken away.
 */
#define LLM_TYPE_DOCUMENT_PAINTER (llm_document_painter_get_type ())
G_DECLARE_FINAL_TYPE (LlmDocumentPainter, llm_document_painter, LLM, DOCUMENT_PAINTER, GObject)

LlmDocumentPainter *llm_document_painter_new (GtkTextView *view, gboolean folds);
void llm_document_painter_set_folds (LlmDocumentPainter *self, gboolean folds);
void llm_document_painter_set_width (LlmDocumentPainter *self, int width);
void llm_document_painter_update_colors (LlmDocumentPainter *self);

GtkTextBuffer *llm_document_painter_get_buffer (LlmDocumentPainter *self);
const LlmDocumentColors *llm_document_painter_get_colors (LlmDocumentPainter *self);
LlmDocumentTags *llm_document_painter_get_tags (LlmDocumentPainter *self);
double llm_document_painter_get_em (LlmDocumentPainter *self);

void llm_document_painter_queue_highlighting (LlmDocumentPainter *self);
gboolean llm_document_painter_is_settled (LlmDocumentPainter *self);

guint llm_document_painter_get_n_blocks (LlmDocumentPainter *self);
LlmLayout *llm_document_painter_get_block (LlmDocumentPainter *self, guint block, int *offset);
guint llm_document_painter_find_block (LlmDocumentPainter *self, int offset);
gboolean llm_document_painter_find_place (LlmDocumentPainter *self,
                                          const GtkTextIter *iter,
                                          LlmDocumentPlace *place);
void
llm_document_painter_get_iter (LlmDocumentPainter *self, guint block, guint at, GtkTextIter *iter);
gboolean llm_document_painter_get_source (LlmDocumentPainter *self,
                                          const GtkTextIter *iter,
                                          guint32 *source);
void llm_document_painter_get_iter_at_source (LlmDocumentPainter *self,
                                              guint32 source,
                                              GtkTextIter *iter);
char *llm_document_painter_dup_range (LlmDocumentPainter *self,
                                      const char *source,
                                      const GtkTextIter *start,
                                      const GtkTextIter *end,
                                      LlmCopyFormat format);
char *llm_document_painter_dup_code (LlmDocumentPainter *self,
                                     const LlmDocumentPlace *place,
                                     char **info);
gboolean llm_document_painter_is_folded (LlmDocumentPainter *self, guint block);
void llm_document_painter_set_folded (LlmDocumentPainter *self, guint block, gboolean folded);
gboolean llm_document_painter_unfold_matches (LlmDocumentPainter *self, const char *text);

G_END_DECLS
