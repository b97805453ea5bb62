/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-net.h"

#include "llm-azure.h"
#include "llm-catalog-json.h"
#include "llm-codec.h"
#include "llm-demo-models.h"
#include "llm-demo-provider.h"
#include "llm-http-fetcher.h"
#include "llm-http-provider.h"
#include "llm-http-target.h"
#include "llm-local-probe.h"
#include "llm-net-resources.h"
#include "llm-session.h"

#include <glib/gi18n-lib.h>

#define MODELS_RESOURCE "/io/github/jbuz/LLMSelect/net/models.json"

/* --- The list of providers --- */

/* The providers, of which some come and go with the settings. */
#define LLM_TYPE_PROVIDER_LIST (llm_provider_list_get_type ())
G_DECLARE_FINAL_TYPE (LlmProviderList, llm_provider_list, LLM, PROVIDER_LIST, GObject)

struct _LlmProviderList
{
  GObject parent_instance;

  GPtrArray *providers;
  guint n_endpoints;    /* they are before the demo, which is last */
  GPtrArray *endpoints; /* as the settings have them */
  LlmSession *session;
  LlmSettings *settings;
  LlmSecrets *secrets;
};

static void llm_provider_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LlmProviderList,
                               llm_provider_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      llm_provider_list_iface_init))

static const struct
{
  const char *id;
  const char *name;
  const LlmCodec *(*codec) (void);
  LlmProviderFlags flags;
} vendors[] = {
  { "openai", "OpenAI", llm_codec_openai, 0 },
  { "anthropic", "Anthropic", llm_codec_anthropic, LLM_PROVIDER_NO_SEED },
  { "gemini", "Google Gemini", llm_codec_gemini, 0 },
  { "mistral", "Mistral", llm_codec_mistral, 0 },
  { LLM_AZURE_PROVIDER_ID, "Azure AI Foundry", llm_codec_compatible, LLM_PROVIDER_NO_LIST },
};

static GType
llm_provider_list_get_item_type (GListModel *model)
{
  return LLM_TYPE_PROVIDER;
}

static guint
llm_provider_list_get_n_items (GListModel *model)
{
  return LLM_PROVIDER_LIST (model)->providers->len;
}

static gpointer
llm_provider_list_get_item (GListModel *model, guint position)
{
  LlmProviderList *self = LLM_PROVIDER_LIST (model);

  if (position >= self->providers->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->providers, position));
}

static LlmProvider *
new_endpoint (LlmProviderList *self, const LlmEndpoint *endpoint)
{
  LlmProviderFlags flags = LLM_PROVIDER_TAKES_KEY | LLM_PROVIDER_CUSTOM;
  g_autoptr (GUri) uri = g_uri_parse (endpoint->base_url, G_URI_FLAGS_NONE, NULL);

  if (uri != NULL && llm_host_is_loopback (g_uri_get_host (uri)))
    flags |= LLM_PROVIDER_LOCAL;
  return llm_http_provider_new (endpoint->id, endpoint->name, flags, llm_codec_compatible (),
                                self->session, self->settings, self->secrets);
}

static gboolean
has_id (GPtrArray *providers, const char *id)
{
  for (guint i = 0; i < providers->len; i++)
    {
      if (g_str_equal (llm_provider_get_id (g_ptr_array_index (providers, i)), id))
        return TRUE;
    }
  return FALSE;
}

/* An endpoint that is as it was keeps its object: somebody may hold it. */
static LlmProvider *
find_same (LlmProviderList *self, const LlmEndpoint *endpoint)
{
  for (guint i = 0; i < self->n_endpoints; i++)
    {
      LlmProvider *provider = g_ptr_array_index (self->providers, G_N_ELEMENTS (vendors) + i);

      if (llm_endpoint_equal (g_ptr_array_index (self->endpoints, i), endpoint))
        return g_object_ref (provider);
    }
  return NULL;
}

static void
update_endpoints (LlmProviderList *self)
{
  g_autoptr (GPtrArray) endpoints = llm_settings_get_endpoints (self->settings);
  g_autoptr (GPtrArray) providers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) known
      = g_ptr_array_new_with_free_func ((GDestroyNotify) llm_endpoint_free);
  guint n_old = self->n_endpoints;

  for (guint i = 0; i < endpoints->len; i++)
    {
      const LlmEndpoint *endpoint = g_ptr_array_index (endpoints, i);
      LlmProvider *provider;

      if (!llm_endpoint_id_is_valid (endpoint->id) || has_id (providers, endpoint->id))
        continue;
      provider = find_same (self, endpoint);
      if (provider == NULL)
        provider = new_endpoint (self, endpoint);
      g_ptr_array_add (providers, provider);
      g_ptr_array_add (known, llm_endpoint_copy (endpoint));
    }

  if (n_old > 0)
    g_ptr_array_remove_range (self->providers, G_N_ELEMENTS (vendors), n_old);
  for (guint i = 0; i < providers->len; i++)
    g_ptr_array_insert (self->providers, (gint) (G_N_ELEMENTS (vendors) + i),
                        g_object_ref (g_ptr_array_index (providers, i)));
  self->n_endpoints = providers->len;
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);
  self->endpoints = g_steal_pointer (&known);
  if (n_old > 0 || self->n_endpoints > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), G_N_ELEMENTS (vendors), n_old,
                                self->n_endpoints);
}

static void
settings_changed_cb (LlmSettings *settings, const char *key, gpointer user_data)
{
  if (g_strcmp0 (key, "endpoints") == 0)
    update_endpoints (LLM_PROVIDER_LIST (user_data));
}

static void
llm_provider_list_dispose (GObject *object)
{
  LlmProviderList *self = LLM_PROVIDER_LIST (object);

  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_ptr_array_set_size (self->providers, 0);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (llm_provider_list_parent_class)->dispose (object);
}

static void
llm_provider_list_finalize (GObject *object)
{
  LlmProviderList *self = LLM_PROVIDER_LIST (object);

  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->endpoints, g_ptr_array_unref);

  G_OBJECT_CLASS (llm_provider_list_parent_class)->finalize (object);
}

static void
llm_provider_list_class_init (LlmProviderListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = llm_provider_list_dispose;
  object_class->finalize = llm_provider_list_finalize;
}

static void
llm_provider_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = llm_provider_list_get_item_type;
  iface->get_n_items = llm_provider_list_get_n_items;
  iface->get_item = llm_provider_list_get_item;
}

static void
llm_provider_list_init (LlmProviderList *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * llm_net_create_providers:
 * @settings: where base URLs, time-outs and endpoints are
 * @secrets: where keys are
 *
 * The vendors, the endpoints of @settings as they come and go, and the demo.
 * Nothing is connected or started before the first request.
 *
 * Returns: (transfer full): a list of #LlmProvider
 */
GListModel *
llm_net_create_providers (LlmSettings *settings, LlmSecrets *secrets)
{
  LlmProviderList *self;

  g_return_val_if_fail (LLM_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (LLM_IS_SECRETS (secrets), NULL);

  self = g_object_new (LLM_TYPE_PROVIDER_LIST, NULL);
  self->session = llm_session_new ();
  self->settings = g_object_ref (settings);
  self->secrets = g_object_ref (secrets);

  for (guint i = 0; i < G_N_ELEMENTS (vendors); i++)
    g_ptr_array_add (self->providers,
                     llm_http_provider_new (vendors[i].id, vendors[i].name,
                                            vendors[i].flags | LLM_PROVIDER_NEEDS_KEY
                                                | LLM_PROVIDER_TAKES_KEY,
                                            vendors[i].codec (), self->session, settings, secrets));
  g_ptr_array_add (self->providers, llm_demo_provider_new (settings));
  update_endpoints (self);
  g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, 0);
  return G_LIST_MODEL (self);
}

/**
 * llm_net_create_prober:
 *
 * Nothing is connected before it is used; its connections are apart from those of the
 * providers.
 *
 * Returns: (transfer full): what finds the servers on this machine
 */
LlmProber *
llm_net_create_prober (void)
{
  g_autoptr (LlmSession) session = llm_session_new ();

  return llm_local_prober_new (session);
}

/**
 * llm_net_create_fetcher:
 *
 * Nothing is connected before it is used; its connections are apart from those of the
 * providers.
 *
 * Returns: (transfer full): what fetches the images of answers
 */
LlmFetcher *
llm_net_create_fetcher (void)
{
  return llm_http_fetcher_new ();
}

/* --- The catalogue --- */

static gboolean
add_demo_models (LlmCatalog *catalog, GError **error)
{
  g_autoptr (GPtrArray) models = llm_demo_models_load_summaries (error);

  if (models == NULL)
    return FALSE;
  for (guint i = 0; i < models->len; i++)
    {
      const LlmDemoModel *demo = g_ptr_array_index (models, i);
      /* Translators: the name of a model of the built-in demonstration. */
      g_autofree char *name = g_strdup_printf (_ ("%s (demo)"), demo->name);
      g_autoptr (LlmModel) model = NULL;
      LlmModelFacts facts;

      /* What a canned answer costs is nothing, and no figure of the vendors. */
      llm_model_facts_init (&facts);
      facts.provider_id = LLM_DEMO_PROVIDER_ID;
      facts.id = demo->id;
      facts.name = name;
      facts.description = demo->description;
      facts.vision = demo->has_vision;
      facts.known = LLM_MODEL_KNOWS_VISION;
      facts.reasoning = demo->has_reasoning;
      model = llm_model_new (&facts);
      llm_catalog_add (catalog, model);
    }
  return TRUE;
}

/**
 * llm_net_load_catalog:
 * @catalog: where to add models
 * @error: where to put what is wrong with the built-in data
 *
 * Adds the dated built-in catalogue, then the demo's models.
 *
 * Returns: whether both could be read
 */
gboolean
llm_net_load_catalog (LlmCatalog *catalog, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (LLM_IS_CATALOG (catalog), FALSE);

  bytes = g_resource_lookup_data (llm_net_get_resource (), MODELS_RESOURCE,
                                  G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return bytes != NULL && llm_catalog_json_load (catalog, bytes, error)
         && add_demo_models (catalog, error);
}
