/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-comparison-private.h"

#include <string.h>

/* A title is the first line of the prompt up to this many characters. */
#define TITLE_CHARS 80

static GType
llm_comparison_get_item_type (GListModel *model)
{
  return LLM_TYPE_ANSWER;
}

static guint
llm_comparison_get_n_items (GListModel *model)
{
  return LLM_COMPARISON (model)->answers->len;
}

static gpointer
llm_comparison_get_item (GListModel *model, guint position)
{
  LlmComparison *self = LLM_COMPARISON (model);

  return position < self->answers->len ? g_object_ref (self->answers->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_comparison_get_item_type;
  iface->get_n_items = llm_comparison_get_n_items;
  iface->get_item = llm_comparison_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmComparison,
                               llm_comparison,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[LLM_COMPARISON_N_PROPS];
static guint signals[N_SIGNALS];

static void
llm_comparison_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmComparison *self = LLM_COMPARISON (object);

  switch (prop_id)
    {
    case LLM_COMPARISON_PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case LLM_COMPARISON_PROP_PREFERRED:
      g_value_set_string (value, self->preferred);
      break;
    case LLM_COMPARISON_PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case LLM_COMPARISON_PROP_VERDICT:
      g_value_set_int (value, self->verdict);
      break;
    case LLM_COMPARISON_PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case LLM_COMPARISON_PROP_BLIND:
      g_value_set_int (value, self->blind);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_comparison_finalize (GObject *object)
{
  LlmComparison *self = LLM_COMPARISON (object);

  g_free (self->id);
  g_free (self->prompt);
  g_free (self->system);
  g_free (self->title);
  g_free (self->preferred);
  g_free (self->note);
  g_free (self->conversation_id);
  g_free (self->previous_id);
  g_free (self->after_id);
  g_clear_pointer (&self->judgements, g_ptr_array_unref);
  g_clear_pointer (&self->images, g_ptr_array_unref);
  g_ptr_array_unref (self->answers);

  G_OBJECT_CLASS (llm_comparison_parent_class)->finalize (object);
}

static void
llm_comparison_class_init (LlmComparisonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_comparison_get_property;
  object_class->finalize = llm_comparison_finalize;

  props[LLM_COMPARISON_PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[LLM_COMPARISON_PROP_PREFERRED] = g_param_spec_string ("preferred", NULL, NULL, NULL, flags);
  props[LLM_COMPARISON_PROP_RUNNING]
      = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[LLM_COMPARISON_PROP_VERDICT] = g_param_spec_int (
      "verdict", NULL, NULL, 0, LLM_VERDICT_BOTH_BAD, LLM_VERDICT_NONE, flags);
  props[LLM_COMPARISON_PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, NULL, flags);
  props[LLM_COMPARISON_PROP_BLIND]
      = g_param_spec_int ("blind", NULL, NULL, 0, LLM_BLIND_REVEALED, LLM_BLIND_NO, flags);
  g_object_class_install_properties (object_class, LLM_COMPARISON_N_PROPS, props);

  /**
   * LlmComparison::changed:
   *
   * Title, order, preference, verdict, note or the set of columns changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_COMPARISON, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
llm_comparison_init (LlmComparison *self)
{
  self->answers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_comparison_new:
 * @prompt: what is asked, valid UTF-8
 * @system: (nullable): the system prompt
 *
 * Returns: (transfer full): a comparison of now with a new id and a title made
 *   from the prompt
 */
LlmComparison *
llm_comparison_new (const char *prompt, const char *system)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *title = NULL;

  g_return_val_if_fail (prompt != NULL, NULL);

  title = llm_comparison_make_title (prompt);
  return llm_comparison_new_with_id (id, prompt, system, title, g_get_real_time ());
}

/**
 * llm_comparison_new_with_id:
 * @id: the comparison's uuid
 * @prompt: what is asked
 * @system: (nullable): the system prompt
 * @title: (nullable): its title
 * @created_at: Unix time in microseconds
 *
 * Returns: (transfer full): a comparison without columns
 */
LlmComparison *
llm_comparison_new_with_id (const char *id,
                            const char *prompt,
                            const char *system,
                            const char *title,
                            gint64 created_at)
{
  LlmComparison *self;

  g_return_val_if_fail (id != NULL && prompt != NULL, NULL);

  self = g_object_new (LLM_TYPE_COMPARISON, NULL);
  self->id = g_strdup (id);
  self->prompt = g_strdup (prompt);
  self->system = g_strdup (system);
  self->title = g_strdup (title != NULL ? title : "");
  self->created_at = created_at;
  return self;
}

/**
 * llm_comparison_get_id:
 * @self: a comparison
 *
 * Returns: its uuid
 */
const char *
llm_comparison_get_id (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->id;
}

/**
 * llm_comparison_get_prompt:
 * @self: a comparison
 *
 * Returns: what is asked
 */
const char *
llm_comparison_get_prompt (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->prompt;
}

/**
 * llm_comparison_get_system:
 * @self: a comparison
 *
 * Returns: (nullable): the system prompt
 */
const char *
llm_comparison_get_system (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->system;
}

/**
 * llm_comparison_get_images:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable) (element-type LlmImage): the images that go with the
 *   prompt, in order; NULL for none
 */
GPtrArray *
llm_comparison_get_images (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->images;
}

/**
 * llm_comparison_set_images:
 * @self: a comparison that nobody else has seen yet
 * @images: (nullable) (element-type LlmImage): the images that go with the prompt, in order;
 *   neither they nor their list are changed any more
 */
void
llm_comparison_set_images (LlmComparison *self, GPtrArray *images)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));

  g_clear_pointer (&self->images, g_ptr_array_unref);
  if (images != NULL && images->len > 0)
    self->images = g_ptr_array_ref (images);
}

/**
 * llm_comparison_images_differ:
 * @self: a comparison
 *
 * Returns: whether two columns were sent images and not the same bytes, as when their
 *   providers take different formats
 */
gboolean
llm_comparison_images_differ (LlmComparison *self)
{
  LlmSentImages first = { 0 };

  g_return_val_if_fail (LLM_IS_COMPARISON (self), FALSE);

  for (guint i = 0; i < llm_comparison_get_n_answers (self); i++)
    {
      LlmSentImages sent;

      if (!llm_answer_get_sent_images (llm_comparison_get_answer (self, i), &sent))
        continue;
      if (first.n_images == 0)
        first = sent;
      else if (strcmp (first.digest, sent.digest) != 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * llm_comparison_get_title:
 * @self: a comparison
 *
 * Returns: its title
 */
const char *
llm_comparison_get_title (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->title;
}

/* For the other half of this type. */
void
llm_comparison_emit_changed (LlmComparison *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* For the other half of this type. */
void
llm_comparison_notify (LlmComparison *self, LlmComparisonProp prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/**
 * llm_comparison_set_title:
 * @self: a comparison
 * @title: its title
 */
void
llm_comparison_set_title (LlmComparison *self, const char *title)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));
  g_return_if_fail (title != NULL);

  if (g_strcmp0 (self->title, title) == 0)
    return;
  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), props[LLM_COMPARISON_PROP_TITLE]);
  llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_get_created_at:
 * @self: a comparison
 *
 * Returns: Unix time in microseconds
 */
gint64
llm_comparison_get_created_at (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), 0);
  return self->created_at;
}

/**
 * llm_comparison_get_running:
 * @self: a comparison
 *
 * Returns: whether any column runs
 */
gboolean
llm_comparison_get_running (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), FALSE);
  return self->running;
}

static void
update_running (LlmComparison *self)
{
  gboolean running = FALSE;

  for (guint i = 0; i < self->answers->len && !running; i++)
    running = llm_answer_is_running (self->answers->pdata[i]);
  if (self->running == running)
    return;
  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[LLM_COMPARISON_PROP_RUNNING]);
}

/**
 * llm_comparison_add:
 * @self: a comparison
 * @answer: a column to add at the end
 */
void
llm_comparison_add (LlmComparison *self, LlmAnswer *answer)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));
  llm_comparison_insert (self, self->answers->len, answer);
}

/**
 * llm_comparison_insert:
 * @self: a comparison
 * @position: where; at the end if larger than the number of columns
 * @answer: a column that is not in it yet
 */
void
llm_comparison_insert (LlmComparison *self, guint position, LlmAnswer *answer)
{
  g_return_if_fail (LLM_IS_COMPARISON (self));
  g_return_if_fail (LLM_IS_ANSWER (answer));
  g_return_if_fail (llm_comparison_find (self, llm_answer_get_column_id (answer), NULL) == NULL);

  position = MIN (position, self->answers->len);
  g_ptr_array_insert (self->answers, position, g_object_ref (answer));
  g_signal_connect_object (answer, "notify::state", G_CALLBACK (update_running), self,
                           G_CONNECT_SWAPPED);
  /* Whose sample it is goes by its model. */
  g_signal_connect_object (answer, "notify::model-id", G_CALLBACK (llm_comparison_update_samples),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (answer, "notify::provider-id",
                           G_CALLBACK (llm_comparison_update_samples), self, G_CONNECT_SWAPPED);
  /* A queued column that waits for its turn runs: told with the figures. */
  g_signal_connect_object (answer, "notify::figures", G_CALLBACK (update_running), self,
                           G_CONNECT_SWAPPED);
  llm_comparison_update_aliases (self);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  update_running (self);
  llm_comparison_emit_changed (self);
}

/**
 * llm_comparison_remove:
 * @self: a comparison
 * @column_id: a column's id
 *
 * Takes a column out; a running one should be stopped first.
 *
 * Returns: whether there was such a column
 */
gboolean
llm_comparison_remove (LlmComparison *self, const char *column_id)
{
  LlmAnswer *answer;
  guint index;

  g_return_val_if_fail (LLM_IS_COMPARISON (self), FALSE);

  answer = llm_comparison_find (self, column_id, &index);
  if (answer == NULL)
    return FALSE;
  g_signal_handlers_disconnect_by_func (answer, update_running, self);
  g_signal_handlers_disconnect_by_func (answer, llm_comparison_update_samples, self);
  if (g_strcmp0 (self->preferred, column_id) == 0)
    llm_comparison_set_preferred (self, NULL);
  g_ptr_array_remove_index (self->answers, index);
  llm_comparison_update_aliases (self);
  g_list_model_items_changed (G_LIST_MODEL (self), index, 1, 0);
  update_running (self);
  llm_comparison_emit_changed (self);
  return TRUE;
}

/**
 * llm_comparison_move:
 * @self: a comparison
 * @column_id: a column's id
 * @position: where it should stand afterwards
 *
 * Returns: whether there was such a column and it moved
 */
gboolean
llm_comparison_move (LlmComparison *self, const char *column_id, guint position)
{
  LlmAnswer *answer;
  guint index, first;

  g_return_val_if_fail (LLM_IS_COMPARISON (self), FALSE);

  answer = llm_comparison_find (self, column_id, &index);
  if (answer == NULL)
    return FALSE;
  position = MIN (position, self->answers->len - 1);
  if (position == index)
    return FALSE;

  g_ptr_array_steal_index (self->answers, index);
  g_ptr_array_insert (self->answers, position, answer);
  first = MIN (index, position);
  llm_comparison_update_aliases (self);
  g_list_model_items_changed (G_LIST_MODEL (self), first, MAX (index, position) - first + 1,
                              MAX (index, position) - first + 1);
  llm_comparison_emit_changed (self);
  return TRUE;
}

/**
 * llm_comparison_get_answer:
 * @self: a comparison
 * @index: a position
 *
 * Returns: (transfer none) (nullable): the column there
 */
LlmAnswer *
llm_comparison_get_answer (LlmComparison *self, guint index)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return index < self->answers->len ? self->answers->pdata[index] : NULL;
}

/**
 * llm_comparison_find:
 * @self: a comparison
 * @column_id: (nullable): a column's id
 * @index: (out) (optional): its position
 *
 * Returns: (transfer none) (nullable): the column
 */
LlmAnswer *
llm_comparison_find (LlmComparison *self, const char *column_id, guint *index)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);

  for (guint i = 0; column_id != NULL && i < self->answers->len; i++)
    {
      if (strcmp (llm_answer_get_column_id (self->answers->pdata[i]), column_id) == 0)
        {
          if (index != NULL)
            *index = i;
          return self->answers->pdata[i];
        }
    }
  return NULL;
}

/**
 * llm_comparison_get_n_answers:
 * @self: a comparison
 *
 * Returns: the number of columns
 */
guint
llm_comparison_get_n_answers (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), 0);
  return self->answers->len;
}

/**
 * llm_comparison_make_title:
 * @prompt: what is asked
 *
 * Returns: (transfer full): its first line that has words, white space folded,
 *   cut at a word with "…" when long
 */
char *
llm_comparison_make_title (const char *prompt)
{
  g_autoptr (GString) title = g_string_new (NULL);
  gboolean space = FALSE;
  gsize last_word = 0;
  guint n = 0;

  g_return_val_if_fail (prompt != NULL, NULL);

  for (const char *p = prompt; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if ((c == '\n' || c == '\r') && title->len > 0)
        break;
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          space = title->len > 0;
          continue;
        }
      if (n >= TITLE_CHARS)
        {
          /* Scripts without spaces are cut where they are. */
          if (last_word > title->len / 2)
            g_string_truncate (title, last_word);
          g_string_append (title, "…");
          break;
        }
      if (space)
        {
          last_word = title->len;
          g_string_append_c (title, ' ');
          n++;
        }
      space = FALSE;
      g_string_append_unichar (title, c);
      n++;
    }
  return g_string_free (g_steal_pointer (&title), FALSE);
}

/**
 * llm_comparison_get_conversation_id:
 * @self: a turn
 *
 * Returns: the id of the conversation it belongs to; its own unless
 *   llm_comparison_set_place() has set another
 */
const char *
llm_comparison_get_conversation_id (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->conversation_id != NULL ? self->conversation_id : self->id;
}

/**
 * llm_comparison_get_previous_id:
 * @self: a turn
 *
 * Returns: (nullable): the id of the turn before it; NULL if it is a first one
 */
const char *
llm_comparison_get_previous_id (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->previous_id;
}

/**
 * llm_comparison_get_after_id:
 * @self: a turn
 *
 * Returns: (nullable): the id of the one answer that all its answers come after; NULL
 *   if it is a first turn, or if each continues another (llm_answer_get_continues())
 */
const char *
llm_comparison_get_after_id (LlmComparison *self)
{
  g_return_val_if_fail (LLM_IS_COMPARISON (self), NULL);
  return self->after_id;
}

/**
 * llm_comparison_set_place:
 * @self: a turn
 * @conversation_id: (nullable): the conversation it belongs to; NULL for its own id
 * @previous_id: (nullable): the turn before it
 * @after_id: (nullable): the answer it comes after
 *
 * Puts it into a conversation, or elsewhere in it.
 */
void
llm_comparison_set_place (LlmComparison *self,
                          const char *conversation_id,
                          const char *previous_id,
                          const char *after_id)
{
  /* They may be its own. */
  g_autofree char *conversation = g_strdup (conversation_id);
  g_autofree char *previous = g_strdup (previous_id);
  g_autofree char *after = g_strdup (after_id);

  g_return_if_fail (LLM_IS_COMPARISON (self));

  if (g_strcmp0 (self->conversation_id, conversation) == 0
      && g_strcmp0 (self->previous_id, previous) == 0 && g_strcmp0 (self->after_id, after) == 0)
    return;
  g_free (self->conversation_id);
  g_free (self->previous_id);
  g_free (self->after_id);
  self->conversation_id = g_steal_pointer (&conversation);
  self->previous_id = g_steal_pointer (&previous);
  self->after_id = g_steal_pointer (&after);
  llm_comparison_update_samples (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
