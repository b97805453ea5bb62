/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-list-store.h"

/* Between the entries the store is made with (microseconds). */
#define INTERVAL (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

#define NEWEST (G_GINT64_CONSTANT (1700000000) * G_USEC_PER_SEC)

struct _ListStore
{
  GObject parent_instance;

  GPtrArray *entries; /* newest first */
  GQueue waiting;     /* GTask whose answer is held back */
  GError *error;
  gboolean held;
  guint n_lists;
  guint n_listed;
};

static void list_store_iface_init (LlmStoreInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ListStore, list_store, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_STORE, list_store_iface_init))

typedef struct
{
  gint64 before_time;
  char *before_id;
  guint limit;
} ListCall;

static void
list_call_free (gpointer data)
{
  ListCall *call = data;

  g_free (call->before_id);
  g_free (call);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  LlmHistoryEntry *entry_a = *(LlmHistoryEntry *const *) a;
  LlmHistoryEntry *entry_b = *(LlmHistoryEntry *const *) b;
  gint64 time_a = llm_history_entry_get_created_at (entry_a);
  gint64 time_b = llm_history_entry_get_created_at (entry_b);

  if (time_a != time_b)
    return time_a > time_b ? -1 : 1;
  return -g_strcmp0 (llm_history_entry_get_id (entry_a), llm_history_entry_get_id (entry_b));
}

static void
answer (GTask *task)
{
  ListStore *self = g_task_get_source_object (task);
  ListCall *call = g_task_get_task_data (task);
  g_autoptr (GPtrArray) results = NULL;

  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      return;
    }
  if (call == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  results = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->entries->len && results->len < call->limit; i++)
    {
      LlmHistoryEntry *entry = g_ptr_array_index (self->entries, i);
      gint64 time = llm_history_entry_get_created_at (entry);

      if (call->before_id != NULL
          && (time > call->before_time
              || (time == call->before_time
                  && g_strcmp0 (llm_history_entry_get_id (entry), call->before_id) >= 0)))
        continue;
      g_ptr_array_add (results, g_object_ref (entry));
    }
  self->n_listed += results->len;
  g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
answer_cb (gpointer user_data)
{
  answer (G_TASK (user_data));
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

static void
list_store_list_async (LlmStore *store,
                       const LlmHistoryQuery *query,
                       const LlmHistoryCursor *after,
                       guint limit,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  ListStore *self = LIST_STORE (store);
  GTask *task = g_task_new (store, cancellable, callback, user_data);
  ListCall *call = g_new0 (ListCall, 1);

  call->before_time = after != NULL ? after->key : 0;
  call->before_id = g_strdup (after != NULL ? after->id : NULL);
  call->limit = limit;
  g_task_set_task_data (task, call, list_call_free);
  self->n_lists++;
  take_task (self, task);
}

/* What is written is not kept. */
static void
take_write (LlmStore *store,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  take_task (LIST_STORE (store), g_task_new (store, cancellable, callback, user_data));
}

static void
list_store_save_comparison_async (LlmStore *store,
                                  LlmComparison *comparison,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  take_write (store, cancellable, callback, user_data);
}

static void
list_store_save_answer_async (LlmStore *store,
                              const char *comparison_id,
                              LlmAnswer *column,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  take_write (store, cancellable, callback, user_data);
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
  take_write (store, cancellable, callback, user_data);
}

static void
list_store_flush_async (LlmStore *store,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  take_write (store, cancellable, callback, user_data);
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
  take_task (self, g_task_new (store, cancellable, callback, user_data));
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
list_store_iface_init (LlmStoreInterface *iface)
{
  iface->save_comparison_async = list_store_save_comparison_async;
  iface->save_answer_async = list_store_save_answer_async;
  iface->append_text_async = list_store_append_text_async;
  iface->flush_async = list_store_flush_async;
  iface->list_async = list_store_list_async;
  iface->delete_async = list_store_delete_async;
  iface->load_async = list_store_load_async;
}

static void
list_store_finalize (GObject *object)
{
  ListStore *self = LIST_STORE (object);

  g_ptr_array_unref (self->entries);
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

      g_ptr_array_add (self->entries, make_entry (id, title, NEWEST - i * INTERVAL));
    }
  return self;
}

void
list_store_add (ListStore *self, const char *id, const char *title, gint64 created_at)
{
  g_ptr_array_add (self->entries, make_entry (id, title, NEWEST + created_at));
  g_ptr_array_sort (self->entries, compare);
}

static guint
find (ListStore *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    if (g_str_equal (llm_history_entry_get_id (g_ptr_array_index (self->entries, i)), id))
      return i;
  return G_MAXUINT;
}

void
list_store_rename (ListStore *self, const char *id, const char *title)
{
  guint position = find (self, id);
  LlmHistoryEntry *old;

  g_assert_cmpuint (position, !=, G_MAXUINT);
  old = g_ptr_array_index (self->entries, position);
  self->entries->pdata[position] = make_entry (id, title, llm_history_entry_get_created_at (old));
  g_object_unref (old);
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
