/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "llm-azure.h"

#include "llm-endpoint.h"
#include "llm-endpoint-private.h"

#include <string.h>

#define DEFAULT_API_VERSION "2024-02-15-preview"

/* Bytes of a deployment's name, at most; Azure allows 64. */
#define DEPLOYMENT_MAX 128

/* Bytes of PROVIDER:MODEL, at most. */
#define MODEL_MAX 300

/* Models with a deployment of the user's, at most: a settings file may say anything. */
#define DEPLOYMENTS_MAX 1000

G_DEFINE_BOXED_TYPE (LlmAzure, llm_azure, llm_azure_copy, llm_azure_free)

static const LlmAzureSlot slots[] = {
  { "openai:gpt-4o", "AZURE_DEPLOYMENT_GPT4O", "gpt-4o-deployment" },
  { "openai:gpt-4o-mini", "AZURE_DEPLOYMENT_GPT4O_MINI", "gpt-4o-mini-deployment" },
  { "openai:gpt-4-turbo", "AZURE_DEPLOYMENT_GPT4_TURBO", "gpt-4-turbo-deployment" },
  { "openai:gpt-4", "AZURE_DEPLOYMENT_GPT4", "gpt-4-deployment" },
  { "openai:gpt-3.5-turbo", "AZURE_DEPLOYMENT_GPT35_TURBO", "gpt-35-turbo-deployment" },
  { "anthropic:claude-3-5-sonnet", "AZURE_DEPLOYMENT_CLAUDE_35_SONNET",
    "claude-35-sonnet-deployment" },
  { "anthropic:claude-3-5-haiku", "AZURE_DEPLOYMENT_CLAUDE_35_HAIKU",
    "claude-35-haiku-deployment" },
  { "anthropic:claude-3-opus", "AZURE_DEPLOYMENT_CLAUDE_3_OPUS", "claude-3-opus-deployment" },
  { "gemini:gemini-1.5-pro", "AZURE_DEPLOYMENT_GEMINI_15_PRO", "gemini-15-pro-deployment" },
  { "gemini:gemini-1.5-flash", "AZURE_DEPLOYMENT_GEMINI_15_FLASH", "gemini-15-flash-deployment" },
  { "gemini:gemini-1.5-flash-8b", "AZURE_DEPLOYMENT_GEMINI_15_FLASH_8B",
    "gemini-15-flash-8b-deployment" },
  { "mistral:mistral-large", "AZURE_DEPLOYMENT_MISTRAL_LARGE", "mistral-large-deployment" },
  { "mistral:mistral-medium", "AZURE_DEPLOYMENT_MISTRAL_MEDIUM", "mistral-medium-deployment" },
  { "mistral:mistral-small", "AZURE_DEPLOYMENT_MISTRAL_SMALL", "mistral-small-deployment" },
};

static const char *const style_names[] = { "deployments", "v1", "models" };
static const char *const auth_names[] = { "api-key", "bearer" };

/**
 * llm_azure_get_slots:
 * @n_slots: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_slots): the models that have a deployment
 *   by default
 */
const LlmAzureSlot *
llm_azure_get_slots (guint *n_slots)
{
  g_return_val_if_fail (n_slots != NULL, NULL);

  *n_slots = G_N_ELEMENTS (slots);
  return slots;
}

/**
 * llm_azure_new:
 *
 * Returns: (transfer full): Azure as it is before anything was set: off
 */
LlmAzure *
llm_azure_new (void)
{
  LlmAzure *self = g_new0 (LlmAzure, 1);

  self->endpoint = g_strdup ("");
  self->api_version = g_strdup (DEFAULT_API_VERSION);
  self->deployments = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->environment = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static void
copy_table (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (to, g_strdup (key), g_strdup (value));
}

/**
 * llm_azure_copy:
 * @self: (nullable): how Azure is used
 *
 * Returns: (transfer full) (nullable): a copy
 */
LlmAzure *
llm_azure_copy (const LlmAzure *self)
{
  LlmAzure *copy;

  if (self == NULL)
    return NULL;
  copy = llm_azure_new ();
  copy->enabled = self->enabled;
  copy->providers = g_strdupv (self->providers);
  g_free (copy->endpoint);
  copy->endpoint = g_strdup (self->endpoint);
  g_free (copy->api_version);
  copy->api_version = g_strdup (self->api_version);
  copy->style = self->style;
  copy->auth = self->auth;
  copy->allow_direct = self->allow_direct;
  copy_table (self->deployments, copy->deployments);
  copy_table (self->environment, copy->environment);
  return copy;
}

/**
 * llm_azure_free:
 * @self: (nullable) (transfer full): how Azure is used
 */
void
llm_azure_free (LlmAzure *self)
{
  if (self == NULL)
    return;
  g_strfreev (self->providers);
  g_free (self->endpoint);
  g_free (self->api_version);
  g_hash_table_unref (self->deployments);
  g_hash_table_unref (self->environment);
  g_free (self);
}

/**
 * llm_azure_set_endpoint:
 * @self: how Azure is used
 * @endpoint: (nullable): the resource's address; checked when it is used
 *
 * Drops what the styles add themselves: Azure's own pages show the address of the
 * resource with "/openai/v1" or "/models" behind it.
 */
void
llm_azure_set_endpoint (LlmAzure *self, const char *endpoint)
{
  static const char *const added[] = { "/openai/v1", "/openai", "/models" };
  g_autofree char *tidy = NULL;

  g_return_if_fail (self != NULL);

  tidy = llm_base_url_tidy (endpoint);
  for (guint i = 0; tidy != NULL && i < G_N_ELEMENTS (added); i++)
    {
      if (g_str_has_suffix (tidy, added[i]))
        {
          tidy[strlen (tidy) - strlen (added[i])] = '\0';
          break;
        }
    }
  g_free (self->endpoint);
  self->endpoint = tidy != NULL ? g_steal_pointer (&tidy) : g_strdup ("");
}

/**
 * llm_azure_api_version_is_valid:
 * @api_version: (nullable): any text
 *
 * Returns: whether it can be an API version, such as "2024-10-21", "2024-02-15-preview"
 *   or "v1": lower-case letters, digits, hyphens and dots, at most 40 bytes
 */
gboolean
llm_azure_api_version_is_valid (const char *api_version)
{
  if (api_version == NULL || *api_version == '\0' || strlen (api_version) > 40)
    return FALSE;
  return strspn (api_version, "abcdefghijklmnopqrstuvwxyz0123456789-.") == strlen (api_version);
}

/**
 * llm_azure_set_api_version:
 * @self: how Azure is used
 * @api_version: (nullable): the version; what cannot be one is the default
 */
void
llm_azure_set_api_version (LlmAzure *self, const char *api_version)
{
  g_return_if_fail (self != NULL);

  g_free (self->api_version);
  self->api_version
      = g_strdup (llm_azure_api_version_is_valid (api_version) ? api_version : DEFAULT_API_VERSION);
}

/**
 * llm_azure_tells_usage:
 * @self: how Azure is used
 *
 * Returns: whether streams of this API version tell their usage
 */
gboolean
llm_azure_tells_usage (const LlmAzure *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  /* Dates of this form compare as text. */
  return self->style != LLM_AZURE_DEPLOYMENTS || !g_ascii_isdigit (self->api_version[0])
         || strncmp (self->api_version, LLM_AZURE_USAGE_API_VERSION, 10) >= 0;
}

/* UTF-8 of at most @max bytes without white space and control characters. */
static gboolean
is_word (const char *text, gsize max)
{
  gsize length = strlen (text);

  if (length > max || !g_utf8_validate (text, (gssize) length, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (!g_unichar_isprint (c) || g_unichar_isspace (c))
        return FALSE;
    }
  return TRUE;
}

/**
 * llm_azure_model_is_valid:
 * @model: (nullable): any text
 *
 * Returns: whether it has the form PROVIDER:MODEL
 */
gboolean
llm_azure_model_is_valid (const char *model)
{
  const char *colon = model != NULL ? strchr (model, ':') : NULL;

  return colon != NULL && colon != model && colon[1] != '\0' && is_word (model, MODEL_MAX);
}

/**
 * llm_azure_deployment_is_valid:
 * @deployment: (nullable): any text
 *
 * Returns: whether it can be the name of a deployment
 */
gboolean
llm_azure_deployment_is_valid (const char *deployment)
{
  return deployment != NULL && *deployment != '\0' && is_word (deployment, DEPLOYMENT_MAX);
}

/**
 * llm_azure_set_deployment:
 * @self: how Azure is used
 * @model: PROVIDER:MODEL, with or without a date or "-latest" behind it
 * @deployment: (nullable): its deployment; "" if it has none, even by default; NULL
 *   to go back to the default
 *
 * Leaves things as they are for what is no model or no deployment's name.
 */
void
llm_azure_set_deployment (LlmAzure *self, const char *model, const char *deployment)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (model != NULL);

  if (deployment == NULL)
    g_hash_table_remove (self->deployments, model);
  else if (llm_azure_model_is_valid (model)
           && (*deployment == '\0' || llm_azure_deployment_is_valid (deployment))
           && g_hash_table_size (self->deployments) < DEPLOYMENTS_MAX)
    g_hash_table_insert (self->deployments, g_strdup (model), g_strdup (deployment));
}

/* Without "-latest", "-20241022", "-2024-08-06", "-0613" or "-002" at its end: the ways
 * in which the vendors name versions of one model. */
static char *
strip_date (const char *model)
{
  static const char *const patterns[] = { "-latest", "-dddddddd", "-dddd-dd-dd", "-dddd", "-00d" };
  gsize length = strlen (model);

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      gsize n = strlen (patterns[i]);
      gboolean match = length > n;

      for (gsize j = 0; match && j < n; j++)
        {
          char c = model[length - n + j];

          match = i > 0 && patterns[i][j] == 'd' ? g_ascii_isdigit (c) : c == patterns[i][j];
        }
      if (match)
        return g_strndup (model, length - n);
    }
  return g_strdup (model);
}

static const char *
lookup (const LlmAzure *self, const char *model)
{
  const char *deployment = g_hash_table_lookup (self->environment, model);

  if (deployment == NULL)
    deployment = g_hash_table_lookup (self->deployments, model);
  for (guint i = 0; deployment == NULL && i < G_N_ELEMENTS (slots); i++)
    {
      if (strcmp (slots[i].model, model) == 0)
        deployment = slots[i].deployment;
    }
  return deployment;
}

/**
 * llm_azure_find_deployment:
 * @self: how Azure is used
 * @provider_id: a provider
 * @model_id: one of its models; of %LLM_AZURE_PROVIDER_ID a deployment's own name
 *
 * Returns: (transfer full) (nullable): the name of its deployment, NULL for none
 */
char *
llm_azure_find_deployment (const LlmAzure *self, const char *provider_id, const char *model_id)
{
  g_autofree char *model = NULL;
  g_autofree char *family = NULL;
  const char *deployment;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (provider_id != NULL && model_id != NULL, NULL);

  if (strcmp (provider_id, LLM_AZURE_PROVIDER_ID) == 0)
    return g_strdup (model_id);
  model = g_strconcat (provider_id, ":", model_id, NULL);
  family = strip_date (model);
  deployment = lookup (self, model);
  if (deployment == NULL)
    deployment = lookup (self, family);
  return deployment != NULL && *deployment != '\0' ? g_strdup (deployment) : NULL;
}

/**
 * llm_azure_routes:
 * @self: how Azure is used
 * @provider_id: a vendor
 *
 * Returns: whether models of that vendor are to be asked through Azure
 */
gboolean
llm_azure_routes (const LlmAzure *self, const char *provider_id)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (provider_id != NULL, FALSE);

  if (!self->enabled)
    return FALSE;
  return self->providers == NULL || self->providers[0] == NULL
         || g_strv_contains ((const char *const *) self->providers, provider_id);
}

static gboolean
is_true (const char *text)
{
  static const char *const words[] = { "1", "true", "yes", "on", NULL };
  g_autofree char *lower = g_ascii_strdown (text, -1);

  return g_strv_contains (words, g_strstrip (lower));
}

static const char *
get_variable (const char *name)
{
  const char *text = g_getenv (name);

  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * llm_azure_environment_has:
 * @variable: one of the variables of this header, or of an #LlmAzureSlot
 *
 * Returns: whether llm_azure_apply_environment() takes a value from it
 */
gboolean
llm_azure_environment_has (const char *variable)
{
  const char *text;

  g_return_val_if_fail (variable != NULL, FALSE);

  text = get_variable (variable);
  if (strcmp (variable, LLM_AZURE_VARIABLE_API_VERSION) == 0)
    return llm_azure_api_version_is_valid (text);
  if (strcmp (variable, LLM_AZURE_VARIABLE_ENABLED) == 0
      || strcmp (variable, LLM_AZURE_VARIABLE_ENDPOINT) == 0)
    return text != NULL;
  return llm_azure_deployment_is_valid (text);
}

/**
 * llm_azure_apply_environment:
 * @self: how Azure is used
 *
 * Has the variables USE_AZURE_FOUNDRY, AZURE_AI_FOUNDRY_ENDPOINT,
 * AZURE_AI_FOUNDRY_API_VERSION and AZURE_DEPLOYMENT_... win for this run.  (The key
 * is in AZURE_AI_FOUNDRY_KEY, see llm_secret_get_variables().)  What comes of it is
 * not to be stored.
 */
void
llm_azure_apply_environment (LlmAzure *self)
{
  g_return_if_fail (self != NULL);

  if (llm_azure_environment_has (LLM_AZURE_VARIABLE_ENABLED))
    self->enabled = is_true (g_getenv (LLM_AZURE_VARIABLE_ENABLED));
  if (llm_azure_environment_has (LLM_AZURE_VARIABLE_ENDPOINT))
    llm_azure_set_endpoint (self, g_getenv (LLM_AZURE_VARIABLE_ENDPOINT));
  if (llm_azure_environment_has (LLM_AZURE_VARIABLE_API_VERSION))
    llm_azure_set_api_version (self, g_getenv (LLM_AZURE_VARIABLE_API_VERSION));
  for (guint i = 0; i < G_N_ELEMENTS (slots); i++)
    {
      if (llm_azure_environment_has (slots[i].variable))
        g_hash_table_insert (self->environment, g_strdup (slots[i].model),
                             g_strdup (g_getenv (slots[i].variable)));
    }
}

static gboolean
find_name (const char *const *names, guint n_names, const char *string, guint *index)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (g_strcmp0 (names[i], string) == 0)
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * llm_azure_style_to_string:
 * @style: a style
 *
 * Returns: its name in the settings
 */
const char *
llm_azure_style_to_string (LlmAzureStyle style)
{
  g_return_val_if_fail ((guint) style < G_N_ELEMENTS (style_names), style_names[0]);

  return style_names[style];
}

/**
 * llm_azure_style_from_string:
 * @string: (nullable): a name
 * @style: (out): the style; left as it is for any other name
 *
 * Returns: whether @string is a style's name
 */
gboolean
llm_azure_style_from_string (const char *string, LlmAzureStyle *style)
{
  guint index;

  g_return_val_if_fail (style != NULL, FALSE);

  if (!find_name (style_names, G_N_ELEMENTS (style_names), string, &index))
    return FALSE;
  *style = (LlmAzureStyle) index;
  return TRUE;
}

/**
 * llm_azure_auth_to_string:
 * @auth: how a key is sent
 *
 * Returns: its name in the settings
 */
const char *
llm_azure_auth_to_string (LlmAzureAuth auth)
{
  g_return_val_if_fail ((guint) auth < G_N_ELEMENTS (auth_names), auth_names[0]);

  return auth_names[auth];
}

/**
 * llm_azure_auth_from_string:
 * @string: (nullable): a name
 * @auth: (out): how a key is sent; left as it is for any other name
 *
 * Returns: whether @string is such a name
 */
gboolean
llm_azure_auth_from_string (const char *string, LlmAzureAuth *auth)
{
  guint index;

  g_return_val_if_fail (auth != NULL, FALSE);

  if (!find_name (auth_names, G_N_ELEMENTS (auth_names), string, &index))
    return FALSE;
  *auth = (LlmAzureAuth) index;
  return TRUE;
}
