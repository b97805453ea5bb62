/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-prober.h"

#include <string.h>

G_DEFINE_INTERFACE (LlmProber, llm_prober, G_TYPE_OBJECT)

static void
llm_prober_default_init (LlmProberInterface *iface)
{
}

/**
 * llm_prober_probe_async:
 * @self: a prober
 * @cancellable: (nullable): a #GCancellable
 * @callback: called on the caller's main context
 * @user_data: for @callback
 *
 * Asks all known ports of this machine at once, for less than a second.
 */
void
llm_prober_probe_async (LlmProber *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (LLM_IS_PROBER (self));

  LLM_PROBER_GET_IFACE (self)->probe_async (self, cancellable, callback, user_data);
}

/**
 * llm_prober_probe_finish:
 * @self: a prober
 * @result: as given to the callback
 * @error: where to put %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type LlmEndpoint) (nullable): the servers that
 *   answer, maybe none, in the order of the presets; their ids are those of the
 *   presets
 */
GPtrArray *
llm_prober_probe_finish (LlmProber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
get_local_port (const char *base_url, int *port)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_autoptr (GInetAddress) address = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return FALSE;
  *port = g_uri_get_port (uri);
  if (*port <= 0)
    *port = g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
  address = g_inet_address_new_from_string (host);
  return g_ascii_strcasecmp (host, "localhost") == 0
         || (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
is_configured (GPtrArray *endpoints, const LlmEndpoint *found)
{
  int port, other;

  if (!get_local_port (found->base_url, &port))
    return FALSE;
  for (guint i = 0; i < endpoints->len; i++)
    {
      const LlmEndpoint *endpoint = endpoints->pdata[i];

      if (get_local_port (endpoint->base_url, &other) && other == port)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_id (GPtrArray *endpoints, const char *id)
{
  for (guint i = 0; i < endpoints->len; i++)
    {
      const LlmEndpoint *endpoint = endpoints->pdata[i];

      if (strcmp (endpoint->id, id) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
choose_id (GPtrArray *configured, GPtrArray *chosen, LlmEndpoint *endpoint)
{
  g_autofree char *stem = g_strdup (endpoint->id);

  for (guint n = 2; has_id (configured, endpoint->id) || has_id (chosen, endpoint->id); n++)
    {
      g_free (endpoint->id);
      endpoint->id = g_strdup_printf ("%s-%u", stem, n);
    }
}

/**
 * llm_prober_pick_new:
 * @found: (element-type LlmEndpoint): servers on this machine
 * @configured: (element-type LlmEndpoint): the user's endpoints
 *
 * Returns: (transfer full) (element-type LlmEndpoint): copies of those of @found
 *   whose port no endpoint on this machine has, with ids that are free
 */
GPtrArray *
llm_prober_pick_new (GPtrArray *found, GPtrArray *configured)
{
  g_autoptr (GPtrArray) picked = NULL;

  g_return_val_if_fail (found != NULL && configured != NULL, NULL);

  picked = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (LlmEndpoint) endpoint = llm_endpoint_copy (found->pdata[i]);

      if (is_configured (configured, endpoint))
        continue;
      choose_id (configured, picked, endpoint);
      g_ptr_array_add (picked, g_steal_pointer (&endpoint));
    }
  return g_steal_pointer (&picked);
}
