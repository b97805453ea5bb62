/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-cache.h"

G_DEFINE_INTERFACE (LlmCache, llm_cache, G_TYPE_OBJECT)

static void
llm_cache_default_init (LlmCacheInterface *iface)
{
}

/**
 * llm_cache_entry_new:
 * @value: what was stored
 * @etag: (nullable): the server's own tag of it
 * @stored_at: Unix time in microseconds
 *
 * Returns: (transfer full): an entry
 */
LlmCacheEntry *
llm_cache_entry_new (GBytes *value, const char *etag, gint64 stored_at)
{
  LlmCacheEntry *entry;

  g_return_val_if_fail (value != NULL, NULL);

  entry = g_new0 (LlmCacheEntry, 1);
  entry->value = g_bytes_ref (value);
  entry->etag = g_strdup (etag);
  entry->stored_at = stored_at;
  return entry;
}

/**
 * llm_cache_entry_free:
 * @entry: (nullable) (transfer full): an entry
 */
void
llm_cache_entry_free (LlmCacheEntry *entry)
{
  if (entry == NULL)
    return;
  g_bytes_unref (entry->value);
  g_free (entry->etag);
  g_free (entry);
}

/**
 * llm_cache_lookup_async:
 * @self: a cache
 * @kind: one of the kinds above
 * @key: what identifies the entry
 * @max_age: in microseconds; -1 for an entry of any age
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
llm_cache_lookup_async (LlmCache *self,
                        const char *kind,
                        const char *key,
                        gint64 max_age,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_CACHE (self));
  g_return_if_fail (kind != NULL && key != NULL);

  LLM_CACHE_GET_IFACE (self)->lookup_async (self, kind, key, max_age, cancellable, callback,
                                            user_data);
}

/**
 * llm_cache_lookup_finish:
 * @self: a cache
 * @result: as given to the callback
 * @error: where to put an error
 *
 * Returns: (transfer full) (nullable): the entry; NULL without an error if there is
 *   none
 */
LlmCacheEntry *
llm_cache_lookup_finish (LlmCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * llm_cache_store_async:
 * @self: a cache
 * @kind: one of the kinds above
 * @key: what identifies the entry
 * @value: what to keep
 * @etag: (nullable): the server's own tag of it
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 */
void
llm_cache_store_async (LlmCache *self,
                       const char *kind,
                       const char *key,
                       GBytes *value,
                       const char *etag,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LLM_IS_CACHE (self));
  g_return_if_fail (kind != NULL && key != NULL && value != NULL);

  LLM_CACHE_GET_IFACE (self)->store_async (self, kind, key, value, etag, cancellable, callback,
                                           user_data);
}

/**
 * llm_cache_store_finish:
 * @self: a cache
 * @result: as given to the callback
 * @error: where to put an error
 *
 * Returns: whether it was stored
 */
gboolean
llm_cache_store_finish (LlmCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * llm_cache_stats_async:
 * @self: a cache
 * @kind: one of the kinds above
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 */
void
llm_cache_stats_async (LlmCache *self,
                       const char *kind,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LLM_IS_CACHE (self));
  g_return_if_fail (kind != NULL);

  LLM_CACHE_GET_IFACE (self)->stats_async (self, kind, cancellable, callback, user_data);
}

/**
 * llm_cache_stats_finish:
 * @self: a cache
 * @result: as given to the callback
 * @stats: (out): the figures
 * @error: where to put an error
 *
 * Implementations return a g_new'ed #LlmCacheStats by the task.
 *
 * Returns: whether they could be read
 */
gboolean
llm_cache_stats_finish (LlmCache *self,
                        GAsyncResult *result,
                        LlmCacheStats *stats,
                        GError **error)
{
  g_autofree LlmCacheStats *told = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (stats != NULL, FALSE);

  told = g_task_propagate_pointer (G_TASK (result), error);
  if (told == NULL)
    return FALSE;
  *stats = *told;
  return TRUE;
}

/**
 * llm_cache_clear_async:
 * @self: a cache
 * @kind: (nullable): one of the kinds above, NULL for all
 * @cancellable: (nullable): a #GCancellable
 * @callback: (nullable): called on the caller's main context
 * @user_data: for @callback
 */
void
llm_cache_clear_async (LlmCache *self,
                       const char *kind,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LLM_IS_CACHE (self));

  LLM_CACHE_GET_IFACE (self)->clear_async (self, kind, cancellable, callback, user_data);
}

/**
 * llm_cache_clear_finish:
 * @self: a cache
 * @result: as given to the callback
 * @error: where to put an error
 *
 * Returns: whether it is empty now
 */
gboolean
llm_cache_clear_finish (LlmCache *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
