/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-code-language.h"

G_BEGIN_DECLS

/* One name of a language, in lower case; label is NULL where there is nothing to say. */
typedef struct
{
  const char *alias;
  const char *id;
  const char *label;
} LlmCodeLanguage;

/* Longest alias, with room to spare: a longer word is none. */
#define LLM_CODE_LANGUAGE_ALIAS_MAX 40

/* A line of code that is not blank, without its indentation and the blanks at its end. */
typedef struct
{
  const char *text;
  gsize length;
  gsize indent;
  gboolean tab; /* whether the indentation starts with a tab */
} LlmCodeLine;

/* The beginning of a block: no NUL in it, at least one line. */
typedef struct
{
  const char *text;
  gsize length;
  gboolean whole; /* whether the block ends here too */
  const LlmCodeLine *lines;
  guint n_lines;
} LlmCodeSample;

/* A kind of line that speaks for a language: how it begins, what it has after that and
 * how it ends, each NULL if it does not matter, an end of "" if nothing comes after the
 * beginning.  Counted at most twice. */
typedef struct
{
  const char *id;
  guint score;
  const char *start;
  const char *has;
  const char *end;
} LlmCodeClue;

/* A language that has all clues of another one, and its own. */
typedef struct
{
  const char *id;
  const char *base;
} LlmCodeHeir;

const LlmCodeLanguage *_llm_code_language_get_table (gsize *n);
const LlmCodeLanguage *_llm_code_language_lookup (const char *word, gsize length);

const LlmCodeClue *_llm_code_language_get_clues (gsize *n);
const LlmCodeHeir *_llm_code_language_get_heirs (gsize *n);

gboolean _llm_code_line_starts (const LlmCodeLine *line, const char *text);
gboolean _llm_code_line_ends (const LlmCodeLine *line, const char *text);
gboolean _llm_code_line_has (const LlmCodeLine *line, const char *text);

/* What needs no counting of clues.  from_head() is for beginnings that leave no doubt,
 * then is_no_code() sorts out prose, drawings, tables and logs, then from_shape() knows
 * languages by the shape of all their lines. */
const char *_llm_code_language_from_head (const LlmCodeSample *sample);
gboolean _llm_code_language_is_no_code (const LlmCodeSample *sample);
const char *_llm_code_language_from_shape (const LlmCodeSample *sample);

G_END_DECLS
