/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include "llm-model.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/**
 * LlmCatalog:
 *
 * The models that are known, as a #GListModel of #LlmModel, with a look-up by
 * provider and id.  They come in the order in which they were added; those that
 * only a provider's own list tells of come behind the last of that provider.  What
 * is known of one model from several sides is merged by llm_model_merge().
 */
#define LLM_TYPE_CATALOG (llm_catalog_get_type ())
G_DECLARE_FINAL_TYPE (LlmCatalog, llm_catalog, LLM, CATALOG, GObject)

/* Fills @catalog; called at most once, when it is first looked into. */
typedef gboolean (*LlmCatalogLoadFunc) (LlmCatalog *catalog, GError **error);

LlmCatalog *llm_catalog_new (void);
LlmCatalog *llm_catalog_new_lazy (LlmCatalogLoadFunc load);
void llm_catalog_add (LlmCatalog *self, LlmModel *model);
void llm_catalog_add_all (LlmCatalog *self, GPtrArray *models);
void llm_catalog_set_list (LlmCatalog *self, const char *provider_id, GPtrArray *told);
void llm_catalog_set_settings (LlmCatalog *self, LlmSettings *settings);
LlmModel *llm_catalog_lookup (LlmCatalog *self, const char *provider_id, const char *model_id);
LlmModel *
llm_catalog_lookup_known (LlmCatalog *self, const char *provider_id, const char *model_id);

G_END_DECLS
