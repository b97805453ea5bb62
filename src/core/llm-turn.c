/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-turn.h"

struct _LlmTurn
{
  GObject parent_instance;

  char *id;
  char *previous_id;
  char *after_id;
  gint64 created_at;
  gboolean deleted;
  LlmComparison *comparison;
};

G_DEFINE_FINAL_TYPE (LlmTurn, llm_turn, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_COMPARISON,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
llm_turn_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COMPARISON:
      g_value_set_object (value, LLM_TURN (object)->comparison);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_turn_finalize (GObject *object)
{
  LlmTurn *self = LLM_TURN (object);

  g_free (self->id);
  g_free (self->previous_id);
  g_free (self->after_id);
  g_clear_object (&self->comparison);

  G_OBJECT_CLASS (llm_turn_parent_class)->finalize (object);
}

static void
llm_turn_class_init (LlmTurnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = llm_turn_get_property;
  object_class->finalize = llm_turn_finalize;

  props[PROP_COMPARISON]
      = g_param_spec_object ("comparison", NULL, NULL, LLM_TYPE_COMPARISON,
                             G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
llm_turn_init (LlmTurn *self)
{
}

/**
 * llm_turn_new:
 * @id: uuid
 * @previous_id: (nullable): the turn before it
 * @after_id: (nullable): the answer it comes after
 * @created_at: when it was asked, Unix time in microseconds
 *
 * Returns: (transfer full): a turn whose texts are not loaded
 */
LlmTurn *
llm_turn_new (const char *id, const char *previous_id, const char *after_id, gint64 created_at)
{
  LlmTurn *self;

  g_return_val_if_fail (id != NULL, NULL);

  self = g_object_new (LLM_TYPE_TURN, NULL);
  self->id = g_strdup (id);
  self->previous_id = g_strdup (previous_id);
  self->after_id = g_strdup (after_id);
  self->created_at = created_at;
  return self;
}

/**
 * llm_turn_new_loaded:
 * @comparison: its prompt and answers, which also say its place
 *
 * Returns: (transfer full): a turn
 */
LlmTurn *
llm_turn_new_loaded (LlmComparison *comparison)
{
  LlmTurn *self;

  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  self = llm_turn_new (
      llm_comparison_get_id (comparison), llm_comparison_get_previous_id (comparison),
      llm_comparison_get_after_id (comparison), llm_comparison_get_created_at (comparison));
  self->comparison = g_object_ref (comparison);
  return self;
}

/**
 * llm_turn_get_id:
 * @self: a turn
 *
 * Returns: its uuid, which is that of its #LlmComparison
 */
const char *
llm_turn_get_id (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), NULL);
  return self->id;
}

/**
 * llm_turn_get_previous_id:
 * @self: a turn
 *
 * Returns: (nullable): the turn before it
 */
const char *
llm_turn_get_previous_id (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), NULL);
  return self->previous_id;
}

/**
 * llm_turn_get_after_id:
 * @self: a turn
 *
 * Returns: (nullable): the answer it comes after
 */
const char *
llm_turn_get_after_id (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), NULL);
  return self->after_id;
}

/**
 * llm_turn_set_place:
 * @self: a turn
 * @previous_id: (nullable): the turn before it
 * @after_id: (nullable): the answer it comes after
 *
 * Moves it, and its comparison if that is loaded.
 */
void
llm_turn_set_place (LlmTurn *self, const char *previous_id, const char *after_id)
{
  g_autofree char *previous = g_strdup (previous_id);
  g_autofree char *after = g_strdup (after_id);

  g_return_if_fail (LLM_IS_TURN (self));

  g_free (self->previous_id);
  g_free (self->after_id);
  self->previous_id = g_steal_pointer (&previous);
  self->after_id = g_steal_pointer (&after);
  if (self->comparison != NULL)
    llm_comparison_set_place (self->comparison,
                              llm_comparison_get_conversation_id (self->comparison),
                              self->previous_id, self->after_id);
}

/**
 * llm_turn_get_created_at:
 * @self: a turn
 *
 * Returns: when it was asked, Unix time in microseconds
 */
gint64
llm_turn_get_created_at (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), 0);
  return self->created_at;
}

/**
 * llm_turn_get_deleted:
 * @self: a turn
 *
 * Returns: whether it is taken out of its conversation
 */
gboolean
llm_turn_get_deleted (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), FALSE);
  return self->deleted;
}

/**
 * llm_turn_set_deleted:
 * @self: a turn
 * @deleted: whether it is taken out; llm_conversation_delete_turn() does all there is
 *   to do
 */
void
llm_turn_set_deleted (LlmTurn *self, gboolean deleted)
{
  g_return_if_fail (LLM_IS_TURN (self));
  self->deleted = deleted;
}

/**
 * llm_turn_get_comparison:
 * @self: a turn
 *
 * Returns: (transfer none) (nullable): its prompt and answers, if they are loaded
 */
LlmComparison *
llm_turn_get_comparison (LlmTurn *self)
{
  g_return_val_if_fail (LLM_IS_TURN (self), NULL);
  return self->comparison;
}

/**
 * llm_turn_set_comparison:
 * @self: a turn
 * @comparison: (nullable): its prompt and answers, or %NULL to let go of them
 */
void
llm_turn_set_comparison (LlmTurn *self, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_TURN (self));
  g_return_if_fail (comparison == NULL
                    || g_strcmp0 (llm_comparison_get_id (comparison), self->id) == 0);

  if (g_set_object (&self->comparison, comparison))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPARISON]);
}
