/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "llm-fetcher.h"
#include "llm-session.h"

G_BEGIN_DECLS

/**
 * LlmHttpFetcher:
 *
 * Fetches public files over HTTPS, with a session of its own: without keys, cookies,
 * cache and `Referer`, through the system's proxy.
 *
 * An address comes from a model, so it must not lead to this computer or the network
 * around it.  Refused are names that are only used there (`localhost`, `.local`, one
 * label …), literal addresses that are not public, and, at the moment a connection is
 * made, what a public name resolves to: no packet is sent there.  The same holds for
 * every redirect.  What a proxy connects to is the proxy's own business: behind one, only
 * names and literal addresses are looked at.
 */
#define LLM_TYPE_HTTP_FETCHER (llm_http_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (LlmHttpFetcher, llm_http_fetcher, LLM, HTTP_FETCHER, GObject)

LlmFetcher *llm_http_fetcher_new (void);
LlmFetcher *llm_http_fetcher_new_for_tests (LlmSession *session,
                                            gboolean allow_loopback,
                                            double total_seconds,
                                            double idle_seconds);

G_END_DECLS
