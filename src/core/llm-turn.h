/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmTurn:
 *
 * The place of one turn in a conversation, and its texts while they are loaded.
 * Property "comparison" notifies: the turn's prompt and answers, or %NULL while they
 * are not loaded.
 */
#define LLM_TYPE_TURN (llm_turn_get_type ())
G_DECLARE_FINAL_TYPE (LlmTurn, llm_turn, LLM, TURN, GObject)

LlmTurn *llm_turn_new (const char *id,
                       const char *previous_id,
                       const char *after_id,
                       gint64 created_at);
LlmTurn *llm_turn_new_loaded (LlmComparison *comparison);
const char *llm_turn_get_id (LlmTurn *self);
const char *llm_turn_get_previous_id (LlmTurn *self);
const char *llm_turn_get_after_id (LlmTurn *self);
void llm_turn_set_place (LlmTurn *self, const char *previous_id, const char *after_id);
gint64 llm_turn_get_created_at (LlmTurn *self);
gboolean llm_turn_get_deleted (LlmTurn *self);
void llm_turn_set_deleted (LlmTurn *self, gboolean deleted);
LlmComparison *llm_turn_get_comparison (LlmTurn *self);
void llm_turn_set_comparison (LlmTurn *self, LlmComparison *comparison);

G_END_DECLS
