/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-writer.h"
#include "llm-markdown-writer-private.h"

#include <string.h>

/* More digits than this are no number of an item. */
#define MAX_NUMBER 999999999

/* A container that is open. */
typedef struct
{
  LlmNodeType type;
  gboolean tight;
  guint32 number; /* of the next item */
  char marker;
  guint n_children;
  LlmNodeType last_type; /* of the last child */
  char last_marker;
  gsize prefix; /* its length outside */
} Frame;

typedef struct
{
  LlmMarkdownWriter base;
  GArray *frames;
  GArray *aligns; /* of the open table */
  gboolean needs_delimiters;
} Writer;

static void
open_line (LlmMarkdownWriter *writer)
{
  if (writer->line_open)
    return;
  g_string_append_len (writer->out, writer->prefix->str, (gssize) writer->prefix->len);
  writer->content = writer->out->len;
  writer->line_open = TRUE;
}

static void
trim_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
}

/* Without an open line it makes a blank one. */
static void
end_line (LlmMarkdownWriter *writer)
{
  if (!writer->line_open)
    {
      open_line (writer);
      trim_line (writer->out);
    }
  g_string_append_c (writer->out, '\n');
  writer->line_open = FALSE;
}

/**
 * llm_markdown_writer_new_line:
 * @writer: a writer
 *
 * Goes to the next line of the same leaf.
 */
void
llm_markdown_writer_new_line (LlmMarkdownWriter *writer)
{
  end_line (writer);
  open_line (writer);
}

/**
 * llm_markdown_writer_append_lines:
 * @writer: a writer
 * @text: what may have several lines
 * @length: its bytes
 *
 * Appends text as it is, with what the lines of the open containers begin with.
 */
void
llm_markdown_writer_append_lines (LlmMarkdownWriter *writer, const char *text, gsize length)
{
  while (length > 0)
    {
      const char *newline = memchr (text, '\n', length);
      const gsize n = newline != NULL ? (gsize) (newline - text) : length;

      if (n > 0)
        {
          open_line (writer);
          g_string_append_len (writer->out, text, (gssize) n);
        }
      if (newline == NULL)
        return;
      end_line (writer);
      text += n + 1;
      length -= n + 1;
    }
  open_line (writer);
}

static Frame *
get_frame (Writer *writer)
{
  return writer->frames->len > 0 ? &g_array_index (writer->frames, Frame, writer->frames->len - 1)
                                 : NULL;
}

/* Puts between two children what keeps them apart. */
static void
begin_child (Writer *writer, LlmNodeType type)
{
  Frame *frame = get_frame (writer);
  gboolean needs_blank;

  writer->base.in_item = frame != NULL && frame->type == LLM_NODE_ITEM && frame->n_children == 0;
  if (frame == NULL)
    return;
  if (frame->n_children > 0)
    {
      needs_blank = frame->type == LLM_NODE_QUOTE || !frame->tight
                    || (type == LLM_NODE_PARAGRAPH && frame->last_type == LLM_NODE_PARAGRAPH);
      if (writer->base.line_open)
        end_line (&writer->base);
      if (needs_blank)
        end_line (&writer->base);
    }
  frame->n_children++;
  frame->last_type = type;
  open_line (&writer->base);
}

static void
push_frame (Writer *writer, LlmNodeType type, gboolean tight)
{
  Frame frame = { 0 };

  frame.type = type;
  frame.tight = tight;
  frame.last_type = LLM_NODE_TEXT;
  frame.prefix = writer->base.prefix->len;
  g_array_append_val (writer->frames, frame);
}

static void
pop_frame (Writer *writer)
{
  const Frame *frame = get_frame (writer);

  if (writer->base.line_open && frame->type != LLM_NODE_BULLET_LIST
      && frame->type != LLM_NODE_ORDERED_LIST)
    {
      if (frame->n_children == 0)
        trim_line (writer->base.out);
      end_line (&writer->base);
    }
  g_string_truncate (writer->base.prefix, frame->prefix);
  g_array_set_size (writer->frames, writer->frames->len - 1);
}

static void
enter_quote (Writer *writer)
{
  begin_child (writer, LLM_NODE_QUOTE);
  open_line (&writer->base);
  push_frame (writer, LLM_NODE_QUOTE, FALSE);
  g_string_append (writer->base.out, "> ");
  g_string_append (writer->base.prefix, "> ");
  writer->base.content = writer->base.out->len;
}

/* Two lists in a row are two only if their markers are different. */
static void
enter_list (Writer *writer, const LlmEvent *event)
{
  const gboolean ordered = event->type == LLM_NODE_ORDERED_LIST;
  Frame *parent = get_frame (writer);
  const gboolean follows = parent != NULL && parent->last_type == event->type;
  char marker = (char) event->level;

  if (ordered)
    {
      if (marker != ')')
        marker = '.';
      if (follows && parent->last_marker == marker)
        marker = marker == '.' ? ')' : '.';
    }
  else
    {
      if (marker != '*' && marker != '+')
        marker = '-';
      if (follows && parent->last_marker == marker)
        marker = marker == '-' ? '*' : '-';
    }
  begin_child (writer, event->type);
  if (parent != NULL)
    parent->last_marker = marker;
  push_frame (writer, event->type, (event->flags & LLM_EVENT_TIGHT) != 0);
  get_frame (writer)->marker = marker;
  get_frame (writer)->number = MIN (event->number, MAX_NUMBER);
}

static void
enter_item (Writer *writer, const LlmEvent *event)
{
  LlmMarkdownWriter *base = &writer->base;
  Frame *list = get_frame (writer);
  const gboolean tight = list == NULL || list->tight;
  char marker[16] = "- ";
  gsize width;

  if (list != NULL)
    {
      if (list->n_children > 0 && !tight)
        end_line (base);
      list->n_children++;
      if (list->type == LLM_NODE_ORDERED_LIST)
        g_snprintf (marker, sizeof marker, "%u%c ", list->number, list->marker);
      else
        marker[0] = list->marker;
      list->number = MIN (list->number + 1, MAX_NUMBER);
    }
  width = strlen (marker);
  open_line (base);
  push_frame (writer, LLM_NODE_ITEM, tight);
  g_string_append (base->out, marker);
  for (gsize i = 0; i < width; i++)
    g_string_append_c (base->prefix, ' ');
  if ((event->flags & LLM_EVENT_TASK) != 0)
    g_string_append (base->out, (event->flags & LLM_EVENT_CHECKED) != 0 ? "[x] " : "[ ] ");
  base->content = base->out->len;
}

static gboolean
has_break (LlmMarkdownWriter *writer, guint first)
{
  for (guint i = first; i < writer->n_events && writer->events[i].type >= LLM_NODE_FIRST_SPAN; i++)
    {
      if (writer->events[i].type == LLM_NODE_SOFT_BREAK
          || writer->events[i].type == LLM_NODE_HARD_BREAK)
        return TRUE;
    }
  return FALSE;
}

/* A heading of several lines is underlined. */
static guint
append_heading (Writer *writer, guint i)
{
  LlmMarkdownWriter *base = &writer->base;
  const guint level = CLAMP (base->events[i].level, 1, 6);
  const gboolean underlined = level <= 2 && has_break (base, i + 1);

  open_line (base);
  if (!underlined)
    {
      for (guint k = 0; k < level; k++)
        g_string_append_c (base->out, '#');
      g_string_append_c (base->out, ' ');
      base->content = base->out->len;
    }
  base->in_heading = !underlined;
  i = llm_markdown_writer_append_inlines (base, i + 1);
  base->in_heading = FALSE;
  if (underlined)
    {
      llm_markdown_writer_new_line (base);
      g_string_append (base->out, level == 1 ? "===" : "---");
    }
  trim_line (base->out);
  end_line (base);
  return i;
}

/* The text of a leaf that is not read as Markdown. */
static GString *
collect_text (LlmMarkdownWriter *writer, guint i)
{
  const guint end = writer->matches[i];

  g_string_truncate (writer->text, 0);
  for (i++; i < end; i++)
    {
      const LlmEvent *event = &writer->events[i];

      if (event->step == LLM_STEP_TEXT)
        g_string_append_len (writer->text, llm_block_get_text (writer->block, event),
                             event->text_length);
    }
  return writer->text;
}

/* Longer than any run in the text. */
static guint
get_fence_length (const GString *text, char fence)
{
  guint longest = 2, run = 0;

  for (gsize i = 0; i < text->len; i++)
    {
      run = text->str[i] == fence ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  return longest + 1;
}

static void
append_info (LlmMarkdownWriter *writer, const LlmEvent *event)
{
  const char *info = llm_block_get_text (writer->block, event);

  for (guint i = 0; i < event->text_length; i++)
    {
      const gboolean is_edge = i == 0 || i + 1 == event->text_length;
      const char next = i + 1 < event->text_length ? info[i + 1] : ' ';

      if (info[i] == '\n' || info[i] == '\r' || (is_edge && (info[i] == ' ' || info[i] == '\t')))
        {
          g_string_append_printf (writer->out, "&#%d;", info[i]);
          continue;
        }
      if ((info[i] == '\\' && g_ascii_ispunct (next)) || (i == 0 && info[i] == '~')
          || (info[i] == '&' && llm_markdown_is_entity (info + i, event->text_length - i)))
        g_string_append_c (writer->out, '\\');
      g_string_append_c (writer->out, info[i]);
    }
}

static void
append_code_block (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = &writer->events[i];
  const GString *text = collect_text (writer, i);
  const char *info = llm_block_get_text (writer->block, event);
  const char fence = memchr (info, '`', event->text_length) != NULL ? '~' : '`';
  const guint length = get_fence_length (text, fence);

  open_line (writer);
  for (guint k = 0; k < length; k++)
    g_string_append_c (writer->out, fence);
  append_info (writer, event);
  end_line (writer);
  if (text->len > 0)
    {
      llm_markdown_writer_append_lines (writer, text->str,
                                        text->len - (text->str[text->len - 1] == '\n'));
      if (writer->line_open || text->str[text->len - 1] == '\n')
        end_line (writer);
    }
  open_line (writer);
  for (guint k = 0; k < length; k++)
    g_string_append_c (writer->out, fence);
  end_line (writer);
}

static void
append_html_block (LlmMarkdownWriter *writer, guint i)
{
  const GString *text = collect_text (writer, i);
  gsize start;

  if (text->len == 0)
    return;
  /* Blanks behind a marker would be a part of that. */
  if (writer->in_item && text->str[0] == ' ')
    {
      trim_line (writer->out);
      end_line (writer);
    }
  /* md4c takes HTML that is indented further for a block where it follows a paragraph. */
  start = strspn (text->str, " \t");
  if (start < 4 && text->str[0] != '\t')
    start = 0;
  llm_markdown_writer_append_lines (writer, text->str + start,
                                    text->len - start - (text->str[text->len - 1] == '\n'));
  if (writer->line_open)
    end_line (writer);
}

/* Three hyphens could be a heading or a list elsewhere. */
static void
append_rule (LlmMarkdownWriter *writer)
{
  open_line (writer);
  g_string_append (writer->out, writer->prefix->len == 0 ? "---" : "___");
  end_line (writer);
}

static void
append_delimiters (Writer *writer)
{
  static const char *const delimiters[] = { " --- |", " :-- |", " :-: |", " --: |" };

  open_line (&writer->base);
  g_string_append_c (writer->base.out, '|');
  for (guint i = 0; i < writer->aligns->len; i++)
    g_string_append (writer->base.out, delimiters[g_array_index (writer->aligns, guint8, i) & 3]);
  end_line (&writer->base);
  writer->needs_delimiters = FALSE;
}

/* Alignments are those of the first row.  A table needs a head, be it empty. */
static void
enter_table (Writer *writer, guint i)
{
  const LlmMarkdownWriter *base = &writer->base;
  const gboolean has_head = base->events[i + 1].type == LLM_NODE_TABLE_HEAD;

  begin_child (writer, LLM_NODE_TABLE);
  g_array_set_size (writer->aligns, 0);
  for (; i < base->n_events; i++)
    {
      const LlmEvent *event = &base->events[i];

      if (event->step == LLM_STEP_LEAVE && event->type == LLM_NODE_TABLE_ROW)
        break;
      if (event->step == LLM_STEP_ENTER
          && (event->type == LLM_NODE_TABLE_HEADER_CELL || event->type == LLM_NODE_TABLE_CELL))
        g_array_append_val (writer->aligns, event->level);
    }
  writer->needs_delimiters = TRUE;
  if (has_head)
    return;
  open_line (&writer->base);
  g_string_append_c (base->out, '|');
  for (guint k = 0; k < writer->aligns->len; k++)
    g_string_append (base->out, "  |");
  end_line (&writer->base);
  append_delimiters (writer);
}

static guint
append_cell (LlmMarkdownWriter *writer, guint i)
{
  g_string_append_c (writer->out, ' ');
  writer->content = writer->out->len;
  writer->in_table = TRUE;
  i = llm_markdown_writer_append_inlines (writer, i + 1);
  writer->in_table = FALSE;
  g_string_append (writer->out, " |");
  return i;
}

static guint
append_paragraph (Writer *writer, guint i)
{
  begin_child (writer, LLM_NODE_PARAGRAPH);
  open_line (&writer->base);
  i = llm_markdown_writer_append_inlines (&writer->base, i);
  if (writer->base.line_open)
    end_line (&writer->base);
  return i;
}

/* Returns the last event that was written. */
static guint
enter_block (Writer *writer, guint i)
{
  LlmMarkdownWriter *base = &writer->base;
  const LlmEvent *event = &base->events[i];

  switch (event->type)
    {
    case LLM_NODE_QUOTE:
      enter_quote (writer);
      return i;
    case LLM_NODE_BULLET_LIST:
    case LLM_NODE_ORDERED_LIST:
      enter_list (writer, event);
      return i;
    case LLM_NODE_ITEM:
      enter_item (writer, event);
      return i;
    case LLM_NODE_TABLE:
      enter_table (writer, i);
      return i;
    case LLM_NODE_TABLE_ROW:
      open_line (base);
      g_string_append_c (base->out, '|');
      return i;
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
      return append_cell (base, i);
    case LLM_NODE_PARAGRAPH:
      return append_paragraph (writer, i + 1);
    case LLM_NODE_HEADING:
      begin_child (writer, event->type);
      return append_heading (writer, i);
    case LLM_NODE_CODE_BLOCK:
      begin_child (writer, event->type);
      append_code_block (base, i);
      return base->matches[i];
    case LLM_NODE_HTML_BLOCK:
      begin_child (writer, event->type);
      append_html_block (base, i);
      return base->matches[i];
    case LLM_NODE_RULE:
      begin_child (writer, event->type);
      append_rule (base);
      return i;
    default:
      return i;
    }
}

static void
leave_block (Writer *writer, const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_QUOTE:
    case LLM_NODE_BULLET_LIST:
    case LLM_NODE_ORDERED_LIST:
    case LLM_NODE_ITEM:
      pop_frame (writer);
      break;
    case LLM_NODE_TABLE_ROW:
      end_line (&writer->base);
      if (writer->needs_delimiters)
        append_delimiters (writer);
      break;
    default:
      break;
    }
}

static void
match_events (LlmMarkdownWriter *writer)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));

  writer->matches = g_new0 (guint, writer->n_events);
  for (guint i = 0; i < writer->n_events; i++)
    {
      if (writer->events[i].step == LLM_STEP_ENTER)
        g_array_append_val (open, i);
      else if (writer->events[i].step == LLM_STEP_LEAVE && open->len > 0)
        {
          const guint enter = g_array_index (open, guint, open->len - 1);

          writer->matches[i] = enter;
          writer->matches[enter] = i;
          g_array_set_size (open, open->len - 1);
        }
    }
}

/**
 * llm_markdown_writer_append:
 * @markdown: what to append to, at the beginning of a line
 * @block: a block
 *
 * Appends a block as Markdown that ends with a newline and is parsed to the same block
 * again.  Blocks are to be separated by a blank line.
 */
void
llm_markdown_writer_append (GString *markdown, const LlmBlock *block)
{
  Writer writer = { 0 };
  LlmMarkdownWriter *base = &writer.base;

  g_return_if_fail (markdown != NULL && block != NULL);

  base->out = markdown;
  base->block = block;
  base->events = llm_block_get_events (block, &base->n_events);
  base->prefix = g_string_new (NULL);
  base->text = g_string_new (NULL);
  base->markers = g_array_new (FALSE, FALSE, sizeof (LlmMarkdownMarker));
  writer.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  writer.aligns = g_array_new (FALSE, FALSE, sizeof (guint8));
  match_events (base);

  for (guint i = 0; i < base->n_events; i++)
    {
      const LlmEvent *event = &base->events[i];

      if (event->type >= LLM_NODE_FIRST_SPAN)
        /* Text right in an item of a tight list. */
        i = append_paragraph (&writer, i) - 1;
      else if (event->step == LLM_STEP_ENTER)
        i = enter_block (&writer, i);
      else
        leave_block (&writer, event);
    }

  g_free (base->matches);
  g_string_free (base->prefix, TRUE);
  g_string_free (base->text, TRUE);
  g_array_unref (base->markers);
  g_array_unref (writer.frames);
  g_array_unref (writer.aligns);
}
