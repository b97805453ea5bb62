/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-structure.h"

#include <string.h>

#include "llm-markdown.h"

static void
count (LlmTextStructure *structure, const LlmEvent *event)
{
  if (event->type == LLM_NODE_HEADING)
    structure->headings++;
  else if (event->type == LLM_NODE_BULLET_LIST || event->type == LLM_NODE_ORDERED_LIST)
    structure->lists++;
  else if (event->type == LLM_NODE_ITEM)
    structure->list_items++;
  else if (event->type == LLM_NODE_CODE_BLOCK)
    structure->code_blocks++;
  else if (event->type == LLM_NODE_TABLE)
    structure->tables++;
}

static void
end_line (GString *words)
{
  if (words->len > 0 && words->str[words->len - 1] != '\n')
    g_string_append_c (words, '\n');
}

/* The one tag that is not only markup. */
static gboolean
is_line_break (const char *html, gsize length)
{
  return length >= 4 && g_ascii_strncasecmp (html, "<br", 3) == 0
         && strchr (" />", html[3]) != NULL;
}

static void
append_text (GString *words, const LlmBlock *block, const LlmEvent *event)
{
  const char *text = llm_block_get_text (block, event);

  switch (event->type)
    {
    case LLM_NODE_SOFT_BREAK:
      g_string_append_c (words, ' ');
      break;
    case LLM_NODE_HARD_BREAK:
      end_line (words);
      break;
    case LLM_NODE_HTML:
      if (is_line_break (text, event->text_length))
        end_line (words);
      break;
    case LLM_NODE_FOOTNOTE:
      break;
    default:
      g_string_append_len (words, text, event->text_length);
      break;
    }
}

/**
 * llm_structure_add:
 * @structure: counts to add to
 * @words: (nullable): what to append the words of the block to
 * @block: a block
 *
 * Counts what a block is made of.  Its words come without any markup: no bullets, numbers, tags,
 * targets of links or marks of footnotes, but with code, formulas and the names of images.
 * Paragraphs, items, rows and lines that are broken end with a newline, cells with a tab, so that
 * none of them runs into the next sentence.
 */
void
llm_structure_add (LlmTextStructure *structure, GString *words, const LlmBlock *block)
{
  const LlmEvent *events;
  guint n_events;

  g_return_if_fail (structure != NULL && block != NULL);

  events = llm_block_get_events (block, &n_events);
  for (guint i = 0; i < n_events; i++)
    {
      const gboolean is_cell
          = events[i].type == LLM_NODE_TABLE_CELL || events[i].type == LLM_NODE_TABLE_HEADER_CELL;

      if (events[i].step == LLM_STEP_ENTER)
        count (structure, &events[i]);
      if (words == NULL)
        continue;
      if (events[i].step == LLM_STEP_TEXT)
        append_text (words, block, &events[i]);
      else if (is_cell && events[i].step == LLM_STEP_LEAVE)
        g_string_append_c (words, '\t');
      else if (!is_cell && events[i].type < LLM_NODE_FIRST_SPAN)
        end_line (words);
    }
}

/**
 * llm_structure_read:
 * @markdown: an answer as its model wrote it, valid UTF-8
 * @length: its bytes
 * @structure: (out): what it is made of
 *
 * For an #LlmTextInput.  May be called in any thread.
 *
 * Returns: (transfer full): its words, see llm_structure_add()
 */
char *
llm_structure_read (const char *markdown, gsize length, LlmTextStructure *structure)
{
  GString *words = g_string_sized_new (length);
  g_autoptr (GPtrArray) blocks = NULL;

  g_return_val_if_fail (markdown != NULL && structure != NULL, g_string_free (words, FALSE));

  memset (structure, 0, sizeof *structure);
  blocks = llm_markdown_parse (markdown, length, 0, LLM_MARKDOWN_ANSWER);
  for (guint i = 0; i < blocks->len; i++)
    llm_structure_add (structure, words, blocks->pdata[i]);
  return g_string_free (words, FALSE);
}
