/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-routing.h"

#include "llm-azure-target.h"
#include "llm-error.h"
#include "llm-notice.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Which way a request goes: to the vendor, to an endpoint of the user's with its
 * peculiarities, or through Azure.  docs/providers.md tells it for people. */

static void
add_notice (LlmRoute *route, const char *code, const char *argument)
{
  g_ptr_array_add (route->notices, llm_notice_new (code, argument));
}

static gboolean
needs_responses (const LlmRequest *request)
{
  LlmModel *model = request != NULL ? llm_request_get_model (request) : NULL;

  return model != NULL && llm_model_get_api (model) == LLM_API_RESPONSES;
}

static LlmRoute *
new_direct (const LlmRoutingTable *table, const LlmRequest *request)
{
  g_autofree char *base_url = llm_settings_get_base_url (table->settings, table->provider_id);
  const LlmCodec *codec = table->codec;
  LlmRoute *route;

  if (codec == llm_codec_openai () && needs_responses (request))
    codec = llm_codec_responses ();
  route = llm_route_new (codec, base_url);
  if (table->flags & (LLM_PROVIDER_NEEDS_KEY | LLM_PROVIDER_TAKES_KEY))
    route->key_id = g_strdup (table->provider_id);
  route->needs_key = (table->flags & LLM_PROVIDER_NEEDS_KEY) != 0;
  route->account_id = g_strdup (table->provider_id);
  return route;
}

static LlmRoute *
new_endpoint (const LlmRoutingTable *table)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (table->settings);
  LlmRoute *route = new_direct (table, NULL);

  for (guint i = 0; i < endpoints->len; i++)
    {
      const LlmEndpoint *endpoint = endpoints->pdata[i];

      if (strcmp (endpoint->id, table->provider_id) == 0)
        {
          route->dialect = llm_dialect_find (endpoint->preset);
          route->codec = route->dialect->codec ();
          route->headers = g_strdupv (endpoint->headers);
          route->ca_file = g_strdup (endpoint->ca_file);
          break;
        }
    }
  return route;
}

static LlmRoute *
new_azure (const LlmAzure *azure,
           const char *deployment,
           const LlmRequest *request,
           GError **error)
{
  g_autoptr (LlmAzureTarget) target = llm_azure_build_target (azure, deployment, error);
  const LlmCodec *codec;
  LlmRoute *route;

  if (target == NULL)
    return NULL;
  codec = target->dialect->codec ();
  if (azure->style == LLM_AZURE_V1 && needs_responses (request))
    codec = llm_codec_responses ();
  route = llm_route_new (codec, target->base_url);
  route->checked = TRUE;
  route->model = g_steal_pointer (&target->model);
  route->auth = target->auth;
  route->dialect = target->dialect;
  route->key_id = g_strdup (LLM_AZURE_PROVIDER_ID);
  route->needs_key = TRUE;
  route->account_id = g_strdup (LLM_AZURE_PROVIDER_ID);
  if (deployment != NULL)
    add_notice (route, LLM_NOTICE_AZURE, deployment);
  if (deployment != NULL && !llm_azure_tells_usage (azure))
    add_notice (route, LLM_NOTICE_OLD_API_VERSION, azure->api_version);
  return route;
}

static LlmRoute *
find_for_model (const LlmRoutingTable *table,
                const LlmAzure *azure,
                const LlmRequest *request,
                GError **error)
{
  const char *model_id = llm_request_get_model_id (request);
  g_autofree char *deployment
      = llm_azure_find_deployment (azure, table->provider_id, model_id);
  LlmRoute *route;

  if (deployment != NULL)
    return new_azure (azure, deployment, request, error);
  if (!azure->allow_direct)
    {
      g_propagate_error (
          error, llm_error_new_printf (LLM_ERROR_MODEL_NOT_FOUND, NULL,
                                       _ ("Azure has no deployment of “%s”. Add one in "
                                          "Preferences, or allow to ask the vendor directly."),
                                       model_id));
      return NULL;
    }
  route = new_direct (table, request);
  add_notice (route, LLM_NOTICE_DIRECT, NULL);
  return route;
}

/**
 * llm_routing_find:
 * @table: whom it is about
 * @request: (nullable): what is asked; NULL for the provider itself: its key, its list
 *   of models
 * @error: where to put an #LLM_ERROR
 *
 * Returns: (transfer full) (nullable): the way, to be checked by llm_route_check()
 */
LlmRoute *
llm_routing_find (const LlmRoutingTable *table, const LlmRequest *request, GError **error)
{
  g_autoptr (LlmAzure) azure = NULL;
  gboolean is_azure;

  g_return_val_if_fail (table != NULL, NULL);

  if ((table->flags & LLM_PROVIDER_CUSTOM) != 0)
    return new_endpoint (table);

  is_azure = strcmp (table->provider_id, LLM_AZURE_PROVIDER_ID) == 0;
  azure = llm_settings_get_azure (table->settings);
  if (is_azure && request == NULL)
    return new_azure (azure, NULL, NULL, error);
  if (is_azure || (request != NULL && llm_azure_routes (azure, table->provider_id)))
    return find_for_model (table, azure, request, error);
  return new_direct (table, request);
}
