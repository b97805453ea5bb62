/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-route.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/**
 * LlmRoutingTable:
 * @settings: where Azure and the endpoints are
 * @provider_id: who is asked
 * @flags: what is special about that provider
 * @codec: the provider's own wire format
 *
 * What the way of a request to a provider is found by.
 */
typedef struct
{
  LlmSettings *settings;
  const char *provider_id;
  LlmProviderFlags flags;
  const LlmCodec *codec;
} LlmRoutingTable;

LlmRoute *
llm_routing_find (const LlmRoutingTable *table, const LlmRequest *request, GError **error);

G_END_DECLS
