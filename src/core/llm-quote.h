/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LlmQuoteMatch:
 * @LLM_QUOTE_MISSING: it is in none of the answers
 * @LLM_QUOTE_ELSEWHERE: it is in another answer than the one it is said to be in
 * @LLM_QUOTE_NEARLY: it is there but for blanks, quotation marks, dashes, case, Markdown's
 *   signs, or how accents are written
 * @LLM_QUOTE_EXACT: it is there to the letter
 * @LLM_QUOTE_UNCHECKED: there were too many to look for all of them
 *
 * What became of a quote.  The strings of llm_quote_match_to_string() are part of the stored
 * form of a judgement.
 */
typedef enum
{
  LLM_QUOTE_MISSING,
  LLM_QUOTE_ELSEWHERE,
  LLM_QUOTE_NEARLY,
  LLM_QUOTE_EXACT,
  LLM_QUOTE_UNCHECKED,
} LlmQuoteMatch;

const char *llm_quote_match_to_string (LlmQuoteMatch match);
gboolean llm_quote_match_from_string (const char *string, LlmQuoteMatch *match);

/**
 * LlmQuoteFinder:
 *
 * Looks for quotes in one text.
 */
typedef struct _LlmQuoteFinder LlmQuoteFinder;

LlmQuoteFinder *llm_quote_finder_new (const char *text);
void llm_quote_finder_free (LlmQuoteFinder *self);
LlmQuoteMatch
llm_quote_finder_find (LlmQuoteFinder *self, const char *quote, gsize *offset, gsize *length);
gsize llm_quote_finder_get_cost (const LlmQuoteFinder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmQuoteFinder, llm_quote_finder_free)

G_END_DECLS
