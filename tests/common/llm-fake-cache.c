/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fake-cache.h"

#include "llm-error.h"

#include <string.h>

struct _FakeCache
{
  GObject parent_instance;

  GHashTable *entries; /* "kind key" → LlmCacheEntry */
  gint64 now;
  gboolean broken;
  guint n_stored;
  guint n_lookups;
  gint64 n_hits;
  gint64 n_misses;
};

static void llm_cache_iface_init (LlmCacheInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeCache,
                               fake_cache,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LLM_TYPE_CACHE, llm_cache_iface_init))

static char *
make_key (const char *kind, const char *key)
{
  return g_strdup_printf ("%s %s", kind, key);
}

LlmCacheEntry *
fake_cache_find (FakeCache *self, const char *kind, const char *key)
{
  g_autofree char *full = make_key (kind, key);

  return g_hash_table_lookup (self->entries, full);
}

static gboolean
fail_if_broken (FakeCache *self, GTask *task)
{
  if (self->broken)
    g_task_return_new_error (task, LLM_DB_ERROR, LLM_DB_ERROR_CORRUPT, "broken");
  return self->broken;
}

static void
fake_cache_lookup_async (LlmCache *cache,
                         const char *kind,
                         const char *key,
                         gint64 max_age,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  FakeCache *self = FAKE_CACHE (cache);
  g_autoptr (GTask) task = g_task_new (cache, cancellable, callback, user_data);
  const LlmCacheEntry *entry = fake_cache_find (self, kind, key);

  self->n_lookups++;
  if (fail_if_broken (self, task))
    return;
  if (entry != NULL && max_age >= 0 && self->now - entry->stored_at >= max_age)
    entry = NULL;
  if (entry != NULL)
    self->n_hits++;
  else
    self->n_misses++;
  if (entry == NULL)
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, llm_cache_entry_new (entry->value, entry->etag, entry->stored_at),
                           (GDestroyNotify) llm_cache_entry_free);
}

static void
fake_cache_store_async (LlmCache *cache,
                        const char *kind,
                        const char *key,
                        GBytes *value,
                        const char *etag,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  FakeCache *self = FAKE_CACHE (cache);
  g_autoptr (GTask) task = g_task_new (cache, cancellable, callback, user_data);

  if (fail_if_broken (self, task))
    return;
  g_hash_table_replace (self->entries, make_key (kind, key),
                        llm_cache_entry_new (value, etag, self->now));
  self->n_stored++;
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_of_kind (const char *key, const char *kind)
{
  gsize length;

  if (kind == NULL)
    return TRUE;
  length = strlen (kind);
  return strncmp (key, kind, length) == 0 && key[length] == ' ';
}

static void
fake_cache_stats_async (LlmCache *cache,
                        const char *kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  FakeCache *self = FAKE_CACHE (cache);
  g_autoptr (GTask) task = g_task_new (cache, cancellable, callback, user_data);
  LlmCacheStats *stats;
  GHashTableIter iter;
  gpointer key, value;

  if (fail_if_broken (self, task))
    return;
  stats = g_new0 (LlmCacheStats, 1);
  stats->n_hits = self->n_hits;
  stats->n_misses = self->n_misses;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const LlmCacheEntry *entry = value;

      if (!is_of_kind (key, kind))
        continue;
      stats->n_entries++;
      stats->n_bytes += (gint64) g_bytes_get_size (entry->value);
      if (stats->oldest_at == 0 || entry->stored_at < stats->oldest_at)
        stats->oldest_at = entry->stored_at;
    }
  g_task_return_pointer (task, stats, g_free);
}

static void
fake_cache_clear_async (LlmCache *cache,
                        const char *kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  FakeCache *self = FAKE_CACHE (cache);
  g_autoptr (GTask) task = g_task_new (cache, cancellable, callback, user_data);
  GHashTableIter iter;
  gpointer key;

  if (fail_if_broken (self, task))
    return;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (is_of_kind (key, kind))
        g_hash_table_iter_remove (&iter);
    }
  self->n_hits = 0;
  self->n_misses = 0;
  g_task_return_boolean (task, TRUE);
}

static void
llm_cache_iface_init (LlmCacheInterface *iface)
{
  iface->lookup_async = fake_cache_lookup_async;
  iface->store_async = fake_cache_store_async;
  iface->stats_async = fake_cache_stats_async;
  iface->clear_async = fake_cache_clear_async;
}

static void
fake_cache_finalize (GObject *object)
{
  g_hash_table_unref (FAKE_CACHE (object)->entries);

  G_OBJECT_CLASS (fake_cache_parent_class)->finalize (object);
}

static void
fake_cache_class_init (FakeCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_cache_finalize;
}

static void
fake_cache_init (FakeCache *self)
{
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) llm_cache_entry_free);
  self->now = 1;
}

FakeCache *
fake_cache_new (void)
{
  return g_object_new (FAKE_TYPE_CACHE, NULL);
}

void
fake_cache_set_now (FakeCache *self, gint64 now)
{
  self->now = now;
}

void
fake_cache_set_broken (FakeCache *self, gboolean broken)
{
  self->broken = broken;
}

guint
fake_cache_get_n_stored (FakeCache *self)
{
  return self->n_stored;
}

guint
fake_cache_get_n_lookups (FakeCache *self)
{
  return self->n_lookups;
}
