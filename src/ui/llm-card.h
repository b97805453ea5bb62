/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include "llm-answer-view.h"
#include "llm-comparison.h"
#include "llm-runner.h"

G_BEGIN_DECLS

/**
 * LlmCard:
 *
 * One column of a comparison: who answers, how it goes, the text, and what can be
 * done with it.
 *
 * Properties that notify: voted-up, voted-down, preferred, expanded, raw.  All
 * verbs are widget actions: card.copy, .vote-up, .vote-down, .prefer, .retry, .continue,
 * .stop, .move-left, .move-right, .expand, .raw, and .remove and .swap, which activate
 * "compare.remove" and "compare.swap" with the column's id.
 */
#define LLM_TYPE_CARD (llm_card_get_type ())
G_DECLARE_FINAL_TYPE (LlmCard, llm_card, LLM, CARD, GtkWidget)

GtkWidget *llm_card_new (LlmRunner *runner, LlmComparison *comparison, LlmAnswer *answer);

LlmAnswer *llm_card_get_answer (LlmCard *self);
LlmAnswerView *llm_card_get_view (LlmCard *self);
void llm_card_close_versions (LlmCard *self);
void llm_card_set_position (LlmCard *self, guint position, guint n_cards);
gboolean llm_card_get_expanded (LlmCard *self);
void llm_card_set_expanded (LlmCard *self, gboolean expanded);
void llm_card_set_images_differ (LlmCard *self, gboolean images_differ);
void
llm_card_show_differences (LlmCard *self, const char *text, gboolean is_base, gboolean can_step);
const char *llm_card_get_differences (LlmCard *self);
void llm_card_tick (LlmCard *self);

G_END_DECLS
