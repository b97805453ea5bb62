/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-layout.h"

#include <string.h>

/* Of the tags of EXIF in the first folder, at most so many are looked at. */
#define EXIF_TAGS_MAX 512

#define EXIF_ORIENTATION 0x0112
#define EXIF_SHORT 3

/* A file that is walked over, and what of it is copied on the way. */
typedef struct
{
  const guint8 *data;
  gsize length;
  gsize at;
  GByteArray *plain; /* nullable */
} Walk;

static gboolean
reaches (const Walk *walk, gsize n_bytes)
{
  return walk->at <= walk->length && n_bytes <= walk->length - walk->at;
}

static gboolean
starts_with (const Walk *walk, gsize offset, const char *expected, gsize n_bytes)
{
  return reaches (walk, offset + n_bytes)
         && memcmp (walk->data + walk->at + offset, expected, n_bytes) == 0;
}

/* Over bytes that are known to be there. */
static void
pass (Walk *walk, gsize n_bytes, gboolean keep)
{
  if (keep && walk->plain != NULL)
    g_byte_array_append (walk->plain, walk->data + walk->at, (guint) n_bytes);
  walk->at += n_bytes;
}

static guint32
get_be16 (const guint8 *data)
{
  return (guint32) data[0] << 8 | data[1];
}

static guint32
get_be32 (const guint8 *data)
{
  return get_be16 (data) << 16 | get_be16 (data + 2);
}

static guint32
get_le32 (const guint8 *data)
{
  return (guint32) data[3] << 24 | (guint32) data[2] << 16 | (guint32) data[1] << 8 | data[0];
}

static void
put_le32 (guint8 *data, guint32 value)
{
  value = GUINT32_TO_LE (value);
  memcpy (data, &value, sizeof value);
}

/* --- EXIF --- */

static guint32
get_exif (const guint8 *data, gboolean is_little, guint n_bytes)
{
  guint32 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value = value << 8 | data[is_little ? n_bytes - 1 - i : i];
  return value;
}

/**
 * llm_exif_get_orientation:
 * @data: (array length=length): EXIF, from the header of TIFF on
 * @length: its bytes
 *
 * Returns: how the camera was held: 1 for upright, and when there is no telling; up to 8
 */
guint
llm_exif_get_orientation (const guint8 *data, gsize length)
{
  gboolean is_little;
  gsize at;
  guint n_tags;

  if (length < 8 || (memcmp (data, "II*\0", 4) != 0 && memcmp (data, "MM\0*", 4) != 0))
    return 1;
  is_little = data[0] == 'I';
  at = get_exif (data + 4, is_little, 4);
  if (at > length || length - at < 2)
    return 1;
  n_tags = MIN (get_exif (data + at, is_little, 2), EXIF_TAGS_MAX);
  at += 2;
  for (guint i = 0; i < n_tags && length - at >= 12; i++, at += 12)
    {
      guint value;

      if (get_exif (data + at, is_little, 2) != EXIF_ORIENTATION
          || get_exif (data + at + 2, is_little, 2) != EXIF_SHORT)
        continue;
      value = get_exif (data + at + 8, is_little, 2);
      return value >= 1 && value <= 8 ? value : 1;
    }
  return 1;
}

/* --- PNG --- */

/* What is needed to paint it in its colours; the frames after the first are not. */
static gboolean
is_plain_chunk (const char *type)
{
  static const char *const kept[] = { "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA",
                                      "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD" };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      if (memcmp (type, kept[i], 4) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
walk_png (Walk *walk, LlmImageLayout *self)
{
  gboolean has_data = FALSE;

  if (!reaches (walk, 8))
    return;
  pass (walk, 8, TRUE);
  while (reaches (walk, 12))
    {
      const guint8 *chunk = walk->data + walk->at;
      const char *type = (const char *) chunk + 4;
      const gsize size = get_be32 (chunk);

      /* The length, the type, what is in it, a checksum. */
      if (!reaches (walk, size + 12))
        return;
      if (memcmp (type, "acTL", 4) == 0 && size >= 4)
        self->animated = get_be32 (chunk + 8) > 1;
      else if (memcmp (type, "eXIf", 4) == 0)
        self->orientation = llm_exif_get_orientation (chunk + 8, size);
      else if (memcmp (type, "IDAT", 4) == 0)
        has_data = TRUE;
      pass (walk, size + 12, is_plain_chunk (type));
      if (memcmp (type, "IEND", 4) == 0)
        {
          self->complete = has_data;
          return;
        }
    }
}

/* --- JPEG --- */

/* RST and TEM have nothing behind them. */
static gboolean
is_bare_marker (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* Tables, frames and scans; of what programs add: the profile of the colours, and how
 * they were transformed. */
static gboolean
is_plain_segment (const Walk *walk, guint8 marker)
{
  if (marker == 0xe2)
    return starts_with (walk, 4, "ICC_PROFILE", 12);
  if (marker == 0xee)
    return starts_with (walk, 4, "Adobe", 5);
  return marker < 0xe0 || (marker > 0xef && marker != 0xfe);
}

/* JFIF may have a thumbnail, which shows what the picture did before it was edited: only
 * its head is copied. */
static void
pass_jfif (Walk *walk, gsize size)
{
  static const guint8 head[] = { 0xff, 0xe0, 0, 16 };

  if (walk->plain != NULL && size >= 16)
    {
      g_byte_array_append (walk->plain, head, sizeof head);
      g_byte_array_append (walk->plain, walk->data + walk->at + 4, 12);
      g_byte_array_append (walk->plain, (const guint8 *) "\0", 2);
    }
  pass (walk, size + 2, FALSE);
}

/* Over the bytes of a scan, to the marker that ends it. */
static void
pass_scan (Walk *walk)
{
  gsize at = walk->at;

  while (at < walk->length)
    {
      const guint8 *found = memchr (walk->data + at, 0xff, walk->length - at);
      guint8 next;

      if (found == NULL)
        break;
      at = (gsize) (found - walk->data) + 1;
      next = at < walk->length ? walk->data[at] : 0;
      /* 0xff itself, a restart, filling. */
      if (next == 0x00 || next == 0xff || is_bare_marker (next))
        continue;
      pass (walk, at - 1 - walk->at, TRUE);
      return;
    }
  pass (walk, walk->length - walk->at, TRUE);
}

/* A segment with a length. */
static gboolean
walk_segment (Walk *walk, LlmImageLayout *self, guint8 marker)
{
  gsize size;

  if (!reaches (walk, 4))
    return FALSE;
  size = get_be16 (walk->data + walk->at + 2);
  if (size < 2 || !reaches (walk, size + 2))
    return FALSE;
  /* The first EXIF that there is counts. */
  if (marker == 0xe1 && self->orientation == 1 && size > 8 && starts_with (walk, 4, "Exif\0\0", 6))
    self->orientation = llm_exif_get_orientation (walk->data + walk->at + 10, size - 8);
  if (marker == 0xe0 && starts_with (walk, 4, "JFIF", 5))
    pass_jfif (walk, size);
  else
    pass (walk, size + 2, is_plain_segment (walk, marker));
  if (marker == 0xda)
    pass_scan (walk);
  return TRUE;
}

static void
walk_jpeg (Walk *walk, LlmImageLayout *self)
{
  gboolean has_scan = FALSE;

  if (!reaches (walk, 2))
    return;
  pass (walk, 2, TRUE);
  while (reaches (walk, 2))
    {
      const guint8 marker = walk->data[walk->at + 1];

      if (walk->data[walk->at] != 0xff || marker == 0x00 || marker == 0xff)
        pass (walk, 1, FALSE);
      else if (is_bare_marker (marker))
        pass (walk, 2, FALSE);
      else if (marker == 0xd9)
        {
          /* What is behind the end is no part of the picture: films, other pictures. */
          pass (walk, 2, TRUE);
          self->complete = has_scan;
          return;
        }
      else if (walk_segment (walk, self, marker))
        has_scan |= marker == 0xda;
      else
        return;
    }
}

/* --- WebP --- */

static gboolean
is_plain_webp (const char *type)
{
  return memcmp (type, "VP8 ", 4) == 0 || memcmp (type, "VP8L", 4) == 0
         || memcmp (type, "VP8X", 4) == 0 || memcmp (type, "ALPH", 4) == 0
         || memcmp (type, "ICCP", 4) == 0 || memcmp (type, "ANIM", 4) == 0
         || memcmp (type, "ANMF", 4) == 0;
}

/* Some programs put the mark of JPEG's EXIF before it. */
static guint
get_webp_orientation (const guint8 *data, gsize size)
{
  if (size > 6 && memcmp (data, "Exif\0\0", 6) == 0)
    return llm_exif_get_orientation (data + 6, size - 6);
  return llm_exif_get_orientation (data, size);
}

static void
walk_webp (Walk *walk, LlmImageLayout *self)
{
  const guint start = walk->plain != NULL ? walk->plain->len : 0;
  guint n_frames = 0;

  if (!reaches (walk, 12) || get_le32 (walk->data + 4) > walk->length - 8)
    return;
  /* What is behind the end is no part of it. */
  walk->length = (gsize) get_le32 (walk->data + 4) + 8;
  if (walk->length < 12)
    return;
  pass (walk, 12, TRUE);
  while (reaches (walk, 8))
    {
      const guint8 *chunk = walk->data + walk->at;
      const char *type = (const char *) chunk;
      const gsize size = get_le32 (chunk + 4);
      guint before;

      if (!reaches (walk, size + 8))
        return;
      if (memcmp (type, "VP8X", 4) == 0 && size > 0)
        self->animated = (chunk[8] & 0x02) != 0;
      else if (memcmp (type, "EXIF", 4) == 0)
        self->orientation = get_webp_orientation (chunk + 8, size);
      n_frames += memcmp (type, "VP8 ", 4) == 0 || memcmp (type, "VP8L", 4) == 0
                  || memcmp (type, "ANMF", 4) == 0;
      before = walk->plain != NULL ? walk->plain->len : 0;
      /* Chunks begin at even places; the last may be without the byte that fills it up. */
      pass (walk, MIN (size + 8 + size % 2, walk->length - walk->at), is_plain_webp (type));
      /* Neither EXIF nor XMP is announced any more. */
      if (memcmp (type, "VP8X", 4) == 0 && size > 0 && walk->plain != NULL)
        walk->plain->data[before + 8] &= (guint8) ~0x0c;
    }
  self->complete = n_frames > 0;
  self->animated = self->animated && n_frames > 1;
  if (walk->plain != NULL)
    put_le32 (walk->plain->data + start + 4, walk->plain->len - start - 8);
}

/* --- GIF --- */

/* A table of colours; its size is in the byte before it. */
static gsize
get_colors_size (guint8 flags)
{
  return (flags & 0x80) != 0 ? (gsize) 3 << ((flags & 7) + 1) : 0;
}

/* A row of blocks, each with its length before it, up to an empty one. */
static gboolean
pass_blocks (Walk *walk, gboolean keep)
{
  while (reaches (walk, 1))
    {
      const gsize size = walk->data[walk->at];

      if (!reaches (walk, size + 1))
        return FALSE;
      pass (walk, size + 1, keep);
      if (size == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
pass_gif_frame (Walk *walk, gboolean keep)
{
  gsize size;

  if (!reaches (walk, 10))
    return FALSE;
  size = 11 + get_colors_size (walk->data[walk->at + 9]);
  if (!reaches (walk, size))
    return FALSE;
  pass (walk, size, keep);
  return pass_blocks (walk, keep);
}

/* Only the first frame is copied, with what says how it is transparent. */
static void
walk_gif (Walk *walk, LlmImageLayout *self)
{
  guint n_frames = 0;
  gsize size;

  if (!reaches (walk, 13))
    return;
  size = 13 + get_colors_size (walk->data[10]);
  if (!reaches (walk, size))
    return;
  pass (walk, size, TRUE);
  while (reaches (walk, 2))
    {
      const guint8 kind = walk->data[walk->at];
      const guint8 label = walk->data[walk->at + 1];

      if (kind == 0x2c)
        {
          self->animated = n_frames > 0;
          if (self->animated || !pass_gif_frame (walk, TRUE))
            break;
          n_frames++;
        }
      else if (kind == 0x21)
        {
          const gboolean keep = label == 0xf9 && n_frames == 0;

          pass (walk, 2, keep);
          if (!pass_blocks (walk, keep))
            break;
        }
      else
        break;
    }
  self->complete = n_frames > 0;
  if (walk->plain != NULL)
    g_byte_array_append (walk->plain, (const guint8 *) ";", 1);
}

/**
 * llm_image_layout_read:
 * @self: (out): where to put what is found
 * @format: what it is, one of the formats that are kept
 * @data: (array length=length): an image from anywhere
 * @length: its bytes, at most %G_MAXINT
 * @plain: (nullable): where to append the image without what is not needed to paint its
 *   first frame: EXIF, places, thumbnails, comments, what is behind its end, and frames
 *   of PNG and GIF after the first.  Of use only if the file is complete
 *
 * Walks over the parts of a file.  What is in them is not looked at: a decoder may still
 * find it damaged.
 */
void
llm_image_layout_read (LlmImageLayout *self,
                       LlmImageFormat format,
                       const guint8 *data,
                       gsize length,
                       GByteArray *plain)
{
  Walk walk = { data, length, 0, plain };

  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || length == 0);
  g_return_if_fail (length <= G_MAXINT);

  *self = (LlmImageLayout){ .orientation = 1 };
  switch (format)
    {
    case LLM_IMAGE_PNG:
      walk_png (&walk, self);
      break;
    case LLM_IMAGE_JPEG:
      walk_jpeg (&walk, self);
      break;
    case LLM_IMAGE_WEBP:
      walk_webp (&walk, self);
      break;
    case LLM_IMAGE_GIF:
      walk_gif (&walk, self);
      break;
    case LLM_IMAGE_TIFF:
    case LLM_IMAGE_BMP:
    case LLM_IMAGE_HEIF:
    case LLM_IMAGE_AVIF:
    case LLM_IMAGE_SVG:
    default:
      g_return_if_reached ();
    }
}
