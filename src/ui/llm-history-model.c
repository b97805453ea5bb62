/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-model.h"

#include <glib/gi18n-lib.h>

#include "llm-history-group.h"
#include "llm-history-model-private.h"

/* A conversation that was just made is among the newest. */
#define NEWEST 16

/* More changes than this at once are met by reading again all that is loaded. */
#define MANY 12

static void llm_history_model_list_model_init (GListModelInterface *iface);
static void pump (LlmHistoryModel *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmHistoryModel,
                               llm_history_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      llm_history_model_list_model_init))

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_COMPLETE,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
look_free (LlmHistoryLook *query)
{
  g_object_unref (query->self);
  g_clear_object (&query->after);
  g_free (query->id);
  g_free (query);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmHistoryLook, look_free)

static void
set_loading (LlmHistoryModel *self, gboolean loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
update_complete (LlmHistoryModel *self)
{
  gboolean complete = TRUE;

  for (guint i = 0; i < self->n_parts; i++)
    complete = complete && self->parts[i].complete;
  if (self->complete == complete)
    return;

  self->complete = complete;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPLETE]);
}

static void
take_error (LlmHistoryModel *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
}

static gboolean
contains_id (GPtrArray *results, const char *id)
{
  for (guint i = 0; i < results->len; i++)
    if (g_str_equal (llm_history_entry_get_id (g_ptr_array_index (results, i)), id))
      return TRUE;

  return FALSE;
}

static void listed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
ask (LlmHistoryModel *self,
     LlmHistoryLookKind kind,
     guint part,
     LlmHistoryEntry *after,
     const char *id,
     guint limit)
{
  const LlmHistoryQuery list
      = { .section = self->parts[part].section, .kind = self->kind, .within = self->within };
  LlmHistoryLook *query = g_new0 (LlmHistoryLook, 1);
  LlmHistoryCursor cursor = { 0, NULL };

  if (after != NULL)
    {
      cursor.key = llm_history_entry_get_key (after, list.section);
      cursor.id = llm_history_entry_get_id (after);
    }
  query->self = g_object_ref (self);
  query->kind = kind;
  query->part = part;
  query->after = after != NULL ? g_object_ref (after) : NULL;
  query->id = g_strdup (id);
  query->limit = limit;

  self->busy = TRUE;
  llm_store_list_async (self->store, &list, after != NULL ? &cursor : NULL, limit,
                        self->cancellable, listed_cb, query);
}

/* Asks for the next page of the first part that has one; whether there is one. */
static gboolean
ask_page (LlmHistoryModel *self)
{
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (self->parts[i].complete)
        continue;
      ask (self, LLM_LOOK_PAGE, i, self->parts[i].cursor, NULL, LLM_HISTORY_PAGE);
      return TRUE;
    }
  return FALSE;
}

/* Those who listen may ask for the next page as soon as loading is over, not
 * before. */
static void
finish_page (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results, GError *error)
{
  LlmHistoryPart *part = &self->parts[query->part];

  if (results != NULL)
    {
      if (results->len > 0)
        g_set_object (&part->cursor, g_ptr_array_index (results, results->len - 1));
      llm_history_model_merge (self, query, results);
      part->complete = results->len < query->limit;
      /* A section that ends makes no page of its own. */
      if (part->complete && ask_page (self))
        return;
      update_complete (self);
    }

  self->busy = FALSE;
  self->wanted = FALSE;
  take_error (self, error);
  set_loading (self, FALSE);
}

/* Looks on after an answer that was not all: further down, then in the next part.
 * Whether there was something to ask. */
static gboolean
go_on (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results)
{
  LlmHistoryEntry *last = results->len > 0 ? g_ptr_array_index (results, results->len - 1) : NULL;
  guint next = query->part + 1;

  if (query->kind == LLM_LOOK_ONE)
    next = 0;
  else if (results->len >= query->limit
           && !llm_history_part_is_beyond (&self->parts[query->part], last))
    {
      ask (self, query->kind, query->part, last, query->id, LLM_HISTORY_PAGE);
      return TRUE;
    }

  while (next < self->n_parts && !llm_history_part_was_read (&self->parts[next]))
    next++;
  if (next >= self->n_parts)
    return FALSE;
  ask (self, query->kind == LLM_LOOK_RELOAD ? LLM_LOOK_RELOAD : LLM_LOOK_SEARCH, next, NULL,
       query->id,
       query->kind == LLM_LOOK_RELOAD ? LLM_HISTORY_PAGE
                                      : NEWEST + g_hash_table_size (self->hidden));
  return TRUE;
}

static void
finish_look (LlmHistoryModel *self, LlmHistoryLook *query, GPtrArray *results, const GError *error)
{
  self->busy = FALSE;
  if (results == NULL)
    {
      g_debug ("Rows of the history stay as they are: %s", error->message);
      return;
    }

  llm_history_model_merge (self, query, results);
  if (query->id == NULL || !contains_id (results, query->id))
    go_on (self, query, results);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LlmHistoryLook) query = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  LlmHistoryModel *self = query->self;

  results = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (query->kind == LLM_LOOK_PAGE)
    finish_page (self, query, results, g_steal_pointer (&error));
  else
    finish_look (self, query, results, error);
  pump (self);
}

static void
ask_reload (LlmHistoryModel *self)
{
  self->stale = FALSE;
  g_queue_clear_full (&self->changed, g_free);
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (!llm_history_part_was_read (&self->parts[i]))
        continue;
      ask (self, LLM_LOOK_RELOAD, i, NULL, NULL, LLM_HISTORY_PAGE);
      return;
    }
}

static void
ask_look (LlmHistoryModel *self, const char *id)
{
  const guint spare = g_hash_table_size (self->hidden);
  guint part, index;

  if (llm_history_model_locate (self, id, &part, &index))
    ask (self, LLM_LOOK_ONE, part,
         index > 0 ? g_ptr_array_index (self->parts[part].entries, index - 1) : NULL, id,
         1 + spare);
  else
    ask (self, LLM_LOOK_SEARCH, 0, NULL, id, NEWEST + spare);
}

/* One question at a time, so that the answers never overtake each other. */
static void
pump (LlmHistoryModel *self)
{
  g_autofree char *id = NULL;

  if (self->busy || self->store == NULL)
    return;

  if (self->wanted && ask_page (self))
    return;
  if (self->stale || g_queue_get_length (&self->changed) > MANY)
    {
      ask_reload (self);
      return;
    }

  id = g_queue_pop_head (&self->changed);
  if (id != NULL)
    ask_look (self, id);
}

static void
store_changed_cb (LlmHistoryModel *self, const char *id)
{
  /* What was never read needs no correction. */
  if (!llm_history_part_was_read (&self->parts[0]) && !self->busy)
    return;

  if (id == NULL)
    self->stale = TRUE;
  else if (g_hash_table_contains (self->hidden, id)
           || g_queue_find_custom (&self->changed, id, (GCompareFunc) g_strcmp0) != NULL)
    return;
  else
    g_queue_push_tail (&self->changed, g_strdup (id));
  pump (self);
}

static GType
llm_history_model_get_item_type (GListModel *model)
{
  return LLM_TYPE_HISTORY_ENTRY;
}

static guint
llm_history_model_get_n_items (GListModel *model)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (model);

  return llm_history_model_get_offset (self, self->n_parts);
}

static gpointer
llm_history_model_get_item (GListModel *model, guint position)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (model);
  guint part, index;

  return llm_history_model_resolve (self, position, &part, &index)
             ? g_object_ref (g_ptr_array_index (self->parts[part].entries, index))
             : NULL;
}

static void
llm_history_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_history_model_get_item_type;
  iface->get_n_items = llm_history_model_get_n_items;
  iface->get_item = llm_history_model_get_item;
}

static void
llm_history_model_dispose (GObject *object)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (object);

  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->changed, g_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (llm_history_model_parent_class)->dispose (object);
}

static void
llm_history_model_finalize (GObject *object)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->shown);
  for (guint i = 0; i < self->n_parts; i++)
    {
      g_ptr_array_unref (self->parts[i].entries);
      g_clear_object (&self->parts[i].cursor);
    }
  g_hash_table_unref (self->hidden);
  g_free (self->kind);
  g_free (self->within);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (llm_history_model_parent_class)->finalize (object);
}

static void
llm_history_model_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;

    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;

    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
llm_history_model_class_init (LlmHistoryModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_history_model_dispose;
  object_class->finalize = llm_history_model_finalize;
  object_class->get_property = llm_history_model_get_property;

  props[PROP_LOADING]
      = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_COMPLETE]
      = g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_ERROR]
      = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
hidden_free (gpointer data)
{
  LlmHistoryHidden *hidden = data;

  g_clear_object (&hidden->entry);
  g_free (hidden);
}

static void
add_part (LlmHistoryModel *self, LlmHistorySection section)
{
  LlmHistoryPart *part = &self->parts[self->n_parts++];

  part->section = section;
  part->entries = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
llm_history_model_init (LlmHistoryModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->shown = g_hash_table_new (g_str_hash, g_str_equal);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, hidden_free);
  g_queue_init (&self->changed);
}

/**
 * llm_history_model_new:
 * @store: where the history is kept
 *
 * Returns: (transfer full): an empty model of all conversations that has asked for
 *   nothing yet
 */
LlmHistoryModel *
llm_history_model_new (LlmStore *store)
{
  return llm_history_model_new_for (store, NULL);
}

/**
 * llm_history_model_new_for:
 * @store: where the history is kept
 * @query: (nullable): which conversations; %NULL for all
 *
 * Returns: (transfer full): an empty model that has asked for nothing yet
 */
LlmHistoryModel *
llm_history_model_new_for (LlmStore *store, const LlmHistoryQuery *query)
{
  LlmHistoryModel *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_HISTORY_MODEL, NULL);
  self->store = g_object_ref (store);
  self->kind = g_strdup (query != NULL ? query->kind : NULL);
  self->within = g_strdup (query != NULL ? query->within : NULL);
  if (query == NULL || query->section == LLM_HISTORY_ALL)
    {
      add_part (self, LLM_HISTORY_PINNED);
      add_part (self, LLM_HISTORY_RECENT);
    }
  else
    {
      add_part (self, query->section);
    }
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * llm_history_model_load_more:
 * @self: a #LlmHistoryModel
 *
 * Reads the next page, or tries again after an error.  Does nothing while a page
 * is on its way or when there is no more.
 */
void
llm_history_model_load_more (LlmHistoryModel *self)
{
  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));

  if (self->wanted || self->complete)
    return;

  self->wanted = TRUE;
  set_loading (self, TRUE);
  pump (self);
}

/**
 * llm_history_model_get_loading:
 * @self: a #LlmHistoryModel
 *
 * Returns: whether a page is on its way
 */
gboolean
llm_history_model_get_loading (LlmHistoryModel *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), FALSE);

  return self->loading;
}

/**
 * llm_history_model_get_complete:
 * @self: a #LlmHistoryModel
 *
 * Returns: whether the oldest entry is there
 */
gboolean
llm_history_model_get_complete (LlmHistoryModel *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), FALSE);

  return self->complete;
}

/**
 * llm_history_model_get_error:
 * @self: a #LlmHistoryModel
 *
 * Returns: (nullable): why the last page could not be read
 */
const GError *
llm_history_model_get_error (LlmHistoryModel *self)
{
  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), NULL);

  return self->error;
}

/**
 * llm_history_model_find:
 * @self: a #LlmHistoryModel
 * @id: a comparison's id
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is among the entries that were read and are not hidden
 */
gboolean
llm_history_model_find (LlmHistoryModel *self, const char *id, guint *position)
{
  guint part, index;

  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  if (!llm_history_model_locate (self, id, &part, &index))
    return FALSE;

  if (position != NULL)
    *position = llm_history_model_get_offset (self, part) + index;
  return TRUE;
}

/**
 * llm_history_model_get_section:
 * @self: a #LlmHistoryModel
 * @position: an entry's place
 *
 * Returns: which list of the store the entry is from; that of the last one if there
 *   is no such entry
 */
LlmHistorySection
llm_history_model_get_section (LlmHistoryModel *self, guint position)
{
  guint part, index;

  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), LLM_HISTORY_ALL);

  if (!llm_history_model_resolve (self, position, &part, &index))
    part = self->n_parts - 1;
  return self->parts[part].section;
}

/**
 * llm_history_model_get_group:
 * @self: a #LlmHistoryModel
 * @position: an entry's place
 * @now: the present in the local time zone
 *
 * Returns: (transfer full) (nullable): what the entries around this one have in
 *   common, such as "Pinned" or "Yesterday"; %NULL where the user has ordered them
 */
char *
llm_history_model_get_group (LlmHistoryModel *self, guint position, GDateTime *now)
{
  guint part, index;

  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), NULL);
  g_return_val_if_fail (now != NULL, NULL);

  if (!llm_history_model_resolve (self, position, &part, &index))
    return NULL;
  if (self->parts[part].section == LLM_HISTORY_PINNED)
    return g_strdup (_ ("Pinned"));
  if (self->parts[part].section == LLM_HISTORY_FOLDER)
    return NULL;
  return llm_history_group_get_label (
      llm_history_entry_get_key (g_ptr_array_index (self->parts[part].entries, index),
                                 self->parts[part].section),
      now);
}

/**
 * llm_history_model_begins_group:
 * @self: a #LlmHistoryModel
 * @position: an entry's place
 * @now: the present in the local time zone
 *
 * Returns: whether the entry is the first of its group
 */
gboolean
llm_history_model_begins_group (LlmHistoryModel *self, guint position, GDateTime *now)
{
  g_autofree char *group = llm_history_model_get_group (self, position, now);
  g_autofree char *before = NULL;

  if (position > 0)
    before = llm_history_model_get_group (self, position - 1, now);
  return group != NULL && g_strcmp0 (group, before) != 0;
}

/**
 * llm_history_model_hide:
 * @self: a #LlmHistoryModel
 * @id: a comparison's id
 *
 * Leaves an entry out until llm_history_model_unhide(), whether it is loaded or
 * not; the store is not touched.
 */
void
llm_history_model_hide (LlmHistoryModel *self, const char *id)
{
  LlmHistoryHidden *hidden;
  guint index;

  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));
  g_return_if_fail (id != NULL);

  if (g_hash_table_contains (self->hidden, id))
    return;

  hidden = g_new0 (LlmHistoryHidden, 1);
  g_hash_table_insert (self->hidden, g_strdup (id), hidden);
  if (!llm_history_model_locate (self, id, &hidden->part, &index))
    return;

  hidden->entry = g_object_ref (g_ptr_array_index (self->parts[hidden->part].entries, index));
  llm_history_model_replace (self, hidden->part, index, 1, NULL, 0, 0);
}

/**
 * llm_history_model_unhide:
 * @self: a #LlmHistoryModel
 * @id: a comparison's id
 *
 * Takes back llm_history_model_hide().
 */
void
llm_history_model_unhide (LlmHistoryModel *self, const char *id)
{
  g_autofree char *key = NULL;
  gpointer stolen_key, value;
  LlmHistoryHidden *hidden;

  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_steal_extended (self->hidden, id, &stolen_key, &value))
    return;

  key = stolen_key;
  hidden = value;
  if (hidden->entry == NULL)
    {
      store_changed_cb (self, key);
    }
  else
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      g_ptr_array_add (one, hidden->entry);
      llm_history_model_replace (
          self, hidden->part,
          llm_history_model_index_after (&self->parts[hidden->part], hidden->entry), 0, one, 0, 1);
    }
  hidden_free (hidden);
}

/**
 * llm_history_model_forget:
 * @self: a #LlmHistoryModel
 * @id: the id of a comparison that was deleted while it was hidden
 */
void
llm_history_model_forget (LlmHistoryModel *self, const char *id)
{
  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));
  g_return_if_fail (id != NULL);

  g_hash_table_remove (self->hidden, id);
}
