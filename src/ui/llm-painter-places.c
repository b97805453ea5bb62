/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-document-painter-private.h"

#include <string.h>

/**
 * llm_document_painter_get_n_blocks:
 * @self: a painter
 *
 * Returns: how many blocks are in the buffer
 */
guint
llm_document_painter_get_n_blocks (LlmDocumentPainter *self)
{
  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), 0);
  return self->painted->len;
}

/**
 * llm_document_painter_get_block:
 * @self: a painter
 * @block: below llm_document_painter_get_n_blocks()
 * @offset: (out) (optional): its first character in the buffer
 *
 * Returns: (transfer none): how the block is laid out, until it changes
 */
LlmLayout *
llm_document_painter_get_block (LlmDocumentPainter *self, guint block, int *offset)
{
  const LlmPainted *painted;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  g_return_val_if_fail (block < self->painted->len, NULL);

  painted = llm_painter_get (self, block);
  if (offset != NULL)
    *offset = painted->start;
  return painted->layout;
}

/**
 * llm_document_painter_find_block:
 * @self: a painter with at least one block
 * @offset: a character of the buffer
 *
 * Returns: the block that has it, or the one before it
 */
guint
llm_document_painter_find_block (LlmDocumentPainter *self, int offset)
{
  guint low = 0, high;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), 0);
  g_return_val_if_fail (self->painted->len > 0, 0);

  high = self->painted->len;
  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (llm_painter_get (self, middle)->start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/**
 * llm_document_painter_find_place:
 * @self: a painter
 * @iter: a place in the buffer
 * @place: (out caller-allocates): where it is in the document
 *
 * Returns: whether there is a document
 */
gboolean
llm_document_painter_find_place (LlmDocumentPainter *self,
                                 const GtkTextIter *iter,
                                 LlmDocumentPlace *place)
{
  const LlmPainted *painted;
  const int offset = gtk_text_iter_get_offset (iter);

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), FALSE);
  g_return_val_if_fail (iter != NULL && place != NULL, FALSE);

  if (self->painted->len == 0)
    return FALSE;
  place->block = llm_document_painter_find_block (self, offset);
  painted = llm_painter_get (self, place->block);
  place->layout = painted->layout;
  place->at
      = (guint) CLAMP (offset - painted->start, 0, (int) llm_layout_get_n_chars (painted->layout));
  return TRUE;
}

/**
 * llm_document_painter_get_iter:
 * @self: a painter
 * @block: below llm_document_painter_get_n_blocks()
 * @at: a character within it
 * @iter: (out caller-allocates): where that is in the buffer
 */
void
llm_document_painter_get_iter (LlmDocumentPainter *self, guint block, guint at, GtkTextIter *iter)
{
  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));
  g_return_if_fail (block < self->painted->len);
  g_return_if_fail (iter != NULL);

  gtk_text_buffer_get_iter_at_offset (self->buffer, iter,
                                      llm_painter_get (self, block)->start + (int) at);
}

static const LlmEvent *
get_event (const LlmLayout *layout, guint32 index)
{
  guint n_events;

  return &llm_block_get_events (llm_layout_get_block (layout), &n_events)[index];
}

/* How far in its source a byte of a text is; see llm_layout_find_source(). */
static guint32
get_source_offset (const LlmEvent *event, guint32 offset)
{
  if (event->source_length == event->text_length || event->text_length == 0)
    return MIN (offset, event->source_length);
  /* Rounded up, so that the way back leads to the same character. */
  return (guint32) (((guint64) MIN (offset, event->text_length) * event->source_length
                     + event->text_length - 1)
                    / event->text_length);
}

/**
 * llm_document_painter_get_source:
 * @self: a painter
 * @iter: a place in the buffer
 * @source: (out): the byte of the source that is shown there, or the next one
 *
 * Returns: whether there is any
 */
gboolean
llm_document_painter_get_source (LlmDocumentPainter *self, const GtkTextIter *iter, guint32 *source)
{
  LlmDocumentPlace place;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  if (!llm_document_painter_find_place (self, iter, &place))
    return FALSE;
  for (guint i = place.block; i < self->painted->len; i++)
    {
      const LlmLayout *layout = llm_painter_get (self, i)->layout;
      const LlmEvent *event;
      guint32 index, offset;

      if (!llm_layout_locate (layout, i == place.block ? place.at : 0, FALSE, &index, &offset))
        continue;
      event = get_event (layout, index);
      if (event->source == LLM_NO_SOURCE)
        continue;
      *source = event->source + get_source_offset (event, offset);
      return TRUE;
    }
  return FALSE;
}

/**
 * llm_document_painter_get_iter_at_source:
 * @self: a painter
 * @source: a byte of the source
 * @iter: (out caller-allocates): where it is shown, or the next one that is
 */
void
llm_document_painter_get_iter_at_source (LlmDocumentPainter *self,
                                         guint32 source,
                                         GtkTextIter *iter)
{
  guint low = 0, high, at;

  g_return_if_fail (LLM_IS_DOCUMENT_PAINTER (self));
  g_return_if_fail (iter != NULL);

  /* The last block that begins before it; those without text begin nowhere. */
  high = self->painted->len;
  for (guint i = 0; i < self->painted->len; i++)
    {
      const guint32 first
          = llm_block_get_first_source (llm_layout_get_block (llm_painter_get (self, i)->layout));

      if (first != LLM_NO_SOURCE && first > source)
        {
          high = i;
          break;
        }
      if (first != LLM_NO_SOURCE)
        low = i;
    }
  for (guint i = low; i < self->painted->len; i++)
    {
      if (llm_layout_find_source (llm_painter_get (self, i)->layout, source, &at))
        {
          llm_document_painter_get_iter (self, i, at, iter);
          return;
        }
      if (i >= high)
        break;
    }
  if (high < self->painted->len)
    llm_document_painter_get_iter (self, high, 0, iter);
  else
    gtk_text_buffer_get_end_iter (self->buffer, iter);
}

/* The first text at or behind a place, or the last one before it. */
static gboolean
locate (LlmDocumentPainter *self,
        const LlmDocumentPlace *place,
        gboolean is_end,
        LlmTextPosition *position)
{
  guint block = place->block, at = place->at;

  for (;;)
    {
      const LlmLayout *layout = llm_painter_get (self, block)->layout;

      position->block = block;
      if (llm_layout_locate (layout, at, is_end, &position->event, &position->offset))
        return TRUE;
      if (is_end ? block == 0 : block + 1 == self->painted->len)
        return FALSE;
      block = is_end ? block - 1 : block + 1;
      at = is_end ? llm_layout_get_n_chars (llm_painter_get (self, block)->layout) : 0;
    }
}

static int
compare_positions (const LlmTextPosition *a, const LlmTextPosition *b)
{
  if (a->block != b->block)
    return a->block < b->block ? -1 : 1;
  if (a->event != b->event)
    return a->event < b->event ? -1 : 1;
  return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/**
 * llm_document_painter_dup_range:
 * @self: a painter
 * @source: the whole text that is shown
 * @start: where a piece of the buffer begins
 * @end: where it ends
 * @format: how to write it
 *
 * Returns: (transfer full): what the piece shows, made from the source rather than from what
 *   is in the buffer; empty if that has no text
 */
char *
llm_document_painter_dup_range (LlmDocumentPainter *self,
                                const char *source,
                                const GtkTextIter *start,
                                const GtkTextIter *end,
                                LlmCopyFormat format)
{
  LlmDocumentPlace first, last;
  LlmTextPosition from, to;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  g_return_val_if_fail (source != NULL && start != NULL && end != NULL, NULL);

  if (!llm_document_painter_find_place (self, start, &first)
      || !llm_document_painter_find_place (self, end, &last) || !locate (self, &first, FALSE, &from)
      || !locate (self, &last, TRUE, &to) || compare_positions (&from, &to) >= 0)
    return g_strdup ("");
  return llm_document_copy (self->document, source, from, to, format);
}

/* The code that the place is in, or NULL. */
static const LlmBox *
find_code (const LlmLayout *layout, guint at)
{
  guint n_boxes, n_lines;
  const LlmBox *boxes = llm_layout_get_boxes (layout, &n_boxes);
  const LlmLine *lines = llm_layout_get_lines (layout, &n_lines);

  for (guint i = 0; i < n_boxes; i++)
    {
      const LlmBox *box = &boxes[i];

      if (box->kind == LLM_BOX_CODE && lines[box->first_line].start <= at
          && (box->last_line + 1 == n_lines || at < lines[box->last_line + 1].start))
        return box;
    }
  return NULL;
}

/**
 * llm_document_painter_dup_code:
 * @self: a painter
 * @place: a place in the document
 * @info: (out) (optional) (transfer full): what its fence says
 *
 * Returns: (transfer full) (nullable): the whole code that the place is in
 */
char *
llm_document_painter_dup_code (LlmDocumentPainter *self, const LlmDocumentPlace *place, char **info)
{
  const LlmBox *box;
  LlmBlock *block;
  const LlmEvent *event;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), NULL);
  g_return_val_if_fail (place != NULL, NULL);

  box = find_code (place->layout, place->at);
  if (box == NULL)
    return NULL;
  block = llm_layout_get_block (place->layout);
  event = get_event (place->layout, box->event);
  if (info != NULL)
    *info = event->type == LLM_NODE_HTML_BLOCK ? g_strdup ("html")
                                               : llm_block_dup_text (block, event);
  return event[1].step == LLM_STEP_TEXT ? llm_block_dup_text (block, event + 1) : g_strdup ("");
}

/**
 * llm_document_painter_unfold_matches:
 * @self: a painter
 * @text: what is searched for
 *
 * Unfolds the blocks that have @text where it is not shown.
 *
 * Returns: whether there were any
 */
gboolean
llm_document_painter_unfold_matches (LlmDocumentPainter *self, const char *text)
{
  g_autofree char *wanted = NULL;
  gboolean found = FALSE;

  g_return_val_if_fail (LLM_IS_DOCUMENT_PAINTER (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  wanted = g_utf8_casefold (text, -1);
  for (guint i = 0; i < self->painted->len; i++)
    {
      LlmLayout *layout = llm_painter_get (self, i)->layout;
      g_autofree char *folded = NULL;
      LlmBlock *block = llm_layout_get_block (layout);

      if (!llm_document_painter_is_folded (self, i))
        continue;
      folded
          = g_utf8_casefold (llm_block_get_all_text (block), (gssize) llm_block_get_size (block));
      if (strstr (folded, wanted) == NULL)
        continue;
      llm_document_painter_set_folded (self, i, FALSE);
      found = TRUE;
    }
  return found;
}
