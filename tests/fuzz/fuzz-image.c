/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-image-frame.h"
#include "llm-image-layout.h"

/* What is copied of a file is a file again, of which all is copied. */
static void
assert_stable (LlmImageFormat format, const GByteArray *plain)
{
  g_autoptr (GByteArray) again = g_byte_array_new ();
  LlmImageLayout layout;

  llm_image_layout_read (&layout, format, plain->data, plain->len, again);
  g_assert_true (layout.complete);
  g_assert_cmpuint (layout.orientation, ==, 1);
  g_assert_cmpmem (again->data, again->len, plain->data, plain->len);
}

static void
read_answer (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  LlmImageAnswer answer;
  LlmImageHeader header;

  if (llm_image_answer_read (&answer, data, size))
    g_assert_true (llm_image_format_is_kept (answer.format)
                   && llm_image_size_is_sane (answer.width, answer.height));
  g_assert_cmpint (llm_image_refusal_read (&header, text), <=, LLM_IMAGE_FAULT_NO_ROOM);
  g_assert_nonnull (llm_image_format_get_name (header.format));
}

/* A file from anywhere: what it is, how large, and what it is made of. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  LlmImageHeader header;
  LlmImageLayout layout;
  LlmImageFormat format;
  guint orientation = llm_exif_get_orientation (data, size);

  g_assert_true (orientation >= 1 && orientation <= 8);
  read_answer (data, size);
  if (!llm_image_format_sniff (&format, data, size))
    return 0;
  if (llm_image_header_read_any (&header, data, size))
    g_assert_cmpint (header.format, ==, format);
  if (!llm_image_header_read (&header, data, size, &error))
    {
      fuzz_assert_error (error);
      return 0;
    }
  g_assert_cmpint (header.format, ==, format);
  g_assert_true (llm_image_header_check (&header, NULL)
                 == llm_image_size_is_sane (header.width, header.height));
  llm_image_layout_read (&layout, format, data, size, plain);
  g_assert_true (layout.orientation >= 1 && layout.orientation <= 8);
  /* The end of a GIF is added where it is missing, and half a head of JFIF is rounded. */
  g_assert_cmpuint (plain->len, <=, size + 1);
  if (layout.complete)
    assert_stable (format, plain);
  return 0;
}
