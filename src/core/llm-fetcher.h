/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LlmFetcher:
 *
 * Fetches a public file from the network because the user has asked for it.
 */
#define LLM_TYPE_FETCHER (llm_fetcher_get_type ())
G_DECLARE_INTERFACE (LlmFetcher, llm_fetcher, LLM, FETCHER, GObject)

/**
 * LlmFetcherInterface:
 * @fetch_async: begins to fetch
 * @fetch_finish: ends it
 */
struct _LlmFetcherInterface
{
  GTypeInterface parent_iface;

  void (*fetch_async) (LlmFetcher *self,
                       const char *uri,
                       gsize max_size,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  GBytes *(*fetch_finish) (LlmFetcher *self, GAsyncResult *result, GError **error);
};

void llm_fetcher_fetch_async (LlmFetcher *self,
                              const char *uri,
                              gsize max_size,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GBytes *llm_fetcher_fetch_finish (LlmFetcher *self, GAsyncResult *result, GError **error);

G_END_DECLS
