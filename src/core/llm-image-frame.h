/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-image-header.h"

G_BEGIN_DECLS

/* Bytes before the image in a request to the helper for images, and in its answer. */
#define LLM_IMAGE_REQUEST_SIZE 16
#define LLM_IMAGE_ANSWER_SIZE 16

/* The most bytes of pixels that an answer has: 4 for each. */
#define LLM_IMAGE_PIXELS_SIZE_MAX (64 * 1024 * 1024)

/**
 * LlmImageRequest:
 * @formats: what the result may be: bits `1 << LlmImageFormat`; 0 for a check
 * @max_side: the longest side of the result in pixels; 0 for a check
 * @max_bytes: of the result; 0 unless it is to be sent
 *
 * What is asked of the helper; the bytes of the image follow.
 */
typedef struct
{
  guint32 formats;
  guint32 max_side;
  guint64 max_bytes;
} LlmImageRequest;

/**
 * LlmImageAnswer:
 * @format: what follows is of this format; of no meaning before pixels
 * @source: what the image was
 * @animated: whether it has more frames than the first
 * @same: whether it is kept as it came, so that nothing follows
 * @width: of what follows, in pixels
 * @height: likewise
 *
 * What the helper has to say; the bytes of an image, or pixels, follow.
 */
typedef struct
{
  LlmImageFormat format;
  LlmImageFormat source;
  gboolean animated;
  gboolean same;
  guint32 width;
  guint32 height;
} LlmImageAnswer;

/**
 * LlmImageFault:
 * @LLM_IMAGE_FAULT_NONE: it is an image, and a good one
 * @LLM_IMAGE_FAULT_UNKNOWN: it is no image of a format that is known
 * @LLM_IMAGE_FAULT_CUT_OFF: its end is missing
 * @LLM_IMAGE_FAULT_DAMAGED: it cannot be decoded
 * @LLM_IMAGE_FAULT_NO_SIZE: it has no pixels
 * @LLM_IMAGE_FAULT_TOO_LARGE: it has too many pixels
 * @LLM_IMAGE_FAULT_NO_DECODER: there is no decoder for its format
 * @LLM_IMAGE_FAULT_NO_ROOM: it cannot be made small enough
 *
 * Why the helper refuses an image.  In a refusal it is a number in decimal digits,
 * followed by the format and the size in pixels.
 */
typedef enum
{
  LLM_IMAGE_FAULT_NONE,
  LLM_IMAGE_FAULT_UNKNOWN,
  LLM_IMAGE_FAULT_CUT_OFF,
  LLM_IMAGE_FAULT_DAMAGED,
  LLM_IMAGE_FAULT_NO_SIZE,
  LLM_IMAGE_FAULT_TOO_LARGE,
  LLM_IMAGE_FAULT_NO_DECODER,
  LLM_IMAGE_FAULT_NO_ROOM,
} LlmImageFault;

void llm_image_request_write (const LlmImageRequest *self, guint8 *bytes);
gboolean llm_image_request_read (LlmImageRequest *self, const guint8 *bytes, gsize length);
void llm_image_answer_write (const LlmImageAnswer *self, guint8 *bytes);
gboolean llm_image_answer_read (LlmImageAnswer *self, const guint8 *bytes, gsize length);
char *llm_image_refusal_write (LlmImageFault fault, const LlmImageHeader *header);
LlmImageFault llm_image_refusal_read (LlmImageHeader *header, const char *text);

G_END_DECLS
