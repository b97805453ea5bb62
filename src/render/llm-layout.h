/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-block.h"

G_BEGIN_DECLS

/**
 * LlmTextStyle:
 *
 * How a run of characters looks; several at a time.
 */
typedef enum
{
  LLM_STYLE_NONE = 0,
  LLM_STYLE_EMPHASIS = 1 << 0,
  LLM_STYLE_STRONG = 1 << 1,
  LLM_STYLE_STRIKETHROUGH = 1 << 2,
  LLM_STYLE_CODE = 1 << 3,
  LLM_STYLE_LINK = 1 << 4,
  LLM_STYLE_SUPERSCRIPT = 1 << 5,
  LLM_STYLE_SUBSCRIPT = 1 << 6,
  LLM_STYLE_HTML = 1 << 7,
  LLM_STYLE_MARKER = 1 << 8,
  LLM_STYLE_LABEL = 1 << 9,
  LLM_STYLE_ACTION = 1 << 10,
  LLM_STYLE_FORMULA = 1 << 11,
  LLM_STYLE_BREAK = 1 << 12,
  LLM_STYLE_OBJECT = 1 << 13
} LlmTextStyle;

#define LLM_N_STYLES 14

/**
 * LlmLineKind:
 *
 * What a line of the text belongs to, which decides on its font and background.
 */
typedef enum
{
  LLM_LINE_TEXT,
  LLM_LINE_HEADING_1,
  LLM_LINE_HEADING_2,
  LLM_LINE_HEADING_3,
  LLM_LINE_HEADING_4,
  LLM_LINE_HEADING_5,
  LLM_LINE_HEADING_6,
  LLM_LINE_CODE,
  LLM_LINE_CODE_LABEL,
  LLM_LINE_CODE_MORE,
  LLM_LINE_TABLE,
  LLM_LINE_FORMULA,
  LLM_LINE_RULE
} LlmLineKind;

typedef enum
{
  LLM_BOX_CODE,
  LLM_BOX_QUOTE,
  LLM_BOX_TABLE,
  LLM_BOX_RULE
} LlmBoxKind;

typedef enum
{
  LLM_OBJECT_FORMULA,
  LLM_OBJECT_IMAGE,
  LLM_OBJECT_DIAGRAM
} LlmObjectKind;

typedef enum
{
  LLM_ACTION_COPY,
  LLM_ACTION_TOGGLE,
  LLM_ACTION_OPEN,
  LLM_ACTION_IMAGE
} LlmLayoutAction;

#define LLM_NO_EVENT G_MAXUINT32

/**
 * LlmSpan:
 * @start: the first character
 * @end: the one behind the last
 * @style: #LlmTextStyle
 * @event: the text event it is from, or %LLM_NO_EVENT
 * @offset: its first byte in the event's text; a span of %LLM_STYLE_FORMULA is all of it
 * @link: the event of the link it is in, or %LLM_NO_EVENT
 * @action: what it does, with %LLM_STYLE_ACTION
 *
 * Spans are in order, cover what comes from the source and do not overlap.
 */
typedef struct
{
  guint32 start;
  guint32 end;
  guint32 style;
  guint32 event;
  guint32 offset;
  guint32 link;
  guint32 action;
} LlmSpan;

/**
 * LlmLine:
 * @start: its first character
 * @kind: #LlmLineKind
 * @left: pixels before the text
 * @right: pixels behind it
 * @hang: pixels that all but its first row are further in, where the marker ends
 * @above: pixels of room above
 * @below: pixels of room below
 * @table: its table, or -1
 * @row_start: 1 for the first line of a table's row, 2 for that of the first one below the
 *   header
 * @direction: 1 for text from left to right, -1 from right to left, 0 if it has neither
 */
typedef struct
{
  guint32 start;
  gint16 left;
  gint16 right;
  gint16 hang;
  gint16 above;
  gint16 below;
  gint16 table;
  guint8 kind;
  guint8 row_start;
  gint8 direction;
} LlmLine;

/**
 * LlmBox:
 * @kind: what is drawn behind the text
 * @first_line: the first line it is behind
 * @last_line: the last one
 * @left: where it begins, in pixels
 * @event: what enters the block that it belongs to
 */
typedef struct
{
  guint8 kind;
  gint16 left;
  guint32 first_line;
  guint32 last_line;
  guint32 event;
} LlmBox;

typedef struct
{
  guint32 at;
  guint32 event;
  guint8 kind;
} LlmObject;

/**
 * LlmTable:
 * @n_columns: how many columns
 * @stops: where the text of each column is anchored, in pixels from the line's left edge
 * @aligns: #LlmAlign of each
 * @width: of all together
 */
typedef struct
{
  guint n_columns;
  int *stops;
  LlmAlign *aligns;
  int width;
} LlmTable;

/**
 * LlmLayoutBytes:
 * @start: the first byte in the text of an event
 * @end: the byte behind the last
 */
typedef struct
{
  guint32 start;
  guint32 end;
} LlmLayoutBytes;

/**
 * LlmLayoutOptions:
 * @em: the font's size in pixels
 * @width: pixels there are for a line
 * @is_open: whether more may come to the block, so that it is not folded
 * @is_folded: whether a long block of code shows its beginning only
 * @measure: how wide a text is, in pixels; NULL counts half an em a character
 * @object_width: how wide the picture of an event is, in pixels, negative if there is none;
 *   NULL if there is none of any
 * @measure_data: for @measure
 * @object_data: for @object_width
 */
typedef struct
{
  double em;
  int width;
  gboolean is_open;
  gboolean is_folded;
  double (*measure) (const char *text, gsize length, guint style, gpointer user_data);
  double (*object_width) (const LlmBlock *block, const LlmEvent *event, gpointer user_data);
  gpointer measure_data;
  gpointer object_data;
} LlmLayoutOptions;

/**
 * LlmLayout:
 *
 * A block as lines of text with styles: what a text view shows of it.  Lines are
 * separated by `\n`, rows of one line by U+2028, and there is none at the end.  Pictures
 * are U+FFFC.  Immutable.
 */
typedef struct _LlmLayout LlmLayout;

LlmLayout *llm_layout_new (LlmBlock *block, const LlmLayoutOptions *options);
void llm_layout_free (LlmLayout *layout);

LlmBlock *llm_layout_get_block (const LlmLayout *layout);
const char *llm_layout_get_text (const LlmLayout *layout, gsize *length);
guint llm_layout_get_n_chars (const LlmLayout *layout);
const LlmSpan *llm_layout_get_spans (const LlmLayout *layout, guint *n_spans);
const LlmLine *llm_layout_get_lines (const LlmLayout *layout, guint *n_lines);
const LlmBox *llm_layout_get_boxes (const LlmLayout *layout, guint *n_boxes);
const LlmObject *llm_layout_get_objects (const LlmLayout *layout, guint *n_objects);
const LlmTable *llm_layout_get_table (const LlmLayout *layout, guint table);
guint llm_layout_get_n_tables (const LlmLayout *layout);
gboolean llm_layout_is_foldable (const LlmLayout *layout);

const LlmSpan *llm_layout_find_span (const LlmLayout *layout, guint at);
gboolean llm_layout_locate (
    const LlmLayout *layout, guint at, gboolean is_end, guint32 *event, guint32 *offset);
gboolean llm_layout_next_range (const LlmLayout *layout,
                                guint32 event,
                                LlmLayoutBytes bytes,
                                guint *span,
                                guint *at,
                                guint *end);
gint8 llm_layout_find_direction (const char *text);
gboolean llm_layout_find_source (const LlmLayout *layout, guint32 source, guint *at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmLayout, llm_layout_free)

G_END_DECLS
