/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-code-language-private.h"

#include <string.h>

/* A wrong guess colours a block into nonsense, none leaves it plain: so a language needs
 * several clues, or one that no other language has, and must be clear of the second. */

/* Bytes that are looked at. */
#define SAMPLE_MAX 4096
/* Score a language needs, and by how much it must lead. */
#define ENOUGH 10
#define LEAD 3
/* Score of its own that lets a language inherit the clues of its base. */
#define INHERIT 5
/* How often a clue counts. */
#define COUNT_MAX 2
/* Languages the clues name, at most. */
#define LANGUAGES_MAX 96

typedef struct
{
  const char *id;
  guint own;
  guint total;
} Score;

typedef struct
{
  guint8 bits[65536 / 8];
} Pairs;

gboolean
_llm_code_line_starts (const LlmCodeLine *line, const char *text)
{
  gsize length = strlen (text);

  return line->length >= length && memcmp (line->text, text, length) == 0;
}

gboolean
_llm_code_line_ends (const LlmCodeLine *line, const char *text)
{
  gsize length = strlen (text);

  return line->length >= length && memcmp (line->text + line->length - length, text, length) == 0;
}

gboolean
_llm_code_line_has (const LlmCodeLine *line, const char *text)
{
  return line->length > 0 && g_strstr_len (line->text, (gssize) line->length, text) != NULL;
}

static gboolean
clue_matches (const LlmCodeClue *clue, const LlmCodeLine *line)
{
  LlmCodeLine rest = *line;

  if (clue->start != NULL)
    {
      /* Almost all fail here. */
      if (line->text[0] != clue->start[0] || !_llm_code_line_starts (line, clue->start))
        return FALSE;
      rest.text += strlen (clue->start);
      rest.length -= strlen (clue->start);
    }
  if (clue->end != NULL && clue->end[0] == '\0' && rest.length > 0)
    return FALSE;
  if (clue->end != NULL && !_llm_code_line_ends (&rest, clue->end))
    return FALSE;
  return clue->has == NULL || _llm_code_line_has (&rest, clue->has);
}

/* Which two bytes the sample has next to each other: almost no clue needs to be looked
 * for in the lines after that. */
static void
mark_pairs (Pairs *pairs, const LlmCodeSample *sample)
{
  memset (pairs, 0, sizeof *pairs);
  for (gsize i = 1; i < sample->length; i++)
    {
      guint pair = (guint) (guchar) sample->text[i - 1] << 8 | (guchar) sample->text[i];

      pairs->bits[pair / 8] |= (guint8) (1u << (pair % 8));
    }
}

static gboolean
may_have (const Pairs *pairs, const char *text)
{
  if (text == NULL || text[0] == '\0')
    return TRUE;
  for (; text[1] != '\0'; text++)
    {
      guint pair = (guint) (guchar) text[0] << 8 | (guchar) text[1];

      if ((pairs->bits[pair / 8] & 1u << (pair % 8)) == 0)
        return FALSE;
    }
  return TRUE;
}

static guint
count_clue (const LlmCodeClue *clue, const LlmCodeSample *sample)
{
  guint n = 0;

  for (guint i = 0; i < sample->n_lines && n < COUNT_MAX; i++)
    {
      if (clue_matches (clue, &sample->lines[i]))
        n++;
    }
  return n;
}

static Score *
find_score (Score *scores, guint *n, const char *id)
{
  /* Clues of one language follow each other. */
  if (*n > 0 && strcmp (scores[*n - 1].id, id) == 0)
    return &scores[*n - 1];
  for (guint i = 0; i < *n; i++)
    {
      if (strcmp (scores[i].id, id) == 0)
        return &scores[i];
    }
  g_assert (*n < LANGUAGES_MAX);
  scores[*n] = (Score){ id, 0, 0 };
  return &scores[(*n)++];
}

/* Bases come before their heirs' heirs in the table, so one pass will do. */
static void
inherit (Score *scores, guint *n)
{
  gsize n_heirs;
  const LlmCodeHeir *heirs = _llm_code_language_get_heirs (&n_heirs);

  for (gsize i = 0; i < n_heirs; i++)
    {
      Score *base = find_score (scores, n, heirs[i].base);
      Score *heir = find_score (scores, n, heirs[i].id);

      if (heir->own >= INHERIT)
        heir->total = heir->own + base->total;
    }
}

static gboolean
is_base_of (const char *base, const char *id)
{
  gsize n_heirs;
  const LlmCodeHeir *heirs = _llm_code_language_get_heirs (&n_heirs);

  for (gsize i = n_heirs; i > 0; i--)
    {
      if (strcmp (heirs[i - 1].id, id) != 0)
        continue;
      if (strcmp (heirs[i - 1].base, base) == 0)
        return TRUE;
      id = heirs[i - 1].base;
    }
  return FALSE;
}

static gboolean
is_react (const Score *scores, guint n, const char *id)
{
  guint jsx = 0, typescript = 0;

  for (guint i = 0; i < n; i++)
    {
      if (strcmp (scores[i].id, "jsx") == 0)
        jsx = scores[i].own;
      else if (strcmp (scores[i].id, "typescript") == 0)
        typescript = scores[i].own;
    }
  return jsx >= INHERIT && typescript >= INHERIT
         && (strcmp (id, "jsx") == 0 || strcmp (id, "typescript") == 0);
}

static const char *
best_score (const Score *scores, guint n)
{
  const Score *best = NULL;

  for (guint i = 0; i < n; i++)
    {
      if (best == NULL || scores[i].total > best->total)
        best = &scores[i];
    }
  if (best == NULL || best->total < ENOUGH)
    return NULL;
  if (is_react (scores, n, best->id))
    return "typescript-jsx";
  for (guint i = 0; i < n; i++)
    {
      if (&scores[i] != best && !is_base_of (scores[i].id, best->id)
          && scores[i].total + LEAD > best->total)
        return NULL;
    }
  return best->id;
}

static const char *
from_clues (const LlmCodeSample *sample)
{
  Score scores[LANGUAGES_MAX];
  guint n = 0;
  gsize n_clues;
  const LlmCodeClue *clues = _llm_code_language_get_clues (&n_clues);
  Pairs pairs;

  mark_pairs (&pairs, sample);
  for (gsize i = 0; i < n_clues; i++)
    {
      Score *score = find_score (scores, &n, clues[i].id);

      if (!may_have (&pairs, clues[i].start) || !may_have (&pairs, clues[i].has)
          || !may_have (&pairs, clues[i].end))
        continue;
      score->own += clues[i].score * count_clue (&clues[i], sample);
      score->total = score->own;
    }
  inherit (scores, &n);
  return best_score (scores, n);
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static void
add_line (GArray *lines, const char *text, gsize length)
{
  LlmCodeLine line = { text, length, 0, length > 0 && text[0] == '\t' };

  while (line.length > 0 && is_blank (line.text[0]))
    {
      line.text++;
      line.length--;
      line.indent++;
    }
  while (line.length > 0 && is_blank (line.text[line.length - 1]))
    line.length--;
  if (line.length > 0)
    g_array_append_val (lines, line);
}

static GArray *
split_lines (const char *text, gsize length)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (LlmCodeLine));

  while (length > 0)
    {
      const char *newline = memchr (text, '\n', length);
      gsize n = newline != NULL ? (gsize) (newline - text) : length;

      add_line (lines, text, n);
      n += newline != NULL ? 1 : 0;
      text += n;
      length -= n;
    }
  return lines;
}

static const char *
detect (const LlmCodeSample *sample)
{
  const char *id = _llm_code_language_from_head (sample);

  if (id == NULL && _llm_code_language_is_no_code (sample))
    return NULL;
  if (id == NULL)
    id = _llm_code_language_from_shape (sample);
  return id != NULL ? id : from_clues (sample);
}

/**
 * llm_code_language_detect:
 * @code: (array length=length): the text of a block; any bytes, not terminated
 * @length: their number
 *
 * Guesses the language of a block that does not tell it, from the first 4 KB.  Rather
 * none than a wrong one: prose, drawings, tables, logs and diagrams have none.  Takes
 * well under a millisecond, but do not repeat it for each new character of a block.
 *
 * Returns: (transfer none) (nullable): the id of a language definition of GtkSourceView
 */
const char *
llm_code_language_detect (const char *code, gsize length)
{
  LlmCodeSample sample = { code, length, TRUE, NULL, 0 };
  g_autoptr (GArray) lines = NULL;
  const LlmCodeLanguage *language;
  const char *id, *newline;

  g_return_val_if_fail (code != NULL || length == 0, NULL);

  if (length > SAMPLE_MAX)
    {
      /* Without the line that is cut in two. */
      newline = g_strrstr_len (code, SAMPLE_MAX, "\n");
      sample.length = newline != NULL && newline > code ? (gsize) (newline - code) : SAMPLE_MAX;
      sample.whole = FALSE;
    }
  if (sample.length == 0 || memchr (code, '\0', sample.length) != NULL)
    return NULL;
  lines = split_lines (code, sample.length);
  sample.lines = (const LlmCodeLine *) (gpointer) lines->data;
  sample.n_lines = lines->len;
  if (sample.n_lines == 0)
    return NULL;
  id = detect (&sample);
  /* Clues may speak for a language without a definition, only to keep others out. */
  language = id != NULL ? _llm_code_language_lookup (id, strlen (id)) : NULL;
  return language != NULL && g_strcmp0 (language->id, id) == 0 ? language->id : NULL;
}
