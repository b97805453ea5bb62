/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-layout.h"

#include <string.h>
#include "llm-layout-private.h"

/* Room and widths, in em. */
#define GAP_PARAGRAPH 0.6
#define GAP_TIGHT 0.2
#define GAP_HEADING 1.1
#define LIST_STEP 1.6
#define QUOTE_STEP 1.1
#define DIGIT 0.62

/* What is nested deeper is not moved further in. */
#define MAX_STEPS 8

/* A line is broken for display at the first blank after so many bytes, or before the
 * first character that can stand alone after so many more: long ones block the layout. */
#define BREAK_AT_SPACE 3840
#define BREAK_ANYWHERE 4096

/* So is one whose look changes this often. */
#define MAX_SPANS 300

#define ROW_SEPARATOR "\342\200\250" /* U+2028 */
#define OBJECT "\357\277\274"        /* U+FFFC */

/* Negative if there is no picture of it. */
double
llm_layouter_get_object_width (LlmLayouter *self, const LlmEvent *event)
{
  if (self->options->object_width == NULL)
    return -1;
  return self->options->object_width (self->block, event, self->options->object_data);
}

int
llm_layouter_px (LlmLayouter *self, double em)
{
  return (int) (em * self->em + 0.5);
}

LlmLine *
llm_layouter_get_line (LlmLayouter *self)
{
  return &g_array_index (self->layout->lines, LlmLine, self->layout->lines->len - 1);
}

/* Appends text that is counted; styles are the caller's. */
static void
append_text (LlmLayouter *self, const char *text, gsize length)
{
  g_string_append_len (self->layout->text, text, (gssize) length);
  self->layout->n_chars += (guint) g_utf8_strlen (text, (gssize) length);
  self->line_bytes += (guint) length;
}

static void
append_span (LlmLayouter *self, guint start, const LlmPiece *piece, guint32 offset)
{
  LlmSpan span = { start,  self->layout->n_chars, piece->style, piece->event,
                   offset, piece->link,           piece->action };

  if (span.end == span.start)
    return;
  g_array_append_val (self->layout->spans, span);
  self->line_spans++;
}

void
llm_layouter_append_raw (LlmLayouter *self, const char *text, guint style)
{
  const LlmPiece piece = { LLM_PIECE_TEXT, style, LLM_NO_EVENT, 0, LLM_NO_EVENT, 0, 0, NULL, 0 };
  const guint start = self->layout->n_chars;

  append_text (self, text, strlen (text));
  if (style != LLM_STYLE_NONE)
    append_span (self, start, &piece, 0);
}

/* Begins a line; the first one of an item gets its marker. */
LlmLine *
llm_layouter_begin_line (LlmLayouter *self, LlmLineKind kind)
{
  LlmLine line = { 0 };

  if (self->layout->lines->len > 0)
    append_text (self, "\n", 1);
  line.start = self->layout->n_chars;
  line.kind = kind;
  line.left = (gint16) self->left;
  line.right = (gint16) self->right;
  line.above = (gint16) self->above;
  line.table = -1;
  self->above = 0;
  self->line_bytes = 0;
  self->line_spans = 0;
  if (self->marker_waits)
    {
      line.left = (gint16) (self->left - self->hang);
      line.hang = (gint16) self->hang;
    }
  g_array_append_val (self->layout->lines, line);
  if (self->marker_waits)
    {
      self->marker_waits = FALSE;
      llm_layouter_append_raw (self, self->marker, LLM_STYLE_MARKER);
      append_text (self, "\t", 1);
    }
  return llm_layouter_get_line (self);
}

/* Markers stand alone before what has boxes and lines of its own. */
static void
flush_marker (LlmLayouter *self)
{
  if (!self->marker_waits)
    return;
  llm_layouter_begin_line (self, LLM_LINE_TEXT);
  llm_layouter_append_raw (self, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
}

/* Where the text is to be broken: its bytes before that. */
static gsize
find_break (LlmLayouter *self, const char *text, gsize length)
{
  const char *end = text + length;

  if (self->line_bytes + length <= BREAK_AT_SPACE)
    return length;
  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      const guint bytes = self->line_bytes + (guint) (p - text);

      if (bytes < BREAK_AT_SPACE || p == text)
        continue;
      if (p[-1] == ' ' || p[-1] == '\t'
          || (bytes >= BREAK_ANYWHERE && !g_unichar_ismark (g_utf8_get_char (p))
              && g_utf8_get_char (p) != 0x200d))
        return (gsize) (p - text);
    }
  return length;
}

/* Goes on in a new line of the buffer that looks like another row of the same. */
static void
break_line (LlmLayouter *self)
{
  LlmLine line = *llm_layouter_get_line (self);
  const LlmPiece piece
      = { LLM_PIECE_TEXT, LLM_STYLE_BREAK, LLM_NO_EVENT, 0, LLM_NO_EVENT, 0, 0, NULL, 0 };
  const guint start = self->layout->n_chars;

  append_text (self, "\n", 1);
  append_span (self, start, &piece, 0);
  line.start = self->layout->n_chars;
  if (line.kind != LLM_LINE_CODE)
    line.left = (gint16) (line.left + line.hang);
  line.hang = line.kind == LLM_LINE_CODE ? line.hang : 0;
  line.above = 0;
  self->line_bytes = 0;
  self->line_spans = 0;
  g_array_append_val (self->layout->lines, line);
}

static void
append_object (LlmLayouter *self, const LlmPiece *piece)
{
  const guint start = self->layout->n_chars;
  LlmObject object = { start, piece->object, (guint8) piece->action };

  append_text (self, OBJECT, strlen (OBJECT));
  append_span (self, start, piece, 0);
  g_array_append_val (self->layout->objects, object);
}

void
llm_layouter_append (LlmLayouter *self, const LlmPiece *piece)
{
  const char *text = piece->text;
  gsize length = piece->length;

  if (self->line_spans >= MAX_SPANS && llm_layouter_get_line (self)->kind != LLM_LINE_TABLE)
    break_line (self);
  if (text == NULL)
    {
      append_object (self, piece);
      return;
    }
  while (length > 0)
    {
      const gsize n = find_break (self, text, length);
      const guint start = self->layout->n_chars;

      append_text (self, text, n);
      append_span (self, start, piece, piece->offset + (guint32) (text - piece->text));
      text += n;
      length -= n;
      if (length > 0)
        break_line (self);
    }
}

/* Puts pieces into lines of @kind; formulas on display have lines of their own. */
void
llm_layouter_add_pieces (LlmLayouter *self, LlmLineKind kind, const LlmPiece *pieces, guint n)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const LlmPiece *piece = &pieces[i];

      if (piece->kind == LLM_PIECE_DISPLAY)
        {
          flush_marker (self);
          llm_layouter_begin_line (self, LLM_LINE_FORMULA);
          llm_layouter_append (self, piece);
          is_open = FALSE;
          continue;
        }
      if (piece->kind == LLM_PIECE_BREAK)
        {
          /* Beside a formula on display there is a new line anyway. */
          if (!is_open || (i + 1 < n && pieces[i + 1].kind == LLM_PIECE_DISPLAY))
            continue;
          if (self->line_bytes > BREAK_AT_SPACE / 2)
            break_line (self);
          else
            llm_layouter_append_raw (self, ROW_SEPARATOR, LLM_STYLE_NONE);
          continue;
        }
      if (!is_open)
        llm_layouter_begin_line (self, kind);
      is_open = TRUE;
      llm_layouter_append (self, piece);
    }
  if (n == 0)
    {
      llm_layouter_begin_line (self, kind);
      llm_layouter_append_raw (self, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
    }
}

void
llm_layouter_add_box (LlmLayouter *self, LlmBoxKind kind, guint first_line, int left, guint event)
{
  const guint n_lines = self->layout->lines->len;
  LlmBox box = { (guint8) kind, (gint16) left, first_line, n_lines - 1, event };

  if (n_lines > first_line)
    g_array_append_val (self->layout->boxes, box);
}

/* The event that leaves what @first enters. */
static guint
find_leave (LlmLayouter *self, guint first)
{
  guint depth = 0;

  for (guint i = first; i < self->n_events; i++)
    {
      if (self->events[i].step == LLM_STEP_ENTER)
        depth++;
      else if (self->events[i].step == LLM_STEP_LEAVE && --depth == 0)
        return i;
    }
  return self->n_events - 1;
}

static void
want_above (LlmLayouter *self, double em)
{
  self->above = MAX (self->above, llm_layouter_px (self, em));
}

static void
add_leaf (LlmLayouter *self, guint first, guint last)
{
  const LlmEvent *event = &self->events[first];
  g_autoptr (GArray) pieces = llm_layouter_collect (self, first + 1, last);
  LlmLineKind kind = LLM_LINE_TEXT;

  if (event->type == LLM_NODE_HEADING)
    kind = LLM_LINE_HEADING_1 + CLAMP (event->level, 1, 6) - 1;
  llm_layouter_add_pieces (self, kind, (LlmPiece *) (void *) pieces->data, pieces->len);
}

static void
add_rule (LlmLayouter *self, guint first)
{
  const guint first_line = self->layout->lines->len;

  llm_layouter_begin_line (self, LLM_LINE_RULE);
  llm_layouter_append_raw (self, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
  llm_layouter_add_box (self, LLM_BOX_RULE, first_line, self->left, first);
}

static void add_children (LlmLayouter *self, guint first, guint last, gboolean tight);

static void
add_quote (LlmLayouter *self, guint first, guint last)
{
  const guint first_line = self->layout->lines->len;
  const int step = self->depth < MAX_STEPS ? llm_layouter_px (self, QUOTE_STEP) : 0;

  self->depth++;
  self->left += step;
  add_children (self, first + 1, last, FALSE);
  if (self->layout->lines->len == first_line)
    {
      llm_layouter_begin_line (self, LLM_LINE_TEXT);
      llm_layouter_append_raw (self, LLM_LAYOUT_NOTHING, LLM_STYLE_NONE);
    }
  self->left -= step;
  self->depth--;
  llm_layouter_add_box (self, LLM_BOX_QUOTE, first_line, self->left, first);
}

static void
set_marker (LlmLayouter *self, const LlmEvent *list, const LlmEvent *item, guint32 number)
{
  static const char *const bullets[] = { "•", "◦", "▪" };

  if ((item->flags & LLM_EVENT_TASK) != 0)
    g_strlcpy (self->marker, (item->flags & LLM_EVENT_CHECKED) != 0 ? "☑" : "☐",
               sizeof self->marker);
  else if (list->type == LLM_NODE_ORDERED_LIST)
    g_snprintf (self->marker, sizeof self->marker, "%u%c", number, list->level == ')' ? ')' : '.');
  else
    g_strlcpy (self->marker, bullets[self->depth % G_N_ELEMENTS (bullets)], sizeof self->marker);
}

static double
get_marker_width (LlmLayouter *self, guint first, guint last)
{
  guint64 number = self->events[first].number;
  guint n_items = 0, depth = 0, digits = 1;

  if (self->events[first].type != LLM_NODE_ORDERED_LIST)
    return LIST_STEP;
  for (guint i = first; i < last; i++)
    {
      if (self->events[i].step == LLM_STEP_ENTER)
        n_items += self->events[i].type == LLM_NODE_ITEM && depth == 1, depth++;
      else if (self->events[i].step == LLM_STEP_LEAVE)
        depth--;
    }
  /* While more items come, those that are there should not move. */
  for (number += MAX (n_items, 9); number >= 10; number /= 10)
    digits++;
  return MAX (LIST_STEP, (digits + 1) * DIGIT + 0.35);
}

static void
add_list (LlmLayouter *self, guint first, guint last)
{
  const LlmEvent *list = &self->events[first];
  const gboolean tight = (list->flags & LLM_EVENT_TIGHT) != 0;
  const int old_hang = self->hang;
  int step = llm_layouter_px (self, get_marker_width (self, first, last));
  guint32 number = list->number;
  guint i = first + 1;

  if (self->depth >= MAX_STEPS)
    step = MIN (step, llm_layouter_px (self, LIST_STEP));
  self->left += self->depth < MAX_STEPS ? step : 0;
  while (i < last)
    {
      const guint end = find_leave (self, i);

      set_marker (self, list, &self->events[i], number++);
      self->hang = self->depth < MAX_STEPS ? step : MIN (step, self->left);
      self->marker_waits = TRUE;
      if (i > first + 1)
        want_above (self, tight ? GAP_TIGHT : GAP_PARAGRAPH * 0.7);
      self->depth++;
      add_children (self, i + 1, end, tight);
      self->depth--;
      flush_marker (self);
      i = end + 1;
    }
  self->left -= self->depth < MAX_STEPS ? step : 0;
  self->hang = old_hang;
}

static void
add_table (LlmLayouter *self, guint first, guint last)
{
  const guint first_line = self->layout->lines->len;

  llm_layouter_add_table (self, first, last);
  llm_layouter_add_box (self, LLM_BOX_TABLE, first_line, self->left, first);
}

static void
add_block (LlmLayouter *self, guint first, guint last, gboolean tight)
{
  const LlmEvent *event = &self->events[first];

  if (event->type != LLM_NODE_PARAGRAPH && event->type != LLM_NODE_HEADING)
    flush_marker (self);
  if (event->type == LLM_NODE_HEADING)
    want_above (self, event->level <= 2 ? GAP_HEADING : GAP_HEADING * 0.8);
  else if (event->type == LLM_NODE_BULLET_LIST || event->type == LLM_NODE_ORDERED_LIST)
    want_above (self, self->depth > 0 ? GAP_TIGHT : GAP_PARAGRAPH * 0.7);
  else if (!self->marker_waits)
    want_above (self, tight ? GAP_TIGHT : GAP_PARAGRAPH);

  if (event->type == LLM_NODE_QUOTE)
    add_quote (self, first, last);
  else if (event->type == LLM_NODE_BULLET_LIST || event->type == LLM_NODE_ORDERED_LIST)
    add_list (self, first, last);
  else if (event->type == LLM_NODE_TABLE)
    add_table (self, first, last);
  else if (event->type == LLM_NODE_CODE_BLOCK || event->type == LLM_NODE_HTML_BLOCK)
    llm_layouter_add_code (self, first);
  else if (event->type == LLM_NODE_RULE)
    add_rule (self, first);
  else
    add_leaf (self, first, last);
}

/* Blocks, or the text of a tight item, which has no paragraph. */
static void
add_children (LlmLayouter *self, guint first, guint last, gboolean tight)
{
  guint i = first;

  while (i < last)
    {
      const LlmEvent *event = &self->events[i];
      guint end = i;

      if (event->step == LLM_STEP_ENTER && event->type < LLM_NODE_FIRST_SPAN)
        {
          end = find_leave (self, i);
          add_block (self, i, end, tight);
          i = end + 1;
          continue;
        }
      while (end < last
             && !(self->events[end].step == LLM_STEP_ENTER
                  && self->events[end].type < LLM_NODE_FIRST_SPAN))
        end++;
      {
        g_autoptr (GArray) pieces = llm_layouter_collect (self, i, end);

        llm_layouter_add_pieces (self, LLM_LINE_TEXT, (LlmPiece *) (void *) pieces->data,
                                 pieces->len);
      }
      i = end;
    }
}

static void
clear_table (gpointer data)
{
  LlmTable *table = data;

  g_free (table->stops);
  g_free (table->aligns);
}

/* Letters of scripts that are written from right to left; close to the blocks that
 * https://www.unicode.org/Public/UCD/latest/ucd/extracted/DerivedBidiClass.txt has. */
static gboolean
is_rtl_letter (gunichar c)
{
  return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfeff)
         || (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

/**
 * llm_layout_find_direction:
 * @text: a text, up to its first newline
 *
 * Returns: how its first letter is written: 1 from left to right, -1 from right to left, 0 if
 *   there is none
 */
gint8
llm_layout_find_direction (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  for (const char *p = text; *p != '\0' && *p != '\n'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalpha (c))
        return is_rtl_letter (c) ? -1 : 1;
    }
  return 0;
}

/* Code is written from left to right whatever its comments are. */
static void
find_directions (LlmLayout *layout)
{
  const char *p = layout->text->str;

  for (guint i = 0; i < layout->lines->len; i++)
    {
      LlmLine *line = &g_array_index (layout->lines, LlmLine, i);

      line->direction = line->kind == LLM_LINE_CODE ? 1 : llm_layout_find_direction (p);
      p = strchr (p, '\n');
      if (p == NULL)
        return;
      p++;
    }
}

/**
 * llm_layout_new:
 * @block: a block
 * @options: how to lay it out
 *
 * Returns: (transfer full): the block as text
 */
LlmLayout *
llm_layout_new (LlmBlock *block, const LlmLayoutOptions *options)
{
  LlmLayout *layout;
  LlmLayouter layouter = { 0 };

  g_return_val_if_fail (block != NULL && options != NULL, NULL);
  g_return_val_if_fail (options->em > 0, NULL);

  layout = g_new0 (LlmLayout, 1);
  layout->block = llm_block_ref (block);
  layout->text = g_string_sized_new (llm_block_get_size (block) + 32);
  layout->spans = g_array_new (FALSE, FALSE, sizeof (LlmSpan));
  layout->lines = g_array_new (FALSE, FALSE, sizeof (LlmLine));
  layout->boxes = g_array_new (FALSE, FALSE, sizeof (LlmBox));
  layout->objects = g_array_new (FALSE, FALSE, sizeof (LlmObject));
  layout->tables = g_array_new (FALSE, FALSE, sizeof (LlmTable));
  g_array_set_clear_func (layout->tables, clear_table);
  layout->strings = g_ptr_array_new_with_free_func (g_free);

  layouter.layout = layout;
  layouter.block = block;
  layouter.events = llm_block_get_events (block, &layouter.n_events);
  layouter.options = options;
  layouter.em = options->em;
  add_block (&layouter, 0, layouter.n_events - 1, FALSE);
  find_directions (layout);
  g_ptr_array_set_size (layout->strings, 0);
  return layout;
}

/**
 * llm_layout_free:
 * @layout: (transfer full): a layout
 */
void
llm_layout_free (LlmLayout *layout)
{
  g_return_if_fail (layout != NULL);

  llm_block_unref (layout->block);
  g_string_free (layout->text, TRUE);
  g_array_unref (layout->spans);
  g_array_unref (layout->lines);
  g_array_unref (layout->boxes);
  g_array_unref (layout->objects);
  g_array_unref (layout->tables);
  g_ptr_array_unref (layout->strings);
  g_free (layout);
}

/**
 * llm_layout_get_block:
 * @layout: a layout
 *
 * Returns: (transfer none): what it shows
 */
LlmBlock *
llm_layout_get_block (const LlmLayout *layout)
{
  g_return_val_if_fail (layout != NULL, NULL);
  return layout->block;
}

/**
 * llm_layout_get_text:
 * @layout: a layout
 * @length: (out) (optional): its bytes
 *
 * Returns: (transfer none): the text
 */
const char *
llm_layout_get_text (const LlmLayout *layout, gsize *length)
{
  g_return_val_if_fail (layout != NULL, NULL);

  if (length != NULL)
    *length = layout->text->len;
  return layout->text->str;
}

/**
 * llm_layout_get_n_chars:
 * @layout: a layout
 *
 * Returns: the characters of the text
 */
guint
llm_layout_get_n_chars (const LlmLayout *layout)
{
  g_return_val_if_fail (layout != NULL, 0);
  return layout->n_chars;
}

/**
 * llm_layout_get_spans:
 * @layout: a layout
 * @n_spans: (out): how many
 *
 * Returns: (transfer none) (array length=n_spans): the runs of one style
 */
const LlmSpan *
llm_layout_get_spans (const LlmLayout *layout, guint *n_spans)
{
  g_return_val_if_fail (layout != NULL && n_spans != NULL, NULL);

  *n_spans = layout->spans->len;
  return (const LlmSpan *) (void *) layout->spans->data;
}

/**
 * llm_layout_get_lines:
 * @layout: a layout
 * @n_lines: (out): how many, at least one
 *
 * Returns: (transfer none) (array length=n_lines): the lines
 */
const LlmLine *
llm_layout_get_lines (const LlmLayout *layout, guint *n_lines)
{
  g_return_val_if_fail (layout != NULL && n_lines != NULL, NULL);

  *n_lines = layout->lines->len;
  return (const LlmLine *) (void *) layout->lines->data;
}

/**
 * llm_layout_get_boxes:
 * @layout: a layout
 * @n_boxes: (out): how many
 *
 * Returns: (transfer none) (array length=n_boxes): what is drawn behind the text
 */
const LlmBox *
llm_layout_get_boxes (const LlmLayout *layout, guint *n_boxes)
{
  g_return_val_if_fail (layout != NULL && n_boxes != NULL, NULL);

  *n_boxes = layout->boxes->len;
  return (const LlmBox *) (void *) layout->boxes->data;
}

/**
 * llm_layout_get_objects:
 * @layout: a layout
 * @n_objects: (out): how many
 *
 * Returns: (transfer none) (array length=n_objects): the pictures, in order
 */
const LlmObject *
llm_layout_get_objects (const LlmLayout *layout, guint *n_objects)
{
  g_return_val_if_fail (layout != NULL && n_objects != NULL, NULL);

  *n_objects = layout->objects->len;
  return (const LlmObject *) (void *) layout->objects->data;
}

/**
 * llm_layout_get_table:
 * @layout: a layout
 * @table: the table of an #LlmLine
 *
 * Returns: (transfer none): its columns
 */
const LlmTable *
llm_layout_get_table (const LlmLayout *layout, guint table)
{
  g_return_val_if_fail (layout != NULL && table < layout->tables->len, NULL);
  return &g_array_index (layout->tables, LlmTable, table);
}

/**
 * llm_layout_get_n_tables:
 * @layout: a layout
 *
 * Returns: how many tables there are in the block
 */
guint
llm_layout_get_n_tables (const LlmLayout *layout)
{
  g_return_val_if_fail (layout != NULL, 0);
  return layout->tables->len;
}

/**
 * llm_layout_is_foldable:
 * @layout: a layout
 *
 * Returns: whether it is a block of code that is long enough to be folded
 */
gboolean
llm_layout_is_foldable (const LlmLayout *layout)
{
  g_return_val_if_fail (layout != NULL, FALSE);
  return layout->is_foldable;
}
