/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-private.h"

#include <cairo-pdf.h>
#include <string.h>

/* Images of prompts on pages. */

/* Points for a pixel: 96 of them are an inch. */
#define POINTS_PER_PIXEL 0.75

/* Of the height of a page. */
#define MAX_HEIGHT 0.5

/* More pixels than llm_export_prepare_images_async() gives. */
#define MAX_SIDE 4000

struct _LlmPdfImage
{
  GBytes *bytes;
  LlmImageHeader header;
  char *hash;
};

/**
 * llm_pdf_image_new:
 * @bytes: an image
 * @header: what it is
 * @hash: its hash
 *
 * Returns: (transfer full) (nullable): an image for pages, if pages can have it
 */
LlmPdfImage *
llm_pdf_image_new (GBytes *bytes, const LlmImageHeader *header, const char *hash)
{
  LlmPdfImage *self;

  if ((header->format != LLM_IMAGE_PNG && header->format != LLM_IMAGE_JPEG) || header->width == 0
      || header->height == 0 || MAX (header->width, header->height) > MAX_SIDE)
    return NULL;
  self = g_new0 (LlmPdfImage, 1);
  self->bytes = g_bytes_ref (bytes);
  self->header = *header;
  self->hash = g_strdup (hash);
  return self;
}

/**
 * llm_pdf_image_free:
 * @self: (transfer full) (nullable): an image
 */
void
llm_pdf_image_free (LlmPdfImage *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->bytes);
  g_free (self->hash);
  g_free (self);
}

/**
 * llm_pdf_image_get_height:
 * @self: an image
 * @width: how wide it may be, in points
 * @room: the height of the text of a page
 *
 * Returns: how high it is: as large as its pixels, or as large as there is room for
 */
double
llm_pdf_image_get_height (const LlmPdfImage *self, double width, double room)
{
  const double natural_width = self->header.width * POINTS_PER_PIXEL;
  const double natural_height = self->header.height * POINTS_PER_PIXEL;
  const double scale = MIN (MIN (width / natural_width, room * MAX_HEIGHT / natural_height), 1);

  return MAX (natural_height * scale, 1);
}

/* --- Drawing --- */

typedef struct
{
  const guint8 *data;
  gsize left;
} Source;

static cairo_status_t
read_cb (void *closure, unsigned char *data, unsigned int length)
{
  Source *source = closure;

  if (length > source->left)
    return CAIRO_STATUS_READ_ERROR;
  memcpy (data, source->data, length);
  source->data += length;
  source->left -= length;
  return CAIRO_STATUS_SUCCESS;
}

static void
drop_bytes (void *data)
{
  g_bytes_unref (data);
}

/* What the file or the printer gets is the JPEG itself; nobody looks at these pixels. */
static cairo_surface_t *
make_jpeg (const LlmPdfImage *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_RGB24, (int) self->header.width, (int) self->header.height);
  gsize length;
  const guint8 *data = g_bytes_get_data (self->bytes, &length);

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_JPEG, data, length, drop_bytes,
                                 g_bytes_ref (self->bytes));
  return surface;
}

static cairo_surface_t *
make_png (const LlmPdfImage *self)
{
  Source source;

  source.data = g_bytes_get_data (self->bytes, &source.left);
  return cairo_image_surface_create_from_png_stream (read_cb, &source);
}

/**
 * llm_pdf_image_draw:
 * @self: an image
 * @cr: where to draw
 * @x: its left side
 * @y: its top
 * @height: how high it is
 */
void
llm_pdf_image_draw (const LlmPdfImage *self, cairo_t *cr, double x, double y, double height)
{
  const double scale = height / self->header.height;
  cairo_surface_t *surface
      = self->header.format == LLM_IMAGE_JPEG ? make_jpeg (self) : make_png (self);

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      /* The same image is in the file once. */
      cairo_surface_set_mime_data (surface, CAIRO_MIME_TYPE_UNIQUE_ID, (const guint8 *) self->hash,
                                   strlen (self->hash), g_free, g_strdup (self->hash));
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, scale, scale);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_rectangle (cr, 0, 0, self->header.width, self->header.height);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  cairo_surface_destroy (surface);
}
