/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-registry.h"

G_BEGIN_DECLS

/**
 * LlmRegistryEntry:
 * @route: what the list was asked of; the key in the cache
 * @told: (nullable): the list
 * @loaded: whether the cache was asked
 * @waiters: refreshes that wait for the answer; there is one being asked for if any
 *
 * What is known of the list of one provider.
 */
typedef struct
{
  char *provider_id;
  char *route;
  GPtrArray *told;
  char *etag;
  gint64 fetched_at;
  GError *error;
  gboolean loaded;
  GPtrArray *waiters;
  GCancellable *asking;
} LlmRegistryEntry;

struct _LlmRegistry
{
  GObject parent_instance;

  LlmCatalog *catalog;
  GListModel *providers;
  LlmSecrets *secrets;
  LlmCache *cache;
  LlmSettings *settings;
  LlmProber *prober;
  GPtrArray *entries;
  gint64 (*now) (gpointer user_data);
  gpointer now_data;
};

LlmRegistryEntry *llm_registry_find_entry (LlmRegistry *self, const char *provider_id);
LlmRegistryEntry *llm_registry_ensure_entry (LlmRegistry *self, const char *provider_id);
void llm_registry_take_list (LlmRegistry *self,
                             LlmRegistryEntry *entry,
                             GPtrArray *told,
                             const char *etag,
                             gint64 fetched_at);
void llm_registry_drop_stale_entries (LlmRegistry *self);
void llm_registry_emit_changed (LlmRegistry *self, const char *provider_id);
gint64 llm_registry_get_now (LlmRegistry *self);
gboolean llm_registry_has_list (LlmProvider *provider);

G_END_DECLS
