/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "image-test.h"

#include "helper-test.h"
#include "image-corpus.h"

#include <string.h>

const LlmImageLimits image_test_no_limits = {
  .formats = IMAGE_TEST_ALL_FORMATS,
  .max_side = LLM_IMAGE_MAX_SIDE,
  .max_bytes = LLM_IMAGE_MAX_BYTES,
};

const LlmHelperTimes image_test_times = { 60000, 50000, 60000, 60000 };

/* One for all cases: what one image does must not harm the next. */
LlmImageCoder *image_test_coder;

/* --- Calls that wait --- */

LlmImageCheck *
image_test_check (GBytes *file, GError **error)
{
  g_autoptr (HelperCall) call = helper_call_new ();

  llm_image_coder_check_async (image_test_coder, file, NULL, helper_call_cb, call);
  helper_call_wait (call);
  return llm_image_coder_check_finish (image_test_coder, call->result, error);
}

LlmImageData *
image_test_prepare (GBytes *file, const LlmImageLimits *limits, GError **error)
{
  g_autoptr (HelperCall) call = helper_call_new ();

  llm_image_coder_prepare_async (image_test_coder, file, limits, NULL, helper_call_cb, call);
  helper_call_wait (call);
  return llm_image_coder_prepare_finish (image_test_coder, call->result, error);
}

LlmImagePixels *
image_test_decode (GBytes *file, guint max_side, GError **error)
{
  g_autoptr (HelperCall) call = helper_call_new ();

  llm_image_coder_decode_async (image_test_coder, file, max_side, NULL, helper_call_cb, call);
  helper_call_wait (call);
  return llm_image_coder_decode_finish (image_test_coder, call->result, error);
}

LlmImagePixels *
image_test_decode_good (GBytes *file)
{
  g_autoptr (GError) error = NULL;
  LlmImagePixels *pixels = image_test_decode (file, 4096, &error);

  g_assert_no_error (error);
  return pixels;
}

/* JPEG has losses. */
void
image_test_assert_color (
    const LlmImagePixels *pixels, guint x, guint y, guint32 rgba, int tolerance)
{
  const guint8 *pixel = g_bytes_get_data (pixels->bytes, NULL);

  pixel += ((gsize) y * pixels->width + x) * 4;
  for (guint i = 0; i < 4; i++)
    {
      const int expected = (int) (rgba >> 8 * (3 - i) & 0xff);

      if (ABS (expected - (int) pixel[i]) > tolerance)
        g_error ("at %u, %u: %02x%02x%02x%02x instead of %08x", x, y, pixel[0], pixel[1], pixel[2],
                 pixel[3], rgba);
    }
}

/* Red and green above, blue and yellow below. */
void
image_test_assert_picture (const LlmImagePixels *pixels, int tolerance)
{
  const guint x = pixels->width / 4;
  const guint y = pixels->height / 4;

  image_test_assert_color (pixels, x, y, 0xff0000ff, tolerance);
  image_test_assert_color (pixels, pixels->width - 1 - x, y, 0x00ff00ff, tolerance);
  image_test_assert_color (pixels, x, pixels->height - 1 - y, 0x0000ffff, tolerance);
  image_test_assert_color (pixels, pixels->width - 1 - x, pixels->height - 1 - y, 0xffff00ff,
                           tolerance);
}

gboolean
image_test_contains (GBytes *bytes, const char *text)
{
  return corpus_find (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text))
         != NULL;
}

/* By the list: a loader that is closed without a byte leaks in some modules. */
gboolean
image_test_can_decode (const char *mime_type)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_auto (GStrv) types = gdk_pixbuf_format_get_mime_types (l->data);

      if (g_strv_contains ((const char *const *) types, mime_type))
        return TRUE;
    }
  return FALSE;
}

void
image_test_start (void)
{
  image_test_coder = llm_image_helper_new (g_getenv ("LLMSELECT_IMAGE_HELPER"));
  llm_image_helper_set_times (LLM_IMAGE_HELPER (image_test_coder), &image_test_times);
}

int
image_test_run (void)
{
  const int status = g_test_run ();

  g_clear_object (&image_test_coder);
  return status;
}
