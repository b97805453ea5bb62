/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-settings.h"

#include "llm-secrets.h"

#include <math.h>
#include <string.h>

/* What the settings know of single providers and models: endpoints, Azure, rate
 * limits, prices. */

/* Endpoints read from a settings file, at most. */
#define ENDPOINTS_MAX 64

#define RATE_LIMIT_MAX 100000

/* --- Endpoints --- */

static void
read_options (LlmEndpoint *endpoint, GVariant *all)
{
  g_autoptr (GVariant) options = g_variant_lookup_value (all, endpoint->id, G_VARIANT_TYPE_VARDICT);
  g_auto (GStrv) headers = NULL;

  if (options == NULL)
    return;
  g_variant_lookup (options, "preset", "s", &endpoint->preset);
  g_variant_lookup (options, "ca-file", "s", &endpoint->ca_file);
  /* A relative path would mean another file in each folder. */
  if (endpoint->ca_file != NULL && !g_path_is_absolute (endpoint->ca_file))
    g_clear_pointer (&endpoint->ca_file, g_free);
  if (g_variant_lookup (options, "headers", "^as", &headers)
      && llm_endpoint_check_headers ((const char *const *) headers, NULL))
    endpoint->headers = g_steal_pointer (&headers);
}

static gboolean
has_options (const LlmEndpoint *endpoint)
{
  return endpoint->preset != NULL || endpoint->ca_file != NULL
         || (endpoint->headers != NULL && endpoint->headers[0] != NULL);
}

static GVariant *
write_options (const LlmEndpoint *endpoint)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (endpoint->preset != NULL)
    g_variant_dict_insert (&dict, "preset", "s", endpoint->preset);
  if (endpoint->ca_file != NULL)
    g_variant_dict_insert (&dict, "ca-file", "s", endpoint->ca_file);
  if (endpoint->headers != NULL && endpoint->headers[0] != NULL)
    g_variant_dict_insert (&dict, "headers", "^as", endpoint->headers);
  return g_variant_dict_end (&dict);
}

/**
 * llm_settings_get_endpoints:
 * @self: the settings
 *
 * Entries that cannot be used (an id that is invalid, built in or taken before, no
 * base URL) are left out.
 *
 * Returns: (transfer full) (element-type LlmEndpoint): the servers the user has
 *   added, in order
 */
GPtrArray *
llm_settings_get_endpoints (LlmSettings *self)
{
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GHashTable) seen = NULL;
  GPtrArray *endpoints;
  GVariantIter iter;
  const char *id;
  const char *name;
  const char *base_url;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  endpoints = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  stored = g_settings_get_value (llm_settings_get_gsettings (self), "endpoints");
  options = g_settings_get_value (llm_settings_get_gsettings (self), "endpoint-options");
  g_variant_iter_init (&iter, stored);
  while (endpoints->len < ENDPOINTS_MAX
         && g_variant_iter_next (&iter, "(&s&s&s)", &id, &name, &base_url))
    {
      g_autoptr (LlmEndpoint) endpoint = NULL;

      if (!llm_endpoint_id_is_valid (id) || g_hash_table_contains (seen, id))
        continue;
      endpoint = llm_endpoint_new (id, name, base_url);
      if (*endpoint->base_url == '\0')
        continue;
      read_options (endpoint, options);
      g_hash_table_add (seen, endpoint->id);
      g_ptr_array_add (endpoints, g_steal_pointer (&endpoint));
    }

  return endpoints;
}

/**
 * llm_settings_set_endpoints:
 * @self: the settings
 * @endpoints: (element-type LlmEndpoint): the servers the user has added, in order
 */
void
llm_settings_set_endpoints (LlmSettings *self, GPtrArray *endpoints)
{
  GSettings *gsettings;
  GVariantBuilder builder, options;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (endpoints != NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sss)"));
  g_variant_builder_init (&options, G_VARIANT_TYPE ("a{sa{sv}}"));
  for (guint i = 0; i < endpoints->len; i++)
    {
      LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);

      g_variant_builder_add (&builder, "(sss)", endpoint->id, endpoint->name, endpoint->base_url);
      if (has_options (endpoint))
        g_variant_builder_add (&options, "{s@a{sv}}", endpoint->id, write_options (endpoint));
    }
  /* The options first: the list is what others listen to. */
  gsettings = llm_settings_get_gsettings (self);
  g_settings_set_value (gsettings, "endpoint-options", g_variant_builder_end (&options));
  g_settings_set_value (gsettings, "endpoints", g_variant_builder_end (&builder));
}

/* --- Azure --- */

static void
read_azure (LlmAzure *azure, GVariant *stored)
{
  const char *text;

  g_variant_lookup (stored, "enabled", "b", &azure->enabled);
  g_variant_lookup (stored, "allow-direct", "b", &azure->allow_direct);
  if (g_variant_lookup (stored, "endpoint", "&s", &text))
    llm_azure_set_endpoint (azure, text);
  if (g_variant_lookup (stored, "api-version", "&s", &text))
    llm_azure_set_api_version (azure, text);
  if (g_variant_lookup (stored, "style", "&s", &text))
    llm_azure_style_from_string (text, &azure->style);
  if (g_variant_lookup (stored, "auth", "&s", &text))
    llm_azure_auth_from_string (text, &azure->auth);
  if (g_variant_lookup (stored, "providers", "^as", NULL))
    {
      g_clear_pointer (&azure->providers, g_strfreev);
      g_variant_lookup (stored, "providers", "^as", &azure->providers);
    }
}

/**
 * llm_settings_get_stored_azure:
 * @self: the settings
 *
 * Returns: (transfer full): how the user has set Azure up, whatever the environment
 *   says; what is to be changed and given to llm_settings_set_azure()
 */
LlmAzure *
llm_settings_get_stored_azure (LlmSettings *self)
{
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GVariant) deployments = NULL;
  LlmAzure *azure;
  GVariantIter iter;
  const char *model;
  const char *deployment;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  azure = llm_azure_new ();
  stored = g_settings_get_value (llm_settings_get_gsettings (self), "azure");
  read_azure (azure, stored);
  deployments = g_settings_get_value (llm_settings_get_gsettings (self), "azure-deployments");
  g_variant_iter_init (&iter, deployments);
  while (g_variant_iter_next (&iter, "{&s&s}", &model, &deployment))
    llm_azure_set_deployment (azure, model, deployment);
  return azure;
}

/**
 * llm_settings_get_azure:
 * @self: the settings
 *
 * What is stored, overridden by the environment variables of llm-azure.h.  Not to be
 * given to llm_settings_set_azure(), which would store the environment.
 *
 * Returns: (transfer full): how Azure is used
 */
LlmAzure *
llm_settings_get_azure (LlmSettings *self)
{
  LlmAzure *azure;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), NULL);

  azure = llm_settings_get_stored_azure (self);
  llm_azure_apply_environment (azure);
  return azure;
}

/**
 * llm_settings_set_azure:
 * @self: the settings
 * @azure: how Azure is to be used
 */
void
llm_settings_set_azure (LlmSettings *self, const LlmAzure *azure)
{
  static const char *const none[] = { NULL };
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  GSettings *gsettings;
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer model, deployment;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (azure != NULL);

  g_variant_dict_insert (&dict, "enabled", "b", azure->enabled);
  g_variant_dict_insert (&dict, "allow-direct", "b", azure->allow_direct);
  g_variant_dict_insert (&dict, "endpoint", "s", azure->endpoint);
  g_variant_dict_insert (&dict, "api-version", "s", azure->api_version);
  g_variant_dict_insert (&dict, "style", "s", llm_azure_style_to_string (azure->style));
  g_variant_dict_insert (&dict, "auth", "s", llm_azure_auth_to_string (azure->auth));
  g_variant_dict_insert (&dict, "providers", "^as",
                         azure->providers != NULL ? (const char *const *) azure->providers : none);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_hash_table_iter_init (&iter, azure->deployments);
  while (g_hash_table_iter_next (&iter, &model, &deployment))
    g_variant_builder_add (&builder, "{ss}", model, deployment);

  gsettings = llm_settings_get_gsettings (self);
  g_settings_set_value (gsettings, "azure-deployments", g_variant_builder_end (&builder));
  g_settings_set_value (gsettings, "azure", g_variant_dict_end (&dict));
}

/* --- Retries, rate limits, the cache of answers, the trash --- */

/**
 * llm_settings_get_max_retries:
 * @self: the settings
 *
 * Returns: how many attempts are made after the first one, at most
 */
guint
llm_settings_get_max_retries (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return g_settings_get_uint (llm_settings_get_gsettings (self), "max-retries");
}

/**
 * llm_settings_get_rate_limit:
 * @self: the settings
 * @provider_id: a provider
 *
 * Returns: how many requests a minute may be sent to it; 0 for any number
 */
guint
llm_settings_get_rate_limit (LlmSettings *self, const char *provider_id)
{
  g_autoptr (GVariant) limits = NULL;
  guint limit;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);
  g_return_val_if_fail (provider_id != NULL, 0);

  limits = g_settings_get_value (llm_settings_get_gsettings (self), "rate-limits");
  if (g_variant_lookup (limits, provider_id, "u", &limit))
    return MIN (limit, RATE_LIMIT_MAX);
  return g_settings_get_uint (llm_settings_get_gsettings (self), "rate-limit");
}

/**
 * llm_settings_set_rate_limit:
 * @self: the settings
 * @provider_id: a provider
 * @per_minute: how many requests a minute may be sent to it; 0 for any number
 */
void
llm_settings_set_rate_limit (LlmSettings *self, const char *provider_id, guint per_minute)
{
  g_autoptr (GVariant) stored = NULL;
  GSettings *gsettings;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  guint limit;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (provider_id != NULL);

  gsettings = llm_settings_get_gsettings (self);
  stored = g_settings_get_value (gsettings, "rate-limits");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{su}"));
  g_variant_iter_init (&iter, stored);
  while (g_variant_iter_next (&iter, "{&su}", &id, &limit))
    {
      if (strcmp (id, provider_id) != 0)
        g_variant_builder_add (&builder, "{su}", id, limit);
    }
  if (per_minute != g_settings_get_uint (gsettings, "rate-limit"))
    g_variant_builder_add (&builder, "{su}", provider_id, MIN (per_minute, RATE_LIMIT_MAX));
  g_settings_set_value (gsettings, "rate-limits", g_variant_builder_end (&builder));
}

/**
 * llm_settings_get_response_cache:
 * @self: the settings
 *
 * Returns: whether an equal request is answered from the cache
 */
gboolean
llm_settings_get_response_cache (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (llm_settings_get_gsettings (self), "response-cache");
}

/**
 * llm_settings_get_keep_raw_events:
 * @self: the settings
 *
 * Returns: whether the record of an answer has what the provider sent, too
 */
gboolean
llm_settings_get_keep_raw_events (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);

  return g_settings_get_boolean (llm_settings_get_gsettings (self), "keep-raw-events");
}

/**
 * llm_settings_get_trash_days:
 * @self: the settings
 *
 * Returns: after how many days what is in the trash is deleted for good; 0 for never
 */
guint
llm_settings_get_trash_days (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return g_settings_get_uint (llm_settings_get_gsettings (self), "trash-days");
}

/**
 * llm_settings_get_image_retention_days:
 * @self: the settings
 *
 * Returns: after how many days without use a conversation that is not pinned gives up
 *   the images of its prompts; 0 for never
 */
guint
llm_settings_get_image_retention_days (LlmSettings *self)
{
  g_return_val_if_fail (LLM_IS_SETTINGS (self), 0);

  return g_settings_get_uint (llm_settings_get_gsettings (self), "image-retention-days");
}

/**
 * llm_settings_set_image_retention_days:
 * @self: the settings
 * @days: 0 for never; at most 3650
 */
void
llm_settings_set_image_retention_days (LlmSettings *self, guint days)
{
  g_return_if_fail (LLM_IS_SETTINGS (self));

  g_settings_set_uint (llm_settings_get_gsettings (self), "image-retention-days",
                       MIN (days, 3650));
}

/* --- Prices --- */

/* A settings file may say anything; a price below zero says nothing. */
static double
valid_price (double price)
{
  return isfinite (price) && price >= 0 ? price : NAN;
}

/* A price that is not known is stored as -1: not every reader of keyfiles takes nan. */
static double
storable_price (double price)
{
  return isfinite (price) && price >= 0 ? price : -1.0;
}

/**
 * llm_settings_get_price:
 * @self: the settings
 * @provider_id: a provider
 * @model_id: one of its models
 * @prices: (out): the user's own prices; what the user left open is NAN
 *
 * Returns: whether the user has set any
 */
gboolean
llm_settings_get_price (LlmSettings *self,
                        const char *provider_id,
                        const char *model_id,
                        LlmPrices *prices)
{
  g_autoptr (GVariant) stored = NULL;
  g_autofree char *key = NULL;
  double in, cached, written, out;

  g_return_val_if_fail (LLM_IS_SETTINGS (self), FALSE);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, FALSE);
  g_return_val_if_fail (prices != NULL, FALSE);

  llm_prices_init (prices);
  stored = g_settings_get_value (llm_settings_get_gsettings (self), "prices");
  key = g_strconcat (provider_id, ":", model_id, NULL);
  if (!g_variant_lookup (stored, key, "(dddd)", &in, &cached, &written, &out))
    return FALSE;
  prices->in = valid_price (in);
  prices->cached_in = valid_price (cached);
  prices->cache_write = valid_price (written);
  prices->out = valid_price (out);
  prices->source = LLM_PRICE_USER;
  return TRUE;
}

/**
 * llm_settings_set_price:
 * @self: the settings
 * @provider_id: a provider
 * @model_id: one of its models
 * @prices: (nullable): the user's own prices; NULL to go back to those that are known
 */
void
llm_settings_set_price (LlmSettings *self,
                        const char *provider_id,
                        const char *model_id,
                        const LlmPrices *prices)
{
  g_autoptr (GVariant) stored = NULL;
  g_autofree char *key = NULL;
  GSettings *gsettings;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  double in, cached, written, out;

  g_return_if_fail (LLM_IS_SETTINGS (self));
  g_return_if_fail (provider_id != NULL && model_id != NULL);

  gsettings = llm_settings_get_gsettings (self);
  key = g_strconcat (provider_id, ":", model_id, NULL);
  stored = g_settings_get_value (gsettings, "prices");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{s(dddd)}"));
  g_variant_iter_init (&iter, stored);
  while (g_variant_iter_next (&iter, "{&s(dddd)}", &other, &in, &cached, &written, &out))
    {
      if (strcmp (other, key) != 0)
        g_variant_builder_add (&builder, "{s(dddd)}", other, in, cached, written, out);
    }
  if (prices != NULL)
    g_variant_builder_add (&builder, "{s(dddd)}", key, storable_price (prices->in),
                           storable_price (prices->cached_in), storable_price (prices->cache_write),
                           storable_price (prices->out));
  g_settings_set_value (gsettings, "prices", g_variant_builder_end (&builder));
}
