/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-text-writer.h"

#include <string.h>

/* A container that is open. */
typedef struct
{
  LlmNodeType type;
  gboolean tight;
  guint32 number; /* of the next item */
  guint n_children;
  gsize prefix; /* its length outside */
} Frame;

typedef struct
{
  GString *out;
  const LlmBlock *block;
  GString *prefix; /* what each line begins with */
  GArray *frames;
  gboolean line_open;
  gboolean in_leaf;
} Writer;

static void
open_line (Writer *writer)
{
  if (!writer->line_open)
    g_string_append_len (writer->out, writer->prefix->str, (gssize) writer->prefix->len);
  writer->line_open = TRUE;
}

/* Without an open line it makes a blank one. */
static void
end_line (Writer *writer)
{
  if (!writer->line_open)
    {
      open_line (writer);
      while (writer->out->len > 0 && writer->out->str[writer->out->len - 1] == ' ')
        g_string_truncate (writer->out, writer->out->len - 1);
    }
  g_string_append_c (writer->out, '\n');
  writer->line_open = FALSE;
}

static void
append_lines (Writer *writer, const char *text, gsize length)
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
}

static Frame *
get_frame (Writer *writer)
{
  return writer->frames->len > 0 ? &g_array_index (writer->frames, Frame, writer->frames->len - 1)
                                 : NULL;
}

static void
begin_child (Writer *writer)
{
  Frame *frame = get_frame (writer);

  if (frame == NULL)
    return;
  if (frame->n_children > 0)
    {
      if (writer->line_open)
        end_line (writer);
      if (!frame->tight)
        end_line (writer);
    }
  frame->n_children++;
}

static void
push_frame (Writer *writer, const LlmEvent *event, gboolean tight)
{
  Frame frame = { 0 };

  frame.type = event->type;
  frame.tight = tight;
  frame.number = event->number;
  frame.prefix = writer->prefix->len;
  g_array_append_val (writer->frames, frame);
}

static void
pop_frame (Writer *writer)
{
  const Frame *frame = get_frame (writer);

  if (writer->line_open)
    end_line (writer);
  if (frame == NULL)
    return;
  g_string_truncate (writer->prefix, frame->prefix);
  g_array_set_size (writer->frames, writer->frames->len - 1);
}

static void
enter_item (Writer *writer, const LlmEvent *event)
{
  Frame *list = get_frame (writer);
  const gboolean tight = list == NULL || list->tight;
  const gboolean ordered = list != NULL && list->type == LLM_NODE_ORDERED_LIST;
  const guint32 number = list != NULL ? list->number++ : 0;

  begin_child (writer);
  open_line (writer);
  push_frame (writer, event, tight);
  if (ordered)
    g_string_append_printf (writer->out, "%u. ", number);
  if ((event->flags & LLM_EVENT_TASK) != 0)
    g_string_append (writer->out, (event->flags & LLM_EVENT_CHECKED) != 0 ? "☑ " : "☐ ");
  else if (!ordered)
    g_string_append (writer->out, "• ");
  g_string_append (writer->prefix, "  ");
}

static void
enter_block (Writer *writer, const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_QUOTE:
      begin_child (writer);
      open_line (writer);
      push_frame (writer, event, FALSE);
      g_string_append (writer->out, "> ");
      g_string_append (writer->prefix, "> ");
      break;
    case LLM_NODE_BULLET_LIST:
    case LLM_NODE_ORDERED_LIST:
      begin_child (writer);
      push_frame (writer, event, (event->flags & LLM_EVENT_TIGHT) != 0);
      break;
    case LLM_NODE_ITEM:
      enter_item (writer, event);
      break;
    case LLM_NODE_TABLE:
      begin_child (writer);
      break;
    case LLM_NODE_TABLE_HEAD:
    case LLM_NODE_TABLE_BODY:
      break;
    case LLM_NODE_TABLE_ROW:
      open_line (writer);
      push_frame (writer, event, TRUE);
      break;
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
      if (get_frame (writer) != NULL && get_frame (writer)->n_children++ > 0)
        g_string_append_c (writer->out, '\t');
      writer->in_leaf = TRUE;
      break;
    case LLM_NODE_RULE:
      begin_child (writer);
      append_lines (writer, "---", 3);
      break;
    default:
      begin_child (writer);
      writer->in_leaf = TRUE;
      break;
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
    case LLM_NODE_TABLE_ROW:
      pop_frame (writer);
      break;
    case LLM_NODE_TABLE:
    case LLM_NODE_TABLE_HEAD:
    case LLM_NODE_TABLE_BODY:
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
      break;
    default:
      if (writer->line_open)
        end_line (writer);
      break;
    }
  writer->in_leaf = FALSE;
}

/* The one tag that is all over tables. */
static gboolean
is_line_break (const char *html, gsize length)
{
  return length >= 4 && length <= 6 && g_ascii_strncasecmp (html, "<br", 3) == 0
         && html[length - 1] == '>' && strspn (html + 3, " /") == length - 4;
}

static gboolean
is_in_row (Writer *writer)
{
  return get_frame (writer) != NULL && get_frame (writer)->type == LLM_NODE_TABLE_ROW;
}

static void
append_text (Writer *writer, const LlmEvent *event)
{
  const char *text = llm_block_get_text (writer->block, event);
  const char *opening, *closing;

  switch (event->type)
    {
    case LLM_NODE_HARD_BREAK:
    case LLM_NODE_SOFT_BREAK:
      open_line (writer);
      end_line (writer);
      break;
    case LLM_NODE_HTML:
      if (!is_line_break (text, event->text_length))
        append_lines (writer, text, event->text_length);
      else if (is_in_row (writer))
        g_string_append_c (writer->out, ' ');
      else
        end_line (writer);
      break;
    case LLM_NODE_INLINE_FORMULA:
    case LLM_NODE_DISPLAY_FORMULA:
      llm_event_get_delimiters (event, &opening, &closing);
      append_lines (writer, opening, strlen (opening));
      append_lines (writer, text, event->text_length);
      append_lines (writer, closing, strlen (closing));
      break;
    case LLM_NODE_FOOTNOTE:
      append_lines (writer, "[", 1);
      append_lines (writer, text, event->text_length);
      append_lines (writer, "]", 1);
      break;
    default:
      append_lines (writer, text, event->text_length);
      break;
    }
}

/**
 * llm_text_writer_append:
 * @text: what to append to, at the beginning of a line
 * @block: a block
 *
 * Appends a block as plain text that ends with a newline, as one wants it in a message:
 * without markup, with bullets and numbers, tables as lines of cells with tabs between
 * them, the names of links and images without their targets.  Blocks are to be separated
 * by a blank line.
 */
void
llm_text_writer_append (GString *text, const LlmBlock *block)
{
  Writer writer = { text, block, NULL, NULL, FALSE, FALSE };
  const LlmEvent *events;
  guint n_events;

  g_return_if_fail (text != NULL && block != NULL);

  writer.prefix = g_string_new (NULL);
  writer.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  events = llm_block_get_events (block, &n_events);
  for (guint i = 0; i < n_events; i++)
    {
      const LlmEvent *event = &events[i];

      /* Text right in an item of a tight list. */
      if (event->type >= LLM_NODE_FIRST_SPAN && !writer.in_leaf)
        {
          begin_child (&writer);
          writer.in_leaf = TRUE;
        }
      if (event->step == LLM_STEP_TEXT)
        append_text (&writer, event);
      else if (event->type < LLM_NODE_FIRST_SPAN && event->step == LLM_STEP_ENTER)
        {
          writer.in_leaf = FALSE;
          enter_block (&writer, event);
        }
      else if (event->type < LLM_NODE_FIRST_SPAN)
        leave_block (&writer, event);
    }
  if (writer.line_open)
    end_line (&writer);
  g_string_free (writer.prefix, TRUE);
  g_array_unref (writer.frames);
}
