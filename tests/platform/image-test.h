/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-helper.h"

G_BEGIN_DECLS

/* What the tests of images share.  LLMSELECT_IMAGE_HELPER is the program under test. */

#define IMAGE_TEST_ALL_FORMATS                                                                     \
  (1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG | 1u << LLM_IMAGE_WEBP | 1u << LLM_IMAGE_GIF)

extern const LlmImageLimits image_test_no_limits;

/* A machine that does much else is slow, not hung. */
extern const LlmHelperTimes image_test_times;

/* One for all cases: what one image does must not harm the next. */
extern LlmImageCoder *image_test_coder;

void image_test_start (void);
int image_test_run (void);

/* These wait for what they call. */
LlmImageCheck *image_test_check (GBytes *file, GError **error);
LlmImageData *image_test_prepare (GBytes *file, const LlmImageLimits *limits, GError **error);
LlmImagePixels *image_test_decode (GBytes *file, guint max_side, GError **error);
LlmImagePixels *image_test_decode_good (GBytes *file);

/* JPEG has losses: so much may a channel differ. */
void image_test_assert_color (
    const LlmImagePixels *pixels, guint x, guint y, guint32 rgba, int tolerance);
/* Red and green above, blue and yellow below. */
void image_test_assert_picture (const LlmImagePixels *pixels, int tolerance);
gboolean image_test_contains (GBytes *bytes, const char *text);
/* Whether there is a decoder for it, as far as this process can tell. */
gboolean image_test_can_decode (const char *mime_type);

G_END_DECLS
