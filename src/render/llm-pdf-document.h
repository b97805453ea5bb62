/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>
#include "llm-export.h"

G_BEGIN_DECLS

/**
 * LlmPdfDocument:
 *
 * Conversations as pages, for files and for printers.  Sizes are in points.  It is used by one
 * thread at a time and keeps copies of all texts: once it is made, the conversations may
 * change.
 */
typedef struct _LlmPdfDocument LlmPdfDocument;

LlmPdfDocument *llm_pdf_document_new (LlmConversation *const *conversations,
                                      guint n_conversations,
                                      const LlmExportOptions *options,
                                      PangoContext *context);
void llm_pdf_document_free (LlmPdfDocument *self);

const char *llm_pdf_document_get_title (LlmPdfDocument *self);
gboolean llm_pdf_document_paginate (
    LlmPdfDocument *self, double width, double height, GCancellable *cancellable, GError **error);

/**
 * LlmPdfPager:
 *
 * What puts a document on pages a little at a time, for threads that have other work.
 */
typedef struct _LlmPdfPager LlmPdfPager;

LlmPdfPager *llm_pdf_pager_new (LlmPdfDocument *document, double width, double height);
void llm_pdf_pager_free (LlmPdfPager *self);
gboolean llm_pdf_pager_step (LlmPdfPager *self, guint n_boxes);

guint llm_pdf_document_get_n_pages (LlmPdfDocument *self);
void llm_pdf_document_draw_page (LlmPdfDocument *self, cairo_t *cr, guint page);
void llm_pdf_document_add_outline (LlmPdfDocument *self, cairo_surface_t *surface);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmPdfDocument, llm_pdf_document_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmPdfPager, llm_pdf_pager_free)

G_END_DECLS
