/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* The parts that image files are made of, and which of them are copied. */

#include "llm-image-frame.h"
#include "llm-image-layout.h"

#include <string.h>

#define PNG "89504e470d0a1a0a "
#define IHDR "0000000d 49484452 00000001 00000001 0802000000 00000000 "
#define IDAT "00000002 49444154 aabb 00000000 "
#define IEND "00000000 49454e44 ae426082"
#define SOS "ffda 0003 01 "
#define SOF "ffc0 000b 08 0001 0001 01 011100 "
/* EXIF after its mark, of either order of bytes: turned by orientation 6. */
#define TIFF_6 "4d4d002a 00000008 0001 0112 0003 00000001 0006 0000 00000000 "
#define TIFF_LE_3 "49492a00 08000000 0100 1201 0300 01000000 0300 0000 00000000 "
#define EXIF_6 "ffe1 0022 457869660000 " TIFF_6
#define VP8 "56503820 04000000 30000000 "
#define GIF "474946383961 0100 0100 80 0000 000000 ffffff "
#define FRAME "2c 0000 0000 0100 0100 00 02 02 4c01 00 "

static GByteArray *
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
  return bytes;
}

/* In a block of exactly that size, so that the sanitizer sees what is read behind it. */
static LlmImageLayout
read_exactly (LlmImageFormat format, const guint8 *data, gsize length, GByteArray *plain)
{
  g_autofree guint8 *copy = length > 0 ? g_memdup2 (data, length) : NULL;
  LlmImageLayout layout;

  llm_image_layout_read (&layout, format, copy, length, plain);
  return layout;
}

typedef struct
{
  const char *name;
  LlmImageFormat format;
  const char *hex;
  gboolean animated;
  guint orientation;
  /* What is copied; NULL for all of it. */
  const char *plain;
} Case;

static const Case cases[] = {
  { "png", LLM_IMAGE_PNG, PNG IHDR IDAT IEND, FALSE, 1, NULL },
  { "png-text", LLM_IMAGE_PNG, PNG IHDR "00000001 74455874 41 00000000 " IDAT IEND, FALSE, 1,
    PNG IHDR IDAT IEND },
  { "png-behind", LLM_IMAGE_PNG, PNG IHDR IDAT IEND "0102030405", FALSE, 1, PNG IHDR IDAT IEND },
  { "png-animated", LLM_IMAGE_PNG,
    PNG IHDR "00000008 6163544c 00000002 00000000 00000000 " IDAT IEND, TRUE, 1,
    PNG IHDR IDAT IEND },
  { "png-animated-once", LLM_IMAGE_PNG,
    PNG IHDR "00000008 6163544c 00000001 00000000 00000000 " IDAT IEND, FALSE, 1,
    PNG IHDR IDAT IEND },
  { "png-exif", LLM_IMAGE_PNG, PNG IHDR "0000001a 65584966 " TIFF_6 "00000000 " IDAT IEND, FALSE, 6,
    PNG IHDR IDAT IEND },
  { "jpeg", LLM_IMAGE_JPEG, "ffd8 " SOF SOS "1234 ff00 ffd0 56 ffd9", FALSE, 1, NULL },
  { "jpeg-two-scans", LLM_IMAGE_JPEG, "ffd8 " SOF SOS "12 ffc4 0003 00 " SOS "34 ffd9", FALSE, 1,
    NULL },
  { "jpeg-exif", LLM_IMAGE_JPEG, "ffd8 " EXIF_6 SOF SOS "12 ffd9", FALSE, 6,
    "ffd8 " SOF SOS "12 ffd9" },
  { "jpeg-comment", LLM_IMAGE_JPEG, "ffd8 fffe 0004 4142 " SOF SOS "12 fffe 0003 41 ffd9", FALSE, 1,
    "ffd8 " SOF SOS "12 ffd9" },
  { "jpeg-behind", LLM_IMAGE_JPEG, "ffd8 " SOF SOS "12 ffd9 ffd8 ffd9", FALSE, 1,
    "ffd8 " SOF SOS "12 ffd9" },
  { "jpeg-jfif", LLM_IMAGE_JPEG,
    "ffd8 ffe0 0013 4a46494600 0102 00 0001 0001 01 01 aabbcc " SOF SOS "12 ffd9", FALSE, 1,
    "ffd8 ffe0 0010 4a46494600 0102 00 0001 0001 00 00 " SOF SOS "12 ffd9" },
  { "jpeg-icc", LLM_IMAGE_JPEG,
    "ffd8 ffe2 0011 4943435f50524f46494c45 00 0101 41 " SOF SOS "12 ffd9", FALSE, 1, NULL },
  { "jpeg-mpf", LLM_IMAGE_JPEG, "ffd8 ffe2 0007 4d50460041 " SOF SOS "12 ffd9", FALSE, 1,
    "ffd8 " SOF SOS "12 ffd9" },
  { "webp", LLM_IMAGE_WEBP, "52494646 10000000 57454250 " VP8, FALSE, 1, NULL },
  { "webp-behind", LLM_IMAGE_WEBP, "52494646 10000000 57454250 " VP8 "00000000 00000000", FALSE, 1,
    "52494646 10000000 57454250 " VP8 },
  { "webp-exif", LLM_IMAGE_WEBP,
    "52494646 44000000 57454250 56503858 0a000000 1c000000 000000 000000 " VP8
    "45584946 1a000000 " TIFF_LE_3,
    FALSE, 3, "52494646 22000000 57454250 56503858 0a000000 10000000 000000 000000 " VP8 },
  /* An odd chunk has a byte behind it, but for the last. */
  { "webp-odd", LLM_IMAGE_WEBP, "52494646 19000000 57454250 " VP8 "58585858 01000000 aa", FALSE, 1,
    "52494646 10000000 57454250 " VP8 },
  { "webp-animated", LLM_IMAGE_WEBP,
    "52494646 3c000000 57454250 56503858 0a000000 02000000 000000 000000 "
    "414e494d 06000000 000000000000 414e4d46 04000000 00000000 414e4d46 04000000 00000000",
    TRUE, 1, NULL },
  { "gif", LLM_IMAGE_GIF, GIF FRAME "3b", FALSE, 1, NULL },
  { "gif-cut", LLM_IMAGE_GIF, GIF FRAME, FALSE, 1, GIF FRAME "3b" },
  { "gif-comment", LLM_IMAGE_GIF, GIF "21fe 02 4142 00 " FRAME "3b", FALSE, 1, GIF FRAME "3b" },
  { "gif-control", LLM_IMAGE_GIF, GIF "21f9 04 01000000 00 " FRAME "3b", FALSE, 1, NULL },
  { "gif-animated", LLM_IMAGE_GIF, GIF FRAME FRAME "3b", TRUE, 1, GIF FRAME "3b" },
};

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GByteArray) file = from_hex (test->hex);
  g_autoptr (GByteArray) expected = from_hex (test->plain != NULL ? test->plain : test->hex);
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  LlmImageLayout layout = read_exactly (test->format, file->data, file->len, plain);

  g_assert_true (layout.complete);
  g_assert_true (layout.animated == test->animated);
  g_assert_cmpuint (layout.orientation, ==, test->orientation);
  g_assert_cmpmem (plain->data, plain->len, expected->data, expected->len);
  /* There is nothing left to leave out. */
  read_exactly (test->format, plain->data, plain->len, again);
  g_assert_cmpmem (again->data, again->len, plain->data, plain->len);
}

/* Whatever is missing of the picture itself, it is seen. */
static void
test_cut (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GByteArray) file = from_hex (test->hex);
  gsize needed = file->len;

  for (gsize n = 0; n < file->len; n++)
    {
      g_autoptr (GByteArray) plain = g_byte_array_new ();
      LlmImageLayout layout = read_exactly (test->format, file->data, n, plain);

      if (layout.complete)
        needed = MIN (needed, n);
      else
        g_assert_cmpuint (n, <=, needed);
    }
  /* What is behind the end is not needed, nor the end of a GIF. */
  if (strstr (test->name, "-behind") == NULL && test->format != LLM_IMAGE_GIF)
    g_assert_cmpuint (needed, ==, file->len);
}

static void
test_exif (void)
{
  const struct
  {
    const char *hex;
    guint orientation;
  } tests[] = {
    { "", 1 },
    { TIFF_6, 6 },
    { TIFF_LE_3, 3 },
    /* Of another type; of a value that there is none for; behind the end; in a folder that
     * is within the header. */
    { "4d4d002a 00000008 0001 0112 0004 00000001 0006 0000", 1 },
    { "4d4d002a 00000008 0001 0112 0003 00000001 0009 0000", 1 },
    { "4d4d002a 00000008 0001 0112 0003 00000001 0000 0000", 1 },
    { "4d4d002a ffffffff 0001 0112 0003 00000001 0006 0000", 1 },
    { "4d4d002a 00000008 ffff 0112 0003 00000001 0006 0000", 6 },
    { "4d4d002a 00000008 ffff 0113 0003 00000001 0006 0000", 1 },
    { "4d4d002b 00000008 0001 0112 0003 00000001 0006 0000", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autoptr (GByteArray) bytes = from_hex (tests[i].hex);

      g_assert_cmpuint (llm_exif_get_orientation (bytes->data, bytes->len), ==,
                        tests[i].orientation);
    }
}

/* What goes to the helper and comes back. */
static void
test_frames (void)
{
  const LlmImageRequest request = { 0x0f, 2000, G_GUINT64_CONSTANT (0x123456789a) };
  const LlmImageAnswer answer = { LLM_IMAGE_PNG, LLM_IMAGE_SVG, TRUE, FALSE, 640, 480 };
  const LlmImageHeader header = { LLM_IMAGE_GIF, 70000, G_MAXUINT32 };
  guint8 bytes[LLM_IMAGE_REQUEST_SIZE];
  LlmImageRequest request_read;
  LlmImageAnswer answer_read;
  LlmImageHeader header_read;
  g_autofree char *text = llm_image_refusal_write (LLM_IMAGE_FAULT_TOO_LARGE, &header);
  const char *const nonsense[]
      = { "", "x", "5", "5 1 2", "99 1 1 1", "5 99 1 1", "-1 0 0 0", "5 1 x 1" };

  llm_image_request_write (&request, bytes);
  g_assert_true (llm_image_request_read (&request_read, bytes, sizeof bytes));
  g_assert_cmpuint (request_read.formats, ==, 0x0f);
  g_assert_cmpuint (request_read.max_side, ==, 2000);
  g_assert_cmpuint (request_read.max_bytes, ==, request.max_bytes);
  g_assert_false (llm_image_request_read (&request_read, bytes, sizeof bytes - 1));

  llm_image_answer_write (&answer, bytes);
  g_assert_true (llm_image_answer_read (&answer_read, bytes, sizeof bytes));
  g_assert_cmpint (answer_read.format, ==, LLM_IMAGE_PNG);
  g_assert_cmpint (answer_read.source, ==, LLM_IMAGE_SVG);
  g_assert_true (answer_read.animated);
  g_assert_false (answer_read.same);
  g_assert_cmpuint (answer_read.width, ==, 640);
  g_assert_cmpuint (answer_read.height, ==, 480);
  g_assert_false (llm_image_answer_read (&answer_read, bytes, sizeof bytes - 1));
  /* Only formats that are kept are results. */
  bytes[0] = LLM_IMAGE_TIFF;
  g_assert_false (llm_image_answer_read (&answer_read, bytes, sizeof bytes));
  bytes[0] = 0;
  bytes[4] = 0xff;
  g_assert_false (llm_image_answer_read (&answer_read, bytes, sizeof bytes));

  g_assert_cmpint (llm_image_refusal_read (&header_read, text), ==, LLM_IMAGE_FAULT_TOO_LARGE);
  g_assert_cmpint (header_read.format, ==, LLM_IMAGE_GIF);
  g_assert_cmpuint (header_read.width, ==, 70000);
  g_assert_cmpuint (header_read.height, ==, G_MAXUINT32);
  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    g_assert_cmpint (llm_image_refusal_read (&header_read, nonsense[i]), ==, LLM_IMAGE_FAULT_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/core/image-layout/whole/", cases[i].name, NULL);
      g_autofree char *cut = g_strconcat ("/core/image-layout/cut/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
      g_test_add_data_func (cut, &cases[i], test_cut);
    }
  g_test_add_func ("/core/image-layout/exif", test_exif);
  g_test_add_func ("/core/image-layout/frames", test_frames);

  return g_test_run ();
}
