/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-diff-changes.h"
#include "llm-visible-text.h"

G_BEGIN_DECLS

/**
 * LlmDiffSet:
 *
 * How several texts differ from one of them, the base.  Immutable.
 */
#define LLM_TYPE_DIFF_SET (llm_diff_set_get_type ())
typedef struct _LlmDiffSet LlmDiffSet;

GType llm_diff_set_get_type (void) G_GNUC_CONST;
void llm_diff_set_new_async (const char *const *texts,
                             guint n_texts,
                             guint base,
                             gboolean rendered,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
LlmDiffSet *llm_diff_set_new_finish (GAsyncResult *result, GError **error);
LlmDiffSet *llm_diff_set_ref (LlmDiffSet *self);
void llm_diff_set_unref (LlmDiffSet *self);

guint llm_diff_set_get_base (const LlmDiffSet *self);
LlmDiff *llm_diff_set_get_diff (const LlmDiffSet *self, guint index);
LlmVisibleText *llm_diff_set_get_visible (const LlmDiffSet *self, guint index);
const LlmDiffMark *llm_diff_set_get_marks (const LlmDiffSet *self, guint index, guint *n_marks);
guint llm_diff_set_get_n_places (const LlmDiffSet *self, guint index);
LlmTextRange llm_diff_set_get_place (const LlmDiffSet *self, guint index, guint number);
const LlmDiffChange *llm_diff_set_get_change (const LlmDiffSet *self, guint index, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDiffSet, llm_diff_set_unref)

G_END_DECLS
