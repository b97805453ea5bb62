/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-list-store.h"

#include "llm-list-entry.h"

/* Between the entries the store is made with (microseconds). */
#define INTERVAL (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

struct _ListStore
{
  GObject parent_instance;

  GPtrArray *entries;
  GPtrArray *folders;
  GHashTable *texts; /* id → what it says */
  GQueue waiting;    /* GTask whose answer is held back */
  GError *error;
  gint64 clock;
  gboolean held;
  guint n_lists;
  guint n_listed;
  guint n_searches;
};

static void list_store_iface_init (LlmStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ListStore,
                               list_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, list_store_iface_init))

typedef struct _Call Call;

/* One call, done when it is answered. */
struct _Call
{
  void (*run) (ListStore *self, Call *call, GTask *task);
  LlmHistorySection section;
  char *kind;
  char *within;
  gint64 after_key;
  char *after_id;
  guint limit;
  char **ids;
  LlmEntryChange change; /* owns its strings */
  LlmFolder *folder;
  char *name;
  char *new_name;
  gint64 before;
  LlmSearchQuery search; /* owns its text and tag */
};

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->kind);
  g_free (call->within);
  g_free (call->after_id);
  g_strfreev (call->ids);
  g_free ((char *) call->change.title);
  g_free ((char *) call->change.folder_id);
  g_free ((char *) call->change.color);
  g_free ((char *) call->change.tag);
  llm_folder_free (call->folder);
  g_free (call->name);
  g_free (call->new_name);
  g_free ((char *) call->search.text);
  g_free ((char *) call->search.kind);
  g_free ((char *) call->search.provider);
  g_free ((char *) call->search.model);
  g_free ((char *) call->search.tag);
  g_free (call);
}

static gboolean
answer_cb (gpointer user_data)
{
  GTask *task = user_data;
  ListStore *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else if (call->run != NULL)
    call->run (self, call, task);
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
take_task (ListStore *self, GTask *task)
{
  if (self->held)
    g_queue_push_tail (&self->waiting, task);
  else
    g_idle_add_full (G_PRIORITY_DEFAULT, answer_cb, task, g_object_unref);
}

static Call *
take_call (LlmStore *store,
           void (*run) (ListStore *self, Call *call, GTask *task),
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->run = run;
  g_task_set_task_data (task, call, call_free);
  take_task (LIST_STORE (store), task);
  return call;
}

static gboolean
is_in (const LlmEntryData *data, const Call *call)
{
  const gboolean here = data->deleted_at == 0 && !data->archived;

  if (call->kind != NULL && !g_str_equal (data->kind, call->kind))
    return FALSE;
  switch (call->section)
    {
    case LLM_HISTORY_RECENT:
      return here && !data->pinned;
    case LLM_HISTORY_PINNED:
      return here && data->pinned;
    case LLM_HISTORY_FOLDER:
      return here && g_strcmp0 (data->folder_id, call->within) == 0;
    case LLM_HISTORY_TAG:
      return here && list_entry_has_tag (data, call->within);
    case LLM_HISTORY_ARCHIVED:
      return data->deleted_at == 0 && data->archived;
    case LLM_HISTORY_TRASH:
      return data->deleted_at != 0;
    case LLM_HISTORY_ALL:
    default:
      return here;
    }
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  LlmHistoryEntry *entry_a = *(LlmHistoryEntry *const *) a;
  LlmHistoryEntry *entry_b = *(LlmHistoryEntry *const *) b;
  const LlmHistorySection section = GPOINTER_TO_UINT (user_data);
  const gint64 key_a = llm_history_entry_get_key (entry_a, section);
  const gint64 key_b = llm_history_entry_get_key (entry_b, section);

  if (key_a != key_b)
    return key_a > key_b ? -1 : 1;
  return -g_strcmp0 (llm_history_entry_get_id (entry_a), llm_history_entry_get_id (entry_b));
}

static gboolean
is_after (LlmHistoryEntry *entry, const Call *call)
{
  const gint64 key = llm_history_entry_get_key (entry, call->section);

  return call->after_id == NULL || key < call->after_key
         || (key == call->after_key
             && g_strcmp0 (llm_history_entry_get_id (entry), call->after_id) < 0);
}

static void
run_list (ListStore *self, Call *call, GTask *task)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->entries->len; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (self->entries, i);

      if (is_in (llm_history_entry_get_data (entry), call) && is_after (entry, call))
        g_ptr_array_add (results, g_object_ref (entry));
    }
  g_ptr_array_sort_with_data (results, compare, GUINT_TO_POINTER (call->section));
  if (results->len > call->limit)
    g_ptr_array_set_size (results, call->limit);
  self->n_listed += results->len;
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
list_store_list_async (LlmStore *store,
                       const LlmHistoryQuery *query,
                       const LlmHistoryCursor *after,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Call *call = take_call (store, run_list, cancellable, callback, user_data);

  call->section = query != NULL ? query->section : LLM_HISTORY_ALL;
  call->kind = g_strdup (query != NULL ? query->kind : NULL);
  call->within = g_strdup (query != NULL ? query->within : NULL);
  call->after_key = after != NULL ? after->key : 0;
  call->after_id = g_strdup (after != NULL ? after->id : NULL);
  call->limit = limit;
  LIST_STORE (store)->n_lists++;
}

static guint
find (ListStore *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (llm_history_entry_get_id (g_ptr_array_index (self->entries, i)), id))
      return i;
  return G_MAXUINT;
}

static gint64
get_top_rank (ListStore *self)
{
  gint64 top = 0;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const LlmEntryData *data = llm_history_entry_get_data (g_ptr_array_index (self->entries, i));

      top = MAX (top, data->rank);
    }
  return top;
}

static void
change_entry (ListStore *self, const char *id, const LlmEntryChange *change)
{
  const LlmEntryFields fields = change->fields;
  LlmHistoryEntry *entry = list_store_find (self, id);
  g_autoptr (GPtrArray) tags = NULL;
  LlmEntryData data;

  if (entry == NULL)
    return;
  data = *llm_history_entry_get_data (entry);
  if (fields & LLM_ENTRY_TITLE)
    data.title = change->title;
  if ((fields & LLM_ENTRY_PINNED) && change->pinned && !data.pinned)
    data.rank = get_top_rank (self) + INTERVAL;
  if (fields & LLM_ENTRY_PINNED)
    data.pinned = change->pinned;
  if (fields & LLM_ENTRY_ARCHIVED)
    data.archived = change->archived;
  if (fields & LLM_ENTRY_TRASHED)
    data.deleted_at = change->trashed ? ++self->clock : 0;
  if (fields & LLM_ENTRY_FOLDER)
    data.folder_id = change->folder_id;
  if (fields & LLM_ENTRY_COLOR)
    data.color = change->color;
  if (fields & LLM_ENTRY_RANK)
    data.rank = change->rank;
  if (fields & (LLM_ENTRY_ADD_TAG | LLM_ENTRY_REMOVE_TAG))
    {
      tags = list_entry_change_tags (&data, fields & LLM_ENTRY_REMOVE_TAG ? change->tag : NULL,
                                     fields & LLM_ENTRY_ADD_TAG ? change->tag : NULL);
      data.tags = (const char *const *) tags->pdata;
    }
  list_store_put (self, &data);
}

static void
run_update (ListStore *self, Call *call, GTask *task)
{
  for (guint i = 0; call->ids[i] != NULL; i++)
    change_entry (self, call->ids[i], &call->change);
  for (guint i = 0; call->ids[i] != NULL; i++)
    llm_store_emit_changed (LLM_STORE (self), call->ids[i]);
  if (call->change.fields & (LLM_ENTRY_ADD_TAG | LLM_ENTRY_REMOVE_TAG))
    llm_store_emit_folders_changed (LLM_STORE (self));
  g_task_return_boolean (task, TRUE);
}

static void
list_store_update_entries_async (LlmStore *store,
                                 const char *const *ids,
                                 const LlmEntryChange *change,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  Call *call = take_call (store, run_update, cancellable, callback, user_data);

  call->ids = g_strdupv ((char **) ids);
  call->change = *change;
  call->change.title = g_strdup (change->title);
  call->change.folder_id = g_strdup (change->folder_id);
  call->change.color = g_strdup (change->color);
  call->change.tag = g_strdup (change->tag);
}

static void
run_purge (ListStore *self, Call *call, GTask *task)
{
  for (guint i = self->entries->len; i > 0; i--)
    {
      const LlmEntryData *data
          = llm_history_entry_get_data (g_ptr_array_index (self->entries, i - 1));

      if (data->deleted_at != 0 && data->deleted_at < call->before)
        g_ptr_array_remove_index (self->entries, i - 1);
    }
  llm_store_emit_changed (LLM_STORE (self), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
list_store_purge_trash_async (LlmStore *store,
                              gint64 before,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  take_call (store, run_purge, cancellable, callback, user_data)->before = before;
}

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  const LlmFolder *folder_a = *(LlmFolder *const *) a;
  const LlmFolder *folder_b = *(LlmFolder *const *) b;

  return folder_a->position < folder_b->position ? -1 : folder_a->position > folder_b->position;
}

static void
run_list_folders (ListStore *self, Call *call, GTask *task)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_folder_free);

  for (guint i = 0; i < self->folders->len; i++)
    {
      LlmFolder *folder = llm_folder_copy (g_ptr_array_index (self->folders, i));

      call->section = LLM_HISTORY_FOLDER;
      g_free (call->within);
      call->within = g_strdup (folder->id);
      folder->n_entries = 0;
      for (guint j = 0; j < self->entries->len; j++)
        folder->n_entries
            += is_in (llm_history_entry_get_data (g_ptr_array_index (self->entries, j)), call);
      g_ptr_array_add (results, folder);
    }
  g_ptr_array_sort (results, compare_folders);
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
list_store_list_folders_async (LlmStore *store,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  take_call (store, run_list_folders, cancellable, callback, user_data);
}

static guint
find_folder (ListStore *self, const char *id)
{
  for (guint i = 0; i < self->folders->len; i++)
    {
      const LlmFolder *folder = g_ptr_array_index (self->folders, i);

      if (g_str_equal (folder->id, id))
        return i;
    }
  return G_MAXUINT;
}

static void
run_save_folder (ListStore *self, Call *call, GTask *task)
{
  const guint position = find_folder (self, call->folder->id);

  if (position != G_MAXUINT)
    g_ptr_array_remove_index (self->folders, position);
  g_ptr_array_add (self->folders, g_steal_pointer (&call->folder));
  llm_store_emit_folders_changed (LLM_STORE (self));
  g_task_return_boolean (task, TRUE);
}

static void
list_store_save_folder_async (LlmStore *store,
                              const LlmFolder *folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  take_call (store, run_save_folder, cancellable, callback, user_data)->folder
      = llm_folder_copy (folder);
}

static void
run_delete_folder (ListStore *self, Call *call, GTask *task)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_FOLDER };
  const guint position = find_folder (self, call->name);

  if (position != G_MAXUINT)
    g_ptr_array_remove_index (self->folders, position);
  for (guint i = 0; i < self->entries->len; i++)
    {
      g_autoptr (LlmHistoryEntry) entry = g_object_ref (g_ptr_array_index (self->entries, i));

      if (g_strcmp0 (llm_history_entry_get_data (entry)->folder_id, call->name) == 0)
        change_entry (self, llm_history_entry_get_id (entry), &change);
    }
  llm_store_emit_folders_changed (LLM_STORE (self));
  llm_store_emit_changed (LLM_STORE (self), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
list_store_delete_folder_async (LlmStore *store,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  take_call (store, run_delete_folder, cancellable, callback, user_data)->name = g_strdup (id);
}

static void
run_list_tags (ListStore *self, Call *call, GTask *task)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_tag_free);

  list_entry_count_tags (self->entries, results);
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
list_store_list_tags_async (LlmStore *store,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  take_call (store, run_list_tags, cancellable, callback, user_data);
}

static void
run_rename_tag (ListStore *self, Call *call, GTask *task)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      LlmEntryData data = *llm_history_entry_get_data (g_ptr_array_index (self->entries, i));
      g_autoptr (GPtrArray) tags = NULL;

      if (!list_entry_has_tag (&data, call->name))
        continue;
      tags = list_entry_change_tags (&data, call->name, call->new_name);
      data.tags = (const char *const *) tags->pdata;
      list_store_put (self, &data);
    }
  llm_store_emit_folders_changed (LLM_STORE (self));
  llm_store_emit_changed (LLM_STORE (self), NULL);
  g_task_return_boolean (task, TRUE);
}

static void
list_store_rename_tag_async (LlmStore *store,
                             const char *name,
                             const char *new_name,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Call *call = take_call (store, run_rename_tag, cancellable, callback, user_data);

  call->name = g_strdup (name);
  call->new_name = g_strdup (new_name);
}

static void
run_search (ListStore *self, Call *call, GTask *task)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_search_hit_free);

  for (guint i = 0; i < self->entries->len && results->len < call->search.limit; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (self->entries, i);
      const char *id = llm_history_entry_get_id (entry);
      LlmSearchHit *hit
          = list_entry_match (entry, g_hash_table_lookup (self->texts, id), &call->search);

      if (hit != NULL)
        g_ptr_array_add (results, hit);
    }
  g_task_return_pointer (task, results, (GDestroyNotify) g_ptr_array_unref);
}

static void
list_store_search_async (LlmStore *store,
                         const LlmSearchQuery *query,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Call *call = take_call (store, run_search, cancellable, callback, user_data);

  call->search = *query;
  call->search.text = g_strdup (query->text);
  call->search.kind = g_strdup (query->kind);
  call->search.provider = g_strdup (query->provider);
  call->search.model = g_strdup (query->model);
  call->search.tag = g_strdup (query->tag);
  LIST_STORE (store)->n_searches++;
}

static void
list_store_save_comparison_async (LlmStore *store,
                                  LlmComparison *comparison,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_save_conversation_async (LlmStore *store,
                                    LlmConversation *conversation,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_save_answer_async (LlmStore *store,
                              const char *comparison_id,
                              LlmAnswer *column,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_append_text_async (LlmStore *store,
                              const char *column_id,
                              LlmDeltaKind kind,
                              const char *text,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_flush_async (LlmStore *store,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_delete_async (LlmStore *store,
                         const char *id,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ListStore *self = LIST_STORE (store);

  if (self->error == NULL)
    list_store_drop (self, id);
  take_call (store, NULL, cancellable, callback, user_data);
}

static void
list_store_load_async (LlmStore *store,
                       const char *id,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (store, cancellable, callback, user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "Nothing to load");
}

static void
list_store_load_turns_async (LlmStore *store,
                             const char *const *ids,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  list_store_load_async (store, NULL, cancellable, callback, user_data);
}

static void
list_store_iface_init (LlmStoreInterface *iface)
{
  iface->save_comparison_async = list_store_save_comparison_async;
  iface->save_conversation_async = list_store_save_conversation_async;
  iface->save_answer_async = list_store_save_answer_async;
  iface->append_text_async = list_store_append_text_async;
  iface->flush_async = list_store_flush_async;
  iface->list_async = list_store_list_async;
  iface->delete_async = list_store_delete_async;
  iface->load_async = list_store_load_async;
  iface->load_conversation_async = list_store_load_async;
  iface->load_turns_async = list_store_load_turns_async;
  iface->search_async = list_store_search_async;
  iface->update_entries_async = list_store_update_entries_async;
  iface->purge_trash_async = list_store_purge_trash_async;
  iface->list_folders_async = list_store_list_folders_async;
  iface->save_folder_async = list_store_save_folder_async;
  iface->delete_folder_async = list_store_delete_folder_async;
  iface->list_tags_async = list_store_list_tags_async;
  iface->rename_tag_async = list_store_rename_tag_async;
}

static void
list_store_finalize (GObject *object)
{
  ListStore *self = LIST_STORE (object);

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->folders);
  g_hash_table_unref (self->texts);
  g_queue_clear_full (&self->waiting, g_object_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (list_store_parent_class)->finalize (object);
}

static void
list_store_class_init (ListStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = list_store_finalize;
}

static void
list_store_init (ListStore *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->folders = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_folder_free);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->clock = LIST_STORE_NEWEST;
  g_queue_init (&self->waiting);
}

char *
list_store_make_id (guint index)
{
  return g_strdup_printf ("id-%06u", index);
}

static LlmHistoryEntry *
make_entry (const char *id, const char *title, gint64 created_at)
{
  const char *models[] = { "demo:one", "demo:two", NULL };
  const LlmEntryData data = {
    .id = id, .title = title, .snippet = "The prompt", .created_at = created_at, .models = models
  };

  return llm_history_entry_new (&data);
}

ListStore *
list_store_new (guint n_entries)
{
  ListStore *self = g_object_new (LIST_TYPE_STORE, NULL);

  for (guint i = 0; i < n_entries; i++)
    {
      g_autofree char *id = list_store_make_id (i);
      g_autofree char *title = g_strdup_printf ("Comparison %u", i);

      g_ptr_array_add (self->entries, make_entry (id, title, LIST_STORE_NEWEST - i * INTERVAL));
    }
  return self;
}

void
list_store_put (ListStore *self, const LlmEntryData *data)
{
  const guint position = find (self, data->id);
  g_autoptr (LlmHistoryEntry) entry = llm_history_entry_new (data);

  if (position == G_MAXUINT)
    g_ptr_array_add (self->entries, g_object_ref (entry));
  else
    g_set_object (&self->entries->pdata[position], entry);
}

void
list_store_add (ListStore *self, const char *id, const char *title, gint64 created_at)
{
  g_ptr_array_add (self->entries, make_entry (id, title, LIST_STORE_NEWEST + created_at));
}

void
list_store_rename (ListStore *self, const char *id, const char *title)
{
  const LlmEntryChange change = { .fields = LLM_ENTRY_TITLE, .title = title };

  g_assert_nonnull (list_store_find (self, id));
  change_entry (self, id, &change);
}

void
list_store_drop (ListStore *self, const char *id)
{
  guint position = find (self, id);

  if (position != G_MAXUINT)
    g_ptr_array_remove_index (self->entries, position);
}

void
list_store_emit (ListStore *self, const char *id)
{
  llm_store_emit_changed (LLM_STORE (self), id);
}

void
list_store_set_text (ListStore *self, const char *id, const char *text)
{
  g_hash_table_insert (self->texts, g_strdup (id), g_strdup (text));
}

LlmHistoryEntry *
list_store_find (ListStore *self, const char *id)
{
  guint position = find (self, id);

  return position != G_MAXUINT ? g_ptr_array_index (self->entries, position) : NULL;
}

const LlmFolder *
list_store_find_folder (ListStore *self, const char *id)
{
  guint position = find_folder (self, id);

  return position != G_MAXUINT ? g_ptr_array_index (self->folders, position) : NULL;
}

guint
list_store_get_n_entries (ListStore *self)
{
  return self->entries->len;
}

guint
list_store_get_n_folders (ListStore *self)
{
  return self->folders->len;
}

void
list_store_set_error (ListStore *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
list_store_set_held (ListStore *self, gboolean held)
{
  GTask *task;

  self->held = held;
  while (!held && (task = g_queue_pop_head (&self->waiting)) != NULL)
    take_task (self, task);
}

guint
list_store_get_n_lists (ListStore *self)
{
  return self->n_lists;
}

guint
list_store_get_n_listed (ListStore *self)
{
  return self->n_listed;
}

guint
list_store_get_n_searches (ListStore *self)
{
  return self->n_searches;
}
