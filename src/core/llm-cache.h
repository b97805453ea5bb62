/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The kinds of things that are kept; part of the cache file and the command line. */
#define LLM_CACHE_ANSWERS "answers"
#define LLM_CACHE_MODELS "models"

/**
 * LlmCacheEntry:
 * @value: what was stored
 * @etag: (nullable): the server's own tag of it
 * @stored_at: Unix time in microseconds
 */
typedef struct
{
  GBytes *value;
  char *etag;
  gint64 stored_at;
} LlmCacheEntry;

LlmCacheEntry *llm_cache_entry_new (GBytes *value, const char *etag, gint64 stored_at);
void llm_cache_entry_free (LlmCacheEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmCacheEntry, llm_cache_entry_free)

/**
 * LlmCacheStats:
 * @n_entries: how many there are
 * @n_bytes: how large their values are together
 * @n_hits: how often one was found since the kind was last cleared
 * @n_misses: how often none was
 * @oldest_at: Unix time in microseconds, 0 if there are none
 */
typedef struct
{
  gint64 n_entries;
  gint64 n_bytes;
  gint64 n_hits;
  gint64 n_misses;
  gint64 oldest_at;
} LlmCacheStats;

/**
 * LlmCache:
 *
 * What can be had again, kept for a while: answers to equal requests, and the
 * providers' lists of models.  All calls are asynchronous and answered on the
 * caller's thread-default main context in the order in which they were asked.  A
 * cache that cannot be read is an empty one: errors are for those who want to know.
 */
#define LLM_TYPE_CACHE (llm_cache_get_type ())
G_DECLARE_INTERFACE (LlmCache, llm_cache, LLM, CACHE, GObject)

struct _LlmCacheInterface
{
  GTypeInterface parent_iface;

  /* An entry stored less than @max_age microseconds ago; any with @max_age < 0. */
  void (*lookup_async) (LlmCache *self,
                        const char *kind,
                        const char *key,
                        gint64 max_age,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  /* Replaces what was there under @key.  Old entries go when a kind grows beyond
   * its bound. */
  void (*store_async) (LlmCache *self,
                       const char *kind,
                       const char *key,
                       GBytes *value,
                       const char *etag,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  void (*stats_async) (LlmCache *self,
                       const char *kind,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  /* Also sets the counts of hits and misses to 0; every kind with @kind NULL. */
  void (*clear_async) (LlmCache *self,
                       const char *kind,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
};

void llm_cache_lookup_async (LlmCache *self,
                             const char *kind,
                             const char *key,
                             gint64 max_age,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* NULL without an error if there is none. */
LlmCacheEntry *llm_cache_lookup_finish (LlmCache *self, GAsyncResult *result, GError **error);
void llm_cache_store_async (LlmCache *self,
                            const char *kind,
                            const char *key,
                            GBytes *value,
                            const char *etag,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean llm_cache_store_finish (LlmCache *self, GAsyncResult *result, GError **error);
void llm_cache_stats_async (LlmCache *self,
                            const char *kind,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean llm_cache_stats_finish (LlmCache *self,
                                 GAsyncResult *result,
                                 LlmCacheStats *stats,
                                 GError **error);
void llm_cache_clear_async (LlmCache *self,
                            const char *kind,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean llm_cache_clear_finish (LlmCache *self, GAsyncResult *result, GError **error);

G_END_DECLS
