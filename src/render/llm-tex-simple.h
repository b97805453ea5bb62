/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Simple mathematics
 *
 * Formulas that need no typesetter, as a line of text with styles: "x^2 + \alpha_i",
 * "O(n \log n)", "\frac{1}{2}".  Pure functions, from any thread.
 */

/**
 * LlmTexStyle:
 * @LLM_TEX_ROMAN: upright
 * @LLM_TEX_ITALIC: a variable
 * @LLM_TEX_SUPERSCRIPT: smaller and raised
 * @LLM_TEX_SUBSCRIPT: smaller and lowered
 * @LLM_TEX_BOLD: bold
 */
typedef enum
{
  LLM_TEX_ROMAN = 0,
  LLM_TEX_ITALIC = 1 << 0,
  LLM_TEX_SUPERSCRIPT = 1 << 1,
  LLM_TEX_SUBSCRIPT = 1 << 2,
  LLM_TEX_BOLD = 1 << 3
} LlmTexStyle;

/**
 * LlmTexRun:
 * @start: first byte of the text
 * @length: number of bytes
 * @style: (type guint): flags of #LlmTexStyle
 */
typedef struct
{
  gsize start;
  gsize length;
  LlmTexStyle style;
} LlmTexRun;

/**
 * LlmTexLine:
 * @text: valid UTF-8 on one line
 * @n_runs: number of runs
 * @runs: (array length=n_runs): they cover the whole text, one after the other
 */
typedef struct
{
  char *text;
  guint n_runs;
  LlmTexRun *runs;
} LlmTexLine;

LlmTexLine *llm_tex_simple_convert (const char *source, gsize length);
char *llm_tex_simple_to_text (const char *source, gsize length);
void llm_tex_line_free (LlmTexLine *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmTexLine, llm_tex_line_free)

G_END_DECLS
