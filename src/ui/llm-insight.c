/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-insight.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include "llm-structure.h"

/* An answer as it was when figures were made of it. */
typedef struct
{
  char *column_id;
  char *label;
  char *text;
} Column;

struct _LlmInsight
{
  GObject parent_instance;

  LlmComparison *comparison;
  GPtrArray *watched; /* its answers */
  GPtrArray *columns; /* those that are compared */
  GPtrArray *failed;  /* labels of those that are not */
  GPtrArray *empty;
  GPtrArray *beyond;
  LlmInsightState state;
  LlmTextMetrics *metrics;
  LlmStability *stability; /* NULL if no model has two answers to compare */
  char *error;
  GCancellable *cancellable;
  guint update_id;
};

G_DEFINE_FINAL_TYPE (LlmInsight, llm_insight, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
column_free (gpointer data)
{
  Column *column = data;

  g_free (column->column_id);
  g_free (column->label);
  g_free (column->text);
  g_free (column);
}

static const Column *
get_column (LlmInsight *self, guint index)
{
  return g_ptr_array_index (self->columns, index);
}

/* Names, and whether they are hidden, may be others for the same figures. */
static void
update_stability (LlmInsight *self)
{
  g_autoptr (LlmStability) stability = NULL;

  g_clear_pointer (&self->stability, llm_stability_unref);
  if (self->state == LLM_INSIGHT_READY)
    stability = llm_stability_new (self->comparison, self->metrics);
  if (stability != NULL && llm_stability_get_verdict (stability) != LLM_STABILITY_UNKNOWN)
    self->stability = g_steal_pointer (&stability);
}

static void
set_state (LlmInsight *self, LlmInsightState state)
{
  self->state = state;
  update_stability (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- Figures, in a thread --- */

static void
measure_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const GPtrArray *columns = task_data;
  g_autofree LlmTextInput *inputs = g_new0 (LlmTextInput, columns->len);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  LlmTextMetrics *metrics;

  for (guint i = 0; i < columns->len; i++)
    {
      const Column *column = columns->pdata[i];

      if (g_task_return_error_if_cancelled (task))
        return;
      g_ptr_array_add (
          words, llm_structure_read (column->text, strlen (column->text), &inputs[i].structure));
      inputs[i].id = column->column_id;
      inputs[i].text = words->pdata[i];
      inputs[i].source = column->text;
    }
  metrics = llm_text_metrics_new (inputs, columns->len, cancellable, &error);
  if (metrics == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, metrics, (GDestroyNotify) llm_text_metrics_unref);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LlmInsight *self = LLM_INSIGHT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (LlmTextMetrics) metrics = g_task_propagate_pointer (G_TASK (result), &error);

  /* Whoever cancelled has said what comes instead. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (metrics == NULL)
    {
      self->error = g_strdup (error->message);
      set_state (self, LLM_INSIGHT_FAILED);
      return;
    }
  self->metrics = g_steal_pointer (&metrics);
  set_state (self, LLM_INSIGHT_READY);
}

static void
drop_figures (LlmInsight *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->metrics, llm_text_metrics_unref);
  g_clear_pointer (&self->stability, llm_stability_unref);
  g_clear_pointer (&self->error, g_free);
}

/* --- What is compared --- */

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

/* Titles come from servers: a line of text. */
static char *
dup_line (const char *title)
{
  char *line = g_strdup (title);

  return g_strdelimit (line, "\r\n\t", ' ');
}

/* Samples have numbers; other columns of one name are told apart by their place. */
static char *
make_label (LlmInsight *self, guint index)
{
  LlmAnswer *answer = llm_comparison_get_answer (self->comparison, index);
  g_autofree char *title = dup_line (llm_answer_get_title (answer));

  if (llm_comparison_get_blind (self->comparison) == LLM_BLIND_HIDDEN)
    return index < 26 ? g_strdup_printf (_ ("Answer %c"), 'A' + (int) index)
                      : g_strdup_printf (_ ("Answer %u"), index + 1);
  if (llm_answer_get_sample (answer, NULL) > 0)
    return dup_line (llm_answer_get_shown_title (answer));
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *other = llm_comparison_get_answer (self->comparison, i);

      /* Translators: a model that has more than one column, and the number of the column. */
      if (other != answer
          && g_strcmp0 (llm_answer_get_title (other), llm_answer_get_title (answer)) == 0)
        return g_strdup_printf (_ ("%s (column %u)"), title, index + 1);
    }
  return g_steal_pointer (&title);
}

static void
take_columns (LlmInsight *self, GPtrArray *columns)
{
  const guint n = llm_comparison_get_n_answers (self->comparison);

  g_ptr_array_set_size (self->failed, 0);
  g_ptr_array_set_size (self->empty, 0);
  g_ptr_array_set_size (self->beyond, 0);
  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);
      g_autofree char *label = make_label (self, i);
      Column *column;

      if (llm_answer_get_state (answer) == LLM_ANSWER_FAILED)
        g_ptr_array_add (self->failed, g_steal_pointer (&label));
      else if (is_blank (llm_answer_get_text (answer)))
        g_ptr_array_add (self->empty, g_steal_pointer (&label));
      else if (columns->len == LLM_TEXT_METRICS_MAX_TEXTS)
        g_ptr_array_add (self->beyond, g_steal_pointer (&label));
      else
        {
          column = g_new0 (Column, 1);
          column->column_id = g_strdup (llm_answer_get_column_id (answer));
          column->label = g_steal_pointer (&label);
          column->text = g_strdup (llm_answer_get_text (answer));
          g_ptr_array_add (columns, column);
        }
    }
}

static gboolean
is_same_answers (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const Column *one = a->pdata[i], *other = b->pdata[i];

      if (!g_str_equal (one->column_id, other->column_id) || !g_str_equal (one->text, other->text))
        return FALSE;
    }
  return TRUE;
}

static void
take_over (LlmInsight *self)
{
  g_autoptr (GPtrArray) columns = NULL;
  gboolean same;

  if (llm_comparison_get_running (self->comparison))
    {
      if (self->state == LLM_INSIGHT_RUNNING)
        return;
      drop_figures (self);
      set_state (self, LLM_INSIGHT_RUNNING);
      return;
    }
  columns = g_ptr_array_new_with_free_func (column_free);
  take_columns (self, columns);
  same = is_same_answers (columns, self->columns);
  g_ptr_array_unref (self->columns);
  self->columns = g_steal_pointer (&columns);
  if (self->columns->len < 2)
    {
      drop_figures (self);
      set_state (self, LLM_INSIGHT_TOO_FEW);
    }
  else if (same && (self->metrics != NULL || self->state >= LLM_INSIGHT_COMPUTING))
    set_state (self, self->state); /* names may be others */
  else
    llm_insight_compute (self);
}

static gboolean
update_idle_cb (gpointer user_data)
{
  LlmInsight *self = LLM_INSIGHT (user_data);

  self->update_id = 0;
  take_over (self);
  return G_SOURCE_REMOVE;
}

/* Many things change at once when an answer ends. */
static void
queue_update (LlmInsight *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update_idle_cb, self);
}

static void
answer_notify_cb (LlmInsight *self)
{
  if (self->state != LLM_INSIGHT_RUNNING || !llm_comparison_get_running (self->comparison))
    queue_update (self);
}

static void
unwatch (gpointer data, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (data, user_data);
}

static void
items_changed_cb (LlmInsight *self)
{
  g_ptr_array_foreach (self->watched, unwatch, self);
  g_ptr_array_set_size (self->watched, 0);
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      g_ptr_array_add (self->watched, g_object_ref (answer));
      g_signal_connect_swapped (answer, "notify", G_CALLBACK (answer_notify_cb), self);
      g_signal_connect_swapped (answer, "cleared", G_CALLBACK (answer_notify_cb), self);
    }
  queue_update (self);
}

/* --- The object --- */

static void
llm_insight_dispose (GObject *object)
{
  LlmInsight *self = LLM_INSIGHT (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  drop_figures (self);
  if (self->watched != NULL)
    g_ptr_array_foreach (self->watched, unwatch, self);
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_clear_object (&self->comparison);

  G_OBJECT_CLASS (llm_insight_parent_class)->dispose (object);
}

static void
llm_insight_finalize (GObject *object)
{
  LlmInsight *self = LLM_INSIGHT (object);

  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->failed);
  g_ptr_array_unref (self->empty);
  g_ptr_array_unref (self->beyond);

  G_OBJECT_CLASS (llm_insight_parent_class)->finalize (object);
}

static void
llm_insight_class_init (LlmInsightClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_insight_dispose;
  object_class->finalize = llm_insight_finalize;

  /**
   * LlmInsight::changed:
   *
   * Answers, their names, the state or the figures are others than before.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_INSIGHT, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_insight_init (LlmInsight *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->failed = g_ptr_array_new_with_free_func (g_free);
  self->empty = g_ptr_array_new_with_free_func (g_free);
  self->beyond = g_ptr_array_new_with_free_func (g_free);
}

/**
 * llm_insight_new:
 * @comparison: a turn
 *
 * Returns: (transfer full): what can be said of its answers
 */
LlmInsight *
llm_insight_new (LlmComparison *comparison)
{
  LlmInsight *self;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = g_object_new (LLM_TYPE_INSIGHT, NULL);
  self->comparison = g_object_ref (comparison);
  g_signal_connect_swapped (comparison, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_swapped (comparison, "notify::running", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (comparison, "notify::blind", G_CALLBACK (queue_update), self);
  items_changed_cb (self);
  g_clear_handle_id (&self->update_id, g_source_remove);
  take_over (self);
  return self;
}

/**
 * llm_insight_get_comparison:
 * @self: an insight
 *
 * Returns: (transfer none): the turn it is about
 */
LlmComparison *
llm_insight_get_comparison (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  return self->comparison;
}

/**
 * llm_insight_get_state:
 * @self: an insight
 *
 * Returns: how far it is
 */
LlmInsightState
llm_insight_get_state (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), LLM_INSIGHT_TOO_FEW);
  return self->state;
}

/**
 * llm_insight_get_error:
 * @self: an insight
 *
 * Returns: (transfer none) (nullable): why there are no figures, if they could not be made
 */
const char *
llm_insight_get_error (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  return self->error;
}

/**
 * llm_insight_get_n_answers:
 * @self: an insight
 *
 * Returns: how many answers are compared
 */
guint
llm_insight_get_n_answers (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), 0);
  return self->columns->len;
}

/**
 * llm_insight_get_column_id:
 * @self: an insight
 * @index: which answer
 *
 * Returns: (transfer none): the id of its column
 */
const char *
llm_insight_get_column_id (LlmInsight *self, guint index)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (index < self->columns->len, NULL);
  return get_column (self, index)->column_id;
}

/**
 * llm_insight_get_label:
 * @self: an insight
 * @index: which answer
 *
 * Returns: (transfer none): what to call it; a letter while names are hidden
 */
const char *
llm_insight_get_label (LlmInsight *self, guint index)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (index < self->columns->len, NULL);
  return get_column (self, index)->label;
}

/**
 * llm_insight_get_text:
 * @self: an insight
 * @index: which answer
 *
 * Returns: (transfer none): the answer, as it was when it was compared
 */
const char *
llm_insight_get_text (LlmInsight *self, guint index)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  g_return_val_if_fail (index < self->columns->len, NULL);
  return get_column (self, index)->text;
}

/**
 * llm_insight_find:
 * @self: an insight
 * @column_id: the id of a column
 * @index: (out) (optional): where to put its index
 *
 * Returns: whether it is among those that are compared
 */
gboolean
llm_insight_find (LlmInsight *self, const char *column_id, guint *index)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), FALSE);
  g_return_val_if_fail (column_id != NULL, FALSE);

  for (guint i = 0; i < self->columns->len; i++)
    {
      if (!g_str_equal (get_column (self, i)->column_id, column_id))
        continue;
      if (index != NULL)
        *index = i;
      return TRUE;
    }
  return FALSE;
}

/**
 * llm_insight_get_metrics:
 * @self: an insight
 *
 * Returns: (transfer none) (nullable): the figures, in the order of the answers; %NULL unless
 *   the state is %LLM_INSIGHT_READY
 */
LlmTextMetrics *
llm_insight_get_metrics (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  return self->metrics;
}

/**
 * llm_insight_get_stability:
 * @self: an insight
 *
 * Returns: (transfer none) (nullable): how much answers of one model differ; %NULL unless the
 *   state is %LLM_INSIGHT_READY and a model has two answers that are whole, and while names
 *   are hidden
 */
LlmStability *
llm_insight_get_stability (LlmInsight *self)
{
  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);
  return self->stability;
}

static char *
join_labels (GPtrArray *labels)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < labels->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) labels->pdata[i]);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/**
 * llm_insight_dup_left_out:
 * @self: an insight
 *
 * Returns: (transfer full) (nullable): who is not compared, and why; %NULL if all are
 */
char *
llm_insight_dup_left_out (LlmInsight *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (LLM_IS_INSIGHT (self), NULL);

  if (self->failed->len > 0)
    {
      g_autofree char *names = join_labels (self->failed);

      /* Translators: names of models. */
      g_string_append_printf (out, _ ("Left out, since they failed: %s."), names);
    }
  if (self->empty->len > 0)
    {
      g_autofree char *names = join_labels (self->empty);

      g_string_append (out, out->len > 0 ? " " : "");
      /* Translators: names of models. */
      g_string_append_printf (out, _ ("Left out, since there is nothing in them: %s."), names);
    }
  if (self->beyond->len > 0)
    {
      g_autofree char *names = join_labels (self->beyond);

      g_string_append (out, out->len > 0 ? " " : "");
      /* Translators: a number, and names of models. */
      g_string_append_printf (out, _ ("Left out, since only the first %d are compared: %s."),
                              LLM_TEXT_METRICS_MAX_TEXTS, names);
    }
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/**
 * llm_insight_compute:
 * @self: an insight
 *
 * Makes the figures, also after that was cancelled or has failed.  Does nothing where there
 * is nothing to compare.
 */
void
llm_insight_compute (LlmInsight *self)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LLM_IS_INSIGHT (self));

  if (self->columns->len < 2 || llm_comparison_get_running (self->comparison))
    return;
  drop_figures (self);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, measured_cb, NULL);
  g_task_set_source_tag (task, llm_insight_compute);
  /* The columns do not change; others come in their place. */
  g_task_set_task_data (task, g_ptr_array_ref (self->columns), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, measure_thread);
  set_state (self, LLM_INSIGHT_COMPUTING);
}

/**
 * llm_insight_cancel:
 * @self: an insight
 *
 * Stops making figures.
 */
void
llm_insight_cancel (LlmInsight *self)
{
  g_return_if_fail (LLM_IS_INSIGHT (self));

  if (self->state != LLM_INSIGHT_COMPUTING)
    return;
  drop_figures (self);
  set_state (self, LLM_INSIGHT_CANCELLED);
}
