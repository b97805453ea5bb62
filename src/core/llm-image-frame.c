/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-image-frame.h"

#include "llm-helper-frame.h"

#include <stdio.h>
#include <string.h>

#define FLAG_ANIMATED 1
#define FLAG_SAME 2

/**
 * llm_image_request_write:
 * @self: what is asked
 * @bytes: (out caller-allocates): room for %LLM_IMAGE_REQUEST_SIZE bytes
 */
void
llm_image_request_write (const LlmImageRequest *self, guint8 *bytes)
{
  g_return_if_fail (self != NULL && bytes != NULL);

  llm_helper_put_uint32 (bytes, self->formats);
  llm_helper_put_uint32 (bytes + 4, self->max_side);
  llm_helper_put_uint32 (bytes + 8, (guint32) (self->max_bytes >> 32));
  llm_helper_put_uint32 (bytes + 12, (guint32) self->max_bytes);
}

/**
 * llm_image_request_read:
 * @self: (out caller-allocates): what is asked
 * @bytes: (array length=length): a payload
 * @length: its bytes
 *
 * Returns: FALSE if it is too short
 */
gboolean
llm_image_request_read (LlmImageRequest *self, const guint8 *bytes, gsize length)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (length < LLM_IMAGE_REQUEST_SIZE)
    return FALSE;
  self->formats = llm_helper_get_uint32 (bytes);
  self->max_side = llm_helper_get_uint32 (bytes + 4);
  self->max_bytes
      = (guint64) llm_helper_get_uint32 (bytes + 8) << 32 | llm_helper_get_uint32 (bytes + 12);
  return TRUE;
}

/**
 * llm_image_answer_write:
 * @self: what is answered
 * @bytes: (out caller-allocates): room for %LLM_IMAGE_ANSWER_SIZE bytes
 */
void
llm_image_answer_write (const LlmImageAnswer *self, guint8 *bytes)
{
  g_return_if_fail (self != NULL && bytes != NULL);

  memset (bytes, 0, LLM_IMAGE_ANSWER_SIZE);
  bytes[0] = (guint8) self->format;
  bytes[1] = (guint8) self->source;
  bytes[2] = (guint8) ((self->animated ? FLAG_ANIMATED : 0) | (self->same ? FLAG_SAME : 0));
  llm_helper_put_uint32 (bytes + 4, self->width);
  llm_helper_put_uint32 (bytes + 8, self->height);
}

/**
 * llm_image_answer_read:
 * @self: (out caller-allocates): what is answered
 * @bytes: (array length=length): a payload, which may be anything
 * @length: its bytes
 *
 * Returns: FALSE if it makes no sense
 */
gboolean
llm_image_answer_read (LlmImageAnswer *self, const guint8 *bytes, gsize length)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (length < LLM_IMAGE_ANSWER_SIZE || bytes[0] >= LLM_IMAGE_N_KEPT || bytes[1] > LLM_IMAGE_SVG
      || bytes[2] > (FLAG_ANIMATED | FLAG_SAME))
    return FALSE;
  self->format = bytes[0];
  self->source = bytes[1];
  self->animated = (bytes[2] & FLAG_ANIMATED) != 0;
  self->same = (bytes[2] & FLAG_SAME) != 0;
  self->width = llm_helper_get_uint32 (bytes + 4);
  self->height = llm_helper_get_uint32 (bytes + 8);
  return llm_image_size_is_sane (self->width, self->height);
}

/**
 * llm_image_refusal_write:
 * @fault: why an image is refused
 * @header: what is known of it
 *
 * Returns: (transfer full): that as the text of a refusal
 */
char *
llm_image_refusal_write (LlmImageFault fault, const LlmImageHeader *header)
{
  g_return_val_if_fail (header != NULL, NULL);

  return g_strdup_printf ("%u %u %u %u", (guint) fault, (guint) header->format, header->width,
                          header->height);
}

/**
 * llm_image_refusal_read:
 * @header: (out caller-allocates): what is known of the image
 * @text: the text of a refusal, which may be anything
 *
 * Returns: why the image is refused; %LLM_IMAGE_FAULT_NONE if there is no telling
 */
LlmImageFault
llm_image_refusal_read (LlmImageHeader *header, const char *text)
{
  guint values[4];

  g_return_val_if_fail (header != NULL && text != NULL, LLM_IMAGE_FAULT_NONE);

  memset (header, 0, sizeof *header);
  if (sscanf (text, "%9u %9u %10u %10u", &values[0], &values[1], &values[2], &values[3]) != 4
      || values[0] > LLM_IMAGE_FAULT_NO_ROOM || values[1] > LLM_IMAGE_SVG)
    return LLM_IMAGE_FAULT_NONE;
  header->format = values[1];
  header->width = values[2];
  header->height = values[3];
  return values[0];
}
