/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-typeset-cache.h"

#include <string.h>

/* What an entry costs besides its contents (bytes, about). */
#define OVERHEAD 256

typedef struct
{
  GBytes *key;
  GBytes *picture;
  GError *failure;
  gsize size;
  GList link;
} Entry;

struct _LlmTypesetCache
{
  /* GBytes to Entry; the entries are in the queue as well, the last used first. */
  GHashTable *entries;
  GQueue recent;
  gsize size;
  gsize size_max;
};

static void
entry_free (Entry *entry)
{
  g_bytes_unref (entry->key);
  g_clear_pointer (&entry->picture, g_bytes_unref);
  g_clear_error (&entry->failure);
  g_free (entry);
}

/**
 * llm_typeset_cache_new:
 * @size_max: what may be kept (bytes)
 *
 * Returns: (transfer full): an empty cache
 */
LlmTypesetCache *
llm_typeset_cache_new (gsize size_max)
{
  LlmTypesetCache *self = g_new0 (LlmTypesetCache, 1);

  self->entries
      = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL, (GDestroyNotify) entry_free);
  g_queue_init (&self->recent);
  self->size_max = size_max;
  return self;
}

/**
 * llm_typeset_cache_free:
 * @self: a cache
 */
void
llm_typeset_cache_free (LlmTypesetCache *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
remove_entry (LlmTypesetCache *self, Entry *entry)
{
  self->size -= entry->size;
  g_queue_unlink (&self->recent, &entry->link);
  g_hash_table_remove (self->entries, entry->key);
}

static void
shrink (LlmTypesetCache *self)
{
  while (self->size > self->size_max && self->recent.tail != NULL)
    remove_entry (self, self->recent.tail->data);
}

/**
 * llm_typeset_cache_set_max:
 * @self: a cache
 * @size_max: what may be kept from now on (bytes)
 */
void
llm_typeset_cache_set_max (LlmTypesetCache *self, gsize size_max)
{
  self->size_max = size_max;
  shrink (self);
}

/**
 * llm_typeset_cache_clear:
 * @self: a cache
 *
 * Forgets everything.
 */
void
llm_typeset_cache_clear (LlmTypesetCache *self)
{
  while (self->recent.tail != NULL)
    remove_entry (self, self->recent.tail->data);
}

/**
 * llm_typeset_cache_put:
 * @self: a cache
 * @key: the request
 * @picture: (nullable): what was made of it
 * @failure: (nullable): or why not
 *
 * Keeps one of the two, if there is room for it.
 */
void
llm_typeset_cache_put (LlmTypesetCache *self, GBytes *key, GBytes *picture, const GError *failure)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  g_return_if_fail ((picture != NULL) != (failure != NULL));

  if (entry != NULL)
    remove_entry (self, entry);
  entry = g_new0 (Entry, 1);
  entry->key = g_bytes_ref (key);
  entry->size = OVERHEAD + g_bytes_get_size (key);
  if (picture != NULL)
    {
      entry->picture = g_bytes_ref (picture);
      entry->size += g_bytes_get_size (picture);
    }
  else
    {
      entry->failure = g_error_copy (failure);
      entry->size += strlen (failure->message);
    }
  entry->link.data = entry;
  self->size += entry->size;
  g_queue_push_head_link (&self->recent, &entry->link);
  g_hash_table_insert (self->entries, entry->key, entry);
  shrink (self);
}

/**
 * llm_typeset_cache_get:
 * @self: a cache
 * @key: a request
 * @picture: (out) (transfer full) (nullable): what was made of it
 * @failure: (out) (transfer none) (nullable): or why not, until the next change
 *
 * Returns: whether anything is known of the request
 */
gboolean
llm_typeset_cache_get (LlmTypesetCache *self, GBytes *key, GBytes **picture, const GError **failure)
{
  Entry *entry = g_hash_table_lookup (self->entries, key);

  *picture = NULL;
  *failure = NULL;
  if (entry == NULL)
    return FALSE;
  g_queue_unlink (&self->recent, &entry->link);
  g_queue_push_head_link (&self->recent, &entry->link);
  if (entry->picture != NULL)
    *picture = g_bytes_ref (entry->picture);
  *failure = entry->failure;
  return TRUE;
}
