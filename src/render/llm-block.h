/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LlmNodeType:
 *
 * What a piece of a document is.  Containers have other blocks in them, leaves have
 * text, spans lie within the text of a leaf.  The names are those of the CommonMark
 * and GitHub Flavored Markdown specifications.
 */
typedef enum
{
  /* Containers. */
  LLM_NODE_QUOTE,
  LLM_NODE_BULLET_LIST,
  LLM_NODE_ORDERED_LIST,
  LLM_NODE_ITEM,
  LLM_NODE_TABLE,
  LLM_NODE_TABLE_HEAD,
  LLM_NODE_TABLE_BODY,
  LLM_NODE_TABLE_ROW,
  /* Leaves. */
  LLM_NODE_TABLE_HEADER_CELL,
  LLM_NODE_TABLE_CELL,
  LLM_NODE_PARAGRAPH,
  LLM_NODE_HEADING,
  LLM_NODE_CODE_BLOCK,
  LLM_NODE_HTML_BLOCK,
  LLM_NODE_RULE,
  /* Spans. */
  LLM_NODE_EMPHASIS,
  LLM_NODE_STRONG,
  LLM_NODE_STRIKETHROUGH,
  LLM_NODE_CODE,
  LLM_NODE_LINK,
  LLM_NODE_IMAGE,
  /* Text. */
  LLM_NODE_TEXT,
  LLM_NODE_HARD_BREAK,
  LLM_NODE_SOFT_BREAK,
  LLM_NODE_HTML,
  LLM_NODE_INLINE_FORMULA,
  LLM_NODE_DISPLAY_FORMULA,
  LLM_NODE_FOOTNOTE
} LlmNodeType;

#define LLM_NODE_FIRST_SPAN LLM_NODE_EMPHASIS
#define LLM_NODE_FIRST_TEXT LLM_NODE_TEXT

typedef enum
{
  LLM_STEP_ENTER,
  LLM_STEP_LEAVE,
  LLM_STEP_TEXT
} LlmStep;

typedef enum
{
  LLM_ALIGN_NONE,
  LLM_ALIGN_LEFT,
  LLM_ALIGN_CENTER,
  LLM_ALIGN_RIGHT
} LlmAlign;

/**
 * LlmEventFlags:
 * @LLM_EVENT_TIGHT: a list without blank lines between its items
 * @LLM_EVENT_TASK: an item with a box
 * @LLM_EVENT_CHECKED: the box has a mark
 * @LLM_EVENT_FENCED: a code block between fences rather than an indented one
 * @LLM_EVENT_TITLED: a link or image with a title, a code block with a language, even if
 *   that is empty
 */
typedef enum
{
  LLM_EVENT_NONE = 0,
  LLM_EVENT_TIGHT = 1 << 0,
  LLM_EVENT_TASK = 1 << 1,
  LLM_EVENT_CHECKED = 1 << 2,
  LLM_EVENT_FENCED = 1 << 3,
  LLM_EVENT_TITLED = 1 << 4
} LlmEventFlags;

#define LLM_NO_SOURCE G_MAXUINT32

/**
 * LlmEvent:
 * @step: an #LlmStep
 * @type: an #LlmNodeType
 * @level: 1 to 6 of a heading, #LlmAlign of a cell, the marker of a list (`-`, `.` …), the
 *   delimiter of a formula (`$`, `(`, `[`)
 * @flags: #LlmEventFlags
 * @number: the first number of an ordered list; the columns of a table
 * @text: offset in the block's text: the characters of a text, the target of a link or
 *   image, the info string of a code block
 * @text_length: its bytes
 * @title: offset in the block's text: the title of a link or image, the language of a
 *   code block
 * @title_length: its bytes
 * @source: where the text begins in the Markdown source, or %LLM_NO_SOURCE
 * @source_length: its bytes there
 *
 * One step of a walk through a block, in document order.  Entities are decoded, the
 * delimiters of a formula are not part of its text but of its source.  There are no
 * holes in it, so that two walks are compared as memory.
 */
typedef struct
{
  guint8 step;
  guint8 type;
  guint8 level;
  guint8 flags;
  guint32 number;
  guint32 text;
  guint32 text_length;
  guint32 title;
  guint32 title_length;
  guint32 source;
  guint32 source_length;
} LlmEvent;

/**
 * LlmBlock:
 *
 * One block at the top level of a document, with everything in it; immutable.
 */
#define LLM_TYPE_BLOCK (llm_block_get_type ())
typedef struct _LlmBlock LlmBlock;

GType llm_block_get_type (void) G_GNUC_CONST;
LlmBlock *llm_block_new (const LlmEvent *events, guint n_events, const char *text, gsize length);
gboolean
llm_event_get_delimiters (const LlmEvent *event, const char **opening, const char **closing);
LlmBlock *llm_block_ref (LlmBlock *block);
void llm_block_unref (LlmBlock *block);

LlmNodeType llm_block_get_node_type (const LlmBlock *block);
const LlmEvent *llm_block_get_events (const LlmBlock *block, guint *n_events);
const char *llm_block_get_text (const LlmBlock *block, const LlmEvent *event);
const char *llm_block_get_title (const LlmBlock *block, const LlmEvent *event);
char *llm_block_dup_text (const LlmBlock *block, const LlmEvent *event);
char *llm_block_dup_title (const LlmBlock *block, const LlmEvent *event);
guint32 llm_block_get_first_source (const LlmBlock *block);
gboolean llm_block_equal (const LlmBlock *a, const LlmBlock *b);
gsize llm_block_get_size (const LlmBlock *block);
const char *llm_block_get_all_text (const LlmBlock *block);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmBlock, llm_block_unref)

G_END_DECLS
