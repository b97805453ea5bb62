/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-verdict-undo.h"

/* More steps back than anybody remembers. */
#define MAX_STEPS 100

/* What was before one decision. */
typedef struct
{
  char *voted_id; /* the column whose vote it was, NULL for a verdict */
  LlmVote vote;
  LlmVerdict verdict;
  char *preferred;
  gint64 verdict_at;
  gboolean blind;
} Step;

struct _LlmVerdictUndo
{
  GObject parent_instance;

  LlmComparison *comparison;
  GHashTable *votes;  /* column id (owned) → its LlmVote as last seen */
  GHashTable *models; /* column id (owned) → its model as last seen (owned) */
  Step *seen;         /* the verdict as last seen */
  GPtrArray *steps;   /* the newest last */
  gboolean undoing;
};

G_DEFINE_FINAL_TYPE (LlmVerdictUndo, llm_verdict_undo, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_CAN_UNDO,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->voted_id);
  g_free (step->preferred);
  g_free (step);
}

static Step *
read_verdict (LlmComparison *comparison)
{
  Step *step = g_new0 (Step, 1);

  step->verdict = llm_comparison_get_verdict (comparison);
  step->preferred = g_strdup (llm_comparison_get_preferred (comparison));
  step->verdict_at = llm_comparison_get_verdict_at (comparison);
  step->blind = llm_comparison_get_verdict_blind (comparison);
  return step;
}

/* Takes the step over. */
static void
push (LlmVerdictUndo *self, Step *step)
{
  if (self->undoing)
    {
      step_free (step);
      return;
    }
  if (self->steps->len == MAX_STEPS)
    g_ptr_array_remove_index (self->steps, 0);
  g_ptr_array_add (self->steps, step);
  if (self->steps->len == 1)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
}

/* A verdict and the column it prefers notify one after the other: one decision. */
static void
verdict_cb (LlmVerdictUndo *self)
{
  Step *now = read_verdict (self->comparison);
  Step *before = self->seen;

  if (now->verdict == before->verdict && g_strcmp0 (now->preferred, before->preferred) == 0)
    {
      step_free (now);
      return;
    }
  self->seen = now;
  push (self, before);
}

/* What was thought of the model before is not to come back on the new one. */
static gboolean
take_model (LlmVerdictUndo *self, LlmAnswer *answer)
{
  const char *id = llm_answer_get_column_id (answer);
  g_autofree char *model = g_strdup_printf ("%s:%s", llm_answer_get_provider_id (answer),
                                            llm_answer_get_model_id (answer));
  const gboolean could = self->steps->len > 0;

  if (g_strcmp0 (g_hash_table_lookup (self->models, id), model) == 0)
    return FALSE;
  g_hash_table_insert (self->models, g_strdup (id), g_steal_pointer (&model));
  for (guint i = self->steps->len; i > 0; i--)
    {
      Step *step = self->steps->pdata[i - 1];

      if (g_strcmp0 (step->voted_id, id) == 0)
        g_ptr_array_remove_index (self->steps, i - 1);
    }
  if (could && self->steps->len == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
  return TRUE;
}

static void
vote_cb (LlmVerdictUndo *self, GParamSpec *pspec, LlmAnswer *answer)
{
  const char *id = llm_answer_get_column_id (answer);
  const LlmVote before = GPOINTER_TO_INT (g_hash_table_lookup (self->votes, id));
  const LlmVote now = llm_answer_get_vote (answer);
  Step *step;

  if (before == now)
    return;
  g_hash_table_insert (self->votes, g_strdup (id), GINT_TO_POINTER (now));
  if (take_model (self, answer))
    return;
  step = g_new0 (Step, 1);
  step->voted_id = g_strdup (id);
  step->vote = before;
  push (self, step);
}

/* The vote goes with the old model, which is not a decision either. */
static void
model_cb (LlmVerdictUndo *self, GParamSpec *pspec, LlmAnswer *answer)
{
  if (take_model (self, answer))
    g_hash_table_insert (self->votes, g_strdup (llm_answer_get_column_id (answer)),
                         GINT_TO_POINTER (LLM_VOTE_NONE));
}

/* Which columns there are changes; those that are gone still have their vote. */
static void
items_changed_cb (LlmVerdictUndo *self)
{
  const guint n = self->comparison != NULL ? llm_comparison_get_n_answers (self->comparison) : 0;

  for (guint i = 0; i < n; i++)
    {
      LlmAnswer *answer = llm_comparison_get_answer (self->comparison, i);

      g_signal_handlers_disconnect_by_data (answer, self);
      g_hash_table_insert (self->votes, g_strdup (llm_answer_get_column_id (answer)),
                           GINT_TO_POINTER (llm_answer_get_vote (answer)));
      take_model (self, answer);
      g_signal_connect_object (answer, "notify::vote", G_CALLBACK (vote_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (answer, "notify::model-id", G_CALLBACK (model_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

static void
disconnect (LlmVerdictUndo *self)
{
  if (self->comparison == NULL)
    return;
  for (guint i = 0; i < llm_comparison_get_n_answers (self->comparison); i++)
    g_signal_handlers_disconnect_by_data (llm_comparison_get_answer (self->comparison, i), self);
  g_signal_handlers_disconnect_by_data (self->comparison, self);
  g_clear_object (&self->comparison);
}

static void
llm_verdict_undo_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, LLM_VERDICT_UNDO (object)->steps->len > 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_verdict_undo_dispose (GObject *object)
{
  disconnect (LLM_VERDICT_UNDO (object));

  G_OBJECT_CLASS (llm_verdict_undo_parent_class)->dispose (object);
}

static void
llm_verdict_undo_finalize (GObject *object)
{
  LlmVerdictUndo *self = LLM_VERDICT_UNDO (object);

  g_hash_table_unref (self->votes);
  g_hash_table_unref (self->models);
  g_ptr_array_unref (self->steps);
  g_clear_pointer (&self->seen, step_free);

  G_OBJECT_CLASS (llm_verdict_undo_parent_class)->finalize (object);
}

static void
llm_verdict_undo_class_init (LlmVerdictUndoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_verdict_undo_get_property;
  object_class->dispose = llm_verdict_undo_dispose;
  object_class->finalize = llm_verdict_undo_finalize;

  props[PROP_CAN_UNDO]
      = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_verdict_undo_init (LlmVerdictUndo *self)
{
  self->votes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

/**
 * llm_verdict_undo_new:
 *
 * Returns: (transfer full): nothing to undo
 */
LlmVerdictUndo *
llm_verdict_undo_new (void)
{
  return g_object_new (LLM_TYPE_VERDICT_UNDO, NULL);
}

/**
 * llm_verdict_undo_set_comparison:
 * @self: what can be undone
 * @comparison: (nullable): whose verdict and votes to follow; what was decided about
 *   another one before is not undone any more
 */
void
llm_verdict_undo_set_comparison (LlmVerdictUndo *self, LlmComparison *comparison)
{
  const gboolean could = llm_verdict_undo_get_can_undo (self);

  g_return_if_fail (LLM_IS_VERDICT_UNDO (self));
  g_return_if_fail (comparison == NULL || LLM_IS_COMPARISON (comparison));

  if (self->comparison == comparison)
    return;
  disconnect (self);
  g_hash_table_remove_all (self->votes);
  g_hash_table_remove_all (self->models);
  g_ptr_array_set_size (self->steps, 0);
  g_clear_pointer (&self->seen, step_free);
  if (comparison != NULL)
    {
      self->comparison = g_object_ref (comparison);
      self->seen = read_verdict (comparison);
      items_changed_cb (self);
      g_signal_connect_object (comparison, "items-changed", G_CALLBACK (items_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (comparison, "notify::verdict", G_CALLBACK (verdict_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (comparison, "notify::preferred", G_CALLBACK (verdict_cb), self,
                               G_CONNECT_SWAPPED);
    }
  if (could)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
}

/**
 * llm_verdict_undo_get_can_undo:
 * @self: what can be undone
 *
 * Returns: whether there is anything
 */
gboolean
llm_verdict_undo_get_can_undo (LlmVerdictUndo *self)
{
  g_return_val_if_fail (LLM_IS_VERDICT_UNDO (self), FALSE);
  return self->steps->len > 0;
}

/* Whether anything differs now; a column that is gone by now keeps its vote. */
static gboolean
apply (LlmVerdictUndo *self, const Step *step)
{
  LlmAnswer *answer;

  if (step->voted_id != NULL)
    {
      answer = llm_comparison_find (self->comparison, step->voted_id, NULL);
      if (answer == NULL)
        return FALSE;
      llm_answer_set_vote (answer, step->vote);
      return TRUE;
    }
  if (step->preferred != NULL
      && llm_comparison_find (self->comparison, step->preferred, NULL) == NULL)
    return FALSE;
  llm_comparison_restore_verdict (self->comparison, step->verdict, step->preferred,
                                  step->verdict_at, step->blind);
  return TRUE;
}

/**
 * llm_verdict_undo_undo:
 * @self: what can be undone
 *
 * Takes back the last vote or verdict.  Names that it revealed stay revealed.
 *
 * Returns: whether there was one
 */
gboolean
llm_verdict_undo_undo (LlmVerdictUndo *self)
{
  gboolean done = FALSE;

  g_return_val_if_fail (LLM_IS_VERDICT_UNDO (self), FALSE);

  if (self->steps->len == 0)
    return FALSE;
  self->undoing = TRUE;
  while (!done && self->steps->len > 0)
    {
      Step *step = g_ptr_array_steal_index (self->steps, self->steps->len - 1);

      done = apply (self, step);
      step_free (step);
    }
  self->undoing = FALSE;
  if (self->steps->len == 0)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAN_UNDO]);
  return done;
}
