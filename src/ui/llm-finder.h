/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-find-source.h"

G_BEGIN_DECLS

/**
 * LlmFinder:
 *
 * Finds a text in several answers at once, in their order and round again.  Marks all
 * matches, also in text that arrives later, and the current one.  Costs nothing while it
 * searches for nothing.
 *
 * Signal `::found (LlmAnswerView *)` before the view with the current match scrolls to it.
 */
#define LLM_TYPE_FINDER (llm_finder_get_type ())
G_DECLARE_FINAL_TYPE (LlmFinder, llm_finder, LLM, FINDER, GObject)

LlmFinder *llm_finder_new (void);
void llm_finder_set_views (LlmFinder *self, GPtrArray *views);

G_END_DECLS
