/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include "llm-image-header.h"

G_BEGIN_DECLS

/* The most bytes of an image that is taken, as it comes. */
#define LLM_IMAGE_MAX_BYTES (10 * 1000 * 1000)

/* Characters of a name or an alternative text, at most. */
#define LLM_IMAGE_NAME_MAX 255
#define LLM_IMAGE_ALT_MAX 2000

/**
 * LlmImageFacts:
 * @hash: SHA-256 of the bytes that are kept, 64 lower-case hexadecimal digits
 * @format: the format of those bytes
 * @size: how many bytes
 * @width: in pixels, the way it is shown: after an orientation in the file is applied
 * @height: in pixels, likewise
 * @animated: whether it has more frames than the first, which is the one that is used
 * @converted: (nullable): what the file was before it was converted, such as "HEIC"
 *
 * What is known of an image without its bytes.
 */
typedef struct
{
  const char *hash;
  LlmImageFormat format;
  gint64 size;
  guint width;
  guint height;
  gboolean animated;
  const char *converted;
} LlmImageFacts;

/**
 * LlmImage:
 *
 * An image that goes, or went, with a prompt: what is known of it, its name and the
 * text that stands for it.  The bytes are kept elsewhere, once per hash (#LlmImages).
 *
 * Properties that notify: alt.  Once an image belongs to a #LlmComparison, nothing of
 * it changes.
 */
#define LLM_TYPE_IMAGE (llm_image_get_type ())
G_DECLARE_FINAL_TYPE (LlmImage, llm_image, LLM, IMAGE, GObject)

LlmImage *llm_image_new (const LlmImageFacts *facts, const char *name, const char *alt);
LlmImage *llm_image_dup (LlmImage *self);
const LlmImageFacts *llm_image_get_facts (LlmImage *self);
const char *llm_image_get_hash (LlmImage *self);
const char *llm_image_get_name (LlmImage *self);
const char *llm_image_get_alt (LlmImage *self);
void llm_image_set_alt (LlmImage *self, const char *alt);
char *llm_image_describe (LlmImage *self);
gboolean llm_image_hash_is_valid (const char *hash);
gint64 llm_image_estimate_tokens (guint width, guint height);

/**
 * LlmImageLimits:
 * @formats: what is taken: bits `1 << LlmImageFormat`
 * @max_side: the longest side, in pixels
 * @max_bytes: of one image, before it is encoded as base64
 * @max_images: in one request
 * @max_total: bytes of all images of a request, before they are encoded as base64
 *
 * What a provider takes.
 */
typedef struct
{
  guint formats;
  guint max_side;
  gint64 max_bytes;
  guint max_images;
  gint64 max_total;
} LlmImageLimits;

gboolean llm_image_limits_fit (const LlmImageLimits *limits, const LlmImageFacts *facts);

/**
 * LlmImageData:
 *
 * An image ready to be sent: what it is made of, and its bytes, without metadata.  A
 * reference counted value.
 */
typedef struct _LlmImageData LlmImageData;

#define LLM_TYPE_IMAGE_DATA (llm_image_data_get_type ())
GType llm_image_data_get_type (void) G_GNUC_CONST;

LlmImageData *llm_image_data_new (GBytes *bytes, LlmImageFormat format, guint width, guint height);
LlmImageData *llm_image_data_ref (LlmImageData *self);
void llm_image_data_unref (LlmImageData *self);
GBytes *llm_image_data_get_bytes (const LlmImageData *self);
LlmImageFormat llm_image_data_get_format (const LlmImageData *self);
const char *llm_image_data_get_mime_type (const LlmImageData *self);
guint llm_image_data_get_width (const LlmImageData *self);
guint llm_image_data_get_height (const LlmImageData *self);
const char *llm_image_data_get_hash (const LlmImageData *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmImageData, llm_image_data_unref)

G_END_DECLS
