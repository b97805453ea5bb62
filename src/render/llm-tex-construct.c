/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-tex-parse.h"

#include <string.h>

/* Commands with arguments: fractions, roots, accents, delimiters, alphabets and text. */

/* Digits of a number that is set as one half is. */
#define FRACTION_DIGITS_MAX 4
/* Letters a line goes over. */
#define ACCENT_LETTERS_MAX 8

static const LlmTexAtom *
atom_at (const LlmTexParser *parser, guint i)
{
  return _llm_tex_atom (parser->out, i);
}

static const char *
text_at (const LlmTexParser *parser, guint i)
{
  return parser->out->text->str + atom_at (parser, i)->start;
}

static gboolean
is_text (const LlmTexParser *parser, guint i, const char *text)
{
  return atom_at (parser, i)->length == strlen (text)
         && memcmp (text_at (parser, i), text, strlen (text)) == 0;
}

static gboolean
is_radical (const LlmTexParser *parser, guint i)
{
  return is_text (parser, i, "\u221a") || is_text (parser, i, "\u221b")
         || is_text (parser, i, "\u221c");
}

/* One more script than its surroundings, or nothing to see. */
static gboolean
is_beside (const LlmTexParser *parser, guint i)
{
  const LlmTexAtom *atom = atom_at (parser, i);

  return atom->length == 0 || atom->left == LLM_TEX_SPACE || (atom->script && !parser->script);
}

static gboolean
is_digits (const LlmTexParser *parser, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    {
      if (atom_at (parser, i)->length != 1
          || (!g_ascii_isdigit (*text_at (parser, i)) && *text_at (parser, i) != '.'))
        return FALSE;
    }
  return from < to;
}

/* How many things multiplied with each other: "2", "x_1", "(a+b)" and "√2" are one. */
static guint
count_units (const LlmTexParser *parser, guint from, guint to)
{
  guint units = 0, depth = 0;
  gboolean digit = FALSE;

  for (guint i = from; i < to; i++)
    {
      const LlmTexAtom *atom = atom_at (parser, i);
      gboolean was_digit = digit;

      if (is_beside (parser, i) || is_radical (parser, i))
        continue;
      digit = is_digits (parser, i, i + 1);
      if (atom->left == LLM_TEX_CLOSE && depth > 0)
        depth--;
      else if (depth == 0 && !(digit && was_digit))
        units++;
      if (atom->left == LLM_TEX_OPEN)
        depth++;
    }
  return units;
}

/* Whether a fraction bar would take only a part of it. */
static gboolean
is_sum (const LlmTexParser *parser, guint from, guint to)
{
  guint depth = 0;

  for (guint i = from; i < to; i++)
    {
      LlmTexClass class = atom_at (parser, i)->left;

      if (atom_at (parser, i)->script && !parser->script)
        continue;
      if (class == LLM_TEX_CLOSE && depth > 0)
        depth--;
      if (class == LLM_TEX_OPEN && atom_at (parser, i)->length > 0)
        depth++;
      if (depth == 0
          && (class == LLM_TEX_BINARY || class == LLM_TEX_RELATION || class == LLM_TEX_PUNCTUATION
              || is_text (parser, i, "/")))
        return TRUE;
    }
  return FALSE;
}

/* "dx" is one thing below the bar, though two symbols. */
static gboolean
is_differential (const LlmTexParser *parser, guint from, guint to)
{
  return to - from > 1 && (is_text (parser, from, "d") || is_text (parser, from, "\u2202"))
         && count_units (parser, from + 1, to) == 1;
}

static void
set_parentheses (LlmTexParser *parser, guint open, guint close)
{
  _llm_tex_atom_set_text (parser->out, open, "(", 1);
  _llm_tex_atom_set_text (parser->out, close, ")", 1);
}

static void
add_whole (LlmTexParser *parser, guint open, gboolean fraction)
{
  LlmTexWhole whole = { open, 0, fraction };

  whole.close = _llm_tex_add_place (parser, LLM_TEX_CLOSE, LLM_TEX_INNER);
  g_array_append_val (parser->out->wholes, whole);
}

/* An argument between two places for parentheses. */
static gboolean
parse_enclosed (LlmTexParser *parser, guint *open, guint *close)
{
  *open = _llm_tex_add_place (parser, LLM_TEX_OPEN, LLM_TEX_OPEN);
  if (!_llm_tex_parse_argument (parser))
    return FALSE;
  *close = _llm_tex_add_place (parser, LLM_TEX_CLOSE, LLM_TEX_CLOSE);
  return count_units (parser, *open + 1, *close) > 0;
}

static gboolean
is_short_number (const LlmTexParser *parser, guint open, guint close)
{
  return is_digits (parser, open + 1, close) && close - open - 1 <= FRACTION_DIGITS_MAX
         && memchr (text_at (parser, open + 1), '.', close - open - 1) == NULL;
}

static gboolean
parse_fraction (LlmTexParser *parser)
{
  guint whole = _llm_tex_add_place (parser, LLM_TEX_INNER, LLM_TEX_OPEN);
  guint above[2], below[2], bar;
  gboolean numbers;

  if (parser->fraction)
    return FALSE;
  parser->fraction = TRUE;
  if (!parse_enclosed (parser, &above[0], &above[1]))
    return FALSE;
  bar = _llm_tex_add (parser, "/", 1, LLM_TEX_ROMAN, LLM_TEX_ORD);
  if (!parse_enclosed (parser, &below[0], &below[1]))
    return FALSE;
  parser->fraction = FALSE;
  numbers = is_short_number (parser, above[0], above[1])
            && is_short_number (parser, below[0], below[1]);
  if (numbers)
    _llm_tex_atom_set_text (parser->out, bar, "\u2044", -1);
  else
    {
      if (is_sum (parser, above[0] + 1, above[1]))
        set_parentheses (parser, above[0], above[1]);
      if (count_units (parser, below[0] + 1, below[1]) > 1
          && !is_differential (parser, below[0] + 1, below[1]))
        set_parentheses (parser, below[0], below[1]);
    }
  add_whole (parser, whole, !numbers);
  return TRUE;
}

/* "[3]": a digit or two, or a letter. */
static gboolean
parse_index (LlmTexParser *parser)
{
  LlmTexStyle style = parser->style;
  gboolean script = parser->script;
  const char *start = ++parser->p;

  while (parser->p < parser->end && g_ascii_isalnum (*parser->p))
    parser->p++;
  if (parser->p == start || parser->p - start > 2 || parser->p == parser->end || *parser->p != ']')
    return FALSE;
  parser->p++;
  if (parser->p - start == 2 && (*start == '3' || *start == '4'))
    {
      _llm_tex_add (parser, *start == '3' ? "\u221b" : "\u221c", -1, LLM_TEX_ROMAN, LLM_TEX_ORD);
      return TRUE;
    }
  if (script)
    return FALSE;
  parser->style |= LLM_TEX_SUPERSCRIPT;
  parser->script = TRUE;
  _llm_tex_add (parser, start, parser->p - start - 1,
                g_ascii_isalpha (*start) ? LLM_TEX_ITALIC : LLM_TEX_ROMAN, LLM_TEX_ORD);
  parser->style = style;
  parser->script = script;
  _llm_tex_add (parser, "\u221a", -1, LLM_TEX_ROMAN, LLM_TEX_ORD);
  return TRUE;
}

static gboolean
parse_root (LlmTexParser *parser)
{
  guint whole = _llm_tex_add_place (parser, LLM_TEX_ORD, LLM_TEX_OPEN);
  guint open, close;
  gboolean single;

  _llm_tex_skip_blanks (parser);
  if (parser->p < parser->end && *parser->p == '[')
    {
      if (!parse_index (parser))
        return FALSE;
    }
  else
    _llm_tex_add (parser, "\u221a", -1, LLM_TEX_ROMAN, LLM_TEX_ORD);
  if (!parse_enclosed (parser, &open, &close))
    return FALSE;
  single = is_digits (parser, open + 1, close)
           || (close == open + 2 && atom_at (parser, open + 1)->left == LLM_TEX_ORD);
  if (!single)
    set_parentheses (parser, open, close);
  add_whole (parser, whole, FALSE);
  return TRUE;
}

static gboolean
parse_accent (LlmTexParser *parser, gunichar mark)
{
  guint from = parser->out->atoms->len;
  gboolean line = mark == 0x0305 || mark == 0x0332;
  guint n;

  if (!_llm_tex_parse_argument (parser))
    return FALSE;
  n = parser->out->atoms->len - from;
  if (n == 0 || n > (line ? ACCENT_LETTERS_MAX : 1))
    return FALSE;
  for (guint i = from; i < from + n; i++)
    {
      const LlmTexAtom *atom = atom_at (parser, i);
      g_autofree char *letter = g_strndup (text_at (parser, i), atom->length);
      g_autoptr (GString) marked = g_string_new (letter);
      g_autofree char *normal = NULL;

      if (g_utf8_strlen (letter, -1) != 1 || !g_unichar_isalnum (g_utf8_get_char (letter))
          || (atom->script && !parser->script))
        return FALSE;
      g_string_append_unichar (marked, mark);
      normal = g_utf8_normalize (marked->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
      _llm_tex_atom_set_text (parser->out, i, normal, -1);
    }
  return TRUE;
}

/* @class is how it stands, or NONE if its own kind decides. */
static gboolean
parse_delimiter (LlmTexParser *parser, LlmTexClass class)
{
  char name[LLM_TEX_NAME_MAX] = "";
  const LlmTexSymbol *symbol;
  char c;

  _llm_tex_skip_blanks (parser);
  if (parser->p == parser->end)
    return FALSE;
  c = *parser->p++;
  if (c == '.')
    {
      _llm_tex_add_place (parser, class, class);
      return class != LLM_TEX_NONE;
    }
  if (c != '\\')
    {
      const char *text = c == '<' ? "\u27e8" : c == '>' ? "\u27e9" : &c;

      if (class == LLM_TEX_NONE)
        class = strchr ("([<", c) != NULL   ? LLM_TEX_OPEN
                : strchr (")]>", c) != NULL ? LLM_TEX_CLOSE
                                            : LLM_TEX_ORD;
      _llm_tex_add (parser, text, text == &c ? 1 : -1, LLM_TEX_ROMAN, class);
      return strchr ("()[]|/<>", c) != NULL;
    }
  if (!_llm_tex_read_name (parser, name))
    return FALSE;
  symbol = _llm_tex_symbols_find (name);
  if (symbol == NULL
      || (symbol->class != LLM_TEX_OPEN && symbol->class != LLM_TEX_CLOSE
          && strcmp (symbol->text, "|") != 0 && strcmp (symbol->text, "\u2016") != 0))
    return FALSE;
  _llm_tex_add (parser, symbol->text, -1, LLM_TEX_ROMAN,
                class != LLM_TEX_NONE ? class : symbol->class);
  return TRUE;
}

static gboolean
parse_left (LlmTexParser *parser)
{
  gboolean ok;

  /* It counts as a group, whose depth is bounded. */
  if (!parse_delimiter (parser, LLM_TEX_OPEN) || parser->depth >= LLM_TEX_DEPTH_MAX)
    return FALSE;
  parser->depth++;
  ok = _llm_tex_parse_list (parser) && _llm_tex_at_right (parser);
  if (!ok)
    return FALSE;
  parser->depth--;
  parser->p += strlen ("\\right");
  return parse_delimiter (parser, LLM_TEX_CLOSE);
}

static gboolean
parse_negation (LlmTexParser *parser)
{
  guint from = parser->out->atoms->len;
  g_autoptr (GString) text = NULL;
  g_autofree char *normal = NULL;

  if (!_llm_tex_parse_argument (parser) || parser->out->atoms->len != from + 1
      || atom_at (parser, from)->left != LLM_TEX_RELATION)
    return FALSE;
  text = g_string_new_len (text_at (parser, from), atom_at (parser, from)->length);
  g_string_append_unichar (text, 0x0338);
  normal = g_utf8_normalize (text->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  _llm_tex_atom_set_text (parser->out, from, normal, -1);
  return TRUE;
}

static gboolean
parse_modulus (LlmTexParser *parser)
{
  _llm_tex_add (parser, "\u2005", -1, LLM_TEX_ROMAN, LLM_TEX_SPACE);
  _llm_tex_add (parser, "(", 1, LLM_TEX_ROMAN, LLM_TEX_OPEN);
  _llm_tex_add (parser, "mod", 3, LLM_TEX_ROMAN, LLM_TEX_OPERATOR);
  if (!_llm_tex_parse_argument (parser))
    return FALSE;
  _llm_tex_add (parser, ")", 1, LLM_TEX_ROMAN, LLM_TEX_CLOSE);
  return TRUE;
}

static gboolean
append_text (GString *text, gunichar c)
{
  if (c == '\n' || c == '\r' || c == '\t')
    c = ' ';
  if (c == '~')
    c = 0xa0;
  if (c != ' ' && c != 0xa0
      && (!g_unichar_isgraph (c) || g_unichar_type (c) == G_UNICODE_FORMAT
          || (c < 0x80 && strchr ("{$#%&_^\\", (char) c) != NULL)))
    return FALSE;
  g_string_append_unichar (text, c);
  return TRUE;
}

/* Words in braces, where blanks count and nothing is mathematics. */
static gboolean
parse_text (LlmTexParser *parser, LlmTexStyle style, LlmTexClass class)
{
  g_autoptr (GString) text = g_string_new (NULL);

  _llm_tex_skip_blanks (parser);
  if (parser->p == parser->end || *parser->p++ != '{')
    return FALSE;
  while (parser->p < parser->end && *parser->p != '}')
    {
      if (*parser->p == '\\')
        {
          parser->p++;
          if (parser->p == parser->end || strchr ("{}$#%&_ ,", *parser->p) == NULL)
            return FALSE;
          g_string_append_c (text, *parser->p == ',' ? ' ' : *parser->p);
        }
      else if (!append_text (text, g_utf8_get_char (parser->p)))
        return FALSE;
      parser->p = g_utf8_next_char (parser->p);
    }
  if (parser->p == parser->end || text->len == 0)
    return FALSE;
  parser->p++;
  _llm_tex_add (parser, text->str, (gssize) text->len, style, class);
  return TRUE;
}

typedef struct
{
  const char *name;
  LlmTexStyle style;
  gboolean upright;
  gunichar capitals, small, digits;
} Alphabet;

static gboolean
parse_alphabet (LlmTexParser *parser, const Alphabet *alphabet)
{
  LlmTexParser outer = *parser;
  gboolean ok;

  parser->style |= alphabet->style;
  parser->upright = alphabet->upright;
  parser->capitals = alphabet->capitals;
  parser->small = alphabet->small;
  parser->digits = alphabet->digits;
  ok = _llm_tex_parse_argument (parser);
  parser->style = outer.style;
  parser->upright = outer.upright;
  parser->capitals = outer.capitals;
  parser->small = outer.small;
  parser->digits = outer.digits;
  return ok;
}

static const Alphabet *
find_alphabet (const char *name)
{
  static const Alphabet alphabets[] = {
    { "mathrm", LLM_TEX_ROMAN, TRUE, 0, 0, 0 },
    { "mathup", LLM_TEX_ROMAN, TRUE, 0, 0, 0 },
    { "mathsf", LLM_TEX_ROMAN, TRUE, 0, 0, 0 },
    { "mathtt", LLM_TEX_ROMAN, TRUE, 0, 0, 0 },
    { "mathit", LLM_TEX_ROMAN, FALSE, 0, 0, 0 },
    { "mathnormal", LLM_TEX_ROMAN, FALSE, 0, 0, 0 },
    { "mathbf", LLM_TEX_BOLD, TRUE, 0, 0, 0 },
    { "boldsymbol", LLM_TEX_BOLD, FALSE, 0, 0, 0 },
    { "bm", LLM_TEX_BOLD, FALSE, 0, 0, 0 },
    { "mathcal", LLM_TEX_ROMAN, TRUE, 0x1d49c, 0x1d4b6, 0 },
    { "mathscr", LLM_TEX_ROMAN, TRUE, 0x1d49c, 0x1d4b6, 0 },
    { "mathfrak", LLM_TEX_ROMAN, TRUE, 0x1d504, 0x1d51e, 0 },
    { "mathbb", LLM_TEX_ROMAN, TRUE, 0x1d538, 0x1d552, 0x1d7d8 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (alphabets); i++)
    {
      if (strcmp (alphabets[i].name, name) == 0)
        return &alphabets[i];
    }
  return NULL;
}

/* "text" and its kin, or -1. */
static int
text_style (const char *name)
{
  static const char *const upright[]
      = { "text", "textrm", "textnormal", "textup", "textsf", "texttt", "mbox", "hbox" };

  for (guint i = 0; i < G_N_ELEMENTS (upright); i++)
    {
      if (strcmp (name, upright[i]) == 0)
        return LLM_TEX_ROMAN;
    }
  if (strcmp (name, "textit") == 0 || strcmp (name, "emph") == 0)
    return LLM_TEX_ITALIC;
  return strcmp (name, "textbf") == 0 ? (int) LLM_TEX_BOLD : -1;
}

/* "big", "Biggr" and what is between. */
static gboolean
is_big (const char *name, LlmTexClass *class)
{
  const char *rest;

  if (strncmp (name, "bigg", 4) == 0 || strncmp (name, "Bigg", 4) == 0)
    rest = name + 4;
  else if (strncmp (name, "big", 3) == 0 || strncmp (name, "Big", 3) == 0)
    rest = name + 3;
  else
    return FALSE;
  *class = *rest == 'l'   ? LLM_TEX_OPEN
           : *rest == 'r' ? LLM_TEX_CLOSE
           : *rest == 'm' ? LLM_TEX_RELATION
                          : LLM_TEX_NONE;
  return *rest == '\0' || (*class != LLM_TEX_NONE && rest[1] == '\0');
}

gboolean
_llm_tex_parse_construct (LlmTexParser *parser, const char *name)
{
  const Alphabet *alphabet = find_alphabet (name);
  gunichar mark = _llm_tex_symbols_find_accent (name);
  int style = text_style (name);
  LlmTexClass class;

  if (mark != 0)
    return parse_accent (parser, mark);
  if (alphabet != NULL)
    return parse_alphabet (parser, alphabet);
  if (style >= 0)
    return parse_text (parser, (LlmTexStyle) style, LLM_TEX_ORD);
  if (is_big (name, &class))
    return parse_delimiter (parser, class);
  if (strcmp (name, "frac") == 0 || strcmp (name, "dfrac") == 0 || strcmp (name, "tfrac") == 0)
    return parse_fraction (parser);
  if (strcmp (name, "sqrt") == 0)
    return parse_root (parser);
  if (strcmp (name, "left") == 0)
    return parse_left (parser);
  if (strcmp (name, "middle") == 0)
    return parse_delimiter (parser, LLM_TEX_RELATION);
  if (strcmp (name, "not") == 0)
    return parse_negation (parser);
  if (strcmp (name, "pmod") == 0)
    return parse_modulus (parser);
  if (strcmp (name, "operatorname") != 0)
    return FALSE;
  if (parser->p < parser->end && *parser->p == '*')
    parser->p++;
  return parse_text (parser, LLM_TEX_ROMAN, LLM_TEX_OPERATOR);
}
