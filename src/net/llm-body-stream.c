/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-body-stream.h"

#include <string.h>

/* Three bytes become four characters. */
#define GROUP_BYTES 3
#define GROUP_CHARS 4

/* Text as it is, or an image that is encoded. */
typedef struct
{
  const guint8 *data;
  gsize n_bytes;
  gboolean encoded;
  goffset begin; /* in the stream */
  goffset end;
} Segment;

struct _LlmBodyStream
{
  GInputStream parent_instance;

  GBytes *text;
  GPtrArray *images;
  GArray *segments;
  guint current; /* the segment in which position is, or their number */
  goffset position;
  goffset length;
};

static void llm_body_stream_seekable_init (GSeekableIface *iface);
static void llm_body_stream_pollable_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmBodyStream,
                               llm_body_stream,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_SEEKABLE,
                                                      llm_body_stream_seekable_init)
                                   G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                          llm_body_stream_pollable_init))

/* Encodes up to a group; returns the number of characters, which is that of a group. */
static gsize
encode_group (const guint8 *data, gsize n_bytes, char group[GROUP_CHARS])
{
  char out[2 * GROUP_CHARS + GROUP_CHARS];
  int state = 0, save = 0;
  gsize n = g_base64_encode_step (data, n_bytes, FALSE, out, &state, &save);

  n += g_base64_encode_close (FALSE, out + n, &state, &save);
  g_assert (n == GROUP_CHARS);
  memcpy (group, out, GROUP_CHARS);
  return GROUP_CHARS;
}

/* Writes at most @room characters of the base64 of @segment from the @offset-th on. */
static gsize
encode (const Segment *segment, gsize offset, char *buffer, gsize room)
{
  const gsize group = offset / GROUP_CHARS;
  const guint8 *data = segment->data + group * GROUP_BYTES;
  const gsize left = segment->n_bytes - group * GROUP_BYTES;
  const gsize n_whole = MIN (left / GROUP_BYTES, room / GROUP_CHARS);
  char chars[GROUP_CHARS];
  gsize skipped, n;

  if (offset % GROUP_CHARS == 0 && n_whole > 0)
    {
      int state = 0, save = 0;

      return g_base64_encode_step (data, n_whole * GROUP_BYTES, FALSE, buffer, &state, &save);
    }
  /* A piece of a group, or the last one. */
  skipped = offset % GROUP_CHARS;
  n = encode_group (data, MIN (left, GROUP_BYTES), chars) - skipped;
  n = MIN (n, room);
  memcpy (buffer, chars + skipped, n);
  return n;
}

static gssize
llm_body_stream_read (
    GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable, GError **error)
{
  LlmBodyStream *self = LLM_BODY_STREAM (stream);
  gsize n_read = 0;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  while (n_read < count && self->current < self->segments->len)
    {
      const Segment *segment = &g_array_index (self->segments, Segment, self->current);
      const gsize offset = (gsize) (self->position - segment->begin);
      gsize n;

      if (self->position == segment->end)
        {
          self->current++;
          continue;
        }
      if (segment->encoded)
        n = encode (segment, offset, (char *) buffer + n_read, count - n_read);
      else
        {
          n = MIN (segment->n_bytes - offset, count - n_read);
          memcpy ((char *) buffer + n_read, segment->data + offset, n);
        }
      n_read += n;
      self->position += (goffset) n;
    }
  return (gssize) n_read;
}

static goffset
llm_body_stream_tell (GSeekable *seekable)
{
  return LLM_BODY_STREAM (seekable)->position;
}

static gboolean
llm_body_stream_can_seek (GSeekable *seekable)
{
  return TRUE;
}

static gboolean
llm_body_stream_seek (
    GSeekable *seekable, goffset offset, GSeekType type, GCancellable *cancellable, GError **error)
{
  LlmBodyStream *self = LLM_BODY_STREAM (seekable);
  const goffset base = type == G_SEEK_SET ? 0 : type == G_SEEK_CUR ? self->position : self->length;

  if (offset < -base || offset > self->length - base)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "beyond the body");
      return FALSE;
    }
  self->position = base + offset;
  self->current = 0;
  while (self->current < self->segments->len
         && g_array_index (self->segments, Segment, self->current).end <= self->position)
    self->current++;
  return TRUE;
}

static gboolean
llm_body_stream_can_truncate (GSeekable *seekable)
{
  return FALSE;
}

static gboolean
llm_body_stream_truncate (GSeekable *seekable,
                          goffset offset,
                          GCancellable *cancellable,
                          GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "a body is read-only");
  return FALSE;
}

static void
llm_body_stream_seekable_init (GSeekableIface *iface)
{
  iface->tell = llm_body_stream_tell;
  iface->can_seek = llm_body_stream_can_seek;
  iface->seek = llm_body_stream_seek;
  iface->can_truncate = llm_body_stream_can_truncate;
  iface->truncate_fn = llm_body_stream_truncate;
}

static gboolean
llm_body_stream_is_readable (GPollableInputStream *stream)
{
  return TRUE;
}

static GSource *
llm_body_stream_create_source (GPollableInputStream *stream, GCancellable *cancellable)
{
  g_autoptr (GSource) ready = g_timeout_source_new (0);

  return g_pollable_source_new_full (stream, ready, cancellable);
}

/* Reading never waits: without this GIO would read each piece in a thread. */
static void
llm_body_stream_pollable_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = llm_body_stream_is_readable;
  iface->create_source = llm_body_stream_create_source;
}

static void
llm_body_stream_finalize (GObject *object)
{
  LlmBodyStream *self = LLM_BODY_STREAM (object);

  g_array_unref (self->segments);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_body_stream_parent_class)->finalize (object);
}

static void
llm_body_stream_class_init (LlmBodyStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = llm_body_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = llm_body_stream_read;
}

static void
llm_body_stream_init (LlmBodyStream *self)
{
  self->segments = g_array_new (FALSE, FALSE, sizeof (Segment));
}

static void
add_segment (LlmBodyStream *self, const guint8 *data, gsize n_bytes, gboolean encoded)
{
  Segment segment = { .data = data, .n_bytes = n_bytes, .encoded = encoded };
  const gsize length = encoded ? (n_bytes + GROUP_BYTES - 1) / GROUP_BYTES * GROUP_CHARS : n_bytes;

  segment.begin = self->length;
  segment.end = segment.begin + (goffset) length;
  self->length = segment.end;
  g_array_append_val (self->segments, segment);
}

/**
 * llm_body_stream_new:
 * @text: a text with a mark for each image
 * @images: (element-type LlmImageData): as many images as there are marks, in their order
 *
 * Returns: (transfer full): @text with the base64 of the images in place of the marks
 */
GInputStream *
llm_body_stream_new (GBytes *text, GPtrArray *images)
{
  LlmBodyStream *self;
  const guint8 *data, *end;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (images != NULL, NULL);

  self = g_object_new (LLM_TYPE_BODY_STREAM, NULL);
  self->text = g_bytes_ref (text);
  self->images = g_ptr_array_ref (images);
  data = g_bytes_get_data (text, &length);
  end = data + length;
  for (guint i = 0; i < images->len; i++)
    {
      const guint8 *mark = memchr (data, (guint8) LLM_BODY_IMAGE_MARK, (gsize) (end - data));
      GBytes *bytes = llm_image_data_get_bytes (images->pdata[i]);

      g_assert (mark != NULL);
      add_segment (self, data, (gsize) (mark - data), FALSE);
      add_segment (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), TRUE);
      data = mark + 1;
    }
  g_assert (memchr (data, (guint8) LLM_BODY_IMAGE_MARK, (gsize) (end - data)) == NULL);
  add_segment (self, data, (gsize) (end - data), FALSE);
  return G_INPUT_STREAM (self);
}

/**
 * llm_body_stream_get_length:
 * @self: a body
 *
 * Returns: how many bytes it has
 */
goffset
llm_body_stream_get_length (LlmBodyStream *self)
{
  g_return_val_if_fail (LLM_IS_BODY_STREAM (self), 0);

  return self->length;
}
