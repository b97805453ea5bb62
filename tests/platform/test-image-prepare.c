/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* What is made of images before they are sent: nothing that is no picture, within limits,
 * and not worse than it has to be. */

#include "image-corpus.h"
#include "image-test.h"
#include "llm-error.h"

#include <string.h>

static LlmImageData *
prepare_good (GBytes *file, const LlmImageLimits *limits)
{
  g_autoptr (GError) error = NULL;
  LlmImageData *sent = image_test_prepare (file, limits, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (llm_image_data_get_width (sent), <=, limits->max_side);
  g_assert_cmpuint (llm_image_data_get_height (sent), <=, limits->max_side);
  g_assert_cmpint ((gint64) g_bytes_get_size (llm_image_data_get_bytes (sent)), <=,
                   limits->max_bytes);
  g_assert_cmpuint (limits->formats & 1u << llm_image_data_get_format (sent), !=, 0);
  g_assert_false (image_test_contains (llm_image_data_get_bytes (sent), "SECRET"));
  return sent;
}

static GBytes *
save_picture (const char *type)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);

  return corpus_save (pixbuf, type, NULL, NULL);
}

static LlmImageLimits
get_limits (guint formats, guint max_side, gint64 max_bytes)
{
  return (LlmImageLimits){ formats, max_side, max_bytes, 1, max_bytes };
}

/* --- Metadata --- */

/* EXIF with a place, XMP, IPTC, comments, a thumbnail, a second picture behind the first;
 * and what has to stay. */
static GBytes *
make_full_jpeg (const char *profile, gsize profile_length)
{
  static const struct
  {
    guint8 marker;
    const char *data;
    gsize length;
  } segments[] = {
    { 0xe1, "http://ns.adobe.com/xap/1.0/\0XMP SECRET", 39 },
    { 0xed, "Photoshop 3.0\0IPTC SECRET", 25 },
    { 0xe2, "MPF\0MPF SECRET", 14 },
    { 0xe0, "JFXX\0\x13JFXX SECRET", 17 },
    { 0xec, "Ducky\0DUCK SECRET", 17 },
    { 0xfe, "COMMENT SECRET", 14 },
  };
  GBytes *jpeg = save_picture ("jpeg");
  g_autoptr (GBytes) exif = corpus_exif (1, "GPS SECRET");
  g_autoptr (GByteArray) icc = g_byte_array_new ();
  GBytes *next;

  g_byte_array_append (icc, (const guint8 *) "ICC_PROFILE\0\1\1", 14);
  g_byte_array_append (icc, (const guint8 *) profile, (guint) profile_length);
  next = corpus_jpeg_insert (jpeg, 0xe2, icc->data, icc->len);
  g_bytes_unref (jpeg);
  for (guint i = 0; i < G_N_ELEMENTS (segments); i++)
    {
      jpeg = next;
      next = corpus_jpeg_insert (jpeg, segments[i].marker, segments[i].data, segments[i].length);
      g_bytes_unref (jpeg);
    }
  jpeg = next;
  next = corpus_jpeg_insert (jpeg, 0xe1, g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
  g_bytes_unref (jpeg);
  jpeg = corpus_append (next, "\xff\xd8\xff\xe1 SECRET FILM \xff\xd9", 19);
  g_bytes_unref (next);
  return jpeg;
}

/* As much of a profile as anybody here looks at. */
static void
make_profile (char *profile, gsize length, const char *space)
{
  memset (profile, 'i', length);
  memcpy (profile, "\0\0\2\x58", 4);
  memcpy (profile + 12, "mntr", 4);
  memcpy (profile + 16, space, 4);
  memcpy (profile + 20, "XYZ ", 4);
  memcpy (profile + 36, "acsp", 4);
}

static gboolean
has_pixels_of (GBytes *one, GBytes *other)
{
  g_autoptr (LlmImagePixels) a = image_test_decode_good (one);
  g_autoptr (LlmImagePixels) b = image_test_decode_good (other);

  return g_bytes_equal (a->bytes, b->bytes);
}

static void
test_strip_jpeg (void)
{
  char profile[600];
  g_autoptr (GBytes) file = NULL;
  g_autoptr (LlmImageData) sent = NULL;
  GBytes *bytes;

  make_profile (profile, sizeof profile, "RGB ");
  file = make_full_jpeg (profile, sizeof profile);
  g_assert_true (image_test_contains (file, "GPS SECRET"));
  sent = prepare_good (file, &image_test_no_limits);
  bytes = llm_image_data_get_bytes (sent);
  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_JPEG);
  g_assert_false (image_test_contains (bytes, "Exif"));
  g_assert_true (image_test_contains (bytes, "ICC_PROFILE"));
  g_assert_true (image_test_contains (bytes, "JFIF"));
  g_assert_false (image_test_contains (bytes, "JFXX"));
  /* Nothing is encoded again: the pixels are the same ones. */
  g_assert_true (has_pixels_of (file, bytes));
  g_assert_cmpuint (g_bytes_get_size (bytes), <, g_bytes_get_size (file));
}

static void
test_strip_png (void)
{
  g_autoptr (GBytes) plain = save_picture ("png");
  g_autoptr (GBytes) exif = corpus_exif (1, "GPS SECRET");
  const guint8 *data = g_bytes_get_data (exif, NULL);
  g_autoptr (GBytes) one = corpus_png_insert (plain, "eXIf", data + 6, g_bytes_get_size (exif) - 6);
  g_autoptr (GBytes) two = corpus_png_insert (one, "tEXt", "Comment\0TEXT SECRET", 19);
  g_autoptr (GBytes) three = corpus_png_insert (two, "iTXt", "XMP\0\0\0\0\0XMP SECRET", 18);
  g_autoptr (GBytes) four = corpus_png_insert (three, "gAMA", "\0\0\xb1\x8f", 4);
  g_autoptr (GBytes) five = corpus_png_insert (four, "tIME", "\x7\xea\1\1\1\1\1", 7);
  g_autoptr (GBytes) file = corpus_append (five, "SECRET BEHIND", 13);
  g_autoptr (LlmImageData) sent = prepare_good (file, &image_test_no_limits);
  GBytes *bytes = llm_image_data_get_bytes (sent);

  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_PNG);
  g_assert_true (image_test_contains (bytes, "gAMA"));
  g_assert_false (image_test_contains (bytes, "eXIf"));
  g_assert_false (image_test_contains (bytes, "tIME"));
  g_assert_true (has_pixels_of (file, bytes));
}

/* What was without anything of the kind is the same afterwards. */
static void
test_strip_nothing (void)
{
  g_autoptr (GBytes) png = save_picture ("png");
  g_autoptr (LlmImageData) sent = prepare_good (png, &image_test_no_limits);
  g_autoptr (GBytes) webp = corpus_webp ();
  g_autoptr (LlmImageData) sent_webp = prepare_good (webp, &image_test_no_limits);

  g_assert_true (g_bytes_equal (png, llm_image_data_get_bytes (sent)));
  g_assert_true (g_bytes_equal (webp, llm_image_data_get_bytes (sent_webp)));
}

static void
test_strip_webp (void)
{
  g_autoptr (GBytes) file = corpus_webp_with_exif (1);
  g_autoptr (LlmImageData) sent = prepare_good (file, &image_test_no_limits);
  gsize length;
  const guint8 *data = g_bytes_get_data (llm_image_data_get_bytes (sent), &length);

  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_WEBP);
  g_assert_cmpuint (data[4] | (guint) data[5] << 8, ==, length - 8);
  /* The canvas announces neither EXIF nor XMP. */
  g_assert_cmpmem (data + 12, 4, "VP8X", 4);
  g_assert_cmpuint (data[20] & 0x0c, ==, 0);
  if (!image_test_can_decode ("image/webp"))
    g_test_skip ("there is no decoder for it");
  else
    g_assert_true (has_pixels_of (file, llm_image_data_get_bytes (sent)));
}

/* The first frame is what counts; the others are not sent. */
static void
test_first_frame (void)
{
  g_autoptr (GBytes) gif = corpus_gif (24, 16, 3);
  g_autoptr (GBytes) one = corpus_gif (24, 16, 1);
  g_autoptr (GBytes) png = corpus_png_animated ();
  g_autoptr (GBytes) webp = corpus_webp_animated ();
  g_autoptr (LlmImageData) sent = prepare_good (gif, &image_test_no_limits);
  g_autoptr (LlmImageData) sent_png = prepare_good (png, &image_test_no_limits);
  g_autoptr (LlmImageData) sent_webp = NULL;
  g_autoptr (LlmImagePixels) pixels = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_GIF);
  g_assert_cmpuint (g_bytes_get_size (llm_image_data_get_bytes (sent)), <=, g_bytes_get_size (one));
  g_assert_true (has_pixels_of (gif, llm_image_data_get_bytes (sent)));
  g_assert_cmpint (llm_image_data_get_format (sent_png), ==, LLM_IMAGE_PNG);
  g_assert_false (image_test_contains (llm_image_data_get_bytes (sent_png), "acTL"));
  if (!image_test_can_decode ("image/webp"))
    {
      g_test_skip ("there is no decoder for WebP");
      return;
    }
  sent_webp = prepare_good (webp, &image_test_no_limits);
  g_assert_cmpint (llm_image_data_get_format (sent_webp), !=, LLM_IMAGE_WEBP);
  pixels = image_test_decode_good (llm_image_data_get_bytes (sent_webp));
  image_test_assert_picture (pixels, 70);
}

/* --- Limits --- */

static void
test_formats (void)
{
  const LlmImageLimits limits
      = get_limits (1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG, 2000, 1000000);
  g_autoptr (GBytes) gif = corpus_gif (24, 16, 1);
  g_autoptr (GBytes) webp = corpus_webp_transparent ();
  g_autoptr (LlmImageData) sent = prepare_good (gif, &limits);
  g_autoptr (LlmImagePixels) pixels = image_test_decode_good (llm_image_data_get_bytes (sent));
  g_autoptr (LlmImageData) sent_webp = NULL;
  g_autoptr (LlmImagePixels) pixels_webp = NULL;

  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_PNG);
  g_assert_cmpuint (pixels->width, ==, 24);
  image_test_assert_picture (pixels, 0);
  if (!image_test_can_decode ("image/webp"))
    {
      g_test_skip ("there is no decoder for WebP");
      return;
    }
  sent_webp = prepare_good (webp, &limits);
  g_assert_cmpint (llm_image_data_get_format (sent_webp), ==, LLM_IMAGE_PNG);
  pixels_webp = image_test_decode_good (llm_image_data_get_bytes (sent_webp));
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (pixels_webp->bytes, NULL))[3], ==, 0);
}

typedef struct
{
  const char *name;
  const char *type;
  gboolean is_photo;
  int width;
  int height;
  guint max_side;
  gint64 max_bytes;
  LlmImageFormat format;
  guint expected_width; /* 0 for whatever fits */
  guint expected_height;
} Size;

static const Size sizes[] = {
  { "photo-smaller", "jpeg", TRUE, 1600, 1200, 800, 5000000, LLM_IMAGE_JPEG, 800, 600 },
  { "photo-odd", "jpeg", TRUE, 1601, 1201, 777, 5000000, LLM_IMAGE_JPEG, 777, 583 },
  { "photo-in-png", "png", TRUE, 1600, 1200, 800, 5000000, LLM_IMAGE_JPEG, 800, 600 },
  { "photo-bytes", "png", TRUE, 800, 600, 2000, 200000, LLM_IMAGE_JPEG, 800, 600 },
  { "photo-few-bytes", "png", TRUE, 800, 600, 2000, 20000, LLM_IMAGE_JPEG, 0, 0 },
  { "photo-very-few-bytes", "jpeg", TRUE, 800, 600, 2000, 1500, LLM_IMAGE_JPEG, 0, 0 },
  { "drawing-smaller", "png", FALSE, 1600, 1200, 800, 5000000, LLM_IMAGE_PNG, 800, 600 },
  { "drawing-in-jpeg", "jpeg", FALSE, 1600, 1200, 800, 5000000, LLM_IMAGE_JPEG, 800, 600 },
  { "long", "png", FALSE, 20000, 2, 1000, 5000000, LLM_IMAGE_PNG, 1000, 1 },
  { "as-large", "jpeg", TRUE, 800, 600, 800, 5000000, LLM_IMAGE_JPEG, 800, 600 },
};

static void
test_size (gconstpointer data)
{
  const Size *test = data;
  const LlmImageLimits limits
      = get_limits (IMAGE_TEST_ALL_FORMATS, test->max_side, test->max_bytes);
  g_autoptr (GdkPixbuf) pixbuf = test->is_photo ? corpus_photo (test->width, test->height)
                                                : corpus_picture (test->width, test->height, FALSE);
  g_autoptr (GBytes) file = corpus_save (pixbuf, test->type, NULL, NULL);
  g_autoptr (LlmImageData) sent = prepare_good (file, &limits);
  g_autoptr (LlmImagePixels) pixels = image_test_decode_good (llm_image_data_get_bytes (sent));

  g_assert_cmpint (llm_image_data_get_format (sent), ==, test->format);
  g_assert_cmpuint (pixels->width, ==, llm_image_data_get_width (sent));
  if (test->expected_width > 0)
    {
      g_assert_cmpuint (pixels->width, ==, test->expected_width);
      g_assert_cmpuint (pixels->height, ==, test->expected_height);
    }
  /* Not smaller than the limit asks for, by far. */
  if (test->expected_width == 0)
    g_assert_cmpint ((gint64) g_bytes_get_size (llm_image_data_get_bytes (sent)), >=,
                     test->max_bytes / 4);
}

static void
test_no_room (void)
{
  const LlmImageLimits limits = get_limits (IMAGE_TEST_ALL_FORMATS, 2000, 20);
  const LlmImageLimits none = get_limits (0, 2000, 100000);
  g_autoptr (GBytes) file = save_picture ("png");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none_error = NULL;

  g_assert_null (image_test_prepare (file, &limits, &error));
  g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "small enough"));
  g_assert_null (image_test_prepare (file, &none, &none_error));
  g_assert_error (none_error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
}

/* The same twice is the same: what was prepared for one column is what another gets. */
static void
test_same (void)
{
  const LlmImageLimits limits = get_limits (IMAGE_TEST_ALL_FORMATS, 300, 100000);
  g_autoptr (GdkPixbuf) pixbuf = corpus_photo (800, 600);
  g_autoptr (GBytes) file = corpus_save (pixbuf, "png", NULL, NULL);
  g_autoptr (LlmImageData) one = prepare_good (file, &limits);
  g_autoptr (LlmImageData) two = prepare_good (file, &limits);

  g_assert_cmpstr (llm_image_data_get_hash (one), ==, llm_image_data_get_hash (two));
}

/* --- Quality --- */

/* Pixels that are black and white in turns become even grey, without a pattern that was
 * not there.  Just below the size of the file no filter is without any. */
static void
test_fine_grid (gconstpointer data)
{
  const char *type = data;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1200, 900);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autoptr (GBytes) file = NULL;
  guint max_sides[] = { 1000, 700, 500, 333 };

  for (guint y = 0; y < 900; y++)
    {
      for (guint x = 0; x < 1200; x++)
        memset (pixels + y * stride + x * 3, (x + y) % 2 != 0 ? 255 : 0, 3);
    }
  file = corpus_save (pixbuf, type, strcmp (type, "jpeg") == 0 ? "quality" : NULL, "100");
  for (guint i = 0; i < G_N_ELEMENTS (max_sides); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmImagePixels) small = image_test_decode (file, max_sides[i], &error);
      const guint8 *found;
      int least = 255;
      int most = 0;

      g_assert_no_error (error);
      g_assert_cmpuint (small->width, ==, max_sides[i]);
      found = g_bytes_get_data (small->bytes, NULL);
      /* The frame has half a pixel less to even out. */
      for (guint y = 2; y < small->height - 2; y++)
        {
          for (guint x = 2; x < small->width - 2; x++)
            {
              least = MIN (least, found[((gsize) y * small->width + x) * 4]);
              most = MAX (most, found[((gsize) y * small->width + x) * 4]);
            }
        }
      g_test_message ("%s at %u: %d to %d", type, max_sides[i], least, most);
      g_assert_cmpint (most - least, <=, max_sides[i] > 800 ? 130 : 40);
      g_assert_cmpint (ABS ((least + most) / 2 - 127), <=, 20);
    }
}

static void
test_profile (void)
{
  const LlmImageLimits limits = get_limits (IMAGE_TEST_ALL_FORMATS, 12, 100000);
  char profile[600];
  char other[600];
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) gray_file = NULL;
  g_autoptr (LlmImageData) sent = NULL;
  g_autoptr (LlmImageData) gray = NULL;

  make_profile (profile, sizeof profile, "RGB ");
  make_profile (other, sizeof other, "CMYK");
  file = make_full_jpeg (profile, sizeof profile);
  gray_file = make_full_jpeg (other, sizeof other);
  sent = prepare_good (file, &limits);
  gray = prepare_good (gray_file, &limits);
  g_assert_nonnull (corpus_find (g_bytes_get_data (llm_image_data_get_bytes (sent), NULL),
                                 g_bytes_get_size (llm_image_data_get_bytes (sent)), profile,
                                 sizeof profile));
  /* It says what the colours of the file were, not what they are now. */
  g_assert_false (image_test_contains (llm_image_data_get_bytes (gray), "CMYK"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  image_test_start ();

  g_test_add_func ("/platform/image-prepare/strip/jpeg", test_strip_jpeg);
  g_test_add_func ("/platform/image-prepare/strip/png", test_strip_png);
  g_test_add_func ("/platform/image-prepare/strip/nothing", test_strip_nothing);
  g_test_add_func ("/platform/image-prepare/strip/webp", test_strip_webp);
  g_test_add_func ("/platform/image-prepare/first-frame", test_first_frame);
  g_test_add_func ("/platform/image-prepare/formats", test_formats);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *path = g_strconcat ("/platform/image-prepare/size/", sizes[i].name, NULL);

      g_test_add_data_func (path, &sizes[i], test_size);
    }
  g_test_add_func ("/platform/image-prepare/no-room", test_no_room);
  g_test_add_func ("/platform/image-prepare/same", test_same);
  g_test_add_data_func ("/platform/image-prepare/fine-grid/png", "png", test_fine_grid);
  g_test_add_data_func ("/platform/image-prepare/fine-grid/jpeg", "jpeg", test_fine_grid);
  g_test_add_func ("/platform/image-prepare/profile", test_profile);

  return image_test_run ();
}
