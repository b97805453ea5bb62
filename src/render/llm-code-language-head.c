/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-language-private.h"

#include <string.h>

/* What is certain from the first characters of a block: an interpreter, markup, a patch,
 * and JSON, which is certain because each of its tokens is. */

#define JSON_DEPTH_MAX 64

typedef enum
{
  WANT_VALUE,
  WANT_KEY,
  WANT_COLON,
  WANT_COMMA
} JsonWant;

typedef struct
{
  const char *p, *end;
  char open[JSON_DEPTH_MAX]; /* '{' or '[' */
  guint depth;
  guint n_members, n_values;
  gboolean may_close; /* nothing came yet after the bracket */
  JsonWant want;
} Json;

static gboolean
json_string (Json *json)
{
  for (json->p++; json->p < json->end; json->p++)
    {
      if (*json->p == '"')
        {
          json->p++;
          return TRUE;
        }
      if ((guchar) *json->p < 0x20)
        return FALSE;
      if (*json->p == '\\' && json->p + 1 < json->end)
        json->p++;
    }
  return TRUE;
}

static gboolean
json_word (Json *json)
{
  static const char *const words[] = { "true", "false", "null" };
  const char *start = json->p;
  gsize length;

  while (json->p < json->end && (g_ascii_isalnum (*json->p) || strchr ("+-.", *json->p) != NULL))
    json->p++;
  length = (gsize) (json->p - start);
  if (length == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (length <= strlen (words[i]) && memcmp (start, words[i], length) == 0)
        return length == strlen (words[i]) || json->p == json->end;
    }
  if (!g_ascii_isdigit (start[0]) && start[0] != '-')
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (start[i]) && strchr ("+-.eE", start[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
json_close (Json *json, char open)
{
  if (json->depth == 0 || json->open[json->depth - 1] != open)
    return FALSE;
  if (json->want != WANT_COMMA && !json->may_close)
    return FALSE;
  json->depth--;
  json->p++;
  json->may_close = FALSE;
  json->want = WANT_COMMA;
  return TRUE;
}

static gboolean
json_open (Json *json, char open)
{
  /* One value after the other at the top is what JSON Lines are. */
  gboolean next = json->depth == 0 && json->want == WANT_COMMA && json->p[-1] == '\n';

  if ((json->want != WANT_VALUE && !next) || json->depth == JSON_DEPTH_MAX)
    return FALSE;
  json->n_values++;
  json->open[json->depth++] = open;
  json->p++;
  json->may_close = TRUE;
  json->want = open == '{' ? WANT_KEY : WANT_VALUE;
  return TRUE;
}

static gboolean
json_mark (Json *json, JsonWant want)
{
  if (json->want != want || json->depth == 0)
    return FALSE;
  json->p++;
  json->may_close = FALSE;
  if (want == WANT_COLON)
    json->n_members++;
  json->want = want == WANT_COMMA && json->open[json->depth - 1] == '{' ? WANT_KEY : WANT_VALUE;
  return TRUE;
}

static gboolean
json_scalar (Json *json)
{
  gboolean key = json->want == WANT_KEY;

  if (json->depth == 0 || (json->want != WANT_VALUE && !key))
    return FALSE;
  json->may_close = FALSE;
  json->n_values++;
  json->want = key ? WANT_COLON : WANT_COMMA;
  if (*json->p == '"')
    return json_string (json);
  return !key && json_word (json);
}

static gboolean
json_token (Json *json)
{
  switch (*json->p)
    {
    case '{':
    case '[':
      return json_open (json, *json->p);
    case '}':
      return json_close (json, '{');
    case ']':
      return json_close (json, '[');
    case ':':
      return json_mark (json, WANT_COLON);
    case ',':
      return json_mark (json, WANT_COMMA);
    default:
      return json_scalar (json);
    }
}

/* The text may end anywhere: an answer that still grows, or one longer than the sample. */
static gboolean
is_json (const LlmCodeSample *sample)
{
  const char *start = sample->lines[0].text;
  Json json = { start, sample->text + sample->length, { 0 }, 0, 0, 0, FALSE, WANT_VALUE };

  if (*start != '{' && *start != '[')
    return FALSE;
  while (json.p < json.end)
    {
      if (g_ascii_isspace (*json.p))
        json.p++;
      else if (!json_token (&json))
        return FALSE;
    }
  /* "[1]" may be a footnote, "[a, b" anything. */
  return json.n_members > 0 || (json.depth == 0 && json.n_values > 2);
}

static const char *
from_shebang (const LlmCodeLine *line)
{
  const char *p = line->text + 2, *end = line->text + line->length;
  const LlmCodeLanguage *language;
  const char *word;
  gsize length;

  for (guint i = 0; i < 4 && p < end; i++)
    {
      while (p < end && *p == ' ')
        p++;
      word = p;
      for (; p < end && *p != ' '; p++)
        {
          if (*p == '/')
            word = p + 1;
        }
      length = (gsize) (p - word);
      /* Its options and variables. */
      if (i > 0 && length > 0 && (*word == '-' || memchr (word, '=', length) != NULL))
        continue;
      if (length == 3 && memcmp (word, "env", 3) == 0)
        continue;
      /* "python3.11", "lua5.4". */
      while (length > 0 && (g_ascii_isdigit (word[length - 1]) || word[length - 1] == '.'))
        length--;
      language = _llm_code_language_lookup (word, length);
      return language != NULL ? language->id : NULL;
    }
  return NULL;
}

static gboolean
starts_nocase (const char *p, const char *end, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (end - p) >= length && g_ascii_strncasecmp (p, text, length) == 0;
}

static gboolean
is_html_name (const char *name, gsize length)
{
  static const char *const names[]
      = { "a",      "article", "aside", "body",  "br",    "button",   "canvas",   "div",
          "footer", "form",    "h1",    "h2",    "h3",    "head",     "header",   "hr",
          "html",   "iframe",  "img",   "input", "label", "li",       "link",     "main",
          "meta",   "nav",     "ol",    "p",     "pre",   "script",   "section",  "select",
          "span",   "style",   "table", "tbody", "td",    "template", "textarea", "thead",
          "title",  "tr",      "ul",    "video" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (strlen (names[i]) == length && g_ascii_strncasecmp (names[i], name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Past comments at the beginning. */
static const char *
skip_comments (const char *p, const char *end)
{
  const char *close;

  while (starts_nocase (p, end, "<!--"))
    {
      close = g_strstr_len (p, end - p, "-->");
      if (close == NULL)
        return end;
      p = close + 3;
      while (p < end && g_ascii_isspace (*p))
        p++;
    }
  return p;
}

static const char *
from_markup (const LlmCodeSample *sample)
{
  const LlmCodeLine *last = &sample->lines[sample->n_lines - 1];
  const char *start = sample->lines[0].text, *end = sample->text + sample->length;
  const char *p = skip_comments (start, end), *name;
  gboolean html, closed;

  if (starts_nocase (p, end, "<?php") || starts_nocase (p, end, "<?="))
    return "php";
  if (starts_nocase (p, end, "<!doctype html"))
    return "html";
  if (starts_nocase (p, end, "<?xml ") || starts_nocase (p, end, "<!doctype "))
    return "xml";
  if (end - p < 3 || *p != '<' || !g_ascii_isalpha (p[1]))
    return NULL;
  name = ++p;
  while (p < end && (g_ascii_isalnum (*p) || strchr (":.-_", *p) != NULL))
    p++;
  if (p == end || (!g_ascii_isspace (*p) && *p != '>' && *p != '/'))
    return NULL;
  closed = g_strstr_len (p, end - p, "</") != NULL || g_strstr_len (p, end - p, "/>") != NULL;
  if (g_strstr_len (p, end - p, "className=") != NULL || g_strstr_len (p, end - p, "={") != NULL)
    return closed ? "jsx" : NULL;
  html = is_html_name (name, (gsize) (p - name));
  /* "<your name>" is a gap to fill in. */
  if (!closed && (!html || sample->n_lines < 2))
    return NULL;
  if (sample->whole && last->text[last->length - 1] != '>')
    return NULL;
  if (g_strstr_len (p, end - p, "<?php") != NULL)
    return "php";
  return html ? "html" : "xml";
}

static gboolean
is_diff (const LlmCodeSample *sample)
{
  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];

      if (line->indent > 0)
        continue;
      if (_llm_code_line_starts (line, "diff --git ")
          || (_llm_code_line_starts (line, "@@ -") && _llm_code_line_has (line, " @@")))
        return TRUE;
      if (_llm_code_line_starts (line, "--- ") && i + 1 < sample->n_lines
          && _llm_code_line_starts (&sample->lines[i + 1], "+++ "))
        return TRUE;
    }
  return FALSE;
}

const char *
_llm_code_language_from_head (const LlmCodeSample *sample)
{
  if (_llm_code_line_starts (&sample->lines[0], "#!/"))
    return from_shebang (&sample->lines[0]);
  if (sample->lines[0].text[0] == '<')
    return from_markup (sample);
  if (is_json (sample))
    return "json";
  return is_diff (sample) ? "diff" : NULL;
}
