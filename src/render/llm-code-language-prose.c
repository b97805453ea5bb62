/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-language-private.h"

#include <string.h>

/* What stands in a block for its fixed width, and is no code: prose, drawings, trees,
 * tables, logs, diagrams in a language of their own. */

/* Words of a line from which on it may be a sentence. */
#define SENTENCE_WORDS 5

static gboolean
starts_with_any (const LlmCodeLine *line, const char *const *texts)
{
  for (; *texts != NULL; texts++)
    {
      if (_llm_code_line_starts (line, *texts))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_diagram (const LlmCodeLine *first)
{
  static const char *const starts[]
      = { "graph TD",   "graph LR",        "graph TB",      "graph BT",     "graph RL",
          "flowchart ", "sequenceDiagram", "classDiagram",  "stateDiagram", "erDiagram",
          "gantt",      "pie title",       "pie showData",  "journey",      "gitGraph",
          "mindmap",    "timeline",        "quadrantChart", "xychart",      "sankey",
          "C4Context",  "block-beta",      "%%{init",       "@startuml",    NULL };

  return starts_with_any (first, starts);
}

/* Box drawing, block elements and arrows, as UTF-8. */
static gboolean
is_drawn (const LlmCodeLine *line)
{
  static const char *const starts[] = { "|--", "|__", "+--", "`--", "\\--", "+==", "/--", NULL };
  const guchar *p = (const guchar *) line->text;

  if (line->length > 2 && p[0] == 0xe2 && (p[1] == 0x94 || p[1] == 0x95 || p[1] == 0x96))
    return TRUE;
  return starts_with_any (line, starts)
         || (line->length > 1 && line->text[0] == '|' && _llm_code_line_ends (line, "|"));
}

static gboolean
is_clock (const char *p, gsize length)
{
  return (length >= 8 && g_ascii_isdigit (p[0]) && g_ascii_isdigit (p[1]) && p[2] == ':'
          && g_ascii_isdigit (p[3]) && g_ascii_isdigit (p[4]) && p[5] == ':')
         || (length >= 10 && g_ascii_isdigit (p[0]) && g_ascii_isdigit (p[3]) && p[4] == '-'
             && g_ascii_isdigit (p[5]) && g_ascii_isdigit (p[6]) && p[7] == '-');
}

/* "TypeError: x is not a function". */
static gboolean
is_exception (const LlmCodeLine *line)
{
  LlmCodeLine name = *line;

  name.length = 0;
  while (name.length < line->length
         && (g_ascii_isalnum (line->text[name.length])
             || strchr ("._", line->text[name.length]) != NULL))
    name.length++;
  return name.length < line->length && line->text[name.length] == ':'
         && (_llm_code_line_ends (&name, "Error") || _llm_code_line_ends (&name, "Exception"));
}

static gboolean
is_log (const LlmCodeLine *line)
{
  static const char *const starts[] = { "INFO",
                                        "WARN",
                                        "ERROR",
                                        "DEBUG",
                                        "FATAL",
                                        "[INFO",
                                        "[WARN",
                                        "[ERROR",
                                        "[DEBUG",
                                        "Error: ",
                                        "error: ",
                                        "warning: ",
                                        "npm ERR!",
                                        "npm error",
                                        "Traceback (",
                                        "error[E",
                                        "Exception in thread",
                                        "File \"",
                                        "--> ",
                                        "E: ",
                                        NULL };
  gsize skip = line->text[0] == '[' ? 1 : 0;

  if (starts_with_any (line, starts) || is_clock (line->text + skip, line->length - skip))
    return TRUE;
  if (_llm_code_line_starts (line, "at ")
      && (_llm_code_line_ends (line, ")") || _llm_code_line_has (line, ":")))
    return TRUE;
  return line->indent == 0
         && (_llm_code_line_has (line, ": error: ") || _llm_code_line_has (line, ": warning: ")
             || is_exception (line));
}

/* What a program says when it fails: the code in it is only quoted. */
static gboolean
is_trace (const LlmCodeLine *line)
{
  static const char *const starts[] = { "Traceback (most recent call last)",
                                        "npm ERR!",
                                        "error[E",
                                        "Exception in thread \"",
                                        "Segmentation fault",
                                        "goroutine ",
                                        NULL };

  return line->indent == 0 && starts_with_any (line, starts);
}

static gsize
skip_bullet (const LlmCodeLine *line)
{
  gsize n = 0;

  if (line->length > 2 && strchr ("-*+>", line->text[0]) != NULL && line->text[1] == ' ')
    return 2;
  while (n < line->length && g_ascii_isdigit (line->text[n]))
    n++;
  if (n > 0 && n + 2 < line->length && strchr (".)", line->text[n]) != NULL
      && line->text[n + 1] == ' ')
    return n + 2;
  return 0;
}

/* A sentence starts with a letter, has several words and hardly a mark, and either ends
 * like one or starts with a capital only. */
static gboolean
is_sentence (const LlmCodeLine *line)
{
  gsize start = skip_bullet (line);
  const char *p = line->text + start;
  gsize length = line->length - start, words = 0, marks = 0;
  gboolean capital, stops;

  if (length < 12 || (!g_ascii_isalpha (p[0]) && (guchar) p[0] < 0x80))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (p[i] == ' ' && i > 0 && p[i - 1] != ' ')
        words++;
      else if (strchr ("{}()[];=<>|\\$`_#/@&*+\"", p[i]) != NULL)
        marks++;
    }
  if (words + 1 < SENTENCE_WORDS || marks * 25 > length)
    return FALSE;
  capital = g_ascii_isupper (p[0]) && (g_ascii_islower (p[1]) || p[1] == ' ');
  stops = strchr (".!?:,", p[length - 1]) != NULL && p[length - 2] != ' ';
  return capital || stops || (guchar) p[0] >= 0x80;
}

/* Letters and digits, of any script, are less than a third of what is not blank. */
static gboolean
is_art (const LlmCodeSample *sample)
{
  gsize letters = 0, marks = 0;

  for (gsize i = 0; i < sample->length; i++)
    {
      if (g_ascii_isalnum (sample->text[i]) || (guchar) sample->text[i] >= 0x80)
        letters++;
      else if (!g_ascii_isspace (sample->text[i]))
        marks++;
    }
  return letters * 2 < marks;
}

gboolean
_llm_code_language_is_no_code (const LlmCodeSample *sample)
{
  guint drawn = 0, logged = 0, sentences = 0;

  if (is_diagram (&sample->lines[0]) || is_art (sample))
    return TRUE;
  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];

      if (is_trace (line))
        return TRUE;
      if (is_drawn (line))
        drawn++;
      else if (is_log (line))
        logged++;
      else if (is_sentence (line))
        sentences++;
    }
  return drawn * 4 >= sample->n_lines || logged * 3 >= sample->n_lines
         || (sentences + drawn) * 2 >= sample->n_lines;
}
