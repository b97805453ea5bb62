/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "render-test.h"

#include <string.h>

#include "llm-markdown-writer.h"
#include "llm-text-writer.h"

char *
render_html (GPtrArray *blocks, LlmHtmlFlags flags)
{
  GString *html = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    llm_html_writer_append (html, blocks->pdata[i], flags);
  return g_string_free (html, FALSE);
}

char *
render_markdown (GPtrArray *blocks)
{
  GString *markdown = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (markdown, '\n');
      llm_markdown_writer_append (markdown, blocks->pdata[i]);
    }
  return g_string_free (markdown, FALSE);
}

char *
render_text (GPtrArray *blocks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < blocks->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, '\n');
      llm_text_writer_append (text, blocks->pdata[i]);
    }
  return g_string_free (text, FALSE);
}

static const char *const names[] = {
  [LLM_NODE_QUOTE] = "quote",
  [LLM_NODE_BULLET_LIST] = "bullets",
  [LLM_NODE_ORDERED_LIST] = "numbers",
  [LLM_NODE_ITEM] = "item",
  [LLM_NODE_TABLE] = "table",
  [LLM_NODE_TABLE_HEAD] = "head",
  [LLM_NODE_TABLE_BODY] = "body",
  [LLM_NODE_TABLE_ROW] = "row",
  [LLM_NODE_TABLE_HEADER_CELL] = "th",
  [LLM_NODE_TABLE_CELL] = "td",
  [LLM_NODE_PARAGRAPH] = "p",
  [LLM_NODE_HEADING] = "h",
  [LLM_NODE_CODE_BLOCK] = "pre",
  [LLM_NODE_HTML_BLOCK] = "html-block",
  [LLM_NODE_RULE] = "hr",
  [LLM_NODE_EMPHASIS] = "em",
  [LLM_NODE_STRONG] = "strong",
  [LLM_NODE_STRIKETHROUGH] = "del",
  [LLM_NODE_CODE] = "code",
  [LLM_NODE_LINK] = "a",
  [LLM_NODE_IMAGE] = "img",
  [LLM_NODE_TEXT] = "",
  [LLM_NODE_HARD_BREAK] = "br",
  [LLM_NODE_SOFT_BREAK] = "nl",
  [LLM_NODE_HTML] = "html",
  [LLM_NODE_INLINE_FORMULA] = "math",
  [LLM_NODE_DISPLAY_FORMULA] = "display",
  [LLM_NODE_FOOTNOTE] = "note",
};

/* The walk as one line: "<p 'text' <em 'more' > >". */
char *
render_events (GPtrArray *blocks)
{
  GString *out = g_string_new (NULL);

  for (guint b = 0; b < blocks->len; b++)
    {
      guint n_events;
      const LlmEvent *events = llm_block_get_events (blocks->pdata[b], &n_events);

      for (guint i = 0; i < n_events; i++)
        {
          const LlmEvent *event = &events[i];

          g_string_append (out, out->len > 0 ? " " : "");
          if (event->step == LLM_STEP_LEAVE)
            {
              g_string_append_c (out, '>');
              continue;
            }
          if (event->step == LLM_STEP_ENTER)
            g_string_append_c (out, '<');
          g_string_append (out, names[event->type]);
          if (event->text_length > 0)
            g_string_append_printf (out, "'%.*s'", (int) event->text_length,
                                    llm_block_get_text (blocks->pdata[b], event));
        }
    }
  return g_string_free (out, FALSE);
}

GPtrArray *
render_parse (const char *text, LlmMarkdownFlags flags)
{
  return llm_markdown_parse (text, strlen (text), 0, flags);
}

/* The documents of tests/data/render. */
GPtrArray *
render_corpus (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("LLMSELECT_TEST_DATA"), "render", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *corpus = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      char *text;

      g_file_get_contents (path, &text, NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_add (corpus, text);
    }
  g_assert_cmpuint (corpus->len, >=, 40);
  return corpus;
}

static gboolean
is_allowed (LlmNodeType parent, const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_ITEM:
      return parent == LLM_NODE_BULLET_LIST || parent == LLM_NODE_ORDERED_LIST;
    case LLM_NODE_TABLE_HEAD:
    case LLM_NODE_TABLE_BODY:
      return parent == LLM_NODE_TABLE;
    case LLM_NODE_TABLE_ROW:
      return parent == LLM_NODE_TABLE_HEAD || parent == LLM_NODE_TABLE_BODY;
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
      return parent == LLM_NODE_TABLE_ROW;
    default:
      /* Text is in leaves and, in tight lists, right in an item. */
      if (event->type >= LLM_NODE_FIRST_SPAN)
        return parent >= LLM_NODE_TABLE_HEADER_CELL || parent == LLM_NODE_ITEM;
      return parent == LLM_NODE_ITEM || parent == LLM_NODE_QUOTE;
    }
}

static void
assert_sane_event (const LlmBlock *block, const LlmEvent *event, gsize start, gsize length)
{
  const gsize size = llm_block_get_size (block);

  g_assert_cmpuint ((gsize) event->text + event->text_length, <=, size);
  g_assert_cmpuint ((gsize) event->title + event->title_length, <=, size);
  g_assert_true (g_utf8_validate_len (llm_block_get_text (block, event), event->text_length, NULL));
  g_assert_true (
      g_utf8_validate_len (llm_block_get_title (block, event), event->title_length, NULL));
  if (event->source != LLM_NO_SOURCE)
    {
      g_assert_cmpuint (event->source, >=, start);
      g_assert_cmpuint ((gsize) event->source + event->source_length, <=, length);
    }
}

/* Each walk is a tree, its texts and sources are where they say. */
void
render_assert_sane (GPtrArray *blocks, const char *source, gsize length)
{
  g_autoptr (GByteArray) open = g_byte_array_new ();

  for (guint b = 0; b < blocks->len; b++)
    {
      guint n_events;
      const LlmEvent *events = llm_block_get_events (blocks->pdata[b], &n_events);
      guint32 last_source = 0;

      for (guint i = 0; i < n_events; i++)
        {
          const LlmEvent *event = &events[i];

          assert_sane_event (blocks->pdata[b], event, last_source, length);
          if (event->source != LLM_NO_SOURCE)
            last_source = event->source;
          if (event->step == LLM_STEP_LEAVE)
            {
              g_assert_cmpuint (open->len, >, 0);
              g_assert_cmpint (open->data[open->len - 1], ==, event->type);
              g_byte_array_set_size (open, open->len - 1);
              g_assert_true (open->len > 0 || i == n_events - 1);
              continue;
            }
          if (open->len > 0)
            g_assert_true (is_allowed (open->data[open->len - 1], event));
          else
            g_assert_true (i == 0 && event->step == LLM_STEP_ENTER);
          if (event->step == LLM_STEP_ENTER)
            g_byte_array_append (open, &event->type, 1);
        }
      g_assert_cmpuint (open->len, ==, 0);
    }
}

void
render_assert_same_blocks (LlmDocument *document, GPtrArray *blocks)
{
  g_assert_cmpuint (llm_document_get_n_blocks (document), ==, blocks->len);
  for (guint i = 0; i < blocks->len; i++)
    g_assert_true (llm_block_equal (llm_document_get_block (document, i), blocks->pdata[i]));
}
