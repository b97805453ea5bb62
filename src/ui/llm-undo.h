/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-history-query.h"

G_BEGIN_DECLS

/**
 * LlmUndo:
 *
 * How conversations were before a change: the calls that make them so again.
 */
typedef struct _LlmUndo LlmUndo;

LlmUndo *llm_undo_new (void);
void llm_undo_free (LlmUndo *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmUndo, llm_undo_free)

void llm_undo_add (LlmUndo *self, LlmHistoryEntry *entry, const LlmEntryChange *change);
guint llm_undo_get_n (LlmUndo *self);
const char *const *llm_undo_get_ids (LlmUndo *self, guint index);
const LlmEntryChange *llm_undo_get_change (LlmUndo *self, guint index);

G_END_DECLS
