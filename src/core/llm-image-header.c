/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-header.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Bytes that are read from the front, never past their end. */
typedef struct
{
  const guint8 *data;
  gsize length;
} Bytes;

static gboolean
bytes_have (const Bytes *bytes, gsize offset, const char *expected, gsize length)
{
  return offset <= bytes->length && length <= bytes->length - offset
         && memcmp (bytes->data + offset, expected, length) == 0;
}

static gboolean
bytes_reach (const Bytes *bytes, gsize offset, gsize length)
{
  return offset <= bytes->length && length <= bytes->length - offset;
}

/* The caller has asked bytes_reach() for these. */
static guint32
get_be16 (const Bytes *bytes, gsize offset)
{
  return (guint32) bytes->data[offset] << 8 | bytes->data[offset + 1];
}

static guint32
get_be32 (const Bytes *bytes, gsize offset)
{
  return get_be16 (bytes, offset) << 16 | get_be16 (bytes, offset + 2);
}

static guint32
get_le16 (const Bytes *bytes, gsize offset)
{
  return (guint32) bytes->data[offset + 1] << 8 | bytes->data[offset];
}

static guint32
get_le24 (const Bytes *bytes, gsize offset)
{
  return (guint32) bytes->data[offset + 2] << 16 | get_le16 (bytes, offset);
}

static guint32
get_le32 (const Bytes *bytes, gsize offset)
{
  return get_le16 (bytes, offset + 2) << 16 | get_le16 (bytes, offset);
}

/* --- Formats --- */

/* The signature, then IHDR, which is always the first chunk. */
static gboolean
read_png (const Bytes *bytes, LlmImageHeader *header)
{
  if (!bytes_have (bytes, 8, "\0\0\0\rIHDR", 8) || !bytes_reach (bytes, 16, 8))
    return FALSE;
  header->width = get_be32 (bytes, 16);
  header->height = get_be32 (bytes, 20);
  return TRUE;
}

/* The screen that all frames are painted on. */
static gboolean
read_gif (const Bytes *bytes, LlmImageHeader *header)
{
  if (!bytes_reach (bytes, 6, 4))
    return FALSE;
  header->width = get_le16 (bytes, 6);
  header->height = get_le16 (bytes, 8);
  return TRUE;
}

static gboolean
is_frame_marker (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* SOI, RST and TEM have no length behind them. */
static gboolean
is_bare_marker (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* Walks over the segments to the frame header, past metadata of any size.  What is
 * between segments is skipped, as libjpeg does. */
static gboolean
read_jpeg (const Bytes *bytes, LlmImageHeader *header)
{
  gsize at = 2;

  while (bytes_reach (bytes, at, 2))
    {
      const guint8 marker = bytes->data[at + 1];

      if (bytes->data[at] != 0xff || marker == 0x00 || marker == 0xff)
        {
          at++;
          continue;
        }
      at += 2;
      if (is_bare_marker (marker))
        continue;
      /* The picture itself, or the end: there is no frame header. */
      if (marker == 0xda || marker == 0xd9 || !bytes_reach (bytes, at, 2)
          || get_be16 (bytes, at) < 2)
        return FALSE;
      if (is_frame_marker (marker))
        {
          if (!bytes_reach (bytes, at, 7))
            return FALSE;
          header->height = get_be16 (bytes, at + 3);
          header->width = get_be16 (bytes, at + 5);
          return TRUE;
        }
      at += get_be16 (bytes, at);
    }
  return FALSE;
}

/* The first chunk tells: a frame with losses, one without, or a canvas for several. */
static gboolean
read_webp (const Bytes *bytes, LlmImageHeader *header)
{
  if (bytes_have (bytes, 12, "VP8 ", 4))
    {
      /* Only a key frame has a size. */
      if (!bytes_reach (bytes, 20, 10) || (bytes->data[20] & 1) != 0
          || !bytes_have (bytes, 23, "\x9d\x01\x2a", 3))
        return FALSE;
      header->width = get_le16 (bytes, 26) & 0x3fff;
      header->height = get_le16 (bytes, 28) & 0x3fff;
      return TRUE;
    }
  if (bytes_have (bytes, 12, "VP8L", 4))
    {
      if (!bytes_reach (bytes, 20, 5) || bytes->data[20] != 0x2f)
        return FALSE;
      header->width = (get_le32 (bytes, 21) & 0x3fff) + 1;
      header->height = (get_le32 (bytes, 21) >> 14 & 0x3fff) + 1;
      return TRUE;
    }
  if (bytes_have (bytes, 12, "VP8X", 4) && bytes_reach (bytes, 20, 10))
    {
      header->width = get_le24 (bytes, 24) + 1;
      header->height = get_le24 (bytes, 27) + 1;
      return TRUE;
    }
  return FALSE;
}

static gboolean
sniff (const Bytes *bytes, LlmImageFormat *format)
{
  if (bytes_have (bytes, 0, "\x89PNG\r\n\x1a\n", 8))
    *format = LLM_IMAGE_PNG;
  else if (bytes_have (bytes, 0, "\xff\xd8\xff", 3))
    *format = LLM_IMAGE_JPEG;
  else if (bytes_have (bytes, 0, "GIF87a", 6) || bytes_have (bytes, 0, "GIF89a", 6))
    *format = LLM_IMAGE_GIF;
  else if (bytes_have (bytes, 0, "RIFF", 4) && bytes_have (bytes, 8, "WEBP", 4))
    *format = LLM_IMAGE_WEBP;
  else
    return FALSE;
  return TRUE;
}

static const struct
{
  const char *type;
  const char *mime_type;
  const char *name;
  gboolean (*read) (const Bytes *bytes, LlmImageHeader *header);
} formats[] = {
  [LLM_IMAGE_PNG] = { "png", "image/png", "PNG", read_png },
  [LLM_IMAGE_JPEG] = { "jpeg", "image/jpeg", "JPEG", read_jpeg },
  [LLM_IMAGE_WEBP] = { "webp", "image/webp", "WebP", read_webp },
  [LLM_IMAGE_GIF] = { "gif", "image/gif", "GIF", read_gif },
};

/**
 * llm_image_format_get_type:
 * @format: a format
 *
 * Returns: its name for programs, such as "png": what follows `image/` in its MIME type
 */
const char *
llm_image_format_get_type (LlmImageFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].type;
}

/**
 * llm_image_format_get_mime_type:
 * @format: a format
 *
 * Returns: its MIME type, such as "image/png"
 */
const char *
llm_image_format_get_mime_type (LlmImageFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].mime_type;
}

/**
 * llm_image_format_get_name:
 * @format: a format
 *
 * Returns: its name for people, such as "WebP"
 */
const char *
llm_image_format_get_name (LlmImageFormat format)
{
  g_return_val_if_fail ((guint) format < G_N_ELEMENTS (formats), NULL);
  return formats[format].name;
}

/**
 * llm_image_size_is_sane:
 * @width: in pixels
 * @height: in pixels
 *
 * Returns: whether an image of that size is decoded
 */
gboolean
llm_image_size_is_sane (gint64 width, gint64 height)
{
  return width > 0 && height > 0 && width <= LLM_IMAGE_MAX_SIDE && height <= LLM_IMAGE_MAX_SIDE
         && width * height <= LLM_IMAGE_MAX_PIXELS;
}

/**
 * llm_image_header_read:
 * @self: (out): where to put what is read
 * @data: (array length=length): an image from anywhere, or only its beginning
 * @length: its bytes
 * @error: where to put %LLM_ERROR_UNSUPPORTED if it is none of the formats,
 *   %LLM_ERROR_PROTOCOL if it is broken
 *
 * Decodes nothing.  The size may be any that the format can tell, zero included:
 * llm_image_header_check() judges it.
 *
 * Returns: whether it has a header that can be read
 */
gboolean
llm_image_header_read (LlmImageHeader *self, const guint8 *data, gsize length, GError **error)
{
  const Bytes bytes = { data, length };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  memset (self, 0, sizeof *self);
  if (length == 0 || !sniff (&bytes, &self->format))
    {
      g_propagate_error (error, llm_error_new (LLM_ERROR_UNSUPPORTED,
                                               _ ("This is not an image that can be shown. PNG, "
                                                  "JPEG, WebP and GIF images can."),
                                               NULL));
      return FALSE;
    }
  if (!formats[self->format].read (&bytes, self))
    {
      g_propagate_error (error, llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                                      _ ("The %s image is damaged: its size cannot "
                                                         "be read."),
                                                      formats[self->format].name));
      return FALSE;
    }
  return TRUE;
}

/**
 * llm_image_header_check:
 * @self: a header that was read
 * @error: where to put %LLM_ERROR_UNSUPPORTED for a size that is too large,
 *   %LLM_ERROR_PROTOCOL for none
 *
 * Returns: whether an image of that size is decoded
 */
gboolean
llm_image_header_check (const LlmImageHeader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (llm_image_size_is_sane (self->width, self->height))
    return TRUE;
  if (self->width == 0 || self->height == 0)
    g_propagate_error (error, llm_error_new_printf (LLM_ERROR_PROTOCOL, NULL,
                                                    _ ("The %s image is damaged: it has no size."),
                                                    formats[self->format].name));
  else
    g_propagate_error (error, llm_error_new_printf (LLM_ERROR_UNSUPPORTED, NULL,
                                                    _ ("The image is too large to be shown: it has "
                                                       "%u × %u pixels."),
                                                    self->width, self->height));
  return FALSE;
}
