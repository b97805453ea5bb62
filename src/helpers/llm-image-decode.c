/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-decode.h"

#include <math.h>
#include <string.h>

/* A drawing has any size: this is the longest side that it gets (pixels), and the shortest
 * that the longest side has. */
#define DRAWING_MAX_SIDE 2048
#define DRAWING_MIN_SIDE 1024

/* The largest profile of colours that is passed on (bytes of base64). */
#define PROFILE_MAX (4 * 1024 * 1024)

typedef struct
{
  LlmImageFormat format;
  guint max_side;
  /* By the decoder, before anything is made smaller. */
  int width;
  int height;
  gboolean is_insane;
} Decoding;

void
llm_decoded_clear (LlmDecoded *self)
{
  g_clear_object (&self->pixbuf);
  g_clear_pointer (&self->profile, g_free);
}

/**
 * llm_image_fit:
 * @width: (inout): in pixels
 * @height: (inout): in pixels
 * @max_side: the longest side, in pixels
 *
 * Returns: whether the size had to be made smaller, which keeps the proportions
 */
gboolean
llm_image_fit (guint *width, guint *height, guint max_side)
{
  const double scale = (double) max_side / MAX (*width, *height);

  if (scale >= 1.0)
    return FALSE;
  *width = MAX (1, (guint) lround (*width * scale));
  *height = MAX (1, (guint) lround (*height * scale));
  return TRUE;
}

static void
size_drawing (guint *width, guint *height, guint max_side)
{
  const guint side
      = MIN (max_side, CLAMP (MAX (*width, *height), DRAWING_MIN_SIDE, DRAWING_MAX_SIDE));
  const double scale = (double) side / MAX (*width, *height);

  *width = MAX (1, (guint) lround (*width * scale));
  *height = MAX (1, (guint) lround (*height * scale));
}

/* Looks at what the decoder itself has read: it may go by other bytes than the header's.
 * A size of zero stops it.  JPEG is decoded small in the first place, which saves the
 * memory and most of the work; other formats would be scaled here the same way as
 * afterwards. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Decoding *decoding = user_data;
  guint new_width = (guint) MAX (width, 0);
  guint new_height = (guint) MAX (height, 0);

  decoding->width = width;
  decoding->height = height;
  if (!llm_image_size_is_sane (width, height))
    {
      decoding->is_insane = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
    }
  else if (decoding->format == LLM_IMAGE_SVG)
    {
      size_drawing (&new_width, &new_height, decoding->max_side);
      gdk_pixbuf_loader_set_size (loader, (int) new_width, (int) new_height);
    }
  else if (decoding->format == LLM_IMAGE_JPEG
           && llm_image_fit (&new_width, &new_height, decoding->max_side))
    gdk_pixbuf_loader_set_size (loader, (int) new_width, (int) new_height);
}

/* Only the decoder of the format that was found: others would be a surprise. */
static GdkPixbufLoader *
new_loader (LlmImageFormat format)
{
  static const char *const others[] = { [LLM_IMAGE_HEIF] = "image/heic" };
  GdkPixbufLoader *loader
      = gdk_pixbuf_loader_new_with_mime_type (llm_image_format_get_mime_type (format), NULL);

  if (loader == NULL && format < G_N_ELEMENTS (others) && others[format] != NULL)
    loader = gdk_pixbuf_loader_new_with_mime_type (others[format], NULL);
  return loader;
}

/* A profile for other colours than RGB would be wrong for what comes out of the decoder. */
static char *
dup_profile (GdkPixbuf *pixbuf)
{
  const char *profile = gdk_pixbuf_get_option (pixbuf, "icc-profile");
  g_autofree guchar *head = NULL;
  g_autofree char *start = NULL;
  gsize length = 0;

  if (profile == NULL || strlen (profile) < 256 || strlen (profile) > PROFILE_MAX)
    return NULL;
  start = g_strndup (profile, 32);
  head = g_base64_decode (start, &length);
  return length >= 20 && memcmp (head + 16, "RGB ", 4) == 0 ? g_strdup (profile) : NULL;
}

/* The decoder may say more about the size than the header, and it may have turned it. */
static void
note_size (LlmDecoded *self, const Decoding *decoding, guint orientation)
{
  const guint width = (guint) gdk_pixbuf_get_width (self->pixbuf);
  const guint height = (guint) gdk_pixbuf_get_height (self->pixbuf);

  if (decoding->format != LLM_IMAGE_JPEG || decoding->width <= 0)
    {
      self->width = width;
      self->height = height;
      return;
    }
  self->width = (guint) (orientation >= 5 ? decoding->height : decoding->width);
  self->height = (guint) (orientation >= 5 ? decoding->width : decoding->height);
}

/* There are loaders that fail without an error. */
static void
note_failure (const GError *error)
{
  g_debug ("%s", error != NULL ? error->message : "The decoder does not say why it failed");
}

static gboolean
feed (GdkPixbufLoader *loader, const guint8 *data, gsize length)
{
  g_autoptr (GError) error = NULL;

  if (!gdk_pixbuf_loader_write (loader, data, length, &error))
    {
      note_failure (error);
      gdk_pixbuf_loader_close (loader, NULL);
      return FALSE;
    }
  if (!gdk_pixbuf_loader_close (loader, &error))
    {
      note_failure (error);
      return FALSE;
    }
  return TRUE;
}

/* Takes @pixbuf. */
static GdkPixbuf *
make_smaller (GdkPixbuf *pixbuf, guint max_side)
{
  guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  GdkPixbuf *small;

  if (!llm_image_fit (&width, &height, max_side))
    return pixbuf;
  small = gdk_pixbuf_scale_simple (pixbuf, (int) width, (int) height, GDK_INTERP_BILINEAR);
  g_object_unref (pixbuf);
  return small;
}

/* Takes @pixbuf. */
static GdkPixbuf *
turn_upright (GdkPixbuf *pixbuf, const char *orientation)
{
  GdkPixbuf *upright;

  if (pixbuf == NULL || orientation == NULL)
    return pixbuf;
  gdk_pixbuf_set_option (pixbuf, "orientation", orientation);
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_object_unref (pixbuf);
  return upright;
}

/**
 * llm_image_decode:
 * @self: (out caller-allocates): what is decoded; it goes with llm_decoded_clear(), also
 *   after a fault
 * @header: what is known of it; its size is updated if it is too large
 * @data: (array length=length): an image
 * @length: its bytes
 * @orientation: how the camera was held, by EXIF
 * @max_side: the longest side that is wanted, in pixels
 *
 * Decodes the first frame, turns it the right way up, and makes it smaller, never larger.
 *
 * Returns: %LLM_IMAGE_FAULT_NONE, or why not
 */
LlmImageFault
llm_image_decode (LlmDecoded *self,
                  LlmImageHeader *header,
                  const guint8 *data,
                  gsize length,
                  guint orientation,
                  guint max_side)
{
  Decoding decoding = { .format = header->format, .max_side = max_side };
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autofree char *turned = NULL;
  GdkPixbuf *pixbuf;
  gboolean is_whole;

  memset (self, 0, sizeof *self);
  loader = new_loader (header->format);
  if (loader == NULL)
    return LLM_IMAGE_FAULT_NO_DECODER;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &decoding);
  is_whole = feed (loader, data, length);
  if (decoding.is_insane)
    {
      header->width = (guint32) MAX (decoding.width, 0);
      header->height = (guint32) MAX (decoding.height, 0);
      return header->width == 0 || header->height == 0 ? LLM_IMAGE_FAULT_NO_SIZE
                                                       : LLM_IMAGE_FAULT_TOO_LARGE;
    }
  pixbuf = is_whole ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL)
    return LLM_IMAGE_FAULT_DAMAGED;

  self->profile = dup_profile (pixbuf);
  turned = g_strdup (gdk_pixbuf_get_option (pixbuf, "orientation"));
  self->pixbuf = g_object_ref (pixbuf);
  /* One copy of the pixels less while others are made. */
  g_clear_object (&loader);
  if (header->format != LLM_IMAGE_JPEG)
    self->pixbuf = turn_upright (self->pixbuf, turned);
  if (self->pixbuf == NULL)
    return LLM_IMAGE_FAULT_TOO_LARGE;
  note_size (self, &decoding, orientation);
  self->pixbuf = make_smaller (self->pixbuf, max_side);
  if (header->format == LLM_IMAGE_JPEG)
    self->pixbuf = turn_upright (self->pixbuf, turned);
  return self->pixbuf != NULL ? LLM_IMAGE_FAULT_NONE : LLM_IMAGE_FAULT_TOO_LARGE;
}
