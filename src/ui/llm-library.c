/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-library.h"

#include "llm-error.h"
#include "llm-recorder.h"

struct _LlmLibrary
{
  GObject parent_instance;

  LlmContext *context;
  LlmHistoryModel *history;
  GPtrArray *lists; /* all that are in use, unowned */
  GHashTable *open;   /* id → Item; the comparison is weak */
  GHashTable *hidden; /* ids that are going to be deleted */
};

/* A comparison that somebody has open. */
typedef struct
{
  LlmLibrary *library; /* unowned: the library owns the item */
  LlmComparison *comparison;
  LlmRecorder *recorder;
  gboolean held;
} Item;

G_DEFINE_FINAL_TYPE (LlmLibrary, llm_library, G_TYPE_OBJECT)

enum
{
  SIGNAL_UNSAVED,
  SIGNAL_HIDDEN,
  SIGNAL_DELETE_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_gone_cb (gpointer data, GObject *where_the_object_was);
static void update_hold_cb (Item *item);
static void recorder_error_cb (Item *item);

static void
comparison_gone_cb (gpointer data, GObject *where_the_object_was)
{
  Item *item = data;
  LlmLibrary *self = item->library;
  GHashTableIter iter;
  gpointer value;

  item->comparison = NULL;
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (value == item)
        {
          g_hash_table_iter_remove (&iter);
          return;
        }
    }
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_signal_handlers_disconnect_by_data (item->recorder, item);
  if (item->comparison != NULL)
    {
      g_signal_handlers_disconnect_by_data (item->comparison, item);
      g_object_weak_unref (G_OBJECT (item->comparison), comparison_gone_cb, item);
      if (item->held)
        g_object_unref (item->comparison);
    }
  g_object_unref (item->recorder);
  g_free (item);
}

/* Dropping the last reference frees the item: nothing may follow. */
static void
update_hold_cb (Item *item)
{
  gboolean hold = llm_comparison_get_running (item->comparison)
                  || llm_recorder_get_error (item->recorder) != NULL;

  if (item->held == hold)
    return;

  item->held = hold;
  if (hold)
    g_object_ref (item->comparison);
  else
    g_object_unref (item->comparison);
}

static void
recorder_error_cb (Item *item)
{
  g_autoptr (LlmComparison) comparison = g_object_ref (item->comparison);

  g_signal_emit (item->library, signals[SIGNAL_UNSAVED], 0, comparison);
  update_hold_cb (item);
}

static Item *
add_item (LlmLibrary *self, LlmComparison *comparison)
{
  Item *item = g_new0 (Item, 1);

  item->library = self;
  item->comparison = comparison;
  item->recorder
      = g_object_ref (llm_recorder_attach (llm_context_get_store (self->context), comparison));
  g_object_weak_ref (G_OBJECT (comparison), comparison_gone_cb, item);
  g_signal_connect_swapped (comparison, "notify::running", G_CALLBACK (update_hold_cb), item);
  g_signal_connect_swapped (item->recorder, "notify::error", G_CALLBACK (recorder_error_cb), item);
  g_hash_table_insert (self->open, g_strdup (llm_comparison_get_id (comparison)), item);
  update_hold_cb (item);

  return item;
}

static void
list_gone_cb (gpointer data, GObject *where_the_object_was)
{
  g_ptr_array_remove_fast (LLM_LIBRARY (data)->lists, where_the_object_was);
}

static void
follow_list (LlmLibrary *self, LlmHistoryModel *list)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->hidden);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    llm_history_model_hide (list, id);
  g_ptr_array_add (self->lists, list);
  g_object_weak_ref (G_OBJECT (list), list_gone_cb, self);
}

static void
for_each_list (LlmLibrary *self, void (*func) (LlmHistoryModel *, const char *), const char *id)
{
  for (guint i = 0; i < self->lists->len; i++)
    func (g_ptr_array_index (self->lists, i), id);
}

static void
llm_library_dispose (GObject *object)
{
  LlmLibrary *self = LLM_LIBRARY (object);

  g_hash_table_remove_all (self->open);
  g_clear_object (&self->history);
  for (guint i = 0; i < self->lists->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->lists, i), list_gone_cb, self);
  g_ptr_array_set_size (self->lists, 0);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (llm_library_parent_class)->dispose (object);
}

static void
llm_library_finalize (GObject *object)
{
  LlmLibrary *self = LLM_LIBRARY (object);

  g_hash_table_unref (self->open);
  g_hash_table_unref (self->hidden);
  g_ptr_array_unref (self->lists);

  G_OBJECT_CLASS (llm_library_parent_class)->finalize (object);
}

static void
llm_library_class_init (LlmLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_library_dispose;
  object_class->finalize = llm_library_finalize;

  /**
   * LlmLibrary::unsaved:
   * @comparison: a comparison of which llm_library_get_save_error() has changed
   */
  signals[SIGNAL_UNSAVED] = g_signal_new ("unsaved", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, LLM_TYPE_COMPARISON);

  /**
   * LlmLibrary::hidden:
   * @id: a comparison that no window is to show any more
   */
  signals[SIGNAL_HIDDEN] = g_signal_new ("hidden", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * LlmLibrary::delete-failed:
   * @id: the comparison that is still there
   * @error: (type GError): why
   */
  signals[SIGNAL_DELETE_FAILED]
      = g_signal_new ("delete-failed", LLM_TYPE_LIBRARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
llm_library_init (LlmLibrary *self)
{
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, item_free);
  self->hidden = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lists = g_ptr_array_new ();
}

/**
 * llm_library_new:
 * @context: the context
 *
 * Returns: (transfer full): a library with nothing open and no history read yet
 */
LlmLibrary *
llm_library_new (LlmContext *context)
{
  LlmLibrary *self;

  g_return_val_if_fail (LLM_IS_CONTEXT (context), NULL);

  self = g_object_new (LLM_TYPE_LIBRARY, NULL);
  self->context = g_object_ref (context);
  self->history = llm_library_new_list (self, NULL);

  return self;
}

/**
 * llm_library_get_context:
 * @self: a #LlmLibrary
 *
 * Returns: (transfer none): the context
 */
LlmContext *
llm_library_get_context (LlmLibrary *self)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  return self->context;
}

/**
 * llm_library_get_history:
 * @self: a #LlmLibrary
 *
 * Returns: (transfer none): all comparisons without those that are hidden
 */
LlmHistoryModel *
llm_library_get_history (LlmLibrary *self)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  return self->history;
}

/**
 * llm_library_new_list:
 * @self: a #LlmLibrary
 * @query: (nullable): which conversations; %NULL for all
 *
 * Returns: (transfer full): a list that has asked for nothing yet, without those that
 *   are hidden as long as they are
 */
LlmHistoryModel *
llm_library_new_list (LlmLibrary *self, const LlmHistoryQuery *query)
{
  LlmHistoryModel *list;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);

  list = llm_history_model_new_for (llm_context_get_store (self->context), query);
  follow_list (self, list);
  return list;
}

/**
 * llm_library_start:
 * @self: a #LlmLibrary
 * @comparison: a new comparison with its columns
 *
 * Saves @comparison and asks all its models.
 */
void
llm_library_start (LlmLibrary *self, LlmComparison *comparison)
{
  Item *item;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));
  g_return_if_fail (llm_library_find (self, llm_comparison_get_id (comparison)) == NULL);

  item = add_item (self, comparison);
  llm_recorder_save (item->recorder);
  llm_runner_start (llm_context_get_runner (self->context), comparison);
}

/**
 * llm_library_find:
 * @self: a #LlmLibrary
 * @id: a comparison's id
 *
 * Returns: (transfer none) (nullable): the comparison, if it is open or runs
 */
LlmComparison *
llm_library_find (LlmLibrary *self, const char *id)
{
  Item *item;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  item = g_hash_table_lookup (self->open, id);

  return item != NULL ? item->comparison : NULL;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LlmLibrary *self = g_task_get_source_object (task);
  g_autoptr (LlmComparison) loaded = NULL;
  LlmComparison *open;
  GError *error = NULL;

  loaded = llm_store_load_finish (LLM_STORE (source), result, &error);
  if (loaded == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Another window may have been faster. */
  open = llm_library_find (self, llm_comparison_get_id (loaded));
  if (open == NULL)
    open = add_item (self, loaded)->comparison;
  g_task_return_pointer (task, g_object_ref (open), g_object_unref);
}

/**
 * llm_library_open_async:
 * @self: a #LlmLibrary
 * @id: a comparison's id
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Gets a comparison, from the store unless it is open already.
 */
void
llm_library_open_async (LlmLibrary *self,
                        const char *id,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LlmComparison *open;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_library_open_async);

  open = llm_library_find (self, id);
  if (open != NULL)
    g_task_return_pointer (task, g_object_ref (open), g_object_unref);
  else
    llm_store_load_async (llm_context_get_store (self->context), id, cancellable, loaded_cb,
                          g_steal_pointer (&task));
}

/**
 * llm_library_open_finish:
 * @self: a #LlmLibrary
 * @result: of llm_library_open_async()
 * @error: %LLM_DB_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the comparison
 */
LlmComparison *
llm_library_open_finish (LlmLibrary *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_library_get_save_error:
 * @self: a #LlmLibrary
 * @comparison: a comparison
 *
 * Returns: (nullable): why not all of it is saved
 */
const GError *
llm_library_get_save_error (LlmLibrary *self, LlmComparison *comparison)
{
  Item *item;

  g_return_val_if_fail (LLM_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (LLM_IS_COMPARISON (comparison), NULL);

  item = g_hash_table_lookup (self->open, llm_comparison_get_id (comparison));

  return item != NULL ? llm_recorder_get_error (item->recorder) : NULL;
}

/**
 * llm_library_save:
 * @self: a #LlmLibrary
 * @comparison: a comparison that is open
 *
 * Tries again to save all of it.
 */
void
llm_library_save (LlmLibrary *self, LlmComparison *comparison)
{
  Item *item;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (LLM_IS_COMPARISON (comparison));

  item = g_hash_table_lookup (self->open, llm_comparison_get_id (comparison));
  if (item != NULL)
    llm_recorder_save (item->recorder);
}

/**
 * llm_library_leave:
 * @self: a #LlmLibrary
 * @id: a conversation's id
 *
 * Makes every window that shows a conversation show something else, as when it was
 * thrown into the trash.
 */
void
llm_library_leave (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  g_signal_emit (self, signals[SIGNAL_HIDDEN], 0, id);
}

/**
 * llm_library_hide:
 * @self: a #LlmLibrary
 * @id: a comparison's id
 *
 * Takes a comparison out of the history, for llm_library_delete() or
 * llm_library_unhide() to follow.
 */
void
llm_library_hide (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_add (self->hidden, g_strdup (id)))
    return;

  for_each_list (self, llm_history_model_hide, id);
  g_signal_emit (self, signals[SIGNAL_HIDDEN], 0, id);
}

/**
 * llm_library_unhide:
 * @self: a #LlmLibrary
 * @id: a comparison's id
 *
 * Takes back llm_library_hide().
 */
void
llm_library_unhide (LlmLibrary *self, const char *id)
{
  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  g_hash_table_remove (self->hidden, id);
  for_each_list (self, llm_history_model_unhide, id);
}

typedef struct
{
  LlmLibrary *self;
  char *id;
} Deletion;

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Deletion *deletion = user_data;
  LlmLibrary *self = deletion->self;
  g_autoptr (GError) error = NULL;

  if (llm_store_write_finish (LLM_STORE (source), result, &error)
      || g_error_matches (error, LLM_DB_ERROR, LLM_DB_ERROR_NOT_FOUND))
    {
      for_each_list (self, llm_history_model_forget, deletion->id);
    }
  else
    {
      for_each_list (self, llm_history_model_unhide, deletion->id);
      g_signal_emit (self, signals[SIGNAL_DELETE_FAILED], 0, deletion->id, error);
    }

  g_free (deletion->id);
  g_object_unref (self);
  g_free (deletion);
}

/**
 * llm_library_delete:
 * @self: a #LlmLibrary
 * @id: the id of a comparison that is hidden and that no window shows
 *
 * Stops the comparison if it runs and deletes it.  When that fails it is back in
 * the history.
 */
void
llm_library_delete (LlmLibrary *self, const char *id)
{
  LlmRunner *runner;
  LlmComparison *running;
  Deletion *deletion;

  g_return_if_fail (LLM_IS_LIBRARY (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_contains (self->hidden, id))
    return;

  deletion = g_new0 (Deletion, 1);
  deletion->self = g_object_ref (self);
  deletion->id = g_strdup (id);
  g_hash_table_remove (self->hidden, id);

  runner = llm_context_get_runner (self->context);
  running = llm_runner_find (runner, deletion->id);
  if (running != NULL)
    llm_runner_stop (runner, running);
  g_hash_table_remove (self->open, deletion->id);

  /* What the stop has saved was asked before and is deleted with the rest. */
  llm_store_delete_async (llm_context_get_store (self->context), deletion->id, NULL, deleted_cb,
                          deletion);
}

/**
 * llm_library_delete_hidden:
 * @self: a #LlmLibrary
 *
 * Deletes at once whatever still could have been brought back.
 */
void
llm_library_delete_hidden (LlmLibrary *self)
{
  g_autoptr (GList) ids = NULL;

  g_return_if_fail (LLM_IS_LIBRARY (self));

  ids = g_hash_table_get_keys (self->hidden);
  for (GList *l = ids; l != NULL; l = l->next)
    llm_library_delete (self, l->data);
}
