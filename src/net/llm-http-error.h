/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>
#include "llm-error.h"

G_BEGIN_DECLS

/**
 * LlmConnectStep:
 *
 * How far a connection has come, to say where it is stuck.
 */
typedef enum
{
  LLM_CONNECT_QUEUED,
  LLM_CONNECT_RESOLVING,
  LLM_CONNECT_CONNECTING,
  LLM_CONNECT_PROXY,
  LLM_CONNECT_TLS,
  LLM_CONNECT_SENDING,
} LlmConnectStep;

LlmConnectStep llm_connect_step_from_event (LlmConnectStep step, GSocketClientEvent event);

GError *llm_http_error_from_transport (const GError *cause, const char *host, SoupMessage *message);
GError *llm_http_error_from_parts (guint status,
                                   SoupMessageHeaders *headers,
                                   GBytes *body,
                                   const char *key);
GError *llm_http_error_from_answer (SoupMessage *message, GBytes *body, const char *key);
GError *llm_http_error_connect_timeout (const char *host, double seconds, LlmConnectStep step);
void llm_http_error_hide_key (GError *error, const char *key);

G_END_DECLS
