/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* The helper for images, with images of every format and every defect that the test makes
 * itself.  LLMSELECT_IMAGE_HELPER is the program under test. */

#include "image-corpus.h"
#include "image-test.h"
#include "llm-error.h"

#include <string.h>

/* --- Good ones --- */

static GBytes *
make_png (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);

  return corpus_save (pixbuf, "png", NULL, NULL);
}

static GBytes *
make_png_alpha (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, TRUE);

  return corpus_save (pixbuf, "png", NULL, NULL);
}

static GBytes *
make_jpeg (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);

  return corpus_save (pixbuf, "jpeg", "quality", "95");
}

static GBytes *
make_gif (void)
{
  return corpus_gif (24, 16, 1);
}

static GBytes *
make_gif_animated (void)
{
  return corpus_gif (24, 16, 3);
}

static GBytes *
make_bmp (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_picture (24, 16, FALSE);

  return corpus_save (pixbuf, "bmp", NULL, NULL);
}

static GBytes *
make_tiff (void)
{
  g_autoptr (GdkPixbuf) pixbuf = corpus_photo (240, 160);

  return corpus_save (pixbuf, "tiff", NULL, NULL);
}

static GBytes *
make_webp_turned (void)
{
  return corpus_webp_with_exif (1);
}

typedef struct
{
  const char *name;
  GBytes *(*make) (void);
  LlmImageFormat format;
  guint width;
  guint height;
  gboolean animated;
  const char *converted;
  /* What decodes it, if that may be missing. */
  const char *mime_type;
  int tolerance;
} Good;

static const Good good[] = {
  { "png", make_png, LLM_IMAGE_PNG, 24, 16, FALSE, NULL, NULL, 0 },
  { "png-animated", corpus_png_animated, LLM_IMAGE_PNG, 24, 16, TRUE, NULL, NULL, 0 },
  { "jpeg", make_jpeg, LLM_IMAGE_JPEG, 24, 16, FALSE, NULL, NULL, 60 },
  { "jpeg-cmyk", corpus_jpeg_cmyk, LLM_IMAGE_JPEG, 24, 16, FALSE, NULL, NULL, 60 },
  { "gif", make_gif, LLM_IMAGE_GIF, 24, 16, FALSE, NULL, NULL, 0 },
  { "gif-animated", make_gif_animated, LLM_IMAGE_GIF, 24, 16, TRUE, NULL, NULL, 0 },
  { "webp", corpus_webp, LLM_IMAGE_WEBP, 24, 16, FALSE, NULL, "image/webp", 60 },
  { "webp-animated", corpus_webp_animated, LLM_IMAGE_WEBP, 24, 16, TRUE, NULL, "image/webp", 60 },
  { "webp-exif", make_webp_turned, LLM_IMAGE_WEBP, 24, 16, FALSE, NULL, "image/webp", 60 },
  { "bmp", make_bmp, LLM_IMAGE_PNG, 24, 16, FALSE, "BMP", NULL, 0 },
  { "tiff", make_tiff, LLM_IMAGE_JPEG, 240, 160, FALSE, "TIFF", "image/tiff", -1 },
  { "heic", corpus_heic, LLM_IMAGE_PNG, 24, 16, FALSE, "HEIC", "image/heif", -1 },
  { "avif", corpus_avif, LLM_IMAGE_PNG, 24, 16, FALSE, "AVIF", "image/avif", -1 },
};

static void
test_good (gconstpointer data)
{
  const Good *test = data;
  g_autoptr (GBytes) file = test->make ();
  g_autoptr (LlmImageCheck) found = NULL;
  g_autoptr (LlmImagePixels) pixels = NULL;
  g_autoptr (GError) error = NULL;

  found = image_test_check (file, &error);
  if (test->mime_type != NULL && !image_test_can_decode (test->mime_type))
    {
      g_assert_error (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (error->message, "no decoder for"));
      g_test_skip ("there is no decoder for it");
      return;
    }
  g_assert_no_error (error);
  g_assert_cmpint (found->format, ==, test->format);
  g_assert_cmpuint (found->width, ==, test->width);
  g_assert_cmpuint (found->height, ==, test->height);
  g_assert_true (found->animated == test->animated);
  g_assert_cmpstr (found->converted, ==, test->converted);
  if (test->converted == NULL)
    g_assert_true (g_bytes_equal (found->bytes, file));
  pixels = image_test_decode_good (found->bytes);
  g_assert_cmpuint (pixels->width, ==, test->width);
  g_assert_cmpuint (pixels->height, ==, test->height);
  if (test->tolerance >= 0)
    image_test_assert_picture (pixels, test->tolerance);
}

/* Whatever is missing of a file, it is refused, or the picture is all there. */
static void
test_cut (gconstpointer data)
{
  const Good *test = data;
  g_autoptr (GBytes) file = test->make ();
  const gsize length = g_bytes_get_size (file);

  for (gsize n = 0; n < length; n += MAX (1, length / 40))
    {
      g_autoptr (GBytes) cut = corpus_cut (file, n);
      g_autoptr (GError) error = NULL;
      g_autoptr (LlmImageCheck) found = image_test_check (cut, &error);
      g_autoptr (LlmImagePixels) pixels = NULL;

      if (found == NULL)
        {
          g_assert_true (g_error_matches (error, LLM_ERROR, LLM_ERROR_UNSUPPORTED)
                         || g_error_matches (error, LLM_ERROR, LLM_ERROR_PROTOCOL));
          g_assert_null (strstr (error->message, "decoder failed"));
          continue;
        }
      /* A GIF without its last byte is a picture still. */
      g_assert_true (test->format == LLM_IMAGE_GIF || test->converted != NULL);
      pixels = image_test_decode_good (found->bytes);
      if (test->tolerance >= 0 && test->converted == NULL)
        image_test_assert_picture (pixels, test->tolerance);
    }
}

/* --- Bad ones --- */

static GBytes *
make_empty (void)
{
  return g_bytes_new (NULL, 0);
}

static GBytes *
make_random (void)
{
  guint8 *data = g_malloc (100000);

  for (gsize i = 0; i < 100000; i++)
    data[i] = (guint8) g_test_rand_int_range (0, 256);
  /* By chance it could be the beginning of something. */
  data[0] = 'x';
  return g_bytes_new_take (data, 100000);
}

static GBytes *
make_text (void)
{
  return g_bytes_new_static ("<!DOCTYPE html><html><svg></svg></html>", 39);
}

/* The sizes that heads claim. */
static GBytes *
make_png_huge (void)
{
  return corpus_png_head (65535, 65535);
}

static GBytes *
make_png_high (void)
{
  return corpus_png_head (1, 0x80000000);
}

static GBytes *
make_png_half_gigabyte (void)
{
  return corpus_png_head (12000, 11000);
}

static GBytes *
make_png_zero (void)
{
  return corpus_png_head (0, 16);
}

static GBytes *
make_jpeg_huge (void)
{
  return corpus_jpeg_head (65535, 65535);
}

static GBytes *
make_jpeg_zero (void)
{
  return corpus_jpeg_head (0, 16);
}

static GBytes *
make_gif_huge (void)
{
  return corpus_gif_head (65535, 65535);
}

static GBytes *
make_gif_zero (void)
{
  return corpus_gif_head (0, 16);
}

static GBytes *
make_webp_huge (void)
{
  return corpus_webp_head (1 << 24, 1 << 24);
}

static GBytes *
make_bmp_huge (void)
{
  return corpus_bmp_head (65535, 65535);
}

static GBytes *
make_tiff_huge (void)
{
  return corpus_tiff_head (65535, 65535);
}

static GBytes *
make_tiff_high (void)
{
  return corpus_tiff_head (1, 0x80000000);
}

/* In the pixels; the checksum of the chunk is wrong then. */
static GBytes *
make_png_broken (void)
{
  g_autoptr (GBytes) png = make_png ();
  gsize length;
  const guint8 *data = g_bytes_get_data (png, &length);
  guint8 *copy = g_memdup2 (data, length);
  const guint8 *found = corpus_find (copy, length, "IDAT", 4);

  copy[found - copy + 8] ^= 0x55;
  return g_bytes_new_take (copy, length);
}

static GBytes *
make_webp_broken (void)
{
  g_autoptr (GBytes) webp = corpus_webp ();
  const gsize length = g_bytes_get_size (webp);
  guint8 *copy = g_memdup2 (g_bytes_get_data (webp, NULL), length);

  /* Its first part claims to be longer than the file. */
  memset (copy + 21, 0xff, 2);
  return g_bytes_new_take (copy, length);
}

static GBytes *
make_svg_broken (void)
{
  return g_bytes_new_static ("<svg xmlns='http://www.w3.org/2000/svg' width='9'><g", 52);
}

static GBytes *
make_too_long (void)
{
  guint8 *data = g_malloc0 (LLM_IMAGE_MAX_BYTES + 1);

  memcpy (data, "\xff\xd8\xff", 3);
  return g_bytes_new_take (data, LLM_IMAGE_MAX_BYTES + 1);
}

typedef struct
{
  const char *name;
  GBytes *(*make) (void);
  LlmErrorCode code;
  const char *words;
  const char *mime_type;
} Bad;

static const Bad bad[] = {
  { "empty", make_empty, LLM_ERROR_UNSUPPORTED, "not an image", NULL },
  { "random", make_random, LLM_ERROR_UNSUPPORTED, "not an image", NULL },
  { "html", make_text, LLM_ERROR_UNSUPPORTED, "not an image", NULL },
  { "too-long", make_too_long, LLM_ERROR_UNSUPPORTED, "larger than", NULL },
  { "png-65535", make_png_huge, LLM_ERROR_UNSUPPORTED, "65535 × 65535", NULL },
  { "png-2-31", make_png_high, LLM_ERROR_UNSUPPORTED, "1 × 2147483648", NULL },
  { "png-500-mb", make_png_half_gigabyte, LLM_ERROR_UNSUPPORTED, "12000 × 11000", NULL },
  { "png-zero", make_png_zero, LLM_ERROR_PROTOCOL, "no pixels", NULL },
  { "png-broken", make_png_broken, LLM_ERROR_PROTOCOL, "PNG image is damaged", NULL },
  { "jpeg-65535", make_jpeg_huge, LLM_ERROR_UNSUPPORTED, "65535 × 65535", NULL },
  { "jpeg-zero", make_jpeg_zero, LLM_ERROR_PROTOCOL, "no pixels", NULL },
  { "gif-65535", make_gif_huge, LLM_ERROR_UNSUPPORTED, "65535 × 65535", NULL },
  { "gif-zero", make_gif_zero, LLM_ERROR_PROTOCOL, "no pixels", NULL },
  { "webp-16777216", make_webp_huge, LLM_ERROR_UNSUPPORTED, "16777216 × 16777216", NULL },
  { "webp-broken", make_webp_broken, LLM_ERROR_PROTOCOL, "WebP image is damaged", "image/webp" },
  { "bmp-65535", make_bmp_huge, LLM_ERROR_UNSUPPORTED, "65535 × 65535", NULL },
  { "tiff-65535", make_tiff_huge, LLM_ERROR_UNSUPPORTED, "65535 × 65535", NULL },
  { "tiff-2-31", make_tiff_high, LLM_ERROR_UNSUPPORTED, "1 × 2147483648", NULL },
  { "svg-broken", make_svg_broken, LLM_ERROR_PROTOCOL, "SVG image is damaged", "image/svg+xml" },
};

static void
test_bad (gconstpointer data)
{
  const Bad *test = data;
  g_autoptr (GBytes) file = test->make ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) prepare_error = NULL;
  g_autoptr (GError) decode_error = NULL;

  if (test->mime_type != NULL && !image_test_can_decode (test->mime_type))
    {
      g_test_skip ("there is no decoder for it");
      return;
    }
  g_assert_null (image_test_check (file, &error));
  g_assert_error (error, LLM_ERROR, (int) test->code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, test->words));
  /* The others say the same. */
  g_assert_null (image_test_decode (file, 100, &decode_error));
  g_assert_cmpstr (decode_error->message, ==, error->message);
  g_assert_null (image_test_prepare (
      file, &(LlmImageLimits){ IMAGE_TEST_ALL_FORMATS, 10, 1000, 1, 1000 }, &prepare_error));
  g_assert_cmpstr (prepare_error->message, ==, error->message);
}

/* --- Turned ones --- */

static GBytes *
make_turned (guint orientation)
{
  g_autoptr (GBytes) jpeg = make_jpeg ();
  g_autoptr (GBytes) exif = corpus_exif (orientation, "GPS SECRET");

  return corpus_jpeg_insert (jpeg, 0xe1, g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
}

/* Where the colours are that are in the four corners of the file, by the meaning of EXIF. */
static void
test_orientation (gconstpointer data)
{
  static const guint32 r = 0xff0000ff, g = 0x00ff00ff, b = 0x0000ffff, y = 0xffff00ff;
  const guint32 corners[][4] = {
    { r, g, b, y }, { g, r, y, b }, { y, b, g, r }, { b, y, r, g },
    { r, b, g, y }, { b, r, y, g }, { y, g, b, r }, { g, y, r, b },
  };
  const guint orientation = GPOINTER_TO_UINT (data);
  const guint32 *expected = corners[orientation - 1];
  g_autoptr (GBytes) file = make_turned (orientation);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmImageCheck) found = image_test_check (file, &error);
  g_autoptr (LlmImageData) sent = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (found->width, ==, orientation >= 5 ? 16 : 24);
  g_assert_cmpuint (found->height, ==, orientation >= 5 ? 24 : 16);
  sent = image_test_prepare (file, &image_test_no_limits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (llm_image_data_get_width (sent), ==, found->width);
  g_assert_cmpuint (llm_image_data_get_height (sent), ==, found->height);
  g_assert_false (image_test_contains (llm_image_data_get_bytes (sent), "SECRET"));
  g_assert_false (image_test_contains (llm_image_data_get_bytes (sent), "Exif"));

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LlmImagePixels) pixels
          = image_test_decode_good (i == 0 ? file : llm_image_data_get_bytes (sent));

      g_assert_cmpuint (pixels->width, ==, found->width);
      image_test_assert_color (pixels, 3, 3, expected[0], 70);
      image_test_assert_color (pixels, pixels->width - 4, 3, expected[1], 70);
      image_test_assert_color (pixels, 3, pixels->height - 4, expected[2], 70);
      image_test_assert_color (pixels, pixels->width - 4, pixels->height - 4, expected[3], 70);
    }
}

/* --- Colours --- */

static void
test_deep (void)
{
  g_autoptr (GBytes) file = corpus_png_16 (64, 64);
  g_autoptr (LlmImagePixels) pixels = image_test_decode_good (file);

  image_test_assert_color (pixels, 0, 0, 0x000080ff, 1);
  image_test_assert_color (pixels, 63, 0, 0xff0080ff, 1);
  image_test_assert_color (pixels, 0, 63, 0x00ff80ff, 1);
  image_test_assert_color (pixels, 63, 63, 0xffff80ff, 1);
}

static void
test_transparent (void)
{
  g_autoptr (GBytes) file = make_png_alpha ();
  g_autoptr (LlmImagePixels) pixels = image_test_decode_good (file);
  g_autoptr (LlmImagePixels) white = NULL;
  g_autoptr (LlmImageData) sent = NULL;
  g_autoptr (GError) error = NULL;
  const LlmImageLimits jpeg_only = { 1u << LLM_IMAGE_JPEG, 2000, 100000, 1, 100000 };

  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (pixels->bytes, NULL))[3], ==, 0);
  image_test_assert_color (pixels, 23, 15, 0xffff00ff, 0);
  sent = image_test_prepare (file, &jpeg_only, &error);
  g_assert_no_error (error);
  g_assert_cmpint (llm_image_data_get_format (sent), ==, LLM_IMAGE_JPEG);
  white = image_test_decode_good (llm_image_data_get_bytes (sent));
  image_test_assert_color (white, 3, 3, 0xffffffff, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  image_test_start ();

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *path = g_strconcat ("/platform/images/good/", good[i].name, NULL);
      g_autofree char *cut = g_strconcat ("/platform/images/cut/", good[i].name, NULL);

      g_test_add_data_func (path, &good[i], test_good);
      if (good[i].mime_type == NULL || image_test_can_decode (good[i].mime_type))
        g_test_add_data_func (cut, &good[i], test_cut);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/platform/images/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, &bad[i], test_bad);
    }
  for (guint i = 1; i <= 8; i++)
    {
      g_autofree char *path = g_strdup_printf ("/platform/images/orientation/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_orientation);
    }
  g_test_add_func ("/platform/images/deep", test_deep);
  g_test_add_func ("/platform/images/transparent", test_transparent);

  return image_test_run ();
}
