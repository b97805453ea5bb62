/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-registry.h"

#include <string.h>

#include "llm-error.h"
#include "llm-model-variant.h"
#include "llm-registry-private.h"

/**
 * Refresh:
 * @only: (nullable): whom to ask; NULL for all
 * @keys: (nullable): the ids of providers that have a key; NULL if that is not known
 * @n_waiting: for how many it waits
 */
typedef struct
{
  char *only;
  gboolean force;
  GHashTable *keys;
  GPtrArray *results;
  guint n_waiting;
  GSource *cancelled;
} Refresh;

static void
refresh_free (Refresh *refresh)
{
  if (refresh->cancelled != NULL)
    {
      g_source_destroy (refresh->cancelled);
      g_source_unref (refresh->cancelled);
    }
  g_free (refresh->only);
  g_clear_pointer (&refresh->keys, g_hash_table_unref);
  g_clear_pointer (&refresh->results, g_ptr_array_unref);
  g_free (refresh);
}

static void
stop_waiting (Refresh *refresh)
{
  if (refresh->cancelled == NULL)
    return;
  g_source_destroy (refresh->cancelled);
  g_clear_pointer (&refresh->cancelled, g_source_unref);
}

static void
refresh_finish_one (GTask *task)
{
  Refresh *refresh = g_task_get_task_data (task);

  /* Without results it was cancelled. */
  if (--refresh->n_waiting > 0 || refresh->results == NULL)
    return;
  stop_waiting (refresh);
  g_task_return_pointer (task, g_steal_pointer (&refresh->results),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
add_result (Refresh *refresh,
            LlmRegistryOutcome outcome,
            const LlmRegistryEntry *entry,
            const GError *error)
{
  LlmRegistryResult *result;

  if (refresh->results == NULL)
    return;
  result = g_new0 (LlmRegistryResult, 1);
  result->provider_id = g_strdup (entry->provider_id);
  result->outcome = outcome;
  result->n_models = entry->told != NULL ? entry->told->len : 0;
  result->fetched_at = entry->fetched_at;
  result->error = error != NULL ? g_error_copy (error) : NULL;
  g_ptr_array_add (refresh->results, result);
}

static void
store (LlmRegistry *self, const LlmRegistryEntry *entry)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->cache == NULL)
    return;
  bytes = llm_models_to_bytes (entry->told);
  llm_cache_store_async (self->cache, LLM_CACHE_MODELS, entry->route, bytes, entry->etag, NULL,
                         NULL, NULL);
}

static LlmRegistryOutcome
take_answer (LlmRegistry *self, LlmRegistryEntry *entry, LlmModelList *list, GError **error)
{
  if (list != NULL && !list->not_modified)
    {
      llm_registry_take_list (self, entry, list->models, list->etag, llm_registry_get_now (self));
      store (self, entry);
      return LLM_REGISTRY_UPDATED;
    }
  if (list != NULL && entry->told != NULL)
    {
      llm_registry_take_list (self, entry, entry->told, entry->etag, llm_registry_get_now (self));
      store (self, entry);
      return LLM_REGISTRY_NOT_MODIFIED;
    }
  if (list != NULL)
    *error = llm_error_new (LLM_ERROR_PROTOCOL, NULL, "304 without a list that is known");
  if (g_error_matches (*error, LLM_ERROR, LLM_ERROR_NO_KEY))
    return LLM_REGISTRY_NO_KEY;
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&entry->error);
      entry->error = g_error_copy (*error);
    }
  return LLM_REGISTRY_FAILED;
}

typedef struct
{
  LlmRegistry *registry;
  char *provider_id;
} Asking;

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (LlmRegistry) self = asking->registry;
  g_autofree char *provider_id = asking->provider_id;
  LlmRegistryEntry *entry = llm_registry_find_entry (self, provider_id);
  g_autoptr (LlmModelList) list = NULL;
  g_autoptr (GPtrArray) waiters = NULL;
  g_autoptr (GError) error = NULL;
  LlmRegistryOutcome outcome;

  list = llm_provider_list_models_finish (LLM_PROVIDER (object), result, &error);
  if (entry == NULL)
    return;
  if (g_cancellable_is_cancelled (entry->asking) && error == NULL)
    {
      g_clear_pointer (&list, llm_model_list_free);
      g_cancellable_set_error_if_cancelled (entry->asking, &error);
    }
  outcome = take_answer (self, entry, list, &error);
  waiters = g_steal_pointer (&entry->waiters);
  entry->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_object (&entry->asking);

  for (guint i = 0; i < waiters->len; i++)
    {
      add_result (g_task_get_task_data (waiters->pdata[i]), outcome, entry,
                  outcome == LLM_REGISTRY_FAILED ? error : NULL);
      refresh_finish_one (waiters->pdata[i]);
    }
  llm_registry_emit_changed (self, provider_id);
  llm_registry_drop_stale_entries (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  LlmRegistry *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);

  /* Who else waits goes on; what nobody waits for is not asked further. */
  for (guint i = 0; i < self->entries->len; i++)
    {
      LlmRegistryEntry *entry = self->entries->pdata[i];

      if (g_ptr_array_find (entry->waiters, task, NULL) && entry->waiters->len == 1)
        g_cancellable_cancel (entry->asking);
    }
  stop_waiting (refresh);
  g_clear_pointer (&refresh->results, g_ptr_array_unref);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
ask (GTask *task, LlmProvider *provider, LlmRegistryEntry *entry)
{
  LlmRegistry *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  Asking *asking;

  refresh->n_waiting++;
  g_ptr_array_add (entry->waiters, g_object_ref (task));
  if (entry->asking != NULL)
    return;

  entry->asking = g_cancellable_new ();
  asking = g_new0 (Asking, 1);
  asking->registry = g_object_ref (self);
  asking->provider_id = g_strdup (entry->provider_id);
  llm_registry_emit_changed (self, asking->provider_id);
  llm_provider_list_models_async (provider, entry->told != NULL ? entry->etag : NULL, entry->asking,
                                  answered_cb, asking);
}

/* A clock that was set back makes a list of the future old, not eternal. */
static gboolean
is_fresh (LlmRegistry *self, const LlmRegistryEntry *entry)
{
  gint64 age = llm_registry_get_now (self) - entry->fetched_at;

  return entry->told != NULL && age >= 0 && age < LLM_REGISTRY_MAX_AGE;
}

static void
consider (GTask *task, LlmProvider *provider)
{
  LlmRegistry *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  const char *provider_id = llm_provider_get_id (provider);
  LlmRegistryEntry *entry;

  if (refresh->only != NULL && strcmp (refresh->only, provider_id) != 0)
    return;
  if (refresh->only == NULL && !llm_registry_has_list (provider))
    return;

  entry = llm_registry_ensure_entry (self, provider_id);
  if (!llm_registry_has_list (provider))
    add_result (refresh, LLM_REGISTRY_NO_LIST, entry, NULL);
  else if ((llm_provider_get_flags (provider) & LLM_PROVIDER_NEEDS_KEY) && refresh->keys != NULL
           && !g_hash_table_contains (refresh->keys, provider_id))
    add_result (refresh, LLM_REGISTRY_NO_KEY, entry, NULL);
  else if (!refresh->force && is_fresh (self, entry))
    add_result (refresh, LLM_REGISTRY_FRESH, entry, NULL);
  else
    ask (task, provider, entry);
}

static void
consider_all (GTask *task)
{
  LlmRegistry *self = g_task_get_source_object (task);
  Refresh *refresh = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  guint n = g_list_model_get_n_items (self->providers);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (cancellable != NULL)
    {
      refresh->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (refresh->cancelled, G_SOURCE_FUNC (cancelled_cb), task, NULL);
      g_source_attach (refresh->cancelled, g_main_context_get_thread_default ());
    }
  refresh->n_waiting = 1;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (self->providers, i);

      if (provider != NULL)
        consider (task, provider);
    }
  refresh_finish_one (task);
}

static void
keys_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Refresh *refresh = g_task_get_task_data (task);
  g_autoptr (GPtrArray) keys = NULL;

  /* If the keyring does not tell, the provider will say that there is no key. */
  keys = llm_secrets_list_finish (LLM_SECRETS (object), result, NULL);
  if (keys != NULL)
    refresh->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; keys != NULL && i < keys->len; i++)
    {
      const LlmSecretEntry *key = keys->pdata[i];

      g_hash_table_add (refresh->keys, g_strdup (key->provider_id));
    }
  consider_all (task);
}

static void
refresh_loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  LlmRegistry *self = LLM_REGISTRY (object);
  GTask *task = user_data;

  llm_registry_load_finish (self, result, NULL);
  llm_secrets_list_async (self->secrets, g_task_get_cancellable (task), keys_listed_cb, task);
}

/**
 * llm_registry_refresh_async:
 * @self: a registry
 * @provider_id: (nullable): whom to ask; NULL for everybody who has a key or needs
 *   none
 * @force: whether to ask even if the list is less than %LLM_REGISTRY_MAX_AGE old
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all have answered
 * @user_data: for @callback
 *
 * Loads what the cache has, then asks the providers, all at once, whose lists are
 * too old.  Never makes the keyring prompt for those without a key.  Whoever is being
 * asked already is not asked twice.
 */
void
llm_registry_refresh_async (LlmRegistry *self,
                            const char *provider_id,
                            gboolean force,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;
  Refresh *refresh;

  g_return_if_fail (LLM_IS_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_registry_refresh_async);
  refresh = g_new0 (Refresh, 1);
  refresh->only = g_strdup (provider_id);
  refresh->force = force;
  refresh->results = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_registry_result_free);
  g_task_set_task_data (task, refresh, (GDestroyNotify) refresh_free);
  llm_registry_load_async (self, cancellable, refresh_loaded_cb, task);
}

/**
 * llm_registry_refresh_finish:
 * @self: a registry
 * @result: as given to the callback
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type LlmRegistryResult) (nullable): what became
 *   of each, in no particular order; empty if @provider_id names nobody
 */
GPtrArray *
llm_registry_refresh_finish (LlmRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
