/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-answer-view.h"

G_BEGIN_DECLS

/**
 * LlmScrollLink:
 *
 * Lets answers that stand side by side scroll along with the one that the reader scrolls,
 * so that the same headings stay beside each other.
 *
 * Property `active` notifies.
 */
#define LLM_TYPE_SCROLL_LINK (llm_scroll_link_get_type ())
G_DECLARE_FINAL_TYPE (LlmScrollLink, llm_scroll_link, LLM, SCROLL_LINK, GObject)

LlmScrollLink *llm_scroll_link_new (void);
void llm_scroll_link_set_views (LlmScrollLink *self, GPtrArray *views);
gboolean llm_scroll_link_get_active (LlmScrollLink *self);
void llm_scroll_link_set_active (LlmScrollLink *self, gboolean active);

G_END_DECLS
