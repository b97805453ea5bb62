/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-differ.h"

#include <glib/gi18n-lib.h>

#include "llm-compat.h"
#include "llm-differ-text.h"
#include "llm-diff-tags.h"

/* One of the cards. */
typedef struct
{
  LlmAnswer *answer;
  LlmDiffTags *tags;
  char *text;     /* of it when it was last compared, or is being compared; NULL if it is not */
  gboolean fresh; /* whether the set knows that text */
  guint index;    /* in the set */
  guint place;    /* where the reader is, from 1; 0 for nowhere */
} Column;

struct _LlmDiffer
{
  GObject parent_instance;

  LlmCardGrid *grid; /* unowned: it is in the same page */
  LlmComparison *comparison;
  gboolean active;
  gboolean is_stale;  /* there are fewer columns than were compared */
  char *chosen;       /* the column that the user wants the others compared with, or NULL */
  char *base;         /* the one that they are compared with, or NULL */
  GPtrArray *columns; /* Column, of the answers as they are seen */
  LlmDiffSet *set;
  char *error; /* why there is none, or NULL */
  GCancellable *cancellable;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (LlmDiffer, llm_differ, G_TYPE_OBJECT)

static void queue_update (LlmDiffer *self);

static Column *
get_column (LlmDiffer *self, guint index)
{
  return g_ptr_array_index (self->columns, index);
}

static Column *
find_column (LlmDiffer *self, const char *column_id)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      if (g_strcmp0 (llm_answer_get_column_id (get_column (self, i)->answer), column_id) == 0)
        return get_column (self, i);
    }
  return NULL;
}

static LlmCard *
get_card (LlmDiffer *self, Column *column)
{
  return llm_card_grid_get_card (self->grid, llm_answer_get_column_id (column->answer));
}

/* What was compared is not what is there. */
static void
drop_marks (Column *column)
{
  llm_diff_tags_set (column->tags, NULL, 0);
  column->fresh = FALSE;
  column->place = 0;
}

static void
cancel (LlmDiffer *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

/* --- What is told --- */

static char *
describe (LlmDiffer *self, Column *column)
{
  Column *base = find_column (self, self->base);
  const LlmDifferState state = llm_differ_text_get_state (column->answer);
  g_autofree char *title = NULL;

  if (state != LLM_DIFFER_READY)
    return llm_differ_text_describe_state (state);
  if (base == NULL)
    return g_strdup (_ ("Nothing to compare with yet"));
  title = llm_differ_text_dup_title (self->comparison, base->answer);
  if (base->text == NULL)
    return g_strdup_printf (_ ("Waiting for %s"), title);
  if (self->error != NULL)
    return g_strdup_printf (_ ("Not compared: %s"), self->error);
  if (self->set == NULL || !column->fresh)
    return g_strdup (self->cancellable != NULL ? _ ("Comparing…")
                                               : _ ("Nothing to compare with yet"));
  if (column->place > 0)
    return llm_differ_text_describe_place (self->set, column->index, column->place - 1);
  return llm_differ_text_describe (self->set, column->index, title);
}

static void
tell (LlmDiffer *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = get_column (self, i);
      LlmCard *card = get_card (self, column);
      g_autofree char *text = describe (self, column);

      if (card != NULL)
        llm_card_show_differences (
            card, text, g_strcmp0 (llm_answer_get_column_id (column->answer), self->base) == 0,
            column->fresh && llm_diff_set_get_n_places (self->set, column->index) > 0);
    }
}

/* --- Comparing --- */

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmDiffer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmDiffSet) set = llm_diff_set_new_finish (result, &error);
  guint n = 0;

  /* Others are compared by now. */
  if (self->cancellable == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (set == NULL)
    self->error = g_strdup (error->message);
  self->set = g_steal_pointer (&set);
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = get_column (self, i);

      if (column->text == NULL || self->set == NULL)
        continue;
      column->index = n++;
      column->fresh = TRUE;
      column->place = 0;
      llm_diff_tags_set (column->tags, self->set, column->index);
    }
  tell (self);
}

static void
compare (LlmDiffer *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  guint base = 0;

  cancel (self);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->set, llm_diff_set_unref);
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = get_column (self, i);

      /* Its marks stay until there are others. */
      column->fresh = FALSE;
      if (column->text == NULL)
        continue;
      if (g_strcmp0 (llm_answer_get_column_id (column->answer), self->base) == 0)
        base = texts->len;
      g_ptr_array_add (texts, column->text);
    }
  if (texts->len < 2 || find_column (self, self->base)->text == NULL)
    {
      for (guint i = 0; i < self->columns->len; i++)
        drop_marks (get_column (self, i));
      return;
    }
  self->cancellable = g_cancellable_new ();
  llm_diff_set_new_async ((const char *const *) texts->pdata, texts->len, base, TRUE,
                          self->cancellable, compared_cb, g_object_ref (self));
}

/* The one that was chosen while it is there, else the first one that has an answer, which stays so
 * while it may have another. */
static char *
find_base (LlmDiffer *self)
{
  const char *const wanted[] = { self->chosen, self->base };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      Column *column = find_column (self, wanted[i]);
      LlmDifferState state;

      if (column == NULL)
        continue;
      state = llm_differ_text_get_state (column->answer);
      if (state == LLM_DIFFER_READY || state == LLM_DIFFER_RUNNING)
        return g_strdup (wanted[i]);
    }
  for (guint i = 0; i < self->columns->len; i++)
    {
      LlmAnswer *answer = get_column (self, i)->answer;

      if (llm_differ_text_get_state (answer) == LLM_DIFFER_READY)
        return g_strdup (llm_answer_get_column_id (answer));
    }
  return NULL;
}

static void
update (LlmDiffer *self)
{
  g_autofree char *base = find_base (self);
  gboolean changed = self->is_stale || g_strcmp0 (base, self->base) != 0;

  self->is_stale = FALSE;
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = get_column (self, i);
      const char *text = llm_differ_text_get_state (column->answer) == LLM_DIFFER_READY
                             ? llm_answer_get_text (column->answer)
                             : NULL;

      if (g_strcmp0 (text, column->text) == 0 && g_strcmp0 (base, self->base) == 0)
        continue;
      changed = TRUE;
      drop_marks (column);
      g_free (column->text);
      column->text = g_strdup (text);
    }
  g_free (self->base);
  self->base = g_steal_pointer (&base);
  if (changed)
    compare (self);
  tell (self);
}

static gboolean
update_cb (gpointer user_data)
{
  LlmDiffer *self = LLM_DIFFER (user_data);

  self->update_id = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

/* Many things change at once when an answer ends. */
static void
queue_update (LlmDiffer *self)
{
  if (self->active && self->update_id == 0)
    self->update_id = g_idle_add (update_cb, self);
}

/* --- Columns --- */

/* At once: marks of what was there must not be seen on what is. */
static void
text_changed_cb (LlmDiffer *self, LlmAnswer *answer)
{
  Column *column = find_column (self, llm_answer_get_column_id (answer));

  if (column != NULL)
    drop_marks (column);
  queue_update (self);
}

static void
state_changed_cb (LlmDiffer *self, GParamSpec *pspec, LlmAnswer *answer)
{
  if (llm_answer_is_running (answer))
    text_changed_cb (self, answer);
  queue_update (self);
}

static Column *
column_new (LlmDiffer *self, LlmAnswer *answer, LlmCard *card)
{
  Column *column = g_new0 (Column, 1);

  column->answer = g_object_ref (answer);
  column->tags = llm_diff_tags_new (llm_card_get_view (card));
  g_signal_connect_swapped (answer, "cleared", G_CALLBACK (text_changed_cb), self);
  g_signal_connect_swapped (answer, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect_swapped (answer, "notify::title", G_CALLBACK (queue_update), self);
  return column;
}

static void
column_free (LlmDiffer *self, Column *column)
{
  LlmCard *card = get_card (self, column);

  g_signal_handlers_disconnect_by_data (column->answer, self);
  llm_diff_tags_set (column->tags, NULL, 0);
  if (card != NULL && !self->active)
    llm_card_show_differences (card, NULL, FALSE, FALSE);
  g_object_unref (column->tags);
  g_object_unref (column->answer);
  g_free (column->text);
  g_free (column);
}

static Column *
steal_column (GPtrArray *columns, LlmAnswer *answer)
{
  for (guint i = 0; i < columns->len; i++)
    {
      if (((Column *) g_ptr_array_index (columns, i))->answer == answer)
        return g_ptr_array_steal_index (columns, i);
    }
  return NULL;
}

static void
take_columns (LlmDiffer *self)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->columns);
  const guint n = self->active && self->comparison != NULL
                      ? llm_comparison_get_n_answers (self->comparison)
                      : 0;

  self->columns = g_ptr_array_new ();
  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);
      LlmCard *card = llm_card_grid_get_card (self->grid, llm_answer_get_column_id (answer));
      Column *column = steal_column (old, answer);

      if (column == NULL && card != NULL)
        column = column_new (self, answer, card);
      if (column != NULL)
        g_ptr_array_add (self->columns, column);
    }
  self->is_stale |= old->len > 0;
  for (guint i = 0; i < old->len; i++)
    column_free (self, g_ptr_array_index (old, i));
}

static void
stop (LlmDiffer *self)
{
  cancel (self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_pointer (&self->set, llm_diff_set_unref);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->base, g_free);
}

/* --- The object --- */

static void
llm_differ_dispose (GObject *object)
{
  llm_differ_close (LLM_DIFFER (object));

  G_OBJECT_CLASS (llm_differ_parent_class)->dispose (object);
}

static void
llm_differ_finalize (GObject *object)
{
  LlmDiffer *self = LLM_DIFFER (object);

  g_ptr_array_unref (self->columns);
  g_free (self->chosen);

  G_OBJECT_CLASS (llm_differ_parent_class)->finalize (object);
}

static void
llm_differ_class_init (LlmDifferClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = llm_differ_dispose;
  G_OBJECT_CLASS (klass)->finalize = llm_differ_finalize;
}

static void
llm_differ_init (LlmDiffer *self)
{
  self->columns = g_ptr_array_new ();
}

/**
 * llm_differ_new:
 * @grid: the cards, which live longer
 *
 * Returns: (transfer full): what shows nothing yet
 */
LlmDiffer *
llm_differ_new (LlmCardGrid *grid)
{
  LlmDiffer *self;

  g_return_val_if_fail (LLM_IS_CARD_GRID (grid), NULL);

  self = g_object_new (LLM_TYPE_DIFFER, NULL);
  self->grid = grid;
  return self;
}

/**
 * llm_differ_close:
 * @self: a differ
 *
 * Stops what it does, for good.
 */
void
llm_differ_close (LlmDiffer *self)
{
  g_return_if_fail (LLM_IS_DIFFER (self));

  llm_differ_set_active (self, FALSE);
  g_clear_object (&self->comparison);
}

/**
 * llm_differ_set_comparison:
 * @self: a differ
 * @comparison: (nullable): what the cards show, or show in another order by now
 *
 * To be called after the grid has the cards for it.
 */
void
llm_differ_set_comparison (LlmDiffer *self, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_DIFFER (self));
  g_return_if_fail (comparison == NULL || LLM_IS_COMPARISON (comparison));

  if (g_set_object (&self->comparison, comparison))
    {
      stop (self);
      g_clear_pointer (&self->chosen, g_free);
    }
  take_columns (self);
  queue_update (self);
}

/**
 * llm_differ_get_active:
 * @self: a differ
 *
 * Returns: whether differences are shown
 */
gboolean
llm_differ_get_active (LlmDiffer *self)
{
  g_return_val_if_fail (LLM_IS_DIFFER (self), FALSE);
  return self->active;
}

/**
 * llm_differ_set_active:
 * @self: a differ
 * @active: whether to show differences
 */
void
llm_differ_set_active (LlmDiffer *self, gboolean active)
{
  g_return_if_fail (LLM_IS_DIFFER (self));

  if (self->active == active)
    return;
  self->active = active;
  if (!active)
    stop (self);
  take_columns (self);
  if (active)
    update (self);
}

/**
 * llm_differ_get_base:
 * @self: a differ
 *
 * Returns: (nullable): the column that the others are compared with
 */
const char *
llm_differ_get_base (LlmDiffer *self)
{
  g_return_val_if_fail (LLM_IS_DIFFER (self), NULL);
  return self->base;
}

/**
 * llm_differ_set_base:
 * @self: a differ
 * @column_id: the column to compare the others with
 */
void
llm_differ_set_base (LlmDiffer *self, const char *column_id)
{
  g_return_if_fail (LLM_IS_DIFFER (self));
  g_return_if_fail (column_id != NULL);

  g_free (self->chosen);
  self->chosen = g_strdup (column_id);
  if (self->active)
    update (self);
}

/**
 * llm_differ_step:
 * @self: a differ
 * @column_id: a column
 * @step: 1 for its next difference, -1 for the one before
 *
 * Goes to another difference; behind the last one comes the first.
 *
 * Returns: whether there is one
 */
gboolean
llm_differ_step (LlmDiffer *self, const char *column_id, int step)
{
  g_autofree char *text = NULL;
  Column *column;
  LlmCard *card;
  guint n;

  g_return_val_if_fail (LLM_IS_DIFFER (self), FALSE);
  g_return_val_if_fail (column_id != NULL, FALSE);

  column = find_column (self, column_id);
  n = column != NULL && column->fresh ? llm_diff_set_get_n_places (self->set, column->index) : 0;
  if (n == 0)
    return FALSE;
  if (step > 0)
    column->place = column->place % n + 1;
  else
    column->place = column->place > 1 ? column->place - 1 : n;
  llm_diff_tags_go_to (column->tags,
                       llm_diff_set_get_place (self->set, column->index, column->place - 1));
  tell (self);
  card = get_card (self, column);
  text = describe (self, column);
  if (card != NULL)
    llm_compat_announce (GTK_WIDGET (card), text, FALSE);
  return TRUE;
}
