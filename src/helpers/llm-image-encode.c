/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-encode.h"

#include <math.h>
#include <string.h>

/* So many pixels are looked at, and so many colours among them are those of a drawing. */
#define SAMPLES 50000
#define DRAWING_COLORS 2000

/* Qualities of JPEG on the way down, from the one that is wanted. */
#define QUALITY_STEP 10
#define QUALITY_MIN 60

/* How often an image is made smaller before it is given up. */
#define ATTEMPTS 12

void
llm_encoded_clear (LlmEncoded *self)
{
  g_clear_pointer (&self->data, g_free);
  self->length = 0;
}

/* --- What is best for it --- */

/* 256 × 256 × 256 bits. */
typedef struct
{
  guint8 bits[(1 << 24) / 8];
  guint n_colors;
} Palette;

static void
note_color (Palette *palette, const guint8 *pixel)
{
  const guint32 color = (guint32) pixel[0] << 16 | (guint32) pixel[1] << 8 | pixel[2];
  const guint8 bit = (guint8) (1 << (color & 7));

  if ((palette->bits[color >> 3] & bit) != 0)
    return;
  palette->bits[color >> 3] |= bit;
  palette->n_colors++;
}

static gboolean
has_transparency (GdkPixbuf *pixbuf)
{
  const int width = gdk_pixbuf_get_width (pixbuf);
  const int height = gdk_pixbuf_get_height (pixbuf);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);

  if (!gdk_pixbuf_get_has_alpha (pixbuf))
    return FALSE;
  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          if (pixels[(gsize) y * stride + (gsize) x * 4 + 3] != 255)
            return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_image_is_drawing:
 * @pixbuf: an image
 *
 * Returns: whether it has few colours, as drawings and pictures of windows do, or is
 *   transparent somewhere: PNG is better for it than JPEG
 */
gboolean
llm_image_is_drawing (GdkPixbuf *pixbuf)
{
  const guint64 width = (guint64) gdk_pixbuf_get_width (pixbuf);
  const guint64 n_pixels = width * (guint64) gdk_pixbuf_get_height (pixbuf);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const gsize n_channels = (gsize) gdk_pixbuf_get_n_channels (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  /* Odd, so that it does not go down a column. */
  const guint64 step = n_pixels / SAMPLES | 1;
  g_autofree Palette *palette = g_new0 (Palette, 1);

  for (guint64 i = 0; i < n_pixels && palette->n_colors <= DRAWING_COLORS; i += step)
    note_color (palette, pixels + (i / width) * stride + (i % width) * n_channels);
  return palette->n_colors <= DRAWING_COLORS || has_transparency (pixbuf);
}

/* --- Encoding --- */

static gboolean
encode_png (LlmEncoded *self, GdkPixbuf *pixbuf, const char *profile)
{
  llm_encoded_clear (self);
  self->format = LLM_IMAGE_PNG;
  /* Without a profile the list ends before it. */
  return gdk_pixbuf_save_to_buffer (pixbuf, &self->data, &self->length, "png", NULL, "compression",
                                    "6", profile != NULL ? "icc-profile" : NULL, profile, NULL);
}

static gboolean
encode_jpeg (LlmEncoded *self, GdkPixbuf *pixbuf, const char *profile, guint quality)
{
  g_autofree char *text = g_strdup_printf ("%u", quality);

  llm_encoded_clear (self);
  self->format = LLM_IMAGE_JPEG;
  return gdk_pixbuf_save_to_buffer (pixbuf, &self->data, &self->length, "jpeg", NULL, "quality",
                                    text, profile != NULL ? "icc-profile" : NULL, profile, NULL);
}

static gboolean
takes (const LlmImageRequest *limits, LlmImageFormat format)
{
  return (limits->formats & 1u << format) != 0;
}

static gboolean
fits (const LlmEncoded *self, const LlmImageRequest *limits)
{
  return self->data != NULL && self->length <= limits->max_bytes;
}

/* JPEG has no transparency: white, as paper, is what shows through. */
static GdkPixbuf *
put_on_white (GdkPixbuf *pixbuf)
{
  if (!has_transparency (pixbuf))
    return g_object_ref (pixbuf);
  return gdk_pixbuf_composite_color_simple (pixbuf, gdk_pixbuf_get_width (pixbuf),
                                            gdk_pixbuf_get_height (pixbuf), GDK_INTERP_NEAREST, 255,
                                            16, 0xffffff, 0xffffff);
}

/* In this size; the result of the last attempt stays if none of them fits. */
static gboolean
encode_once (LlmEncoded *self,
             GdkPixbuf *pixbuf,
             const char *profile,
             gboolean as_drawing,
             guint quality,
             const LlmImageRequest *limits)
{
  g_autoptr (GdkPixbuf) opaque = NULL;

  self->width = (guint) gdk_pixbuf_get_width (pixbuf);
  self->height = (guint) gdk_pixbuf_get_height (pixbuf);
  if ((as_drawing || !takes (limits, LLM_IMAGE_JPEG)) && takes (limits, LLM_IMAGE_PNG)
      && encode_png (self, pixbuf, profile) && fits (self, limits))
    return TRUE;
  if (!takes (limits, LLM_IMAGE_JPEG))
    return FALSE;
  opaque = put_on_white (pixbuf);
  if (opaque == NULL)
    return FALSE;
  for (; quality >= QUALITY_MIN; quality -= QUALITY_STEP)
    {
      if (encode_jpeg (self, opaque, profile, quality) && fits (self, limits))
        return TRUE;
    }
  return FALSE;
}

/* Smaller sides by as much as the bytes are too many; NULL if it is as small as it gets. */
static GdkPixbuf *
shrink (const LlmEncoded *self, GdkPixbuf *pixbuf, const LlmImageRequest *limits)
{
  double scale = 0.5;
  int width;
  int height;

  if (self->length > 0)
    scale = CLAMP (0.95 * sqrt ((double) limits->max_bytes / (double) self->length), 0.25, 0.9);
  width = MAX (1, (int) (gdk_pixbuf_get_width (pixbuf) * scale));
  height = MAX (1, (int) (gdk_pixbuf_get_height (pixbuf) * scale));
  if (width == gdk_pixbuf_get_width (pixbuf) && height == gdk_pixbuf_get_height (pixbuf))
    return NULL;
  return gdk_pixbuf_scale_simple (pixbuf, width, height, GDK_INTERP_BILINEAR);
}

/**
 * llm_image_encode:
 * @self: (out caller-allocates): the encoded image; it goes with llm_encoded_clear(), also
 *   after a fault
 * @image: what was decoded
 * @as_drawing: whether PNG is tried first
 * @quality: of JPEG, to begin with: 60 to 100
 * @limits: what the result has to fit into; its sides must be so already
 *
 * Encodes it as PNG or JPEG: with less quality, then with fewer pixels, until it is small
 * enough.
 *
 * Returns: %LLM_IMAGE_FAULT_NONE, or why not
 */
LlmImageFault
llm_image_encode (LlmEncoded *self,
                  LlmDecoded *image,
                  gboolean as_drawing,
                  guint quality,
                  const LlmImageRequest *limits)
{
  const char *profile = image->profile;
  g_autoptr (GdkPixbuf) pixbuf = g_object_ref (image->pixbuf);

  memset (self, 0, sizeof *self);
  /* A profile that takes most of the room is not worth the picture. */
  if (profile != NULL && strlen (profile) > limits->max_bytes / 4)
    profile = NULL;
  for (guint i = 0; i < ATTEMPTS && pixbuf != NULL; i++)
    {
      GdkPixbuf *smaller;

      if (encode_once (self, pixbuf, profile, as_drawing, quality, limits))
        return LLM_IMAGE_FAULT_NONE;
      smaller = shrink (self, pixbuf, limits);
      g_object_unref (pixbuf);
      pixbuf = smaller;
    }
  return LLM_IMAGE_FAULT_NO_ROOM;
}
