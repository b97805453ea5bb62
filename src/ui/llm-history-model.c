/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-history-model.h"

/* A comparison that was just made is among the newest. */
#define NEWEST 16

struct _LlmHistoryModel
{
  GObject parent_instance;

  LlmStore *store;
  GCancellable *cancellable;
  GPtrArray *entries;
  GHashTable *hidden; /* id → entry, NULL if it was not loaded when it was hidden */
  GQueue changed;     /* ids of entries that wait for a look into the store */

  /* The last entry of the last page. */
  LlmHistoryEntry *cursor;

  GError *error;
  gboolean wanted;
  gboolean busy;
  gboolean loading;
  gboolean complete;
};

/* One look into the store: the entries after @after. */
typedef struct
{
  LlmHistoryModel *self;
  LlmHistoryEntry *after;
  char *id;        /* what is looked for; NULL for the next page */
  gboolean search; /* whether it is not known where it is */
  guint limit;
} Query;

static void llm_history_model_list_model_init (GListModelInterface *iface);
static void pump (LlmHistoryModel *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmHistoryModel, llm_history_model, G_TYPE_OBJECT,
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
query_free (Query *query)
{
  g_object_unref (query->self);
  g_clear_object (&query->after);
  g_free (query->id);
  g_free (query);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Query, query_free)

static void
set_loading (LlmHistoryModel *self, gboolean loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
set_complete (LlmHistoryModel *self, gboolean complete)
{
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

/* The order of the store: newest first, ids decide within a microsecond. */
static int
compare_entries (LlmHistoryEntry *a, LlmHistoryEntry *b)
{
  gint64 time_a = llm_history_entry_get_created_at (a);
  gint64 time_b = llm_history_entry_get_created_at (b);

  if (time_a != time_b)
    return time_a > time_b ? -1 : 1;

  return -g_strcmp0 (llm_history_entry_get_id (a), llm_history_entry_get_id (b));
}

/* The position of the first entry that comes after @entry. */
static guint
position_after (LlmHistoryModel *self, LlmHistoryEntry *entry)
{
  guint low = 0, high = self->entries->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_entries (g_ptr_array_index (self->entries, middle), entry) <= 0)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
entries_equal (LlmHistoryEntry *a, LlmHistoryEntry *b)
{
  return g_str_equal (llm_history_entry_get_id (a), llm_history_entry_get_id (b))
         && llm_history_entry_get_created_at (a) == llm_history_entry_get_created_at (b)
         && g_str_equal (llm_history_entry_get_title (a), llm_history_entry_get_title (b))
         && g_str_equal (llm_history_entry_get_snippet (a), llm_history_entry_get_snippet (b))
         && g_strv_equal (llm_history_entry_get_models (a), llm_history_entry_get_models (b));
}

/* Whether an entry is older than all pages that were read. */
static gboolean
is_beyond_pages (LlmHistoryModel *self, LlmHistoryEntry *entry)
{
  return !self->complete && (self->cursor == NULL || compare_entries (entry, self->cursor) > 0);
}

/* Those of @results that are shown, and the hidden ones refreshed.  What a look at
 * one row finds beyond the pages is left to the next page. */
static GPtrArray *
take_visible (LlmHistoryModel *self, Query *query, GPtrArray *results)
{
  GPtrArray *visible = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < results->len; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (results, i);
      const char *id = llm_history_entry_get_id (entry);

      if (query->id != NULL && is_beyond_pages (self, entry))
        break;
      if (g_hash_table_contains (self->hidden, id))
        g_hash_table_insert (self->hidden, g_strdup (id), g_object_ref (entry));
      else
        g_ptr_array_add (visible, g_object_ref (entry));
    }

  return visible;
}

/* Puts @added in place of the entries from @start to @end, touching no entry that
 * is the same at both ends, so that a view keeps its rows. */
static void
splice (LlmHistoryModel *self, guint start, guint end, GPtrArray *added)
{
  guint first = 0, last = added->len;

  while (start < end && first < last
         && entries_equal (g_ptr_array_index (self->entries, start),
                           g_ptr_array_index (added, first)))
    {
      start++;
      first++;
    }
  while (end > start && last > first
         && entries_equal (g_ptr_array_index (self->entries, end - 1),
                           g_ptr_array_index (added, last - 1)))
    {
      end--;
      last--;
    }

  if (start == end && first == last)
    return;

  if (end > start)
    g_ptr_array_remove_range (self->entries, start, end - start);
  for (guint i = first; i < last; i++)
    g_ptr_array_insert (self->entries, start + i - first,
                        g_object_ref (g_ptr_array_index (added, i)));

  g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, last - first);
}

/* Makes the model agree with what the store has after @query->after. */
static void
merge (LlmHistoryModel *self, Query *query, GPtrArray *results)
{
  g_autoptr (GPtrArray) visible = take_visible (self, query, results);
  guint start = query->after != NULL ? position_after (self, query->after) : 0;
  guint end = self->entries->len;

  if (results->len >= query->limit)
    end = position_after (self, g_ptr_array_index (results, results->len - 1));

  splice (self, start, MAX (start, end), visible);
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
ask (LlmHistoryModel *self, LlmHistoryEntry *after, const char *id, gboolean search, guint limit)
{
  Query *query = g_new0 (Query, 1);
  LlmHistoryCursor cursor = { 0, NULL };

  if (after != NULL)
    {
      cursor.key = llm_history_entry_get_created_at (after);
      cursor.id = llm_history_entry_get_id (after);
    }
  query->self = g_object_ref (self);
  query->after = after != NULL ? g_object_ref (after) : NULL;
  query->id = g_strdup (id);
  query->search = search;
  query->limit = limit;

  self->busy = TRUE;
  llm_store_list_async (self->store, NULL, after != NULL ? &cursor : NULL, limit,
                        self->cancellable, listed_cb, query);
}

/* Those who listen may ask for the next page as soon as loading is over, not
 * before. */
static void
finish_page (LlmHistoryModel *self, Query *query, GPtrArray *results, GError *error)
{
  if (results != NULL)
    {
      if (results->len > 0)
        g_set_object (&self->cursor, g_ptr_array_index (results, results->len - 1));
      merge (self, query, results);
      set_complete (self, results->len < query->limit);
    }

  self->busy = FALSE;
  self->wanted = FALSE;
  take_error (self, error);
  set_loading (self, FALSE);
}

/* Whether the entry looked for may still be among those that are loaded. */
static gboolean
may_be_further (LlmHistoryModel *self, Query *query, GPtrArray *results)
{
  return query->search && !contains_id (results, query->id) && results->len >= query->limit
         && !is_beyond_pages (self, g_ptr_array_index (results, results->len - 1));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Query) query = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = NULL;
  LlmHistoryModel *self = query->self;

  results = llm_store_list_finish (LLM_STORE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (query->id == NULL)
    {
      finish_page (self, query, results, g_steal_pointer (&error));
    }
  else
    {
      if (results != NULL)
        merge (self, query, results);
      else
        g_debug ("A row of the history stays as it is: %s", error->message);
      self->busy = FALSE;

      if (results != NULL && may_be_further (self, query, results))
        {
          ask (self, g_ptr_array_index (results, results->len - 1), query->id, TRUE,
               LLM_HISTORY_PAGE);
          return;
        }
    }

  pump (self);
}

/* One question at a time, so that the answers never overtake each other. */
static void
pump (LlmHistoryModel *self)
{
  g_autofree char *id = NULL;
  guint spare = g_hash_table_size (self->hidden);
  guint position;

  if (self->busy || self->store == NULL)
    return;

  if (self->wanted)
    {
      ask (self, self->cursor, NULL, FALSE, LLM_HISTORY_PAGE);
      return;
    }

  id = g_queue_pop_head (&self->changed);
  if (id == NULL)
    return;

  if (!llm_history_model_find (self, id, &position))
    ask (self, NULL, id, TRUE, NEWEST + spare);
  else if (position == 0)
    ask (self, NULL, id, FALSE, 1 + spare);
  else
    ask (self, g_ptr_array_index (self->entries, position - 1), id, FALSE, 1 + spare);
}

static void
store_changed_cb (LlmHistoryModel *self, const char *id)
{
  /* What was never read needs no correction; what another process wrote is seen with
   * the next start. */
  if (id == NULL || (self->cursor == NULL && !self->complete && !self->busy))
    return;

  if (g_hash_table_contains (self->hidden, id)
      || g_queue_find_custom (&self->changed, id, (GCompareFunc) g_strcmp0) != NULL)
    return;

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
  return LLM_HISTORY_MODEL (model)->entries->len;
}

static gpointer
llm_history_model_get_item (GListModel *model, guint position)
{
  LlmHistoryModel *self = LLM_HISTORY_MODEL (model);

  return position < self->entries->len
             ? g_object_ref (g_ptr_array_index (self->entries, position))
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
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->hidden);
  g_clear_object (&self->cursor);
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

  props[PROP_LOADING] =
      g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_COMPLETE] =
      g_param_spec_boolean ("complete", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  props[PROP_ERROR] =
      g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
clear_entry (gpointer entry)
{
  if (entry != NULL)
    g_object_unref (entry);
}

static void
llm_history_model_init (LlmHistoryModel *self)
{
  self->cancellable = g_cancellable_new ();
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, clear_entry);
  g_queue_init (&self->changed);
}

/**
 * llm_history_model_new:
 * @store: where the history is kept
 *
 * Returns: (transfer full): an empty model that has asked for nothing yet
 */
LlmHistoryModel *
llm_history_model_new (LlmStore *store)
{
  LlmHistoryModel *self;

  g_return_val_if_fail (LLM_IS_STORE (store), NULL);

  self = g_object_new (LLM_TYPE_HISTORY_MODEL, NULL);
  self->store = g_object_ref (store);
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
  g_return_val_if_fail (LLM_IS_HISTORY_MODEL (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  for (guint i = 0; i < self->entries->len; i++)
    {
      if (!g_str_equal (llm_history_entry_get_id (g_ptr_array_index (self->entries, i)), id))
        continue;

      if (position != NULL)
        *position = i;
      return TRUE;
    }

  return FALSE;
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
  guint position;

  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));
  g_return_if_fail (id != NULL);

  if (g_hash_table_contains (self->hidden, id))
    return;

  if (!llm_history_model_find (self, id, &position))
    {
      g_hash_table_insert (self->hidden, g_strdup (id), NULL);
      return;
    }

  g_hash_table_insert (self->hidden, g_strdup (id),
                       g_object_ref (g_ptr_array_index (self->entries, position)));
  g_ptr_array_remove_index (self->entries, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
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
  gpointer stolen_key, entry;

  g_return_if_fail (LLM_IS_HISTORY_MODEL (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_steal_extended (self->hidden, id, &stolen_key, &entry))
    return;

  key = stolen_key;
  if (entry == NULL)
    {
      store_changed_cb (self, key);
    }
  else
    {
      guint position = position_after (self, entry);

      g_ptr_array_insert (self->entries, position, entry);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
    }
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
