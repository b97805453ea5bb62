/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-codec.h"
#include "llm-provider.h"
#include "llm-secrets.h"
#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmHttpStreamSetup:
 * @session: the session to use
 * @codec: the wire format
 * @provider_id: whose key to look up
 * @provider_name: for people
 * @base_url: (nullable): as configured; checked here
 * @secrets: (nullable): where the key is, NULL for a provider that takes none
 * @needs_key: whether to give up without a key
 * @private_host: whether the host in @base_url is a mere placeholder
 * @request: what to ask
 * @error: (nullable): why there is no use in trying
 * @connect_timeout: in seconds, until the request is being sent; 0 for no limit
 * @first_token_timeout: in seconds from then until the first text or reasoning
 * @idle_timeout: in seconds between any two bytes after that
 *
 * What llm_http_stream_start() needs; it keeps copies and references.
 */
typedef struct
{
  LlmSession *session;
  const LlmCodec *codec;
  const char *provider_id;
  const char *provider_name;
  const char *base_url;
  LlmSecrets *secrets;
  gboolean needs_key;
  gboolean private_host;
  LlmRequest *request;
  const GError *error;
  double connect_timeout;
  double first_token_timeout;
  double idle_timeout;
} LlmHttpStreamSetup;

/**
 * LlmHttpStream:
 *
 * One request of any vendor over HTTP, its answer read as server-sent events and
 * understood by the vendor's codec.
 */
#define LLM_TYPE_HTTP_STREAM (llm_http_stream_get_type ())
G_DECLARE_FINAL_TYPE (LlmHttpStream, llm_http_stream, LLM, HTTP_STREAM, LlmStream)

LlmStream *llm_http_stream_start (const LlmHttpStreamSetup *setup);

G_END_DECLS
