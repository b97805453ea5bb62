/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a symbol is to its neighbours, as in chapter 18 of The TeXbook.  A variable is an
 * ordinary symbol set in italics, a space is none at all. */
typedef enum
{
  LLM_TEX_NONE,
  LLM_TEX_ORD,
  LLM_TEX_VARIABLE,
  LLM_TEX_OPERATOR,
  LLM_TEX_BINARY,
  LLM_TEX_RELATION,
  LLM_TEX_OPEN,
  LLM_TEX_CLOSE,
  LLM_TEX_PUNCTUATION,
  LLM_TEX_INNER,
  LLM_TEX_SPACE
} LlmTexClass;

typedef struct
{
  const char *name; /* without the backslash */
  const char *text;
  LlmTexClass class;
} LlmTexSymbol;

const LlmTexSymbol *_llm_tex_symbols_get (gsize *n);
const LlmTexSymbol *_llm_tex_symbols_find (const char *name);
const LlmTexSymbol *_llm_tex_symbols_find_text (const char *text, gsize length);
gunichar _llm_tex_symbols_find_accent (const char *name);
gunichar _llm_tex_symbols_letter (gunichar c, gunichar capitals, gunichar small, gunichar digits);

G_END_DECLS
