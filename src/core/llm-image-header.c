/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-header.h"

#include "llm-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* How far it is looked for what the file is: over the brands of a container, over what
 * is before the first element of a drawing (bytes). */
#define CONTAINER_HEAD_MAX 256
#define SVG_HEAD_MAX (16 * 1024)

/* Tags of TIFF. */
#define TIFF_WIDTH 0x0100
#define TIFF_HEIGHT 0x0101

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

/* --- Formats that are converted --- */

static gboolean
read_bmp (const Bytes *bytes, LlmImageHeader *header)
{
  gint32 height;

  if (!bytes_reach (bytes, 14, 12))
    return FALSE;
  /* The oldest version has smaller numbers. */
  if (get_le32 (bytes, 14) == 12)
    {
      header->width = get_le16 (bytes, 18);
      header->height = get_le16 (bytes, 20);
      return TRUE;
    }
  header->width = get_le32 (bytes, 18);
  /* Less than nothing for rows from the top down. */
  height = (gint32) get_le32 (bytes, 22);
  header->height = height < 0 ? 0u - (guint32) height : (guint32) height;
  return TRUE;
}

/* A number of a TIFF file in the order of bytes that it has; of two bytes or of four. */
static guint32
get_tiff (const Bytes *bytes, gsize offset, guint n_bytes)
{
  if (bytes->data[0] == 'I')
    return n_bytes == 2 ? get_le16 (bytes, offset) : get_le32 (bytes, offset);
  return n_bytes == 2 ? get_be16 (bytes, offset) : get_be32 (bytes, offset);
}

/* The first folder is that of the first picture. */
static gboolean
read_tiff (const Bytes *bytes, LlmImageHeader *header)
{
  gboolean has_width = FALSE;
  gboolean has_height = FALSE;
  guint n_tags;
  gsize at;

  if (!bytes_reach (bytes, 0, 8))
    return FALSE;
  at = get_tiff (bytes, 4, 4);
  if (!bytes_reach (bytes, at, 2))
    return FALSE;
  n_tags = get_tiff (bytes, at, 2);
  at += 2;
  for (guint i = 0; i < n_tags && bytes_reach (bytes, at, 12); i++, at += 12)
    {
      const guint32 tag = get_tiff (bytes, at, 2);
      const guint32 value = get_tiff (bytes, at + 8, get_tiff (bytes, at + 2, 2) == 3 ? 2 : 4);

      if (tag == TIFF_WIDTH)
        header->width = value;
      else if (tag == TIFF_HEIGHT)
        header->height = value;
      has_width |= tag == TIFF_WIDTH;
      has_height |= tag == TIFF_HEIGHT;
    }
  return has_width && has_height;
}

/* --- What it is --- */

/* Files of ISO's container: the brand, or one of those that it is compatible with. */
static gboolean
sniff_container (const Bytes *bytes, LlmImageFormat *format)
{
  static const struct
  {
    const char *brand;
    LlmImageFormat format;
  } brands[] = {
    { "avif", LLM_IMAGE_AVIF }, { "avis", LLM_IMAGE_AVIF }, { "heic", LLM_IMAGE_HEIF },
    { "heix", LLM_IMAGE_HEIF }, { "heim", LLM_IMAGE_HEIF }, { "heis", LLM_IMAGE_HEIF },
    { "hevc", LLM_IMAGE_HEIF }, { "hevx", LLM_IMAGE_HEIF }, { "mif1", LLM_IMAGE_HEIF },
    { "msf1", LLM_IMAGE_HEIF },
  };
  gsize end;

  if (!bytes_have (bytes, 4, "ftyp", 4))
    return FALSE;
  end = MIN (MIN (get_be32 (bytes, 0), bytes->length), CONTAINER_HEAD_MAX);
  /* The more telling brands come first in the table. */
  for (guint i = 0; i < G_N_ELEMENTS (brands); i++)
    {
      for (gsize at = 8; at + 4 <= end; at += 4)
        {
          /* Between the brand and the others there is its version. */
          if (at != 12 && bytes_have (bytes, at, brands[i].brand, 4))
            {
              *format = brands[i].format;
              return TRUE;
            }
        }
    }
  return FALSE;
}

/* The size of the second header tells the versions of the format apart. */
static gboolean
is_bmp (const Bytes *bytes)
{
  guint32 size;

  if (!bytes_have (bytes, 0, "BM", 2) || !bytes_reach (bytes, 14, 4))
    return FALSE;
  size = get_le32 (bytes, 14);
  return size == 12 || size == 40 || size == 52 || size == 56 || size == 64 || size == 108
         || size == 124;
}

static gboolean
is_tiff (const Bytes *bytes)
{
  return bytes_have (bytes, 0, "II*\0", 4) || bytes_have (bytes, 0, "MM\0*", 4)
         || bytes_have (bytes, 0, "II+\0", 4) || bytes_have (bytes, 0, "MM\0+", 4);
}

/* What is before the first element of XML: declarations, comments, a document type. */
static const char *
skip_markup (const char *at, const char *end)
{
  static const char *const marks[][2]
      = { { "<?", "?>" }, { "<!--", "-->" }, { "<!DOCTYPE svg", ">" } };

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const char *close;

      if (!g_str_has_prefix (at, marks[i][0]))
        continue;
      close = g_strstr_len (at, end - at, marks[i][1]);
      /* A document type may have declarations within brackets. */
      if (close != NULL && i == 2 && memchr (at, '[', (gsize) (close - at)) != NULL)
        {
          const char *inner = g_strstr_len (at, end - at, "]");

          close = inner != NULL ? g_strstr_len (inner, end - inner, ">") : NULL;
        }
      return close != NULL ? close + strlen (marks[i][1]) : NULL;
    }
  return NULL;
}

static gboolean
is_svg (const Bytes *bytes)
{
  g_autofree char *head = NULL;
  const char *end;
  const char *at;

  if (bytes->length == 0 || memchr ("<\xef \t\r\n", bytes->data[0], 6) == NULL)
    return FALSE;
  head = g_strndup ((const char *) bytes->data, MIN (bytes->length, SVG_HEAD_MAX));
  end = head + strlen (head);
  at = g_str_has_prefix (head, "\xef\xbb\xbf") ? head + 3 : head;
  while (at != NULL)
    {
      at += strspn (at, " \t\r\n");
      if (g_str_has_prefix (at, "<svg") || g_str_has_prefix (at, "<svg:svg"))
        return TRUE;
      at = skip_markup (at, end);
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
  else if (is_tiff (bytes))
    *format = LLM_IMAGE_TIFF;
  else if (is_bmp (bytes))
    *format = LLM_IMAGE_BMP;
  else if (is_svg (bytes))
    *format = LLM_IMAGE_SVG;
  else
    return sniff_container (bytes, format);
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
  [LLM_IMAGE_TIFF] = { "tiff", "image/tiff", "TIFF", read_tiff },
  [LLM_IMAGE_BMP] = { "bmp", "image/bmp", "BMP", read_bmp },
  [LLM_IMAGE_HEIF] = { "heif", "image/heif", "HEIC", NULL },
  [LLM_IMAGE_AVIF] = { "avif", "image/avif", "AVIF", NULL },
  [LLM_IMAGE_SVG] = { "svg+xml", "image/svg+xml", "SVG", NULL },
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
 * llm_image_format_is_kept:
 * @format: a format
 *
 * Returns: whether images of it are kept as they are; FALSE for one that is converted
 */
gboolean
llm_image_format_is_kept (LlmImageFormat format)
{
  return (guint) format < LLM_IMAGE_N_KEPT;
}

/**
 * llm_image_format_sniff:
 * @format: (out): what it is
 * @data: (array length=length): an image from anywhere, or only its beginning
 * @length: its bytes
 *
 * Goes by the first bytes alone, whatever name or type they came with.
 *
 * Returns: FALSE if it is none of the formats
 */
gboolean
llm_image_format_sniff (LlmImageFormat *format, const guint8 *data, gsize length)
{
  const Bytes bytes = { data, length };

  g_return_val_if_fail (format != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  return length > 0 && sniff (&bytes, format);
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
 * @error: where to put %LLM_ERROR_UNSUPPORTED if it is none of the formats that are kept,
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
  if (length == 0 || !sniff (&bytes, &self->format) || !llm_image_format_is_kept (self->format))
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
 * llm_image_header_read_any:
 * @self: (out): where to put what is read
 * @data: (array length=length): an image of a format that is converted, from anywhere
 * @length: its bytes
 *
 * Like llm_image_header_read(), for TIFF and BMP as well.  Of the others only a decoder
 * knows the size: a failure is no sign of damage.
 *
 * Returns: whether there is a size that could be read
 */
gboolean
llm_image_header_read_any (LlmImageHeader *self, const guint8 *data, gsize length)
{
  const Bytes bytes = { data, length };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  memset (self, 0, sizeof *self);
  return length > 0 && sniff (&bytes, &self->format) && formats[self->format].read != NULL
         && formats[self->format].read (&bytes, self);
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
