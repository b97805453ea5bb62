/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-conversation-private.h"

static GType
get_item_type (GListModel *model)
{
  return LLM_TYPE_TURN;
}

static guint
get_n_items (GListModel *model)
{
  return LLM_CONVERSATION (model)->branch->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  LlmConversation *self = LLM_CONVERSATION (model);

  return position < self->branch->len ? g_object_ref (self->branch->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmConversation,
                               llm_conversation,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_DRAFT,
  PROP_SYSTEM,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_TURNS_CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
llm_conversation_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmConversation *self = LLM_CONVERSATION (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_DRAFT:
      g_value_set_string (value, self->draft);
      break;
    case PROP_SYSTEM:
      g_value_set_string (value, self->system);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_conversation_finalize (GObject *object)
{
  LlmConversation *self = LLM_CONVERSATION (object);

  g_hash_table_unref (self->taken_out);
  g_hash_table_unref (self->children);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->branch);
  g_ptr_array_unref (self->turns);
  g_clear_object (&self->entry);
  g_free (self->active_id);
  g_free (self->id);
  g_free (self->kind);
  g_free (self->title);
  g_free (self->system);
  g_free (self->draft);

  G_OBJECT_CLASS (llm_conversation_parent_class)->finalize (object);
}

static void
llm_conversation_class_init (LlmConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = llm_conversation_get_property;
  object_class->finalize = llm_conversation_finalize;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, flags);
  props[PROP_SYSTEM] = g_param_spec_string ("system", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * LlmConversation::changed:
   *
   * Draft, system prompt or the branch that is shown changed.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * LlmConversation::turns-changed:
   * @turns: (element-type LlmTurn): turns that were moved, deleted or restored
   */
  signals[SIGNAL_TURNS_CHANGED]
      = g_signal_new ("turns-changed", LLM_TYPE_CONVERSATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
llm_conversation_init (LlmConversation *self)
{
  self->turns = g_ptr_array_new_with_free_func (g_object_unref);
  self->branch = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->children
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->taken_out = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
}

static void
emit_changed (LlmConversation *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- What it is --- */

/**
 * llm_conversation_new_with_id:
 * @id: uuid
 * @kind: %LLM_KIND_COMPARISON or %LLM_KIND_CHAT
 * @title: (nullable): its title
 * @created_at: when it was begun, Unix time in microseconds
 * @system: (nullable): the system prompt for what is asked next
 *
 * Returns: (transfer full): a conversation without turns
 */
LlmConversation *
llm_conversation_new_with_id (
    const char *id, const char *kind, const char *title, gint64 created_at, const char *system)
{
  LlmConversation *self;

  g_return_val_if_fail (id != NULL && kind != NULL, NULL);

  self = g_object_new (LLM_TYPE_CONVERSATION, NULL);
  self->id = g_strdup (id);
  self->kind = g_strdup (kind);
  self->title = g_strdup (title != NULL ? title : "");
  self->created_at = created_at;
  self->system = g_strdup (system);
  return self;
}

/**
 * llm_conversation_new:
 * @kind: %LLM_KIND_COMPARISON or %LLM_KIND_CHAT
 * @system: (nullable): the system prompt
 *
 * Returns: (transfer full): a new conversation without turns
 */
LlmConversation *
llm_conversation_new (const char *kind, const char *system)
{
  g_autofree char *id = g_uuid_string_random ();

  return llm_conversation_new_with_id (id, kind, NULL, g_get_real_time (), system);
}

/**
 * llm_conversation_get_id:
 * @self: a conversation
 *
 * Returns: its uuid
 */
const char *
llm_conversation_get_id (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->id;
}

/**
 * llm_conversation_get_kind:
 * @self: a conversation
 *
 * Returns: %LLM_KIND_COMPARISON or %LLM_KIND_CHAT
 */
const char *
llm_conversation_get_kind (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->kind;
}

/**
 * llm_conversation_is_chat:
 * @self: a conversation
 *
 * Returns: whether the answers of a turn are alternatives, not columns
 */
gboolean
llm_conversation_is_chat (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), FALSE);
  return g_str_equal (self->kind, LLM_KIND_CHAT);
}

/**
 * llm_conversation_get_created_at:
 * @self: a conversation
 *
 * Returns: when it was begun, Unix time in microseconds
 */
gint64
llm_conversation_get_created_at (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), 0);
  return self->created_at;
}

/**
 * llm_conversation_get_title:
 * @self: a conversation
 *
 * Returns: its title, maybe ""
 */
const char *
llm_conversation_get_title (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->title;
}

static gboolean
replace (LlmConversation *self, char **field, const char *value, guint prop)
{
  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
  return TRUE;
}

/**
 * llm_conversation_set_title:
 * @self: a conversation
 * @title: its title as it is shown; llm_store_update_entries_async() stores one
 */
void
llm_conversation_set_title (LlmConversation *self, const char *title)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (title != NULL);
  replace (self, &self->title, title, PROP_TITLE);
}

/**
 * llm_conversation_get_system:
 * @self: a conversation
 *
 * Returns: (nullable): the system prompt for what is asked next
 */
const char *
llm_conversation_get_system (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->system;
}

/**
 * llm_conversation_set_system:
 * @self: a conversation
 * @system: (nullable): the system prompt for what is asked next
 */
void
llm_conversation_set_system (LlmConversation *self, const char *system)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  if (replace (self, &self->system, system, PROP_SYSTEM))
    emit_changed (self);
}

/**
 * llm_conversation_get_draft:
 * @self: a conversation
 *
 * Returns: (nullable): what was typed and not sent
 */
const char *
llm_conversation_get_draft (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->draft;
}

/**
 * llm_conversation_set_draft:
 * @self: a conversation
 * @draft: (nullable): what was typed and not sent; "" counts as none
 */
void
llm_conversation_set_draft (LlmConversation *self, const char *draft)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  if (replace (self, &self->draft, draft != NULL && *draft != '\0' ? draft : NULL, PROP_DRAFT))
    emit_changed (self);
}

/**
 * llm_conversation_get_entry:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): how it is listed, as of when it was loaded
 */
LlmHistoryEntry *
llm_conversation_get_entry (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->entry;
}

/**
 * llm_conversation_set_entry:
 * @self: a conversation
 * @entry: (nullable): how it is listed
 */
void
llm_conversation_set_entry (LlmConversation *self, LlmHistoryEntry *entry)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_set_object (&self->entry, entry);
}

/* --- The tree --- */

GPtrArray *
llm_conversation_get_children (LlmConversation *self, const char *turn_id)
{
  return g_hash_table_lookup (self->children, turn_id != NULL ? turn_id : ROOT);
}

/* By time; what came later with the same time is behind. */
void
llm_conversation_link_turn (LlmConversation *self, LlmTurn *turn)
{
  const char *previous_id = llm_turn_get_previous_id (turn);
  const char *key = previous_id != NULL ? previous_id : ROOT;
  GPtrArray *children = g_hash_table_lookup (self->children, key);
  const gint64 created_at = llm_turn_get_created_at (turn);
  guint first = 0, last;

  if (children == NULL)
    {
      children = g_ptr_array_new ();
      g_hash_table_insert (self->children, g_strdup (key), children);
    }
  /* Halving: a file may have a hundred thousand versions of one prompt in any order. */
  last = children->len;
  while (first < last)
    {
      const guint middle = first + (last - first) / 2;

      if (llm_turn_get_created_at (children->pdata[middle]) <= created_at)
        first = middle + 1;
      else
        last = middle;
    }
  g_ptr_array_insert (children, (int) first, turn);
}

void
llm_conversation_unlink_turn (LlmConversation *self, LlmTurn *turn)
{
  GPtrArray *children = llm_conversation_get_children (self, llm_turn_get_previous_id (turn));

  if (children != NULL)
    g_ptr_array_remove (children, turn);
}

/* The newest end of what comes after a turn. */
static LlmTurn *
descend (LlmConversation *self, LlmTurn *turn)
{
  for (guint i = 0; i < self->turns->len; i++)
    {
      GPtrArray *children = llm_conversation_get_children (self, llm_turn_get_id (turn));

      if (children == NULL || children->len == 0)
        break;
      turn = children->pdata[children->len - 1];
    }
  return turn;
}

static GPtrArray *
make_branch (LlmConversation *self)
{
  GPtrArray *branch = g_ptr_array_new_with_free_func (g_object_unref);
  LlmTurn *turn
      = self->active_id != NULL ? g_hash_table_lookup (self->by_id, self->active_id) : NULL;

  /* What the file says may go in circles. */
  while (turn != NULL && branch->len < self->turns->len)
    {
      const char *previous_id = llm_turn_get_previous_id (turn);

      g_ptr_array_add (branch, g_object_ref (turn));
      turn = previous_id != NULL ? g_hash_table_lookup (self->by_id, previous_id) : NULL;
    }
  for (guint i = 0; i < branch->len / 2; i++)
    {
      gpointer last = branch->pdata[branch->len - 1 - i];

      branch->pdata[branch->len - 1 - i] = branch->pdata[i];
      branch->pdata[i] = last;
    }
  return branch;
}

static void
update_branch (LlmConversation *self)
{
  g_autoptr (GPtrArray) old = self->branch;
  guint first = 0, last = 0;

  self->branch = make_branch (self);
  while (first < MIN (old->len, self->branch->len)
         && old->pdata[first] == self->branch->pdata[first])
    first++;
  while (last < MIN (old->len, self->branch->len) - first
         && old->pdata[old->len - 1 - last] == self->branch->pdata[self->branch->len - 1 - last])
    last++;
  if (old->len != self->branch->len || first < old->len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old->len - first - last,
                                self->branch->len - first - last);
}

/**
 * llm_conversation_add:
 * @self: a conversation
 * @turn: a turn that is not in it
 *
 * Adds a turn to the tree; the branch that is shown stays.  For the store, and for
 * importers, which call llm_conversation_set_active_id() at the end.
 */
void
llm_conversation_add (LlmConversation *self, LlmTurn *turn)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (!g_hash_table_contains (self->by_id, llm_turn_get_id (turn)));

  g_ptr_array_add (self->turns, g_object_ref (turn));
  g_hash_table_insert (self->by_id, (char *) llm_turn_get_id (turn), turn);
  if (!llm_turn_get_deleted (turn))
    llm_conversation_link_turn (self, turn);
}

static void
append (LlmConversation *self,
        LlmComparison *comparison,
        const char *previous_id,
        const char *after)
{
  g_autoptr (LlmTurn) turn = NULL;

  llm_comparison_set_place (comparison, self->id, previous_id, after);
  turn = llm_turn_new_loaded (comparison);
  llm_conversation_add (self, turn);
  llm_conversation_set_active_id (self, llm_turn_get_id (turn));
}

/**
 * llm_conversation_append:
 * @self: a conversation
 * @comparison: a new turn; of a comparison each of its answers continues another
 *
 * Adds a turn at the end of the branch that is shown.
 */
void
llm_conversation_append (LlmConversation *self, LlmComparison *comparison)
{
  LlmTurn *last;
  g_autofree char *after = NULL;

  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  last = llm_conversation_get_last (self);
  if (last != NULL && llm_conversation_is_chat (self))
    after = g_strdup (llm_conversation_get_chosen (self, last));
  append (self, comparison, last != NULL ? llm_turn_get_id (last) : NULL, after);
}

/**
 * llm_conversation_append_version:
 * @self: a conversation
 * @of: a turn of it
 * @comparison: a new turn
 *
 * Adds another version of a turn, and shows the branch that ends with it.
 */
void
llm_conversation_append_version (LlmConversation *self, LlmTurn *of, LlmComparison *comparison)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (of));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  append (self, comparison, llm_turn_get_previous_id (of), llm_turn_get_after_id (of));
}

/**
 * llm_conversation_get_n_turns:
 * @self: a conversation
 *
 * Returns: how many turns the tree has, deleted ones included
 */
guint
llm_conversation_get_n_turns (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), 0);
  return self->turns->len;
}

/**
 * llm_conversation_find:
 * @self: a conversation
 * @turn_id: the id of a turn
 *
 * Returns: (transfer none) (nullable): the turn, wherever in the tree it is
 */
LlmTurn *
llm_conversation_find (LlmConversation *self, const char *turn_id)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (turn_id != NULL, NULL);
  return g_hash_table_lookup (self->by_id, turn_id);
}

/**
 * llm_conversation_dup_turns:
 * @self: a conversation
 *
 * Returns: (transfer full) (element-type LlmTurn): all turns, deleted ones included, in
 *   the order in which they were added
 */
GPtrArray *
llm_conversation_dup_turns (LlmConversation *self)
{
  GPtrArray *turns;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);

  turns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->turns->len; i++)
    g_ptr_array_add (turns, g_object_ref (self->turns->pdata[i]));
  return turns;
}

void
llm_conversation_emit_turns_changed (LlmConversation *self, GPtrArray *turns)
{
  g_signal_emit (self, signals[SIGNAL_TURNS_CHANGED], 0, turns);
}

/* --- The branch --- */

/**
 * llm_conversation_get_active_id:
 * @self: a conversation
 *
 * Returns: (nullable): the id of the last turn that is shown
 */
const char *
llm_conversation_get_active_id (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->active_id;
}

/**
 * llm_conversation_set_active_id:
 * @self: a conversation
 * @turn_id: (nullable): the turn the branch to be shown ends with; for one that is not
 *   there, and for %NULL, the newest end is shown
 */
void
llm_conversation_set_active_id (LlmConversation *self, const char *turn_id)
{
  LlmTurn *turn;
  gboolean changed;

  g_return_if_fail (LLM_IS_CONVERSATION (self));

  turn = turn_id != NULL ? g_hash_table_lookup (self->by_id, turn_id) : NULL;
  if (turn == NULL || llm_turn_get_deleted (turn))
    {
      GPtrArray *first = llm_conversation_get_children (self, NULL);

      turn = first != NULL && first->len > 0 ? descend (self, first->pdata[first->len - 1]) : NULL;
    }
  turn_id = turn != NULL ? llm_turn_get_id (turn) : NULL;
  changed = g_strcmp0 (self->active_id, turn_id) != 0;
  if (changed)
    {
      g_free (self->active_id);
      self->active_id = g_strdup (turn_id);
    }
  update_branch (self);
  if (changed)
    emit_changed (self);
}

/**
 * llm_conversation_get_last:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): the last turn that is shown
 */
LlmTurn *
llm_conversation_get_last (LlmConversation *self)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  return self->branch->len > 0 ? self->branch->pdata[self->branch->len - 1] : NULL;
}

/**
 * llm_conversation_get_position:
 * @self: a conversation
 * @turn: a turn
 * @position: (out) (optional): where in the branch that is shown it is
 *
 * Returns: whether it is in the branch that is shown
 */
gboolean
llm_conversation_get_position (LlmConversation *self, LlmTurn *turn, guint *position)
{
  g_return_val_if_fail (LLM_IS_CONVERSATION (self), FALSE);
  g_return_val_if_fail (LLM_IS_TURN (turn), FALSE);
  return g_ptr_array_find (self->branch, turn, position);
}

/**
 * llm_conversation_get_chosen:
 * @self: a chat
 * @turn: a turn of the branch that is shown
 *
 * Returns: (transfer none) (nullable): the id of the answer that is shown: the one that
 *   the next turn comes after, else the one that was preferred, else the newest; %NULL
 *   if that is not known before the turn is loaded
 */
const char *
llm_conversation_get_chosen (LlmConversation *self, LlmTurn *turn)
{
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);
  return llm_conversation_get_chosen_of (self, turn, llm_turn_get_comparison (turn));
}

/**
 * llm_conversation_get_chosen_of:
 * @self: a chat
 * @turn: a turn of the branch that is shown
 * @comparison: (nullable): its texts, which it need not have itself
 *
 * Returns: (transfer none) (nullable): the answer that would be shown with these texts
 */
const char *
llm_conversation_get_chosen_of (LlmConversation *self, LlmTurn *turn, LlmComparison *comparison)
{
  const char *preferred;
  guint position, n;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);

  if (llm_conversation_get_position (self, turn, &position) && position + 1 < self->branch->len)
    {
      const char *after = llm_turn_get_after_id (self->branch->pdata[position + 1]);

      if (after != NULL
          && (comparison == NULL || llm_comparison_find (comparison, after, NULL) != NULL))
        return after;
    }
  if (comparison == NULL)
    return NULL;
  preferred = llm_comparison_get_preferred (comparison);
  if (preferred != NULL && llm_comparison_find (comparison, preferred, NULL) != NULL)
    return preferred;
  n = llm_comparison_get_n_answers (comparison);
  return n > 0 ? llm_answer_get_column_id (llm_comparison_get_answer (comparison, n - 1)) : NULL;
}

/**
 * llm_conversation_dup_versions:
 * @self: a conversation
 * @turn: a turn
 * @index: (out) (optional): which of them @turn is
 *
 * Returns: (transfer full) (element-type LlmTurn): the turns that stand at the same
 *   place, by time; at least @turn itself
 */
GPtrArray *
llm_conversation_dup_versions (LlmConversation *self, LlmTurn *turn, guint *index)
{
  GPtrArray *versions, *children;

  g_return_val_if_fail (LLM_IS_CONVERSATION (self), NULL);
  g_return_val_if_fail (LLM_IS_TURN (turn), NULL);

  versions = g_ptr_array_new_with_free_func (g_object_unref);
  children = llm_conversation_get_children (self, llm_turn_get_previous_id (turn));
  if (index != NULL)
    *index = 0;
  for (guint i = 0; children != NULL && i < children->len; i++)
    {
      LlmTurn *child = children->pdata[i];

      if (g_strcmp0 (llm_turn_get_after_id (child), llm_turn_get_after_id (turn)) != 0)
        continue;
      if (child == turn && index != NULL)
        *index = versions->len;
      g_ptr_array_add (versions, g_object_ref (child));
    }
  if (versions->len == 0)
    g_ptr_array_add (versions, g_object_ref (turn));
  return versions;
}

/**
 * llm_conversation_select:
 * @self: a conversation
 * @turn: a turn of it
 *
 * Shows the branch that goes through @turn to its newest end; the present one if it
 * does so already.
 */
void
llm_conversation_select (LlmConversation *self, LlmTurn *turn)
{
  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (turn));

  if (!llm_conversation_get_position (self, turn, NULL))
    llm_conversation_set_active_id (self, llm_turn_get_id (descend (self, turn)));
}

/**
 * llm_conversation_choose:
 * @self: a chat
 * @turn: a loaded turn of the branch that is shown
 * @column_id: one of its answers
 *
 * Shows another answer of a turn and what was said after it.
 */
void
llm_conversation_choose (LlmConversation *self, LlmTurn *turn, const char *column_id)
{
  LlmTurn *next = NULL;
  GPtrArray *children;

  g_return_if_fail (LLM_IS_CONVERSATION (self));
  g_return_if_fail (LLM_IS_TURN (turn));
  g_return_if_fail (column_id != NULL);

  if (g_strcmp0 (llm_conversation_get_chosen (self, turn), column_id) == 0)
    return;
  if (llm_turn_get_comparison (turn) != NULL)
    llm_comparison_choose (llm_turn_get_comparison (turn), column_id);
  children = llm_conversation_get_children (self, llm_turn_get_id (turn));
  for (guint i = 0; children != NULL && i < children->len; i++)
    if (g_strcmp0 (llm_turn_get_after_id (children->pdata[i]), column_id) == 0)
      next = children->pdata[i];
  llm_conversation_set_active_id (self,
                                  llm_turn_get_id (next != NULL ? descend (self, next) : turn));
}
