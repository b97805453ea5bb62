/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-diff.h"

#include <string.h>

#include "llm-diff-private.h"
#include "llm-word-table.h"

struct _LlmDiff
{
  gatomicrefcount ref_count;
  LlmWords *a;
  LlmWords *b;
  GArray *edits;
  GArray *rows;
  LlmDiffCounts counts;
  gboolean is_coarse;
};

G_DEFINE_BOXED_TYPE (LlmDiff, llm_diff, llm_diff_ref, llm_diff_unref)

/* --- Sides --- */

static void
side_init (LlmDiffSide *side, const LlmWords *words, LlmWordTable *table)
{
  const char *text = llm_words_get_text (words, NULL);
  const LlmPiece *pieces;
  guint n_pieces;

  pieces = llm_words_get_pieces (words, &n_pieces);
  side->words = words;
  side->tokens = g_new (LlmDiffToken, (gsize) n_pieces + 1);
  for (guint i = 0; i < n_pieces; i++)
    {
      LlmDiffToken *token = &side->tokens[side->n_tokens];

      if (llm_piece_is_blank (&pieces[i]))
        continue;
      token->word
          = llm_word_table_add (table, text + pieces[i].start, pieces[i].length) & 0x7fffffff;
      token->is_word = llm_piece_is_word (&pieces[i]) ? 1 : 0;
      token->start = pieces[i].start;
      token->end = pieces[i].start + pieces[i].length;
      side->n_tokens++;
    }
  side->match = g_new (guint32, (gsize) side->n_tokens + 1);
  side->move = g_new0 (guint32, (gsize) side->n_tokens + 1);
}

static void
side_clear (LlmDiffSide *side)
{
  g_free (side->tokens);
  g_free (side->match);
  g_free (side->move);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LlmDiffSide, side_clear)

/* Where there are several differences that are as short, the same one is found whichever text
 * is the first. */
static gboolean
is_first (const LlmDiffSide *a, const LlmDiffSide *b)
{
  gsize a_length, b_length;
  const char *a_text = llm_words_get_text (a->words, &a_length);
  const char *b_text = llm_words_get_text (b->words, &b_length);

  if (a_length != b_length)
    return a_length < b_length;
  return memcmp (a_text, b_text, a_length) <= 0;
}

static void
count_words (const LlmDiffSide *side, guint *equal, guint *changed, guint *moved)
{
  *equal = *changed = *moved = 0;
  for (guint i = 0; i < side->n_tokens; i++)
    {
      if (!side->tokens[i].is_word)
        continue;
      if (side->match[i] != LLM_DIFF_NONE)
        ++*equal;
      else
        ++*changed;
      if (side->move[i] != 0)
        ++*moved;
    }
}

static gboolean
compare (LlmDiff *self, LlmDiffFlags flags, guint64 budget, GCancellable *cancellable)
{
  g_autoptr (LlmWordTable) table = llm_word_table_new ((flags & LLM_DIFF_IGNORE_CASE) != 0);
  g_auto (LlmDiffSide) a = { 0 };
  g_auto (LlmDiffSide) b = { 0 };
  const gboolean ignore_blanks = (flags & LLM_DIFF_IGNORE_BLANKS) != 0;
  LlmDiffSide *first = &a, *second = &b;
  guint equal, moved;

  side_init (&a, self->a, table);
  side_init (&b, self->b, table);
  if (!is_first (&a, &b))
    {
      first = &b;
      second = &a;
    }
  if (!llm_diff_align (first, second, budget, &self->is_coarse, cancellable))
    return FALSE;
  llm_diff_clean_up (first, second, (flags & LLM_DIFF_FINE) != 0);
  llm_diff_find_moves (first, second);
  self->edits = llm_diff_make_edits (&a, &b, ignore_blanks);
  self->rows = llm_diff_make_rows (&a, &b, ignore_blanks);
  count_words (&b, &equal, &self->counts.inserted, &moved);
  count_words (&a, &self->counts.equal, &self->counts.deleted, &self->counts.moved);
  return TRUE;
}

/*< private >
 * llm_diff_new_within:
 * @a: the first text
 * @b: the second text
 * @flags: what to ignore
 * @budget: steps for the search, %LLM_DIFF_BUDGET normally
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Returns: (transfer full): as llm_diff_new()
 */
LlmDiff *
llm_diff_new_within (LlmWords *a,
                     LlmWords *b,
                     LlmDiffFlags flags,
                     guint64 budget,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (LlmDiff) self = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  self = g_new0 (LlmDiff, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->a = llm_words_ref (a);
  self->b = llm_words_ref (b);
  if (!compare (self, flags, budget, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * llm_diff_new_for_words:
 * @a: the first text
 * @b: the second text
 * @flags: what to ignore
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * As llm_diff_new(), for a text that is compared with several.
 *
 * Returns: (transfer full): what differs; %NULL if it was cancelled
 */
LlmDiff *
llm_diff_new_for_words (
    LlmWords *a, LlmWords *b, LlmDiffFlags flags, GCancellable *cancellable, GError **error)
{
  return llm_diff_new_within (a, b, flags, LLM_DIFF_BUDGET, cancellable, error);
}

/**
 * llm_diff_new:
 * @a: the first text
 * @b: the second text
 * @flags: what to ignore
 * @cancellable: (nullable): to give up
 * @error: return location for an error
 *
 * Compares two texts, of each at most %LLM_WORDS_MAX_LENGTH bytes.  Usually takes a few
 * milliseconds, but up to a second for a megabyte against another: use a thread, or
 * llm_diff_new_async(), for what may be long.
 *
 * Returns: (transfer full): what differs; %NULL if it was cancelled, or ICU has no data
 */
LlmDiff *
llm_diff_new (
    const char *a, const char *b, LlmDiffFlags flags, GCancellable *cancellable, GError **error)
{
  g_autoptr (LlmWords) a_words = NULL;
  g_autoptr (LlmWords) b_words = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  a_words = llm_words_new (a, -1, cancellable, error);
  if (a_words == NULL)
    return NULL;
  b_words = llm_words_new (b, -1, cancellable, error);
  if (b_words == NULL)
    return NULL;
  return llm_diff_new_for_words (a_words, b_words, flags, cancellable, error);
}

/* --- In a thread --- */

typedef struct
{
  char *a;
  char *b;
  LlmDiffFlags flags;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->a);
  g_free (job->b);
  g_free (job);
}

static void
compare_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr (GError) error = NULL;
  LlmDiff *diff = llm_diff_new (job->a, job->b, job->flags, cancellable, &error);

  if (diff == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, diff, (GDestroyNotify) llm_diff_unref);
}

/**
 * llm_diff_new_async:
 * @a: the first text
 * @b: the second text
 * @flags: what to ignore
 * @cancellable: (nullable): to give up
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * As llm_diff_new(), in a thread.
 */
void
llm_diff_new_async (const char *a,
                    const char *b,
                    LlmDiffFlags flags,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job;

  g_return_if_fail (a != NULL && b != NULL);

  job = g_new0 (Job, 1);
  job->a = g_strdup (a);
  job->b = g_strdup (b);
  job->flags = flags;
  g_task_set_source_tag (task, llm_diff_new_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, compare_thread);
}

/**
 * llm_diff_new_finish:
 * @result: what the callback got
 * @error: return location for an error
 *
 * Returns: (transfer full): what differs; %NULL if it was cancelled, or ICU has no data
 */
LlmDiff *
llm_diff_new_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What is known --- */

/**
 * llm_diff_ref:
 * @self: a difference
 *
 * Returns: (transfer full): @self
 */
LlmDiff *
llm_diff_ref (LlmDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * llm_diff_unref:
 * @self: (transfer full): a difference
 */
void
llm_diff_unref (LlmDiff *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  llm_words_unref (self->a);
  llm_words_unref (self->b);
  g_clear_pointer (&self->edits, g_array_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  g_free (self);
}

/**
 * llm_diff_get_a:
 * @self: a difference
 *
 * Returns: (transfer none): the first text, of which ranges are told; see
 *   llm_words_get_text() and llm_words_is_cut()
 */
LlmWords *
llm_diff_get_a (const LlmDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->a;
}

/**
 * llm_diff_get_b:
 * @self: a difference
 *
 * Returns: (transfer none): the second text
 */
LlmWords *
llm_diff_get_b (const LlmDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->b;
}

/**
 * llm_diff_get_edits:
 * @self: a difference
 * @n_edits: (out): how many there are
 *
 * Edits are in order and cover both texts without holes: the ranges of @a of equal and deleted ones
 * are the first text, those of @b of equal and inserted ones the second.  Equal ones never follow
 * each other; what was deleted comes before what was inserted in its place.  What is equal may be
 * written in other bytes: accents in another way (NFC), and with flags capitals and blanks.
 *
 * Returns: (array length=n_edits): the edits
 */
const LlmDiffEdit *
llm_diff_get_edits (const LlmDiff *self, guint *n_edits)
{
  g_return_val_if_fail (self != NULL && n_edits != NULL, NULL);

  *n_edits = self->edits->len;
  return (const LlmDiffEdit *) (const void *) self->edits->data;
}

/**
 * llm_diff_get_rows:
 * @self: a difference
 * @n_rows: (out): how many there are
 *
 * Rows are in order and cover both texts without holes.  A paragraph is a line with the blank lines
 * behind it.  Paragraphs that have a quarter of their words in common are beside each
 * other, and what is between them as far as there is something on both sides.
 *
 * Returns: (array length=n_rows): for a view of both texts side by side
 */
const LlmDiffRow *
llm_diff_get_rows (const LlmDiff *self, guint *n_rows)
{
  g_return_val_if_fail (self != NULL && n_rows != NULL, NULL);

  *n_rows = self->rows->len;
  return (const LlmDiffRow *) (const void *) self->rows->data;
}

/**
 * llm_diff_get_counts:
 * @self: a difference
 * @counts: (out): how many words have changed
 */
void
llm_diff_get_counts (const LlmDiff *self, LlmDiffCounts *counts)
{
  g_return_if_fail (self != NULL && counts != NULL);
  *counts = self->counts;
}

/**
 * llm_diff_is_equal:
 * @self: a difference
 *
 * Returns: whether nothing differs but what is ignored
 */
gboolean
llm_diff_is_equal (const LlmDiff *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->edits->len; i++)
    {
      if (g_array_index (self->edits, LlmDiffEdit, i).kind != LLM_DIFF_EQUAL)
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_diff_is_coarse:
 * @self: a difference
 *
 * Returns: whether so much differs that the search for equal words was given up somewhere: it
 *   is a difference, but there may be a shorter one
 */
gboolean
llm_diff_is_coarse (const LlmDiff *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->is_coarse;
}
