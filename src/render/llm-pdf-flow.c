/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-pdf-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "llm-layout.h"
#include "llm-link.h"
#include "llm-tex-simple.h"

/* Blocks become boxes. */

/* Pango needs more than linear time and memory for one long paragraph: longer ones go on in
 * another box. */
#define MAX_PIECE 8192

#define LIST_INDENT 18
#define QUOTE_INDENT 12
#define MAX_INDENTS 8
#define TAB_WIDTH 4

typedef struct
{
  gboolean ordered;
  gboolean tight;
  guint number;
} List;

/* --- Boxes --- */

/**
 * llm_pdf_flow_add:
 * @self: a flow
 * @font: the look of its text
 *
 * Returns: (transfer none): a new box at the end, with the place that is set now
 */
LlmPdfBox *
llm_pdf_flow_add (LlmPdfFlow *self, LlmPdfFont font)
{
  LlmPdfBox *box = g_new0 (LlmPdfBox, 1);

  /* Narrow columns have smaller letters. */
  if (self->n_columns > 2 && font == LLM_PDF_BODY)
    font = LLM_PDF_CELL;
  if (self->n_columns > 2 && font == LLM_PDF_CODE)
    font = LLM_PDF_NARROW_CODE;
  box->font = (guint8) font;
  box->row = self->row;
  box->column = (guint8) self->column;
  box->n_columns = (guint8) self->n_columns;
  box->left = (float) self->left;
  box->is_rtl = self->is_rtl;
  box->above = box->below = 5;
  box->n_bars = (guint8) self->n_bars;
  memcpy (box->bars, self->bars, sizeof box->bars);
  box->marker = g_steal_pointer (&self->marker);
  box->marker_left = (float) self->marker_left;
  box->height = -1;
  g_ptr_array_add (self->document->boxes, box);
  return box;
}

/**
 * llm_pdf_text_take:
 * @self: a text
 * @text: (transfer full): its characters
 * @spans: (transfer full) (nullable): its looks
 */
void
llm_pdf_text_take (LlmPdfText *self, GString *text, GArray *spans)
{
  self->length = text->len;
  self->text = g_string_free (text, FALSE);
  if (spans != NULL && spans->len == 0)
    g_clear_pointer (&spans, g_array_unref);
  self->spans = spans;
}

static void
set_text (LlmPdfBox *box, GString *text, GArray *spans)
{
  box->cells = g_new0 (LlmPdfText, 1);
  box->n_cells = 1;
  llm_pdf_text_take (box->cells, text, spans);
}

/**
 * llm_pdf_flow_add_text:
 * @self: a flow
 * @font: its look
 * @text: a short text
 *
 * Returns: (transfer none): a new box with it
 */
LlmPdfBox *
llm_pdf_flow_add_text (LlmPdfFlow *self, LlmPdfFont font, const char *text)
{
  LlmPdfBox *box = llm_pdf_flow_add (self, font);

  set_text (box, g_string_new (text), NULL);
  return box;
}

/* Where to divide a long text: behind the last newline or blank. */
static gsize
find_end (const char *text, gsize length)
{
  gsize end = MAX_PIECE;

  if (length <= MAX_PIECE)
    return length;
  while (end > MAX_PIECE / 2 && text[end - 1] != '\n')
    end--;
  if (text[end - 1] == '\n')
    return end;
  end = MAX_PIECE;
  while (end > MAX_PIECE / 2 && text[end - 1] != ' ')
    end--;
  if (text[end - 1] == ' ')
    return end;
  end = MAX_PIECE;
  while (end > 1 && ((guchar) text[end] & 0xc0) == 0x80)
    end--;
  return end;
}

static GArray *
clip_spans (GArray *spans, gsize start, gsize end)
{
  GArray *clipped = g_array_new (FALSE, FALSE, sizeof (LlmPdfSpan));

  for (guint i = 0; i < spans->len; i++)
    {
      LlmPdfSpan span = g_array_index (spans, LlmPdfSpan, i);

      if (span.end <= start || span.start >= end)
        continue;
      span.start = (guint32) (MAX (span.start, start) - start);
      span.end = (guint32) (MIN (span.end, end) - start);
      g_array_append_val (clipped, span);
    }
  return clipped;
}

/* Takes a text of any length. */
static void
add_long_text (LlmPdfFlow *self, LlmPdfFont font, guint background, GString *text, GArray *spans)
{
  const guint group = background != LLM_PDF_NO_BACKGROUND ? ++self->document->n_groups : 0;
  gsize start = 0;

  do
    {
      const gsize end = start + find_end (text->str + start, text->len - start);
      const gboolean newline = end < text->len && text->str[end - 1] == '\n';
      LlmPdfBox *box = llm_pdf_flow_add (self, font);

      box->background = (guint8) background;
      box->group = group;
      if (start > 0)
        box->above = 0;
      if (end < text->len)
        box->below = 0;
      set_text (box, g_string_new_len (text->str + start, (gssize) (end - start - newline)),
                spans != NULL ? clip_spans (spans, start, end) : NULL);
      start = end;
    }
  while (start < text->len);
  g_string_free (text, TRUE);
  g_clear_pointer (&spans, g_array_unref);
}

/**
 * llm_pdf_flow_add_plain:
 * @self: a flow
 * @font: its look
 * @background: an #LlmPdfBackground
 * @text: text that is no Markdown, of any length
 */
void
llm_pdf_flow_add_plain (LlmPdfFlow *self, LlmPdfFont font, guint background, const char *text)
{
  GString *copy = g_string_new (text);

  while (copy->len > 0 && g_ascii_isspace (copy->str[copy->len - 1]))
    g_string_truncate (copy, copy->len - 1);
  add_long_text (self, font, background, copy, NULL);
}

/* --- What is within lines --- */

typedef struct
{
  LlmPdfFlow *flow;
  const LlmBlock *block;
  GString *text;
  GArray *spans;
  guint counts[LLM_NODE_IMAGE + 1];
  guint32 link; /* of the outermost link that may be opened */
  guint link_depth;
  gboolean needs_line; /* a formula stands on a line of its own */
} Inline;

static guint32
get_style (const Inline *self)
{
  guint32 style = 0;

  if (self->counts[LLM_NODE_EMPHASIS] > 0)
    style |= LLM_STYLE_EMPHASIS;
  if (self->counts[LLM_NODE_STRONG] > 0)
    style |= LLM_STYLE_STRONG;
  if (self->counts[LLM_NODE_STRIKETHROUGH] > 0)
    style |= LLM_STYLE_STRIKETHROUGH;
  if (self->counts[LLM_NODE_CODE] > 0)
    style |= LLM_STYLE_CODE;
  if (self->link != 0)
    style |= LLM_STYLE_LINK;
  return style;
}

static void
append (Inline *self, const char *text, gsize length, guint32 style)
{
  LlmPdfSpan span;

  if (length == 0)
    return;
  if (self->needs_line && self->text->len > 0 && *text != '\n')
    g_string_append_c (self->text, '\n');
  self->needs_line = FALSE;
  span.start = (guint32) self->text->len;
  g_string_append_len (self->text, text, (gssize) length);
  span.end = (guint32) self->text->len;
  span.style = get_style (self) | style;
  span.link = self->link;
  if (span.style != 0)
    g_array_append_val (self->spans, span);
}

static guint32
add_link (LlmPdfDocument *document, const char *target, gsize length)
{
  char *copy = g_strndup (target, length);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (document->link_indices, copy));

  if (index > 0)
    {
      g_free (copy);
      return index;
    }
  g_ptr_array_add (document->links, copy);
  index = document->links->len;
  g_hash_table_insert (document->link_indices, copy, GUINT_TO_POINTER (index));
  return index;
}

static void
enter_span (Inline *self, const LlmEvent *event)
{
  const char *target;

  if (event->type == LLM_NODE_IMAGE)
    /* Translators: stands in for an image that is not loaded; its description follows */
    append (self, _ ("Image: "), strlen (_ ("Image: ")), LLM_STYLE_LABEL);
  if (event->type == LLM_NODE_LINK || event->type == LLM_NODE_IMAGE)
    {
      target = llm_block_get_text (self->block, event);
      if (self->link_depth++ == 0 && llm_link_is_allowed (target, event->text_length))
        self->link = add_link (self->flow->document, target, event->text_length);
    }
  else
    self->counts[event->type]++;
}

static void
leave_span (Inline *self, const LlmEvent *event)
{
  if (event->type == LLM_NODE_LINK || event->type == LLM_NODE_IMAGE)
    {
      if (self->link_depth > 0 && --self->link_depth == 0)
        self->link = 0;
    }
  else if (self->counts[event->type] > 0)
    self->counts[event->type]--;
}

static void
append_formula (Inline *self, const LlmEvent *event)
{
  const gboolean display = event->type == LLM_NODE_DISPLAY_FORMULA;
  const char *source = llm_block_get_text (self->block, event);
  g_autoptr (LlmTexLine) line = llm_tex_simple_convert (source, event->text_length);

  if (display)
    self->needs_line = TRUE;
  if (line != NULL)
    for (guint i = 0; i < line->n_runs; i++)
      {
        const LlmTexRun *run = &line->runs[i];
        guint32 style = LLM_STYLE_FORMULA;

        if ((run->style & LLM_TEX_ITALIC) != 0)
          style |= LLM_STYLE_EMPHASIS;
        if ((run->style & LLM_TEX_BOLD) != 0)
          style |= LLM_STYLE_STRONG;
        if ((run->style & LLM_TEX_SUPERSCRIPT) != 0)
          style |= LLM_STYLE_SUPERSCRIPT;
        if ((run->style & LLM_TEX_SUBSCRIPT) != 0)
          style |= LLM_STYLE_SUBSCRIPT;
        append (self, line->text + run->start, run->length, style);
      }
  else
    {
      g_autofree char *text = g_strndup (source, event->text_length);
      g_autofree char *full
          = g_strconcat (display ? "$$" : "$", g_strstrip (text), display ? "$$" : "$", NULL);

      append (self, full, strlen (full), LLM_STYLE_FORMULA | LLM_STYLE_CODE);
    }
  self->needs_line = display;
}

static gboolean
is_break (const char *text, gsize length)
{
  return length >= 4 && length <= 6 && g_ascii_strncasecmp (text, "<br", 3) == 0
         && text[length - 1] == '>' && strspn (text + 3, " /") == length - 4;
}

static void
append_text (Inline *self, const LlmEvent *event)
{
  const char *text = llm_block_get_text (self->block, event);
  const gsize length = event->text_length;

  if (event->type == LLM_NODE_HARD_BREAK || event->type == LLM_NODE_SOFT_BREAK
      || (event->type == LLM_NODE_HTML && is_break (text, length)))
    /* Models mean the ends of lines that they write. */
    append (self, "\n", 1, 0);
  else if (event->type == LLM_NODE_INLINE_FORMULA || event->type == LLM_NODE_DISPLAY_FORMULA)
    append_formula (self, event);
  else if (event->type == LLM_NODE_FOOTNOTE)
    {
      /* U+2060: never alone on the next line. */
      append (self, "\342\201\240", 3, 0);
      append (self, text, length, LLM_STYLE_SUPERSCRIPT);
    }
  else
    append (self, text, length, event->type == LLM_NODE_HTML ? LLM_STYLE_HTML : 0);
}

/**
 * llm_pdf_flow_collect:
 * @self: a flow
 * @block: a block
 * @first: the first event of the text of a leaf
 * @text: where to append its characters
 * @spans: (element-type LlmPdfSpan): where to append their looks
 *
 * Returns: the event behind the text: what leaves the leaf, or another block
 */
guint
llm_pdf_flow_collect (
    LlmPdfFlow *self, const LlmBlock *block, guint first, GString *text, GArray *spans)
{
  Inline line = { self, block, text, spans };
  const LlmEvent *events;
  guint n_events, i;

  events = llm_block_get_events (block, &n_events);
  for (i = first; i < n_events && events[i].type >= LLM_NODE_FIRST_SPAN; i++)
    {
      if (events[i].step == LLM_STEP_ENTER)
        enter_span (&line, &events[i]);
      else if (events[i].step == LLM_STEP_LEAVE)
        leave_span (&line, &events[i]);
      else
        append_text (&line, &events[i]);
    }
  return i;
}

/* --- Blocks --- */

typedef struct
{
  LlmPdfFlow *flow;
  const LlmBlock *block;
  const LlmEvent *events;
  guint n_events;
  GArray *lists; /* List */
} Walk;

static guint
add_leaf (Walk *self, guint first, LlmPdfFont font)
{
  GString *text = g_string_new (NULL);
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (LlmPdfSpan));
  const guint n_boxes = self->flow->document->boxes->len;
  const guint end = llm_pdf_flow_collect (self->flow, self->block, first, text, spans);
  LlmPdfBox *box;

  add_long_text (self->flow, font, LLM_PDF_NO_BACKGROUND, text, spans);
  box = self->flow->document->boxes->pdata[n_boxes];
  if (self->lists->len > 0 && g_array_index (self->lists, List, self->lists->len - 1).tight)
    box->above = box->below = 1.5;
  return end;
}

static guint
add_heading (Walk *self, guint first)
{
  static const LlmPdfFont fonts[] = { LLM_PDF_HEADING_1, LLM_PDF_HEADING_2, LLM_PDF_HEADING_3,
                                      LLM_PDF_HEADING_4, LLM_PDF_HEADING_4, LLM_PDF_HEADING_4 };
  const guint level = CLAMP (self->events[first].level, 1, 6);
  const guint n_boxes = self->flow->document->boxes->len;
  const guint end = add_leaf (self, first + 1, fonts[level - 1]);
  LlmPdfBox *box = self->flow->document->boxes->pdata[n_boxes];

  box->above = level < 3 ? 14 : 10;
  box->keep = TRUE;
  if (self->flow->outline_level > 0 && self->lists->len == 0)
    {
      box->outline = llm_comparison_make_title (box->cells->text);
      box->outline_level = self->flow->outline_level + level - 1;
    }
  return end;
}

static GString *
expand_tabs (const char *line, gsize length)
{
  GString *out = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (line[i] != '\t')
        {
          g_string_append_c (out, line[i]);
          continue;
        }
      do
        g_string_append_c (out, ' ');
      while (out->len % TAB_WIDTH != 0);
    }
  return out;
}

static void
add_code_line (Walk *self, guint group, const char *line, gsize length)
{
  while (length > 0 && line[length - 1] == '\r')
    length--;
  do
    {
      const gsize n = find_end (line, length);
      LlmPdfBox *box = llm_pdf_flow_add (self->flow, LLM_PDF_CODE);

      box->background = LLM_PDF_CODE_BACKGROUND;
      box->group = group;
      box->above = box->below = 0;
      set_text (box, expand_tabs (line, n), NULL);
      line += n;
      length -= n;
    }
  while (length > 0);
}

/* Each line is a box, so that long code is divided without being laid out as a whole. */
static guint
add_code (Walk *self, guint first)
{
  g_autoptr (GString) code = g_string_new (NULL);
  const guint group = ++self->flow->document->n_groups;
  GPtrArray *boxes = self->flow->document->boxes;
  const guint n_boxes = boxes->len;
  const char *line, *end;
  guint i = first + 1;

  for (; i < self->n_events && self->events[i].step == LLM_STEP_TEXT; i++)
    g_string_append_len (code, llm_block_get_text (self->block, &self->events[i]),
                         self->events[i].text_length);
  if (code->len > 0 && code->str[code->len - 1] == '\n')
    g_string_truncate (code, code->len - 1);
  for (line = code->str; (end = strchr (line, '\n')) != NULL; line = end + 1)
    add_code_line (self, group, line, (gsize) (end - line));
  add_code_line (self, group, line, strlen (line));
  ((LlmPdfBox *) boxes->pdata[n_boxes])->above = 12;
  ((LlmPdfBox *) boxes->pdata[boxes->len - 1])->below = 12;
  /* Neither the first nor the last line alone. */
  if (boxes->len - n_boxes > 2)
    {
      ((LlmPdfBox *) boxes->pdata[n_boxes])->keep = TRUE;
      ((LlmPdfBox *) boxes->pdata[boxes->len - 2])->keep = TRUE;
    }
  return i;
}

static void
add_rule (Walk *self)
{
  LlmPdfBox *box = llm_pdf_flow_add (self->flow, LLM_PDF_BODY);

  box->is_rule = TRUE;
  box->above = box->below = 8;
}

static void
indent (Walk *self, double by)
{
  if (self->flow->depth++ < MAX_INDENTS)
    self->flow->left += by;
}

static void
outdent (Walk *self, double by)
{
  if (--self->flow->depth < MAX_INDENTS)
    self->flow->left -= by;
}

static void
enter_item (Walk *self, const LlmEvent *event)
{
  static const char *const bullets[] = { "•", "◦", "▪" };
  List *list = &g_array_index (self->lists, List, self->lists->len - 1);

  g_clear_pointer (&self->flow->marker, g_free);
  if ((event->flags & LLM_EVENT_TASK) != 0)
    self->flow->marker = g_strdup ((event->flags & LLM_EVENT_CHECKED) != 0 ? "☑" : "☐");
  else if (list->ordered)
    self->flow->marker = g_strdup_printf ("%u.", list->number++);
  else
    self->flow->marker = g_strdup (bullets[(self->lists->len - 1) % G_N_ELEMENTS (bullets)]);
  self->flow->marker_left = self->flow->left;
}

static void
enter_list (Walk *self, const LlmEvent *event)
{
  List list = { 0 };

  list.ordered = event->type == LLM_NODE_ORDERED_LIST;
  list.tight = (event->flags & LLM_EVENT_TIGHT) != 0;
  list.number = event->number;
  g_array_append_val (self->lists, list);
  indent (self, LIST_INDENT);
}

static void
enter_quote (Walk *self)
{
  LlmPdfFlow *flow = self->flow;

  if (flow->n_bars < LLM_PDF_MAX_BARS && flow->depth < MAX_INDENTS)
    {
      flow->bars[flow->n_bars].id = ++flow->document->n_bars;
      flow->bars[flow->n_bars].left = (float) flow->left;
      flow->n_bars++;
    }
  indent (self, QUOTE_INDENT);
}

static void
leave_quote (Walk *self)
{
  LlmPdfFlow *flow = self->flow;

  outdent (self, QUOTE_INDENT);
  while (flow->n_bars > 0 && flow->bars[flow->n_bars - 1].left >= flow->left
         && flow->depth < MAX_INDENTS)
    flow->n_bars--;
}

static void
leave (Walk *self, const LlmEvent *event)
{
  if (event->type == LLM_NODE_QUOTE)
    leave_quote (self);
  else if (event->type == LLM_NODE_ITEM)
    {
      /* An item with nothing in it. */
      if (self->flow->marker != NULL)
        llm_pdf_flow_add_text (self->flow, LLM_PDF_BODY, "");
    }
  else if (event->type == LLM_NODE_BULLET_LIST || event->type == LLM_NODE_ORDERED_LIST)
    {
      g_array_set_size (self->lists, self->lists->len - 1);
      outdent (self, LIST_INDENT);
    }
}

/* Returns the next event. */
static guint
enter (Walk *self, guint i)
{
  const LlmEvent *event = &self->events[i];

  switch (event->type)
    {
    case LLM_NODE_QUOTE:
      enter_quote (self);
      break;
    case LLM_NODE_BULLET_LIST:
    case LLM_NODE_ORDERED_LIST:
      enter_list (self, event);
      break;
    case LLM_NODE_ITEM:
      enter_item (self, event);
      break;
    case LLM_NODE_PARAGRAPH:
      return add_leaf (self, i + 1, LLM_PDF_BODY);
    case LLM_NODE_HEADING:
      return add_heading (self, i);
    case LLM_NODE_CODE_BLOCK:
    case LLM_NODE_HTML_BLOCK:
      return add_code (self, i);
    case LLM_NODE_TABLE:
      return llm_pdf_flow_add_table (self->flow, self->block, i);
    case LLM_NODE_RULE:
      add_rule (self);
      break;
    default:
      break;
    }
  return i + 1;
}

/* All of a block is indented from one side. */
static gboolean
is_rtl (const LlmBlock *block)
{
  const LlmEvent *events;
  guint n_events;

  events = llm_block_get_events (block, &n_events);
  for (guint i = 0; i < n_events; i++)
    if (events[i].step == LLM_STEP_TEXT && events[i].type == LLM_NODE_TEXT)
      {
        g_autofree char *text = llm_block_dup_text (block, &events[i]);
        const gint8 direction = llm_layout_find_direction (text);

        if (direction != 0)
          return direction < 0;
      }
  return FALSE;
}

/**
 * llm_pdf_flow_add_block:
 * @self: a flow
 * @block: a block
 *
 * Adds the boxes of a block.
 */
void
llm_pdf_flow_add_block (LlmPdfFlow *self, const LlmBlock *block)
{
  Walk walk = { self, block };
  const gboolean rtl = self->is_rtl;
  const LlmNodeType type = llm_block_get_node_type (block);
  guint i = 0;

  walk.events = llm_block_get_events (block, &walk.n_events);
  walk.lists = g_array_new (FALSE, FALSE, sizeof (List));
  self->is_rtl = type != LLM_NODE_CODE_BLOCK && type != LLM_NODE_HTML_BLOCK && is_rtl (block);
  while (i < walk.n_events)
    {
      const LlmEvent *event = &walk.events[i];

      if (event->type >= LLM_NODE_FIRST_SPAN)
        /* Text right in an item of a tight list. */
        i = add_leaf (&walk, i, LLM_PDF_BODY);
      else if (event->step == LLM_STEP_ENTER)
        i = enter (&walk, i);
      else
        {
          leave (&walk, event);
          i++;
        }
    }
  self->is_rtl = rtl;
  g_array_unref (walk.lists);
}
