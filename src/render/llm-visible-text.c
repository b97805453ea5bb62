/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-visible-text.h"

#include <string.h>

/* Bytes of the longest entity, about. */
#define MAX_ENTITY 34

struct _LlmVisibleText
{
  gatomicrefcount ref_count;
  char *markdown;
  GString *text;
  GArray *pieces; /* LlmVisiblePiece, in the order of the text */
};

G_DEFINE_BOXED_TYPE (LlmVisibleText, llm_visible_text, llm_visible_text_ref, llm_visible_text_unref)

/* Between pieces there is at most one blank or one end of a line, never at the beginning. */
static void
separate (LlmVisibleText *self, char separator)
{
  char *last = self->text->len > 0 ? &self->text->str[self->text->len - 1] : NULL;

  if (last == NULL || *last == '\n')
    return;
  if (*last == ' ' && separator == '\n')
    *last = '\n';
  else if (*last != separator)
    g_string_append_c (self->text, separator);
}

static gboolean
is_line_break (const LlmBlock *block, const LlmEvent *event)
{
  return event->type == LLM_NODE_HTML && event->text_length >= 4
         && g_ascii_strncasecmp (llm_block_get_text (block, event), "<br", 3) == 0
         && !g_ascii_isalnum (llm_block_get_text (block, event)[3]);
}

static void
add_text (LlmVisibleText *self, guint number, const LlmBlock *block, guint index)
{
  guint n_events;
  const LlmEvent *event = &llm_block_get_events (block, &n_events)[index];
  LlmVisiblePiece piece = { 0 };

  if (event->type == LLM_NODE_SOFT_BREAK)
    separate (self, ' ');
  else if (event->type == LLM_NODE_HARD_BREAK || is_line_break (block, event))
    separate (self, '\n');
  else if (event->text_length > 0)
    {
      piece.start = (guint32) self->text->len;
      piece.length = event->text_length;
      piece.block = number;
      piece.event = index;
      piece.source = event->source;
      piece.source_length = event->source_length;
      g_array_append_val (self->pieces, piece);
      g_string_append_len (self->text, llm_block_get_text (block, event), event->text_length);
    }
}

static void
add_block (LlmVisibleText *self, guint number, const LlmBlock *block)
{
  guint n_events;
  const LlmEvent *events = llm_block_get_events (block, &n_events);

  for (guint i = 0; i < n_events; i++)
    {
      const gboolean is_cell
          = events[i].type == LLM_NODE_TABLE_CELL || events[i].type == LLM_NODE_TABLE_HEADER_CELL;

      if (events[i].step == LLM_STEP_TEXT)
        add_text (self, number, block, i);
      else if (events[i].type < LLM_NODE_FIRST_SPAN)
        separate (self, is_cell ? ' ' : '\n');
    }
}

/**
 * llm_visible_text_new:
 * @markdown: an answer, complete
 *
 * Returns: (transfer full): what is read of it
 */
LlmVisibleText *
llm_visible_text_new (const char *markdown)
{
  g_autoptr (LlmDocument) document = NULL;
  LlmVisibleText *self;
  LlmDocumentEdit edit;

  g_return_val_if_fail (markdown != NULL, NULL);

  self = g_new0 (LlmVisibleText, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->markdown = g_strdup (markdown);
  self->text = g_string_new (NULL);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (LlmVisiblePiece));
  document = llm_document_new (LLM_MARKDOWN_ANSWER);
  llm_document_finish (document, self->markdown, strlen (self->markdown), &edit);
  for (guint i = 0; i < llm_document_get_n_blocks (document); i++)
    {
      add_block (self, i, llm_document_get_block (document, i));
      separate (self, '\n');
    }
  return self;
}

/**
 * llm_visible_text_ref:
 * @self: a text
 *
 * Returns: (transfer full): @self
 */
LlmVisibleText *
llm_visible_text_ref (LlmVisibleText *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_visible_text_unref:
 * @self: (transfer full): a text
 */
void
llm_visible_text_unref (LlmVisibleText *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->pieces);
  g_free (self->markdown);
  g_free (self);
}

/**
 * llm_visible_text_get_text:
 * @self: a text
 * @length: (out) (optional): its bytes
 *
 * Returns: the words that are read
 */
const char *
llm_visible_text_get_text (const LlmVisibleText *self, gsize *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (length != NULL)
    *length = self->text->len;
  return self->text->str;
}

/**
 * llm_visible_text_get_markdown:
 * @self: a text
 *
 * Returns: what it was made of
 */
const char *
llm_visible_text_get_markdown (const LlmVisibleText *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->markdown;
}

/**
 * llm_visible_text_get_pieces:
 * @self: a text
 * @n_pieces: (out): how many
 *
 * Returns: (array length=n_pieces): its pieces in order; only blanks and ends of lines are between
 *   them
 */
const LlmVisiblePiece *
llm_visible_text_get_pieces (const LlmVisibleText *self, guint *n_pieces)
{
  g_return_val_if_fail (self != NULL && n_pieces != NULL, NULL);

  *n_pieces = self->pieces->len;
  return (const LlmVisiblePiece *) (const void *) self->pieces->data;
}

/**
 * llm_visible_text_find_piece:
 * @self: a text
 * @position: a byte of it
 *
 * Returns: the index of the piece that has it, or of the next one; the number of pieces if there is
 *   none
 */
guint
llm_visible_text_find_piece (const LlmVisibleText *self, guint32 position)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL, 0);

  high = self->pieces->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const LlmVisiblePiece *piece = &g_array_index (self->pieces, LlmVisiblePiece, middle);

      if (piece->start + piece->length > position)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/**
 * llm_visible_text_find_event:
 * @self: a text
 * @block: a block of its document
 * @event: an event of that block
 * @offset: bytes into the text of the event
 *
 * Returns: where that is in the text, or what comes next
 */
guint32
llm_visible_text_find_event (const LlmVisibleText *self, guint block, guint event, guint32 offset)
{
  const LlmVisiblePiece *piece;
  guint low = 0, high;

  g_return_val_if_fail (self != NULL, 0);

  high = self->pieces->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      piece = &g_array_index (self->pieces, LlmVisiblePiece, middle);
      if (piece->block > block || (piece->block == block && piece->event >= event))
        high = middle;
      else
        low = middle + 1;
    }
  if (low == self->pieces->len)
    return (guint32) self->text->len;
  piece = &g_array_index (self->pieces, LlmVisiblePiece, low);
  if (piece->block != block || piece->event != event)
    return piece->start;
  return piece->start + MIN (offset, piece->length);
}

/* The bytes of an entity that stands for the character of the text, or 0. */
static guint32
measure_entity (const char *source, guint32 left, const char *text)
{
  const char *end
      = left > 0 && *source == '&' ? memchr (source, ';', MIN (left, MAX_ENTITY)) : NULL;
  const gsize length = end != NULL ? (gsize) (end - source) + 1 : 0;

  /* In code it stands for itself. */
  if (length < 3 || strncmp (source, text, length) == 0)
    return 0;
  for (gsize i = 1; i + 1 < length; i++)
    {
      if (!g_ascii_isalnum (source[i]) && source[i] != '#')
        return 0;
    }
  return (guint32) length;
}

/* Where the source goes on after so many bytes of the text were found in it: indents of nested
 * code, backslashes and the names of entities are only there. */
static guint32
walk_source (const LlmVisibleText *self, const LlmVisiblePiece *piece, guint32 n_bytes)
{
  const char *text = self->text->str + piece->start;
  const char *source = self->markdown + piece->source;
  guint32 at = 0, i = 0;

  while (at < piece->source_length && i < piece->length)
    {
      const guint32 length = (guint32) (g_utf8_next_char (text + i) - (text + i));
      const guint32 entity = measure_entity (source + at, piece->source_length - at, text + i);

      if (entity == 0 && source[at] != text[i])
        {
          at++;
          continue;
        }
      if (i >= n_bytes)
        return at;
      at += entity > 0 ? entity : length;
      i += length;
    }
  if (i >= piece->length)
    return piece->source_length;
  return (guint32) ((guint64) piece->source_length * n_bytes / piece->length);
}

/**
 * llm_visible_text_get_source:
 * @self: a text
 * @position: a byte of it
 * @source: (out): the byte of the Markdown source that it comes from, or that the next one does
 *
 * Returns: whether there is any
 */
gboolean
llm_visible_text_get_source (const LlmVisibleText *self, guint32 position, guint32 *source)
{
  g_return_val_if_fail (self != NULL && source != NULL, FALSE);

  for (guint i = llm_visible_text_find_piece (self, position); i < self->pieces->len; i++)
    {
      const LlmVisiblePiece *piece = &g_array_index (self->pieces, LlmVisiblePiece, i);
      const guint32 inside = position > piece->start ? position - piece->start : 0;

      if (piece->source == LLM_NO_SOURCE)
        continue;
      *source
          = piece->source
            + (piece->length == piece->source_length ? inside : walk_source (self, piece, inside));
      return TRUE;
    }
  return FALSE;
}

/**
 * llm_visible_text_find_source:
 * @self: a text
 * @source: a byte of the Markdown source
 *
 * Returns: about where that is in the text, or what comes next
 */
guint32
llm_visible_text_find_source (const LlmVisibleText *self, guint32 source)
{
  guint low = 0, high;

  g_return_val_if_fail (self != NULL, 0);

  high = self->pieces->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const LlmVisiblePiece *piece = &g_array_index (self->pieces, LlmVisiblePiece, middle);

      if (piece->source != LLM_NO_SOURCE && piece->source + piece->source_length > source)
        high = middle;
      else
        low = middle + 1;
    }
  if (low == self->pieces->len)
    return (guint32) self->text->len;
  return g_array_index (self->pieces, LlmVisiblePiece, low).start;
}
