/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-html-writer.h"

#include <string.h>

typedef struct
{
  GString *html;
  const LlmBlock *block;
  gboolean safe;

  guint n_links;  /* links and images that are open, one within another */
  guint written;  /* the one of them that is an <a>, counted from 1; 0 for none */
  guint n_images; /* images that are open */
} Writer;

static void
append_escaped (GString *html, const char *text, gsize length)
{
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    {
      const char *escaped;

      switch (text[i])
        {
        case '&':
          escaped = "&amp;";
          break;
        case '<':
          escaped = "&lt;";
          break;
        case '>':
          escaped = "&gt;";
          break;
        case '"':
          escaped = "&quot;";
          break;
        default:
          continue;
        }
      g_string_append_len (html, text + start, (gssize) (i - start));
      g_string_append (html, escaped);
      start = i + 1;
    }
  g_string_append_len (html, text + start, (gssize) (length - start));
}

/* What is left of an address as it is; the same set as md4c's. */
static void
append_address (GString *html, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      const guchar c = (guchar) text[i];

      if (g_ascii_isalnum (c) || (c != '\0' && strchr ("-_.+!*(),%#@?=;:/$", c) != NULL))
        g_string_append_c (html, (char) c);
      else if (c == '&')
        g_string_append (html, "&amp;");
      else
        g_string_append_printf (html, "%%%02X", c);
    }
}

static void
append_text (Writer *writer, const LlmEvent *event)
{
  append_escaped (writer->html, llm_block_get_text (writer->block, event), event->text_length);
}

static void
append_title (Writer *writer, const LlmEvent *event)
{
  append_escaped (writer->html, llm_block_get_title (writer->block, event), event->title_length);
}

/* Nothing that runs, and nothing of this computer. */
static gboolean
is_safe_target (Writer *writer, const LlmEvent *event)
{
  static const char *const schemes[] = { "http://", "https://", "mailto:" };
  const char *target = llm_block_get_text (writer->block, event);

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      const gsize length = strlen (schemes[i]);

      if (event->text_length > length && g_ascii_strncasecmp (target, schemes[i], length) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
open_link (Writer *writer, const LlmEvent *event)
{
  g_string_append (writer->html, "<a href=\"");
  append_address (writer->html, llm_block_get_text (writer->block, event), event->text_length);
  if ((event->flags & LLM_EVENT_TITLED) != 0)
    {
      g_string_append (writer->html, "\" title=\"");
      append_title (writer, event);
    }
  g_string_append (writer->html, "\">");
}

/* A link within another, as an image can have it, is its text. */
static void
enter_safe_link (Writer *writer, const LlmEvent *event)
{
  writer->n_links++;
  if (writer->written != 0 || !is_safe_target (writer, event))
    return;
  writer->written = writer->n_links;
  open_link (writer, event);
}

static void
leave_safe_link (Writer *writer)
{
  if (writer->n_links == writer->written)
    {
      g_string_append (writer->html, "</a>");
      writer->written = 0;
    }
  writer->n_links--;
}

/* The title of an image comes after its alternative text, at the end. */
static void
leave_image (Writer *writer, const LlmEvent *image)
{
  if ((image->flags & LLM_EVENT_TITLED) != 0)
    {
      g_string_append (writer->html, "\" title=\"");
      append_title (writer, image);
    }
  g_string_append (writer->html, "\">");
}

static void
enter_item (Writer *writer, const LlmEvent *event)
{
  if ((event->flags & LLM_EVENT_TASK) == 0)
    {
      g_string_append (writer->html, "<li>");
      return;
    }
  g_string_append (writer->html, "<li class=\"task-list-item\"><input type=\"checkbox\" "
                                 "class=\"task-list-item-checkbox\" disabled");
  if ((event->flags & LLM_EVENT_CHECKED) != 0)
    g_string_append (writer->html, " checked");
  g_string_append_c (writer->html, '>');
}

static void
enter_code_block (Writer *writer, const LlmEvent *event)
{
  g_string_append (writer->html, "<pre><code");
  if ((event->flags & LLM_EVENT_TITLED) != 0)
    {
      g_string_append (writer->html, " class=\"language-");
      append_title (writer, event);
      g_string_append_c (writer->html, '"');
    }
  g_string_append_c (writer->html, '>');
}

static void
enter_cell (Writer *writer, const LlmEvent *event)
{
  static const char *const ends[]
      = { ">", " align=\"left\">", " align=\"center\">", " align=\"right\">" };

  g_string_append (writer->html, event->type == LLM_NODE_TABLE_CELL ? "<td" : "<th");
  g_string_append (writer->html, ends[MIN (event->level, LLM_ALIGN_RIGHT)]);
}

/* The tags of what has no attributes. */
static const char *
get_tag (LlmNodeType type, gboolean enter)
{
  static const char *const tags[][2] = {
    [LLM_NODE_QUOTE] = { "<blockquote>\n", "</blockquote>\n" },
    [LLM_NODE_BULLET_LIST] = { "<ul>\n", "</ul>\n" },
    [LLM_NODE_ORDERED_LIST] = { "", "</ol>\n" },
    [LLM_NODE_ITEM] = { "", "</li>\n" },
    [LLM_NODE_TABLE] = { "<table>\n", "</table>\n" },
    [LLM_NODE_TABLE_HEAD] = { "<thead>\n", "</thead>\n" },
    [LLM_NODE_TABLE_BODY] = { "<tbody>\n", "</tbody>\n" },
    [LLM_NODE_TABLE_ROW] = { "<tr>\n", "</tr>\n" },
    [LLM_NODE_TABLE_HEADER_CELL] = { "", "</th>\n" },
    [LLM_NODE_TABLE_CELL] = { "", "</td>\n" },
    [LLM_NODE_PARAGRAPH] = { "<p>", "</p>\n" },
    [LLM_NODE_CODE_BLOCK] = { "", "</code></pre>\n" },
    [LLM_NODE_RULE] = { "<hr>\n", "" },
    [LLM_NODE_EMPHASIS] = { "<em>", "</em>" },
    [LLM_NODE_STRONG] = { "<strong>", "</strong>" },
    [LLM_NODE_STRIKETHROUGH] = { "<del>", "</del>" },
    [LLM_NODE_CODE] = { "<code>", "</code>" },
    [LLM_NODE_LINK] = { "", "</a>" },
  };

  return type < G_N_ELEMENTS (tags) && tags[type][0] != NULL ? tags[type][enter ? 0 : 1] : "";
}

static void
append_heading (Writer *writer, const LlmEvent *event)
{
  g_string_append_printf (writer->html, "<h%d>", CLAMP (event->level, 1, 6));
}

static void
enter_block (Writer *writer, const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_ORDERED_LIST:
      if (event->number == 1)
        g_string_append (writer->html, "<ol>\n");
      else
        g_string_append_printf (writer->html, "<ol start=\"%u\">\n", event->number);
      break;
    case LLM_NODE_ITEM:
      enter_item (writer, event);
      break;
    case LLM_NODE_HEADING:
      append_heading (writer, event);
      break;
    case LLM_NODE_CODE_BLOCK:
      enter_code_block (writer, event);
      break;
    case LLM_NODE_HTML_BLOCK:
      g_string_append (writer->html, writer->safe ? "<pre><code class=\"language-html\">" : "");
      break;
    case LLM_NODE_TABLE_HEADER_CELL:
    case LLM_NODE_TABLE_CELL:
      enter_cell (writer, event);
      break;
    default:
      g_string_append (writer->html, get_tag (event->type, TRUE));
      break;
    }
}

static void
leave_block (Writer *writer, const LlmEvent *event, guint level)
{
  if (event->type == LLM_NODE_HEADING)
    g_string_append_printf (writer->html, "</h%u>\n", CLAMP (level, 1, 6));
  else if (event->type == LLM_NODE_HTML_BLOCK)
    g_string_append (writer->html, writer->safe ? "</code></pre>\n" : "");
  else
    g_string_append (writer->html, get_tag (event->type, FALSE));
}

/* Alternative text has no tags. */
static void
enter_span (Writer *writer, const LlmEvent *event)
{
  const gboolean is_link = event->type == LLM_NODE_LINK;
  const gboolean is_image = event->type == LLM_NODE_IMAGE;

  if (writer->safe && (is_link || is_image))
    enter_safe_link (writer, event);
  else if (is_image)
    {
      if (writer->n_images++ > 0)
        return;
      g_string_append (writer->html, "<img src=\"");
      append_address (writer->html, llm_block_get_text (writer->block, event), event->text_length);
      g_string_append (writer->html, "\" alt=\"");
    }
  else if (writer->n_images == 0 && is_link)
    open_link (writer, event);
  else if (writer->n_images == 0)
    g_string_append (writer->html, get_tag (event->type, TRUE));
}

static void
leave_span (Writer *writer, const LlmEvent *event, const LlmEvent *image)
{
  const gboolean is_image = event->type == LLM_NODE_IMAGE;

  if (writer->safe && (is_image || event->type == LLM_NODE_LINK))
    leave_safe_link (writer);
  else if (is_image && --writer->n_images == 0)
    leave_image (writer, image);
  else if (writer->n_images == 0)
    g_string_append (writer->html, get_tag (event->type, FALSE));
}

static void
append_formula (Writer *writer, const LlmEvent *event)
{
  const char *opening, *closing;

  llm_event_get_delimiters (event, &opening, &closing);
  if (writer->n_images == 0)
    g_string_append (writer->html, "<code class=\"formula\">");
  g_string_append (writer->html, opening);
  append_text (writer, event);
  g_string_append (writer->html, closing);
  if (writer->n_images == 0)
    g_string_append (writer->html, "</code>");
}

static void
append_event_text (Writer *writer, const LlmEvent *event)
{
  switch (event->type)
    {
    case LLM_NODE_HARD_BREAK:
      g_string_append (writer->html, writer->n_images > 0 ? " " : "<br>\n");
      break;
    case LLM_NODE_SOFT_BREAK:
      g_string_append_c (writer->html, writer->n_images > 0 ? ' ' : '\n');
      break;
    case LLM_NODE_HTML:
      if (writer->safe)
        append_text (writer, event);
      else
        g_string_append_len (writer->html, llm_block_get_text (writer->block, event),
                             event->text_length);
      break;
    case LLM_NODE_INLINE_FORMULA:
    case LLM_NODE_DISPLAY_FORMULA:
      append_formula (writer, event);
      break;
    case LLM_NODE_FOOTNOTE:
      g_string_append (writer->html, writer->n_images > 0 ? "" : "<sup>");
      append_text (writer, event);
      g_string_append (writer->html, writer->n_images > 0 ? "" : "</sup>");
      break;
    default:
      append_text (writer, event);
      break;
    }
}

/**
 * llm_html_writer_append:
 * @html: what to append to
 * @block: a block
 * @flags: for whom
 *
 * Appends a block as HTML that ends with a newline: fragments of a body, one after the
 * other.  Formulas are their source in `<code class="formula">`, marks of footnotes are
 * superscripts.
 */
void
llm_html_writer_append (GString *html, const LlmBlock *block, LlmHtmlFlags flags)
{
  Writer writer = { html, block, (flags & LLM_HTML_VERBATIM) == 0, 0, 0, 0 };
  const LlmEvent *image = NULL;
  const LlmEvent *events;
  guint n_events, level = 1;

  g_return_if_fail (html != NULL && block != NULL);

  events = llm_block_get_events (block, &n_events);
  for (guint i = 0; i < n_events; i++)
    {
      const LlmEvent *event = &events[i];
      const gboolean is_span = event->type >= LLM_NODE_FIRST_SPAN;

      if (event->step == LLM_STEP_TEXT)
        append_event_text (&writer, event);
      else if (event->step == LLM_STEP_ENTER && is_span)
        {
          if (event->type == LLM_NODE_IMAGE && writer.n_images == 0)
            image = event;
          enter_span (&writer, event);
        }
      else if (event->step == LLM_STEP_ENTER)
        {
          /* Headings are not within one another. */
          if (event->type == LLM_NODE_HEADING)
            level = event->level;
          enter_block (&writer, event);
        }
      else if (is_span)
        leave_span (&writer, event, image);
      else
        leave_block (&writer, event, level);
    }
}
