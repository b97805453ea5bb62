/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmNeedle:
 *
 * A text to be found in others, as GtkTextIter finds it: with or without regard to case,
 * however accents are written.  Immutable; any thread may use it.
 */
typedef struct _LlmNeedle LlmNeedle;

/**
 * LlmNeedleMatch:
 * @start: the first character, counted from 0
 * @end: the one behind the last
 */
typedef struct
{
  guint start;
  guint end;
} LlmNeedleMatch;

LlmNeedle *llm_needle_new (const char *text, gboolean match_case);
LlmNeedle *llm_needle_ref (LlmNeedle *self);
void llm_needle_unref (LlmNeedle *self);

const char *llm_needle_get_text (const LlmNeedle *self);
gboolean llm_needle_get_match_case (const LlmNeedle *self);
gboolean llm_needle_is_longer (const LlmNeedle *self, const LlmNeedle *other);
guint llm_needle_count (const LlmNeedle *self, const char *text);
GArray *llm_needle_find (const LlmNeedle *self, const char *text);
guint llm_needle_count_rendered (const LlmNeedle *self, const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmNeedle, llm_needle_unref)

G_END_DECLS
