/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-catalog.h"

G_BEGIN_DECLS

LlmApi llm_catalog_api_for_openai_id (const char *id);
gboolean llm_catalog_json_load (LlmCatalog *catalog, GBytes *bytes, GError **error);

G_END_DECLS
