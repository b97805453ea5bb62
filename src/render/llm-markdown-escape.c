/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-markdown-writer-private.h"

#include <string.h>

#define MAX_ENTITY 50
#define MAX_PARENTHESES 32

/* A text between what is before it and what comes after it. */
typedef struct
{
  LlmMarkdownWriter *writer;
  const char *text;
  gsize length;
  char previous;
  char next;
  gsize trailing;     /* where the blanks at its end begin */
  gsize last_closing; /* the last dollar sign that a formula could end with */
} Text;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n';
}

static gboolean
is_one_of (const char *set, char c)
{
  return c != '\0' && strchr (set, c) != NULL;
}

/**
 * llm_markdown_is_entity:
 * @text: what begins with an ampersand
 * @length: its bytes
 *
 * Returns: whether Markdown may take it for a character reference
 */
gboolean
llm_markdown_is_entity (const char *text, gsize length)
{
  gsize i = 1;

  if (i < length && text[i] == '#')
    i++;
  while (i < length && i < MAX_ENTITY && g_ascii_isalnum (text[i]))
    i++;
  return i > 1 && i < length && text[i] == ';';
}

static char
get_previous (const Text *text, gsize at)
{
  return at > 0 ? text->text[at - 1] : text->previous;
}

static char
get_next (const Text *text, gsize at)
{
  return at + 1 < text->length ? text->text[at + 1] : text->next;
}

static gboolean
is_line_start (const Text *text)
{
  return text->writer->out->len == text->writer->content;
}

/* Whether the line so far is the number of an item. */
static gboolean
is_number (const Text *text)
{
  const GString *out = text->writer->out;
  const gsize start = text->writer->content;

  if (out->len == start || out->len - start > 9)
    return FALSE;
  for (gsize i = start; i < out->len; i++)
    {
      if (!g_ascii_isdigit (out->str[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
ends_with (const Text *text, gsize at, const char *word)
{
  const gsize length = strlen (word);

  return at >= length && g_ascii_strncasecmp (text->text + at - length, word, length) == 0
         && (at == length || !g_ascii_isalnum (text->text[at - length - 1]));
}

static gboolean
is_task (const Text *text, gsize at)
{
  return text->writer->in_item && at == 0 && is_line_start (text) && text->length >= 3
         && is_one_of (" xX", text->text[1]) && text->text[2] == ']'
         && is_blank (get_next (text, 2));
}

static gboolean
is_heading (const Text *text, gsize at)
{
  gsize end = at;

  while (end < text->length && text->text[end] == '#')
    end++;
  return end - at <= 6 && is_blank (end < text->length ? text->text[end] : text->next);
}

static gboolean
can_close_formula (const Text *text, gsize at)
{
  const char next = get_next (text, at);

  return !is_blank (get_previous (text, at)) && !g_ascii_isalnum (next) && next != '$';
}

/* Prices are left as they are: "$5 and $10". */
static gboolean
can_open_formula (const Text *text, gsize at)
{
  const char previous = get_previous (text, at), next = get_next (text, at);

  if (previous == '$' || next == '$')
    return TRUE;
  return !is_blank (next) && !g_ascii_isalnum (previous)
         && (text->writer->n_dollars > 0
             || (text->last_closing != G_MAXSIZE && text->last_closing > at));
}

/* What is special only at the beginning of a line. */
static gboolean
is_special_at_start (const Text *text, gsize at)
{
  const char next = get_next (text, at);

  switch (text->text[at])
    {
    case '#':
      return is_heading (text, at);
    case '+':
      return is_blank (next);
    case '-':
      return is_blank (next) || is_one_of ("-|:", next);
    case '=':
      return is_blank (next) || next == '=';
    case ':':
      return next == '-';
    case '>':
    case '|':
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_special_punctuation (const Text *text, gsize at)
{
  const char next = get_next (text, at);

  switch (text->text[at])
    {
    case '.':
      return (is_number (text) && is_blank (next)) || ends_with (text, at, "www");
    case ')':
      return is_number (text) && is_blank (next);
    case ':':
      return next == '/'
             && (ends_with (text, at, "http") || ends_with (text, at, "https")
                 || ends_with (text, at, "ftp"));
    case '@':
      return !is_blank (get_previous (text, at)) && g_ascii_isalnum (next);
    case '#':
      return text->writer->in_heading && (next == '#' || is_blank (next));
    default:
      return FALSE;
    }
}

static gboolean
is_special (const Text *text, gsize at)
{
  const char c = text->text[at], previous = get_previous (text, at), next = get_next (text, at);

  switch (c)
    {
    case '\\':
      /* A blank may become a reference, which would be escaped instead. */
      return !g_ascii_isalnum (next)
             && (!is_blank (next) || at + 1 >= text->trailing || next == '\n');
    case '`':
      return TRUE;
    case '*':
      return is_line_start (text) || !is_blank (previous) || !is_blank (next);
    case '_':
      return !g_ascii_isalnum (previous) || !g_ascii_isalnum (next);
    case '~':
      return text->writer->n_tildes > 1;
    case '$':
      return can_open_formula (text, at);
    case ']':
      return text->writer->n_links > 0 || is_one_of ("(:[", next);
    case '<':
      return g_ascii_isalpha (next) || is_one_of ("/!?", next);
    case '&':
      return llm_markdown_is_entity (text->text + at, text->length - at);
    case '|':
      return text->writer->in_table || is_line_start (text);
    case '!':
      return at + 1 == text->length && next == '[';
    default:
      return is_special_punctuation (text, at)
             || (is_line_start (text) && is_special_at_start (text, at));
    }
}

/* What a backslash does not help with. */
static gboolean
needs_reference (const Text *text, gsize at)
{
  const gboolean is_first = at == 0 && text->writer->is_first;
  const gboolean is_last = at >= text->trailing && (text->next == '\n' || text->writer->is_last);

  switch (text->text[at])
    {
    case ' ':
    case '\t':
      return is_line_start (text) || is_first || is_last;
    case '\n':
    case '\r':
    case '\v':
    case '\f':
      return TRUE;
    case '[':
      /* "\[" would begin a formula. */
      return text->writer->n_links > 0 || get_next (text, at) == '^' || is_task (text, at);
    case '(':
      return at == 0 && text->previous == ']';
    default:
      return FALSE;
    }
}

/* A space of Unicode right within an emphasis would undo it.  Returns its bytes. */
static gsize
append_wide_space (Text *text, gsize at)
{
  const gboolean is_first = at == 0 && text->writer->is_first;
  const char *start = text->text + at;
  const gunichar c = g_utf8_get_char (start);
  const gsize length = (gsize) (g_utf8_next_char (start) - start);
  const gboolean is_last = at + length == text->length && text->writer->is_last;

  if ((!is_first && !is_last) || !g_unichar_isspace (c))
    return 0;
  g_string_append_printf (text->writer->out, "&#%u;", c);
  return length;
}

static void
find_ends (Text *text)
{
  text->trailing = text->length;
  while (text->trailing > 0 && is_blank (text->text[text->trailing - 1]))
    text->trailing--;
  text->last_closing = G_MAXSIZE;
  for (gsize i = 0; i < text->length; i++)
    {
      if (text->text[i] != '$')
        continue;
      text->writer->n_dollars--;
      if (can_close_formula (text, i))
        text->last_closing = i;
    }
}

/**
 * llm_markdown_writer_escape:
 * @writer: a writer, with the text to append
 * @next: what comes after the text; `\n` at the end of a line or a cell
 *
 * Appends the text so that it is nothing but text, with as few escapes as that takes.
 */
void
llm_markdown_writer_escape (LlmMarkdownWriter *writer, char next)
{
  GString *out = writer->out;
  Text text = { writer, writer->text->str, writer->text->len, '\n', next, 0, 0 };

  if (out->len > writer->content)
    text.previous = out->str[out->len - 1];
  find_ends (&text);
  for (gsize i = 0; i < text.length; i++)
    {
      const char c = text.text[i];
      gsize wide = 0;

      if ((guchar) c >= 0xc0 && (i == 0 || i + 4 >= text.length))
        wide = append_wide_space (&text, i);
      if (wide > 0)
        i += wide - 1;
      else if (needs_reference (&text, i))
        g_string_append_printf (out, "&#%d;", c);
      else
        {
          if (is_special (&text, i))
            g_string_append_c (out, '\\');
          g_string_append_c (out, c);
        }
    }
}

static gboolean
needs_brackets (const char *text, gsize length)
{
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if ((guchar) text[i] <= ' ' || text[i] == '\177' || text[i] == '<')
        return TRUE;
      if (text[i] == '(' && ++depth > MAX_PARENTHESES)
        return TRUE;
      if (text[i] == ')' && depth-- == 0)
        return TRUE;
    }
  return depth != 0;
}

static void
append_attribute (LlmMarkdownWriter *writer, const char *text, gsize length, const char *special)
{
  for (gsize i = 0; i < length; i++)
    {
      const char next = i + 1 < length ? text[i + 1] : '\n';

      if (text[i] == '\n' || text[i] == '\r')
        {
          g_string_append_printf (writer->out, "&#%d;", text[i]);
          continue;
        }
      if (is_one_of (special, text[i])
          || (text[i] == '\\' && (next == '\n' || g_ascii_ispunct (next)))
          || (text[i] == '|' && writer->in_table)
          || (text[i] == '&' && llm_markdown_is_entity (text + i, length - i)))
        g_string_append_c (writer->out, '\\');
      g_string_append_c (writer->out, text[i]);
    }
}

/**
 * llm_markdown_writer_append_target:
 * @writer: a writer
 * @event: a link or an image
 *
 * Appends what comes after the text in brackets.
 */
void
llm_markdown_writer_append_target (LlmMarkdownWriter *writer, const LlmEvent *event)
{
  const char *target = llm_block_get_text (writer->block, event);
  const gboolean titled = (event->flags & LLM_EVENT_TITLED) != 0;

  g_string_append_c (writer->out, '(');
  if (needs_brackets (target, event->text_length) || (event->text_length == 0 && titled))
    {
      g_string_append_c (writer->out, '<');
      append_attribute (writer, target, event->text_length, "<>`");
      g_string_append_c (writer->out, '>');
    }
  else
    append_attribute (writer, target, event->text_length, "`");
  if (titled)
    {
      g_string_append (writer->out, " \"");
      append_attribute (writer, llm_block_get_title (writer->block, event), event->title_length,
                        "\"`<");
      g_string_append_c (writer->out, '"');
    }
  g_string_append_c (writer->out, ')');
}
