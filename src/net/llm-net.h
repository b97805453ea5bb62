/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-catalog.h"
#include "llm-fetcher.h"
#include "llm-prober.h"
#include "llm-provider.h"
#include "llm-secrets.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/* The providers, in the order of the user interface: OpenAI, Anthropic, Gemini,
 * Mistral, the user's endpoints (followed as settings change), the demo last.
 * Creates no connection and no server until the first request. */
GListModel *llm_net_create_providers (LlmSettings *settings, LlmSecrets *secrets);

/* Finds the servers that run on this machine, when it is asked to. */
LlmProber *llm_net_create_prober (void);

/* Fetches public files over HTTPS, when it is asked to. */
LlmFetcher *llm_net_create_fetcher (void);

/* Adds the dated built-in catalogue and the demo's models.  Quick (one read of a
 * resource), no I/O. */
gboolean llm_net_load_catalog (LlmCatalog *catalog, GError **error);

G_END_DECLS
