/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-frame.h"

#include <string.h>

#define VERSION 1

/**
 * llm_helper_put_uint32:
 * @bytes: (out caller-allocates): room for four bytes
 * @value: a number
 *
 * Writes it as payloads and headers have it: the most significant byte first.
 */
void
llm_helper_put_uint32 (guint8 *bytes, guint32 value)
{
  g_return_if_fail (bytes != NULL);

  value = GUINT32_TO_BE (value);
  memcpy (bytes, &value, sizeof value);
}

/**
 * llm_helper_get_uint32:
 * @bytes: four bytes
 *
 * Returns: the number that llm_helper_put_uint32() wrote there
 */
guint32
llm_helper_get_uint32 (const guint8 *bytes)
{
  guint32 value;

  g_return_val_if_fail (bytes != NULL, 0);

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

/**
 * llm_helper_kind_get_length_max:
 * @kind: a #LlmHelperKind that is a request
 *
 * Returns: what the payload of such a request, and of its answer, may have at most (bytes)
 */
gsize
llm_helper_kind_get_length_max (guint8 kind)
{
  return kind >= LLM_HELPER_IMAGE_CHECK && kind <= LLM_HELPER_IMAGE_DECODE
             ? LLM_HELPER_IMAGE_LENGTH_MAX
             : LLM_HELPER_FRAME_LENGTH_MAX;
}

/**
 * llm_helper_frame_write:
 * @frame: what to write
 * @header: (out caller-allocates): room for %LLM_HELPER_FRAME_HEADER_SIZE bytes
 *
 * Writes the header of a frame.
 */
void
llm_helper_frame_write (const LlmHelperFrame *frame, guint8 *header)
{
  g_return_if_fail (frame != NULL && header != NULL);
  g_return_if_fail (frame->length <= LLM_HELPER_IMAGE_LENGTH_MAX);

  memset (header, 0, LLM_HELPER_FRAME_HEADER_SIZE);
  header[0] = 'L';
  header[1] = 'H';
  header[2] = VERSION;
  header[3] = frame->kind;
  header[4] = frame->flags;
  llm_helper_put_uint32 (header + 8, frame->id);
  llm_helper_put_uint32 (header + 12, frame->length);
}

/**
 * llm_helper_frame_read:
 * @frame: (out caller-allocates): what the header says
 * @header: %LLM_HELPER_FRAME_HEADER_SIZE bytes from the other side
 * @length_max: the longest payload that is acceptable (bytes)
 *
 * Reads a header, which may be anything.
 *
 * Returns: FALSE if this is no header, or announces more than @length_max; nothing that
 *   follows can then be trusted
 */
gboolean
llm_helper_frame_read (LlmHelperFrame *frame, const guint8 *header, gsize length_max)
{
  g_return_val_if_fail (frame != NULL && header != NULL, FALSE);

  if (header[0] != 'L' || header[1] != 'H' || header[2] != VERSION)
    return FALSE;
  if (header[5] != 0 || header[6] != 0 || header[7] != 0)
    return FALSE;
  frame->kind = header[3];
  frame->flags = header[4];
  frame->id = llm_helper_get_uint32 (header + 8);
  frame->length = llm_helper_get_uint32 (header + 12);
  return frame->length <= MIN (length_max, LLM_HELPER_IMAGE_LENGTH_MAX);
}
