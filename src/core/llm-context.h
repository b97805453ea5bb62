/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-archive.h"
#include "llm-cache.h"
#include "llm-catalog.h"
#include "llm-fetcher.h"
#include "llm-images.h"
#include "llm-provider.h"
#include "llm-registry.h"
#include "llm-runner.h"
#include "llm-secrets.h"
#include "llm-settings.h"
#include "llm-store.h"

G_BEGIN_DECLS

/**
 * LlmContext:
 *
 * Everything windows and the command line need, put together by main: the
 * providers (a #GListModel of #LlmProvider), the catalogue of models, the store,
 * the cache, the keys, the settings, the registry of models, the runner, what fetches
 * files, and what keeps the history file safe.
 */
#define LLM_TYPE_CONTEXT (llm_context_get_type ())
G_DECLARE_FINAL_TYPE (LlmContext, llm_context, LLM, CONTEXT, GObject)

LlmContext *llm_context_new (LlmSettings *settings,
                             LlmSecrets *secrets,
                             LlmStore *store,
                             GListModel *providers,
                             LlmCatalog *catalog,
                             LlmCache *cache);
LlmSettings *llm_context_get_settings (LlmContext *self);
LlmSecrets *llm_context_get_secrets (LlmContext *self);
LlmStore *llm_context_get_store (LlmContext *self);
GListModel *llm_context_get_providers (LlmContext *self);
LlmCatalog *llm_context_get_catalog (LlmContext *self);
LlmCache *llm_context_get_cache (LlmContext *self);
LlmRegistry *llm_context_get_registry (LlmContext *self);
LlmRunner *llm_context_get_runner (LlmContext *self);
void llm_context_set_fetcher (LlmContext *self, LlmFetcher *fetcher);
LlmFetcher *llm_context_get_fetcher (LlmContext *self);
void llm_context_set_images (LlmContext *self, LlmImages *images);
LlmImages *llm_context_get_images (LlmContext *self);
void llm_context_set_archive (LlmContext *self, LlmArchive *archive);
LlmArchive *llm_context_get_archive (LlmContext *self);

gboolean llm_context_parse_model (LlmContext *self,
                                  const char *spec,
                                  char **provider_id,
                                  char **model_id,
                                  GError **error);
char *llm_context_get_model_title (LlmContext *self, const char *provider_id, const char *model_id);
/**
 * LlmParamsTaken:
 * @LLM_TAKES_LIMIT: a limit of the output's tokens
 * @LLM_TAKES_SAMPLING: temperature and top-p
 * @LLM_TAKES_SEED: a seed
 * @LLM_TAKES_EFFORT: one of some levels of reasoning effort
 *
 * Which parameters a request to a model can have.
 */
typedef enum
{
  LLM_TAKES_LIMIT = 1 << 0,
  LLM_TAKES_SAMPLING = 1 << 1,
  LLM_TAKES_SEED = 1 << 2,
  LLM_TAKES_EFFORT = 1 << 3,
} LlmParamsTaken;

LlmParamsTaken llm_context_get_params_taken (LlmContext *self,
                                             const char *provider_id,
                                             const char *model_id,
                                             const char *const **effort_levels);
LlmAnswer *llm_context_new_answer (LlmContext *self, const char *column, GError **error);
char **llm_context_get_default_lineup (LlmContext *self);
char **llm_context_get_demo_lineup (LlmContext *self);

G_END_DECLS
