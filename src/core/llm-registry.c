/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-registry.h"

#include <string.h>

#include "llm-model-variant.h"
#include "llm-registry-private.h"

G_DEFINE_FINAL_TYPE (LlmRegistry, llm_registry, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *const outcome_names[]
    = { "updated", "not-modified", "fresh", "no-key", "no-list", "failed" };

/**
 * llm_registry_outcome_to_string:
 * @outcome: an outcome
 *
 * Returns: its name on the command line
 */
const char *
llm_registry_outcome_to_string (LlmRegistryOutcome outcome)
{
  g_return_val_if_fail ((guint) outcome < G_N_ELEMENTS (outcome_names), "failed");

  return outcome_names[outcome];
}

/**
 * llm_registry_result_free:
 * @result: (nullable) (transfer full): a result
 */
void
llm_registry_result_free (LlmRegistryResult *result)
{
  if (result == NULL)
    return;
  g_free (result->provider_id);
  g_clear_error (&result->error);
  g_free (result);
}

/* --- Entries --- */

static void
entry_free (gpointer data)
{
  LlmRegistryEntry *entry = data;

  g_cancellable_cancel (entry->asking);
  g_clear_object (&entry->asking);
  g_clear_pointer (&entry->waiters, g_ptr_array_unref);
  g_clear_pointer (&entry->told, g_ptr_array_unref);
  g_clear_error (&entry->error);
  g_free (entry->etag);
  g_free (entry->route);
  g_free (entry->provider_id);
  g_free (entry);
}

LlmRegistryEntry *
llm_registry_find_entry (LlmRegistry *self, const char *provider_id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      LlmRegistryEntry *entry = self->entries->pdata[i];

      if (strcmp (entry->provider_id, provider_id) == 0)
        return entry;
    }
  return NULL;
}

/* The list of another server under the same name is another list. */
static char *
make_route (LlmRegistry *self, const char *provider_id)
{
  g_autofree char *base_url = llm_settings_get_base_url (self->settings, provider_id);

  return g_strdup_printf ("%s %s", provider_id, base_url != NULL ? base_url : "");
}

LlmRegistryEntry *
llm_registry_ensure_entry (LlmRegistry *self, const char *provider_id)
{
  LlmRegistryEntry *entry = llm_registry_find_entry (self, provider_id);

  if (entry != NULL)
    return entry;
  entry = g_new0 (LlmRegistryEntry, 1);
  entry->provider_id = g_strdup (provider_id);
  entry->route = make_route (self, provider_id);
  entry->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->entries, entry);
  return entry;
}

void
llm_registry_emit_changed (LlmRegistry *self, const char *provider_id)
{
  g_autofree char *id = g_strdup (provider_id);

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, id);
}

void
llm_registry_take_list (LlmRegistry *self,
                        LlmRegistryEntry *entry,
                        GPtrArray *told,
                        const char *etag,
                        gint64 fetched_at)
{
  char *copy = g_strdup (etag);

  g_free (entry->etag);
  entry->etag = copy;
  if (told != entry->told)
    {
      g_clear_pointer (&entry->told, g_ptr_array_unref);
      entry->told = g_ptr_array_ref (told);
      llm_catalog_set_list (self->catalog, entry->provider_id, told);
    }
  entry->fetched_at = fetched_at;
  g_clear_error (&entry->error);
}

/* Forgets lists of providers that are gone or have moved. */
void
llm_registry_drop_stale_entries (LlmRegistry *self)
{
  for (guint i = self->entries->len; i > 0; i--)
    {
      LlmRegistryEntry *entry = self->entries->pdata[i - 1];
      g_autoptr (LlmProvider) provider = llm_provider_find (self->providers, entry->provider_id);
      g_autofree char *route = make_route (self, entry->provider_id);
      g_autofree char *provider_id = NULL;

      if (provider != NULL && strcmp (route, entry->route) == 0)
        continue;
      if (entry->waiters->len > 0)
        {
          /* It goes when the answer is there. */
          g_cancellable_cancel (entry->asking);
          continue;
        }
      provider_id = g_strdup (entry->provider_id);
      g_ptr_array_remove_index (self->entries, i - 1);
      llm_catalog_set_list (self->catalog, provider_id, NULL);
      llm_registry_emit_changed (self, provider_id);
      /* A handler may have come here too. */
      i = MIN (i, self->entries->len + 1);
    }
}

static void
settings_changed_cb (LlmSettings *settings, const char *key, gpointer user_data)
{
  llm_registry_drop_stale_entries (user_data);
}

static void
providers_changed_cb (
    GListModel *providers, guint position, guint removed, guint added, gpointer user_data)
{
  llm_registry_drop_stale_entries (user_data);
}

gint64
llm_registry_get_now (LlmRegistry *self)
{
  return self->now != NULL ? self->now (self->now_data) : g_get_real_time ();
}

/* --- Loading from the cache --- */

typedef struct
{
  guint n_waiting;
} Load;

typedef struct
{
  GTask *task;
  char *provider_id;
  char *route;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_clear_object (&lookup->task);
  g_free (lookup->provider_id);
  g_free (lookup->route);
  g_free (lookup);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_free)

static void
load_finish_one (GTask *task)
{
  Load *load = g_task_get_task_data (task);

  if (--load->n_waiting == 0)
    g_task_return_boolean (task, TRUE);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Lookup) lookup = user_data;
  LlmRegistry *self = g_task_get_source_object (lookup->task);
  g_autoptr (LlmCacheEntry) found = NULL;
  g_autoptr (GPtrArray) told = NULL;
  LlmRegistryEntry *entry = llm_registry_find_entry (self, lookup->provider_id);

  /* What cannot be read is not there. */
  found = llm_cache_lookup_finish (LLM_CACHE (object), result, NULL);
  if (found != NULL)
    told = llm_models_from_bytes (lookup->provider_id, found->value);
  if (told != NULL && entry != NULL && entry->told == NULL
      && strcmp (entry->route, lookup->route) == 0)
    {
      llm_registry_take_list (self, entry, told, found->etag, found->stored_at);
      llm_registry_emit_changed (self, lookup->provider_id);
    }
  load_finish_one (lookup->task);
}

gboolean
llm_registry_has_list (LlmProvider *provider)
{
  return llm_provider_can_list_models (provider)
         && (llm_provider_get_flags (provider) & LLM_PROVIDER_CANNED) == 0;
}

/**
 * llm_registry_load_async:
 * @self: a registry
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all is there
 * @user_data: for @callback
 *
 * Takes the lists that are in the cache, however old, into the catalogue.  Asks
 * nobody.  What was loaded before is not loaded again.
 */
void
llm_registry_load_async (LlmRegistry *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Load *load;
  guint n;

  g_return_if_fail (LLM_IS_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_registry_load_async);
  load = g_new0 (Load, 1);
  load->n_waiting = 1;
  g_task_set_task_data (task, load, g_free);

  n = g_list_model_get_n_items (self->providers);
  for (guint i = 0; i < n && self->cache != NULL; i++)
    {
      g_autoptr (LlmProvider) provider = g_list_model_get_item (self->providers, i);
      Lookup *lookup;
      LlmRegistryEntry *entry;

      if (!llm_registry_has_list (provider))
        continue;
      entry = llm_registry_ensure_entry (self, llm_provider_get_id (provider));
      if (entry->loaded)
        continue;
      entry->loaded = TRUE;
      lookup = g_new0 (Lookup, 1);
      lookup->task = g_object_ref (task);
      lookup->provider_id = g_strdup (entry->provider_id);
      lookup->route = g_strdup (entry->route);
      load->n_waiting++;
      llm_cache_lookup_async (self->cache, LLM_CACHE_MODELS, entry->route, -1, cancellable,
                              looked_up_cb, lookup);
    }
  load_finish_one (task);
}

/**
 * llm_registry_load_finish:
 * @self: a registry
 * @result: as given to the callback
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all was looked for; a list that cannot be read is none
 */
gboolean
llm_registry_load_finish (LlmRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * llm_registry_get_fetched_at:
 * @self: a registry
 * @provider_id: a provider
 *
 * Returns: when it told or last confirmed its list, Unix time in microseconds; 0 if
 *   what is known of its models is the dated catalogue's
 */
gint64
llm_registry_get_fetched_at (LlmRegistry *self, const char *provider_id)
{
  LlmRegistryEntry *entry;

  g_return_val_if_fail (LLM_IS_REGISTRY (self), 0);
  g_return_val_if_fail (provider_id != NULL, 0);

  entry = llm_registry_find_entry (self, provider_id);
  return entry != NULL ? entry->fetched_at : 0;
}

/**
 * llm_registry_get_error:
 * @self: a registry
 * @provider_id: a provider
 *
 * Returns: (transfer none) (nullable): why it could not be asked the last time; NULL
 *   if it could
 */
const GError *
llm_registry_get_error (LlmRegistry *self, const char *provider_id)
{
  LlmRegistryEntry *entry;

  g_return_val_if_fail (LLM_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (provider_id != NULL, NULL);

  entry = llm_registry_find_entry (self, provider_id);
  return entry != NULL ? entry->error : NULL;
}

/**
 * llm_registry_is_refreshing:
 * @self: a registry
 * @provider_id: a provider
 *
 * Returns: whether it is being asked right now
 */
gboolean
llm_registry_is_refreshing (LlmRegistry *self, const char *provider_id)
{
  LlmRegistryEntry *entry;

  g_return_val_if_fail (LLM_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (provider_id != NULL, FALSE);

  entry = llm_registry_find_entry (self, provider_id);
  return entry != NULL && entry->asking != NULL;
}

/* --- Servers on this machine --- */

static void
probed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  LlmRegistry *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) configured = llm_settings_get_endpoints (self->settings);
  g_autoptr (GPtrArray) found = NULL;
  GError *error = NULL;

  found = llm_prober_probe_finish (LLM_PROBER (object), result, &error);
  if (found == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_return_pointer (task, llm_prober_pick_new (found, configured),
                         (GDestroyNotify) g_ptr_array_unref);
}

/**
 * llm_registry_find_local_async:
 * @self: a registry
 * @cancellable: (nullable): a #GCancellable
 * @callback: called within a second
 * @user_data: for @callback
 *
 * Looks for servers on this machine that the user has not set up yet.  To be called
 * only when the user opens the selector of models or asks for it.
 */
void
llm_registry_find_local_async (LlmRegistry *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LLM_IS_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, llm_registry_find_local_async);
  if (self->prober == NULL)
    g_task_return_pointer (task,
                           g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free),
                           (GDestroyNotify) g_ptr_array_unref);
  else
    llm_prober_probe_async (self->prober, cancellable, probed_cb, g_steal_pointer (&task));
}

/**
 * llm_registry_find_local_finish:
 * @self: a registry
 * @result: as given to the callback
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type LlmEndpoint) (nullable): endpoints as they
 *   can be added to the settings, maybe none
 */
GPtrArray *
llm_registry_find_local_finish (LlmRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The object --- */

static void
llm_registry_dispose (GObject *object)
{
  LlmRegistry *self = LLM_REGISTRY (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  if (self->providers != NULL)
    g_signal_handlers_disconnect_by_data (self->providers, self);
  g_ptr_array_set_size (self->entries, 0);
  g_clear_object (&self->catalog);
  g_clear_object (&self->providers);
  g_clear_object (&self->secrets);
  g_clear_object (&self->cache);
  g_clear_object (&self->settings);
  g_clear_object (&self->prober);

  G_OBJECT_CLASS (llm_registry_parent_class)->dispose (object);
}

static void
llm_registry_finalize (GObject *object)
{
  LlmRegistry *self = LLM_REGISTRY (object);

  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (llm_registry_parent_class)->finalize (object);
}

static void
llm_registry_class_init (LlmRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_registry_dispose;
  object_class->finalize = llm_registry_finalize;

  /**
   * LlmRegistry::changed:
   * @self: the registry
   * @provider_id: whose list it is about
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", LLM_TYPE_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
llm_registry_init (LlmRegistry *self)
{
  self->entries = g_ptr_array_new_with_free_func (entry_free);
}

/**
 * llm_registry_new:
 * @catalog: what to keep up to date
 * @providers: a list of #LlmProvider
 * @secrets: to know who has a key; no key is loaded
 * @cache: (nullable): where lists are kept; NULL to keep none
 * @settings: base URLs, endpoints and the user's own prices
 *
 * Returns: (transfer full): a registry that has not loaded anything yet
 */
LlmRegistry *
llm_registry_new (LlmCatalog *catalog,
                  GListModel *providers,
                  LlmSecrets *secrets,
                  LlmCache *cache,
                  LlmSettings *settings)
{
  LlmRegistry *self;

  g_return_val_if_fail (LLM_IS_CATALOG (catalog), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (providers), NULL);
  g_return_val_if_fail (LLM_IS_SECRETS (secrets), NULL);
  g_return_val_if_fail (cache == NULL || LLM_IS_CACHE (cache), NULL);
  g_return_val_if_fail (LLM_IS_SETTINGS (settings), NULL);

  self = g_object_new (LLM_TYPE_REGISTRY, NULL);
  self->catalog = g_object_ref (catalog);
  self->providers = g_object_ref (providers);
  self->secrets = g_object_ref (secrets);
  g_set_object (&self->cache, cache);
  self->settings = g_object_ref (settings);
  llm_catalog_set_settings (catalog, settings);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, 0);
  g_signal_connect_object (providers, "items-changed", G_CALLBACK (providers_changed_cb), self, 0);
  return self;
}

/**
 * llm_registry_set_clock:
 * @self: a registry
 * @now: (nullable): what tells Unix time in microseconds; NULL for the system's clock
 * @user_data: for @now
 */
void
llm_registry_set_clock (LlmRegistry *self, gint64 (*now) (gpointer), gpointer user_data)
{
  g_return_if_fail (LLM_IS_REGISTRY (self));

  self->now = now;
  self->now_data = user_data;
}

/**
 * llm_registry_stop_all:
 * @self: a registry
 *
 * Stops asking whoever is being asked; those who wait are told so.
 */
void
llm_registry_stop_all (LlmRegistry *self)
{
  g_return_if_fail (LLM_IS_REGISTRY (self));

  for (guint i = 0; i < self->entries->len; i++)
    {
      LlmRegistryEntry *entry = self->entries->pdata[i];

      g_cancellable_cancel (entry->asking);
    }
}

/**
 * llm_registry_set_prober:
 * @self: a registry
 * @prober: (nullable): what finds servers on this machine
 */
void
llm_registry_set_prober (LlmRegistry *self, LlmProber *prober)
{
  g_return_if_fail (LLM_IS_REGISTRY (self));
  g_return_if_fail (prober == NULL || LLM_IS_PROBER (prober));

  g_set_object (&self->prober, prober);
}
