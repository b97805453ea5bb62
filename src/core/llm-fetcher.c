/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-fetcher.h"

G_DEFINE_INTERFACE (LlmFetcher, llm_fetcher, G_TYPE_OBJECT)

static void
llm_fetcher_default_init (LlmFetcherInterface *iface)
{
}

/**
 * llm_fetcher_fetch_async:
 * @self: a fetcher
 * @uri: where the file is; `https:` only
 * @max_size: the most bytes it may have
 * @cancellable: (nullable): gives up
 * @callback: called when it is there or has failed
 * @user_data: for @callback
 *
 * Sends neither keys nor cookies nor where the address comes from.
 */
void
llm_fetcher_fetch_async (LlmFetcher *self,
                         const char *uri,
                         gsize max_size,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (LLM_IS_FETCHER (self));
  g_return_if_fail (uri != NULL && max_size > 0);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  LLM_FETCHER_GET_IFACE (self)->fetch_async (self, uri, max_size, cancellable, callback, user_data);
}

/**
 * llm_fetcher_fetch_finish:
 * @self: a fetcher
 * @result: what the callback got
 * @error: (out) (optional): %LLM_ERROR, or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the file, or NULL with @error set
 */
GBytes *
llm_fetcher_fetch_finish (LlmFetcher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LLM_IS_FETCHER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return LLM_FETCHER_GET_IFACE (self)->fetch_finish (self, result, error);
}
