/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-tex-simple-private.h"

G_BEGIN_DECLS

/* The state of a parser, for its two files only.  Each function returns FALSE if the
 * formula is not simple, which ends it all. */

#define LLM_TEX_NAME_MAX 24
#define LLM_TEX_DEPTH_MAX 12

typedef struct
{
  const char *start, *p, *end;
  LlmTexAtoms *out;
  LlmTexStyle style;
  gunichar capitals, small, digits; /* rows of another alphabet, or 0 */
  gboolean upright;
  gboolean script;
  gboolean fraction;
  guint depth;
} LlmTexParser;

gboolean _llm_tex_parse_list (LlmTexParser *parser);
gboolean _llm_tex_parse_argument (LlmTexParser *parser);
gboolean _llm_tex_parse_construct (LlmTexParser *parser, const char *name);

gboolean _llm_tex_read_name (LlmTexParser *parser, char name[LLM_TEX_NAME_MAX]);
gboolean _llm_tex_at_right (const LlmTexParser *parser);
void _llm_tex_skip_blanks (LlmTexParser *parser);
guint _llm_tex_add (
    LlmTexParser *parser, const char *text, gssize length, LlmTexStyle style, LlmTexClass class);
guint _llm_tex_add_place (LlmTexParser *parser, LlmTexClass left, LlmTexClass right);

G_END_DECLS
