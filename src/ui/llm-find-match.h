/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Reads well in both themes, and differs from other matches. */
#define LLM_FIND_MATCH_BACKGROUND "#ffa348"
#define LLM_FIND_MATCH_FOREGROUND "#000000"

/**
 * LlmFindMatch:
 * @buffer: where it is, or %NULL if there is none
 * @start: its first character
 * @end: what is behind it
 * @tag: makes it stand out
 *
 * The current one of the matches of a search, as long as its text is there.  It is not
 * selected: a selection is taken back as soon as something else is selected, such as the
 * text that is to be found.
 */
typedef struct
{
  GtkTextBuffer *buffer;
  GtkTextMark *start;
  GtkTextMark *end;
  GtkTextTag *tag;
} LlmFindMatch;

void llm_find_match_set (LlmFindMatch *self, const GtkTextIter *start, const GtkTextIter *end);
void llm_find_match_clear (LlmFindMatch *self);
gboolean llm_find_match_get (const LlmFindMatch *self, GtkTextIter *start, GtkTextIter *end);
void llm_find_match_raise (const LlmFindMatch *self);
GtkSourceStyle *llm_find_match_get_style (void);

G_END_DECLS
