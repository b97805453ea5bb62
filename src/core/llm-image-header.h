/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmImageFormat:
 * @LLM_IMAGE_PNG: PNG
 * @LLM_IMAGE_JPEG: JPEG
 * @LLM_IMAGE_WEBP: WebP
 * @LLM_IMAGE_GIF: GIF
 */
typedef enum
{
  LLM_IMAGE_PNG,
  LLM_IMAGE_JPEG,
  LLM_IMAGE_WEBP,
  LLM_IMAGE_GIF
} LlmImageFormat;

/* The longest side of an image that is decoded, in pixels; libjpeg has the same limit. */
#define LLM_IMAGE_MAX_SIDE 65500

/* The most pixels that are decoded: 400 MB of memory for a moment. */
#define LLM_IMAGE_MAX_PIXELS (100 * 1000 * 1000)

/**
 * LlmImageHeader:
 * @format: what the bytes are, whatever name or type they came with
 * @width: in pixels, before an orientation in the file is applied
 * @height: in pixels
 *
 * What the first bytes of an image tell.
 */
typedef struct
{
  LlmImageFormat format;
  guint32 width;
  guint32 height;
} LlmImageHeader;

const char *llm_image_format_get_type (LlmImageFormat format);
const char *llm_image_format_get_mime_type (LlmImageFormat format);
const char *llm_image_format_get_name (LlmImageFormat format);

gboolean llm_image_size_is_sane (gint64 width, gint64 height);

gboolean
llm_image_header_read (LlmImageHeader *self, const guint8 *data, gsize length, GError **error);
gboolean llm_image_header_check (const LlmImageHeader *self, GError **error);

G_END_DECLS
