/* SPDX-License-Identifier: GPL-3.0-or-later */
/* llmselect-image: decodes and encodes images with GdkPixbuf for the program that started
 * it and talks to it over its standard streams.  Nothing that arrives here is trusted:
 * every image has a limit of time, memory, pixels and bytes, and ends at worst this
 * process.  See docs/adr/0010-images.md. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "llm-helper-guard.h"
#include "llm-helper-io.h"
#include "llm-image-decode.h"
#include "llm-image-encode.h"
#include "llm-image-layout.h"
#include "llm-image.h"

/* What one image may take: of the processor (s), which is more than the program waits; of
 * memory and of addresses (bytes).  The largest image has 400 MB of pixels, and is there
 * twice while it is turned. */
#define CPU_SECONDS 25
#define MEMORY_MAX (1024 * (gsize) 1024 * 1024)
#define ADDRESSES_MAX (2048 * (gsize) 1024 * 1024)

/* With more than this in memory another process is a better place for the next image. */
#define MEMORY_TIRED (200 * (gsize) 1024 * 1024)

/* A check of JPEG reads all of the file, but makes only so small a picture of it. */
#define CHECK_SIDE 64

/* The longest side of a picture whose size only its decoder knows (pixels). */
#define UNKNOWN_MAX_SIDE 4096

/* Of JPEG: of what replaces a file, and of what is sent. */
#define QUALITY_KEPT 92
#define QUALITY_SENT 90

/* An image and what there is to be told of it. */
typedef struct
{
  LlmImageRequest request;
  const guint8 *data;
  gsize length;
  LlmImageHeader header;
  LlmImageLayout layout;
} Work;

typedef struct
{
  LlmImageAnswer answer;
  LlmEncoded encoded;
  GByteArray *plain;
  /* What follows the answer; within one of those above. */
  const guint8 *data;
  gsize length;
} Result;

static void
result_clear (Result *result)
{
  llm_encoded_clear (&result->encoded);
  g_clear_pointer (&result->plain, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* --- Before anything is decoded --- */

static LlmImageFault
judge_size (const LlmImageHeader *header)
{
  if (header->width == 0 || header->height == 0)
    return LLM_IMAGE_FAULT_NO_SIZE;
  return llm_image_size_is_sane (header->width, header->height) ? LLM_IMAGE_FAULT_NONE
                                                                : LLM_IMAGE_FAULT_TOO_LARGE;
}

static LlmImageFault
look_at_file (Work *work, GByteArray *plain)
{
  LlmImageHeader header;
  LlmImageFault fault;

  if (!llm_image_format_sniff (&work->header.format, work->data, work->length))
    return LLM_IMAGE_FAULT_UNKNOWN;
  work->layout.orientation = 1;
  if (!llm_image_header_read_any (&header, work->data, work->length))
    /* Only the decoder knows more of some that are not kept. */
    return llm_image_format_is_kept (work->header.format) ? LLM_IMAGE_FAULT_DAMAGED
                                                          : LLM_IMAGE_FAULT_NONE;
  work->header = header;
  fault = judge_size (&header);
  if (fault != LLM_IMAGE_FAULT_NONE || !llm_image_format_is_kept (header.format))
    return fault;
  llm_image_layout_read (&work->layout, header.format, work->data, work->length, plain);
  return work->layout.complete ? LLM_IMAGE_FAULT_NONE : LLM_IMAGE_FAULT_CUT_OFF;
}

/* Of an animated GIF, only the first frame is there for the decoder: the others could be
 * many. */
static LlmImageFault
decode (Work *work, guint max_side, LlmDecoded *decoded)
{
  g_autoptr (GByteArray) first = NULL;
  LlmImageLayout layout;

  if (work->layout.animated && work->header.format == LLM_IMAGE_GIF)
    {
      first = g_byte_array_new ();
      llm_image_layout_read (&layout, LLM_IMAGE_GIF, work->data, work->length, first);
    }
  return llm_image_decode (decoded, &work->header, first != NULL ? first->data : work->data,
                           first != NULL ? first->len : work->length, work->layout.orientation,
                           max_side);
}

static void
take_encoded (Result *result)
{
  result->answer.format = result->encoded.format;
  result->answer.width = result->encoded.width;
  result->answer.height = result->encoded.height;
  result->data = (const guint8 *) result->encoded.data;
  result->length = result->encoded.length;
}

/* --- The three requests --- */

/* Instead of a file of a format that is not kept. */
static LlmImageFault
convert (Work *work, LlmDecoded *decoded, Result *result)
{
  const LlmImageRequest limits = {
    .formats = 1u << LLM_IMAGE_PNG | 1u << LLM_IMAGE_JPEG,
    .max_side = G_MAXUINT32,
    .max_bytes = LLM_IMAGE_MAX_BYTES,
  };
  const gboolean as_drawing
      = work->header.format == LLM_IMAGE_SVG || llm_image_is_drawing (decoded->pixbuf);
  LlmImageFault fault
      = llm_image_encode (&result->encoded, decoded, as_drawing, QUALITY_KEPT, &limits);

  take_encoded (result);
  return fault;
}

static LlmImageFault
check (Work *work, Result *result)
{
  g_auto (LlmDecoded) decoded = { NULL };
  LlmImageFault fault = look_at_file (work, NULL);

  if (fault == LLM_IMAGE_FAULT_NONE)
    fault = decode (work, work->header.format == LLM_IMAGE_JPEG ? CHECK_SIDE : LLM_IMAGE_MAX_SIDE,
                    &decoded);
  if (fault != LLM_IMAGE_FAULT_NONE)
    return fault;
  if (!llm_image_format_is_kept (work->header.format))
    return convert (work, &decoded, result);
  result->answer.format = work->header.format;
  result->answer.same = TRUE;
  result->answer.width = decoded.width;
  result->answer.height = decoded.height;
  return LLM_IMAGE_FAULT_NONE;
}

/* Whether the file can be sent without being decoded, but for what is no picture in it:
 * nothing is lost this way.  A frame of an animated WebP cannot be taken out of it. */
static gboolean
fits_as_it_is (const Work *work, const GByteArray *plain)
{
  return (work->request.formats & 1u << work->header.format) != 0
         && work->header.width <= work->request.max_side
         && work->header.height <= work->request.max_side && plain->len <= work->request.max_bytes
         && work->layout.orientation == 1
         && !(work->layout.animated && work->header.format == LLM_IMAGE_WEBP);
}

static LlmImageFault
prepare (Work *work, Result *result)
{
  g_auto (LlmDecoded) decoded = { NULL };
  LlmImageFault fault;

  result->plain = g_byte_array_sized_new ((guint) work->length + 1);
  fault = look_at_file (work, result->plain);
  if (fault == LLM_IMAGE_FAULT_NONE && llm_image_format_is_kept (work->header.format)
      && fits_as_it_is (work, result->plain))
    {
      result->answer.format = work->header.format;
      result->answer.width = work->header.width;
      result->answer.height = work->header.height;
      result->data = result->plain->data;
      result->length = result->plain->len;
      return LLM_IMAGE_FAULT_NONE;
    }
  g_clear_pointer (&result->plain, g_byte_array_unref);
  if (fault == LLM_IMAGE_FAULT_NONE)
    fault = decode (work, work->request.max_side, &decoded);
  if (fault != LLM_IMAGE_FAULT_NONE)
    return fault;
  fault = llm_image_encode (&result->encoded, &decoded,
                            work->header.format != LLM_IMAGE_JPEG
                                && llm_image_is_drawing (decoded.pixbuf),
                            QUALITY_SENT, &work->request);
  take_encoded (result);
  return fault;
}

/* Without room between rows, with alpha. */
static LlmImageFault
take_pixels (GdkPixbuf *pixbuf, Result *result)
{
  const guint width = (guint) gdk_pixbuf_get_width (pixbuf);
  const guint height = (guint) gdk_pixbuf_get_height (pixbuf);
  const gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  const gsize n_channels = (gsize) gdk_pixbuf_get_n_channels (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *to;

  result->plain = g_byte_array_new ();
  g_byte_array_set_size (result->plain, width * height * 4);
  to = result->plain->data;
  for (guint y = 0; y < height; y++)
    {
      const guint8 *from = pixels + y * stride;

      for (guint x = 0; x < width; x++, from += n_channels, to += 4)
        {
          memcpy (to, from, 3);
          to[3] = n_channels == 4 ? from[3] : 255;
        }
    }
  result->answer.width = width;
  result->answer.height = height;
  result->data = result->plain->data;
  result->length = result->plain->len;
  return LLM_IMAGE_FAULT_NONE;
}

/* What would be more pixels than an answer holds is made smaller yet. */
static guint
limit_side (const Work *work)
{
  const guint max_side = MIN (work->request.max_side, LLM_IMAGE_MAX_SIDE);
  guint width = MAX (work->header.width, 1);
  guint height = MAX (work->header.height, 1);

  llm_image_fit (&width, &height, max_side);
  while ((gsize) width * height * 4 > LLM_IMAGE_PIXELS_SIZE_MAX)
    llm_image_fit (&width, &height, MAX (width, height) * 15 / 16);
  return work->header.width > 0 ? MIN (max_side, MAX (width, height))
                                : MIN (max_side, UNKNOWN_MAX_SIDE);
}

static LlmImageFault
show (Work *work, Result *result)
{
  g_auto (LlmDecoded) decoded = { NULL };
  LlmImageFault fault = look_at_file (work, NULL);

  if (fault == LLM_IMAGE_FAULT_NONE)
    fault = decode (work, limit_side (work), &decoded);
  if (fault != LLM_IMAGE_FAULT_NONE)
    return fault;
  return take_pixels (decoded.pixbuf, result);
}

/* --- Serving --- */

static LlmImageFault
work_on (guint8 kind, Work *work, Result *result)
{
  switch (kind)
    {
    case LLM_HELPER_IMAGE_CHECK:
      return check (work, result);
    case LLM_HELPER_IMAGE_PREPARE:
      return prepare (work, result);
    case LLM_HELPER_IMAGE_DECODE:
      return show (work, result);
    default:
      return LLM_IMAGE_FAULT_UNKNOWN;
    }
}

/* Answers one request; FALSE if there is to be no other. */
static gboolean
answer (const LlmHelperFrame *frame, GBytes *payload)
{
  g_auto (Result) result = { 0 };
  g_autofree char *refusal = NULL;
  Work work = { 0 };
  guint8 head[LLM_IMAGE_ANSWER_SIZE];
  LlmImageFault fault = LLM_IMAGE_FAULT_UNKNOWN;
  gboolean is_last;
  guint8 flags;

  llm_helper_guard_begin_work (CPU_SECONDS);
  work.data = payload != NULL ? g_bytes_get_data (payload, &work.length) : NULL;
  if (llm_image_request_read (&work.request, work.data, work.length))
    {
      work.data += LLM_IMAGE_REQUEST_SIZE;
      work.length -= LLM_IMAGE_REQUEST_SIZE;
      fault = work_on (frame->kind, &work, &result);
    }
  is_last = llm_helper_guard_get_memory () > MEMORY_TIRED;
  flags = is_last ? LLM_HELPER_LAST : 0;
  llm_helper_guard_end_work ();

  if (fault != LLM_IMAGE_FAULT_NONE)
    {
      refusal = llm_image_refusal_write (fault, &work.header);
      return llm_helper_io_write (LLM_HELPER_REFUSAL, flags, frame->id, refusal) && !is_last;
    }
  result.answer.source = work.header.format;
  result.answer.animated = work.layout.animated;
  llm_image_answer_write (&result.answer, head);
  return llm_helper_io_write_result (flags, frame->id, head, sizeof head, result.data,
                                     result.length)
         && !is_last;
}

int
main (int argc, char **argv)
{
  LlmHelperFrame frame;
  GBytes *payload;

  llm_helper_guard_start ();
  llm_helper_guard_drop_privileges ();
  llm_helper_guard_lock_files ();
  llm_helper_guard_limit_addresses (ADDRESSES_MAX);
  llm_helper_guard_limit_memory (MEMORY_MAX);

  /* What decodes is known before the first image comes. */
  g_slist_free (gdk_pixbuf_get_formats ());
  if (!llm_helper_io_write (LLM_HELPER_READY, 0, 0, ""))
    return 1;
  while (llm_helper_io_read_bytes (&frame, &payload, LLM_IMAGE_MAX_BYTES + LLM_IMAGE_REQUEST_SIZE))
    {
      const gboolean goes_on = answer (&frame, payload);

      g_clear_pointer (&payload, g_bytes_unref);
      if (!goes_on)
        break;
    }
  /* At once: freeing what is there is work for nothing. */
  _exit (0);
}
