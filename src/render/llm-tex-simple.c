/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-tex-simple-private.h"

#include <string.h>

#define SOURCE_MAX 512
#define TEXT_MAX 4096

/* One width for the three spaces of TeX: it is the one most fonts have. */
#define SPACE "\u2009"

typedef struct
{
  GString *text;
  GArray *runs;
  gboolean plain; /* for reading out: without runs */
} Sink;

static gboolean
is_thing (LlmTexClass class)
{
  return class == LLM_TEX_ORD || class == LLM_TEX_OPERATOR || class == LLM_TEX_OPEN
         || class == LLM_TEX_INNER;
}

/* The next or last atom on the line itself, or NULL. */
static const LlmTexAtom *
neighbour (const LlmTexAtoms *atoms, guint i, int step)
{
  for (i += (guint) step; i < atoms->atoms->len; i += (guint) step)
    {
      const LlmTexAtom *atom = _llm_tex_atom (atoms, i);

      if (!atom->script && atom->left != LLM_TEX_SPACE)
        return atom;
    }
  return NULL;
}

static gboolean
is_slash (const LlmTexAtoms *atoms, const LlmTexAtom *atom)
{
  return atom->length == 1 && atoms->text->str[atom->start] == '/';
}

/* "a/b c" and "log a/b" would be misread, and an exponent would be that of b alone. */
static void
enclose_wholes (LlmTexAtoms *atoms)
{
  for (guint i = 0; i < atoms->wholes->len; i++)
    {
      const LlmTexWhole *whole = &g_array_index (atoms->wholes, LlmTexWhole, i);
      const LlmTexAtom *next, *before, *after;
      gboolean script = _llm_tex_atom (atoms, whole->close)->script;
      gboolean needed;

      next = whole->close + 1 < atoms->atoms->len ? _llm_tex_atom (atoms, whole->close + 1) : NULL;
      before = neighbour (atoms, whole->open, -1);
      after = neighbour (atoms, whole->close, 1);
      needed = next != NULL && next->script && !script;
      if (script)
        needed = FALSE;
      else if (whole->fraction)
        needed = needed || (after != NULL && (is_thing (after->left) || is_slash (atoms, after)))
                 || (before != NULL
                     && (before->right == LLM_TEX_OPERATOR || is_slash (atoms, before)));
      if (!needed)
        continue;
      _llm_tex_atom_set_text (atoms, whole->open, "(", 1);
      _llm_tex_atom_set_text (atoms, whole->close, ")", 1);
      _llm_tex_atom (atoms, whole->open)->left = LLM_TEX_OPEN;
      _llm_tex_atom (atoms, whole->close)->right = LLM_TEX_CLOSE;
    }
}

/* A sign is no operation: "-x", "(-1)", "a = -b". */
static void
find_signs (LlmTexAtoms *atoms)
{
  for (guint i = 0; i < atoms->atoms->len; i++)
    {
      LlmTexAtom *atom = _llm_tex_atom (atoms, i);
      const LlmTexAtom *before, *after;

      if (atom->left != LLM_TEX_BINARY || atom->script)
        continue;
      before = neighbour (atoms, i, -1);
      after = neighbour (atoms, i, 1);
      if (before == NULL || after == NULL || before->right == LLM_TEX_BINARY
          || before->right == LLM_TEX_OPERATOR || before->right == LLM_TEX_RELATION
          || before->right == LLM_TEX_OPEN || before->right == LLM_TEX_PUNCTUATION
          || after->left == LLM_TEX_RELATION || after->left == LLM_TEX_CLOSE
          || after->left == LLM_TEX_PUNCTUATION)
        {
          atom->left = LLM_TEX_ORD;
          atom->right = LLM_TEX_OPEN;
        }
    }
}

/* The table of chapter 18 of The TeXbook, but without a space before the comma in
 * "1, …, n", which looks lost among thin ones. */
static gboolean
is_spaced (LlmTexClass left, LlmTexClass right, gboolean script)
{
  static const char *const table[] = {
    /* right:  Ord Op Bin Rel Open Close Punct Inner; "s" only outside scripts */
    [LLM_TEX_ORD] = " 1ss   s",         [LLM_TEX_OPERATOR] = "11ss   s",
    [LLM_TEX_BINARY] = "ssssssss",      [LLM_TEX_RELATION] = "ss  s  s",
    [LLM_TEX_OPEN] = "        ",        [LLM_TEX_CLOSE] = " 1ss   s",
    [LLM_TEX_PUNCTUATION] = "ssssssss", [LLM_TEX_INNER] = "s1sss  s",
  };
  static const LlmTexClass columns[]
      = { LLM_TEX_ORD,  LLM_TEX_OPERATOR, LLM_TEX_BINARY,      LLM_TEX_RELATION,
          LLM_TEX_OPEN, LLM_TEX_CLOSE,    LLM_TEX_PUNCTUATION, LLM_TEX_INNER };

  if (left >= G_N_ELEMENTS (table) || table[left] == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (columns[i] == right)
        return table[left][i] == '1' || (table[left][i] == 's' && !script);
    }
  return FALSE;
}

static void
sink_add (Sink *sink, const char *text, gsize length, LlmTexStyle style)
{
  LlmTexRun run = { sink->text->len, length, style };
  LlmTexRun *last;

  if (length == 0)
    return;
  g_string_append_len (sink->text, text, (gssize) length);
  last = sink->runs->len > 0 ? &g_array_index (sink->runs, LlmTexRun, sink->runs->len - 1) : NULL;
  if (last != NULL && last->style == style)
    last->length += length;
  else
    g_array_append_val (sink->runs, run);
}

static gboolean
ends_in_space (const GString *text)
{
  const char *last;

  if (text->len == 0)
    return TRUE;
  last = g_utf8_find_prev_char (text->str, text->str + text->len);
  return last != NULL && g_unichar_isspace (g_utf8_get_char (last));
}

static const char *
raised (gunichar c)
{
  static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

  if (c >= '0' && c <= '9')
    return digits[c - '0'];
  return c == '+' ? "⁺" : c == 0x2212 ? "⁻" : c == 'n' ? "ⁿ" : c == 'i' ? "ⁱ" : NULL;
}

static const char *
lowered (gunichar c)
{
  static const char *const digits[] = { "₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉" };

  if (c >= '0' && c <= '9')
    return digits[c - '0'];
  return c == '+' ? "₊" : c == 0x2212 ? "₋" : NULL;
}

static gboolean
is_enclosed (const char *text)
{
  return text[0] == '(' && strchr (text, ')') == text + strlen (text) - 1;
}

/* "²", "^k" or "^(n+1)". */
static void
add_plain_script (Sink *sink, const char *script, gboolean sup)
{
  g_autoptr (GString) small = g_string_new (NULL);

  for (const char *p = script; *p != '\0' && small != NULL; p = g_utf8_next_char (p))
    {
      const char *c = sup ? raised (g_utf8_get_char (p)) : lowered (g_utf8_get_char (p));

      if (c == NULL)
        {
          g_string_append (sink->text, sup ? "^" : "_");
          if (g_utf8_strlen (script, -1) == 1 || is_enclosed (script))
            g_string_append (sink->text, script);
          else
            g_string_append_printf (sink->text, "(%s)", script);
          return;
        }
      g_string_append (small, c);
    }
  g_string_append (sink->text, small->str);
}

static void
add_atom (Sink *sink, const LlmTexAtoms *atoms, const LlmTexAtom *before, const LlmTexAtom *atom)
{
  const char *text = atoms->text->str + atom->start;
  LlmTexStyle around = atom->style & (LLM_TEX_SUPERSCRIPT | LLM_TEX_SUBSCRIPT);

  if (before != NULL && is_spaced (before->right, atom->left, atom->script)
      && !ends_in_space (sink->text)
      && !(atom->length > 0 && g_unichar_isspace (g_utf8_get_char (text))))
    sink_add (sink, sink->plain ? " " : SPACE, strlen (sink->plain ? " " : SPACE), around);
  if (atom->length == 0)
    return;
  if (!sink->plain)
    sink_add (sink, text, atom->length, atom->style);
  else if (atom->left == LLM_TEX_SPACE || text[0] == ' ')
    {
      if (!ends_in_space (sink->text))
        g_string_append_c (sink->text, ' ');
      if (atom->left != LLM_TEX_SPACE)
        g_string_append_len (sink->text, text + 1, atom->length - 1);
    }
  else
    g_string_append_len (sink->text, text, atom->length);
}

/* All atoms of one script, which begin at @i; returns the index after them. */
static guint
add_script (Sink *sink, const LlmTexAtoms *atoms, guint i)
{
  const LlmTexStyle both = LLM_TEX_SUPERSCRIPT | LLM_TEX_SUBSCRIPT;
  LlmTexStyle kind = _llm_tex_atom (atoms, i)->style & both;
  g_autoptr (GString) own = g_string_new (NULL);
  Sink inner = { own, sink->runs, TRUE };
  const LlmTexAtom *before = NULL;

  for (; i < atoms->atoms->len; i++)
    {
      const LlmTexAtom *atom = _llm_tex_atom (atoms, i);

      if (!atom->script || (atom->style & both) != kind)
        break;
      add_atom (sink->plain ? &inner : sink, atoms, before, atom);
      before = atom->left == LLM_TEX_SPACE ? NULL : atom;
    }
  /* Primes and degrees have no kind: they are raised as they are. */
  if (sink->plain && kind == 0)
    g_string_append (sink->text, own->str);
  else if (sink->plain)
    add_plain_script (sink, own->str, kind == LLM_TEX_SUPERSCRIPT);
  return i;
}

static void
add_all (Sink *sink, const LlmTexAtoms *atoms)
{
  const LlmTexAtom *before = NULL;

  for (guint i = 0; i < atoms->atoms->len;)
    {
      const LlmTexAtom *atom = _llm_tex_atom (atoms, i);

      if (atom->script)
        {
          i = add_script (sink, atoms, i);
          continue;
        }
      add_atom (sink, atoms, before, atom);
      if (atom->left != LLM_TEX_SPACE)
        before = atom;
      i++;
    }
}

static gboolean
is_visible (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_isgraph (g_utf8_get_char (text)))
        return TRUE;
    }
  return FALSE;
}

/* Whether it is simple: then @sink has it. */
static gboolean
convert (const char *source, gsize length, Sink *sink)
{
  LlmTexAtoms atoms;
  g_autofree char *copy = NULL;
  gboolean ok;

  if (length == 0 || length > SOURCE_MAX || !g_utf8_validate_len (source, length, NULL))
    return FALSE;
  copy = g_strndup (source, length);
  atoms.text = g_string_new (NULL);
  atoms.atoms = g_array_new (FALSE, FALSE, sizeof (LlmTexAtom));
  atoms.wholes = g_array_new (FALSE, FALSE, sizeof (LlmTexWhole));
  ok = _llm_tex_parse (&atoms, copy, length);
  if (ok)
    {
      enclose_wholes (&atoms);
      find_signs (&atoms);
      add_all (sink, &atoms);
      ok = sink->text->len <= TEXT_MAX && is_visible (sink->text->str);
    }
  g_string_free (atoms.text, TRUE);
  g_array_unref (atoms.atoms);
  g_array_unref (atoms.wholes);
  return ok;
}

/**
 * llm_tex_simple_convert:
 * @source: (array length=length): a formula of TeX without its dollar signs; any bytes
 * @length: their number
 *
 * Sets a formula as a line of text, with the spaces TeX would put.  Scripts are not
 * nested, fractions become "1⁄2" or "(a + b)/c"; matrices, environments, unknown commands,
 * unbalanced braces and all that is longer than 512 bytes are not simple.
 *
 * Returns: (transfer full) (nullable): the line, or NULL if the formula is not simple:
 *   then show @source
 */
LlmTexLine *
llm_tex_simple_convert (const char *source, gsize length)
{
  Sink sink = { NULL, NULL, FALSE };
  LlmTexLine *line = NULL;

  g_return_val_if_fail (source != NULL || length == 0, NULL);

  sink.text = g_string_new (NULL);
  sink.runs = g_array_new (FALSE, FALSE, sizeof (LlmTexRun));
  if (convert (source, length, &sink))
    {
      line = g_new0 (LlmTexLine, 1);
      line->text = g_string_free (g_steal_pointer (&sink.text), FALSE);
      line->n_runs = sink.runs->len;
      line->runs = (LlmTexRun *) (gpointer) g_array_free (g_steal_pointer (&sink.runs), FALSE);
    }
  if (sink.text != NULL)
    g_string_free (sink.text, TRUE);
  g_clear_pointer (&sink.runs, g_array_unref);
  return line;
}

/**
 * llm_tex_simple_to_text:
 * @source: (array length=length): a formula of TeX without its dollar signs; any bytes
 * @length: their number
 *
 * The same without styles, to be read out or searched: "x² + y_k", "a_(ij)", "n⁻¹".
 *
 * Returns: (transfer full) (nullable): valid UTF-8 on one line, or NULL if the formula is
 *   not simple
 */
char *
llm_tex_simple_to_text (const char *source, gsize length)
{
  g_autoptr (GString) text = NULL;
  g_autoptr (GArray) runs = NULL;
  Sink sink;

  g_return_val_if_fail (source != NULL || length == 0, NULL);

  text = g_string_new (NULL);
  runs = g_array_new (FALSE, FALSE, sizeof (LlmTexRun));
  sink = (Sink){ text, runs, TRUE };
  if (!convert (source, length, &sink))
    return NULL;
  return g_strstrip (g_string_free (g_steal_pointer (&text), FALSE));
}

/**
 * llm_tex_line_free:
 * @line: (nullable): a line
 *
 * Frees @line.
 */
void
llm_tex_line_free (LlmTexLine *line)
{
  if (line == NULL)
    return;
  g_free (line->text);
  g_free (line->runs);
  g_free (line);
}
