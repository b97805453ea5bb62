/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-export-private.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "llm-pdf-document.h"

typedef struct
{
  LlmExportSink *sink;
  GError *error;
} Writer;

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  Writer *writer = closure;

  if (writer->error != NULL)
    return CAIRO_STATUS_WRITE_ERROR;
  g_string_append_len (writer->sink->out, (const char *) data, length);
  return llm_export_sink_flush (writer->sink, FALSE, &writer->error) ? CAIRO_STATUS_SUCCESS
                                                                     : CAIRO_STATUS_WRITE_ERROR;
}

static void
set_metadata (cairo_surface_t *surface, LlmPdfDocument *document)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE,
                                  llm_pdf_document_get_title (document));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "LLMSelect");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, time);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_MOD_DATE, time);
}

static gboolean
draw_pages (cairo_surface_t *surface,
            LlmPdfDocument *document,
            GCancellable *cancellable,
            GError **error)
{
  cairo_t *cr = cairo_create (surface);
  const guint n_pages = llm_pdf_document_get_n_pages (document);
  gboolean going = TRUE;

  for (guint i = 0; i < n_pages && going; i++)
    {
      going = !g_cancellable_set_error_if_cancelled (cancellable, error)
              && cairo_status (cr) == CAIRO_STATUS_SUCCESS;
      if (!going)
        break;
      llm_pdf_document_draw_page (document, cr, i);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  return going;
}

gboolean
llm_export_pdf (LlmExportSink *sink,
                LlmConversation *const *conversations,
                guint n,
                const LlmExportOptions *options,
                GError **error)
{
  g_autoptr (LlmPdfDocument) document = llm_pdf_document_new (conversations, n, options, NULL);
  Writer writer = { sink, NULL };
  g_autoptr (GError) local_error = NULL;
  cairo_surface_t *surface;
  cairo_status_t status;
  double width, height;

  llm_export_options_get_paper (options, &width, &height);
  if (llm_export_is_landscape (conversations, n, options))
    {
      const double swap = width;

      width = height;
      height = swap;
    }
  if (!llm_pdf_document_paginate (document, width, height, sink->cancellable, error))
    return FALSE;
  surface = cairo_pdf_surface_create_for_stream (write_cb, &writer, width, height);
  set_metadata (surface, document);
  if (draw_pages (surface, document, sink->cancellable, &local_error))
    llm_pdf_document_add_outline (document, surface);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (local_error == NULL && writer.error != NULL)
    local_error = g_steal_pointer (&writer.error);
  if (local_error == NULL && status != CAIRO_STATUS_SUCCESS)
    local_error = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The PDF file was not made: %s."),
                               cairo_status_to_string (status));
  g_clear_error (&writer.error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
