/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"
#include "llm-provider.h"
#include "llm-secrets.h"
#include "llm-session.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/**
 * LlmHttpProvider:
 *
 * A vendor, or an endpoint of the user's, that is reached over HTTP.
 */
#define LLM_TYPE_HTTP_PROVIDER (llm_http_provider_get_type ())
G_DECLARE_FINAL_TYPE (LlmHttpProvider, llm_http_provider, LLM, HTTP_PROVIDER, GObject)

LlmProvider *llm_http_provider_new (const char *id,
                                    const char *name,
                                    LlmProviderFlags flags,
                                    const LlmCodec *codec,
                                    LlmSession *session,
                                    LlmSettings *settings,
                                    LlmSecrets *secrets);

G_END_DECLS
