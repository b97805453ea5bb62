/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-writer-private.h"

#include <string.h>

/* Longer runs of backticks delimit nothing in md4c. */
#define MAX_TICKS 32

static gboolean
is_inline (const LlmEvent *event)
{
  return event->type >= LLM_NODE_FIRST_SPAN;
}

static gboolean
is_plain_text (const LlmEvent *event)
{
  return event->step == LLM_STEP_TEXT && event->type == LLM_NODE_TEXT;
}

static void
append_text (LlmMarkdownWriter *writer, const LlmEvent *event)
{
  g_string_append_len (writer->out, llm_block_get_text (writer->block, event), event->text_length);
}

/* What the event @i begins with in Markdown; `\n` for the end of all. */
static char
get_first_char (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = i < writer->n_events ? &writer->events[i] : NULL;

  if (event == NULL || !is_inline (event))
    return '\n';
  switch (event->type)
    {
    case LLM_NODE_EMPHASIS:
    case LLM_NODE_STRONG:
      return '*';
    case LLM_NODE_STRIKETHROUGH:
      return '~';
    case LLM_NODE_CODE:
      return '`';
    case LLM_NODE_LINK:
      return event->step == LLM_STEP_ENTER ? '[' : ']';
    case LLM_NODE_IMAGE:
      return event->step == LLM_STEP_ENTER ? '!' : ']';
    case LLM_NODE_TEXT:
      return event->text_length > 0 ? *llm_block_get_text (writer->block, event) : '\n';
    case LLM_NODE_HTML:
      return '<';
    case LLM_NODE_INLINE_FORMULA:
    case LLM_NODE_DISPLAY_FORMULA:
      return event->level == '$' ? '$' : '\\';
    case LLM_NODE_FOOTNOTE:
      return '[';
    default:
      return '\n';
    }
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80;
}

static char
get_last_char (LlmMarkdownWriter *writer)
{
  return writer->out->len > writer->content ? writer->out->str[writer->out->len - 1] : '\n';
}

/* An underscore where an asterisk would join with the one beside it.  It works only
 * between what are no letters. */
static char
choose_marker (LlmMarkdownWriter *writer,
               guint i,
               const LlmMarkdownMarker *outer,
               const LlmMarkdownMarker *self)
{
  const char last = get_last_char (writer);
  const gboolean is_inside = outer != NULL && outer->end == writer->out->len;

  if ((outer == NULL || outer->c != '*') && last != '*')
    return '*';
  /* "***" is an emphasis with something strong in it, "****" is twice strong. */
  if (is_inside && writer->events[i].type == LLM_NODE_STRONG)
    return outer->c;
  if (is_word (self->before) || is_word (self->after) || last == '_')
    return '*';
  return '_';
}

static void
enter_emphasis (LlmMarkdownWriter *writer, guint i)
{
  GArray *markers = writer->markers;
  const guint end = writer->matches[i];
  const LlmMarkdownMarker *outer = NULL;
  LlmMarkdownMarker marker = { 0 };

  if (markers->len > 0)
    outer = &g_array_index (markers, LlmMarkdownMarker, markers->len - 1);
  marker.before = get_last_char (writer);
  marker.after = get_first_char (writer, end + 1);
  if (outer != NULL && outer->end == writer->out->len)
    marker.before = outer->before;
  if (outer != NULL && outer->last == end + 1)
    marker.after = outer->after;
  marker.c = choose_marker (writer, i, outer, &marker);
  marker.last = end;
  marker.end = writer->out->len + (writer->events[i].type == LLM_NODE_STRONG ? 2 : 1);
  g_array_append_val (markers, marker);
}

static void
append_emphasis (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = &writer->events[i];
  GArray *markers = writer->markers;
  char c;

  if (event->step == LLM_STEP_ENTER)
    enter_emphasis (writer, i);
  c = g_array_index (markers, LlmMarkdownMarker, markers->len - 1).c;
  if (event->step == LLM_STEP_LEAVE)
    g_array_set_size (markers, markers->len - 1);
  g_string_append_c (writer->out, c);
  if (event->type == LLM_NODE_STRONG)
    g_string_append_c (writer->out, c);
}

/* The length of a run of backticks that is not in the text, the shortest one. */
static guint
choose_ticks (const char *text, gsize length)
{
  gboolean taken[MAX_TICKS + 1] = { FALSE };
  guint run = 0, ticks = 1;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && text[i] == '`')
        run++;
      else
        {
          taken[MIN (run, MAX_TICKS)] = TRUE;
          run = 0;
        }
    }
  while (ticks < MAX_TICKS && taken[ticks])
    ticks++;
  return ticks;
}

static gboolean
needs_padding (const char *text, gsize length)
{
  if (length == 0)
    return FALSE;
  if (text[0] == '`' || text[length - 1] == '`')
    return TRUE;
  if (text[0] != ' ' || text[length - 1] != ' ')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] != ' ')
        return TRUE;
    }
  return FALSE;
}

/* Returns the event of the code's end. */
static guint
append_code (LlmMarkdownWriter *writer, guint i)
{
  const guint end = writer->matches[i];
  GString *code = writer->text;
  gboolean padding;
  guint ticks;

  g_string_truncate (code, 0);
  for (i++; i < end; i++)
    {
      const LlmEvent *event = &writer->events[i];

      if (event->step == LLM_STEP_TEXT)
        g_string_append_len (code, llm_block_get_text (writer->block, event), event->text_length);
    }
  ticks = choose_ticks (code->str, code->len);
  padding = needs_padding (code->str, code->len);
  for (guint k = 0; k < ticks; k++)
    g_string_append_c (writer->out, '`');
  g_string_append (writer->out, padding ? " " : "");
  for (gsize k = 0; k < code->len; k++)
    {
      if (code->str[k] == '|' && writer->in_table)
        g_string_append_c (writer->out, '\\');
      g_string_append_c (writer->out, code->str[k] == '\n' ? ' ' : code->str[k]);
    }
  g_string_append (writer->out, padding ? " " : "");
  for (guint k = 0; k < ticks; k++)
    g_string_append_c (writer->out, '`');
  return end;
}

static gboolean
is_address (const char *text, gsize length)
{
  gsize i = 0;

  while (i < length && (g_ascii_isalnum (text[i]) || strchr ("+.-", text[i]) != NULL))
    i++;
  if (i < 2 || i > 32 || i == length || text[i] != ':' || !g_ascii_isalpha (text[0]))
    return FALSE;
  for (; i < length; i++)
    {
      if ((guchar) text[i] <= ' ' || text[i] == '\177' || strchr ("<>|\\", text[i]) != NULL
          || (text[i] == '&' && llm_markdown_is_entity (text + i, length - i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_mail_address (const char *text, gsize length)
{
  const char *at = memchr (text, '@', length);

  if (at == NULL || at == text || at + 1 == text + length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      const gboolean is_edge = i == 0 || i + 1 == length || &text[i] == at + 1;

      if (&text[i] != at && !g_ascii_isalnum (text[i])
          && (is_edge || text[i] == '\0' || strchr (".-", text[i]) == NULL))
        return FALSE;
    }
  return strstr (at, ".-") == NULL && strstr (at, "-.") == NULL && strstr (at, "..") == NULL;
}

/* A link whose text is its address: "<https://…>". */
static gboolean
append_autolink (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *link = &writer->events[i];
  const LlmEvent *text = &writer->events[i + 1];
  const char *target = llm_block_get_text (writer->block, link);
  gsize length = link->text_length;

  if (writer->matches[i] != i + 2 || !is_plain_text (text) || (link->flags & LLM_EVENT_TITLED) != 0)
    return FALSE;
  if (length == text->text_length + 7 && strncmp (target, "mailto:", 7) == 0)
    {
      target += 7;
      length -= 7;
      if (!is_mail_address (target, length))
        return FALSE;
    }
  else if (!is_address (target, length))
    return FALSE;
  if (length != text->text_length
      || memcmp (target, llm_block_get_text (writer->block, text), length) != 0)
    return FALSE;
  g_string_append_c (writer->out, '<');
  g_string_append_len (writer->out, target, (gssize) length);
  g_string_append_c (writer->out, '>');
  /* Its text is not looked at any more. */
  for (gsize k = 0; k < length; k++)
    writer->n_dollars -= target[k] == '$';
  return TRUE;
}

/* Returns the last event that was written. */
static guint
append_link (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = &writer->events[i];

  if (event->step == LLM_STEP_LEAVE)
    {
      writer->n_links--;
      g_string_append_c (writer->out, ']');
      llm_markdown_writer_append_target (writer, &writer->events[writer->matches[i]]);
      return i;
    }
  if (event->type == LLM_NODE_LINK && append_autolink (writer, i))
    return i + 2;
  writer->n_links++;
  g_string_append (writer->out, event->type == LLM_NODE_IMAGE ? "![" : "[");
  return i;
}

/* Dollar signs beside letters would be money. */
static void
append_formula (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = &writer->events[i];
  const char last = get_last_char (writer), next = get_first_char (writer, i + 1);
  const char *opening, *closing;

  llm_event_get_delimiters (event, &opening, &closing);
  writer->n_dollars -= opening[0] == '$';
  if (strcmp (opening, "$") == 0
      && (g_ascii_isalnum (last) || last == '$' || g_ascii_isalnum (next)))
    {
      opening = "\\(";
      closing = "\\)";
    }
  g_string_append (writer->out, opening);
  llm_markdown_writer_append_lines (writer, llm_block_get_text (writer->block, event),
                                    event->text_length);
  g_string_append (writer->out, closing);
}

static void
append_break (LlmMarkdownWriter *writer, const LlmEvent *event)
{
  if (writer->in_table || writer->in_heading)
    {
      g_string_append_c (writer->out, ' ');
      return;
    }
  if (event->type == LLM_NODE_HARD_BREAK)
    g_string_append_c (writer->out, '\\');
  llm_markdown_writer_new_line (writer);
}

static gboolean
is_emphasis (LlmMarkdownWriter *writer, guint i, LlmStep step)
{
  return i < writer->n_events && writer->events[i].step == step
         && (writer->events[i].type == LLM_NODE_EMPHASIS
             || writer->events[i].type == LLM_NODE_STRONG
             || writer->events[i].type == LLM_NODE_STRIKETHROUGH);
}

/* Texts in a row are one, so that each character knows its neighbours.  Returns the last. */
static guint
append_texts (LlmMarkdownWriter *writer, guint i)
{
  writer->is_first = i > 0 && is_emphasis (writer, i - 1, LLM_STEP_ENTER);
  g_string_truncate (writer->text, 0);
  for (; i < writer->n_events && is_plain_text (&writer->events[i]); i++)
    g_string_append_len (writer->text, llm_block_get_text (writer->block, &writer->events[i]),
                         writer->events[i].text_length);
  writer->is_last = is_emphasis (writer, i, LLM_STEP_LEAVE);
  llm_markdown_writer_escape (writer, get_first_char (writer, i));
  return i - 1;
}

static guint
append_event (LlmMarkdownWriter *writer, guint i)
{
  const LlmEvent *event = &writer->events[i];

  switch (event->type)
    {
    case LLM_NODE_EMPHASIS:
    case LLM_NODE_STRONG:
      append_emphasis (writer, i);
      break;
    case LLM_NODE_STRIKETHROUGH:
      g_string_append (writer->out, "~~");
      break;
    case LLM_NODE_CODE:
      return append_code (writer, i);
    case LLM_NODE_LINK:
    case LLM_NODE_IMAGE:
      return append_link (writer, i);
    case LLM_NODE_HARD_BREAK:
    case LLM_NODE_SOFT_BREAK:
      append_break (writer, event);
      break;
    case LLM_NODE_HTML:
      llm_markdown_writer_append_lines (writer, llm_block_get_text (writer->block, event),
                                        event->text_length);
      break;
    case LLM_NODE_INLINE_FORMULA:
    case LLM_NODE_DISPLAY_FORMULA:
      append_formula (writer, i);
      break;
    case LLM_NODE_FOOTNOTE:
      g_string_append (writer->out, "[^");
      append_text (writer, event);
      g_string_append_c (writer->out, ']');
      break;
    default:
      return append_texts (writer, i);
    }
  return i;
}

/* Whether some characters must be escaped depends on whether there are others. */
static guint
count_special (LlmMarkdownWriter *writer, guint first)
{
  guint i;

  writer->n_dollars = writer->n_tildes = 0;
  for (i = first; i < writer->n_events && is_inline (&writer->events[i]); i++)
    {
      const LlmEvent *event = &writer->events[i];
      const char *text = llm_block_get_text (writer->block, event);

      if (event->type == LLM_NODE_STRIKETHROUGH)
        writer->n_tildes += 2;
      else if (event->level == '$')
        writer->n_dollars++;
      /* Code is not read as text. */
      if (event->type == LLM_NODE_CODE && event->step == LLM_STEP_ENTER)
        i = writer->matches[i];
      else if (is_plain_text (event))
        {
          for (guint k = 0; k < event->text_length; k++)
            {
              writer->n_dollars += text[k] == '$';
              writer->n_tildes += text[k] == '~';
            }
        }
    }
  return i;
}

/**
 * llm_markdown_writer_append_inlines:
 * @writer: a writer
 * @first: an event within a leaf
 *
 * Appends spans and texts up to the end of the leaf.
 *
 * Returns: the event after them
 */
guint
llm_markdown_writer_append_inlines (LlmMarkdownWriter *writer, guint first)
{
  const guint end = count_special (writer, first);

  for (guint i = first; i < end; i++)
    i = append_event (writer, i);
  return end;
}
