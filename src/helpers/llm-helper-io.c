/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-helper-io.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static gboolean
read_all (guint8 *bytes, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_read = read (LLM_HELPER_INPUT, bytes, n_bytes);

      if (n_read < 0 && errno == EINTR)
        continue;
      if (n_read <= 0)
        return FALSE;
      bytes += n_read;
      n_bytes -= (gsize) n_read;
    }
  return TRUE;
}

static gboolean
write_all (const guint8 *bytes, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_written = write (LLM_HELPER_OUTPUT, bytes, n_bytes);

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written <= 0)
        return FALSE;
      bytes += n_written;
      n_bytes -= (gsize) n_written;
    }
  return TRUE;
}

/**
 * llm_helper_io_skip:
 * @n_bytes: how many
 *
 * Reads what is of no use.
 *
 * Returns: FALSE at the end of the input
 */
gboolean
llm_helper_io_skip (gsize n_bytes)
{
  guint8 buffer[4096];

  while (n_bytes > 0)
    {
      gsize n_now = MIN (n_bytes, sizeof buffer);

      if (!read_all (buffer, n_now))
        return FALSE;
      n_bytes -= n_now;
    }
  return TRUE;
}

/* The payload has a NUL behind it; it is NULL if it is longer than what is of use. */
static gboolean
read_frame (LlmHelperFrame *frame, guint8 **payload, gsize length_max, gsize payload_max)
{
  g_autofree guint8 *data = NULL;
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];

  if (!read_all (header, sizeof header) || !llm_helper_frame_read (frame, header, length_max))
    return FALSE;
  if (frame->length > payload_max)
    return llm_helper_io_skip (frame->length);
  data = g_malloc (frame->length + 1);
  if (!read_all (data, frame->length))
    return FALSE;
  data[frame->length] = 0;
  *payload = g_steal_pointer (&data);
  return TRUE;
}

/**
 * llm_helper_io_read_request:
 * @frame: (out caller-allocates): the header
 * @source: (out) (nullable) (transfer full): the payload, which is valid UTF-8; NULL if it
 *   is not, has a NUL in it, or has more than @source_max bytes
 * @source_max: the longest payload that is of use (bytes)
 *
 * Waits for a request.
 *
 * Returns: FALSE at the end of the input, and when it makes no sense any more
 */
gboolean
llm_helper_io_read_request (LlmHelperFrame *frame, char **source, gsize source_max)
{
  g_autofree guint8 *data = NULL;

  g_return_val_if_fail (frame != NULL && source != NULL, FALSE);

  *source = NULL;
  if (!read_frame (frame, &data, LLM_HELPER_FRAME_LENGTH_MAX, source_max))
    return FALSE;
  /* Stops at a NUL as well. */
  if (data != NULL && g_utf8_validate ((const char *) data, (gssize) frame->length, NULL))
    *source = (char *) g_steal_pointer (&data);
  return TRUE;
}

/**
 * llm_helper_io_read_bytes:
 * @frame: (out caller-allocates): the header
 * @payload: (out) (nullable) (transfer full): what follows it; NULL if it has more than
 *   @payload_max bytes
 * @payload_max: the longest payload that is of use (bytes)
 *
 * Waits for a request whose payload is no text.
 *
 * Returns: FALSE at the end of the input, and when it makes no sense any more
 */
gboolean
llm_helper_io_read_bytes (LlmHelperFrame *frame, GBytes **payload, gsize payload_max)
{
  g_autofree guint8 *data = NULL;

  g_return_val_if_fail (frame != NULL && payload != NULL, FALSE);

  *payload = NULL;
  if (!read_frame (frame, &data, LLM_HELPER_IMAGE_LENGTH_MAX, payload_max))
    return FALSE;
  if (data != NULL)
    *payload = g_bytes_new_take (g_steal_pointer (&data), frame->length);
  return TRUE;
}

/**
 * llm_helper_io_write_result:
 * @flags: #LlmHelperFlags
 * @id: the number of the request
 * @head: (array length=head_length): the beginning of the payload
 * @head_length: its bytes
 * @data: (array length=length): the rest of it
 * @length: its bytes
 *
 * Writes a %LLM_HELPER_RESULT that is no text.
 *
 * Returns: FALSE if the program does not listen any more
 */
gboolean
llm_helper_io_write_result (guint8 flags,
                            guint32 id,
                            const guint8 *head,
                            gsize head_length,
                            const guint8 *data,
                            gsize length)
{
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];
  LlmHelperFrame frame = { .kind = LLM_HELPER_RESULT, .flags = flags, .id = id };

  g_return_val_if_fail (head_length + length <= LLM_HELPER_IMAGE_LENGTH_MAX, FALSE);

  frame.length = (guint32) (head_length + length);
  llm_helper_frame_write (&frame, header);
  return write_all (header, sizeof header) && write_all (head, head_length)
         && write_all (data, length);
}

/**
 * llm_helper_io_write:
 * @kind: a #LlmHelperKind
 * @flags: #LlmHelperFlags
 * @id: the number of the request; 0 for %LLM_HELPER_READY
 * @text: the payload
 *
 * Returns: FALSE if the program does not listen any more
 */
gboolean
llm_helper_io_write (guint8 kind, guint8 flags, guint32 id, const char *text)
{
  gsize length = strlen (text);
  guint8 header[LLM_HELPER_FRAME_HEADER_SIZE];
  LlmHelperFrame frame = { .kind = kind, .flags = flags, .id = id };

  g_return_val_if_fail (length <= LLM_HELPER_FRAME_LENGTH_MAX, FALSE);

  frame.length = (guint32) length;
  llm_helper_frame_write (&frame, header);
  return write_all (header, sizeof header) && write_all ((const guint8 *) text, length);
}
