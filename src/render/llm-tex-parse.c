/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-tex-parse.h"

#include <string.h>

/* Lists, groups, scripts and single symbols; llm-tex-construct.c has the commands with
 * arguments. */

/* The scripts of the symbol before. */
typedef struct
{
  gboolean sub, sup;
  guint sup_from; /* index of its first atom */
} Scripts;

void
_llm_tex_atom_set_text (LlmTexAtoms *atoms, guint i, const char *text, gssize length)
{
  LlmTexAtom *atom = _llm_tex_atom (atoms, i);

  atom->start = (guint) atoms->text->len;
  g_string_append_len (atoms->text, text, length);
  atom->length = (guint) atoms->text->len - atom->start;
}

guint
_llm_tex_add (
    LlmTexParser *parser, const char *text, gssize length, LlmTexStyle style, LlmTexClass class)
{
  LlmTexAtom atom = { 0, 0, parser->style | style, class, class, parser->script };
  guint i = parser->out->atoms->len;

  g_array_append_val (parser->out->atoms, atom);
  _llm_tex_atom_set_text (parser->out, i, text, length);
  return i;
}

guint
_llm_tex_add_place (LlmTexParser *parser, LlmTexClass left, LlmTexClass right)
{
  guint i = _llm_tex_add (parser, "", 0, LLM_TEX_ROMAN, left);

  _llm_tex_atom (parser->out, i)->right = right;
  return i;
}

void
_llm_tex_skip_blanks (LlmTexParser *parser)
{
  while (parser->p < parser->end && g_ascii_isspace (*parser->p))
    parser->p++;
}

/* After a backslash: letters, or one other character. */
gboolean
_llm_tex_read_name (LlmTexParser *parser, char name[LLM_TEX_NAME_MAX])
{
  gsize n = 0;

  if (parser->p == parser->end)
    return FALSE;
  while (parser->p < parser->end && g_ascii_isalpha (*parser->p) && n < LLM_TEX_NAME_MAX - 1)
    name[n++] = *parser->p++;
  if (n == 0 && ((guchar) *parser->p < 0x20 || (guchar) *parser->p >= 0x7f))
    return FALSE;
  if (n == 0)
    name[n++] = *parser->p++;
  name[n] = '\0';
  return n < LLM_TEX_NAME_MAX - 1;
}

gboolean
_llm_tex_at_right (const LlmTexParser *parser)
{
  const gsize length = strlen ("\\right");

  return (gsize) (parser->end - parser->p) > length && memcmp (parser->p, "\\right", length) == 0
         && !g_ascii_isalpha (parser->p[length]);
}

static void
add_letter (LlmTexParser *parser, gunichar c)
{
  gunichar letter = _llm_tex_symbols_letter (c, parser->capitals, parser->small, parser->digits);
  char text[6];
  gint length = g_unichar_to_utf8 (letter, text);
  gboolean italic = letter == c && !parser->upright && !g_ascii_isdigit (c);

  _llm_tex_add (parser, text, length, italic ? LLM_TEX_ITALIC : LLM_TEX_ROMAN, LLM_TEX_ORD);
}

static void
add_symbol (LlmTexParser *parser, const LlmTexSymbol *symbol)
{
  gboolean italic = symbol->class == LLM_TEX_VARIABLE && !parser->upright;

  _llm_tex_add (parser, symbol->text, -1, italic ? LLM_TEX_ITALIC : LLM_TEX_ROMAN,
                symbol->class == LLM_TEX_VARIABLE ? LLM_TEX_ORD : symbol->class);
}

/* "1,000" has no list of two numbers. */
static gboolean
is_in_number (const LlmTexParser *parser)
{
  const char *comma = parser->p, *p = comma + 1;

  if (comma == parser->start || !g_ascii_isdigit (comma[-1]))
    return FALSE;
  while (p < parser->end && g_ascii_isdigit (*p))
    p++;
  return p - comma == 4;
}

static gboolean
parse_ascii (LlmTexParser *parser, char c)
{
  static const struct
  {
    const char *marks;
    LlmTexClass class;
  } kinds[] = {
    { "/|@.", LLM_TEX_ORD }, { "+-*", LLM_TEX_BINARY }, { "=<>:", LLM_TEX_RELATION },
    { "([", LLM_TEX_OPEN },  { ")]!?", LLM_TEX_CLOSE }, { ",;", LLM_TEX_PUNCTUATION },
  };
  LlmTexClass class = LLM_TEX_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (strchr (kinds[i].marks, c) != NULL)
        class = kinds[i].class;
    }
  if (c == ',' && is_in_number (parser))
    class = LLM_TEX_ORD;
  if (c == '-')
    _llm_tex_add (parser, "\u2212", -1, LLM_TEX_ROMAN, class);
  else if (c == '*')
    _llm_tex_add (parser, "\u2217", -1, LLM_TEX_ROMAN, class);
  else
    _llm_tex_add (parser, &c, 1, LLM_TEX_ROMAN, class);
  parser->p++;
  return class != LLM_TEX_NONE;
}

/* Latin letters and small Greek ones: those a variable is written in. */
static gboolean
is_variable (gunichar c)
{
  return g_unichar_isalpha (c)
         && (c < 0x0250 || (c >= 0x1e00 && c < 0x1f00)
             || (c >= 0x0370 && c < 0x0400 && g_unichar_islower (c)));
}

static gboolean
parse_unicode (LlmTexParser *parser, gunichar c)
{
  const char *next = g_utf8_next_char (parser->p);
  gsize length = (gsize) (next - parser->p);
  const LlmTexSymbol *symbol = _llm_tex_symbols_find_text (parser->p, length);
  LlmTexStyle style = LLM_TEX_ROMAN;

  if (!g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT
      || g_unichar_type (c) == G_UNICODE_PRIVATE_USE)
    return FALSE;
  if (symbol != NULL)
    add_symbol (parser, symbol);
  else
    {
      if (is_variable (c) && !parser->upright)
        style = LLM_TEX_ITALIC;
      _llm_tex_add (parser, parser->p, (gssize) length, style,
                    c == 0x2212 || c == 0xb7 ? LLM_TEX_BINARY : LLM_TEX_ORD);
    }
  parser->p = next;
  return TRUE;
}

static gboolean
parse_char (LlmTexParser *parser)
{
  gunichar c = g_utf8_get_char (parser->p);

  if (c >= 0x80)
    return parse_unicode (parser, c);
  if (!g_ascii_isalnum (c))
    return parse_ascii (parser, (char) c);
  add_letter (parser, c);
  parser->p++;
  return TRUE;
}

static void
parse_primes (LlmTexParser *parser)
{
  static const char *const primes[] = { "\u2032", "\u2033", "\u2034" };
  gsize n = 0;

  while (parser->p < parser->end && *parser->p == '\'' && n < G_N_ELEMENTS (primes))
    {
      n++;
      parser->p++;
    }
  _llm_tex_add (parser, primes[n - 1], -1, LLM_TEX_ROMAN, LLM_TEX_ORD);
}

static gboolean
parse_command (LlmTexParser *parser)
{
  char name[LLM_TEX_NAME_MAX];
  const LlmTexSymbol *symbol;

  parser->p++;
  if (!_llm_tex_read_name (parser, name))
    return FALSE;
  symbol = _llm_tex_symbols_find (name);
  if (symbol == NULL)
    return _llm_tex_parse_construct (parser, name);
  add_symbol (parser, symbol);
  return TRUE;
}

static gboolean
parse_group (LlmTexParser *parser)
{
  guint from = parser->out->atoms->len;
  LlmTexAtom *atom;

  if (parser->depth == LLM_TEX_DEPTH_MAX)
    return FALSE;
  parser->depth++;
  parser->p++;
  if (!_llm_tex_parse_list (parser) || parser->p == parser->end || *parser->p != '}')
    return FALSE;
  parser->p++;
  parser->depth--;
  if (parser->out->atoms->len == from)
    _llm_tex_add_place (parser, LLM_TEX_ORD, LLM_TEX_ORD);
  if (parser->out->atoms->len != from + 1)
    return TRUE;
  /* "{,}" and "{=}" are how one takes the space away. */
  atom = _llm_tex_atom (parser->out, from);
  if (atom->left == LLM_TEX_PUNCTUATION || atom->left == LLM_TEX_RELATION
      || atom->left == LLM_TEX_BINARY)
    atom->left = atom->right = LLM_TEX_ORD;
  return TRUE;
}

/* A group, a command or one character. */
gboolean
_llm_tex_parse_argument (LlmTexParser *parser)
{
  gboolean ok;

  _llm_tex_skip_blanks (parser);
  if (parser->p == parser->end || strchr ("}^_'~", *parser->p) != NULL)
    return FALSE;
  if (*parser->p == '{')
    return parse_group (parser);
  if (*parser->p != '\\')
    return parse_char (parser);
  if (parser->depth == LLM_TEX_DEPTH_MAX)
    return FALSE;
  parser->depth++;
  ok = parse_command (parser);
  parser->depth--;
  return ok;
}

/* Primes and degrees are raised already. */
static void
lower_marks (LlmTexParser *parser, guint from)
{
  for (guint i = from; i < parser->out->atoms->len; i++)
    {
      LlmTexAtom *atom = _llm_tex_atom (parser->out, i);
      const char *text = parser->out->text->str + atom->start;

      if (atom->length != 3)
        return;
      if (memcmp (text, "\u2218", 3) == 0 && parser->out->atoms->len == from + 1)
        _llm_tex_atom_set_text (parser->out, i, "\u00b0", -1);
      else if (memcmp (text, "\u2032", 3) != 0 && memcmp (text, "\u2033", 3) != 0)
        return;
      atom->style &= ~(guint) LLM_TEX_SUPERSCRIPT;
    }
}

/* The lower one first, whatever the source has. */
static gboolean
swap_scripts (LlmTexAtoms *atoms, guint first, guint second)
{
  guint n = second - first;
  g_autofree LlmTexAtom *copy = g_memdup2 (_llm_tex_atom (atoms, first), n * sizeof *copy);

  /* Their indices would change. */
  for (guint i = 0; i < atoms->wholes->len; i++)
    {
      if (g_array_index (atoms->wholes, LlmTexWhole, i).close >= first)
        return FALSE;
    }
  g_array_append_vals (atoms->atoms, copy, n);
  g_array_remove_range (atoms->atoms, first, n);
  return TRUE;
}

static gboolean
parse_script (LlmTexParser *parser, Scripts *scripts)
{
  gboolean sup = *parser->p++ == '^';
  LlmTexStyle style = parser->style;
  guint from = parser->out->atoms->len;

  /* One level is all the styles have. */
  if (parser->script || (sup ? scripts->sup : scripts->sub))
    return FALSE;
  parser->style |= sup ? LLM_TEX_SUPERSCRIPT : LLM_TEX_SUBSCRIPT;
  parser->script = TRUE;
  if (!_llm_tex_parse_argument (parser))
    return FALSE;
  parser->script = FALSE;
  parser->style = style;
  if (sup)
    {
      lower_marks (parser, from);
      scripts->sup_from = from;
    }
  else if (scripts->sup && !swap_scripts (parser->out, scripts->sup_from, from))
    return FALSE;
  scripts->sup |= sup;
  scripts->sub |= !sup;
  return TRUE;
}

static gboolean
parse_item (LlmTexParser *parser, Scripts *scripts)
{
  char c = *parser->p;

  if (c == '^' || c == '_')
    return parse_script (parser, scripts);
  if (c != '\'')
    *scripts = (Scripts){ FALSE, FALSE, 0 };
  switch (c)
    {
    case '{':
      return parse_group (parser);
    case '\\':
      return parse_command (parser);
    case '\'':
      parse_primes (parser);
      return TRUE;
    case '~':
      _llm_tex_add (parser, "\u00a0", -1, LLM_TEX_ROMAN, LLM_TEX_SPACE);
      parser->p++;
      return TRUE;
    default:
      return parse_char (parser);
    }
}

/* Up to the end of the group, of a \left or of all. */
gboolean
_llm_tex_parse_list (LlmTexParser *parser)
{
  Scripts scripts = { FALSE, FALSE, 0 };

  for (;;)
    {
      _llm_tex_skip_blanks (parser);
      if (parser->p == parser->end || *parser->p == '}' || _llm_tex_at_right (parser))
        return TRUE;
      if (!parse_item (parser, &scripts))
        return FALSE;
    }
}

/* @source is valid UTF-8 without NUL, followed by one. */
gboolean
_llm_tex_parse (LlmTexAtoms *atoms, const char *source, gsize length)
{
  LlmTexParser parser
      = { source, source, source + length, atoms, LLM_TEX_ROMAN, 0, 0, 0, FALSE, FALSE, FALSE, 0 };

  return _llm_tex_parse_list (&parser) && parser.p == parser.end;
}
