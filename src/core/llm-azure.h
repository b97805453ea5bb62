/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The provider id under which Azure's key is kept, and under which a deployment can
 * be asked by its own name. */
#define LLM_AZURE_PROVIDER_ID "azure"

/* The environment variables that win over what is stored; see also LlmAzureSlot. */
#define LLM_AZURE_VARIABLE_ENABLED "USE_AZURE_FOUNDRY"
#define LLM_AZURE_VARIABLE_ENDPOINT "AZURE_AI_FOUNDRY_ENDPOINT"
#define LLM_AZURE_VARIABLE_API_VERSION "AZURE_AI_FOUNDRY_API_VERSION"

/* An API version that tells the usage of streams; older ones do not. */
#define LLM_AZURE_USAGE_API_VERSION "2024-09-01"

/**
 * LlmAzureStyle:
 * @LLM_AZURE_DEPLOYMENTS: /openai/deployments/NAME/chat/completions?api-version=
 * @LLM_AZURE_V1: /openai/v1/chat/completions, the deployment's name in the body
 * @LLM_AZURE_MODELS: /models/chat/completions?api-version=, likewise
 *
 * The three ways to ask a deployment.
 */
typedef enum
{
  LLM_AZURE_DEPLOYMENTS,
  LLM_AZURE_V1,
  LLM_AZURE_MODELS,
} LlmAzureStyle;

/**
 * LlmAzureAuth:
 * @LLM_AZURE_API_KEY: the header api-key
 * @LLM_AZURE_BEARER: an Entra token, or a key, as bearer
 */
typedef enum
{
  LLM_AZURE_API_KEY,
  LLM_AZURE_BEARER,
} LlmAzureAuth;

/**
 * LlmAzureSlot:
 * @model: PROVIDER:MODEL, without date and "-latest"
 * @variable: the environment variable that names its deployment
 * @deployment: its deployment unless told otherwise
 *
 * A model that has a deployment by default.
 */
typedef struct
{
  const char *model;
  const char *variable;
  const char *deployment;
} LlmAzureSlot;

const LlmAzureSlot *llm_azure_get_slots (guint *n_slots);

/**
 * LlmAzure:
 * @enabled: whether models are asked through Azure
 * @providers: (nullable): whose models; NULL or none for all vendors'
 * @endpoint: the resource's address, without trailing slash; "" for none
 * @api_version: such as "2024-02-15-preview"
 * @style: which URLs to use
 * @auth: how the key is sent
 * @allow_direct: whether a model without a deployment is asked directly
 * @deployments: PROVIDER:MODEL → deployment where it differs from the default; ""
 *   for a default that was removed
 * @environment: the same as the environment variables tell; wins, is never stored
 *
 * How Azure AI Foundry is used.
 */
typedef struct
{
  gboolean enabled;
  char **providers;
  char *endpoint;
  char *api_version;
  LlmAzureStyle style;
  LlmAzureAuth auth;
  gboolean allow_direct;
  GHashTable *deployments;
  GHashTable *environment;
} LlmAzure;

#define LLM_TYPE_AZURE (llm_azure_get_type ())
GType llm_azure_get_type (void) G_GNUC_CONST;

LlmAzure *llm_azure_new (void);
LlmAzure *llm_azure_copy (const LlmAzure *self);
void llm_azure_free (LlmAzure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LlmAzure, llm_azure_free)

void llm_azure_set_endpoint (LlmAzure *self, const char *endpoint);
void llm_azure_set_api_version (LlmAzure *self, const char *api_version);
gboolean llm_azure_api_version_is_valid (const char *api_version);
gboolean llm_azure_tells_usage (const LlmAzure *self);
gboolean llm_azure_model_is_valid (const char *model);
gboolean llm_azure_deployment_is_valid (const char *deployment);
void llm_azure_set_deployment (LlmAzure *self, const char *model, const char *deployment);
char *llm_azure_find_deployment (const LlmAzure *self,
                                 const char *provider_id,
                                 const char *model_id);
gboolean llm_azure_routes (const LlmAzure *self, const char *provider_id);
void llm_azure_apply_environment (LlmAzure *self);
gboolean llm_azure_environment_has (const char *variable);

const char *llm_azure_style_to_string (LlmAzureStyle style);
gboolean llm_azure_style_from_string (const char *string, LlmAzureStyle *style);
const char *llm_azure_auth_to_string (LlmAzureAuth auth);
gboolean llm_azure_auth_from_string (const char *string, LlmAzureAuth *auth);

G_END_DECLS
