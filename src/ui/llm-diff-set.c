/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff-set.h"

/* One of the texts. */
typedef struct
{
  char *text;              /* until it is compared */
  LlmVisibleText *visible; /* if that is compared rather than the source */
  LlmDiff *diff;           /* from the base; NULL for the base */
  GArray *marks;           /* LlmDiffMark */
  GArray *changes;         /* LlmDiffChange; NULL for the base */
  GArray *places;          /* LlmTextRange, of the base only */
} Side;

struct _LlmDiffSet
{
  gatomicrefcount ref_count;
  guint base;
  gboolean rendered;
  GArray *sides; /* Side */
};

G_DEFINE_BOXED_TYPE (LlmDiffSet, llm_diff_set, llm_diff_set_ref, llm_diff_set_unref)

static void
side_clear (gpointer data)
{
  Side *side = data;

  g_free (side->text);
  g_clear_pointer (&side->visible, llm_visible_text_unref);
  g_clear_pointer (&side->diff, llm_diff_unref);
  g_clear_pointer (&side->marks, g_array_unref);
  g_clear_pointer (&side->changes, g_array_unref);
  g_clear_pointer (&side->places, g_array_unref);
}

static Side *
get_side (const LlmDiffSet *self, guint index)
{
  return &g_array_index (self->sides, Side, index);
}

/* --- In a thread --- */

static LlmWords *
cut (LlmDiffSet *self, guint index, GCancellable *cancellable, GError **error)
{
  Side *side = get_side (self, index);
  const char *text = side->text;

  if (self->rendered)
    {
      side->visible = llm_visible_text_new (side->text);
      text = llm_visible_text_get_text (side->visible, NULL);
    }
  return llm_words_new (text, -1, cancellable, error);
}

static gboolean
compare_all (LlmDiffSet *self, GCancellable *cancellable, GError **error)
{
  /* Where paragraphs are rendered nobody sees how many blanks there are. */
  const LlmDiffFlags flags = self->rendered ? LLM_DIFF_IGNORE_BLANKS : LLM_DIFF_DEFAULT;
  g_autoptr (LlmWords) base = cut (self, self->base, cancellable, error);
  g_autoptr (GPtrArray) diffs = g_ptr_array_new ();

  if (base == NULL)
    return FALSE;
  for (guint i = 0; i < self->sides->len; i++)
    {
      Side *side = get_side (self, i);
      g_autoptr (LlmWords) words = NULL;

      if (i == self->base)
        continue;
      words = cut (self, i, cancellable, error);
      if (words == NULL)
        return FALSE;
      side->diff = llm_diff_new_for_words (base, words, flags, cancellable, error);
      if (side->diff == NULL)
        return FALSE;
      side->marks = llm_diff_mark_second (side->diff);
      side->changes = llm_diff_list_changes (side->diff);
      g_ptr_array_add (diffs, side->diff);
    }
  get_side (self, self->base)->marks
      = llm_diff_mark_base ((LlmDiff *const *) diffs->pdata, diffs->len);
  get_side (self, self->base)->places
      = llm_diff_list_base_changes ((LlmDiff *const *) diffs->pdata, diffs->len);
  for (guint i = 0; i < self->sides->len; i++)
    g_clear_pointer (&get_side (self, i)->text, g_free);
  return TRUE;
}

static void
compare_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (compare_all (task_data, cancellable, &error))
    g_task_return_pointer (task, llm_diff_set_ref (task_data), (GDestroyNotify) llm_diff_set_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * llm_diff_set_new_async:
 * @texts: (array length=n_texts): answers, as the models wrote them
 * @n_texts: how many, at least two
 * @base: which of them the others are compared with
 * @rendered: whether to compare what is read of them rather than the Markdown
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Compares them in a thread.
 */
void
llm_diff_set_new_async (const char *const *texts,
                        guint n_texts,
                        guint base,
                        gboolean rendered,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LlmDiffSet *self;

  g_return_if_fail (texts != NULL && n_texts >= 2 && base < n_texts);

  self = g_new0 (LlmDiffSet, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->base = base;
  self->rendered = rendered;
  self->sides = g_array_new (FALSE, TRUE, sizeof (Side));
  g_array_set_clear_func (self->sides, side_clear);
  g_array_set_size (self->sides, n_texts);
  for (guint i = 0; i < n_texts; i++)
    get_side (self, i)->text = g_strdup (texts[i]);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_diff_set_new_async);
  g_task_set_task_data (task, self, (GDestroyNotify) llm_diff_set_unref);
  g_task_run_in_thread (task, compare_thread);
}

/**
 * llm_diff_set_new_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): what differs; %NULL if it was cancelled, or ICU has no data
 */
LlmDiffSet *
llm_diff_set_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What is known --- */

/**
 * llm_diff_set_ref:
 * @self: a set
 *
 * Returns: (transfer full): @self
 */
LlmDiffSet *
llm_diff_set_ref (LlmDiffSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_diff_set_unref:
 * @self: (transfer full): a set
 */
void
llm_diff_set_unref (LlmDiffSet *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->sides);
  g_free (self);
}

/**
 * llm_diff_set_get_base:
 * @self: a set
 *
 * Returns: which of the texts the others are compared with
 */
guint
llm_diff_set_get_base (const LlmDiffSet *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->base;
}

/**
 * llm_diff_set_get_diff:
 * @self: a set
 * @index: one of the texts
 *
 * Returns: (transfer none) (nullable): how it differs from the base, the first text of it; %NULL
 *   for the base
 */
LlmDiff *
llm_diff_set_get_diff (const LlmDiffSet *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->sides->len, NULL);
  return get_side (self, index)->diff;
}

/**
 * llm_diff_set_get_visible:
 * @self: a set
 * @index: one of the texts
 *
 * Returns: (transfer none) (nullable): what is read of it, of which ranges are told; %NULL if the
 *   sources are compared
 */
LlmVisibleText *
llm_diff_set_get_visible (const LlmDiffSet *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->sides->len, NULL);
  return get_side (self, index)->visible;
}

/**
 * llm_diff_set_get_marks:
 * @self: a set
 * @index: one of the texts
 * @n_marks: (out): how many
 *
 * Returns: (array length=n_marks): what is to be marked in it, in order
 */
const LlmDiffMark *
llm_diff_set_get_marks (const LlmDiffSet *self, guint index, guint *n_marks)
{
  g_return_val_if_fail (self != NULL && index < self->sides->len, NULL);
  g_return_val_if_fail (n_marks != NULL, NULL);

  *n_marks = get_side (self, index)->marks->len;
  return (const LlmDiffMark *) (const void *) get_side (self, index)->marks->data;
}

/**
 * llm_diff_set_get_n_places:
 * @self: a set
 * @index: one of the texts
 *
 * Returns: at how many places it differs from the base; of the base, at how many others differ
 */
guint
llm_diff_set_get_n_places (const LlmDiffSet *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->sides->len, 0);
  return index == self->base ? get_side (self, index)->places->len
                             : get_side (self, index)->changes->len;
}

/**
 * llm_diff_set_get_place:
 * @self: a set
 * @index: one of the texts
 * @number: one of its places, from 0
 *
 * Returns: where in it that is; an empty range where it lacks something
 */
LlmTextRange
llm_diff_set_get_place (const LlmDiffSet *self, guint index, guint number)
{
  const LlmTextRange none = { 0, 0 };
  const LlmDiffChange *change;

  g_return_val_if_fail (self != NULL && index < self->sides->len, none);
  g_return_val_if_fail (number < llm_diff_set_get_n_places (self, index), none);

  change = llm_diff_set_get_change (self, index, number);
  return change != NULL ? change->b
                        : g_array_index (get_side (self, index)->places, LlmTextRange, number);
}

/**
 * llm_diff_set_get_change:
 * @self: a set
 * @index: one of the texts
 * @number: one of its places, from 0
 *
 * Returns: (nullable): what differs there; %NULL for the base
 */
const LlmDiffChange *
llm_diff_set_get_change (const LlmDiffSet *self, guint index, guint number)
{
  g_return_val_if_fail (self != NULL && index < self->sides->len, NULL);
  g_return_val_if_fail (number < llm_diff_set_get_n_places (self, index), NULL);

  if (index == self->base)
    return NULL;
  return &g_array_index (get_side (self, index)->changes, LlmDiffChange, number);
}
