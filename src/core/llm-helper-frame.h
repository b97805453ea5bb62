/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LLM_HELPER_FRAME_HEADER_SIZE:
 *
 * Bytes of the header before the payload of every frame: "LH", the version of the
 * framing, the kind, the flags, three bytes of zero, then the number of the request and
 * the length of the payload, both 32 bits, most significant byte first.
 */
#define LLM_HELPER_FRAME_HEADER_SIZE 16

/* What a payload may have at most (bytes), on either way; and one that has an image in
 * it, or its pixels. */
#define LLM_HELPER_FRAME_LENGTH_MAX (4 * 1024 * 1024)
#define LLM_HELPER_IMAGE_LENGTH_MAX (64 * 1024 * 1024 + 64)

/**
 * LlmHelperKind:
 * @LLM_HELPER_READY: a helper's first frame: it has loaded what it needs
 * @LLM_HELPER_RESULT: an answer
 * @LLM_HELPER_REFUSAL: an answer: UTF-8 text that says why there is no result
 * @LLM_HELPER_INLINE: a request: a formula within a line, TeX
 * @LLM_HELPER_DISPLAY: a request: a formula in a line of its own, TeX
 * @LLM_HELPER_DIAGRAM_LIGHT: a request: a diagram on a light background, Mermaid
 * @LLM_HELPER_DIAGRAM_DARK: a request: a diagram on a dark background, Mermaid
 * @LLM_HELPER_IMAGE_CHECK: a request: an image to be decoded wholly (#LlmImageRequest)
 * @LLM_HELPER_IMAGE_PREPARE: a request: an image to be sent (#LlmImageRequest)
 * @LLM_HELPER_IMAGE_DECODE: a request: an image to be shown (#LlmImageRequest)
 *
 * What a frame is.
 */
typedef enum
{
  LLM_HELPER_READY = 1,
  LLM_HELPER_RESULT = 2,
  LLM_HELPER_REFUSAL = 3,
  LLM_HELPER_INLINE = 16,
  LLM_HELPER_DISPLAY = 17,
  LLM_HELPER_DIAGRAM_LIGHT = 18,
  LLM_HELPER_DIAGRAM_DARK = 19,
  LLM_HELPER_IMAGE_CHECK = 32,
  LLM_HELPER_IMAGE_PREPARE = 33,
  LLM_HELPER_IMAGE_DECODE = 34,
} LlmHelperKind;

/**
 * LlmHelperFlags:
 * @LLM_HELPER_LAST: the helper ends after this answer and takes no other request
 */
typedef enum
{
  LLM_HELPER_LAST = 1 << 0,
} LlmHelperFlags;

/**
 * LlmHelperFrame:
 * @kind: a #LlmHelperKind
 * @flags: #LlmHelperFlags
 * @id: the number of the request, the same in its answer
 * @length: bytes of payload that follow the header
 *
 * The header of one message between the program and a helper process.
 */
typedef struct
{
  guint8 kind;
  guint8 flags;
  guint32 id;
  guint32 length;
} LlmHelperFrame;

gsize llm_helper_kind_get_length_max (guint8 kind);
void llm_helper_put_uint32 (guint8 *bytes, guint32 value);
guint32 llm_helper_get_uint32 (const guint8 *bytes);
void llm_helper_frame_write (const LlmHelperFrame *frame, guint8 *header);
gboolean llm_helper_frame_read (LlmHelperFrame *frame, const guint8 *header, gsize length_max);

G_END_DECLS
