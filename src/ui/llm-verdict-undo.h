/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-comparison.h"

G_BEGIN_DECLS

/**
 * LlmVerdictUndo:
 *
 * Remembers what was decided about the comparison that is shown, its verdicts and the
 * votes of its columns, whatever they were given with, and takes the last of it back.
 *
 * Property that notifies: can-undo.
 */
#define LLM_TYPE_VERDICT_UNDO (llm_verdict_undo_get_type ())
G_DECLARE_FINAL_TYPE (LlmVerdictUndo, llm_verdict_undo, LLM, VERDICT_UNDO, GObject)

LlmVerdictUndo *llm_verdict_undo_new (void);
void llm_verdict_undo_set_comparison (LlmVerdictUndo *self, LlmComparison *comparison);
gboolean llm_verdict_undo_get_can_undo (LlmVerdictUndo *self);
gboolean llm_verdict_undo_undo (LlmVerdictUndo *self);

G_END_DECLS
