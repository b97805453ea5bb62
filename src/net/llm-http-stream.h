/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-provider.h"
#include "llm-route.h"
#include "llm-secrets.h"
#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmHttpStreamSetup:
 * @session: the session to use
 * @route: (transfer full) (nullable): the way; may be NULL with @error
 * @provider_id: who is asked, for the log
 * @provider_name: for people
 * @secrets: (nullable): where the route's key is
 * @request: what to ask
 * @error: (nullable): why there is no use in trying
 * @connect_timeout: in seconds, until the request is being sent; 0 for no limit
 * @first_token_timeout: in seconds from then until the first text or reasoning
 * @idle_timeout: in seconds between any two bytes after that
 *
 * What llm_http_stream_start() needs; it keeps copies and references, and the route.
 */
typedef struct
{
  LlmSession *session;
  LlmRoute *route;
  const char *provider_id;
  const char *provider_name;
  LlmSecrets *secrets;
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
