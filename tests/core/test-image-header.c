/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-error.h"
#include "llm-image-header.h"

#include <string.h>

/* Headers in hexadecimal digits; blanks are for the eye. */
#define PNG "89504e470d0a1a0a 0000000d 49484452 "
#define SOI "ffd8 "
#define APP0 "ffe0 0010 4a46494600010100000100010000 "
#define SOF(size) "ffc0 000b 08 " size " 01 011100 "
#define RIFF(kind) "52494646 00000100 57454250 " kind " 00001000 "
#define VP8 "56503820"
#define VP8L "5650384c"
#define VP8X "56503858"
#define GIF89 "474946383961 "

static GBytes *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = hex; *p != '\0'; p++)
    {
      guint8 byte;

      if (*p == ' ')
        continue;
      byte = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
      g_byte_array_append (bytes, &byte, 1);
      p++;
    }
  return g_byte_array_free_to_bytes (bytes);
}

/* In a block of exactly that size, so that the sanitizer sees what is read behind it. */
static gboolean
read_exactly (LlmImageHeader *header, const guint8 *data, gsize length, GError **error)
{
  g_autofree guint8 *copy = length > 0 ? g_memdup2 (data, length) : NULL;

  return llm_image_header_read (header, copy, length, error);
}

typedef struct
{
  const char *name;
  const char *hex;
  LlmImageFormat format;
  guint32 width;
  guint32 height;
} Good;

static const Good good[] = {
  { "png", PNG "00000280 000001e0 0802000000", LLM_IMAGE_PNG, 640, 480 },
  { "png-shortest", PNG "00000280 000001e0", LLM_IMAGE_PNG, 640, 480 },
  { "png-high", PNG "00000001 80000000", LLM_IMAGE_PNG, 1, 0x80000000 },
  { "png-all", PNG "ffffffff ffffffff", LLM_IMAGE_PNG, G_MAXUINT32, G_MAXUINT32 },
  { "png-empty", PNG "00000000 00000000", LLM_IMAGE_PNG, 0, 0 },
  { "jpeg", SOI APP0 SOF ("01e0 0280") "ffda", LLM_IMAGE_JPEG, 640, 480 },
  { "jpeg-bare", SOI SOF ("01e0 0280"), LLM_IMAGE_JPEG, 640, 480 },
  { "jpeg-shortest", SOI "ffc2 0011 08 01e0 0280", LLM_IMAGE_JPEG, 640, 480 },
  { "jpeg-lossless", SOI "ffcf 0011 08 01e0 0280", LLM_IMAGE_JPEG, 640, 480 },
  { "jpeg-tables", SOI "ffc4 0003 00 ffdb 0003 00 ffcc 0002" SOF ("0001 0002"), LLM_IMAGE_JPEG, 2,
    1 },
  { "jpeg-fill", SOI "ffffff" SOF ("0001 0002"), LLM_IMAGE_JPEG, 2, 1 },
  { "jpeg-between", SOI APP0 "001122" SOF ("0001 0002"), LLM_IMAGE_JPEG, 2, 1 },
  { "jpeg-bare-markers", SOI "ff01 ffd0 ffd7" SOF ("0001 0002"), LLM_IMAGE_JPEG, 2, 1 },
  /* The thumbnail's own header is within a segment, and is not the image's. */
  { "jpeg-thumbnail", SOI "ffe1 0010 ffd8 ffc0 000b 08 0010 0020 010111" SOF ("01e0 0280"),
    LLM_IMAGE_JPEG, 640, 480 },
  { "jpeg-all", SOI SOF ("ffff ffff"), LLM_IMAGE_JPEG, 65535, 65535 },
  { "jpeg-no-height", SOI SOF ("0000 0280"), LLM_IMAGE_JPEG, 640, 0 },
  { "gif", GIF89 "8002 e001 f7", LLM_IMAGE_GIF, 640, 480 },
  { "gif-87", "474946383761 8002 e001", LLM_IMAGE_GIF, 640, 480 },
  { "gif-all", GIF89 "ffff ffff", LLM_IMAGE_GIF, 65535, 65535 },
  { "gif-empty", GIF89 "0000 0000", LLM_IMAGE_GIF, 0, 0 },
  { "webp", RIFF (VP8) "300000 9d012a 8002 e001", LLM_IMAGE_WEBP, 640, 480 },
  /* The two bits above the size say how to scale it, and are not a part of it. */
  { "webp-scaled", RIFF (VP8) "300000 9d012a 8042 e081", LLM_IMAGE_WEBP, 640, 480 },
  { "webp-empty", RIFF (VP8) "300000 9d012a 0000 0000", LLM_IMAGE_WEBP, 0, 0 },
  { "webp-lossless", RIFF (VP8L) "2f 7fc27700", LLM_IMAGE_WEBP, 640, 480 },
  { "webp-lossless-all", RIFF (VP8L) "2f ffffffff", LLM_IMAGE_WEBP, 16384, 16384 },
  { "webp-canvas", RIFF (VP8X) "10000000 7f0200 df0100", LLM_IMAGE_WEBP, 640, 480 },
  { "webp-canvas-all", RIFF (VP8X) "10000000 ffffff ffffff", LLM_IMAGE_WEBP, 1 << 24, 1 << 24 },
};

static void
test_good (gconstpointer data)
{
  const Good *test = data;
  g_autoptr (GBytes) bytes = from_hex (test->hex);
  g_autoptr (GError) error = NULL;
  LlmImageHeader header;
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length);

  g_assert_true (read_exactly (&header, start, length, &error));
  g_assert_no_error (error);
  g_assert_cmpint (header.format, ==, test->format);
  g_assert_cmpuint (header.width, ==, test->width);
  g_assert_cmpuint (header.height, ==, test->height);
}

/* Whatever is missing, nothing is read behind the end, and no other size is found. */
static void
test_cut (gconstpointer data)
{
  const Good *test = data;
  g_autoptr (GBytes) bytes = from_hex (test->hex);
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length);

  for (gsize n = 0; n < length; n++)
    {
      g_autoptr (GError) error = NULL;
      LlmImageHeader header;

      if (read_exactly (&header, start, n, &error))
        {
          g_assert_cmpuint (header.width, ==, test->width);
          g_assert_cmpuint (header.height, ==, test->height);
        }
      else
        g_assert_true (g_error_matches (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED)
                       || g_error_matches (error, LLM_ERROR, LLM_ERROR_PROTOCOL));
    }
}

typedef struct
{
  const char *name;
  const char *hex;
  LlmErrorCode code;
} Bad;

static const Bad bad[] = {
  { "empty", "", LLM_ERROR_UNSUPPORTED },
  { "html", "3c68746d6c3e", LLM_ERROR_UNSUPPORTED },
  { "svg", "3c73766720786d6c6e733d22", LLM_ERROR_UNSUPPORTED },
  { "bmp", "424d 00000000 00000000 00000000 28000000 80020000", LLM_ERROR_UNSUPPORTED },
  { "tiff", "49492a00 08000000 00000000", LLM_ERROR_UNSUPPORTED },
  { "avif", "00000020 66747970 61766966", LLM_ERROR_UNSUPPORTED },
  { "wave", "52494646 00000100 57415645 666d7420", LLM_ERROR_UNSUPPORTED },
  { "riff-only", "52494646 00000100", LLM_ERROR_UNSUPPORTED },
  { "zeros", "00000000 00000000 00000000", LLM_ERROR_UNSUPPORTED },
  { "png-text-mode", "89504e470a1a0a", LLM_ERROR_UNSUPPORTED },
  { "png-signature", "89504e470d0a1a0a", LLM_ERROR_PROTOCOL },
  { "png-other-chunk", "89504e470d0a1a0a 0000000d 49444154 00000280 000001e0", LLM_ERROR_PROTOCOL },
  { "png-long-header", "89504e470d0a1a0a 0000000e 49484452 00000280 000001e0", LLM_ERROR_PROTOCOL },
  /* Named like another format, but what counts are the bytes. */
  { "png-in-jpeg", "ffd8ff" PNG "00000280 000001e0", LLM_ERROR_PROTOCOL },
  { "jpeg-start", "ffd8ff", LLM_ERROR_PROTOCOL },
  { "jpeg-no-frame", SOI APP0 "ffda 0008 0101 0000 3f00", LLM_ERROR_PROTOCOL },
  { "jpeg-end", SOI APP0 "ffd9", LLM_ERROR_PROTOCOL },
  { "jpeg-short-segment", SOI "ffe0 0001 00" SOF ("01e0 0280"), LLM_ERROR_PROTOCOL },
  { "jpeg-zero-segment", SOI "ffe0 0000" SOF ("01e0 0280"), LLM_ERROR_PROTOCOL },
  { "jpeg-long-segment", SOI "ffe0 ffff" SOF ("01e0 0280"), LLM_ERROR_PROTOCOL },
  { "gif-signature", "474946383961", LLM_ERROR_PROTOCOL },
  { "webp-signature", "52494646 00000100 57454250", LLM_ERROR_PROTOCOL },
  { "webp-other-chunk", RIFF ("414c5048") "300000 9d012a 8002 e001", LLM_ERROR_PROTOCOL },
  { "webp-no-key-frame", RIFF (VP8) "310000 9d012a 8002 e001", LLM_ERROR_PROTOCOL },
  { "webp-no-start-code", RIFF (VP8) "300000 9d012b 8002 e001", LLM_ERROR_PROTOCOL },
  { "webp-lossless-sign", RIFF (VP8L) "2e 7fc27700", LLM_ERROR_PROTOCOL },
};

static void
test_bad (gconstpointer data)
{
  const Bad *test = data;
  g_autoptr (GBytes) bytes = from_hex (test->hex);
  g_autoptr (GError) error = NULL;
  LlmImageHeader header;
  gsize length = 0;
  const guint8 *start = g_bytes_get_data (bytes, &length);

  g_assert_false (read_exactly (&header, start, length, &error));
  g_assert_error (error, LLM_ERROR, (int) test->code);
}

static void
test_check (void)
{
  const struct
  {
    guint32 width;
    guint32 height;
    const char *words; /* NULL: it is good */
  } cases[] = {
    { 1, 1, NULL },
    { 10000, 10000, NULL },
    { 65500, 1526, NULL },
    { 1, 65500, NULL },
    { 65500, 1527, "65500 × 1527" },
    { 10001, 10000, "too large" },
    { 65501, 1, "too large" },
    { 1, 65501, "too large" },
    { 1, 0x80000000, "1 × 2147483648" },
    { 65535, 65535, "too large" },
    { 0x10000, 0x10000, "too large" },
    { G_MAXUINT32, G_MAXUINT32, "4294967295 × 4294967295" },
    { 0, 1, "no size" },
    { 1, 0, "no size" },
    { 0, G_MAXUINT32, "no size" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const LlmImageHeader header = { LLM_IMAGE_PNG, cases[i].width, cases[i].height };
      g_autoptr (GError) error = NULL;

      g_assert_true (llm_image_header_check (&header, &error) == (cases[i].words == NULL));
      if (cases[i].words == NULL)
        g_assert_no_error (error);
      else
        g_assert_nonnull (strstr (error->message, cases[i].words));
    }
  g_assert_false (llm_image_size_is_sane (-1, -1));
  g_assert_false (llm_image_size_is_sane (G_MAXINT64, G_MAXINT64));
}

static void
test_names (void)
{
  g_assert_cmpstr (llm_image_format_get_type (LLM_IMAGE_JPEG), ==, "jpeg");
  g_assert_cmpstr (llm_image_format_get_name (LLM_IMAGE_WEBP), ==, "WebP");
  g_assert_cmpstr (llm_image_format_get_name (LLM_IMAGE_HEIF), ==, "HEIC");
  g_assert_true (llm_image_format_is_kept (LLM_IMAGE_GIF));
  g_assert_false (llm_image_format_is_kept (LLM_IMAGE_TIFF));
  /* They are stored. */
  g_assert_cmpint (LLM_IMAGE_PNG, ==, 0);
  g_assert_cmpint (LLM_IMAGE_JPEG, ==, 1);
  g_assert_cmpint (LLM_IMAGE_WEBP, ==, 2);
  g_assert_cmpint (LLM_IMAGE_GIF, ==, 3);
}

/* What only a decoder can read is told apart all the same. */
static void
test_sniff (void)
{
  static const struct
  {
    const char *start;
    gsize length;
    int format; /* -1: none */
  } tests[] = {
    { "\x89PNG\r\n\x1a\n", 8, LLM_IMAGE_PNG },
    { "II*\0\x08\0\0\0", 8, LLM_IMAGE_TIFF },
    { "MM\0*\0\0\0\x08", 8, LLM_IMAGE_TIFF },
    { "BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", 18, LLM_IMAGE_BMP },
    { "BM\0\0\0\0\0\0\0\0\0\0\0\0\x29\0\0\0", 18, -1 },
    { "BMW is a make of cars", 21, -1 },
    { "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic", 24, LLM_IMAGE_HEIF },
    { "\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic", 24, LLM_IMAGE_HEIF },
    { "\0\0\0\x18" "ftypmif1\0\0\0\0mif1avif", 24, LLM_IMAGE_AVIF },
    { "\0\0\0\x18" "ftypavif\0\0\0\0mif1miaf", 24, LLM_IMAGE_AVIF },
    { "\0\0\0\x14" "ftypisom\0\0\0\0mp41", 20, -1 },
    { "\0\0\0\x0c" "ftypisomheic", 16, -1 },
    { "<svg>", 5, LLM_IMAGE_SVG },
    { "\xef\xbb\xbf\n<svg xmlns='x'>", 19, LLM_IMAGE_SVG },
    { "<?xml version='1.0'?><!-- <svg> --><svg/>", 41, LLM_IMAGE_SVG },
    { "<!DOCTYPE svg [<!ENTITY a '>'> ]><svg/>", 39, LLM_IMAGE_SVG },
    { "<?xml version='1.0'?><html><svg/></html>", 40, -1 },
    { "<!DOCTYPE html><svg/>", 21, -1 },
    { "<!-- <svg>", 10, -1 },
    { "<?xml", 5, -1 },
    { "svg", 3, -1 },
    { "", 0, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree guint8 *copy
          = tests[i].length > 0 ? g_memdup2 (tests[i].start, tests[i].length) : NULL;
      LlmImageFormat format = LLM_IMAGE_PNG;
      LlmImageHeader header;
      const gboolean is_known = llm_image_format_sniff (&format, copy, tests[i].length);

      g_test_message ("%u", i);
      g_assert_true (is_known == (tests[i].format >= 0));
      if (!is_known)
        continue;
      g_assert_cmpint (format, ==, tests[i].format);
      if (!llm_image_format_is_kept (format))
        g_assert_false (llm_image_header_read (&header, copy, tests[i].length, NULL));
    }
}

/* The sizes of two that are converted. */
static void
test_any (void)
{
  static const struct
  {
    const char *hex;
    guint32 width;
    guint32 height; /* 0: there is none */
  } tests[] = {
    { "424d 00000000 00000000 00000000 28000000 80020000 e0010000", 640, 480 },
    { "424d 00000000 00000000 00000000 28000000 80020000 20feffff", 640, 480 },
    { "424d 00000000 00000000 00000000 28000000 80020000 00000080", 640, 0x80000000 },
    { "424d 00000000 00000000 00000000 0c000000 8002e001 00000000", 640, 480 },
    { "424d 00000000 00000000 00000000 28000000 80020000 e001", 0, 0 },
    { "49492a00 08000000 0200 0001 0300 01000000 80020000 0101 0400 01000000 e0010000", 640, 480 },
    { "4d4d002a 00000008 0002 0100 0003 00000001 02800000 0101 0004 00000001 000001e0", 640, 480 },
    { "49492a00 08000000 0100 0001 0300 01000000 80020000", 0, 0 },
    { "49492a00 ffffffff 0200 0001 0300 01000000 80020000", 0, 0 },
    { "49492a00 08000000 ffff 0001 0300 01000000 8002", 0, 0 },
    { "49492a00 0800", 0, 0 },
    { "3c7376673e", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr (GBytes) bytes = from_hex (tests[i].hex);
      gsize length;
      const guint8 *data = g_bytes_get_data (bytes, &length);
      g_autofree guint8 *copy = g_memdup2 (data, length);
      LlmImageHeader header;

      g_test_message ("%s", tests[i].hex);
      g_assert_true (llm_image_header_read_any (&header, copy, length) == (tests[i].height > 0));
      if (tests[i].height == 0)
        continue;
      g_assert_cmpuint (header.width, ==, tests[i].width);
      g_assert_cmpuint (header.height, ==, tests[i].height);
    }
}

/* Good headers with bytes changed, and bytes without any sense behind each signature. */
static void
test_random (void)
{
  static const char *const starts[]
      = { "", "89504e470d0a1a0a", "ffd8ff", GIF89, RIFF (VP8), RIFF (VP8L), RIFF (VP8X) };

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GBytes) start = from_hex (starts[i % G_N_ELEMENTS (starts)]);
      g_autoptr (GBytes) whole
          = from_hex (good[(guint) g_test_rand_int_range (0, G_N_ELEMENTS (good))].hex);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      LlmImageHeader header;

      if (i % 2 == 0)
        {
          g_byte_array_append (bytes, g_bytes_get_data (whole, NULL),
                               (guint) g_bytes_get_size (whole));
          for (guint n = (guint) g_test_rand_int_range (1, 4); n > 0; n--)
            bytes->data[g_test_rand_int_range (0, (gint32) bytes->len)]
                = (guint8) g_test_rand_int_range (0, 256);
        }
      else
        {
          if (g_bytes_get_size (start) > 0)
            g_byte_array_append (bytes, g_bytes_get_data (start, NULL),
                                 (guint) g_bytes_get_size (start));
          for (guint n = (guint) g_test_rand_int_range (0, 64); n > 0; n--)
            {
              const guint8 byte = (guint8) g_test_rand_int_range (0, 256);

              g_byte_array_append (bytes, &byte, 1);
            }
        }
      if (read_exactly (&header, bytes->data, bytes->len, NULL))
        llm_image_header_check (&header, NULL);
    }
}

/* A long one of nothing but markers is read once, not again and again. */
static void
test_long (void)
{
  const gsize length = 10 * 1024 * 1024;
  g_autofree guint8 *data = g_malloc (length);
  const gint64 start = g_get_monotonic_time ();
  LlmImageHeader header;

  memset (data, 0xff, length);
  data[1] = 0xd8;
  g_assert_false (llm_image_header_read (&header, data, length, NULL));
  for (gsize i = 2; i + 4 <= length; i += 4)
    memcpy (data + i, "\xff\xe0\x00\x02", 4);
  g_assert_false (llm_image_header_read (&header, data, length, NULL));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/core/image-header/good/", good[i].name, NULL);
      g_autofree char *cut = g_strconcat ("/core/image-header/cut/", good[i].name, NULL);

      g_test_add_data_func (path, &good[i], test_good);
      g_test_add_data_func (cut, &good[i], test_cut);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/core/image-header/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  g_test_add_func ("/core/image-header/check", test_check);
  g_test_add_func ("/core/image-header/names", test_names);
  g_test_add_func ("/core/image-header/sniff", test_sniff);
  g_test_add_func ("/core/image-header/any", test_any);
  g_test_add_func ("/core/image-header/random", test_random);
  g_test_add_func ("/core/image-header/long", test_long);

  return g_test_run ();
}
