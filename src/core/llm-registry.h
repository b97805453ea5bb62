/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-cache.h"
#include "llm-catalog.h"
#include "llm-prober.h"
#include "llm-provider.h"
#include "llm-secrets.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/* How long a list of models is used before it is asked for again, in microseconds. */
#define LLM_REGISTRY_MAX_AGE (G_GINT64_CONSTANT (24) * 60 * 60 * G_USEC_PER_SEC)

/**
 * LlmRegistryOutcome:
 * @LLM_REGISTRY_UPDATED: the provider told its list
 * @LLM_REGISTRY_NOT_MODIFIED: the provider says that its list is as it was
 * @LLM_REGISTRY_FRESH: not asked: the list is young enough
 * @LLM_REGISTRY_NO_KEY: not asked: there is no key
 * @LLM_REGISTRY_NO_LIST: not asked: it has no list of models
 * @LLM_REGISTRY_FAILED: asked in vain; the models are those known before
 *
 * What became of asking a provider for its list.  The strings of
 * llm_registry_outcome_to_string() are part of the command line's contract.
 */
typedef enum
{
  LLM_REGISTRY_UPDATED,
  LLM_REGISTRY_NOT_MODIFIED,
  LLM_REGISTRY_FRESH,
  LLM_REGISTRY_NO_KEY,
  LLM_REGISTRY_NO_LIST,
  LLM_REGISTRY_FAILED,
} LlmRegistryOutcome;

const char *llm_registry_outcome_to_string (LlmRegistryOutcome outcome);

/**
 * LlmRegistryResult:
 * @provider_id: who
 * @outcome: what became of it
 * @n_models: how many models the list has, 0 if there is none
 * @fetched_at: when it was told or last confirmed, Unix time in microseconds; 0 if
 *   there is none
 * @error: (nullable): why it failed
 */
typedef struct
{
  char *provider_id;
  LlmRegistryOutcome outcome;
  guint n_models;
  gint64 fetched_at;
  GError *error;
} LlmRegistryResult;

void llm_registry_result_free (LlmRegistryResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRegistryResult, llm_registry_result_free)

/**
 * LlmRegistry:
 *
 * Keeps the catalogue up to date with what the providers tell of their models.
 * Nobody is asked by itself: a user interface calls llm_registry_refresh_async()
 * when its selector of models is opened, or when the user asks for it.
 *
 * Signal `::changed (const char *provider_id)` when what is known of the list of a
 * provider changed: its models, its age, the last error, or whether it is being
 * asked.
 */
#define LLM_TYPE_REGISTRY (llm_registry_get_type ())
G_DECLARE_FINAL_TYPE (LlmRegistry, llm_registry, LLM, REGISTRY, GObject)

LlmRegistry *llm_registry_new (LlmCatalog *catalog,
                               GListModel *providers,
                               LlmSecrets *secrets,
                               LlmCache *cache,
                               LlmSettings *settings);
void llm_registry_set_clock (LlmRegistry *self, gint64 (*now) (gpointer), gpointer user_data);
void llm_registry_set_prober (LlmRegistry *self, LlmProber *prober);

void llm_registry_stop_all (LlmRegistry *self);

void llm_registry_load_async (LlmRegistry *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean llm_registry_load_finish (LlmRegistry *self, GAsyncResult *result, GError **error);

void llm_registry_refresh_async (LlmRegistry *self,
                                 const char *provider_id,
                                 gboolean force,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *llm_registry_refresh_finish (LlmRegistry *self, GAsyncResult *result, GError **error);

gint64 llm_registry_get_fetched_at (LlmRegistry *self, const char *provider_id);
const GError *llm_registry_get_error (LlmRegistry *self, const char *provider_id);
gboolean llm_registry_is_refreshing (LlmRegistry *self, const char *provider_id);

void llm_registry_find_local_async (LlmRegistry *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *llm_registry_find_local_finish (LlmRegistry *self, GAsyncResult *result, GError **error);

G_END_DECLS
