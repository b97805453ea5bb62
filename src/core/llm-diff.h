/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-words.h"

G_BEGIN_DECLS

/**
 * LlmDiffFlags:
 * @LLM_DIFF_IGNORE_CASE: capital and small letters are the same
 * @LLM_DIFF_IGNORE_BLANKS: blanks and ends of lines are the same, however many
 * @LLM_DIFF_FINE: keep every word that is equal, however lonely it is among changes
 */
typedef enum
{
  LLM_DIFF_DEFAULT = 0,
  LLM_DIFF_IGNORE_CASE = 1 << 0,
  LLM_DIFF_IGNORE_BLANKS = 1 << 1,
  LLM_DIFF_FINE = 1 << 2
} LlmDiffFlags;

/**
 * LlmDiffKind:
 * @LLM_DIFF_EQUAL: in both texts
 * @LLM_DIFF_DELETED: only in the first one
 * @LLM_DIFF_INSERTED: only in the second one
 */
typedef enum
{
  LLM_DIFF_EQUAL,
  LLM_DIFF_DELETED,
  LLM_DIFF_INSERTED
} LlmDiffKind;

#define LLM_DIFF_NO_PARTNER G_MAXUINT

/* Shorter passages are not told to have moved. */
#define LLM_DIFF_MIN_MOVED_WORDS 8

/**
 * LlmDiffEdit:
 * @kind: an #LlmDiffKind
 * @partner: of a passage that has moved, the edit at its other place; otherwise
 *   %LLM_DIFF_NO_PARTNER
 * @a: the bytes in the first text; none where it is inserted
 * @b: the bytes in the second text; none where it is deleted
 */
typedef struct
{
  LlmDiffKind kind;
  guint partner;
  LlmTextRange a;
  LlmTextRange b;
} LlmDiffEdit;

/**
 * LlmDiffRow:
 * @a: a paragraph of the first text, or none
 * @b: the one of the second text that is to be seen beside it, or none
 * @is_equal: whether both are there and nothing in them has changed
 */
typedef struct
{
  LlmTextRange a;
  LlmTextRange b;
  gboolean is_equal;
} LlmDiffRow;

/**
 * LlmDiffCounts:
 * @equal: words that are in both texts, at the same place
 * @deleted: words that are only in the first one, or are elsewhere in the second one
 * @inserted: words that are only in the second one, or were elsewhere in the first one
 * @moved: those of @deleted, and as many of @inserted, that have moved
 */
typedef struct
{
  guint equal;
  guint deleted;
  guint inserted;
  guint moved;
} LlmDiffCounts;

/**
 * LlmDiff:
 *
 * What differs between two texts, word by word.  Immutable; any thread may use it.
 */
#define LLM_TYPE_DIFF (llm_diff_get_type ())
typedef struct _LlmDiff LlmDiff;

GType llm_diff_get_type (void) G_GNUC_CONST;
LlmDiff *llm_diff_new (
    const char *a, const char *b, LlmDiffFlags flags, GCancellable *cancellable, GError **error);
LlmDiff *llm_diff_new_for_words (
    LlmWords *a, LlmWords *b, LlmDiffFlags flags, GCancellable *cancellable, GError **error);
void llm_diff_new_async (const char *a,
                         const char *b,
                         LlmDiffFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
LlmDiff *llm_diff_new_finish (GAsyncResult *result, GError **error);
LlmDiff *llm_diff_ref (LlmDiff *self);
void llm_diff_unref (LlmDiff *self);

LlmWords *llm_diff_get_a (const LlmDiff *self);
LlmWords *llm_diff_get_b (const LlmDiff *self);
const LlmDiffEdit *llm_diff_get_edits (const LlmDiff *self, guint *n_edits);
const LlmDiffRow *llm_diff_get_rows (const LlmDiff *self, guint *n_rows);
void llm_diff_get_counts (const LlmDiff *self, LlmDiffCounts *counts);
gboolean llm_diff_is_equal (const LlmDiff *self);
gboolean llm_diff_is_coarse (const LlmDiff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmDiff, llm_diff_unref)

G_END_DECLS
