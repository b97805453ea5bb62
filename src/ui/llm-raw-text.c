/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-raw-text.h"

#include <string.h>
#include "llm-text-sink.h"

/* A line is broken for display at the first space after so many bytes, or before
 * the first character that can stand alone after so many more. */
#define BREAK_AT_SPACE 3840
#define BREAK_ANYWHERE 4096
#define BREAK_IN_ANY_CASE 4352

struct _LlmRawText
{
  GObject parent_instance;

  GtkTextBuffer *buffer;
  gsize line_bytes;
  gboolean has_breaks;
};

static void text_sink_init (LlmTextSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmRawText,
                               llm_raw_text,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_TEXT_SINK, text_sink_init))

static GtkTextTag *
get_break_tag (LlmRawText *self, gboolean create)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (self->buffer);
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, "llm-break");

  if (tag == NULL && create)
    tag = gtk_text_buffer_create_tag (self->buffer, "llm-break", NULL);
  return tag;
}

static void
insert (LlmRawText *self, GtkTextIter *end, const char *text, gsize length)
{
  if (length > 0)
    gtk_text_buffer_insert (self->buffer, end, text, (int) length);
}

/* Whether the line is to be broken before the character at @p. */
static gboolean
is_break (LlmRawText *self, const char *p, const char *previous)
{
  if (self->line_bytes < BREAK_AT_SPACE)
    return FALSE;
  if (self->line_bytes >= BREAK_IN_ANY_CASE)
    return TRUE;
  if (previous != NULL && (*previous == ' ' || *previous == '\t'))
    return TRUE;
  return self->line_bytes >= BREAK_ANYWHERE && !g_unichar_ismark (g_utf8_get_char (p))
         && g_utf8_get_char (p) != 0x200d;
}

/* The end of the run from @text that can be inserted before the next break; adds
 * it to the line.  Whole lines are skipped fast, since hardly any is too long. */
static const char *
find_break (LlmRawText *self, const char *text, const char *end)
{
  const char *p = text;

  while (p < end)
    {
      const char *newline = memchr (p, '\n', end - p);
      const char *line_end = newline != NULL ? newline : end;

      if (self->line_bytes + (line_end - p) >= BREAK_AT_SPACE)
        {
          for (; p < line_end; p = g_utf8_next_char (p))
            {
              /* The character before the slice is still there: the text is one. */
              if (is_break (self, p, self->line_bytes > 0 ? p - 1 : NULL))
                {
                  return p;
                }
              self->line_bytes += g_utf8_next_char (p) - p;
            }
        }
      self->line_bytes = newline != NULL ? 0 : self->line_bytes + (line_end - p);
      p = newline != NULL ? newline + 1 : end;
    }
  return end;
}

static void
insert_broken (LlmRawText *self, GtkTextIter *iter, const char *text, gsize length)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *stop = find_break (self, text, end);

      insert (self, iter, text, stop - text);
      text = stop;
      if (text == end)
        break;
      gtk_text_buffer_insert_with_tags (self->buffer, iter, "\n", 1, get_break_tag (self, TRUE),
                                        NULL);
      self->line_bytes = 0;
      self->has_breaks = TRUE;
    }
}

/* Inserts at the end without letting a selection or cursor that ends there grow
 * with the text. */
static void
insert_at_end (LlmRawText *self, const char *text, gsize length)
{
  GtkTextMark *marks[] = { gtk_text_buffer_get_insert (self->buffer),
                           gtk_text_buffer_get_selection_bound (self->buffer) };
  gboolean was_at_end[G_N_ELEMENTS (marks)];
  GtkTextIter end, old_end;
  int offset;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  offset = gtk_text_iter_get_offset (&end);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      GtkTextIter iter;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &iter, marks[i]);
      was_at_end[i] = gtk_text_iter_equal (&iter, &end);
    }

  insert_broken (self, &end, text, length);

  gtk_text_buffer_get_iter_at_offset (self->buffer, &old_end, offset);
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      if (was_at_end[i])
        gtk_text_buffer_move_mark (self->buffer, marks[i], &old_end);
    }
}

static void
llm_raw_text_append (LlmTextSink *sink, const char *text, gsize from, gsize to)
{
  insert_at_end (LLM_RAW_TEXT (sink), text + from, to - from);
}

static void
llm_raw_text_reset (LlmTextSink *sink)
{
  LlmRawText *self = LLM_RAW_TEXT (sink);

  self->line_bytes = 0;
  self->has_breaks = FALSE;
  gtk_text_buffer_set_text (self->buffer, "", 0);
}

static void
text_sink_init (LlmTextSinkInterface *iface)
{
  iface->append = llm_raw_text_append;
  iface->reset = llm_raw_text_reset;
}

static void
llm_raw_text_dispose (GObject *object)
{
  g_clear_object (&LLM_RAW_TEXT (object)->buffer);

  G_OBJECT_CLASS (llm_raw_text_parent_class)->dispose (object);
}

static void
llm_raw_text_class_init (LlmRawTextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_raw_text_dispose;
}

static void
llm_raw_text_init (LlmRawText *self)
{
}

/**
 * llm_raw_text_new:
 * @buffer: an empty buffer that nobody else changes
 *
 * Returns: (transfer full): a sink that shows its text there
 */
LlmRawText *
llm_raw_text_new (GtkTextBuffer *buffer)
{
  LlmRawText *self;

  g_return_val_if_fail (GTK_IS_TEXT_BUFFER (buffer), NULL);

  self = g_object_new (LLM_TYPE_RAW_TEXT, NULL);
  self->buffer = g_object_ref (buffer);
  return self;
}

/**
 * llm_raw_text_has_breaks:
 * @self: a raw text
 *
 * Returns: whether the buffer has line ends that the text has not
 */
gboolean
llm_raw_text_has_breaks (LlmRawText *self)
{
  g_return_val_if_fail (LLM_IS_RAW_TEXT (self), FALSE);
  return self->has_breaks;
}

/**
 * llm_raw_text_dup_slice:
 * @self: a raw text
 * @start: the start of a piece of the buffer
 * @end: its end
 *
 * Returns: (transfer full): the piece as it is in the text that was appended
 */
char *
llm_raw_text_dup_slice (LlmRawText *self, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autoptr (GString) slice = NULL;
  GtkTextTag *tag;
  GtkTextIter from;

  g_return_val_if_fail (LLM_IS_RAW_TEXT (self), NULL);
  g_return_val_if_fail (start != NULL && end != NULL, NULL);

  tag = get_break_tag (self, FALSE);
  if (tag == NULL)
    return gtk_text_buffer_get_slice (self->buffer, start, end, TRUE);

  slice = g_string_new (NULL);
  from = *start;
  while (gtk_text_iter_compare (&from, end) < 0)
    {
      GtkTextIter to = from;
      const gboolean is_artificial = gtk_text_iter_has_tag (&from, tag);

      if (!gtk_text_iter_forward_to_tag_toggle (&to, tag) || gtk_text_iter_compare (&to, end) > 0)
        to = *end;
      if (!is_artificial)
        {
          g_autofree char *piece = gtk_text_buffer_get_slice (self->buffer, &from, &to, TRUE);

          g_string_append (slice, piece);
        }
      from = to;
    }
  return g_string_free (g_steal_pointer (&slice), FALSE);
}

/**
 * llm_raw_text_get_iter:
 * @self: a raw text
 * @text: what was appended
 * @place: a byte of @text
 * @iter: (out caller-allocates): where that is in the buffer
 */
void
llm_raw_text_get_iter (LlmRawText *self, const char *text, gsize place, GtkTextIter *iter)
{
  GtkTextTag *tag;
  glong left;

  g_return_if_fail (LLM_IS_RAW_TEXT (self));
  g_return_if_fail (text != NULL && iter != NULL);

  left = g_utf8_strlen (text, (gssize) place);
  tag = get_break_tag (self, FALSE);
  gtk_text_buffer_get_start_iter (self->buffer, iter);
  if (tag == NULL)
    {
      gtk_text_iter_forward_chars (iter, (int) left);
      return;
    }
  /* Breaks are not part of the text. */
  while (left > 0 && !gtk_text_iter_is_end (iter))
    {
      GtkTextIter next = *iter;
      const gboolean is_artificial = gtk_text_iter_has_tag (iter, tag);
      glong n;

      gtk_text_iter_forward_to_tag_toggle (&next, tag);
      n = gtk_text_iter_get_offset (&next) - gtk_text_iter_get_offset (iter);
      if (is_artificial || n <= left)
        *iter = next;
      else
        gtk_text_iter_forward_chars (iter, (int) left);
      left -= is_artificial ? 0 : MIN (n, left);
    }
}
