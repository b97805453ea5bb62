/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-selection.h"

#include <string.h>

#include "llm-block-clip.h"
#include "llm-html-writer.h"
#include "llm-markdown-writer.h"
#include "llm-text-writer.h"

typedef struct
{
  LlmDocument *document;
  const char *source;
  LlmTextPosition start, end;
  LlmCopyFormat format;
  GString *out;
} Copy;

/* What is selected of a block. */
static LlmBlock *
clip_block (const Copy *copy, guint position)
{
  const LlmBlock *block = llm_document_get_block (copy->document, position);
  const gboolean is_first = position == copy->start.block;
  const gboolean is_last = position == copy->end.block;

  return llm_block_clip (block, is_first ? copy->start.event : 0, is_first ? copy->start.offset : 0,
                         is_last ? copy->end.event : G_MAXUINT, is_last ? copy->end.offset : 0);
}

/* Whether no text of a block is outside of the selection. */
static gboolean
is_whole (const Copy *copy, guint position)
{
  const LlmBlock *block = llm_document_get_block (copy->document, position);
  const LlmEvent *events;
  guint n_events, first = 0, last;

  events = llm_block_get_events (block, &n_events);
  last = n_events - 1;
  while (first < n_events && events[first].step != LLM_STEP_TEXT)
    first++;
  while (last > 0 && events[last].step != LLM_STEP_TEXT)
    last--;
  if (first == n_events)
    return TRUE;
  if (position == copy->start.block
      && (copy->start.event > first || (copy->start.event == first && copy->start.offset > 0)))
    return FALSE;
  return position != copy->end.block || copy->end.event > last
         || (copy->end.event == last && copy->end.offset >= events[last].text_length);
}

/* Whether the piece of the source gives the blocks alone as well: definitions of links may
 * be elsewhere. */
static gboolean
is_complete (const Copy *copy, guint position, guint end, gsize source_start, gsize source_end)
{
  g_autoptr (GPtrArray) blocks = NULL;

  blocks = llm_markdown_parse (copy->source + source_start, source_end - source_start,
                               (guint32) source_start, llm_document_get_flags (copy->document));
  if (blocks->len != end - position)
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    {
      if (!llm_block_equal (blocks->pdata[i],
                            llm_document_get_block (copy->document, position + i)))
        return FALSE;
    }
  return TRUE;
}

/* How many blocks from @position on are one piece of the source that is all selected; that
 * is copied as it is. */
static guint
copy_source (Copy *copy, guint position)
{
  gsize start, end, other_start, other_end;
  guint next = position + 1;

  if (!llm_document_get_chunk (copy->document, position, &start, &end))
    return 0;
  while (next < llm_document_get_n_blocks (copy->document)
         && !llm_document_get_chunk (copy->document, next, &other_start, &other_end))
    next++;
  if (next - 1 > copy->end.block || !is_whole (copy, position) || !is_whole (copy, next - 1)
      || !is_complete (copy, position, next, start, end))
    return 0;
  while (end > start && g_ascii_isspace (copy->source[end - 1]))
    end--;
  /* An indented line is code. */
  while (start < end && (copy->source[start] == '\n' || copy->source[start] == '\r'))
    start++;
  g_string_append_len (copy->out, copy->source + start, (gssize) (end - start));
  g_string_append_c (copy->out, '\n');
  return next - position;
}

static void
copy_block (Copy *copy, guint position)
{
  g_autoptr (LlmBlock) block = clip_block (copy, position);
  g_autoptr (LlmBlock) leaf = NULL;

  if (block == NULL)
    return;
  /* A word of a table or of a list is just that. */
  if (copy->start.block == copy->end.block
      && (copy->format == LLM_COPY_TEXT || llm_block_get_node_type (block) == LLM_NODE_TABLE))
    leaf = llm_block_clip_to_leaf (block);
  switch (copy->format)
    {
    case LLM_COPY_HTML:
      llm_html_writer_append (copy->out, leaf != NULL ? leaf : block, LLM_HTML_SAFE);
      break;
    case LLM_COPY_MARKDOWN:
      llm_markdown_writer_append (copy->out, leaf != NULL ? leaf : block);
      break;
    case LLM_COPY_TEXT:
    default:
      llm_text_writer_append (copy->out, leaf != NULL ? leaf : block);
      break;
    }
}

/**
 * llm_document_copy:
 * @document: a document
 * @source: the text it was made of
 * @start: where the selection begins
 * @end: where it ends, exclusive
 * @format: what to make of it
 *
 * Where all of a piece of the source is selected, Markdown is that piece.  Plain text from
 * within one paragraph, item or cell is only that, without bullets and quote marks.
 *
 * Returns: (transfer full): the selected part of the document; empty if there is none.
 *   Text and Markdown of one line have no newline at the end
 */
char *
llm_document_copy (LlmDocument *document,
                   const char *source,
                   LlmTextPosition start,
                   LlmTextPosition end,
                   LlmCopyFormat format)
{
  Copy copy = { document, source, start, end, format, NULL };
  guint n_blocks, position = start.block;

  g_return_val_if_fail (LLM_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (source != NULL, NULL);

  copy.out = g_string_new (NULL);
  n_blocks = llm_document_get_n_blocks (document);
  if (copy.end.block >= n_blocks)
    {
      copy.end.block = n_blocks - 1;
      copy.end.event = G_MAXUINT;
    }
  while (n_blocks > 0 && position <= copy.end.block)
    {
      const gsize before = copy.out->len;
      guint n = 0;

      if (before > 0 && format != LLM_COPY_HTML)
        g_string_append_c (copy.out, '\n');
      if (format == LLM_COPY_MARKDOWN)
        n = copy_source (&copy, position);
      if (n == 0)
        {
          copy_block (&copy, position);
          n = 1;
        }
      if (copy.out->len == before + 1)
        g_string_truncate (copy.out, before);
      position += n;
    }
  if (format != LLM_COPY_HTML && copy.out->len > 0
      && memchr (copy.out->str, '\n', copy.out->len) == copy.out->str + copy.out->len - 1)
    g_string_truncate (copy.out, copy.out->len - 1);
  return g_string_free (copy.out, FALSE);
}
