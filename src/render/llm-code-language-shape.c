/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-language-private.h"

#include <string.h>

/* Languages known by the shape of their lines rather than by words, all for formats that
 * hold nothing else: commands after prompts, Dockerfiles, makefiles, YAML, TOML, INI and
 * style sheets. */

static gsize
name_length (const LlmCodeLine *line, const char *marks)
{
  gsize n = 0;

  while (n < line->length
         && (g_ascii_isalnum (line->text[n]) || strchr (marks, line->text[n]) != NULL))
    n++;
  return n;
}

static gboolean
is_one_of (const char *text, gsize length, const char *const *words)
{
  for (; *words != NULL; words++)
    {
      if (strlen (*words) == length && memcmp (text, *words, length) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_comment (const LlmCodeLine *line)
{
  return line->text[0] == '#';
}

/* "$ make install": a price is no command. */
static gboolean
is_prompt (const LlmCodeLine *line)
{
  return line->length > 2 && line->indent == 0 && _llm_code_line_starts (line, "$ ")
         && (g_ascii_islower (line->text[2]) || strchr ("./~_", line->text[2]) != NULL);
}

/* Output between commands is no shell: it must be the lesser part. */
static gboolean
is_console (const LlmCodeSample *sample)
{
  guint commands = 0, others = 0;
  gboolean continued = FALSE;

  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];

      if (is_prompt (line) || continued)
        commands++;
      else if (!is_comment (line) && commands == 0)
        return FALSE;
      else if (!is_comment (line))
        others++;
      continued = commands > 0 && _llm_code_line_ends (line, "\\");
    }
  return commands > others;
}

static gboolean
is_docker (const LlmCodeSample *sample)
{
  static const char *const instructions[]
      = { "RUN",  "COPY", "ADD",    "CMD",  "ENTRYPOINT", "WORKDIR", "EXPOSE",      "ENV",
          "USER", "ARG",  "VOLUME", "FROM", "LABEL",      "SHELL",   "HEALTHCHECK", NULL };
  guint n = 0;
  gboolean from = FALSE;

  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];
      gsize length = name_length (line, "");

      if (is_comment (line))
        continue;
      if (length == line->length || line->text[length] != ' '
          || !is_one_of (line->text, length, instructions))
        {
          /* It goes on from the line before, but nothing comes before the first. */
          if (n == 0)
            return FALSE;
          continue;
        }
      if (!from && memcmp (line->text, "FROM", 4) != 0 && memcmp (line->text, "ARG", 3) != 0)
        return FALSE;
      from = from || memcmp (line->text, "FROM", 4) == 0;
      n++;
    }
  /* "FROM users" alone is SQL. */
  return from && (n > 1 || (sample->n_lines == 1 && _llm_code_line_has (sample->lines, ":")));
}

static gboolean
is_rule (const LlmCodeLine *line)
{
  static const char *const keywords[]
      = { "default", "else", "try", "finally", "public", "private", "protected", "signals", NULL };
  gsize n = name_length (line, "_.%/-$() ");

  return line->indent == 0 && n > 0 && n < line->length && line->text[n] == ':'
         && !_llm_code_line_starts (line, "case ") && !_llm_code_line_ends (line, ";")
         && !is_one_of (line->text, n, keywords) && !_llm_code_line_starts (line, "def ")
         && !_llm_code_line_starts (line, "class ") && !_llm_code_line_starts (line, "if ")
         && !_llm_code_line_starts (line, "for ") && !_llm_code_line_starts (line, "while ")
         && !_llm_code_line_starts (line, "with ");
}

static gboolean
is_makefile (const LlmCodeSample *sample)
{
  static const char *const tools[]
      = { "@",     "$(",     "gcc ",     "cc ",  "g++ ",   "clang ", "rm ",
          "cp ",   "mkdir ", "go ",      "npm ", "cargo ", "python", "docker ",
          "echo ", "make ",  "install ", "./",   "git ",   "cd " };
  guint score = 0, rules = 0;

  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];
      gboolean recipe = i > 0 && line->tab && is_rule (line - 1);

      if (line->indent == 0 && _llm_code_line_starts (line, ".PHONY:"))
        score += 10;
      if (line->indent == 0
          && (_llm_code_line_has (line, ":= ") || _llm_code_line_has (line, "?= "))
          && g_ascii_isupper (line->text[0]))
        score += 3;
      if (!recipe)
        continue;
      /* Headers of mail look like it too. */
      rules = MIN (rules + 3, 6);
      for (guint j = 0; j < G_N_ELEMENTS (tools); j++)
        score += _llm_code_line_starts (line, tools[j]) ? 5 : 0;
    }
  return score + rules >= 8 && score > 0;
}

typedef struct
{
  guint keys, values, nested, small, items;
  gsize literal; /* 1 + the indentation of a key whose text is on the next lines */
  gboolean open; /* the last line was a key without a value */
  gsize open_indent;
} Yaml;

/* After "- ", as often as it comes. */
static LlmCodeLine
skip_dashes (const LlmCodeLine *line, gboolean *item)
{
  LlmCodeLine rest = *line;

  *item = FALSE;
  while (rest.length > 1 && rest.text[0] == '-' && rest.text[1] == ' ')
    {
      *item = TRUE;
      do
        {
          rest.text++;
          rest.length--;
          rest.indent++;
        }
      while (rest.length > 0 && rest.text[0] == ' ');
    }
  return rest;
}

static gboolean
yaml_key (Yaml *yaml, const LlmCodeLine *line, gsize n)
{
  const char *value = line->text + n + 1;
  gsize length = line->length - n - 1;

  if (length > 0 && value[0] != ' ')
    return FALSE;
  /* Statements of other languages end so, values hardly ever. */
  if (_llm_code_line_ends (line, ";") || _llm_code_line_ends (line, ",")
      || (_llm_code_line_ends (line, "{") && !_llm_code_line_ends (line, ": {")))
    return FALSE;
  yaml->keys++;
  yaml->values += length > 0 ? 1 : 0;
  yaml->small += g_ascii_islower (line->text[0]) ? 1 : 0;
  yaml->open = length == 0;
  yaml->open_indent = line->indent;
  if (length > 1 && (value[1] == '|' || value[1] == '>'))
    yaml->literal = line->indent + 1;
  return TRUE;
}

static gboolean
yaml_line (Yaml *yaml, const LlmCodeLine *line)
{
  gboolean item;
  LlmCodeLine rest = skip_dashes (line, &item);
  gsize n;

  if (yaml->literal > 0 && line->indent >= yaml->literal)
    return TRUE;
  yaml->literal = 0;
  if (is_comment (line) || _llm_code_line_starts (line, "---"))
    return TRUE;
  if (line->tab)
    return FALSE;
  if (yaml->open && (line->indent > yaml->open_indent || item))
    yaml->nested++;
  yaml->open = FALSE;
  yaml->items += item ? 1 : 0;
  if (rest.length == 0)
    return item;
  n = name_length (&rest, "_-./$");
  if (n > 0 && n < rest.length && rest.text[n] == ':' && yaml_key (yaml, &rest, n))
    return TRUE;
  return item && !_llm_code_line_ends (line, ";") && !_llm_code_line_ends (line, "{");
}

/* "Name: value" lines alone are as well a header, a form or a list in prose. */
static gboolean
is_yaml (const LlmCodeSample *sample)
{
  Yaml yaml = { 0 };
  gboolean start = _llm_code_line_starts (&sample->lines[0], "---")
                   || _llm_code_line_starts (&sample->lines[0], "apiVersion:");

  for (guint i = 0; i < sample->n_lines; i++)
    {
      if (!yaml_line (&yaml, &sample->lines[i]))
        return FALSE;
    }
  if (start)
    return yaml.keys > 1;
  return yaml.nested > 0 && yaml.values > 0 && yaml.small * 2 >= yaml.keys
         && (yaml.keys > 2 || (yaml.keys > 1 && yaml.items > 0));
}

static gboolean
is_section (const LlmCodeLine *line)
{
  gsize n;
  gboolean twice = _llm_code_line_starts (line, "[[");
  LlmCodeLine rest = { line->text + (twice ? 2 : 1), line->length - (twice ? 2 : 1), 0, FALSE };

  if (line->text[0] != '[' || line->length < 3 || (twice && line->length < 5))
    return FALSE;
  n = name_length (&rest, "_-.:\"' /*@");
  if (n == 0 || g_ascii_isdigit (rest.text[0]) || n + (twice ? 2 : 1) > rest.length)
    return FALSE;
  rest.text += n;
  rest.length -= n;
  return _llm_code_line_starts (&rest, twice ? "]]" : "]")
         && (rest.length == (twice ? 2 : 1) || _llm_code_line_has (&rest, " #"));
}

/* Whether the value after "=" is one of TOML, or -1 if the line is no setting. */
static int
setting_kind (const LlmCodeLine *line)
{
  gsize n = name_length (line, "_-.\"' ");
  const char *value;

  if (n == 0 || n >= line->length || line->text[n] != '='
      || (n + 1 < line->length && strchr ("=>~", line->text[n + 1]) != NULL)
      || _llm_code_line_ends (line, ";"))
    return -1;
  value = line->text + n + 1;
  while (value < line->text + line->length && *value == ' ')
    value++;
  if (value == line->text + line->length)
    return 0;
  return strchr ("\"'[{+-", *value) != NULL || g_ascii_isdigit (*value)
         || strncmp (value, "true", MIN (4, (gsize) (line->text + line->length - value))) == 0
         || strncmp (value, "false", MIN (5, (gsize) (line->text + line->length - value))) == 0;
}

static gboolean
is_array_line (const LlmCodeLine *line)
{
  return strchr ("\"'{]}", line->text[0]) != NULL || g_ascii_isdigit (line->text[0]);
}

static const char *
from_settings (const LlmCodeSample *sample)
{
  guint sections = 0, settings = 0, toml = 0;
  gboolean in_array = FALSE, twice = FALSE, quoted = FALSE;

  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];
      int kind;

      if (is_comment (line) || line->text[0] == ';')
        continue;
      if (in_array && is_array_line (line))
        {
          in_array = line->text[0] != ']';
          continue;
        }
      if (is_section (line))
        {
          sections++;
          twice = twice || _llm_code_line_starts (line, "[[");
          continue;
        }
      kind = setting_kind (line);
      if (kind < 0)
        return NULL;
      settings++;
      toml += (guint) kind;
      quoted = quoted || _llm_code_line_ends (line, "\"") || _llm_code_line_has (line, "[");
      in_array = _llm_code_line_ends (line, "[");
    }
  if (sections == 0 || settings == 0)
    return NULL;
  if (_llm_code_line_starts (&sample->lines[0], "[Desktop Entry]"))
    return "desktop";
  return toml == settings && (quoted || twice) ? "toml" : "ini";
}

static gboolean
is_declaration (const LlmCodeLine *line)
{
  static const char *const properties[] = { "align-items",
                                            "animation",
                                            "background",
                                            "background-color",
                                            "border",
                                            "border-radius",
                                            "bottom",
                                            "box-shadow",
                                            "box-sizing",
                                            "color",
                                            "cursor",
                                            "display",
                                            "flex",
                                            "flex-direction",
                                            "font",
                                            "font-family",
                                            "font-size",
                                            "font-weight",
                                            "gap",
                                            "grid-template-columns",
                                            "height",
                                            "justify-content",
                                            "left",
                                            "line-height",
                                            "margin",
                                            "margin-bottom",
                                            "margin-top",
                                            "max-width",
                                            "min-height",
                                            "opacity",
                                            "outline",
                                            "overflow",
                                            "padding",
                                            "position",
                                            "right",
                                            "text-align",
                                            "text-decoration",
                                            "top",
                                            "transform",
                                            "transition",
                                            "width",
                                            "z-index",
                                            NULL };
  gsize n = name_length (line, "-");

  /* "top: number;" is TypeScript. */
  if (_llm_code_line_ends (line, "number;") || _llm_code_line_ends (line, "string;"))
    return FALSE;
  return n > 1 && n < line->length && line->text[n] == ':' && _llm_code_line_ends (line, ";")
         && (is_one_of (line->text, n, properties) || _llm_code_line_starts (line, "--"));
}

static gboolean
is_selector (const LlmCodeLine *line)
{
  return (_llm_code_line_ends (line, "{") && !_llm_code_line_has (line, "=")
          && !_llm_code_line_has (line, "$") && !_llm_code_line_has (line, ";")
          && (g_ascii_isalpha (line->text[0]) || strchr (".#@:*&[", line->text[0]) != NULL))
         || _llm_code_line_starts (line, "@import ");
}

/* "p { color: red; }" on one line. */
static gboolean
is_short_rule (const LlmCodeLine *line)
{
  const char *brace = memchr (line->text, '{', line->length);
  LlmCodeLine inner;

  if (brace == NULL || !_llm_code_line_ends (line, "}") || line->text + line->length - brace < 4)
    return FALSE;
  inner = (LlmCodeLine){ brace + 1, (gsize) (line->text + line->length - brace - 2), 0, FALSE };
  while (inner.length > 0 && inner.text[0] == ' ')
    {
      inner.text++;
      inner.length--;
    }
  while (inner.length > 0 && inner.text[inner.length - 1] == ' ')
    inner.length--;
  return is_declaration (&inner);
}

static const char *
from_styles (const LlmCodeSample *sample)
{
  guint selectors = 0, declarations = 0, others = 0;
  gboolean scss = FALSE;

  for (guint i = 0; i < sample->n_lines; i++)
    {
      const LlmCodeLine *line = &sample->lines[i];

      if (is_declaration (line))
        declarations++;
      else if (is_short_rule (line))
        {
          selectors++;
          declarations++;
        }
      else if (is_selector (line))
        selectors++;
      else if (line->text[0] != '}' && line->text[0] != '/' && line->text[0] != '*')
        others++;
      scss = scss || line->text[0] == '$' || _llm_code_line_starts (line, "@mixin ")
             || _llm_code_line_starts (line, "@include ") || _llm_code_line_starts (line, "@use ")
             || (line->text[0] == '&' && is_selector (line));
    }
  if (selectors == 0 || declarations == 0 || others > selectors + declarations)
    return NULL;
  return scss ? "scss" : "css";
}

const char *
_llm_code_language_from_shape (const LlmCodeSample *sample)
{
  const char *id;

  if (is_console (sample))
    return "sh";
  if (is_docker (sample))
    return "docker";
  if (is_makefile (sample))
    return "makefile";
  if (is_yaml (sample))
    return "yaml";
  id = from_settings (sample);
  return id != NULL ? id : from_styles (sample);
}
