/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-tex-simple.h"
#include "llm-tex-symbols.h"

G_BEGIN_DECLS

/* A symbol, or a place for a parenthesis that may be needed, still of length 0. */
typedef struct
{
  guint start, length; /* in LlmTexAtoms.text */
  LlmTexStyle style;
  LlmTexClass left, right; /* what its neighbours on that side see */
  gboolean script;         /* belongs to the one before */
} LlmTexAtom;

/* What is put into parentheses as a whole, if what is around it would mislead. */
typedef struct
{
  guint open, close; /* indices of atoms */
  gboolean fraction; /* "a/b": not only before an exponent */
} LlmTexWhole;

typedef struct
{
  GString *text; /* of all atoms, in any order */
  GArray *atoms;
  GArray *wholes;
} LlmTexAtoms;

static inline LlmTexAtom *
_llm_tex_atom (const LlmTexAtoms *atoms, guint i)
{
  return &g_array_index (atoms->atoms, LlmTexAtom, i);
}

gboolean _llm_tex_parse (LlmTexAtoms *atoms, const char *source, gsize length);
void _llm_tex_atom_set_text (LlmTexAtoms *atoms, guint i, const char *text, gssize length);

G_END_DECLS
