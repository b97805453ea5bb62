/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"
#include "llm-model-list.h"
#include "llm-provider.h"
#include "llm-settings.h"

G_BEGIN_DECLS

/**
 * LlmRoute:
 * @codec: the wire format
 * @base_url: where to
 * @host: (nullable): its host, for people; NULL when it does not matter
 * @checked: whether @base_url was checked already; may have a query then
 * @private_host: whether the host is a mere placeholder
 * @model: (nullable): see #LlmTarget
 * @auth: see #LlmTarget
 * @dialect: (nullable): see #LlmTarget
 * @headers: (nullable): see #LlmTarget
 * @key_id: (nullable): the provider whose key is sent; NULL for none
 * @needs_key: whether there is no use in asking without a key
 * @ca_file: (nullable): certificate authorities to trust instead of the system's
 * @account_id: whose rate limit counts, as a provider's id
 * @notices: what the reader should know of the way, as notices
 *
 * The way of one request: who is asked in which words, and with whose key.
 */
typedef struct
{
  const LlmCodec *codec;
  char *base_url;
  char *host;
  gboolean checked;
  gboolean private_host;
  char *model;
  LlmAuth auth;
  const LlmDialect *dialect;
  char **headers;
  char *key_id;
  gboolean needs_key;
  char *ca_file;
  char *account_id;
  GPtrArray *notices;
} LlmRoute;

LlmRoute *llm_route_new (const LlmCodec *codec, const char *base_url);
void llm_route_free (LlmRoute *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmRoute, llm_route_free)

gboolean llm_route_check (LlmRoute *self, const char *provider_name, GError **error);
void llm_route_get_target (const LlmRoute *self,
                           const char *key,
                           const char *continuation,
                           LlmTarget *target);
LlmModelListKind llm_route_get_list_kind (const LlmRoute *self);
void llm_route_get_image_limits (const LlmRoute *self, LlmImageLimits *limits);
char *llm_route_to_id (const LlmRoute *self);

G_END_DECLS
