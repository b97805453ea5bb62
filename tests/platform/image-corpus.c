/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-corpus.h"

#include <gio/gio.h>
#include <string.h>

static const char webp_lossy[]
    = "UklGRmwAAABXRUJQVlA4IGAAAABwBACdASoYABAALhEMhkMQkJCAgAglqAJ0yhGAPwA/EBn/+4ASQAEN3QB8WAD+"
      "9Q+Pg3k+fXn/7/Y3/+wBPlof+3lKR/c3///721DpF//3OQuf/cZgOGjFf/vJQQ2ewAA=";

static const char webp_lossless[]
    = "UklGRjIAAABXRUJQVlA4TCYAAAAvF8ADEB8w//MvICjyf7T5D+BFQJhtNMlJTvL+RxDR/wCqp7rtCQ==";

static const char jpeg_cmyk[]
    = "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcG"
      "BggLCAkKCgoKCgYICwwLCgwJCgoK/9sAQwECAgICAgIFAwMFCgcGBwoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK"
      "CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK/8AAFAgAEAAYBAERAAIRAQMRAQQRAP/EABYAAQEBAAAAAAAAAAAAAAAA"
      "AAAJCP/EABwQAQAABwEAAAAAAAAAAAAAAAAJCkZHhYbExf/EABcBAQEBAQAAAAAAAAAAAAAAAAkHCgj/xAAdEQEA"
      "AAcBAQAAAAAAAAAAAAAABwlEg4XCxUZH/9oADgQBAAIRAxEEAAA/ANmOrGf9fxmuIZSGQ5lShrVW9zrSVfeYvojN"
      "apHWF5GK8U4jrNlWC2rxz/SMfoOJ6SVxMpLmgjqf5Kx//9k=";

static const char avif[]
    = "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
      "AAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAKgAAACNpaW5mAAAA"
      "AAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYx"
      "Q4EADAAAAAAUaXNwZQAAAAAAAAAYAAAAEAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAA"
      "ADJtZGF0EgAKBhgQ7+wIQDIeRgACiiihQNpxNk/3VBTKgWukirvHN/7/65bz8sS2";

static const char heic[]
    = "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA"
      "AAAAAAAAAAAAAA5waXRtAAAAAAACAAAAEGlkYXQAAAAAABgAEAAAADhpbG9jAQAAAERAAAIAAQAAAAAAAAHOAAEA"
      "AAAAAAAAaAACAAEAAAAAAAAAAQAAAAAAAAAIAAAAOGlpbmYAAAAAAAIAAAAVaW5mZQIAAAEAAQAAaHZjMQAAAAAV"
      "aW5mZQIAAAAAAgAAZ3JpZAAAAADVaXBycAAAALNpcGNvAAAAc2h2Y0MBA3AAAAAAAAAAAAAe8AD8/fj4AAAPAyAA"
      "AQAYQAEMAf//A3AAAAMAkAAAAwAAAwAeugJAIQABACdCAQEDcAAAAwCQAAADAAADAB6gIIEFluqumubAgAAAAwCA"
      "AAADAIQiAAEABkQBwXPBiQAAABRpc3BlAAAAAAAAAEAAAABAAAAAFGlzcGUAAAAAAAAAGAAAABAAAAAQcGl4aQAA"
      "AAADCAgIAAAAGmlwbWEAAAAAAAAAAgABAoECAAICA4QAAAAaaXJlZgAAAAAAAAAOZGltZwACAAEAAQAAAHBtZGF0"
      "AAAAZCgBrxMhu0Bo5TK0/3NT7GT5/Bb77Nn3Nsre3paqsPsdDTUA33Ojcc8ewuTP+wUcijYekLHeWqhnZiLO8r7H"
      "Z6j9s/9g8g12YoebCBa3Vmu0zSzRev3nlXYZ5xugS7TW/YGtMTA=";

const guint8 *
corpus_find (const guint8 *data, gsize length, const void *text, gsize text_length)
{
  for (gsize i = 0; i + text_length <= length; i++)
    {
      if (memcmp (data + i, text, text_length) == 0)
        return data + i;
    }
  return NULL;
}

/* --- Pieces --- */

static void
add (GByteArray *to, const void *data, gsize length)
{
  if (length > 0)
    g_byte_array_append (to, data, (guint) length);
}

static void
add_bytes (GByteArray *to, GBytes *bytes)
{
  add (to, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
add_be (GByteArray *to, guint32 value, guint n_bytes)
{
  while (n_bytes-- > 0)
    {
      const guint8 byte = (guint8) (value >> 8 * n_bytes);

      add (to, &byte, 1);
    }
}

static void
add_le (GByteArray *to, guint32 value, guint n_bytes)
{
  for (; n_bytes > 0; n_bytes--, value >>= 8)
    {
      const guint8 byte = (guint8) value;

      add (to, &byte, 1);
    }
}

static GBytes *
from_base64 (const char *text)
{
  gsize length;
  guchar *data = g_base64_decode (text, &length);

  return g_bytes_new_take (data, length);
}

static guint32
crc (const guint8 *data, gsize length)
{
  guint32 value = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      value ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320 : 0);
    }
  return ~value;
}

static void
add_chunk (GByteArray *to, const char *type, const void *data, gsize length)
{
  guint start;

  add_be (to, (guint32) length, 4);
  start = to->len;
  add (to, type, 4);
  add (to, data, length);
  add_be (to, crc (to->data + start, to->len - start), 4);
}

/* --- Pixels --- */

GdkPixbuf *
corpus_picture (int width, int height, gboolean has_alpha)
{
  static const guint32 colors[] = { 0xff0000ff, 0x00ff00ff, 0x0000ffff, 0xffff00ff };
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, has_alpha, 8, width, height);

  for (guint i = 0; i < G_N_ELEMENTS (colors); i++)
    {
      g_autoptr (GdkPixbuf) part
          = gdk_pixbuf_new_subpixbuf (pixbuf, i % 2 == 0 ? 0 : width / 2, i < 2 ? 0 : height / 2,
                                      i % 2 == 0 ? MAX (1, width / 2) : width - width / 2,
                                      i < 2 ? MAX (1, height / 2) : height - height / 2);

      /* The first colour is not there if the picture can be transparent. */
      gdk_pixbuf_fill (part, has_alpha && i == 0 ? 0xff000000 : colors[i]);
    }
  return pixbuf;
}

GdkPixbuf *
corpus_photo (int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  const int stride = gdk_pixbuf_get_rowstride (pixbuf);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  guint32 state = 1;

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        {
          guint8 *pixel = pixels + (gsize) y * (gsize) stride + (gsize) x * 3;
          guint noise;

          state = state * 1664525 + 1013904223;
          noise = state >> 27;
          pixel[0] = (guint8) (x * 200 / width + (int) noise);
          pixel[1] = (guint8) (y * 200 / height + (int) noise);
          pixel[2] = (guint8) ((x / 16 + y / 16) % 2 * 120 + (int) noise);
        }
    }
  return pixbuf;
}

GBytes *
corpus_save (GdkPixbuf *pixbuf, const char *type, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, type, &error, key, value, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

/* --- Formats --- */

GBytes *
corpus_webp (void)
{
  return from_base64 (webp_lossy);
}

GBytes *
corpus_webp_transparent (void)
{
  return from_base64 (webp_lossless);
}

GBytes *
corpus_jpeg_cmyk (void)
{
  return from_base64 (jpeg_cmyk);
}

GBytes *
corpus_avif (void)
{
  return from_base64 (avif);
}

GBytes *
corpus_heic (void)
{
  return from_base64 (heic);
}

static void
add_riff (GByteArray *to, const char *type, const void *data, gsize length)
{
  add (to, type, 4);
  add_le (to, (guint32) length, 4);
  add (to, data, length);
  if (length % 2 != 0)
    add (to, "", 1);
}

/* The chunk of the picture without losses, in a file of chunks of any kind. */
static GByteArray *
start_webp (guint32 flags)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GByteArray) canvas = g_byte_array_new ();

  add (file, "RIFF\0\0\0\0WEBP", 12);
  add_le (canvas, flags, 4);
  add_le (canvas, 24 - 1, 3);
  add_le (canvas, 16 - 1, 3);
  add_riff (file, "VP8X", canvas->data, canvas->len);
  return file;
}

static GBytes *
end_webp (GByteArray *file)
{
  const guint32 size = GUINT32_TO_LE (file->len - 8);

  memcpy (file->data + 4, &size, 4);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
corpus_webp_animated (void)
{
  g_autoptr (GBytes) image = corpus_webp ();
  const guint8 *chunk = (const guint8 *) g_bytes_get_data (image, NULL) + 12;
  GByteArray *file = start_webp (0x02);

  add_riff (file, "ANIM", "\0\0\0\0\0\0", 6);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) frame = g_byte_array_new ();

      add (frame, "\0\0\0\0\0\0", 6);
      add_le (frame, 24 - 1, 3);
      add_le (frame, 16 - 1, 3);
      add_le (frame, 100, 3);
      add (frame, "", 1);
      add (frame, chunk, g_bytes_get_size (image) - 12);
      add_riff (file, "ANMF", frame->data, frame->len);
    }
  return end_webp (file);
}

GBytes *
corpus_webp_with_exif (guint orientation)
{
  g_autoptr (GBytes) image = corpus_webp ();
  g_autoptr (GBytes) exif = corpus_exif (orientation, "GPS SECRET");
  const guint8 *data = g_bytes_get_data (exif, NULL);
  GByteArray *file = start_webp (0x0c);

  add (file, (const guint8 *) g_bytes_get_data (image, NULL) + 12, g_bytes_get_size (image) - 12);
  add_riff (file, "EXIF", data + 6, g_bytes_get_size (exif) - 6);
  add_riff (file, "XMP ", "<x:xmpmeta>XMP SECRET</x:xmpmeta>", 33);
  return end_webp (file);
}

/* Codes of nine bits that never grow: the table is cleared before it is full. */
static void
add_gif_pixels (GByteArray *to, int width, int height)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  guint32 pending = 0;
  guint n_bits = 0;
  guint n_codes = 0;

  for (int i = -1; i <= width * height; i++)
    {
      const int x = i >= 0 ? i % width : 0;
      const int y = i >= 0 ? i / width : 0;
      const guint color = (guint) (x >= width / 2) + 2 * (guint) (y >= height / 2);
      guint codes[2] = { color, 256 };
      guint n_now = 1;

      if (i < 0)
        codes[0] = 256;
      else if (i == width * height)
        codes[0] = 257;
      else if (++n_codes % 200 == 0)
        n_now = 2;
      for (guint c = 0; c < n_now; c++)
        {
          pending |= codes[c] << n_bits;
          for (n_bits += 9; n_bits >= 8; n_bits -= 8, pending >>= 8)
            add_le (packed, pending & 0xff, 1);
        }
    }
  add_le (packed, pending & 0xff, 1);
  add (to, "\x08", 1);
  for (guint at = 0; at < packed->len; at += 255)
    {
      const guint n = MIN (255, packed->len - at);

      add_le (to, n, 1);
      add (to, packed->data + at, n);
    }
  add (to, "", 1);
}

GBytes *
corpus_gif (int width, int height, guint n_frames)
{
  static const guint8 colors[] = { 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0 };
  GByteArray *file = g_byte_array_new ();

  add (file, "GIF89a", 6);
  add_le (file, (guint32) width, 2);
  add_le (file, (guint32) height, 2);
  add (file, "\xf1\0\0", 3);
  add (file, colors, sizeof colors);
  add (file, "!\xfe\x0aGIF SECRET\0", 14);
  for (guint i = 0; i < n_frames; i++)
    {
      add (file, "!\xf9\x04\0\x0a\0\0\0,\0\0\0\0", 13);
      add_le (file, (guint32) width, 2);
      add_le (file, (guint32) height, 2);
      add (file, "", 1);
      add_gif_pixels (file, width, height);
    }
  add (file, ";", 1);
  return g_byte_array_free_to_bytes (file);
}

/* What is in the chunk with the pixels. */
static GBytes *
deflate (const GByteArray *raw)
{
  g_autoptr (GConverter) converter
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);

  g_assert_true (g_output_stream_write_all (stream, raw->data, raw->len, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
add_png_head (GByteArray *file, guint32 width, guint32 height, guint depth, guint type)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();

  add (file, "\x89PNG\r\n\x1a\n", 8);
  add_be (head, width, 4);
  add_be (head, height, 4);
  add_be (head, depth, 1);
  add_be (head, type, 1);
  add (head, "\0\0\0", 3);
  add_chunk (file, "IHDR", head->data, head->len);
}

static GBytes *
end_png (GByteArray *file, const GByteArray *rows)
{
  g_autoptr (GBytes) packed = deflate (rows);

  add_chunk (file, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  add_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (file);
}

/* 16 bits a channel: red to the right, green downwards, blue 0x8012. */
GBytes *
corpus_png_16 (int width, int height)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GByteArray) rows = g_byte_array_new ();

  add_png_head (file, (guint32) width, (guint32) height, 16, 2);
  for (int y = 0; y < height; y++)
    {
      add (rows, "", 1);
      for (int x = 0; x < width; x++)
        {
          add_be (rows, (guint32) (0xffff * x / MAX (1, width - 1)), 2);
          add_be (rows, (guint32) (0xffff * y / MAX (1, height - 1)), 2);
          add_be (rows, 0x8012, 2);
        }
    }
  return end_png (file, rows);
}

GBytes *
corpus_png_blank (guint32 width, guint32 height)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GByteArray) rows = g_byte_array_new ();

  /* One bit a pixel: it is three bytes when it is decoded. */
  add_png_head (file, width, height, 1, 0);
  g_byte_array_set_size (rows, height * ((width + 7) / 8 + 1));
  memset (rows->data, 0, rows->len);
  return end_png (file, rows);
}

GBytes *
corpus_png_animated (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);
  g_autoptr (GBytes) png = corpus_save (pixbuf, "png", NULL, NULL);
  g_autoptr (GBytes) whole = NULL;
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  GByteArray *file = g_byte_array_new ();
  gsize length;

  whole = corpus_png_insert (png, "acTL", "\0\0\0\2\0\0\0\0", 8);
  length = g_bytes_get_size (whole);
  /* The second frame is not decoded by anybody. */
  add (file, g_bytes_get_data (whole, NULL), length - 12);
  add_be (frame, 1, 4);
  add_be (frame, 24, 4);
  add_be (frame, 16, 4);
  add (frame, "\0\0\0\0\0\0\0\0\0\1\0\x0a\0\0", 14);
  add_chunk (file, "fcTL", frame->data, frame->len);
  add_chunk (file, "fdAT", "\0\0\0\2FRAME SECRET", 16);
  add_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (file);
}

/* --- Changes --- */

/* As in JPEG, with its mark.  The secret is where a place would be. */
GBytes *
corpus_exif (guint orientation, const char *secret)
{
  GByteArray *exif = g_byte_array_new ();
  const guint32 length = (guint32) strlen (secret) + 1;

  add (exif, "Exif\0\0MM\0*\0\0\0\x08\0\x02", 16);
  add_be (exif, 0x0112, 2);
  add_be (exif, 3, 2);
  add_be (exif, 1, 4);
  add_be (exif, orientation, 2);
  add_be (exif, 0, 2);
  add_be (exif, 0x010e, 2);
  add_be (exif, 2, 2);
  add_be (exif, length, 4);
  add_be (exif, 38, 4);
  add_be (exif, 0, 4);
  add (exif, secret, length);
  return g_byte_array_free_to_bytes (exif);
}

GBytes *
corpus_jpeg_insert (GBytes *jpeg, guint8 marker, const void *data, gsize length)
{
  GByteArray *file = g_byte_array_new ();

  add (file, "\xff\xd8\xff", 3);
  add (file, &marker, 1);
  add_be (file, (guint32) length + 2, 2);
  add (file, data, length);
  add (file, (const guint8 *) g_bytes_get_data (jpeg, NULL) + 2, g_bytes_get_size (jpeg) - 2);
  return g_byte_array_free_to_bytes (file);
}

/* Behind the first chunk. */
GBytes *
corpus_png_insert (GBytes *png, const char *type, const void *data, gsize length)
{
  GByteArray *file = g_byte_array_new ();
  const guint8 *start = g_bytes_get_data (png, NULL);

  add (file, start, 33);
  add_chunk (file, type, data, length);
  add (file, start + 33, g_bytes_get_size (png) - 33);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
corpus_cut (GBytes *image, gsize length)
{
  return g_bytes_new (g_bytes_get_data (image, NULL), MIN (length, g_bytes_get_size (image)));
}

GBytes *
corpus_append (GBytes *image, const void *data, gsize length)
{
  GByteArray *file = g_byte_array_new ();

  add_bytes (file, image);
  add (file, data, length);
  return g_byte_array_free_to_bytes (file);
}

/* --- Heads --- */

GBytes *
corpus_png_head (guint32 width, guint32 height)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GByteArray) rows = g_byte_array_new ();

  add_png_head (file, width, height, 8, 2);
  add (rows, "\0\0\0\0", 4);
  return end_png (file, rows);
}

GBytes *
corpus_jpeg_head (guint16 width, guint16 height)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);
  g_autoptr (GBytes) jpeg = corpus_save (pixbuf, "jpeg", NULL, NULL);
  gsize length;
  const guint8 *data = g_bytes_get_data (jpeg, &length);
  GByteArray *file = g_byte_array_new ();
  guint8 *frame;

  add (file, data, length);
  frame = (guint8 *) corpus_find (file->data, file->len, "\xff\xc0\0\x11\x08", 5);
  g_assert_nonnull (frame);
  frame[5] = (guint8) (height >> 8);
  frame[6] = (guint8) height;
  frame[7] = (guint8) (width >> 8);
  frame[8] = (guint8) width;
  return g_byte_array_free_to_bytes (file);
}

GBytes *
corpus_gif_head (guint16 width, guint16 height)
{
  g_autoptr (GBytes) gif = corpus_gif (24, 16, 1);
  GByteArray *file = g_byte_array_new ();
  const guint16 size[] = { GUINT16_TO_LE (width), GUINT16_TO_LE (height) };

  add_bytes (file, gif);
  memcpy (file->data + 6, size, 4);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
corpus_webp_head (guint32 width, guint32 height)
{
  g_autoptr (GBytes) image = corpus_webp ();
  GByteArray *file = start_webp (0);

  add (file, (const guint8 *) g_bytes_get_data (image, NULL) + 12, g_bytes_get_size (image) - 12);
  for (guint i = 0; i < 3; i++)
    {
      file->data[24 + i] = (guint8) ((width - 1) >> 8 * i);
      file->data[27 + i] = (guint8) ((height - 1) >> 8 * i);
    }
  return end_webp (file);
}

GBytes *
corpus_bmp_head (guint32 width, guint32 height)
{
  GByteArray *file = g_byte_array_new ();

  add (file, "BM", 2);
  add_le (file, 58, 4);
  add_le (file, 0, 4);
  add_le (file, 54, 4);
  add_le (file, 40, 4);
  add_le (file, width, 4);
  add_le (file, height, 4);
  add_le (file, 1, 2);
  add_le (file, 24, 2);
  for (guint i = 0; i < 6; i++)
    add_le (file, 0, 4);
  add_le (file, 0, 4);
  return g_byte_array_free_to_bytes (file);
}

GBytes *
corpus_tiff_head (guint32 width, guint32 height)
{
  static const guint16 tags[][2]
      = { { 0x102, 8 }, { 0x103, 1 }, { 0x106, 1 }, { 0x111, 8 }, { 0x115, 1 }, { 0x117, 1 } };
  GByteArray *file = g_byte_array_new ();

  add (file, "II*\0\x08\0\0\0\x08\0", 10);
  add_le (file, 0x100 | 4 << 16, 4);
  add_le (file, 1, 4);
  add_le (file, width, 4);
  add_le (file, 0x101 | 4 << 16, 4);
  add_le (file, 1, 4);
  add_le (file, height, 4);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      add_le (file, tags[i][0] | 4u << 16, 4);
      add_le (file, 1, 4);
      add_le (file, tags[i][1], 4);
    }
  add_le (file, 0, 4);
  return g_byte_array_free_to_bytes (file);
}
