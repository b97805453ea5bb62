/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diff.h"

G_BEGIN_DECLS

/**
 * LlmDiffItem:
 *
 * A row of two paragraphs side by side, or of several that are folded since nothing in them has
 * changed.
 */
#define LLM_TYPE_DIFF_ITEM (llm_diff_item_get_type ())
G_DECLARE_FINAL_TYPE (LlmDiffItem, llm_diff_item, LLM, DIFF_ITEM, GObject)

LlmTextRange llm_diff_item_get_range (LlmDiffItem *self, guint side);
gboolean llm_diff_item_is_changed (LlmDiffItem *self);
guint llm_diff_item_get_n_folded (LlmDiffItem *self);

GListStore *llm_diff_rows_new (const LlmDiff *diff, gboolean fold);
guint llm_diff_rows_unfold (GListStore *rows, const LlmDiff *diff, guint position);
guint llm_diff_rows_count_changes (GListModel *rows);
guint llm_diff_rows_step (GListModel *rows, guint position, int step, guint *number);

G_END_DECLS
