/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <string.h>

#include "llm-block-clip.h"
#include "llm-html-writer.h"
#include "llm-markdown-writer.h"
#include "llm-selection.h"
#include "llm-text-writer.h"

static void
assert_block (const LlmBlock *block, gsize length)
{
  const gsize size = llm_block_get_size (block);
  const LlmEvent *events;
  guint n_events, depth = 0;

  events = llm_block_get_events (block, &n_events);
  g_assert_cmpuint (n_events, >=, 2);
  for (guint i = 0; i < n_events; i++)
    {
      const LlmEvent *event = &events[i];

      g_assert_cmpuint ((gsize) event->text + event->text_length, <=, size);
      g_assert_cmpuint ((gsize) event->title + event->title_length, <=, size);
      g_assert_true (
          g_utf8_validate_len (llm_block_get_text (block, event), event->text_length, NULL));
      if (event->source != LLM_NO_SOURCE)
        g_assert_cmpuint ((gsize) event->source + event->source_length, <=, length);
      if (event->step == LLM_STEP_ENTER)
        depth++;
      else if (event->step == LLM_STEP_LEAVE)
        g_assert_cmpuint (depth--, >, 0);
      g_assert_true (depth > 0 || i == n_events - 1);
    }
}

static void
write_block (GString *out, const LlmBlock *block)
{
  g_string_truncate (out, 0);
  llm_html_writer_append (out, block, LLM_HTML_SAFE);
  llm_html_writer_append (out, block, LLM_HTML_VERBATIM);
  llm_markdown_writer_append (out, block);
  llm_text_writer_append (out, block);
  fuzz_assert_text (out->str, out->len);
}

/* A piece of a block is one as well. */
static void
clip_block (FuzzCuts *cuts, GString *out, const LlmBlock *block, gsize length)
{
  g_autoptr (LlmBlock) piece = NULL;
  g_autoptr (LlmBlock) leaf = NULL;
  guint n_events, first, last;

  llm_block_get_events (block, &n_events);
  first = (guint) (cuts->state >> 7) % n_events;
  last = first + (guint) (cuts->state >> 27) % (n_events + 1);
  piece = llm_block_clip (block, first, (guint32) (cuts->state >> 17) % 8, last,
                          (guint32) (cuts->state >> 37) % 8);
  if (piece == NULL)
    return;
  assert_block (piece, length);
  write_block (out, piece);
  leaf = llm_block_clip_to_leaf (piece);
  if (leaf != NULL)
    {
      assert_block (leaf, length);
      write_block (out, leaf);
    }
}

static void
stream (FuzzCuts *cuts, LlmDocument *document, const char *text)
{
  LlmDocumentEdit edit;

  while (fuzz_cuts_next (cuts) > 0)
    {
      const guint n_blocks = llm_document_get_n_blocks (document);
      gsize end = cuts->position;

      while (end < cuts->length && ((guchar) text[end] & 0xc0) == 0x80)
        end++;
      if (end < llm_document_get_parsed (document))
        continue;
      llm_document_update (document, text, end, &edit);
      g_assert_cmpuint (n_blocks + edit.n_added - edit.n_removed, ==,
                        llm_document_get_n_blocks (document));
    }
  llm_document_finish (document, text, cuts->length, &edit);
}

static void
copy_document (FuzzCuts *cuts, LlmDocument *document, const char *text)
{
  const LlmTextPosition start = { (guint) (cuts->state >> 9) % 4, (guint) (cuts->state >> 19) % 16,
                                  (guint32) (cuts->state >> 29) % 8 };
  const LlmTextPosition end
      = { start.block + (guint) (cuts->state >> 39) % 4, (guint) (cuts->state >> 49) % 32, 3 };

  for (guint format = LLM_COPY_TEXT; format <= LLM_COPY_HTML; format++)
    {
      g_autofree char *copy = llm_document_copy (document, text, start, end, format);

      fuzz_assert_string (copy);
    }
}

/* The first byte is the flags.  However the text is cut, the same blocks come of it, and the
 * writers make text of them. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GPtrArray) blocks = NULL;
  g_autoptr (LlmDocument) document = NULL;
  g_autofree char *text = NULL;
  LlmMarkdownFlags flags;
  FuzzCuts cuts;
  gsize length;

  if (size == 0)
    return 0;
  flags = data[0] & LLM_MARKDOWN_ANSWER;
  /* What the program gets to see is UTF-8. */
  text = g_utf8_make_valid ((const char *) data + 1, (gssize) size - 1);
  length = strlen (text);

  blocks = llm_markdown_parse (text, length, 0, flags);
  document = llm_document_new (flags);
  fuzz_cuts_init (&cuts, data, size, 61);
  cuts.length = length;
  stream (&cuts, document, text);
  g_assert_cmpuint (llm_document_get_n_blocks (document), ==, blocks->len);
  for (guint i = 0; i < blocks->len; i++)
    {
      g_assert_true (llm_block_equal (llm_document_get_block (document, i), blocks->pdata[i]));
      assert_block (blocks->pdata[i], length);
      write_block (out, blocks->pdata[i]);
      clip_block (&cuts, out, blocks->pdata[i], length);
    }
  copy_document (&cuts, document, text);
  return 0;
}
